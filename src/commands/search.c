/* search.c - every word of every letter and scan, from the command line. */
#include "commands/commands.h"
#include "commands/output.h"

#include <stdio.h>

static void
add_hit(JsonBuilder *builder, const SearchHit *hit)
{
    json_builder_begin_object(builder);
    output_int(builder, "letter", hit->letter_id);
    output_text(builder, "in_no", hit->in_no);
    output_int(builder, "page", hit->page);
    json_builder_set_member_name(builder, "score");
    json_builder_add_double_value(builder, hit->score);
    output_text(builder, "snippet", hit->snippet);
    json_builder_set_member_name(builder, "boxes");
    json_builder_begin_array(builder);
    for (guint i = 0; i < hit->boxes->len; i++) {
        const Box *box = &g_array_index(hit->boxes, Box, i);
        json_builder_begin_array(builder);
        json_builder_add_int_value(builder, box->x);
        json_builder_add_int_value(builder, box->y);
        json_builder_add_int_value(builder, box->width);
        json_builder_add_int_value(builder, box->height);
        json_builder_end_array(builder);
    }
    json_builder_end_array(builder);
    json_builder_end_object(builder);
}

static void
print_hits(GPtrArray *hits, int total, gint64 elapsed, bool json)
{
    if (!json) {
        for (guint i = 0; i < hits->len; i++) {
            const SearchHit *hit = hits->pdata[i];
            printf("%6" G_GINT64_FORMAT " %-17s page %d  %s\n", hit->letter_id,
                hit->in_no ? hit->in_no : "-", hit->page, hit->snippet);
        }
        printf("%d%s found in %" G_GINT64_FORMAT " ms\n", total,
            total >= SEARCH_MOST ? " or more" : "", elapsed);
        return;
    }
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    output_int(builder, "total", total);
    output_int(builder, "milliseconds", elapsed);
    json_builder_set_member_name(builder, "hits");
    json_builder_begin_array(builder);
    for (guint i = 0; i < hits->len; i++)
        add_hit(builder, hits->pdata[i]);
    json_builder_end_array(builder);
    json_builder_end_object(builder);
    output_json(builder);
}

int
command_search(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false;
    int limit = 20, total = 0;
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL},
        {"limit", 0, 0, G_OPTION_ARG_INT, &limit, "at most N hits (20)", "N"}, {NULL}};
    if (!command_options(entries, "QUERY",
            "Finds letters and pages by their words, however they are spelled: all words "
            "must "
            "occur, \"a phrase\" in order, -word must not.",
            "diwan search 'مساعدة \"سداد الإيجار\" -كهرباء'", &argc, &argv))
        return EXIT_USAGE;
    if (argc < 2 || limit < 1 || limit > 1000) {
        fputs("diwan search: give the words to look for, and a limit of 1 to 1000\n",
            stderr);
        return EXIT_USAGE;
    }
    g_autofree char *query = g_strjoinv(" ", argv + 1);
    g_autofree char *path = g_build_filename(diwan->config->office, "search.db", NULL);
    g_autoptr(Search) search = search_open(path, &error);
    gint64 since = clock_ticks_ms();
    g_autoptr(GPtrArray) hits =
        search ? search_find(search, diwan->store, query, NULL, limit, &total, &error)
               : NULL;
    if (hits == NULL) {
        command_error(error);
        return EXIT_REFUSED;
    }
    print_hits(hits, total, clock_ticks_ms() - since, json);
    return EXIT_DONE;
}

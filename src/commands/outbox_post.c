/* outbox_post.c - `diwan outbox print | posted | returned`: letters on paper, from the printer to the post and back. */
#include "commands/outbox.h"
#include "outbox/outbox.h"

#include <stdio.h>

enum { MOST_PRINTED = 500 };

int
outbox_run_print(Diwan *diwan, int argc, char **argv)
{
    gboolean as_json = FALSE, both_sides = FALSE;
    gint64 run_id = 0;
    g_autofree char *by = NULL;
    const GOptionEntry entries[] = {{"both-sides", 0, 0, G_OPTION_ARG_NONE, &both_sides,
                                        "each letter begins on a sheet of its own", NULL},
        {"run", 0, 0, G_OPTION_ARG_INT64, &run_id, "write an earlier run again", "RUN"},
        {"by", 0, 0, G_OPTION_ARG_STRING, &by, "who prints (a login)", "LOGIN"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "one JSON object", NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL}};
    if (!command_options(entries, "FOLDER",
            "Prints what waits on paper as one run: letters.pdf in the order of the "
            "envelopes, "
            "labels.pdf, posting-list.pdf and posting-list.csv.",
            "diwan outbox print /srv/print/today --by saad", &argc, &argv))
        return EXIT_USAGE;
    if (argc != 2 || !command_knows_who(diwan, by))
        return outbox_misuse("print", "name one folder, and --by");
    g_autoptr(GError) error = NULL;
    bool well = command_by(diwan, &by, "outbox", &error);
    const PrintPlan plan = {MOST_PRINTED, both_sides, by};
    well = well &&
           (run_id != 0 ||
               outbox_print(diwan->store, diwan->archive, &plan, &run_id, &error)) &&
           (run_id == 0 || (outbox_run_is_for(diwan->store, run_id, by, &error) &&
                               outbox_print_write(diwan->store, diwan->archive,
                                   diwan->config, run_id, argv[1], &error)));
    g_autoptr(GPtrArray) letters =
        well && run_id != 0 ? store_post_of_run(diwan->store, run_id, &error) : NULL;
    guint n = letters != NULL ? letters->len : 0;
    if (error == NULL && as_json)
        printf("{\"run\":%" G_GINT64_FORMAT ",\"letters\":%u}\n", run_id, n);
    else if (error == NULL && n == 0)
        puts("nothing waits to be printed");
    else if (error == NULL)
        printf("run %" G_GINT64_FORMAT ": %u letters in %s; when they are posted: "
               "`diwan outbox posted %" G_GINT64_FORMAT "`\n",
            run_id, n, argv[1], run_id);
    return outbox_end(error);
}

/* Tracking numbers by letter, out of the list that was filled in; NULL: no list. */
static GHashTable *
tracking_load(const char *file, GError **error)
{
    g_autoptr(GBytes) bytes = file_read(file, CSV_MOST_BYTES, error);
    g_autoptr(Csv) csv = bytes != NULL ? csv_open(bytes, error) : NULL;
    if (csv == NULL)
        return NULL;
    GHashTable *found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GPtrArray) fields = g_ptr_array_new_with_free_func(g_free);
    int line = 0;
    const char *reason;
    for (CsvResult row; (row = csv_next(csv, fields, &line, &reason)) != CSV_END;) {
        if (row == CSV_ROW && fields->len >= 6 && *(const char *)fields->pdata[5] != '\0')
            g_hash_table_replace(
                found, g_strdup(fields->pdata[0]), g_strdup(fields->pdata[5]));
    }
    return found;
}

int
outbox_run_posted(Diwan *diwan, int argc, char **argv)
{
    gboolean as_json = FALSE;
    g_autofree char *by = NULL, *list = NULL, *take_out = NULL;
    const GOptionEntry entries[] = {
        {"list", 0, 0, G_OPTION_ARG_FILENAME, &list,
            "posting-list.csv with tracking numbers filled in", "FILE"},
        {"by", 0, 0, G_OPTION_ARG_STRING, &by, "who posted them (a login)", "LOGIN"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "one JSON object", NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL}};
    if (!command_options(entries, "RUN", "The letters of a run were handed to the post.",
            "diwan outbox posted 3 --list posting-list.csv --by saad", &argc, &argv))
        return EXIT_USAGE;
    if (argc != 2 || !command_knows_who(diwan, by))
        return outbox_misuse("posted", "name one run, and --by");
    g_autoptr(GError) error = NULL;
    int posted = 0;
    g_autoptr(GHashTable) tracking =
        command_by(diwan, &by, "outbox", &error) && list != NULL
            ? tracking_load(list, &error)
            : NULL;
    if (error == NULL && outbox_posted(diwan->store, command_id(argv[1]), tracking, by,
                             &posted, &take_out, &error)) {
        printf(as_json ? "{\"posted\":%d" : "%d posted\n", posted);
        if (take_out != NULL)
            printf(as_json ? ",\"take_out\":\"%s\""
                           : "take these out, their decisions were corrected: %s\n",
                take_out);
        if (as_json)
            printf("}\n");
    }
    return outbox_end(error);
}

int
outbox_run_returned(Diwan *diwan, int argc, char **argv)
{
    gboolean as_json = FALSE;
    g_autofree char *by = NULL, *why = NULL;
    const GOptionEntry entries[] = {
        {"reason", 0, 0, G_OPTION_ARG_STRING, &why, "what the post wrote on it", "TEXT"},
        {"by", 0, 0, G_OPTION_ARG_STRING, &by, "who has it (a login)", "LOGIN"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "one JSON object", NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL}};
    if (!command_options(entries, "ID|NUMBER|TRACKING",
            "The post brought a letter back: it stands on the list of what is not "
            "delivered.",
            "diwan outbox returned RR123456785SA --reason 'address unknown' --by saad",
            &argc, &argv))
        return EXIT_USAGE;
    if (argc != 2 || !command_knows_who(diwan, by) || why == NULL)
        return outbox_misuse("returned", "name one letter, --reason and --by");
    g_autoptr(GError) error = NULL;
    g_autoptr(PostLetter) letter =
        command_by(diwan, &by, "outbox", &error)
            ? outbox_letter_named(diwan->store, argv[1], &error)
            : NULL;
    if (letter != NULL &&
        store_post_returned(diwan->store, letter->id, why, by, &error) && as_json)
        printf("{\"id\":%" G_GINT64_FORMAT ",\"state\":\"failed\"}\n", letter->id);
    return outbox_end(error);
}

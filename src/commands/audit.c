/* audit.c - `diwan audit verify`, `diwan archive verify`: whether what is kept is what was kept. */
#include "commands/commands.h"
#include "commands/output.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- the journal ---- */

static void
print_journal(const JournalState *state, const char *noted, bool as_json)
{
    if (as_json) {
        g_autoptr(JsonBuilder) json = json_builder_new();
        json_builder_begin_object(json);
        output_bool(json, "well", state->broken_at == 0 && state->noted_at >= 0);
        output_int(json, "rows", state->rows);
        output_int(json, "broken_at", state->broken_at);
        output_text(json, "last_hash", state->last);
        output_bool(json, "noted_found", noted != NULL && state->noted_at > 0);
        json_builder_end_object(json);
        output_json(json);
        return;
    }
    printf("%" G_GINT64_FORMAT " rows hang together; the last one's hash is %s\n",
        state->rows, *state->last ? state->last : "-");
    if (state->broken_at != 0)
        printf("row %" G_GINT64_FORMAT
               " was changed, or rows before it were taken out or put in\n",
            state->broken_at);
    if (state->noted_at < 0)
        puts("no row has the hash that was noted: rows at the end are missing, or all "
             "hashes were made anew");
}

static int
verify_journal(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false;
    g_autofree char *noted = NULL;
    JournalState state;
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"noted", 0, 0, G_OPTION_ARG_STRING, &noted,
            "a last hash that was noted earlier, outside the office", "HASH"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL}, {NULL}};
    if (!command_options(entries, "",
            "Whether the journal is as it was written: every row bears a hash of itself "
            "and of the row before. Note the last hash outside the office now and then: "
            "with it, rows cut off at the end are found out too.",
            "diwan audit verify", &argc, &argv))
        return EXIT_USAGE;
    if (!store_journal_verify(diwan->store, noted, &state, &error)) {
        command_error(error);
        return EXIT_REFUSED;
    }
    print_journal(&state, noted, json);
    return state.broken_at == 0 && state.noted_at >= 0 ? EXIT_DONE : EXIT_REFUSED;
}

int
command_audit(Diwan *diwan, int argc, char **argv)
{
    static const SubCommand acts[] = {{"verify", verify_journal}};
    return command_dispatch(diwan, acts, G_N_ELEMENTS(acts), argc, argv);
}

/* ---- the archive ---- */

typedef struct Fixity {
    Archive *archive;
    int files;
    GPtrArray *damaged; /* of char, owned: hashes; likewise missing */
    GPtrArray *missing;
} Fixity;

static bool
check_file(const char *sha256, gpointer user_data, GError **error)
{
    (void)error;
    Fixity *fixity = user_data;
    fixity->files++;
    if (!archive_is_sound(fixity->archive, sha256))
        g_ptr_array_add(fixity->damaged, g_strdup(sha256));
    return true;
}

static bool
check_named(const char *sha256, gpointer user_data, GError **error)
{
    (void)error;
    Fixity *fixity = user_data;
    int fd = archive_open_file(fixity->archive, sha256, NULL);
    if (fd < 0)
        g_ptr_array_add(fixity->missing, g_strdup(sha256));
    else
        close(fd);
    return true;
}

static void
add_hashes(JsonBuilder *json, const char *name, GPtrArray *hashes)
{
    json_builder_set_member_name(json, name);
    json_builder_begin_array(json);
    for (guint i = 0; i < hashes->len; i++)
        json_builder_add_string_value(json, hashes->pdata[i]);
    json_builder_end_array(json);
}

static void
print_fixity(const Fixity *fixity, bool as_json)
{
    if (as_json) {
        g_autoptr(JsonBuilder) json = json_builder_new();
        json_builder_begin_object(json);
        output_bool(json, "well", fixity->damaged->len + fixity->missing->len == 0);
        output_int(json, "files", fixity->files);
        add_hashes(json, "damaged", fixity->damaged);
        add_hashes(json, "missing", fixity->missing);
        json_builder_end_object(json);
        output_json(json);
        return;
    }
    for (guint i = 0; i < fixity->damaged->len; i++)
        printf("damaged: %s\n", (char *)fixity->damaged->pdata[i]);
    for (guint i = 0; i < fixity->missing->len; i++)
        printf("missing: %s\n", (char *)fixity->missing->pdata[i]);
    printf("%d files looked at, %u damaged, %u missing%s\n", fixity->files,
        fixity->damaged->len, fixity->missing->len,
        fixity->damaged->len + fixity->missing->len > 0
            ? ": take them from a backup, letters/ lies in it as here"
            : "");
}

static int
verify_archive(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false;
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL}, {NULL}};
    if (!command_options(entries, "",
            "Whether every kept file still has the bytes it was kept with, and none that "
            "a letter names is missing. Reads all of the archive.",
            "diwan archive verify", &argc, &argv))
        return EXIT_USAGE;
    g_autoptr(GPtrArray) damaged = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) missing = g_ptr_array_new_with_free_func(g_free);
    Fixity fixity = {diwan->archive, 0, damaged, missing};
    if (!archive_walk(diwan->archive, check_file, &fixity, &error) ||
        !store_files_each(diwan->store, check_named, &fixity, &error)) {
        command_error(error);
        return EXIT_REFUSED;
    }
    print_fixity(&fixity, json);
    return damaged->len + missing->len > 0 ? EXIT_REFUSED : EXIT_DONE;
}

int
command_archive(Diwan *diwan, int argc, char **argv)
{
    static const SubCommand acts[] = {{"verify", verify_archive}};
    return command_dispatch(diwan, acts, G_N_ELEMENTS(acts), argc, argv);
}

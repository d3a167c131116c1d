/* applicants_export.c - applicants export: one person's everything, for whoever asks for their data. */
#include "commands/applicants.h"

#include "commands/output.h"
#include "commands/requests.h"
#include "dossier/dossier.h"

#include <stdio.h>

typedef struct ExportLine {
    char *by, *reason, *out, **letters;
    gboolean json;
} ExportLine;

static void
export_line_clear(ExportLine *line)
{
    g_free(line->by);
    g_free(line->reason);
    g_free(line->out);
    g_strfreev(line->letters);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ExportLine, export_line_clear)

static GArray *
letters_named(Store *store, char **names, GError **error)
{
    g_autoptr(GArray) letters = g_array_new(false, false, sizeof(gint64));
    for (char **name = names; name != NULL && *name != NULL; name++) {
        gint64 id = command_letter_named(store, *name);
        if (id == 0) {
            g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
                "there is no letter '%s': nothing was written", *name);
            return NULL;
        }
        g_array_append_val(letters, id);
    }
    return g_steal_pointer(&letters);
}

static void
print(const char *file_no, const char *out, const DossierCount *count, bool json)
{
    if (!json) {
        printf("%s: %d letters, %d sent, %d requests, %d files\n", out, count->letters,
            count->sent, count->requests, count->files);
        if (count->apart > 0)
            printf("%d letters are kept apart: another person wrote them or is named in "
                   "them by a number;\nlook at each, and give --letter ID for those that "
                   "may be given\n",
                count->apart);
        return;
    }
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    output_text(builder, "file_no", file_no);
    output_text(builder, "out", out);
    output_int(builder, "letters", count->letters);
    output_int(builder, "apart", count->apart);
    output_int(builder, "sent", count->sent);
    output_int(builder, "requests", count->requests);
    output_int(builder, "files", count->files);
    output_int(builder, "bytes", count->bytes);
    json_builder_end_object(builder);
    output_json(builder);
}

static bool
run(Diwan *diwan, const char *file_no, const ExportLine *line, GError **error)
{
    g_auto(Actor) actor = {0};
    if (!command_actor(diwan, line->by, true, &actor, error) ||
        !command_may(actor.staff, "export", error))
        return false;
    DossierCount count;
    gint64 party_id = party_of_file(diwan->store, file_no, error);
    g_autoptr(GArray) letters =
        party_id != 0 ? letters_named(diwan->store, line->letters, error) : NULL;
    if (letters == NULL)
        return false;
    const DossierWish wish = {.party_id = party_id,
        .out = line->out,
        .by = actor.staff->login,
        .reason = line->reason,
        .looked_at = letters};
    if (!dossier_write(diwan->config, diwan->store, diwan->archive, &wish, &count, error))
        return false;
    print(file_no, line->out, &count, line->json);
    return true;
}

int
applicants_export(Diwan *diwan, int argc, char **argv)
{
    g_auto(ExportLine) line = {0};
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"out", 0, 0, G_OPTION_ARG_FILENAME, &line.out,
            "a folder, or a file that ends in .zip; must not be there yet", "PATH"},
        {"reason", 0, 0, G_OPTION_ARG_STRING, &line.reason,
            "who asked for it and why, in words", "WORDS"},
        {"letter", 0, 0, G_OPTION_ARG_STRING_ARRAY, &line.letters,
            "a letter that was kept apart and was looked at: it may be given", "ID"},
        {"by", 0, 0, G_OPTION_ARG_STRING, &line.by,
            "who answers for it, and is logged in", "LOGIN"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &line.json, "print one JSON object", NULL},
        {NULL}};
    if (!command_options(entries, "FILE_NO",
            "Writes all that is held of one person: a page in Arabic and English that "
            "needs no network, the\nsame for programs (data.json), and every letter, "
            "attachment and answer as it is kept. Letters that\nanother person wrote or "
            "is named in are told by number and day, until somebody has looked at them.\n"
            "Who gave it, and why, stands in the journal.",
            "diwan login noura\n  diwan applicants export A-1042 --out A-1042.zip "
            "--reason 'she asked for it, letter 1/1448/000123/8'",
            &argc, &argv))
        return EXIT_USAGE;
    if (argc != 2 || line.out == NULL || line.reason == NULL || *line.reason == '\0') {
        fprintf(stderr,
            "diwan %s: expected FILE_NO, --out PATH and --reason WORDS; try --help\n",
            argv[0]);
        return EXIT_USAGE;
    }
    if (run(diwan, argv[1], &line, &error))
        return EXIT_DONE;
    command_error(error);
    return EXIT_REFUSED;
}

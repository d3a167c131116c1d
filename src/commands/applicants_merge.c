/* applicants_merge.c - applicants duplicates | merge | separate. */
#include "commands/applicants.h"

#include "commands/output.h"
#include "commands/requests.h"

#include <stdio.h>

enum { LOOK_AT_ONCE = 40000 };

/* ---- pairs ---- */

static void
print_pair(const PartyPair *pair, bool as_json)
{
    const Party *one = pair->one, *other = pair->other;
    if (!as_json) {
        printf("%-12s %s\n%-12s %s\n  %s\n", one->file_no, one->full_name, other->file_no,
            other->full_name, pair->kinds);
        return;
    }
    g_autoptr(JsonBuilder) json = json_builder_new();
    json_builder_begin_object(json);
    output_text(json, "file_no", one->file_no);
    output_text(json, "full_name", one->full_name);
    output_text(json, "other_file_no", other->file_no);
    output_text(json, "other_full_name", other->full_name);
    output_text(json, "shared", pair->kinds);
    json_builder_end_object(json);
    output_json(json);
}

int
applicants_duplicates(Diwan *diwan, int argc, char **argv)
{
    gboolean as_json = FALSE;
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {{"json", 0, 0, G_OPTION_ARG_NONE, &as_json,
                                        "one JSON object for each pair", NULL},
        {NULL}};
    if (!command_options(entries, "",
            "Lists pairs of records that may be one person, with what they share.",
            "diwan applicants duplicates", &argc, &argv))
        return EXIT_USAGE;
    gint64 after = 0;
    do {
        g_autoptr(GPtrArray) pairs =
            party_pairs(diwan->store, after, LOOK_AT_ONCE, &after, &error);
        if (pairs == NULL) {
            command_error(error);
            return EXIT_REFUSED;
        }
        for (guint i = 0; i < pairs->len; i++)
            print_pair(pairs->pdata[i], as_json);
    } while (after != 0);
    return EXIT_DONE;
}

/* ---- one of two ---- */

typedef struct MergeLine {
    char *by, *reason, *take;
} MergeLine;

static bool
run(Diwan *diwan, const MergeLine *line, char **files, GError **error)
{
    Store *store = diwan->store;
    g_autoptr(Desk) desk = desk_open(diwan->config, store, error);
    g_auto(Actor) actor = {0};
    if (desk == NULL || !command_actor(diwan, line->by, false, &actor, error))
        return false;
    const Act act = {
        .by = actor.staff->login, .role = actor.staff->role, .reason = line->reason};
    gint64 first = party_of_file(store, files[0], error);
    if (first == 0)
        return false;
    if (files[1] == NULL)
        return party_separate(desk, first, &act, error);
    gint64 second = party_of_file(store, files[1], error);
    g_auto(GStrv) fields = line->take != NULL ? g_strsplit(line->take, ",", -1) : NULL;
    return second != 0 &&
           party_merge(desk, first, second, (const char *const *)fields, &act, error);
}

static int
merge_or_separate(Diwan *diwan, int words, const char *usage, const char *description,
    const char *example, int argc, char **argv)
{
    MergeLine line = {0};
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {{"by", 0, 0, G_OPTION_ARG_STRING, &line.by,
                                        "who answers for it (a login)", "LOGIN"},
        {"reason", 0, 0, G_OPTION_ARG_STRING, &line.reason, "why, in words", "WORDS"},
        {"take", 0, 0, G_OPTION_ARG_STRING, &line.take,
            "merge: fields that are the other record's, `,` between", "FIELDS"},
        {NULL}};
    bool read = command_options(entries, usage, description, example, &argc, &argv);
    g_autofree char *by = line.by, *reason = line.reason, *take = line.take;
    if (!read)
        return EXIT_USAGE;
    if (argc != words + 1 || !command_knows_who(diwan, by)) {
        fprintf(stderr,
            "diwan %s: expected %s and --by LOGIN, or `diwan login` before; try "
            "--help\n",
            argv[0], usage);
        return EXIT_USAGE;
    }
    if (run(diwan, &line, argv + 1, &error))
        return EXIT_DONE;
    command_error(error);
    return EXIT_REFUSED;
}

int
applicants_merge(Diwan *diwan, int argc, char **argv)
{
    return merge_or_separate(diwan, 2, "FILE_NO OTHER",
        "Makes two records of one person one: letters, requests and contacts of OTHER "
        "are "
        "the first one's,\nwhich keeps its fields, takes those it has none of, and those "
        "named by --take\n(full_name, national_id, email, mobile, city, iban).",
        "diwan applicants merge A-1042 P000317 --take mobile --by noura --reason 'the "
        "same ID card'",
        argc, argv);
}

int
applicants_separate(Diwan *diwan, int argc, char **argv)
{
    return merge_or_separate(diwan, 1, "FILE_NO",
        "Parts a record from the one it was merged into: what moved goes back.",
        "diwan applicants separate P000317 --by noura --reason 'two cousins'", argc,
        argv);
}

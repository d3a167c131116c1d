/* applicants_erase.c - applicants erase: what would go; asked for by one, approved by another. */
#include "commands/applicants.h"

#include "commands/output.h"
#include "commands/requests.h"
#include "erasure/erasure.h"

#include <stddef.h>
#include <stdio.h>

typedef struct EraseLine {
    char *by, *reason;
    gboolean ask, approve, json;
} EraseLine;

static void
erase_line_clear(EraseLine *line)
{
    g_free(line->by);
    g_free(line->reason);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(EraseLine, erase_line_clear)

#define OF(member) offsetof(ErasureCount, member)

static const struct {
    const char *key, *words;
    gsize at;
    bool stays;
} counted[] = {
    {"records", "records, but for number, kind and days", OF(records), false},
    {"letters", "letters, their words, pages and attachments", OF(letters), false},
    {"by_others", "of them from the address of another person on record", OF(by_others),
        false},
    {"pages", "pages read", OF(pages), false},
    {"sent", "letters and mails to them, but for number and day", OF(sent), false},
    {"contacts", "contacts, but for number, day and channel", OF(contacts), false},
    {"notes", "notes in the journal", OF(notes), false},
    {"files", "kept files", OF(files), false},
    {"numbers", "entries in the registers, as stubs", OF(numbers), true},
    {"requests", "requests, their numbers, states and days", OF(requests), true},
    {"decisions", "decisions of the committee, as the minutes have them", OF(decisions),
        true},
    {"print_runs", "printed runs that hold letters to others too", OF(runs), true},
    {"scans", "scans that hold letters of others too", OF(batches), true},
    {"shared_files", "kept files that others sent as well", OF(shared), true},
    {"named_in", "letters of others that name them, without the clue", OF(named), true},
};

static int
count_at(const ErasureCount *count, guint i)
{
    return *(const int *)(const void *)((const char *)count + counted[i].at);
}

static void
add_part(JsonBuilder *json, const char *name, const ErasureCount *count, bool stays)
{
    json_builder_set_member_name(json, name);
    json_builder_begin_object(json);
    for (guint i = 0; i < G_N_ELEMENTS(counted); i++)
        if (counted[i].stays == stays)
            output_int(json, counted[i].key, count_at(count, i));
    json_builder_end_object(json);
}

static void
print_json(const char *file_no, const char *standing, const ErasureCount *count,
    GPtrArray *copies)
{
    g_autoptr(JsonBuilder) json = json_builder_new();
    json_builder_begin_object(json);
    output_text(json, "file_no", file_no);
    output_text(json, "standing", standing);
    add_part(json, "goes", count, false);
    add_part(json, "stays", count, true);
    json_builder_set_member_name(json, "copies");
    json_builder_begin_array(json);
    for (guint i = 0; i < copies->len; i++)
        json_builder_add_string_value(json, copies->pdata[i]);
    json_builder_end_array(json);
    json_builder_end_object(json);
    output_json(json);
}

static void
print_lines(const char *file_no, const char *standing, const ErasureCount *count,
    GPtrArray *copies)
{
    static const char *const heads[] = {"goes", "stays"};
    printf("%s: %s\n", file_no, standing);
    for (int stays = 0; stays < 2; stays++) {
        printf("%s:\n", heads[stays]);
        for (guint i = 0; i < G_N_ELEMENTS(counted); i++)
            if (counted[i].stays == (stays == 1) && count_at(count, i) > 0)
                printf("%8d  %s\n", count_at(count, i), counted[i].words);
    }
    puts("Not reached: backups made before (after a restore from one, erase again), "
         "printed paper, and the mails\non the mailbox's server, which are not taken "
         "again.");
    for (guint i = 0; i < copies->len; i++)
        printf("'%s' beside the database holds it until somebody deletes it\n",
            (const char *)copies->pdata[i]);
}

static bool
act(Diwan *diwan, gint64 party_id, const EraseLine *line, ErasureCount *count,
    GError **error)
{
    g_auto(Actor) actor = {0};
    if (!line->ask && !line->approve)
        return erasure_look(diwan->store, diwan->archive, party_id, count, error);
    if (!command_actor(diwan, line->by, true, &actor, error) ||
        !command_may(actor.staff, "erase", error))
        return false;
    if (line->ask)
        return erasure_ask(diwan->store, diwan->archive, party_id, actor.staff->login,
            line->reason, count, error);
    return erasure_approve(diwan->config, diwan->store, diwan->archive, party_id,
        actor.staff->login, count, error);
}

static bool
run(Diwan *diwan, const char *file_no, const EraseLine *line, GError **error)
{
    ErasureCount count;
    gint64 party_id = party_of_file(diwan->store, file_no, error);
    if (party_id == 0 || !act(diwan, party_id, line, &count, error))
        return false;
    g_autoptr(GPtrArray) copies = erasure_copies(diwan->config);
    const char *standing = line->approve ? "erased" : line->ask ? "asked" : "not asked";
    (line->json ? print_json : print_lines)(file_no, standing, &count, copies);
    return true;
}

int
applicants_erase(Diwan *diwan, int argc, char **argv)
{
    g_auto(EraseLine) line = {0};
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"ask", 0, 0, G_OPTION_ARG_NONE, &line.ask, "the first person wishes it", NULL},
        {"reason", 0, 0, G_OPTION_ARG_STRING, &line.reason,
            "why; it is kept, so name nobody in it", "WORDS"},
        {"approve", 0, 0, G_OPTION_ARG_NONE, &line.approve,
            "the second person approves, and it is done; or goes on when it was "
            "interrupted",
            NULL},
        {"by", 0, 0, G_OPTION_ARG_STRING, &line.by,
            "who answers for it, and is logged in", "LOGIN"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &line.json, "print one JSON object", NULL},
        {NULL}};
    if (!command_options(entries, "FILE_NO",
            "Forgets a person as far as retention allows. Without --ask or --approve it "
            "says what would go and\nwhat would stay, and changes nothing. Two persons "
            "who have each logged in do it; it cannot be taken\nback. It waits until "
            "the person's requests are closed and nothing to them is on its way. The\n"
            "database is written anew, so do it when few are at work.",
            "diwan applicants erase A-1042\n  diwan applicants erase A-1042 --ask "
            "--reason 'letter 1/1448/000123/8'\n  diwan login huda\n  diwan applicants "
            "erase A-1042 --approve",
            &argc, &argv))
        return EXIT_USAGE;
    bool has_reason = line.reason != NULL && *line.reason != '\0';
    if (argc != 2 || (line.ask && line.approve) || line.ask != has_reason) {
        fprintf(stderr,
            "diwan %s: expected FILE_NO, and then --ask with --reason WORDS, --approve "
            "or nothing; try --help\n",
            argv[0]);
        return EXIT_USAGE;
    }
    if (run(diwan, argv[1], &line, &error))
        return EXIT_DONE;
    command_error(error);
    return EXIT_REFUSED;
}

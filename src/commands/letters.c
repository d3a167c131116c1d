/* letters.c - letters list | show | hold | release; readings.c has the rest. */
#include "commands/letters.h"
#include "commands/candidates_print.h"
#include "commands/output.h"
#include "office/office.h"

#include <stdio.h>
#include <string.h>

static void
letter_members(JsonBuilder *builder, const Letter *letter)
{
    const char *state = letter->rejected_at ? "rejected"
                        : letter->hold      ? "held"
                                            : letter_state_name(letter->state);
    output_int(builder, "id", letter->id);
    output_text(builder, "in_no", letter->in_no);
    output_text(builder, "message_id", letter->message_id);
    output_instant(builder, "received_at", letter->received_at);
    output_text(builder, "kind", mail_kind_name(letter->kind));
    output_text(builder, "state", state);
    output_text(builder, "outcome", match_outcome_name(letter->outcome));
    output_text(builder, "hold_reason", hold_reason_name(letter->hold));
    output_text(builder, "file_no", letter->file_no);
    output_text(builder, "request_no", letter->request_no);
    output_text(builder, "answered", answer_flavour_name(letter->answered));
    output_text(builder, "medium", medium_name(letter->medium));
    output_text(builder, "source", letter->source);
    output_text(builder, "file_name", letter->file_name);
    output_int(builder, "duplicate_of", letter->duplicate_of);
    output_text(builder, "reread_note", letter->reread_note);
    output_instant(builder, "rejected_at", letter->rejected_at);
    output_text(builder, "rejected_why", letter->rejected_why);
}

static bool
print_members(Store *store, const Letter *letter, GError **error)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    letter_members(builder, letter);
    if (!letters_show_batch(builder, store, letter->id, error))
        return false;
    json_builder_end_object(builder);
    output_json(builder);
    return true;
}

static int
list(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false, held = false;
    g_autofree char *state = NULL;
    int limit = 0;
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "one JSON object a line", NULL},
        {"held", 0, 0, G_OPTION_ARG_NONE, &held, "only what waits for a person", NULL},
        {"state", 0, 0, G_OPTION_ARG_STRING, &state, "only letters of this state",
            "STATE"},
        {"limit", 0, 0, G_OPTION_ARG_INT, &limit, "at most N letters, the newest", "N"},
        {NULL}};
    if (!command_options(entries, "", "Lists letters, newest first.",
            "diwan letters list --held", &argc, &argv))
        return EXIT_USAGE;
    LetterFilter filter = {.held_only = held, .limit = limit};
    if (state && g_str_equal(state, "held"))
        filter.held_only = true;
    else if (state &&
             !(filter.has_state = letter_state_from_name(state, &filter.state))) {
        fprintf(stderr, "diwan letters list: there is no state '%s'\n", state);
        return EXIT_USAGE;
    }
    g_autoptr(GPtrArray) letters = store_letters_list(diwan->store, &filter, &error);
    for (guint i = 0; letters && i < letters->len && error == NULL; i++) {
        const Letter *letter = letters->pdata[i];
        if (json)
            print_members(diwan->store, letter, &error);
        else
            printf("%6" G_GINT64_FORMAT "  %-17s %-13s %-10s %-12s %s\n", letter->id,
                letter->in_no ? letter->in_no : "-", mail_kind_name(letter->kind),
                letter->hold ? "held" : letter_state_name(letter->state),
                letter->file_no ? letter->file_no : "-",
                letter->hold ? hold_reason_name(letter->hold)
                             : (letter->request_no ? letter->request_no : ""));
    }
    if (error == NULL)
        return EXIT_DONE;
    command_error(error);
    return EXIT_REFUSED;
}

static void
show_decisions(JsonBuilder *builder, GPtrArray *decisions)
{
    json_builder_set_member_name(builder, "decisions");
    json_builder_begin_array(builder);
    for (guint i = 0; i < decisions->len; i++) {
        const Decision *decision = decisions->pdata[i];
        json_builder_begin_object(builder);
        output_instant(builder, "at", decision->at);
        output_text(builder, "actor", decision->actor);
        output_text(builder, "kind", decision_kind_name(decision->kind));
        output_text(builder, "reason", decision->reason);
        output_instant(builder, "undone_at", decision->undone_at);
        output_text(builder, "undone_by", decision->undone_by);
        output_text(builder, "undone_why", decision->undone_why);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void
show_journal(JsonBuilder *builder, GPtrArray *rows)
{
    json_builder_set_member_name(builder, "journal");
    json_builder_begin_array(builder);
    for (guint i = 0; i < rows->len; i++) {
        const JournalRow *row = rows->pdata[i];
        json_builder_begin_object(builder);
        output_instant(builder, "at", row->at);
        output_text(builder, "actor", row->actor);
        output_text(builder, "act", row->act);
        output_text(builder, "note", row->note);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void
print_letter(const Letter *letter, GPtrArray *candidates, GPtrArray *journal)
{
    g_autofree char *received = output_days(letter->received_at);
    printf("letter %" G_GINT64_FORMAT "  %s  received %s\n", letter->id,
        letter->in_no ? letter->in_no : "without a number", received);
    printf("from: %s <%s>\nsubject: %s\nkind: %s  outcome: %s  party: %s  request: %s\n",
        letter->from_name ? letter->from_name : "",
        letter->from_address ? letter->from_address : "",
        letter->subject ? letter->subject : "", mail_kind_name(letter->kind),
        match_outcome_name(letter->outcome), letter->file_no ? letter->file_no : "-",
        letter->request_no ? letter->request_no : "-");
    if (letter->hold)
        printf("held: %s%s%s\n", hold_reason_name(letter->hold),
            letter->hold_note ? ": " : "", letter->hold_note ? letter->hold_note : "");
    if (letter->reread_note)
        printf("a new reading says: %s\n", letter->reread_note);
    for (guint i = 0; i < candidates->len; i++) {
        const Candidate *candidate = candidates->pdata[i];
        printf("candidate: %s %s %.4f\n", candidate->file_no, candidate->full_name,
            candidate->probability);
    }
    for (guint i = 0; i < journal->len; i++) {
        const JournalRow *row = journal->pdata[i];
        g_autofree char *at = output_days(row->at);
        printf("%s  %s  %s  %s\n", at, row->actor, row->act, row->note ? row->note : "");
    }
    printf("\n%s\n", letter->text ? letter->text : "");
}

static int
show(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false;
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL}, {NULL}};
    if (!command_options(entries, "LETTER",
            "Shows one letter, by its id or incoming number.",
            "diwan letters show 1/1448/000123/8", &argc, &argv))
        return EXIT_USAGE;
    if (argc != 2) {
        fputs("diwan letters show: name one letter, by its id or incoming number\n",
            stderr);
        return EXIT_USAGE;
    }
    gint64 id = command_letter_named(diwan->store, argv[1]);
    g_autoptr(Letter) letter = store_letter_get(diwan->store, id, &error);
    if (letter == NULL) {
        command_error(error);
        return EXIT_REFUSED;
    }
    g_autoptr(GPtrArray) candidates = store_candidates_of(diwan->store, id, &error);
    g_autoptr(GPtrArray) journal =
        candidates ? store_journal_of_letter(diwan->store, id, &error) : NULL;
    g_autoptr(GPtrArray) decisions =
        journal ? store_decisions_of_letter(diwan->store, id, &error) : NULL;
    if (decisions == NULL) {
        command_error(error);
        return EXIT_REFUSED;
    }
    if (!json) {
        if (!letters_print_batch(diwan->store, id, &error)) {
            command_error(error);
            return EXIT_REFUSED;
        }
        print_letter(letter, candidates, journal);
        return EXIT_DONE;
    }
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    letter_members(builder, letter);
    if (!letters_show_batch(builder, diwan->store, id, &error)) {
        command_error(error);
        return EXIT_REFUSED;
    }
    output_text(builder, "from_name", letter->from_name);
    output_text(builder, "from_address", letter->from_address);
    output_text(builder, "subject", letter->subject);
    output_text(builder, "hold_note", letter->hold_note);
    output_text(builder, "text", letter->text);
    output_candidates(builder, candidates);
    show_decisions(builder, decisions);
    show_journal(builder, journal);
    if (!letters_show_pieces(builder, diwan->store, id, &error)) {
        command_error(error);
        return EXIT_REFUSED;
    }
    json_builder_end_object(builder);
    output_json(builder);
    return EXIT_DONE;
}

int
letters_decided(Store *store, gint64 id, bool json, const GError *failure)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Letter) letter = failure ? NULL : store_letter_get(store, id, &error);
    if (letter == NULL) {
        command_error(failure ? failure : error);
        return EXIT_REFUSED;
    }
    if (json && !print_members(store, letter, &error)) {
        command_error(error);
        return EXIT_REFUSED;
    }
    return EXIT_DONE;
}

static int
hold(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false;
    g_autofree char *by = NULL, *reason = NULL;
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print the letter as JSON", NULL},
        {"by", 0, 0, G_OPTION_ARG_STRING, &by, "who holds it (a login)", "LOGIN"},
        {"reason", 0, 0, G_OPTION_ARG_STRING, &reason, "why, in words", "WORDS"}, {NULL}};
    if (!command_options(entries, "LETTER", "Puts a letter on the hold list.",
            "diwan letters hold 42 --by noura --reason 'asks about two people'", &argc,
            &argv))
        return EXIT_USAGE;
    if (argc != 2 || !command_knows_who(diwan, by) || reason == NULL) {
        fputs("diwan letters hold: name the letter, --by and --reason\n", stderr);
        return EXIT_USAGE;
    }
    Store *store = diwan->store;
    gint64 id = command_letter_named(store, argv[1]);
    bool may = command_by(diwan, &by, "decide", &error);
    const Act act = {.by = by, .reason = reason};
    g_autoptr(Desk) desk = may ? desk_open(diwan->config, store, &error) : NULL;
    if (desk != NULL)
        letter_hold(desk, id, &act, &error);
    return letters_decided(store, id, json, error);
}

static bool
party_named(Store *store, const char *file_no, gint64 *id, GError **error)
{
    *id = 0;
    if (file_no == NULL)
        return true;
    g_autoptr(Party) party = store_party_by_file_no(store, file_no, error);
    if (party == NULL && (error == NULL || *error == NULL))
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "there is no applicant with file number '%s': nothing was changed", file_no);
    if (party == NULL)
        return false;
    *id = party->id;
    return true;
}

static int
release(Diwan *diwan, int argc, char **argv)
{
    g_autofree char *by = NULL, *reason = NULL, *file_no = NULL, *guardian = NULL;
    gboolean nobody = false, json = false;
    Decided as = {.kind = DECIDED_NOBODY};
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print the letter as JSON", NULL},
        {"applicant", 0, 0, G_OPTION_ARG_STRING, &file_no, "it is this applicant's",
            "FILE_NO"},
        {"nobody", 0, 0, G_OPTION_ARG_NONE, &nobody, "it is nobody's: file it away",
            NULL},
        {"guardian", 0, 0, G_OPTION_ARG_STRING, &guardian,
            "the applicant's guardian wrote it, now and later: his file number, or "
            "'-' when he has none",
            "FILE_NO"},
        {"by", 0, 0, G_OPTION_ARG_STRING, &by, "who decides (a login)", "LOGIN"},
        {"reason", 0, 0, G_OPTION_ARG_STRING, &reason, "why, in words", "WORDS"}, {NULL}};
    if (!command_options(entries, "LETTER", "Decides a held letter and lets it go on.",
            "diwan letters release 42 --applicant A-1001 --by noura", &argc, &argv))
        return EXIT_USAGE;
    if (argc != 2 || !command_knows_who(diwan, by) || (file_no == NULL) == !nobody ||
        (guardian != NULL && nobody)) {
        fputs("diwan letters release: name the letter, --by, and --applicant (with "
              "--guardian) or --nobody\n",
            stderr);
        return EXIT_USAGE;
    }
    Store *store = diwan->store;
    gint64 id = command_letter_named(store, argv[1]);
    bool known = command_by(diwan, &by, "decide", &error);
    const Act act = {.by = by, .reason = reason};
    g_autoptr(Desk) desk = known ? desk_open(diwan->config, store, &error) : NULL;
    bool on_record = guardian != NULL && strcmp(guardian, "-") != 0;
    if (file_no != NULL)
        as.kind = guardian != NULL ? DECIDED_GUARDIAN : DECIDED_APPLICANT;
    if (desk != NULL && party_named(store, file_no, &as.party_id, &error) &&
        party_named(store, on_record ? guardian : NULL, &as.guardian_id, &error))
        letter_decide(desk, id, &as, &act, &error);
    return letters_decided(store, id, json, error);
}

static int
undecide(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false;
    g_autofree char *by = NULL, *reason = NULL;
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print the letter as JSON", NULL},
        {"by", 0, 0, G_OPTION_ARG_STRING, &by, "who takes it back (a login)", "LOGIN"},
        {"reason", 0, 0, G_OPTION_ARG_STRING, &reason, "why, in words", "WORDS"}, {NULL}};
    if (!command_options(entries, "LETTER",
            "Takes back what was decided of whose a letter is: it waits on the hold list "
            "again, and what was decided is no evidence for later letters.",
            "diwan letters undecide 42 --by noura --reason 'it was her sister'", &argc,
            &argv))
        return EXIT_USAGE;
    if (argc != 2 || !command_knows_who(diwan, by) || reason == NULL) {
        fputs("diwan letters undecide: name the letter, --by and --reason\n", stderr);
        return EXIT_USAGE;
    }
    Store *store = diwan->store;
    gint64 id = command_letter_named(store, argv[1]);
    bool known = command_by(diwan, &by, "decide", &error);
    const Act act = {.by = by, .reason = reason};
    g_autoptr(Desk) desk = known ? desk_open(diwan->config, store, &error) : NULL;
    if (desk != NULL)
        letter_undecide(desk, id, &act, &error);
    return letters_decided(store, id, json, error);
}

int
command_letters(Diwan *diwan, int argc, char **argv)
{
    static const SubCommand acts[] = {{"list", list}, {"show", show}, {"hold", hold},
        {"release", release}, {"undecide", undecide}, {"readings", letters_readings},
        {"verify", letters_verify}, {"seen", letters_seen}, {"form", letters_form},
        {"reply", letters_reply}, {"recall", letters_recall}, {"reject", letters_reject},
        {"decode", letters_decode}};
    return command_dispatch(diwan, acts, G_N_ELEMENTS(acts), argc, argv);
}

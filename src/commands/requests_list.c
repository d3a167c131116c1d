/* requests_list.c - requests list | show: many in a line each, or one with all that is known of it. */
#include "commands/output.h"
#include "commands/requests.h"
#include "language/language.h"

#include <stdio.h>
#include <string.h>

enum { ROWS_AT_A_TIME = 500, MOST_ROWS = 10000 };

/* ---- one request ---- */

static void
output_day(JsonBuilder *json, const char *name, gint64 instant)
{
    g_autofree char *day = instant != 0 ? day_gregorian_short(instant) : NULL;
    output_text(json, name, day != NULL ? g_strdelimit(day, "/", '-') : NULL);
}

static bool
is_overdue(const Request *request)
{
    return request->clock.due_at != 0 && request->clock.due_at < clock_now_ms();
}

static void
add_request(JsonBuilder *json, const Request *request)
{
    const RequestClock *clock = &request->clock;
    output_text(json, "request_no", request->number);
    output_text(json, "kind", request->kind);
    if (request->guess != NULL) {
        output_text(json, "guess", request->guess);
        output_int(json, "guess_percent", request->guess_percent);
    }
    output_text(json, "state", request->state);
    output_text(json, "file_no", request->file_no);
    output_text(json, "full_name", request->full_name);
    output_instant(json, "opened_at", request->opened_at);
    output_instant(json, "changed_at", request->changed_at);
    output_text(json, "assigned_to", request->assigned_to);
    output_day(json, "due", clock->due_at);
    output_bool(json, "overdue", is_overdue(request));
    output_day(json, "completed", clock->completed_at);
    output_day(json, "earliest", clock->earliest_at);
    output_day(json, "target", clock->target_at);
    output_day(json, "expected", clock->expected_at);
    output_day(json, "paused", clock->paused_at);
    output_text(json, "paused_why", clock->paused_why);
}

void
request_print(const Request *request, bool as_json)
{

    if (!as_json) {
        g_autofree char *day = output_days(request->opened_at);
        g_autofree char *due = request->clock.due_at != 0
                                   ? output_days(request->clock.due_at)
                                   : g_strdup("-");
        printf("%s  %s  %-16s %-18s %-10s%s %-10s %s (%d)\n", request->number, day,
            request->kind, request->state, due, is_overdue(request) ? "!" : " ",
            request->file_no, request->full_name, request->letters);
        return;
    }
    g_autoptr(JsonBuilder) json = json_builder_new();
    json_builder_begin_object(json);
    add_request(json, request);
    output_int(json, "letters", request->letters);
    json_builder_end_object(json);
    output_json(json);
}

/* ---- list ---- */

static bool
list_requests(Store *store, RequestFilter filter, int limit, bool as_json, GError **error)
{
    for (int left = limit; left > 0;) {
        filter.limit = MIN(left, ROWS_AT_A_TIME);
        g_autoptr(GPtrArray) requests = store_requests_list(store, &filter, error);
        if (requests == NULL)
            return false;
        for (guint i = 0; i < requests->len; i++) {
            const Request *request = requests->pdata[i];
            filter.before_id = request->id;
            request_print(request, as_json);
        }
        if ((int)requests->len < filter.limit)
            return true;
        left -= filter.limit;
    }
    return true;
}

static bool
list_due(Diwan *diwan, bool overdue, int limit, bool as_json, GError **error)
{
    g_autoptr(Desk) desk = desk_open(diwan->config, diwan->store, error);
    gint64 now = clock_now_ms();
    g_autoptr(GPtrArray) requests =
        desk != NULL ? store_requests_due(diwan->store, overdue ? 0 : now,
                           overdue ? now : request_clock_soon(desk, now), limit, error)
                     : NULL;
    for (guint i = 0; requests != NULL && i < requests->len; i++)
        request_print(requests->pdata[i], as_json);
    return requests != NULL;
}

int
requests_list(Diwan *diwan, int argc, char **argv)
{
    gboolean as_json = false, overdue = false, soon = false;
    int limit = 100;
    g_autofree char *state = NULL, *kind = NULL, *file_no = NULL, *login = NULL;
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "one JSON object a line", NULL},
        {"state", 0, 0, G_OPTION_ARG_STRING, &state, "only those in this state", "STATE"},
        {"kind", 0, 0, G_OPTION_ARG_STRING, &kind, "only those of this kind", "KIND"},
        {"file-no", 0, 0, G_OPTION_ARG_STRING, &file_no, "only this party's", "FILE_NO"},
        {"assigned", 0, 0, G_OPTION_ARG_STRING, &login, "only those of this colleague",
            "LOGIN"},
        {"overdue", 0, 0, G_OPTION_ARG_NONE, &overdue,
            "those whose day has passed, the longest first", NULL},
        {"due-soon", 0, 0, G_OPTION_ARG_NONE, &soon,
            "those whose day comes within [requests] soon_days", NULL},
        {"limit", 0, 0, G_OPTION_ARG_INT, &limit, "at most so many (100)", "N"}, {NULL}};
    if (!command_options(entries, "",
            "Lists requests, newest first: number, day it was opened, kind, state, day "
            "the office has\nto act by (! when it has passed), file number, name, number "
            "of letters. --json gives\nrequest_no, kind, state, file_no, full_name, "
            "opened_at, changed_at, assigned_to, due, overdue,\ncompleted, earliest, "
            "target, expected, paused, paused_why, letters; days as 2026-11-22.",
            "diwan requests list --state new --kind support_request\n  diwan requests "
            "list "
            "--overdue",
            &argc, &argv))
        return EXIT_USAGE;
    bool filtered = state || kind || file_no || login;
    if (limit < 1 || (overdue && soon) || ((overdue || soon) && filtered) ||
        (login && (state || file_no))) {
        fputs("diwan requests list: --overdue or --due-soon, or --state, --kind, "
              "--file-no; "
              "--assigned with --kind; try --help\n",
            stderr);
        return EXIT_USAGE;
    }
    RequestFilter filter = {.state = state, .kind = kind, .assigned_to = login};
    if (file_no != NULL)
        filter.party_id = party_of_file(diwan->store, file_no, &error);
    bool well =
        error == NULL &&
        (overdue || soon ? list_due(diwan, overdue, limit, as_json, &error)
                         : list_requests(diwan->store, filter, limit, as_json, &error));
    if (well)
        return EXIT_DONE;
    command_error(error);
    return EXIT_REFUSED;
}

/* ---- show ---- */

typedef struct Whole {
    Request *request;
    Checklist *checklist;
    GPtrArray *unconfirmed; /* of char */
    GPtrArray *letters;
    GPtrArray *timeline;
    GPtrArray *journal;
} Whole;

static void
whole_clear(Whole *whole)
{
    request_free(whole->request);
    checklist_free(whole->checklist);
    GPtrArray *lists[] = {
        whole->unconfirmed, whole->letters, whole->timeline, whole->journal};
    for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
        if (lists[i] != NULL)
            g_ptr_array_unref(lists[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Whole, whole_clear)

static bool
gather(const Desk *desk, gint64 id, Whole *whole, GError **error)
{
    LetterFilter filter = {.request_id = id};
    return (whole->request = store_request_get(desk->store, id, error)) != NULL &&
           (whole->checklist = request_checklist(desk, whole->request, error)) != NULL &&
           (whole->unconfirmed = request_unconfirmed(desk, whole->request, error)) !=
               NULL &&
           (whole->letters = store_letters_list(desk->store, &filter, error)) != NULL &&
           (whole->timeline =
                   store_request_timeline(desk->store, id, MOST_ROWS, error)) != NULL &&
           (whole->journal = store_journal_of_request(desk->store, id, error)) != NULL;
}

static void
array_begin(JsonBuilder *json, const char *name)
{
    json_builder_set_member_name(json, name);
    json_builder_begin_array(json);
}

static void
add_checklist(JsonBuilder *json, const Checklist *list)
{
    array_begin(json, "checklist");
    for (guint i = 0; i < list->rows->len; i++) {
        const ChecklistRow *row = list->rows->pdata[i];
        const RequestDocument *found = row->found;
        json_builder_begin_object(json);
        output_text(json, "document", row->rule->document);
        output_bool(json, "required", row->required);
        output_text(json, "state", row->state);
        output_int(json, "letter", found != NULL ? found->letter_id : 0);
        output_text(json, "in_no", found != NULL ? found->in_no : NULL);
        output_day(json, "received", found != NULL ? found->received_at : 0);
        output_day(json, "expires", found != NULL ? found->expires_at : 0);
        output_text(json, "by", found != NULL ? found->actor : NULL);
        output_text(json, "reason", found != NULL ? found->reason : NULL);
        json_builder_end_object(json);
    }
    json_builder_end_array(json);
}

static void
add_letters(JsonBuilder *json, GPtrArray *letters)
{
    array_begin(json, "letters");
    for (guint i = 0; i < letters->len; i++) {
        const Letter *letter = letters->pdata[i];
        json_builder_begin_object(json);
        output_int(json, "id", letter->id);
        output_text(json, "in_no", letter->in_no);
        output_instant(json, "received_at", letter->received_at);
        output_text(json, "kind", mail_kind_name(letter->kind));
        output_text(json, "answered", answer_flavour_name(letter->answered));
        json_builder_end_object(json);
    }
    json_builder_end_array(json);
}

static void
add_timeline(JsonBuilder *json, GPtrArray *rows)
{
    array_begin(json, "timeline");
    for (guint i = 0; i < rows->len; i++) {
        const TimelineRow *row = rows->pdata[i];
        json_builder_begin_object(json);
        output_instant(json, "at", row->at);
        output_text(json, "what", row->what);
        output_int(json, "id", row->id);
        output_text(json, "number", row->number);
        output_text(json, "actor", row->actor);
        output_text(json, "act", row->act);
        output_text(json, "words", row->words);
        json_builder_end_object(json);
    }
    json_builder_end_array(json);
}

static void
add_journal(JsonBuilder *json, GPtrArray *rows)
{
    array_begin(json, "journal");
    for (guint i = 0; i < rows->len; i++) {
        const JournalRow *row = rows->pdata[i];
        json_builder_begin_object(json);
        output_instant(json, "at", row->at);
        output_text(json, "actor", row->actor);
        output_text(json, "act", row->act);
        output_text(json, "note", row->note);
        json_builder_end_object(json);
    }
    json_builder_end_array(json);
}

static void
print_json(const Desk *desk, const Whole *whole)
{
    g_autoptr(JsonBuilder) json = json_builder_new();
    g_autoptr(GPtrArray) moves = request_moves(desk, whole->request, NULL);
    json_builder_begin_object(json);
    add_request(json, whole->request);
    add_letters(json, whole->letters);
    add_checklist(json, whole->checklist);
    array_begin(json, "unconfirmed");
    for (guint i = 0; i < whole->unconfirmed->len; i++)
        json_builder_add_string_value(json, whole->unconfirmed->pdata[i]);
    json_builder_end_array(json);
    array_begin(json, "moves");
    for (guint i = 0; i < moves->len; i++)
        json_builder_add_string_value(json, ((const Move *)moves->pdata[i])->name);
    json_builder_end_array(json);
    add_timeline(json, whole->timeline);
    add_journal(json, whole->journal);
    json_builder_end_object(json);
    output_json(json);
}

static void
print_words(const Whole *whole)
{
    request_print(whole->request, false);
    for (guint i = 0; i < whole->checklist->rows->len; i++) {
        const ChecklistRow *row = whole->checklist->rows->pdata[i];
        if (row->required || row->found != NULL)
            printf("  document  %-12s %s%s\n", row->rule->document, row->state,
                row->required ? "" : " (not required)");
    }
    for (guint i = 0; i < whole->unconfirmed->len; i++)
        printf(
            "  field     %-12s to be confirmed\n", (char *)whole->unconfirmed->pdata[i]);
    for (guint i = 0; i < whole->timeline->len; i++) {
        const TimelineRow *row = whole->timeline->pdata[i];
        g_autofree char *at = output_days(row->at);
        printf("  %s  %-8s %-10s %s  %s%s%s\n", at, row->what,
            row->actor != NULL ? row->actor : "-", row->act,
            row->number != NULL ? row->number : "", row->words != NULL ? ": " : "",
            row->words != NULL ? row->words : "");
    }
}

int
requests_show(Diwan *diwan, int argc, char **argv)
{
    gboolean as_json = false;
    int status = EXIT_DONE;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "one JSON object for each", NULL},
        {NULL}};
    if (!command_options(entries, "NUMBER…",
            "Shows requests with their checklist, the fields to be confirmed and all "
            "that "
            "happened.\n--json adds letters[], checklist[{document, required, state, "
            "letter, in_no, received, expires,\nby, reason}], unconfirmed[], moves[], "
            "timeline[{at, what, id, number, actor, act, words}] and\njournal[{at, "
            "actor, "
            "act, note}] to what `requests list` gives.",
            "diwan requests show 3/1448/000012/1", &argc, &argv))
        return EXIT_USAGE;
    if (argc < 2) {
        fputs("diwan requests show: name a request by its number\n", stderr);
        return EXIT_USAGE;
    }
    for (int i = 1; i < argc; i++) {
        g_auto(Whole) whole = {0};
        g_autoptr(GError) error = NULL;
        gint64 id = request_named(diwan->store, argv[i], &error);
        g_autoptr(Desk) desk =
            id != 0 ? desk_open(diwan->config, diwan->store, &error) : NULL;
        if (desk == NULL || !gather(desk, id, &whole, &error)) {
            command_error(error);
            status = EXIT_REFUSED;
        } else if (as_json)
            print_json(desk, &whole);
        else
            print_words(&whole);
    }
    return status;
}

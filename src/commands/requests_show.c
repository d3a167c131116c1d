/* requests_show.c - requests show: one request, in a line or with all that is known of it. */
#include "commands/output.h"
#include "commands/requests.h"
#include "language/language.h"

#include <stdio.h>
#include <string.h>

enum { MOST_ROWS = 10000 };

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

/* ---- show ---- */

typedef struct Whole {
    Request *request;
    Checklist *checklist;
    GPtrArray *unconfirmed; /* of char */
    GPtrArray *letters;
    GPtrArray *timeline;
    GPtrArray *journal;
    char *about; /* the request it appeals or was merged into, by its number */
} Whole;

static void
whole_clear(Whole *whole)
{
    request_free(whole->request);
    g_free(whole->about);
    checklist_free(whole->checklist);
    GPtrArray *lists[] = {
        whole->unconfirmed, whole->letters, whole->timeline, whole->journal};
    for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
        if (lists[i] != NULL)
            g_ptr_array_unref(lists[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Whole, whole_clear)

static bool
find_about(const Desk *desk, Whole *whole, GError **error)
{
    if (whole->request->about_id == 0)
        return true;
    g_autoptr(Request) about =
        store_request_get(desk->store, whole->request->about_id, error);
    whole->about = about != NULL ? g_strdup(about->number) : NULL;
    return about != NULL;
}

static bool
gather(const Desk *desk, gint64 id, Whole *whole, GError **error)
{
    LetterFilter filter = {.request_id = id};
    return (whole->request = store_request_get(desk->store, id, error)) != NULL &&
           find_about(desk, whole, error) &&
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
    output_text(json, "about", whole->about);
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
    if (whole->about != NULL)
        printf("  about     %s\n", whole->about);
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

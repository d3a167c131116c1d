/* requests.c - `diwan requests list | show NUMBER`. */
#include "commands/commands.h"
#include "commands/output.h"
#include "language/language.h"

#include <stdio.h>
#include <string.h>

#define ROWS_AT_A_TIME 500

static void
add_request(JsonBuilder *json, const Request *request)
{
    output_text(json, "request_no", request->number);
    output_text(json, "kind", request->kind);
    output_text(json, "state", request->state);
    output_text(json, "file_no", request->file_no);
    output_text(json, "full_name", request->full_name);
    output_instant(json, "opened_at", request->opened_at);
    output_instant(json, "changed_at", request->changed_at);
}

static void
print_request(const Request *request, bool as_json)
{
    if (!as_json) {
        g_autofree char *day = output_days(request->opened_at);
        printf("%s  %s  %-20s %-20s %-12s %s (%d)\n", request->number, day, request->kind,
            request->state, request->file_no, request->full_name, request->letters);
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

/* The party's id; 0 after saying that there is none. */
static gint64
party_of(Store *store, const char *file_no, GError **error)
{
    GError *failure = NULL;
    g_autoptr(Party) party = store_party_by_file_no(store, file_no, &failure);
    if (failure != NULL)
        g_propagate_error(error, failure);
    else if (party == NULL)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "there is no party with file number '%s'", file_no);
    return party != NULL ? party->id : 0;
}

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
            print_request(request, as_json);
        }
        if ((int)requests->len < filter.limit)
            return true;
        left -= filter.limit;
    }
    return true;
}

/* ---- show ---- */

static void
add_letters(JsonBuilder *json, GPtrArray *letters)
{
    json_builder_set_member_name(json, "letters");
    json_builder_begin_array(json);
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
add_journal(JsonBuilder *json, GPtrArray *rows)
{
    json_builder_set_member_name(json, "journal");
    json_builder_begin_array(json);
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
print_whole(const Request *request, GPtrArray *letters, GPtrArray *journal, bool as_json)
{
    if (as_json) {
        g_autoptr(JsonBuilder) json = json_builder_new();
        json_builder_begin_object(json);
        add_request(json, request);
        add_letters(json, letters);
        add_journal(json, journal);
        json_builder_end_object(json);
        output_json(json);
        return;
    }
    print_request(request, false);
    for (guint i = 0; i < letters->len; i++) {
        const Letter *letter = letters->pdata[i];
        g_autofree char *day = output_days(letter->received_at);
        printf("  letter %" G_GINT64_FORMAT "  %s  %s\n", letter->id, day,
            letter->in_no != NULL ? letter->in_no : mail_kind_name(letter->kind));
    }
    for (guint i = 0; i < journal->len; i++) {
        const JournalRow *row = journal->pdata[i];
        g_autofree char *at = output_days(row->at);
        printf("  %s  %s  %s%s%s\n", at, row->actor, row->act,
            row->note != NULL ? ": " : "", row->note != NULL ? row->note : "");
    }
}

static bool
show_request(Store *store, const char *text, bool as_json, GError **error)
{
    g_autofree char *number = register_number_parse(text);
    gint64 id = number != NULL ? store_request_by_number(store, number) : 0;
    if (id == 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "there is no request with number '%s'", text);
        return false;
    }
    LetterFilter filter = {.request_id = id};
    g_autoptr(Request) request = store_request_get(store, id, error);
    g_autoptr(GPtrArray) letters =
        request != NULL ? store_letters_list(store, &filter, error) : NULL;
    g_autoptr(GPtrArray) journal =
        letters != NULL ? store_journal_of_request(store, id, error) : NULL;
    if (journal == NULL)
        return false;
    print_whole(request, letters, journal, as_json);
    return true;
}

int
command_requests(Diwan *diwan, int argc, char **argv)
{
    gboolean as_json = FALSE;
    int limit = 100;
    g_autofree char *state = NULL;
    g_autofree char *file_no = NULL;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "one JSON object for each", NULL},
        {"state", 0, 0, G_OPTION_ARG_STRING, &state, "only those in this state", "STATE"},
        {"file-no", 0, 0, G_OPTION_ARG_STRING, &file_no, "only this party's", "FILE_NO"},
        {"limit", 0, 0, G_OPTION_ARG_INT, &limit, "at most so many (100)", "N"}, {NULL}};
    if (!command_options(entries, "list | show NUMBER…",
            "Lists requests, newest first, or shows one with its letters and its "
            "journal.",
            "diwan requests list --state new\n  diwan requests show 3/1448/000012/1",
            &argc, &argv))
        return EXIT_USAGE;
    bool list = argc == 2 && strcmp(argv[1], "list") == 0 && limit > 0;
    bool show = argc >= 3 && strcmp(argv[1], "show") == 0;
    if (!(list || show) || (state != NULL && file_no != NULL)) {
        fprintf(stderr, "diwan requests: expected `list` (with --state or --file-no) or "
                        "`show NUMBER`; try --help\n");
        return EXIT_USAGE;
    }
    int status = EXIT_DONE;
    for (int i = show ? 2 : 1; i < argc; i++) {
        g_autoptr(GError) error = NULL;
        RequestFilter filter = {.state = state};
        if (list && file_no != NULL)
            filter.party_id = party_of(diwan->store, file_no, &error);
        bool well = error == NULL &&
                    (list ? list_requests(diwan->store, filter, limit, as_json, &error)
                          : show_request(diwan->store, argv[i], as_json, &error));
        if (!well) {
            command_error(error);
            status = EXIT_REFUSED;
        }
    }
    return status;
}

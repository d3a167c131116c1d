/* requests_list.c - requests list: many, in a line each. */
#include "commands/output.h"
#include "commands/requests.h"

#include <stdio.h>
#include <string.h>

enum { ROWS_AT_A_TIME = 500 };

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

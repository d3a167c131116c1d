/* ready-requests.c - a support request before the committee for each party of an office, for the tests.
 *
 *   ready-requests diwan.conf DAYS [MOST]
 *
 * Complete since DAYS days. Prints a line each: request number, file number.
 */
#include "diwan.h"
#include "office/office.h"

#include <stdio.h>
#include <stdlib.h>

enum { AT_ONCE = 500 };

static bool
open_one(const Desk *desk, const Party *party, gint64 since, GError **error)
{
    gint64 id = 0;
    g_autofree char *number = NULL;
    if (!register_number_take(desk->store, desk->config->calendar, REGISTER_REQUEST,
            since, 0, 0, &number, error) ||
        !store_request_open(desk->store, number, "support_request", "before_committee",
            party->id, 0, &id, error))
        return false;
    g_autoptr(Request) request = store_request_get(desk->store, id, error);
    const KindRule *kind = rules_kind(desk->rules, "support_request");
    if (request == NULL)
        return false;
    RequestClock clock = request_clock_open(desk, kind, "new", since);
    request_clock_move(desk, kind, &clock, "new", "complete", true, since);
    request_clock_move(desk, kind, &clock, "complete", "under_study", false, since);
    request_clock_move(
        desk, kind, &clock, "under_study", "before_committee", false, since);
    bool well = store_request_clock_set(desk->store, request, &clock, error);
    request_clock_clear(&clock);
    printf("%s,%s\n", number, party->file_no);
    return well;
}

static bool
open_all(const Desk *desk, gint64 since, long most, GError **error)
{
    g_autofree char *after = NULL;
    for (guint n = AT_ONCE; n == AT_ONCE && most > 0;) {
        g_autoptr(GPtrArray) parties =
            store_parties_list(desk->store, NULL, after, AT_ONCE, error);
        if (parties == NULL || !store_begin(desk->store, error))
            return false;
        n = parties->len;
        for (guint i = 0; i < n && most > 0; i++, most--) {
            const Party *party = parties->pdata[i];
            g_free(after);
            after = g_strdup(party->file_no);
            if (!open_one(desk, party, since, error))
                return false;
        }
        if (!store_commit(desk->store, error))
            return false;
    }
    return true;
}

int
main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Diwan) diwan = argc > 2 ? diwan_open(argv[1], true, &error) : NULL;
    g_autoptr(Desk) desk =
        diwan != NULL ? desk_open(diwan->config, diwan->store, &error) : NULL;
    if (desk != NULL) {
        long days = strtol(argv[2], NULL, 10);
        long most = argc > 3 ? strtol(argv[3], NULL, 10) : G_MAXLONG;
        open_all(desk, clock_now_ms() - days * G_GINT64_CONSTANT(86400000), most, &error);
    }
    if (desk != NULL && error == NULL)
        return 0;
    fprintf(stderr, "ready-requests: %s\n",
        error != NULL ? error->message : "diwan.conf DAYS [MOST]");
    return 1;
}

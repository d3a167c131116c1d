/* round.c - what the clock does for the committee: requests are moved, runs begin, feed the outbox, end.
 *
 * How many letters leave in a minute is the setting's; what was not used is not saved up for long.
 */
#include "committee/inside.h"

#include <string.h>

#define MINUTE_MS (60 * G_GINT64_CONSTANT(1000))

enum {
    FIRST_MS = 1000,
    SAVED_MS = 10 * 1000
}; /* of the throttle: at the start; at most */

/* ---- the throttle ---- */

int
throttle_allows(const Config *config, gint64 mark, gint64 now, gint64 *from)
{
    gint64 per_minute = config->committee.per_minute;
    *from = mark == 0 || mark > now ? now - FIRST_MS : mark;
    if (per_minute == 0)
        return COMMITTEE_BATCH;
    *from = MAX(*from, now - MAX(SAVED_MS, MINUTE_MS / per_minute));
    return (int)MIN((now - *from) * per_minute / MINUTE_MS, COMMITTEE_BATCH);
}

gint64
throttle_after(const Config *config, gint64 from, int letters)
{
    gint64 per_minute = config->committee.per_minute;
    return per_minute > 0 ? from + letters * MINUTE_MS / per_minute : from;
}

/* ---- a run ---- */

/* Nothing of it is due any more, nor waits in the outbox. */
static bool
end_run(const Desk *desk, const Mailing *mailing, CommitteeRound *round, GError **error)
{
    bool waits = false;
    if (!store_mailing_waits(desk->store, mailing->id, &waits, error))
        return false;
    if (waits)
        return true;
    round->ended++;
    return store_mailing_move(desk->store, mailing, "sending", "done", DIWAN, error);
}

static bool
feed(const Desk *desk, Compose *compose, const Mailing *mailing, gint64 now,
    CommitteeRound *round, GError **error)
{
    bool empty = false;
    gint64 from = 0;
    int most = throttle_allows(desk->config, mailing->fed_at, now, &from);
    if (most == 0)
        return true;
    return committee_feed(
               desk, compose, mailing, most, from, now, round, &empty, error) &&
           (!empty || end_run(desk, mailing, round, error));
}

/* Its time has come: it can no longer be called back. */
static bool
begin_run(const Desk *desk, const Mailing *mailing, GError **error)
{
    Store *store = desk->store;
    if (!store_begin(store, error))
        return false;
    if (store_mailing_move(store, mailing, "holding", "sending", DIWAN, error) &&
        store_mailing_hold(store, mailing->id, false, error) &&
        store_commit(store, error))
        return true;
    store_rollback(store);
    return false;
}

static bool
see_to_run(const Desk *desk, Compose *compose, const Mailing *mailing, gint64 now,
    CommitteeRound *round, GError **error)
{
    bool holds = strcmp(mailing->state, "holding") == 0;
    if (holds && mailing->due_at > now)
        return true;
    return (!holds || begin_run(desk, mailing, error)) &&
           feed(desk, compose, mailing, now, round, error);
}

/* What cannot be done of one stops nothing else: the first trouble is told. */
bool
committee_round(
    const Desk *desk, Compose *compose, gint64 now, CommitteeRound *round, GError **error)
{
    *round = (CommitteeRound){0};
    bool well = committee_move_requests(desk, &round->moved, error);
    g_autoptr(GPtrArray) going = store_mailings_going(desk->store, well ? error : NULL);
    for (guint i = 0; going != NULL && i < going->len; i++)
        well =
            see_to_run(desk, compose, going->pdata[i], now, round, well ? error : NULL) &&
            well;
    return going != NULL && well;
}

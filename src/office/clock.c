/* clock.c - what becomes due by itself: days begin, delays are told, what was asked for is seen to (clock_asks.c).
 *
 * Each thing is one transaction that also makes it no longer due, so that a round can be interrupted
 * anywhere and the next one goes on.
 */
#include "office/inside.h"

enum { MOST_AT_ONCE = 200 };

typedef struct Turn {
    const Desk *desk;
    gint64 now;
    ClockRound *round;
} Turn;

typedef bool (*TurnFunc)(const Turn *turn, Request *request, GError **error);

static bool
each_request(const Turn *turn, GArray *take_ids, TurnFunc each, GError **error)
{
    g_autoptr(GArray) ids = take_ids;
    for (guint i = 0; ids != NULL && i < ids->len; i++) {
        g_autoptr(Request) request =
            store_request_get(turn->desk->store, g_array_index(ids, gint64, i), error);
        if (request == NULL || !each(turn, request, error))
            return false;
    }
    return ids != NULL;
}

/* A kind that kinds.conf no longer knows has no days. */
static bool
begin_days(const Turn *turn, Request *request, GError **error)
{
    const KindRule *kind = rules_kind(turn->desk->rules, request->kind);
    RequestClock clock = {0};
    if (kind != NULL)
        clock = request_clock_open(turn->desk, kind, request->state, request->opened_at);
    bool well = store_request_clock_set(turn->desk->store, request, &clock, error);
    request_clock_clear(&clock);
    turn->round->begun += well;
    return well;
}

/* ---- delays ---- */

static bool
owe_delay(const Turn *turn, Request *request, gint64 expected, GError **error)
{
    Store *store = turn->desk->store;
    Notice notice = {.request_id = request->id,
        .purpose = (char *)"delay",
        .mark = request->clock.expected_at,
        .actor = (char *)DIWAN,
        .made_at = turn->now,
        .due_at = turn->now,
        .promised_at = request->clock.expected_at,
        .expected_at = expected};
    request->clock.expected_at = expected;
    return store_notice_owe(store, &notice, error) &&
           store_request_clock_set(store, request, &request->clock, error) &&
           store_journal(store, DIWAN, "delay_owed", 0, request->id, request->party_id,
               NULL, error);
}

/* Only the day last told of moves: that it is overdue is seen by the day first promised. */
static bool
tell_delay(const Turn *turn, Request *request, GError **error)
{
    const Desk *desk = turn->desk;
    int from = MAX(day_number(request->clock.expected_at), day_number(turn->now));
    gint64 expected =
        day_ends(day_worked_from(desk->days, from + desk->config->requests.delay_days));
    if (!store_begin(desk->store, error))
        return false;
    if (owe_delay(turn, request, expected, error) && store_commit(desk->store, error)) {
        turn->round->delays++;
        return true;
    }
    store_rollback(desk->store);
    return false;
}

bool
clock_round(
    const Desk *desk, Compose *compose, gint64 now, ClockRound *round, GError **error)
{
    Store *store = desk->store;
    Turn turn = {desk, now, round};
    gint64 soon = request_clock_soon(desk, now);
    *round = (ClockRound){0};
    bool well =
        each_request(&turn, store_requests_unclocked(store, MOST_AT_ONCE, error),
            begin_days, error) &&
        asks_see_to(desk, now, round, error) &&
        each_request(&turn, store_requests_expected(store, soon, MOST_AT_ONCE, error),
            tell_delay, error);
    /* What cannot leave stops nothing else: the first trouble is told. */
    well = notices_send(desk, compose, now, &round->sent, well ? error : NULL) && well;
    return replies_leave(desk, compose, now, &round->sent, well ? error : NULL) && well;
}

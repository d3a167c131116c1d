/* clock.c - what becomes due by itself: days begin, applicants are reminded, requests rest, delays are told.
 *
 * Each thing is one transaction that also makes it no longer due, so that a round can be interrupted
 * anywhere and the next one goes on. The clock decides nothing about a request but that it rests, which
 * takes nothing from anybody.
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

/* ---- what was asked for ---- */

static bool
remind(const Turn *turn, const RequestAsk *ask, GError **error)
{
    Store *store = turn->desk->store;
    Notice notice = {.request_id = ask->request_id,
        .purpose = (char *)"reminder",
        .mark = ask->id,
        .actor = (char *)DIWAN,
        .made_at = turn->now,
        .due_at = turn->now};
    if (!store_begin(store, error))
        return false;
    if (store_request_ask_reminded(
            store, ask->id, turn->now, ask_ends(turn->desk, turn->now, 0), error) &&
        store_notice_owe(store, &notice, error) &&
        store_journal(
            store, DIWAN, "reminder_owed", 0, ask->request_id, 0, NULL, error) &&
        store_commit(store, error)) {
        turn->round->reminded++;
        return true;
    }
    store_rollback(store);
    return false;
}

/* Refused where it is in a state that does not wait: then nothing is waited for. */
static bool
rest(const Turn *turn, const RequestAsk *ask, GError **error)
{
    g_autoptr(GError) cause = NULL;
    Act act = {.by = DIWAN,
        .role = DIWAN,
        .reason = "what was asked for did not come, nor after a reminder",
        .now = turn->now};
    if (request_move(turn->desk, ask->request_id, "rest", 0, &act, &cause)) {
        turn->round->rested++;
        return true;
    }
    if (cause->code == DIWAN_ERROR_REFUSED)
        return store_request_ask_end(turn->desk->store, ask->id, "stale", error);
    g_propagate_error(error, g_steal_pointer(&cause));
    return false;
}

static bool
see_to_asks(const Turn *turn, GError **error)
{
    g_autoptr(GPtrArray) asks =
        store_request_asks_due(turn->desk->store, turn->now, MOST_AT_ONCE, error);
    for (guint i = 0; asks != NULL && i < asks->len; i++) {
        const RequestAsk *ask = asks->pdata[i];
        if (!(ask->reminded_at == 0 ? remind : rest)(turn, ask, error))
            return false;
    }
    return asks != NULL;
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
        see_to_asks(&turn, error) &&
        each_request(&turn, store_requests_expected(store, soon, MOST_AT_ONCE, error),
            tell_delay, error);
    /* What cannot leave stops nothing else: the first trouble is told. */
    well = notices_send(desk, compose, now, &round->sent, well ? error : NULL) && well;
    return replies_leave(desk, compose, now, &round->sent, well ? error : NULL) && well;
}

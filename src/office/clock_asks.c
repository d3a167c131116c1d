/* clock_asks.c - what applicants were asked for: when its days begin, the reminder, rest, and who was not reached.
 *
 * The days run from when the letter left by mail, was handed to the post, or was told another way. Until then
 * nobody is reminded and nothing rests; what cannot arrive as it is, a person sees to. Of a request the clock
 * decides nothing but that it rests, which takes nothing from anybody.
 */
#include "office/inside.h"

enum { MOST_AT_ONCE = 200, LOOK_WORKED_DAYS = 3 };

typedef struct Turn {
    const Desk *desk;
    gint64 now;
    ClockRound *round;
} Turn;

/* As many days as it was to have; anew when what reached them came back and another letter went in its place. */
static bool
count_from(const Turn *turn, const RequestAsk *ask, GError **error)
{
    gint64 from = ask->reached_at != 0    ? ask->reached_at
                  : ask->reminded_at != 0 ? ask->reminded_at
                                          : ask->at;
    gint64 reached = MAX(ask->left_at, from), due = ask->due_at;
    int days = day_number(due) - day_number(from);
    if (day_number(reached) > day_number(from))
        due = MAX(due, ask_ends(turn->desk, reached, days));
    return store_request_ask_reached(turn->desk->store, ask->id, reached, due, error);
}

/* On the list of what the office has to act on. */
static bool
list(const Turn *turn, const RequestAsk *ask, GError **error)
{
    const Desk *desk = turn->desk;
    g_autoptr(Request) request = store_request_get(desk->store, ask->request_id, error);
    if (request == NULL || !store_begin(desk->store, error))
        return false;
    request->clock.due_at =
        day_ends(day_add_worked(desk->days, day_number(turn->now), LOOK_WORKED_DAYS));
    if (store_request_clock_set(desk->store, request, &request->clock, error) &&
        store_journal(desk->store, DIWAN, "ask_not_reached", 0, request->id,
            request->party_id, NULL, error) &&
        store_commit(desk->store, error))
        return true;
    store_rollback(desk->store);
    return false;
}

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
remind_or_rest(const Turn *turn, const RequestAsk *ask, GError **error)
{
    return (ask->reminded_at == 0 ? remind : rest)(turn, ask, error);
}

static bool
each_ask(const Turn *turn, GPtrArray *take_asks,
    bool (*see_to)(const Turn *turn, const RequestAsk *ask, GError **error),
    GError **error)
{
    g_autoptr(GPtrArray) asks = take_asks;
    for (guint i = 0; asks != NULL && i < asks->len; i++)
        if (!see_to(turn, asks->pdata[i], error))
            return false;
    return asks != NULL;
}

bool
asks_see_to(const Desk *desk, gint64 now, ClockRound *round, GError **error)
{
    Store *store = desk->store;
    const Turn turn = {desk, now, round};
    return each_ask(&turn, store_request_asks_left(store, MOST_AT_ONCE, error),
               count_from, error) &&
           each_ask(&turn, store_request_asks_due(store, now, MOST_AT_ONCE, error),
               remind_or_rest, error) &&
           each_ask(&turn, store_request_asks_lost(store, now, MOST_AT_ONCE, error), list,
               error);
}

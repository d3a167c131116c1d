/* follow_up.c - a letter came to a request: a person looks at it soon, and an ended request goes on.
 *
 * Whatever state a request rests in, a new letter on it gives it a day; looking at the letter, or the next
 * move, takes that day away again.
 */
#include "office/inside.h"

#include <string.h>

enum { LOOK_WORKED_DAYS = 3 };

#define FOLLOW_UP "follow_up"

/* Within the period in which it may; false without error: it may not. */
static bool
goes_on(Step *step, bool *taken, GError **error)
{
    const Move *move = machine_move(step->kind->machine, step->request->state, FOLLOW_UP);
    g_autoptr(GError) cause = NULL;
    *taken = move != NULL && step_move(step, move, 0, &cause);
    if (cause == NULL || g_error_matches(cause, DIWAN_ERROR, DIWAN_ERROR_REFUSED))
        return true;
    g_propagate_error(error, g_steal_pointer(&cause));
    return false;
}

/* Of a request as it is after a move; one that goes on has the day it had, and that has passed. */
static bool
give_day(const Step *step, GError **error)
{
    const Desk *desk = step->desk;
    g_autoptr(Request) request = store_request_get(desk->store, step->request->id, error);
    if (request == NULL)
        return false;
    if (!request->clocked) {
        request_clock_clear(&request->clock);
        request->clock = request_clock_copy(&step->clock);
    }
    request->clock.due_at =
        day_ends(day_add_worked(desk->days, day_number(step->now), LOOK_WORKED_DAYS));
    return store_request_clock_set(desk->store, request, &request->clock, error);
}

bool
request_followed(
    const Desk *desk, gint64 request_id, gint64 now, bool *taken, GError **error)
{
    g_auto(Step) step = {0};
    const Act act = {.by = DIWAN, .role = DIWAN, .now = now};
    *taken = false;
    if (!step_begin(&step, desk, request_id, &act, error))
        return false;
    bool moved = state_is_over(step.request->state);
    *taken = !moved;
    if (moved && !goes_on(&step, taken, error))
        return false;
    bool unseen = moved ? step.clock.due_at < step.now : step.clock.due_at == 0;
    if (*taken && unseen && !give_day(&step, error))
        return false;
    return step_end(&step, error);
}

bool
request_is_unseen(const Desk *desk, const Request *request)
{
    const KindRule *kind = rules_kind(desk->rules, request->kind);
    if (kind == NULL || request->clock.due_at == 0)
        return false;
    Limit limit = machine_limit(kind->machine, request->state);
    return limit.kind == LIMIT_NONE || limit.kind == LIMIT_PAUSE;
}

bool
request_seen(const Desk *desk, gint64 request_id, const Act *act, GError **error)
{
    g_auto(Step) step = {0};
    if (!step_begin(&step, desk, request_id, act, error) ||
        !step_allowed(&step, "seen", error))
        return false;
    const Request *request = step.request;
    if (!request_is_unseen(desk, request))
        return refuse(
            error, "no letter of request %s waits to be looked at", request->number);
    step.clock.due_at = 0;
    return step_change(&step, "seen", request->state, 0, NULL, error) &&
           step_end(&step, error);
}

/* request_undo.c - the newest step of a request, taken back with its days; decisions excepted. */
#include "office/inside.h"

#include <string.h>

/* The newest step that stands; steps that took others back do not count. */
static const RequestChange *
newest_standing(const Step *step)
{
    for (guint i = step->changes->len; i-- > 0;) {
        const RequestChange *change = step->changes->pdata[i];
        if (change->undoes == 0 && !change->undone)
            return change;
    }
    return NULL;
}

static bool
may_undo(const Step *step, const RequestChange *last, GError **error)
{
    const char *number = step->request->number;
    const Move *move =
        last != NULL ? machine_move(step->kind->machine, last->from_state, last->move)
                     : NULL;
    if (last == NULL)
        return refuse(error, "there is no step of request %s to take back", number);
    if (strcmp(last->move, "reclassify") == 0)
        return refuse(
            error, "request %s is put back by saying of which kind it is", number);
    if (text_is_blank(step->act->reason))
        return refuse(error, "to take back '%s' of request %s asks for a reason",
            last->move, number);
    if (move != NULL && (move->flags & MOVE_FINAL))
        return refuse(error,
            "'%s' of request %s was decided: what was decided is corrected by a new "
            "decision",
            last->move, number);
    if (strcmp(last->actor, step->act->by) == 0 ||
        (move != NULL ? move_is_for(move, step->act->role)
                      : rules_allow(step->desk->rules, last->move, step->act->role)))
        return true;
    return refuse(error, "'%s' of request %s is for whoever made it to take back",
        last->move, number);
}

/* What the step asked for was not asked; what it ended goes on. */
static bool
unturn_ask(const Step *step, const RequestChange *last, GError **error)
{
    Store *store = step->desk->store;
    const Move *move = machine_move(step->kind->machine, last->from_state, last->move);
    g_autoptr(GError) cause = NULL;
    if (move == NULL || !(move->flags & MOVE_ASKS))
        return store_request_ask_reopen(store, step->request->id, last->move,
            ask_ends(step->desk, step->now, 0), error);
    g_autoptr(RequestAsk) ask = store_request_ask_open(store, step->request->id, &cause);
    if (cause != NULL)
        g_propagate_error(error, g_steal_pointer(&cause));
    return ask != NULL ? store_request_ask_end(store, ask->id, "undo", error)
                       : cause == NULL;
}

bool
request_undo(const Desk *desk, gint64 request_id, const Act *act, GError **error)
{
    int recalled = 0;
    g_auto(Step) step = {0};
    if (!step_begin(&step, desk, request_id, act, error))
        return false;
    const RequestChange *last = newest_standing(&step);
    if (!may_undo(&step, last, error))
        return false;
    request_clock_clear(&step.clock);
    step.clock = request_clock_copy(&last->was);
    return step_change(&step, "undo", last->from_state, last->id, NULL, error) &&
           store_notices_recall(desk->store, request_id, last->at, &recalled, error) &&
           unturn_ask(&step, last, error) && step_end(&step, error);
}

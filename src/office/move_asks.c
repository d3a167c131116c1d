/* move_asks.c - what a move asks for, looked at inside the transaction that makes it. */
#include "office/inside.h"

#include <string.h>

const RequestChange *
move_newest_end(const Step *step)
{
    for (guint i = step->changes->len; i-- > 0;) {
        const RequestChange *change = step->changes->pdata[i];
        if (!change->undone && state_is_over(change->to_state) &&
            !state_is_over(change->from_state))
            return change;
    }
    return NULL;
}

static bool
ask_reason(const Step *step, const Move *move, GError **error)
{
    bool early = (move->flags & MOVE_EARLY) && step->clock.earliest_at > step->now;
    if (!text_is_blank(step->act->reason) || !((move->flags & MOVE_REASON) || early))
        return true;
    if (!early)
        return refuse(error, "'%s' of request %s asks for a reason", move->name,
            step->request->number);
    g_autofree char *day = day_gregorian_short(step->clock.earliest_at);
    return refuse(error,
        "request %s has its outcome not before %s: an earlier one asks for a reason",
        step->request->number, day);
}

/* Since when it goes on after it had ended; 0: it never ended. */
static gint64
begun_at(const Step *step)
{
    for (guint i = step->changes->len; i-- > 0;) {
        const RequestChange *change = step->changes->pdata[i];
        if (!change->undone && state_is_over(change->from_state) &&
            !state_is_over(change->to_state))
            return change->at;
    }
    return 0;
}

static bool
ask_answered(const Step *step, GError **error)
{
    bool answered = false;
    if (step->act->replied || !text_is_blank(step->act->reason))
        return true;
    if (!store_request_is_answered(
            step->desk->store, step->request->id, begun_at(step), &answered, error))
        return false;
    return answered ||
           refuse(error,
               "no reply about request %s has left, and no contact of ours is recorded: "
               "write one, record it, or give a reason",
               step->request->number);
}

static bool
ask_complete(const Step *step, GError **error)
{
    g_autoptr(Checklist) list = request_checklist(step->desk, step->request, error);
    g_autoptr(GPtrArray) fields =
        list != NULL ? request_unconfirmed(step->desk, step->request, error) : NULL;
    if (fields == NULL)
        return false;
    if (list->missing + list->unchecked == 0 && fields->len == 0)
        return true;
    g_autoptr(GString) wanted = g_string_new(NULL);
    for (guint i = 0; i < list->rows->len; i++) {
        const ChecklistRow *row = list->rows->pdata[i];
        if (row->required && strcmp(row->state, "accepted") != 0 &&
            strcmp(row->state, "waived") != 0)
            g_string_append_printf(wanted, " %s (%s)", row->rule->document, row->state);
    }
    for (guint i = 0; i < fields->len; i++)
        g_string_append_printf(wanted, " %s (not confirmed)", (char *)fields->pdata[i]);
    return refuse(
        error, "request %s is not complete:%s", step->request->number, wanted->str);
}

static bool
ask_other(const Step *step, gint64 other_id, GError **error)
{
    g_autoptr(Request) other =
        other_id != 0 ? store_request_get(step->desk->store, other_id, error) : NULL;
    if (other_id != 0 && other == NULL)
        return false;
    if (other == NULL || other->id == step->request->id ||
        other->party_id != step->request->party_id || state_is_over(other->state))
        return refuse(error,
            "request %s can be merged only into another open one of its party",
            step->request->number);
    return store_request_about(
        step->desk->store, step->request->id, other_id, step->act->by, error);
}

static bool
ask_window(const Step *step, GError **error)
{
    const RequestChange *end = move_newest_end(step);
    int days = step->desk->config->requests.reopen_days;
    if (end != NULL && day_number(step->now) <= day_number(end->at) + days)
        return true;
    return refuse(error, "request %s ended more than %d days ago: open a new one",
        step->request->number, days);
}

bool
move_may(const Step *step, const Move *move, gint64 other_id, GError **error)
{
    const Request *request = step->request;
    bool decided = false;
    bool replies = (move->flags & MOVE_ANSWERS) && step->act->replied;
    if (!replies && !move_is_for(move, step->act->role)) {
        g_autofree char *who = g_strjoinv(", ", move->roles);
        return refuse(error,
            "'%s' (%s) may not make the move '%s' of request %s, which is for %s",
            step->act->by, step->act->role, move->name, request->number, who);
    }
    if ((move->flags & MOVE_SESSION) && !step->act->in_session)
        return refuse(error,
            "'%s' of request %s is for a session of the committee, where the letter "
            "comes "
            "from, too: diwan committee --help",
            move->name, request->number);
    if (!ask_reason(step, move, error) ||
        ((move->flags & MOVE_ANSWERS) && !ask_answered(step, error)))
        return false;
    if ((move->flags & MOVE_OTHERS) &&
        !step_is_decider(step, step->act->by, &decided, error))
        return false;
    if (decided)
        return refuse(error,
            "'%s' decided of what request %s appeals: it is for somebody else",
            step->act->by, request->number);
    if ((move->flags & MOVE_NAMED) && request->named_by == NULL)
        return refuse(error,
            "it was not said yet whom request %s complains of, or that it is of nobody "
            "who works here",
            request->number);
    if ((move->flags & MOVE_LINKED) && request->about_id == 0)
        return refuse(error,
            "it was not said yet which request is appealed by request %s, and so not who "
            "decided of it",
            request->number);
    if ((move->flags & MOVE_WINDOW) && !ask_window(step, error))
        return false;
    if ((move->flags & MOVE_MERGES) && !ask_other(step, other_id, error))
        return false;
    return !(move->flags & MOVE_COMPLETES) || ask_complete(step, error);
}

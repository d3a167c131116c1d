/* step.c - one act on one request: begun, judged by who does it, written, ended.
 *
 * An act takes part in the transaction of its caller, or has one of its own, which is taken back unless it
 * was ended.
 */
#include "office/inside.h"

#include <string.h>

bool
refuse(GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *said = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, "%s: nothing was changed", said);
    return false;
}

void
step_clear(Step *step)
{
    if (step->mine)
        store_rollback(step->desk->store);
    g_clear_pointer(&step->request, request_free);
    g_clear_pointer(&step->changes, g_ptr_array_unref);
    request_clock_clear(&step->clock);
}

static bool
holds(GPtrArray *logins, const char *login)
{
    for (guint i = 0; i < logins->len; i++)
        if (strcmp(logins->pdata[i], login) == 0)
            return true;
    return false;
}

/* Whether a step that only others may make was made and stands: an appeal is being seen. */
static bool
is_appealed(const Step *step)
{
    for (guint i = 0; i < step->changes->len; i++) {
        const RequestChange *change = step->changes->pdata[i];
        const Move *move =
            machine_move(step->kind->machine, change->from_state, change->move);
        if (move != NULL && (move->flags & MOVE_OTHERS) && !change->undone)
            return true;
    }
    return false;
}

bool
step_is_decider(const Step *step, const char *login, bool *is, GError **error)
{
    Store *store = step->desk->store;
    g_autoptr(GPtrArray) own =
        store_request_barred(store, step->request->id, "decided", error);
    g_autoptr(GPtrArray) others =
        own != NULL
            ? store_request_barred(store, step->request->about_id, "decided", error)
            : NULL;
    *is = others != NULL && (holds(own, login) || holds(others, login));
    return others != NULL;
}

bool
step_is_barred(const Step *step, const char *login, GError **error)
{
    const char *number = step->request->number;
    bool decided = false;
    g_autoptr(GPtrArray) complained = store_request_barred(
        step->desk->store, step->request->id, "complained_of", error);
    if (complained == NULL || !step_is_decider(step, login, &decided, error))
        return true;
    if (holds(complained, login))
        return !refuse(error,
            "request %s is a complaint of '%s', who does nothing with it", number, login);
    if (decided && is_appealed(step))
        return !refuse(error,
            "'%s' decided of what request %s appeals: it is for somebody else", login,
            number);
    return false;
}

bool
step_begin(
    Step *step, const Desk *desk, gint64 request_id, const Act *act, GError **error)
{
    *step = (Step){.desk = desk, .act = act, .now = act->now ? act->now : clock_now_ms()};
    step->mine = !store_in_transaction(desk->store);
    if (step->mine && !store_begin(desk->store, error)) {
        step->mine = false;
        return false;
    }
    step->request = store_request_get(desk->store, request_id, error);
    step->changes = step->request != NULL
                        ? store_request_changes(desk->store, request_id, error)
                        : NULL;
    if (step->changes == NULL)
        return false;
    const Request *request = step->request;
    step->kind = rules_kind(desk->rules, request->kind);
    if (step->kind == NULL)
        return refuse(error, "kinds.conf does not know the kind '%s' of request %s",
            request->kind, request->number);
    step->clock = request->clocked ? request_clock_copy(&request->clock)
                                   : request_clock_open(desk, step->kind, request->state,
                                         request->opened_at);
    return strcmp(act->by, DIWAN) == 0 || !step_is_barred(step, act->by, error);
}

bool
step_may_touch(const Desk *desk, gint64 request_id, const Act *act, GError **error)
{
    g_auto(Step) step = {0};
    return request_id == 0 ||
           (step_begin(&step, desk, request_id, act, error) && step_end(&step, error));
}

bool
step_allowed(const Step *step, const char *what, GError **error)
{
    if (rules_allow(step->desk->rules, what, step->act->role))
        return true;
    g_autofree char *who = rules_who(step->desk->rules, what);
    return refuse(error, "'%s' (%s) may not do this with request %s, which is for %s",
        step->act->by, step->act->role, step->request->number, who);
}

bool
step_end(Step *step, GError **error)
{
    if (!step->mine)
        return true;
    step->mine = false;
    if (store_commit(step->desk->store, error))
        return true;
    store_rollback(step->desk->store);
    return false;
}

bool
step_change(Step *step, const char *move, const char *to, gint64 undoes, gint64 *id,
    GError **error)
{
    RequestChange change = {.at = step->now,
        .actor = (char *)step->act->by,
        .move = (char *)move,
        .from_state = step->request->state,
        .to_state = (char *)to,
        .reason = (char *)step->act->reason,
        .told = (char *)step->act->told,
        .undoes = undoes};
    return store_request_change(
        step->desk->store, step->request, &change, &step->clock, id, error);
}

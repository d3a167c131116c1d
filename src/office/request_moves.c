/* request_moves.c - from state to state by the machine of the kind.
 *
 * One function judges and makes every move, whoever asks for it: people, the committee's runs and the
 * clock. What a move asks for is move_asks.c's, the way back request_undo.c's.
 */
#include "office/inside.h"

#include <string.h>

/* What was asked for is no longer waited for; or is again, with a period from now, after it rested. */
static bool
turn_ask(const Step *step, const Move *move, const char *to, GError **error)
{
    Store *store = step->desk->store;
    const Machine *machine = step->kind->machine;
    g_autoptr(GError) cause = NULL;
    if ((move->flags & MOVE_ASKS) ||
        machine_limit(machine, step->request->state).kind != LIMIT_PAUSE)
        return true;
    g_autoptr(RequestAsk) ask = store_request_ask_open(store, step->request->id, &cause);
    if (cause != NULL) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return false;
    }
    if (ask != NULL)
        return store_request_ask_end(store, ask->id, move->name, error);
    return machine_limit(machine, to).kind != LIMIT_PAUSE ||
           store_request_ask_reopen(
               store, step->request->id, NULL, ask_ends(step->desk, step->now, 0), error);
}

/* What the applicant hears of a state; states people here tell apart are one to them. */
static const char *
word_of(const char *to)
{
    return strcmp(to, "under_review") == 0 ? "under_study" : to;
}

bool
step_tell(const Step *step, const char *word, gint64 mark, GError **error)
{
    Notice notice = {.request_id = step->request->id,
        .purpose = (char *)"progress",
        .mark = mark,
        .actor = (char *)step->act->by,
        .made_at = step->now,
        .due_at = step->now + NOTICE_HOLD_MS,
        .word = (char *)word_of(word),
        .expected_at = step->clock.paused_at == 0 ? step->clock.expected_at : 0};
    return store_notice_owe(step->desk->store, &notice, error);
}

static bool
make(Step *step, const Move *move, const char *to, GError **error)
{
    Store *store = step->desk->store;
    const Request *request = step->request;
    gint64 id = 0;
    request_clock_move(step->desk, step->kind, &step->clock, request->state, to,
        (move->flags & MOVE_COMPLETES) != 0, step->now);
    return step_change(step, move->name, to, 0, &id, error) &&
           turn_ask(step, move, to, error) &&
           (!(move->flags & MOVE_DECIDES) ||
               store_request_decided(store, request->id, step->act->by, error)) &&
           (!(move->flags & MOVE_TELLS) || step_tell(step, to, id, error)) &&
           (strcmp(to, "closed") != 0 || survey_owe(step, id, error));
}

bool
step_move(Step *step, const Move *move, gint64 other_id, GError **error)
{
    const RequestChange *end = move_newest_end(step);
    const char *to = move->to;
    if (!move_may(step, move, other_id, error))
        return false;
    if (strcmp(to, MOVE_BACK) == 0) {
        if (end == NULL)
            return refuse(error, "it is not known where request %s was before it ended",
                step->request->number);
        to = end->from_state;
    }
    return make(step, move, to, error);
}

bool
request_move(const Desk *desk, gint64 request_id, const char *name, gint64 other_id,
    const Act *act, GError **error)
{
    g_auto(Step) step = {0};
    if (!step_begin(&step, desk, request_id, act, error))
        return false;
    const Request *request = step.request;
    const Move *move = machine_move(step.kind->machine, request->state, name);
    if (move == NULL)
        return refuse(error, "there is no move '%s' for request %s, which is '%s'", name,
            request->number, request->state);
    if (move->flags & MOVE_ASKS)
        return refuse(error, "request %s waits for documents once they are asked for",
            request->number);
    return step_move(&step, move, other_id, error) && step_end(&step, error);
}

GPtrArray *
request_moves(const Desk *desk, const Request *request, const char *role)
{
    GPtrArray *moves = g_ptr_array_new(); /* of Move, borrowed */
    const KindRule *kind = rules_kind(desk->rules, request->kind);
    for (guint i = 0; kind != NULL && i < kind->machine->moves->len; i++) {
        const Move *move = kind->machine->moves->pdata[i];
        if (g_strv_contains((const char *const *)move->from, request->state) &&
            !(move->flags & (MOVE_ASKS | MOVE_SESSION)) &&
            (role == NULL || move_is_for(move, role)))
            g_ptr_array_add(moves, (gpointer)move);
    }
    return moves;
}

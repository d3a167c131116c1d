/* letter_moves.c - a letter from one request to another of its party, or to a new one; what that leaves empty ends.
 *
 * Each is undone by moving the letter back: the journal of both requests tells of it, and nothing is deleted.
 */
#include "office/inside.h"

#include <string.h>

/* A letter that is filed and of the request's party. */
static Letter *
letter_of(const Step *step, gint64 letter_id, GError **error)
{
    g_autoptr(Letter) letter = store_letter_get(step->desk->store, letter_id, error);
    if (letter == NULL)
        return NULL;
    if (letter->kind == KIND_LETTER && letter->in_no != NULL &&
        letter->party_id == step->request->party_id)
        return g_steal_pointer(&letter);
    refuse(error, "letter %" G_GINT64_FORMAT " is no letter of the party of request %s",
        letter_id, step->request->number);
    return NULL;
}

bool
request_emptied(const Desk *desk, gint64 request_id, gint64 now, GError **error)
{
    g_auto(Step) step = {0};
    const Act act = {.by = DIWAN,
        .role = DIWAN,
        .reason = "its letters were moved away, and nobody had worked on it",
        .now = now};
    if (request_id == 0)
        return true;
    if (!step_begin(&step, desk, request_id, &act, error))
        return false;
    const Request *request = step.request;
    if (request->letters > 0 || strcmp(request->state, step.kind->first_state) != 0)
        return true;
    request_clock_move(
        desk, step.kind, &step.clock, request->state, "withdrawn", false, step.now);
    return step_change(&step, "withdraw", "withdrawn", 0, NULL, error) &&
           step_end(&step, error);
}

/* What withdrew by itself ended because its letters were moved away: with one of them it is what it was. */
static bool
revive(const Step *step, GError **error)
{
    const RequestChange *last =
        step->changes->len > 0 ? step->changes->pdata[step->changes->len - 1] : NULL;
    const Act act = {.by = DIWAN,
        .role = DIWAN,
        .reason = "a letter was put back on it",
        .now = step->now};
    if (last == NULL || strcmp(last->actor, DIWAN) != 0 ||
        strcmp(last->move, "withdraw") != 0)
        return refuse(
            error, "request %s has ended: open it again first", step->request->number);
    return request_undo(step->desk, step->request->id, &act, error);
}

bool
request_take_letter(
    const Desk *desk, gint64 request_id, gint64 letter_id, const Act *act, GError **error)
{
    g_auto(Step) step = {0};
    if (!step_begin(&step, desk, request_id, act, error) ||
        !step_allowed(&step, "letters", error))
        return false;
    g_autoptr(Letter) letter = letter_of(&step, letter_id, error);
    if (letter == NULL)
        return false;
    if (letter->request_id == request_id)
        return refuse(error, "letter %s is on request %s already", letter->in_no,
            step.request->number);
    if (!step_may_touch(desk, letter->request_id, act, error) ||
        (state_is_over(step.request->state) && !revive(&step, error)))
        return false;
    return store_letter_onto(
               desk->store, letter, request_id, act->by, act->reason, error) &&
           request_emptied(desk, letter->request_id, act->now, error) &&
           step_end(&step, error);
}

static bool
open_for(Step *step, const Letter *letter, const KindRule *kind, gint64 *id,
    char **number, GError **error)
{
    Store *store = step->desk->store;
    return register_number_take(store, step->desk->config->calendar, REGISTER_REQUEST,
               step->now, letter->id, 0, number, error) &&
           store_request_open(store, *number, kind->kind, kind->first_state,
               letter->party_id, letter->id, id, error) &&
           store_request_about(store, *id, step->request->id, step->act->by, error);
}

bool
request_split(const Desk *desk, gint64 request_id, gint64 letter_id, const char *kind,
    const Act *act, char **number, GError **error)
{
    g_auto(Step) step = {0};
    gint64 id = 0;
    if (!step_begin(&step, desk, request_id, act, error) ||
        !step_allowed(&step, "letters", error))
        return false;
    const KindRule *rule =
        rules_kind(desk->rules, kind != NULL ? kind : step.request->kind);
    g_autoptr(Letter) letter = letter_of(&step, letter_id, error);
    if (letter == NULL)
        return false;
    if (rule == NULL)
        return refuse(error, "there is no kind '%s'", kind);
    if (letter->request_id != request_id || step.request->letters < 2)
        return refuse(error,
            "letter %s is not on request %s, or is all that it has: there is nothing to "
            "split",
            letter->in_no, step.request->number);
    return open_for(&step, letter, rule, &id, number, error) &&
           store_letter_onto(desk->store, letter, id, act->by, act->reason, error) &&
           step_end(&step, error);
}

bool
letter_hold(const Desk *desk, gint64 letter_id, const Act *act, GError **error)
{
    g_autoptr(Letter) letter = store_letter_get(desk->store, letter_id, error);
    return letter != NULL && step_may_touch(desk, letter->request_id, act, error) &&
           store_letter_hold_by_person(
               desk->store, letter_id, act->by, act->reason, error);
}

bool
letter_decide(
    const Desk *desk, gint64 letter_id, const Decided *as, const Act *act, GError **error)
{
    Store *store = desk->store;
    const Decided decided = {as->kind, as->party_id, as->guardian_id, act->reason};
    bool mine = !store_in_transaction(store);
    if (mine && !store_begin(store, error))
        return false;
    g_autoptr(Letter) letter = store_letter_get(store, letter_id, error);
    /* Where it is somebody's, filing puts it on a request, and sees to the one it leaves. */
    bool well = letter != NULL && step_may_touch(desk, letter->request_id, act, error) &&
                store_letter_decide_as(store, letter_id, &decided, act->by, error) &&
                (as->party_id != 0 ||
                    request_emptied(desk, letter->request_id, act->now, error)) &&
                (!mine || store_commit(store, error));
    if (!well && mine)
        store_rollback(store);
    return well;
}

bool
letter_undecide(const Desk *desk, gint64 letter_id, const Act *act, GError **error)
{
    Store *store = desk->store;
    bool mine = !store_in_transaction(store);
    if (mine && !store_begin(store, error))
        return false;
    g_autoptr(Letter) letter = store_letter_get(store, letter_id, error);
    bool well = letter != NULL && step_may_touch(desk, letter->request_id, act, error) &&
                store_letter_undecide(store, letter_id, act->by, act->reason, error) &&
                request_emptied(desk, letter->request_id, act->now, error) &&
                (!mine || store_commit(store, error));
    if (!well && mine)
        store_rollback(store);
    return well;
}

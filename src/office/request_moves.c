/* request_moves.c - from state to state by the machine of the kind, and back.
 *
 * One function judges and makes every move, whoever asks for it: people, the committee's runs and the
 * clock. What a move asks for is looked at inside the transaction that makes it.
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

/* ---- the desk ---- */

Desk *
desk_open(const Config *config, Store *store, GError **error)
{
    g_autoptr(Desk) desk = g_new0(Desk, 1);
    desk->config = config;
    desk->store = store;
    if ((desk->rules = rules_load(NULL, error)) == NULL ||
        (desk->days = working_days_load(&config->requests, error)) == NULL)
        return NULL;
    return g_steal_pointer(&desk);
}

void
desk_close(Desk *desk)
{
    if (desk == NULL)
        return;
    rules_free(desk->rules);
    working_days_free(desk->days);
    g_free(desk);
}

/* ---- one act ---- */

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
step_allowed(const Step *step, const char *what, GError **error)
{
    return rules_allow(step->desk->rules, what, step->act->role) ||
           refuse(error, "'%s' (%s) may not do this with request %s", step->act->by,
               step->act->role, step->request->number);
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

bool
has_words(const char *text)
{
    return text != NULL && text[strspn(text, " \t\r\n")] != '\0';
}

/* ---- what a move asks for ---- */

static const RequestChange *
newest_end(const Step *step)
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
    if (has_words(step->act->reason) || !((move->flags & MOVE_REASON) || early))
        return true;
    if (!early)
        return refuse(error, "'%s' of request %s asks for a reason", move->name,
            step->request->number);
    g_autofree char *day = day_gregorian_short(step->clock.earliest_at);
    return refuse(error,
        "request %s has its outcome not before %s: an earlier one asks for a reason",
        step->request->number, day);
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
    const RequestChange *end = newest_end(step);
    int days = step->desk->config->requests.reopen_days;
    if (end != NULL && day_number(step->now) <= day_number(end->at) + days)
        return true;
    return refuse(error, "request %s ended more than %d days ago: open a new one",
        step->request->number, days);
}

static bool
ask_for(const Step *step, const Move *move, gint64 other_id, GError **error)
{
    const Request *request = step->request;
    bool decided = false;
    if (!move_is_for(move, step->act->role))
        return refuse(error, "'%s' (%s) may not make the move '%s' of request %s",
            step->act->by, step->act->role, move->name, request->number);
    if (!ask_reason(step, move, error))
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
    if ((move->flags & MOVE_WINDOW) && !ask_window(step, error))
        return false;
    if ((move->flags & MOVE_MERGES) && !ask_other(step, other_id, error))
        return false;
    return !(move->flags & MOVE_COMPLETES) || ask_complete(step, error);
}

/* ---- the move ---- */

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
    const RequestChange *end = newest_end(step);
    const char *to = move->to;
    if (!ask_for(step, move, other_id, error))
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
            !(move->flags & MOVE_ASKS) && (role == NULL || move_is_for(move, role)))
            g_ptr_array_add(moves, (gpointer)move);
    }
    return moves;
}

/* ---- and back ---- */

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
    if (!has_words(step->act->reason))
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

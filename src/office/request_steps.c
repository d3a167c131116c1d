/* request_steps.c - steps that are no moves: pauses, later days, another kind; whose it is and of whom. */
#include "office/inside.h"

#include <string.h>

/* The applicant is told that the day promised will not be kept, and why. */
static bool
tell_delay(const Step *step, gint64 promised, gint64 expected, GError **error)
{
    Notice notice = {.request_id = step->request->id,
        .purpose = (char *)"delay",
        .mark = promised,
        .actor = (char *)step->act->by,
        .made_at = step->now,
        .due_at = step->now + NOTICE_HOLD_MS,
        .told = (char *)step->act->told,
        .promised_at = promised,
        .expected_at = expected};
    return promised == 0 || store_notice_owe(step->desk->store, &notice, error);
}

static bool
asks_words(const Step *step, const char *words, const char *what, GError **error)
{
    return !text_is_blank(words) ||
           refuse(error, "request %s: say %s", step->request->number, what);
}

/* ---- days ---- */

bool
request_pause(
    const Desk *desk, gint64 request_id, int until, const Act *act, GError **error)
{
    g_auto(Step) step = {0};
    if (!step_begin(&step, desk, request_id, act, error) ||
        !step_allowed(&step, "pause", error) ||
        !asks_words(&step, act->reason, "why its days are to stand still", error) ||
        !asks_words(&step, act->told, "what the applicant is told of the cause", error))
        return false;
    const Request *request = step.request;
    int wait = until - day_number(step.now);
    if (step.clock.paused_at != 0 || state_is_over(request->state))
        return refuse(error, "the days of request %s do not run", request->number);
    if (wait <= 0)
        return refuse(error, "request %s: the pause is to end on a later day than today",
            request->number);
    gint64 promised = step.clock.expected_at;
    gint64 expected = day_ends(day_worked_from(desk->days, day_number(promised) + wait));
    request_clock_pause(&step.clock, act->told, step.now);
    step.clock.due_at = day_ends(until);
    return step_change(&step, "pause", request->state, 0, NULL, error) &&
           tell_delay(&step, promised, expected, error) && step_end(&step, error);
}

bool
request_resume(const Desk *desk, gint64 request_id, const Act *act, GError **error)
{
    gint64 id = 0;
    g_auto(Step) step = {0};
    if (!step_begin(&step, desk, request_id, act, error) ||
        !step_allowed(&step, "pause", error))
        return false;
    const Request *request = step.request;
    if (step.clock.paused_at == 0 ||
        machine_limit(step.kind->machine, request->state).kind == LIMIT_PAUSE)
        return refuse(error, "the days of request %s were not paused", request->number);
    request_clock_resume(desk, step.kind, &step.clock, request->state, step.now);
    return step_change(&step, "resume_days", request->state, 0, &id, error) &&
           step_tell(&step, "resumed", id, error) && step_end(&step, error);
}

bool
request_extend(
    const Desk *desk, gint64 request_id, int day, const Act *act, GError **error)
{
    g_auto(Step) step = {0};
    if (!step_begin(&step, desk, request_id, act, error) ||
        !step_allowed(&step, "extend", error) ||
        !asks_words(&step, act->reason, "why a later day is needed", error) ||
        !asks_words(&step, act->told, "what the applicant is told of the cause", error))
        return false;
    const Request *request = step.request;
    gint64 promised = step.clock.expected_at;
    if (promised == 0 || step.clock.paused_at != 0)
        return refuse(error, "no day runs for request %s", request->number);
    if (step.now > promised)
        return refuse(error,
            "the day promised for request %s has passed, and a later one is promised "
            "only "
            "before",
            request->number);
    if (day <= day_number(promised))
        return refuse(error, "request %s: the new day is no later than the one promised",
            request->number);
    step.clock.expected_at = day_ends(day_worked_from(desk->days, day));
    return step_change(&step, "extend", request->state, 0, NULL, error) &&
           tell_delay(&step, promised, step.clock.expected_at, error) &&
           step_end(&step, error);
}

/* ---- what it is ---- */

bool
request_reclassify(
    const Desk *desk, gint64 request_id, const char *kind, const Act *act, GError **error)
{
    g_auto(Step) step = {0};
    if (!step_begin(&step, desk, request_id, act, error) ||
        !step_allowed(&step, "reclassify", error))
        return false;
    const Request *request = step.request;
    const KindRule *other = rules_kind(desk->rules, kind);
    if (other == NULL)
        return refuse(error, "there is no kind '%s'", kind);
    bool same = other == step.kind && request->guess == NULL;
    if (strcmp(request->state, step.kind->first_state) != 0 || same)
        return refuse(error,
            "request %s is '%s' and of kind '%s': only one nobody has worked on yet can "
            "be of another kind",
            request->number, request->state, request->kind);
    g_autofree char *reason = g_strdup_printf("%s > %s%s%s", request->kind, kind,
        act->reason != NULL ? ": " : "", act->reason != NULL ? act->reason : "");
    Act told = *act;
    told.reason = reason;
    step.act = &told;
    request_clock_clear(&step.clock);
    step.clock = request_clock_open(desk, other, other->first_state, request->opened_at);
    return store_request_kind(desk->store, request_id, kind, error) &&
           (request->opened_by == 0 ||
               kind_lesson_learn(desk->store, request->opened_by, kind, error)) &&
           request_link_plain(desk, request_id, error) &&
           step_change(&step, "reclassify", other->first_state, 0, NULL, error) &&
           step_end(&step, error);
}

/* Somebody who works here; NULL: nobody has the login, or they left. */
static Staff *
colleague(const Desk *desk, const char *login, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(Staff) staff = store_staff_by_login(desk->store, login, &cause);
    if (staff != NULL && staff->active)
        return g_steal_pointer(&staff);
    if (cause != NULL)
        g_propagate_error(error, g_steal_pointer(&cause));
    else
        refuse(error, "nobody here has the login '%s'", login);
    return NULL;
}

bool
request_assign(const Desk *desk, gint64 request_id, const char *login, const Act *act,
    GError **error)
{
    g_auto(Step) step = {0};
    if (!step_begin(&step, desk, request_id, act, error) ||
        !step_allowed(&step, "assign", error))
        return false;
    g_autoptr(Staff) staff = login != NULL ? colleague(desk, login, error) : NULL;
    if (login != NULL && (staff == NULL || step_is_barred(&step, login, error)))
        return false;
    return store_request_assign(desk->store, request_id, login, act->by, error) &&
           step_end(&step, error);
}

bool
request_name(const Desk *desk, gint64 request_id, const char *login, const Act *act,
    GError **error)
{
    g_auto(Step) step = {0};
    if (!step_begin(&step, desk, request_id, act, error) ||
        !step_allowed(&step, "name", error))
        return false;
    g_autoptr(Staff) staff = login != NULL ? colleague(desk, login, error) : NULL;
    if (login != NULL && staff == NULL)
        return false;
    if (login != NULL && strcmp(login, act->by) == 0)
        return refuse(error,
            "request %s complains of '%s': somebody else has to take it up",
            step.request->number, login);
    return store_request_named(desk->store, request_id, login, act->by, error) &&
           step_end(&step, error);
}

/* Whether a move of its kind asks which request it is about. */
static bool
is_linked(const KindRule *kind)
{
    for (guint i = 0; kind != NULL && i < kind->machine->moves->len; i++)
        if (((const Move *)kind->machine->moves->pdata[i])->flags & MOVE_LINKED)
            return true;
    return false;
}

bool
request_link_plain(const Desk *desk, gint64 request_id, GError **error)
{
    gint64 about = 0;
    g_autoptr(Request) request = store_request_get(desk->store, request_id, error);
    if (request == NULL)
        return false;
    if (request->about_id != 0 || !is_linked(rules_kind(desk->rules, request->kind)))
        return true;
    return store_request_declined_of(desk->store, request->party_id, &about, error) &&
           (about == 0 ||
               store_request_about(desk->store, request_id, about, DIWAN, error));
}

bool
request_link(
    const Desk *desk, gint64 request_id, gint64 about_id, const Act *act, GError **error)
{
    g_auto(Step) step = {0};
    if (!step_begin(&step, desk, request_id, act, error) ||
        !step_allowed(&step, "assign", error))
        return false;
    g_autoptr(Request) about = store_request_get(desk->store, about_id, error);
    if (about == NULL)
        return false;
    if (about_id == request_id || about->party_id != step.request->party_id)
        return refuse(error, "request %s is not about another request of its party",
            step.request->number);
    return store_request_about(desk->store, request_id, about_id, act->by, error) &&
           step_end(&step, error);
}

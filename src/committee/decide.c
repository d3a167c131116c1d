/* decide.c - a decision entered by hand, and an approved one that is to be corrected. */
#include "committee/inside.h"

#include <string.h>

static CommitteeDecision *
copy_of(const CommitteeDecision *given)
{
    CommitteeDecision *copy = committee_decision_new();
    copy->outcome = given->outcome;
    copy->reason_code = g_strdup(given->reason_code);
    copy->reason = g_strdup(given->reason);
    copy->conditions = g_strdup(given->conditions);
    copy->next_step = g_strdup(given->next_step);
    copy->amount = g_strdup(given->amount);
    copy->alternatives = g_strdup(given->alternatives);
    copy->needed = g_strdup(given->needed);
    copy->contact_by = given->contact_by;
    copy->next_at = given->next_at;
    copy->early_reason = g_strdup(given->early_reason);
    copy->notes = g_strdup(given->notes);
    return copy;
}

static bool
enter(const Judge *judge, const CommitteeCase *about, const CommitteeDecision *given,
    GError **error)
{
    g_autofree char *why = NULL;
    g_autoptr(CommitteeDecision) decision = copy_of(given);
    if (!judge_decision(judge, about, decision, &why, error))
        return false;
    if (why != NULL)
        return committee_refuse(error, "request %s: %s", about->number, why);
    return judge_enter(judge, about, decision, error);
}

bool
committee_decide(const Desk *desk, gint64 session_id, gint64 request_id,
    const CommitteeDecision *decision, const Act *act, GError **error)
{
    Store *store = desk->store;
    g_auto(Judge) judge = {0};
    g_autoptr(CommitteeSession) session =
        committee_may(desk, "committee", act, error)
            ? committee_session_open(desk, session_id, error)
            : NULL;
    if (session == NULL || !judge_open(&judge, desk, session, act, error) ||
        !store_begin(store, error))
        return false;
    g_autoptr(GError) failure = NULL;
    CommitteeCase *about = store_committee_case(store, request_id, &failure);
    bool well = about != NULL && enter(&judge, about, decision, error) &&
                store_commit(store, error);
    if (!well)
        store_rollback(store);
    if (about == NULL && failure == NULL)
        committee_refuse(error, "there is no such request");
    if (failure != NULL)
        g_propagate_error(error, g_steal_pointer(&failure));
    committee_case_free(about);
    return well;
}

/* ---- corrections ---- */

/* A deferred request needs none: it comes before the committee again. */
static bool
correct(const Desk *desk, const CommitteeCase *about, const Act *act, GError **error)
{
    Act again = *act;
    again.in_session = true;
    return store_mailing_supersede(desk->store, about->decided_id, act->by, error) &&
           request_move(desk, about->request_id, "correct", 0, &again, error);
}

bool
committee_correct(const Desk *desk, gint64 request_id, const Act *act, GError **error)
{
    Store *store = desk->store;
    if (!committee_may(desk, "committee", act, error) || !store_begin(store, error))
        return false;
    g_autoptr(GError) failure = NULL;
    CommitteeCase *about = store_committee_case(store, request_id, &failure);
    bool well = about != NULL && about->decided_id != 0 &&
                correct(desk, about, act, error) && store_commit(store, error);
    if (!well)
        store_rollback(store);
    if (failure != NULL)
        g_propagate_error(error, g_steal_pointer(&failure));
    else if (about == NULL || about->decided_id == 0)
        committee_refuse(error, "the committee has decided nothing of that request");
    committee_case_free(about);
    return well;
}

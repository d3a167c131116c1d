/* approve.c - a second person approves a session and its run, at once.
 *
 * Everything is looked at before: who entered it, that nothing of it changed since it was seen, the minutes'
 * counts, the day, who is present, every letter filled. Then one short transaction writes that nothing of it changes any more and owes each
 * letter; if the session was changed meanwhile it is refused (its revision).
 */
#include "committee/inside.h"

#include "language/language.h"

#include <string.h>

/* ---- what is asked for ---- */

bool
committee_seen(const char *what, const char *seen, const char *now, GError **error)
{
    if (text_is_blank(seen))
        return committee_refuse(error,
            "it was not said which revision of %s was looked at: its preview tells it",
            what);
    return strcmp(seen, now) == 0 ||
           committee_refuse(
               error, "%s was changed since it was looked at: look at it again", what);
}

static bool
ask_seen(const CommitteeSession *session, const CommitteeSeen *seen, GError **error)
{
    g_autofree char *what = g_strdup_printf("session %s", session->number);
    g_autofree char *now = g_strdup_printf("%d", session->revision);
    return committee_seen(what, seen->revision, now, error);
}

static bool
ask_counts(CommitteeSession *session, const int given[3], GError **error)
{
    int *const minutes[] = {&session->accepted, &session->declined, &session->deferred};
    for (int i = 0; i < 3; i++) {
        const char *name = committee_outcome_name((CommitteeOutcome)i);
        if (*minutes[i] >= 0 && given[i] >= 0 && *minutes[i] != given[i])
            return committee_refuse(error,
                "the minutes of session %s count %d %s, and %d were given",
                session->number, *minutes[i], name, given[i]);
        if (given[i] >= 0)
            *minutes[i] = given[i];
        if (*minutes[i] < 0)
            return committee_refuse(error,
                "it was not said how many are %s by the minutes of session %s", name,
                session->number);
        if (*minutes[i] != session->decided[i])
            return committee_refuse(error,
                "the minutes of session %s count %d %s, and %d are entered",
                session->number, *minutes[i], name, session->decided[i]);
    }
    return session->decided[0] + session->decided[1] + session->decided[2] > 0 ||
           committee_refuse(
               error, "session %s has no decision to be approved", session->number);
}

static bool
ask_session(const CommitteeSession *session, gint64 now, GError **error)
{
    if (session->members->len == 0)
        return committee_refuse(
            error, "it was not said who was present in session %s", session->number);
    if (session->held_at > now) {
        g_autofree char *day = day_gregorian_short(session->held_at);
        return committee_refuse(
            error, "session %s is on %s, which has not come", session->number, day);
    }
    return true;
}

static bool
ask_other(
    const Desk *desk, const CommitteeSession *session, const char *by, GError **error)
{
    g_autoptr(GPtrArray) hands = store_committee_hands(desk->store, session, error);
    for (guint i = 0; hands != NULL && i < hands->len; i++)
        if (strcmp(hands->pdata[i], by) == 0)
            return committee_refuse(error,
                "'%s' opened this session, or entered its minutes or decisions: somebody "
                "else approves it",
                by);
    return hands != NULL;
}

static bool
ask_letters(const CommitteePlan *plan, GError **error)
{
    for (guint i = 0; i < plan->letters->len; i++) {
        const PlannedLetter *letter = plan->letters->pdata[i];
        if (letter->standing == PLAN_BLOCKS)
            return committee_refuse(error,
                "%d of %u letters are not ready, the first that of request %s (%s)",
                plan->blocked, plan->letters->len, letter->request_no, letter->trouble);
    }
    return true;
}

/* ---- approved ---- */

static bool
owe_letter(Store *store, gint64 mailing_id, const PlannedLetter *letter, GError **error)
{
    bool added = false;
    bool reached = letter->standing == PLAN_READY;
    const MailingLetter owed = {.mailing_id = mailing_id,
        .decision_id = letter->decision->id,
        .party_id = letter->party_id,
        .request_id = letter->request_id,
        .occasion = letter->occasion,
        .template_ = letter->template_,
        .channel = (char *)letter->channel,
        .language = (char *)letter->language,
        .state = (char *)(reached ? "due" : "refused"),
        .why = reached ? NULL : letter->trouble};
    return store_mailing_letter_put(store, &owed, &added, error);
}

static bool
owe_letters(const Desk *desk, const CommitteeSession *session, const CommitteePlan *plan,
    const Act *act, gint64 now, gint64 *mailing_id, GError **error)
{
    const Mailing mailing = {.session_id = session->id,
        .state = (char *)"approved",
        .prepared_by = session->opened_by,
        .prepared_at = session->opened_at,
        .approved_by = (char *)act->by,
        .approved_at = now};
    if (!store_mailing_put(desk->store, &mailing, mailing_id, error))
        return false;
    for (guint i = 0; i < plan->letters->len; i++)
        if (!owe_letter(desk->store, *mailing_id, plan->letters->pdata[i], error))
            return false;
    return true;
}

bool
committee_approve(const Desk *desk, Compose *compose, gint64 session_id,
    const CommitteeSeen *seen, const Act *act, gint64 *mailing_id, GError **error)
{
    Store *store = desk->store;
    gint64 now = committee_now(act);
    g_autoptr(CommitteeSession) session =
        committee_may(desk, "approve", act, error)
            ? committee_session_open(desk, session_id, error)
            : NULL;
    if (session == NULL || !ask_other(desk, session, act->by, error) ||
        !ask_seen(session, seen, error) || !ask_counts(session, seen->counts, error) ||
        !ask_session(session, now, error))
        return false;
    g_autoptr(CommitteePlan) plan =
        committee_plan_session(desk, compose, session_id, PLAN_EACH, error);
    if (plan == NULL || !ask_letters(plan, error) || !store_begin(store, error))
        return false;
    if (store_committee_approve(store, session, act->by, error) &&
        owe_letters(desk, session, plan, act, now, mailing_id, error) &&
        store_commit(store, error))
        return true;
    store_rollback(store);
    return false;
}

/* judge.c - whether a decision may be entered: by whom, of which request, with what it has to say.
 *
 * Of an appeal nobody judges who decided before: neither whoever enters the decision nor a member who is
 * present. The earliest day is not asked for here, a session may sit before it; the run asks.
 */
#include "committee/inside.h"

#include "language/language.h"

#include <string.h>

bool
judge_open(Judge *judge, const Desk *desk, const CommitteeSession *session,
    const Act *act, GError **error)
{
    *judge = (Judge){.desk = desk, .session = session, .act = act};
    judge->reasons = committee_reasons(error);
    return judge->reasons != NULL;
}

void
judge_clear(Judge *judge)
{
    g_clear_pointer(&judge->reasons, g_ptr_array_unref);
}

/* ---- the request ---- */

static char *
judge_state(const Judge *judge, const CommitteeCase *about)
{
    const KindRule *kind = rules_kind(judge->desk->rules, about->kind);
    if (about->item_of != 0 && about->item_of != judge->session->id)
        return g_strdup_printf("it is on the agenda of session %s", about->item_number);
    if (strcmp(about->state, "deferred") == 0)
        return g_strdup("it is deferred: put it on the agenda first");
    if (strcmp(about->state, "accepted") == 0 || strcmp(about->state, "declined") == 0)
        return g_strdup_printf(
            "it is %s already: that decision is to be corrected first", about->state);
    if (strcmp(about->state, "before_committee") != 0)
        return g_strdup_printf("it is '%s', not before the committee", about->state);
    if (kind == NULL || machine_move(kind->machine, about->state, "accepted") == NULL)
        return g_strdup_printf(
            "the committee decides nothing of the kind '%s'", about->kind);
    return NULL;
}

static bool
holds(GPtrArray *logins, const char *login)
{
    for (guint i = 0; login != NULL && i < logins->len; i++)
        if (strcmp(logins->pdata[i], login) == 0)
            return true;
    return false;
}

static bool
judge_deciders(const Judge *judge, const CommitteeCase *about, char **why, GError **error)
{
    const GPtrArray *members = judge->session->members;
    if (!about->appealed)
        return true;
    g_autoptr(GPtrArray) decided =
        store_request_barred(judge->desk->store, about->request_id, "decided", error);
    if (decided == NULL)
        return false;
    const char *one = holds(decided, judge->act->by) ? judge->act->by : NULL;
    for (guint i = 0; one == NULL && members != NULL && i < members->len; i++) {
        const CommitteeMember *member = members->pdata[i];
        if (holds(decided, member->login))
            one = member->login;
    }
    if (one != NULL)
        *why = g_strdup_printf(
            "'%s' decided what is objected to: it is for a session of others", one);
    return true;
}

/* ---- what it says ---- */

static char *
codes_for(const Judge *judge, const char *outcome)
{
    g_autoptr(GString) codes = g_string_new(NULL);
    for (guint i = 0; i < judge->reasons->len; i++) {
        const CommitteeReason *reason = judge->reasons->pdata[i];
        if (g_strv_contains((const char *const *)reason->outcomes, outcome))
            g_string_append_printf(codes, " %s", reason->code);
    }
    return g_strdup(codes->str);
}

static char *
judge_reason(const Judge *judge, const CommitteeDecision *decision)
{
    const char *outcome = committee_outcome_name(decision->outcome);
    const CommitteeReason *reason = reason_find(judge->reasons, decision->reason_code);
    bool needed = decision->outcome != OUTCOME_ACCEPTED;
    if (text_is_blank(decision->reason_code) && !needed)
        return NULL;
    if (reason != NULL && g_strv_contains((const char *const *)reason->outcomes, outcome))
        return NULL;
    g_autofree char *codes = codes_for(judge, outcome);
    if (text_is_blank(decision->reason_code))
        return g_strdup_printf("'%s' needs a reason code:%s", outcome, codes);
    return g_strdup_printf("'%s' is no reason code for '%s':%s", decision->reason_code,
        outcome, *codes != '\0' ? codes : " it has none");
}

/* No period is shorter than the least anybody is given. */
char *
decision_lapsed(const Config *config, const CommitteeDecision *decision, gint64 now)
{
    int shortest = config->requests.shortest_days;
    if (decision->contact_by != 0 &&
        day_number(decision->contact_by) < day_number(now) + shortest)
        return g_strdup_printf(
            "the day until which something is asked for is less than %d days away",
            shortest);
    if (decision->next_at != 0 && decision->next_at <= now)
        return g_strdup("the day of the next session has come already");
    return NULL;
}

static char *
judge_days(const Judge *judge, const CommitteeDecision *decision)
{
    if (decision->contact_by != 0 && text_is_blank(decision->next_step))
        return g_strdup("a day is given, and nothing that is asked for until then");
    if (decision->next_at != 0 && decision->next_at <= judge->session->held_at)
        return g_strdup("the day of the next session is not after this one");
    if (decision->next_at != 0 && decision->outcome != OUTCOME_DEFERRED)
        return g_strdup("only what is deferred has a day of a next session");
    return decision_lapsed(judge->desk->config, decision, committee_now(judge->act));
}

bool
judge_decision(const Judge *judge, const CommitteeCase *about,
    const CommitteeDecision *decision, char **why, GError **error)
{
    char *found = judge_state(judge, about);
    if (found == NULL)
        found = judge_reason(judge, decision);
    if (found == NULL)
        found = judge_days(judge, decision);
    if (found == NULL && !judge_deciders(judge, about, &found, error))
        return false;
    *why = found;
    return true;
}

bool
judge_enter(const Judge *judge, const CommitteeCase *about, CommitteeDecision *decision,
    GError **error)
{
    Store *store = judge->desk->store;
    decision->session_id = judge->session->id;
    decision->request_id = about->request_id;
    decision->corrects = about->corrected ? about->decided_id : 0;
    decision->at = committee_now(judge->act);
    g_free(decision->actor);
    g_free(decision->role);
    decision->actor = g_strdup(judge->act->by);
    decision->role = g_strdup(judge->act->role);
    return (about->item_of == judge->session->id ||
               store_committee_item_add(store, judge->session->id, about->request_id,
                   judge->act->by, error)) &&
           store_decision_put(store, decision, NULL, error);
}

/* session.c - sessions of the committee: opened, their agenda built from what is ready, their minutes. */
#include "committee/inside.h"

#include "language/language.h"

#include <string.h>

bool
committee_refuse(GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *said = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, "%s: nothing was changed", said);
    return false;
}

bool
committee_may(const Desk *desk, const char *what, const Act *act, GError **error)
{
    if (rules_allow(desk->rules, what, act->role))
        return true;
    g_autofree char *who = rules_who(desk->rules, what);
    return committee_refuse(error,
        "'%s' (%s) may not do this for the committee, which is for %s", act->by,
        act->role, who);
}

gint64
committee_now(const Act *act)
{
    return act->now != 0 ? act->now : clock_now_ms();
}

CommitteeSession *
committee_session_open(const Desk *desk, gint64 session_id, GError **error)
{
    g_autoptr(CommitteeSession) session =
        store_committee_get(desk->store, session_id, error);
    if (session == NULL)
        return NULL;
    if (strcmp(session->state, "open") == 0)
        return g_steal_pointer(&session);
    committee_refuse(error,
        "session %s is approved and stays as it is; a decision is corrected in another",
        session->number);
    return NULL;
}

/* ---- members ---- */

/* A name that is a login here becomes the person's. */
static bool
name_member(const Desk *desk, CommitteeMember *member, GError **error)
{
    GError *failure = NULL;
    const char *named = member->login != NULL ? member->login : member->name;
    g_autoptr(Staff) staff = store_staff_by_login(desk->store, named, &failure);
    if (failure != NULL) {
        g_propagate_error(error, failure);
        return false;
    }
    if (staff == NULL && member->login != NULL)
        return committee_refuse(error, "nobody here has the login '%s'", member->login);
    if (staff == NULL)
        return !text_is_blank(member->name) ||
               committee_refuse(error, "a member present has no name");
    g_free(member->login);
    g_free(member->name);
    member->login = g_strdup(staff->login);
    member->name = g_strdup(staff->name);
    return true;
}

static bool
name_members(const Desk *desk, GPtrArray *members, GError **error)
{
    for (guint i = 0; members != NULL && i < members->len; i++)
        if (!name_member(desk, members->pdata[i], error))
            return false;
    return true;
}

/* ---- the session ---- */

static int
year_of(const Desk *desk, gint64 instant)
{
    return desk->config->calendar == CALENDAR_HIJRI ? day_hijri(instant).year
                                                    : day_gregorian(instant).year;
}

bool
committee_open(const Desk *desk, int day, GPtrArray *members, const Act *act, gint64 *id,
    GError **error)
{
    if (!committee_may(desk, "committee", act, error) ||
        !name_members(desk, members, error))
        return false;
    g_autoptr(CommitteeSession) session = committee_session_new();
    session->opened_at = committee_now(act);
    session->held_at = day_begins(day);
    session->year = year_of(desk, session->held_at);
    session->opened_by = g_strdup(act->by);
    session->members = members != NULL ? g_ptr_array_ref(members) : NULL;
    return store_committee_open(desk->store, session, id, error);
}

enum { REVISION_DIGITS = 8 };

char *
committee_minutes_revision(const CommitteeSession *session)
{
    g_autoptr(GString) said = g_string_new(session->minutes);
    g_string_append_printf(said, "\n%" G_GINT64_FORMAT " %d %d %d", session->held_at,
        session->accepted, session->declined, session->deferred);
    for (guint i = 0; session->members != NULL && i < session->members->len; i++) {
        const CommitteeMember *member = session->members->pdata[i];
        g_string_append_printf(
            said, "\n%s %s", member->login != NULL ? member->login : "-", member->name);
    }
    char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, said->str, -1);
    sum[REVISION_DIGITS] = '\0';
    return sum;
}

/* Nobody entered others since they were looked at. */
static bool
ask_same(const CommitteeSession *session, const char *revision, GError **error)
{
    g_autofree char *now = committee_minutes_revision(session);
    return revision == NULL || strcmp(revision, now) == 0 ||
           committee_refuse(error,
               "somebody else entered minutes of session %s meanwhile", session->number);
}

static void
count_put(int *count, int given)
{
    if (given >= 0)
        *count = given;
}

bool
committee_minutes(const Desk *desk, gint64 session_id, const CommitteeMinutes *minutes,
    const Act *act, GError **error)
{
    g_autoptr(CommitteeSession) session =
        committee_may(desk, "committee", act, error)
            ? committee_session_open(desk, session_id, error)
            : NULL;
    if (session == NULL || !ask_same(session, minutes->revision, error) ||
        !name_members(desk, minutes->members, error))
        return false;
    if (minutes->day != 0 && year_of(desk, day_begins(minutes->day)) != session->year)
        return committee_refuse(error,
            "session %s is numbered in the year %d and cannot be of another",
            session->number, session->year);
    if (minutes->day != 0)
        session->held_at = day_begins(minutes->day);
    count_put(&session->accepted, minutes->accepted);
    count_put(&session->declined, minutes->declined);
    count_put(&session->deferred, minutes->deferred);
    if (minutes->words != NULL) {
        g_free(session->minutes);
        session->minutes = g_strdup(minutes->words);
    }
    if (minutes->members != NULL) {
        g_ptr_array_unref(session->members);
        session->members = g_ptr_array_ref(minutes->members);
    }
    return store_committee_minutes(desk->store, session, act->by, error);
}

/* ---- the agenda ---- */

/* A deferred request comes again by its own move. */
static bool
present_again(const Desk *desk, const CommitteeCase *one, const char *session_no,
    const Act *act, GError **error)
{
    g_autofree char *reason = g_strdup_printf("session %s", session_no);
    Act again = *act;
    again.reason = reason;
    return strcmp(one->state, "deferred") != 0 ||
           request_move(desk, one->request_id, "present_again", 0, &again, error);
}

static bool
add_item(const Desk *desk, const CommitteeSession *session, const CommitteeCase *one,
    const Act *act, GError **error)
{
    return present_again(desk, one, session->number, act, error) &&
           store_committee_item_add(
               desk->store, session->id, one->request_id, act->by, error);
}

static bool
add_items(const Desk *desk, const CommitteeSession *session, GPtrArray *take_cases,
    const Act *act, int *added, GError **error)
{
    g_autoptr(GPtrArray) cases = take_cases;
    for (guint i = 0; cases != NULL && i < cases->len; i++) {
        const CommitteeCase *one = cases->pdata[i];
        if (one->item_of != 0)
            continue;
        if (!add_item(desk, session, one, act, error))
            return false;
        ++*added;
    }
    return cases != NULL;
}

bool
committee_agenda_fill(
    const Desk *desk, gint64 session_id, const Act *act, int *added, GError **error)
{
    Store *store = desk->store;
    int n = 0;
    g_autoptr(CommitteeSession) session =
        committee_may(desk, "committee", act, error)
            ? committee_session_open(desk, session_id, error)
            : NULL;
    if (session == NULL || !store_begin(store, error))
        return false;
    gint64 until = day_ends(day_number(session->held_at));
    if (add_items(desk, session, store_committee_ready(store, error), act, &n, error) &&
        add_items(desk, session, store_committee_deferred(store, until, error), act, &n,
            error) &&
        store_commit(store, error)) {
        *added = n;
        return true;
    }
    store_rollback(store);
    return false;
}

static bool
may_be_presented(const CommitteeCase *one, gint64 session_id, GError **error)
{
    if (one->item_of != 0 && one->item_of != session_id)
        return committee_refuse(error, "request %s is on the agenda of session %s",
            one->number, one->item_number);
    if (strcmp(one->state, "before_committee") == 0 ||
        strcmp(one->state, "deferred") == 0)
        return true;
    return committee_refuse(
        error, "request %s is '%s', not before the committee", one->number, one->state);
}

bool
committee_agenda_add(const Desk *desk, gint64 session_id, gint64 request_id,
    const Act *act, GError **error)
{
    Store *store = desk->store;
    g_autoptr(CommitteeSession) session =
        committee_may(desk, "committee", act, error)
            ? committee_session_open(desk, session_id, error)
            : NULL;
    g_autoptr(GError) failure = NULL;
    CommitteeCase *one =
        session != NULL ? store_committee_case(store, request_id, &failure) : NULL;
    bool well = one != NULL && may_be_presented(one, session_id, error) &&
                store_begin(store, error);
    if (well &&
        !(add_item(desk, session, one, act, error) && store_commit(store, error))) {
        store_rollback(store);
        well = false;
    }
    if (session != NULL && one == NULL && failure == NULL)
        committee_refuse(error, "there is no such request");
    if (failure != NULL)
        g_propagate_error(error, g_steal_pointer(&failure));
    committee_case_free(one);
    return well;
}

bool
committee_agenda_remove(const Desk *desk, gint64 session_id, gint64 request_id,
    const Act *act, GError **error)
{
    return committee_may(desk, "committee", act, error) &&
           store_committee_item_remove(
               desk->store, session_id, request_id, act->by, error);
}

/* committee.c - the committee's sessions: opened, held, approved; who was present, what the minutes count.
 *
 * That an approved session and its decisions stay as they are is the schema's own doing (its triggers);
 * here it is said in words before it comes to that.
 */
#include "store/tables.h"

#include <string.h>

CommitteeSession *
committee_session_new(void)
{
    CommitteeSession *session = g_new0(CommitteeSession, 1);
    session->accepted = session->declined = session->deferred = -1;
    return session;
}

void
committee_session_free(CommitteeSession *session)
{
    if (session == NULL)
        return;
    g_free(session->number);
    g_free(session->state);
    g_free(session->opened_by);
    g_free(session->minutes);
    g_free(session->approved_by);
    g_free(session->mailing_state);
    g_clear_pointer(&session->members, g_ptr_array_unref);
    g_free(session);
}

CommitteeMember *
committee_member_new(const char *login, const char *name)
{
    CommitteeMember *member = g_new0(CommitteeMember, 1);
    member->login = g_strdup(login);
    member->name = g_strdup(name);
    return member;
}

void
committee_member_free(CommitteeMember *member)
{
    if (member == NULL)
        return;
    g_free(member->login);
    g_free(member->name);
    g_free(member);
}

/* ---- reading ---- */

#define SESSION_COLUMNS \
    "s.id, s.year, s.serial, s.number, s.held_at, s.state, s.revision, s.opened_by," \
    " s.opened_at, COALESCE(s.accepted, -1), COALESCE(s.declined, -1)," \
    " COALESCE(s.deferred, -1), s.minutes, s.approved_by, s.approved_at," \
    " (SELECT COUNT(*) FROM committee_item i WHERE i.session_id = s.id)," \
    " (SELECT COUNT(*) FROM committee_decision d WHERE d.session_id = s.id" \
    "  AND d.outcome = 'accepted')," \
    " (SELECT COUNT(*) FROM committee_decision d WHERE d.session_id = s.id" \
    "  AND d.outcome = 'declined')," \
    " (SELECT COUNT(*) FROM committee_decision d WHERE d.session_id = s.id" \
    "  AND d.outcome = 'deferred')," \
    " m.id, m.state" \
    " FROM committee_session s LEFT JOIN mailing m ON m.session_id = s.id "

static GPtrArray *
collect(Rows *take_rows, GError **error)
{
    g_autoptr(Rows) rows = take_rows;
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)committee_session_free);
    CommitteeSession s = {0};
    while (rows_next(rows,
        INTO(&s.id, &s.year, &s.serial, &s.number, &s.held_at, &s.state, &s.revision,
            &s.opened_by, &s.opened_at, &s.accepted, &s.declined, &s.deferred, &s.minutes,
            &s.approved_by, &s.approved_at, &s.items, &s.decided[0], &s.decided[1],
            &s.decided[2], &s.mailing_id, &s.mailing_state))) {
        g_ptr_array_add(list, g_memdup2(&s, sizeof s));
        s = (CommitteeSession){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

static GPtrArray *
members_of(Store *store, gint64 id, GError **error)
{
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)committee_member_free);
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT login, name FROM committee_member WHERE session_id = ? ORDER BY position",
        BIND(id));
    const char *login = NULL, *name = NULL;
    while (rows_next(rows, INTO(&login, &name)))
        g_ptr_array_add(list, committee_member_new(login, name));
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

CommitteeSession *
store_committee_get(Store *store, gint64 id, GError **error)
{
    g_autoptr(GPtrArray) found = collect(
        sql_rows(store->sql, "SELECT " SESSION_COLUMNS "WHERE s.id = ?", BIND(id)),
        error);
    if (found == NULL)
        return NULL;
    if (found->len == 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "there is no session %" G_GINT64_FORMAT " of the committee", id);
        return NULL;
    }
    CommitteeSession *session = found->pdata[0];
    session->members = members_of(store, id, error);
    return session->members != NULL ? g_ptr_array_steal_index(found, 0) : NULL;
}

gint64
store_committee_by_number(Store *store, const char *number)
{
    gint64 id = 0;
    bool found;
    sql_one(store->sql, NULL, &found, "SELECT id FROM committee_session WHERE number = ?",
        BIND(number), INTO(&id));
    return id;
}

GPtrArray *
store_committee_list(Store *store, const char *state, int limit, GError **error)
{
    return collect(sql_rows(store->sql,
                       "SELECT " SESSION_COLUMNS
                       "WHERE ? IS NULL OR s.state = ? ORDER BY s.id DESC LIMIT ?",
                       BIND(state, state, limit > 0 ? limit : -1)),
        error);
}

GPtrArray *
store_committee_hands(Store *store, const CommitteeSession *session, GError **error)
{
    g_autoptr(GPtrArray) logins = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT opened_by FROM committee_session WHERE id = ?"
        " UNION SELECT actor FROM committee_decision WHERE session_id = ?"
        " UNION SELECT j.actor FROM committee_item i"
        "  JOIN journal j ON j.request_id = i.request_id AND j.act = 'decision_entered'"
        "   AND j.at >= i.at WHERE i.session_id = ?"
        " UNION SELECT actor FROM journal WHERE act = 'minutes_entered' AND note = ?"
        "  AND at >= ?",
        BIND(session->id, session->id, session->id, session->number, session->opened_at));
    const char *login = NULL;
    while (rows_next(rows, INTO(&login)))
        g_ptr_array_add(logins, g_strdup(login));
    return rows_done(rows, error) ? g_steal_pointer(&logins) : NULL;
}

/* ---- writing ---- */

static bool
put_members(Store *store, gint64 id, const GPtrArray *members, GError **error)
{
    if (!sql_run(store->sql, error, "DELETE FROM committee_member WHERE session_id = ?",
            BIND(id)))
        return false;
    for (guint i = 0; members != NULL && i < members->len; i++) {
        const CommitteeMember *member = members->pdata[i];
        if (!sql_run(store->sql, error,
                "INSERT INTO committee_member (session_id, position, login, name)"
                " VALUES (?, ?, ?, ?)",
                BIND(id, (int)i + 1, member->login, member->name)))
            return false;
    }
    return true;
}

bool
store_committee_open(
    Store *store, const CommitteeSession *session, gint64 *id, GError **error)
{
    Unit unit;
    gint64 new_id = 0;
    g_autofree char *number = NULL;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = sql_run(store->sql, error,
        "INSERT INTO committee_session (year, serial, number, held_at, state,"
        " opened_by, opened_at)"
        " SELECT ?, next.serial, CAST(next.serial AS TEXT) || '/' || CAST(? AS TEXT),"
        " ?, 'open', ?, ? FROM (SELECT COALESCE(MAX(serial), 0) + 1 AS serial"
        "  FROM committee_session WHERE year = ?) AS next",
        BIND(session->year, session->year, session->held_at, session->opened_by,
            session->opened_at, session->year));
    new_id = well ? sql_last_id(store->sql) : 0;
    well = well && put_members(store, new_id, session->members, error) &&
           sql_one(store->sql, error, NULL,
               "SELECT number FROM committee_session WHERE id = ?", BIND(new_id),
               INTO(&number)) &&
           store_journal(
               store, session->opened_by, "session_opened", 0, 0, 0, number, error);
    if (!unit_end(&unit, well, error))
        return false;
    *id = new_id;
    return true;
}

/* The last statement changed the open session as it was read. */
static bool
session_changed(Store *store, const CommitteeSession *session, GError **error)
{
    if (sql_changes(store->sql) == 1)
        return true;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "session %s is approved, or somebody changed it meanwhile: nothing was changed, "
        "look at it again",
        session->number);
    return false;
}

static SqlValue
count_or_none(int n)
{
    return n >= 0 ? (SqlValue){'i', {.i = n}} : (SqlValue){'0', {.i = 0}};
}

bool
store_committee_minutes(
    Store *store, const CommitteeSession *session, const char *actor, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well =
        sql_run(store->sql, error,
            "UPDATE committee_session SET held_at = ?, accepted = ?, declined = ?,"
            " deferred = ?, minutes = ?, revision = revision + 1"
            " WHERE id = ? AND state = 'open' AND revision = ?",
            BIND(session->held_at, count_or_none(session->accepted),
                count_or_none(session->declined), count_or_none(session->deferred),
                session->minutes, session->id, session->revision)) &&
        session_changed(store, session, error) &&
        put_members(store, session->id, session->members, error) &&
        store_journal(store, actor, "minutes_entered", 0, 0, 0, session->number, error);
    return unit_end(&unit, well, error);
}

bool
store_committee_approve(
    Store *store, const CommitteeSession *session, const char *actor, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    g_autofree char *note = g_strdup_printf("%s accepted=%d declined=%d deferred=%d",
        session->number, session->accepted, session->declined, session->deferred);
    bool well =
        sql_run(store->sql, error,
            "UPDATE committee_session SET state = 'approved', accepted = ?, declined = ?,"
            " deferred = ?, approved_by = ?, approved_at = ?"
            " WHERE id = ? AND state = 'open' AND revision = ?",
            BIND(count_or_none(session->accepted), count_or_none(session->declined),
                count_or_none(session->deferred), actor, clock_now_ms(), session->id,
                session->revision)) &&
        session_changed(store, session, error) &&
        store_journal(store, actor, "session_approved", 0, 0, 0, note, error);
    return unit_end(&unit, well, error);
}

/* committee_cases.c - requests that wait for the committee, and the agenda of a session. */
#include "store/tables.h"

void
committee_case_free(CommitteeCase *one)
{
    if (one == NULL)
        return;
    g_free(one->number);
    g_free(one->kind);
    g_free(one->state);
    g_free(one->file_no);
    g_free(one->full_name);
    g_free(one->item_number);
    g_free(one);
}

/* The newest approved decision is the last one of its request whose session is approved. A step that was
 * undone does not count. */
#define CASE_COLUMNS \
    "r.id, r.party_id, r.number, r.kind, r.state, p.file_no, p.full_name, " \
    "r.earliest_at," \
    " r.target_at, o.id, o.number, d.next_at," \
    " EXISTS (SELECT 1 FROM request_change c WHERE c.request_id = r.id" \
    "  AND c.move = 'appeal' AND NOT EXISTS" \
    "  (SELECT 1 FROM request_change u WHERE u.undoes = c.id))," \
    " EXISTS (SELECT 1 FROM letter l WHERE l.request_id = r.id" \
    "  AND l.hold_reason IS NOT NULL)," \
    " d.id," \
    " EXISTS (SELECT 1 FROM request_change c WHERE c.request_id = r.id" \
    "  AND c.move = 'correct' AND NOT EXISTS" \
    "  (SELECT 1 FROM request_change u WHERE u.undoes = c.id)" \
    "  AND c.id > (SELECT change_id FROM committee_result t WHERE t.decision_id = " \
    "d.id))"
#define CASE_TABLES \
    " FROM request r JOIN party p ON p.id = r.party_id" \
    " LEFT JOIN committee_session o ON o.id = (SELECT MAX(i.session_id)" \
    "  FROM committee_item i JOIN committee_session s ON s.id = i.session_id" \
    "  WHERE i.request_id = r.id AND s.state = 'open')" \
    " LEFT JOIN committee_decision d ON d.id = (SELECT MAX(x.id)" \
    "  FROM committee_decision x JOIN committee_session s ON s.id = x.session_id" \
    "  WHERE x.request_id = r.id AND s.state = 'approved')"

static GPtrArray *
collect(Rows *take_rows, GError **error)
{
    g_autoptr(Rows) rows = take_rows;
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)committee_case_free);
    CommitteeCase c = {0};
    while (rows_next(
        rows, INTO(&c.request_id, &c.party_id, &c.number, &c.kind, &c.state, &c.file_no,
                  &c.full_name, &c.earliest_at, &c.target_at, &c.item_of, &c.item_number,
                  &c.next_at, &c.appealed, &c.held, &c.decided_id, &c.corrected))) {
        g_ptr_array_add(list, g_memdup2(&c, sizeof c));
        c = (CommitteeCase){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

GPtrArray *
store_committee_ready(Store *store, GError **error)
{
    return collect(
        sql_rows(store->sql,
            "SELECT " CASE_COLUMNS CASE_TABLES
            " WHERE r.state = 'before_committee' ORDER BY r.completed_at, r.id",
            NONE),
        error);
}

GPtrArray *
store_committee_deferred(Store *store, gint64 until, GError **error)
{
    return collect(sql_rows(store->sql,
                       "SELECT " CASE_COLUMNS CASE_TABLES
                       " WHERE r.state = 'deferred' AND COALESCE(d.next_at, 0) <= ?"
                       " ORDER BY r.completed_at, r.id",
                       BIND(until)),
        error);
}

GPtrArray *
store_committee_agenda(Store *store, gint64 session_id, GError **error)
{
    return collect(sql_rows(store->sql,
                       "SELECT " CASE_COLUMNS CASE_TABLES
                       " JOIN committee_item n ON n.request_id = r.id"
                       " WHERE n.session_id = ? ORDER BY n.position, r.id",
                       BIND(session_id)),
        error);
}

CommitteeCase *
store_committee_case(Store *store, gint64 request_id, GError **error)
{
    g_autoptr(GPtrArray) found =
        collect(sql_rows(store->sql, "SELECT " CASE_COLUMNS CASE_TABLES " WHERE r.id = ?",
                    BIND(request_id)),
            error);
    return found != NULL && found->len > 0 ? g_ptr_array_steal_index(found, 0) : NULL;
}

/* ---- the agenda ---- */

static bool
touch(Store *store, gint64 session_id, GError **error)
{
    if (!sql_run(store->sql, error,
            "UPDATE committee_session SET revision = revision + 1"
            " WHERE id = ? AND state = 'open'",
            BIND(session_id)))
        return false;
    if (sql_changes(store->sql) == 1)
        return true;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "the session is approved: nothing was changed, what follows belongs to another");
    return false;
}

bool
store_committee_item_add(
    Store *store, gint64 session_id, gint64 request_id, const char *actor, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well =
        touch(store, session_id, error) &&
        sql_run(store->sql, error,
            "INSERT INTO committee_item (session_id, request_id, position, actor, at)"
            " SELECT ?, ?, COALESCE(MAX(position), 0) + 1, ?, ? FROM committee_item"
            " WHERE session_id = ? ON CONFLICT (session_id, request_id) DO NOTHING",
            BIND(session_id, request_id, actor, clock_now_ms(), session_id));
    return unit_end(&unit, well, error);
}

bool
store_committee_item_remove(
    Store *store, gint64 session_id, gint64 request_id, const char *actor, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well =
        touch(store, session_id, error) &&
        sql_run(store->sql, error,
            "DELETE FROM committee_decision WHERE session_id = ? AND request_id = ?",
            BIND(session_id, request_id)) &&
        sql_run(store->sql, error,
            "DELETE FROM committee_item WHERE session_id = ? AND request_id = ?",
            BIND(session_id, request_id));
    if (well && sql_changes(store->sql) == 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the request is not on the agenda of that session: nothing was changed");
        well = false;
    }
    well = well &&
           store_journal(store, actor, "agenda_removed", 0, request_id, 0, NULL, error);
    return unit_end(&unit, well, error);
}

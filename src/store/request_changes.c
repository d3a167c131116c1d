/* request_changes.c - the steps of requests, appended; who is barred from one; whose one it is. */
#include "store/letters.h"
#include "store/tables.h"

void
request_change_free(RequestChange *change)
{
    if (change == NULL)
        return;
    g_free(change->actor);
    g_free(change->move);
    g_free(change->from_state);
    g_free(change->to_state);
    g_free(change->reason);
    g_free(change->told);
    g_free(change->was.paused_why);
    g_free(change);
}

static bool
refuse_changed(const Request *request, GError **error)
{
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "somebody else changed request %s meanwhile: nothing was changed, look at it "
        "again",
        request->number);
    return false;
}

static bool
put_change(Store *store, const Request *request, const RequestChange *c, GError **error)
{
    return sql_run(store->sql, error,
               "INSERT INTO request_change (request_id, at, actor, move, from_state,"
               " to_state, reason, told, undoes, was_completed_at, was_earliest_at,"
               " was_target_at, was_expected_at, was_paused_at, was_paused_why, "
               "was_due_at)"
               " SELECT id, ?, ?, ?, ?, ?, ?, ?, ?, completed_at, earliest_at, target_at,"
               " expected_at, paused_at, paused_why, due_at FROM request"
               " WHERE id = ? AND revision = ?",
               BIND(c->at, c->actor, c->move, c->from_state, c->to_state, c->reason,
                   c->told, sql_id(c->undoes), request->id, request->revision)) &&
           (sql_changes(store->sql) == 1 || refuse_changed(request, error));
}

static bool
put_state(Store *store, const Request *request, const RequestChange *c,
    const RequestClock *clock, GError **error)
{
    return sql_run(store->sql, error,
        "UPDATE request SET state = ?, clocked = 1, completed_at = ?, earliest_at = ?,"
        " target_at = ?, expected_at = ?, paused_at = ?, paused_why = ?, due_at = ?,"
        " changed_at = ?, revision = revision + 1 WHERE id = ?",
        BIND(c->to_state, sql_id(clock->completed_at), sql_id(clock->earliest_at),
            sql_id(clock->target_at), sql_id(clock->expected_at),
            sql_id(clock->paused_at), clock->paused_why, sql_id(clock->due_at), c->at,
            request->id));
}

bool
store_request_change(Store *store, const Request *request, const RequestChange *change,
    const RequestClock *clock, gint64 *id, GError **error)
{
    Unit unit;
    gint64 change_id = 0;
    if (!unit_begin(&unit, store, error))
        return false;
    g_autofree char *note = g_strdup_printf("%s > %s%s%s", change->from_state,
        change->to_state, change->reason != NULL ? ": " : "",
        change->reason != NULL ? change->reason : "");
    bool well = put_change(store, request, change, error);
    if (well) {
        change_id = sql_last_id(store->sql);
        well = put_state(store, request, change, clock, error) &&
               store_journal(store, change->actor, change->move, 0, request->id,
                   request->party_id, note, error);
    }
    if (!unit_end(&unit, well, error))
        return false;
    if (id)
        *id = change_id;
    return true;
}

GPtrArray *
store_request_changes(Store *store, gint64 request_id, GError **error)
{
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)request_change_free);
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT c.id, c.request_id, c.at, c.actor, c.move, c.from_state, c.to_state,"
        " c.reason, c.told, c.undoes, u.id IS NOT NULL, c.was_completed_at,"
        " c.was_earliest_at, c.was_target_at, c.was_expected_at, c.was_paused_at,"
        " c.was_paused_why, c.was_due_at FROM request_change c"
        " LEFT JOIN request_change u ON u.undoes = c.id"
        " WHERE c.request_id = ? ORDER BY c.id",
        BIND(request_id));
    RequestChange c = {0};
    while (rows_next(rows,
        INTO(&c.id, &c.request_id, &c.at, &c.actor, &c.move, &c.from_state, &c.to_state,
            &c.reason, &c.told, &c.undoes, &c.undone, &c.was.completed_at,
            &c.was.earliest_at, &c.was.target_at, &c.was.expected_at, &c.was.paused_at,
            &c.was.paused_why, &c.was.due_at))) {
        g_ptr_array_add(list, g_memdup2(&c, sizeof c));
        c = (RequestChange){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

/* ---- whose it is ---- */

bool
store_request_assign(
    Store *store, gint64 request_id, const char *login, const char *actor, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well =
        sql_run(store->sql, error, "UPDATE request SET assigned_to = ? WHERE id = ?",
            BIND(login, request_id)) &&
        store_journal(store, actor, "request_assigned", 0, request_id, 0, login, error);
    return unit_end(&unit, well, error);
}

bool
store_request_about(
    Store *store, gint64 request_id, gint64 about_id, const char *actor, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well =
        sql_run(store->sql, error, "UPDATE request SET about_id = ? WHERE id = ?",
            BIND(sql_id(about_id), request_id)) &&
        store_journal(store, actor, "request_about", 0, request_id, 0, NULL, error);
    return unit_end(&unit, well, error);
}

bool
store_request_kind(Store *store, gint64 request_id, const char *kind, GError **error)
{
    return sql_run(store->sql, error,
        "UPDATE request SET kind = ?, guess = NULL WHERE id = ?", BIND(kind, request_id));
}

static bool
bar(Store *store, gint64 request_id, const char *login, const char *why, GError **error)
{
    return sql_run(store->sql, error,
        "INSERT INTO request_barred (request_id, login, why, at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (request_id, login, why) DO NOTHING",
        BIND(request_id, login, why, clock_now_ms()));
}

bool
store_request_named(
    Store *store, gint64 request_id, const char *login, const char *actor, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well =
        sql_run(store->sql, error,
            "UPDATE request SET named_by = ?, assigned_to ="
            " CASE WHEN assigned_to = ? THEN NULL ELSE assigned_to END"
            " WHERE id = ?",
            BIND(actor, login, request_id)) &&
        (login == NULL || bar(store, request_id, login, "complained_of", error)) &&
        store_journal(store, actor, "complained_of", 0, request_id, 0, login, error);
    return unit_end(&unit, well, error);
}

bool
store_request_decided(Store *store, gint64 request_id, const char *login, GError **error)
{
    return bar(store, request_id, login, "decided", error);
}

GPtrArray *
store_request_barred(Store *store, gint64 request_id, const char *why, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT login FROM request_barred WHERE request_id = ? AND why = ? ORDER BY "
        "login",
        BIND(request_id, why));
    g_autofree char *login = NULL;
    while (rows_next(rows, INTO(&login)))
        g_ptr_array_add(list, g_steal_pointer(&login));
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

/* A letter that came twice is kept twice: the copy stands on no request, and says the same. So does a scan of several
 * letters of which it is one. */
GPtrArray *
store_letters_barred_to(Store *store, const char *login, const char *why, GError **error)
{
    return letters_collect(
        sql_rows(store->sql,
            "SELECT " LETTER_COLUMNS " FROM letter WHERE id IN"
            " (SELECT one.id FROM request_barred JOIN letter AS one"
            "   ON one.request_id = request_barred.request_id"
            "  WHERE request_barred.login = ? AND request_barred.why = ?"
            "  UNION SELECT copy.id FROM request_barred JOIN letter AS one"
            "   ON one.request_id = request_barred.request_id"
            "  JOIN letter AS copy ON copy.fingerprint = one.fingerprint"
            "   AND copy.duplicate_of = one.id"
            "  WHERE request_barred.login = ? AND request_barred.why = ?"
            "  UNION SELECT batch_piece.batch_id FROM request_barred JOIN letter AS one"
            "   ON one.request_id = request_barred.request_id"
            "  JOIN batch_piece ON batch_piece.letter_id = one.id"
            "  WHERE request_barred.login = ? AND request_barred.why = ?)",
            BIND(login, why, login, why, login, why)),
        false, error);
}

GArray *
store_requests_barred_to(Store *store, const char *login, const char *why, GError **error)
{
    gint64 id = 0;
    g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof id);
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT request_id FROM request_barred WHERE login = ? AND why = ?",
        BIND(login, why));
    while (rows_next(rows, INTO(&id)))
        g_array_append_val(list, id);
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

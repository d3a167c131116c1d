/* staff.c - who works here, and their sessions in the web. */
#include "store/tables.h"

void
staff_free(Staff *staff)
{
    if (staff == NULL)
        return;
    g_free(staff->login);
    g_free(staff->name);
    g_free(staff->role);
    g_free(staff->password_hash);
    g_free(staff);
}

bool
store_staff_add(Store *store, const char *login, const char *name, const char *role,
    const char *password_hash, const char *actor, gint64 *id, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = sql_run(store->sql, error,
        "INSERT INTO staff (login, name, role, password_hash) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (login) DO NOTHING",
        BIND(login, name, role, password_hash));
    if (well && sql_changes(store->sql) != 1) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "somebody has the login '%s' already: nothing was changed", login);
        well = false;
    }
    gint64 new_id = well ? sql_last_id(store->sql) : 0;
    well = well && store_journal(store, actor, "staff_added", 0, 0, 0, login, error);
    if (!unit_end(&unit, well, error))
        return false;
    if (id)
        *id = new_id;
    return true;
}

static bool
found_one(Store *store, const char *login, GError **error)
{
    if (sql_changes(store->sql) == 1)
        return true;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "nobody here has the login '%s': `diwan staff list` shows who has", login);
    return false;
}

/* What they came in with before opens nothing any more. */
static bool
end_sessions(Store *store, const char *login, GError **error)
{
    return sql_run(store->sql, error,
        "DELETE FROM session WHERE staff_id IN (SELECT id FROM staff WHERE login = ?)",
        BIND(login));
}

bool
store_staff_passwd(Store *store, const char *login, const char *password_hash,
    const char *actor, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well =
        sql_run(store->sql, error, "UPDATE staff SET password_hash = ? WHERE login = ?",
            BIND(password_hash, login)) &&
        found_one(store, login, error) && end_sessions(store, login, error) &&
        store_journal(store, actor, "password_changed", 0, 0, 0, login, error);
    return unit_end(&unit, well, error);
}

/* Whoever could let the others in again must be there still. */
static bool
has_administrator(Store *store, GError **error)
{
    gint64 n = 0;
    if (!sql_one(store->sql, error, NULL,
            "SELECT COUNT(*) FROM staff WHERE role = 'admin' AND active = 1", NONE,
            INTO(&n)))
        return false;
    if (n == 0)
        g_set_error_literal(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "there would be no administrator any more: nothing was changed");
    return n > 0;
}

/* Ends the unit in which somebody's row was written; well: it was. */
static bool
end_change(Unit *unit, bool well, const char *login, const char *what, const char *actor,
    GError **error)
{
    Store *store = unit->store;
    g_autofree char *note = g_strdup_printf("%s %s", login, what);
    well = well && found_one(store, login, error) && has_administrator(store, error) &&
           end_sessions(store, login, error) &&
           store_journal(store, actor, "staff_changed", 0, 0, 0, note, error);
    return unit_end(unit, well, error);
}

bool
store_staff_role(
    Store *store, const char *login, const char *role, const char *actor, GError **error)
{
    Unit unit;
    return unit_begin(&unit, store, error) &&
           end_change(&unit,
               sql_run(store->sql, error, "UPDATE staff SET role = ? WHERE login = ?",
                   BIND(role, login)),
               login, role, actor, error);
}

bool
store_staff_leave(
    Store *store, const char *login, bool back, const char *actor, GError **error)
{
    Unit unit;
    return unit_begin(&unit, store, error) &&
           end_change(&unit,
               sql_run(store->sql, error, "UPDATE staff SET active = ? WHERE login = ?",
                   BIND(back, login)),
               login, back ? "returned" : "left", actor, error);
}

static Staff *
next_staff(Rows *rows, char **csrf)
{
    g_autoptr(Staff) s = g_new0(Staff, 1);
    if (!rows_next(rows, INTO(&s->id, &s->login, &s->name, &s->role, &s->password_hash,
                             &s->active, csrf)))
        return NULL;
    return g_steal_pointer(&s);
}

Staff *
store_staff_by_login(Store *store, const char *login, GError **error)
{
    g_autofree char *csrf = NULL;
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT id, login, name, role, password_hash, active, NULL FROM staff WHERE "
        "login = ?",
        BIND(login));
    Staff *staff = next_staff(rows, &csrf);
    if (staff == NULL)
        rows_done(rows, error);
    return staff;
}

GPtrArray *
store_staff_list(Store *store, GError **error)
{
    g_autofree char *csrf = NULL;
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)staff_free);
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT id, login, name, role, password_hash, active, NULL FROM staff ORDER BY "
        "login",
        NONE);
    Staff *staff;
    while ((staff = next_staff(rows, &csrf)))
        g_ptr_array_add(list, staff);
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

bool
store_session_add(Store *store, const char *token_hash, gint64 staff_id, const char *csrf,
    gint64 expires_at, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = sql_run(store->sql, error, "DELETE FROM session WHERE expires_at < ?",
                    BIND(clock_now_ms())) &&
                sql_run(store->sql, error,
                    "INSERT INTO session (token_hash, staff_id, csrf, expires_at)"
                    " VALUES (?, ?, ?, ?)",
                    BIND(token_hash, staff_id, csrf, expires_at));
    return unit_end(&unit, well, error);
}

Staff *
store_session_find(Store *store, const char *token_hash, char **csrf, GError **error)
{
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT staff.id, login, name, role, password_hash, active, csrf FROM session"
        " JOIN staff ON staff.id = session.staff_id"
        " WHERE token_hash = ? AND expires_at > ? AND active = 1",
        BIND(token_hash, clock_now_ms()));
    Staff *staff = next_staff(rows, csrf);
    if (staff == NULL)
        rows_done(rows, error);
    return staff;
}

bool
store_session_end(Store *store, const char *token_hash, GError **error)
{
    return sql_run(
        store->sql, error, "DELETE FROM session WHERE token_hash = ?", BIND(token_hash));
}

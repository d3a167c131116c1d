/* logins.c - logins on the command line that failed: each process begins anew, so they are kept here. */
#include "store/tables.h"

bool
store_login_failures(
    Store *store, const char *login, int *failures, gint64 *last_at, GError **error)
{
    bool found = false;
    *failures = 0;
    *last_at = 0;
    return sql_one(store->sql, error, &found,
        "SELECT failures, last_at FROM login_failure WHERE login = ?", BIND(login),
        INTO(failures, last_at));
}

bool
store_login_failed(Store *store, const char *login, gint64 forget_before, GError **error)
{
    gint64 now = clock_now_ms();
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well =
        sql_run(store->sql, error, "DELETE FROM login_failure WHERE last_at < ?",
            BIND(forget_before)) &&
        sql_run(store->sql, error,
            "INSERT INTO login_failure (login, failures, last_at) VALUES (?, 1, ?)"
            " ON CONFLICT (login) DO UPDATE SET failures = login_failure.failures + 1,"
            " last_at = excluded.last_at",
            BIND(login, now));
    return unit_end(&unit, well, error);
}

bool
store_login_well(Store *store, const char *login, GError **error)
{
    return sql_run(
        store->sql, error, "DELETE FROM login_failure WHERE login = ?", BIND(login));
}

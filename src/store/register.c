/* register.c - the registers: gapless serials, and every number given. */
#include "store/tables.h"

bool
store_register_next(Store *store, int kind, int year, gint64 *serial, GError **error)
{
    g_assert(sql_in_transaction(store->sql)); /* else a crash would leave a gap */
    return sql_one(store->sql, error, NULL,
        "INSERT INTO register_serial (kind, year, last) VALUES (?, ?, 1)"
        " ON CONFLICT (kind, year) DO UPDATE SET last = register_serial.last + 1"
        " RETURNING last",
        BIND(kind, year), INTO(serial));
}

bool
store_register_enter(Store *store, const char *number, int kind, int year, gint64 serial,
    gint64 letter_id, gint64 request_id, GError **error)
{
    return sql_run(store->sql, error,
        "INSERT INTO register (kind, year, serial, number, at, letter_id, request_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        BIND(kind, year, serial, number, clock_now_ms(), sql_id(letter_id),
            sql_id(request_id)));
}

/* comparisons.c - what a mailbox's server has against what was delivered from it. */
#include "store/tables.h"

GArray *
store_delivered(Store *store, const char *source, gint64 uidvalidity, gint64 first,
    gint64 last, GError **error)
{
    g_autoptr(GArray) list = g_array_new(false, true, sizeof(Delivered));
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT delivery.uid, MAX(CASE WHEN delivery.size_bytes > 0"
        " THEN delivery.size_bytes ELSE letter.size_bytes END) FROM delivery"
        " JOIN letter ON letter.id = delivery.letter_id"
        " WHERE delivery.source = ? AND delivery.uid BETWEEN ? AND ?"
        " AND delivery.uidvalidity IN (0, ?) GROUP BY delivery.uid ORDER BY delivery.uid",
        BIND(source, first, last, uidvalidity));
    Delivered one = {0};
    while (rows_next(rows, INTO(&one.uid, &one.size_bytes)))
        g_array_append_val(list, one);
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

bool
store_compared_save(
    Store *store, const char *source, const Compared *compared, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = sql_run(store->sql, error,
        "INSERT INTO comparison (source, at, server, gone, missing, differing, words)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source) DO UPDATE SET"
        " at = excluded.at, server = excluded.server, gone = excluded.gone,"
        " missing = excluded.missing, differing = excluded.differing,"
        " words = excluded.words",
        BIND(source, compared->at, compared->server, compared->gone, compared->missing,
            compared->differing, compared->words));
    if (well && compared->words != NULL)
        well = store_journal(
            store, "diwan", "mailbox_differs", 0, 0, 0, compared->words, error);
    return unit_end(&unit, well, error);
}

bool
store_compared_get(Store *store, const char *source, Compared *compared, GError **error)
{
    bool found;
    *compared = (Compared){0};
    return sql_one(store->sql, error, &found,
        "SELECT at, server, gone, missing, differing, words FROM comparison"
        " WHERE source = ?",
        BIND(source),
        INTO(&compared->at, &compared->server, &compared->gone, &compared->missing,
            &compared->differing, &compared->words));
}

/* restore.c - a copied database becomes an office again; which files it names. */
#include "store/erasure_rows.h"

bool
store_files_each(Store *store, StoreFileFunc each, gpointer user_data, GError **error)
{
    g_autoptr(Rows) rows = sql_rows(store->sql, FILES_NAMED, NONE);
    const char *sha256 = NULL;
    while (rows_next(rows, INTO(&sha256)))
        if (!each(sha256, user_data, error))
            return false;
    return rows_done(rows, error);
}

bool
outbox_is_restored(
    Store *store, gint64 letter_id, gint64 request_id, bool *is, GError **error)
{
    gint64 at = 0;
    return sql_one(store->sql, error, is,
        "SELECT restoration.at FROM restoration WHERE"
        " EXISTS (SELECT 1 FROM letter WHERE letter.id = ?"
        "  AND letter.received_at < restoration.at)"
        " OR (? = 0 AND ? < restoration.at + 86400000 AND EXISTS"
        "  (SELECT 1 FROM request WHERE request.id = ?"
        "   AND request.opened_at < restoration.at)) LIMIT 1",
        BIND(letter_id, letter_id, clock_now_ms(), request_id), INTO(&at));
}

/* Whatever waited when the copy was made may have left since, from the office that was copied. So may the
 * letters of every run that was not done: they are in doubt when they are queued (mailing_letters.c). */
static bool
hold_mails(Store *store, gint64 made_at, int *held, GError **error)
{
    if (!sql_run(store->sql, error,
            "UPDATE outbox SET state = 'doubt', in_doubt = 1"
            " WHERE state IN ('waiting', 'sending') OR (state = 'held' AND EXISTS"
            "  (SELECT 1 FROM mailing_letter m WHERE m.outbox_id = outbox.id"
            "   AND m.state = 'queued'))",
            NONE))
        return false;
    *held = (int)sql_changes(store->sql);
    /* A run of letters that was leaving waits for a person likewise. */
    return sql_run(store->sql, error,
               "UPDATE mailing SET state = 'paused', why = 'restored'"
               " WHERE state IN ('holding', 'sending')",
               NONE) &&
           sql_run(store->sql, error,
               "UPDATE mailing SET why = 'restored'"
               " WHERE state IN ('prepared', 'approved', 'recalled', 'stopped')"
               "  AND why IS NULL",
               NONE) &&
           sql_run(store->sql, error,
               "UPDATE reply SET state = 'draft', due_at = NULL WHERE state = 'due'"
               " AND out_no IS NULL",
               NONE) &&
           sql_run(store->sql, error,
               "INSERT INTO restoration (at, made_at, held) VALUES (?, ?, ?)",
               BIND(clock_now_ms(), made_at, *held));
}

bool
store_restored(Store *store, gint64 made_at, bool gone_on, int *held, GError **error)
{
    Unit unit;
    int n = 0;
    g_autofree char *made = clock_rfc3339(made_at);
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = sql_run(store->sql, error, "DELETE FROM session", NONE) &&
                (!gone_on || hold_mails(store, made_at, &n, error)) &&
                store_journal(store, "diwan", "office_restored", 0, 0, 0, made, error);
    if (!unit_end(&unit, well, error))
        return false;
    *held = n;
    return true;
}

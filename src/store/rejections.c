/* rejections.c - letters that a person rejected, as spam is: out of everybody's way, and nothing of them deleted. */
#include "store/tables.h"

/* The mark of answers that stayed here because of it: its undoing lets them go. */
#define REJECTED "rejected"

static bool
changed_one(Store *store, const char *refusal, GError **error)
{
    if (sql_changes(store->sql) == 1)
        return true;
    g_set_error_literal(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, refusal);
    return false;
}

bool
store_letter_reject(
    Store *store, gint64 letter_id, const char *actor, const char *reason, GError **error)
{
    Unit unit;
    gint64 now = clock_now_ms();
    if (!unit_begin(&unit, store, error))
        return false;
    bool well =
        sql_run(store->sql, error,
            "UPDATE letter SET rejected_at = ?, rejected_by = ?, rejected_why = ?,"
            " rejected_from = hold_reason, hold_reason = NULL, state = 'done'"
            " WHERE id = ? AND state IN ('held', 'done') AND request_id IS NULL"
            " AND rejected_at IS NULL",
            BIND(now, actor, reason, letter_id)) &&
        changed_one(store,
            "the letter is still being worked on, stands on a request or was rejected "
            "already: nothing was changed",
            error) &&
        sql_run(store->sql, error,
            "UPDATE outbox SET state = 'failed', closed_at = ?, closed_by = ?,"
            " closed_why = '" REJECTED "' WHERE letter_id = ? AND state = 'waiting'",
            BIND(now, actor, letter_id)) &&
        sql_run(store->sql, error,
            "UPDATE reply SET state = 'draft', due_at = NULL WHERE letter_id = ?"
            " AND state = 'due' AND out_no IS NULL",
            BIND(letter_id)) &&
        store_journal(store, actor, "rejected", letter_id, 0, 0, reason, error);
    return unit_end(&unit, well, error);
}

bool
store_letter_unreject(
    Store *store, gint64 letter_id, const char *actor, const char *reason, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well =
        sql_run(store->sql, error,
            "UPDATE letter SET rejected_at = NULL, rejected_by = NULL,"
            " rejected_why = NULL, hold_reason = rejected_from, rejected_from = NULL,"
            " state = CASE WHEN rejected_from IS NULL THEN 'done' ELSE 'held' END"
            " WHERE id = ? AND rejected_at IS NOT NULL",
            BIND(letter_id)) &&
        changed_one(store, "the letter was not rejected: nothing was changed", error) &&
        sql_run(store->sql, error,
            "UPDATE outbox SET state = 'waiting', due_at = ?, closed_at = NULL,"
            " closed_by = NULL, closed_why = NULL WHERE letter_id = ?"
            " AND state = 'failed' AND closed_why = '" REJECTED "'",
            BIND(clock_now_ms(), letter_id)) &&
        store_journal(store, actor, "unrejected", letter_id, 0, 0, reason, error);
    return unit_end(&unit, well, error);
}

int
store_letters_rejected(Store *store)
{
    int n = 0;
    sql_one(store->sql, NULL, NULL,
        "SELECT COUNT(*) FROM letter WHERE rejected_at IS NOT NULL", NONE, INTO(&n));
    return n;
}

GArray *
store_letters_rejected_ids(Store *store, GError **error)
{
    gint64 id = 0;
    g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof id);
    g_autoptr(Rows) rows =
        sql_rows(store->sql, "SELECT id FROM letter WHERE rejected_at IS NOT NULL", NONE);
    while (rows_next(rows, INTO(&id)))
        g_array_append_val(list, id);
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

/* queue.c - the letters' queue: claiming what is due, and how a claim ends.
 *
 * A claim is a number in the row and a due time at the end of its lease: whoever lost the lease
 * can no longer write, and a letter whose worker vanished becomes due again by itself.
 */
#include "store/letters.h"

/* Asked before claiming: an UPDATE takes the write lock even when nothing is due. */
static bool
is_due(Store *store, const char *state, gint64 now, bool *due, GError **error)
{
    int one = 0;
    return sql_one(store->sql, error, due,
        "SELECT 1 FROM letter WHERE state = ? AND due_at <= ? LIMIT 1", BIND(state, now),
        INTO(&one));
}

GPtrArray *
store_letters_claim(
    Store *store, LetterState state, int most, gint64 lease_ms, GError **error)
{
    gint64 now = clock_now_ms(), until = now + lease_ms, claim = claim_new();
    const char *name = letter_state_name(state);
    bool due = false;
    if (!is_due(store, name, now, &due, error))
        return NULL;
    if (!due)
        return g_ptr_array_new_with_free_func((GDestroyNotify)letter_free);
    if (!sql_run(store->sql, error,
            "UPDATE letter SET claim = ?, due_at = ?, attempts = attempts + 1 WHERE id IN"
            " (SELECT id FROM letter WHERE state = ? AND due_at <= ? ORDER BY due_at, id "
            "LIMIT ?)",
            BIND(claim, until, name, now, most)))
        return NULL;
    if (sql_changes(store->sql) == 0)
        return g_ptr_array_new_with_free_func((GDestroyNotify)letter_free);
    return letters_collect(
        sql_rows(store->sql,
            "SELECT " LETTER_COLUMNS
            ", letter_text.text, letter_text.new_text FROM letter"
            " LEFT JOIN letter_text ON letter_text.letter_id = letter.id"
            " WHERE letter.state = ? AND letter.due_at = ? AND letter.claim = ?"
            " ORDER BY letter.id",
            BIND(name, until, claim)),
        true, error);
}

GPtrArray *
store_letters_claim_read(Store *store, int most, gint64 lease_ms, GError **error)
{
    gint64 now = clock_now_ms(), until = now + lease_ms, claim = claim_new();
    bool due = false;
    int one = 0;
    if (!sql_one(store->sql, error, &due,
            "SELECT 1 FROM letter WHERE state = 'parsed' AND due_at <= ? AND NOT EXISTS"
            " (SELECT 1 FROM page WHERE page.letter_id = letter.id"
            "  AND page.state IN ('counting', 'due')) LIMIT 1",
            BIND(now), INTO(&one)))
        return NULL;
    if (!due)
        return g_ptr_array_new_with_free_func((GDestroyNotify)letter_free);
    if (!sql_run(store->sql, error,
            "UPDATE letter SET claim = ?, due_at = ?, attempts = attempts + 1 WHERE id IN"
            " (SELECT id FROM letter WHERE state = 'parsed' AND due_at <= ? AND NOT "
            "EXISTS"
            "   (SELECT 1 FROM page WHERE page.letter_id = letter.id"
            "    AND page.state IN ('counting', 'due'))"
            "  ORDER BY due_at, id LIMIT ?)",
            BIND(claim, until, now, most)))
        return NULL;
    if (sql_changes(store->sql) == 0)
        return g_ptr_array_new_with_free_func((GDestroyNotify)letter_free);
    return letters_collect(
        sql_rows(store->sql,
            "SELECT " LETTER_COLUMNS
            ", letter_text.text, letter_text.new_text FROM letter"
            " LEFT JOIN letter_text ON letter_text.letter_id = letter.id"
            " WHERE letter.state = 'parsed' AND letter.due_at = ? AND letter.claim = ?"
            " ORDER BY letter.id",
            BIND(until, claim)),
        true, error);
}

bool
store_letter_advance(Store *store, const Letter *letter, LetterState to,
    const char *stage, const char *note, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well =
        sql_run(store->sql, error,
            "UPDATE letter SET state = ?, due_at = ?, attempts = 0, claim = 0"
            " WHERE id = ? AND claim = ?",
            BIND(letter_state_name(to), clock_now_ms(), letter->id, letter->claim)) &&
        claim_held(store, error) &&
        store_journal(store, "diwan", stage, letter->id, 0, 0, note, error);
    return unit_end(&unit, well, error);
}

bool
store_letter_later(
    Store *store, const Letter *letter, gint64 due_at, bool death, GError **error)
{
    return sql_run(store->sql, error,
               "UPDATE letter SET due_at = ?, deaths = deaths + ?, claim = 0"
               " WHERE id = ? AND claim = ?",
               BIND(due_at, death, letter->id, letter->claim)) &&
           claim_held(store, error);
}

bool
store_letter_renew(Store *store, const Letter *letter, gint64 until, GError **error)
{
    return sql_run(store->sql, error,
        "UPDATE letter SET due_at = ? WHERE id = ? AND claim = ?",
        BIND(until, letter->id, letter->claim));
}

bool
store_letter_release_claim(Store *store, const Letter *letter, GError **error)
{
    return sql_run(store->sql, error,
        "UPDATE letter SET due_at = ?, attempts = attempts - 1, claim = 0"
        " WHERE id = ? AND claim = ?",
        BIND(clock_now_ms(), letter->id, letter->claim));
}

/* The attempts stay counted: what ends the claiming process itself is held in the end. */
bool
store_claims_void(Store *store, GError **error)
{
    Unit unit;
    gint64 now = clock_now_ms();
    if (!unit_begin(&unit, store, error))
        return false;
    bool well =
        sql_run(store->sql, error,
            "UPDATE letter SET due_at = ?, claim = 0 WHERE claim <> 0 AND state IN"
            " ('taken', 'parsed', 'dividing', 'read', 'identified', 'filed', 'answered')",
            BIND(now)) &&
        sql_run(store->sql, error,
            "UPDATE page SET due_at = ?, claim = 0 WHERE claim <> 0 AND state IN"
            " ('counting', 'due')",
            BIND(now));
    return unit_end(&unit, well, error);
}

GArray *
store_letters_depth(Store *store, GError **error)
{
    g_autoptr(GArray) depths = g_array_new(false, true, sizeof(StageDepth));
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT state, COUNT(*), MIN(received_at) FROM letter GROUP BY state", NONE);
    const char *state = NULL;
    StageDepth depth = {0};
    while (rows_next(rows, INTO(&state, &depth.count, &depth.oldest_at)))
        if (letter_state_from_name(state, &depth.state))
            g_array_append_val(depths, depth);
    return rows_done(rows, error) ? g_steal_pointer(&depths) : NULL;
}

int
store_letters_held(Store *store)
{
    int n = 0;
    sql_one(store->sql, NULL, NULL,
        "SELECT COUNT(*) FROM letter WHERE hold_reason IS NOT NULL", NONE, INTO(&n));
    return n;
}

int
store_letters_reread(Store *store)
{
    int n = 0;
    sql_one(store->sql, NULL, NULL,
        "SELECT COUNT(*) FROM letter WHERE reread_note IS NOT NULL", NONE, INTO(&n));
    return n;
}

int
store_unfinished(Store *store)
{
    int letters = 0, mails = 0;
    sql_one(store->sql, NULL, NULL,
        "SELECT COUNT(*) FROM letter WHERE state IN"
        " ('taken', 'parsed', 'dividing', 'read', 'identified', 'filed', 'answered')",
        NONE, INTO(&letters));
    sql_one(store->sql, NULL, NULL,
        "SELECT COUNT(*) FROM outbox WHERE state IN ('waiting', 'sending')", NONE,
        INTO(&mails));
    return letters + mails;
}

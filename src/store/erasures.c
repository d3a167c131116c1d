/* erasures.c - the wish to be forgotten, how far it is, and the files that go with it. */
#include "store/chain.h"
#include "store/erasure_rows.h"

void
erasure_free(Erasure *erasure)
{
    if (erasure == NULL)
        return;
    g_free(erasure->reason);
    g_free(erasure->asked_by);
    g_free(erasure->approved_by);
    g_free(erasure);
}

bool
store_erasure_ask(
    Store *store, gint64 party_id, const char *by, const char *reason, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = sql_run(store->sql, error,
                    "INSERT INTO erasure (party_id, reason, asked_by, asked_at)"
                    " VALUES (?, ?, ?, ?) ON CONFLICT (party_id) DO UPDATE SET"
                    " reason = excluded.reason, asked_by = excluded.asked_by,"
                    " asked_at = excluded.asked_at WHERE erasure.approved_at IS NULL",
                    BIND(party_id, reason, by, clock_now_ms())) &&
                store_journal(store, by, "erasure_asked", 0, 0, party_id, NULL, error);
    return unit_end(&unit, well, error);
}

Erasure *
store_erasure_of(Store *store, gint64 party_id, GError **error)
{
    g_autoptr(Erasure) e = g_new0(Erasure, 1);
    bool found = false;
    if (!sql_one(store->sql, error, &found,
            "SELECT id, party_id, reason, asked_by, asked_at, approved_by, approved_at,"
            " ended_at FROM erasure WHERE party_id = ?",
            BIND(party_id),
            INTO(&e->id, &e->party_id, &e->reason, &e->asked_by, &e->asked_at,
                &e->approved_by, &e->approved_at, &e->ended_at)))
        return NULL;
    return found ? g_steal_pointer(&e) : NULL;
}

/* ---- the transaction ---- */

static bool
is_all_over(Store *store, gint64 erasure_id, GError **error)
{
    g_autofree char *what = NULL;
    if (!erasure_under_way(store, erasure_id, &what, error))
        return false;
    if (what == NULL)
        return true;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "%s: nothing was erased; end it first, then ask again", what);
    return false;
}

/* Notes go last, behind every row that the blanking itself writes. */
static bool
blank_notes(
    Store *store, const Erasure *erasure, const char *by, int *notes, GError **error)
{
    gint64 last = 0;
    if (!sql_one(store->sql, error, NULL, "SELECT COALESCE(MAX(id), 0) FROM journal",
            NONE, INTO(&last)) ||
        !erasure_notes(store, erasure->id, last + 1, error))
        return false;
    *notes = (int)sql_changes(store->sql);
    g_autofree char *sum = chain_blanks_sum(store->sql, last + 1, error);
    return sum != NULL &&
           store_journal(store, by, CHAIN_ERASED, 0, 0, erasure->party_id, sum, error);
}

static bool
blank(Store *store, const Erasure *erasure, const GArray *answers, const char *by,
    ErasureCount *count, GError **error)
{
    return erasure_mark(store, erasure, answers, error) &&
           is_all_over(store, erasure->id, error) &&
           erasure_count(store, erasure->id, count, error) &&
           erasure_list_files(store, erasure->id, error) &&
           erasure_blank(store, erasure->id, error) &&
           blank_notes(store, erasure, by, &count->notes, error) &&
           erasure_settle_files(store, &count->files, &count->shared, error) &&
           sql_run(store->sql, error,
               "UPDATE erasure SET approved_by = ?, approved_at = ?"
               " WHERE id = ?",
               BIND(by, clock_now_ms(), erasure->id));
}

/* To look at it the same is done and taken back. */
bool
store_erasure_rows(Store *store, gint64 party_id, const GArray *answers, const char *by,
    ErasureCount *count, GError **error)
{
    *count = (ErasureCount){0};
    /* What is blanked is written over where it stood. */
    if (!sql_script(store->sql, error, "PRAGMA secure_delete = ON") ||
        !store_begin(store, error))
        return false;
    bool well =
        by != NULL || store_erasure_ask(store, party_id, "diwan", "looked at", error);
    g_autoptr(Erasure) erasure = well ? store_erasure_of(store, party_id, error) : NULL;
    well = erasure != NULL &&
           blank(store, erasure, answers, by != NULL ? by : "diwan", count, error);
    if (well && by != NULL)
        return store_commit(store, error);
    store_rollback(store);
    return well;
}

/* As own_addresses (erasure_rows.c): one that others on record have too says nothing. */
GPtrArray *
store_erasure_addresses(Store *store, gint64 party_id, GError **error)
{
    g_autoptr(GPtrArray) addresses = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(Rows) rows = sql_rows(store->sql,
        OWN_RECORDS " SELECT LOWER(party.email) FROM party JOIN own ON party.id = own.id"
                    " WHERE party.email IS NOT NULL AND NOT EXISTS (SELECT 1 FROM"
                    " party_key o WHERE o.kind = 'email'"
                    "  AND o.value = LOWER(party.email)"
                    "  AND o.party_id NOT IN (SELECT id FROM own)) ORDER BY party.id",
        BIND(party_id));
    char *address = NULL;
    while (rows_next(rows, INTO(&address)))
        g_ptr_array_add(addresses, g_steal_pointer(&address));
    return rows_done(rows, error) ? g_steal_pointer(&addresses) : NULL;
}

bool
store_erasure_answers_each(
    Store *store, ErasureAnswerFunc each, void *user_data, GError **error)
{
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT id, sha256 FROM letter WHERE kind = 'survey_answer'"
        " AND erased_by IS NULL ORDER BY id",
        NONE);
    gint64 id;
    const char *sha256 = NULL;
    while (rows_next(rows, INTO(&id, &sha256)))
        if (!each(id, sha256, user_data, error))
            return false;
    return rows_done(rows, error);
}

GArray *
store_erasure_lessons(Store *store, gint64 party_id, GError **error)
{
    g_autoptr(GArray) letters = g_array_new(false, false, sizeof(gint64));
    g_autoptr(Rows) rows = sql_rows(store->sql,
        OWN_RECORDS
        " SELECT letter.id FROM letter JOIN own ON letter.party_id = own.id"
        " JOIN kind_lesson ON kind_lesson.letter_id = letter.id ORDER BY letter.id",
        BIND(party_id));
    gint64 id;
    while (rows_next(rows, INTO(&id)))
        g_array_append_val(letters, id);
    return rows_done(rows, error) ? g_steal_pointer(&letters) : NULL;
}

bool
store_erasure_end(Store *store, gint64 party_id, GError **error)
{
    return sql_run(store->sql, error,
        "UPDATE erasure SET ended_at = ? WHERE party_id = ? AND approved_at IS NOT NULL",
        BIND(clock_now_ms(), party_id));
}

char *
store_erasure_interrupted(Store *store)
{
    g_autofree char *file_no = NULL;
    bool found = false;
    sql_one(store->sql, NULL, &found,
        "SELECT party.file_no FROM erasure JOIN party ON party.id = erasure.party_id"
        " WHERE approved_at IS NOT NULL AND ended_at IS NULL ORDER BY erasure.id LIMIT 1",
        NONE, INTO(&file_no));
    return g_steal_pointer(&file_no);
}

bool
store_scrub(Store *store, GError **error)
{
    return sql_scrub(store->sql, error);
}

/* ---- files ---- */

GPtrArray *
store_erased_due(Store *store, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT sha256 FROM erased_file WHERE gone_at IS NULL AND sha256 NOT IN"
        " (" FILES_NAMED ") ORDER BY sha256",
        NONE);
    char *sha256 = NULL;
    while (rows_next(rows, INTO(&sha256)))
        g_ptr_array_add(list, g_steal_pointer(&sha256));
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

bool
store_erased_gone(Store *store, const char *sha256, GError **error)
{
    return sql_run(store->sql, error,
        "UPDATE erased_file SET gone_at = ? WHERE sha256 = ?",
        BIND(clock_now_ms(), sha256));
}

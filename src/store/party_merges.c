/* party_merges.c - two records of one person made one, and two again; pairs that may be one person.
 *
 * The merged record stays, with its file number, and says into which it was merged. What moved is noted row by row, so that
 * undoing moves back exactly that: what came since stays with the record that was kept.
 */
#include "store/tables.h"

void
party_pair_free(PartyPair *pair)
{
    if (pair == NULL)
        return;
    party_free(pair->one);
    party_free(pair->other);
    g_free(pair->kinds);
    g_free(pair);
}

void
merged_field_free(MergedField *field)
{
    if (field == NULL)
        return;
    g_free(field->field);
    g_free(field->former);
    g_free(field);
}

static bool
note_fields(Store *store, gint64 merge_id, GPtrArray *fields, GError **error)
{
    for (guint i = 0; i < fields->len; i++) {
        const MergedField *one = fields->pdata[i];
        if (!sql_run(store->sql, error,
                "INSERT INTO party_merge_field (merge_id, field, former) VALUES (?, ?, "
                "?)",
                BIND(merge_id, one->field, one->former)))
            return false;
    }
    return true;
}

GPtrArray *
store_party_merged_fields(Store *store, gint64 merge_id, GError **error)
{
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)merged_field_free);
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT field, former FROM party_merge_field WHERE merge_id = ? ORDER BY field",
        BIND(merge_id));
    MergedField one = {0};
    while (rows_next(rows, INTO(&one.field, &one.former))) {
        g_ptr_array_add(list, g_memdup2(&one, sizeof one));
        one = (MergedField){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

/* What points at a party and moves with it. */
#define MOVES(table) \
    { \
        "INSERT INTO party_merge_row (merge_id, what, row_id)" \
        " SELECT ?, '" table "', id FROM " table " WHERE party_id = ?", \
            "UPDATE " table " SET party_id = ? WHERE party_id = ?", \
            "UPDATE " table " SET party_id = ? WHERE party_id = ? AND id IN" \
            " (SELECT row_id FROM party_merge_row" \
            "  WHERE merge_id = ? AND what = '" table "')" \
    }
static const struct {
    const char *note, *move, *move_back;
} moves[] = {MOVES("letter"), MOVES("request"), MOVES("contact"), MOVES("reply")};

static bool
move_rows(Store *store, gint64 merge_id, const PartyMerge *merge, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS(moves); i++)
        if (!sql_run(store->sql, error, moves[i].note, BIND(merge_id, merge->gone_id)) ||
            !sql_run(
                store->sql, error, moves[i].move, BIND(merge->kept_id, merge->gone_id)))
            return false;
    return true;
}

static bool
move_back(Store *store, const PartyMerge *merge, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS(moves); i++)
        if (!sql_run(store->sql, error, moves[i].move_back,
                BIND(merge->gone_id, merge->kept_id, merge->id)))
            return false;
    return true;
}

/* Keys are shared while the records are one: whoever is found by either is found as the one kept. */
static bool
move_keys(Store *store, const PartyMerge *merge, gint64 merge_id, GError **error)
{
    return sql_run(store->sql, error,
               "INSERT INTO party_merge_key (merge_id, kind, value, shared)"
               " SELECT ?, kind, value, EXISTS (SELECT 1 FROM party_key k"
               "  WHERE k.party_id = ? AND k.kind = party_key.kind"
               "  AND k.value = party_key.value) FROM party_key WHERE party_id = ?",
               BIND(merge_id, merge->kept_id, merge->gone_id)) &&
           sql_run(store->sql, error,
               "INSERT INTO party_key (kind, value, party_id)"
               " SELECT kind, value, ? FROM party_key WHERE party_id = ?"
               " ON CONFLICT (kind, value, party_id) DO NOTHING",
               BIND(merge->kept_id, merge->gone_id)) &&
           sql_run(store->sql, error, "DELETE FROM party_key WHERE party_id = ?",
               BIND(merge->gone_id));
}

bool
store_party_merge(
    Store *store, const PartyMerge *merge, GPtrArray *fields, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = sql_run(store->sql, error,
        "INSERT INTO party_merge (kept_id, gone_id, at, actor, reason)"
        " VALUES (?, ?, ?, ?, ?)",
        BIND(
            merge->kept_id, merge->gone_id, clock_now_ms(), merge->actor, merge->reason));
    gint64 merge_id = well ? sql_last_id(store->sql) : 0;
    well = well && note_fields(store, merge_id, fields, error) &&
           move_rows(store, merge_id, merge, error) &&
           move_keys(store, merge, merge_id, error) &&
           sql_run(store->sql, error, "UPDATE party SET merged_into = ? WHERE id = ?",
               BIND(merge->kept_id, merge->gone_id)) &&
           store_journal(store, merge->actor, "party_merged", 0, 0, merge->gone_id,
               merge->reason, error) &&
           store_journal(store, merge->actor, "party_kept", 0, 0, merge->kept_id,
               merge->reason, error);
    return unit_end(&unit, well, error);
}

static bool
move_keys_back(Store *store, const PartyMerge *merge, GError **error)
{
    return sql_run(store->sql, error,
               "DELETE FROM party_key WHERE party_id = ? AND (kind, value) IN"
               " (SELECT kind, value FROM party_merge_key"
               "  WHERE merge_id = ? AND NOT shared)",
               BIND(merge->kept_id, merge->id)) &&
           sql_run(store->sql, error,
               "INSERT INTO party_key (kind, value, party_id)"
               " SELECT kind, value, ? FROM party_merge_key WHERE merge_id = ?"
               " ON CONFLICT (kind, value, party_id) DO NOTHING",
               BIND(merge->gone_id, merge->id));
}

bool
store_party_unmerge(Store *store, const PartyMerge *merge, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well =
        sql_run(store->sql, error,
            "UPDATE party_merge SET undone_at = ?, undone_by = ? WHERE id = ?",
            BIND(clock_now_ms(), merge->actor, merge->id)) &&
        move_back(store, merge, error) && move_keys_back(store, merge, error) &&
        sql_run(store->sql, error, "UPDATE party SET merged_into = NULL WHERE id = ?",
            BIND(merge->gone_id)) &&
        store_journal(store, merge->actor, "party_unmerged", 0, 0, merge->gone_id,
            merge->reason, error) &&
        store_journal(store, merge->actor, "party_unmerged", 0, 0, merge->kept_id,
            merge->reason, error);
    return unit_end(&unit, well, error);
}

bool
store_party_merged(Store *store, gint64 gone_id, PartyMerge *merge, GError **error)
{
    bool found = false;
    *merge = (PartyMerge){0};
    return sql_one(store->sql, error, &found,
        "SELECT id, kept_id, gone_id FROM party_merge"
        " WHERE gone_id = ? AND undone_at IS NULL",
        BIND(gone_id), INTO(&merge->id, &merge->kept_id, &merge->gone_id));
}

/* A value that more than six share is an office's or a town's, and says nothing of two of them. Of a common one no more
 * are counted than that takes. */
#define FEW_SHARE \
    "(SELECT COUNT(*) FROM (SELECT 1 FROM party_key k WHERE k.kind = a.kind" \
    "  AND k.value = a.value LIMIT 7) AS some) BETWEEN 2 AND 6"
/* What is two people whatever their names are: two national IDs, or a name alone in two towns. */
#define MAY_BE_ONE \
    "(x.national_id IS NULL OR y.national_id IS NULL OR x.national_id = y.national_id" \
    "  OR SUM(CASE WHEN a.kind = 'national_id' THEN 1 ELSE 0 END) > 0)" \
    " AND (SUM(CASE WHEN a.kind <> 'name_key' THEN 1 ELSE 0 END) > 0 OR x.city = " \
    "y.city)"

#define PAIR_COLUMNS(p) \
    p ".id, " p ".file_no, " p ".party_kind, " p ".national_id, " p ".full_name, " p \
      ".email, " p ".mobile, " p ".city, " p ".iban"
#define PAIR_INTO(p) \
    &(p)->id, &(p)->file_no, &(p)->party_kind, &(p)->national_id, &(p)->full_name, \
        &(p)->email, &(p)->mobile, &(p)->city, &(p)->iban

/* The party whose marked keys are the last of `most` behind an id; all of a party's are looked at together. */
static bool
find_last(
    Store *store, gint64 after_id, int most, gint64 *last, bool *whole, GError **error)
{
    gint64 end = 0;
    if (!sql_one(store->sql, error, NULL,
            "SELECT COALESCE(MAX(party_id), 0) FROM (SELECT party_id FROM party_key"
            " WHERE shared = 1 AND party_id > ? ORDER BY party_id LIMIT ?) AS some",
            BIND(after_id, most), INTO(last)) ||
        !sql_one(store->sql, error, NULL,
            "SELECT COALESCE(MAX(party_id), 0) FROM party_key WHERE shared = 1", NONE,
            INTO(&end)))
        return false;
    *whole = *last == 0 || *last >= end;
    return true;
}

GPtrArray *
store_party_pairs(Store *store, gint64 after_id, int most, gint64 *next, GError **error)
{
    gint64 last = 0;
    bool whole = false;
    if (!find_last(store, after_id, most, &last, &whole, error))
        return NULL;
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)party_pair_free);
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "WITH held AS (SELECT a.kind, a.value, a.party_id FROM party_key a"
        "  WHERE a.shared = 1 AND a.party_id > ? AND a.party_id <= ? AND " FEW_SHARE ")"
        " SELECT group_concat(DISTINCT a.kind), " PAIR_COLUMNS("x") ", " PAIR_COLUMNS(
            "y") " FROM held a CROSS JOIN party_key b CROSS JOIN party x CROSS JOIN "
                 "party y"
                 " WHERE b.kind = a.kind AND b.value = a.value AND b.party_id > "
                 "a.party_id"
                 "  AND x.id = a.party_id AND y.id = b.party_id"
                 " GROUP BY x.id, y.id HAVING " MAY_BE_ONE " ORDER BY x.id, y.id",
        BIND(after_id, last));
    for (;;) {
        g_autoptr(PartyPair) pair = g_new0(PartyPair, 1);
        pair->one = party_new();
        pair->other = party_new();
        if (!rows_next(
                rows, INTO(&pair->kinds, PAIR_INTO(pair->one), PAIR_INTO(pair->other))))
            break;
        g_ptr_array_add(list, g_steal_pointer(&pair));
    }
    if (!rows_done(rows, error))
        return NULL;
    *next = whole ? 0 : last;
    return g_steal_pointer(&list);
}

GPtrArray *
store_parties_merged_into(Store *store, gint64 kept_id, GError **error)
{
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)party_free);
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT " PAIR_COLUMNS("x") " FROM party x WHERE merged_into = ?"
                                    " ORDER BY file_no",
        BIND(kept_id));
    for (;;) {
        g_autoptr(Party) party = party_new();
        if (!rows_next(rows, INTO(PAIR_INTO(party))))
            break;
        g_ptr_array_add(list, g_steal_pointer(&party));
    }
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

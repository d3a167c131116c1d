/* parties.c - everybody the office writes with, and what each can be found by. */
#include "store/tables.h"

#include <string.h>

Party *
party_new(void)
{
    return g_new0(Party, 1);
}

void
party_free(Party *party)
{
    if (party == NULL)
        return;
    g_free(party->file_no);
    g_free(party->party_kind);
    g_free(party->national_id);
    g_free(party->full_name);
    g_free(party->email);
    g_free(party->mobile);
    g_free(party->city);
    g_free(party->iban);
    g_free(party->birth_date);
    g_free(party->beneficiary_no);
    g_free(party->registered_by);
    g_free(party);
}

#define PARTY_COLUMNS \
    "id, file_no, party_kind, national_id, full_name, email, mobile, city, iban," \
    " birth_date, beneficiary_no, registered_at, registered_by, merged_into, erased_by"

static Party *
next_party(Rows *rows)
{
    g_autoptr(Party) p = party_new();
    if (!rows_next(rows, INTO(&p->id, &p->file_no, &p->party_kind, &p->national_id,
                             &p->full_name, &p->email, &p->mobile, &p->city, &p->iban,
                             &p->birth_date, &p->beneficiary_no, &p->registered_at,
                             &p->registered_by, &p->merged_into, &p->erased_by)))
        return NULL;
    return g_steal_pointer(&p);
}

static GPtrArray *
collect(Rows *take_rows, GError **error)
{
    g_autoptr(Rows) rows = take_rows;
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)party_free);
    Party *party;
    while ((party = next_party(rows)))
        g_ptr_array_add(list, party);
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

/* The schema's trigger marks it and the other's when it is the second; of a name that thousands have, which are marked
 * already, that would be slow. */
static bool
add_key(Store *store, gint64 id, const char *kind, const char *value, GError **error)
{
    if (value == NULL || *value == '\0')
        return true;
    return sql_run(store->sql, error,
        "INSERT INTO party_key (kind, value, party_id, shared) VALUES (?, ?, ?,"
        " COALESCE((SELECT k.shared FROM party_key k WHERE k.kind = ? AND k.value = ?"
        "  AND k.party_id <> ? LIMIT 1), 0))"
        " ON CONFLICT (kind, value, party_id) DO NOTHING",
        BIND(kind, value, id, kind, value, id));
}

static bool
put_keys(Store *store, const Party *p, gint64 id, GPtrArray *name_keys, GError **error)
{
    bool well = sql_run(store->sql, error, "DELETE FROM party_key WHERE party_id = ?",
                    BIND(id)) &&
                add_key(store, id, "file_no", p->file_no, error) &&
                add_key(store, id, "national_id", p->national_id, error) &&
                add_key(store, id, "email", p->email, error) &&
                add_key(store, id, "mobile", p->mobile, error) &&
                add_key(store, id, "iban", p->iban, error);
    for (guint i = 0; well && name_keys && i < name_keys->len; i++)
        well = add_key(store, id, "name_key", name_keys->pdata[i], error);
    /* And what records that were merged into it could be found by. */
    return well && sql_run(store->sql, error,
                       "INSERT INTO party_key (kind, value, party_id)"
                       " SELECT k.kind, k.value, m.kept_id FROM party_merge m"
                       " JOIN party_merge_key k ON k.merge_id = m.id"
                       " WHERE m.kept_id = ? AND m.undone_at IS NULL"
                       " ON CONFLICT (kind, value, party_id) DO NOTHING",
                       BIND(id));
}

static bool
same(const Party *one, const Party *other)
{
    return g_strcmp0(one->party_kind, other->party_kind) == 0 &&
           g_strcmp0(one->national_id, other->national_id) == 0 &&
           g_strcmp0(one->full_name, other->full_name) == 0 &&
           g_strcmp0(one->email, other->email) == 0 &&
           g_strcmp0(one->mobile, other->mobile) == 0 &&
           g_strcmp0(one->city, other->city) == 0 &&
           g_strcmp0(one->iban, other->iban) == 0 &&
           g_strcmp0(one->birth_date, other->birth_date) == 0;
}

static bool
insert(Store *store, const Party *p, gint64 *id, GError **error)
{
    gint64 now = clock_now_ms();
    if (!sql_run(store->sql, error,
            "INSERT INTO party (file_no, party_kind, national_id, full_name, email, "
            "mobile, city,"
            " iban, birth_date, created_at, changed_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            BIND(p->file_no, p->party_kind, p->national_id, p->full_name, p->email,
                p->mobile, p->city, p->iban, p->birth_date, now, now)))
        return false;
    *id = sql_last_id(store->sql);
    return true;
}

/* Nobody who was registered becomes an applicant again by a table. */
static bool
update(Store *store, const Party *p, gint64 id, GError **error)
{
    return sql_run(store->sql, error,
               "UPDATE party SET party_kind = CASE WHEN beneficiary_no IS NULL"
               " THEN ? ELSE party_kind END, national_id = ?, full_name = ?, email = "
               "?,"
               " mobile = ?, city = ?, iban = ?, birth_date = ?, changed_at = ?"
               " WHERE id = ?",
               BIND(p->party_kind, p->national_id, p->full_name, p->email, p->mobile,
                   p->city, p->iban, p->birth_date, clock_now_ms(), id)) &&
           store_journal(store, "diwan", "party_changed", 0, 0, id, NULL, error);
}

bool
store_party_put(Store *store, const Party *party, GPtrArray *name_keys,
    PartyChange *change, gint64 *id, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    g_autoptr(GError) lookup = NULL;
    g_autoptr(Party) known = store_party_by_file_no(store, party->file_no, &lookup);
    bool well = lookup == NULL;
    PartyChange what = PARTY_UNCHANGED;
    gint64 party_id = known ? known->id : 0;
    if (lookup)
        g_propagate_error(error, g_steal_pointer(&lookup));
    else if (known != NULL && known->merged_into != 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the record %s was merged into another: change that one", known->file_no);
        well = false;
    } else if (known != NULL && known->erased_by != 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the record %s was erased: a person who comes back is given another number",
            known->file_no);
        well = false;
    } else if (known == NULL) {
        what = PARTY_NEW;
        well = insert(store, party, &party_id, error);
    } else if (!same(known, party)) {
        what = PARTY_CHANGED;
        well = update(store, party, party_id, error);
    }
    if (well && what != PARTY_UNCHANGED)
        well = put_keys(store, party, party_id, name_keys, error);
    if (!unit_end(&unit, well, error))
        return false;
    if (change)
        *change = what;
    if (id)
        *id = party_id;
    return true;
}

static Party *
one(GPtrArray *take_found)
{
    g_autoptr(GPtrArray) found = take_found;
    return found && found->len > 0 ? g_ptr_array_steal_index(found, 0) : NULL;
}

bool
party_not_erased(Store *store, gint64 party_id, GError **error)
{
    g_autofree char *file_no = NULL;
    bool found = false;
    if (!sql_one(store->sql, error, &found,
            "SELECT file_no FROM party WHERE id = ? AND erased_by IS NOT NULL",
            BIND(party_id), INTO(&file_no)))
        return false;
    if (found)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the record %s was erased: nothing more is put on it", file_no);
    return !found;
}

Party *
store_party_get(Store *store, gint64 id, GError **error)
{
    g_autoptr(GPtrArray) found =
        collect(sql_rows(store->sql, "SELECT " PARTY_COLUMNS " FROM party WHERE id = ?",
                    BIND(id)),
            error);
    if (found && found->len == 0)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "there is no party %" G_GINT64_FORMAT, id);
    return one(g_steal_pointer(&found));
}

Party *
store_party_by_file_no(Store *store, const char *file_no, GError **error)
{
    return one(collect(
        sql_rows(store->sql, "SELECT " PARTY_COLUMNS " FROM party WHERE file_no = ?",
            BIND(file_no)),
        error));
}

GArray *
store_parties_by(
    Store *store, const char *kind, const char *value, int most, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(false, false, sizeof(gint64));
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT party_id FROM party_key WHERE kind = ? AND value = ? ORDER BY party_id "
        "LIMIT ?",
        BIND(kind, value, most));
    gint64 id;
    while (rows_next(rows, INTO(&id)))
        g_array_append_val(ids, id);
    return rows_done(rows, error) ? g_steal_pointer(&ids) : NULL;
}

/* Ten at a time: a statement's text is fixed. */
static bool
add_holders_of_ten(Store *store, const char *kind, GPtrArray *values, guint first,
    GArray *ids, GError **error)
{
    const char *v[10];
    for (guint i = 0; i < G_N_ELEMENTS(v); i++)
        v[i] = first + i < values->len ? values->pdata[first + i] : NULL;
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT DISTINCT party_id FROM party_key WHERE kind = ?"
        " AND value IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        BIND(kind, v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9]));
    gint64 id;
    while (rows_next(rows, INTO(&id)))
        g_array_append_val(ids, id);
    return rows_done(rows, error);
}

GArray *
store_parties_by_any(
    Store *store, const char *kind, GPtrArray *values, int most, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(false, false, sizeof(gint64));
    for (guint first = 0; first < values->len && (int)ids->len < most; first += 10)
        if (!add_holders_of_ten(store, kind, values, first, ids, error))
            return NULL;
    if ((int)ids->len > most)
        g_array_set_size(ids, most);
    return g_steal_pointer(&ids);
}

int
store_parties_count_by(Store *store, const char *kind, const char *value)
{
    int n = 0;
    sql_one(store->sql, NULL, NULL,
        "SELECT COUNT(*) FROM (SELECT 1 FROM party_key WHERE kind = ? AND value = ?"
        " LIMIT ?) AS held",
        BIND(kind, value, PARTIES_MOST_COUNTED), INTO(&n));
    return n;
}

int
store_parties_about(Store *store)
{
    int n = 0;
    sql_one(
        store->sql, NULL, NULL, "SELECT COALESCE(MAX(id), 0) FROM party", NONE, INTO(&n));
    return n;
}

int
store_parties_count(Store *store)
{
    int n = 0;
    sql_one(store->sql, NULL, NULL, "SELECT COUNT(*) FROM party", NONE, INTO(&n));
    return n;
}

GPtrArray *
store_parties_list(
    Store *store, const char *like, const char *after_file_no, int limit, GError **error)
{
    const char *after = after_file_no ? after_file_no : "";
    int most = limit ? limit : -1;
    if (like == NULL)
        return collect(sql_rows(store->sql,
                           "SELECT " PARTY_COLUMNS " FROM party WHERE file_no > ?"
                           " ORDER BY file_no LIMIT ?",
                           BIND(after, most)),
            error);
    g_autofree char *pattern = g_strdup_printf("%%%s%%", like);
    return collect(
        sql_rows(store->sql,
            "SELECT " PARTY_COLUMNS " FROM party WHERE file_no > ?"
            " AND (full_name LIKE ? OR national_id LIKE ? OR mobile LIKE ?"
            "      OR email LIKE ? OR file_no LIKE ?) ORDER BY file_no LIMIT ?",
            BIND(after, pattern, pattern, pattern, pattern, pattern, most)),
        error);
}

char *
store_party_next_file_no(Store *store, GError **error)
{
    gint64 last = 0;
    bool found;
    if (!sql_one(
            store->sql, error, &found, "SELECT MAX(id) FROM party", NONE, INTO(&last)))
        return NULL;
    for (gint64 n = last + 1;; n++) {
        g_autofree char *file_no = g_strdup_printf("P%06" G_GINT64_FORMAT, n);
        g_autoptr(GError) lookup = NULL;
        g_autoptr(Party) known = store_party_by_file_no(store, file_no, &lookup);
        if (lookup) {
            g_propagate_error(error, g_steal_pointer(&lookup));
            return NULL;
        }
        if (known == NULL)
            return g_steal_pointer(&file_no);
    }
}

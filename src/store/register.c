/* register.c - the registers: gapless serials, every number given, and what the ledger shows of it.
 *
 * A serial is taken in the transaction that makes what bears it: whoever dies before its commit has
 * taken none. The primary key and the unique number refuse a second entry.
 */
#include "store/tables.h"

void
register_row_free(RegisterRow *row)
{
    if (row == NULL)
        return;
    g_free(row->number);
    g_free(row->file_no);
    g_free(row->whom);
    g_free(row->subject);
    g_free(row->request_kind);
    g_free(row->medium);
    g_free(row->referred_to);
    g_free(row->related);
    g_free(row->void_reason);
    g_free(row->void_by);
    g_free(row);
}

/* ---- writing ---- */

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
    gint64 at, gint64 letter_id, gint64 request_id, GError **error)
{
    return sql_run(store->sql, error,
        "INSERT INTO register (kind, year, serial, number, letter_id, request_id, at)"
        " SELECT ?, ?, ?, ?, ?, ?, CASE WHEN former.at > ? THEN former.at ELSE ? END"
        " FROM (SELECT MAX(at) AS at FROM register"
        "  WHERE kind = ? AND year = ? AND serial = ? - 1) AS former",
        BIND(kind, year, serial, number, sql_id(letter_id), sql_id(request_id), at, at,
            kind, year, serial));
}

static bool
entry_changed(Store *store, const char *number, const char *what, GError **error)
{
    if (sql_changes(store->sql) == 1)
        return true;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "the register has no %s '%s': nothing was changed", what, number);
    return false;
}

bool
store_register_say(
    Store *store, const char *number, const RegisterSays *says, GError **error)
{
    return sql_run(store->sql, error,
               "UPDATE register SET party_id = ?, whom = ?, subject = ?,"
               " enclosures = CASE WHEN ? < 0 THEN NULL ELSE ? END, related = ?"
               " WHERE number = ?",
               BIND(sql_id(says->party_id), says->whom, says->subject, says->enclosures,
                   says->enclosures, says->related, number)) &&
           entry_changed(store, number, "number", error);
}

bool
store_register_refer(Store *store, const char *number, gint64 request_id, GError **error)
{
    return sql_run(store->sql, error,
        "UPDATE register SET request_id = ? WHERE number = ?", BIND(request_id, number));
}

bool
store_register_void(
    Store *store, const char *number, const char *by, const char *reason, GError **error)
{
    Unit unit;
    gint64 letter_id = 0, request_id = 0;
    g_autofree char *note = g_strdup_printf("%s: %s", number, reason);
    if (!unit_begin(&unit, store, error))
        return false;
    bool well =
        sql_run(store->sql, error,
            "UPDATE register SET void_reason = ?, void_by = ?, void_at = ?"
            " WHERE number = ? AND void_reason IS NULL",
            BIND(reason, by, clock_now_ms(), number)) &&
        entry_changed(store, number, "number that is not void yet", error) &&
        sql_one(store->sql, error, NULL,
            "SELECT letter_id, request_id FROM register WHERE number = ?", BIND(number),
            INTO(&letter_id, &request_id)) &&
        store_journal(store, by, "number_voided", letter_id, request_id, 0, note, error);
    return unit_end(&unit, well, error);
}

bool
store_register_void_unborne(
    Store *store, const char *number, const char *by, const char *reason, GError **error)
{
    bool stands = false;
    return sql_one(store->sql, error, &stands,
               "SELECT kind FROM register WHERE number = ? AND void_reason IS NULL",
               BIND(number), INTO(&(int){0})) &&
           (!stands || store_register_void(store, number, by, reason, error));
}

/* ---- reading ---- */

/* A letter that was rejected keeps its number, void for as long as it is rejected. */
#define WHEN_REJECTED \
    " CASE WHEN register.kind = 1 AND letter.rejected_at IS NOT NULL THEN"

#define REGISTER_COLUMNS \
    "EXISTS (SELECT 1 FROM request_barred WHERE request_id = request.id" \
    "  AND why = 'complained_of' AND login = ?)," \
    " register.kind, register.year, register.serial, register.number, register.at," \
    " register.letter_id, register.request_id, party.file_no," \
    " COALESCE(register.whom, party.full_name, contact.person," \
    "  NULLIF(letter.from_name, ''), letter.from_address)," \
    " COALESCE(register.subject, contact.summary, letter.subject), request.kind," \
    " COALESCE(contact.channel, letter.medium)," \
    " COALESCE(register.enclosures, CASE WHEN letter.medium = 'email' THEN" \
    "  (SELECT COUNT(*) FROM part WHERE part.letter_id = letter.id AND part.inline = 0)" \
    "  ELSE -1 END)," \
    " (SELECT to_name FROM referral WHERE referral.request_id = request.id" \
    "  ORDER BY referral.id DESC LIMIT 1)," \
    " COALESCE(register.related, CASE WHEN register.kind = 3 THEN letter.in_no" \
    "  ELSE request.number END)," \
    " COALESCE(register.void_reason," WHEN_REJECTED " letter.rejected_why END)," \
    " COALESCE(register.void_by," WHEN_REJECTED " letter.rejected_by END)," \
    " COALESCE(register.void_at," WHEN_REJECTED " letter.rejected_at END)"

/* A request's entry names the letter that opened it; any other, the request it stands on now. */
#define REGISTER_TABLES \
    " FROM register" \
    " LEFT JOIN letter ON letter.id = register.letter_id" \
    " LEFT JOIN contact ON contact.number = register.number" \
    " LEFT JOIN request" \
    "  ON request.id = COALESCE(register.request_id, letter.request_id)" \
    " LEFT JOIN party ON party.id = COALESCE(register.party_id," \
    "  contact.party_id, CASE WHEN register.kind = 1 THEN letter.party_id" \
    "  ELSE request.party_id END)"

/* The number and the day stand: a register has no gaps. */
static void
hide(RegisterRow *row)
{
    row->hidden = true;
    g_clear_pointer(&row->file_no, g_free);
    g_clear_pointer(&row->whom, g_free);
    g_clear_pointer(&row->subject, g_free);
    g_clear_pointer(&row->request_kind, g_free);
    g_clear_pointer(&row->referred_to, g_free);
    g_clear_pointer(&row->related, g_free);
    row->letter_id = row->request_id = 0;
    row->enclosures = -1;
}

static GPtrArray *
collect(Rows *take_rows, GError **error)
{
    g_autoptr(Rows) rows = take_rows;
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)register_row_free);
    RegisterRow r = {0};
    bool hidden = false;
    const SqlOut out[] = {SQL_O(&hidden), SQL_O(&r.kind), SQL_O(&r.year),
        SQL_O(&r.serial), SQL_O(&r.number), SQL_O(&r.at), SQL_O(&r.letter_id),
        SQL_O(&r.request_id), SQL_O(&r.file_no), SQL_O(&r.whom), SQL_O(&r.subject),
        SQL_O(&r.request_kind), SQL_O(&r.medium), SQL_O(&r.enclosures),
        SQL_O(&r.referred_to), SQL_O(&r.related), SQL_O(&r.void_reason),
        SQL_O(&r.void_by), SQL_O(&r.void_at)};
    while (rows_next(rows, out, G_N_ELEMENTS(out))) {
        if (hidden)
            hide(&r);
        g_ptr_array_add(list, g_memdup2(&r, sizeof r));
        r = (RegisterRow){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

/* Instants of a year's entries never run backwards, so their order is that of the serials. */
GPtrArray *
store_register_rows(Store *store, const RegisterFilter *filter, GError **error)
{
    return collect(
        sql_rows(store->sql,
            "SELECT " REGISTER_COLUMNS REGISTER_TABLES
            " WHERE register.kind = ? AND register.at >= ? AND register.at < ?"
            " AND (register.at, register.year, register.serial) > (?, ?, ?)"
            " ORDER BY register.at, register.year, register.serial LIMIT ?",
            BIND(filter->reader, filter->kind, MAX(filter->from, filter->after_at),
                filter->to, filter->after_at, filter->after_year, filter->after_serial,
                filter->limit ? filter->limit : -1)),
        error);
}

RegisterRow *
store_register_get(Store *store, const char *number, GError **error)
{
    return store_register_get_for(store, number, NULL, error);
}

RegisterRow *
store_register_get_for(
    Store *store, const char *number, const char *reader, GError **error)
{
    g_autoptr(GPtrArray) found = collect(
        sql_rows(store->sql,
            "SELECT " REGISTER_COLUMNS REGISTER_TABLES " WHERE register.number = ?",
            BIND(reader, number)),
        error);
    return found && found->len ? g_ptr_array_steal_index(found, 0) : NULL;
}

char *
store_register_check(Store *store, GError **error)
{
    int kind = 0, year = 0;
    gint64 last = 0, most = 0, entries = 0;
    bool found = false;
    if (!sql_one(store->sql, error, &found,
            "SELECT s.kind, s.year, s.last, COALESCE(MAX(r.serial), 0), COUNT(r.serial)"
            " FROM register_serial s LEFT JOIN register r"
            "  ON r.kind = s.kind AND r.year = s.year"
            " GROUP BY s.kind, s.year, s.last"
            " HAVING COUNT(r.serial) <> s.last OR COALESCE(MAX(r.serial), 0) <> s.last"
            " ORDER BY s.kind, s.year LIMIT 1",
            NONE, INTO(&kind, &year, &last, &most, &entries)) ||
        !found)
        return NULL;
    return g_strdup_printf("register %d of %d counts to %" G_GINT64_FORMAT
                           " and holds %" G_GINT64_FORMAT
                           " entries, the highest %" G_GINT64_FORMAT,
        kind, year, last, entries, most);
}

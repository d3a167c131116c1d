/* journal.c - everything that happened, appended and never changed. */
#include "store/chain.h"
#include "store/tables.h"

void
journal_row_free(JournalRow *row)
{
    if (row == NULL)
        return;
    g_free(row->actor);
    g_free(row->act);
    g_free(row->note);
    g_free(row);
}

bool
store_journal(Store *store, const char *actor, const char *act, gint64 letter_id,
    gint64 request_id, gint64 party_id, const char *note, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    JournalRow row = {clock_now_ms(), (char *)actor, (char *)act, (char *)note, letter_id,
        request_id, party_id};
    g_autofree char *former = g_strdup("");
    bool found;
    bool well = sql_one(store->sql, error, &found,
        "SELECT chain FROM journal ORDER BY id DESC LIMIT 1", NONE, INTO(&former));
    if (well) {
        g_autofree char *hash = chain_hash(former, &row);
        well = sql_run(store->sql, error,
            "INSERT INTO journal (at, actor, act, letter_id, request_id, party_id, note,"
            " chain) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            BIND(row.at, actor, act, sql_id(letter_id), sql_id(request_id),
                sql_id(party_id), note, hash));
    }
    return unit_end(&unit, well, error);
}

static GPtrArray *
collect(Rows *take_rows, GError **error)
{
    g_autoptr(Rows) rows = take_rows;
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)journal_row_free);
    JournalRow row = {0};
    while (rows_next(rows, INTO(&row.at, &row.actor, &row.act, &row.letter_id,
                               &row.request_id, &row.party_id, &row.note))) {
        g_ptr_array_add(list, g_memdup2(&row, sizeof row));
        row = (JournalRow){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

GPtrArray *
store_journal_of_letter(Store *store, gint64 letter_id, GError **error)
{
    return collect(
        sql_rows(store->sql,
            "SELECT at, actor, act, letter_id, request_id, party_id, note FROM journal"
            " WHERE letter_id = ? ORDER BY id",
            BIND(letter_id)),
        error);
}

GPtrArray *
store_journal_of_request(Store *store, gint64 request_id, GError **error)
{
    return collect(
        sql_rows(store->sql,
            "SELECT at, actor, act, letter_id, request_id, party_id, note FROM journal"
            " WHERE request_id = ? ORDER BY id",
            BIND(request_id)),
        error);
}

/* request_letters.c - letters that people moved from one request to another: where a request's letters stood
 * before, and which it had. The journal tells it; a letter is one row, whatever happened to it. */
#include "store/letters.h"
#include "store/tables.h"

void
former_request_free(FormerRequest *former)
{
    if (former != NULL)
        g_free(former->number);
    g_free(former);
}

GPtrArray *
store_requests_former(Store *store, gint64 request_id, GError **error)
{
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)former_request_free);
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT letter.id, former.id, former.number FROM letter"
        " JOIN journal ON journal.id = (SELECT MAX(j.id) FROM journal j"
        "  WHERE j.letter_id = letter.id AND j.act = 'letter_left')"
        " JOIN request AS former ON former.id = journal.request_id"
        " WHERE letter.request_id = ? AND former.id <> letter.request_id"
        " AND former.party_id = letter.party_id ORDER BY letter.id DESC",
        BIND(request_id));
    FormerRequest former = {0};
    while (rows_next(rows, INTO(&former.letter_id, &former.request_id, &former.number))) {
        g_ptr_array_add(list, g_memdup2(&former, sizeof former));
        former = (FormerRequest){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

GPtrArray *
store_letters_gone(Store *store, gint64 request_id, GError **error)
{
    return letters_collect(
        sql_rows(store->sql,
            "SELECT " LETTER_COLUMNS " FROM letter JOIN request AS own ON own.id = ?"
            " WHERE letter.id IN (SELECT j.letter_id FROM journal j"
            "  WHERE j.request_id = own.id AND j.act = 'letter_left')"
            " AND COALESCE(letter.request_id, 0) <> own.id"
            " AND letter.party_id = own.party_id",
            BIND(request_id)),
        false, error);
}

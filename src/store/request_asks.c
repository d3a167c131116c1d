/* request_asks.c - what applicants were asked for, by when, and whether the letter that asks reached them. */
#include "store/tables.h"

void
request_ask_free(RequestAsk *ask)
{
    if (ask == NULL)
        return;
    g_free(ask->actor);
    g_free(ask->documents);
    g_free(ask);
}

bool
store_request_ask_put(Store *store, const RequestAsk *ask, gint64 *id, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    gint64 ask_id = 0;
    bool well = sql_run(store->sql, error,
        "INSERT INTO request_ask (request_id, actor, at, documents, due_at)"
        " VALUES (?, ?, ?, ?, ?)",
        BIND(ask->request_id, ask->actor, ask->at, ask->documents, ask->due_at));
    if (well) {
        ask_id = sql_last_id(store->sql);
        well = store_journal(store, ask->actor, "documents_asked", 0, ask->request_id, 0,
            ask->documents, error);
    }
    if (!unit_end(&unit, well, error))
        return false;
    *id = ask_id;
    return true;
}

/* A letter that came since it was asked or reminded; in whole seconds, because a mailbox counts in them. */
#define LETTER_CAME \
    "EXISTS (SELECT 1 FROM letter WHERE letter.request_id = a.request_id" \
    "  AND letter.kind = 'letter'" \
    "  AND letter.received_at / 1000 >= COALESCE(a.reminded_at, a.at) / 1000)"

/* The notice that asks, or reminds; what left in its place bears a later id. */
#define NOTICE \
    "n.request_id = a.request_id AND n.mark = a.id AND n.purpose =" \
    " CASE WHEN a.reminded_at IS NULL THEN 'missing_documents' ELSE 'reminder' END"
#define OF_NOTICE \
    "o.request_id = n.request_id AND o.purpose = n.purpose AND o.id >= n.outbox_id"

/* When it left, by mail or by post, and did not come back; else when a person told it another way. */
#define LEFT_AT \
    "COALESCE((SELECT MAX(o.sent_at) FROM notice n JOIN outbox o ON " OF_NOTICE \
    "  WHERE " NOTICE " AND o.state = 'sent')," \
    " (SELECT MIN(c.at) FROM contact c WHERE c.request_id = a.request_id" \
    "  AND c.direction = 'out' AND c.at >= COALESCE(a.reminded_at, a.at)))"

#define ASK_COLUMNS \
    "a.id, a.request_id, a.actor, a.at, a.due_at, a.reminded_at, a.documents," \
    " " LETTER_CAME ", a.reached_at, " LEFT_AT

static GPtrArray *
collect_asks(Rows *take_rows, GError **error)
{
    g_autoptr(Rows) rows = take_rows;
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)request_ask_free);
    RequestAsk a = {0};
    while (rows_next(
        rows, INTO(&a.id, &a.request_id, &a.actor, &a.at, &a.due_at, &a.reminded_at,
                  &a.documents, &a.letter_came, &a.reached_at, &a.left_at))) {
        g_ptr_array_add(list, g_memdup2(&a, sizeof a));
        a = (RequestAsk){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

RequestAsk *
store_request_ask_open(Store *store, gint64 request_id, GError **error)
{
    g_autoptr(GPtrArray) found = collect_asks(
        sql_rows(store->sql,
            "SELECT " ASK_COLUMNS " FROM request_ask a WHERE a.request_id = ?"
            " AND a.ended_at IS NULL",
            BIND(request_id)),
        error);
    return found && found->len > 0 ? g_ptr_array_steal_index(found, 0) : NULL;
}

RequestAsk *
store_request_ask_get(Store *store, gint64 id, GError **error)
{
    g_autoptr(GPtrArray) found = collect_asks(
        sql_rows(store->sql, "SELECT " ASK_COLUMNS " FROM request_ask a WHERE a.id = ?",
            BIND(id)),
        error);
    if (found && found->len == 0)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "nothing was asked for under %" G_GINT64_FORMAT, id);
    return found && found->len > 0 ? g_ptr_array_steal_index(found, 0) : NULL;
}

bool
store_request_ask_reminded(
    Store *store, gint64 id, gint64 at, gint64 due_at, GError **error)
{
    return sql_run(store->sql, error,
        "UPDATE request_ask SET reminded_at = ?, due_at = ?, reached_at = NULL"
        " WHERE id = ?",
        BIND(at, due_at, id));
}

bool
store_request_ask_reached(
    Store *store, gint64 id, gint64 at, gint64 due_at, GError **error)
{
    return sql_run(store->sql, error,
        "UPDATE request_ask SET reached_at = ?, due_at = ? WHERE id = ?"
        " AND ended_at IS NULL",
        BIND(at, due_at, id));
}

bool
store_request_ask_end(Store *store, gint64 id, const char *how, GError **error)
{
    return sql_run(store->sql, error,
        "UPDATE request_ask SET ended_at = ?, ended_how = ? WHERE id = ?"
        " AND ended_at IS NULL",
        BIND(clock_now_ms(), how, id));
}

bool
store_request_ask_reopen(
    Store *store, gint64 request_id, const char *how, gint64 due_at, GError **error)
{
    return sql_run(store->sql, error,
        "UPDATE request_ask SET ended_at = NULL, ended_how = NULL,"
        " due_at = CASE WHEN due_at < ? THEN ? ELSE due_at END"
        " WHERE ended_how = COALESCE(?, ended_how)"
        " AND id = (SELECT MAX(id) FROM request_ask WHERE request_id = ?)",
        BIND(due_at, due_at, how, request_id));
}

GPtrArray *
store_request_asks_left(Store *store, int most, GError **error)
{
    return collect_asks(sql_rows(store->sql,
                            "SELECT " ASK_COLUMNS " FROM request_ask a"
                            " WHERE a.ended_at IS NULL AND " LEFT_AT " IS NOT NULL"
                            " AND (a.reached_at IS NULL OR " LEFT_AT
                            "  > a.reached_at) ORDER BY a.id LIMIT ?",
                            BIND(most)),
        error);
}

GPtrArray *
store_request_asks_lost(Store *store, gint64 now, int most, GError **error)
{
    return collect_asks(
        sql_rows(store->sql,
            "SELECT " ASK_COLUMNS " FROM request_ask a"
            " JOIN request r ON r.id = a.request_id"
            " WHERE a.ended_at IS NULL AND COALESCE(r.due_at, 0) = 0 AND NOT " LETTER_CAME
            " AND " LEFT_AT " IS NULL"
            " AND (a.due_at < ? OR EXISTS (SELECT 1 FROM notice n WHERE " NOTICE
            "  AND (n.state IN ('post', 'refused', 'recalled') OR (n.state = 'sent'"
            "   AND NOT EXISTS (SELECT 1 FROM outbox o WHERE " OF_NOTICE
            "    AND o.state <> 'failed')))))"
            " ORDER BY a.id LIMIT ?",
            BIND(now, most)),
        error);
}

GPtrArray *
store_request_asks_due(Store *store, gint64 now, int most, GError **error)
{
    return collect_asks(
        sql_rows(store->sql,
            "SELECT " ASK_COLUMNS " FROM request_ask a"
            " WHERE a.ended_at IS NULL AND a.due_at < ? AND a.reached_at IS NOT NULL"
            " AND " LEFT_AT " IS NOT NULL AND NOT " LETTER_CAME
            " ORDER BY a.due_at LIMIT ?",
            BIND(now, most)),
        error);
}

/* notices.c - what applicants are to be told: owed once, until it has left or need not. */
#include "store/tables.h"

void
notice_free(Notice *notice)
{
    if (notice == NULL)
        return;
    g_free(notice->purpose);
    g_free(notice->actor);
    g_free(notice->state);
    g_free(notice->why);
    g_free(notice->word);
    g_free(notice->told);
    g_free(notice->out_no);
    g_free(notice);
}

bool
store_notice_owe(Store *store, const Notice *n, GError **error)
{
    return sql_run(store->sql, error,
        "INSERT INTO notice (request_id, purpose, mark, actor, state, made_at, due_at,"
        " word, told, promised_at, expected_at) VALUES (?, ?, ?, ?, 'due', ?, ?, ?, ?, "
        "?, "
        "?) ON CONFLICT (request_id, purpose, mark) DO NOTHING",
        BIND(n->request_id, n->purpose, n->mark, n->actor, n->made_at, n->due_at, n->word,
            n->told, sql_id(n->promised_at), sql_id(n->expected_at)));
}

#define NOTICE_COLUMNS \
    "id, request_id, purpose, mark, actor, state, made_at, due_at, why, word, told," \
    " promised_at, expected_at, out_no, ended_at"

static GPtrArray *
collect(Rows *take_rows, GError **error)
{
    g_autoptr(Rows) rows = take_rows;
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)notice_free);
    Notice n = {0};
    while (rows_next(rows, INTO(&n.id, &n.request_id, &n.purpose, &n.mark, &n.actor,
                               &n.state, &n.made_at, &n.due_at, &n.why, &n.word, &n.told,
                               &n.promised_at, &n.expected_at, &n.out_no, &n.ended_at))) {
        g_ptr_array_add(list, g_memdup2(&n, sizeof n));
        n = (Notice){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

GPtrArray *
store_notices_due(Store *store, gint64 now, int most, GError **error)
{
    return collect(sql_rows(store->sql,
                       "SELECT " NOTICE_COLUMNS " FROM notice"
                       " WHERE state = 'due' AND due_at <= ? ORDER BY due_at, id LIMIT ?",
                       BIND(now, most)),
        error);
}

Notice *
store_notice_last(Store *store, gint64 request_id, const char *purpose, const char *state,
    GError **error)
{
    g_autoptr(GPtrArray) found = collect(
        sql_rows(store->sql,
            "SELECT " NOTICE_COLUMNS " FROM notice WHERE request_id = ? AND purpose = ?"
            " AND state = COALESCE(?, state) ORDER BY id DESC LIMIT 1",
            BIND(request_id, purpose, state)),
        error);
    return found && found->len > 0 ? g_ptr_array_steal_index(found, 0) : NULL;
}

bool
store_notice_number(Store *store, gint64 id, const char *out_no, GError **error)
{
    return sql_run(store->sql, error,
               "UPDATE notice SET out_no = ? WHERE id = ? AND state = 'due'",
               BIND(out_no, id)) &&
           claim_held(store, error);
}

/* A number of one that did not leave is void, and stays visible. */
bool
store_notice_end(Store *store, gint64 id, const char *state, const char *why,
    gint64 outbox_id, GError **error)
{
    Unit unit;
    g_autofree char *number = NULL;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well =
        sql_run(store->sql, error,
            "UPDATE notice SET state = ?, why = ?, outbox_id = ?, ended_at = ?"
            " WHERE id = ? AND state = 'due'",
            BIND(state, why, sql_id(outbox_id), clock_now_ms(), id)) &&
        claim_held(store, error) &&
        (outbox_id != 0 ||
            (sql_one(store->sql, error, NULL, "SELECT out_no FROM notice WHERE id = ?",
                 BIND(id), INTO(&number)) &&
                store_register_void_unborne(store, number, "diwan", why, error)));
    return unit_end(&unit, well, error);
}

bool
store_notice_later(
    Store *store, gint64 id, gint64 due_at, const char *why, GError **error)
{
    return sql_run(store->sql, error,
        "UPDATE notice SET due_at = ?, why = ? WHERE id = ? AND state = 'due'",
        BIND(due_at, why, id));
}

/* They may have got their numbers already, when something kept them from leaving. */
static bool
void_recalled(Store *store, gint64 request_id, GError **error)
{
    char *number = NULL;
    g_autoptr(GPtrArray) numbers = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT register.number FROM notice"
        " JOIN register ON register.number = notice.out_no"
        " WHERE notice.request_id = ? AND notice.state = 'recalled'"
        " AND notice.outbox_id IS NULL AND register.void_reason IS NULL",
        BIND(request_id));
    while (rows_next(rows, INTO(&number)))
        g_ptr_array_add(numbers, g_steal_pointer(&number));
    bool well = rows_done(rows, error);
    for (guint i = 0; well && i < numbers->len; i++)
        well = store_register_void(store, numbers->pdata[i], "diwan", "recalled", error);
    return well;
}

bool
store_notices_recall(
    Store *store, gint64 request_id, gint64 since, int *count, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = sql_run(store->sql, error,
        "UPDATE notice SET state = 'recalled', ended_at = ? WHERE request_id = ?"
        " AND state = 'due' AND made_at >= ?",
        BIND(clock_now_ms(), request_id, since));
    *count = well ? (int)sql_changes(store->sql) : 0;
    well = well && (*count == 0 || void_recalled(store, request_id, error));
    return unit_end(&unit, well, error);
}

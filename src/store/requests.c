/* requests.c - requests, and which letters stand on them. */
#include "store/tables.h"

void
request_free(Request *request)
{
    if (request == NULL)
        return;
    g_free(request->number);
    g_free(request->guess);
    g_free(request->kind);
    g_free(request->state);
    g_free(request->file_no);
    g_free(request->full_name);
    g_free(request->assigned_to);
    g_free(request->named_by);
    g_free(request->clock.paused_why);
    g_free(request);
}

bool
store_request_open(Store *store, const char *number, const char *kind, const char *state,
    gint64 party_id, gint64 letter_id, gint64 *id, GError **error)
{
    Unit unit;
    gint64 now = clock_now_ms(), request_id = 0;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = sql_run(store->sql, error,
        "INSERT INTO request (number, kind, state, party_id, opened_by, opened_at, "
        "changed_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        BIND(number, kind, state, party_id, sql_id(letter_id), now, now));
    if (well) {
        request_id = sql_last_id(store->sql);
        well = store_register_refer(store, number, request_id, error) &&
               store_journal(store, "diwan", "request_opened", letter_id, request_id,
                   party_id, kind, error);
    }
    if (!unit_end(&unit, well, error))
        return false;
    *id = request_id;
    return true;
}

bool
store_letter_file(Store *store, const Letter *letter, gint64 request_id,
    const char *in_no, GError **error)
{
    return sql_run(store->sql, error,
               "UPDATE letter SET request_id = ?, in_no = COALESCE(in_no, ?)"
               " WHERE id = ? AND claim = ?",
               BIND(sql_id(request_id), in_no, letter->id, letter->claim)) &&
           claim_held(store, error);
}

bool
store_letter_onto(Store *store, const Letter *letter, gint64 request_id,
    const char *actor, const char *reason, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well =
        sql_run(store->sql, error, "UPDATE letter SET request_id = ? WHERE id = ?",
            BIND(request_id, letter->id)) &&
        (letter->request_id == 0 ||
            store_journal(store, actor, "letter_left", letter->id, letter->request_id,
                letter->party_id, reason, error)) &&
        store_journal(store, actor, "letter_put", letter->id, request_id,
            letter->party_id, reason, error);
    return unit_end(&unit, well, error);
}

#define REQUEST_COLUMNS \
    "request.id, request.number, request.kind, request.state, request.party_id," \
    " request.opened_by, request.opened_at, request.changed_at, request.revision," \
    " party.file_no, party.full_name," \
    " (SELECT COUNT(*) FROM letter WHERE letter.request_id = request.id)," \
    " request.assigned_to, request.about_id, request.named_by, request.clocked," \
    " request.completed_at, request.earliest_at, request.target_at," \
    " request.expected_at, request.paused_at, request.paused_why, request.due_at," \
    " request.guess, request.guess_percent"

static GPtrArray *
collect(Rows *take_rows, GError **error)
{
    g_autoptr(Rows) rows = take_rows;
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)request_free);
    Request r = {0};
    const SqlOut out[] = {SQL_O(&r.id), SQL_O(&r.number), SQL_O(&r.kind), SQL_O(&r.state),
        SQL_O(&r.party_id), SQL_O(&r.opened_by), SQL_O(&r.opened_at),
        SQL_O(&r.changed_at), SQL_O(&r.revision), SQL_O(&r.file_no), SQL_O(&r.full_name),
        SQL_O(&r.letters), SQL_O(&r.assigned_to), SQL_O(&r.about_id), SQL_O(&r.named_by),
        SQL_O(&r.clocked), SQL_O(&r.clock.completed_at), SQL_O(&r.clock.earliest_at),
        SQL_O(&r.clock.target_at), SQL_O(&r.clock.expected_at), SQL_O(&r.clock.paused_at),
        SQL_O(&r.clock.paused_why), SQL_O(&r.clock.due_at), SQL_O(&r.guess),
        SQL_O(&r.guess_percent)};
    while (rows_next(rows, out, G_N_ELEMENTS(out))) {
        g_ptr_array_add(list, g_memdup2(&r, sizeof r));
        r = (Request){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

bool
store_request_guess(
    Store *store, gint64 id, const char *kind, int percent, GError **error)
{
    return sql_run(store->sql, error,
        "UPDATE request SET guess = ?, guess_percent = ? WHERE id = ?",
        BIND(kind, percent, id));
}

Request *
store_request_get(Store *store, gint64 id, GError **error)
{
    g_autoptr(GPtrArray) found =
        collect(sql_rows(store->sql,
                    "SELECT " REQUEST_COLUMNS " FROM request JOIN party ON party.id = "
                    "request.party_id WHERE request.id = ?",
                    BIND(id)),
            error);
    if (found == NULL)
        return NULL;
    if (found->len == 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "there is no request %" G_GINT64_FORMAT, id);
        return NULL;
    }
    return g_ptr_array_steal_index(found, 0);
}

gint64
store_request_by_number(Store *store, const char *number)
{
    gint64 id = 0;
    bool found;
    sql_one(store->sql, NULL, &found, "SELECT id FROM request WHERE number = ?",
        BIND(number), INTO(&id));
    return id;
}

gint64
store_request_open_of(Store *store, gint64 party_id, const char *kind)
{
    gint64 id = 0;
    bool found;
    if (kind)
        sql_one(store->sql, NULL, &found,
            "SELECT id FROM request WHERE party_id = ? AND kind = ?"
            " AND state NOT IN ('closed', 'withdrawn', 'merged') ORDER BY id DESC LIMIT "
            "1",
            BIND(party_id, kind), INTO(&id));
    else
        sql_one(store->sql, NULL, &found,
            "SELECT id FROM request WHERE party_id = ?"
            " AND state NOT IN ('closed', 'withdrawn', 'merged') ORDER BY id DESC LIMIT "
            "1",
            BIND(party_id), INTO(&id));
    return id;
}

bool
store_request_declined_of(Store *store, gint64 party_id, gint64 *id, GError **error)
{
    int n = 0;
    gint64 newest = 0;
    if (!sql_one(store->sql, error, NULL,
            "SELECT COUNT(*), COALESCE(MAX(r.id), 0) FROM request r WHERE r.party_id = ?"
            " AND (r.state = 'declined' OR (r.state = 'closed' AND 'declined' ="
            "  (SELECT c.from_state FROM request_change c WHERE c.request_id = r.id"
            "   AND c.to_state = 'closed' AND c.from_state <> 'closed'"
            "   ORDER BY c.id DESC LIMIT 1)))",
            BIND(party_id), INTO(&n, &newest)))
        return false;
    *id = n == 1 ? newest : 0;
    return true;
}

GPtrArray *
store_requests_list(Store *store, const RequestFilter *filter, GError **error)
{
    gint64 before = filter->before_id ? filter->before_id : G_MAXINT64;
    int limit = filter->limit ? filter->limit : -1;
    if (filter->party_id)
        return collect(
            sql_rows(store->sql,
                "SELECT " REQUEST_COLUMNS " FROM request"
                " JOIN party ON party.id = request.party_id"
                " WHERE request.party_id = ? AND request.id < ?"
                " AND request.state = COALESCE(?, request.state)"
                " AND request.kind = COALESCE(?, request.kind)"
                " ORDER BY request.id DESC LIMIT ?",
                BIND(filter->party_id, before, filter->state, filter->kind, limit)),
            error);
    if (filter->state)
        return collect(sql_rows(store->sql,
                           "SELECT " REQUEST_COLUMNS " FROM request"
                           " JOIN party ON party.id = request.party_id"
                           " WHERE request.state = ? AND request.id < ?"
                           " AND request.kind = COALESCE(?, request.kind)"
                           " ORDER BY request.id DESC LIMIT ?",
                           BIND(filter->state, before, filter->kind, limit)),
            error);
    return collect(sql_rows(store->sql,
                       "SELECT " REQUEST_COLUMNS " FROM request"
                       " JOIN party ON party.id = request.party_id WHERE request.id < ?"
                       " AND request.kind = COALESCE(?, request.kind)"
                       " AND COALESCE(request.assigned_to, '') ="
                       " COALESCE(?, request.assigned_to, '')"
                       " ORDER BY request.id DESC LIMIT ?",
                       BIND(before, filter->kind, filter->assigned_to, limit)),
        error);
}

GPtrArray *
store_requests_due(Store *store, gint64 from, gint64 until, int limit, GError **error)
{
    return collect(sql_rows(store->sql,
                       "SELECT " REQUEST_COLUMNS " FROM request"
                       " JOIN party ON party.id = request.party_id"
                       " WHERE request.due_at >= ? AND request.due_at < ?"
                       " ORDER BY request.due_at, request.id LIMIT ?",
                       BIND(from, until, limit > 0 ? limit : -1)),
        error);
}

/* request_documents.c - what became of a request's documents and fields, and what was asked for. */
#include "store/tables.h"

/* ---- documents ---- */

void
request_document_free(RequestDocument *document)
{
    if (document == NULL)
        return;
    g_free(document->document);
    g_free(document->state);
    g_free(document->in_no);
    g_free(document->actor);
    g_free(document->reason);
    g_free(document);
}

bool
store_request_document_put(
    Store *store, gint64 request_id, const RequestDocument *d, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    g_autofree char *act = g_strdup_printf("document_%s", d->state);
    bool well =
        sql_run(store->sql, error,
            "INSERT INTO request_document (request_id, document, state, letter_id,"
            " received_at, expires_at, actor, at, reason) VALUES (?, ?, ?, ?, ?, ?, ?, "
            "?, "
            "?)",
            BIND(request_id, d->document, d->state, sql_id(d->letter_id),
                sql_id(d->received_at), sql_id(d->expires_at), d->actor, d->at,
                d->reason)) &&
        store_journal(
            store, d->actor, act, d->letter_id, request_id, 0, d->document, error);
    return unit_end(&unit, well, error);
}

GPtrArray *
store_request_documents(Store *store, gint64 request_id, GError **error)
{
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)request_document_free);
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT d.id, d.document, d.state, d.letter_id, letter.in_no, d.received_at,"
        " d.expires_at, d.actor, d.at, d.reason FROM request_document d"
        " LEFT JOIN letter ON letter.id = d.letter_id"
        " WHERE d.request_id = ? AND d.id = (SELECT MAX(n.id) FROM request_document n"
        "  WHERE n.request_id = d.request_id AND n.document = d.document)"
        " ORDER BY d.document",
        BIND(request_id));
    RequestDocument d = {0};
    while (
        rows_next(rows, INTO(&d.id, &d.document, &d.state, &d.letter_id, &d.in_no,
                            &d.received_at, &d.expires_at, &d.actor, &d.at, &d.reason))) {
        g_ptr_array_add(list, g_memdup2(&d, sizeof d));
        d = (RequestDocument){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

/* ---- what was asked for ---- */

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
#define ASK_COLUMNS \
    "a.id, a.request_id, a.actor, a.at, a.due_at, a.reminded_at, a.documents," \
    " EXISTS (SELECT 1 FROM letter WHERE letter.request_id = a.request_id" \
    "  AND letter.kind = 'letter'" \
    "  AND letter.received_at / 1000 >= COALESCE(a.reminded_at, a.at) / 1000)"

static GPtrArray *
collect_asks(Rows *take_rows, GError **error)
{
    g_autoptr(Rows) rows = take_rows;
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)request_ask_free);
    RequestAsk a = {0};
    while (rows_next(rows, INTO(&a.id, &a.request_id, &a.actor, &a.at, &a.due_at,
                               &a.reminded_at, &a.documents, &a.letter_came))) {
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
        "UPDATE request_ask SET reminded_at = ?, due_at = ? WHERE id = ?",
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
store_request_asks_due(Store *store, gint64 now, int most, GError **error)
{
    return collect_asks(
        sql_rows(store->sql,
            "SELECT " ASK_COLUMNS " FROM request_ask a"
            " WHERE a.ended_at IS NULL AND a.due_at < ?"
            " AND NOT EXISTS (SELECT 1 FROM letter WHERE letter.request_id = a.request_id"
            "  AND letter.kind = 'letter'"
            "  AND letter.received_at / 1000 >= COALESCE(a.reminded_at, a.at) / 1000)"
            " ORDER BY a.due_at LIMIT ?",
            BIND(now, most)),
        error);
}

/* ---- fields ---- */

void
request_field_free(RequestField *field)
{
    if (field == NULL)
        return;
    g_free(field->field);
    g_free(field->value);
    g_free(field->document);
    g_free(field->actor);
    g_free(field->note);
    g_free(field);
}

bool
store_request_field_put(
    Store *store, gint64 request_id, const RequestField *f, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well =
        sql_run(store->sql, error,
            "INSERT INTO request_field (request_id, field, value, agrees,"
            " document, actor, at, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            BIND(request_id, f->field, f->value, f->agrees, f->document, f->actor, f->at,
                f->note)) &&
        store_journal(store, f->actor, f->agrees ? "field_confirmed" : "field_differs", 0,
            request_id, 0, f->field, error);
    return unit_end(&unit, well, error);
}

GPtrArray *
store_request_fields(Store *store, gint64 request_id, GError **error)
{
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)request_field_free);
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT f.field, f.value, f.document, f.agrees, f.actor, f.at, f.note"
        " FROM request_field f WHERE f.request_id = ? AND f.id ="
        " (SELECT MAX(n.id) FROM request_field n WHERE n.request_id = f.request_id"
        "  AND n.field = f.field) ORDER BY f.field",
        BIND(request_id));
    RequestField f = {0};
    while (rows_next(rows,
        INTO(&f.field, &f.value, &f.document, &f.agrees, &f.actor, &f.at, &f.note))) {
        g_ptr_array_add(list, g_memdup2(&f, sizeof f));
        f = (RequestField){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

/* ---- registration ---- */

bool
store_party_register(Store *store, gint64 party_id, gint64 request_id, const char *number,
    gint64 at, const char *actor, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = sql_run(store->sql, error,
        "UPDATE party SET party_kind = 'beneficiary', beneficiary_no = ?,"
        " registered_at = ?, registered_by = ?, changed_at = ?"
        " WHERE id = ? AND beneficiary_no IS NULL",
        BIND(number, at, actor, at, party_id));
    if (well && sql_changes(store->sql) != 1) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "this party is registered already: nothing was changed");
        well = false;
    }
    well = well && store_journal(store, actor, "party_registered", 0, request_id,
                       party_id, number, error);
    return unit_end(&unit, well, error);
}

bool
store_party_unregister(Store *store, gint64 party_id, gint64 request_id,
    const char *actor, const char *reason, GError **error)
{
    Unit unit;
    g_autofree char *number = NULL;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = sql_one(store->sql, error, &(bool){false},
                    "SELECT beneficiary_no FROM party WHERE id = ?", BIND(party_id),
                    INTO(&number)) &&
                store_register_void_unborne(store, number, actor, reason, error) &&
                sql_run(store->sql, error,
                    "UPDATE party SET party_kind = 'applicant', beneficiary_no = NULL,"
                    " registered_at = NULL, registered_by = NULL, changed_at = ?"
                    " WHERE id = ? AND beneficiary_no IS NOT NULL",
                    BIND(clock_now_ms(), party_id));
    if (well && sql_changes(store->sql) != 1) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "this party is not registered: nothing was changed");
        well = false;
    }
    well = well && store_journal(store, actor, "party_unregistered", 0, request_id,
                       party_id, reason, error);
    return unit_end(&unit, well, error);
}

/* request_documents.c - what became of a request's documents and fields. */
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

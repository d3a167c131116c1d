/* library.c - documents, their versions, and where each version was enclosed. Nothing is deleted. */
#include "store/tables.h"

void
document_free(Document *document)
{
    if (document == NULL)
        return;
    g_free(document->name);
    g_free(document->title_ar);
    g_free(document->title_en);
    g_free(document->sha256);
    g_free(document->media_type);
    g_free(document->file_name);
    g_free(document->added_by);
    g_free(document->note);
    g_free(document->retired_by);
    g_free(document->retired_why);
    g_free(document);
}

void
enclosing_free(Enclosing *enclosing)
{
    if (enclosing == NULL)
        return;
    g_free(enclosing->document);
    g_free(enclosing->recipient);
    g_free(enclosing->number);
    g_free(enclosing->sha256);
    g_free(enclosing->media_type);
    g_free(enclosing);
}

/* ---- writing ---- */

static bool
put_document(Store *store, Document *d, GError **error)
{
    return sql_one(store->sql, error, NULL,
        "INSERT INTO document (name, title_ar, title_en) VALUES (?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET retired_at = NULL, retired_by = NULL,"
        " retired_why = NULL, title_ar = COALESCE(?, document.title_ar),"
        " title_en = COALESCE(?, document.title_en) RETURNING id",
        BIND(d->name, d->title_ar ? d->title_ar : d->name,
            d->title_en ? d->title_en : d->name, d->title_ar, d->title_en),
        INTO(&d->id));
}

static bool
put_version(Store *store, Document *d, GError **error)
{
    return sql_one(store->sql, error, NULL,
        "INSERT INTO document_version (document_id, version, sha256, size_bytes,"
        " media_type, file_name, added_at, added_by, note)"
        " SELECT ?, COALESCE(MAX(version), 0) + 1, ?, ?, ?, ?, ?, ?, ?"
        " FROM document_version WHERE document_id = ? RETURNING id, version",
        BIND(d->id, d->sha256, d->size_bytes, d->media_type, d->file_name, clock_now_ms(),
            d->added_by, d->note, d->id),
        INTO(&d->version_id, &d->version));
}

bool
store_document_add(Store *store, Document *document, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well =
        put_document(store, document, error) && put_version(store, document, error);
    if (well) {
        g_autofree char *note = g_strdup_printf(
            "%s %d %s", document->name, document->version, document->sha256);
        well = store_journal(
            store, document->added_by, "document_added", 0, 0, 0, note, error);
    }
    return unit_end(&unit, well, error);
}

bool
store_document_retire(
    Store *store, const char *name, const char *by, const char *reason, GError **error)
{
    Unit unit;
    g_autofree char *note = g_strdup_printf("%s: %s", name, reason);
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = sql_run(store->sql, error,
        "UPDATE document SET retired_at = ?, retired_by = ?, retired_why = ?"
        " WHERE name = ? AND retired_at IS NULL",
        BIND(clock_now_ms(), by, reason, name));
    if (well && sql_changes(store->sql) != 1) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the library has no document '%s' in use: nothing was changed", name);
        well = false;
    }
    well = well && store_journal(store, by, "document_retired", 0, 0, 0, note, error);
    return unit_end(&unit, well, error);
}

bool
store_enclosed_put(
    Store *store, gint64 version_id, gint64 outbox_id, const char *number, GError **error)
{
    return sql_run(store->sql, error,
        "INSERT INTO enclosed (version_id, outbox_id, number, at) VALUES (?, ?, ?, ?)",
        BIND(version_id, sql_id(outbox_id), number, clock_now_ms()));
}

/* ---- reading ---- */

#define DOCUMENT_SELECT \
    "SELECT d.id, v.id, d.name, d.title_ar, d.title_en, v.version," \
    " (SELECT MAX(o.version) FROM document_version o WHERE o.document_id = d.id)," \
    " v.sha256, v.media_type, v.file_name, v.size_bytes, v.added_at, v.added_by, " \
    "v.note," \
    " (SELECT COUNT(*) FROM enclosed WHERE enclosed.version_id = v.id)," \
    " d.retired_at, d.retired_by, d.retired_why" \
    " FROM document d JOIN document_version v ON v.document_id = d.id"

static GPtrArray *
collect(Rows *take_rows, GError **error)
{
    g_autoptr(Rows) rows = take_rows;
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)document_free);
    Document d = {0};
    const SqlOut out[] = {SQL_O(&d.id), SQL_O(&d.version_id), SQL_O(&d.name),
        SQL_O(&d.title_ar), SQL_O(&d.title_en), SQL_O(&d.version), SQL_O(&d.versions),
        SQL_O(&d.sha256), SQL_O(&d.media_type), SQL_O(&d.file_name), SQL_O(&d.size_bytes),
        SQL_O(&d.added_at), SQL_O(&d.added_by), SQL_O(&d.note), SQL_O(&d.enclosed),
        SQL_O(&d.retired_at), SQL_O(&d.retired_by), SQL_O(&d.retired_why)};
    while (rows_next(rows, out, G_N_ELEMENTS(out))) {
        g_ptr_array_add(list, g_memdup2(&d, sizeof d));
        d = (Document){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

Document *
store_document_get(Store *store, const char *name, int version, GError **error)
{
    g_autoptr(GPtrArray) found =
        collect(sql_rows(store->sql,
                    DOCUMENT_SELECT " WHERE d.name = ? AND (? = 0 OR v.version = ?)"
                                    " ORDER BY v.version DESC LIMIT 1",
                    BIND(name, version, version)),
            error);
    return found && found->len ? g_ptr_array_steal_index(found, 0) : NULL;
}

GPtrArray *
store_documents_list(Store *store, GError **error)
{
    return collect(sql_rows(store->sql,
                       DOCUMENT_SELECT
                       " WHERE v.version = (SELECT MAX(n.version) FROM document_version n"
                       "  WHERE n.document_id = d.id) ORDER BY d.name",
                       NONE),
        error);
}

GPtrArray *
store_document_versions(Store *store, const char *name, GError **error)
{
    return collect(
        sql_rows(store->sql, DOCUMENT_SELECT " WHERE d.name = ? ORDER BY v.version DESC",
            BIND(name)),
        error);
}

/* ---- where they went ---- */

#define ENCLOSING_SELECT \
    "SELECT enclosed.at, enclosed.outbox_id, document.name, outbox.recipient," \
    " enclosed.number, document_version.sha256, document_version.media_type," \
    " document_version.version FROM enclosed" \
    " JOIN document_version ON document_version.id = enclosed.version_id" \
    " JOIN document ON document.id = document_version.document_id" \
    " LEFT JOIN outbox ON outbox.id = enclosed.outbox_id"

static GPtrArray *
collect_enclosings(Rows *take_rows, GError **error)
{
    g_autoptr(Rows) rows = take_rows;
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)enclosing_free);
    Enclosing e = {0};
    while (rows_next(rows, INTO(&e.at, &e.outbox_id, &e.document, &e.recipient, &e.number,
                               &e.sha256, &e.media_type, &e.version))) {
        g_ptr_array_add(list, g_memdup2(&e, sizeof e));
        e = (Enclosing){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

GPtrArray *
store_enclosed_of(Store *store, gint64 version_id, int most, GError **error)
{
    return collect_enclosings(
        sql_rows(store->sql,
            ENCLOSING_SELECT
            " WHERE enclosed.version_id = ? ORDER BY enclosed.id DESC LIMIT ?",
            BIND(version_id, most)),
        error);
}

GPtrArray *
store_enclosed_with(Store *store, gint64 outbox_id, GError **error)
{
    return collect_enclosings(
        sql_rows(store->sql,
            ENCLOSING_SELECT " WHERE enclosed.outbox_id = ? ORDER BY enclosed.id",
            BIND(outbox_id)),
        error);
}

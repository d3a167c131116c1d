/* forms.c - what was read in the fields of our own forms, and what a person confirmed of it. */
#include "store/tables.h"

#include "store/readings.h"

void
store_form_field_free(StoredField *field)
{
    if (field == NULL)
        return;
    g_free(field->form);
    g_free(field->name);
    g_free(field->value);
    g_free(field->read);
    g_free(field->confirmed_by);
    g_free(field);
}

/* What a person confirmed stands, whatever is read later. */
static bool
field_put(Store *store, gint64 page_id, const FormReading *form, const FormField *field,
    int position, GError **error)
{
    return sql_run(store->sql, error,
        "INSERT INTO form_field (page_id, name, position, form, version, value, "
        "confidence,"
        " x, y, width, height) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (page_id, name) DO UPDATE SET value = excluded.value,"
        " confidence = excluded.confidence, x = excluded.x, y = excluded.y,"
        " width = excluded.width, height = excluded.height",
        BIND(page_id, field->name, position, form->name, form->version, field->value,
            field->confidence, field->x, field->y, field->width, field->height));
}

bool
form_put(Store *store, gint64 page_id, const FormReading *form, GError **error)
{
    for (guint i = 0; form != NULL && i < form->fields->len; i++)
        if (!field_put(store, page_id, form, form->fields->pdata[i], (int)i, error))
            return false;
    return true;
}

GPtrArray *
store_form_of_letter(Store *store, gint64 letter_id, GError **error)
{
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT (SELECT COUNT(*) FROM page b JOIN part q ON q.id = b.part_id"
        "  WHERE q.letter_id = part.letter_id AND (q.position < part.position"
        "  OR (q.position = part.position AND b.number <= page.number))),"
        " f.form, f.version, f.name, COALESCE (f.confirmed, f.value), f.value,"
        " f.confidence, f.x, f.y, f.width, f.height, f.confirmed_by, f.confirmed_at"
        " FROM form_field f JOIN page ON page.id = f.page_id"
        " JOIN part ON part.id = page.part_id WHERE part.letter_id = ?"
        " ORDER BY part.position, page.number, f.position",
        BIND(letter_id));
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_form_field_free);
    StoredField f = {0};
    while (rows_next(rows,
        INTO(&f.page, &f.form, &f.version, &f.name, &f.value, &f.read, &f.confidence,
            &f.x, &f.y, &f.width, &f.height, &f.confirmed_by, &f.confirmed_at))) {
        g_ptr_array_add(list, g_memdup2(&f, sizeof f));
        f = (StoredField){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

bool
store_form_confirm(Store *store, gint64 letter_id, const char *name, const char *value,
    const char *by, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = sql_run(store->sql, error,
        "UPDATE form_field SET confirmed = COALESCE (?, value), confirmed_by = ?,"
        " confirmed_at = ? WHERE name = ? AND page_id IN"
        " (SELECT id FROM page WHERE letter_id = ?)",
        BIND(value, by, clock_now_ms(), name, letter_id));
    if (well && sql_changes(store->sql) == 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "no form with a field '%s' came with this letter; nothing was changed", name);
        well = false;
    }
    well =
        well && store_journal(store, by, "field_confirmed", letter_id, 0, 0, name, error);
    return unit_end(&unit, well, error);
}

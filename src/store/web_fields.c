/* web_fields.c - what a web form's mail says by field; and by which rule a mail's words were decoded. */
#include "store/tables.h"

bool
web_fields_save(Store *store, gint64 letter_id, const Mail *mail, GError **error)
{
    bool well = sql_run(
        store->sql, error, "DELETE FROM web_field WHERE letter_id = ?", BIND(letter_id));
    for (guint i = 0; well && mail->form != NULL && i < mail->form_fields->len; i++) {
        const WebField *field = mail->form_fields->pdata[i];
        well = sql_run(store->sql, error,
            "INSERT INTO web_field (letter_id, position, form, name, label, value)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            BIND(letter_id, (int)i + 1, mail->form, field->name, field->label,
                field->value));
    }
    return well;
}

GPtrArray *
store_web_fields_of(Store *store, gint64 letter_id, char **form, GError **error)
{
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)web_field_free);
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT form, name, label, value FROM web_field WHERE letter_id = ?"
        " ORDER BY position",
        BIND(letter_id));
    g_autofree char *name = NULL;
    WebField field = {0};
    while (rows_next(rows, INTO(&name, &field.name, &field.label, &field.value))) {
        g_ptr_array_add(list, g_memdup2(&field, sizeof field));
        field = (WebField){0};
    }
    if (!rows_done(rows, error))
        return NULL;
    *form = g_steal_pointer(&name);
    return g_steal_pointer(&list);
}

void
decoding_clear(Decoding *decoding)
{
    g_free(decoding->defects);
    g_free(decoding->charset);
    g_free(decoding->by);
}

bool
store_letter_decoding(Store *store, gint64 letter_id, Decoding *decoding, GError **error)
{
    *decoding = (Decoding){0};
    bool found = false;
    return sql_one(store->sql, error, NULL,
               "SELECT defects, unreadable_chars FROM letter WHERE id = ?",
               BIND(letter_id), INTO(&decoding->defects, &decoding->unreadable_chars)) &&
           sql_one(store->sql, error, &found,
               "SELECT note, actor FROM journal WHERE letter_id = ? AND act = 'decoded'"
               " ORDER BY id DESC LIMIT 1",
               BIND(letter_id), INTO(&decoding->charset, &decoding->by));
}

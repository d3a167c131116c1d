/* mails.c - what parse found in a letter: columns, texts, parts, references. */
#include "store/tables.h"

static bool
find_twin(
    Store *store, const Letter *letter, const Mail *mail, gint64 *twin, GError **error)
{
    bool found;
    *twin = 0;
    if (mail->fingerprint == NULL)
        return true;
    return sql_one(store->sql, error, &found,
        "SELECT id FROM letter WHERE fingerprint = ? AND id <> ? AND duplicate_of IS NULL"
        " ORDER BY id LIMIT 1",
        BIND(mail->fingerprint, letter->id), INTO(twin));
}

static char *
join(GPtrArray *words)
{
    g_autoptr(GString) joined = g_string_new(NULL);
    for (guint i = 0; i < words->len; i++)
        g_string_append_printf(joined, "%s%s", i ? " " : "", (char *)words->pdata[i]);
    return g_string_free(g_steal_pointer(&joined), false);
}

static bool
save_row(
    Store *store, const Letter *letter, const Mail *mail, gint64 twin, GError **error)
{
    g_autofree char *defects = join(mail->defects);
    return sql_run(store->sql, error,
               "UPDATE letter SET kind = ?, message_id = ?, from_name = ?, from_address "
               "= ?,"
               " subject = ?, trusted = ?, dmarc = ?, sent_at = ?, fingerprint = ?,"
               " duplicate_of = ?, original_message_id = ?, defects = ?, "
               "unreadable_chars = ?"
               " WHERE id = ? AND claim = ?",
               BIND(mail_kind_name(mail->kind), mail->message_id,
                   mail->from ? mail->from->name : NULL,
                   mail->from ? mail->from->address : NULL, mail->subject, mail->trusted,
                   mail->dmarc, sql_id(mail->has_date ? mail->date_ms : 0),
                   mail->fingerprint, sql_id(twin), mail->original_message_id, defects,
                   mail->unreadable_chars, letter->id, letter->claim)) &&
           claim_held(store, error) && web_fields_save(store, letter->id, mail, error) &&
           sql_run(store->sql, error,
               "INSERT INTO letter_text (letter_id, text, new_text) VALUES (?, ?, ?)"
               " ON CONFLICT (letter_id) DO UPDATE SET text = excluded.text,"
               " new_text = excluded.new_text",
               BIND(letter->id, mail->text, mail->new_text));
}

static bool
save_part(Store *store, gint64 letter_id, int position, const Part *part, GError **error)
{
    return sql_run(store->sql, error,
        "INSERT INTO part (letter_id, position, name, media_type, sha256, size_bytes, "
        "inline)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (letter_id, position) DO NOTHING",
        BIND(letter_id, position, part->name, part->media_type, part->sha256,
            part->size_bytes, part->inline_));
}

/* letters+tag@…: an address of ours may say which thread it was given out for. */
static void
add_tagged(GPtrArray *ids, const GPtrArray *recipients)
{
    for (guint i = 0; i < recipients->len; i++) {
        const Address *each = recipients->pdata[i];
        gsize local = strcspn(each->address, "@");
        if (memchr(each->address, '+', local) != NULL)
            g_ptr_array_add(ids, each->address);
    }
}

/* Nearest first: the mail a bounce speaks of, In-Reply-To, tagged addresses it was written to, then
 * References from its end. */
static bool
save_references(Store *store, gint64 letter_id, const Mail *mail, GError **error)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new(); /* of char, borrowed */
    if (mail->original_message_id)
        g_ptr_array_add(ids, mail->original_message_id);
    g_ptr_array_extend(ids, mail->in_reply_to, NULL, NULL);
    add_tagged(ids, mail->to);
    add_tagged(ids, mail->cc);
    for (guint i = mail->references->len; i > 0; i--)
        if (!g_ptr_array_find_with_equal_func(
                ids, mail->references->pdata[i - 1], g_str_equal, NULL))
            g_ptr_array_add(ids, mail->references->pdata[i - 1]);
    for (guint i = 0; i < ids->len; i++)
        if (!sql_run(store->sql, error,
                "INSERT INTO letter_reference (letter_id, position, message_id) VALUES "
                "(?, ?, ?)"
                " ON CONFLICT (letter_id, position) DO NOTHING",
                BIND(letter_id, i, (char *)ids->pdata[i])))
            return false;
    return true;
}

bool
store_mail_save(Store *store, const Letter *letter, const Mail *mail,
    gint64 *duplicate_of, GError **error)
{
    Unit unit;
    gint64 twin = 0;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = find_twin(store, letter, mail, &twin, error) &&
                save_row(store, letter, mail, twin, error) &&
                save_references(store, letter->id, mail, error);
    for (guint i = 0; well && i < mail->parts->len; i++)
        well = save_part(store, letter->id, (int)i + 1, mail->parts->pdata[i], error);
    if (!unit_end(&unit, well, error))
        return false;
    *duplicate_of = twin;
    return true;
}

void
stored_part_free(StoredPart *part)
{
    if (part == NULL)
        return;
    g_free(part->name);
    g_free(part->media_type);
    g_free(part->sha256);
    g_free(part);
}

GPtrArray *
store_parts_of(Store *store, gint64 letter_id, GError **error)
{
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)stored_part_free);
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT id, letter_id, position, name, media_type, sha256, size_bytes, inline "
        "FROM part"
        " WHERE letter_id = ? ORDER BY position",
        BIND(letter_id));
    StoredPart part = {0};
    while (rows_next(
        rows, INTO(&part.id, &part.letter_id, &part.position, &part.name,
                  &part.media_type, &part.sha256, &part.size_bytes, &part.inline_))) {
        g_ptr_array_add(list, g_memdup2(&part, sizeof part));
        part = (StoredPart){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

GPtrArray *
store_references_of(Store *store, gint64 letter_id, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT message_id FROM letter_reference WHERE letter_id = ? ORDER BY position",
        BIND(letter_id));
    const char *id = NULL;
    while (rows_next(rows, INTO(&id)))
        g_ptr_array_add(list, g_strdup(id));
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

bool
store_mail_decoded(Store *store, gint64 letter_id, const Mail *mail, const char *charset,
    const char *by, GError **error)
{
    Unit unit;
    g_autofree char *defects = join(mail->defects);
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = sql_run(store->sql, error,
                    "UPDATE letter SET subject = ?, from_name = ?, defects = ?,"
                    " unreadable_chars = ? WHERE id = ? AND erased_by IS NULL"
                    " AND kind <> 'survey_answer'",
                    BIND(mail->subject, mail->from ? mail->from->name : NULL, defects,
                        mail->unreadable_chars, letter_id)) &&
                sql_run(store->sql, error,
                    "UPDATE letter_text SET text = ?, new_text = ? WHERE letter_id = ?",
                    BIND(mail->text, mail->new_text, letter_id)) &&
                web_fields_save(store, letter_id, mail, error) &&
                store_journal(store, by, "decoded", letter_id, 0, 0, charset, error);
    return unit_end(&unit, well, error);
}

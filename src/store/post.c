/* post.c - letters on paper: put to be printed, and found again. */
#include "store/tables.h"

PostLetter *
post_letter_new(void)
{
    return g_new0(PostLetter, 1);
}

void
post_letter_free(PostLetter *letter)
{
    if (letter == NULL)
        return;
    g_free(letter->purpose);
    g_free(letter->message_id);
    g_free(letter->language);
    g_free(letter->number);
    g_free(letter->name);
    g_free(letter->address);
    g_clear_pointer(&letter->bytes, g_bytes_unref);
    g_free(letter->sha256);
    g_free(letter->tracking);
    g_free(letter->returned_why);
    g_free(letter);
}

/* ---- rows ---- */

#define POST_COLUMNS \
    "o.id, o.letter_id, o.request_id, o.party_id, p.replaces, o.purpose, o.message_id," \
    " p.language, p.number, p.name, p.address, o.state, o.created_at, o.sent_at," \
    " p.run_id, p.place, p.sha256, p.tracking, p.returned_at, p.returned_why," \
    " o.closed_at"
#define POST_FROM " FROM outbox o JOIN paper p ON p.outbox_id = o.id "
#define WAITING \
    "WHERE o.channel = 'paper' AND o.state = 'waiting' AND" OUTBOX_FOR_READER \
    " ORDER BY o.id LIMIT ?"

static OutboxState
state_of(const char *name)
{
    for (OutboxState state = OUTBOX_WAITING; state <= OUTBOX_HELD; state++)
        if (g_strcmp0(outbox_state_name(state), name) == 0)
            return state;
    return OUTBOX_DOUBT;
}

static PostLetter *
next_letter(Rows *rows, bool with_bytes)
{
    g_autoptr(PostLetter) l = post_letter_new();
    const char *state = NULL;
    bool more =
        with_bytes ? rows_next(rows,
                         INTO(&l->id, &l->letter_id, &l->request_id, &l->party_id,
                             &l->replaces, &l->purpose, &l->message_id, &l->language,
                             &l->number, &l->name, &l->address, &state, &l->created_at,
                             &l->sent_at, &l->run_id, &l->place, &l->sha256, &l->tracking,
                             &l->returned_at, &l->returned_why, &l->closed_at, &l->bytes))
                   : rows_next(rows,
                         INTO(&l->id, &l->letter_id, &l->request_id, &l->party_id,
                             &l->replaces, &l->purpose, &l->message_id, &l->language,
                             &l->number, &l->name, &l->address, &state, &l->created_at,
                             &l->sent_at, &l->run_id, &l->place, &l->sha256, &l->tracking,
                             &l->returned_at, &l->returned_why, &l->closed_at));
    if (!more)
        return NULL;
    l->state = state_of(state);
    return g_steal_pointer(&l);
}

static GPtrArray *
collect(Rows *take_rows, bool with_bytes, GError **error)
{
    g_autoptr(Rows) rows = take_rows;
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)post_letter_free);
    PostLetter *letter;
    while ((letter = next_letter(rows, with_bytes)) != NULL)
        g_ptr_array_add(list, letter);
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

static PostLetter *
first(Rows *take_rows, GError **error)
{
    g_autoptr(GPtrArray) list = collect(take_rows, false, error);
    return list != NULL && list->len > 0 ? g_ptr_array_steal_index(list, 0) : NULL;
}

/* ---- to be printed ---- */

bool
store_post_put(Store *store, const PostLetter *l, gint64 *id, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    g_autofree char *recipient = g_strdup_printf("%s\n%s", l->name, l->address);
    gint64 now = clock_now_ms(), row = 0;
    bool doubt = false;
    bool well =
        (l->replaces != 0 ? store_outbox_gives_way(store, l->replaces, error)
                          : outbox_is_restored(
                                store, l->letter_id, l->request_id, &doubt, error)) &&
        sql_run(store->sql, error,
            "INSERT INTO outbox (letter_id, request_id, party_id, purpose, recipient,"
            " sender, message_id, bytes, state, created_at, due_at, in_doubt, channel)"
            " VALUES (?, ?, ?, ?, ?, '', ?, ?, ?, ?, ?, ?, 'paper')",
            BIND(sql_id(l->letter_id), sql_id(l->request_id), sql_id(l->party_id),
                l->purpose, recipient, l->message_id, l->bytes,
                outbox_state_name(doubt ? OUTBOX_DOUBT : OUTBOX_WAITING), now, now,
                doubt));
    if (well) {
        row = sql_last_id(store->sql);
        well = sql_run(store->sql, error,
            "INSERT INTO paper (outbox_id, replaces, language, number, name, address)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            BIND(row, sql_id(l->replaces), l->language, l->number, l->name, l->address));
    }
    if (!unit_end(&unit, well, error))
        return false;
    if (id != NULL)
        *id = row;
    return true;
}

GPtrArray *
store_post_waiting(Store *store, const char *reader, int most, GError **error)
{
    return collect(
        sql_rows(store->sql, "SELECT " POST_COLUMNS ", o.bytes" POST_FROM WAITING,
            BIND(reader, most)),
        true, error);
}

PostLetter *
store_post_get(Store *store, gint64 id, GError **error)
{
    return first(
        sql_rows(store->sql, "SELECT " POST_COLUMNS POST_FROM "WHERE o.id = ?", BIND(id)),
        error);
}

GBytes *
store_post_bytes(Store *store, gint64 id, GError **error)
{
    GBytes *bytes = NULL;
    bool found;
    sql_one(store->sql, error, &found,
        "SELECT bytes FROM outbox WHERE id = ? AND channel = 'paper'", BIND(id),
        INTO(&bytes));
    return bytes;
}

PostLetter *
store_post_by_number(Store *store, const char *number, GError **error)
{
    return first(sql_rows(store->sql,
                     "SELECT " POST_COLUMNS POST_FROM
                     "WHERE p.number = ? OR p.tracking = ? ORDER BY o.id DESC LIMIT 1",
                     BIND(number, number)),
        error);
}

PostLetter *
store_post_in_place_of(Store *store, gint64 mail_id, GError **error)
{
    return first(
        sql_rows(store->sql, "SELECT " POST_COLUMNS POST_FROM "WHERE p.replaces = ?",
            BIND(mail_id)),
        error);
}

bool
store_outbox_paper_no(Store *store, gint64 mail_id, const char *number, GError **error)
{
    return sql_run(store->sql, error,
               "UPDATE outbox SET paper_no = ? WHERE id = ? AND paper_no IS NULL",
               BIND(number, mail_id)) &&
           claim_held(store, error);
}

GPtrArray *
store_post_queue(Store *store, const char *reader, int most, GError **error)
{
    return collect(sql_rows(store->sql, "SELECT " POST_COLUMNS POST_FROM WAITING,
                       BIND(reader, most)),
        false, error);
}

GPtrArray *
store_post_of_run(Store *store, gint64 run_id, GError **error)
{
    return collect(
        sql_rows(store->sql,
            "SELECT " POST_COLUMNS POST_FROM "WHERE p.run_id = ? ORDER BY p.place",
            BIND(run_id)),
        false, error);
}

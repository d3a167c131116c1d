/* post.c - letters on paper: printed in runs, posted, returned; where a party's post goes. */
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
    " p.run_id, p.place, p.sha256, p.tracking, p.returned_at, p.returned_why"
#define POST_FROM " FROM outbox o JOIN paper p ON p.outbox_id = o.id "

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
    bool more = with_bytes
                    ? rows_next(rows,
                          INTO(&l->id, &l->letter_id, &l->request_id, &l->party_id,
                              &l->replaces, &l->purpose, &l->message_id, &l->language,
                              &l->number, &l->name, &l->address, &state, &l->created_at,
                              &l->sent_at, &l->run_id, &l->place, &l->sha256,
                              &l->tracking, &l->returned_at, &l->returned_why, &l->bytes))
                    : rows_next(rows,
                          INTO(&l->id, &l->letter_id, &l->request_id, &l->party_id,
                              &l->replaces, &l->purpose, &l->message_id, &l->language,
                              &l->number, &l->name, &l->address, &state, &l->created_at,
                              &l->sent_at, &l->run_id, &l->place, &l->sha256,
                              &l->tracking, &l->returned_at, &l->returned_why));
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
        (l->replaces != 0 ? outbox_gives_way(store, l->replaces, error)
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
store_post_waiting(Store *store, int most, GError **error)
{
    return collect(
        sql_rows(store->sql,
            "SELECT " POST_COLUMNS ", o.bytes" POST_FROM
            "WHERE o.channel = 'paper' AND o.state = 'waiting' ORDER BY o.id LIMIT ?",
            BIND(most)),
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

/* ---- runs ---- */

static bool
letter_printed(
    Store *store, const PostLetter *letter, gint64 run_id, int place, GError **error)
{
    if (!sql_run(store->sql, error,
            "UPDATE outbox SET state = 'sending', attempts = attempts + 1"
            " WHERE id = ? AND channel = 'paper' AND state = 'waiting'",
            BIND(letter->id)))
        return false;
    if (sql_changes(store->sql) == 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY,
            "another run has printed some of these letters; nothing was changed, print "
            "again");
        return false;
    }
    return sql_run(store->sql, error,
        "UPDATE paper SET run_id = ?, place = ?, sha256 = ? WHERE outbox_id = ?",
        BIND(run_id, place, letter->sha256, letter->id));
}

bool
store_post_run(Store *store, GPtrArray *letters, const char *sha256, const char *actor,
    gint64 *run_id, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = sql_run(store->sql, error,
        "INSERT INTO print_run (made_at, actor, letters, sha256) VALUES (?, ?, ?, ?)",
        BIND(clock_now_ms(), actor, (int)letters->len, sha256));
    gint64 id = well ? sql_last_id(store->sql) : 0;
    for (guint i = 0; well && i < letters->len; i++)
        well = letter_printed(store, letters->pdata[i], id, (int)i + 1, error);
    g_autofree char *note = g_strdup_printf(
        "run=%" G_GINT64_FORMAT " letters=%u sha256=%s", id, letters->len, sha256);
    well = well && store_journal(store, actor, "printed", 0, 0, 0, note, error);
    if (!unit_end(&unit, well, error))
        return false;
    *run_id = id;
    return true;
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

bool
store_post_run_get(
    Store *store, gint64 run_id, char **sha256, gint64 *made_at, GError **error)
{
    bool found = false;
    if (!sql_one(store->sql, error, &found,
            "SELECT sha256, made_at FROM print_run WHERE id = ?", BIND(run_id),
            INTO(sha256, made_at)))
        return false;
    if (!found)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "there is no print run %" G_GINT64_FORMAT, run_id);
    else if (**sha256 == '\0') {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "print run %" G_GINT64_FORMAT
            " was erased: its letters were all to one person",
            run_id);
        found = false;
    }
    return found;
}

void
post_run_free(PostRun *run)
{
    if (run != NULL)
        g_free(run->actor);
    g_free(run);
}

GPtrArray *
store_post_runs(Store *store, int most, GError **error)
{
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT r.id, r.made_at, r.actor, r.letters,"
        " (SELECT COUNT(*) FROM paper p JOIN outbox o ON o.id = p.outbox_id"
        "  WHERE p.run_id = r.id AND o.state <> 'sending'),"
        " (SELECT COUNT(*) FROM paper p WHERE p.run_id = r.id AND p.returned_at IS NOT "
        "NULL)"
        " FROM print_run r ORDER BY r.id DESC LIMIT ?",
        BIND(most));
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)post_run_free);
    PostRun run = {0};
    while (rows_next(rows, INTO(&run.id, &run.made_at, &run.actor, &run.letters,
                               &run.posted, &run.returned))) {
        g_ptr_array_add(list, g_memdup2(&run, sizeof run));
        run = (PostRun){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

GPtrArray *
store_post_queue(Store *store, int most, GError **error)
{
    return collect(
        sql_rows(store->sql,
            "SELECT " POST_COLUMNS POST_FROM
            "WHERE o.channel = 'paper' AND o.state = 'waiting' ORDER BY o.id LIMIT ?",
            BIND(most)),
        false, error);
}

/* ---- posted and returned ---- */

/* A step of one printed letter, with its journal row; REFUSED with why when it changes nothing. */
static bool
step_end(Store *store, Unit *unit, bool well, gint64 id, const char *actor,
    const char *act, const char *refusal, GError **error)
{
    g_autoptr(PostLetter) letter = NULL;
    if (well && sql_changes(store->sql) == 0) {
        g_set_error_literal(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, refusal);
        well = false;
    }
    letter = well ? store_post_get(store, id, error) : NULL;
    g_autofree char *note = g_strdup_printf("outbox=%" G_GINT64_FORMAT, id);
    well = letter != NULL && store_journal(store, actor, act, letter->letter_id,
                                 letter->request_id, letter->party_id, note, error);
    return unit_end(unit, well, error);
}

bool
store_post_posted(
    Store *store, gint64 id, const char *tracking, const char *actor, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well =
        sql_run(store->sql, error, "UPDATE paper SET tracking = ? WHERE outbox_id = ?",
            BIND(tracking, id)) &&
        sql_run(store->sql, error,
            "UPDATE outbox SET state = 'sent', sent_at = ?"
            " WHERE id = ? AND channel = 'paper' AND state = 'sending'",
            BIND(clock_now_ms(), id));
    return step_end(store, &unit, well, id, actor, "posted",
        "the letter is not printed, or posted already; nothing was changed", error);
}

bool
store_post_returned(
    Store *store, gint64 id, const char *why, const char *actor, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well =
        sql_run(store->sql, error,
            "UPDATE paper SET returned_at = ?, returned_why = ? WHERE outbox_id = ?",
            BIND(clock_now_ms(), why, id)) &&
        sql_run(store->sql, error,
            "UPDATE outbox SET state = 'failed', server_said = ?"
            " WHERE id = ? AND channel = 'paper' AND state IN ('sending', 'sent')",
            BIND(why, id));
    return step_end(store, &unit, well, id, actor, "returned",
        "the letter was not posted, or has come back already; nothing was changed",
        error);
}

/* ---- addresses ---- */

char *
store_address_get(Store *store, gint64 party_id, GError **error)
{
    char *address = NULL;
    if (!sql_one(store->sql, error, &(bool){false},
            "SELECT address FROM party_address WHERE party_id = ?", BIND(party_id),
            INTO(&address)))
        return NULL;
    return address;
}

bool
store_address_put(Store *store, gint64 party_id, const char *address, GError **error)
{
    return sql_run(store->sql, error,
        "INSERT INTO party_address (party_id, address, changed_at) VALUES (?, ?, ?)"
        " ON CONFLICT (party_id) DO UPDATE SET address = excluded.address,"
        " changed_at = excluded.changed_at"
        " WHERE party_address.address <> excluded.address",
        BIND(party_id, address, clock_now_ms()));
}

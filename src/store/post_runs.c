/* post_runs.c - runs of letters on paper: printed, handed to the post, brought back. */
#include "store/tables.h"

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
store_post_runs(Store *store, const char *reader, int most, GError **error)
{
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT r.id, r.made_at, r.actor, COUNT(o.id),"
        " COUNT(CASE WHEN o.state <> 'sending' THEN 1 END),"
        " COUNT(CASE WHEN o.id IS NOT NULL THEN p.returned_at END)"
        " FROM (SELECT id, made_at, actor FROM print_run ORDER BY id DESC LIMIT ?) r"
        " LEFT JOIN paper p ON p.run_id = r.id"
        " LEFT JOIN outbox o ON o.id = p.outbox_id AND" OUTBOX_FOR_READER
        " GROUP BY r.id, r.made_at, r.actor ORDER BY r.id DESC",
        BIND(most, reader));
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

bool
store_post_run_hides(
    Store *store, gint64 run_id, const char *reader, int *letters, GError **error)
{
    return sql_one(store->sql, error, NULL,
        "SELECT COUNT(*) FROM outbox o JOIN paper p ON p.outbox_id = o.id"
        " WHERE p.run_id = ? AND NOT" OUTBOX_FOR_READER,
        BIND(run_id, reader), INTO(letters));
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
            " WHERE id = ? AND channel = 'paper' AND state = 'sending'"
            " AND closed_at IS NULL",
            BIND(clock_now_ms(), id));
    return step_end(store, &unit, well, id, actor, "posted",
        "the letter is not printed, is not to leave any more, or was posted already; "
        "nothing was changed",
        error);
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

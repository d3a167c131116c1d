/* rereads.c - pages of letters at rest that are read again, and what came of it.
 *
 * What is asked for is durable: whoever reads again goes on where the last one was interrupted. The
 * letter's own row is touched in one column only, the note for people; its state, its request and its
 * answers are not reading's to change.
 */
#include "store/readings.h"

void
reread_page_free(RereadPage *page)
{
    if (page == NULL)
        return;
    g_free(page->earlier_text);
    g_free(page);
}

/* ---- asking ---- */

/* No page is read by a method of this name. */
#define NO_METHOD "-"

#define ASK \
    "INSERT INTO reread (page_id, letter_id, state) SELECT page.id, page.letter_id, " \
    "'due'" \
    " FROM page JOIN letter ON letter.id = page.letter_id" \
    " WHERE letter.state IN ('done', 'held') AND page.state IN ('read', 'failed')"
#define OLD_OR_BAD \
    " AND page.verified_at IS NULL AND COALESCE(page.confidence, 0) < ?" \
    " AND COALESCE(page.read_at, 0) < ? AND COALESCE(page.method, '') <> ?"
#define ONCE " ON CONFLICT (page_id) DO NOTHING"

bool
store_reread_ask(Store *store, const RereadFilter *filter, int *pages, GError **error)
{
    const char *method = filter->not_method ? filter->not_method : NO_METHOD;
    double below = filter->below > 0 ? filter->below : 1000;
    gint64 before = filter->before > 0 ? filter->before : G_MAXINT64;
    bool well;
    if (filter->letter_id && filter->all)
        well = sql_run(store->sql, error, ASK " AND page.letter_id = ?" ONCE,
            BIND(filter->letter_id));
    else if (filter->letter_id)
        well = sql_run(store->sql, error, ASK " AND page.letter_id = ?" OLD_OR_BAD ONCE,
            BIND(filter->letter_id, below, before, method));
    else if (filter->all)
        well = sql_run(store->sql, error, ASK ONCE, NONE);
    else
        well =
            sql_run(store->sql, error, ASK OLD_OR_BAD ONCE, BIND(below, before, method));
    if (well)
        *pages = (int)sql_changes(store->sql);
    return well;
}

/* A part that has no page was of no kind that was read when its letter came. */
GPtrArray *
store_parts_unread(
    Store *store, gint64 letter_id, gint64 after_id, int most, GError **error)
{
    gint64 last_letter = letter_id ? letter_id : G_MAXINT64;
    g_autoptr(GPtrArray) parts =
        g_ptr_array_new_with_free_func((GDestroyNotify)stored_part_free);
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT part.id, part.letter_id, part.media_type, part.size_bytes, part.inline"
        " FROM part JOIN letter ON letter.id = part.letter_id"
        " WHERE part.letter_id BETWEEN ? AND ? AND part.id > ?"
        " AND letter.state IN ('done', 'held')"
        " AND NOT EXISTS (SELECT 1 FROM page WHERE page.part_id = part.id)"
        " ORDER BY part.id LIMIT ?",
        BIND(letter_id, last_letter, after_id, most));
    StoredPart part = {0};
    while (rows_next(rows, INTO(&part.id, &part.letter_id, &part.media_type,
                               &part.size_bytes, &part.inline_))) {
        g_ptr_array_add(parts, g_memdup2(&part, sizeof part));
        part = (StoredPart){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&parts) : NULL;
}

/* Pages of a letter at rest are never due: that is what the stages look for. */
static bool
put_unread(Store *store, gint64 letter_id, gint64 part_id, int number, int weight,
    GError **error)
{
    return sql_run(store->sql, error,
               "INSERT INTO page (letter_id, part_id, number, state, due_at, weight, "
               "trouble)"
               " VALUES (?, ?, ?, 'failed', ?, ?, 'it has not been looked at yet')",
               BIND(letter_id, part_id, number, clock_now_ms(), weight)) &&
           sql_run(store->sql, error,
               "INSERT INTO reread (page_id, letter_id, state) VALUES (?, ?, 'due')",
               BIND(sql_last_id(store->sql), letter_id));
}

bool
store_reread_ask_part(Store *store, const StoredPart *part, GError **error)
{
    Unit unit;
    return unit_begin(&unit, store, error) &&
           unit_end(
               &unit, put_unread(store, part->letter_id, part->id, 0, 0, error), error);
}

bool
store_reread_counted(Store *store, const Page *counting, int n, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = sql_run(store->sql, error, "DELETE FROM reread WHERE page_id = ?",
                    BIND(counting->id)) &&
                sql_run(store->sql, error, "DELETE FROM page WHERE id = ? AND number = 0",
                    BIND(counting->id));
    for (int number = 1; well && number <= n; number++)
        well =
            put_unread(store, counting->letter_id, counting->part_id, number, n, error);
    return unit_end(&unit, well, error);
}

GPtrArray *
store_reread_due(Store *store, const Page *after, int most, GError **error)
{
    g_autoptr(GPtrArray) pages =
        g_ptr_array_new_with_free_func((GDestroyNotify)page_free);
    gint64 letter_id = after ? after->letter_id : 0, page_id = after ? after->id : 0;
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT page.id, page.letter_id, page.part_id, page.number, reread.attempts,"
        " part.sha256 FROM reread JOIN page ON page.id = reread.page_id"
        " JOIN part ON part.id = page.part_id"
        " WHERE reread.state = 'due' AND (reread.letter_id, reread.page_id) > (?, ?)"
        " ORDER BY reread.letter_id, reread.page_id LIMIT ?",
        BIND(letter_id, page_id, most));
    Page page = {0};
    while (rows_next(rows, INTO(&page.id, &page.letter_id, &page.part_id, &page.number,
                               &page.attempts, &page.sha256))) {
        g_ptr_array_add(pages, g_memdup2(&page, sizeof page));
        page = (Page){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&pages) : NULL;
}

int
store_reread_left(Store *store)
{
    int n = 0;
    sql_one(store->sql, NULL, NULL, "SELECT COUNT(*) FROM reread WHERE state = 'due'",
        NONE, INTO(&n));
    return n;
}

/* ---- how a page ended ---- */

static bool
end_page(
    Store *store, gint64 page_id, const char *state, gint64 earlier_id, GError **error)
{
    return sql_run(store->sql, error,
        "UPDATE reread SET state = ?, earlier_id = ? WHERE page_id = ?",
        BIND(state, sql_id(earlier_id), page_id));
}

static bool
replace(Store *store, const Page *page, bool was_read, const Reading *reading,
    const char *image_sha256, const char *method, GError **error)
{
    gint64 earlier_id = 0;
    return (!was_read || reading_put_aside(store, page->id, &earlier_id, error)) &&
           reading_put_current(
               store, page->id, 0, reading, image_sha256, method, error) &&
           end_page(store, page->id, "replaced", earlier_id, error);
}

bool
store_reread_keep(Store *store, const Page *page, const Reading *reading,
    const char *image_sha256, const char *method, GError **error)
{
    Unit unit;
    bool was_read = false, verified = false;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = sql_one(store->sql, error, NULL,
        "SELECT state = 'read', verified_at IS NOT NULL FROM page WHERE id = ?",
        BIND(page->id), INTO(&was_read, &verified));
    if (well && verified)
        well =
            reading_put_beside(store, page->id, reading, image_sha256, method, error) &&
            end_page(store, page->id, "beside", 0, error);
    else if (well)
        well = replace(store, page, was_read, reading, image_sha256, method, error);
    return unit_end(&unit, well, error);
}

/* A page that never could be read has been tried by this method too. */
bool
store_reread_failed(Store *store, const Page *page, const char *trouble,
    const char *method, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = sql_run(store->sql, error,
                    "UPDATE page SET method = ?, read_at = ?, trouble = ? WHERE id = ?"
                    " AND state = 'failed'",
                    BIND(method, clock_now_ms(), trouble, page->id)) &&
                end_page(store, page->id, "failed", 0, error);
    return unit_end(&unit, well, error);
}

bool
store_reread_later(Store *store, const Page *page, GError **error)
{
    return sql_run(store->sql, error,
        "UPDATE reread SET attempts = attempts + 1 WHERE page_id = ?", BIND(page->id));
}

/* ---- how a letter ended ---- */

GArray *
store_reread_ready(Store *store, GError **error)
{
    g_autoptr(GArray) ready = g_array_new(false, false, sizeof(gint64));
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT letter_id FROM reread GROUP BY letter_id"
        " HAVING COUNT(CASE WHEN state = 'due' THEN 1 END) = 0 ORDER BY letter_id",
        NONE);
    gint64 letter_id;
    while (rows_next(rows, INTO(&letter_id)))
        g_array_append_val(ready, letter_id);
    return rows_done(rows, error) ? g_steal_pointer(&ready) : NULL;
}

bool
store_reread_is_ready(Store *store, gint64 letter_id)
{
    int due = 0;
    return sql_one(store->sql, NULL, NULL,
               "SELECT COUNT(*) FROM reread WHERE letter_id = ? AND state = 'due'",
               BIND(letter_id), INTO(&due)) &&
           due == 0;
}

static RereadEnd
end_from_name(const char *name)
{
    return g_str_equal(name, "replaced") ? REREAD_REPLACED
           : g_str_equal(name, "beside") ? REREAD_BESIDE
                                         : REREAD_FAILED;
}

GPtrArray *
store_reread_ended(Store *store, gint64 letter_id, GError **error)
{
    g_autoptr(GPtrArray) ended =
        g_ptr_array_new_with_free_func((GDestroyNotify)reread_page_free);
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT reread.page_id, reread.state, reread.earlier_id, reading.text FROM reread"
        " LEFT JOIN reading ON reading.id = reread.earlier_id"
        " WHERE reread.letter_id = ? ORDER BY reread.page_id",
        BIND(letter_id));
    RereadPage page = {0};
    const char *state = NULL;
    while (rows_next(
        rows, INTO(&page.page_id, &state, &page.earlier_id, &page.earlier_text))) {
        page.end = end_from_name(state);
        g_ptr_array_add(ended, g_memdup2(&page, sizeof page));
        page = (RereadPage){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&ended) : NULL;
}

bool
store_reread_tell(
    Store *store, gint64 letter_id, const char *counts, const char *note, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = sql_run(store->sql, error, "DELETE FROM reread WHERE letter_id = ?",
                    BIND(letter_id)) &&
                store_journal(store, "diwan", "reread", letter_id, 0, 0, counts, error);
    if (well && note != NULL)
        well =
            sql_run(store->sql, error, "UPDATE letter SET reread_note = ? WHERE id = ?",
                BIND(note, letter_id)) &&
            store_journal(store, "diwan", "reread_differs", letter_id, 0, 0, note, error);
    return unit_end(&unit, well, error);
}

bool
store_reread_seen(Store *store, gint64 letter_id, const char *actor, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = sql_run(store->sql, error,
        "UPDATE letter SET reread_note = NULL WHERE id = ? AND reread_note IS NOT NULL",
        BIND(letter_id));
    if (well && sql_changes(store->sql) != 1) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "there is no note of a new reading on letter %" G_GINT64_FORMAT, letter_id);
        well = false;
    }
    well =
        well && store_journal(store, actor, "reread_seen", letter_id, 0, 0, NULL, error);
    return unit_end(&unit, well, error);
}

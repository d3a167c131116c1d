/* pages.c - pages, the unit of reading: their queue. What was read on them is in readings.c. */
#include "store/tables.h"

void
page_free(Page *page)
{
    if (page == NULL)
        return;
    g_free(page->sha256);
    g_free(page->image_sha256);
    g_free(page->method);
    g_free(page->verified_by);
    reading_free(page->reading);
    g_free(page);
}

bool
store_page_count_later(Store *store, gint64 letter_id, gint64 part_id, GError **error)
{
    return sql_run(store->sql, error,
        "INSERT INTO page (letter_id, part_id, number, state, due_at, weight)"
        " VALUES (?, ?, 0, 'counting', ?, 0) ON CONFLICT (part_id, number) DO NOTHING",
        BIND(letter_id, part_id, clock_now_ms()));
}

static bool
counting_ends(Store *store, const Page *counting, GError **error)
{
    return sql_run(store->sql, error, "DELETE FROM page WHERE id = ? AND claim = ?",
               BIND(counting->id, counting->claim)) &&
           claim_held(store, error);
}

bool
store_pages_counted(Store *store, const Page *counting, int n, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = counting_ends(store, counting, error);
    for (int number = 1; well && number <= n; number++)
        well = sql_run(store->sql, error,
            "INSERT INTO page (letter_id, part_id, number, state, due_at, weight)"
            " VALUES (?, ?, ?, 'due', ?, ?) ON CONFLICT (part_id, number) DO NOTHING",
            BIND(counting->letter_id, counting->part_id, number, clock_now_ms(), n));
    well = well && batch_pages_known(store, counting->part_id, n, error);
    return unit_end(&unit, well, error);
}

bool
store_page_count_failed(
    Store *store, const Page *counting, const char *trouble, GError **error)
{
    if (trouble == NULL)
        return counting_ends(store, counting, error);
    return sql_run(store->sql, error,
               "UPDATE page SET state = 'failed', trouble = ?, claim = 0"
               " WHERE id = ? AND claim = ?",
               BIND(trouble, counting->id, counting->claim)) &&
           claim_held(store, error);
}

static GPtrArray *
collect_claimed(Store *store, gint64 until, gint64 claim, GError **error)
{
    g_autoptr(GPtrArray) pages =
        g_ptr_array_new_with_free_func((GDestroyNotify)page_free);
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT page.id, page.letter_id, page.part_id, page.number, page.state, "
        "page.attempts,"
        " page.deaths, page.claim, part.sha256 FROM page JOIN part ON part.id = "
        "page.part_id"
        " WHERE page.state IN ('counting', 'due') AND page.due_at = ? AND page.claim = ?"
        " ORDER BY page.weight, page.id",
        BIND(until, claim));
    const char *state = NULL;
    Page page = {0};
    while (rows_next(
        rows, INTO(&page.id, &page.letter_id, &page.part_id, &page.number, &state,
                  &page.attempts, &page.deaths, &page.claim, &page.sha256))) {
        page.state = g_str_equal(state, "counting") ? PAGE_COUNTING : PAGE_DUE;
        g_ptr_array_add(pages, g_memdup2(&page, sizeof page));
        page = (Page){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&pages) : NULL;
}

GPtrArray *
store_pages_claim(Store *store, int most, gint64 lease_ms, GError **error)
{
    gint64 now = clock_now_ms(), until = now + lease_ms, claim = claim_new();
    int one = 0;
    bool due = false;
    if (!sql_one(store->sql, error, &due,
            "SELECT 1 FROM page WHERE state IN ('counting', 'due') AND due_at <= ? LIMIT "
            "1",
            BIND(now), INTO(&one)))
        return NULL;
    if (!due)
        return g_ptr_array_new_with_free_func((GDestroyNotify)page_free);
    if (!sql_run(store->sql, error,
            "UPDATE page SET claim = ?, due_at = ?, attempts = attempts + 1 WHERE id IN"
            " (SELECT id FROM page WHERE state IN ('counting', 'due') AND due_at <= ?"
            "  ORDER BY weight, due_at, id LIMIT ?)",
            BIND(claim, until, now, most)))
        return NULL;
    if (sql_changes(store->sql) == 0)
        return g_ptr_array_new_with_free_func((GDestroyNotify)page_free);
    return collect_claimed(store, until, claim, error);
}

bool
store_page_failed(Store *store, const Page *page, const char *trouble, GError **error)
{
    return store_page_count_failed(store, page, trouble, error);
}

bool
store_page_later(
    Store *store, const Page *page, gint64 due_at, bool death, GError **error)
{
    return sql_run(store->sql, error,
               "UPDATE page SET due_at = ?, deaths = deaths + ?, claim = 0"
               " WHERE id = ? AND claim = ?",
               BIND(due_at, death, page->id, page->claim)) &&
           claim_held(store, error);
}

bool
store_page_release_claim(Store *store, const Page *page, GError **error)
{
    return sql_run(store->sql, error,
        "UPDATE page SET due_at = ?, attempts = attempts - 1, claim = 0"
        " WHERE id = ? AND claim = ?",
        BIND(clock_now_ms(), page->id, page->claim));
}

/* ---- how far reading is ---- */

#define PROGRESS_COLUMNS \
    "COUNT(CASE WHEN page.number > 0 THEN 1 END)," \
    " COUNT(CASE WHEN page.state = 'read' THEN 1 END)," \
    " COUNT(CASE WHEN page.number > 0 AND page.state = 'failed' THEN 1 END)," \
    " COUNT(CASE WHEN page.state IN ('counting', 'due') THEN 1 END)"

bool
store_pages_progress(
    Store *store, gint64 letter_id, PageProgress *progress, GError **error)
{
    *progress = (PageProgress){.letter_id = letter_id};
    return sql_one(store->sql, error, NULL,
        "SELECT " PROGRESS_COLUMNS " FROM page WHERE letter_id = ?", BIND(letter_id),
        INTO(&progress->pages, &progress->read, &progress->failed, &progress->waiting));
}

GArray *
store_pages_in_progress(Store *store, int most, GError **error)
{
    g_autoptr(GArray) list = g_array_new(false, true, sizeof(PageProgress));
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT letter.id, " PROGRESS_COLUMNS " FROM letter"
        " JOIN page ON page.letter_id = letter.id WHERE letter.state = 'parsed'"
        " GROUP BY letter.id ORDER BY letter.id LIMIT ?",
        BIND(most));
    PageProgress one = {0};
    while (rows_next(
        rows, INTO(&one.letter_id, &one.pages, &one.read, &one.failed, &one.waiting)))
        g_array_append_val(list, one);
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

int
store_pages_waiting(Store *store)
{
    int n = 0;
    sql_one(store->sql, NULL, NULL,
        "SELECT COUNT(*) FROM page WHERE state IN ('counting', 'due')", NONE, INTO(&n));
    return n;
}

/* pages.c - pages, the unit of reading: their queue and what was read on them.
 *
 * Words and codes are one packed GVariant a page: a text and five numbers each, far smaller than
 * rows, and read only when a page is shown or searched.
 */
#include "store/tables.h"

#define WORDS_TYPE "(a(siiiii)a(ssiiii))"

void
page_free(Page *page)
{
    if (page == NULL)
        return;
    g_free(page->sha256);
    g_free(page->image_sha256);
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

static GBytes *
pack(const Reading *reading)
{
    GVariantBuilder words, codes;
    g_variant_builder_init(&words, G_VARIANT_TYPE("a(siiiii)"));
    g_variant_builder_init(&codes, G_VARIANT_TYPE("a(ssiiii)"));
    for (guint i = 0; i < reading->words->len; i++) {
        const Word *w = reading->words->pdata[i];
        g_variant_builder_add(
            &words, "(siiiii)", w->text, w->x, w->y, w->width, w->height, w->confidence);
    }
    for (guint i = 0; i < reading->codes->len; i++) {
        const Code *c = reading->codes->pdata[i];
        g_variant_builder_add(
            &codes, "(ssiiii)", c->type, c->text, c->x, c->y, c->width, c->height);
    }
    g_autoptr(GVariant) packed =
        g_variant_ref_sink(g_variant_new(WORDS_TYPE, &words, &codes));
    return g_variant_get_data_as_bytes(packed);
}

static void
unpack(GBytes *bytes, Reading *reading)
{
    g_autoptr(GVariant) packed = g_variant_ref_sink(
        g_variant_new_from_bytes(G_VARIANT_TYPE(WORDS_TYPE), bytes, false));
    g_autoptr(GVariantIter) words = NULL;
    g_autoptr(GVariantIter) codes = NULL;
    g_variant_get(packed, WORDS_TYPE, &words, &codes);
    Word w = {0};
    while (g_variant_iter_next(
        words, "(siiiii)", &w.text, &w.x, &w.y, &w.width, &w.height, &w.confidence))
        g_ptr_array_add(reading->words, g_memdup2(&w, sizeof w));
    Code c = {0};
    while (g_variant_iter_next(
        codes, "(ssiiii)", &c.type, &c.text, &c.x, &c.y, &c.width, &c.height))
        g_ptr_array_add(reading->codes, g_memdup2(&c, sizeof c));
}

bool
store_page_save(Store *store, const Page *page, const Reading *reading,
    const char *image_sha256, GError **error)
{
    Unit unit;
    g_autoptr(GBytes) words = pack(reading);
    if (!unit_begin(&unit, store, error))
        return false;
    const SqlValue value[] = {SQL_V(reading->width), SQL_V(reading->height),
        SQL_V(reading->dpi), SQL_V(reading->rotation), SQL_V(reading->skew),
        SQL_V(page_source_name(reading->source)), SQL_V(reading->text),
        SQL_V(reading->confidence), SQL_V(image_sha256), SQL_V(reading->image_type),
        SQL_V(page->id), SQL_V(page->claim)};
    bool well =
        sql_run(store->sql, error,
            "UPDATE page SET state = 'read', claim = 0, width = ?, height = ?, dpi = ?,"
            " rotation = ?, skew = ?, source = ?, text = ?, confidence = ?, image_sha256 "
            "= ?,"
            " image_type = ? WHERE id = ? AND claim = ?",
            value, G_N_ELEMENTS(value)) &&
        claim_held(store, error) &&
        sql_run(store->sql, error,
            "INSERT INTO page_words (page_id, words) VALUES (?, ?)"
            " ON CONFLICT (page_id) DO UPDATE SET words = excluded.words",
            BIND(page->id, words));
    return unit_end(&unit, well, error);
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

static PageState
state_from_name(const char *name)
{
    static const char *const names[] = {"counting", "due", "read", "failed"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_str_equal(name, names[i]))
            return (PageState)i;
    return PAGE_FAILED;
}

static Page *
next_page(Rows *rows, bool with_words)
{
    g_autoptr(Page) page = g_new0(Page, 1);
    Reading *r = page->reading = reading_new(0);
    g_autoptr(GBytes) words = NULL;
    const char *state = NULL, *source = NULL;
    const SqlOut out[] = {SQL_O(&page->id), SQL_O(&page->letter_id),
        SQL_O(&page->part_id), SQL_O(&page->number), SQL_O(&state),
        SQL_O(&page->image_sha256), SQL_O(&r->width), SQL_O(&r->height), SQL_O(&r->dpi),
        SQL_O(&r->rotation), SQL_O(&r->skew), SQL_O(&source), SQL_O(&r->text),
        SQL_O(&r->confidence), SQL_O(&r->trouble), SQL_O(&r->image_type),
        SQL_O(&page->sha256), SQL_O(&words)};
    if (!rows_next(rows, out, G_N_ELEMENTS(out)))
        return NULL;
    page->state = state_from_name(state);
    r->number = page->number;
    if (source)
        page_source_from_name(source, &r->source);
    if (r->text == NULL)
        r->text = g_strdup("");
    if (with_words && words)
        unpack(words, r);
    return g_steal_pointer(&page);
}

#define PAGE_COLUMNS \
    "page.id, page.letter_id, page.part_id, page.number, page.state, page.image_sha256," \
    " page.width, page.height, page.dpi, page.rotation, page.skew, page.source, " \
    "page.text," \
    " page.confidence, page.trouble, page.image_type, part.sha256"

GPtrArray *
store_pages_of(Store *store, gint64 letter_id, bool with_words, int most, GError **error)
{
    g_autoptr(GPtrArray) pages =
        g_ptr_array_new_with_free_func((GDestroyNotify)page_free);
    int limit = most ? most : -1;
    g_autoptr(Rows) rows =
        with_words ? sql_rows(store->sql,
                         "SELECT " PAGE_COLUMNS ", page_words.words FROM page"
                         " JOIN part ON part.id = page.part_id"
                         " LEFT JOIN page_words ON page_words.page_id = page.id"
                         " WHERE page.letter_id = ? ORDER BY part.position, page.number"
                         " LIMIT ?",
                         BIND(letter_id, limit))
                   : sql_rows(store->sql,
                         "SELECT " PAGE_COLUMNS ", NULL FROM page"
                         " JOIN part ON part.id = page.part_id"
                         " WHERE page.letter_id = ? ORDER BY part.position, page.number"
                         " LIMIT ?",
                         BIND(letter_id, limit));
    Page *page;
    while ((page = next_page(rows, with_words))) {
        g_ptr_array_add(pages, page);
        page->position = (int)pages->len;
    }
    return rows_done(rows, error) ? g_steal_pointer(&pages) : NULL;
}

Page *
store_page_at(Store *store, gint64 letter_id, int position, GError **error)
{
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT " PAGE_COLUMNS ", page_words.words FROM page"
        " JOIN part ON part.id = page.part_id"
        " LEFT JOIN page_words ON page_words.page_id = page.id"
        " WHERE page.letter_id = ? ORDER BY part.position, page.number LIMIT 1 OFFSET ?",
        BIND(letter_id, position - 1));
    g_autoptr(Page) page = next_page(rows, true);
    if (page == NULL) {
        if (rows_done(rows, error))
            g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
                "letter %" G_GINT64_FORMAT " has no page %d", letter_id, position);
        return NULL;
    }
    page->position = position;
    return g_steal_pointer(&page);
}

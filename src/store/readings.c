/* readings.c - what was read on pages: the current reading of each, and its others.
 *
 * The current one stands in the page's own row, its words packed beside it (boxes.c) and unpacked only
 * where they are asked for. A reading that gives way is kept in a row of its own and can be shown; one
 * that a person verified gives way to no machine.
 */
#include "store/readings.h"
#include "store/boxes.h"

static PageState
state_from_name(const char *name)
{
    static const char *const names[] = {"counting", "due", "read", "failed"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_str_equal(name, names[i]))
            return (PageState)i;
    return PAGE_FAILED;
}

/* The next page of a query that selects PAGE_COLUMNS and words (NULL: not asked for). Words that are
 * damaged are left out: the text is what counts, and reading the page again brings them back. */
static Page *
next_page(Rows *rows)
{
    g_autoptr(Page) page = g_new0(Page, 1);
    Reading *r = page->reading = reading_new(0);
    g_autoptr(GBytes) words = NULL;
    const char *state = NULL, *source = NULL;
    const SqlOut out[] = {SQL_O(&page->id), SQL_O(&page->letter_id),
        SQL_O(&page->part_id), SQL_O(&page->number), SQL_O(&state), SQL_O(&page->sha256),
        SQL_O(&r->trouble), SQL_O(&page->image_sha256), SQL_O(&r->width),
        SQL_O(&r->height), SQL_O(&r->dpi), SQL_O(&r->rotation), SQL_O(&r->skew),
        SQL_O(&source), SQL_O(&r->text), SQL_O(&r->confidence), SQL_O(&r->image_type),
        SQL_O(&page->method), SQL_O(&page->read_at), SQL_O(&page->verified_by),
        SQL_O(&page->verified_at), SQL_O(&words)};
    if (!rows_next(rows, out, G_N_ELEMENTS(out)))
        return NULL;
    page->state = state_from_name(state);
    r->number = page->number;
    if (source)
        page_source_from_name(source, &r->source);
    if (r->text == NULL)
        r->text = g_strdup("");
    if (words)
        boxes_unpack(words, r, NULL);
    return g_steal_pointer(&page);
}

#define PLACE_COLUMNS \
    "page.id, page.letter_id, page.part_id, page.number, page.state, part.sha256, " \
    "page.trouble, "
#define READ_COLUMNS(t) \
    t ".image_sha256, " t ".width, " t ".height, " t ".dpi, " t ".rotation, " t \
      ".skew, " t ".source, " t ".text, " t ".confidence, " t ".image_type, " t \
      ".method, " t ".read_at, " t ".verified_by, " t ".verified_at"

static GPtrArray *
collect(Rows *take_rows, int first, GError **error)
{
    g_autoptr(Rows) rows = take_rows;
    g_autoptr(GPtrArray) pages =
        g_ptr_array_new_with_free_func((GDestroyNotify)page_free);
    Page *page;
    while ((page = next_page(rows))) {
        page->position = first + (int)pages->len;
        g_ptr_array_add(pages, page);
    }
    return rows_done(rows, error) ? g_steal_pointer(&pages) : NULL;
}

/* By part and number, which their indexes give in order: a page far behind costs no sorting. */
GPtrArray *
store_pages_from(Store *store, gint64 letter_id, int first, int most, GError **error)
{
    return collect(
        sql_rows(store->sql,
            "SELECT " PLACE_COLUMNS READ_COLUMNS(
                "page") ", page_words.words FROM part"
                        " JOIN page ON page.part_id = part.id"
                        " LEFT JOIN page_words ON page_words.page_id = page.id"
                        " WHERE part.letter_id = ? ORDER BY part.position, page.number"
                        " LIMIT ? OFFSET ?",
            BIND(letter_id, most ? most : -1, first - 1)),
        first, error);
}

GPtrArray *
store_pages_of(Store *store, gint64 letter_id, bool with_words, int most, GError **error)
{
    if (with_words)
        return store_pages_from(store, letter_id, 1, most, error);
    return collect(
        sql_rows(store->sql,
            "SELECT " PLACE_COLUMNS READ_COLUMNS(
                "page") ", NULL FROM part"
                        " JOIN page ON page.part_id = part.id"
                        " WHERE part.letter_id = ? ORDER BY part.position, page.number"
                        " LIMIT ?",
            BIND(letter_id, most ? most : -1)),
        1, error);
}

Page *
store_page_at(Store *store, gint64 letter_id, int position, GError **error)
{
    g_autoptr(GPtrArray) found =
        position > 0 ? store_pages_from(store, letter_id, position, 1, error)
                     : g_ptr_array_new();
    if (found != NULL && found->len == 1)
        return g_ptr_array_steal_index(found, 0);
    if (found != NULL)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "letter %" G_GINT64_FORMAT " has no page %d", letter_id, position);
    return NULL;
}

/* ---- a page's other readings ---- */

GPtrArray *
store_readings_of(Store *store, gint64 page_id, GError **error)
{
    return collect(
        sql_rows(store->sql,
            "SELECT " PLACE_COLUMNS READ_COLUMNS(
                "reading") ", reading.words FROM reading"
                           " JOIN page ON page.id = reading.page_id"
                           " JOIN part ON part.id = page.part_id"
                           " WHERE reading.page_id = ? ORDER BY reading.id DESC",
            BIND(page_id)),
        0, error);
}

Page *
store_reading_get(Store *store, gint64 id, GError **error)
{
    g_autoptr(GPtrArray) found =
        collect(sql_rows(store->sql,
                    "SELECT " PLACE_COLUMNS READ_COLUMNS(
                        "reading") ", reading.words FROM reading"
                                   " JOIN page ON page.id = reading.page_id"
                                   " JOIN part ON part.id = page.part_id"
                                   " WHERE reading.id = ?",
                    BIND(id)),
            0, error);
    if (found != NULL && found->len == 1)
        return g_ptr_array_steal_index(found, 0);
    if (found != NULL)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "there is no reading %" G_GINT64_FORMAT, id);
    return NULL;
}

/* ---- keeping one ---- */

static bool
put_words(Store *store, gint64 page_id, GBytes *words, GError **error)
{
    return sql_run(store->sql, error,
        "INSERT INTO page_words (page_id, words) VALUES (?, ?)"
        " ON CONFLICT (page_id) DO UPDATE SET words = excluded.words",
        BIND(page_id, words));
}

bool
reading_put_current(Store *store, gint64 page_id, gint64 claim, const Reading *reading,
    const char *image_sha256, const char *method, GError **error)
{
    g_autoptr(GBytes) words = boxes_pack(reading);
    const SqlValue value[] = {SQL_V(reading->width), SQL_V(reading->height),
        SQL_V(reading->dpi), SQL_V(reading->rotation), SQL_V(reading->skew),
        SQL_V(page_source_name(reading->source)), SQL_V(reading->text),
        SQL_V(reading->confidence), SQL_V(image_sha256), SQL_V(reading->image_type),
        SQL_V(method), SQL_V(clock_now_ms()), SQL_V(page_id), SQL_V(claim)};
    return sql_run(store->sql, error,
               "UPDATE page SET state = 'read', claim = 0, trouble = NULL, width = ?,"
               " height = ?, dpi = ?, rotation = ?, skew = ?, source = ?, text = ?,"
               " confidence = ?, image_sha256 = ?, image_type = ?, method = ?, read_at = "
               "?,"
               " verified_by = NULL, verified_at = NULL WHERE id = ? AND claim = ?",
               value, G_N_ELEMENTS(value)) &&
           claim_held(store, error) && put_words(store, page_id, words, error) &&
           form_put(store, page_id, reading->form, error);
}

bool
reading_put_aside(Store *store, gint64 page_id, gint64 *id, GError **error)
{
    if (!sql_run(store->sql, error,
            "INSERT INTO reading (page_id, method, read_at, verified_by, verified_at, "
            "width,"
            " height, dpi, rotation, skew, source, text, confidence, image_sha256,"
            " image_type, words)"
            " SELECT id, method, read_at, verified_by, verified_at, width, height, dpi,"
            " rotation, skew, source, text, confidence, image_sha256, image_type, words"
            " FROM page LEFT JOIN page_words ON page_words.page_id = page.id"
            " WHERE page.id = ?",
            BIND(page_id)))
        return false;
    *id = sql_last_id(store->sql);
    return true;
}

bool
reading_put_beside(Store *store, gint64 page_id, const Reading *reading,
    const char *image_sha256, const char *method, GError **error)
{
    g_autoptr(GBytes) words = boxes_pack(reading);
    const SqlValue value[] = {SQL_V(page_id), SQL_V(method), SQL_V(clock_now_ms()),
        SQL_V(reading->width), SQL_V(reading->height), SQL_V(reading->dpi),
        SQL_V(reading->rotation), SQL_V(reading->skew),
        SQL_V(page_source_name(reading->source)), SQL_V(reading->text),
        SQL_V(reading->confidence), SQL_V(image_sha256), SQL_V(reading->image_type),
        SQL_V(words)};
    return sql_run(store->sql, error,
        "INSERT INTO reading (page_id, method, read_at, width, height, dpi, rotation, "
        "skew,"
        " source, text, confidence, image_sha256, image_type, words)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        value, G_N_ELEMENTS(value));
}

bool
store_page_save(Store *store, const Page *page, const Reading *reading,
    const char *image_sha256, const char *method, GError **error)
{
    Unit unit;
    return unit_begin(&unit, store, error) &&
           unit_end(&unit,
               reading_put_current(
                   store, page->id, page->claim, reading, image_sha256, method, error),
               error);
}

/* ---- verified by a person ---- */

/* Only what was read can be right: the page's row is left alone by queues then. */
static bool
mark_verified(Store *store, gint64 page_id, const char *by, GError **error)
{
    if (!sql_run(store->sql, error,
            "UPDATE page SET verified_by = ?, verified_at = ? WHERE id = ? AND state = "
            "'read'",
            BIND(by, clock_now_ms(), page_id)))
        return false;
    if (sql_changes(store->sql) == 1)
        return true;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "the page has not been read: there is no text to be verified, nothing was "
        "changed");
    return false;
}

static bool
correct(Store *store, const Page *page, const Reading *corrected, GError **error)
{
    gint64 earlier_id = 0;
    return reading_put_aside(store, page->id, &earlier_id, error) &&
           reading_put_current(
               store, page->id, 0, corrected, page->image_sha256, page->method, error);
}

bool
store_page_verify(Store *store, const Page *page, const Reading *corrected,
    const char *by, GError **error)
{
    Unit unit;
    g_autofree char *note = g_strdup_printf("%d", page->position);
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = (corrected == NULL || correct(store, page, corrected, error)) &&
                mark_verified(store, page->id, by, error) &&
                store_journal(store, by, corrected ? "text_corrected" : "text_verified",
                    page->letter_id, 0, 0, note, error);
    return unit_end(&unit, well, error);
}

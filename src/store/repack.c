/* repack.c - the words of pages as the first version kept them → as boxes.c packs them.
 *
 * Once, when an office of that version is opened: a batch of pages at a time, inside the migration's
 * transaction. What is not as it was written then is left out; the page's text stays.
 */
#include "store/boxes.h"
#include "store/schema.h"

#define OLD_TYPE "(a(siiiii)a(ssiiii))"

enum { BATCH = 200, MOST_SIDE = 40000 };

typedef struct OldPage {
    gint64 id;
    Reading *reading;
} OldPage;

static void
old_page_free(OldPage *page)
{
    reading_free(page->reading);
    g_free(page);
}

static bool
box_is_sound(int x, int y, int width, int height)
{
    return ABS(x) <= MOST_SIDE && ABS(y) <= MOST_SIDE && width >= 0 &&
           width <= MOST_SIDE && height >= 0 && height <= MOST_SIDE;
}

static void
unpack_old(GBytes *bytes, Reading *reading)
{
    g_autoptr(GVariant) packed = g_variant_ref_sink(
        g_variant_new_from_bytes(G_VARIANT_TYPE(OLD_TYPE), bytes, false));
    g_autoptr(GVariantIter) words = NULL;
    g_autoptr(GVariantIter) codes = NULL;
    if (!g_variant_is_normal_form(packed))
        return;
    g_variant_get(packed, OLD_TYPE, &words, &codes);
    Word w = {0};
    while (g_variant_iter_next(
        words, "(siiiii)", &w.text, &w.x, &w.y, &w.width, &w.height, &w.confidence)) {
        Word *word = g_memdup2(&w, sizeof w);
        if (box_is_sound(w.x, w.y, w.width, w.height))
            g_ptr_array_add(reading->words, word);
        else
            word_free(word);
    }
    Code c = {0};
    while (g_variant_iter_next(
        codes, "(ssiiii)", &c.type, &c.text, &c.x, &c.y, &c.width, &c.height)) {
        Code *code = g_memdup2(&c, sizeof c);
        if (box_is_sound(c.x, c.y, c.width, c.height))
            g_ptr_array_add(reading->codes, code);
        else
            code_free(code);
    }
}

static GPtrArray *
load_batch(Sql *sql, gint64 after, GError **error)
{
    g_autoptr(GPtrArray) pages =
        g_ptr_array_new_with_free_func((GDestroyNotify)old_page_free);
    g_autoptr(Rows) rows = sql_rows(sql,
        "SELECT page.id, page.text, page_words.words FROM page_words"
        " JOIN page ON page.id = page_words.page_id"
        " WHERE page_words.page_id > ? ORDER BY page_words.page_id LIMIT ?",
        BIND(after, BATCH));
    gint64 id;
    const char *text = NULL;
    g_autoptr(GBytes) words = NULL;
    while (rows_next(rows, INTO(&id, &text, &words))) {
        OldPage *page = g_new0(OldPage, 1);
        page->id = id;
        page->reading = reading_new(1);
        g_free(page->reading->text);
        page->reading->text = g_strdup(text != NULL ? text : "");
        unpack_old(words, page->reading);
        g_ptr_array_add(pages, page);
    }
    return rows_done(rows, error) ? g_steal_pointer(&pages) : NULL;
}

bool
repack_words(Sql *sql, GError **error)
{
    for (gint64 after = 0;;) {
        g_autoptr(GPtrArray) pages = load_batch(sql, after, error);
        if (pages == NULL || pages->len == 0)
            return pages != NULL;
        for (guint i = 0; i < pages->len; i++) {
            const OldPage *page = pages->pdata[i];
            g_autoptr(GBytes) words = boxes_pack(page->reading);
            if (!sql_run(sql, error, "UPDATE page_words SET words = ? WHERE page_id = ?",
                    BIND(words, page->id)))
                return false;
            after = page->id;
        }
    }
}

/* search.c - letters into the index, and out of it again by any of their words. */
#include "archive/query.h"

enum { FILL_LETTERS = 64 };

struct Search {
    Index *index;
};

Search *
search_open(const char *path, GError **error)
{
    g_autoptr(Search) search = g_new0(Search, 1);
    search->index = index_open(path, error);
    return search->index ? g_steal_pointer(&search) : NULL;
}

void
search_close(Search *search)
{
    if (search)
        index_close(search->index);
    g_free(search);
}

static bool
add_pages(Index *index, GPtrArray *pages, GError **error)
{
    for (guint i = 0; i < pages->len; i++) {
        const Page *page = pages->pdata[i];
        if (page->state == PAGE_READ && !index_put(index, page->letter_id, page->position,
                                            "", page->reading->text, error))
            return false;
    }
    return true;
}

static bool
add_letter(Index *index, Store *store, const Letter *letter, GError **error)
{
    g_autofree char *about = g_strjoin("\n", letter->subject ? letter->subject : "",
        letter->from_name ? letter->from_name : "",
        letter->file_name ? letter->file_name : "", letter->in_no ? letter->in_no : "",
        NULL);
    if (!index_put(index, letter->id, 0, about, letter->text ? letter->text : "", error))
        return false;
    g_autoptr(GPtrArray) pages = store_pages_of(store, letter->id, false, 0, error);
    if (pages == NULL)
        return false;
    return add_pages(index, pages, error);
}

bool
search_add(Search *search, Store *store, GPtrArray *letters, GError **error)
{
    if (!index_begin(search->index, error))
        return false;
    for (guint i = 0; i < letters->len; i++)
        if (!add_letter(search->index, store, letters->pdata[i], error)) {
            index_rollback(search->index);
            return false;
        }
    return index_commit(search->index, error);
}

bool
search_add_pages(Search *search, GPtrArray *pages, GError **error)
{
    if (!index_begin(search->index, error))
        return false;
    if (add_pages(search->index, pages, error))
        return index_commit(search->index, error);
    index_rollback(search->index);
    return false;
}

bool
search_fill(Search *search, Store *store, int *filled, GError **error)
{
    gint64 last = 0;
    if (!index_filled_to(search->index, &last, error))
        return false;
    if (last == INDEX_FULL)
        return true;
    g_autoptr(GPtrArray) letters =
        store_letters_resting(store, last, FILL_LETTERS, error);
    if (letters == NULL ||
        (letters->len > 0 && !search_add(search, store, letters, error)))
        return false;
    *filled += (int)letters->len;
    last =
        letters->len > 0 ? ((Letter *)letters->pdata[letters->len - 1])->id : INDEX_FULL;
    return index_fill_to(search->index, last, error);
}

void
search_hit_free(SearchHit *hit)
{
    if (hit == NULL)
        return;
    g_free(hit->in_no);
    g_free(hit->snippet);
    g_array_unref(hit->marks);
    g_array_unref(hit->boxes);
    g_free(hit);
}

static SearchHit *
show(const Query *query, Store *store, const IndexHit *found, GError **error)
{
    g_autoptr(Letter) letter = store_letter_get(store, found->letter_id, error);
    if (letter == NULL)
        return NULL;
    SearchHit *hit = g_new0(SearchHit, 1);
    hit->letter_id = letter->id;
    hit->in_no = g_steal_pointer(&letter->in_no);
    hit->page = found->page;
    hit->score = found->score;
    hit->marks = g_array_new(false, false, sizeof(Span));
    hit->boxes = g_array_new(false, false, sizeof(Box));
    g_autoptr(Page) page =
        found->page > 0 ? store_page_at(store, letter->id, found->page, NULL) : NULL;
    if (page) {
        hit->snippet = query_snippet(query, page->reading->text, hit->marks);
        query_boxes(query, page->reading, hit->boxes);
    } else {
        g_autofree char *whole = g_strjoin("\n", letter->subject ? letter->subject : "",
            letter->text ? letter->text : "", NULL);
        hit->snippet = query_snippet(query, whole, hit->marks);
    }
    return hit;
}

GPtrArray *
search_find(Search *search, Store *store, const char *query_text, GHashTable *hidden,
    int limit, int *total, GError **error)
{
    g_autoptr(Query) query = query_parse(query_text);
    g_autoptr(GPtrArray) hits =
        g_ptr_array_new_with_free_func((GDestroyNotify)search_hit_free);
    *total = 0;
    if (query->match == NULL)
        return g_steal_pointer(&hits);
    g_autoptr(GArray) found =
        index_find(search->index, query->match, hidden, limit, SEARCH_MOST, total, error);
    if (found == NULL)
        return NULL;
    for (guint i = 0; i < found->len; i++) {
        SearchHit *hit = show(query, store, &g_array_index(found, IndexHit, i), error);
        if (hit == NULL)
            return NULL;
        g_ptr_array_add(hits, hit);
    }
    return g_steal_pointer(&hits);
}

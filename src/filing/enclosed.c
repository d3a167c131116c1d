/* enclosed.c - which documents came with a letter, by the names of files and by what stands at the head of pages.
 *
 * A paper says at its head what it is; further down it may speak of any other, as letters do that list what they enclose.
 */
#include "filing/enclosed.h"

#include <string.h>

enum { MOST_PAGES = 50 };

static void
add(GPtrArray *documents, const char *document)
{
    if (document != NULL &&
        !g_ptr_array_find_with_equal_func(documents, document, g_str_equal, NULL))
        g_ptr_array_add(documents, (gpointer)document);
}

static const char *
name_of(GPtrArray *parts, gint64 part_id)
{
    for (guint i = 0; i < parts->len; i++) {
        const StoredPart *part = parts->pdata[i];
        if (part->id == part_id)
            return part->name;
    }
    return NULL;
}

GPtrArray *
enclosed_documents(const Kinds *kinds, Store *store, const Letter *letter, GError **error)
{
    bool scan = letter->medium == MEDIUM_SCAN;
    g_autoptr(GPtrArray) parts = store_parts_of(store, letter->id, error);
    g_autoptr(GPtrArray) pages =
        parts != NULL ? store_pages_of(store, letter->id, true, MOST_PAGES, error) : NULL;
    if (pages == NULL)
        return NULL;
    GPtrArray *documents = g_ptr_array_new();
    for (guint i = 0; !scan && i < parts->len; i++)
        add(documents,
            kinds_document(kinds, ((const StoredPart *)parts->pdata[i])->name, NULL));
    for (guint i = 0; i < pages->len; i++) {
        const Page *page = pages->pdata[i];
        bool is_letter = scan && page->position == 1;
        const char *name =
            scan || page->number > 1 ? NULL : name_of(parts, page->part_id);
        if (!is_letter && page->reading != NULL)
            add(documents, kinds_document(kinds, name, page->reading->text));
    }
    return documents;
}

/* search.c - every word of every letter and scan; a register number leads straight to its letter. */
#include "web/inside.h"

#include "language/language.h"

#include <string.h>

enum { SEARCH_ROWS = 50 };

/* The snippet in pieces; marks are byte ranges of it, in order, and are not believed blindly. */
static JsonArray *
show_snippet(const SearchHit *hit)
{
    JsonArray *pieces = json_array_new();
    gsize at = 0, length = strlen(hit->snippet);
    for (guint i = 0; i <= hit->marks->len; i++) {
        Span none = {length, length};
        Span mark = i < hit->marks->len ? g_array_index(hit->marks, Span, i) : none;
        if (mark.start < at || mark.end < mark.start || mark.end > length)
            continue;
        JsonObject *piece = json_object_new();
        show_take(piece, "text", g_strndup(hit->snippet + at, mark.start - at));
        show_take(
            piece, "mark", g_strndup(hit->snippet + mark.start, mark.end - mark.start));
        json_array_add_object_element(pieces, piece);
        at = mark.end;
    }
    return pieces;
}

static JsonObject *
show_hit(Visit *visit, const SearchHit *hit)
{
    g_autoptr(Letter) letter =
        store_letter_get(visit->web->diwan->store, hit->letter_id, NULL);
    if (letter == NULL || !show_may_see(visit, letter))
        return NULL;
    JsonObject *row = show_letter(visit, letter);
    json_object_set_array_member(row, "snippet", show_snippet(hit));
    show_page_link(visit, row, hit->page);
    return row;
}

/* The letter a register number names; 0 when the query is none. */
static gint64
letter_named(Visit *visit, const char *query)
{
    g_autofree char *number = register_number_parse(query);
    return number ? store_letter_by_in_no(visit->web->diwan->store, number) : 0;
}

static void
render(Visit *visit, const char *query, GPtrArray *hits, int total)
{
    JsonObject *model = json_object_new();
    JsonArray *rows = json_array_new();
    for (guint i = 0; i < hits->len; i++) {
        JsonObject *row = show_hit(visit, hits->pdata[i]);
        if (row != NULL)
            json_array_add_object_element(rows, row);
    }
    json_object_set_array_member(model, "rows", rows);
    show_text(model, "q", query);
    json_object_set_boolean_member(model, "asked", *query != '\0');
    show_take(model, "count", words_count(visit->words, "search", "found", total));
    if (total > (int)hits->len)
        show_take(
            model, "shown", words_count(visit->words, "search", "shown", hits->len));
    page_render(visit, MHD_HTTP_OK, "search", "search", model);
}

void
page_search(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *query = visit_query(visit, "q");
    gint64 letter = letter_named(visit, query);
    if (letter > 0 && !show_is_barred_letter(visit, letter)) {
        g_autofree char *to = g_strdup_printf("/i/%" G_GINT64_FORMAT, letter);
        answer_redirect(visit, to);
        return;
    }
    int total = 0;
    g_autoptr(GHashTable) hidden = show_hidden(visit, &error);
    g_autoptr(GPtrArray) hits =
        hidden != NULL ? search_find(visit->web->search, visit->web->diwan->store, query,
                             hidden, SEARCH_ROWS, &total, &error)
                       : NULL;
    if (hits == NULL)
        page_error(visit, error);
    else
        render(visit, query, hits, total);
}

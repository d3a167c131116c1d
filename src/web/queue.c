/* queue.c - the letters, newest first, in views that are links with counters.
 *
 * A view and its counter ask the same question of the store.
 */
#include "web/inside.h"

#include <string.h>

typedef struct View {
    LetterFilter filter;
    const char *name;
} View;

static bool
view_named(const char *name, View *view)
{
    view->name = name;
    if (g_str_equal(name, "all"))
        return true;
    if (g_str_equal(name, "held"))
        return view->filter.held_only = true;
    if (g_str_equal(name, "rejected"))
        return view->filter.rejected_only = true;
    if (g_str_equal(name, "reread"))
        return view->filter.reread_only = true;
    return view->filter.has_state = letter_state_from_name(name, &view->filter.state);
}

/* ---- views ---- */

static void
add_view(Visit *visit, JsonArray *views, const char *name, gint64 count)
{
    bool here = g_str_equal(visit->word, name);
    bool always = g_str_equal(name, "all") || g_str_equal(name, "held");
    View asked = {0};
    if (view_named(name, &asked))
        count = show_letters_count(visit, count, &asked.filter);
    if (count == 0 && !here && !always)
        return;
    JsonObject *view = json_object_new();
    show_take(view, "href", g_strdup_printf("/q/%s", name));
    show_text(view, "label", words_get(visit->words, "view", name));
    show_take(view, "count", words_number(visit->words, count));
    json_object_set_boolean_member(view, "here", here);
    json_array_add_object_element(views, view);
}

static bool
add_views(Visit *visit, JsonObject *model, GError **error)
{
    Store *store = visit->web->diwan->store;
    g_autoptr(GArray) depths = store_letters_depth(store, error);
    if (depths == NULL)
        return false;
    gint64 all = 0;
    for (guint i = 0; i < depths->len; i++)
        all += g_array_index(depths, StageDepth, i).count;
    JsonArray *views = json_array_new();
    add_view(visit, views, "all", all);
    add_view(visit, views, "held", store_letters_held(store));
    add_view(visit, views, "reread", store_letters_reread(store));
    if (rules_allow(visit->web->desk->rules, "see_rejected", visit->staff->role))
        add_view(visit, views, "rejected", store_letters_rejected(store));
    for (guint i = 0; i < depths->len; i++) {
        const StageDepth *depth = &g_array_index(depths, StageDepth, i);
        if (depth->state != LETTER_HELD)
            add_view(visit, views, letter_state_name(depth->state), depth->count);
    }
    json_object_set_array_member(model, "views", views);
    return true;
}

/* ---- rows ---- */

static void
add_rows(Visit *visit, JsonObject *model, GPtrArray *letters, gint64 before)
{
    JsonArray *rows = json_array_new();
    guint shown = MIN(letters->len, PAGE_ROWS);
    for (guint i = 0; i < shown; i++)
        if (show_may_see(visit, letters->pdata[i]))
            json_array_add_object_element(rows, show_letter(visit, letters->pdata[i]));
    json_object_set_array_member(model, "rows", rows);
    json_object_set_boolean_member(model, "newest", before > 0);
    if (letters->len > PAGE_ROWS) {
        const Letter *last = letters->pdata[PAGE_ROWS - 1];
        json_object_set_int_member(model, "before", last->id);
    }
}

void
page_queue(Visit *visit)
{
    View view = {.filter = {.limit = PAGE_ROWS + 1}};
    g_autoptr(GError) error = NULL;
    if (!view_named(visit->word, &view)) {
        page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
        return;
    }
    view.filter.before_id = visit_query_id(visit, "before");
    g_autoptr(JsonObject) model = json_object_new();
    g_autoptr(GPtrArray) letters =
        store_letters_list(visit->web->diwan->store, &view.filter, &error);
    if (letters == NULL || !add_views(visit, model, &error)) {
        page_error(visit, error);
        return;
    }
    add_rows(visit, model, letters, view.filter.before_id);
    show_text(model, "view", view.name);
    show_text(model, "caption", words_get(visit->words, "view", view.name));
    page_render(visit, MHD_HTTP_OK, "queue", "queue", g_steal_pointer(&model));
}

/* requests.c - the requests, in views that are links: all, those whose day has passed, those due soon. */
#include "web/inside.h"

#include "office/office.h"

enum { MOST_DUE = 500 };

JsonObject *
show_request_row(Visit *visit, const Request *request)
{
    Words *words = visit->words;
    const RequestClock *clock = &request->clock;
    JsonObject *row = json_object_new();
    json_object_set_int_member(row, "id", request->id);
    show_text(row, "number", request->number);
    show_text(
        row, "kind", kinds_name(visit->web->kinds, request->kind, words_language(words)));
    if (request->guess != NULL) {
        show_text(row, "guess",
            kinds_name(visit->web->kinds, request->guess, words_language(words)));
        json_object_set_int_member(row, "guess_percent", request->guess_percent);
    }
    show_text(row, "state", words_get(words, "request_state", request->state));
    json_object_set_int_member(row, "party_id", request->party_id);
    show_text(row, "full_name", request->full_name);
    show_text(row, "file_no", request->file_no);
    show_text(row, "assigned_to", request->assigned_to);
    show_instant(visit, row, "opened", request->opened_at);
    show_instant(visit, row, "due", clock->due_at);
    show_instant(visit, row, "completed", clock->completed_at);
    show_instant(visit, row, "earliest", clock->earliest_at);
    show_instant(visit, row, "target", clock->target_at);
    show_instant(visit, row, "expected", clock->expected_at);
    show_instant(visit, row, "paused", clock->paused_at);
    const char *why = clock->paused_why != NULL
                          ? words_find(words, "request_state", clock->paused_why)
                          : NULL;
    show_text(row, "paused_why", why != NULL ? why : clock->paused_why);
    json_object_set_boolean_member(
        row, "overdue", clock->due_at != 0 && clock->due_at < clock_now_ms());
    json_object_set_boolean_member(
        row, "unseen", request_is_unseen(visit->web->desk, request));
    return row;
}

static GPtrArray *
find_rows(Visit *visit, gint64 before, GError **error)
{
    Store *store = visit->web->diwan->store;
    RequestFilter filter = {.before_id = before, .limit = PAGE_ROWS + 1};
    gint64 now = clock_now_ms();
    if (g_str_equal(visit->word, "overdue"))
        return store_requests_due(store, 0, now, MOST_DUE, error);
    if (g_str_equal(visit->word, "soon"))
        return store_requests_due(
            store, now, request_clock_soon(visit->web->desk, now), MOST_DUE, error);
    return store_requests_list(store, &filter, error);
}

static void
add_views(Visit *visit, JsonObject *model)
{
    static const char *const names[] = {"all", "overdue", "soon"};
    JsonArray *views = json_array_new();
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        JsonObject *view = json_object_new();
        show_take(view, "href", g_strdup_printf("/requests/%s", names[i]));
        show_text(view, "label", words_get(visit->words, "requests", names[i]));
        json_object_set_boolean_member(view, "here", g_str_equal(visit->word, names[i]));
        json_array_add_object_element(views, view);
    }
    json_object_set_array_member(model, "views", views);
}

void
page_requests(Visit *visit)
{
    bool all = g_str_equal(visit->word, "all");
    gint64 before = visit_query_id(visit, "before");
    g_autoptr(GError) error = NULL;
    if (!all && !g_str_equal(visit->word, "overdue") &&
        !g_str_equal(visit->word, "soon")) {
        page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
        return;
    }
    g_autoptr(GPtrArray) found = find_rows(visit, before, &error);
    if (found == NULL) {
        page_error(visit, error);
        return;
    }
    JsonObject *model = json_object_new();
    JsonArray *rows = json_array_new();
    guint shown = all ? MIN(found->len, PAGE_ROWS) : found->len;
    for (guint i = 0; i < shown; i++)
        if (!show_is_barred(visit, ((const Request *)found->pdata[i])->id))
            json_array_add_object_element(rows, show_request_row(visit, found->pdata[i]));
    json_object_set_array_member(model, "rows", rows);
    json_object_set_boolean_member(model, "newest", before > 0);
    if (all && found->len > PAGE_ROWS)
        json_object_set_int_member(
            model, "before", ((Request *)found->pdata[PAGE_ROWS - 1])->id);
    add_views(visit, model);
    show_text(model, "caption", words_get(visit->words, "requests", visit->word));
    page_render(visit, MHD_HTTP_OK, "requests", "requests", model);
}

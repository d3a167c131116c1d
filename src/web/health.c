/* health.c - how the office does: sources, stages, outbox, room for letters. */
#include "outbox/outbox.h"
#include "web/inside.h"

enum {
    LATE_MS = 10 * 60 * 1000, /* work older than this deserves a look */
    MOST_READING = 10,        /* letters whose pages are told */
};

static bool
add_stages(Visit *visit, JsonObject *model, GError **error)
{
    g_autoptr(GArray) depths = store_letters_depth(visit->web->diwan->store, error);
    if (depths == NULL)
        return false;
    gint64 now = clock_now_ms();
    JsonArray *rows = json_array_new();
    for (guint i = 0; i < depths->len; i++) {
        const StageDepth *depth = &g_array_index(depths, StageDepth, i);
        bool due = depth->state < LETTER_DONE && depth->count > 0;
        JsonObject *row = json_object_new();
        show_text(row, "name",
            words_get(visit->words, "stage", letter_state_name(depth->state)));
        show_take(row, "count", words_number(visit->words, depth->count));
        if (due)
            show_take(row, "oldest", words_age(visit->words, depth->oldest_at, now));
        json_object_set_boolean_member(
            row, "late", due && now - depth->oldest_at > LATE_MS);
        json_array_add_object_element(rows, row);
    }
    json_object_set_array_member(model, "stages", rows);
    return true;
}

/* Letters whose pages are being read, page by page; and what is to be read again. */
static bool
add_reading(Visit *visit, JsonObject *model, GError **error)
{
    Store *store = visit->web->diwan->store;
    g_autoptr(GArray) letters = store_pages_in_progress(store, MOST_READING, error);
    if (letters == NULL)
        return false;
    JsonArray *rows = json_array_new();
    for (guint i = 0; i < letters->len; i++) {
        const PageProgress *progress = &g_array_index(letters, PageProgress, i);
        if (show_is_barred_letter(visit, progress->letter_id))
            continue;
        g_autofree char *read =
            words_number(visit->words, progress->read + progress->failed);
        g_autofree char *of = words_number(visit->words, progress->pages);
        JsonObject *row = json_object_new();
        json_object_set_int_member(row, "id", progress->letter_id);
        show_take(row, "progress",
            words_say(visit->words, "letter", "progress", "read", read, "of", of, NULL));
        json_array_add_object_element(rows, row);
    }
    json_object_set_array_member(model, "reading", rows);
    int left = store_reread_left(store);
    if (left > 0)
        show_take(model, "reread", words_count(visit->words, "health", "reread", left));
    return true;
}

static bool
add_sources(Visit *visit, JsonObject *model, GError **error)
{
    g_autoptr(GPtrArray) sources = store_sources(visit->web->diwan->store, error);
    if (sources == NULL)
        return false;
    gint64 now = clock_now_ms();
    JsonArray *rows = json_array_new();
    for (guint i = 0; i < sources->len; i++) {
        const SourceState *source = sources->pdata[i];
        JsonObject *row = json_object_new();
        show_text(row, "name", source->source);
        show_take(row, "looked", words_age(visit->words, source->looked_at, now));
        show_take(row, "well", words_age(visit->words, source->well_at, now));
        show_text(row, "problem", source->problem);
        json_array_add_object_element(rows, row);
    }
    json_object_set_boolean_member(model, "has_sources", sources->len > 0);
    json_object_set_array_member(model, "sources", rows);
    return true;
}

static bool
add_outbox(Visit *visit, JsonObject *model, GError **error)
{
    OutboxDepth depth = {0};
    if (!store_outbox_depth(visit->web->diwan->store, &depth, error))
        return false;
    const struct {
        const char *name;
        int count;
        bool trouble;
    } states[] = {{"waiting", depth.waiting, false}, {"sending", depth.sending, false},
        {"sent", depth.sent, false}, {"failed", depth.failed, depth.failed > 0},
        {"doubt", depth.doubt, depth.doubt > 0}};
    gint64 now = clock_now_ms();
    JsonArray *rows = json_array_new();
    for (guint i = 0; i < G_N_ELEMENTS(states); i++) {
        JsonObject *row = json_object_new();
        show_text(row, "name", words_get(visit->words, "outbox_state", states[i].name));
        show_take(row, "count", words_number(visit->words, states[i].count));
        json_object_set_boolean_member(row, "late", states[i].trouble);
        json_array_add_object_element(rows, row);
    }
    json_object_set_array_member(model, "outbox", rows);
    json_object_set_boolean_member(model, "stuck", outbox_is_stuck(&depth, now));
    show_take(model, "last_sent", words_age(visit->words, depth.last_sent_at, now));
    if (depth.waiting > 0)
        show_take(model, "oldest_waiting",
            words_age(visit->words, depth.oldest_waiting_at, now));
    return true;
}

static void
add_room(Visit *visit, JsonObject *model)
{
    enum { MB = 1024 * 1024, MANY_MB = 10 * 1024 };
    gint64 free_mb = archive_free_bytes(visit->web->diwan->archive) / MB;
    if (free_mb >= MANY_MB)
        show_take(model, "free", words_count(visit->words, "size", "gb", free_mb / 1024));
    else if (free_mb >= 0)
        show_take(model, "free", words_count(visit->words, "size", "mb", free_mb));
}

void
page_health(Visit *visit)
{
    Diwan *diwan = visit->web->diwan;
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonObject) model = json_object_new();
    if (!add_sources(visit, model, &error) || !add_stages(visit, model, &error) ||
        !add_reading(visit, model, &error) || !add_outbox(visit, model, &error)) {
        page_error(visit, error);
        return;
    }
    add_room(visit, model);
    show_take(model, "applicants",
        words_count(
            visit->words, "health", "applicants", store_parties_count(diwan->store)));
    show_take(model, "held_words",
        words_count(visit->words, "hold_list", "letters", show_held_count(visit)));
    page_render(visit, MHD_HTTP_OK, "health", "health", g_steal_pointer(&model));
}

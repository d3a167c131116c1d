/* post.c - letters on paper: what waits, a run of the printer with its files, posted, and returned. */
#include "web/inside.h"

#include "outbox/outbox.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define TRACKING "t-"

enum { MOST_PRINTED = 500, MOST_RUNS = 50, MOST_TEXT_BYTES = 900 };

/* ---- what is shown of a letter on paper ---- */

static JsonObject *
show_post(Visit *visit, const PostLetter *letter)
{
    JsonObject *row = json_object_new();
    const char *town = letter->address != NULL ? strrchr(letter->address, '\n') : NULL;
    bool printed = letter->state == OUTBOX_SENDING && letter->returned_at == 0;
    bool take_out = printed && letter->closed_at != 0;
    json_object_set_int_member(row, "id", letter->id);
    json_object_set_int_member(row, "place", letter->place);
    show_text(row, "name", letter->name);
    show_text(row, "town", town != NULL ? town + 1 : letter->address);
    show_text(row, "number", letter->number);
    show_text(row, "purpose", words_get(visit->words, "letter_kind", letter->purpose));
    show_text(row, "tracking", letter->tracking);
    show_text(row, "returned_why", letter->returned_why);
    show_text(row, "state",
        words_get(visit->words, "post_state",
            take_out              ? "take_out"
            : letter->returned_at ? "returned"
                                  : outbox_state_name(letter->state)));
    json_object_set_boolean_member(row, "printed", printed && !take_out);
    json_object_set_boolean_member(row, "take_out", take_out);
    show_instant(
        visit, row, "at", letter->sent_at ? letter->sent_at : letter->created_at);
    return row;
}

static bool
is_for(Visit *visit, const PostLetter *letter)
{
    return !show_is_barred(visit, letter->request_id) &&
           !show_is_barred_letter(visit, letter->letter_id);
}

static JsonArray *
show_all(Visit *visit, const GPtrArray *letters)
{
    JsonArray *rows = json_array_new();
    for (guint i = 0; i < letters->len; i++)
        if (is_for(visit, letters->pdata[i]))
            json_array_add_object_element(rows, show_post(visit, letters->pdata[i]));
    return rows;
}

/* ---- what waits, and the runs there were ---- */

static JsonObject *
show_run(Visit *visit, const PostRun *run)
{
    JsonObject *row = json_object_new();
    json_object_set_int_member(row, "id", run->id);
    show_text(row, "by", run->actor);
    show_take(row, "letters", words_number(visit->words, run->letters));
    show_take(row, "posted", words_number(visit->words, run->posted));
    show_take(row, "returned", words_number(visit->words, run->returned));
    json_object_set_boolean_member(row, "open", run->posted < run->letters);
    show_instant(visit, row, "at", run->made_at);
    return row;
}

void
page_post(Visit *visit)
{
    Store *store = visit->web->diwan->store;
    g_autoptr(GError) error = NULL;
    if (!page_allows(visit, "outbox"))
        return;
    g_autoptr(GPtrArray) waiting =
        store_post_queue(store, visit->staff->login, MOST_PRINTED, &error);
    g_autoptr(GPtrArray) runs =
        waiting != NULL ? store_post_runs(store, visit->staff->login, MOST_RUNS, &error)
                        : NULL;
    if (runs == NULL) {
        page_error(visit, error);
        return;
    }
    JsonObject *model = json_object_new();
    JsonArray *rows = json_array_new();
    for (guint i = 0; i < runs->len; i++)
        json_array_add_object_element(rows, show_run(visit, runs->pdata[i]));
    json_object_set_array_member(model, "waiting", show_all(visit, waiting));
    json_object_set_boolean_member(model, "has_waiting", waiting->len > 0);
    json_object_set_array_member(model, "runs", rows);
    json_object_set_boolean_member(model, "has_runs", runs->len > 0);
    show_take(model, "count", words_count(visit->words, "post", "letters", waiting->len));
    page_render(visit, MHD_HTTP_OK, "post", "post", model);
}

void
page_print_post(Visit *visit)
{
    const Diwan *diwan = visit->web->diwan;
    g_autoptr(GError) error = NULL;
    const PrintPlan plan = {
        MOST_PRINTED, *visit_field(visit, "both_sides") != '\0', visit->staff->login};
    gint64 run_id = 0;
    if (!page_allows(visit, "outbox"))
        return;
    if (!outbox_print(diwan->store, diwan->archive, &plan, &run_id, &error)) {
        page_refused(visit, error, "/post");
        return;
    }
    log_line("run=%" G_GINT64_FORMAT " printed", run_id);
    g_autofree char *to =
        run_id != 0 ? g_strdup_printf("/post/%" G_GINT64_FORMAT "?said=printed", run_id)
                    : g_strdup("/post");
    answer_redirect(visit, to);
}

/* ---- one run ---- */

void
page_post_run(Visit *visit)
{
    Store *store = visit->web->diwan->store;
    g_autoptr(GError) error = NULL;
    g_autofree char *sha256 = NULL;
    gint64 made_at = 0;
    if (!page_allows(visit, "outbox"))
        return;
    if (!store_post_run_get(store, visit->id, &sha256, &made_at, &error)) {
        page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
        return;
    }
    g_autoptr(GPtrArray) letters = store_post_of_run(store, visit->id, &error);
    if (letters == NULL) {
        page_error(visit, error);
        return;
    }
    JsonObject *model = json_object_new();
    bool open = false;
    for (guint i = 0; i < letters->len; i++) {
        const PostLetter *letter = letters->pdata[i];
        open |= letter->state == OUTBOX_SENDING && letter->closed_at == 0;
    }
    json_object_set_int_member(model, "run", visit->id);
    json_object_set_boolean_member(model, "open", open);
    json_object_set_array_member(model, "rows", show_all(visit, letters));
    show_instant(visit, model, "made", made_at);
    page_render(visit, MHD_HTTP_OK, "post_run", "post_run", model);
}

static void
folder_remove(const char *folder)
{
    g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
    for (const char *file; files != NULL && (file = g_dir_read_name(files)) != NULL;) {
        g_autofree char *path = g_build_filename(folder, file, NULL);
        g_unlink(path);
    }
    g_rmdir(folder);
}

void
page_post_file(Visit *visit)
{
    static const struct {
        const char *name, *media_type;
    } files[] = {{"letters.pdf", "application/pdf"}, {"labels.pdf", "application/pdf"},
        {"posting-list.pdf", "application/pdf"},
        {"posting-list.csv", "text/csv; charset=utf-8; header=present"}};
    const Diwan *diwan = visit->web->diwan;
    g_autoptr(GError) error = NULL;
    const char *media_type = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(files); i++)
        if (g_str_equal(files[i].name, visit->word))
            media_type = files[i].media_type;
    if (!page_allows(visit, "outbox"))
        return;
    if (media_type == NULL) {
        page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
        return;
    }
    g_autofree char *folder = g_dir_make_tmp("diwan-run-XXXXXX", NULL);
    if (folder == NULL ||
        !outbox_run_is_for(diwan->store, visit->id, visit->staff->login, &error) ||
        !outbox_print_write(
            diwan->store, diwan->archive, diwan->config, visit->id, folder, &error)) {
        if (error == NULL)
            error_from_errno(&error, DIWAN_ERROR_RETRY, "cannot make a folder");
        page_refused(visit, error, "/post");
    } else {
        g_autofree char *path = g_build_filename(folder, visit->word, NULL);
        answer_file(
            visit, g_open(path, O_RDONLY | O_CLOEXEC, 0), media_type, visit->word);
    }
    if (folder != NULL)
        folder_remove(folder);
}

/* Tracking numbers by letter, as they were typed. */
static GHashTable *
tracking_of(Visit *visit)
{
    GHashTable *tracking = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    GHashTableIter iter;
    gpointer name, value;
    g_hash_table_iter_init(&iter, visit->form);
    while (g_hash_table_iter_next(&iter, &name, &value))
        if (g_str_has_prefix(name, TRACKING) && *(const char *)value != '\0')
            g_hash_table_insert(tracking, g_strdup((const char *)name + strlen(TRACKING)),
                g_strdup(value));
    return tracking;
}

void
page_posted_post(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GHashTable) tracking = tracking_of(visit);
    g_autofree char *here = g_strdup_printf("/post/%" G_GINT64_FORMAT, visit->id);
    g_autofree char *take_out = NULL;
    int posted = 0;
    if (!page_allows(visit, "outbox"))
        return;
    if (!outbox_posted(visit->web->diwan->store, visit->id, tracking, visit->staff->login,
            &posted, &take_out, &error)) {
        page_refused(visit, error, here);
        return;
    }
    log_line("run=%" G_GINT64_FORMAT " posted=%d", visit->id, posted);
    g_autofree char *to = g_strdup_printf("%s?said=posted", here);
    answer_redirect(visit, to);
}

void
page_returned_post(Visit *visit)
{
    Store *store = visit->web->diwan->store;
    g_autoptr(GError) error = NULL;
    const char *name = visit_field(visit, "number"), *why = visit_field(visit, "reason");
    if (!page_allows(visit, "outbox"))
        return;
    if (*name == '\0' || *why == '\0' || strlen(why) > MOST_TEXT_BYTES) {
        page_problem(visit, MHD_HTTP_BAD_REQUEST, "malformed");
        return;
    }
    g_autoptr(PostLetter) letter = outbox_letter_named(store, name, &error);
    if (letter != NULL && !is_for(visit, letter)) {
        page_problem(visit, MHD_HTTP_FORBIDDEN, "not_yours");
        return;
    }
    if (letter == NULL ||
        !store_post_returned(store, letter->id, why, visit->staff->login, &error)) {
        page_refused(visit, error, "/post");
        return;
    }
    log_line("outbox=%" G_GINT64_FORMAT " returned", letter->id);
    answer_redirect(visit, "/undelivered?said=returned");
}

/* library.c - the documents that letters enclose: their versions, where each went, a new version, retiring. */
#include "web/inside.h"

#include <string.h>

enum { MOST_WENT = 200, MOST_TEXT_BYTES = 400 };

static JsonObject *
show_document(Visit *visit, const Document *document)
{
    JsonObject *row = json_object_new();
    bool arabic = g_str_equal(words_language(visit->words), "ar");
    show_text(row, "name", document->name);
    show_text(row, "title", arabic ? document->title_ar : document->title_en);
    show_take(row, "version_words", words_number(visit->words, document->version));
    json_object_set_int_member(row, "version", document->version);
    show_text(row, "file_name", document->file_name);
    show_text(row, "note", document->note);
    show_text(row, "by", document->added_by);
    show_take(row, "enclosed",
        words_count(visit->words, "library", "went", document->enclosed));
    show_take(row, "size",
        words_count(visit->words, "size", "kb", MAX(1, document->size_bytes / 1024)));
    show_instant(visit, row, "added", document->added_at);
    json_object_set_boolean_member(row, "is_retired", document->retired_at != 0);
    show_text(row, "retired_why", document->retired_why);
    show_text(row, "retired_by", document->retired_by);
    show_instant(visit, row, "retired", document->retired_at);
    return row;
}

static bool
may_change(Visit *visit)
{
    return rules_allow(visit->web->desk->rules, "library", visit->staff->role);
}

void
page_library(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) documents =
        store_documents_list(visit->web->diwan->store, &error);
    if (documents == NULL) {
        page_error(visit, error);
        return;
    }
    JsonObject *model = json_object_new();
    JsonArray *rows = json_array_new();
    for (guint i = 0; i < documents->len; i++)
        json_array_add_object_element(rows, show_document(visit, documents->pdata[i]));
    json_object_set_array_member(model, "rows", rows);
    json_object_set_boolean_member(model, "may_change", may_change(visit));
    page_render(visit, MHD_HTTP_OK, "library", "library", model);
}

/* ---- one document ---- */

static bool
add_went(Visit *visit, JsonObject *row, gint64 version_id, GError **error)
{
    g_autoptr(GPtrArray) went =
        store_enclosed_of(visit->web->diwan->store, version_id, MOST_WENT, error);
    JsonArray *rows = json_array_new();
    for (guint i = 0; went != NULL && i < went->len; i++) {
        const Enclosing *one = went->pdata[i];
        JsonObject *to = json_object_new();
        const char *at = one->recipient != NULL ? strchr(one->recipient, '@') : NULL;
        show_text(to, "number", one->number);
        if (at != NULL)
            show_take(to, "recipient", mask_address(one->recipient));
        show_instant(visit, to, "at", one->at);
        json_array_add_object_element(rows, to);
    }
    json_object_set_boolean_member(row, "has_went", json_array_get_length(rows) > 0);
    json_object_set_array_member(row, "went", rows);
    return went != NULL;
}

void
page_document(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) versions =
        store_document_versions(visit->web->diwan->store, visit->word, &error);
    if (versions == NULL) {
        page_error(visit, error);
        return;
    }
    if (versions->len == 0) {
        page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
        return;
    }
    g_autoptr(JsonObject) model = json_object_new();
    JsonArray *rows = json_array_new();
    json_object_set_array_member(model, "rows", rows);
    json_object_set_object_member(
        model, "document", show_document(visit, versions->pdata[0]));
    json_object_set_boolean_member(model, "may_change", may_change(visit));
    for (guint i = 0; i < versions->len; i++) {
        const Document *version = versions->pdata[i];
        JsonObject *row = show_document(visit, version);
        json_array_add_object_element(rows, row);
        if (!add_went(visit, row, version->version_id, &error)) {
            page_error(visit, error);
            return;
        }
    }
    page_render(visit, MHD_HTTP_OK, "document", "document", g_steal_pointer(&model));
}

void
page_document_file(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Document) document =
        store_document_get(visit->web->diwan->store, visit->word, (int)visit->id, &error);
    if (document != NULL)
        answer_kept_file(
            visit, document->sha256, document->media_type, document->file_name);
    else if (error != NULL)
        page_error(visit, error);
    else
        page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
}

/* ---- a new version, and no more of it ---- */

static char *
typed(Visit *visit, const char *name)
{
    const char *value = visit_field(visit, name);
    bool fits = *value != '\0' && strlen(value) <= MOST_TEXT_BYTES;
    return fits ? g_strdup(value) : NULL;
}

void
page_library_post(Visit *visit)
{
    const Diwan *diwan = visit->web->diwan;
    g_autoptr(GError) error = NULL;
    g_autoptr(Document) document = g_new0(Document, 1);
    if (!page_allows(visit, "library"))
        return;
    if (visit->upload == NULL || visit->upload->len == 0) {
        page_problem(visit, MHD_HTTP_BAD_REQUEST, "no_file");
        return;
    }
    g_autoptr(GBytes) bytes = g_byte_array_free_to_bytes(g_steal_pointer(&visit->upload));
    document->name = g_strdup(visit_field(visit, "name"));
    document->title_ar = typed(visit, "title_ar");
    document->title_en = typed(visit, "title_en");
    document->note = typed(visit, "note");
    document->added_by = g_strdup(visit->staff->login);
    if (!library_add_bytes(
            diwan->store, diwan->archive, visit->upload_name, bytes, document, &error)) {
        page_refused(visit, error, "/library");
        return;
    }
    log_line("document=%s version=%d", document->name, document->version);
    g_autofree char *to = g_strdup_printf("/library/%s?said=document", document->name);
    answer_redirect(visit, to);
}

void
page_retire_post(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *reason = typed(visit, "reason");
    g_autofree char *here = g_strdup_printf("/library/%s", visit->word);
    if (!page_allows(visit, "library"))
        return;
    if (reason == NULL)
        page_problem(visit, MHD_HTTP_BAD_REQUEST, "malformed");
    else if (store_document_retire(visit->web->diwan->store, visit->word,
                 visit->staff->login, reason, &error)) {
        g_autofree char *to = g_strdup_printf("%s?said=retired", here);
        answer_redirect(visit, to);
    } else
        page_refused(visit, error, here);
}

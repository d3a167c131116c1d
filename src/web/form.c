/* form.c - a form of ours that came back filled: each field as it was read beside its place on the page, for a
 * person to confirm. */
#include "web/inside.h"

#include "paper/paper.h"

#include <string.h>

enum { ROOM = 14, MOST_VALUE_BYTES = 2000, DOUBTFUL_BELOW = 80 };

static const PaperField *
field_of(const StoredField *field)
{
    const PaperForm *form = paper_form_find(field->form, field->version);
    for (guint i = 0; form != NULL && i < form->n; i++)
        if (g_str_equal(form->fields[i].name, field->name))
            return &form->fields[i];
    return NULL;
}

/* What stands beside the field on the form; a tick's question stands before its words. */
static char *
label_of(Visit *visit, const StoredField *field)
{
    bool arabic = g_str_equal(words_language(visit->words), "ar");
    const PaperField *place = field_of(field);
    const char *title = place == NULL ? NULL : arabic ? place->ar : place->en;
    const char *dot = strchr(field->name, '.');
    g_autofree char *group = g_strndup(field->name, strcspn(field->name, "."));
    const char *of = words_find(visit->words, "form_field", group);
    if (title != NULL && dot != NULL && of != NULL)
        return g_strdup_printf("%s: %s", of, title);
    return g_strdup(title != NULL ? title : of != NULL ? of : field->name);
}

static bool
add_crop(Visit *visit, JsonObject *row, const StoredField *field)
{
    g_autoptr(Page) page =
        store_page_at(visit->web->diwan->store, visit->id, field->page, NULL);
    if (page == NULL || page->image_sha256 == NULL || page->reading == NULL ||
        page->reading->width <= 0)
        return false;
    int x = MAX(0, field->x - ROOM), y = MAX(0, field->y - ROOM);
    json_object_set_int_member(row, "x", x);
    json_object_set_int_member(row, "y", y);
    json_object_set_int_member(row, "width", field->width + 2 * ROOM);
    json_object_set_int_member(row, "height", field->height + 2 * ROOM);
    json_object_set_int_member(row, "page_width", page->reading->width);
    json_object_set_int_member(row, "page_height", page->reading->height);
    return true;
}

static JsonObject *
show_field(Visit *visit, const StoredField *field)
{
    JsonObject *row = json_object_new();
    const PaperField *place = field_of(field);
    bool tick = place != NULL && place->kind == FIELD_TICK;
    bool ink = place != NULL && place->kind == FIELD_INK;
    show_text(row, "name", field->name);
    show_take(row, "label", label_of(visit, field));
    show_text(row, "value", field->value);
    show_text(row, "read", field->read);
    show_take(row, "confidence", words_number(visit->words, field->confidence));
    json_object_set_int_member(row, "page", field->page);
    json_object_set_boolean_member(row, "has_crop", add_crop(visit, row, field));
    json_object_set_boolean_member(row, "is_tick", tick || ink);
    json_object_set_boolean_member(row, "is_yes", g_str_equal(field->value, "yes"));
    json_object_set_boolean_member(
        row, "is_ltr", *field->value != '\0' && g_str_is_ascii(field->value));
    json_object_set_boolean_member(
        row, "doubtful", field->confidence < DOUBTFUL_BELOW && !field->confirmed_by);
    json_object_set_boolean_member(
        row, "changed", strcmp(field->value, field->read) != 0);
    show_text(row, "confirmed_by", field->confirmed_by);
    show_instant(visit, row, "confirmed", field->confirmed_at);
    return row;
}

void
page_form(Visit *visit)
{
    Store *store = visit->web->diwan->store;
    g_autoptr(GError) error = NULL;
    g_autoptr(Letter) letter = store_letter_get(store, visit->id, &error);
    g_autoptr(GPtrArray) fields =
        letter != NULL ? store_form_of_letter(store, visit->id, &error) : NULL;
    if (fields == NULL || fields->len == 0 || !show_may_see(visit, letter)) {
        page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
        return;
    }
    JsonObject *model = json_object_new();
    JsonArray *rows = json_array_new();
    int open = 0;
    for (guint i = 0; i < fields->len; i++) {
        json_array_add_object_element(rows, show_field(visit, fields->pdata[i]));
        open += ((const StoredField *)fields->pdata[i])->confirmed_by == NULL;
    }
    json_object_set_object_member(model, "letter", show_letter(visit, letter));
    json_object_set_array_member(model, "rows", rows);
    show_take(model, "left", words_count(visit->words, "form", "open", open));
    json_object_set_boolean_member(model, "may_confirm",
        rules_allow(visit->web->desk->rules, "field", visit->staff->role));
    page_render(visit, MHD_HTTP_OK, "form", "form", model);
}

/* One field; the page comes back to where its reader was. */
void
page_form_post(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    const char *name = visit_field(visit, "field"), *value = visit_field(visit, "value");
    g_autofree char *here = g_strdup_printf("/i/%" G_GINT64_FORMAT "/form", visit->id);
    if (!page_allows(visit, "field"))
        return;
    if (*name == '\0' || strlen(value) > MOST_VALUE_BYTES) {
        page_problem(visit, MHD_HTTP_BAD_REQUEST, "malformed");
        return;
    }
    if (!store_form_confirm(visit->web->diwan->store, visit->id, name, value,
            visit->staff->login, &error)) {
        page_refused(visit, error, here);
        return;
    }
    log_line("letter=%" G_GINT64_FORMAT " field=%s confirmed", visit->id, name);
    g_autofree char *anchor = g_uri_escape_string(name, NULL, FALSE);
    g_autofree char *to = g_strdup_printf("%s?said=field#f-%s", here, anchor);
    answer_redirect(visit, to);
}

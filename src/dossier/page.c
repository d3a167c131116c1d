/* page.c - the readable page: a section each with its rows, in one language, on its own without a network.
 *
 * Trusts nothing in a row: every value goes through the template's escaping, links lead to names that
 * gather.c made.
 */
#include "compose/compose.h"
#include "dossier/inside.h"

#include <string.h>

enum { MOST_TEMPLATE_BYTES = 64 << 10 };

/* Many short rows; the other sections have a card a row. */
static const char *const tables[] = {"merged", "decided", "evidence", "enclosed", "steps",
    "documents", "confirmed", "notices", "registers", "journal", "form_fields",
    "web_fields", NULL};
/* For programs alone. */
static const char *const unshown[] = {"sha256", "position", "outbox_id", NULL};

static bool
is_long(const char *field)
{
    static const char *const fields[] = {"text", "summary", "reason", "conditions",
        "next_step", "alternatives", "needed", "address", NULL};
    return g_strv_contains(fields, field);
}

static char *
value_text(JsonObject *row, const char *field)
{
    JsonNode *node = json_object_get_member(row, field);
    if (json_node_get_value_type(node) == G_TYPE_STRING)
        return g_strdup(json_node_get_string(node));
    if (json_node_get_value_type(node) == G_TYPE_DOUBLE)
        return g_strdup_printf("%.3g", json_node_get_double(node));
    return g_strdup_printf("%" G_GINT64_FORMAT, json_node_get_int(node));
}

static JsonObject *
field_model(const PageWords *words, JsonObject *row, const char *field)
{
    JsonObject *model = json_object_new();
    g_autofree char *label = page_word(words, "field", field);
    json_object_set_string_member(model, "label", label);
    if (!json_object_has_member(row, field)) {
        json_object_set_string_member(model, "shown", "");
        return model;
    }
    g_autofree char *value = value_text(row, field);
    g_autofree char *shown = page_value(words, field, value);
    json_object_set_string_member(model, "shown", shown);
    if (strcmp(field, "file") == 0)
        json_object_set_string_member(model, "file", value);
    if (is_long(field))
        json_object_set_boolean_member(model, "long", true);
    return model;
}

/* The fields that any row has, in the order in which they are met; of char, borrowed from the rows. */
static GPtrArray *
fields_of(JsonArray *rows)
{
    g_autoptr(GPtrArray) fields = g_ptr_array_new();
    for (guint i = 0; i < json_array_get_length(rows); i++) {
        g_autoptr(GList) members =
            json_object_get_members(json_array_get_object_element(rows, i));
        for (GList *at = members; at != NULL; at = at->next)
            if (!g_strv_contains(unshown, at->data) &&
                !g_ptr_array_find_with_equal_func(fields, at->data, g_str_equal, NULL))
                g_ptr_array_add(fields, at->data);
    }
    return g_steal_pointer(&fields);
}

static JsonObject *
row_model(const PageWords *words, JsonObject *row, GPtrArray *fields, bool as_table)
{
    JsonObject *model = json_object_new();
    JsonArray *list = json_array_new();
    for (guint i = 0; i < fields->len; i++)
        if (as_table || json_object_has_member(row, fields->pdata[i]))
            json_array_add_object_element(
                list, field_model(words, row, fields->pdata[i]));
    json_object_set_array_member(model, "fields", list);
    return model;
}

static JsonObject *
section_model(const PageWords *words, const char *section, JsonArray *rows)
{
    JsonObject *model = json_object_new();
    JsonArray *columns = json_array_new(), *list = json_array_new();
    g_autofree char *title = page_word(words, "section", section);
    bool as_table = g_strv_contains(tables, section);
    g_autoptr(GPtrArray) fields = fields_of(rows);
    for (guint i = 0; i < fields->len; i++) {
        g_autofree char *label = page_word(words, "field", fields->pdata[i]);
        json_array_add_string_element(columns, label);
    }
    for (guint i = 0; i < json_array_get_length(rows); i++)
        json_array_add_object_element(list,
            row_model(words, json_array_get_object_element(rows, i), fields, as_table));
    json_object_set_string_member(model, "key", section);
    json_object_set_string_member(model, "title", title);
    json_object_set_int_member(model, "count", json_array_get_length(rows));
    json_object_set_boolean_member(model, "as_table", as_table);
    json_object_set_array_member(model, "columns", columns);
    json_object_set_array_member(model, "rows", list);
    return model;
}

static JsonObject *
page_model(const PageWords *words, JsonObject *data, const char *language, bool apart)
{
    JsonObject *model = json_object_new();
    JsonArray *sections = json_array_new();
    bool arabic = strcmp(language, "ar") == 0;
    g_autofree char *made_at =
        page_value(words, "made_at", json_object_get_string_member(data, "made_at"));
    g_autoptr(GList) members = json_object_get_members(data);
    for (GList *at = members; at != NULL; at = at->next)
        if (JSON_NODE_HOLDS_ARRAY(json_object_get_member(data, at->data)))
            json_array_add_object_element(
                sections, section_model(words, at->data,
                              json_object_get_array_member(data, at->data)));
    json_object_set_string_member(model, "language", language);
    json_object_set_string_member(model, "other_language", arabic ? "en" : "ar");
    json_object_set_string_member(model, "dir", arabic ? "rtl" : "ltr");
    json_object_set_string_member(
        model, "office", json_object_get_string_member(data, "office"));
    json_object_set_string_member(
        model, "file_no", json_object_get_string_member(data, "file_no"));
    json_object_set_string_member(model, "made_at", made_at);
    json_object_set_boolean_member(model, "apart", apart);
    json_object_set_object_member(model, "w", page_words_group(words, "page"));
    json_object_set_array_member(model, "sections", sections);
    return model;
}

char *
page_make(JsonObject *data, const char *language, bool apart, GError **error)
{
    g_autoptr(PageWords) words = page_words_load(language, error);
    if (words == NULL)
        return NULL;
    g_autofree char *path = file_beside_program("templates/dossier/page.html");
    g_autoptr(GBytes) bytes = file_read(path, MOST_TEMPLATE_BYTES, error);
    if (bytes == NULL)
        return NULL;
    g_autofree char *text =
        g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    g_autoptr(JsonNode) model = json_node_new(JSON_NODE_OBJECT);
    json_node_take_object(model, page_model(words, data, language, apart));
    return mustache_render(text, model, NULL, true, NULL, error);
}

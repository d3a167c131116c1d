/* model.c - what the office knows about a letter → what its template is filled from.
 *
 * A day becomes both calendars' words, a count its digits and its noun, a choice one true flag.
 * What is lacking, of the wrong kind or unknown is refused by name: a letter with a hole in it
 * does not leave, and a misspelt name does not make a sentence vanish.
 */
#include "compose/models.h"

#include "language/language.h"

#include <stdio.h>
#include <string.h>

enum {
    NOON_MS = 9 * 60 * 60 * 1000,
    MOST_NUMBER = 40
}; /* 12:00 in Riyadh is 09:00 UTC */

typedef struct Making {
    const Models *models;
    const char *language;
    const char *purpose;
    bool post;
} Making;

static JsonNode *
refuse(GError **error, const Making *making, const char *name, const char *what)
{
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "the variable '%s' of a letter for '%s' %s: nothing was sent", name,
        making->purpose, what);
    return NULL;
}

static JsonNode *
node_of(JsonObject *object)
{
    JsonNode *node = json_node_new(JSON_NODE_OBJECT);
    json_node_take_object(node, object);
    return node;
}

static JsonNode *
node_of_text(const char *text)
{
    JsonNode *node = json_node_new(JSON_NODE_VALUE);
    json_node_set_string(node, text);
    return node;
}

static bool
is_integer(JsonNode *node)
{
    return JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_INT64;
}

static const char *
string_of(JsonNode *node)
{
    return JSON_NODE_HOLDS_VALUE(node) ? json_node_get_string(node) : NULL;
}

static bool
is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

static bool
is_absent(JsonNode *node)
{
    if (node == NULL || JSON_NODE_HOLDS_NULL(node))
        return true;
    if (JSON_NODE_HOLDS_ARRAY(node))
        return json_array_get_length(json_node_get_array(node)) == 0;
    const char *text = string_of(node);
    return text != NULL && is_blank(text);
}

/* ---- each kind ---- */

static JsonNode *
text_ready(JsonNode *given)
{
    if (is_integer(given)) {
        g_autofree char *digits =
            g_strdup_printf("%" G_GINT64_FORMAT, json_node_get_int(given));
        return node_of_text(digits);
    }
    const char *text = string_of(given);
    return text != NULL ? node_of_text(text) : NULL;
}

static JsonNode *
number_ready(JsonNode *given)
{
    const char *text = string_of(given);
    bool well = text != NULL && strlen(text) <= MOST_NUMBER &&
                strspn(text, "0123456789/") == strlen(text);
    return well ? node_of_text(text) : NULL;
}

/* What may stand inside an attribute and ends no link early (RFC 3986, section 2). */
static JsonNode *
url_ready(JsonNode *given)
{
    static const char fits[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                               "0123456789-._~:/?#[]@!$&()*+,;=%";
    const char *text = string_of(given);
    bool well =
        text != NULL && strspn(text, fits) == strlen(text) &&
        (g_str_has_prefix(text, "https://") || g_str_has_prefix(text, "http://") ||
            g_str_has_prefix(text, "mailto:"));
    return well ? node_of_text(text) : NULL;
}

static bool
instant_of(JsonNode *given, gint64 *instant_ms)
{
    if (is_integer(given)) {
        *instant_ms = json_node_get_int(given);
        return true;
    }
    int year, month, day;
    char rest;
    const char *text = string_of(given);
    if (text == NULL || sscanf(text, "%4d-%2d-%2d%c", &year, &month, &day, &rest) != 3 ||
        !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
        return false;
    g_autoptr(GDateTime) midnight = g_date_time_new_utc(year, month, day, 0, 0, 0);
    if (midnight != NULL)
        *instant_ms = g_date_time_to_unix(midnight) * 1000 + NOON_MS;
    return midnight != NULL;
}

static JsonNode *
day_ready(const Making *making, JsonNode *given)
{
    gint64 instant_ms;
    if (!instant_of(given, &instant_ms))
        return NULL;
    bool arabic = strcmp(making->language, "ar") == 0;
    g_autofree char *hijri = day_hijri_words(instant_ms, making->language);
    g_autofree char *gregorian = day_gregorian_words(instant_ms, making->language);
    /* The words begin with the weekday, which has no blank in it. */
    gsize weekday = strcspn(hijri, " ");
    const char *hijri_day = hijri + weekday + 1;
    const char *gregorian_day = gregorian + weekday + 1;
    hijri[weekday] = '\0';
    g_autofree char *both =
        arabic ? g_strdup_printf("%s %s الموافق %s", hijri, hijri_day, gregorian_day)
               : g_strdup_printf("%s %s (%s)", hijri, gregorian_day, hijri_day);
    JsonObject *day = json_object_new();
    json_object_set_string_member(day, "both", both);
    json_object_set_string_member(day, "hijri", hijri_day);
    json_object_set_string_member(day, "gregorian", gregorian_day);
    json_object_set_string_member(day, "weekday", hijri);
    return node_of(day);
}

static JsonNode *
count_ready(const Making *making, const Variable *variable, JsonNode *given)
{
    if (!is_integer(given) || json_node_get_int(given) < 0)
        return NULL;
    gint64 number = json_node_get_int(given);
    g_autofree char *digits = g_strdup_printf("%" G_GINT64_FORMAT, number);
    g_autofree char *shown = strcmp(making->language, "ar") == 0
                                 ? text_arabic_digits(digits)
                                 : g_strdup(digits);
    g_autofree char *words =
        count_words(making->models, variable->noun, making->language, number);
    JsonObject *count = json_object_new();
    json_object_set_string_member(count, "count", shown);
    json_object_set_string_member(count, "text", words);
    gsize n;
    const char *const *categories = plural_categories(&n);
    const char *category = plural_category(number, making->language);
    for (gsize i = 0; i < n; i++)
        json_object_set_boolean_member(count, categories[i], category == categories[i]);
    return node_of(count);
}

static JsonNode *
choice_ready(const Variable *variable, JsonNode *given)
{
    const char *word = string_of(given);
    if (word == NULL || !g_strv_contains((const char *const *)variable->choices, word))
        return NULL;
    JsonObject *choice = json_object_new();
    for (char **each = variable->choices; *each != NULL; each++)
        json_object_set_boolean_member(choice, *each, strcmp(*each, word) == 0);
    return node_of(choice);
}

static JsonNode *
flag_ready(JsonNode *given)
{
    bool well =
        JSON_NODE_HOLDS_VALUE(given) && json_node_get_value_type(given) == G_TYPE_BOOLEAN;
    return well ? json_node_copy(given) : NULL;
}

static JsonNode *
node_of_texts(JsonArray *texts)
{
    JsonNode *node = json_node_new(JSON_NODE_ARRAY);
    json_node_take_array(node, texts);
    return node;
}

static JsonNode *
paragraphs_ready(JsonNode *given)
{
    const char *text = string_of(given);
    if (text == NULL)
        return NULL;
    JsonArray *lines = json_array_new();
    g_auto(GStrv) all = g_strsplit(text, "\n", -1);
    for (char **line = all; *line != NULL; line++) {
        if (!is_blank(*line))
            json_array_add_string_element(lines, g_strstrip(*line));
    }
    return node_of_texts(lines);
}

static JsonNode *
texts_ready(JsonNode *given)
{
    if (!JSON_NODE_HOLDS_ARRAY(given))
        return NULL;
    g_autoptr(JsonArray) texts = json_array_new();
    JsonArray *all = json_node_get_array(given);
    for (guint i = 0; i < json_array_get_length(all); i++) {
        const char *text = string_of(json_array_get_element(all, i));
        if (text == NULL || is_blank(text))
            return NULL;
        json_array_add_string_element(texts, text);
    }
    return node_of_texts(g_steal_pointer(&texts));
}

/* ---- all of them ---- */

static JsonNode *object_ready(const Making *making, GHashTable *variables,
    const char *list, JsonNode *given, GError **error);

static JsonNode *
list_ready(const Making *making, const Variable *variable, const char *name,
    JsonNode *given, GError **error)
{
    if (!JSON_NODE_HOLDS_ARRAY(given))
        return refuse(error, making, name, "is not a list");
    g_autoptr(JsonArray) items = json_array_new();
    JsonArray *all = json_node_get_array(given);
    for (guint i = 0; i < json_array_get_length(all); i++) {
        JsonNode *item = object_ready(
            making, variable->members, name, json_array_get_element(all, i), error);
        if (item == NULL)
            return NULL;
        json_array_add_element(items, item);
    }
    return node_of_texts(g_steal_pointer(&items));
}

static JsonNode *
value_ready(const Making *making, const Variable *variable, const char *name,
    JsonNode *given, GError **error)
{
    static const char *const should[] = {"is not text", "is not text",
        "is not a register number", "is not an address of the web or of mail",
        "is not a day", "is not a whole number", "is neither true nor false",
        "is none of its words", "is not a list of words", ""};
    JsonNode *made = NULL;
    switch (variable->kind) {
    case VARIABLE_TEXT:
        made = text_ready(given);
        break;
    case VARIABLE_PARAGRAPHS:
        made = paragraphs_ready(given);
        break;
    case VARIABLE_NUMBER:
        made = number_ready(given);
        break;
    case VARIABLE_URL:
        made = url_ready(given);
        break;
    case VARIABLE_DAY:
        made = day_ready(making, given);
        break;
    case VARIABLE_COUNT:
        made = count_ready(making, variable, given);
        break;
    case VARIABLE_FLAG:
        made = flag_ready(given);
        break;
    case VARIABLE_CHOICE:
        made = choice_ready(variable, given);
        break;
    case VARIABLE_TEXTS:
        made = texts_ready(given);
        break;
    case VARIABLE_LIST:
        return list_ready(making, variable, name, given, error);
    }
    return made != NULL ? made : refuse(error, making, name, should[variable->kind]);
}

/* No member that models.conf does not write. */
static bool
all_known(const Making *making, GHashTable *variables, const char *list,
    JsonObject *object, GError **error)
{
    JsonObjectIter iter;
    const char *name;
    json_object_iter_init(&iter, object);
    while (json_object_iter_next(&iter, &name, NULL)) {
        if (g_hash_table_contains(variables, name))
            continue;
        g_autofree char *whole =
            list != NULL ? g_strdup_printf("%s.%s", list, name) : g_strdup(name);
        refuse(error, making, whole, "is not one that templates/mail/models.conf knows");
        return false;
    }
    return true;
}

/* list: the name of the list the object stands in, or NULL. There a variable that is absent becomes
 * empty, so that it is not looked for outside of the list. */
static JsonNode *
object_ready(const Making *making, GHashTable *variables, const char *list,
    JsonNode *given, GError **error)
{
    if (!JSON_NODE_HOLDS_OBJECT(given))
        return refuse(error, making, list != NULL ? list : "", "is not an object");
    JsonObject *from = json_node_get_object(given);
    if (!all_known(making, variables, list, from, error))
        return NULL;
    g_autoptr(JsonObject) into = json_object_new();
    GHashTableIter iter;
    gpointer key, value;
    g_hash_table_iter_init(&iter, variables);
    while (g_hash_table_iter_next(&iter, &key, &value)) {
        const char *name = key;
        const Variable *variable = value;
        g_autofree char *whole =
            list != NULL ? g_strdup_printf("%s.%s", list, name) : g_strdup(name);
        JsonNode *one = json_object_get_member(from, name);
        if (variable->kind == VARIABLE_TEXTS || variable->kind == VARIABLE_LIST) {
            g_autofree char *has = g_strdup_printf("has_%s", name);
            json_object_set_boolean_member(into, has, !is_absent(one));
        }
        if (is_absent(one) || (variable->post && !making->post)) {
            if (!variable->optional && variable->kind != VARIABLE_FLAG)
                return refuse(error, making, whole, "is not known");
            if (list != NULL)
                json_object_set_string_member(into, name, "");
            continue;
        }
        JsonNode *made = value_ready(making, variable, whole, one, error);
        if (made == NULL)
            return NULL;
        json_object_set_member(into, name, made);
    }
    return node_of(g_steal_pointer(&into));
}

JsonNode *
model_ready(const Models *models, const char *purpose, const char *language, bool post,
    JsonNode *given, GError **error)
{
    Making making = {models, language, purpose, post};
    GHashTable *variables = models_of(models, purpose);
    if (variables == NULL) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "there is no purpose '%s' in templates/mail/models.conf: nothing was sent",
            purpose);
        return NULL;
    }
    return object_ready(&making, variables, NULL, given, error);
}

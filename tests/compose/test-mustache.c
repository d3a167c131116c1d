/* test-mustache.c - templates: the tags, the lines that vanish, the bounds; and the public cases. */
#include "compose/compose.h"

#include <string.h>

typedef struct Case {
    const char *name, *model, *text, *expected;
} Case;

static JsonNode *
model_from(const char *json)
{
    GError *error = NULL;
    JsonNode *node = json_from_string(json, &error);
    g_assert_no_error(error);
    return node;
}

static const Case cases[] = {
    {"text", "{}", "سلام", "سلام"},
    {"value", "{\"a\":\"x\"}", "{{a}} {{ a }}", "x x"},
    {"escaped", "{\"a\":\"<b>&'\\\"\"}", "{{a}}", "&lt;b&gt;&amp;&#39;&quot;"},
    {"raw", "{\"a\":\"<b>\"}", "{{{a}}} {{&a}}", "<b> <b>"},
    {"integer", "{\"a\":1448}", "{{a}}", "1448"},
    {"decimal", "{\"a\":1.21}", "{{a}}", "1.21"},
    {"dotted", "{\"a\":{\"b\":\"x\"}}", "{{a.b}}{{a.c.d}}", "x"},
    {"section of object", "{\"a\":{\"b\":1}}", "{{#a}}{{b}}{{/a}}", "1"},
    {"list", "{\"a\":[\"x\",\"y\"]}", "{{#a}}[{{.}}]{{/a}}", "[x][y]"},
    {"empty text is falsy", "{\"a\":\"\"}", "{{#a}}no{{/a}}{{^a}}yes{{/a}}", "yes"},
    {"zero is truthy", "{\"a\":0}", "{{#a}}{{.}}{{/a}}", "0"},
    {"outer names", "{\"a\":{\"b\":1},\"c\":2}", "{{#a}}{{b}}{{c}}{{/a}}", "12"},
    {"own line vanishes", "{\"a\":true}", "1\n {{#a}} \n2\n{{/a}}\n3", "1\n2\n3"},
    {"own line at the end", "{\"a\":true}", "1\n{{#a}}\n2\n{{/a}}", "1\n2\n"},
    {"two tags keep the line", "{\"a\":true}", "1\n{{#a}} {{/a}}\n2", "1\n \n2"},
    {"comment", "{}", "a{{! } {{ no }}b\n  {{!\n x\n}}\nc", "ab\nc"},
    {"delimiters", "{\"a\":1}", "{{=<% %>=}}{{a}}<%a%><%={{ }}=%>{{a}}", "{{a}}11"},
    {"crlf", "{\"a\":true}", "1\r\n{{#a}}\r\n2\r\n{{/a}}\r\n", "1\r\n2\r\n"},
};

static void
test_case(gconstpointer data)
{
    const Case *each = data;
    GError *error = NULL;
    g_autoptr(JsonNode) model = model_from(each->model);
    g_autofree char *out = mustache_render(each->text, model, NULL, true, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(out, ==, each->expected);
}

static void
test_refused(void)
{
    static const char *const table[][2] = {
        {"a\n{{#a}}", "line 2: a section is not closed 'a'"},
        {"{{/a}}", "line 1: no open section 'a'"},
        {"{{#a}}\n{{#b}}\n{{/a}}",
            "line 3: a section is closed that is not the last 'a'"},
        {"\n\n{{a", "line 3: a tag is not closed '{{'"},
        {"{{ }}", "line 1: not a name ''"},
        {"{{{a}}", "line 1: a tag is not closed '{{'"},
        {"{{=a=}}", "line 1: not a pair of delimiters 'a'"},
        {"{{=a b c=}}", "line 1: not a pair of delimiters 'a b c'"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(MustacheTemplate) parsed = mustache_parse(table[i][0], &error);
        g_assert_null(parsed);
        g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
        g_assert_cmpstr(error->message, ==, table[i][1]);
    }
}

static void
test_missing_names(void)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) missing = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(JsonNode) model = model_from("{\"a\":\"\",\"b\":{}}");
    g_autofree char *out = mustache_render(
        "{{a}}{{b.c}}{{#d}}{{e}}{{/d}}{{f}}", model, NULL, false, missing, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(out, ==, "");
    g_assert_cmpuint(missing->len, ==, 2);
    g_assert_cmpstr(missing->pdata[0], ==, "b.c");
    g_assert_cmpstr(missing->pdata[1], ==, "f");
}

static GHashTable *
partials_new(void)
{
    return g_hash_table_new_full(
        g_str_hash, g_str_equal, g_free, (GDestroyNotify)mustache_template_free);
}

static void
partial_add(GHashTable *partials, const char *name, const char *text)
{
    GError *error = NULL;
    g_hash_table_insert(partials, g_strdup(name), mustache_parse(text, &error));
    g_assert_no_error(error);
}

/* Name, the partial "p", template, expected. */
static const char *const partial_cases[][4] = {
    {"context", "[{{a}}]", "{{>p}}", "[x]"},
    {"unknown", "", "1{{>q}}2", "12"},
    {"own line is indented", "{{a}}\n|\n", "1\n  {{>p}}\n2", "1\n  x\n  |\n2"},
    {"inside a line it is not", "{{a}}\n|", "1 {{>p}} 2", "1 x\n| 2"},
    {"values are not indented", "{{&a}}\n", " {{>p}}\n", " x\n"},
    {"delimiters stay its own", "{{=| |=}}|a|", "{{>p}}{{a}}", "xx"},
};

static void
test_partials(void)
{
    g_autoptr(JsonNode) model =
        model_from("{\"a\":\"x\",\"b\":[{\"c\":1,\"b\":[]},{\"c\":2,\"b\":[]}]}");
    for (guint i = 0; i < G_N_ELEMENTS(partial_cases); i++) {
        const char *const *each = partial_cases[i];
        GError *error = NULL;
        g_autoptr(GHashTable) partials = partials_new();
        partial_add(partials, "p", each[1]);
        g_autofree char *out =
            mustache_render(each[2], model, partials, true, NULL, &error);
        g_assert_no_error(error);
        g_assert_cmpstr(out, ==, each[3]);
    }
    g_autoptr(GHashTable) partials = partials_new();
    partial_add(partials, "p", "{{#b}}<{{c}}{{>p}}>{{/b}}");
    GError *error = NULL;
    g_autofree char *out = mustache_render("{{>p}}", model, partials, true, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(out, ==, "<1><2>");
}

static void
test_endless_partial(void)
{
    g_autoptr(GHashTable) partials = partials_new();
    partial_add(partials, "once", "{{>once}}");
    partial_add(partials, "twice", "{{>twice}}{{>twice}}");
    g_autoptr(JsonNode) model = model_from("{}");
    static const char *const texts[] = {"{{>once}}", "{{>twice}}"};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *out =
            mustache_render(texts[i], model, partials, true, NULL, &error);
        g_assert_null(out);
        g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    }
}

/* Twice the text must not take much more than twice the time. */
static void
test_linear(void)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < 100000; i++)
        g_string_append(text, "{{a}} {{! c }} {{#a}} x {{/a}}");
    g_autoptr(JsonNode) model = model_from("{\"a\":\"y\"}");
    gint64 began = g_get_monotonic_time();
    g_autoptr(GError) error = NULL;
    g_autofree char *out = mustache_render(text->str, model, NULL, true, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(strlen(out), ==, 100000 * strlen("y   x "));
    g_assert_cmpint(g_get_monotonic_time() - began, <, 5 * G_USEC_PER_SEC);
}

static void
run_public_case(const char *file, JsonObject *each)
{
    g_autoptr(GHashTable) partials = partials_new();
    if (json_object_has_member(each, "partials")) {
        JsonObject *texts = json_object_get_object_member(each, "partials");
        g_autoptr(GList) names = json_object_get_members(texts);
        for (GList *name = names; name != NULL; name = name->next)
            partial_add(
                partials, name->data, json_object_get_string_member(texts, name->data));
    }
    GError *error = NULL;
    g_autofree char *out =
        mustache_render(json_object_get_string_member(each, "template"),
            json_object_get_member(each, "data"), partials, true, NULL, &error);
    g_assert_no_error(error);
    const char *expected = json_object_get_string_member(each, "expected");
    if (g_strcmp0(out, expected) != 0)
        g_error("%s, %s: '%s' instead of '%s'", file,
            json_object_get_string_member(each, "name"), out, expected);
}

static guint
run_public_file(const char *folder, const char *file)
{
    g_autofree char *path = g_build_filename(folder, file, NULL);
    g_autoptr(JsonParser) parser = json_parser_new();
    GError *error = NULL;
    json_parser_load_from_file(parser, path, &error);
    g_assert_no_error(error);
    JsonArray *tests = json_object_get_array_member(
        json_node_get_object(json_parser_get_root(parser)), "tests");
    for (guint i = 0; i < json_array_get_length(tests); i++)
        run_public_case(file, json_array_get_object_element(tests, i));
    return json_array_get_length(tests);
}

static void
test_public_cases(void)
{
    const char *shared = g_getenv("DIWAN_SHARED");
    g_autofree char *folder = g_build_filename(
        shared != NULL ? shared : "../shared", "data", "mustache-spec", NULL);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    if (dir == NULL) {
        g_test_skip("the public mustache cases are not on this machine");
        return;
    }
    guint n = 0;
    const char *file;
    while ((file = g_dir_read_name(dir)) != NULL) {
        if (g_str_has_suffix(file, ".json"))
            n += run_public_file(folder, file);
    }
    g_test_message("%u public cases", n);
    g_assert_cmpuint(n, >, 100);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strdup_printf("/mustache/%s", cases[i].name);
        g_test_add_data_func(path, &cases[i], test_case);
    }
    g_test_add_func("/mustache/refused", test_refused);
    g_test_add_func("/mustache/missing names", test_missing_names);
    g_test_add_func("/mustache/partials", test_partials);
    g_test_add_func("/mustache/endless partial", test_endless_partial);
    g_test_add_func("/mustache/linear", test_linear);
    g_test_add_func("/mustache/public cases", test_public_cases);
    return g_test_run();
}

/* page.c - a page: a template inside the layout, filled with what the page gathered.
 *
 * Templates escape all values; what people wrote stands in <bdi> there. Members every page has are
 * added here.
 */
#include "web/inside.h"

#include <string.h>

#include "compose/compose.h"

enum { MOST_TEMPLATE_BYTES = 256 << 10 };

/* ---- templates ---- */

static bool
template_load(GHashTable *templates, const char *folder, const char *file, GError **error)
{
    g_autofree char *path = g_build_filename(folder, file, NULL);
    g_autoptr(GBytes) bytes = file_read(path, MOST_TEMPLATE_BYTES, error);
    if (bytes == NULL)
        return false;
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);
    g_autofree char *text = g_strndup(data, length);
    MustacheTemplate *parsed = mustache_parse(text, error);
    if (parsed == NULL) {
        g_prefix_error(error, "%s: ", path);
        return false;
    }
    g_hash_table_insert(
        templates, g_strndup(file, strlen(file) - strlen(".html")), parsed);
    return true;
}

GHashTable *
page_templates_load(const char *folder, GError **error)
{
    g_autoptr(GHashTable) templates = g_hash_table_new_full(
        g_str_hash, g_str_equal, g_free, (GDestroyNotify)mustache_template_free);
    g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
    if (files == NULL) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
            "cannot find the web's templates in '%s': install the program whole", folder);
        return NULL;
    }
    for (const char *file; (file = g_dir_read_name(files)) != NULL;)
        if (g_str_has_suffix(file, ".html") &&
            !template_load(templates, folder, file, error))
            return NULL;
    return g_steal_pointer(&templates);
}

/* ---- what every page has ---- */

static enum MHD_Result
add_argument(void *into, enum MHD_ValueKind kind, const char *name, const char *value)
{
    (void)kind;
    if (g_str_equal(name, "lang") || g_str_equal(name, "said") ||
        !g_utf8_validate(name, -1, NULL) || (value && !g_utf8_validate(value, -1, NULL)))
        return MHD_YES;
    g_autofree char *escaped_name = g_uri_escape_string(name, NULL, FALSE);
    g_autofree char *escaped = g_uri_escape_string(value ? value : "", NULL, FALSE);
    g_string_append_printf(into, "%s=%s&", escaped_name, escaped);
    return MHD_YES;
}

/* The same page in the other language; a page that a POST answered is left for its letter. */
static char *
switch_link(Visit *visit, const char *language)
{
    g_autofree char *path = g_uri_escape_string(visit->path, "/", FALSE);
    g_autoptr(GString) to = g_string_new(path);
    g_string_append_c(to, '?');
    MHD_get_connection_values(visit->connection, MHD_GET_ARGUMENT_KIND, add_argument, to);
    g_string_append_printf(to, "lang=%s", language);
    return g_strdup(to->str);
}

static void
add_place(Visit *visit, JsonObject *model)
{
    static const struct {
        const char *prefix, *name;
    } places[] = {{"/q/", "in_queue"}, {"/requests/", "in_requests"},
        {"/r/", "in_requests"}, {"/hold", "in_hold"}, {"/register/", "in_register"},
        {"/duplicates", "in_duplicates"}, {"/undelivered", "in_undelivered"},
        {"/post", "in_post"}, {"/library", "in_library"}, {"/templates", "in_templates"},
        {"/committee", "in_committee"}, {"/circulars", "in_circulars"},
        {"/runs/", "in_committee"}, {"/report", "in_report"}, {"/survey", "in_survey"},
        {"/health", "in_health"}};
    for (guint i = 0; i < G_N_ELEMENTS(places); i++)
        if (g_str_has_prefix(visit->path, places[i].prefix))
            json_object_set_boolean_member(model, places[i].name, TRUE);
}

static void
add_staff(Visit *visit, JsonObject *model)
{
    JsonObject *staff = json_object_new();
    show_text(staff, "name", visit->staff->name);
    show_text(staff, "login", visit->staff->login);
    json_object_set_object_member(model, "staff", staff);
    show_text(model, "csrf", visit->csrf);
    int held = show_held_count(visit);
    json_object_set_boolean_member(model, "sees_committee",
        rules_allow(visit->web->desk->rules, "see_committee", visit->staff->role));
    json_object_set_boolean_member(model, "sees_duplicates",
        rules_allow(visit->web->desk->rules, "parties", visit->staff->role));
    int undelivered = store_outbox_open(visit->web->diwan->store, visit->staff->login);
    if (held > 0)
        show_take(model, "held", words_number(visit->words, held));
    if (undelivered > 0)
        show_take(model, "not_arrived", words_number(visit->words, undelivered));
}

static void
add_shell(Visit *visit, JsonObject *model, const char *title)
{
    const Config *config = visit->web->diwan->config;
    const char *language = words_language(visit->words);
    bool arabic = g_str_equal(language, "ar");
    const char *other = arabic ? "en" : "ar";
    json_object_set_object_member(model, "w", json_object_ref(words_model(visit->words)));
    show_text(model, "lang", language);
    show_text(model, "dir", arabic ? "rtl" : "ltr");
    show_text(model, "other_lang", other);
    show_take(model, "switch", switch_link(visit, other));
    show_text(model, "style", visit->web->style_path);
    show_text(model, "title", words_get(visit->words, "title", title));
    const char *english = config->office_name_en;
    show_text(
        model, "office", !arabic && english && *english ? english : config->office_name);
    g_autofree char *said = visit_query(visit, "said");
    show_text(model, "flash", words_find(visit->words, "said", said));
    add_place(visit, model);
    if (visit->staff != NULL)
        add_staff(visit, model);
}

/* ---- rendering ---- */

void
page_render(Visit *visit, unsigned status, const char *name, const char *title,
    JsonObject *take_model)
{
    GHashTable *templates = visit->web->templates;
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) model = json_node_new(JSON_NODE_OBJECT);
    add_shell(visit, take_model, title);
    json_node_take_object(model, take_model);
    /* The layout includes the page by the name "page"; the table keeps owning both. */
    g_autoptr(GHashTable) partials = g_hash_table_new(g_str_hash, g_str_equal);
    GHashTableIter each;
    gpointer key, value;
    g_hash_table_iter_init(&each, templates);
    while (g_hash_table_iter_next(&each, &key, &value))
        g_hash_table_insert(partials, key, value);
    g_hash_table_insert(
        partials, (void *)(gintptr) "page", g_hash_table_lookup(templates, name));
    const MustacheTemplate *layout = g_hash_table_lookup(templates, "layout");
    MustacheRun run = {.model = model, .partials = partials};
    g_autofree char *html = layout != NULL ? mustache_run(layout, &run, &error) : NULL;
    if (html == NULL) {
        log_error(error, "page=%s cannot be rendered", name);
        answer_text(visit, MHD_HTTP_INTERNAL_SERVER_ERROR, "text/plain; charset=utf-8",
            "no-store", words_get(visit->words, "problem", "failed_what"));
        return;
    }
    answer_text(visit, status, "text/html; charset=utf-8", "no-store", html);
}

static JsonObject *
problem_model(Visit *visit, const char *key)
{
    static const char *const parts[] = {"what", "safe", "do"};
    JsonObject *model = json_object_new();
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *name = g_strdup_printf("%s_%s", key, parts[i]);
        show_text(model, parts[i], words_find(visit->words, "problem", name));
    }
    return model;
}

void
page_problem(Visit *visit, unsigned status, const char *key)
{
    JsonObject *model = problem_model(visit, key);
    if (g_str_has_prefix(visit->path, "/i/") && status == MHD_HTTP_CONFLICT)
        json_object_set_int_member(model, "letter", visit->id);
    page_render(visit, status, "problem", "problem", model);
}

void
page_error(Visit *visit, const GError *error)
{
    bool busy = error->domain == DIWAN_ERROR && error->code == DIWAN_ERROR_RETRY;
    g_autofree char *code = g_strdup_printf("%06X", g_random_int_range(0, 1 << 24));
    log_error(error, "code=%s", code);
    JsonObject *model = problem_model(visit, busy ? "busy" : "failed");
    show_text(model, "code", code);
    page_render(visit,
        busy ? MHD_HTTP_SERVICE_UNAVAILABLE : MHD_HTTP_INTERNAL_SERVER_ERROR, "problem",
        "problem", model);
}

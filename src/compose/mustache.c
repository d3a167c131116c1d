/* mustache.c - a parsed template and a model → text.
 *
 * Values are looked up from the innermost section outwards. A run is bounded: in depth, in steps
 * and in the size of its output, so that a partial that names itself ends as an error.
 */
#include "compose/mustache_tokens.h"

#include <string.h>

enum { MOST_OUTPUT_BYTES = 16 << 20, MOST_STEPS = 20 * 1000 * 1000 };

typedef struct Running {
    const MustacheRun *run;
    GString *out;
    JsonNode *context[2 * MUSTACHE_DEPTH];
    guint depth;  /* of context */
    guint nested; /* partials within partials */
    int steps;
    GString *indent;   /* of the partials around */
    const char *wrong; /* why the run was given up; NULL while well */
} Running;

void
mustache_write_plain(
    GString *out, const char *value, G_GNUC_UNUSED bool raw, G_GNUC_UNUSED void *unused)
{
    g_string_append(out, value);
}

void
mustache_write_html(GString *out, const char *value, bool raw, G_GNUC_UNUSED void *unused)
{
    if (raw) {
        g_string_append(out, value);
        return;
    }
    static const char special[] = "&<>\"'";
    static const char *const entity[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
    for (;;) {
        gsize plain = strcspn(value, special);
        g_string_append_len(out, value, (gssize)plain);
        value += plain;
        if (*value == '\0')
            return;
        g_string_append(out, entity[strchr(special, *value) - special]);
        value++;
    }
}

static JsonNode *
member_of(JsonNode *node, const char *name)
{
    if (node == NULL || !JSON_NODE_HOLDS_OBJECT(node))
        return NULL;
    return json_object_get_member(json_node_get_object(node), name);
}

static JsonNode *
find_value(const Running *running, const char *const *path)
{
    if (path[0] == NULL)
        return running->context[running->depth - 1];
    JsonNode *found = NULL;
    for (guint i = running->depth; i > 0 && found == NULL; i--)
        found = member_of(running->context[i - 1], path[0]);
    for (guint i = 1; found != NULL && path[i] != NULL; i++)
        found = member_of(found, path[i]);
    return found;
}

static bool
is_truthy(JsonNode *node)
{
    if (node == NULL || JSON_NODE_HOLDS_NULL(node))
        return false;
    if (JSON_NODE_HOLDS_ARRAY(node))
        return json_array_get_length(json_node_get_array(node)) > 0;
    if (!JSON_NODE_HOLDS_VALUE(node))
        return true;
    if (json_node_get_value_type(node) == G_TYPE_BOOLEAN)
        return json_node_get_boolean(node);
    const char *text = json_node_get_string(node);
    return text == NULL || *text != '\0';
}

/* The shortest digits that mean the same number. */
static const char *
number_text(double number, char *buffer, int size)
{
    g_ascii_formatd(buffer, size, "%.15g", number);
    if (g_ascii_strtod(buffer, NULL) != number)
        g_ascii_formatd(buffer, size, "%.17g", number);
    return buffer;
}

static void
write_value(Running *running, const Token *token)
{
    JsonNode *node = find_value(running, token->path);
    if (node == NULL && running->run->missing != NULL)
        g_ptr_array_add(running->run->missing, g_strdup(token->name));
    if (node == NULL || !JSON_NODE_HOLDS_VALUE(node))
        return;
    char buffer[G_ASCII_DTOSTR_BUF_SIZE];
    const char *text = json_node_get_string(node);
    GType type = json_node_get_value_type(node);
    if (type == G_TYPE_BOOLEAN) {
        text = json_node_get_boolean(node) ? "true" : "false";
    } else if (type == G_TYPE_DOUBLE) {
        text = number_text(json_node_get_double(node), buffer, sizeof buffer);
    } else if (text == NULL) {
        g_snprintf(buffer, sizeof buffer, "%" G_GINT64_FORMAT, json_node_get_int(node));
        text = buffer;
    }
    MustacheWrite write = running->run->write;
    (write != NULL ? write : mustache_write_html)(
        running->out, text, token->kind == TOKEN_RAW, running->run->user_data);
}

static void
run_tokens(Running *running, const MustacheTemplate *of, guint from, guint to);

static void
run_inside(Running *running, const MustacheTemplate *of, const Token *section, guint from,
    JsonNode *context)
{
    if (running->depth == G_N_ELEMENTS(running->context)) {
        running->wrong = "sections nest too deep";
        return;
    }
    running->context[running->depth++] = context;
    run_tokens(running, of, from, section->end);
    running->depth--;
}

static void
run_section(Running *running, const MustacheTemplate *of, guint index)
{
    const Token *token = &g_array_index(of->tokens, Token, index);
    JsonNode *node = find_value(running, token->path);
    bool truthy = is_truthy(node);
    if (token->kind == TOKEN_INVERTED) {
        if (!truthy)
            run_tokens(running, of, index + 1, token->end);
        return;
    }
    if (!truthy)
        return;
    if (!JSON_NODE_HOLDS_ARRAY(node)) {
        run_inside(running, of, token, index + 1, node);
        return;
    }
    JsonArray *items = json_node_get_array(node);
    guint n = json_array_get_length(items);
    for (guint i = 0; i < n && running->wrong == NULL; i++)
        run_inside(running, of, token, index + 1, json_array_get_element(items, i));
}

static void
run_partial(Running *running, const Token *token)
{
    if (running->run->partials == NULL)
        return;
    const MustacheTemplate *partial =
        g_hash_table_lookup(running->run->partials, token->name);
    if (partial == NULL)
        return;
    if (running->nested == MUSTACHE_DEPTH) {
        running->wrong = "partials nest too deep";
        return;
    }
    gsize before = running->indent->len;
    if (token->length > 0)
        g_string_append_len(running->indent, token->text, (gssize)token->length);
    running->nested++;
    run_tokens(running, partial, 0, partial->tokens->len);
    running->nested--;
    g_string_truncate(running->indent, before);
}

static bool
may_go_on(Running *running)
{
    if (running->out->len > MOST_OUTPUT_BYTES)
        running->wrong = "the output is too large";
    else if (++running->steps > MOST_STEPS)
        running->wrong = "the template does not end";
    return running->wrong == NULL;
}

static void
run_tokens(Running *running, const MustacheTemplate *of, guint from, guint to)
{
    for (guint i = from; i < to && may_go_on(running); i++) {
        const Token *token = &g_array_index(of->tokens, Token, i);
        switch (token->kind) {
        case TOKEN_LINE:
            g_string_append_len(
                running->out, running->indent->str, (gssize)running->indent->len);
            break;
        case TOKEN_TEXT:
            g_string_append_len(running->out, token->text, (gssize)token->length);
            break;
        case TOKEN_VALUE:
        case TOKEN_RAW:
            write_value(running, token);
            break;
        case TOKEN_SECTION:
        case TOKEN_INVERTED:
            run_section(running, of, i);
            i = token->end;
            break;
        case TOKEN_PARTIAL:
            run_partial(running, token);
            break;
        case TOKEN_END:
        case TOKEN_NOTHING:
            break;
        }
    }
}

char *
mustache_run(const MustacheTemplate *template_, const MustacheRun *run, GError **error)
{
    g_autoptr(GString) out = g_string_sized_new(2048);
    g_autoptr(GString) indent = g_string_new(NULL);
    Running running = {
        .run = run, .out = out, .indent = indent, .context = {run->model}, .depth = 1};
    run_tokens(&running, template_, 0, template_->tokens->len);
    if (running.wrong != NULL) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "cannot fill the template: %s", running.wrong);
        return NULL;
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

char *
mustache_render(const char *template_text, JsonNode *model, GHashTable *partials,
    bool escape_html, GPtrArray *missing, GError **error)
{
    g_autoptr(MustacheTemplate) template_ = mustache_parse(template_text, error);
    if (template_ == NULL)
        return NULL;
    MustacheRun run = {.model = model,
        .partials = partials,
        .write = escape_html ? mustache_write_html : mustache_write_plain,
        .missing = missing};
    return mustache_run(template_, &run, error);
}

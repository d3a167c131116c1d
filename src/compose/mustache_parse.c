/* mustache_parse.c - the text of a template → a flat list of tokens.
 *
 * One walk over the text. A line that holds nothing but one section, comment, partial or delimiter
 * tag disappears as a whole, as the specification asks; what the blanks before a partial were is
 * kept as its indentation. Trusts nothing: a malformed template is refused with its line.
 */
#include "compose/mustache_tokens.h"

#include <string.h>

/* Longest name in a tag, and longest delimiter. */
enum { MOST_NAME = 200, MOST_DELIMITER = 16 };

typedef struct Parser {
    MustacheTemplate *into;
    const char *at;
    int line;
    char open[MOST_DELIMITER + 1];
    char close[MOST_DELIMITER + 1];
    guint first_of_line; /* index of the line's first token */
    guint sections[MUSTACHE_DEPTH];
    guint depth;
} Parser;

/* As strstr, but never looks beyond what it finds: under sanitizers strstr measures all the rest. */
static const char *
find(const char *in, const char *what)
{
    gsize length = strlen(what);
    for (const char *c = strchr(in, *what); c != NULL; c = strchr(c + 1, *what)) {
        if (strncmp(c, what, length) == 0)
            return c;
    }
    return NULL;
}

static Token *
token_at(Parser *parser, guint i)
{
    return &g_array_index(parser->into->tokens, Token, i);
}

static void
token_add(Parser *parser, TokenKind kind, const char *text, gsize length)
{
    Token token = {.kind = kind, .text = text, .length = length};
    g_array_append_val(parser->into->tokens, token);
}

static bool
refuse(const Parser *parser, GError **error, const char *what, const char *name)
{
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, "line %d: %s '%s'", parser->line,
        what, name);
    return false;
}

static bool
is_blank(const Token *token)
{
    for (gsize i = 0; i < token->length; i++) {
        if (!g_ascii_isspace(token->text[i]))
            return false;
    }
    return true;
}

static bool
may_stand_alone(TokenKind kind)
{
    return kind != TOKEN_TEXT && kind != TOKEN_VALUE && kind != TOKEN_RAW;
}

/* Whether the line's tokens are blanks and exactly one tag that may stand alone. */
static Token *
lone_tag(Parser *parser, guint first)
{
    Token *tag = NULL;
    for (guint i = first; i < parser->into->tokens->len; i++) {
        Token *token = token_at(parser, i);
        if (token->kind == TOKEN_TEXT) {
            if (!is_blank(token))
                return NULL;
        } else if (tag != NULL || !may_stand_alone(token->kind)) {
            return NULL;
        } else {
            tag = token;
        }
    }
    return tag;
}

/* Called at each line's end: takes a lone tag's line out of the output. */
static void
line_end(Parser *parser)
{
    guint first = parser->first_of_line; /* the TOKEN_LINE */
    Token *tag = lone_tag(parser, first + 1);
    if (tag != NULL) {
        token_at(parser, first)->kind = TOKEN_NOTHING;
        for (guint i = first + 1; i < parser->into->tokens->len; i++) {
            Token *token = token_at(parser, i);
            if (token->kind != TOKEN_TEXT)
                continue;
            if (tag->kind == TOKEN_PARTIAL && token < tag) {
                tag->text = token->text;
                tag->length = token->length;
            }
            token->kind = TOKEN_NOTHING;
        }
    } else if (first + 1 == parser->into->tokens->len) {
        token_at(parser, first)->kind = TOKEN_NOTHING; /* nothing on it at all */
    }
}

static void
line_begin(Parser *parser)
{
    parser->first_of_line = parser->into->tokens->len;
    token_add(parser, TOKEN_LINE, NULL, 0);
}

/* Literal text up to `to`: a token a line, the newline with it. */
static void
text_take(Parser *parser, const char *to)
{
    while (parser->at < to) {
        const char *newline = memchr(parser->at, '\n', (gsize)(to - parser->at));
        const char *end = newline != NULL ? newline + 1 : to;
        token_add(parser, TOKEN_TEXT, parser->at, (gsize)(end - parser->at));
        parser->at = end;
        if (newline != NULL) {
            line_end(parser);
            parser->line++;
            line_begin(parser);
        }
    }
}

static const char *const *
path_new(MustacheTemplate *into, const char *name)
{
    g_auto(GStrv) parts = strcmp(name, ".") == 0 ? NULL : g_strsplit(name, ".", -1);
    guint n = parts != NULL ? g_strv_length(parts) : 0;
    const char **path = g_new0(const char *, n + 1);
    for (guint i = 0; i < n; i++)
        path[i] = g_string_chunk_insert_const(into->strings, parts[i]);
    g_ptr_array_add(into->paths, path);
    return path;
}

static bool
delimiters_take(Parser *parser, const char *inside, GError **error)
{
    g_auto(GStrv) words = g_strsplit_set(inside, " \t\r\n", -1);
    const char *found[2] = {NULL, NULL};
    int n = 0;
    for (guint i = 0; words[i] != NULL; i++) {
        if (*words[i] == '\0')
            continue;
        if (n == 2 || strlen(words[i]) > MOST_DELIMITER || strchr(words[i], '=') != NULL)
            return refuse(parser, error, "not a pair of delimiters", inside);
        found[n++] = words[i];
    }
    if (n != 2)
        return refuse(parser, error, "not a pair of delimiters", inside);
    g_strlcpy(parser->open, found[0], sizeof parser->open);
    g_strlcpy(parser->close, found[1], sizeof parser->close);
    token_add(parser, TOKEN_NOTHING, NULL, 0);
    return true;
}

static bool
section_open(Parser *parser, GError **error)
{
    guint index = parser->into->tokens->len - 1;
    if (parser->depth == MUSTACHE_DEPTH)
        return refuse(
            parser, error, "sections too deep at", token_at(parser, index)->name);
    parser->sections[parser->depth++] = index;
    return true;
}

static bool
section_close(Parser *parser, const char *name, GError **error)
{
    if (parser->depth == 0)
        return refuse(parser, error, "no open section", name);
    Token *open = token_at(parser, parser->sections[parser->depth - 1]);
    if (strcmp(open->name, name) != 0)
        return refuse(parser, error, "a section is closed that is not the last", name);
    open->end = parser->into->tokens->len - 1;
    parser->depth--;
    return true;
}

static bool
named_take(Parser *parser, TokenKind kind, const char *inside, GError **error)
{
    g_autofree char *name = g_strstrip(g_strdup(inside));
    if (*name == '\0' || strlen(name) > MOST_NAME || strpbrk(name, "{}") != NULL)
        return refuse(parser, error, "not a name", name);
    token_add(parser, kind, NULL, 0);
    Token *token = token_at(parser, parser->into->tokens->len - 1);
    token->name = g_string_chunk_insert_const(parser->into->strings, name);
    token->path = path_new(parser->into, name);
    if (kind == TOKEN_SECTION || kind == TOKEN_INVERTED)
        return section_open(parser, error);
    if (kind == TOKEN_END)
        return section_close(parser, token->name, error);
    return true;
}

/* What stands between the delimiters. */
static bool
tag_take(Parser *parser, const char *inside, GError **error)
{
    switch (*inside) {
    case '!':
        token_add(parser, TOKEN_NOTHING, NULL, 0);
        return true;
    case '#':
        return named_take(parser, TOKEN_SECTION, inside + 1, error);
    case '^':
        return named_take(parser, TOKEN_INVERTED, inside + 1, error);
    case '/':
        return named_take(parser, TOKEN_END, inside + 1, error);
    case '>':
        return named_take(parser, TOKEN_PARTIAL, inside + 1, error);
    case '&':
    case '{':
        return named_take(parser, TOKEN_RAW, inside + 1, error);
    default:
        return named_take(parser, TOKEN_VALUE, inside, error);
    }
}

/* From an opening delimiter to behind its closing one. */
static bool
tag_read(Parser *parser, GError **error)
{
    const char *inside = parser->at + strlen(parser->open);
    inside += strspn(inside, " \t\r\n");
    char closing[MOST_DELIMITER + 2];
    const char *before = *inside == '{' ? "}" : *inside == '=' ? "=" : "";
    g_snprintf(closing, sizeof closing, "%s%s", before, parser->close);
    const char *end = find(*before == '\0' ? inside : inside + 1, closing);
    if (end == NULL)
        return refuse(parser, error, "a tag is not closed", parser->open);
    g_autofree char *content = g_strndup(inside, (gsize)(end - inside));
    bool well = *inside == '=' ? delimiters_take(parser, content + 1, error)
                               : tag_take(parser, content, error);
    for (const char *c = content; *c != '\0'; c++)
        parser->line += *c == '\n';
    parser->at = end + strlen(closing);
    return well;
}

static bool
parse_all(Parser *parser, GError **error)
{
    line_begin(parser);
    for (;;) {
        const char *tag = find(parser->at, parser->open);
        text_take(parser, tag != NULL ? tag : parser->at + strlen(parser->at));
        if (tag == NULL)
            break;
        if (!tag_read(parser, error))
            return false;
    }
    line_end(parser);
    if (parser->depth > 0)
        return refuse(parser, error, "a section is not closed",
            token_at(parser, parser->sections[parser->depth - 1])->name);
    return true;
}

MustacheTemplate *
mustache_parse(const char *text, GError **error)
{
    g_autoptr(MustacheTemplate) into = g_new0(MustacheTemplate, 1);
    into->text = g_strdup(text);
    into->strings = g_string_chunk_new(512);
    into->paths = g_ptr_array_new_with_free_func(g_free);
    into->tokens = g_array_new(FALSE, TRUE, sizeof(Token));
    Parser parser = {
        .into = into, .at = into->text, .line = 1, .open = "{{", .close = "}}"};
    if (!parse_all(&parser, error))
        return NULL;
    return g_steal_pointer(&into);
}

void
mustache_template_free(MustacheTemplate *template_)
{
    if (template_ == NULL)
        return;
    g_array_unref(template_->tokens);
    g_ptr_array_unref(template_->paths);
    g_string_chunk_free(template_->strings);
    g_free(template_->text);
    g_free(template_);
}

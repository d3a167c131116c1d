/* html.c - the body of a template → HTML with the same mustache tags.
 *
 * Done once when templates are loaded, so that a letter is written once and read in both forms.
 * What stands between tags is escaped here; values are escaped when the template is filled. An
 * address comes into an attribute as {{&x_url}}, whose writer escapes it; its model has made sure
 * that it is one.
 */
#include "compose/template.h"

#include <string.h>

typedef enum { BLOCK_NONE, BLOCK_PARAGRAPH, BLOCK_LIST } Block;

typedef struct Writer {
    GString *out;
    Block block;
    int block_depth;    /* sections open where the block began */
    int depth;          /* sections open now, those in pending not counted */
    GPtrArray *pending; /* of char, owned: lines of tags alone, not yet written */
} Writer;

/* A line that holds section tags only: its place in the HTML depends on what follows. */
static bool
is_tag_line(const char *line)
{
    return g_str_has_prefix(line, "{{") && strchr("#^/", line[2]) != NULL &&
           g_str_has_suffix(line, "}}") && strstr(line, "}}")[2] == '\0';
}

/* {{>name}} alone: paragraphs of its own. */
static bool
is_part_line(const char *line)
{
    return g_str_has_prefix(line, "{{>") && g_str_has_suffix(line, "}}") &&
           strstr(line, "}}")[2] == '\0';
}

static bool
is_closing(const char *tag)
{
    return tag[2] == '/';
}

static void
tag_write(Writer *writer, const char *tag)
{
    g_string_append(writer->out, tag);
    writer->depth += is_closing(tag) ? -1 : 1;
}

static void
pending_write(Writer *writer)
{
    for (guint i = 0; i < writer->pending->len; i++)
        tag_write(writer, writer->pending->pdata[i]);
    g_ptr_array_set_size(writer->pending, 0);
}

/* Sections that end before what follows: up to the last closing tag. */
static void
closings_write(Writer *writer)
{
    guint last = 0;
    for (guint i = 0; i < writer->pending->len; i++) {
        if (is_closing(writer->pending->pdata[i]))
            last = i + 1;
    }
    for (guint i = 0; i < last; i++)
        tag_write(writer, writer->pending->pdata[i]);
    g_ptr_array_remove_range(writer->pending, 0, last);
}

/* Ends the block: sections that were opened inside are closed inside, the rest comes after. */
static bool
block_end(Writer *writer, GError **error)
{
    if (writer->block == BLOCK_NONE)
        return true;
    while (writer->pending->len > 0 && is_closing(writer->pending->pdata[0]) &&
           writer->depth > writer->block_depth) {
        tag_write(writer, writer->pending->pdata[0]);
        g_ptr_array_remove_index(writer->pending, 0);
    }
    if (writer->depth != writer->block_depth) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "a section must begin and end inside or outside of one paragraph or list");
        return false;
    }
    g_string_append(writer->out, writer->block == BLOCK_LIST ? "</ul>\n" : "</p>\n");
    writer->block = BLOCK_NONE;
    return true;
}

/* Whether the tags before this line close a section that the block stands in. */
static bool
block_is_left(const Writer *writer)
{
    int depth = writer->depth;
    for (guint i = 0; i < writer->pending->len && depth >= writer->block_depth; i++)
        depth += is_closing(writer->pending->pdata[i]) ? -1 : 1;
    return writer->block != BLOCK_NONE && depth < writer->block_depth;
}

static void
block_begin(Writer *writer, Block block, const char *html)
{
    writer->block = block;
    writer->block_depth = writer->depth;
    g_string_append(writer->out, html);
}

/* ---- words and links ---- */

static const char *const name_letters = "abcdefghijklmnopqrstuvwxyz0123456789_";

/* The end of {{x_url}}, behind its braces; NULL for any other text. */
static const char *
address_tag_end(const char *tag)
{
    static const char ending[] = "_url}}";
    if (!g_str_has_prefix(tag, "{{"))
        return NULL;
    gsize length = strspn(tag + 2, name_letters);
    bool well = length > strlen("_url") &&
                strncmp(tag + 2 + length - strlen("_url"), ending, strlen(ending)) == 0;
    return well ? tag + 2 + length + 2 : NULL;
}

/* [words]({{x_url}}) */
typedef struct Link {
    const char *words, *words_end, *tag, *tag_end, *end;
} Link;

static bool
link_read(const char *line, Link *link)
{
    if (*line != '[')
        return false;
    const char *middle = line + 1 + strcspn(line + 1, "[]\n");
    const char *end = g_str_has_prefix(middle, "](") ? address_tag_end(middle + 2) : NULL;
    if (end == NULL || *end != ')')
        return false;
    *link = (Link){line + 1, middle, middle + 2, end, end + 1};
    return true;
}

static void
escaped_write(GString *out, const char *from, const char *to)
{
    g_autofree char *words = g_strndup(from, (gsize)(to - from));
    mustache_write_html(out, words, false, NULL);
}

/* Escapes what is outside of tags. linked: inside of a link, where there is no other. */
static void words_write(GString *out, const char *line, const char *end, bool linked);

static void
link_write(GString *out, const Link *link)
{
    g_string_append(out, "<a href=\"{{&");
    g_string_append_len(out, link->tag + 2, link->tag_end - link->tag - 2);
    g_string_append(out, "\">");
    words_write(out, link->words, link->words_end, true);
    g_string_append(out, "</a>");
}

static void
words_write(GString *out, const char *line, const char *end, bool linked)
{
    const char *from = line;
    while (line < end) {
        Link link;
        const char *tag_end = address_tag_end(line);
        bool links = !linked && (link_read(line, &link) || tag_end != NULL);
        if (links && tag_end != NULL)
            link = (Link){line, tag_end, line, tag_end, tag_end};
        const char *close = strncmp(line, "{{", 2) == 0 ? strstr(line, "}}") : NULL;
        if (!links && close == NULL) {
            line++;
            continue;
        }
        escaped_write(out, from, line);
        from = line;
        line = links ? link.end : close + strspn(close, "}");
        if (links)
            link_write(out, &link);
        else
            g_string_append_len(out, from, line - from);
        from = line;
    }
    escaped_write(out, from, end);
}

char *
plain_from_body(const char *body)
{
    GString *out = g_string_sized_new(strlen(body));
    while (*body != '\0') {
        Link link;
        if (link_read(body, &link)) {
            g_string_append_len(out, link.words, link.words_end - link.words);
            body = link.end;
        } else {
            g_string_append_c(out, *body++);
        }
    }
    return g_string_free(out, FALSE);
}

/* ---- lines ---- */

static bool
item_take(Writer *writer, const char *line, GError **error)
{
    if ((writer->block == BLOCK_PARAGRAPH || block_is_left(writer)) &&
        !block_end(writer, error))
        return false;
    if (writer->block == BLOCK_NONE) {
        closings_write(writer);
        block_begin(writer, BLOCK_LIST, "<ul>\n");
    }
    pending_write(writer);
    g_string_append(writer->out, "<li>");
    words_write(writer->out, line + 2, line + strlen(line), false);
    g_string_append(writer->out, "</li>\n");
    return true;
}

static bool
text_take(Writer *writer, const char *line, GError **error)
{
    if ((writer->block == BLOCK_LIST || block_is_left(writer)) &&
        !block_end(writer, error))
        return false;
    pending_write(writer);
    if (writer->block == BLOCK_NONE)
        block_begin(writer, BLOCK_PARAGRAPH, "<p>");
    else
        g_string_append(writer->out, "<br>\n");
    words_write(writer->out, line, line + strlen(line), false);
    return true;
}

static bool
part_take(Writer *writer, const char *line, GError **error)
{
    if (!block_end(writer, error))
        return false;
    pending_write(writer);
    g_string_append_printf(writer->out, "%s\n", line);
    return true;
}

static bool
line_take(Writer *writer, const char *line, GError **error)
{
    if (*line == '\0') {
        if (!block_end(writer, error))
            return false;
        pending_write(writer);
        return true;
    }
    if (is_tag_line(line)) {
        g_ptr_array_add(writer->pending, g_strdup(line));
        return true;
    }
    if (is_part_line(line))
        return part_take(writer, line, error);
    return g_str_has_prefix(line, "- ") ? item_take(writer, line, error)
                                        : text_take(writer, line, error);
}

char *
html_from_body(const char *body, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(GPtrArray) pending = g_ptr_array_new_with_free_func(g_free);
    Writer writer = {.out = out, .pending = pending};
    g_auto(GStrv) lines = g_strsplit(body, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        if (!line_take(&writer, g_strchomp(lines[i]), error))
            return NULL;
    }
    if (!line_take(&writer, "", error))
        return NULL;
    return g_string_free(g_steal_pointer(&out), FALSE);
}

/* html.c - the body of a template → HTML with the same mustache tags.
 *
 * Done once when templates are loaded, so that a letter is written once and read in both forms.
 * What stands between tags is escaped here; values are escaped when the template is filled.
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

/* Escapes what is outside of tags. */
static void
words_write(GString *out, const char *line)
{
    while (*line != '\0') {
        const char *tag = strstr(line, "{{");
        const char *end = tag != NULL ? strstr(tag, "}}") : NULL;
        if (end == NULL)
            tag = line + strlen(line);
        g_autofree char *words = g_strndup(line, (gsize)(tag - line));
        mustache_write_html(out, words, false, NULL);
        line = tag;
        if (end != NULL) {
            end += strspn(end, "}");
            g_string_append_len(out, tag, end - tag);
            line = end;
        }
    }
}

static bool
item_take(Writer *writer, const char *line, GError **error)
{
    if ((writer->block == BLOCK_PARAGRAPH || block_is_left(writer)) &&
        !block_end(writer, error))
        return false;
    if (writer->block == BLOCK_NONE)
        block_begin(writer, BLOCK_LIST, "<ul>\n");
    pending_write(writer);
    g_string_append(writer->out, "<li>");
    words_write(writer->out, line + 2);
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
    words_write(writer->out, line);
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

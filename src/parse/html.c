/* html.c - what a reader would see of an HTML body, as lines of text.
 *
 * The tree is gumbo's. Its memory comes from an arena, because gumbo frees a tree by recursion
 * and a hostile one is deep; the walk here goes by parent pointers for the same reason. Gumbo's
 * time grows with the square of the depth, so what nests too deep only has its tags taken off.
 */
#include <string.h>

#include "parse/html.h"

/* ---- the arena ---- */

static void *
arena_take(void *user_data, size_t size)
{
    GPtrArray *arena = user_data;
    void *memory = g_malloc(size);
    g_ptr_array_add(arena, memory);
    return memory;
}

static void
arena_keep(G_GNUC_UNUSED void *user_data, G_GNUC_UNUSED void *memory)
{
}

/* ---- lines ---- */

typedef struct Lines {
    GString *text;
    int quotes;    /* depth of blockquotes */
    int breaks;    /* newlines owed before the next word */
    bool space;    /* a space is owed before the next word */
    bool in_line;  /* the line has words */
    int preformed; /* depth of <pre> */
} Lines;

static void
line_break(Lines *lines, int n)
{
    if (n == 0)
        return;
    if (lines->in_line || lines->text->len > 0)
        lines->breaks = MAX(lines->breaks, n);
    lines->space = false;
}

/* Pays what is owed before a word. */
static void
line_begin(Lines *lines)
{
    if (lines->breaks > 0) {
        for (int i = 0; i < lines->breaks; i++)
            g_string_append_c(lines->text, '\n');
        lines->in_line = false;
    }
    lines->breaks = 0;
    if (!lines->in_line)
        for (int i = 0; i < lines->quotes; i++)
            g_string_append(lines->text, "> ");
    else if (lines->space)
        g_string_append_c(lines->text, ' ');
    lines->in_line = true;
    lines->space = false;
}

static void
words_add(Lines *lines, const char *text)
{
    const char *end = text + strlen(text);
    while (text < end) {
        bool blank = strchr(" \t\r\n", *text) != NULL;
        bool no_break = text[0] == '\xC2' && text[1] == '\xA0';
        if (lines->preformed > 0 && *text == '\n') {
            lines->breaks++;
            lines->space = false;
            text++;
        } else if (blank || no_break) {
            lines->space = lines->space || (lines->in_line && lines->breaks == 0);
            text += no_break ? 2 : 1;
        } else {
            const char *stop = text + 1;
            while (stop < end && strchr(" \t\r\n", *stop) == NULL &&
                   !(stop[0] == '\xC2' && stop[1] == '\xA0'))
                stop++;
            line_begin(lines);
            g_string_append_len(lines->text, text, stop - text);
            text = stop;
        }
    }
}

/* ---- elements ---- */

static bool
style_hides(const char *style)
{
    g_autoptr(GString) plain = g_string_new(NULL);
    for (const char *c = style; *c != '\0' && plain->len < 4096; c++)
        if (!g_ascii_isspace(*c))
            g_string_append_c(plain, g_ascii_tolower(*c));
    g_string_append_c(plain, ';');
    static const char *const hiding[] = {"display:none", "visibility:hidden",
        "mso-hide:all", "font-size:0;", "font-size:0px", "font-size:0pt", "opacity:0;"};
    for (gsize i = 0; i < G_N_ELEMENTS(hiding); i++)
        if (strstr(plain->str, hiding[i]) != NULL)
            return true;
    return false;
}

bool
html_is_hidden(const GumboElement *element)
{
    switch (element->tag) {
    case GUMBO_TAG_SCRIPT:
    case GUMBO_TAG_STYLE:
    case GUMBO_TAG_HEAD:
    case GUMBO_TAG_TITLE:
    case GUMBO_TAG_TEMPLATE:
    case GUMBO_TAG_NOSCRIPT:
    case GUMBO_TAG_IFRAME:
    case GUMBO_TAG_OBJECT:
    case GUMBO_TAG_SELECT:
    case GUMBO_TAG_SVG:
        return true;
    default:
        break;
    }
    if (gumbo_get_attribute(&element->attributes, "hidden") != NULL)
        return true;
    const GumboAttribute *style = gumbo_get_attribute(&element->attributes, "style");
    return style != NULL && style_hides(style->value);
}

/* Newlines that stand before and after an element: 0 in a line, 1 a line, 2 a paragraph. */
static int
element_breaks(GumboTag tag)
{
    switch (tag) {
    case GUMBO_TAG_P:
    case GUMBO_TAG_H1:
    case GUMBO_TAG_H2:
    case GUMBO_TAG_H3:
    case GUMBO_TAG_H4:
    case GUMBO_TAG_H5:
    case GUMBO_TAG_H6:
    case GUMBO_TAG_UL:
    case GUMBO_TAG_OL:
    case GUMBO_TAG_TABLE:
    case GUMBO_TAG_PRE:
    case GUMBO_TAG_BLOCKQUOTE:
        return 2;
    case GUMBO_TAG_DIV:
    case GUMBO_TAG_LI:
    case GUMBO_TAG_TR:
    case GUMBO_TAG_HR:
    case GUMBO_TAG_DL:
    case GUMBO_TAG_DT:
    case GUMBO_TAG_DD:
    case GUMBO_TAG_ADDRESS:
    case GUMBO_TAG_ARTICLE:
    case GUMBO_TAG_ASIDE:
    case GUMBO_TAG_CENTER:
    case GUMBO_TAG_FIELDSET:
    case GUMBO_TAG_FOOTER:
    case GUMBO_TAG_FORM:
    case GUMBO_TAG_HEADER:
    case GUMBO_TAG_MAIN:
    case GUMBO_TAG_NAV:
    case GUMBO_TAG_SECTION:
    case GUMBO_TAG_CAPTION:
        return 1;
    default:
        return 0;
    }
}

/* Whether it quotes. Editors indent a writer's own paragraph with the same element, and say that it has no
 * border; who quotes draws one, or names its class or type. */
static bool
element_quotes(const GumboElement *element)
{
    if (element->tag != GUMBO_TAG_BLOCKQUOTE)
        return false;
    const GumboAttribute *style = gumbo_get_attribute(&element->attributes, "style");
    if (style == NULL || gumbo_get_attribute(&element->attributes, "class") != NULL ||
        gumbo_get_attribute(&element->attributes, "type") != NULL)
        return true;
    return strstr(style->value, "border:none") == NULL &&
           strstr(style->value, "border: none") == NULL;
}

static void
element_enter(Lines *lines, const GumboElement *element)
{
    const GumboTag tag = element->tag;
    line_break(lines, element_breaks(tag));
    if (tag == GUMBO_TAG_BR) {
        /* Two of them are an empty line; the first only ends its line. */
        if (lines->text->len > 0)
            lines->breaks = MIN(lines->breaks + 1, 2);
        lines->space = false;
    } else if (element_quotes(element)) {
        lines->quotes++;
    } else if (tag == GUMBO_TAG_PRE) {
        lines->preformed++;
    } else if (tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH) {
        lines->space = lines->in_line && lines->breaks == 0;
    } else if (tag == GUMBO_TAG_LI) {
        words_add(lines, "-");
        lines->space = true;
    }
}

static void
element_leave(Lines *lines, const GumboElement *element)
{
    const GumboTag tag = element->tag;
    line_break(lines, element_breaks(tag));
    if (element_quotes(element))
        lines->quotes--;
    else if (tag == GUMBO_TAG_PRE)
        lines->preformed--;
}

static bool
node_has_children(const GumboNode *node)
{
    return node->type == GUMBO_NODE_ELEMENT && node->v.element.children.length > 0 &&
           !html_is_hidden(&node->v.element);
}

static void
node_enter(Lines *lines, const GumboNode *node)
{
    if (node->type == GUMBO_NODE_ELEMENT)
        element_enter(lines, &node->v.element);
    else if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_CDATA ||
             node->type == GUMBO_NODE_WHITESPACE)
        words_add(lines, node->v.text.text);
}

static void
tree_walk(Lines *lines, const GumboNode *root)
{
    const GumboNode *node = root;
    for (;;) {
        bool shown =
            node->type != GUMBO_NODE_ELEMENT || !html_is_hidden(&node->v.element);
        if (shown)
            node_enter(lines, node);
        if (shown && node_has_children(node)) {
            node = node->v.element.children.data[0];
            continue;
        }
        if (shown && node->type == GUMBO_NODE_ELEMENT)
            element_leave(lines, &node->v.element);
        for (;;) {
            if (node == root)
                return;
            const GumboVector *siblings = &node->parent->v.element.children;
            if (node->index_within_parent + 1 < siblings->length) {
                node = siblings->data[node->index_within_parent + 1];
                break;
            }
            node = node->parent;
            if (node->type == GUMBO_NODE_ELEMENT)
                element_leave(lines, &node->v.element);
        }
    }
}

/* ---- before the tree ---- */

/* Start tags of these never nest by themselves. */
static bool
tag_is_flat(const char *name, gsize length)
{
    static const char *const flat[] = {"br", "img", "p", "li", "td", "tr", "th", "hr",
        "meta", "link", "input", "col", "wbr", "area", "base", "option", "dd", "dt",
        "tbody"};
    for (gsize i = 0; i < G_N_ELEMENTS(flat); i++)
        if (strlen(flat[i]) == length && g_ascii_strncasecmp(name, flat[i], length) == 0)
            return true;
    return false;
}

/* About how deep the elements nest at most. */
static int
depth_estimate(const char *html, gsize length)
{
    int depth = 0, most = 0;
    const char *end = html + length;
    for (const char *at = html; (at = memchr(at, '<', (gsize)(end - at))) != NULL; at++) {
        const char *name = at + 1;
        bool closes = name < end && *name == '/';
        name += closes;
        gsize n = 0;
        while (name + n < end && g_ascii_isalnum(name[n]))
            n++;
        if (n == 0 || tag_is_flat(name, n))
            continue;
        depth = MAX(depth + (closes ? -1 : 1), 0);
        most = MAX(most, depth);
    }
    return most;
}

static char *
tags_take_off(const char *html, gsize length)
{
    GString *text = g_string_sized_new(length);
    bool in_tag = false;
    for (gsize i = 0; i < length; i++) {
        if (html[i] == '<') {
            in_tag = true;
            g_string_append_c(text, ' ');
        } else if (html[i] == '>' && in_tag) {
            in_tag = false;
        } else if (!in_tag) {
            g_string_append_c(text, html[i]);
        }
    }
    return g_string_free(text, FALSE);
}

GumboOutput *
html_tree(const char *html, gsize length, GPtrArray *arena)
{
    length = MIN(length, HTML_MOST_BYTES);
    if (depth_estimate(html, length) > HTML_MOST_DEPTH)
        return NULL;
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = arena_take;
    options.deallocator = arena_keep;
    options.userdata = arena;
    options.max_errors = 0;
    return gumbo_parse_with_options(&options, html, length);
}

char *
html_to_text(const char *html, gsize length, bool *too_deep)
{
    length = MIN(length, HTML_MOST_BYTES);
    g_autoptr(GPtrArray) arena = g_ptr_array_new_with_free_func(g_free);
    GumboOutput *output = html_tree(html, length, arena);
    *too_deep = output == NULL;
    if (*too_deep)
        return tags_take_off(html, length);
    Lines lines = {.text = g_string_sized_new(length / 2 + 16)};
    tree_walk(&lines, output->root);
    return g_string_free(lines.text, FALSE);
}

char *
html_charset(const char *bytes, gsize length)
{
    g_autofree char *head = g_ascii_strdown(bytes, (gssize)MIN(length, 2048));
    const char *at = strstr(head, "charset=");
    if (at == NULL)
        return NULL;
    at += strlen("charset=");
    at += strspn(at, " \"'");
    gsize n = strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789-_");
    return n > 0 && n < 60 ? g_strndup(at, n) : NULL;
}

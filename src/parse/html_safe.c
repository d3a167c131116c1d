/* html_safe.c - an HTML body as it may be shown: what is allowed is written anew, nothing else passes.
 *
 * No script, style, form, frame or picture: nothing loads, runs, hides or asks. Links lead to the web, to
 * mail or to a telephone, and where the words of a link name another host than the link has, they are
 * shown beside the true one and lead nowhere. Text is escaped, so that a browser can read nothing else
 * out of it than what stands there.
 */
#include <string.h>

#include "language/language.h"
#include "parse/html.h"

enum { LINK_MOST_BYTES = 2000, TEXT_WRITTEN_MOST_BYTES = HTML_RENDERING_MOST_BYTES / 2 };

/* ---- elements ---- */

static const GumboTag ALLOWED[] = {GUMBO_TAG_P, GUMBO_TAG_DIV, GUMBO_TAG_SPAN,
    GUMBO_TAG_BR, GUMBO_TAG_B, GUMBO_TAG_STRONG, GUMBO_TAG_I, GUMBO_TAG_EM, GUMBO_TAG_U,
    GUMBO_TAG_S, GUMBO_TAG_SUB, GUMBO_TAG_SUP, GUMBO_TAG_SMALL, GUMBO_TAG_UL,
    GUMBO_TAG_OL, GUMBO_TAG_LI, GUMBO_TAG_DL, GUMBO_TAG_DT, GUMBO_TAG_DD, GUMBO_TAG_TABLE,
    GUMBO_TAG_THEAD, GUMBO_TAG_TBODY, GUMBO_TAG_TFOOT, GUMBO_TAG_TR, GUMBO_TAG_TD,
    GUMBO_TAG_TH, GUMBO_TAG_CAPTION, GUMBO_TAG_BLOCKQUOTE, GUMBO_TAG_PRE, GUMBO_TAG_CODE,
    GUMBO_TAG_H1, GUMBO_TAG_H2, GUMBO_TAG_H3, GUMBO_TAG_H4, GUMBO_TAG_H5, GUMBO_TAG_H6,
    GUMBO_TAG_HR, GUMBO_TAG_BDI, GUMBO_TAG_BDO};

/* Gone with all that is in them. */
static const GumboTag SWALLOWED[] = {GUMBO_TAG_EMBED, GUMBO_TAG_APPLET, GUMBO_TAG_MATH,
    GUMBO_TAG_CANVAS, GUMBO_TAG_VIDEO, GUMBO_TAG_AUDIO, GUMBO_TAG_TEXTAREA,
    GUMBO_TAG_FRAMESET, GUMBO_TAG_NOFRAMES, GUMBO_TAG_NOEMBED, GUMBO_TAG_XMP,
    GUMBO_TAG_PLAINTEXT, GUMBO_TAG_DATALIST};

static bool
is_among(GumboTag tag, const GumboTag *tags, gsize n)
{
    for (gsize i = 0; i < n; i++)
        if (tags[i] == tag)
            return true;
    return false;
}

static bool
is_swallowed(const GumboElement *element)
{
    return html_is_hidden(element) || element->tag_namespace != GUMBO_NAMESPACE_HTML ||
           is_among(element->tag, SWALLOWED, G_N_ELEMENTS(SWALLOWED));
}

static const char *
attribute(const GumboElement *element, const char *name)
{
    const GumboAttribute *found = gumbo_get_attribute(&element->attributes, name);
    return found != NULL ? found->value : NULL;
}

/* ---- links ---- */

/* An address of the web, of mail or of a telephone as browsers read it, or NULL. */
static char *
link_clean(const char *raw)
{
    GString *link = g_string_new(NULL);
    for (const char *c = raw; *c != '\0' && link->len <= LINK_MOST_BYTES; c++)
        if ((guchar)*c > ' ' && *c != 127)
            g_string_append_c(link, *c);
    static const char *const schemes[] = {"https://", "http://", "mailto:", "tel:"};
    for (gsize i = 0; i < G_N_ELEMENTS(schemes); i++)
        if (link->len <= LINK_MOST_BYTES &&
            g_ascii_strncasecmp(link->str, schemes[i], strlen(schemes[i])) == 0)
            return g_string_free(link, FALSE);
    g_string_free(link, TRUE);
    return NULL;
}

/* The host of an address, lower case, or NULL when it has none. What stands before an @ is no host. */
static char *
host_of(const char *address)
{
    const char *start = strstr(address, "://");
    start = start != NULL ? start + 3 : address;
    gsize length = strcspn(start, "/?#\\");
    g_autofree char *place = g_strndup(start, length);
    char *at = strrchr(place, '@');
    char *host = at != NULL ? at + 1 : place;
    host[strcspn(host, ":")] = '\0';
    char *end = host + strlen(host);
    while (end > host && end[-1] == '.')
        *--end = '\0';
    return *host != '\0' ? g_utf8_strdown(host, -1) : NULL;
}

/* The host that a link's words claim: a word with a dot in it and letters at its end, or with ://. */
static char *
host_claimed(const char *words)
{
    g_autofree char *plain = text_strip_controls(words);
    g_auto(GStrv) each = g_strsplit_set(plain, " \n\t,()<>\"'", -1);
    for (gsize i = 0; each[i] != NULL; i++) {
        g_autofree char *host = host_of(each[i]);
        const char *dot = host != NULL ? strrchr(host, '.') : NULL;
        bool named = strstr(each[i], "://") != NULL ||
                     g_ascii_strncasecmp(each[i], "www.", 4) == 0;
        bool like = dot != NULL && dot > host && strlen(dot) >= 3 &&
                    strspn(dot + 1, "abcdefghijklmnopqrstuvwxyz") == strlen(dot + 1);
        if (host != NULL && (named || like) && strchr(each[i], '@') == NULL)
            return g_steal_pointer(&host);
    }
    return NULL;
}

static const char *
without_www(const char *host)
{
    return g_str_has_prefix(host, "www.") ? host + 4 : host;
}

/* The same, or one within the other: "bank.example" for "login.bank.example". */
static bool
is_same_house(const char *claimed, const char *real)
{
    const char *one = without_www(claimed), *other = without_www(real);
    gsize length = strlen(one), whole = strlen(other);
    return strcmp(one, other) == 0 ||
           (whole > length && other[whole - length - 1] == '.' &&
               strcmp(other + whole - length, one) == 0);
}

/* The words of a link: the text within it. */
static char *
words_of(const GumboNode *node)
{
    GString *words = g_string_new(NULL);
    const GumboNode *at = node;
    for (;;) {
        if (at->type == GUMBO_NODE_TEXT && words->len < LINK_MOST_BYTES)
            g_string_append(words, at->v.text.text);
        if (at->type == GUMBO_NODE_ELEMENT && at->v.element.children.length > 0) {
            at = at->v.element.children.data[0];
            continue;
        }
        while (at != node &&
               at->index_within_parent + 1 >= at->parent->v.element.children.length)
            at = at->parent;
        if (at == node)
            return g_string_free(words, FALSE);
        at = at->parent->v.element.children.data[at->index_within_parent + 1];
    }
}

bool
html_link_lies(const char *words, const char *link)
{
    g_autofree char *claimed = host_claimed(words);
    g_autofree char *real = host_of(link);
    bool to_web = g_ascii_strncasecmp(link, "http", 4) == 0;
    return claimed != NULL && to_web && (real == NULL || !is_same_house(claimed, real));
}

/* ---- writing ---- */

typedef struct Rendering {
    GString *out;
    bool lies; /* some link said another host than it had */
} Rendering;

/* Escaped, without what turns the order of letters round. */
static void
text_write(GString *out, const char *text)
{
    g_autoptr(GString) plain = g_string_sized_new(strlen(text));
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        bool turns = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
        bool control = (c < ' ' && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0);
        if (!turns && !control)
            g_string_append_unichar(plain, c);
    }
    g_autofree char *escaped = g_markup_escape_text(plain->str, (gssize)plain->len);
    gsize room = HTML_RENDERING_MOST_BYTES - MIN(out->len, HTML_RENDERING_MOST_BYTES);
    if (strlen(escaped) < room / 2)
        g_string_append(out, escaped);
}

static void
direction_write(GString *out, const GumboElement *element)
{
    static const char *const directions[] = {"rtl", "ltr", "auto"};
    const char *direction = attribute(element, "dir");
    for (gsize i = 0; direction != NULL && i < G_N_ELEMENTS(directions); i++)
        if (g_ascii_strcasecmp(direction, directions[i]) == 0)
            g_string_append_printf(out, " dir=\"%s\"", directions[i]);
    static const char *const spans[] = {"colspan", "rowspan"};
    for (gsize i = 0; i < G_N_ELEMENTS(spans); i++) {
        const char *span = attribute(element, spans[i]);
        gint64 n = span != NULL ? g_ascii_strtoll(span, NULL, 10) : 0;
        if (n > 1 && n <= 100)
            g_string_append_printf(out, " %s=\"%d\"", spans[i], (int)n);
    }
}

/* What the reader is told of a link that lies. */
static void
truth_write(Rendering *rendering, const char *link)
{
    g_autofree char *host = host_of(link);
    g_autofree char *ascii = host != NULL ? g_hostname_to_ascii(host) : NULL;
    g_string_append(rendering->out, "<span class=\"lies\">");
    text_write(rendering->out, ascii != NULL ? ascii : "?");
    g_string_append(rendering->out, "</span> ");
    rendering->lies = true;
}

static bool
link_is_shown(const GumboNode *node, char **link)
{
    const char *href = attribute(&node->v.element, "href");
    *link = href != NULL ? link_clean(href) : NULL;
    g_autofree char *words = *link != NULL ? words_of(node) : NULL;
    return *link != NULL && !html_link_lies(words, *link);
}

static void
element_begin(Rendering *rendering, const GumboNode *node)
{
    const GumboElement *element = &node->v.element;
    GString *out = rendering->out;
    if (element->tag == GUMBO_TAG_A) {
        g_autofree char *link = NULL;
        if (link_is_shown(node, &link)) {
            g_autofree char *escaped = g_markup_escape_text(link, -1);
            g_string_append_printf(out,
                "<a href=\"%s\" rel=\"noreferrer noopener nofollow\" target=\"_blank\">",
                escaped);
        } else if (link != NULL) {
            truth_write(rendering, link);
        }
    } else if (element->tag == GUMBO_TAG_IMG) {
        const char *words = attribute(element, "alt");
        g_string_append(out, "[");
        text_write(out, words != NULL ? words : "");
        g_string_append(out, "]");
    } else if (is_among(element->tag, ALLOWED, G_N_ELEMENTS(ALLOWED))) {
        g_string_append_printf(out, "<%s", gumbo_normalized_tagname(element->tag));
        direction_write(out, element);
        g_string_append_c(out, '>');
    }
}

static void
element_end(Rendering *rendering, const GumboNode *node)
{
    const GumboElement *element = &node->v.element;
    g_autofree char *link = NULL;
    bool empty = element->tag == GUMBO_TAG_BR || element->tag == GUMBO_TAG_HR;
    if (element->tag == GUMBO_TAG_A && link_is_shown(node, &link))
        g_string_append(rendering->out, "</a>");
    else if (!empty && is_among(element->tag, ALLOWED, G_N_ELEMENTS(ALLOWED)))
        g_string_append_printf(
            rendering->out, "</%s>", gumbo_normalized_tagname(element->tag));
}

static void
tree_write(Rendering *rendering, const GumboNode *root)
{
    const GumboNode *node = root;
    for (;;) {
        bool element = node->type == GUMBO_NODE_ELEMENT;
        bool shown = (!element || !is_swallowed(&node->v.element)) &&
                     rendering->out->len < TEXT_WRITTEN_MOST_BYTES;
        if (shown && element)
            element_begin(rendering, node);
        else if (shown &&
                 (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_CDATA ||
                     node->type == GUMBO_NODE_WHITESPACE))
            text_write(rendering->out, node->v.text.text);
        if (shown && element && node->v.element.children.length > 0) {
            node = node->v.element.children.data[0];
            continue;
        }
        if (shown && element)
            element_end(rendering, node);
        while (node != root &&
               node->index_within_parent + 1 >= node->parent->v.element.children.length) {
            node = node->parent;
            element_end(rendering, node);
        }
        if (node == root)
            return;
        node = node->parent->v.element.children.data[node->index_within_parent + 1];
    }
}

char *
html_render_safely(const char *html, gsize length, bool *lies)
{
    g_autoptr(GPtrArray) arena = g_ptr_array_new_with_free_func(g_free);
    GumboOutput *output = html_tree(html, length, arena);
    Rendering rendering = {.out = g_string_new(NULL)};
    if (output != NULL)
        tree_write(&rendering, output->root);
    else {
        bool too_deep;
        g_autofree char *plain = html_to_text(html, length, &too_deep);
        g_string_append(rendering.out, "<pre>");
        text_write(rendering.out, plain);
        g_string_append(rendering.out, "</pre>");
    }
    *lies = rendering.lies;
    return g_string_free(rendering.out, FALSE);
}

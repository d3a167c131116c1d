/* fuzz-html.c - any bytes as HTML: as text, as rows, and as it may be shown, in which nothing may run.
 */
#include <string.h>

#include "parse/inside.h"

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length);

/* Every < of a rendering begins an element that html_safe.c writes. */
static void
check_safe(const char *safe)
{
    static const char *const refused[] = {"script", "style", "iframe", "object", "embed",
        "form", "input", "img", "svg", "link", "meta", "base", "video", "math", "body"};
    for (const char *at = safe; (at = strchr(at, '<')) != NULL; at++) {
        const char *name = at + 1 + (at[1] == '/');
        gsize n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789");
        g_assert_cmpuint(n, >, 0);
        for (gsize i = 0; i < G_N_ELEMENTS(refused); i++)
            g_assert_false(strlen(refused[i]) == n && strncmp(name, refused[i], n) == 0);
        if (strncmp(at, "<a ", 3) == 0)
            g_assert_true(g_str_has_prefix(at, "<a href=\"http") ||
                          g_ascii_strncasecmp(at, "<a href=\"http", 13) == 0 ||
                          g_ascii_strncasecmp(at, "<a href=\"mailto:", 16) == 0 ||
                          g_ascii_strncasecmp(at, "<a href=\"tel:", 13) == 0);
    }
}

int
LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length)
{
    parse_open();
    g_autofree char *raw = g_strndup((const char *)bytes, length);
    g_autofree char *html = g_utf8_make_valid(raw, -1);
    bool flag;
    g_autofree char *text = html_to_text(html, strlen(html), &flag);
    g_assert_true(g_utf8_validate(text, -1, NULL));
    g_autofree char *safe = html_render_safely(html, strlen(html), &flag);
    g_assert_true(g_utf8_validate(safe, -1, NULL));
    check_safe(safe);
    g_autoptr(GPtrArray) rows = html_rows(html, strlen(html));
    return 0;
}

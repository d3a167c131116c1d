/* test-html.c - what a reader of HTML sees, as text. */
#include <string.h>

#include "parse/inside.h"

static const struct {
    const char *html, *text;
} CASES[] = {
    {"<p>One</p><p>Two</p>", "One\n\nTwo"},
    {"<div>One</div><div>Two<br>Three</div>", "One\nTwo\nThree"},
    {"<div>One</div><div><br></div><div>Two</div>", "One\n\nTwo"},
    {"a  \n b&nbsp;c", "a b c"},
    {"<b>bo</b>ld <a href='https://x.example'>link</a>.", "bold link."},
    {"<style>p{}</style><script>alert(1)</script><title>t</title>x", "x"},
    {"<head><meta charset=utf-8><style>a</style></head><body>x</body>", "x"},
    {"x<span style='Display : None'>hidden</span>y", "xy"},
    {"x<div hidden>hidden</div>y", "xy"},
    {"x<p style='font-size:0px'>hidden</p>y<!-- no -->", "xy"},
    {"<ul><li>one</li><li>two</li></ul>", "- one\n- two"},
    {"<table><tr><td>الاسم</td><td>منى</td></tr><tr><td>a</td></tr></table>",
        "الاسم منى\na"},
    {"own<blockquote>quoted<br>more</blockquote>after",
        "own\n\n> quoted\n> more\n\nafter"},
    {"<pre>a\n  b\n</pre>c", "a\nb\n\nc"},
    {"a &lt; b &amp; c &#1591;", "a < b & c ط"},
    {"unclosed <b>bold <i>both", "unclosed bold both"},
    {"plain text", "plain text"},
    {"", ""},
};

static void
test_to_text(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
        bool too_deep;
        g_autofree char *text =
            html_to_text(CASES[i].html, strlen(CASES[i].html), &too_deep);
        g_assert_cmpstr(text, ==, CASES[i].text);
        g_assert_false(too_deep);
    }
}

/* A tree a hundred thousand deep would take gumbo minutes and its own stack. */
static void
test_deep(void)
{
    g_autoptr(GString) html = g_string_new(NULL);
    for (int i = 0; i < 100000; i++)
        g_string_append(html, "<div>");
    g_string_append(html, "inside");
    bool too_deep;
    gint64 start = g_get_monotonic_time();
    g_autofree char *text = html_to_text(html->str, html->len, &too_deep);
    g_assert_true(too_deep);
    g_assert_cmpstr(g_strstrip(text), ==, "inside");
    g_assert_cmpint(g_get_monotonic_time() - start, <, G_USEC_PER_SEC);
}

static void
test_charset(void)
{
    static const char html[] =
        "<META http-equiv=x content='text/html; CHARSET=Windows-1256'>";
    g_autofree char *charset = html_charset(html, sizeof html - 1);
    g_assert_cmpstr(charset, ==, "windows-1256");
    g_assert_null(html_charset("<p>", 3));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    parse_open();
    g_test_add_func("/html/to-text", test_to_text);
    g_test_add_func("/html/deep", test_deep);
    g_test_add_func("/html/charset", test_charset);
    return g_test_run();
}

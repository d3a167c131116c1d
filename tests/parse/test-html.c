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

/* What attacks readers of mail: scripts by every door, loads that tell who reads, styles that hide or
 * cover, forms that ask, links that lie. */
static const struct {
    const char *html, *safe;
} ATTACKS[] = {
    {"<script>alert(1)</script>a", "a"},
    {"<img src=x onerror=alert(1)>a", "[]a"},
    {"<img src=\"https://spy.example/1.gif\" alt=\"logo\">", "[logo]"},
    {"<img src=cid:1 alt='<script>'>", "[&lt;script&gt;]"},
    {"<a href=\"javascript:alert(1)\">a</a>", "a"},
    {"<a href=\" java\nscript:alert(1)\">a</a>", "a"},
    {"<a href=\"JaVaScRiPt:alert(1)\">a</a>", "a"},
    {"<a href=\"&#106;avascript:alert(1)\">a</a>", "a"},
    {"<a href=\"data:text/html,<script>alert(1)</script>\">a</a>", "a"},
    {"<a href=\"vbscript:x\">a</a>", "a"},
    {"<a href=\"//evil.example/\">a</a>", "a"},
    {"<a href=\"/logout\">a</a>", "a"},
    {"<a href=\"file:///etc/passwd\">a</a>", "a"},
    {"<p onclick=alert(1) style='position:fixed' class=x id=y>a</p>", "<p>a</p>"},
    {"<style>*{display:none}</style>a", "a"},
    {"<link rel=stylesheet href=https://spy.example/x.css>a", "a"},
    {"<meta http-equiv=refresh content='0;url=https://evil.example'>a", "a"},
    {"<base href=https://evil.example/>a", "a"},
    {"<iframe src=https://evil.example></iframe>a", "a"},
    {"<object data=x><embed src=y>b</object>a", "a"},
    {"<form action=https://evil.example><input name=password><button>ok</button></form>a",
        "oka"},
    {"<svg onload=alert(1)><script>x</script></svg>a", "a"},
    {"<svg><style><img src=x onerror=alert(1)></style></svg>a", "[]a"},
    {"<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", ""},
    {"<video src=x><source onerror=alert(1)></video>a", "a"},
    {"<body onload=alert(1) background=https://spy.example/x>a", "a"},
    {"<table background=https://spy.example/x><tr><td>a</table>",
        "<table><tbody><tr><td>a</td></tr></tbody></table>"},
    {"<b<script>alert(1)</script>>a", "alert(1)&gt;a"},
    {"<!--[if IE]><script>alert(1)</script><![endif]-->a", "a"},
    {"<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "<p></p>"},
    {"<textarea></textarea><xmp><img src=x onerror=alert(1)></xmp>a", "a"},
    {"<span style=display:none>hidden</span>a", "a"},
    {"&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;"},
    {"a\xE2\x80\xAE"
     "fdp.exe",
        "afdp.exe"},
    {"<td colspan=999999 rowspan=2>a", "a"},
    {"<p dir=rtl lang=ar>سلام</p>", "<p dir=\"rtl\">سلام</p>"},
    {"<a href=\"https://charity.example/a?b=1&c=2\">here</a>",
        "<a href=\"https://charity.example/a?b=1&amp;c=2\" rel=\"noreferrer noopener "
        "nofollow\" target=\"_blank\">here</a>"},
    {"<a href='https://x.example/\" onmouseover=\"alert(1)'>a</a>",
        "<a href=\"https://x.example/&quot;onmouseover=&quot;alert(1)\" rel=\"noreferrer "
        "noopener nofollow\" target=\"_blank\">a</a>"},
    {"<a href='https://evil.example/'>www.bank.example</a>",
        "<span class=\"lies\">evil.example</span> www.bank.example"},
    {"<a href='https://bank.example@evil.example/'>https://bank.example/</a>",
        "<span class=\"lies\">evil.example</span> https://bank.example/"},
};

static void
test_attacks(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(ATTACKS); i++) {
        bool lies;
        g_autofree char *safe =
            html_render_safely(ATTACKS[i].html, strlen(ATTACKS[i].html), &lies);
        if (strcmp(safe, ATTACKS[i].safe) != 0) {
            g_test_message(
                "%s\n gives %s\n  not %s", ATTACKS[i].html, safe, ATTACKS[i].safe);
            g_test_fail();
        }
        g_assert_cmpint(lies, ==, strstr(safe, "class=\"lies\"") != NULL);
    }
}

static void
test_lies(void)
{
    static const struct {
        const char *words, *link;
        bool lies;
    } cases[] = {
        {"bank.example", "https://bank.example/login", false},
        {"www.bank.example", "https://bank.example/", false},
        {"bank.example", "https://login.bank.example/", false},
        {"login.bank.example", "https://bank.example/", true},
        {"bank.example", "https://bank.example.evil.example/", true},
        {"bank.example", "https://notbank.example/", true},
        {"https://bank.example/a", "http://192.0.2.1/", true},
        {"see our page at bank.example today", "https://evil.example/", true},
        {"click here", "https://evil.example/", false},
        {"version 2.0", "https://a.example/", false},
        {"mona@example.org", "https://a.example/", false},
        {"mona@example.org", "mailto:other@example.org", false},
        {"bank\xE2\x80\x8B.example", "https://evil.example/", true},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s -> %s", cases[i].words, cases[i].link);
        g_assert_cmpint(html_link_lies(cases[i].words, cases[i].link), ==, cases[i].lies);
    }
}

static void
test_rows(void)
{
    static const char html[] = "<table><tr><th>الاسم</th><td>منى<br>صالح</td></tr>"
                               "<tr><td><b>a</b></td></tr></table>";
    g_autoptr(GPtrArray) rows = html_rows(html, sizeof html - 1);
    g_assert_cmpuint(rows->len, ==, 2);
    g_assert_cmpstr(((char **)rows->pdata[0])[0], ==, "الاسم");
    g_assert_cmpstr(((char **)rows->pdata[0])[1], ==, "منى\nصالح");
    g_assert_cmpstr(((char **)rows->pdata[1])[0], ==, "a");
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
    g_test_add_func("/html/attacks", test_attacks);
    g_test_add_func("/html/lies", test_lies);
    g_test_add_func("/html/rows", test_rows);
    g_test_add_func("/html/charset", test_charset);
    return g_test_run();
}

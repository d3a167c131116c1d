/* test-html.c - a letter's body as HTML with its tags kept. */
#include "../../src/compose/template.h"

typedef struct Case {
    const char *name, *body, *html; /* html NULL: refused */
} Case;

static const Case cases[] = {
    {"paragraphs", "one\n\ntwo\n", "<p>one</p>\n<p>two</p>\n"},
    {"line ends", "one\ntwo", "<p>one<br>\ntwo</p>\n"},
    {"escaped", "a < b & {{c}} > d", "<p>a &lt; b &amp; {{c}} &gt; d</p>\n"},
    {"list", "such as:\n- one\n- two\nend",
        "<p>such as:</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n<p>end</p>\n"},
    {"section around a paragraph", "{{#a}}\none\n\n{{/a}}\ntwo",
        "{{#a}}<p>one</p>\n{{/a}}<p>two</p>\n"},
    {"section in a paragraph", "one\n{{#a}}\ntwo\n{{/a}}\nthree",
        "<p>one{{#a}}<br>\ntwo{{/a}}<br>\nthree</p>\n"},
    {"either or", "{{#a}}\none\n{{/a}}\n{{^a}}\ntwo\n{{/a}}\n",
        "{{#a}}<p>one</p>\n{{/a}}{{^a}}<p>two</p>\n{{/a}}"},
    {"list of items", "{{#a}}\n- {{.}}\n{{/a}}\n\nend",
        "<ul>\n{{#a}}<li>{{.}}</li>\n{{/a}}</ul>\n<p>end</p>\n"},
    {"last line", "one\n{{#a}}\n{{a}}\n{{/a}}\n", "<p>one{{#a}}<br>\n{{a}}{{/a}}</p>\n"},
    {"a list after a section", "{{#a}}\none\n\n{{/a}}\n{{#b}}\n- {{.}}\n{{/b}}\n",
        "{{#a}}<p>one</p>\n{{/a}}<ul>\n{{#b}}<li>{{.}}</li>\n{{/b}}</ul>\n"},
    {"a list in a section", "{{#a}}\none\n\n{{#b}}\n- {{.}}\n{{/b}}\n\n{{/a}}\ntwo",
        "{{#a}}<p>one</p>\n<ul>\n{{#b}}<li>{{.}}</li>\n{{/b}}</ul>\n{{/a}}<p>two</p>\n"},
    {"a part", "one\n{{>b}}\ntwo", "<p>one</p>\n{{>b}}\n<p>two</p>\n"},
    {"a part in a section", "{{#a}}\n{{>b}}\n\n{{/a}}", "{{#a}}{{>b}}\n{{/a}}"},
    {"an address", "at {{a_url}}.", "<p>at <a href=\"{{&a_url}}\">{{a_url}}</a>.</p>\n"},
    {"words of a link", "[a & {{b}}]({{c_url}})",
        "<p><a href=\"{{&c_url}}\">a &amp; {{b}}</a></p>\n"},
    {"brackets are no link", "[a] [b](c) ({{d}})", "<p>[a] [b](c) ({{d}})</p>\n"},
    {"a link in a link", "[{{a_url}}]({{b_url}})",
        "<p><a href=\"{{&b_url}}\">{{a_url}}</a></p>\n"},
    {"half in, half out", "one\n{{#a}}\ntwo\n\n{{/a}}\n", NULL},
};

static void
test_case(gconstpointer data)
{
    const Case *each = data;
    g_autoptr(GError) error = NULL;
    g_autofree char *html = html_from_body(each->body, &error);
    g_assert_cmpstr(html, ==, each->html);
    if (each->html == NULL)
        g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    else
        g_assert_no_error(error);
}

static void
test_plain(void)
{
    static const char *const table[][2] = {
        {"one [two]({{a_url}}) three", "one two three"},
        {"[a] [b](c) {{d_url}}\n[", "[a] [b](c) {{d_url}}\n["},
        {"[a\nb]({{a_url}})", "[a\nb]({{a_url}})"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autofree char *plain = plain_from_body(table[i][0]);
        g_assert_cmpstr(plain, ==, table[i][1]);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strdup_printf("/html/%s", cases[i].name);
        g_test_add_data_func(path, &cases[i], test_case);
    }
    g_test_add_func("/html/plain", test_plain);
    return g_test_run();
}

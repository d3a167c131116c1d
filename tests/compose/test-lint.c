/* test-lint.c - the templates that are shipped are sound; each way of spoiling one is told by name. */
#include "folder.h"

typedef struct Case {
    const char *name;
    TemplateFile changed[2];
    const char *finding; /* a part of it */
} Case;

#define HEAD_AR "Subject: خبر\nWhen: news\nVersion: 1\n"
#define HEAD_EN "Subject: News\nWhen: news\nVersion: 1\n"

static const Case cases[] = {
    {"unknown variable", {{"news.ar", HEAD_AR "\n{{cause}}\n"}},
        "news.ar: 'cause' is no variable of the purpose 'news'"},
    {"unknown member", {{"news.en", HEAD_EN "\n{{#items}}\n- {{who}}\n{{/items}}\n"}},
        "'who' is no variable"},
    {"member outside of its list", {{"news.en", HEAD_EN "\n{{what}}\n"}},
        "'what' is no variable"},
    {"unknown choice", {{"news.en", HEAD_EN "\n{{#state.fair}}x{{/state.fair}}\n"}},
        "'state.fair' is no variable"},
    {"unknown category", {{"news.en", HEAD_EN "\n{{#left.several}}x{{/left.several}}\n"}},
        "'left.several' is no variable"},
    {"need in the subject",
        {{"news.en", "Subject: {{reason}}\nWhen: news\nVersion: 1\n\nx\n"}},
        "'reason' may reveal a need, and stands in the subject"},
    {"need in a subject's section",
        {{"news.en",
            "Subject: A{{#state.bad}}B{{/state.bad}}\nWhen: news\nVersion: 1\n\nx\n"}},
        "'state.bad' may reveal a need, and stands in the subject"},
    {"need in a neutral template", {{"news.en", HEAD_EN "Neutral: yes\n\n{{reason}}\n"}},
        "'reason' may reveal a need, and the template is neutral"},
    {"optional outside of its section", {{"news.en", HEAD_EN "\n{{left.text}}\n"}},
        "'left.text' may be absent"},
    {"optional of a list", {{"news.en", HEAD_EN "\n{{#items}}\n- {{why}}\n{{/items}}\n"}},
        "'why' may be absent"},
    {"in the section where it is absent",
        {{"news.en", HEAD_EN "\n{{^left}}{{left.text}}{{/left}}\n"}},
        "'left.text' may be absent"},
    {"a day as it is", {{"news.en", HEAD_EN "\n{{day}}\n"}},
        "'day' is nothing that can be written"},
    {"a choice as it is", {{"news.en", HEAD_EN "\n{{state}}\n"}},
        "'state' is nothing that can be written"},
    {"not escaped", {{"news.en", HEAD_EN "\n{{{reason}}}\n"}},
        "'reason' is written without being escaped"},
    {"not escaped, shorter", {{"news.en", HEAD_EN "\n{{&reason}}\n"}},
        "'reason' is written without being escaped"},
    {"in a part", {{"part.end.en", "{{nobody}}\n"}}, "news.en: 'nobody' is no variable"},
    {"no such part", {{"news.en", HEAD_EN "\n{{>begin}}\n"}}, "there is no part 'begin'"},
    {"a part in itself", {{"part.end.en", "{{>end}}\n"}}, "the part 'end' names itself"},
    {"a language missing", {{"news.en", NULL}}, "news.en' is missing"},
    {"a language behind",
        {{"news.en", "Subject: News\nWhen: news\nVersion: 2\n\n{{no}}\n"}},
        "news: its header lines differ"},
    {"a language that says less", {{"news.en", HEAD_EN "\n{{no}}\n"}},
        "news.en: says nothing of 'reason'"},
    {"unknown purpose",
        {{"more.ar", "Subject: خ\nWhen: gossip\nVersion: 1\n\nخ\n"},
            {"more.en", "Subject: N\nWhen: gossip\nVersion: 1\n\nn\n"}},
        "models.conf knows no purpose 'gossip'"},
    {"a purpose without a template", {{"news.ar", NULL}, {"news.en", NULL}},
        "no template is for 'news'"},
    {"a variable nobody says",
        {{"news.ar", HEAD_AR "\nخ\n"}, {"news.en", HEAD_EN "\nn\n"}},
        "no template says 'reason' of 'news'"},
    {"an acknowledgement that waits",
        {{"more.ar",
             "Subject: خ\nWhen: acknowledgement\nVersion: 1\nEnclosures: form\n\nخ\n"},
            {"more.en", "Subject: N\nWhen: acknowledgement\nVersion: 1\nEnclosures: "
                        "form\n\nn\n"}},
        "more.en: an acknowledgement waits for no document: write 'form?'"},
    {"a neutral one that encloses",
        {{"news.en", HEAD_EN "Neutral: yes\nEnclosures: form?\n\nn\n"}},
        "news.en: is neutral and encloses 'form?'"},
    {"Latin in Arabic words", {{"news.ar", HEAD_AR "\nرقم 12\n"}},
        "the other script among its words"},
    {"Arabic in English words", {{"news.en", HEAD_EN "\nthe زكاة\n"}},
        "the other script among its words"},
    {"not the house's register", {{"news.ar", HEAD_AR "\nلقد تم القبول\n"}},
        "is not how the house writes"},
};

static void
test_case(gconstpointer data)
{
    const Case *each = data;
    g_autofree char *folder = folder_make(each->changed);
    g_autoptr(GPtrArray) findings = compose_lint(folder);
    bool found = false;
    for (guint i = 0; i < findings->len; i++)
        found = found || strstr(findings->pdata[i], each->finding) != NULL;
    if (!found)
        g_error("'%s' is not among: %s", each->finding,
            findings->len > 0 ? (char *)findings->pdata[0] : "nothing");
    g_assert_true(file_remove_tree(folder, NULL));
}

static void
assert_none(GPtrArray *findings)
{
    for (guint i = 0; i < findings->len; i++)
        g_test_message("%s", (char *)findings->pdata[i]);
    g_assert_cmpuint(findings->len, ==, 0);
}

static void
test_sound(void)
{
    static const TemplateFile unchanged[2];
    g_autofree char *folder = folder_make(unchanged);
    g_autoptr(GPtrArray) findings = compose_lint(folder);
    assert_none(findings);
    g_assert_true(file_remove_tree(folder, NULL));
}

static void
test_shipped(void)
{
    g_autoptr(GPtrArray) findings = compose_lint(NULL);
    assert_none(findings);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/lint/shipped", test_shipped);
    g_test_add_func("/lint/sound", test_sound);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strdup_printf("/lint/%s", cases[i].name);
        g_test_add_data_func(path, &cases[i], test_case);
    }
    return g_test_run();
}

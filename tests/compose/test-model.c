/* test-model.c - what a letter is filled from: each kind of variable, in both languages; and each way
 * of giving it wrongly, which stops the letter and says which variable it was.
 */
#include "folder.h"

#define GOOD \
    "\"no\":\"2/1448/000001/" \
    "4\",\"reason\":\"r\",\"day\":\"2026-11-22\",\"state\":\"bad\""

typedef struct Filled {
    const char *name, *language, *model, *says; /* a part of the text */
    bool post;
} Filled;

static const Filled filled[] = {
    {"both calendars", "ar", "{" GOOD "}",
        "الأحد ١٢ جمادى الآخرة ١٤٤٨هـ الموافق ٢٢ نوفمبر ٢٠٢٦م", false},
    {"both calendars", "en", "{" GOOD "}",
        "Sunday 22 November 2026 (12 Jumada II 1448 AH)", false},
    {"an instant", "en",
        "{\"no\":\"1\",\"reason\":\"r\",\"state\":\"bad\",\"day\":1795335600000}",
        "Sunday 22 November 2026", false},
    {"the evening before", "en",
        "{\"no\":\"1\",\"reason\":\"r\",\"state\":\"bad\",\"day\":1795294800000}",
        "Sunday 22 November 2026",
        false}, /* 21 November 21:00 UTC is midnight in Riyadh */
    {"no count", "en", "{" GOOD "}", "AH)\n", false},
    {"zero", "ar", "{" GOOD ",\"left\":0}", "م لا أيام", false},
    {"one", "ar", "{" GOOD ",\"left\":1}", " يوم\n", false},
    {"two", "ar", "{" GOOD ",\"left\":2}", " يومين*\n", false},
    {"few", "ar", "{" GOOD ",\"left\":10}", " ١٠ أيام\n", false},
    {"many", "ar", "{" GOOD ",\"left\":11}", " ١١ يوماً\n", false},
    {"other", "ar", "{" GOOD ",\"left\":100}", " ١٠٠ يوم\n", false},
    {"a number of its own", "ar", "{" GOOD ",\"left\":14}", " أسبوعين\n", false},
    {"one", "en", "{" GOOD ",\"left\":1}", " 1 day\n", false},
    {"other", "en", "{" GOOD ",\"left\":14}", " 14 days\n", false},
    {"a number keeps its order", "ar", "{" GOOD "}",
        "\u2066"
        "2/1448/000001/4\u2069 \u2066r\u2069",
        false},
    {"a list", "en",
        "{" GOOD ",\"items\":[{\"what\":\"a\"},{\"what\":\"b\",\"why\":\"c\"}]}",
        "- a\n- b: c\n", false},
    {"texts", "en", "{" GOOD ",\"points\":[\"p\",\"q\"]}", "points\n\n- p\n- q\n", false},
    {"no texts", "en", "{" GOOD ",\"points\":[]}", "AH)\n\n\n\n\n\n", false},
    {"an address", "ar", "{" GOOD ",\"link_url\":\"https://x.example/?a=1&b=2\"}",
        "\u2066https://x.example/?a=1&b=2 \u2069", false},
    {"not in a mail", "en", "{" GOOD ",\"sum\":\"SAR 5\",\"flag\":true}", "\n!\n", false},
    {"on paper", "en", "{" GOOD ",\"sum\":\"SAR 5\",\"flag\":true}", "\nSAR 5!\n", true},
    {"paragraphs", "en", "{" GOOD ",\"words\":\" one \\n\\n\\ntwo\"}", "one\n\ntwo\n\n",
        false},
    {"both directions in one value", "ar",
        "{\"no\":\"1\",\"reason\":\"x سبب\",\"day\":\"2026-11-22\",\"state\":\"bad\"}",
        "\u2068x سبب\u2069", false},
};

typedef struct Refused {
    const char *model, *says;
} Refused;

static const Refused refused[] = {
    {"{\"no\":\"1\",\"day\":0,\"state\":\"bad\"}",
        "'reason' of a letter for 'news' is not known"},
    {"{" GOOD ",\"reason\":\" \"}", "'reason' of a letter for 'news' is not known"},
    {"{" GOOD ",\"reason\":null}", "'reason' of a letter for 'news' is not known"},
    {"{" GOOD ",\"reasons\":\"r\"}", "'reasons' of a letter for 'news' is not one that"},
    {"{" GOOD ",\"reason\":{\"a\":1}}", "'reason' of a letter for 'news' is not text"},
    {"{" GOOD ",\"no\":\"1/2 x\"}",
        "'no' of a letter for 'news' is not a register number"},
    {"{" GOOD ",\"day\":\"22/11/2026\"}", "'day' of a letter for 'news' is not a day"},
    {"{" GOOD ",\"day\":\"2026-02-30\"}", "'day' of a letter for 'news' is not a day"},
    {"{" GOOD ",\"day\":\"-202-02-03\"}", "'day' of a letter for 'news' is not a day"},
    {"{" GOOD ",\"left\":-1}", "'left' of a letter for 'news' is not a whole number"},
    {"{" GOOD ",\"left\":1.5}", "'left' of a letter for 'news' is not a whole number"},
    {"{" GOOD ",\"state\":\"fair\"}",
        "'state' of a letter for 'news' is none of its words"},
    {"{" GOOD ",\"link_url\":\"javascript:alert(1)\"}",
        "'link_url' of a letter for 'news' is not an address"},
    {"{" GOOD ",\"link_url\":\"https://x\\\"onclick=\"}",
        "'link_url' of a letter for 'news' is not an address"},
    {"{" GOOD ",\"items\":[{}]}", "'items.what' of a letter for 'news' is not known"},
    {"{" GOOD ",\"items\":[{\"what\":\"a\",\"who\":\"b\"}]}",
        "'items.who' of a letter for 'news' is not one that"},
    {"{" GOOD ",\"items\":\"a\"}", "'items' of a letter for 'news' is not a list"},
    {"{" GOOD ",\"items\":[1]}", "'items' of a letter for 'news' is not an object"},
    {"{" GOOD ",\"points\":[1]}",
        "'points' of a letter for 'news' is not a list of words"},
    {"{" GOOD ",\"flag\":1}", "'flag' of a letter for 'news' is neither true nor false"},
    {"[1]", "the model of 'news' is not an object"},
};

static Compose *
open_folder(const char *folder)
{
    static const Config nobody = {.office_name = (char *)"O"};
    GError *error = NULL;
    Compose *compose = compose_open(&nobody, folder, &error);
    g_assert_no_error(error);
    return compose;
}

static bool
render(
    const char *language, const char *model, bool post, Rendered *words, GError **error)
{
    static const TemplateFile unchanged[2];
    g_autofree char *folder = folder_make(unchanged);
    g_autoptr(Compose) compose = open_folder(folder);
    g_autoptr(JsonNode) given = json_from_string(model, NULL);
    g_assert_nonnull(given);
    Departure departure = {
        .purpose = "news", .template_ = "news", .language = language, .model = given};
    bool well = compose_render(compose, &departure, post, words, error);
    g_assert_true(file_remove_tree(folder, NULL));
    return well;
}

static void
test_filled(gconstpointer data)
{
    const Filled *each = data;
    GError *error = NULL;
    Rendered words = {0};
    render(each->language, each->model, each->post, &words, &error);
    g_assert_no_error(error);
    if (strstr(words.text, each->says) == NULL)
        g_error("'%s' is not in '%s'", each->says, words.text);
    rendered_clear(&words);
}

static void
test_refused(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(refused); i++) {
        g_autoptr(GError) error = NULL;
        Rendered words = {0};
        g_assert_false(render("ar", refused[i].model, false, &words, &error));
        g_assert_null(words.text);
        g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
        if (strstr(error->message, refused[i].says) == NULL)
            g_error("'%s' instead of '%s'", error->message, refused[i].says);
        g_assert_true(g_str_has_suffix(error->message, "nothing was sent"));
    }
}

/* Files that are wrong are refused as a whole, with the place. */
static void
test_files(void)
{
    static const struct {
        TemplateFile changed[2];
        const char *says;
    } table[] = {
        {{{"models.conf", "[news]\nx=day\n"}}, "models.conf: [news] x: should be"},
        {{{"models.conf", "[news]\nx=date; d\n"}}, "models.conf: [news] x: should be"},
        {{{"models.conf", "[news]\nx=text maybe; d\n"}},
            "models.conf: [news] x: should be"},
        {{{"models.conf", "[news]\nx=count; d\n"}}, "models.conf: [news] x: should be"},
        {{{"models.conf", "[news]\nx=url; d\n"}}, "models.conf: [news] x: an address"},
        {{{"models.conf", "[news]\nx_url=text; d\n"}}, "models.conf: [news] x_url: an"},
        {{{"models.conf", "[news]\na.b=text; d\n"}}, "[news] a.b: its list should stand"},
        {{{"models.conf", "[news]\nx=count:year; d\n"}}, "[news] x: its noun is not in"},
        {{{"counts.conf", "[day ar]\nother=x\n"}}, "counts.conf: [day ar] other: a noun"},
        {{{"counts.conf", "[day en]\nseveral=x\n"}}, "[day en] several: is neither"},
        {{{"news.ar", "Subject: x\nWhen: news\n\n"}}, "news.ar:1: should begin with"},
        {{{"news.ar", "Subject: x\nSubject: y\n\n"}}, "news.ar:2: stands there twice"},
        {{{"news.ar", "Subject: {{x\nWhen: news\n\n"}}, "news.ar:1: a subject's tags"},
        {{{"news.ar", "Subject: x\nWhen: news\nVersion: 0\n\n"}}, "news.ar:3: a version"},
        {{{"news.ar", "Subject: x\nWhen: news\nVersion: 1\nNeutral: no\n\n"}},
            "news.ar:4: should be `Neutral: yes`"},
        {{{"news.ar", "Subject: x\nChannels: fax\n\n"}}, "news.ar:2: channels are"},
        {{{"news.ar", "Subject: x\nFrom: y\n\n"}}, "news.ar:2: should be one of"},
        {{{"news.ar", "Subject: x\nbody"}}, "news.ar:2: has no blank line"},
        {{{"news.ar", "Subject: x\nbody\n\n"}}, "news.ar:2: should be `Name: value`"},
        {{{"news.ar", "Subject: x\nWhen: n\nVersion: 1\n\n{{#a}}\n"}},
            "news.ar:5: line 2: a section is not closed 'a'"},
        {{{"part.end.en", "{{/a}}"}}, "part.end.en:1: "},
        {{{"news.ar", "Subject: x\nWhen: n\nVersion: 1\nEnclosures: the.form\n\nx\n"}},
            "news.ar:4: enclosures are names"},
        {{{"news.en", NULL}}, "news.en' is missing"},
        {{{"layout.html.en", NULL}}, "layout.html.en"},
    };
    static const Config nobody;
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *folder = folder_make(table[i].changed);
        g_autoptr(Compose) compose = compose_open(&nobody, folder, &error);
        g_assert_null(compose);
        if (strstr(error->message, table[i].says) == NULL)
            g_error("'%s' instead of '%s'", error->message, table[i].says);
        g_assert_true(file_remove_tree(folder, NULL));
    }
}

/* A template that encloses documents of the library does not go out without one, unless it may. */
static void
test_enclosed(void)
{
    static const TemplateFile changed[2] = {{"news.ar",
        "Subject: x\nWhen: news\nVersion: 1\nEnclosures: form guide more?\n\nx\n"}};
    static char from[] = "office@charity.example";
    static const Config config = {.office_name = (char *)"O", .relay.from = from};
    g_autofree char *folder = folder_make(changed);
    GError *failure = NULL;
    g_autoptr(Compose) compose = compose_open(&config, folder, &failure);
    g_assert_no_error(failure);
    g_assert_cmpstr(compose_enclosures(compose, "news", "ar")[1], ==, "guide");
    g_autoptr(GBytes) bytes = g_bytes_new_static("%PDF", 4);
    Enclosure form = {.key = "form",
        .file_name = "form.pdf",
        .media_type = "application/pdf",
        .bytes = bytes};
    Enclosure guide = {.key = "guide",
        .file_name = "guide.pdf",
        .media_type = "application/pdf",
        .bytes = bytes};
    g_autoptr(GPtrArray) enclosures = g_ptr_array_new();
    g_ptr_array_add(enclosures, &form);
    g_autoptr(JsonNode) model = json_from_string("{" GOOD "}", NULL);
    Departure departure = {.purpose = "news",
        .template_ = "news",
        .language = "ar",
        .recipient = "a@example.org",
        .enclosures = enclosures,
        .model = model};
    g_autoptr(GError) error = NULL;
    g_autoptr(Outgoing) none = compose_mail(compose, &departure, &error);
    g_assert_null(none);
    g_assert_nonnull(strstr(error->message, "'guide', which is not in the library"));
    g_ptr_array_add(enclosures, &guide);
    g_autoptr(Outgoing) mail = compose_mail(compose, &departure, &failure);
    g_assert_no_error(failure);
    g_assert_true(file_remove_tree(folder, NULL));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(filled); i++) {
        g_autofree char *path =
            g_strdup_printf("/model/%s.%s", filled[i].name, filled[i].language);
        g_test_add_data_func(path, &filled[i], test_filled);
    }
    g_test_add_func("/model/refused", test_refused);
    g_test_add_func("/model/files", test_files);
    g_test_add_func("/model/enclosed", test_enclosed);
    return g_test_run();
}

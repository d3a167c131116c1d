/* test-words.c - the catalogue: both languages say the same, numbers take their forms, values stay apart. */
#include "web/words.h"

#include <string.h>

static Words *
open_words(const char *language)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = file_beside_program("templates/web");
    Words *words = words_load(folder, language, &error);
    g_assert_no_error(error);
    return words;
}

static void
test_plural(void)
{
    static const struct {
        const char *language;
        gint64 n;
        const char *category, *said;
    } rows[] = {
        {"ar", 0, "zero", "لا رسائل بانتظار قرار."},
        {"ar", 1, "one", "رسالة واحدة بانتظار قرار."},
        {"ar", 2, "two", "رسالتان بانتظار قرار."},
        {"ar", 3, "few", "٣ رسائل بانتظار قرار."},
        {"ar", 10, "few", "١٠ رسائل بانتظار قرار."},
        {"ar", 11, "many", "١١ رسالة بانتظار قرار."},
        {"ar", 99, "many", "٩٩ رسالة بانتظار قرار."},
        {"ar", 100, "other", "١٠٠ رسالة بانتظار قرار."},
        {"ar", 103, "few", "١٠٣ رسائل بانتظار قرار."},
        {"en", 0, "other", "No letters wait for a decision."},
        {"en", 1, "one", "One letter waits for a decision."},
        {"en", 2, "other", "2 letters wait for a decision."},
    };
    g_autoptr(Words) arabic = open_words("ar");
    g_autoptr(Words) english = open_words("en");
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        Words *words = g_str_equal(rows[i].language, "ar") ? arabic : english;
        g_autofree char *said = words_count(words, "hold_list", "letters", rows[i].n);
        g_assert_cmpstr(words_category(words, rows[i].n), ==, rows[i].category);
        g_assert_cmpstr(said, ==, rows[i].said);
    }
}

static void
test_ages(void)
{
    enum { MINUTE = 60 * 1000 };
    static const struct {
        gint64 ago_ms;
        const char *arabic, *english;
    } rows[] = {
        {0, "الآن", "just now"},
        {2 * MINUTE, "قبل دقيقتين", "2 minutes ago"},
        {12 * MINUTE, "قبل ١٢ دقيقة", "12 minutes ago"},
        {60 * MINUTE, "قبل ساعة", "one hour ago"},
        {49 * 60 * MINUTE, "قبل يومين", "2 days ago"},
        {-5 * MINUTE, "الآن", "just now"},
    };
    g_autoptr(Words) arabic = open_words("ar");
    g_autoptr(Words) english = open_words("en");
    gint64 now = (gint64)1795000000 * 1000;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *one = words_age(arabic, now - rows[i].ago_ms, now);
        g_autofree char *other = words_age(english, now - rows[i].ago_ms, now);
        g_assert_cmpstr(one, ==, rows[i].arabic);
        g_assert_cmpstr(other, ==, rows[i].english);
    }
}

/* A value is isolated, and its own direction marks are gone. */
static void
test_say(void)
{
    g_autoptr(Words) words = open_words("en");
    g_autofree char *said = words_say(words, "clue", "name_near", "seen", "\u202Eمحمد",
        "on_record", "محمد بن علي", NULL);
    g_assert_cmpstr(
        said, ==, "The name is close: \u2068محمد\u2069 / \u2068محمد بن علي\u2069");
    g_autofree char *none = words_say(words, "clue", "nothing", "seen", "x", NULL);
    g_assert_cmpstr(none, ==, "nothing");
}

/* ---- both catalogues say the same things ---- */

static const char *const forms[] = {"_zero", "_one", "_two", "_few", "_many", "_other"};

/* The key without its plural form, or NULL when it has none. */
static char *
without_form(const char *key)
{
    for (guint i = 0; i < G_N_ELEMENTS(forms); i++)
        if (g_str_has_suffix(key, forms[i]))
            return g_strndup(key, strlen(key) - strlen(forms[i]));
    return NULL;
}

static void
check_key(Words *one, Words *other, const char *group, const char *key)
{
    g_autofree char *stem = without_form(key);
    g_autofree char *in_other = stem ? g_strconcat(stem, "_other", NULL) : g_strdup(key);
    if (words_find(other, group, in_other) == NULL)
        g_test_message("%s.%s", group, in_other);
    g_assert_nonnull(words_find(other, group, in_other));
    g_assert_cmpstr(words_find(one, group, key), !=, "");
    for (guint i = 0; stem && g_str_equal(words_language(one), "ar") && i < 6; i++) {
        g_autofree char *form = g_strconcat(stem, forms[i], NULL);
        g_assert_nonnull(words_find(one, group, form));
    }
}

static void
check_all(Words *one, Words *other)
{
    JsonObject *groups = words_model(one);
    g_autoptr(GList) names = json_object_get_members(groups);
    for (GList *name = names; name != NULL; name = name->next) {
        JsonObject *group = json_object_get_object_member(groups, name->data);
        g_autoptr(GList) keys = json_object_get_members(group);
        for (GList *key = keys; key != NULL; key = key->next)
            check_key(one, other, name->data, key->data);
    }
}

static void
test_complete(void)
{
    g_autoptr(Words) arabic = open_words("ar");
    g_autoptr(Words) english = open_words("en");
    check_all(arabic, english);
    check_all(english, arabic);
}

/* Every {{w.group.key}} of the templates is in the catalogue. */
static void
check_template(const char *path, Words *words)
{
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_autoptr(GRegex) regex =
        g_regex_new("\\{\\{w\\.([a-z_]+)\\.([a-z_]+)\\}\\}", 0, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    for (g_regex_match(regex, text, 0, &match); g_match_info_matches(match);
         g_match_info_next(match, NULL)) {
        g_autofree char *group = g_match_info_fetch(match, 1);
        g_autofree char *key = g_match_info_fetch(match, 2);
        if (words_find(words, group, key) == NULL)
            g_test_message("%s: %s.%s", path, group, key);
        g_assert_nonnull(words_find(words, group, key));
    }
}

static void
test_templates(void)
{
    g_autoptr(Words) words = open_words("ar");
    g_autofree char *folder = file_beside_program("templates/web");
    g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
    int n = 0;
    for (const char *file; (file = g_dir_read_name(files)) != NULL;) {
        g_autofree char *path = g_build_filename(folder, file, NULL);
        if (g_str_has_suffix(file, ".html")) {
            check_template(path, words);
            n++;
        }
    }
    g_assert_cmpint(n, >, 8);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/web/words/plural", test_plural);
    g_test_add_func("/web/words/ages", test_ages);
    g_test_add_func("/web/words/say", test_say);
    g_test_add_func("/web/words/complete", test_complete);
    g_test_add_func("/web/words/templates", test_templates);
    return g_test_run();
}

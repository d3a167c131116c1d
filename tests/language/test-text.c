/* test-text.c - fold, digits, controls, stems and words. */
#include "language/language.h"

#include <string.h>

typedef char *(*Change)(const char *text);

typedef struct {
    Change change;
    const char *text;
    const char *changed;
} ChangeCase;

static const ChangeCase change_cases[] = {
    {text_fold, "", ""},
    {text_fold, "مُحَمَّدٌ", "محمد"},
    {text_fold, "محـــمد", "محمد"},
    {text_fold, "آأإٱا", "ااااا"},
    {text_fold, "مصطفى", "مصطفي"},
    {text_fold, "علی", "علي"},
    {text_fold, "کتاب", "كتاب"},
    {text_fold, "فاطمة", "فاطمه"},
    {text_fold, "مؤمن سائل", "مؤمن سائل"},
    {text_fold, "و\u0654", "ؤ"},
    {text_fold, "ا\u0653", "ا"},
    {text_fold, "و\u064e\u0654", "ؤ"},
    {text_fold, "١٢٣ ۴۵۶ 789", "123 456 789"},
    {text_fold, "ﻣﺤﻤﺪ", "محمد"},
    {text_fold, "ﷲ", "الله"},
    {text_fold, "ﻻ", "لا"},
    {text_fold, "ABC Éé", "abc éé"},
    {text_fold, "E\u0301", "é"},
    {text_fold, "e\u200d\u0301", "é"},
    {text_fold, "ﬁle", "file"},
    {text_fold, "a\u200bb\u200fc\u202ed\u2066e\ufeff", "abcde"},
    {text_fold, "رحمٰن", "رحمن"},
    {text_fold, "\u064b\u064c\u064d", ""},
    {text_fold, "\u0301", "\u0301"},
    {text_ascii_digits, "١٢٣/۴۵۶ أ5", "123/456 أ5"},
    {text_ascii_digits, "\u200f١", "\u200f1"},
    {text_arabic_digits, "1448/06/12 x", "١٤٤٨/٠٦/١٢ x"},
    {text_strip_controls, "a\u202egpj.exe", "agpj.exe"},
    {text_strip_controls, "a\tb\nc\r\nd\re", "a b c d e"},
    {text_strip_controls, "\x01\x7f\xc2\x85\xc2\x9f", " "},
    {text_strip_controls, "م\u200d\u061cح\ufeff", "مح"},
    {text_isolate_ltr, "1-2", "\u20661-2\u2069"},
    {text_isolate_ltr, "a\u2069\u202eb", "\u2066ab\u2069"},
};

static void
test_change(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(change_cases); i++) {
        g_autofree char *changed = change_cases[i].change(change_cases[i].text);
        g_test_message("%d: '%s'", (int)i, change_cases[i].text);
        g_assert_cmpstr(changed, ==, change_cases[i].changed);
    }
}

static void
test_language(void)
{
    g_assert_cmpstr(text_language("السلام عليكم ABC"), ==, "ar");
    g_assert_cmpstr(text_language("ﻣﺤﻤﺪ"), ==, "ar");
    g_assert_cmpstr(text_language("Dear Sir or Madam, سلام"), ==, "en");
    g_assert_cmpstr(
        text_language("سلام <office@charity.example>\nhttps://charity.example/"), ==,
        "ar");
    g_assert_cmpstr(text_language("السلام عليكم Forwarded message"), ==, NULL);
    g_assert_cmpstr(text_language(""), ==, NULL);
    g_assert_cmpstr(text_language("١٢٣ 123 \u064b"), ==, NULL);
}

/* "word@start-end" of each word. */
static bool
note_word(const char *word, gsize length, gsize start, gsize end, void *user_data)
{
    GString *noted = user_data;
    g_assert_cmpuint(strlen(word), ==, length);
    g_assert_true(g_utf8_validate(word, length, NULL));
    g_string_append_printf(
        noted, "%s%s@%d-%d", noted->len > 0 ? " " : "", word, (int)start, (int)end);
    return true;
}

static const struct {
    const char *text;
    bool stem;
    const char *words;
} word_cases[] = {
    {"", false, ""},
    {" \u064b \u200f ـــ ", false, ""},
    {"Hello, World", false, "hello@0-5 world@7-12"},
    {"مُحَمَّد", false, "محمد@0-16"},
    {"بيت، دار.", false, "بيت@0-6 دار@9-15"},
    {"1/1448/000123/8", false, "1@0-1 1448@2-6 000123@7-13 8@14-15"},
    {"١٢-٣", false, "12@0-4 3@5-7"},
    {"رقم٥", false, "رقم@0-6 5@6-8"},
    {"٥رقم", false, "5@0-2 رقم@2-8"},
    {"A4 x\u200dy", false, "a4@0-2 xy@3-8"},
    {"دار\u200f وبيت", false, "دار@0-6 وبيت@10-18"},
    {"ﷺ", false, "صلي@0-3 الله@0-3 عليه@0-3 وسلم@0-3"},
    {"e\u0301t", false, "ét@0-4"},
    {"المساعدات", true, "مساعد@0-18"},
    {"المساعدة", true, "مساعد@0-16"},
    {"المساعدة", false, "المساعده@0-16"},
    {"والكتاب", true, "كتاب@0-14"},
    {"للفقراء", true, "فقراء@0-14"},
    {"ولد", true, "ولد@0-6"},
    {"وولد", true, "ولد@0-8"},
    {"ال", true, "ال@0-4"},
    {"كتابها", true, "كتاب@0-12"},
    {"يه", true, "يه@0-4"},
    {"running", true, "running@0-7"},
    {"123", true, "123@0-3"},
};

static void
test_words(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(word_cases); i++) {
        g_autoptr(GString) noted = g_string_new(NULL);
        g_test_message("%d: '%s'", (int)i, word_cases[i].text);
        text_words(word_cases[i].text, strlen(word_cases[i].text), word_cases[i].stem,
            note_word, noted);
        g_assert_cmpstr(noted->str, ==, word_cases[i].words);
    }
}

static bool
stop_at_second(const char *word, gsize length, gsize start, gsize end, void *user_data)
{
    (void)word, (void)length, (void)start, (void)end;
    return ++*(int *)user_data < 2;
}

static void
test_words_stop(void)
{
    int n = 0;
    text_words("a b c d", 7, false, stop_at_second, &n);
    g_assert_cmpint(n, ==, 2);
    /* Only the bytes given are read. */
    g_autoptr(GString) noted = g_string_new(NULL);
    text_words("abcdef", 3, false, note_word, noted);
    g_assert_cmpstr(noted->str, ==, "abc@0-3");
}

/* Random text of awkward code points: folding a fold changes nothing, and the words of a text
 * fold to themselves. */
static void
test_fold_again(void)
{
    static const gunichar awkward[] = {'a', 'E', 0x0301, 0x0308, 0x0130, 0x01F0, 'J',
        0x030C, 0x0627, 0x0648, 0x064A, 0x0649, 0x06CC, 0x0653, 0x0654, 0x0655, 0x064E,
        0x0651, 0x0640, 0x200D, 0x202E, 0xFEFB, 0xFDFA, 0x1E9B, 0x0323, 0x0307, 0xAC00,
        0x1100, 0x1161, 0x11A8, 0x212B, 0x03A9, 0x0345, 0x1F70, 0x0660, 0x06F5, 0x1D7CE,
        ' ', 0x2126, 0x0626, 0x00DF};
    for (int i = 0; i < 20000; i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        int n = g_test_rand_int_range(1, 10);
        for (int k = 0; k < n; k++)
            g_string_append_unichar(
                text, awkward[g_test_rand_int_range(0, G_N_ELEMENTS(awkward))]);
        g_autofree char *once = text_fold(text->str);
        g_autofree char *twice = text_fold(once);
        g_assert_cmpstr(once, ==, twice);
        g_autoptr(GString) noted = g_string_new(NULL);
        text_words(text->str, text->len, true, note_word, noted);
    }
}

/* Every code point alone, valid and of a size that the buffers hold. */
static void
test_every_letter(void)
{
    for (gunichar c = 1; c <= 0x10FFFF; c++) {
        if (c >= 0xD800 && c <= 0xDFFF)
            continue;
        char one[8] = "";
        g_unichar_to_utf8(c, one);
        g_autofree char *folded = text_fold(one);
        g_assert_true(g_utf8_validate(folded, -1, NULL));
        g_autofree char *again = text_fold(folded);
        if (strcmp(folded, again) != 0)
            g_error("U+%04X folds to '%s', then '%s'", c, folded, again);
    }
}

static bool
count_word(const char *word, gsize length, gsize start, gsize end, void *user_data)
{
    (void)word, (void)length, (void)start, (void)end;
    ++*(gsize *)user_data;
    return true;
}

static void
test_hostile(void)
{
    static const char *const pieces[] = {"1", "a", "م", "\u064b", "\u0301", "e\u0301",
        "\u202e", "ﷺ", "م\u0654", "a\u202eم", "ال ", "\u0315\u0300\u05ae"};
    for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        while (text->len < 1024 * 1024)
            g_string_append(text, pieces[i]);
        gint64 begun = g_get_monotonic_time();
        g_autofree char *folded = text_fold(text->str);
        gint64 folded_at = g_get_monotonic_time();
        gsize n = 0;
        text_words(text->str, text->len, true, count_word, &n);
        gint64 took_ms = (g_get_monotonic_time() - begun) / 1000;
        g_test_message("%d: fold %d ms, with %d words %d ms", (int)i,
            (int)(folded_at - begun) / 1000, (int)n, (int)took_ms);
        g_assert_cmpint(took_ms, <, 10000);
    }
}

static void
test_rate(void)
{
    static const char *const letters[] = {
        "السلام عليكم ورحمة الله وبركاته، أتقدم إليكم بطلب مساعدة رقم الهوية "
        "١٠٤٦٤٠٣٩٢٧.\n",
        "Dear Sir or Madam, I am writing to you about my request, please see below.\n",
        "السلام عليكم ﻣﺤﻤﺪ ورحمة الله وبركاته أتقدم إليكم بطلب مساعدة\n",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(letters); i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        while (text->len < 4 * 1024 * 1024)
            g_string_append(text, letters[i]);
        gint64 begun = g_get_monotonic_time();
        g_autofree char *folded = text_fold(text->str);
        gint64 folded_at = g_get_monotonic_time();
        gsize n = 0;
        text_words(text->str, text->len, true, count_word, &n);
        gint64 done = g_get_monotonic_time();
        g_test_message("%d: fold %.0f MB/s, words %.0f MB/s", (int)i,
            (double)text->len / (folded_at - begun),
            (double)text->len / (done - folded_at));
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/text/change", test_change);
    g_test_add_func("/text/language", test_language);
    g_test_add_func("/text/words", test_words);
    g_test_add_func("/text/words-stop", test_words_stop);
    g_test_add_func("/text/fold-again", test_fold_again);
    g_test_add_func("/text/every-letter", test_every_letter);
    g_test_add_func("/text/hostile", test_hostile);
    g_test_add_func("/text/rate", test_rate);
    return g_test_run();
}

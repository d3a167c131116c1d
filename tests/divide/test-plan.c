/* test-plan.c - where letters begin: pages with codes in, pieces out. */
#include "divide/divide.h"

#include <string.h>

/* ---- the plan ---- */

/* A page a word: "." without a code, "S" a sheet, "b" blank, "X" a sheet that is not ours, "L7" our letter
 * about request 7, "F7" a form, "SL7" both on one page; "|" begins another file. Expected: the pages of
 * each piece. */
typedef struct Case {
    const char *pages, *by_codes, *by_sheets;
} Case;

static const Case cases[] = {
    {"", "", ""},
    {".", "whole 1", "whole 1"},
    {". . .", "whole 1-3", "whole 1-3"},
    {". S .", "1 3", "1 3"},
    {"S . . S .", "2-3 5", "2-3 5"},
    /* one sheet alone takes itself away */
    {"S . .", "2-3", "2-3"},
    {". . S", "1-2", "1-2"},
    /* both sides, two sheets, sheets alone */
    {". S S . S S S .", "1 4 8", "1 4 8"},
    {"S S", "", ""},
    /* the blank back of a sheet goes; one blank page, and only there */
    {". S b . .", "1 4-5", "1 4-5"},
    {". S b b .", "1 4-5", "1 4-5"},
    {". b S . b .", "1-2 4-6", "1-2 4-6"},
    {"S b", "", ""},
    /* our own letters */
    {"L7 . L8 .", "1-2 3-4", "whole 1-4"},
    {". L7", "1 2", "whole 1-2"},
    {"L7 . L7 .", "whole 1-4", "whole 1-4"},
    {"L7 L8 L7", "1 2 3", "whole 1-3"},
    {"L7 S L7", "1 3", "1 3"},
    {"L7 L-3", "1 2", "whole 1-2"},
    /* a form goes with its letter, unless it is another request's */
    {". F7 .", "whole 1-3", "whole 1-3"},
    {"L7 F7", "whole 1-2", "whole 1-2"},
    {"L7 F8 .", "1 2-3", "whole 1-3"},
    {". F7 F8", "1-2 3", "whole 1-3"},
    {"F7 L7", "whole 1-2", "whole 1-2"},
    /* a foreign sheet is a page like others, and is told of */
    {". X .", "whole 1-3", "whole 1-3"},
    {". X S .", "1-2 4", "1-2 4"},
    {"S X b .", "2-4", "2-4"},
    /* drawn in together with a letter: it begins one and stays */
    {". SL7 .", "1 2-3", "1 2-3"},
    {"L7 SL7 .", "1 2-3", "1 2-3"},
    /* files of one mail stay apart, and do not divide by themselves */
    {". . | .", "whole 1-2 3", "whole 1-2 3"},
    {"S . . | . S .", "2-3 4 6", "2-3 4 6"},
    {"L7 | .", "whole 1 2", "whole 1 2"},
};

static PageMarks
page_of(const char *word)
{
    PageMarks page = {
        .separator = word[0] == 'S', .foreign = word[0] == 'X', .blank = word[0] == 'b'};
    word += word[0] == 'S';
    if (word[0] == 'L')
        page.letter = g_ascii_strtoll(word + 1, NULL, 10);
    if (word[0] == 'F')
        page.form = g_ascii_strtoll(word + 1, NULL, 10);
    return page;
}

static GArray *
marks_of(const char *words)
{
    GArray *marks = g_array_new(false, true, sizeof(PageMarks));
    g_auto(GStrv) pages = g_strsplit(words, " ", -1);
    gint64 part_id = 1;
    for (guint i = 0; pages[i] != NULL; i++) {
        if (pages[i][0] == '|' || pages[i][0] == '\0') {
            part_id++;
            continue;
        }
        PageMarks page = page_of(pages[i]);
        page.part_id = part_id;
        page.position = (int)marks->len + 1;
        g_array_append_val(marks, page);
    }
    return marks;
}

static char *
words_of(const DividePlan *plan)
{
    GString *words = g_string_new(plan->divides || plan->pieces->len == 0 ? "" : "whole");
    for (guint i = 0; i < plan->pieces->len; i++) {
        const Piece *piece = &g_array_index(plan->pieces, Piece, i);
        g_string_append_printf(
            words, "%s%u", words->len > 0 ? " " : "", piece->first + 1);
        if (piece->n > 1)
            g_string_append_printf(words, "-%u", piece->first + piece->n);
    }
    return g_string_free(words, false);
}

static void
test_plan(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GArray) marks = marks_of(cases[i].pages);
        g_auto(DividePlan) codes = divide_plan(marks, true);
        g_auto(DividePlan) sheets = divide_plan(marks, false);
        g_autofree char *by_codes = words_of(&codes);
        g_autofree char *by_sheets = words_of(&sheets);
        g_test_message("%s", cases[i].pages);
        g_assert_cmpstr(by_codes, ==, cases[i].by_codes);
        g_assert_cmpstr(by_sheets, ==, cases[i].by_sheets);
        g_assert_cmpint(codes.foreign, ==, strchr(cases[i].pages, 'X') != NULL);
    }
}

/* Every page is in one piece, or a sheet or a blank back; pieces cut again stay whole. */
static void
test_invariants(void)
{
    static const char *const words[] = {".", "S", "b", "X", "L7", "L8", "F7", "F8", "|"};
    g_autoptr(GRand) rand = g_rand_new_with_seed(5);
    for (int round = 0; round < 20000; round++) {
        g_autoptr(GString) text = g_string_new(".");
        for (int n = g_rand_int_range(rand, 0, 14); n > 0; n--)
            g_string_append_printf(
                text, " %s", words[g_rand_int_range(rand, 0, G_N_ELEMENTS(words))]);
        g_autoptr(GArray) marks = marks_of(text->str);
        g_auto(DividePlan) plan = divide_plan(marks, round % 2 == 0);
        guint next = 0;
        for (guint i = 0; i < plan.pieces->len; i++) {
            const Piece *piece = &g_array_index(plan.pieces, Piece, i);
            g_assert_cmpuint(piece->first, >=, next);
            for (; next < piece->first; next++) {
                const PageMarks *out = &g_array_index(marks, PageMarks, next);
                g_assert_true(out->separator || out->blank);
            }
            next = piece->first + piece->n;
            g_autoptr(GArray) alone = g_array_new(false, true, sizeof(PageMarks));
            g_array_append_vals(
                alone, &g_array_index(marks, PageMarks, piece->first), piece->n);
            g_auto(DividePlan) again = divide_plan(alone, round % 2 == 0);
            g_assert_cmpuint(again.pieces->len, ==, 1);
            g_assert_false(again.divides);
        }
        for (; next < marks->len; next++) {
            const PageMarks *out = &g_array_index(marks, PageMarks, next);
            g_assert_true(out->separator || out->blank);
        }
    }
}

/* ---- what codes mean ---- */

static Page *
page_with(const char *type, const char *code)
{
    Page *page = g_new0(Page, 1);
    page->reading = reading_new(1);
    Code *read = g_new0(Code, 1);
    read->type = g_strdup(type);
    read->text = g_strdup(code);
    g_ptr_array_add(page->reading->codes, read);
    return page;
}

static PageMarks
marks_of_type(const ReferenceKey *key, const char *type, const char *code)
{
    g_autoptr(GPtrArray) pages =
        g_ptr_array_new_with_free_func((GDestroyNotify)page_free);
    g_ptr_array_add(pages, page_with(type, code));
    g_autoptr(GArray) marks = divide_marks(key, pages);
    return g_array_index(marks, PageMarks, 0);
}

static PageMarks
marks_of_code(const ReferenceKey *key, const char *code)
{
    return marks_of_type(key, "QR-Code", code);
}

static char *
code_of(const char *prefix, char *take_token)
{
    g_autofree char *token = take_token;
    g_autofree char *upper = g_ascii_strup(token, -1);
    return g_strconcat(prefix, upper, NULL);
}

static void
test_codes(void)
{
    ReferenceKey key, other;
    memset(key.bytes, 7, sizeof key.bytes);
    memset(other.bytes, 8, sizeof other.bytes);
    g_autofree char *sheet = separator_code(&key);
    g_assert_true(marks_of_code(&key, sheet).separator);
    g_assert_false(marks_of_code(&key, sheet).foreign);
    g_assert_true(marks_of_code(&other, sheet).foreign);
    g_assert_false(marks_of_code(&other, sheet).separator);
    g_assert_true(marks_of_code(&key, "DIWAN-SEPARATOR/").foreign);
    g_autofree char *more = g_strconcat(sheet, "/1", NULL);
    g_assert_false(marks_of_code(&key, more).separator);

    g_autofree char *letter = code_of("D:", reference_token(&key, 5, 9));
    g_autofree char *bare = code_of("D:", reference_token(&key, 5, 0));
    g_autofree char *form =
        code_of("DIWAN-FORM/SUPPORT-REQUEST/1/", reference_token(&key, 0, 9));
    g_autofree char *swapped = code_of("DIWAN-SEPARATOR/", reference_token(&key, 5, 9));
    g_assert_cmpint(marks_of_code(&key, letter).letter, ==, 9);
    g_assert_cmpint(marks_of_code(&key, bare).letter, ==, -5);
    g_assert_cmpint(marks_of_code(&key, form).form, ==, 9);
    g_assert_cmpint(marks_of_code(&other, letter).letter, ==, 0);
    g_assert_cmpint(marks_of_code(&other, form).form, ==, 0);
    g_assert_true(marks_of_code(&key, swapped).foreign);
    g_assert_cmpint(
        marks_of_code(&key, "D:abcdefghijklmnopqrstuvwxyz234567").letter, ==, 0);
    g_assert_cmpint(marks_of_code(&key, "https://charity.example/").letter, ==, 0);
}

/* Those that separate, in either direction; not those that turn colour on, nor a bar code of one letter. */
static void
test_patches(void)
{
    ReferenceKey key = {0};
    g_assert_true(marks_of_type(&key, "PATCH", "T").separator);
    g_assert_true(marks_of_type(&key, "PATCH", "2").separator);
    g_assert_true(marks_of_type(&key, "PATCH", "3").separator);
    g_assert_false(marks_of_type(&key, "PATCH", "4").separator);
    g_assert_false(marks_of_type(&key, "PATCH", "1").separator);
    g_assert_false(marks_of_type(&key, "CODE-39", "T").separator);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/divide/plan/cases", test_plan);
    g_test_add_func("/divide/plan/invariants", test_invariants);
    g_test_add_func("/divide/plan/codes", test_codes);
    g_test_add_func("/divide/plan/patches", test_patches);
    return g_test_run();
}

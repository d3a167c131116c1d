/* numbers.c - the numbers of a page, read a second time by a network that knows nothing else.
 *
 * The first pass tells where words stand. Words that may be numbers, or that it was unsure of, are joined to runs, which
 * numbers_run.c looks at.
 */
#include "read/numbers.h"
#include "language/language.h"
#include "read/inside.h"
#include <string.h>

enum {
    RUN_MOST_WORDS = 16,
};
#define GAP_MOST 1.6 /* heights of a word, between words of a run */
#define GAP_IN_NUMBER \
    6.0 /* between two with digits: the first pass loses groups in between */

/* Read in Latin script, by letters that no Arabic-Indic digit is taken for. */
static bool
is_surely_latin(const char *text)
{
    for (; *text != '\0'; text++) {
        if (g_ascii_isalpha(*text) && strchr("AVEYIOTFLoliv", *text) == NULL) {
            return true;
        }
    }
    return false;
}

/* A digit, a sign no Arabic word has inside, a single letter, or doubt. */
static bool
may_be_number(const Word *word)
{
    int letters = number_letters_in(word->text);
    glong length = g_utf8_strlen(word->text, -1);
    return !is_surely_latin(word->text) &&
           (word->confidence < DOUBTFUL_CONFIDENCE || number_has_digit(word->text) ||
               letters < length - 1 || letters == 1);
}

/* Reads the runs of a line; numbers found go to seen. */
static void
read_runs(PIX *grey, const GPtrArray *line, bool rightwards, GPtrArray *seen)
{
    for (guint i = 0; i < line->len; i++) {
        guint from = i;
        while (i < line->len && i - from < RUN_MOST_WORDS &&
               may_be_number(g_ptr_array_index(line, i))) {
            const Word *word = g_ptr_array_index(line, i);
            const Word *before = i > from ? g_ptr_array_index(line, i - 1) : word;
            bool both = number_has_digit(word->text) && number_has_digit(before->text);
            if (word->x - (before->x + before->width) >
                (both ? GAP_IN_NUMBER : GAP_MOST) * MAX(word->height, before->height)) {
                break;
            }
            i++;
        }
        if (i > from) {
            numbers_run(grey, line, from, i, rightwards, seen);
            i--;
        }
    }
}

/* Groups of four that make an account number together, whatever was read for its two letters: SA stands first, to the left. */
static void
mend_iban(GPtrArray *seen)
{
    enum { GROUPS = 6, GROUP = 4 };
    g_ptr_array_sort(seen, word_by_x);
    for (guint i = 0; i + GROUPS <= seen->len; i++) {
        g_autoptr(GString) whole = g_string_new("SA");
        for (guint k = i; k < i + GROUPS; k++) {
            const Word *word = g_ptr_array_index(seen, k);
            g_autofree char *plain = text_ascii_digits(word->text);
            bool four = strlen(plain) == GROUP;
            g_string_append(whole, four ? plain + (k == i ? 2 : 0) : "?");
        }
        g_autofree char *iban = iban_parse(whole->str);
        if (iban != NULL) {
            Word *first = g_ptr_array_index(seen, i);
            const char *digits = g_utf8_offset_to_pointer(first->text, 2);
            char *mended = g_strconcat("SA", digits, NULL);
            g_free(first->text);
            first->text = mended;
        }
    }
}

/* words are a line's, in logical order, and stay so. */
static void
read_line(PIX *grey, GPtrArray *words)
{
    bool rightwards = line_is_rightwards(words);
    g_autoptr(GPtrArray) sorted = g_ptr_array_new(); /* of Word, borrowed */
    g_autoptr(GPtrArray) seen = g_ptr_array_new();   /* of Word, handed on */
    g_ptr_array_extend(sorted, words, NULL, NULL);
    g_ptr_array_sort(sorted, word_by_x);
    read_runs(grey, sorted, rightwards, seen);
    mend_iban(seen);
    if (seen->len == 0) {
        return;
    }
    for (guint i = words->len; i > 0; i--) {
        const Word *word = g_ptr_array_index(words, i - 1);
        if (word->text[0] == '\0') {
            g_ptr_array_remove_index(words, i - 1);
        }
    }
    g_ptr_array_extend(words, seen, NULL, NULL);
    line_order(words, rightwards);
}

void
numbers_read(PIX *grey, Reading *reading)
{
    GPtrArray *lines = text_lines_take(reading);
    for (guint i = 0; i < lines->len; i++) {
        const TextLine *line = g_ptr_array_index(lines, i);
        read_line(grey, line->words);
    }
    text_lines_give(lines, reading);
}

/* ---- what a model writes ---- */

static void
order_groups(const GPtrArray *words, bool rightwards)
{
    for (guint i = 0; i < words->len; i++) {
        Word *word = g_ptr_array_index(words, i);
        if (number_has_digit(word->text) && number_letters_in(word->text) == 0 &&
            strchr(word->text, '-') != NULL) {
            char *logical = number_logical(word->text, rightwards);
            g_free(word->text);
            word->text = logical;
        }
    }
}

void
numbers_order(Reading *reading)
{
    GPtrArray *lines = text_lines_take(reading);
    for (guint i = 0; i < lines->len; i++) {
        const TextLine *line = g_ptr_array_index(lines, i);
        order_groups(line->words, line_is_rightwards(line->words));
    }
    text_lines_give(lines, reading);
}

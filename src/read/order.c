/* order.c - from the order a line is seen in, from left to right, to the order it is read in, and within a word.
 *
 * What the Unicode bidirectional algorithm (UAX #9) laid out is taken back by the rules that matter here: in text from right to
 * left, words stand from right to left, but what is Latin, and Western digits that follow it, stays from left to right.
 */
#include "read/inside.h"
#include "read/numbers.h"
#include <string.h>

int
word_by_x(const void *a, const void *b)
{
    const Word *left = *(Word *const *)a;
    const Word *right = *(Word *const *)b;
    return left->x + left->width / 2 - (right->x + right->width / 2);
}

static bool
has_latin(const char *text)
{
    for (; *text != '\0'; text++) {
        if (g_ascii_isalpha(*text)) {
            return true;
        }
    }
    return false;
}

typedef struct Letters {
    int arabic, latin;
} Letters;

static Letters
letters_of(const char *text)
{
    Letters letters = {number_letters_in(text), 0};
    for (; *text != '\0'; text++) {
        letters.latin += g_ascii_isalpha(*text) ? 1 : 0;
    }
    return letters;
}

bool
line_is_rightwards(const GPtrArray *words)
{
    Letters all = {0, 0};
    Letters leftmost = {0, 0};
    Letters rightmost = {0, 0};
    int left = G_MAXINT;
    int right = G_MININT;
    for (guint i = 0; i < words->len; i++) {
        const Word *word = g_ptr_array_index(words, i);
        Letters letters = letters_of(word->text);
        if (letters.arabic <= 1 && letters.latin <= 1) {
            continue;
        }
        all.arabic += letters.arabic;
        all.latin += letters.latin;
        leftmost = word->x < left ? letters : leftmost;
        left = MIN(left, word->x);
        rightmost = word->x > right ? letters : rightmost;
        right = MAX(right, word->x);
    }
    if (rightmost.arabic > rightmost.latin) {
        return true;
    }
    return leftmost.latin > leftmost.arabic ? all.arabic > all.latin
                                            : all.arabic >= all.latin;
}

/* Latin, or a Western number, which follows the Latin before it; with the signs at its ends. */
static bool
may_go_right(const Word *word)
{
    const char *text = word->text + strspn(word->text, ".,:;!?()[]");
    return has_latin(text) || g_ascii_isdigit(text[0]);
}

/* Words of a line from left to right → in logical order: taken from the right, but what is Latin, and Western digits that
 * follow it, stays from left to right. */
void
line_order(GPtrArray *words, bool rightwards)
{
    g_ptr_array_sort(words, word_by_x);
    if (!rightwards) {
        return;
    }
    g_autoptr(GPtrArray) ordered = g_ptr_array_new(); /* of Word, borrowed */
    for (guint end = words->len; end > 0;) {
        guint from = end - 1; /* where a stretch from left to right begins */
        while (from > 0 && may_go_right(g_ptr_array_index(words, from)) &&
               may_go_right(g_ptr_array_index(words, from - 1))) {
            from--;
        }
        bool latin = false;
        for (guint i = from; i < end; i++) {
            latin = latin || has_latin(((Word *)g_ptr_array_index(words, i))->text);
        }
        if (!latin) {
            from = end - 1; /* numbers alone stand from right to left */
        }
        for (guint i = from; i < end; i++) {
            g_ptr_array_add(ordered, g_ptr_array_index(words, i));
        }
        end = from;
    }
    for (guint i = 0; i < words->len; i++) {
        words->pdata[i] = ordered->pdata[i];
    }
}

/* ---- within words ---- */

static bool
runs_right(gunichar c)
{
    return g_unichar_isdigit(c) || (c < 0x80 && g_ascii_isalpha((char)c));
}

/* Between two characters that run from left to right it runs with them. */
static bool
joins(gunichar c)
{
    return c < 0x80 && strchr("./:,@_-+%&'=?#", (int)c) != NULL;
}

static gunichar
mirrored(gunichar c)
{
    gunichar other = 0;
    return g_unichar_get_mirror_char(c, &other) ? other : c;
}

static void
add_run(GString *logical, const gunichar *seen, glong length, bool rightwards)
{
    g_autofree char *run = g_ucs4_to_utf8(seen, length, NULL, NULL, NULL);
    g_autofree char *number = has_latin(run) ? NULL : number_logical(run, rightwards);
    g_string_append(logical, number != NULL ? number : run);
}

/* A word that is no part of a stretch of Latin. */
static char *
word_logical(const char *seen, bool rightwards)
{
    glong length = 0;
    g_autofree gunichar *chars = g_utf8_to_ucs4_fast(seen, -1, &length);
    g_autoptr(GString) logical = g_string_new(NULL);
    for (glong end = length; end > 0;) {
        glong from = end - 1;
        if (!runs_right(chars[from])) {
            g_string_append_unichar(logical, mirrored(chars[from]));
            end = from;
            continue;
        }
        for (glong at = from; at > 0; at--) {
            if (runs_right(chars[at - 1])) {
                from = at - 1;
            } else if (!joins(chars[at - 1])) {
                break;
            }
        }
        add_run(logical, chars + from, end - from, rightwards);
        end = from;
    }
    return g_string_free(g_steal_pointer(&logical), FALSE);
}

static void
set_text(Word *word, char *take_text)
{
    g_free(word->text);
    word->text = take_text;
}

/* Signs at the left end of a stretch of Latin belong to the text round it, and follow the stretch there. */
static void
move_signs(Word *leftmost, Word *rightmost)
{
    gsize signs = strspn(leftmost->text, ".,:;!?([");
    bool bracketed =
        strchr("([", leftmost->text[0]) != NULL && strpbrk(rightmost->text, ")]") != NULL;
    if (signs == 0 || leftmost->text[signs] == '\0' || bracketed) {
        return;
    }
    g_autofree char *moved = g_strreverse(g_strndup(leftmost->text, signs));
    for (char *at = moved; *at != '\0'; at++) {
        *at = (char)mirrored((gunichar)*at);
    }
    set_text(leftmost, g_strdup(leftmost->text + signs));
    set_text(rightmost, g_strconcat(rightmost->text, moved, NULL));
}

/* In a line from left to right Arabic words that follow each other stand from right to left. */
static void
turn_arabic(GPtrArray *words)
{
    for (guint i = 0; i < words->len; i++) {
        guint from = i;
        while (i < words->len &&
               number_letters_in(((Word *)g_ptr_array_index(words, i))->text) > 0) {
            i++;
        }
        for (guint k = from; k < i; k++) {
            Word *word = g_ptr_array_index(words, k);
            set_text(word, word_logical(word->text, false));
        }
        for (guint k = 0; k < (i - from) / 2; k++) {
            gpointer other = words->pdata[from + k];
            words->pdata[from + k] = words->pdata[i - 1 - k];
            words->pdata[i - 1 - k] = other;
        }
    }
}

void
line_from_seen(GPtrArray *words)
{
    bool rightwards = line_is_rightwards(words);
    line_order(words, rightwards);
    if (!rightwards) {
        turn_arabic(words);
        return;
    }
    for (guint i = 0; i < words->len; i++) {
        guint from = i;
        bool latin = false;
        while (i < words->len && may_go_right(g_ptr_array_index(words, i)) &&
               (i == from || word_by_x(&words->pdata[i - 1], &words->pdata[i]) < 0)) {
            latin = latin || has_latin(((Word *)g_ptr_array_index(words, i))->text);
            i++;
        }
        if (latin) {
            i--;
            move_signs(g_ptr_array_index(words, from), g_ptr_array_index(words, i));
            continue;
        }
        Word *word = g_ptr_array_index(words, from);
        set_text(word, word_logical(word->text, rightwards));
        i = from;
    }
}

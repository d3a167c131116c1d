/* words.c - the words of a text, for the index and for queries alike.
 *
 * A word is a run of letters and digits; marks and invisible characters inside belong to it. A
 * word does not go on from Arabic letters to anything else (ورقم٥), so that a number is found
 * whatever it is glued to. Byte ranges are of the text as given, for marking what was found.
 */
#include "language/language.h"
#include "language/letters.h"

#include <string.h>

/* Longer words (encoded files, mostly) are cut, in the index and in queries alike. */
#define MOST_WORD_BYTES 128

typedef enum { CLASS_BETWEEN, CLASS_ARABIC, CLASS_OTHER, CLASS_INSIDE } LetterClass;

typedef struct Walk {
    bool stem;
    TextWordFunc each;
    void *user_data;
    GString *folded;
} Walk;

static LetterClass
class_of(gunichar c)
{
    if (c < 0x80)
        return g_ascii_isalnum(c) ? CLASS_OTHER : CLASS_BETWEEN;
    if (c >= 0x0621 && c <= 0x064A && c != 0x0640)
        return CLASS_ARABIC;
    if (c == 0x0640 || letter_is_invisible(c) || g_unichar_ismark(c))
        return CLASS_INSIDE;
    if (letter_is_arabic(c))
        return CLASS_ARABIC;
    return g_unichar_isalnum(c) ? CLASS_OTHER : CLASS_BETWEEN;
}

static bool
give_word(Walk *walk, char *word, gsize length, gsize start, gsize end)
{
    if (walk->stem && letter_is_arabic(g_utf8_get_char(word)))
        length = stem_arabic(word, length);
    if (length > MOST_WORD_BYTES) {
        length = MOST_WORD_BYTES;
        while (((guchar)word[length] & 0xC0) == 0x80)
            length--;
    }
    char next = word[length];
    word[length] = '\0';
    bool go_on = walk->each(word, length, start, end, walk->user_data);
    word[length] = next;
    return go_on;
}

/* Gives the fold of text[start, end). One written sign may stand for several words (ﷺ): all of
 * them have its range. */
static bool
give_range(Walk *walk, const char *text, gsize start, gsize end)
{
    g_string_truncate(walk->folded, 0);
    fold_append(walk->folded, text + start, end - start);
    char *word = walk->folded->str;
    while (*word != '\0') {
        char *p = word;
        while (*p != '\0' && class_of(g_utf8_get_char(p)) != CLASS_BETWEEN)
            p = g_utf8_next_char(p);
        if (p > word && !give_word(walk, word, p - word, start, end))
            return false;
        word = *p == '\0' ? p : g_utf8_next_char(p);
    }
    return true;
}

void
text_words(const char *text, gsize length, bool stem, TextWordFunc each, void *user_data)
{
    g_assert(g_utf8_validate_len(text, length, NULL));
    g_autoptr(GString) folded = g_string_sized_new(256);
    Walk walk = {stem, each, user_data, folded};
    const char *end_of_text = text + length;
    LetterClass class = CLASS_BETWEEN; /* of the word begun */
    gsize start = 0;
    gsize end = 0;
    for (const char *p = text; p < end_of_text;) {
        const char *next = g_utf8_next_char(p);
        LetterClass here = class_of(g_utf8_get_char(p));
        if (class != CLASS_BETWEEN && here != CLASS_INSIDE && here != class) {
            if (!give_range(&walk, text, start, end))
                return;
            class = CLASS_BETWEEN;
        }
        if (here == CLASS_ARABIC || here == CLASS_OTHER) {
            if (class == CLASS_BETWEEN)
                start = p - text;
            class = here;
            end = next - text;
        } else if (here == CLASS_INSIDE && class != CLASS_BETWEEN &&
                   g_unichar_ismark(g_utf8_get_char(p))) {
            end = next - text;
        }
        p = next;
    }
    if (class != CLASS_BETWEEN)
        give_range(&walk, text, start, end);
}

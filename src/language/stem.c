/* stem.c - the light stem of Arabic words: the article and its particles off the front, plural
 * and pronoun endings off the back.
 *
 * The rules are those known as light10, on folded text (where ة is ه already). Root-finding
 * stemmers conflate unrelated words and are not used; names are never stemmed.
 */
#include "language/letters.h"

#include <string.h>

#define LEAST_LETTERS 2

static const char *const prefixes[] = {"ال", "وال", "بال", "كال", "فال", "لل", "و"};
static const char *const suffixes[] = {"ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي"};

gsize
stem_arabic(char *word, gsize length)
{
    glong letters = g_utf8_strlen(word, length);
    for (gsize i = 0; i < G_N_ELEMENTS(prefixes); i++) {
        gsize bytes = strlen(prefixes[i]);
        glong n = g_utf8_strlen(prefixes[i], bytes);
        /* A single و is a letter of the word more often than a particle. */
        glong least = n == 1 ? LEAST_LETTERS + 1 : LEAST_LETTERS;
        if (letters - n < least || bytes > length ||
            memcmp(word, prefixes[i], bytes) != 0)
            continue;
        memmove(word, word + bytes, length - bytes);
        length -= bytes;
        letters -= n;
        break;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        gsize bytes = strlen(suffixes[i]);
        glong n = g_utf8_strlen(suffixes[i], bytes);
        if (letters - n < LEAST_LETTERS || bytes > length ||
            memcmp(word + length - bytes, suffixes[i], bytes) != 0)
            continue;
        length -= bytes;
        letters -= n;
    }
    return length;
}

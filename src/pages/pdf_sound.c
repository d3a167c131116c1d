/* pdf_sound.c - whether the words of a PDF's text layer are words.
 *
 * Three things go wrong: the codes mean nothing (letters of private use, control characters), they
 * mean other letters (windows-1256 or UTF-8 taken for Latin-1, fonts that put Arabic shapes on Latin
 * keys), or the words are told backwards. Each shows in what no Arabic or Latin text has.
 */
#include "pages/inside.h"
#include "pages/pdf.h"
#include <string.h>

enum {
    WORDS_LEAST = 8,    /* fewer say nothing about a language */
    MIRRORED_LEAST = 3, /* endings at beginnings */
};
#define UNREADABLE_MOST 0.02 /* of the letters */
#define ACCENTED_MOST 0.25 /* of the letters: no language written in Latin has as many */
#define VOWELLESS_MOST 0.5 /* of the Latin words */

typedef struct Tally {
    guint letters, unreadable, accented;
    guint latin_words, vowelless;
    guint right, mirrored; /* signs of words told forwards, backwards */
} Tally;

static bool
is_unreadable(gunichar c)
{
    return c == 0xfffd || g_unichar_type(c) == G_UNICODE_PRIVATE_USE ||
           g_unichar_type(c) == G_UNICODE_UNASSIGNED || g_unichar_iscntrl(c);
}

static void
count_letters(const char *text, Tally *tally)
{
    for (; *text != '\0'; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);
        bool unreadable = is_unreadable(c);
        tally->unreadable += unreadable ? 1 : 0;
        tally->letters += unreadable || g_unichar_isalnum(c) ? 1 : 0;
        /* Ø, Ù and § are what UTF-8's Arabic looks like; À … ÿ windows-1256's. */
        tally->accented += c >= 0xa1 && c <= 0xff ? 1 : 0;
    }
}

/* Four Latin letters and more, all small or capital: words of a language have a vowel. */
static void
weigh_latin(const char *text, Tally *tally)
{
    gsize letters =
        strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ;'[],.");
    if (letters < 4 || text[letters] != '\0') {
        return;
    }
    tally->latin_words++;
    tally->vowelless += strpbrk(text, "aeiouyAEIOUY") == NULL ? 1 : 0;
}

static bool
begins(const char *text, gsize length, const char *letters)
{
    gsize n = strlen(letters);
    return length > n && memcmp(text, letters, n) == 0;
}

static bool
ends(const char *text, gsize length, const char *letters)
{
    gsize n = strlen(letters);
    return length > n && memcmp(text + length - n, letters, n) == 0;
}

/* ة and ى stand only at a word's end, the article only at its beginning. */
static void
weigh_arabic(const char *text, Tally *tally)
{
    static const char *const last[] = {"ة", "ى"};
    gsize length = strlen(text);
    for (gsize i = 0; i < G_N_ELEMENTS(last); i++) {
        tally->right += ends(text, length, last[i]) ? 1 : 0;
        tally->mirrored += begins(text, length, last[i]) ? 1 : 0;
    }
    if (length >= 4 * strlen("ا")) {
        tally->right += begins(text, length, "ال") ? 1 : 0;
        tally->mirrored += ends(text, length, "لا") ? 1 : 0;
    }
}

/* Words that stand in every Arabic letter, and what they are told backwards. */
static void
weigh_common(const char *text, Tally *tally)
{
    static const char *const common[] = {
        "من", "في", "على", "إلى", "الى", "عن", "الله", "أن", "هذا", "رقم", NULL};
    static const char *const mirrored[] = {
        "نم", "يف", "ىلع", "ىلإ", "ىلا", "نع", "هللا", "نأ", "اذه", "مقر", NULL};
    tally->right += g_strv_contains(common, text);
    tally->mirrored += g_strv_contains(mirrored, text);
}

bool
pdf_words_are_sound(const GPtrArray *words)
{
    Tally tally = {0};
    for (guint i = 0; i < words->len; i++) {
        const Word *word = g_ptr_array_index(words, i);
        count_letters(word->text, &tally);
        weigh_latin(word->text, &tally);
        weigh_arabic(word->text, &tally);
        weigh_common(word->text, &tally);
    }
    return tally.letters > 0 && tally.unreadable <= tally.letters * UNREADABLE_MOST &&
           tally.accented <= tally.letters * ACCENTED_MOST &&
           (tally.latin_words < WORDS_LEAST ||
               tally.vowelless <= tally.latin_words * VOWELLESS_MOST) &&
           (tally.mirrored < MIRRORED_LEAST || tally.mirrored <= tally.right);
}

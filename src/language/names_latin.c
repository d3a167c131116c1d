/* names_latin.c - Arabic names in Latin letters.
 *
 * Common names come from the table. For the others, a Latin word may be a spelling of an Arabic
 * one when its letters can be laid over the Arabic letters in order: long vowels and consonants
 * each in one of their spellings, short vowels (single ones) nowhere. That finds agreement up to
 * spelling; it never says that two names are the same.
 */
#include "language/names.h"

#include <string.h>

/* Longer words are nobody's name. */
#define MOST_LETTERS 40

bool
name_is_latin(const char *word)
{
    return g_ascii_isalpha(word[0]);
}

/* ---- keys ---- */

/* عبدال and what follows, when the table knows it. */
static char *
servant_key(const char *word)
{
    static const char *const prefixes[] = {
        "abdul", "abdel", "abdal", "abdol", "abdu", "abd"};
    for (gsize i = 0; i < G_N_ELEMENTS(prefixes); i++) {
        gsize n = strlen(prefixes[i]);
        if (strncmp(word, prefixes[i], n) != 0)
            continue;
        const char *rest = word + n;
        const char *of = servant_from_latin(rest);
        /* Abdurrahman, Abdussalam: the article takes the letter that follows. */
        if (of == NULL && rest[0] != '\0' && rest[0] == rest[1])
            of = servant_from_latin(rest + 1);
        if (of != NULL)
            return g_strconcat("عبدال", of, NULL);
    }
    return NULL;
}

char *
name_key_of_latin(const char *word)
{
    const char *known = name_from_latin(word);
    if (known != NULL)
        return g_strdup(known);
    char *servant = servant_key(word);
    if (servant != NULL)
        return servant;
    bool article = (g_str_has_prefix(word, "al") || g_str_has_prefix(word, "el")) &&
                   strlen(word) >= 6;
    if (!article)
        return g_strdup(word);
    known = name_from_latin(word + 2);
    return g_strdup(known != NULL ? known : word + 2);
}

/* ---- spelling ---- */

/* Spellings of an Arabic letter, separated by spaces; '-' stands for nothing. */
static const char *
spellings_of(gunichar c, bool first, bool last)
{
    switch (c) {
    case 0x0627: /* ا */
        return first ? "a e i o u" : (last ? "a aa ah e" : "a aa e u o");
    case 0x0628: /* ب */
        return "b p";
    case 0x062A: /* ت */
    case 0x0637: /* ط */
        return "t";
    case 0x062B: /* ث */
        return "th s";
    case 0x062C: /* ج */
        return "j g dj";
    case 0x062D: /* ح */
        return "h";
    case 0x062E: /* خ */
        return "kh";
    case 0x062F: /* د */
        return "d";
    case 0x0630: /* ذ */
        return "dh th z";
    case 0x0631: /* ر */
        return "r";
    case 0x0632: /* ز */
        return "z";
    case 0x0633: /* س */
    case 0x0635: /* ص */
        return "s";
    case 0x0634: /* ش */
        return "sh ch";
    case 0x0636: /* ض */
        return "d dh";
    case 0x0638: /* ظ */
        return "z dh th";
    case 0x0639: /* ع */
        return "- a aa e i o u";
    case 0x063A: /* غ */
        return "gh g";
    case 0x0641: /* ف */
        return "f v ph";
    case 0x0642: /* ق */
        return last ? "que q g k" : "q g k"; /* Rafique */
    case 0x0643: /* ك */
        return "k c";
    case 0x0644: /* ل */
        return "l";
    case 0x0645: /* م */
        return "m";
    case 0x0646: /* ن */
        return "n";
    case 0x0647: /* ه */
        return last ? "h a ah e eh" : "h";
    case 0x0648: /* و */
        return "w o u oo ou v";
    case 0x064A: /* ي */
        return last ? "i y ee ie a" : "y i e ee ei ai ay ie ey";
    default:
        return "";
    }
}

static bool
is_vowel(char c)
{
    return c != '\0' && strchr("aeiou", c) != NULL;
}

typedef struct Laying {
    const char *latin;
    gsize latin_n;
    const gunichar *arabic;
    glong arabic_n;
    /* Failures known: by Latin letter, Arabic letter, and whether a vowel was just left out. */
    bool failed[MOST_LETTERS + 1][MOST_LETTERS + 1][2];
} Laying;

static bool lay(Laying *laying, gsize i, glong k, bool skipped);

static bool
lay_letter(Laying *laying, gsize i, glong k)
{
    const char *spelling =
        spellings_of(laying->arabic[k], k == 0, k == laying->arabic_n - 1);
    while (*spelling != '\0') {
        gsize n = strcspn(spelling, " ");
        const char *here = laying->latin + i;
        if (n == 1 && *spelling == '-') {
            if (lay(laying, i, k + 1, true))
                return true;
        } else if (strncmp(here, spelling, n) == 0) {
            if (lay(laying, i + n, k + 1, is_vowel(spelling[0])))
                return true;
            /* A doubled consonant is one letter in Arabic. */
            bool doubled = n == 1 && !is_vowel(*here) && here[1] == *here;
            if (doubled && lay(laying, i + 2, k + 1, false))
                return true;
        }
        spelling += n;
        spelling += strspn(spelling, " ");
    }
    return false;
}

static bool
lay(Laying *laying, gsize i, glong k, bool skipped)
{
    if (i == laying->latin_n && k == laying->arabic_n)
        return true;
    if (laying->failed[i][k][skipped])
        return false;
    /* One short vowel between two letters, never two and never beside a long one. */
    bool vowel = i < laying->latin_n && is_vowel(laying->latin[i]);
    if (vowel && !skipped && i > 0 && lay(laying, i + 1, k, true))
        return true;
    if (k < laying->arabic_n && lay_letter(laying, i, k))
        return true;
    laying->failed[i][k][skipped] = true;
    return false;
}

bool
name_spells(const char *latin, const char *arabic)
{
    Laying laying = {.latin = latin, .latin_n = strlen(latin)};
    if (laying.latin_n == 0 || laying.latin_n > MOST_LETTERS ||
        g_utf8_strlen(arabic, -1) > MOST_LETTERS)
        return false;
    g_autofree gunichar *letters = g_utf8_to_ucs4_fast(arabic, -1, &laying.arabic_n);
    laying.arabic = letters;
    return laying.arabic_n > 0 && lay(&laying, 0, 0, false);
}

/* ---- skeletons ---- */

/* The consonant of a letter or pair at p in the skeleton's alphabet, 0 when it has none; *n is
 * how many bytes it takes. */
static char
latin_consonant(const char *p, gsize *n)
{
    static const struct {
        char pair[3];
        char consonant;
    } pairs[] = {{"sh", 'c'}, {"ch", 'c'}, {"kh", 'x'}, {"gh", 'g'}, {"th", 'd'},
        {"dh", 'd'}, {"dj", 'j'}, {"ph", 'f'}};
    for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++) {
        if (strncmp(p, pairs[i].pair, 2) == 0) {
            *n = 2;
            return pairs[i].consonant;
        }
    }
    *n = 1;
    static const char letters[] = "bcdfghjklmnpqrstvxz";
    static const char consonants[] = "bkdfjhjklmnbkrstfxz";
    const char *at = strchr(letters, *p);
    return at != NULL ? consonants[at - letters] : 0;
}

static char
arabic_consonant(gunichar c)
{
    static const struct {
        const char *letters;
        char consonant;
    } classes[] = {{"ب", 'b'}, {"تط", 't'}, {"دثذضظ", 'd'}, {"ج", 'j'}, {"حه", 'h'},
        {"خ", 'x'}, {"ر", 'r'}, {"ز", 'z'}, {"سص", 's'}, {"ش", 'c'}, {"غ", 'g'},
        {"ف", 'f'}, {"قك", 'k'}, {"ل", 'l'}, {"م", 'm'}, {"ن", 'n'}};
    for (gsize i = 0; i < G_N_ELEMENTS(classes); i++)
        if (g_utf8_strchr(classes[i].letters, -1, c) != NULL)
            return classes[i].consonant;
    return 0;
}

/* What a word begins with counts when it is a vowel or a glide, too. */
static char
first_sound(gunichar c)
{
    if (c == 'w' || c == 0x0648)
        return 'w';
    if (c == 'y' || c == 0x064A)
        return 'y';
    return 'a';
}

char *
name_skeleton(const char *word)
{
    GString *skeleton = g_string_new(NULL);
    for (const char *p = word; *p != '\0';) {
        gsize n = g_utf8_next_char(p) - p;
        gunichar c = g_utf8_get_char(p);
        char consonant = c < 0x80 ? latin_consonant(p, &n) : arabic_consonant(c);
        bool last = p[n] == '\0';
        bool silent = consonant == 'h' && last && p > word;
        if (consonant == 0 && p == word)
            consonant = first_sound(c);
        bool doubled = skeleton->len > 0 && skeleton->str[skeleton->len - 1] == consonant;
        if (consonant != 0 && !silent && !doubled)
            g_string_append_c(skeleton, consonant);
        p += n;
    }
    return g_string_free(skeleton, FALSE);
}

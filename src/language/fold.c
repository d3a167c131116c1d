/* fold.c - the one form in which texts are compared and searched.
 *
 * It runs on every letter and every query. Text whose code points are all in normal form already
 * (nearly all of it) is folded by a table without ICU; a word with any other goes through NFKC.
 * Folding a fold changes nothing.
 */
#include "language/language.h"
#include "language/letters.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

/* Covers Latin, Arabic and general punctuation. */
#define TABLE_SIZE 0x2100
#define DROPPED 0
#define NEEDS_NFKC 0xFFFF
/* Putting marks in order takes time with the square of their number; no writing has more than
 * this (UAX #15, stream-safe text). */
#define MOST_MARKS 30

/* Vowel marks, Quranic marks, tatweel and the invisible: never compared. */
static bool
is_dropped(gunichar c)
{
    if (c < 0x00AD)
        return false;
    if (c == 0x0640 || (c >= 0x064B && c <= 0x065F) || c == 0x0670 ||
        (c >= 0x0610 && c <= 0x061A))
        return true;
    if (c >= 0x06D6 && c <= 0x06ED)
        return u_charType(c) == U_NON_SPACING_MARK;
    if (c >= 0x08CA && c <= 0x08FF)
        return u_charType(c) == U_NON_SPACING_MARK;
    return letter_is_invisible(c);
}

/* The fold of one code point in normal form that is not dropped. */
static gunichar
fold_letter(gunichar c)
{
    switch (c) {
    case 0x0622: /* آ */
    case 0x0623: /* أ */
    case 0x0625: /* إ */
    case 0x0671: /* ٱ */
        return 0x0627;
    case 0x0649: /* ى */
    case 0x06CC: /* ی */
        return 0x064A;
    case 0x06A9: /* ک */
        return 0x0643;
    case 0x0629: /* ة */
        return 0x0647;
    default:
        break;
    }
    int digit = u_charDigitValue(c);
    return digit >= 0 ? (gunichar)('0' + digit) : (gunichar)u_tolower(c);
}

/* Whether NFKC leaves c as it is, whatever stands beside it. A mark that is kept may have to
 * change places with its neighbour. */
static bool
is_normal(gunichar c)
{
    return u_getIntPropertyValue(c, UCHAR_NFKC_QUICK_CHECK) == UNORM_YES &&
           u_getCombiningClass(c) == 0;
}

static const guint16 *
fold_table(void)
{
    static guint16 table[TABLE_SIZE];
    static bool made;
    for (gunichar c = 1; !made && c < TABLE_SIZE; c++) {
        /* Hamza and madda above or below may join the letter before them. */
        bool joins = c >= 0x0653 && c <= 0x0655;
        if (is_dropped(c) && !joins)
            table[c] = DROPPED;
        else
            table[c] = is_normal(c) ? fold_letter(c) : NEEDS_NFKC;
    }
    made = true;
    return table;
}

/* The code point at *p, of valid UTF-8; moves on. */
static inline gunichar
next_letter(const char **p)
{
    guchar byte = **p;
    if (byte < 0x80) {
        *p += 1;
        return byte;
    }
    if (byte < 0xE0) {
        gunichar c = (gunichar)(byte & 0x1F) << 6 | ((guchar)(*p)[1] & 0x3F);
        *p += 2;
        return c;
    }
    gunichar c = g_utf8_get_char(*p);
    *p = g_utf8_next_char(*p);
    return c;
}

static gunichar
fold_or_refuse(const guint16 *table, gunichar c)
{
    if (c < TABLE_SIZE)
        return table[c];
    if (!is_normal(c))
        return NEEDS_NFKC;
    return is_dropped(c) ? DROPPED : fold_letter(c);
}

static inline bool
is_blank(char c)
{
    return c == ' ' || c == '\n';
}

/* Folds without ICU up to the last blank before a letter that needs NFKC; returns how many bytes
 * of text are done. Nothing composes across a blank. */
static gsize
fold_plain(GString *to, const char *text, gsize length)
{
    const guint16 *table = fold_table();
    gsize had = to->len;
    /* The fold of a code point in normal form never takes more bytes than the code point, but
     * for a few Latin letters that grow by one when made lower case. */
    g_string_set_size(to, had + length + length / 2 + 8);
    char *out = to->str + had;
    const char *blank = text;
    char *blank_out = out;
    const char *p = text;
    while (p < text + length) {
        if (is_blank(*p)) {
            blank = p;
            blank_out = out;
        }
        gunichar folded = fold_or_refuse(table, next_letter(&p));
        if (folded == NEEDS_NFKC) {
            p = blank;
            out = blank_out;
            break;
        }
        if (folded == DROPPED)
            continue;
        if (folded < 0x80) {
            *out++ = folded;
        } else if (folded < 0x800) {
            *out++ = 0xC0 | folded >> 6;
            *out++ = 0x80 | (folded & 0x3F);
        } else {
            out += g_unichar_to_utf8(folded, out);
        }
    }
    g_string_set_size(to, out - to->str);
    return p - text;
}

static UChar *
normalise(const UNormalizer2 *nfkc, const UChar *units, int32_t n, int32_t *normal_n)
{
    int32_t room = n + n / 8 + 64;
    g_autofree UChar *normal = g_new(UChar, room);
    UErrorCode status = U_ZERO_ERROR;
    *normal_n = unorm2_normalize(nfkc, units, n, normal, room, &status);
    if (status == U_BUFFER_OVERFLOW_ERROR) {
        room = *normal_n;
        normal = g_renew(UChar, normal, room);
        status = U_ZERO_ERROR;
        *normal_n = unorm2_normalize(nfkc, units, n, normal, room, &status);
    }
    /* Only missing memory fails here, and GLib ends the program on that. */
    g_assert(U_SUCCESS(status) || status == U_STRING_NOT_TERMINATED_WARNING);
    return g_steal_pointer(&normal);
}

/* In place: drops what is never compared (before NFKC: joining marks excepted), and marks past
 * any use on one letter. */
static int32_t
drop_units(UChar *units, int32_t n, bool before_nfkc)
{
    int32_t kept = 0;
    int marks = 0;
    for (int32_t i = 0; i < n;) {
        int32_t start = i;
        UChar32 c;
        U16_NEXT(units, i, n, c);
        bool joins = before_nfkc && c >= 0x0653 && c <= 0x0655;
        if (is_dropped(c) && !joins)
            continue;
        marks = u_getCombiningClass(c) == 0 ? 0 : marks + 1;
        if (marks > MOST_MARKS)
            continue;
        for (int32_t k = start; k < i; k++)
            units[kept++] = units[k];
    }
    return kept;
}

static int32_t
fold_units(UChar *units, int32_t n)
{
    int32_t kept = 0;
    for (int32_t i = 0; i < n;) {
        UChar32 c;
        U16_NEXT(units, i, n, c);
        /* No lower case leaves the plane of its letter. */
        U16_APPEND_UNSAFE(units, kept, fold_letter(c));
    }
    return kept;
}

static void
fold_through_nfkc(GString *to, const char *text, gsize length)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfkc = unorm2_getNFKCInstance(&status);
    g_assert(U_SUCCESS(status));

    g_autofree UChar *units = g_new(UChar, length + 1);
    int32_t n = 0;
    u_strFromUTF8(units, length + 1, &n, text, length, &status);
    g_assert(U_SUCCESS(status));

    /* Folding may bring together what composes (J̌ has no capital of its own, ǰ is one letter):
     * again until nothing moves, which a second round has always reached. */
    for (int round = 0; round < 3; round++) {
        n = drop_units(units, n, true);
        int32_t normal_n = 0;
        UChar *normal = normalise(nfkc, units, n, &normal_n);
        g_free(units);
        units = normal;
        n = fold_units(units, drop_units(units, normal_n, false));
        if (unorm2_isNormalized(nfkc, units, n, &status) || U_FAILURE(status))
            break;
    }

    gsize had = to->len;
    int32_t room = n * 3 + 1;
    int32_t bytes = 0;
    status = U_ZERO_ERROR;
    g_string_set_size(to, had + room);
    u_strToUTF8(to->str + had, room, &bytes, units, n, &status);
    g_assert(U_SUCCESS(status));
    g_string_set_size(to, had + bytes);
}

void
fold_append(GString *to, const char *text, gsize length)
{
    g_assert(length < G_MAXINT32 / 64);
    for (;;) {
        gsize done = fold_plain(to, text, length);
        text += done;
        length -= done;
        if (length == 0)
            return;
        gsize word = 1;
        while (word < length && !is_blank(text[word]))
            word++;
        fold_through_nfkc(to, text, word);
        text += word;
        length -= word;
    }
}

char *
text_fold(const char *text)
{
    gsize length = strlen(text);
    g_assert(g_utf8_validate(text, length, NULL));
    GString *folded = g_string_sized_new(length + length / 2 + 16);
    fold_append(folded, text, length);
    return g_string_free(folded, FALSE);
}

char *
text_key(const char *text)
{
    g_autofree char *folded = text_fold(text);
    GString *key = g_string_new("|");
    for (const char *p = folded; *p != '\0'; p = g_utf8_next_char(p))
        if (g_unichar_isalnum(g_utf8_get_char(p)))
            g_string_append_unichar(key, g_utf8_get_char(p));
    g_string_append_c(key, '|');
    return g_string_free(key, FALSE);
}

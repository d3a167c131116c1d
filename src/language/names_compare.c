/* names_compare.c - whether two names may be one person's, and the keys that bring them together.
 *
 * Brothers share every name but one, so a given or a father's name must be the same or another
 * spelling of the same, letters written twice apart. Only a family name may have a typing error,
 * and more of one where the father's name is the same too. A name without its family proves nothing.
 */
#include "language/names.h"

#include <string.h>

/* Words longer than this are compared by their beginning. */
#define MOST_LETTERS 64
/* A family name shorter than this has no typing errors: too many are a letter apart. */
#define LEAST_FAMILY_LETTERS 5
/* … and shorter than this, both of them, none even beside a father's name. */
#define SLIP_LETTERS 4
/* Latin spellings of one name stay this near. */
#define LATIN_CLOSE 0.9

typedef enum { TOKEN_DIFFERS, TOKEN_CLOSE, TOKEN_SAME } TokenAgreement;

/* ---- words ---- */

static int
letters_of(const char *word, gunichar letters[MOST_LETTERS])
{
    int n = 0;
    for (const char *p = word; *p != '\0' && n < MOST_LETTERS; p = g_utf8_next_char(p))
        letters[n++] = g_utf8_get_char(p);
    return n;
}

double
jaro_winkler(const char *one, const char *other)
{
    gunichar a[MOST_LETTERS], b[MOST_LETTERS];
    bool taken[MOST_LETTERS] = {false};
    gunichar matched[MOST_LETTERS];
    int a_n = letters_of(one, a);
    int b_n = letters_of(other, b);
    if (a_n == 0 || b_n == 0)
        return a_n == b_n ? 1.0 : 0.0;
    int window = MAX(MAX(a_n, b_n) / 2 - 1, 0);
    int common = 0;
    for (int i = 0; i < a_n; i++) {
        for (int k = MAX(0, i - window); k < MIN(b_n, i + window + 1); k++) {
            if (taken[k] || a[i] != b[k])
                continue;
            taken[k] = true;
            matched[common++] = a[i];
            break;
        }
    }
    if (common == 0)
        return 0.0;
    int moved = 0;
    for (int k = 0, i = 0; k < b_n; k++)
        if (taken[k])
            moved += b[k] != matched[i++];
    double jaro = ((double)common / a_n + (double)common / b_n +
                      (common - moved / 2) / (double)common) /
                  3.0;
    int prefix = 0;
    while (prefix < MIN(4, MIN(a_n, b_n)) && a[prefix] == b[prefix])
        prefix++;
    return jaro < 0.7 ? jaro : jaro + prefix * 0.1 * (1.0 - jaro);
}

/* One letter changed, two neighbours swapped, or a long vowel more in the middle of one. */
static bool
is_typing_error(const char *one, const char *other)
{
    gunichar a[MOST_LETTERS], b[MOST_LETTERS];
    int a_n = letters_of(one, a);
    int b_n = letters_of(other, b);
    if (a_n < b_n)
        return is_typing_error(other, one);
    int i = 0;
    while (i < b_n && a[i] == b[i])
        i++;
    int k = 0;
    while (k < b_n - i && a[a_n - 1 - k] == b[b_n - 1 - k])
        k++;
    if (a_n == b_n + 1) {
        bool vowel = a[i] == 0x0627 || a[i] == 0x0648 || a[i] == 0x064A;
        return vowel && i > 0 && k > 0 && i + k >= b_n;
    }
    if (a_n != b_n)
        return false;
    int differing = a_n - i - k;
    bool swapped = differing == 2 && a[i] == b[i + 1] && a[i + 1] == b[i];
    return differing <= 1 || swapped;
}

/* Whether two words are one but for letters written twice: no two names differ by that alone. */
static bool
is_doubled(const char *one, const char *other)
{
    gunichar a[MOST_LETTERS], b[MOST_LETTERS];
    int a_n = letters_of(one, a);
    int b_n = letters_of(other, b);
    int i = 0;
    int k = 0;
    while (i < a_n && k < b_n && a[i] == b[k]) {
        for (i++; i < a_n && a[i] == a[i - 1];)
            i++;
        for (k++; k < b_n && b[k] == b[k - 1];)
            k++;
    }
    return i == a_n && k == b_n;
}

/* One letter more, less or other, or two neighbours swapped. */
static bool
is_one_edit(const char *one, const char *other)
{
    gunichar a[MOST_LETTERS], b[MOST_LETTERS];
    int a_n = letters_of(one, a);
    int b_n = letters_of(other, b);
    if (a_n < b_n)
        return is_one_edit(other, one);
    int i = 0;
    while (i < b_n && a[i] == b[i])
        i++;
    int k = 0;
    while (k < b_n - i && a[a_n - 1 - k] == b[b_n - 1 - k])
        k++;
    if (a_n == b_n + 1)
        return i + k == b_n;
    int differing = a_n - i - k;
    bool swapped = differing == 2 && a[i] == b[i + 1] && a[i + 1] == b[i];
    return a_n == b_n && (differing <= 1 || swapped);
}

static TokenAgreement
compare_tokens(const char *one, const char *other, bool is_family)
{
    if (strcmp(one, other) == 0)
        return TOKEN_SAME;
    if (!name_is_latin(one) && !name_is_latin(other) && is_doubled(one, other))
        return TOKEN_CLOSE;
    bool latin = name_is_latin(one);
    if (latin != name_is_latin(other)) {
        bool spells = latin ? name_spells(one, other) : name_spells(other, one);
        return spells ? TOKEN_CLOSE : TOKEN_DIFFERS;
    }
    if (latin) {
        g_autofree char *skeleton = name_skeleton(one);
        g_autofree char *other_skeleton = name_skeleton(other);
        bool close = strcmp(skeleton, other_skeleton) == 0 &&
                     jaro_winkler(one, other) >= LATIN_CLOSE;
        return close ? TOKEN_CLOSE : TOKEN_DIFFERS;
    }
    bool may_err = is_family && g_utf8_strlen(one, -1) >= LEAST_FAMILY_LETTERS &&
                   g_utf8_strlen(other, -1) >= LEAST_FAMILY_LETTERS &&
                   !name_is_given(one) && !name_is_given(other);
    return may_err && is_typing_error(one, other) ? TOKEN_CLOSE : TOKEN_DIFFERS;
}

/* ---- names ---- */

/* The shorter row of middle names must stand within the longer one, in order. */
static TokenAgreement
compare_middle(char *const *few, int few_n, char *const *many, int many_n)
{
    TokenAgreement all = TOKEN_SAME;
    int k = 0;
    for (int i = 0; i < few_n; i++, k++) {
        TokenAgreement here = TOKEN_DIFFERS;
        for (; k < many_n; k++) {
            here = compare_tokens(few[i], many[k], false);
            if (here != TOKEN_DIFFERS)
                break;
            /* A father left out for the grandfather: possible, not certain. */
            all = TOKEN_CLOSE;
        }
        if (here == TOKEN_DIFFERS)
            return TOKEN_DIFFERS;
        all = MIN(all, here);
    }
    return all;
}

static NameAgreement
compare_whole(char *const *one, int one_n, char *const *other, int other_n)
{
    if (one_n > other_n)
        return compare_whole(other, other_n, one, one_n);
    TokenAgreement given = compare_tokens(one[0], other[0], false);
    TokenAgreement family = compare_tokens(one[one_n - 1], other[other_n - 1], true);
    TokenAgreement middle = compare_middle(one + 1, one_n - 2, other + 1, other_n - 2);
    /* Where given name and father are the same, a letter of the family is a slip. */
    const char *last = one[one_n - 1], *other_last = other[other_n - 1];
    glong longer = MAX(g_utf8_strlen(last, -1), g_utf8_strlen(other_last, -1));
    if (family == TOKEN_DIFFERS && given == TOKEN_SAME && middle == TOKEN_SAME &&
        one_n > 2 && !name_is_latin(last) && longer >= SLIP_LETTERS &&
        is_one_edit(last, other_last))
        family = TOKEN_CLOSE;
    TokenAgreement all = MIN(given, MIN(family, middle));
    if (all == TOKEN_SAME)
        return NAME_AGREES;
    return all == TOKEN_CLOSE ? NAME_CLOSE : NAME_DIFFERS;
}

/* One name is how the other begins, or stands alone within it: nothing contradicts, nothing is
 * proven. */
static bool
is_part_of(const PersonName *part, const PersonName *whole)
{
    if (part->n == 1 && compare_tokens(part->tokens[0], whole->tokens[whole->n - 1],
                            true) != TOKEN_DIFFERS)
        return true;
    if (part->n >= whole->n)
        return false;
    for (int i = 0; i < part->n; i++)
        if (compare_tokens(part->tokens[i], whole->tokens[i], false) == TOKEN_DIFFERS)
            return false;
    return true;
}

/* The family written first. Only where one is known to be a given name and the other not: father
 * and son may be محمد أحمد and أحمد محمد. */
static NameAgreement
compare_turned(const PersonName *one, const PersonName *other)
{
    bool turned =
        one->n == 2 && !name_is_given(one->tokens[0]) && name_is_given(one->tokens[1]);
    if (!turned || name_is_given(other->tokens[other->n - 1]))
        return NAME_DIFFERS;
    char *tokens[] = {one->tokens[1], one->tokens[0]};
    return compare_whole(tokens, 2, other->tokens, other->n) == NAME_DIFFERS
               ? NAME_DIFFERS
               : NAME_CLOSE;
}

NameAgreement
person_name_compare(const PersonName *one, const PersonName *other)
{
    if (one->n == 0 || other->n == 0)
        return NAME_UNKNOWN;
    if (one->n >= 2 && other->n >= 2) {
        NameAgreement agreement =
            compare_whole(one->tokens, one->n, other->tokens, other->n);
        if (agreement != NAME_DIFFERS)
            return agreement;
        agreement = MAX(compare_turned(one, other), compare_turned(other, one));
        if (agreement != NAME_DIFFERS)
            return agreement;
    }
    return is_part_of(one, other) || is_part_of(other, one) ? NAME_UNKNOWN : NAME_DIFFERS;
}

bool
person_name_has_slip(const PersonName *one, const PersonName *other)
{
    if (one->n > other->n)
        return person_name_has_slip(other, one);
    int slips = 0;
    if (one->n < 3 || strcmp(one->tokens[0], other->tokens[0]) != 0)
        return false;
    /* Fathers in their order, the family last: grandfathers may be left out. */
    for (int i = 1; i < one->n; i++) {
        int k = i < one->n - 1 ? i : other->n - 1;
        if (strcmp(one->tokens[i], other->tokens[k]) == 0)
            continue;
        /* سعد and سعيد are two names. */
        bool two_names = name_is_given(one->tokens[i]) && name_is_given(other->tokens[k]);
        if (++slips > 1 || two_names || !is_one_edit(one->tokens[i], other->tokens[k]))
            return false;
    }
    return slips == 1;
}

GPtrArray *
person_name_keys(const PersonName *name)
{
    GPtrArray *keys = g_ptr_array_new_with_free_func(g_free); /* of char, owned */
    if (name->n < 2)
        return keys;
    g_autofree char *given = name_skeleton(name->tokens[0]);
    g_autofree char *family = name_skeleton(name->tokens[name->n - 1]);
    g_ptr_array_add(keys, g_strconcat(given, "|", family, NULL));
    if (strcmp(given, family) != 0)
        g_ptr_array_add(keys, g_strconcat(family, "|", given, NULL));
    return keys;
}

/* identifiers.c - the checks of Saudi identifiers, one at a time.
 *
 * A check digit keeps typing errors out; it proves nothing: one random number in ten passes.
 */
#include "language/letters.h"
#include "language/number.h"

#include <string.h>

#define ID_DIGITS 10
#define IBAN_LENGTH 24
/* The longest text looked at: an identifier with a space after every character. */
#define MOST_TEXT_BYTES 256

Joiner
number_joiner(gunichar c)
{
    switch (c) {
    case ' ':
    case 0x00A0: /* no-break, figure, thin and narrow spaces */
    case 0x2007:
    case 0x2009:
    case 0x202F:
        return JOINER_SPACE;
    case '-':
    case 0x2010: /* hyphens and dashes */
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2212:
        return JOINER_HYPHEN;
    case '/':
    case '\\':
    case 0x2044: /* fraction, division and full-width slash */
    case 0x2215:
    case 0xFF0F:
        return JOINER_SLASH;
    case '.':
        return JOINER_DOT;
    default:
        return JOINER_NONE;
    }
}

/* Doubling begins at the right-most digit when a check digit is to follow it. */
static int
luhn_sum(const char *digits, gsize n, bool double_last)
{
    int sum = 0;
    bool twice = double_last;
    for (gsize i = n; i > 0; i--) {
        int value = (digits[i - 1] - '0') * (twice ? 2 : 1);
        sum = (sum + value / 10 + value % 10) % 10;
        twice = !twice;
    }
    return sum;
}

int
luhn_digit(const char *digits)
{
    return (10 - luhn_sum(digits, strlen(digits), true)) % 10;
}

bool
luhn_holds(const char *digits)
{
    gsize n = strlen(digits);
    return n > 1 && strspn(digits, "0123456789") == n && luhn_sum(digits, n, false) == 0;
}

bool
national_id_holds(const char *digits)
{
    return strlen(digits) == ID_DIGITS && (digits[0] == '1' || digits[0] == '2') &&
           luhn_holds(digits);
}

void
identifier_free(Identifier *identifier)
{
    if (identifier == NULL)
        return;
    g_free(identifier->value);
    g_free(identifier->seen);
    g_free(identifier);
}

/* ASCII digits of a text made of digits and the characters between groups; letters are kept in
 * upper case when letters is true. NULL when anything else stands in it, or it is too long. */
static char *
bare(const char *text, bool letters)
{
    if (strlen(text) > MOST_TEXT_BYTES)
        return NULL;
    g_autofree char *plain = plain_digits(text);
    g_autoptr(GString) kept = g_string_new(NULL);
    for (const char *p = plain; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        Joiner joiner = number_joiner(c);
        bool leading_plus = c == '+' && kept->len == 0;
        if (g_ascii_isdigit(*p) || (letters && g_ascii_isalpha(*p)) || leading_plus)
            g_string_append_c(kept, g_ascii_toupper(*p));
        else if (joiner != JOINER_SPACE && joiner != JOINER_HYPHEN && c != '(' &&
                 c != ')')
            return NULL;
    }
    return g_string_free(g_steal_pointer(&kept), FALSE);
}

char *
national_id_parse(const char *text)
{
    g_autofree char *digits = bare(text, false);
    return digits != NULL && national_id_holds(digits) ? g_steal_pointer(&digits) : NULL;
}

char *
mobile_from_digits(const char *digits)
{
    const char *rest = digits;
    bool abroad = true;
    if (g_str_has_prefix(rest, "+966"))
        rest += 4;
    else if (g_str_has_prefix(rest, "00966"))
        rest += 5;
    else if (g_str_has_prefix(rest, "966"))
        rest += 3;
    else
        abroad = false;
    /* +966 (0)55… is written too. */
    if (rest[0] == '0')
        rest++;
    bool holds = rest[0] == '5' && strlen(rest) == 9 && strspn(rest, "0123456789") == 9;
    if (!holds || (digits[0] == '+' && !abroad))
        return NULL;
    return g_strconcat("+966", rest, NULL);
}

char *
mobile_parse(const char *text)
{
    g_autofree char *digits = bare(text, false);
    return digits != NULL ? mobile_from_digits(digits) : NULL;
}

bool
iban_holds(const char *iban)
{
    if (strlen(iban) != IBAN_LENGTH || !g_str_has_prefix(iban, "SA") ||
        strspn(iban + 2, "0123456789") < 4)
        return false;
    /* The country and the check digits are counted last. */
    int rest = 0;
    for (int i = 0; i < IBAN_LENGTH; i++) {
        char c = iban[(i + 4) % IBAN_LENGTH];
        if (g_ascii_isdigit(c))
            rest = (rest * 10 + (c - '0')) % 97;
        else if (g_ascii_isupper(c))
            rest = (rest * 100 + (c - 'A' + 10)) % 97;
        else
            return false;
    }
    return rest == 1;
}

char *
iban_parse(const char *text)
{
    g_autofree char *iban = bare(text, true);
    return iban != NULL && iban_holds(iban) ? g_steal_pointer(&iban) : NULL;
}

/* ---- one digit off ---- */

static GPtrArray *
neighbours(const char *number, gsize first, bool (*holds)(const char *))
{
    GPtrArray *list = g_ptr_array_new_with_free_func(g_free); /* of char, owned */
    g_autofree char *other = g_strdup(number);
    for (gsize i = first; other[i] != '\0'; i++) {
        for (char digit = '0'; digit <= '9'; digit++) {
            other[i] = digit;
            if (digit != number[i] && holds(other))
                g_ptr_array_add(list, g_strdup(other));
        }
        other[i] = number[i];
    }
    return list;
}

static bool
mobile_holds(const char *mobile)
{
    g_autofree char *same = mobile_from_digits(mobile);
    return same != NULL;
}

GPtrArray *
national_id_neighbours(const char *digits)
{
    return neighbours(digits, 0, national_id_holds);
}

GPtrArray *
mobile_neighbours(const char *mobile)
{
    return neighbours(mobile, strlen("+9665"), mobile_holds);
}

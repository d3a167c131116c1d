/* register_number.c - the numbers of the register: "1/1448/000123/8".
 *
 * The slash keeps its order in Arabic text. What comes back from people and from recognition is
 * read in any digits and in either order of groups, and believed only when the check digit
 * (Luhn over kind, year and serial) holds.
 */
#include "language/letters.h"
#include "language/number.h"

#include <stdlib.h>
#include <string.h>

#define SERIAL_DIGITS 6
#define MOST_SERIAL_DIGITS 12

char *
register_number_format(int kind, int year, gint64 serial)
{
    g_assert(kind >= 1 && kind <= 5 && serial > 0);
    g_autofree char *digits =
        g_strdup_printf("%d%d%0*" G_GINT64_FORMAT, kind, year, SERIAL_DIGITS, serial);
    return g_strdup_printf("%d/%d/%0*" G_GINT64_FORMAT "/%d", kind, year, SERIAL_DIGITS,
        serial, luhn_digit(digits));
}

/* The canonical form when the groups are a register number in this order. */
static char *
in_order(const char *kind, const char *year, const char *serial, const char *check)
{
    gsize serial_length = strlen(serial);
    if (strlen(kind) != 1 || strlen(year) != 4 || strlen(check) != 1 ||
        serial_length == 0 || serial_length > MOST_SERIAL_DIGITS)
        return NULL;
    int year_number = atoi(year);
    bool hijri = year_number >= 1400 && year_number < 1600;
    bool gregorian = year_number >= 2000 && year_number < 2200;
    gint64 serial_number = g_ascii_strtoll(serial, NULL, 10);
    if (kind[0] < '1' || kind[0] > '5' || (!hijri && !gregorian) || serial_number == 0)
        return NULL;
    g_autofree char *number =
        register_number_format(kind[0] - '0', year_number, serial_number);
    return number[strlen(number) - 1] == check[0] ? g_steal_pointer(&number) : NULL;
}

char *
register_number_join(const char *const groups[4])
{
    g_autofree char *forward = in_order(groups[0], groups[1], groups[2], groups[3]);
    g_autofree char *backward = in_order(groups[3], groups[2], groups[1], groups[0]);
    if (forward != NULL && backward != NULL && strcmp(forward, backward) != 0)
        return NULL;
    return forward != NULL ? g_steal_pointer(&forward) : g_steal_pointer(&backward);
}

/* Parts the text into four groups of digits; false when it is anything else. */
static bool
take_groups(char *text, const char *groups[4])
{
    int n = 0;
    char *p = text;
    while (*p != '\0') {
        if (n == 4 || !g_ascii_isdigit(*p))
            return false;
        groups[n++] = p;
        while (g_ascii_isdigit(*p))
            p++;
        char *end = p;
        while (*p != '\0' && number_joiner(g_utf8_get_char(p)) != JOINER_NONE)
            p = g_utf8_next_char(p);
        if (p == end && *p != '\0')
            return false;
        *end = '\0';
        if (p > end && *p == '\0')
            return false;
    }
    return n == 4;
}

char *
register_number_parse(const char *text)
{
    g_autofree char *plain = plain_digits(text);
    gsize length = strlen(plain);
    char *begin = plain;
    if (length >= 2 && plain[0] == '[' && plain[length - 1] == ']') {
        plain[length - 1] = '\0';
        begin = g_strstrip(plain + 1);
    }
    const char *groups[4];
    return take_groups(begin, groups) ? register_number_join(groups) : NULL;
}

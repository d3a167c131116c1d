/* digits.c - the same digit in every script. */
#include "language/language.h"
#include "language/letters.h"

#include <string.h>

static void
append_ascii_digits(GString *to, const char *text, bool keep_invisible)
{
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        int digit = c < 0x80 ? -1 : g_unichar_digit_value(c);
        if (digit >= 0)
            g_string_append_c(to, '0' + digit);
        else if (keep_invisible || !letter_is_invisible(c))
            g_string_append_len(to, p, g_utf8_next_char(p) - p);
    }
}

char *
text_ascii_digits(const char *text)
{
    g_assert(g_utf8_validate(text, -1, NULL));
    GString *ascii = g_string_sized_new(strlen(text));
    append_ascii_digits(ascii, text, true);
    return g_string_free(ascii, FALSE);
}

char *
text_arabic_digits(const char *text)
{
    g_assert(g_utf8_validate(text, -1, NULL));
    GString *arabic = g_string_sized_new(strlen(text) * 2);
    for (const char *p = text; *p != '\0'; p++) {
        if (g_ascii_isdigit(*p))
            g_string_append_unichar(arabic, 0x0660 + (*p - '0'));
        else
            g_string_append_c(arabic, *p);
    }
    return g_string_free(arabic, FALSE);
}

char *
plain_digits(const char *text)
{
    g_assert(g_utf8_validate(text, -1, NULL));
    GString *plain = g_string_sized_new(strlen(text));
    append_ascii_digits(plain, text, false);
    return g_strstrip(g_string_free(plain, FALSE));
}

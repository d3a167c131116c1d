/* text.c - what can be said of a text without understanding it. */
#include "language/language.h"
#include "language/letters.h"

#include <string.h>

bool
letter_is_invisible(gunichar c)
{
    if (c < 0x00AD)
        return false;
    return c == 0x00AD || c == 0x034F || c == 0x061C || c == 0x180E ||
           (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFE00 && c <= 0xFE0F) ||
           (c >= 0xE0000 && c <= 0xE0FFF);
}

bool
letter_is_arabic(gunichar c)
{
    if (c < 0x0620)
        return false;
    bool in_block = (c <= 0x06FF) || (c >= 0x0750 && c <= 0x077F) ||
                    (c >= 0x0870 && c <= 0x08FF) || (c >= 0xFB50 && c <= 0xFDFB) ||
                    (c >= 0xFE70 && c <= 0xFEFC);
    return in_block && g_unichar_isalpha(c);
}

gunichar
letter_before(const char *text, const char *p)
{
    while (p > text) {
        p = g_utf8_prev_char(p);
        gunichar c = g_utf8_get_char(p);
        if (!letter_is_invisible(c))
            return c;
    }
    return 0;
}

gunichar
letter_after(const char *p)
{
    while (*p != '\0' && letter_is_invisible(g_utf8_get_char(p)))
        p = g_utf8_next_char(p);
    return g_utf8_get_char(p);
}

char *
text_strip_controls(const char *text)
{
    g_assert(g_utf8_validate(text, -1, NULL));
    GString *stripped = g_string_sized_new(strlen(text));
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        bool is_break = c == '\t' || c == '\n' || c == '\r' || c == 0x0B || c == 0x0C ||
                        c == 0x85 || c == 0x2028 || c == 0x2029;
        if (c == '\r' && p[1] == '\n')
            continue;
        if (is_break)
            g_string_append_c(stripped, ' ');
        else if (c >= ' ' && (c < 0x7F || c > 0x9F) && !letter_is_invisible(c))
            g_string_append_unichar(stripped, c);
    }
    return g_string_free(stripped, FALSE);
}

char *
text_isolate_ltr(const char *text)
{
    /* A control inside could end the isolate early. */
    g_autofree char *stripped = text_strip_controls(text);
    return g_strconcat("\u2066", stripped, "\u2069", NULL);
}

bool
text_is_arabic(const char *text)
{
    g_assert(g_utf8_validate(text, -1, NULL));
    gsize arabic = 0;
    gsize other = 0;
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (letter_is_arabic(c))
            arabic++;
        else if (g_unichar_isalpha(c))
            other++;
    }
    return arabic > other;
}

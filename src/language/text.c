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

/* Whether c is a control or invisible, so that it cannot stay as it is. */
static bool
is_stripped(gunichar c)
{
    return c < ' ' || (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029 ||
           letter_is_invisible(c);
}

static bool
is_break(gunichar c)
{
    return (c >= '\t' && c <= '\r') || c == 0x85 || c == 0x2028 || c == 0x2029;
}

char *
text_strip_controls(const char *text)
{
    gsize length = strlen(text);
    g_assert(g_utf8_validate(text, length, NULL));
    GString *stripped = g_string_sized_new(length);
    const char *kept = text; /* what stands from here on is taken in one piece */
    for (const char *p = text, *next; *p != '\0'; p = next) {
        gunichar c = g_utf8_get_char(p);
        next = g_utf8_next_char(p);
        if (!is_stripped(c))
            continue;
        g_string_append_len(stripped, kept, p - kept);
        kept = next;
        if (is_break(c) && !(c == '\r' && *next == '\n'))
            g_string_append_c(stripped, ' ');
    }
    g_string_append(stripped, kept);
    return g_string_free(stripped, FALSE);
}

char *
text_isolate_ltr(const char *text)
{
    /* A control inside could end the isolate early. */
    g_autofree char *stripped = text_strip_controls(text);
    return g_strconcat("\u2066", stripped, "\u2069", NULL);
}

/* How many letters of a word are Arabic, and how many are not. */
static void
count_letters(const char *word, gsize length, gsize *arabic, gsize *other)
{
    for (const char *p = word; p < word + length; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (letter_is_arabic(c))
            ++*arabic;
        else if (g_unichar_isalpha(c))
            ++*other;
    }
}

static bool
is_address(const char *word, gsize length)
{
    return memchr(word, '@', length) != NULL ||
           g_strstr_len(word, (gssize)length, "://") != NULL;
}

bool
text_is_blank(const char *text)
{
    return text == NULL || text[strspn(text, " \t\r\n")] == '\0';
}

const char *
text_language(const char *text)
{
    g_assert(g_utf8_validate(text, -1, NULL));
    gsize arabic = 0;
    gsize other = 0;
    for (const char *p = text; *p != '\0';) {
        gsize length = strcspn(p, " \t\r\n");
        if (!is_address(p, length))
            count_letters(p, length, &arabic, &other);
        p += length;
        p += strspn(p, " \t\r\n");
    }
    if (arabic > 2 * other)
        return "ar";
    return other > 2 * arabic ? "en" : NULL;
}

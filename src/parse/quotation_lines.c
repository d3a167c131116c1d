/* quotation_lines.c - a text as lines, each as a reader sees it.
 *
 * Mailers wrap names, addresses and whole lines in marks of direction and no-break spaces; what is looked
 * for is looked for without them, what is kept is kept with them.
 */
#include <string.h>

#include "parse/quotation.h"

static void
line_clear(gpointer data)
{
    g_free(((Line *)data)->plain);
}

/* U+061C, U+200B…F, U+202A…E, U+2060…9, U+FEFF: what mailers wrap names and addresses in. */
static bool
is_mark(gunichar c)
{
    return c == 0x061C || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF;
}

/* Whether a mark or a special space may begin with that byte. */
static bool
may_be_mark(guchar lead)
{
    return lead == 0xC2 || lead == 0xD8 || lead == 0xE2 || lead == 0xEF;
}

static char *
plain_of(const char *start, gsize length)
{
    char *plain = g_malloc(length + 1), *to = plain;
    const char *end = start + length;
    for (const char *at = start; at < end;) {
        gunichar c = may_be_mark((guchar)*at) ? g_utf8_get_char(at) : 'x';
        if (c == 0xA0 || c == 0x202F) {
            *to++ = ' ';
            at = g_utf8_next_char(at);
        } else if (is_mark(c)) {
            at = g_utf8_next_char(at);
        } else {
            do
                *to++ = *at++;
            while (at < end && ((guchar)*at & 0xC0) == 0x80);
        }
    }
    *to = '\0';
    return g_strstrip(plain);
}

GArray *
quotation_lines(const char *text)
{
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(Line));
    g_array_set_clear_func(lines, line_clear);
    while (*text != '\0') {
        gsize length = strcspn(text, "\n");
        Line line = {.start = text, .length = length, .plain = plain_of(text, length)};
        line.kind = line.plain[0] == '>'    ? LINE_QUOTED
                    : line.plain[0] == '\0' ? LINE_BLANK
                                            : LINE_OWN;
        g_array_append_val(lines, line);
        text += length + (text[length] == '\n');
    }
    return lines;
}

Line *
line_at(GArray *lines, guint i)
{
    return &g_array_index(lines, Line, i);
}

LineKind
line_kind_after(GArray *lines, guint i)
{
    for (; i < lines->len; i++)
        if (line_at(lines, i)->kind != LINE_BLANK)
            return line_at(lines, i)->kind;
    return LINE_BLANK;
}

bool
text_starts_with_any(const char *text, const char *const *words)
{
    for (; *words != NULL; words++)
        if (g_ascii_strncasecmp(text, *words, strlen(*words)) == 0)
            return true;
    return false;
}

bool
text_contains_any(const char *text, const char *const *words)
{
    for (; *words != NULL; words++)
        if (strstr(text, *words) != NULL)
            return true;
    return false;
}

bool
text_ends_with_any(const char *text, const char *const *words)
{
    for (; *words != NULL; words++)
        if (g_str_has_suffix(text, *words))
            return true;
    return false;
}

char *
quotation_plain(const char *line)
{
    return plain_of(line, strlen(line));
}

/* guard.c - refuses what would break the IMAP parser: deep nesting and absurd literals.
 *
 * RFC 3501 section 9: a literal is announced by {n} at the end of a line of a data response;
 * parentheses nest only outside quoted strings and literals. Lines of human text (OK, NO, BAD,
 * BYE, PREAUTH, tagged and continuation lines) announce nothing.
 * Not here: deadlines and the number of bytes, which stream.c watches.
 */
#include <string.h>

#include "intake/guard.h"

static bool
is_text_line(const Guard *guard)
{
    static const char *const words[] = {"OK", "NO", "BAD", "BYE", "PREAUTH"};
    if (guard->start[0] != '*' || guard->start[1] != ' ')
        return true;
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_ascii_strncasecmp(guard->start + 2, words[i], MIN(strlen(words[i]), 6)) ==
            0)
            return true;
    return false;
}

static void
end_line(Guard *guard)
{
    guint64 literal = guard->announced == 3 || guard->announced == 2 ? guard->length : 0;
    bool goes_on = guard->announced >= 2;
    guard->announced = 0;
    guard->literal = literal;
    guard->quoted = guard->escaped = false;
    if (!goes_on) {
        guard->depth = 0;
        guard->line_at = 0;
        memset(guard->start, 0, sizeof guard->start);
    }
}

/* Keeps the text of a "* BYE …" line (RFC 3501 section 7.1.5), as far as it is printable. */
static void
hear_bye(Guard *guard, char c)
{
    if (guard->line_at < 6) {
        guard->bye_length = guard->line_at == 0 ? 0 : guard->bye_length;
        return;
    }
    if (g_ascii_strncasecmp(guard->start, "* BYE ", 6) == 0 && g_ascii_isprint(c) &&
        guard->bye_length < sizeof guard->bye - 1) {
        guard->bye[guard->bye_length++] = c;
        guard->bye[guard->bye_length] = '\0';
    }
}

static const char *
look_at(Guard *guard, char c, guint64 most_bytes)
{
    if (c == '\n') {
        end_line(guard);
        return guard->literal > most_bytes ? "a literal longer than was asked for" : NULL;
    }
    if (guard->line_at < sizeof guard->start)
        guard->start[guard->line_at] = c;
    hear_bye(guard, c);
    guard->line_at++;
    if (guard->quoted) {
        if (guard->escaped)
            guard->escaped = false;
        else if (c == '\\')
            guard->escaped = true;
        else if (c == '"')
            guard->quoted = false;
        return NULL;
    }
    if (guard->announced == 1 && g_ascii_isdigit(c)) {
        guard->length = guard->length * 10 + (guint64)(c - '0');
        return guard->length > G_MAXUINT32 ? "a literal of an impossible length" : NULL;
    }
    if (guard->announced == 1 && c == '}')
        guard->announced = 2;
    else if (guard->announced == 2 && c == '\r')
        guard->announced = 3;
    else
        guard->announced = 0;
    if (c == '{' && !is_text_line(guard)) {
        guard->announced = 1;
        guard->length = 0;
    } else if (c == '"')
        guard->quoted = true;
    else if (c == '(' && ++guard->depth > GUARD_MOST_DEPTH)
        return "parentheses nested too deep";
    else if (c == ')' && guard->depth > 0)
        guard->depth--;
    return NULL;
}

const char *
guard_look(Guard *guard, const char *bytes, gsize length, guint64 most_bytes)
{
    for (gsize i = 0; i < length;) {
        if (guard->literal > 0) {
            gsize n = (gsize)MIN(guard->literal, length - i);
            guard->literal -= n;
            i += n;
            continue;
        }
        /* What is left of the budget counts from this byte on. */
        const char *wrong = look_at(guard, bytes[i], most_bytes + (length - i));
        if (wrong != NULL)
            return wrong;
        i++;
    }
    return NULL;
}

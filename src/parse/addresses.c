/* addresses.c - lists of mailboxes (RFC 5322 §3.4), as people's mailers write them.
 *
 * The list is cut on the raw value, before encoded words are decoded, so that a comma or a
 * bracket hidden in a name never makes an address. What has no usable address is left out.
 */
#include <string.h>

#include "language/language.h"
#include "parse/inside.h"

enum { NAME_MOST_BYTES = 1000 };

bool
address_is_plain(const char *text)
{
    gsize length = strlen(text);
    const char *at = strrchr(text, '@');
    if (at == NULL || at == text || at[1] == '\0' || length > ADDRESS_MOST_BYTES ||
        !g_utf8_validate(text, (gssize)length, NULL))
        return false;
    for (const char *c = text; *c != '\0'; c++)
        if ((guchar)*c <= ' ' || *c == 127 || strchr("<>()[]\",;:\\", *c) != NULL)
            return false;
    for (const char *c = text; *c != '\0'; c = g_utf8_next_char(c))
        if (!g_unichar_isprint(g_utf8_get_char(c)))
            return false;
    return strchr(text, '@') == at && at[1] != '.' && text[length - 1] != '.';
}

/* "…" without its quotes and backslashes; anything else as it is. */
static char *
unquote(const char *text)
{
    GString *plain = g_string_sized_new(strlen(text));
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '\\' && c[1] != '\0')
            g_string_append_c(plain, *++c);
        else if (*c != '"')
            g_string_append_c(plain, *c);
    }
    return g_strstrip(g_string_free(plain, FALSE));
}

static char *
name_clean(const char *raw)
{
    g_autofree char *plain = unquote(raw);
    g_autofree char *decoded = words_decode(plain);
    g_autofree char *stripped = text_strip_controls(decoded);
    g_autoptr(GString) name = g_string_new(g_strstrip(stripped));
    string_shorten(name, NAME_MOST_BYTES);
    return name->len > 0 ? g_strdup(name->str) : NULL;
}

/* Takes the comments out of a piece; the last one, without brackets, goes to *comment. */
static char *
without_comments(const char *piece, char **comment)
{
    GString *rest = g_string_new(NULL), *last = NULL;
    int depth = 0;
    bool quoted = false;
    for (const char *c = piece; *c != '\0'; c++) {
        if (*c == '\\' && c[1] != '\0') {
            if (depth == 0)
                g_string_append_c(rest, *c);
            g_string_append_c(depth > 0 ? last : rest, *++c);
        } else if (*c == '"' && depth == 0) {
            quoted = !quoted;
            g_string_append_c(rest, *c);
        } else if (*c == '(' && !quoted) {
            if (depth++ == 0) {
                if (last != NULL)
                    g_string_free(last, TRUE);
                last = g_string_new(NULL);
            }
        } else if (*c == ')' && depth > 0) {
            depth--;
        } else {
            g_string_append_c(depth > 0 ? last : rest, *c);
        }
    }
    *comment = last != NULL ? g_string_free(last, FALSE) : NULL;
    return g_string_free(rest, FALSE);
}

/* The last < outside quotes, or NULL. */
static char *
angle_find(char *piece)
{
    bool quoted = false;
    char *angle = NULL;
    for (char *c = piece; *c != '\0'; c++) {
        if (*c == '\\' && c[1] != '\0')
            c++;
        else if (*c == '"')
            quoted = !quoted;
        else if (*c == '<' && !quoted)
            angle = c;
    }
    return quoted && angle == NULL ? strrchr(piece, '<') : angle;
}

static bool
mailbox_add(const char *raw, GPtrArray *list)
{
    g_autofree char *comment = NULL;
    g_autofree char *piece = without_comments(raw, &comment);
    char *angle = angle_find(piece);
    const char *name = comment;
    char *address = piece;
    if (angle != NULL) {
        *angle = '\0';
        address = angle + 1;
        address[strcspn(address, ">")] = '\0';
        char *route = address[0] == '@' ? strchr(address, ':') : NULL; /* RFC 5322 §4.4 */
        address = route != NULL ? route + 1 : address;
        name = piece;
    }
    g_autofree char *plain = unquote(address);
    /* Some mailers wrap the address in quotation marks of their own. */
    g_strdelimit(plain, "'", ' ');
    g_strstrip(plain);
    if (!address_is_plain(plain))
        return *g_strstrip(plain) == '\0' && angle == NULL;
    char *domain = strrchr(plain, '@');
    for (char *c = domain; *c != '\0'; c++)
        *c = g_ascii_tolower(*c);
    g_autofree char *clean = name != NULL ? name_clean(name) : NULL;
    if (clean == NULL && comment != NULL && name != comment)
        clean = name_clean(comment);
    g_ptr_array_add(list, address_new(clean, plain));
    return true;
}

bool
addresses_parse(const char *value, GPtrArray *list)
{
    bool whole = true, quoted = false, angled = false;
    int comment = 0;
    g_autoptr(GString) piece = g_string_new(NULL);
    /* A quotation mark that never closes is a character like any other. */
    gsize marks = 0;
    for (const char *c = value; *c != '\0'; c++)
        marks += *c == '"' && (c == value || c[-1] != '\\');
    for (const char *c = value;; c++) {
        bool open = quoted || comment > 0;
        bool cut = *c == '\0' || (!open && !angled && (*c == ',' || *c == ';'));
        if (cut) {
            if (list->len >= ADDRESSES_MOST)
                return false;
            whole = mailbox_add(piece->str, list) && whole;
            g_string_truncate(piece, 0);
            if (*c == '\0')
                return whole;
            continue;
        }
        if (*c == ':' && !open && !angled) { /* a group's name is no mailbox */
            g_string_truncate(piece, 0);
            continue;
        }
        if (*c == '"' && comment == 0 && marks > 1)
            quoted = !quoted;
        else if (!quoted && *c == '(')
            comment++;
        else if (!quoted && *c == ')' && comment > 0)
            comment--;
        else if (!open && *c == '<')
            angled = true;
        else if (!open && *c == '>')
            angled = false;
        g_string_append_c(piece, *c);
        if (*c == '\\' && c[1] != '\0' && open)
            g_string_append_c(piece, *++c);
    }
}

/* parameters.c - "type; name=value" of Content-Type and Content-Disposition.
 *
 * Values come plain, quoted, with encoded words inside (against RFC 2047, from nearly everybody)
 * or in RFC 2231's form: charset'language'%XX, cut into name*0*, name*1*. GMime would convert
 * them with iconv, which reads files.
 */
#include <stdlib.h>
#include <string.h>

#include "parse/inside.h"

enum { PIECES_MOST = 100 };

typedef struct Piece {
    int number; /* of name*N, 0 for an unnumbered one */
    bool encoded;
    char *value;
} Piece;

static void
piece_clear(gpointer data)
{
    g_free(((Piece *)data)->value);
}

static int
piece_compare(gconstpointer one, gconstpointer other)
{
    return ((const Piece *)one)->number - ((const Piece *)other)->number;
}

char *
parameters_word(const char *value)
{
    value += strspn(value, " \t");
    gsize length = strcspn(value, "; \t(");
    for (gsize i = 0; i < length; i++)
        if (value[i] < ' ' || value[i] > 126 || strchr("\"<>,=", value[i]) != NULL)
            return NULL;
    return length > 0 && length < 128 ? g_ascii_strdown(value, (gssize)length) : NULL;
}

/* A value at *at, quoted or up to the next semicolon; moves *at behind it. */
static char *
value_read(const char **at)
{
    const char *c = *at + strspn(*at, " \t");
    GString *value = g_string_new(NULL);
    if (*c == '"') {
        for (c++; *c != '\0' && *c != '"'; c++) {
            /* A backslash before a letter is a folder of Windows, not an escape. */
            if (*c == '\\' && (c[1] == '"' || c[1] == '\\'))
                c++;
            g_string_append_c(value, *c);
        }
        c += strcspn(c, ";");
    } else {
        gsize length = strcspn(c, ";");
        g_string_append_len(value, c, (gssize)length);
        c += length;
        g_strchomp(value->str);
        value->len = strlen(value->str);
    }
    *at = c;
    return g_string_free(value, FALSE);
}

/* Whether key is name, name*, name*N or name*N*. */
static bool
key_matches(const char *key, gsize length, const char *name, Piece *piece)
{
    gsize n = strlen(name);
    if (length < n || g_ascii_strncasecmp(key, name, n) != 0)
        return false;
    *piece = (Piece){0};
    if (length == n)
        return true;
    if (key[n] != '*')
        return false;
    const char *rest = key + n + 1, *end = key + length;
    while (rest < end && g_ascii_isdigit(*rest) && piece->number < PIECES_MOST * 10)
        piece->number = piece->number * 10 + (*rest++ - '0');
    piece->encoded = rest == key + n + 1 ? rest == end : rest < end && *rest == '*';
    return rest == end || (*rest == '*' && rest + 1 == end);
}

static GArray *
pieces_find(const char *value, const char *name)
{
    GArray *pieces = g_array_new(FALSE, TRUE, sizeof(Piece));
    g_array_set_clear_func(pieces, piece_clear);
    const char *at = value + strcspn(value, ";");
    while (*at == ';') {
        at += strspn(at, "; \t");
        gsize key = strcspn(at, "=; \t");
        const char *sign = at + key + strspn(at + key, " \t");
        Piece piece;
        bool wanted = key_matches(at, key, name, &piece);
        if (*sign != '=') {
            at = sign + strcspn(sign, ";");
            continue;
        }
        at = sign + 1;
        char *found = value_read(&at);
        if (wanted && pieces->len < PIECES_MOST) {
            piece.value = found;
            g_array_append_val(pieces, piece);
        } else {
            g_free(found);
        }
    }
    g_array_sort(pieces, piece_compare);
    return pieces;
}

static void
append_percent_decoded(GString *bytes, const char *value)
{
    for (const char *c = value; *c != '\0'; c++) {
        if (*c == '%' && g_ascii_isxdigit(c[1]) && g_ascii_isxdigit(c[2])) {
            char byte =
                (char)(g_ascii_xdigit_value(c[1]) * 16 + g_ascii_xdigit_value(c[2]));
            g_string_append_c(bytes, byte != '\0' ? byte : ' ');
            c += 2;
        } else {
            g_string_append_c(bytes, *c);
        }
    }
}

/* charset'language'… before the first piece's value; moves *value behind it. */
static char *
extended_charset(const char **value)
{
    const char *one = strchr(*value, '\'');
    const char *two = one != NULL ? strchr(one + 1, '\'') : NULL;
    if (two == NULL)
        return NULL;
    char *charset = one > *value ? g_strndup(*value, (gsize)(one - *value)) : NULL;
    *value = two + 1;
    return charset;
}

char *
parameters_find(const char *value, const char *name)
{
    g_autoptr(GArray) pieces = pieces_find(value, name);
    if (pieces->len == 0)
        return NULL;
    g_autofree char *charset = NULL;
    g_autoptr(GString) bytes = g_string_new(NULL);
    bool extended = false;
    /* "name" beside "name*": the extended one is what was meant (RFC 6266 §4.3). */
    guint first = 0;
    while (first + 1 < pieces->len && !g_array_index(pieces, Piece, first).encoded &&
           g_array_index(pieces, Piece, first + 1).number == 0)
        first++;
    for (guint i = first; i < pieces->len; i++) {
        const Piece *piece = &g_array_index(pieces, Piece, i);
        const char *rest = piece->value;
        if (i > first && piece->number == g_array_index(pieces, Piece, i - 1).number)
            continue;
        if (piece->encoded && i == first) {
            charset = extended_charset(&rest);
            extended = true;
        }
        if (piece->encoded)
            append_percent_decoded(bytes, rest);
        else
            g_string_append(bytes, rest);
    }
    if (!extended)
        return words_decode(bytes->str);
    GString *text = charset_decode(bytes->str, bytes->len, charset, NULL);
    return g_string_free(text, FALSE);
}

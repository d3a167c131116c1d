/* raw.c - the bytes of a mail before anything is read: line ends of one kind, not too many parts.
 *
 * Copies with CR, LF or CRLF are the same mail afterwards. Only mails that may hold a part sent as
 * binary keep their line ends, for there they may be part of a picture.
 */
#include <string.h>

#include "parse/inside.h"

/* Where CRs end lines by themselves, as in copies from old Macs. */
static bool
ends_lines_with_cr(const guint8 *bytes, gsize length)
{
    const guint8 *cr = memchr(bytes, '\r', length);
    if (cr == NULL || (gsize)(cr - bytes) + 1 >= length)
        return false;
    gsize before = (gsize)(cr - bytes);
    if (memchr(bytes, '\n', before) != NULL)
        return false;
    while (cr < bytes + length && *cr == '\r')
        cr++;
    return cr == bytes + length || *cr != '\n';
}

/* A part whose every byte counts; its line ends are nobody's to change. */
static bool
may_be_binary(const guint8 *bytes, gsize length)
{
    static const char *const words[] = {"ncoding: binary", "ncoding:binary",
        "NCODING: BINARY", "ncoding: BINARY", "ncoding: Binary"};
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (memmem(bytes, length, words[i], strlen(words[i])) != NULL)
            return true;
    return false;
}

GByteArray *
raw_normalise(const guint8 *bytes, gsize length)
{
    const guint8 *end = bytes + length;
    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
        bytes += 3;
    while (bytes < end && (*bytes == '\n' || *bytes == '\r'))
        bytes++;
    GByteArray *out = g_byte_array_sized_new((guint)(end - bytes) + 1);
    bool cr_ends = ends_lines_with_cr(bytes, (gsize)(end - bytes));
    if (!cr_ends && may_be_binary(bytes, (gsize)(end - bytes))) {
        g_byte_array_append(out, bytes, (guint)(end - bytes));
        return out;
    }
    while (bytes < end) {
        const guint8 *cr = memchr(bytes, '\r', (gsize)(end - bytes));
        const guint8 *stop = cr != NULL ? cr : end;
        g_byte_array_append(out, bytes, (guint)(stop - bytes));
        bytes = stop;
        if (cr == NULL)
            break;
        const guint8 *after = cr;
        while (after < end && *after == '\r')
            after++;
        if (after < end &&
            *after == '\n') { /* CR CR LF is a CRLF that was translated twice */
            bytes = after;
        } else {
            g_byte_array_append(out, (const guint8 *)(cr_ends ? "\n" : "\r"), 1);
            bytes++;
        }
    }
    return out;
}

/* ---- how many parts ---- */

/* The boundaries that the mail declares anywhere, up to PARTS_MOST: of char, owned. */
static GHashTable *
boundaries_find(const char *bytes, gsize length)
{
    GHashTable *found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    const char *end = bytes + length;
    for (const char *at = bytes; (at = memchr(at, '=', (gsize)(end - at))) != NULL &&
                                 g_hash_table_size(found) < PARTS_MOST;
         at++) {
        if (at - bytes < 8 || g_ascii_strncasecmp(at - 8, "boundary", 8) != 0)
            continue;
        const char *start = at + 1;
        while (start < end && (*start == ' ' || *start == '"'))
            start++;
        const char *stop = start;
        while (stop < end && stop - start < 200 && strchr("\"\r\n;", *stop) == NULL)
            stop++;
        if (stop > start)
            g_hash_table_add(found, g_strchomp(g_strndup(start, (gsize)(stop - start))));
    }
    return found;
}

static bool
is_boundary_line(const char *line, gsize length, GHashTable *boundaries)
{
    if (boundaries == NULL)
        return true;
    g_autofree char *name = g_strchomp(g_strndup(line + 2, MIN(length - 2, 250)));
    if (g_hash_table_contains(boundaries, name))
        return true;
    gsize n = strlen(name);
    if (n > 2 && strcmp(name + n - 2, "--") == 0)
        name[n - 2] = '\0';
    return g_hash_table_contains(boundaries, name);
}

/* The length of the body up to its boundary line number most + 1. boundaries NULL: any line that
 * begins with "--" counts. */
static gsize
length_of_parts(const char *body, gsize length, GHashTable *boundaries, guint most)
{
    guint n = 0;
    const char *end = body + length;
    for (const char *line = body; line < end;) {
        const char *newline = memchr(line, '\n', (gsize)(end - line));
        const char *stop = newline != NULL ? newline : end;
        if (stop - line > 2 && line[0] == '-' && line[1] == '-' &&
            is_boundary_line(line, (gsize)(stop - line), boundaries) && ++n > most)
            return (gsize)(line - body);
        line = newline != NULL ? newline + 1 : end;
    }
    return length;
}

/* GMime keeps an object for every part it meets: what comes after PARTS_MOST is cut off before. */
void
raw_cut_parts(Mail *mail, GByteArray *bytes, gsize body_start)
{
    const char *body = (const char *)bytes->data + body_start;
    gsize length = bytes->len - body_start;
    if (length_of_parts(body, length, NULL, PARTS_MOST) == length)
        return;
    g_autoptr(GHashTable) boundaries =
        boundaries_find((const char *)bytes->data, bytes->len);
    gsize kept = length_of_parts(body, length, boundaries, PARTS_MOST);
    if (kept < length) {
        mail_add_defect(mail, "too_many_parts");
        g_byte_array_set_size(bytes, (guint)(body_start + kept));
    }
}

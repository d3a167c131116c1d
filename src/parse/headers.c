/* headers.c - the fields of a header block, as they came.
 *
 * GMime merges two From fields into one list, takes the last of two Subjects and ends a field at
 * a NUL; a letter's header is therefore read here, every field in its order, and GMime sees only
 * what concerns MIME.
 */
#include <string.h>

#include "parse/inside.h"

enum { NAME_MOST_BYTES = 100, ID_MOST_BYTES = 998 };

void
headers_free(Headers *headers)
{
    if (headers == NULL)
        return;
    g_string_chunk_free(headers->texts);
    g_array_free(headers->fields, TRUE);
    g_free(headers);
}

/* The length of a field's name at the start of a line, or 0 when it is no field. */
static gsize
name_length(const char *line, gsize length)
{
    gsize n = 0;
    while (n < length && n < NAME_MOST_BYTES && line[n] > ' ' && line[n] < 127 &&
           line[n] != ':')
        n++;
    gsize colon = n;
    while (colon < length && (line[colon] == ' ' || line[colon] == '\t'))
        colon++;
    return n > 0 && colon < length && line[colon] == ':' ? n : 0;
}

static bool
is_mbox_line(const char *line, gsize length)
{
    return (length >= 5 && memcmp(line, "From ", 5) == 0) ||
           (length >= 6 && memcmp(line, ">From ", 6) == 0);
}

/* One field from its first byte to before the next field's. */
static void
field_add(Headers *headers, const char *field, gsize length)
{
    gsize name = name_length(field, length);
    gsize start =
        (gsize)((const char *)memchr(field + name, ':', length - name) - field) + 1;
    if (headers->fields->len >= HEADERS_MOST) {
        headers->was_cut = true;
        return;
    }
    gsize size = length - start;
    if (size > HEADERS_MOST_VALUE_BYTES) {
        headers->was_cut = true;
        size = HEADERS_MOST_VALUE_BYTES;
    }
    g_autofree char *raw = g_malloc(size + 1);
    memcpy(raw, field + start, size);
    raw[size] = '\0';
    for (char *nul = raw; (nul = memchr(nul, '\0', (gsize)(raw + size - nul))) != NULL;) {
        headers->had_nul = true;
        *nul = ' ';
    }
    g_autofree char *value = header_unfold(raw);
    char lower[NAME_MOST_BYTES + 1];
    for (gsize i = 0; i < name; i++)
        lower[i] = g_ascii_tolower(field[i]);
    lower[name] = '\0';
    Header header = {
        .name = g_string_chunk_insert_const(headers->texts, lower),
        .value = g_string_chunk_insert(headers->texts, value),
    };
    g_array_append_val(headers->fields, header);
}

static gsize
line_end(const char *bytes, gsize length, gsize start)
{
    const char *newline = memchr(bytes + start, '\n', length - start);
    return newline != NULL ? (gsize)(newline - bytes) + 1 : length;
}

Headers *
headers_parse(const char *bytes, gsize length)
{
    Headers *headers = g_new0(Headers, 1);
    headers->texts = g_string_chunk_new(4096);
    headers->fields = g_array_sized_new(FALSE, FALSE, sizeof(Header), 32);
    gsize at = 0;
    while (at < length) {
        gsize end = line_end(bytes, length, at);
        if (bytes[at] == '\n' ||
            (bytes[at] == '\r' && at + 1 < end && bytes[at + 1] == '\n')) {
            at = end;
            break;
        }
        if (is_mbox_line(bytes + at, end - at)) {
            at = end;
            continue;
        }
        if (name_length(bytes + at, end - at) == 0) {
            headers->ended_early = true;
            break;
        }
        gsize next = end;
        while (next < length && (bytes[next] == ' ' || bytes[next] == '\t'))
            next = line_end(bytes, length, next);
        if (next <= HEADERS_MOST_BYTES)
            field_add(headers, bytes + at, next - at);
        else
            headers->was_cut = true;
        at = next;
    }
    headers->body_start = at;
    return headers;
}

const char *
headers_find(const Headers *headers, const char *name)
{
    for (guint i = 0; i < headers->fields->len; i++) {
        const Header *header = &g_array_index(headers->fields, Header, i);
        if (strcmp(header->name, name) == 0)
            return header->value;
    }
    return NULL;
}

guint
headers_count(const Headers *headers, const char *name)
{
    guint n = 0;
    for (guint i = 0; i < headers->fields->len; i++)
        n += strcmp(g_array_index(headers->fields, Header, i).name, name) == 0;
    return n;
}

char *
header_unfold(const char *raw)
{
    char *value = g_strdup(raw), *to = value;
    for (const char *from = raw; *from != '\0'; from++)
        if (*from != '\r' && *from != '\n')
            *to++ = *from;
    *to = '\0';
    return g_strstrip(value);
}

/* An id without brackets and the white space that folding put into it, or NULL. */
static char *
id_clean(const char *text, gsize length)
{
    if (length == 0 || length > ID_MOST_BYTES)
        return NULL;
    g_autoptr(GString) id = g_string_sized_new(length);
    for (gsize i = 0; i < length; i++)
        if ((guchar)text[i] > ' ' && text[i] != 127)
            g_string_append_c(id, text[i]);
    if (id->len == 0 || !g_utf8_validate(id->str, (gssize)id->len, NULL))
        return NULL;
    return g_strdup(id->str);
}

/* Ids without brackets, as some mailers write them: words with an @. */
static void
bare_ids(const char *value, GPtrArray *ids)
{
    g_auto(GStrv) words = g_strsplit_set(value, " \t,;", -1);
    for (char **word = words; *word != NULL; word++) {
        char *id = strchr(*word, '@') != NULL ? id_clean(*word, strlen(*word)) : NULL;
        if (id != NULL)
            g_ptr_array_add(ids, id);
    }
}

void
header_message_ids(const char *value, guint most, GPtrArray *ids)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
    const char *at = value;
    while ((at = strchr(at, '<')) != NULL) {
        const char *end = strchr(at, '>');
        if (end == NULL)
            break;
        char *id = id_clean(at + 1, (gsize)(end - at - 1));
        if (id != NULL)
            g_ptr_array_add(found, id);
        at = end + 1;
    }
    if (found->len == 0)
        bare_ids(value, found);
    if (found->len > most)
        g_ptr_array_remove_range(found, 0, found->len - most);
    g_ptr_array_extend_and_steal(ids, g_steal_pointer(&found));
}

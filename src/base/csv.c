/* csv.c - rows of a table as spreadsheets write it.
 *
 * A quote that is never closed would swallow the rest of the table: the row is bad, and reading
 * goes on at the line after the one it was opened in.
 */
#include "base/csv.h"

#include "base/base.h"

#include <string.h>

struct Csv {
    GBytes *bytes;
    const char *at;
    const char *end;
    char separator;
    int line;
};

static int
lines_between(const char *from, const char *to)
{
    int lines = 0;
    while ((from = memchr(from, '\n', to - from)) != NULL) {
        lines++;
        from++;
    }
    return lines;
}

static const char *
line_end(const Csv *csv, const char *from)
{
    const char *found = memchr(from, '\n', csv->end - from);
    return found != NULL ? found : csv->end;
}

/* What stands most often outside quotes in the first line; a comma when nothing does. */
static char
guess_separator(const Csv *csv)
{
    static const char known[] = {',', ';', '\t'};
    int counts[G_N_ELEMENTS(known)] = {0};
    bool quoted = false;
    const char *end = line_end(csv, csv->at);
    for (const char *p = csv->at; p < end; p++) {
        if (*p == '"')
            quoted = !quoted;
        for (gsize i = 0; !quoted && i < G_N_ELEMENTS(known); i++)
            counts[i] += *p == known[i];
    }
    gsize best = 0;
    for (gsize i = 1; i < G_N_ELEMENTS(known); i++)
        if (counts[i] > counts[best])
            best = i;
    return known[best];
}

/* ---- what it is written in ---- */

/* How much of what is not ASCII is well-formed UTF-8: a table in it with a broken byte is not one in
 * windows-1256, in whose Arabic hardly two bytes together look like a letter of UTF-8. */
static bool
is_mostly_utf8(const char *text, gsize length)
{
    gsize sound = 0, broken = 0;
    for (const char *end = text + length; text < end;) {
        gunichar c = g_utf8_get_char_validated(text, end - text);
        bool is_sound = c != (gunichar)-1 && c != (gunichar)-2;
        sound += is_sound && c > 0x7f;
        broken += !is_sound;
        text = is_sound ? g_utf8_next_char(text) : text + 1;
    }
    return sound > broken;
}

static const char *
charset_of(const char *text, gsize length)
{
    if (length >= 2 && memcmp(text, "\xFF\xFE", 2) == 0)
        return "UTF-16LE";
    if (length >= 2 && memcmp(text, "\xFE\xFF", 2) == 0)
        return "UTF-16BE";
    if (length == 0 || g_utf8_validate_len(text, length, NULL))
        return "UTF-8";
    return is_mostly_utf8(text, length) ? NULL : "WINDOWS-1256";
}

/* As UTF-8 without a byte order mark; NULL with REFUSED. */
static GBytes *
in_utf8(GBytes *bytes, GError **error)
{
    gsize length, written = 0;
    const char *text = g_bytes_get_data(bytes, &length);
    const char *charset = charset_of(text, length), *bad = text;
    if (g_strcmp0(charset, "UTF-8") == 0) {
        gsize mark = length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
        return g_bytes_new_from_bytes(bytes, mark, length - mark);
    }
    gsize mark = charset != NULL && g_str_has_prefix(charset, "UTF-16") ? 2 : 0;
    char *converted = charset != NULL ? g_convert(text + mark, length - mark, "UTF-8",
                                            charset, NULL, &written, NULL)
                                      : NULL;
    if (converted != NULL)
        return g_bytes_new_take(converted, written);
    g_utf8_validate_len(text, length, &bad);
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "line %d is neither UTF-8 nor windows-1256: nothing was taken, save the table "
        "again "
        "as \"CSV UTF-8\"",
        lines_between(text, bad) + 1);
    return NULL;
}

Csv *
csv_open(GBytes *bytes, GError **error)
{
    gsize length;
    GBytes *utf8 = in_utf8(bytes, error);
    if (utf8 == NULL)
        return NULL;
    const char *text = g_bytes_get_data(utf8, &length);
    Csv *csv = g_new0(Csv, 1);
    csv->bytes = utf8;
    csv->at = length > 0 ? text : "";
    csv->end = csv->at + length;
    csv->line = 1;
    csv->separator = guess_separator(csv);
    if (csv->end - csv->at >= 5 && g_ascii_strncasecmp(csv->at, "sep=", 4) == 0) {
        csv->separator = csv->at[4];
        csv->at = line_end(csv, csv->at);
    }
    return csv;
}

void
csv_close(Csv *csv)
{
    if (csv == NULL)
        return;
    g_bytes_unref(csv->bytes);
    g_free(csv);
}

static const char *
skip_line_end(Csv *csv, const char *p)
{
    if (p < csv->end && *p == '\r')
        p++;
    if (p < csv->end && *p == '\n') {
        p++;
        csv->line++;
    }
    return p;
}

static bool
is_end_of_field(const Csv *csv, const char *p)
{
    return p == csv->end || *p == csv->separator || *p == '\n' || *p == '\r';
}

/* From the opening quote to after the closing one; NULL when there is none within the longest
 * field. */
static const char *
read_quoted(const Csv *csv, const char *p, GString *field)
{
    for (p++; p < csv->end && field->len <= CSV_MOST_FIELD_BYTES; p++) {
        if (*p != '"') {
            g_string_append_c(field, *p);
        } else if (p + 1 < csv->end && p[1] == '"') {
            g_string_append_c(field, '"');
            p++;
        } else {
            return p + 1;
        }
    }
    return NULL;
}

/* One field from p, and where it ends; NULL with the reason when it cannot be read. */
static const char *
read_field(Csv *csv, const char *p, GPtrArray *fields, const char **reason)
{
    g_autoptr(GString) field = g_string_new(NULL);
    const char *from = p;
    if (p < csv->end && *p == '"') {
        p = read_quoted(csv, p, field);
        if (p == NULL) {
            *reason = "a quote is not closed, or its field is too long";
            return NULL;
        }
        csv->line += lines_between(from, p);
    }
    const char *rest = p;
    while (!is_end_of_field(csv, p))
        p++;
    g_string_append_len(field, rest, MIN(p - rest, CSV_MOST_FIELD_BYTES + 1));
    if (field->len > CSV_MOST_FIELD_BYTES) {
        *reason = "a field is too long";
        return NULL;
    }
    if (strlen(field->str) != field->len) {
        *reason = "a field holds a NUL character";
        return NULL;
    }
    g_ptr_array_add(fields, g_strstrip(g_strdup(field->str)));
    return p;
}

static bool
is_empty_row(GPtrArray *fields)
{
    for (guint i = 0; i < fields->len; i++)
        if (*(const char *)fields->pdata[i] != '\0')
            return false;
    return true;
}

/* Reads the row at csv->at and moves past it. */
static CsvResult
read_row(Csv *csv, GPtrArray *fields, const char **reason)
{
    int line = csv->line;
    const char *row = csv->at;
    const char *p = read_field(csv, row, fields, reason);
    while (p != NULL && p < csv->end && *p == csv->separator) {
        if (fields->len == CSV_MOST_FIELDS) {
            *reason = "there are too many fields";
            p = NULL;
            break;
        }
        p = read_field(csv, p + 1, fields, reason);
    }
    if (p == NULL) {
        csv->line = line;
        csv->at = skip_line_end(csv, line_end(csv, row));
        return CSV_BAD;
    }
    csv->at = skip_line_end(csv, p);
    return CSV_ROW;
}

CsvResult
csv_next(Csv *csv, GPtrArray *fields, int *line, const char **reason)
{
    while (csv->at < csv->end) {
        g_ptr_array_set_size(fields, 0);
        *line = csv->line;
        CsvResult result = read_row(csv, fields, reason);
        if (result == CSV_BAD || !is_empty_row(fields))
            return result;
    }
    return CSV_END;
}

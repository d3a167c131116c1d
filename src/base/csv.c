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

Csv *
csv_open(GBytes *bytes, GError **error)
{
    gsize length;
    const char *text = g_bytes_get_data(bytes, &length);
    const char *bad = text;
    if (length > 0 && !g_utf8_validate_len(text, length, &bad)) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "line %d is not UTF-8: nothing was taken, save the table again as \"CSV "
            "UTF-8\"",
            lines_between(text, bad) + 1);
        return NULL;
    }
    Csv *csv = g_new0(Csv, 1);
    csv->bytes = g_bytes_ref(bytes);
    csv->at = length > 0 ? text : "";
    csv->end = csv->at + length;
    csv->line = 1;
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        csv->at += 3;
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

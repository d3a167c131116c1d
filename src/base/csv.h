/* csv.h - rows of a table as spreadsheets write it (RFC 4180, and what is really found).
 *
 * UTF-8 with or without a byte order mark, UTF-16 with one, windows-1256; comma, semicolon or tab, found in the first line (or
 * told there by `sep=;`); fields in quotes may hold separators, line ends and doubled quotes.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Sizes from outside: a row with more fields, or a longer field, is bad. */
#define CSV_MOST_BYTES (256 * 1024 * 1024)
#define CSV_MOST_FIELDS 200
#define CSV_MOST_FIELD_BYTES 4096

typedef struct Csv Csv;

/* The whole table in memory; REFUSED when it can be read in no such way, naming the line. */
Csv *csv_open(GBytes *bytes, GError **error);
void csv_close(Csv *csv);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Csv, csv_close)

typedef enum {
    CSV_ROW,
    CSV_BAD, /* this row cannot be read; the next one may */
    CSV_END,
} CsvResult;

/* The next row that is not empty: fields (of char, owned, emptied first), trimmed. line is where
 * it begins, from 1. reason, for CSV_BAD, is a constant. */
CsvResult csv_next(Csv *csv, GPtrArray *fields, int *line, const char **reason);

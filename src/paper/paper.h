/* paper.h - sheets of A4 as PDF: a kit of paragraphs, tables and charts, and what is made of it.
 *
 * Shaped by Pango, fonts embedded, text that can be taken out again in logical order, the same
 * bytes for the same input. Knows nothing of templates, parties or the store.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

/* Whether paper can be made: CONFIG when its font is not installed, with what to do. */
bool paper_check(GError **error);

/* ---- the kit (sheets.c, table.c, bars.c): lists, ledgers, reports ---- */

/* A document being drawn; a place on its page. */
typedef struct Sheets Sheets;

typedef struct SheetsPlan {
    const char *language; /* "ar" or "en": direction, digits and the words at the foot */
    const char *title;    /* the document's title, and at the foot of every page */
    const char *subtitle; /* under the title: a period; NULL: none */
    const char *office;   /* its name, at the head of the first page; NULL: none */
    gint64 date_ms; /* the document's instant: printed at the foot in both calendars */
    bool landscape;
} SheetsPlan;

/* What is on the pages: called twice, must draw the same both times. */
typedef void (*SheetsDraw)(Sheets *sheets, gpointer user_data);

/* The document as PDF, every page with "page n of m". CONFIG when the font is not installed. */
GBytes *
sheets_make(const SheetsPlan *plan, SheetsDraw draw, gpointer user_data, GError **error);

/* The same into a file, page by page, of which no more than one is held: for lists of any length. A
 * file that could not be written to is RETRY. */
bool sheets_write(const SheetsPlan *plan, SheetsDraw draw, gpointer user_data, FILE *to,
    GError **error);

/* level 1 … 3; stays with what follows it. */
void sheets_heading(Sheets *sheets, const char *text, int level);
/* Lines as they are, wrapped; an empty line parts paragraphs. */
void sheets_paragraph(Sheets *sheets, const char *text);
void sheets_gap(Sheets *sheets, double points);
void sheets_page(Sheets *sheets); /* a new one */

typedef enum { SHEET_START, SHEET_END, SHEET_CENTRE } SheetAlign;

typedef struct SheetColumn {
    const char *title;
    double share; /* of the width; any scale */
    SheetAlign align;
} SheetColumn;

/* The columns from the start side; titles stand again on every page; a row is never cut unless it
 * is longer than a page. rows: of char **, each of n cells; NULL or "" is an empty cell. A cell
 * written left to right (a number, an address) is told apart by itself. */
void
sheets_table(Sheets *sheets, const SheetColumn *columns, guint n, const GPtrArray *rows);

/* The same row by row, none of which is kept. columns are borrowed. */
typedef struct SheetTable SheetTable;
SheetTable *
sheets_table_begin(Sheets *sheets, const SheetColumn *columns, guint n, int most_lines);
typedef struct SheetCell {
    const char *text; /* NULL or "": empty */
    bool grey, struck;
} SheetCell;
/* As high as its longest cell, which ends with an ellipsis after most_lines (0: it does not). */
void sheets_table_row(SheetTable *table, const SheetCell *cells);
void sheets_table_end(SheetTable *take_table);

/* Lines to sign on, one for each of the words (NULL at their end), from the start side. */
void sheets_signatures(Sheets *sheets, const char *const *words);

typedef struct SheetBar {
    const char *label;
    double value;
    const char *shown; /* the value as people read it */
} SheetBar;

/* A chart of bars from the start side, the longest filling the width. */
void sheets_bars(Sheets *sheets, const SheetBar *bars, guint n);
/* The same under a heading of level 3, both on one page. */
void sheets_chart(Sheets *sheets, const char *title, const SheetBar *bars, guint n);

/* ---- letters (letter.c) ---- */

typedef struct PaperLetter {
    const char *language;  /* "ar" or "en" */
    const char *office;    /* its name, as the letterhead has it */
    const char *contact;   /* lines under it: address, telephone; NULL: none */
    const char *number;    /* of the letter, "2/1448/000123/8" */
    gint64 date_ms;        /* its day */
    int enclosures;        /* how many */
    const char *recipient; /* a name, first line in the window */
    const char *address;   /* lines below it; NULL: none, handed over by hand */
    const char *subject;
    const char *body; /* an empty line parts paragraphs, "- " begins an item of a list */
    const char *code; /* what the QR code says; NULL: none */
} PaperLetter;

/* The letter as PDF. The recipient stands where the window of a DL envelope is (20-110 mm from the
 * left, 45-90 mm from the top), with nothing else in it. CONFIG when the font is not installed. */
GBytes *paper_letter(const PaperLetter *letter, GError **error);

/* ---- forms (form.c, form_fields.c) ---- */

typedef enum {
    FIELD_DIGITS, /* one digit a cell, from left to right */
    FIELD_TEXT,
    FIELD_TICK,
    FIELD_INK, /* a signature: whether there is any */
} PaperFieldKind;

/* What a field of digits must be to be right. */
typedef enum {
    FIELD_ANY,
    FIELD_NATIONAL_ID,
    FIELD_MOBILE,
    FIELD_IBAN,
    FIELD_DAY_HIJRI, /* day, month, year: 2 + 2 + 4 */
} PaperFieldCheck;

typedef struct PaperField {
    const char *name;
    PaperFieldKind kind;
    double x, y, width, height; /* millimetres from the sheet's top left corner */
    int cells;                  /* of digits, equal parts of the width */
    PaperFieldCheck check;
    const char *ar, *en; /* its labels; NULL: the section says it */
} PaperField;

/* A form of one sheet. Four black squares mark its corners; a QR code names form and version. Where
 * fields are is part of a version: a form that is changed gets another. */
typedef struct PaperForm {
    const char *name;
    int version;
    const PaperField *fields;
    guint n;
    double marks[4]
                [2]; /* middles of the squares: top left, top right, bottom right, left */
    double mark_side;
    double code_x, code_y, code_side; /* the QR code with its quiet zone */
} PaperForm;

/* NULL when there is none of this name and version; version 0: the newest. */
const PaperForm *paper_form_find(const char *name, int version);
/* The form a QR code names, and what else it says (a signed token; NULL: nothing), owned by the
 * caller; NULL when the code is none of a form. */
const PaperForm *paper_form_of_code(const char *text, char **token);

/* The empty form as PDF; token may be NULL, date_ms is the file's date. */
GBytes *paper_form(const PaperForm *form, const char *office, const char *contact,
    const char *token, gint64 date_ms, GError **error);

/* ---- separator sheets (separator.c) ---- */

/* n sheets to be laid before letters that are scanned as one file, each printed on both sides, so that
 * a scanner which takes both finds no empty back. CONFIG when the font is not installed. */
GBytes *paper_separators(
    const char *office, const char *code, guint n, gint64 date_ms, GError **error);

/* ---- print runs (bundle.c, labels.c) ---- */

/* How many pages a PDF has; 0 with REFUSED when it has none or cannot be read. */
int paper_pages(GBytes *pdf, GError **error);

/* PDFs (of GBytes) as one, in order; both_sides: each begins on a sheet of its own when both sides
 * are printed. One that stands there several times (the same GBytes) takes its room once. The same
 * bytes for the same PDFs. */
GBytes *paper_bundle(const GPtrArray *pdfs, bool both_sides, GError **error);

typedef struct PaperLabel {
    const char *name, *address;
} PaperLabel;
/* Labels of 70 by 37 mm, 24 a sheet, in order from the start side. */
GBytes *paper_labels(const PaperLabel *labels, guint n, const char *language,
    gint64 date_ms, GError **error);

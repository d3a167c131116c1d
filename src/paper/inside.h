/* inside.h - what the files of this room share. Private to paper/. */
#pragma once

#include "base/base.h"
#include "paper/paper.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#define MM (72 / 25.4)
#define A4_SHORT (210 * MM)
#define A4_LONG (297 * MM)

/* ---- a PDF (file.c) ---- */

typedef struct Pdf {
    cairo_surface_t *surface;
    cairo_t *cairo;
    GByteArray *bytes; /* NULL: it goes into a file as it is drawn */
    const char *language;
    bool rtl;
    bool counting; /* pages are only counted: nothing is drawn */
} Pdf;

/* date_ms stands as the file's date, so that equal input gives equal bytes. CONFIG when the font
 * is missing. */
bool pdf_begin(Pdf *pdf, double width, double height, const char *language,
    const char *title, gint64 date_ms, GError **error);
/* The same into a file, as it is drawn. */
bool pdf_begin_file(Pdf *pdf, FILE *to, double width, double height, const char *language,
    const char *title, gint64 date_ms, GError **error);
/* The same, to count pages; pdf_end gives no bytes worth keeping. */
bool pdf_begin_counting(Pdf *pdf, const char *language, GError **error);
/* The file, empty bytes when it was written; frees what pdf_begin made. NULL with RETRY when memory
 * ended or the file could not be written. */
GBytes *pdf_end(Pdf *pdf, GError **error);

/* ---- text (text.c) ---- */

typedef struct TextStyle {
    double size; /* points */
    bool bold;
    SheetAlign align;
    double width; /* 0: as wide as it is */
    int lines;    /* at most, then an ellipsis; 0: as many as there are */
    bool ltr;     /* written from left to right whatever the document's language */
    double light; /* 0 black … 1 white */
} TextStyle;

PangoLayout *text_new(const Pdf *pdf, const char *text, const TextStyle *style);
double text_height(PangoLayout *layout);
double text_width(PangoLayout *layout);
/* Draws it with its upper left corner at x, y. */
void text_show(const Pdf *pdf, PangoLayout *layout, double x, double y);
/* One line or more at once; returns its height. x is the left end of the style's width, or the
 * start side's end of the text when it has none. */
double
text_put(const Pdf *pdf, const char *text, const TextStyle *style, double x, double y);
/* Whether a text has no right-to-left letter. */
bool text_is_ltr(const char *text);
/* Numbers, addresses and telephones as islands of their own, for a line of Arabic: a hyphen or blank
 * between digits turns them round there. */
char *text_numbers_apart(const char *text);
/* A number in the language's digits. */
char *text_number(int number, const char *language);

/* ---- codes (code.c) ---- */

/* A QR code of quality Q, its quiet zone inside the square. */
void code_draw(const Pdf *pdf, const char *text, double x, double y, double side);

/* What the form's QR code says (form_fields.c). */
char *paper_form_code(const PaperForm *form, const char *token);

/* pdf.h - what the files that put a searchable PDF together share: a PDF in qpdf's hands. */
#pragma once

#include "searchable/inside.h"
#include <qpdf/qpdf-c.h>

typedef struct Pdf {
    qpdf_data qpdf;
    LayerFont *font;
    qpdf_oh font_object;
    bool font_named; /* by a page */
} Pdf;

/* ---- objects (searchable.c) ---- */

/* A direct object from its text. */
qpdf_oh pdf_object(Pdf *pdf, const char *text);
void pdf_put(Pdf *pdf, qpdf_oh dictionary, const char *key, qpdf_oh value);

/* The dictionary under key, made where there is none. */
qpdf_oh pdf_dictionary_in(Pdf *pdf, qpdf_oh parent, const char *key);

/* A stream of bytes, packed; and bytes, packed, for a stream that there is. */
qpdf_oh pdf_stream(Pdf *pdf, const void *bytes, gsize length);
void pdf_put_data(Pdf *pdf, qpdf_oh stream, const void *bytes, gsize length);

void pdf_append_number(GString *to, double number);

/* Makes the font's object, before the first layer. */
void pdf_begin_font(Pdf *pdf);

/* Names the font among a page's resources. */
void pdf_name_font(Pdf *pdf, qpdf_oh page);

/* ---- a layer in its place (searchable.c) ---- */

/* Of a page, in its own units (points). */
typedef struct PageBox {
    double x, y, width, height;
} PageBox;

/* The layer of a page that was turned clockwise by quarter turns to stand upright, as content;
 * NULL when it has no word. */
GString *
pdf_placed_layer(Pdf *pdf, const Reading *reading, const PageBox *box, int quarter_turns);

/* Has readers show the page turned clockwise. */
void pdf_turn_upright(Pdf *pdf, qpdf_oh page, int quarter_turns);

/* ---- the two ways (overlay.c, pictures.c) ---- */

bool pdf_overlay(Pdf *pdf, const guint8 *bytes, gsize length, const GPtrArray *readings,
    GError **error);
bool pdf_gather_pictures(Pdf *pdf, const guint8 *bytes, gsize length,
    const GPtrArray *readings, GError **error);

/* pdf.h - between the files that know PDF: poppler for looks and text, qpdf for what is stored. */
#pragma once

#include "letter.h"
#include "pages/inside.h"
#include <poppler.h>
#include <qpdf/qpdf-c.h>
#include <stdbool.h>

/* Poppler ships no cleanups. */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerDocument, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerPage, g_object_unref)

/* ---- objects (pdf_objects.c) ---- */

/* x' = a·x + c·y + e, y' = b·x + d·y + f, as ISO 32000-1, 8.3.3 has it. */
typedef struct PdfMatrix {
    double a, b, c, d, e, f;
} PdfMatrix;

/* One page of a file. bytes must outlive it. NULL when qpdf does not find the page, or finds one
 * of another size than poppler (width, height in points, as shown). */
typedef struct PdfObjects PdfObjects;
PdfObjects *pdf_objects_open(
    const guint8 *bytes, gsize length, int number, double width, double height);
void pdf_objects_close(PdfObjects *objects);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PdfObjects, pdf_objects_close)

qpdf_data pdf_objects_qpdf(const PdfObjects *objects);
qpdf_oh pdf_objects_page(const PdfObjects *objects);
qpdf_oh pdf_objects_resources(const PdfObjects *objects);

/* From the page's own space to points from the shown page's top left corner, y downwards. */
PdfMatrix pdf_objects_shown(const PdfObjects *objects);

/* A number in a dictionary or a stream's dictionary. */
double pdf_number(qpdf_data qpdf, qpdf_oh dictionary, const char *key, double absent);

/* ---- tokens (pdf_tokens.c) ---- */

typedef enum { PDF_NUMBER, PDF_NAME, PDF_STRING, PDF_OPERATOR, PDF_OTHER } PdfTokenKind;

typedef struct PdfToken {
    PdfTokenKind kind;
    double number;
    guint size;    /* of a string: bytes shown */
    char word[64]; /* of a name, without its slash, or an operator; cut when longer */
} PdfToken;

typedef struct PdfTokens {
    const guint8 *bytes;
    gsize length, at;
} PdfTokens;

bool pdf_tokens_next(PdfTokens *tokens, PdfToken *token);

/* After the operator ID: to behind the EI that ends the picture. */
void pdf_tokens_skip_picture(PdfTokens *tokens);

/* ---- what is painted on a page (pdf_content.c) ---- */

typedef struct PdfPicture {
    qpdf_oh stream;
    PdfMatrix shown; /* from the unit square to points of the shown page */
    int width, height;
    bool opaque;
} PdfPicture;

typedef struct PdfContent {
    guint letters;    /* that are seen */
    guint hidden;     /* without ink, or under a picture of the page */
    guint unmapped;   /* of those seen: their font does not say which letter they are */
    guint turned;     /* of those seen: their lines do not run from left to right */
    guint drawings;   /* lines, areas, shadings, small inline pictures, notes */
    GArray *pictures; /* of PdfPicture */
} PdfContent;

PdfContent *pdf_content(const PdfObjects *objects, double width, double height);
void pdf_content_free(PdfContent *content);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PdfContent, pdf_content_free)

/* The box of a picture, cut to the page. */
PopplerRectangle pdf_picture_area(const PdfPicture *picture, double width, double height);

/* ---- fonts (pdf_fonts.c) ---- */

typedef struct PdfFont {
    bool composite; /* two bytes a letter */
    bool unmapped;  /* nothing says which letters its codes are */
    bool hidden;    /* made for layers nobody sees */
} PdfFont;
PdfFont pdf_font(qpdf_data qpdf, qpdf_oh font);

/* ---- pictures (pdf_image.c, pdf_render.c) ---- */

/* A page that is nothing but scans, from their stored pixels; NULL when it is more than that, or
 * they are stored in a way that only poppler unpacks. *damaged: a scan cannot be unpacked at all. */
PIX *pdf_image(PopplerPage *page, const PdfObjects *objects, const PdfContent *content,
    bool *damaged);

/* The page as poppler draws it, within PAGE_MOST_PIXELS. */
PIX *pdf_render(PopplerPage *page, int dpi, GError **error);

/* A picture drawn by cairo, grey when it has no colour. NULL when memory ends. */
PIX *pdf_pix_from_surface(cairo_surface_t *surface);

/* ---- text (pdf_glyphs.c, pdf_text.c, pdf_sound.c) ---- */

typedef struct PdfGlyph {
    gunichar letter;
    double left, top, right, bottom; /* points from the page's top left corner */
    guint line;                      /* pdf_text's own */
} PdfGlyph;

/* Every character of the text layer, without blanks, in no order. */
GArray *pdf_glyphs(PopplerPage *page);

/* Fills text and words, in tenths of a point, from a sound text layer and sets source; else false. */
bool pdf_text(PopplerPage *page, Reading *reading);

/* Brings the words' boxes to pixels of the page's picture. */
void pdf_text_scale(PopplerPage *page, int picture_width, Reading *reading);

/* Whether words taken from a text layer are words rather than codes, wrong letters or words told
 * backwards. */
bool pdf_words_are_sound(const GPtrArray *words);

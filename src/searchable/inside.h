/* inside.h - what the files that write pages out (searchable PDF, ALTO) hand each other. */
#pragma once

#include "letter.h"

/* ---- lines (lines.c) ---- */

/* Words that stand on one line, in reading order, and the box round them. */
typedef struct Line {
    guint first, n;  /* of the reading's words */
    bool ends_block; /* an empty line follows, or nothing */
    int x, y, width, height;
} Line;

/* The lines of a page, from its text's line ends; where text and words have parted, from the
 * boxes. An array of Line, owned by the caller. */
GArray *lines_of(const Reading *reading);

/* ---- the invisible font (layer_font.c) ---- */

typedef struct LayerFont LayerFont;
LayerFont *layer_font_new(void);
void layer_font_free(LayerFont *font);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LayerFont, layer_font_free)

enum {
    LAYER_EM = 1000,
    LAYER_UPPER = 800, /* of the strip, from the baseline */
    LAYER_LOWER = -200,
    LAYER_ADVANCE = 500,
    LAYER_GAP_ADVANCE = 100,
    LAYER_GAPS = 3,
};

/* The code that stands for a UTF-16 unit. Code 1 is the space, which advances by
 * LAYER_GAP_ADVANCE; codes up to LAYER_GAPS are marks without an advance; all others advance by
 * LAYER_ADVANCE. */
guint16 layer_font_code(LayerFont *font, gunichar2 unit);

/* What a PDF needs of it: the TrueType program, the ToUnicode CMap; each compressed by the
 * caller. glyphs counts .notdef. */
GBytes *layer_font_program(const LayerFont *font);
char *layer_font_unicode(const LayerFont *font);

/* ---- the layer of a page (layer.c, bidi.c) ---- */

/* One character of a line, from its start edge at the left to the right as it stands on paper. */
typedef struct Cell {
    gunichar2 unit;
    int word;    /* within the line; -1: the gap before the next word */
    int logical; /* its place in the line's text */
} Cell;

/* The characters of a line as they stand on paper (UAX #9), spaces between words. An array of
 * Cell, owned by the caller; NULL when ICU gave up. */
GArray *cells_of(const Reading *reading, const Line *line);

/* How many more letters of n words from first run from right to left than from left to right. */
int rtl_balance(const Reading *reading, guint first, guint n);

/* Whether most of the page's letters run from right to left. */
bool page_is_rtl(const Reading *reading);

/* The layer as a content stream whose unit is a pixel of the upright page, y upwards, the
 * font's resource name being /DiwanText. NULL when the page has no word. */
GString *layer_of(const Reading *reading, LayerFont *font);

/* ---- other programs' layers (hidden_text.c) ---- */

/* A content stream without the text it shows invisibly; NULL when it shows none. */
GString *without_hidden_text(const char *bytes, gsize length);

/* ---- pictures as PDF images (picture_out.c) ---- */

typedef struct PictureOut {
    char *dictionary; /* "<< /Width … >>" without its Length; owned */
    GBytes *bytes;    /* in the compression the dictionary names; owned */
    int width, height;
    double matrix[6]; /* the unit square's place in a page of 1 × 1, as EXIF turns it */
    bool sideways;    /* that turn swaps width and height */
} PictureOut;
void picture_out_free(PictureOut *picture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PictureOut, picture_out_free)

/* The picture of page number (from 1) in a TIFF or picture file; its own compressed bytes where
 * PDF knows their compression, else packed again without loss. */
PictureOut *picture_out(const guint8 *bytes, gsize length, int number, GError **error);

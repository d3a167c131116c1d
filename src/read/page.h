/* page.h - what the files of this room hand each other: a page on its way from file to text. */
#pragma once

#include "letter.h"
#include <allheaders.h>
#include <glib.h>
#include <stdbool.h>

/* Limits on what comes from outside. */
enum {
    FILE_MOST_PAGES = 5000,
    PAGE_MOST_SIDE = 30000, /* pixels of a stored picture */
    PAGE_MOST_WORDS = 40000,
    PAGE_MOST_CODES = 100,
    PAGE_MOST_TEXT_BYTES = 4 << 20,
    PAGE_MOST_IMAGE_BYTES = 8 << 20,
};
#define PICTURE_MOST_BYTES (320u << 20) /* of a picture unpacked */
#define PAGE_MOST_PIXELS 9500000        /* A4 at 300 dpi and a little */

static inline void
pix_free(PIX *pix)
{
    pixDestroy(&pix);
}
static inline void
boxa_free(BOXA *boxes)
{
    boxaDestroy(&boxes);
}
static inline void
numa_free(NUMA *numbers)
{
    numaDestroy(&numbers);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PIX, pix_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BOXA, boxa_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NUMA, numa_free)

/* ---- what a file is (count.c) ---- */

typedef enum {
    FILE_OTHER,
    FILE_PDF,
    FILE_TIFF,
    FILE_JPEG,
    FILE_JPEG_2000,
    FILE_HEIF,
    FILE_PICTURE, /* of a kind leptonica knows */
    FILE_ZIP,     /* DOCX, ODT or another */
    FILE_OLE,     /* an old Word file, or one locked by a password */
} FileKind;

/* By its first bytes. */
FileKind file_kind(const guint8 *bytes, gsize length);

/* ---- pages out of files: 8 or 32 bits deep, within PAGE_MOST_PIXELS, resolution set ---- */

PIX *picture_load(const guint8 *bytes, gsize length, GError **error);

int tiff_count(const guint8 *bytes, gsize length, GError **error);
PIX *tiff_load(const guint8 *bytes, gsize length, int number, GError **error);

/* The same, as large and as deep as it is stored. */
PIX *tiff_stored(const guint8 *bytes, gsize length, int number, GError **error);

/* A tag's value, of one number, in the directory of page number; absent when it is not there. */
guint64
tiff_tag(const guint8 *bytes, gsize length, int number, guint tag, guint64 absent);

void pdf_open(void); /* opens what poppler and fontconfig open lazily */
int pdf_count(const guint8 *bytes, gsize length, GError **error);

/* Fills text, words, size and dpi of the reading from a sound text layer and sets its source to
 * SOURCE_TEXT_LAYER; leaves it alone when the page has none. Returns the page's picture. Where
 * pictures beside the text may hold words of their own, *pictures is the page with them alone. */
PIX *pdf_load(const guint8 *bytes, gsize length, int number, Reading *reading,
    PIX **pictures, GError **error);

/* DOCX and ODT: page 1 is the text, into reading (SOURCE_DOCUMENT); the others are pictures in
 * it, each a file of its own. document_count is 0 without an error for a zip file of another
 * kind. */
void document_open(void);
int document_count(const guint8 *bytes, gsize length, GError **error);
bool document_load(const guint8 *bytes, gsize length, Reading *reading, GBytes **picture,
    GError **error);

/* ---- pictures as they are stored: not bounded yet, dpi 0 when they name none ---- */

PIX *jpeg_load(const guint8 *bytes, gsize length, GError **error);
PIX *jp2_load(const guint8 *bytes, gsize length, GError **error);
PIX *heif_load(const guint8 *bytes, gsize length, GError **error);
bool hevc_open(void); /* before the lock: libheif's decoder that starts no thread */

/* Those too large to be unpacked whole; NULL when they cannot be had row by row. */
PIX *png_load_large(const guint8 *bytes, gsize length);
PIX *tiff_load_large(const guint8 *bytes, gsize length, guint64 directory);

/* G4 data without a file round it. */
PIX *fax_load(const guint8 *data, gsize length, int width, int height, bool black_is_one);

void image_refuse_damaged(GError **error);

/* EXIF's orientation, 1 … 8, of a JPEG, PNG or WebP file; 1 when it names none. */
int exif_orientation(const guint8 *bytes, gsize length);

/* A copy as it is to be seen. */
PIX *image_orient(PIX *pix, int orientation);

/* A picture made smaller while it arrives (shrink.c): rows of 8-bit samples, 1 or 3 a pixel. The
 * stored dpi goes in, what is left of it stands in the picture. NULL when there is no memory, or
 * no picture. */
typedef struct Shrink Shrink;
Shrink *shrink_new(int width, int height, int samples);
void shrink_free(Shrink *shrink);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Shrink, shrink_free)
void shrink_add(Shrink *shrink, const guint8 *row);
PIX *shrink_end(Shrink *shrink, int dpi);

/* One page of a file of any kind (load.c). *page stays NULL for a page of text alone, whose
 * reading is then whole; *pictures as pdf_load says. */
bool page_load(const guint8 *bytes, gsize length, Reading *reading, PIX **page,
    PIX **pictures, GError **error);

/* ---- two readings of one page (merge.c) ---- */

/* Brings boxes on the page turned upright, as reading's rotation and skew tell, back to the page
 * of this size as it lies. */
void words_lay_back(Reading *reading, int width, int height);

/* Adds to reading the words of other (in pixels of the same page) that it has not, each line
 * where it belongs from top to bottom. Its source becomes OCR when most words are of other. */
void merge_readings(Reading *reading, const Reading *other);

/* ---- the picture (image.c; its steps stand in image.h) ---- */

/* Scales a stored picture down to PAGE_MOST_PIXELS, without palette and transparency, and
 * mends its resolution. Takes pix; NULL when memory ends. */
PIX *image_bound(PIX *take);

/* Whether unpacking a picture of this size stays within the limits; else REFUSED. */
bool image_fits(int width, int height, int bits_per_pixel, GError **error);

typedef struct Corner {
    double x, y;
} Corner;

/* How the stored page becomes the upright one: the sheet is cut out of a photo, turned by
 * quarters, then straightened. */
typedef struct Upright {
    bool
        is_cut; /* the sheet is the quadrilateral of these corners, else the whole page */
    Corner corners[4]; /* pixels of the stored page, clockwise from the top left */
    int sheet_width;   /* pixels of the sheet before it is turned */
    int sheet_height;
    int quarter_turns; /* clockwise */
    double skew;       /* degrees clockwise */
} Upright;

/* Which way up the letters say the page is. */
typedef enum { WAY_UNKNOWN, WAY_UPRIGHT, WAY_OVER } WayUp;

/* Pixels: how high joined letters are where the models read best; 14 pt at about 150 dpi. */
enum { TEXT_HEIGHT = 17 };

/* A page ready for the recogniser. */
typedef struct CleanPage {
    PIX *grey;    /* upright, straight, even light, scaled to the text's height */
    double scale; /* pixels of grey per pixel of the upright page */
    Upright upright;
    WayUp way;       /* of grey */
    int text_height; /* pixels of grey; 0 when there is no text */
    BOXA *codes;     /* where codes may be, pixels of the stored page; NULL: anywhere */
} CleanPage;

/* may_cut: the page may be a photo of a sheet on something else. NULL when memory ends. */
CleanPage *image_clean(PIX *page, bool may_cut);
void clean_page_free(CleanPage *clean);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CleanPage, clean_page_free)

/* The stored page made upright, its longer side at most this many pixels. */
PIX *image_upright(PIX *page, const Upright *upright, int most_side);

/* Size of the upright page, in the stored page's pixels. */
void upright_size(const Upright *upright, int *width, int *height);

/* Where a place of the stored page lies on the upright one. */
Corner upright_place(const Upright *upright, Corner stored);

/* ---- text and codes out of pictures ---- */

/* Opens the models, once; CONFIG with what to install. `eng` beside another model reads what is in
 * Latin script; the others read the page, together. */
bool recognise_open(const char *const *models, GError **error);

/* Words with boxes in pixels of grey, and the text, in logical order; false when the recogniser
 * gave up. */
bool recognise(PIX *grey, Reading *reading);

/* The same of a strip that holds one piece of a line in Latin script; false also when no model for
 * it is open. */
bool recognise_latin(PIX *strip, Reading *reading);

/* Opens the network that reads numbers, once; CONFIG when its file is missing. */
bool numbers_open(GError **error);

/* Reads what may be numbers again, in grey, which the words' boxes belong to: numbers take the place
 * of words, text and order follow. Does nothing when the network is not open. */
void numbers_read(PIX *grey, Reading *reading);

/* Reads a few lines both ways and compares the recogniser's confidence. */
bool recognise_is_upside_down(PIX *grey, int text_height);

/* Whether the page's letters stand apart as Latin ones do, by their shapes alone. */
bool latin_is_page(PIX *grey);

/* Reads again, with the model for Latin script, the pieces of lines that look Latin and were read
 * badly; words and text stay in logical order. */
void latin_read(PIX *grey, Reading *reading);

/* Arabic commas where the models wrote what looks like one (commas.c). */
void commas_read(PIX *grey, Reading *reading);

/* What the models are known to write in place of something else, set right: Arabic punctuation,
 * presentation forms, bidi marks, e-mail addresses, account numbers (mend.c). */
void mend_text(Reading *reading);

/* The confidence of words together, each by its length: 0 … 100, 0 for none. */
double words_confidence(const GPtrArray *words);

/* Makes shares of the recogniser's figures, for each word and the page, and tells whether the page is
 * legible (confidence.c). */
void confidence_set(PIX *grey, Reading *reading);

/* The chance in hundredths that a word is right, by the recogniser's figure for it and the median
 * of those of its page. Numbers keep their figure. */
int confidence_share(const char *text, int figure, int page_median);

/* ---- words by lines (text_lines.c) ---- */

typedef struct TextLine {
    GPtrArray *words; /* of Word, owned; in logical order */
    char *end;        /* the line ends after it; NULL: none */
} TextLine;

/* Takes the words out of reading; text_lines_give puts them back and makes the text of them. */
GPtrArray *text_lines_take(Reading *reading); /* of TextLine, owned */
void text_lines_give(GPtrArray *take_lines, Reading *reading);

/* Makes what ZBar makes on first use. */
void codes_open(void);

/* Adds QR and bar codes to the reading, boxes in pixels of page. Only in these places; NULL looks
 * everywhere, which on a noisy page costs as much as reading it. */
void codes_find(PIX *page, BOXA *places, Reading *reading);

enum { SHOW_MOST_SIDE = 1600 }; /* pixels of the picture that people see */

/* The page as a picture for people. */
void show_page(PIX *page, Reading *reading);

/* image.h - a stored page's picture → upright, straight, evenly lit, its letters of one size. */
#pragma once

#include <allheaders.h>
#include <glib.h>
#include <stdbool.h>

/* Limits on what comes from outside. */
enum { PAGE_MOST_SIDE = 30000 };        /* pixels of a stored picture */
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

/* Pixels: how high joined letters are where the models read best; 14 pt at about 150 dpi. */
enum { TEXT_HEIGHT = 17 };

/* A page ready for the recogniser. */
typedef struct CleanPage {
    PIX *grey;    /* upright, straight, even light, scaled to the text's height */
    double scale; /* pixels of grey per pixel of the upright page */
    Upright upright;
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

/* ---- lines of text on a clean page (rows.c) ---- */

typedef struct TextRow {
    int x, y, width, height; /* of most of its marks, pixels of the clean page */
    int middle;              /* where its ink is densest */
    bool ends_block;         /* what follows stands apart */
} TextRow;

/* The lines of a page and their marks; NULL when memory ends. */
typedef struct TextRows TextRows;
TextRows *text_rows_find(PIX *grey);
void text_rows_free(TextRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TextRows, text_rows_free)

/* Of TextRow, from top to bottom; borrowed. */
const GArray *text_rows(const TextRows *rows);

/* A piece of the page without what belongs to other lines than this. */
PIX *text_rows_cut(
    const TextRows *rows, PIX *grey, guint number, int x, int y, int width, int height);

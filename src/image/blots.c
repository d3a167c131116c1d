/* blots.c - stamps, signatures and dust: not text, and made white for reading.
 *
 * A coloured stamp is told by its colour, so that black letters under it stay; one as black as
 * the letters, and a signature, by a single mark much larger than letters and mostly hollow. A
 * letter written in colour, and a coloured letterhead's lines, are text.
 */
#include "image/inside.h"

enum {
    CHROMA_LEAST = 46, /* between the strongest and the weakest of red, green and blue */
    CHROMA_SHARE = 4,  /* and at least one in so many of the strongest */
    DARK = 70,         /* as dark in its strongest colour: printed over, and kept */
    COLOURED_LEAST = 500, /* pixels of the page; less is no stamp */
    PRINTED = 120,        /* as dark, next to a stamp's ink, is a letter */
    JOIN = 9,             /* pixels between parts of one stamp */
    STAMP_LEAST = 5,      /* text heights, both ways */
    STAMP_LENGTH = 3,     /* times its breadth at most */
    STAMP_WIDTH = 2,      /* one in so many of the page's width at most */
    BLOT_LEAST = 4,       /* text heights, both ways: of a hollow mark that is no word */
    BLOT_WIDTH = 2, /* one in so many of the page's width at most: larger is a frame */
    HOLLOW = 6,     /* one in so many of the box's pixels is ink, at most */
    SPECK_MOST = 2, /* pixels both ways of dust */
};

static bool
is_coloured(l_uint32 pixel)
{
    int red = (int)(pixel >> 24);
    int green = (int)(pixel >> 16 & 255);
    int blue = (int)(pixel >> 8 & 255);
    int most = MAX(MAX(red, green), blue);
    int chroma = most - MIN(MIN(red, green), blue);
    return chroma >= CHROMA_LEAST && chroma * CHROMA_SHARE >= most && most > DARK;
}

PIX *
blots_colour(PIX *picture)
{
    int width = pixGetWidth(picture);
    int height = pixGetHeight(picture);
    g_autoptr(PIX) mask = pixCreate(width, height, 1);
    int marked = 0;
    for (int y = 0; mask != NULL && y < height; y++) {
        const l_uint32 *from = pixGetData(picture) + (gsize)y * (gsize)pixGetWpl(picture);
        l_uint32 *to = pixGetData(mask) + (gsize)y * (gsize)pixGetWpl(mask);
        for (int x = 0; x < width; x++) {
            if (is_coloured(from[x])) {
                SET_DATA_BIT(to, x);
                marked++;
            }
        }
    }
    return marked >= COLOURED_LEAST ? g_steal_pointer(&mask) : NULL;
}

static bool
is_stamp(BOX *box, int text_height, int page_width)
{
    int width = 0;
    int height = 0;
    boxGetGeometry(box, NULL, NULL, &width, &height);
    return MIN(width, height) >= STAMP_LEAST * text_height &&
           MAX(width, height) <= STAMP_LENGTH * MIN(width, height) &&
           width * STAMP_WIDTH <= page_width;
}

/* Keeps of mask what lies in stamps; false when there are none. */
static bool
keep_stamps(PIX *mask, int text_height)
{
    g_autoptr(PIX) joined = pixCloseSafeBrick(NULL, mask, JOIN, JOIN);
    g_autoptr(BOXA) boxes = joined != NULL ? pixConnCompBB(joined, 8) : NULL;
    g_autoptr(PIX) stamps = pixCreate(pixGetWidth(mask), pixGetHeight(mask), 1);
    bool found = false;
    for (int i = 0; stamps != NULL && boxes != NULL && i < boxaGetCount(boxes); i++) {
        BOX *box = boxaGetBox(boxes, i, L_CLONE);
        if (is_stamp(box, text_height, pixGetWidth(mask))) {
            pixSetInRect(stamps, box);
            found = true;
        }
        boxDestroy(&box);
    }
    return found && pixAnd(mask, mask, stamps) != NULL;
}

/* Whether most of what is written is coloured. */
static bool
colour_is_text(PIX *colour, PIX *ink)
{
    l_int32 inked = 0;
    l_int32 both = 0;
    g_autoptr(PIX) written = pixAnd(NULL, colour, ink);
    return written == NULL || pixCountPixels(ink, &inked, NULL) != 0 ||
           pixCountPixels(written, &both, NULL) != 0 || 2 * both > inked;
}

PIX *
blots_coloured(PIX *colour, PIX *grey, PIX *ink, int text_height)
{
    g_autoptr(PIX) mask = colour_is_text(colour, ink) ? NULL : pixCopy(NULL, colour);
    if (mask == NULL || !keep_stamps(mask, text_height)) {
        return NULL;
    }
    /* the stamp's blurred edge, but not that of a letter printed over it */
    g_autoptr(PIX) halo = pixDilateBrick(NULL, mask, 3, 3);
    g_autoptr(PIX) dark = pixThresholdToBinary(grey, PRINTED);
    if (halo == NULL || dark == NULL) {
        return NULL;
    }
    pixSubtract(dark, dark, mask);
    return pixSubtract(NULL, halo, dark);
}

/* A hollow mark, larger than words and smaller than frames. */
static bool
is_blot(PIX *mark, int text_height, int page_width)
{
    int width = pixGetWidth(mark);
    int height = pixGetHeight(mark);
    l_int32 area = 0;
    return MIN(width, height) >= BLOT_LEAST * text_height &&
           width * BLOT_WIDTH <= page_width && pixCountPixels(mark, &area, NULL) == 0 &&
           area * HOLLOW <= width * height;
}

void
blots_remove(PIX *grey, PIX *ink, int text_height)
{
    PIXA *marks = NULL;
    g_autoptr(PIX) large = pixSelectBySize(ink, BLOT_LEAST * text_height,
        BLOT_LEAST * text_height, 8, L_SELECT_IF_BOTH, L_SELECT_IF_GTE, NULL);
    g_autoptr(BOXA) boxes = large != NULL ? pixConnComp(large, &marks, 8) : NULL;
    for (int i = 0; boxes != NULL && i < boxaGetCount(boxes); i++) {
        g_autoptr(PIX) mark = pixaGetPix(marks, i, L_CLONE);
        if (mark != NULL && is_blot(mark, text_height, pixGetWidth(ink))) {
            int x = 0;
            int y = 0;
            boxaGetBoxGeometry(boxes, i, &x, &y, NULL, NULL);
            g_autoptr(PIX) framed = pixAddBorder(mark, 1, 0);
            g_autoptr(PIX) halo =
                framed != NULL ? pixDilateBrick(NULL, framed, 3, 3) : NULL;
            if (halo != NULL) {
                pixSetMaskedGeneral(grey, halo, 255, x - 1, y - 1);
            }
        }
    }
    pixaDestroy(&marks);
}

static bool
is_speck(BOXA *marks, int i, int *x, int *y, int *width, int *height)
{
    boxaGetBoxGeometry(marks, i, x, y, width, height);
    return *width <= SPECK_MOST && *height <= SPECK_MOST;
}

void
specks_clear(PIX *ink, BOXA *marks)
{
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;
    for (int i = 0; i < boxaGetCount(marks); i++) {
        if (is_speck(marks, i, &x, &y, &width, &height)) {
            pixRasterop(ink, x, y, width, height, PIX_CLR, NULL, 0, 0);
        }
    }
}

void
specks_remove(PIX *grey, PIX *ink)
{
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;
    g_autoptr(BOXA) marks = pixConnCompBB(ink, 8);
    for (int i = 0; marks != NULL && i < boxaGetCount(marks); i++) {
        if (is_speck(marks, i, &x, &y, &width, &height)) {
            pixRasterop(grey, x - 1, y - 1, width + 2, height + 2, PIX_SET, NULL, 0, 0);
        }
    }
}

/* light.c - the light on a page: measured on a coarse copy, divided out where it is uneven.
 *
 * Paper is what is brightest round a place, at a size where noise has averaged out. What is nearly
 * as bright as the paper becomes white: noise left there makes the layout analysis lose lines.
 */
#include "image/inside.h"

enum {
    REDUCED_SIDE = 2400, /* a page is halved above it: 150 dpi of A4 tell as much */
    LIGHT_UNEVEN = 24,   /* spread of the paper's brightness that asks for evening */
    LIGHT_DARK = 200,    /* paper darker than this is evened as well */
    PAPER_LEVEL = 240,   /* the paper's level once the light is even */
    LIGHT_LEAST = 16,    /* darker is no paper, and would be divided by */
    HISTOGRAM_SAMPLING = 3,
    CONTRAST_LEAST = 24, /* between paper and ink; less is an empty page */
    THICK_TILES = 3, /* a dark place this many tiles wide is print, a wider one shadow */
    TILE = 5,        /* pixels of the quarter-size copy over which paper is looked for */
};
/* Where between ink and paper what counts as ink ends: thin strokes are grey on the reduced copy,
 * and broken ones are no words. */
#define INK_SHARE 0.68
#define INK_RANK \
    0.002F /* of the page's pixels are as dark as ink, on a page of few lines too */
#define PAPER_RANK 0.5F  /* more than half of a page is paper */
#define WHITE_SHARE 0.18 /* of the way from paper to ink becomes white */
#define BLACK_SHARE 0.3  /* as far beyond the ink as this share of that way is black */

PIX *
light_grey(PIX *page)
{
    return pixGetDepth(page) == 32 ? pixConvertRGBToLuminance(page) : pixCopy(NULL, page);
}

PIX *
light_reduce(PIX *page, int *reduction)
{
    int side = MAX(pixGetWidth(page), pixGetHeight(page));
    *reduction = side > REDUCED_SIDE ? 2 : 1;
    return *reduction == 1 ? pixClone(page) : pixScaleAreaMap2(page);
}

/* The brightness of the paper round each tile: the brightest of a copy so reduced that noise is
 * gone, closed so that thick strokes do not count as paper, then smoothed. */
static PIX *
paper_brightness(PIX *grey)
{
    g_autoptr(PIX) quarter = pixScaleAreaMap(grey, 0.25F, 0.25F);
    g_autoptr(PIX) tiles =
        quarter != NULL ? pixScaleGrayMinMax(quarter, TILE, TILE, L_CHOOSE_MAX) : NULL;
    g_autoptr(PIX) spread =
        tiles != NULL ? pixCloseGray(tiles, THICK_TILES, THICK_TILES) : NULL;
    return spread != NULL ? pixBlockconv(spread, 2, 2) : NULL;
}

void
light_measure(PIX *grey, Light *light)
{
    light->paper = paper_brightness(grey);
    light->black = 0;
    light->white = 255;
    light->is_uneven = false;
    if (light->paper == NULL) {
        return;
    }
    l_uint32 dark = 255;
    l_uint32 bright = 255;
    pixGetRankValue(light->paper, 1, 0.04F, &dark);
    pixGetRankValue(light->paper, 1, 0.96F, &bright);
    light->is_uneven = bright < LIGHT_DARK || bright - dark > LIGHT_UNEVEN;
}

void
light_clear(Light *light)
{
    pixDestroy(&light->paper);
}

void
light_even(PIX *grey, const Light *light)
{
    int width = pixGetWidth(grey);
    int height = pixGetHeight(grey);
    g_autoptr(PIX) full =
        light->is_uneven ? pixScaleToSize(light->paper, width, height) : NULL;
    if (full == NULL) {
        return;
    }
    guint32 factors[256]; /* of 65536, so that no pixel costs a division */
    for (guint i = 0; i < G_N_ELEMENTS(factors); i++) {
        factors[i] = ((guint32)PAPER_LEVEL << 16) / MAX(i, LIGHT_LEAST);
    }
    for (int y = 0; y < height; y++) {
        l_uint32 *to = pixGetData(grey) + (gsize)y * (gsize)pixGetWpl(grey);
        l_uint32 *from = pixGetData(full) + (gsize)y * (gsize)pixGetWpl(full);
        for (int x = 0; x < width; x++) {
            guint32 level =
                (GET_DATA_BYTE(to, x) * factors[GET_DATA_BYTE(from, x)]) >> 16;
            SET_DATA_BYTE(to, x, MIN(level, 255));
        }
    }
}

PIX *
light_ink(PIX *grey, Light *light)
{
    l_uint32 ink = 0;
    l_uint32 paper = 255;
    if (pixGetRankValue(grey, HISTOGRAM_SAMPLING, INK_RANK, &ink) != 0 ||
        pixGetRankValue(grey, HISTOGRAM_SAMPLING, PAPER_RANK, &paper) != 0) {
        return NULL;
    }
    int contrast = (int)paper - (int)ink;
    if (light != NULL) {
        light->black = MAX((int)(ink - BLACK_SHARE * contrast), 0);
        light->white = MAX((int)(paper - WHITE_SHARE * contrast), light->black + 1);
    }
    int level = contrast >= CONTRAST_LEAST ? (int)(ink + INK_SHARE * contrast) : 1;
    return pixThresholdToBinary(grey, CLAMP(level, 1, 255));
}

void
light_contrast(PIX *grey, const Light *light)
{
    pixGammaTRC(grey, grey, 1.0F, light->black, light->white);
}

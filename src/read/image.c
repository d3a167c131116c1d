/* image.c - a scanned page made fit to be read: bounded, turned, even, straight, of one size.
 *
 * Each step measures first, on a reduced copy, and runs only when the measure says it helps.
 * Trusts nothing about the picture but that leptonica decoded it. The measured gains stand in
 * ocr/README.md.
 */
#include "base/base.h"
#include "read/page.h"
#include <math.h>

enum {
    TEXT_LOWEST = 4,    /* smaller marks are dust */
    TEXT_HIGHEST = 400, /* higher ones are pictures */
    LIGHT_UNEVEN = 24,  /* spread of the paper's brightness that asks for evening */
    LIGHT_DARK = 200,   /* paper darker than this is evened as well */
    PAPER_WHITE = 310,  /* the paper's level before it is cut off at 255 */
    LETTERS_MOST = 14,  /* text heights: of letters joined to a word, lying or standing */
    TILE = 10, /* pixels of the quarter-size copy over which paper is looked for */
    PAGE_INCHES_MOST =
        20, /* a resolution that makes a page longer than this is a camera's */
};
#define SKEW_LEAST 0.7      /* degrees */
#define SKEW_CONFIDENCE 2.0 /* leptonica's ratio of best to worst sharpness */
#define SCALE_LEAST 0.25
#define SCALE_MOST 2.0

void
clean_page_free(CleanPage *clean)
{
    if (clean == NULL) {
        return;
    }
    pixDestroy(&clean->grey);
    g_free(clean);
}

bool
image_fits(int width, int height, int bits_per_pixel, GError **error)
{
    if (width < 1 || height < 1) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, "the picture is empty");
        return false;
    }
    guint64 bytes =
        (guint64)width * (guint64)height * (guint64)MAX(bits_per_pixel, 1) / 8;
    if (width > PAGE_MOST_SIDE || height > PAGE_MOST_SIDE || bytes > PICTURE_MOST_BYTES) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the picture of %d × %d pixels is too large; the original is kept, scan it "
            "again "
            "at 300 dpi",
            width, height);
        return false;
    }
    return true;
}

/* Cameras claim 72 dpi, some scanners nothing: a page is then taken to be as long as A4. */
static void
mend_resolution(PIX *pix, int stored_dpi, double scale)
{
    int side = MAX(pixGetWidth(pix), pixGetHeight(pix));
    int dpi = (int)lround(stored_dpi * scale);
    if (stored_dpi < 50 || stored_dpi > 2400 || side > dpi * PAGE_INCHES_MOST) {
        dpi = (int)lround(side / 11.69);
    }
    pixSetResolution(pix, MAX(dpi, 1), MAX(dpi, 1));
}

static PIX *
without_palette(PIX *pix)
{
    if (pixGetColormap(pix) != NULL) {
        return pixRemoveColormap(pix, REMOVE_CMAP_BASED_ON_SRC);
    }
    if (pixGetDepth(pix) == 16) {
        return pixConvert16To8(pix, L_MS_BYTE);
    }
    if (pixGetDepth(pix) == 32 && pixGetSpp(pix) == 4) {
        return pixAlphaBlendUniform(pix, 0xffffff00);
    }
    if (pixGetDepth(pix) == 2 || pixGetDepth(pix) == 4) {
        return pixConvertTo8(pix, 0);
    }
    return pixClone(pix);
}

PIX *
image_bound(PIX *take)
{
    g_autoptr(PIX) pix = take;
    int dpi = pixGetXRes(pix);
    double pixels = (double)pixGetWidth(pix) * pixGetHeight(pix);
    double scale = MIN(1.0, sqrt(PAGE_MOST_PIXELS / pixels));
    g_autoptr(PIX) plain = without_palette(pix);
    if (plain == NULL) {
        return NULL;
    }
    pixDestroy(&pix);
    g_autoptr(PIX) bounded = NULL;
    if (pixGetDepth(plain) == 1) {
        bounded =
            scale < 1 ? pixScaleToGray(plain, (float)scale) : pixConvertTo8(plain, 0);
    } else {
        bounded = scale < 1 ? pixScaleAreaMap(plain, (float)scale, (float)scale)
                            : pixClone(plain);
    }
    if (bounded == NULL) {
        return NULL;
    }
    mend_resolution(bounded, dpi, scale);
    return g_steal_pointer(&bounded);
}

/* The brightness of the paper round each tile: the brightest of a copy so reduced that noise is
 * gone, spread to the neighbours so that thick strokes do not count as paper, then smoothed. */
static PIX *
paper_brightness(PIX *grey)
{
    g_autoptr(PIX) quarter = pixScaleAreaMap(grey, 0.25F, 0.25F);
    g_autoptr(PIX) tiles =
        quarter != NULL ? pixScaleGrayMinMax(quarter, TILE, TILE, L_CHOOSE_MAX) : NULL;
    g_autoptr(PIX) spread = tiles != NULL ? pixDilateGray(tiles, 3, 3) : NULL;
    return spread != NULL ? pixBlockconv(spread, 2, 2) : NULL;
}

/* Whether the light is uneven; bright is set to the level of the best lit paper. */
static bool
light_is_uneven(PIX *paper, l_uint32 *bright)
{
    l_uint32 dark = 255;
    pixGetRankValue(paper, 1, 0.04F, &dark);
    pixGetRankValue(paper, 1, 0.96F, bright);
    return *bright < LIGHT_DARK || *bright - dark > LIGHT_UNEVEN;
}

/* Divides the paper's brightness out of grey, in place. What is nearly as bright as the paper
 * becomes white, here as on evenly lit pages: noise left there makes the layout analysis lose
 * lines. */
static void
even_light(PIX *grey, PIX *paper)
{
    int width = pixGetWidth(grey);
    int height = pixGetHeight(grey);
    g_autoptr(PIX) full = pixScaleToSize(paper, width, height);
    if (full == NULL) {
        return;
    }
    for (int y = 0; y < height; y++) {
        l_uint32 *to = pixGetData(grey) + (gsize)y * (gsize)pixGetWpl(grey);
        l_uint32 *from = pixGetData(full) + (gsize)y * (gsize)pixGetWpl(full);
        for (int x = 0; x < width; x++) {
            int light = MAX((int)GET_DATA_BYTE(from, x), 16);
            SET_DATA_BYTE(
                to, x, MIN((int)GET_DATA_BYTE(to, x) * PAPER_WHITE / light, 255));
        }
    }
}

/* Ink as 1 bit: Otsu's threshold over the whole, by now even, page. */
static PIX *
ink_of(PIX *grey)
{
    PIX *ink = NULL;
    int width = pixGetWidth(grey);
    int height = pixGetHeight(grey);
    if (pixOtsuAdaptiveThreshold(
            grey, MAX(width, 16), MAX(height, 16), 0, 0, 0.1F, NULL, &ink) != 0) {
        return NULL;
    }
    return ink;
}

/* Height of the joined letters, in pixels: the median over connected marks, each counted by its
 * width, so that dots weigh little. 0 when there is too little to tell. */
static int
text_height_of(PIX *ink)
{
    g_autoptr(BOXA) marks = pixConnCompBB(ink, 8);
    int weights[TEXT_HIGHEST + 1] = {0};
    int total = 0;
    for (int i = 0; i < (marks != NULL ? boxaGetCount(marks) : 0); i++) {
        int width = 0;
        int height = 0;
        boxaGetBoxGeometry(marks, i, NULL, NULL, &width, &height);
        if (height >= TEXT_LOWEST && height <= TEXT_HIGHEST && width < 20 * height) {
            weights[height] += MIN(width, 4 * height);
            total += MIN(width, 4 * height);
        }
    }
    if (total < 200) {
        return 0;
    }
    int height = 0;
    for (int sum = 0; sum < total / 2; height++) {
        sum += weights[height];
    }
    return height - 1;
}

/* The marks that may be letters: the edge of the sheet in a photo, frames and rulings run straighter
 * than any line of text and would decide alone how the page lies. */
static PIX *
letters_of(PIX *ink, int text_height)
{
    g_autoptr(PIX) inside = pixRemoveBorderConnComps(ink, 8);
    return inside != NULL ? pixSelectBySize(inside, text_height * LETTERS_MOST,
                                text_height * LETTERS_MOST, 8, L_SELECT_IF_BOTH,
                                L_SELECT_IF_LTE, NULL)
                          : NULL;
}

/* How the lines run: quarter turns that bring them level, and the skew that is left. Either way
 * up looks the same here. */
static void
find_direction(PIX *ink, CleanPage *clean)
{
    int reduction = pixGetWidth(ink) > 1200 ? 4 : 2;
    float angle = 0;
    float confidence = 0;
    int sign = pixFindSkewOrthogonalRange(
        ink, &angle, &confidence, reduction, reduction, 6.0F, 1.0F, 0.05F, 0.0F);
    if (sign != 0 || confidence < SKEW_CONFIDENCE) {
        return;
    }
    if (fabsf(angle) > 45) {
        clean->quarter_turns = angle > 0 ? 1 : 3;
        angle -= angle > 0 ? 90 : -90;
    }
    if (fabsf(angle) >= SKEW_LEAST) {
        clean->skew = angle;
    }
}

PIX *
image_turn(PIX *page, int quarter_turns, double skew)
{
    g_autoptr(PIX) turned = pixRotateOrth(page, quarter_turns & 3);
    if (turned == NULL || skew == 0) {
        return g_steal_pointer(&turned);
    }
    return pixRotate(
        turned, (float)(skew * G_PI / 180), L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0);
}

/* Replaces the picture unless the step failed: a page less clean is still a page. */
static void
take_step(PIX **picture, PIX *better)
{
    if (better != NULL) {
        pixDestroy(picture);
        *picture = better;
    }
}

/* Evens the light where it is uneven; else says in white from which level on paper is white. */
static void
even_or_tell_white(PIX *grey, int *white)
{
    g_autoptr(PIX) paper = paper_brightness(grey);
    l_uint32 bright = 255;
    if (paper != NULL && light_is_uneven(paper, &bright)) {
        even_light(grey, paper);
    } else {
        *white = MAX((int)bright * 255 / PAPER_WHITE, 1);
    }
}

/* Turns before it scales: a page then reads the same however it lay in the scanner. */
static void
fit_to_text(CleanPage *clean, int text_height)
{
    if (clean->quarter_turns != 0) {
        take_step(&clean->grey, pixRotateOrth(clean->grey, clean->quarter_turns));
    }
    double width = pixGetWidth(clean->grey);
    double most = sqrt(PAGE_MOST_PIXELS / (width * pixGetHeight(clean->grey)));
    double scale = CLAMP((double)TEXT_HEIGHT / text_height, SCALE_LEAST, SCALE_MOST);
    scale = MIN(scale, MAX(most, 1));
    if (fabs(scale - 1) > 0.1) {
        /* without leptonica's usual sharpening, which here costs more errors than it mends */
        take_step(
            &clean->grey, pixScaleGeneral(clean->grey, (float)scale, (float)scale, 0, 0));
        clean->scale = pixGetWidth(clean->grey) / width;
    }
    if (clean->skew != 0) {
        take_step(&clean->grey, image_turn(clean->grey, 0, clean->skew));
    }
    clean->text_height = (int)lround(text_height * clean->scale);
}

CleanPage *
image_clean(PIX *page)
{
    g_autoptr(CleanPage) clean = g_new0(CleanPage, 1);
    clean->scale = 1;
    clean->grey =
        pixGetDepth(page) == 32 ? pixConvertRGBToLuminance(page) : pixCopy(NULL, page);
    if (clean->grey == NULL) {
        return NULL;
    }
    int white = 255;
    even_or_tell_white(clean->grey, &white);
    g_autoptr(PIX) ink = ink_of(clean->grey);
    int text_height = ink != NULL ? text_height_of(ink) : 0;
    if (text_height != 0) {
        g_autoptr(PIX) letters = letters_of(ink, text_height);
        find_direction(letters != NULL ? letters : ink, clean);
        fit_to_text(clean, text_height);
        pixGammaTRC(clean->grey, clean->grey, 1.0F, 0, white);
    }
    return g_steal_pointer(&clean);
}

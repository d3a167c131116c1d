/* image.c - a scanned page made fit to be read: bounded, cut out, turned, even, straight, of one size.
 *
 * Each step measures first, on a reduced copy, and runs only when the measure says it helps; the
 * steps stand in the files beside it. The copy that is read comes from the reduced one wherever the letters
 * are large enough there: nothing but the first reduction touches all of a large page.
 * Trusts nothing about the picture but that leptonica decoded it. The measured gains stand in
 * ocr/README.md.
 */
#include "base/base.h"
#include "image/inside.h"
#include <math.h>

enum {
    PAGE_INCHES_MOST =
        20, /* a resolution that makes a page longer than this is a camera's */
};
#define SCALE_LEAST 0.25
#define SCALE_MOST 2.0
#define SCALE_NEAR 0.08 /* a size this near the wanted one is left as it is */

void
clean_page_free(CleanPage *clean)
{
    if (clean == NULL) {
        return;
    }
    pixDestroy(&clean->grey);
    boxaDestroy(&clean->codes);
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

/* Replaces the picture unless the step failed: a page less clean is still a page. */
static void
take_step(PIX **picture, PIX *better)
{
    if (better != NULL) {
        pixDestroy(picture);
        *picture = better;
    }
}

/* ---- cleaning ---- */

/* A page on its way: the reduced copy, until letters too small on it ask for the full size. */
typedef struct Work {
    PIX *page;   /* as stored; borrowed */
    PIX *colour; /* 1 bit: what is coloured on the reduced copy; NULL: nothing */
    PIX *grey;
    PIX *ink;   /* of the reduced copy, turned level */
    PIX *blots; /* what is no text on the reduced copy before it is turned; NULL: none */
    int reduction; /* pixels of the page per pixel of grey */
    Light light;
    bool is_framed;
    Corner frame[4]; /* pixels of the reduced copy */
    int text_height; /* pixels of grey */
} Work;

static void
work_clear(Work *work)
{
    pixDestroy(&work->colour);
    pixDestroy(&work->grey);
    pixDestroy(&work->ink);
    pixDestroy(&work->blots);
    light_clear(&work->light);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Work, work_clear)

static bool
start(Work *work)
{
    g_autoptr(PIX) reduced = light_reduce(work->page, &work->reduction);
    work->grey = reduced != NULL ? light_grey(reduced) : NULL;
    if (work->grey != NULL && pixGetDepth(reduced) == 32) {
        work->colour = blots_colour(reduced);
    }
    return work->grey != NULL;
}

static void
cut_sheet(Work *work, Upright *upright)
{
    int width = 0;
    int height = 0;
    SheetKind kind = sheet_find(work->grey, work->frame);
    work->is_framed = kind == SHEET_FRAMED;
    if (kind != SHEET_ASLANT) {
        return;
    }
    sheet_size(work->frame, &width, &height);
    PIX *sheet = sheet_straighten(work->grey, work->frame, width, height);
    if (sheet == NULL) {
        return;
    }
    take_step(&work->grey, sheet);
    upright_cut(upright, work->frame, work->reduction);
    if (work->colour != NULL) {
        take_step(
            &work->colour, sheet_straighten(work->colour, work->frame, width, height));
    }
}

/* The frame is blanked after the light is measured, which white edges would mislead. */
static void
even_light(Work *work)
{
    light_measure(work->grey, &work->light);
    light_even(work->grey, &work->light);
    if (work->is_framed) {
        sheet_blank(work->grey, work->frame);
    }
}

/* Starts again from the full size, where letters are too small on the reduced copy. */
static void
take_full_size(Work *work, const Upright *upright)
{
    g_autoptr(PIX) full = light_grey(work->page);
    if (full != NULL && upright->is_cut) {
        take_step(&full, sheet_straighten(full, upright->corners, upright->sheet_width,
                             upright->sheet_height));
    }
    if (full == NULL) {
        return;
    }
    light_even(full, &work->light);
    if (work->is_framed) {
        const Corner *c = work->frame;
        const int n = work->reduction;
        const Corner frame[4] = {{c[0].x * n, c[0].y * n}, {c[1].x * n, c[1].y * n},
            {c[2].x * n, c[2].y * n}, {c[3].x * n, c[3].y * n}};
        sheet_blank(full, frame);
    }
    if (work->blots != NULL) {
        g_autoptr(PIX) blots = pixExpandReplicate(work->blots, work->reduction);
        pixSetMasked(full, blots, 255);
    }
    take_step(&work->grey, g_steal_pointer(&full));
    work->text_height *= work->reduction;
    work->reduction = 1;
}

/* Scales before it turns, which costs less. */
static void
fit_to_text(Work *work, CleanPage *clean)
{
    if (work->reduction > 1 && work->text_height < TEXT_HEIGHT * (1 - SCALE_NEAR)) {
        take_full_size(work, &clean->upright);
    }
    double width = pixGetWidth(work->grey);
    double most = sqrt(PAGE_MOST_PIXELS / (width * pixGetHeight(work->grey)));
    double scale = CLAMP((double)TEXT_HEIGHT / work->text_height,
        SCALE_LEAST * work->reduction, SCALE_MOST * work->reduction);
    scale = MIN(scale, MAX(most, 1));
    clean->scale = 1.0 / work->reduction;
    if (fabs(scale - 1) > SCALE_NEAR) {
        /* without leptonica's usual sharpening, which here costs more errors than it mends */
        take_step(
            &work->grey, pixScaleGeneral(work->grey, (float)scale, (float)scale, 0, 0));
        clean->scale *= pixGetWidth(work->grey) / width;
    }
    clean->text_height = (int)lround(work->text_height * work->reduction * clean->scale);
    take_step(&work->grey,
        turn_by(work->grey, clean->upright.quarter_turns, clean->upright.skew));
}

/* How the page lies, told by its ink. */
static void
find_direction(Work *work, BOXA **marks, CleanPage *clean)
{
    g_autoptr(PIX) letters = marks_letters(work->ink, work->text_height);
    Upright *upright = &clean->upright;
    turn_measure(letters != NULL ? letters : work->ink, *marks, work->text_height,
        &upright->quarter_turns, &upright->skew);
    if (upright->quarter_turns != 0) {
        take_step(&work->ink, pixRotateOrth(work->ink, upright->quarter_turns));
        BOXA *level = pixConnCompBB(work->ink, 8);
        boxaDestroy(marks);
        *marks = level;
        int text_height = level != NULL ? marks_text_height(level) : 0;
        work->text_height = text_height != 0 ? text_height : work->text_height;
    }
    if (turn_is_over(work->ink, *marks, work->text_height)) {
        upright->quarter_turns = (upright->quarter_turns + 2) % 4;
    }
}

/* Coloured stamps, where the whole of the reduced copy still lies as it was stored. */
static void
remove_stamps(Work *work)
{
    if (work->colour == NULL) {
        return;
    }
    work->blots = blots_coloured(work->colour, work->grey, work->ink, work->text_height);
    if (work->blots != NULL) {
        pixSetMasked(work->grey, work->blots, 255);
        pixSubtract(work->ink, work->ink, work->blots);
    }
}

/* What is no text, of the letters' colour: on the straight page, where rulings are level. */
static void
remove_foreign(PIX *grey, int text_height, Foreign foreign)
{
    g_autoptr(PIX) ink =
        foreign.rules || foreign.blots || foreign.specks ? light_ink(grey, NULL) : NULL;
    if (ink == NULL) {
        return;
    }
    if (foreign.rules) {
        rules_remove(grey, ink, text_height);
    }
    if (foreign.blots) {
        blots_remove(grey, ink, text_height);
    }
    if (foreign.specks) {
        specks_remove(grey, ink);
    }
}

/* The page that is read, from the evenly lit copy and what its marks tell. */
static void
make_readable(Work *work, CleanPage *clean)
{
    g_autoptr(BOXA) marks = pixConnCompBB(work->ink, 8);
    work->text_height = marks != NULL ? marks_text_height(marks) : 0;
    if (work->text_height == 0) {
        return;
    }
    Foreign foreign = marks_foreign(marks, work->text_height);
    if (foreign.specks) {
        specks_clear(work->ink, marks);
    }
    remove_stamps(work);
    find_direction(work, &marks, clean);
    fit_to_text(work, clean);
    light_contrast(work->grey, &work->light);
    remove_foreign(work->grey, clean->text_height, foreign);
}

CleanPage *
image_clean(PIX *page, bool may_cut)
{
    g_autoptr(CleanPage) clean = g_new0(CleanPage, 1);
    g_auto(Work) work = {.page = page};
    clean->scale = 1;
    clean->upright.sheet_width = pixGetWidth(page);
    clean->upright.sheet_height = pixGetHeight(page);
    if (!start(&work)) {
        return NULL;
    }
    if (may_cut) {
        cut_sheet(&work, &clean->upright);
    }
    even_light(&work);
    work.ink = light_ink(work.grey, &work.light);
    if (work.ink != NULL) {
        clean->codes =
            upright_stored(&clean->upright, marks_code_places(work.ink, work.reduction));
        make_readable(&work, clean);
    }
    clean->grey = g_steal_pointer(&work.grey);
    return g_steal_pointer(&clean);
}

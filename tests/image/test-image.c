/* test-image.c - each step that makes a page fit to be read, on pictures whose fault is known.
 *
 * The pictures are made from one letter of a few lines by the fault alone: what was done to it is
 * what must be found, and what is left must be the letter.
 */
#include "image/inside.h"
#include <math.h>

enum { PAGE_WIDTH = 1654, PAGE_HEIGHT = 2339 }; /* A4 at 200 dpi */

/* The letter's lines three times over on a white A4 page, so that a page is there to be measured;
 * not one under the other, where they would make columns. */
static PIX *
letter_page(void)
{
    g_autoptr(PIX) stored = pixRead("tests/read/pages/letter.png");
    g_autoptr(PIX) letter = pixConvertTo8(stored, 0);
    g_assert_nonnull(letter);
    PIX *page = pixCreate(PAGE_WIDTH, PAGE_HEIGHT, 8);
    pixSetAllArbitrary(page, 255);
    int width = MIN(pixGetWidth(letter), PAGE_WIDTH - 200);
    int height = pixGetHeight(letter);
    for (int i = 0; i < 3; i++) {
        pixRasterop(page, 150 - 50 * i, 150 + i * (height + 13), width, height, PIX_SRC,
            letter, pixGetWidth(letter) - width, 0);
    }
    return page;
}

/* Ink of the page as it was, brought to the size it is read in. */
static double
share_of_ink_kept(PIX *before, PIX *after)
{
    g_autoptr(PIX) resized =
        pixScaleToSize(before, pixGetWidth(after), pixGetHeight(after));
    g_autoptr(PIX) was = pixThresholdToBinary(resized, 100);
    g_autoptr(PIX) is = pixThresholdToBinary(after, 190);
    g_autoptr(PIX) both = pixAnd(NULL, was, is);
    l_int32 all = 0;
    l_int32 kept = 0;
    pixCountPixels(was, &all, NULL);
    pixCountPixels(both, &kept, NULL);
    return (double)kept / MAX(all, 1);
}

/* Ink where the letter had none. */
static int
foreign_ink(PIX *before, PIX *after)
{
    g_autoptr(PIX) resized =
        pixScaleToSize(before, pixGetWidth(after), pixGetHeight(after));
    g_autoptr(PIX) was = pixThresholdToBinary(resized, 245);
    g_autoptr(PIX) near = pixDilateBrick(NULL, was, 5, 5);
    g_autoptr(PIX) is = pixThresholdToBinary(after, 128);
    pixSubtract(is, is, near);
    l_int32 foreign = 0;
    pixCountPixels(is, &foreign, NULL);
    return foreign;
}

static void
draw_line(PIX *page, int x, int y, int to_x, int to_y, int width)
{
    PTA *points = generatePtaWideLine(x, y, to_x, to_y, width);
    if (pixGetDepth(page) == 32) {
        pixRenderPtaArb(page, points, 40, 60, 190);
    } else {
        pixRenderPtaArb(page, points, 20, 20, 20);
    }
    ptaDestroy(&points);
}

static void
draw_ring(PIX *page, int x, int y, int radius)
{
    for (int i = 0; i < 120; i++) {
        double a = i * G_PI / 60;
        double b = (i + 1) * G_PI / 60;
        draw_line(page, x + (int)(radius * cos(a)), y + (int)(radius * sin(a)),
            x + (int)(radius * cos(b)), y + (int)(radius * sin(b)), 5);
    }
}

/* ---- how it lies ---- */

static void
test_turned(void)
{
    for (int quarters = 0; quarters < 4; quarters++) {
        g_autoptr(PIX) page = letter_page();
        g_autoptr(PIX) lying = pixRotateOrth(page, quarters);
        g_autoptr(CleanPage) clean = image_clean(lying, true);
        g_assert_cmpint(clean->upright.quarter_turns, ==, (4 - quarters) % 4);
        g_assert_cmpfloat(share_of_ink_kept(page, clean->grey), >, 0.9);
    }
}

static void
test_latin(void)
{
    static char text[] = "Dear Sir, I am writing to ask for the support of the society. "
                         "My husband has been ill for a long time and cannot work. "
                         "We live in a small flat and the bills have not been paid. "
                         "I would be thankful for your help and for a quick reply. "
                         "All that you asked for is attached to this letter below.";
    L_BMF *font = bmfCreate(NULL, 20);
    g_autoptr(PIX) page = pixCreate(1240, 1754, 8);
    pixSetAllArbitrary(page, 255);
    for (int i = 0; i < 4; i++) {
        pixSetTextblock(page, font, text, 0, 100, 100 + i * 300, 1000, 0, NULL);
    }
    bmfDestroy(&font);
    g_autoptr(PIX) over = pixRotate180(NULL, page);
    g_autoptr(CleanPage) upright = image_clean(page, true);
    g_autoptr(CleanPage) turned = image_clean(over, true);
    g_assert_cmpint(upright->upright.quarter_turns, ==, 0);
    g_assert_cmpint(turned->upright.quarter_turns, ==, 2);
}

static void
test_skew(void)
{
    static const double angles[] = {0, 0.2, 0.7, -1, 3, -3, 8};
    for (gsize i = 0; i < G_N_ELEMENTS(angles); i++) {
        g_autoptr(PIX) page = letter_page();
        g_autoptr(PIX) askew = turn_by(page, 0, angles[i]);
        g_autoptr(CleanPage) clean = image_clean(askew, true);
        /* what is hardly askew is left alone */
        double expected = fabs(angles[i]) < 0.4 ? 0 : -angles[i];
        g_assert_cmpfloat(fabs(clean->upright.skew - expected), <, 0.15);
        g_assert_cmpint(clean->upright.quarter_turns, ==, 0);
    }
}

static void
test_scale(void)
{
    static const float scales[] = {0.6F, 0.8F, 1, 1.5F, 2};
    for (gsize i = 0; i < G_N_ELEMENTS(scales); i++) {
        g_autoptr(PIX) page = letter_page();
        g_autoptr(PIX) scaled = pixScaleGeneral(page, scales[i], scales[i], 0, 0);
        g_autoptr(CleanPage) clean = image_clean(scaled, true);
        g_assert_cmpint(ABS(clean->text_height - TEXT_HEIGHT), <=, 2);
        g_assert_cmpfloat(
            fabs(pixGetWidth(clean->grey) - clean->scale * pixGetWidth(scaled)), <, 2);
    }
}

/* ---- light ---- */

/* Each level times a factor that falls from the left to the right. */
static void
darken(PIX *page, double left, double right)
{
    int width = pixGetWidth(page);
    for (int y = 0; y < pixGetHeight(page); y++) {
        for (int x = 0; x < width; x++) {
            l_uint32 level = 0;
            pixGetPixel(page, x, y, &level);
            double factor = left + (right - left) * x / width;
            pixSetPixel(page, x, y, (l_uint32)(level * factor));
        }
    }
}

static void
test_light(void)
{
    static const struct {
        double left, right;
    } lights[] = {{1, 1}, {0.9, 0.4}, {0.35, 0.35}, {0.3, 1}};
    for (gsize i = 0; i < G_N_ELEMENTS(lights); i++) {
        g_autoptr(PIX) page = letter_page();
        g_autoptr(PIX) dark = pixCopy(NULL, page);
        darken(dark, lights[i].left, lights[i].right);
        g_autoptr(CleanPage) clean = image_clean(dark, true);
        l_uint32 paper = 0;
        pixGetRankValue(clean->grey, 1, 0.2F, &paper);
        g_assert_cmpuint(paper, ==, 255);
        g_assert_cmpint(foreign_ink(page, clean->grey), <, 50);
        g_assert_cmpfloat(share_of_ink_kept(page, clean->grey), >, 0.9);
    }
}

/* Grey letters on grey paper come out dark on white. */
static void
test_faint(void)
{
    g_autoptr(PIX) page = letter_page();
    g_autoptr(PIX) faint = pixCopy(NULL, page);
    pixMultConstantGray(faint, 0.2F);
    pixAddConstantGray(faint, 185); /* 185 … 236 */
    g_autoptr(CleanPage) clean = image_clean(faint, true);
    l_uint32 ink = 255;
    pixGetRankValue(clean->grey, 1, 0.005F, &ink);
    g_assert_cmpuint(ink, <, 110);
    g_assert_cmpfloat(share_of_ink_kept(page, clean->grey), >, 0.9);
}

/* ---- the sheet ---- */

static void
test_frame(void)
{
    g_autoptr(PIX) page = letter_page();
    g_autoptr(PIX) framed = pixCopy(NULL, page);
    pixRasterop(framed, 0, 0, 70, PAGE_HEIGHT, PIX_CLR, NULL, 0, 0);
    pixRasterop(framed, 0, PAGE_HEIGHT - 90, PAGE_WIDTH, 90, PIX_CLR, NULL, 0, 0);
    Corner corners[4];
    g_assert_cmpint(sheet_find(framed, corners), ==, SHEET_FRAMED);
    g_assert_cmpfloat(fabs(corners[0].x - 70), <, 14);
    g_assert_cmpfloat(fabs(corners[2].y - (PAGE_HEIGHT - 90)), <, 14);
    g_assert_cmpint(sheet_find(page, corners), ==, SHEET_WHOLE);
    g_autoptr(CleanPage) clean = image_clean(framed, true);
    g_assert_false(clean->upright.is_cut);
    g_assert_cmpint(foreign_ink(page, clean->grey), <, 20);
    g_assert_cmpfloat(share_of_ink_kept(page, clean->grey), >, 0.9);
}

static const Corner aslant[4] = {{260, 200}, {1700, 150}, {1850, 2250}, {120, 2330}};

/* The page as a camera sees it on a dark table, under a light that falls off. */
static PIX *
photo_of(PIX *page)
{
    PIX *photo = pixCreate(2000, 2500, 8);
    pixSetAllArbitrary(photo, 50);
    for (int y = 0; y < 2500; y++) {
        for (int x = 0; x < 2000; x++) {
            Corner at = sheet_place(aslant, PAGE_WIDTH, PAGE_HEIGHT, (Corner){x, y});
            l_uint32 level = 0;
            if (pixGetPixel(page, (int)at.x, (int)at.y, &level) == 0 && at.x >= 0 &&
                at.y >= 0 && at.x < PAGE_WIDTH && at.y < PAGE_HEIGHT) {
                pixSetPixel(photo, x, y, level);
            }
        }
    }
    darken(photo, 0.9, 0.5);
    return photo;
}

static void
test_photo(void)
{
    g_autoptr(PIX) page = letter_page();
    g_autoptr(PIX) photo = photo_of(page);
    g_autoptr(CleanPage) clean = image_clean(photo, true);
    g_assert_true(clean->upright.is_cut);
    for (int i = 0; i < 4; i++) {
        g_assert_cmpfloat(fabs(clean->upright.corners[i].x - aslant[i].x), <, 16);
        g_assert_cmpfloat(fabs(clean->upright.corners[i].y - aslant[i].y), <, 16);
    }
    int width = 0;
    int height = 0;
    upright_size(&clean->upright, &width, &height);
    g_assert_cmpfloat(fabs(pixGetWidth(clean->grey) - width * clean->scale), <, 2);
    /* a place of the photo lies where the straightened picture shows it */
    Corner middle = upright_place(
        &clean->upright, sheet_source(aslant, PAGE_WIDTH, PAGE_HEIGHT,
                             (Corner){PAGE_WIDTH / 2.0, PAGE_HEIGHT / 3.0}));
    g_assert_cmpfloat(fabs(middle.x / width - 0.5), <, 0.01);
    g_assert_cmpfloat(fabs(middle.y / height - 1 / 3.0), <, 0.01);
    g_autoptr(PIX) shown = image_upright(photo, &clean->upright, 1000);
    g_assert_cmpfloat(
        fabs((double)pixGetHeight(shown) / pixGetWidth(shown) - (double)height / width),
        <, 0.01);
}

static void
test_places(void)
{
    static const struct {
        int quarter_turns;
        Corner expected; /* of (10, 20) on a page of 100 × 200 */
    } table[] = {{0, {10, 20}}, {1, {180, 10}}, {2, {90, 180}}, {3, {20, 90}}};
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        Upright upright = {.sheet_width = 100,
            .sheet_height = 200,
            .quarter_turns = table[i].quarter_turns};
        Corner at = upright_place(&upright, (Corner){10, 20});
        g_assert_cmpfloat(fabs(at.x - table[i].expected.x), <, 1e-6);
        g_assert_cmpfloat(fabs(at.y - table[i].expected.y), <, 1e-6);
    }
    Corner there = sheet_place(aslant, 300, 400, aslant[2]);
    g_assert_cmpfloat(hypot(there.x - 300, there.y - 400), <, 1e-6);
    Corner back = sheet_source(aslant, 300, 400, there);
    g_assert_cmpfloat(hypot(back.x - aslant[2].x, back.y - aslant[2].y), <, 1e-6);
}

/* ---- what is no text ---- */

static void
test_rules(void)
{
    g_autoptr(PIX) page = letter_page();
    g_autoptr(PIX) form = pixCopy(NULL, page);
    for (int y = 120; y < 1800; y += 160) {
        draw_line(form, 90, y, PAGE_WIDTH - 90, y, 4);
    }
    draw_line(form, 90, 120, 90, 1720, 4);
    draw_line(form, PAGE_WIDTH - 90, 120, PAGE_WIDTH - 90, 1720, 4);
    g_autoptr(CleanPage) clean = image_clean(form, true);
    g_assert_cmpint(foreign_ink(page, clean->grey), <, 400);
    g_assert_cmpfloat(share_of_ink_kept(page, clean->grey), >, 0.85);
}

static void
test_stamps(void)
{
    for (int colour = 0; colour < 2; colour++) {
        g_autoptr(PIX) page = letter_page();
        g_autoptr(PIX) stamped = colour != 0 ? pixConvertTo32(page) : pixCopy(NULL, page);
        int y = colour != 0 ? 500 : 1900; /* a black one stands clear of the letters */
        draw_ring(stamped, 700, y, 190);
        draw_ring(stamped, 700, y, 150);
        g_autoptr(CleanPage) clean = image_clean(stamped, true);
        g_assert_cmpint(foreign_ink(page, clean->grey), <, 100);
        g_assert_cmpfloat(share_of_ink_kept(page, clean->grey), >, 0.85);
    }
}

/* A letter written in colour is text, and so is a coloured line at its head. */
static void
test_coloured_text(void)
{
    g_autoptr(PIX) page = letter_page();
    for (int whole = 0; whole < 2; whole++) {
        g_autoptr(PIX) written = pixConvertTo32(page);
        g_autoptr(PIX) mask = pixThresholdToBinary(page, 160);
        if (whole == 0) {
            pixRasterop(mask, 0, 260, PAGE_WIDTH, PAGE_HEIGHT, PIX_CLR, NULL, 0, 0);
        }
        pixSetMasked(written, mask, 0x2040c000);
        g_autoptr(CleanPage) clean = image_clean(written, true);
        g_assert_cmpfloat(share_of_ink_kept(page, clean->grey), >, 0.9);
    }
}

static void
test_dust(void)
{
    g_autoptr(PIX) page = letter_page();
    g_autoptr(PIX) dusty = pixCopy(NULL, page);
    guint32 seed = 7;
    for (int i = 0; i < 25000; i++) {
        seed = seed * 1664525 + 1013904223;
        int x = (int)((seed >> 8) % PAGE_WIDTH);
        seed = seed * 1664525 + 1013904223;
        pixSetPixel(dusty, x, (int)((seed >> 8) % PAGE_HEIGHT), 0);
    }
    int before = foreign_ink(page, dusty);
    g_autoptr(CleanPage) clean = image_clean(dusty, true);
    g_assert_cmpint(foreign_ink(page, clean->grey) * 5, <, before);
    g_assert_cmpfloat(share_of_ink_kept(page, clean->grey), >, 0.85);
}

/* Lines of text hold no codes; where there is one, its place is told and covers it. */
static void
test_code_places(void)
{
    g_autoptr(PIX) page = letter_page();
    g_autoptr(CleanPage) without = image_clean(page, true);
    g_assert_cmpint(boxaGetCount(without->codes), ==, 0);
    g_autoptr(PIX) stored = pixRead("tests/read/pages/code.png");
    g_autoptr(PIX) code = pixConvertTo8(stored, 0);
    pixRasterop(page, 1100, 2000, 222, 222, PIX_SRC, code, 0, 0);
    g_autoptr(CleanPage) with = image_clean(page, true);
    g_assert_cmpint(boxaGetCount(with->codes), ==, 1);
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;
    boxaGetBoxGeometry(with->codes, 0, &x, &y, &width, &height);
    g_assert_cmpint(x, <=, 1100);
    g_assert_cmpint(y, <=, 2000);
    g_assert_cmpint(x + width, >=, 1322);
    g_assert_cmpint(y + height, >=, 2222);
}

/* Nothing is found where there is nothing, and nothing breaks. */
static void
test_empty(void)
{
    static const int sizes[][2] = {{1, 1}, {3, 400}, {500, 2}, {60, 60}, {2480, 3508}};
    for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
        for (int depth = 8; depth <= 32; depth += 24) {
            g_autoptr(PIX) page = pixCreate(sizes[i][0], sizes[i][1], depth);
            pixSetAllArbitrary(page, 0xf0f0f0f0);
            g_autoptr(CleanPage) clean = image_clean(page, true);
            g_assert_nonnull(clean);
            g_assert_cmpint(clean->text_height, ==, 0);
            g_autoptr(PIX) shown = image_upright(page, &clean->upright, 100);
            g_assert_true(shown != NULL || MIN(sizes[i][0], sizes[i][1]) < 60);
        }
    }
}

int
main(int argc, char **argv)
{
    setMsgSeverity(L_SEVERITY_NONE);
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/image/turned", test_turned);
    g_test_add_func("/image/latin", test_latin);
    g_test_add_func("/image/skew", test_skew);
    g_test_add_func("/image/scale", test_scale);
    g_test_add_func("/image/light", test_light);
    g_test_add_func("/image/faint", test_faint);
    g_test_add_func("/image/frame", test_frame);
    g_test_add_func("/image/photo", test_photo);
    g_test_add_func("/image/places", test_places);
    g_test_add_func("/image/rules", test_rules);
    g_test_add_func("/image/stamps", test_stamps);
    g_test_add_func("/image/coloured-text", test_coloured_text);
    g_test_add_func("/image/dust", test_dust);
    g_test_add_func("/image/code-places", test_code_places);
    g_test_add_func("/image/empty", test_empty);
    return g_test_run();
}

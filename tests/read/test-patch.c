/* test-patch.c - PATCH codes: which of the six, in any direction; and nothing else is one. */
#include "read/inside.h"

#include <string.h>

enum { WIDTH = 1240, HEIGHT = 1754 }; /* A4 at 150 dpi */

/* From the leading edge on, W a wide bar and N a narrow one, as Kodak's table has the edges. */
static const struct {
    const char *name, *bars, *turned;
} patches[] = {{"1", "WWNN", "6"}, {"2", "WNNW", "2"}, {"3", "WNWN", "T"},
    {"4", "NWWN", "4"}, {"6", "NNWW", "1"}, {"T", "NWNW", "3"}};

static void
fill(PIX *page, int x, int y, int width, int height)
{
    g_autoptr(PIX) bar = pixCreate(width, height, 8);
    pixSetAllArbitrary(bar, 30);
    pixRasterop(page, x, y, width, height, PIX_SRC, bar, 0, 0);
}

/* Bars so long, one under the other; unit: pixels of a narrow one. */
static PIX *
sheet_with(const char *bars, double unit, int length)
{
    PIX *page = pixCreate(WIDTH, HEIGHT, 8);
    pixSetAllArbitrary(page, 245);
    double y = 100;
    for (; *bars != '\0'; bars++) {
        double height = (*bars == 'W' ? 2.5 : 1) * unit;
        fill(page, 300, (int)y, length, (int)(y + height) - (int)y);
        y += height + unit;
    }
    return page;
}

/* What is seen on a page, which is taken; "" when nothing is. */
static char *
seen_on(PIX *take_page)
{
    g_autoptr(PIX) page = take_page;
    g_autoptr(Reading) reading = reading_new(1);
    patch_find(page, reading);
    g_assert_cmpuint(reading->codes->len, <=, 1);
    if (reading->codes->len == 0)
        return g_strdup("");
    const Code *code = reading->codes->pdata[0];
    g_assert_cmpstr(code->type, ==, "PATCH");
    g_assert_cmpint(code->x, >=, 0);
    g_assert_cmpint(code->x + code->width, <=, pixGetWidth(page));
    g_assert_cmpint(code->y + code->height, <=, pixGetHeight(page));
    return g_strdup(code->text);
}

static void
check(PIX *take_page, const char *name)
{
    g_autofree char *seen = seen_on(take_page);
    g_assert_cmpstr(seen, ==, name);
}

static PIX *
turned(PIX *take_page, int quarters)
{
    g_autoptr(PIX) page = take_page;
    return pixRotateOrth(page, quarters);
}

static PIX *
askew(PIX *take_page, double degrees)
{
    g_autoptr(PIX) page = take_page;
    return pixRotate(
        page, (float)(degrees * G_PI / 180), L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0);
}

static PIX *
as_large(PIX *take_page, float scale)
{
    g_autoptr(PIX) page = take_page;
    return pixScale(page, scale, scale);
}

static PIX *
as_ink(PIX *take_page)
{
    g_autoptr(PIX) page = take_page;
    return pixThresholdToBinary(page, 128);
}

static void
test_kinds(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(patches); i++) {
        const char *bars = patches[i].bars, *name = patches[i].name;
        check(sheet_with(bars, 12, 300), name);
        check(sheet_with(bars, 12, 700), name);
        check(sheet_with(bars, 10, 300), name); /* printed smaller */
        check(sheet_with(bars, 15, 500), name);
        check(askew(sheet_with(bars, 12, 400), 2), name);
        check(askew(sheet_with(bars, 12, 400), -3), name);
        check(as_large(sheet_with(bars, 12, 300), 2), name); /* 300 dpi */
        check(as_large(sheet_with(bars, 12, 300), 0.6F), name);
        check(as_ink(sheet_with(bars, 12, 300)), name);
        check(turned(sheet_with(bars, 12, 300), 2), patches[i].turned);
        g_autofree char *across = seen_on(turned(sheet_with(bars, 12, 300), 1));
        g_assert_true(
            strcmp(across, name) == 0 || strcmp(across, patches[i].turned) == 0);
    }
}

/* A stroke through the bars, and dust. */
static void
test_creased(void)
{
    PIX *page = sheet_with("NWNW", 12, 400);
    fill(page, 500, 90, 3, 150);
    check(page, "T");
}

static void
test_nothing(void)
{
    check(sheet_with("", 12, 300), "");
    check(sheet_with("NWN", 12, 300), "");  /* a bar is missing */
    check(sheet_with("NNNN", 12, 300), ""); /* a table's rules */
    check(sheet_with("WWWW", 12, 300), "");
    check(sheet_with("NWNW", 12, 120), "");  /* too short: a flag, a logo */
    check(sheet_with("NWNW", 3, 700), "");   /* too small: lines of text */
    check(sheet_with("NWNW", 24, 700), "");  /* too large */
    PIX *page = pixCreate(WIDTH, HEIGHT, 8); /* lines of writing */
    pixSetAllArbitrary(page, 245);
    for (int y = 100; y < 1600; y += 26)
        for (int x = 100; x < 1100; x += 9)
            fill(page, x, y + x * 7 % 5, 5, 8 + x * 13 % 7);
    check(page, "");
    check(pixCreate(1, 1, 8), "");
}

/* Frames, tables, stripes and blots of any size. */
static void
test_drawn(void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(13);
    for (int round = 0; round < 150; round++) {
        PIX *page = sheet_with("", 12, 300);
        for (int n = g_rand_int_range(rand, 1, 60); n > 0; n--) {
            bool flat = g_rand_boolean(rand);
            int length = g_rand_int_range(rand, 10, 1200);
            int thick = g_rand_int_range(rand, 2, 40);
            fill(page, g_rand_int_range(rand, 0, WIDTH),
                g_rand_int_range(rand, 0, HEIGHT), flat ? length : thick,
                flat ? thick : length);
        }
        check(page, "");
    }
}

int
main(int argc, char **argv)
{
    setMsgSeverity(L_SEVERITY_NONE);
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/read/patch/kinds", test_kinds);
    g_test_add_func("/read/patch/creased", test_creased);
    g_test_add_func("/read/patch/nothing", test_nothing);
    g_test_add_func("/read/patch/drawn", test_drawn);
    return g_test_run();
}

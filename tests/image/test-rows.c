/* test-rows.c - where lines of text stand: drawn marks in rows, beside each other, sloping, close, with dots between. */
#include "image/image.h"

static PIX *
paper(void)
{
    PIX *pix = pixCreate(1200, 800, 8);
    pixSetAllArbitrary(pix, 255);
    return pix;
}

static void
box(PIX *pix, int x, int y, int width, int height)
{
    pixRasterop(pix, x, y, width, height, PIX_CLR, NULL, 0, 0);
}

/* Letters on a baseline that drops by `slope` pixels over each hundred: joined strokes, tall ones, dots above and below. */
static void
line(PIX *pix, int x, int right, int baseline, double slope)
{
    for (int i = 0; x < right; x += 26, i++) {
        int y = baseline + (int)(slope * x / 100);
        box(pix, x, y - 6, 22, 6);
        box(pix, x, y - 14, 4, 14);
        if (i % 3 == 0) {
            box(pix, x + 10, y - 24, 4, 24);
        }
        if (i % 2 == 0) {
            box(pix, x + 8, y + 7, 4, 4);
        }
    }
}

static void
check_middles(PIX *grey, const int *middles, guint count)
{
    g_autoptr(TextRows) rows = text_rows_find(grey);
    g_assert_nonnull(rows);
    g_assert_cmpuint(text_rows(rows)->len, ==, count);
    for (guint i = 0; i < count; i++) {
        const TextRow *row = &g_array_index(text_rows(rows), TextRow, i);
        g_assert_cmpint(ABS(row->middle - middles[i]), <=, 9);
        g_assert_cmpint(row->y, <, row->middle);
        g_assert_cmpint(row->y + row->height, >, row->middle);
    }
}

static void
test_lines(void)
{
    g_autoptr(PIX) page = paper();
    const int middles[] = {95, 127, 159, 255, 287};
    for (gsize i = 0; i < G_N_ELEMENTS(middles); i++) {
        line(page, 100, i == 2 ? 400 : 1100, middles[i] + 5, 0);
    }
    check_middles(page, middles, G_N_ELEMENTS(middles));
    g_autoptr(TextRows) rows = text_rows_find(page);
    const bool ends[] = {false, false, true, false, true};
    for (guint i = 0; i < G_N_ELEMENTS(ends); i++) {
        g_assert_true(g_array_index(text_rows(rows), TextRow, i).ends_block == ends[i]);
    }
    g_assert_cmpint(g_array_index(text_rows(rows), TextRow, 2).x, ==, 100);
    g_assert_cmpint(g_array_index(text_rows(rows), TextRow, 2).width, <, 330);
}

/* A header: two blocks whose lines stand at heights of their own. */
static void
test_side_by_side(void)
{
    g_autoptr(PIX) page = paper();
    line(page, 800, 1100, 100, 0);
    line(page, 800, 1100, 140, 0);
    line(page, 100, 300, 120, 0);
    const int middles[] = {95, 115, 135};
    check_middles(page, middles, G_N_ELEMENTS(middles));
}

static void
test_slope(void)
{
    g_autoptr(PIX) page = paper();
    line(page, 60, 1140, 100, 0.6);
    line(page, 60, 1140, 134, 0.6);
    g_autoptr(TextRows) rows = text_rows_find(page);
    g_assert_cmpuint(text_rows(rows)->len, ==, 2);
    g_assert_cmpint(g_array_index(text_rows(rows), TextRow, 0).width, >, 1050);
}

static void
test_nothing(void)
{
    g_autoptr(PIX) page = paper();
    check_middles(page, NULL, 0);
    box(page, 300, 300, 3, 3); /* dust */
    check_middles(page, NULL, 0);
}

/* A line is cut without the tails of the one above. */
static void
test_cut(void)
{
    g_autoptr(PIX) page = paper();
    line(page, 100, 1100, 100, 0);
    line(page, 100, 1100, 132, 0);
    box(page, 600, 94, 10, 20); /* hangs from the first */
    g_autoptr(TextRows) rows = text_rows_find(page);
    g_assert_cmpuint(text_rows(rows)->len, ==, 2);
    g_autoptr(PIX) part = text_rows_cut(rows, page, 1, 590, 100, 30, 40);
    g_assert_nonnull(part);
    l_uint32 value = 0;
    pixGetPixel(part, 15, 8, &value);
    g_assert_cmpuint(value, ==, 255);
    g_autoptr(PIX) own = text_rows_cut(rows, page, 0, 590, 100, 30, 40);
    pixGetPixel(own, 15, 8, &value);
    g_assert_cmpuint(value, ==, 0);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rows/lines", test_lines);
    g_test_add_func("/rows/side-by-side", test_side_by_side);
    g_test_add_func("/rows/slope", test_slope);
    g_test_add_func("/rows/nothing", test_nothing);
    g_test_add_func("/rows/cut", test_cut);
    return g_test_run();
}

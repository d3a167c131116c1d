/* test-cut.c - pages out of a scan: as they are, the same at each time, and nothing of the others. */
#include "base/base.h"
#include "divide/cut.h"
#include "image/image.h"

#include <qpdf/qpdf-c.h>
#include <string.h>

/* ---- scans ---- */

/* Three pages, each with a picture of its own; how their pictures are named is given. */
typedef struct Way {
    const char *name;
    const char *inherited;    /* of the pages' parent */
    const char *page, *draws; /* of a page; %d is its number */
    bool shares; /* the pictures of others cannot be told apart, and come along */
} Way;

static const Way ways[] = {
    {"each its own", "", "/Resources << /XObject << /Im 1%d 0 R >> >>", "q /Im Do Q",
        false},
    {"all named at every page",
        "/Resources << /XObject << /Im1 11 0 R /Im2 12 0 R /Im3 13 0 R >> >>", "",
        "q /Im%d Do Q", false},
    {"one name begins another", "",
        "/Resources << /XObject << /Im%d 1%d 0 R /Im 12 0 R >> >>", "q/Im%d Do Q", false},
    {"a name written in another way",
        "/Resources << /XObject << /Im1 11 0 R /Im2 12 0 R /Im3 13 0 R >> >>", "",
        "q /#49m%d Do Q", true},
};

static char *
filled(const char *pattern, int number)
{
    g_autofree char *digit = g_strdup_printf("%d", number);
    GString *text = g_string_new(pattern);
    g_string_replace(text, "%d", digit, 0);
    return g_string_free(text, false);
}

static GBytes *
scan_of(const Way *way)
{
    GString *pdf =
        g_string_new("%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n");
    g_string_append_printf(pdf,
        "2 0 obj << /Type /Pages /Kids [3 0 R 4 0 R 5 0 R] /Count 3 /MediaBox [0 0 100 "
        "100]"
        " %s >> endobj\n",
        way->inherited);
    for (int i = 1; i <= 3; i++) {
        g_autofree char *page = filled(way->page, i), *draws = filled(way->draws, i);
        g_string_append_printf(pdf,
            "%d 0 obj << /Type /Page /Parent 2 0 R /Contents %d 0 R %s >> endobj\n"
            "%d 0 obj << /Length %zu >> stream\n%s\nendstream endobj\n"
            "%d 0 obj << /Type /XObject /Subtype /Image /Width 8 /Height 1 /ColorSpace "
            "/DeviceGray /BitsPerComponent 8 /Length 8 >> stream\nPICTURE%d\nendstream "
            "endobj\n",
            2 + i, 20 + i, page, 20 + i, strlen(draws), draws, 10 + i, i);
    }
    g_string_append(pdf, "trailer << /Root 1 0 R >>\n%%EOF\n");
    return g_string_free_to_bytes(pdf);
}

static bool
holds(GBytes *bytes, int number)
{
    gsize length = 0;
    g_autofree char *picture = g_strdup_printf("PICTURE%d", number);
    const void *data = g_bytes_get_data(bytes, &length);
    return memmem(data, length, picture, strlen(picture)) != NULL;
}

static GBytes *
cut(GBytes *scan, int first, int last, int n, GError **error)
{
    gsize length = 0;
    const guint8 *bytes = g_bytes_get_data(scan, &length);
    return divide_cut(bytes, length, first, last, n, error);
}

static int
count(GBytes *pdf)
{
    gsize length = 0;
    const char *bytes = g_bytes_get_data(pdf, &length);
    qpdf_data qpdf = qpdf_init();
    g_assert_cmpint(qpdf_read_memory(qpdf, "it", bytes, length, NULL), ==, 0);
    int n = qpdf_get_num_pages(qpdf);
    qpdf_cleanup(&qpdf);
    return n;
}

/* ---- what comes out ---- */

static void
test_cut(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(ways); i++) {
        g_test_message("%s", ways[i].name);
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) scan = scan_of(&ways[i]);
        g_autoptr(GBytes) one = cut(scan, 1, 1, 3, &error);
        g_assert_no_error(error);
        g_autoptr(GBytes) rest = cut(scan, 2, 3, 3, &error);
        g_assert_no_error(error);
        g_autoptr(GBytes) again = cut(scan, 2, 3, 3, &error);
        g_assert_cmpint(count(one), ==, 1);
        g_assert_cmpint(count(rest), ==, 2);
        g_assert_true(g_bytes_equal(rest, again));
        g_assert_true(holds(one, 1) && holds(rest, 2) && holds(rest, 3));
        g_assert_cmpint(holds(one, 3) || holds(rest, 1), ==, ways[i].shares);
    }
}

static void
test_refused(void)
{
    static const int wrong[][3] = {{0, 1, 3}, {1, 4, 3}, {1, 1, 2}, {1, 1, 4}};
    g_autoptr(GBytes) scan = scan_of(&ways[0]);
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) pdf = cut(scan, wrong[i][0], wrong[i][1], wrong[i][2], &error);
        g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
        g_assert_null(pdf);
    }
    for (gsize length = 0; length < g_bytes_get_size(scan); length += 37) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) torn = g_bytes_new_from_bytes(scan, 0, length);
        g_autoptr(GBytes) pdf = cut(torn, 1, 1, 3, &error);
        g_assert_true((pdf == NULL) == (error != NULL));
    }
}

/* ---- blank backs ---- */

static bool
is_blank(PIX *take_pix)
{
    g_autoptr(PIX) pix = take_pix;
    l_uint8 *png = NULL;
    size_t length = 0;
    g_assert_cmpint(pixWriteMemPng(&png, &length, pix, 0), ==, 0);
    bool blank = divide_is_blank(png, length);
    lept_free(png);
    return blank;
}

/* An A4 page at 100 dpi of one grey, with a stroke so long and wide somewhere. */
static PIX *
page_with(guint32 grey, int x, int y, int wide, int high)
{
    PIX *pix = pixCreate(827, 1169, 8);
    pixSetAllArbitrary(pix, grey);
    for (int i = 0; i < wide; i++)
        for (int j = 0; j < high; j++)
            pixSetPixel(pix, x + i, y + j, 90);
    return pix;
}

static void
test_blank(void)
{
    g_assert_true(is_blank(page_with(255, 0, 0, 0, 0)));
    g_assert_true(is_blank(page_with(215, 0, 0, 0, 0)));       /* grey paper */
    g_assert_true(is_blank(page_with(250, 400, 500, 2, 2)));   /* dust */
    g_assert_true(is_blank(page_with(250, 20, 560, 24, 24)));  /* a punched hole */
    g_assert_false(is_blank(page_with(250, 400, 500, 12, 1))); /* a thin stroke */
    g_assert_false(is_blank(page_with(250, 400, 500, 5, 5)));
    g_assert_false(divide_is_blank((const guint8 *)"no picture", 10));
}

int
main(int argc, char **argv)
{
    setMsgSeverity(L_SEVERITY_NONE);
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/divide/cut/pages", test_cut);
    g_test_add_func("/divide/cut/refused", test_refused);
    g_test_add_func("/divide/cut/blank", test_blank);
    return g_test_run();
}

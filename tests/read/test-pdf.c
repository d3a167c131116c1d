/* test-pdf.c - what a PDF page is made of decides what is read: its text, its scans, its drawing.
 *
 * The files are put together here round the scan of tests/read/pages/scan.pdf, so that each case
 * differs in one thing from a page that is known to be read.
 */
#include "locked.h"
#include <allheaders.h>

enum { SCAN_WIDE = 1287, SCAN_HIGH = 490 };
#define SCAN_POINTS "463.32 0 0 176.4"
#define SCAN_BOX "0 0 463.32 176.4"

/* ---- files ---- */

typedef struct Case {
    const char *name;
    const char *box, *rotate;
    const char *before, *matrix, *after; /* of the content; matrix NULL: no scan */
    const char *font;
    const char *picture; /* of the scan's dictionary, instead of the JPEG's */
} Case;

static const char helvetica[] = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>";

static void
add_stream(GString *pdf, int number, const char *dictionary, const void *data, gsize size)
{
    g_string_append_printf(pdf, "%d 0 obj<<%s/Length %" G_GSIZE_FORMAT ">>stream\n",
        number, dictionary, size);
    g_string_append_len(pdf, data, (gssize)size);
    g_string_append(pdf, "\nendstream endobj\n");
}

static GBytes *
page_with(const Case *that, GBytes *picture)
{
    static const char jpeg[] =
        "/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode";
    GString *pdf = g_string_new("%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
                                "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n");
    g_string_append_printf(pdf,
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[%s]/Rotate %s/Contents 4 0 R/Resources"
        "<</XObject<</I 5 0 R>>/Font<</F %s>>>>>>endobj\n",
        that->box != NULL ? that->box : SCAN_BOX,
        that->rotate != NULL ? that->rotate : "0",
        that->font != NULL ? that->font : helvetica);
    g_autofree char *content = g_strdup_printf("%s q %s %s Q %s",
        that->before != NULL ? that->before : "",
        that->matrix != NULL ? that->matrix : "", that->matrix != NULL ? "cm /I Do" : "",
        that->after != NULL ? that->after : "");
    add_stream(pdf, 4, "", content, strlen(content));
    g_autofree char *dictionary =
        g_strdup_printf("/Type/XObject/Subtype/Image/Width %d/Height %d%s", SCAN_WIDE,
            SCAN_HIGH, that->picture != NULL ? that->picture : jpeg);
    gsize size = 0;
    const void *data = g_bytes_get_data(picture, &size);
    add_stream(pdf, 5, dictionary, data, size);
    g_string_append(pdf, "trailer<</Root 1 0 R>>\n%%EOF\n");
    return g_string_free_to_bytes(pdf);
}

/* The JPEG inside scan.pdf. */
static GBytes *
stored_scan(void)
{
    g_autoptr(GBytes) file = load_file("scan.pdf");
    gsize length = 0;
    const char *bytes = g_bytes_get_data(file, &length);
    const char *start = memmem(bytes, length, "\xff\xd8\xff", 3);
    const char *end =
        memmem(start, length - (gsize)(start - bytes), "\xff\xd9\nendstream", 12);
    g_assert_nonnull(end);
    return g_bytes_new(start, (gsize)(end - start) + 2);
}

static PIX *
scan_pixels(void)
{
    g_autoptr(GBytes) file = load_file("letter.png");
    gsize length = 0;
    const guint8 *bytes = g_bytes_get_data(file, &length);
    PIX *stored = pixReadMem(bytes, length);
    PIX *grey = pixConvertTo8(stored, 0);
    pixDestroy(&stored);
    return grey;
}

static void
check_scan(const Reading *reading)
{
    g_assert_cmpstr(reading->trouble, ==, NULL);
    g_assert_true(says(reading, "1046403927"));
    g_assert_true(says(reading, "بطلب المساعدة في سداد إيجار المنزل"));
}

/* ---- scans ---- */

/* However it lies, a page that is one scan is read from its own pixels. */
static void
test_own_pixels(void)
{
    static const Case table[] = {
        {.name = "as it lies", .matrix = SCAN_POINTS " 0 0"},
        {.name = "after white",
            .before = "1 g " SCAN_BOX " re f",
            .matrix = SCAN_POINTS " 0 0"},
        {.name = "page of another place",
            .box = "100 50 563.32 226.4",
            .matrix = SCAN_POINTS " 100 50"},
    };
    g_autoptr(GBytes) scan = stored_scan();
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        g_test_message("%s", table[i].name);
        g_autoptr(GBytes) file = page_with(&table[i], scan);
        g_autoptr(Reading) reading = read_locked(file, 1);
        check_scan(reading);
        g_assert_cmpint(reading->source, ==, SOURCE_OCR);
        g_assert_cmpint(reading->width, ==, SCAN_WIDE);
        g_assert_cmpint(reading->height, ==, SCAN_HIGH);
        g_assert_cmpint(reading->dpi, ==, 200);
    }
}

/* Turned in the file, and turned back by the page or by the matrix: upright again. */
static void
test_turned(void)
{
    static const struct {
        int quarter_turns;
        bool mirrored;
        Case that;
    } table[] = {
        {3, false,
            {.name = "page turned",
                .box = "0 0 176.4 463.32",
                .rotate = "90",
                .matrix = "176.4 0 0 463.32 0 0"}},
        {1, false,
            {.name = "page turned the other way",
                .box = "0 0 176.4 463.32",
                .rotate = "-90",
                .matrix = "176.4 0 0 463.32 0 0"}},
        {3, false, {.name = "matrix turned", .matrix = "0 -176.4 463.32 0 0 176.4"}},
        {2, false, {.name = "matrix over", .matrix = "-463.32 0 0 -176.4 463.32 176.4"}},
        {2, true,
            {.name = "rows from the bottom", .matrix = "463.32 0 0 -176.4 0 176.4"}},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        g_test_message("%s", table[i].that.name);
        PIX *scan = scan_pixels();
        PIX *turned = pixRotateOrth(scan, table[i].quarter_turns);
        if (table[i].mirrored) {
            pixFlipLR(turned, turned);
        }
        l_uint8 *jpeg = NULL;
        size_t size = 0;
        pixWriteMemJpeg(&jpeg, &size, turned, 70, 0);
        g_autoptr(GBytes) picture = g_bytes_new(jpeg, size);
        g_autofree char *dictionary =
            g_strdup_printf("/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent "
                            "8/Filter/DCTDecode",
                pixGetWidth(turned), pixGetHeight(turned));
        Case that = table[i].that;
        that.picture = dictionary;
        g_autoptr(GBytes) file = page_with(&that, picture);
        g_autoptr(Reading) reading = read_locked(file, 1);
        check_scan(reading);
        g_assert_cmpint(reading->rotation, ==, 0);
        g_assert_cmpint(reading->width, ==, SCAN_WIDE);
        pixDestroy(&scan);
        pixDestroy(&turned);
        lept_free(jpeg);
    }
}

/* The ways scanners store pixels. */
static void
test_packings(void)
{
    PIX *grey = scan_pixels();
    PIX *bilevel = pixThresholdToBinary(grey, 178);
    L_COMP_DATA *fax = NULL, *flate = NULL;
    l_uint8 *jp2 = NULL;
    size_t size = 0;
    g_assert_cmpint(pixGenerateCIData(bilevel, L_G4_ENCODE, 0, 0, &fax), ==, 0);
    g_assert_cmpint(pixGenerateCIData(grey, L_FLATE_ENCODE, 0, 0, &flate), ==, 0);
    g_assert_cmpint(pixWriteMemJp2k(&jp2, &size, grey, 34, 0, 0, 0), ==, 0);
    g_autofree char *fax_dictionary = g_strdup_printf(
        "/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/CCITTFaxDecode/DecodeParms"
        "<</K -1/Columns %d/Rows %d/BlackIs1 %s>>",
        SCAN_WIDE, SCAN_HIGH, fax->minisblack ? "true" : "false");
    const Case table[] = {
        {.name = "G4", .matrix = SCAN_POINTS " 0 0", .picture = fax_dictionary},
        {.name = "Flate",
            .matrix = SCAN_POINTS " 0 0",
            .picture = "/ColorSpace/DeviceGray/BitsPerComponent "
                       "8/Filter/FlateDecode/DecodeParms<<>>"},
        {.name = "JPEG 2000",
            .matrix = SCAN_POINTS " 0 0",
            .picture = "/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/JPXDecode"},
    };
    GBytes *data[] = {g_bytes_new(fax->datacomp, fax->nbytescomp),
        g_bytes_new(flate->datacomp, flate->nbytescomp), g_bytes_new(jp2, size)};
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        g_test_message("%s", table[i].name);
        g_autoptr(GBytes) file = page_with(&table[i], data[i]);
        g_autoptr(Reading) reading = read_locked(file, 1);
        check_scan(reading);
        g_assert_cmpint(reading->width, ==, SCAN_WIDE);
        g_bytes_unref(data[i]);
    }
    l_CIDataDestroy(&fax);
    l_CIDataDestroy(&flate);
    lept_free(jp2);
    pixDestroy(&grey);
    pixDestroy(&bilevel);
}

/* ---- layers ---- */

#define WRONG "(What another program believed to stand there) Tj"

/* Letters that nobody sees say nothing; the scan does. */
static void
test_unseen_layers(void)
{
    static const Case table[] = {
        {.name = "without ink",
            .matrix = SCAN_POINTS " 0 0",
            .after = "BT 3 Tr /F 12 Tf 20 100 Td " WRONG " ET"},
        {.name = "under the scan",
            .before = "BT /F 12 Tf 20 100 Td " WRONG " ET",
            .matrix = SCAN_POINTS " 0 0"},
        {.name = "in a font without shapes",
            .matrix = SCAN_POINTS " 0 0",
            .after = "BT /F 12 Tf 20 100 Td " WRONG " ET",
            .font = "<</Type/Font/Subtype/Type1/BaseFont/GlyphLessFont>>"},
    };
    g_autoptr(GBytes) scan = stored_scan();
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        g_test_message("%s", table[i].name);
        g_autoptr(GBytes) file = page_with(&table[i], scan);
        g_autoptr(Reading) reading = read_locked(file, 1);
        check_scan(reading);
        g_assert_false(says(reading, "program"));
        g_assert_cmpint(reading->source, ==, SOURCE_OCR);
        g_assert_cmpint(reading->width, ==, SCAN_WIDE);
    }
}

/* Letters that are seen and say nothing: what is drawn is read. */
static void
test_unsound_layers(void)
{
    static const Case table[] = {
        {.name = "no map to Unicode",
            .after = "BT /F 14 Tf 20 100 Td (Request for support of the family) Tj ET",
            .font =
                "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Type/Encoding"
                "/Differences[32/g1/g2/g3/g4/g5/g6/g7/g8/g9/g10]>>>>"},
        {.name = "Arabic as Latin-1",
            .after = "BT /F 14 Tf 20 100 Td (\\307\\341\\323\\341\\307\\343 "
                     "\\332\\341\\355\\337\\343 \\346\\321\\315\\343\\311) Tj ET",
            .font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/"
                    "WinAnsiEncoding>>"},
        {.name = "Arabic on Latin keys",
            .after =
                "BT /F 14 Tf 20 100 Td (hgsgn ugdl vplm hggh fvdd hgsghl vsdgd gldvk "
                "hgljpv) Tj ET"},
        {.name = "lines that run upwards",
            .after = "BT /F 14 Tf 0 1 -1 0 100 20 Tm (Request for support of it) Tj ET"},
    };
    g_autoptr(GBytes) scan = stored_scan();
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        g_test_message("%s", table[i].name);
        g_autoptr(GBytes) file = page_with(&table[i], scan);
        g_autoptr(Reading) reading = read_locked(file, 1);
        g_assert_cmpstr(reading->trouble, ==, NULL);
        g_assert_cmpint(reading->source, ==, SOURCE_OCR);
    }
}

/* A page of Arabic letters one after the other from left to right. Their names say which they are;
 * nothing says how they look. */
static GBytes *
row_of_letters(const char *text)
{
    static const char *const letters[] = {"ا", "ل", "س", "م", "ع", "ي", "ك", "و", "ر",
        "ح", "ة", "ق", "ه", "ف", "ى", "ب", "ت", " "};
    g_autoptr(GString) font =
        g_string_new("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/FirstChar 65"
                     "/Encoding<</Type/Encoding/Differences[65");
    g_autoptr(GString) content = g_string_new("BT /F 12 Tf 20 100 Td (");
    for (gsize i = 0; i < G_N_ELEMENTS(letters); i++) {
        g_string_append_printf(font, "/uni%04X", g_utf8_get_char(letters[i]));
    }
    g_string_append(font, "]>>/LastChar 82/Widths[");
    for (gsize i = 0; i < G_N_ELEMENTS(letters); i++) {
        g_string_append_printf(font, "%d ", 400 + (int)i * 11);
    }
    g_string_append(font, "]>>");
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        for (gsize i = 0; i < G_N_ELEMENTS(letters); i++) {
            if (g_utf8_get_char(letters[i]) == g_utf8_get_char(at)) {
                g_string_append_c(content, (char)(65 + i));
            }
        }
    }
    g_string_append(content, ") Tj ET");
    const Case that = {.after = content->str, .font = font->str};
    g_autoptr(GBytes) scan = stored_scan();
    return page_with(&that, scan);
}

/* Set as they are to be seen, the last letter first, they are told in logical order. Set as they
 * are spoken, as programs do that know no other way, each word stands there backwards. */
static void
test_visual_order(void)
{
    static const char text[] = "السلام عليكم ورحمة الله رقم الهوية في على الحالة";
    g_autofree char *reversed = g_utf8_strreverse(text, -1);
    g_autoptr(GBytes) seen = row_of_letters(reversed);
    g_autoptr(Reading) reading = read_locked(seen, 1);
    g_assert_cmpint(reading->source, ==, SOURCE_TEXT_LAYER);
    g_assert_cmpstr(reading->text, ==, text);
    g_autoptr(GBytes) spoken = row_of_letters(text);
    g_autoptr(Reading) mirrored = read_locked(spoken, 1);
    g_assert_cmpint(mirrored->source, ==, SOURCE_OCR);
}

/* A browser's PDF, whose words poppler hands out back to front, with its ligatures. */
static void
test_browser(void)
{
    g_autoptr(GBytes) file = load_file("browser.pdf");
    g_autoptr(GBytes) truth = load_file("browser.txt");
    g_autofree char *expected =
        g_strchomp(g_strndup(g_bytes_get_data(truth, NULL), g_bytes_get_size(truth)));
    g_autoptr(Reading) reading = read_locked(file, 1);
    g_assert_cmpint(reading->source, ==, SOURCE_TEXT_LAYER);
    g_assert_cmpstr(reading->text, ==, expected);
}

/* ---- text and scan on one page ---- */

static int
place_of(const Reading *reading, const char *text)
{
    const char *found = strstr(reading->text, text);
    g_assert_nonnull(found);
    g_assert_null(strstr(found + 1, text)); /* once */
    return (int)(found - reading->text);
}

static void
test_mixed(void)
{
    static const Case that = {.box = "0 0 463.32 400",
        .matrix = SCAN_POINTS " 0 100",
        .after = "BT /F 12 Tf 20 350 Td (Received at the front desk) Tj "
                 "0 -320 Td (Page one of one) Tj ET"};
    g_autoptr(GBytes) scan = stored_scan();
    g_autoptr(GBytes) file = page_with(&that, scan);
    g_autoptr(Reading) reading = read_locked(file, 1);
    check_scan(reading);
    int above = place_of(reading, "Received at the front desk");
    int within = place_of(reading, "1046403927");
    int below = place_of(reading, "Page one of one");
    g_assert_cmpint(above, <, within);
    g_assert_cmpint(within, <, below);
    for (guint i = 0; i < reading->words->len; i++) {
        const Word *word = g_ptr_array_index(reading->words, i);
        if (strcmp(word->text, "1046403927") == 0) {
            g_assert_cmpint(ABS(word->y + word->height / 2 - reading->height / 2), <,
                reading->height / 10);
        }
    }
}

/* A line typed over a scan of the page. */
static void
test_stamped(void)
{
    static const Case that = {.matrix = SCAN_POINTS " 0 0",
        .after = "BT /F 8 Tf 20 168 Td (Received 2026/11/22 14:05) Tj ET"};
    g_autoptr(GBytes) scan = stored_scan();
    g_autoptr(GBytes) file = page_with(&that, scan);
    g_autoptr(Reading) reading = read_locked(file, 1);
    check_scan(reading);
    place_of(reading, "Received 2026/11/22 14:05");
    g_assert_cmpint(reading->source, ==, SOURCE_OCR);
}

/* ---- damage ---- */

/* Ten pages; the scan on the third is damaged. */
static void
test_one_damaged_page(void)
{
    g_autoptr(GBytes) scan = stored_scan();
    GString *pdf = g_string_new("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
                                "2 0 obj<</Type/Pages/Count 10/Kids[");
    for (int i = 0; i < 10; i++) {
        g_string_append_printf(pdf, "%d 0 R ", i + 10);
    }
    g_string_append(pdf, "]>>endobj\n");
    for (int i = 0; i < 10; i++) {
        g_string_append_printf(pdf,
            "%d 0 obj<</Type/Page/Parent 2 0 R/MediaBox[" SCAN_BOX "]/Contents 3 0 R"
            "/Resources<</XObject<</I %d 0 R>>>>>>endobj\n",
            i + 10, i == 2 ? 5 : 4);
    }
    static const char content[] = "q " SCAN_POINTS " 0 0 cm /I Do Q";
    static const char picture[] =
        "/Type/XObject/Subtype/Image/Width 1287/Height 490"
        "/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode";
    add_stream(pdf, 3, "", content, sizeof content - 1);
    add_stream(pdf, 4, picture, g_bytes_get_data(scan, NULL), g_bytes_get_size(scan));
    add_stream(pdf, 5, picture, g_bytes_get_data(scan, NULL), g_bytes_get_size(scan) / 4);
    g_string_append(pdf, "trailer<</Root 1 0 R>>\n%%EOF\n");
    g_autoptr(GBytes) file = g_string_free_to_bytes(pdf);
    g_autoptr(PageCount) count = count_locked(file);
    g_assert_cmpint(count->pages, ==, 10);
    for (int number = 1; number <= 10; number++) {
        g_autoptr(Reading) reading = read_locked(file, number);
        if (number == 3) {
            g_assert_nonnull(strstr(reading->trouble, "page 3"));
        } else {
            check_scan(reading);
        }
    }
}

int
main(int argc, char **argv)
{
    if (argc > 2 && strcmp(argv[1], "room") == 0) {
        return keep_room(argc, argv, 1024UL * MIB);
    }
    g_test_init(&argc, &argv, NULL);
    open_room();
    g_test_add_func("/pdf/own-pixels", test_own_pixels);
    g_test_add_func("/pdf/turned", test_turned);
    g_test_add_func("/pdf/packings", test_packings);
    g_test_add_func("/pdf/unseen-layers", test_unseen_layers);
    g_test_add_func("/pdf/unsound-layers", test_unsound_layers);
    g_test_add_func("/pdf/visual-order", test_visual_order);
    g_test_add_func("/pdf/browser", test_browser);
    g_test_add_func("/pdf/mixed", test_mixed);
    g_test_add_func("/pdf/stamped", test_stamped);
    g_test_add_func("/pdf/one-damaged-page", test_one_damaged_page);
    int status = g_test_run();
    worker_pool_free(pool);
    return status;
}

/* test-files.c - kinds of picture files, large ones and locked ones, read inside the locked worker.
 *
 * The room may take 400 MB and no more, whatever the size of what it is given.
 */
#include "locked.h"
#include <allheaders.h>
#include <qpdf/qpdf-c.h>

static void
check_letter(GBytes *file, int page)
{
    g_autoptr(Reading) reading = read_locked(file, page);
    g_assert_cmpstr(reading->trouble, ==, NULL);
    g_assert_cmpint(reading->rotation, ==, 0);
    g_assert_cmpint(reading->width, >, reading->height);
    g_assert_true(says(reading, "1046403927"));
    g_assert_true(says(reading, "بطلب المساعدة في سداد إيجار المنزل"));
    g_assert_cmpstr(reading->image_type, ==, "image/jpeg");
}

static PIX *
letter_pixels(void)
{
    g_autoptr(GBytes) file = load_file("letter.png");
    gsize length = 0;
    const guint8 *bytes = g_bytes_get_data(file, &length);
    PIX *stored = pixReadMem(bytes, length);
    PIX *grey = pixConvertTo8(stored, 0);
    pixDestroy(&stored);
    return grey;
}

static GBytes *
written(PIX *pix, int format)
{
    l_uint8 *bytes = NULL;
    size_t size = 0;
    g_assert_cmpint(pixWriteMem(&bytes, &size, pix, format), ==, 0);
    g_autoptr(GBytes) lent = g_bytes_new_static(bytes, size);
    GBytes *copy = g_bytes_new(bytes, size);
    lept_free(bytes);
    return copy;
}

/* ---- kinds ---- */

static void
test_heic(void)
{
    g_autoptr(GBytes) file = load_file("letter.heic");
    check_letter(file, 1);
    for (gsize part = 1; part < 8; part++) {
        g_autoptr(GBytes) cut =
            g_bytes_new_from_bytes(file, 0, g_bytes_get_size(file) * part / 8);
        g_autoptr(Reading) reading = read_locked(cut, 1);
        g_assert_nonnull(strstr(reading->trouble, "damaged"));
    }
}

static void
test_jpeg_2000(void)
{
    PIX *letter = letter_pixels();
    g_autoptr(GBytes) file = written(letter, IFF_JP2);
    check_letter(file, 1);
    g_autoptr(GBytes) cut = g_bytes_new_from_bytes(file, 0, 200);
    g_autoptr(Reading) reading = read_locked(cut, 1);
    g_assert_nonnull(reading->trouble);
    pixDestroy(&letter);
}

static void
test_tiff(void)
{
    static const int formats[] = {
        IFF_TIFF_JPEG, IFF_TIFF_LZW, IFF_TIFF_ZIP, IFF_TIFF, IFF_TIFF_PACKBITS};
    PIX *letter = letter_pixels();
    for (gsize i = 0; i < G_N_ELEMENTS(formats); i++) {
        bool bilevel = formats[i] == IFF_TIFF_PACKBITS;
        PIX *page = bilevel ? pixThresholdToBinary(letter, 178) : pixClone(letter);
        g_test_message("format %d", formats[i]);
        g_autoptr(GBytes) file = written(page, formats[i]);
        check_letter(file, 1);
        pixDestroy(&page);
    }
    pixDestroy(&letter);
}

static guint32
png_sum(const guint8 *bytes, gsize length)
{
    guint32 sum = 0xffffffff;
    for (gsize i = 0; i < length; i++) {
        sum ^= bytes[i];
        for (int bit = 0; bit < 8; bit++) {
            sum = sum >> 1 ^ (sum & 1 ? 0xedb88320 : 0);
        }
    }
    return ~sum;
}

/* A picture stored lying, whose EXIF says so: JPEG has it in test-page.c. */
static void
test_png_turned(void)
{
    static const guint8 exif[] =
        "eXIfMM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0";
    enum { EXIF_BYTES = sizeof exif - 1, HEADER_BYTES = 33 };
    PIX *letter = letter_pixels();
    PIX *lying = pixRotateOrth(letter, 3);
    g_autoptr(GBytes) plain = written(lying, IFF_PNG);
    gsize length = 0;
    const guint8 *bytes = g_bytes_get_data(plain, &length);
    guint32 size = GUINT32_TO_BE(EXIF_BYTES - 4);
    guint32 sum = GUINT32_TO_BE(png_sum(exif, EXIF_BYTES));
    GByteArray *turned = g_byte_array_new();
    g_byte_array_append(turned, bytes, HEADER_BYTES);
    g_byte_array_append(turned, (const guint8 *)&size, 4);
    g_byte_array_append(turned, exif, EXIF_BYTES);
    g_byte_array_append(turned, (const guint8 *)&sum, 4);
    g_byte_array_append(turned, bytes + HEADER_BYTES, (guint)length - HEADER_BYTES);
    g_autoptr(GBytes) file = g_byte_array_free_to_bytes(turned);
    check_letter(file, 1);
    pixDestroy(&letter);
    pixDestroy(&lying);
}

/* Half a photo is half a letter: a person sees it rather than nobody missing the rest. */
static void
test_jpeg_cut(void)
{
    g_autoptr(GBytes) whole = load_file("turned.jpg");
    g_autoptr(GBytes) half =
        g_bytes_new_from_bytes(whole, 0, g_bytes_get_size(whole) / 2);
    g_autoptr(Reading) reading = read_locked(half, 1);
    g_assert_nonnull(strstr(reading->trouble, "cut short"));
}

/* ---- passwords ---- */

static GBytes *
encrypted(GBytes *file, const char *user_password)
{
    qpdf_data qpdf = qpdf_init();
    qpdf_set_suppress_warnings(qpdf, QPDF_TRUE);
    gsize length = 0;
    const char *bytes = g_bytes_get_data(file, &length);
    qpdf_read_memory(qpdf, "file", bytes, length, NULL);
    qpdf_init_write_memory(qpdf);
    qpdf_set_r6_encryption_parameters2(qpdf, user_password, "owner", QPDF_TRUE, QPDF_TRUE,
        QPDF_TRUE, QPDF_TRUE, QPDF_TRUE, QPDF_TRUE, qpdf_r3p_full, QPDF_TRUE);
    g_assert_cmpint(qpdf_write(qpdf) & QPDF_ERRORS, ==, 0);
    GBytes *copy = g_bytes_new(qpdf_get_buffer(qpdf), qpdf_get_buffer_length(qpdf));
    qpdf_cleanup(&qpdf);
    return copy;
}

/* A file that may be opened but not changed is read like any other. */
static void
test_passwords(void)
{
    g_autoptr(GBytes) plain = load_file("scan.pdf");
    g_autoptr(GBytes) readable = encrypted(plain, "");
    check_letter(readable, 1);
    g_autoptr(GBytes) locked = encrypted(plain, "secret");
    g_autoptr(PageCount) count = count_locked(locked);
    g_assert_cmpint(count->readable, ==, READ_BROKEN);
    g_assert_nonnull(strstr(count->trouble, "password"));
}

/* ---- sizes ---- */

/* A coloured page with the letter on it, as large as asked. */
static PIX *
large_page(int width, int height)
{
    PIX *letter = letter_pixels();
    PIX *page = pixCreate(width, height, 32);
    float scale = (float)width / (float)pixGetWidth(letter);
    PIX *scaled = pixScaleGrayLI(letter, scale, scale);
    PIX *coloured = pixConvertTo32(scaled);
    pixSetAllArbitrary(page, 0xfff8f000);
    pixRasterop(
        page, 0, height / 4, width, pixGetHeight(coloured), PIX_SRC, coloured, 0, 0);
    pixDestroy(&letter);
    pixDestroy(&scaled);
    pixDestroy(&coloured);
    return page;
}

static void
check_large(GBytes *file)
{
    g_autoptr(Reading) reading = read_locked(file, 1);
    g_assert_cmpstr(reading->trouble, ==, NULL);
    g_assert_true(says(reading, "1046403927"));
    g_assert_cmpint(reading->width * reading->height, <=, 9500000);
    g_assert_cmpint(reading->width, >, 1500);
}

static GBytes *
pdf_of(PIX *page)
{
    l_uint8 *bytes = NULL;
    size_t size = 0;
    g_assert_cmpint(pixWriteMemPdf(&bytes, &size, page, 600, "page"), ==, 0);
    GBytes *copy = g_bytes_new(bytes, size);
    lept_free(bytes);
    return copy;
}

static void
test_600_dpi(void)
{
    static const int formats[] = {IFF_JFIF_JPEG, IFF_PNG, IFF_TIFF_LZW, IFF_TIFF};
    PIX *page = large_page(4960, 7016);
    pixSetResolution(page, 600, 600);
    for (gsize i = 0; i < G_N_ELEMENTS(formats); i++) {
        g_test_message("format %d", formats[i]);
        g_autoptr(GBytes) file = written(page, formats[i]);
        check_large(file);
    }
    g_autoptr(GBytes) pdf = pdf_of(page);
    check_large(pdf);
    pixDestroy(&page);
}

static void
test_100_megapixels(void)
{
    PIX *page = large_page(8700, 11600);
    g_autoptr(GBytes) file = written(page, IFF_JFIF_JPEG);
    pixDestroy(&page);
    check_large(file);
}

int
main(int argc, char **argv)
{
    if (argc > 2 && strcmp(argv[1], "room") == 0) {
        return keep_room(argc, argv, 400UL * MIB);
    }
    g_test_init(&argc, &argv, NULL);
    open_room();
    g_test_add_func("/files/heic", test_heic);
    g_test_add_func("/files/jpeg-2000", test_jpeg_2000);
    g_test_add_func("/files/tiff", test_tiff);
    g_test_add_func("/files/png-turned", test_png_turned);
    g_test_add_func("/files/jpeg-cut", test_jpeg_cut);
    g_test_add_func("/files/passwords", test_passwords);
    g_test_add_func("/files/600-dpi", test_600_dpi);
    g_test_add_func("/files/100-megapixels", test_100_megapixels);
    int status = g_test_run();
    worker_pool_free(pool);
    return status;
}

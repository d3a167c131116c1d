/* codes.c - QR and bar codes on a page, with their boxes.
 *
 * Only the kinds that papers really carry are looked for: the weak ones (interleaved 2 of 5,
 * Codabar, DataBar) are seen in ordinary text. QR data is taken as bytes, since ZBar's own guess
 * of its charset opens converters.
 */
#include "read/inside.h"
#include <string.h>
#include <zbar.h>

enum { CODE_MOST_TEXT_BYTES = 8192 };

static void
scanner_free(zbar_image_scanner_t *scanner)
{
    zbar_image_scanner_destroy(scanner);
}
static void
frame_free(zbar_image_t *frame)
{
    zbar_image_destroy(frame);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(zbar_image_scanner_t, scanner_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(zbar_image_t, frame_free)

static zbar_image_scanner_t *
scanner_new(void)
{
    static const zbar_symbol_type_t wanted[] = {
        ZBAR_QRCODE, ZBAR_CODE128, ZBAR_CODE39, ZBAR_EAN13, ZBAR_EAN8, ZBAR_UPCA};
    zbar_image_scanner_t *scanner = zbar_image_scanner_create();
    zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
    for (gsize i = 0; i < G_N_ELEMENTS(wanted); i++) {
        zbar_image_scanner_set_config(scanner, wanted[i], ZBAR_CFG_ENABLE, 1);
    }
    zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1);
    zbar_image_scanner_set_config(scanner, ZBAR_CODE39, ZBAR_CFG_MIN_LEN, 4);
    zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_X_DENSITY, 2);
    zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_Y_DENSITY, 2);
    return scanner;
}

static void
add_code(const zbar_symbol_t *symbol, int left, int top, Reading *reading)
{
    const char *bytes = zbar_symbol_get_data(symbol);
    gsize length = MIN(zbar_symbol_get_data_length(symbol), CODE_MOST_TEXT_BYTES);
    int x[2] = {G_MAXINT, 0};
    int y[2] = {G_MAXINT, 0};
    for (unsigned i = 0; i < zbar_symbol_get_loc_size(symbol); i++) {
        x[0] = MIN(x[0], zbar_symbol_get_loc_x(symbol, i));
        x[1] = MAX(x[1], zbar_symbol_get_loc_x(symbol, i));
        y[0] = MIN(y[0], zbar_symbol_get_loc_y(symbol, i));
        y[1] = MAX(y[1], zbar_symbol_get_loc_y(symbol, i));
    }
    Code *code = g_new0(Code, 1);
    code->type = g_strdup(zbar_get_symbol_name(zbar_symbol_get_type(symbol)));
    code->text = g_utf8_make_valid(bytes, (gssize)strnlen(bytes, length));
    code->x = x[0] <= x[1] ? x[0] : 0;
    code->y = y[0] <= y[1] ? y[0] : 0;
    code->width = MAX(x[1] - code->x, 0);
    code->height = MAX(y[1] - code->y, 0);
    code->x += left;
    code->y += top;
    g_ptr_array_add(reading->codes, code);
}

/* Grey levels, one byte a pixel, rows without padding. */
static guint8 *
grey_levels(PIX *picture, int width, int height)
{
    g_autoptr(PIX) grey = pixConvertTo8(picture, 0);
    if (grey == NULL) {
        return NULL;
    }
    guint8 *levels = g_malloc((gsize)width * (gsize)height);
    for (int y = 0; y < height; y++) {
        l_uint32 *row = pixGetData(grey) + (gsize)y * (gsize)pixGetWpl(grey);
        for (int x = 0; x < width; x++) {
            levels[(gsize)y * (gsize)width + (gsize)x] = (guint8)GET_DATA_BYTE(row, x);
        }
    }
    return levels;
}

/* Looks at one picture, whose corner lies at (x, y) of the page. */
static void
find_in(PIX *picture, int x, int y, Reading *reading)
{
    int width = pixGetWidth(picture);
    int height = pixGetHeight(picture);
    g_autofree guint8 *levels = grey_levels(picture, width, height);
    if (levels == NULL) {
        return;
    }
    g_autoptr(zbar_image_scanner_t) scanner = scanner_new();
    g_autoptr(zbar_image_t) frame = zbar_image_create();
    zbar_image_set_format(frame, zbar_fourcc('Y', '8', '0', '0'));
    zbar_image_set_size(frame, (unsigned)width, (unsigned)height);
    zbar_image_set_data(
        frame, levels, (unsigned long)width * (unsigned long)height, NULL);
    if (zbar_scan_image(scanner, frame) <= 0) {
        return;
    }
    const zbar_symbol_t *symbol = zbar_image_first_symbol(frame);
    for (; symbol != NULL && reading->codes->len < PAGE_MOST_CODES;
         symbol = zbar_symbol_next(symbol)) {
        add_code(symbol, x, y, reading);
    }
}

void
codes_find(PIX *page, BOXA *places, Reading *reading)
{
    patch_find(page, reading);
    if (places == NULL) {
        find_in(page, 0, 0, reading);
    }
    for (int i = 0; i < (places != NULL ? boxaGetCount(places) : 0); i++) {
        BOX *place = boxaGetBox(places, i, L_CLONE);
        BOX *clipped = NULL;
        g_autoptr(PIX) part = pixClipRectangle(page, place, &clipped);
        if (part != NULL && clipped != NULL) {
            int x = 0;
            int y = 0;
            boxGetGeometry(clipped, &x, &y, NULL, NULL);
            find_in(part, x, y, reading);
        }
        boxDestroy(&clipped);
        boxDestroy(&place);
    }
}

void
codes_open(void)
{
    g_autoptr(Reading) reading = reading_new(1);
    g_autoptr(PIX) page = pixCreate(64, 64, 8);
    pixSetAllArbitrary(page, 255);
    codes_find(page, NULL, reading);
}

/* pdf_render.c - a PDF page as poppler draws it → a picture.
 *
 * Never beyond PAGE_MOST_PIXELS: a page's own size bounds no memory, and poppler scales the scans
 * on it down row by row while it unpacks them.
 */
#include "base/base.h"
#include "pages/inside.h"
#include "pages/pdf.h"
#include <math.h>

#define POINTS 72.0 /* an inch */

static bool
row_is_grey(const guint32 *row, int width)
{
    for (int x = 0; x < width; x++) {
        guint32 p = row[x] & 0xffffff;
        if (p != (p & 0xff) * 0x010101) {
            return false;
        }
    }
    return true;
}

PIX *
pdf_pix_from_surface(cairo_surface_t *surface)
{
    int width = cairo_image_surface_get_width(surface);
    int height = cairo_image_surface_get_height(surface);
    gsize stride = (gsize)cairo_image_surface_get_stride(surface);
    const guint8 *data = cairo_image_surface_get_data(surface);
    cairo_format_t format = cairo_image_surface_get_format(surface);
    if (data == NULL || width < 1 || height < 1 ||
        (format != CAIRO_FORMAT_RGB24 && format != CAIRO_FORMAT_ARGB32)) {
        return NULL;
    }
    bool grey = true;
    for (int y = 0; y < height && grey; y++) {
        grey = row_is_grey((const void *)(data + (gsize)y * stride), width);
    }
    PIX *pix = pixCreateNoInit(width, height, grey ? 8 : 32);
    for (int y = 0; y < height && pix != NULL; y++) {
        const guint32 *from = (const void *)(data + (gsize)y * stride);
        l_uint32 *to = pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
        for (int x = 0; x < width; x++) {
            if (grey) {
                SET_DATA_BYTE(to, x, from[x] & 0xff);
            } else {
                to[x] = from[x] << 8;
            }
        }
    }
    return pix;
}

PIX *
pdf_render(PopplerPage *page, int dpi, GError **error)
{
    double width = 0;
    double height = 0;
    poppler_page_get_size(page, &width, &height);
    double scale = MIN(dpi / POINTS, sqrt(PAGE_MOST_PIXELS / MAX(width * height, 1)));
    int pixels_wide = CLAMP((int)lround(width * scale), 1, PAGE_MOST_SIDE);
    int pixels_high = CLAMP((int)lround(height * scale), 1, PAGE_MOST_SIDE);
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, pixels_wide, pixels_high);
    cairo_t *cairo = cairo_create(surface);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
    cairo_scale(cairo, scale, scale);
    poppler_page_render(page, cairo);
    PIX *pix = NULL;
    cairo_surface_flush(surface);
    if (cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS) {
        pix = pdf_pix_from_surface(surface);
    }
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    if (pix == NULL) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the page cannot be drawn; the original is kept, read it by eye");
        return NULL;
    }
    int resolution = MAX((int)lround(scale * POINTS), 1);
    pixSetResolution(pix, resolution, resolution);
    return pix;
}

/* pages_pdf.c - PDF → pages, through poppler.
 *
 * A page is rendered at the resolution of the scan it holds, where that can be told, else at 300
 * dpi; never beyond PAGE_MOST_PIXELS, so that a page's own size bounds no memory. A text layer
 * is used when the page is not one scan and pdf_text finds it sound.
 */
#include "base/base.h"
#include "read/page.h"
#include "read/pdf.h"
#include <math.h>
#include <string.h>

enum {
    DPI_USUAL = 300,
    DPI_TEXT = 200, /* for codes and for showing, when the text is known */
    DPI_LEAST = 100,
    IMAGE_OBJECTS_MOST = 20000,
};
#define SCAN_COVERS 0.75 /* of the page's area, for an image to be the page */
#define POINTS 72.0      /* an inch */

static PopplerDocument *
open_document(const guint8 *bytes, gsize length, GError **error)
{
    g_autoptr(GBytes) borrowed = g_bytes_new_static(bytes, length);
    g_autoptr(GError) refused = NULL;
    PopplerDocument *document = poppler_document_new_from_bytes(borrowed, NULL, &refused);
    if (document != NULL) {
        return document;
    }
    if (g_error_matches(refused, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED)) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the PDF is locked by a password; the original is kept, ask for it without "
            "one");
    } else {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the PDF is damaged and cannot be opened; the original is kept, ask for it "
            "again");
    }
    return NULL;
}

int
pdf_count(const guint8 *bytes, gsize length, GError **error)
{
    g_autoptr(PopplerDocument) document = open_document(bytes, length, error);
    int pages = document != NULL ? poppler_document_get_n_pages(document) : 0;
    if (document != NULL && pages < 1) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the PDF holds no page; the original is kept, ask for it again");
    }
    return pages;
}

/* ---- scans ---- */

/* The image that covers the page; false when there is none. */
static bool
find_scan(PopplerPage *page, PopplerRectangle *area)
{
    double width = 0;
    double height = 0;
    poppler_page_get_size(page, &width, &height);
    GList *images = poppler_page_get_image_mapping(page);
    bool found = false;
    for (GList *at = images; at != NULL && !found; at = at->next) {
        const PopplerImageMapping *image = at->data;
        *area = image->area;
        found = fabs(area->x2 - area->x1) * fabs(area->y2 - area->y1) >
                SCAN_COVERS * width * height;
    }
    poppler_page_free_image_mapping(images);
    return found;
}

/* The number after a name such as "/Width" within the dictionary round at; 0 when absent. */
static int
entry_near(const char *bytes, gsize length, gsize at, const char *name)
{
    gsize from = at > 300 ? at - 300 : 0;
    gsize to = MIN(at + 300, length);
    const char *found = memmem(bytes + from, to - from, name, strlen(name));
    int number = 0;
    if (found == NULL) {
        return 0;
    }
    for (found += strlen(name); found < bytes + to && *found == ' '; found++) {
    }
    for (; found < bytes + to && g_ascii_isdigit(*found) && number < 100000; found++) {
        number = number * 10 + (*found - '0');
    }
    return number;
}

/* The resolution of the scan that fills area. Poppler does not tell it without unpacking the
 * image, but an image's dictionary is never compressed: every image of the file with the area's
 * proportions is asked, and they must agree. A wrong answer costs sharpness, nothing else. */
static int
scan_dpi(const guint8 *file, gsize length, const PopplerRectangle *area)
{
    const char *bytes = (const char *)file;
    double wide = fabs(area->x2 - area->x1) / POINTS;
    double high = fabs(area->y2 - area->y1) / POINTS;
    double agreed = 0;
    const char *at = bytes;
    for (int i = 0; i < IMAGE_OBJECTS_MOST; i++) {
        at = memmem(at, length - (gsize)(at - bytes), "/Width", 6);
        if (at == NULL) {
            break;
        }
        int width = entry_near(at, length - (gsize)(at - bytes), 0, "/Width");
        int height = entry_near(bytes, length, (gsize)(at - bytes), "/Height");
        at += 6;
        double upright = fabs(width / wide / (height / high + 1e-9) - 1);
        double turned = fabs(width / high / (height / wide + 1e-9) - 1);
        if (width < 300 || height < 300 || MIN(upright, turned) > 0.02) {
            continue;
        }
        double dpi = upright < turned ? width / wide : width / high;
        if (agreed != 0 && fabs(dpi / agreed - 1) > 0.02) {
            return DPI_USUAL;
        }
        agreed = agreed != 0 ? agreed : dpi;
    }
    return agreed >= DPI_LEAST && agreed <= DPI_USUAL ? (int)lround(agreed) : DPI_USUAL;
}

/* ---- rendering ---- */

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

static PIX *
pix_from_surface(cairo_surface_t *surface, int dpi)
{
    int width = cairo_image_surface_get_width(surface);
    int height = cairo_image_surface_get_height(surface);
    int stride = cairo_image_surface_get_stride(surface);
    const guint8 *data = cairo_image_surface_get_data(surface);
    bool grey = true;
    for (int y = 0; y < height && grey; y++) {
        grey = row_is_grey((const void *)(data + (gsize)y * (gsize)stride), width);
    }
    PIX *pix = pixCreateNoInit(width, height, grey ? 8 : 32);
    for (int y = 0; y < height && pix != NULL; y++) {
        const guint32 *from = (const void *)(data + (gsize)y * (gsize)stride);
        l_uint32 *to = pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
        for (int x = 0; x < width; x++) {
            if (grey) {
                SET_DATA_BYTE(to, x, from[x] & 0xff);
            } else {
                to[x] = from[x] << 8;
            }
        }
    }
    if (pix != NULL) {
        pixSetResolution(pix, dpi, dpi);
    }
    return pix;
}

static PIX *
render(PopplerPage *page, int dpi, GError **error)
{
    double width = 0;
    double height = 0;
    poppler_page_get_size(page, &width, &height);
    double scale = MIN(dpi / POINTS, sqrt(PAGE_MOST_PIXELS / MAX(width * height, 1)));
    int pixels_wide = MAX((int)lround(width * scale), 1);
    int pixels_high = MAX((int)lround(height * scale), 1);
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
        pix = pix_from_surface(surface, (int)lround(scale * POINTS));
    }
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    if (pix == NULL) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the page cannot be drawn; the original is kept, read it by eye");
    }
    return pix;
}

PIX *
pdf_load(const guint8 *bytes, gsize length, int number, Reading *reading, GError **error)
{
    g_autoptr(PopplerDocument) document = open_document(bytes, length, error);
    if (document == NULL) {
        return NULL;
    }
    g_autoptr(PopplerPage) page = poppler_document_get_page(document, number - 1);
    if (page == NULL) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "page %d of the PDF is damaged; the original is kept", number);
        return NULL;
    }
    PopplerRectangle area;
    if (find_scan(page, &area)) {
        return render(page, scan_dpi(bytes, length, &area), error);
    }
    if (!pdf_text(page, reading)) {
        return render(page, DPI_USUAL, error);
    }
    PIX *picture = render(page, DPI_TEXT, error);
    if (picture != NULL) {
        pdf_text_scale(page, pixGetWidth(picture), reading);
    }
    return picture;
}

/* A page in a font that is not embedded: fontconfig and poppler read their tables for it. */
void
pdf_open(void)
{
    static const char sample[] =
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R"
        "/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
        "4 0 obj<</Length 31>>stream\nBT /F 12 Tf 9 9 Td (Aa) Tj ET \nendstream endobj\n"
        "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
        "trailer<</Root 1 0 R>>\n%%EOF\n";
    g_autoptr(Reading) reading = reading_new(1);
    g_autoptr(PIX) picture =
        pdf_load((const guint8 *)sample, sizeof sample - 1, 1, reading, NULL);
}

/* pdf_image.c - a PDF page that is nothing but scans → their own pixels.
 *
 * What a scanner stored is read as it was stored: drawing the page would blur it, and unpack a
 * large JPEG whole. JPEG, JPEG 2000 and G4 are handed to their own loaders; what else there is,
 * poppler unpacks. A scan that does not lie straight on the page, or overlaps another, is drawn.
 */
#include "base/base.h"
#include "pages/inside.h"
#include "pages/pdf.h"
#include <math.h>
#include <string.h>

enum {
    STRIPS_MOST = 400,
    UNPACKED_MOST = 2 * PAGE_MOST_PIXELS, /* by poppler, four bytes each */
    SCAN_LEAST_SIDE = 8,
    PAGE_MOST_POINTS = 1440, /* a larger page is a photo that knows no size */
};
#define POINTS 72.0       /* an inch */
#define EXACT 0.004       /* of a side: a scan this near the page's edges is the page */
#define COVERS_LEAST 0.5  /* of the page */
#define LEVEL 0.01        /* of a scan's side it may lean */
#define SAME 1.03         /* ratio of resolutions that are one */
#define OVERHANG_MOST 1.1 /* of the page's area */

/* ---- one stored picture ---- */

static bool
name_is(qpdf_data qpdf, qpdf_oh value, const char *name)
{
    return qpdf_oh_is_name_and_equals(qpdf, value, name);
}

/* The one filter of a stream, as a name; the null object when there are none or several. */
static qpdf_oh
only_of(qpdf_data qpdf, qpdf_oh dictionary, const char *key)
{
    qpdf_oh value = qpdf_oh_get_key(qpdf, dictionary, key);
    if (!qpdf_oh_is_array(qpdf, value)) {
        return value;
    }
    return qpdf_oh_get_array_n_items(qpdf, value) == 1
               ? qpdf_oh_get_array_item(qpdf, value, 0)
               : qpdf_oh_new_null(qpdf);
}

/* Levels that mean what they say: grey or red, green and blue, not turned round. */
static bool
is_plain(qpdf_data qpdf, qpdf_oh dictionary)
{
    qpdf_oh space = qpdf_oh_get_key(qpdf, dictionary, "/ColorSpace");
    if (qpdf_oh_has_key(qpdf, dictionary, "/Decode")) {
        return false;
    }
    if (qpdf_oh_is_array(qpdf, space) && qpdf_oh_get_array_n_items(qpdf, space) > 1) {
        qpdf_oh kind = qpdf_oh_get_array_item(qpdf, space, 0);
        qpdf_oh profile = qpdf_oh_get_array_item(qpdf, space, 1);
        double samples = qpdf_oh_is_stream(qpdf, profile)
                             ? pdf_number(qpdf, qpdf_oh_get_dict(qpdf, profile), "/N", 0)
                             : 0;
        return name_is(qpdf, kind, "/CalGray") || name_is(qpdf, kind, "/CalRGB") ||
               (name_is(qpdf, kind, "/ICCBased") && (samples == 1 || samples == 3));
    }
    return qpdf_oh_is_null(qpdf, space) || name_is(qpdf, space, "/DeviceGray") ||
           name_is(qpdf, space, "/DeviceRGB");
}

static GBytes *
raw_bytes(qpdf_data qpdf, qpdf_oh stream)
{
    unsigned char *bytes = NULL;
    size_t length = 0;
    QPDF_ERROR_CODE code =
        qpdf_oh_get_stream_data(qpdf, stream, qpdf_dl_none, NULL, &bytes, &length);
    if ((code & QPDF_ERRORS) != 0 || length == 0) {
        free(bytes);
        return NULL;
    }
    return g_bytes_new_with_free_func(bytes, length, free, bytes);
}

/* G4 as a fax stores it, ISO 32000-1, 7.4.6, in a TIFF file of one strip. */
static PIX *
load_fax(qpdf_data qpdf, const PdfPicture *picture, GBytes *raw)
{
    qpdf_oh dictionary = qpdf_oh_get_dict(qpdf, picture->stream);
    qpdf_oh how = only_of(qpdf, dictionary, "/DecodeParms");
    int columns = (int)pdf_number(qpdf, how, "/Columns", 1728);
    bool aligned = qpdf_oh_get_bool_value(
        qpdf, qpdf_oh_get_key_if_dict(qpdf, how, "/EncodedByteAlign"));
    bool black_is_one =
        qpdf_oh_get_bool_value(qpdf, qpdf_oh_get_key_if_dict(qpdf, how, "/BlackIs1"));
    qpdf_oh space = qpdf_oh_get_key(qpdf, dictionary, "/ColorSpace");
    bool bilevel = name_is(qpdf, space, "/DeviceGray") &&
                   !qpdf_oh_has_key(qpdf, dictionary, "/Decode") &&
                   pdf_number(qpdf, how, "/K", 0) < 0 && columns == picture->width;
    return bilevel && !aligned
               ? fax_load(g_bytes_get_data(raw, NULL), g_bytes_get_size(raw),
                     picture->width, picture->height, black_is_one)
               : NULL;
}

/* Through poppler: its list of pictures names those it can hand out. */
static PIX *
load_through_poppler(PopplerPage *page, const PdfPicture *picture)
{
    double width = 0;
    double height = 0;
    if ((double)picture->width * picture->height > UNPACKED_MOST) {
        return NULL;
    }
    poppler_page_get_size(page, &width, &height);
    PopplerRectangle wanted = pdf_picture_area(picture, width, height);
    GList *list = poppler_page_get_image_mapping(page);
    PIX *pix = NULL;
    for (GList *at = list; at != NULL && pix == NULL; at = at->next) {
        const PopplerImageMapping *mapping = at->data;
        const PopplerRectangle *area = &mapping->area;
        if (fabs(area->x1 - wanted.x1) + fabs(area->y1 - wanted.y1) +
                fabs(area->x2 - wanted.x2) + fabs(area->y2 - wanted.y2) >
            2) {
            continue;
        }
        cairo_surface_t *surface = poppler_page_get_image(page, mapping->image_id);
        if (surface != NULL) {
            pix = pdf_pix_from_surface(surface);
            cairo_surface_destroy(surface);
        }
    }
    poppler_page_free_image_mapping(list);
    bool whole = pix != NULL && pixGetWidth(pix) == picture->width &&
                 pixGetHeight(pix) == picture->height;
    if (!whole) {
        pixDestroy(&pix);
    }
    return pix;
}

/* The pixels as stored, or fewer where they are too many. *damaged: they should be there and are
 * not. */
static PIX *
load_picture(PopplerPage *page, const PdfObjects *objects, const PdfPicture *picture,
    bool *damaged)
{
    qpdf_data qpdf = pdf_objects_qpdf(objects);
    qpdf_oh dictionary = qpdf_oh_get_dict(qpdf, picture->stream);
    qpdf_oh filter = only_of(qpdf, dictionary, "/Filter");
    bool jpeg = name_is(qpdf, filter, "/DCTDecode");
    bool jpeg_2000 = name_is(qpdf, filter, "/JPXDecode");
    bool fax = name_is(qpdf, filter, "/CCITTFaxDecode");
    if ((jpeg && is_plain(qpdf, dictionary)) || jpeg_2000 || fax) {
        g_autoptr(GBytes) raw = raw_bytes(qpdf, picture->stream);
        const guint8 *bytes = raw != NULL ? g_bytes_get_data(raw, NULL) : NULL;
        gsize length = raw != NULL ? g_bytes_get_size(raw) : 0;
        PIX *pix = raw == NULL ? NULL
                   : fax       ? load_fax(qpdf, picture, raw)
                   : jpeg      ? jpeg_load(bytes, length, NULL)
                               : jp2_load(bytes, length, NULL);
        *damaged = *damaged || (jpeg && pix == NULL);
        if (pix != NULL || jpeg) {
            return pix;
        }
    }
    return load_through_poppler(page, picture);
}

/* ---- where it lies ---- */

/* As EXIF numbers them; 0 when it does not lie straight. Rows of a stored picture run from the
 * unit square's top down. */
static int
orientation_of(const PdfMatrix *m)
{
    double right = m->a;
    double down = 0 - m->d;
    double right_down = m->b; /* where a row leads, downwards */
    double down_right = 0 - m->c;
    double side = MAX(fabs(m->a) + fabs(m->c), fabs(m->b) + fabs(m->d));
    if (fabs(right_down) + fabs(down_right) < LEVEL * side) {
        return right > 0 ? (down > 0 ? 1 : 4) : (down > 0 ? 2 : 3);
    }
    if (fabs(right) + fabs(down) < LEVEL * side) {
        return right_down > 0 ? (down_right > 0 ? 5 : 6) : (down_right > 0 ? 8 : 7);
    }
    return 0;
}

/* Pixels of a stored picture an inch of the page; 0 when they are not square. */
static double
picture_dpi(const PdfPicture *picture)
{
    const PdfMatrix *m = &picture->shown;
    double across = picture->width / MAX(hypot(m->a, m->b), 1e-6);
    double down = picture->height / MAX(hypot(m->c, m->d), 1e-6);
    bool square = across < down * SAME && down < across * SAME;
    return square ? across * POINTS : 0;
}

/* The resolution all pictures share, when they lie side by side and are most of the page. */
static double
common_dpi(const GArray *pictures, double width, double height)
{
    double dpi = 0;
    double covered = 0;
    for (guint i = 0; i < pictures->len; i++) {
        const PdfPicture *picture = &g_array_index(pictures, PdfPicture, i);
        PopplerRectangle area = pdf_picture_area(picture, width, height);
        double own = picture_dpi(picture);
        dpi = i == 0 ? own : dpi;
        if (own <= 0 || own > dpi * SAME || dpi > own * SAME || !picture->opaque ||
            orientation_of(&picture->shown) == 0 || picture->width < SCAN_LEAST_SIDE ||
            picture->height < SCAN_LEAST_SIDE) {
            return 0;
        }
        covered += (area.x2 - area.x1) * (area.y2 - area.y1);
    }
    double page = width * height;
    return covered > COVERS_LEAST * page && covered < OVERHANG_MOST * page ? dpi : 0;
}

/* ---- the page ---- */

static PIX *
upright(PIX *take, const PdfPicture *picture)
{
    g_autoptr(PIX) pix = take;
    int orientation = orientation_of(&picture->shown);
    return orientation == 1 ? g_steal_pointer(&pix) : image_orient(pix, orientation);
}

static bool
is_whole_page(const PdfPicture *picture, double width, double height)
{
    const PdfMatrix *m = &picture->shown;
    double left = m->e + MIN(m->a, 0) + MIN(m->c, 0);
    double top = m->f + MIN(m->b, 0) + MIN(m->d, 0);
    double wide = fabs(m->a) + fabs(m->c);
    double high = fabs(m->b) + fabs(m->d);
    return fabs(left) < EXACT * width && fabs(top) < EXACT * height &&
           fabs(wide - width) < EXACT * width && fabs(high - height) < EXACT * height;
}

/* Lays part on the sheet; both become coloured when one is. */
static bool
lay_down(PIX **sheet, PIX *part, int left, int top)
{
    if (pixGetDepth(part) == 32 && pixGetDepth(*sheet) == 8) {
        PIX *coloured = pixConvertTo32(*sheet);
        pixDestroy(sheet);
        *sheet = coloured;
    }
    g_autoptr(PIX) same = *sheet == NULL              ? NULL
                          : pixGetDepth(*sheet) == 32 ? pixConvertTo32(part)
                                                      : pixClone(part);
    return same != NULL && pixRasterop(*sheet, left, top, pixGetWidth(same),
                               pixGetHeight(same), PIX_SRC, same, 0, 0) == 0;
}

/* A white page with the pictures where they lie, at scale pixels a point. */
static PIX *
lay_out(PopplerPage *page, const PdfObjects *objects, const PdfContent *content,
    double scale, bool *damaged)
{
    double width = 0;
    double height = 0;
    poppler_page_get_size(page, &width, &height);
    g_autoptr(PIX) sheet =
        pixCreate((int)lround(width * scale), (int)lround(height * scale), 8);
    if (sheet == NULL) {
        return NULL;
    }
    pixSetAll(sheet);
    for (guint i = 0; i < content->pictures->len; i++) {
        const PdfPicture *picture = &g_array_index(content->pictures, PdfPicture, i);
        const PdfMatrix *m = &picture->shown;
        PIX *stored = load_picture(page, objects, picture, damaged);
        PIX *bounded = stored != NULL ? image_bound(stored) : NULL;
        g_autoptr(PIX) part = bounded != NULL ? upright(bounded, picture) : NULL;
        int wide = (int)lround((fabs(m->a) + fabs(m->c)) * scale);
        int left = (int)lround((m->e + MIN(m->a, 0) + MIN(m->c, 0)) * scale);
        int top = (int)lround((m->f + MIN(m->b, 0) + MIN(m->d, 0)) * scale);
        if (part == NULL || abs(wide - pixGetWidth(part)) > 2 + wide / 50 ||
            !lay_down(&sheet, part, left, top)) {
            return NULL;
        }
    }
    return g_steal_pointer(&sheet);
}

PIX *
pdf_image(PopplerPage *page, const PdfObjects *objects, const PdfContent *content,
    bool *damaged)
{
    double width = 0;
    double height = 0;
    poppler_page_get_size(page, &width, &height);
    const GArray *pictures = content->pictures;
    double dpi = common_dpi(pictures, width, height);
    if (content->letters > 0 || content->drawings > 0 || pictures->len > STRIPS_MOST ||
        dpi <= 0) {
        return NULL;
    }
    g_autoptr(PIX) sheet = NULL;
    const PdfPicture *first = &g_array_index(pictures, PdfPicture, 0);
    if (pictures->len == 1 && is_whole_page(first, width, height)) {
        PIX *stored = load_picture(page, objects, first, damaged);
        PIX *bounded = stored != NULL ? image_bound(stored) : NULL;
        sheet = bounded != NULL ? upright(bounded, first) : NULL;
    } else if (width * height * dpi * dpi / (POINTS * POINTS) <= PAGE_MOST_PIXELS) {
        sheet = lay_out(page, objects, content, dpi / POINTS, damaged);
    }
    if (sheet != NULL && MAX(width, height) <= PAGE_MOST_POINTS) {
        int resolution = MAX((int)lround(pixGetWidth(sheet) * POINTS / width), 1);
        pixSetResolution(sheet, resolution, resolution);
    }
    return g_steal_pointer(&sheet);
}

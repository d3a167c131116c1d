/* picture.c - one picture (JPEG, PNG, WebP, GIF, BMP, HEIC, JPEG 2000) → a page.
 *
 * The size is judged from the header before anything is unpacked; what is larger than a page needs
 * is made smaller while it is unpacked, where its kind allows. The turn a camera notes in EXIF is
 * carried out.
 */
#include "base/base.h"
#include "pages/inside.h"
#include <string.h>

#define WHOLE_MOST_BYTES (80u << 20) /* of a picture that may be unpacked in one piece */

void
image_refuse_damaged(GError **error)
{
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "the picture is damaged and cannot be opened; the original is kept, ask for it "
        "again");
}

/* Leptonica knows it by its bytes. */
static PIX *
other_load(const guint8 *bytes, gsize length, GError **error)
{
    int width = 0;
    int height = 0;
    int bits = 0;
    int samples = 0;
    int format = 0;
    if (pixReadHeaderMem(
            bytes, length, &format, &width, &height, &bits, &samples, NULL) != 0) {
        image_refuse_damaged(error);
        return NULL;
    }
    int depth = samples > 1 ? 32 : bits;
    bool large = (guint64)width * (guint64)height * (guint64)depth / 8 > WHOLE_MOST_BYTES;
    g_autoptr(PIX) smaller = NULL;
    if (large && format == IFF_PNG && width <= PAGE_MOST_SIDE &&
        height <= PAGE_MOST_SIDE) {
        smaller = png_load_large(bytes, length);
    }
    if (smaller != NULL) {
        return g_steal_pointer(&smaller);
    }
    if (!image_fits(width, height, depth, error)) {
        return NULL;
    }
    PIX *pix = pixReadMem(bytes, length);
    if (pix == NULL) {
        image_refuse_damaged(error);
    }
    return pix;
}

static PIX *
stored_picture(const guint8 *bytes, gsize length, GError **error)
{
    switch (file_kind(bytes, length)) {
    case FILE_JPEG:
        return jpeg_load(bytes, length, error);
    case FILE_JPEG_2000:
        return jp2_load(bytes, length, error);
    case FILE_HEIF:
        return heif_load(bytes, length, error);
    default:
        return other_load(bytes, length, error);
    }
}

PIX *
picture_load(const guint8 *bytes, gsize length, GError **error)
{
    PIX *stored = stored_picture(bytes, length, error);
    if (stored == NULL) {
        return NULL;
    }
    g_autoptr(PIX) page = image_bound(stored);
    int orientation = exif_orientation(bytes, length);
    if (page != NULL && orientation != 1) {
        PIX *turned = image_orient(page, orientation);
        pixDestroy(&page);
        page = turned;
    }
    if (page == NULL) {
        image_refuse_damaged(error);
    }
    return g_steal_pointer(&page);
}

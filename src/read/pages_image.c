/* pages_image.c - one picture (JPEG, PNG, WebP, GIF, BMP) → a page.
 *
 * The size is judged from the header before anything is unpacked; a large JPEG is unpacked at a
 * fraction of its size, which costs a fraction of its memory. The turn a camera notes in EXIF is
 * carried out.
 */
#include "base/base.h"
#include "read/page.h"
#include <string.h>

/* ---- EXIF: only the orientation (TIFF tag 0x0112 of the first directory) ---- */

typedef struct Exif {
    const guint8 *bytes; /* a TIFF structure */
    gsize length;
    bool little;
} Exif;

static guint
exif_16(const Exif *exif, gsize at)
{
    if (at + 2 > exif->length) {
        return 0;
    }
    const guint8 *b = exif->bytes + at;
    return exif->little ? b[0] | (guint)b[1] << 8 : (guint)b[0] << 8 | b[1];
}

static gsize
exif_32(const Exif *exif, gsize at)
{
    guint first = exif_16(exif, at);
    guint second = exif_16(exif, at + 2);
    return exif->little ? first | (gsize)second << 16 : (gsize)first << 16 | second;
}

static int
exif_orientation(Exif *exif)
{
    if (exif->length < 14) {
        return 1;
    }
    exif->little = exif->bytes[0] == 'I';
    gsize directory = exif_32(exif, 4);
    guint entries = exif_16(exif, directory);
    for (guint i = 0; i < entries; i++) {
        gsize entry = directory + 2 + (gsize)i * 12;
        if (entry + 12 > exif->length) {
            break;
        }
        if (exif_16(exif, entry) == 0x0112) {
            guint value = exif_16(exif, entry + 8);
            return value >= 1 && value <= 8 ? (int)value : 1;
        }
    }
    return 1;
}

/* Walks the JPEG's segments to APP1; ISO/IEC 10918-1 annex B. */
int
jpeg_orientation(const guint8 *bytes, gsize length)
{
    gsize at = 2;
    while (at + 4 <= length && bytes[at] == 0xff && bytes[at + 1] != 0xda) {
        gsize size = (gsize)bytes[at + 2] << 8 | bytes[at + 3];
        if (size < 2 || at + 2 + size > length) {
            break;
        }
        if (bytes[at + 1] == 0xe1 && size > 8 &&
            memcmp(bytes + at + 4, "Exif\0", 6) == 0) {
            Exif exif = {.bytes = bytes + at + 10, .length = size - 8};
            return exif_orientation(&exif);
        }
        at += 2 + size;
    }
    return 1;
}

static PIX *
turn_by_orientation(PIX *pix, int orientation)
{
    static const struct {
        int quarter_turns;
        bool mirrored;
    } upright[9] = {
        [2] = {0, true},
        [3] = {2, false},
        [4] = {2, true},
        [5] = {1, true},
        [6] = {1, false},
        [7] = {3, true},
        [8] = {3, false},
    };
    g_autoptr(PIX) turned = pixRotateOrth(pix, upright[orientation].quarter_turns);
    if (turned == NULL || !upright[orientation].mirrored) {
        return g_steal_pointer(&turned);
    }
    return pixFlipLR(NULL, turned);
}

/* ---- loading ---- */

static void
refuse_damaged(GError **error)
{
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "the picture is damaged and cannot be opened; the original is kept, ask for it "
        "again");
}

static PIX *
jpeg_load(const guint8 *bytes, gsize length, GError **error)
{
    int width = 0;
    int height = 0;
    int samples = 0;
    if (readHeaderMemJpeg(bytes, length, &width, &height, &samples, NULL, NULL) != 0) {
        refuse_damaged(error);
        return NULL;
    }
    int reduction = 1;
    while (reduction < 8 &&
           (double)width * height / (4.0 * reduction * reduction) > PAGE_MOST_PIXELS) {
        reduction *= 2;
    }
    if (!image_fits(width / reduction, height / reduction, 32, error)) {
        return NULL;
    }
    int warnings = 0;
    PIX *pix = pixReadMemJpeg(bytes, length, 0, reduction, &warnings, 0);
    if (pix == NULL) {
        refuse_damaged(error);
        return NULL;
    }
    int dpi = pixGetXRes(pix) / reduction;
    pixSetResolution(pix, dpi, dpi);
    return pix;
}

static PIX *
other_load(const guint8 *bytes, gsize length, GError **error)
{
    int width = 0;
    int height = 0;
    int bits = 0;
    int samples = 0;
    if (pixReadHeaderMem(bytes, length, NULL, &width, &height, &bits, &samples, NULL) !=
        0) {
        refuse_damaged(error);
        return NULL;
    }
    if (!image_fits(width, height, samples > 1 ? 32 : bits, error)) {
        return NULL;
    }
    PIX *pix = pixReadMem(bytes, length);
    if (pix == NULL) {
        refuse_damaged(error);
    }
    return pix;
}

PIX *
picture_load(const guint8 *bytes, gsize length, GError **error)
{
    bool jpeg = length > 3 && memcmp(bytes, "\xff\xd8\xff", 3) == 0;
    g_autoptr(PIX) stored =
        jpeg ? jpeg_load(bytes, length, error) : other_load(bytes, length, error);
    if (stored == NULL) {
        return NULL;
    }
    g_autoptr(PIX) page = image_bound(g_steal_pointer(&stored));
    int orientation = jpeg ? jpeg_orientation(bytes, length) : 1;
    if (page != NULL && orientation != 1) {
        PIX *turned = turn_by_orientation(page, orientation);
        pixDestroy(&page);
        page = turned;
    }
    if (page == NULL) {
        refuse_damaged(error);
    }
    return g_steal_pointer(&page);
}

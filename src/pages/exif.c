/* exif.c - how a camera held the page: EXIF's orientation (TIFF tag 0x0112) and what undoes it.
 *
 * JPEG keeps it in segment APP1, PNG in chunk eXIf, WebP in chunk EXIF. Trusts no length.
 */
#include "pages/inside.h"
#include <string.h>

typedef struct Exif {
    const guint8 *bytes; /* a TIFF structure */
    gsize length;
    bool little;
} Exif;

static guint
exif_16(const Exif *exif, gsize at)
{
    if (at > exif->length || exif->length - at < 2) {
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
orientation_in(const guint8 *bytes, gsize length)
{
    if (length > 6 && memcmp(bytes, "Exif\0", 6) == 0) {
        bytes += 6;
        length -= 6;
    }
    if (length < 14) {
        return 1;
    }
    Exif exif = {bytes, length, bytes[0] == 'I'};
    gsize directory = exif_32(&exif, 4);
    guint entries = exif_16(&exif, directory);
    for (guint i = 0; i < entries; i++) {
        gsize entry = directory + 2 + (gsize)i * 12;
        if (entry + 12 > exif.length) {
            break;
        }
        if (exif_16(&exif, entry) == 0x0112) {
            guint value = exif_16(&exif, entry + 8);
            return value >= 1 && value <= 8 ? (int)value : 1;
        }
    }
    return 1;
}

/* Walks the JPEG's segments to APP1; ISO/IEC 10918-1 annex B. */
static int
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
            return orientation_in(bytes + at + 4, size - 2);
        }
        at += 2 + size;
    }
    return 1;
}

static guint64
number_of(const guint8 *bytes, bool little)
{
    guint64 number = 0;
    for (int i = 0; i < 4; i++) {
        number = number << 8 | bytes[little ? 3 - i : i];
    }
    return number;
}

/* PNG: length, name, bytes, sum. RIFF: name, length, bytes, padded to even. */
static int
chunk_orientation(const guint8 *bytes, gsize length, bool png)
{
    guint64 at = png ? 8 : 12;
    for (int i = 0; i < 1000 && at + 8 <= length; i++) {
        guint64 size = number_of(bytes + at + (png ? 0 : 4), !png);
        const guint8 *name = bytes + at + (png ? 4 : 0);
        if (size > length - at - 8) {
            break;
        }
        if (memcmp(name, png ? "eXIf" : "EXIF", 4) == 0) {
            return orientation_in(bytes + at + 8, (gsize)size);
        }
        at += 8 + size + (png ? 4 : size % 2);
    }
    return 1;
}

int
exif_orientation(const guint8 *bytes, gsize length)
{
    if (length > 3 && memcmp(bytes, "\xff\xd8\xff", 3) == 0) {
        return jpeg_orientation(bytes, length);
    }
    bool png = length > 8 && memcmp(bytes, "\x89PNG", 4) == 0;
    bool webp = length > 12 && memcmp(bytes + 8, "WEBP", 4) == 0;
    return png || webp ? chunk_orientation(bytes, length, png) : 1;
}

PIX *
image_orient(PIX *pix, int orientation)
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

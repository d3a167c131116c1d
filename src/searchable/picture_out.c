/* picture_out.c - a picture file's own compressed bytes as a PDF image (ISO 32000-1, 7.4 and 8.9).
 *
 * JPEG, JPEG 2000, PNG and G4 fax bytes go into a PDF as they are; what PDF has no filter for is
 * unpacked and packed again: what was stored with loss (WebP, HEIC) as JPEG, for without it would
 * be many times as large; the rest without loss, one bit a pixel as G4, all else as PNG does.
 * Runs inside the locked worker.
 */
#include "base/base.h"
#include "pages/pages.h"
#include "searchable/inside.h"
#include <string.h>

void
picture_out_free(PictureOut *picture)
{
    if (picture == NULL) {
        return;
    }
    g_free(picture->dictionary);
    g_clear_pointer(&picture->bytes, g_bytes_unref);
    g_free(picture);
}

static PictureOut *
picture_new(int width, int height)
{
    static const double upright[6] = {1, 0, 0, 1, 0, 0};
    PictureOut *picture = g_new0(PictureOut, 1);
    picture->width = width;
    picture->height = height;
    memcpy(picture->matrix, upright, sizeof upright);
    return picture;
}

/* Numbers of several bytes, the high one first. */
static guint32
number_at(const guint8 *at, int size)
{
    guint32 number = 0;
    for (int i = 0; i < size; i++) {
        number = number << 8 | at[i];
    }
    return number;
}

/* ---- JPEG ---- */

typedef struct Jpeg {
    int width, height, samples, bits;
    bool adobe; /* four inks are stored inverted */
} Jpeg;

/* Walks the segments to the frame header; ISO/IEC 10918-1 annex B. False for what DCTDecode does
 * not know (12 bits, arithmetic coding, lossless). */
static bool
jpeg_header(const guint8 *bytes, gsize length, Jpeg *jpeg)
{
    gsize at = 2;
    *jpeg = (Jpeg){0};
    while (at + 4 <= length && bytes[at] == 0xff) {
        guint marker = bytes[at + 1];
        if (marker == 0xff) {
            at++;
            continue;
        }
        gsize size = number_at(bytes + at + 2, 2);
        if (size < 2 || at + 2 + size > length) {
            return false;
        }
        const guint8 *segment = bytes + at + 4;
        jpeg->adobe = jpeg->adobe ||
                      (marker == 0xee && size >= 14 && memcmp(segment, "Adobe", 5) == 0);
        if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 &&
            marker != 0xcc) {
            if (size < 8 || marker > 0xc2) {
                return false;
            }
            jpeg->bits = segment[0];
            jpeg->height = (int)number_at(segment + 1, 2);
            jpeg->width = (int)number_at(segment + 3, 2);
            jpeg->samples = segment[5];
            return jpeg->bits == 8 && jpeg->height > 0 && jpeg->width > 0 &&
                   (jpeg->samples == 1 || jpeg->samples == 3 || jpeg->samples == 4);
        }
        at += 2 + size;
    }
    return false;
}

static void
turn_by_exif(PictureOut *picture, int orientation)
{
    static const double turned[9][6] = {
        [2] = {-1, 0, 0, 1, 1, 0},
        [3] = {-1, 0, 0, -1, 1, 1},
        [4] = {1, 0, 0, -1, 0, 1},
        [5] = {0, -1, -1, 0, 1, 1},
        [6] = {0, -1, 1, 0, 0, 1},
        [7] = {0, 1, 1, 0, 0, 0},
        [8] = {0, 1, -1, 0, 1, 0},
    };
    if (orientation > 1) {
        memcpy(picture->matrix, turned[orientation], sizeof picture->matrix);
        picture->sideways = orientation > 4;
    }
}

static PictureOut *
jpeg_out(const guint8 *bytes, gsize length)
{
    Jpeg jpeg;
    if (!jpeg_header(bytes, length, &jpeg)) {
        return NULL;
    }
    static const char *const space[] = {
        [1] = "/DeviceGray", [3] = "/DeviceRGB", [4] = "/DeviceCMYK"};
    PictureOut *picture = picture_new(jpeg.width, jpeg.height);
    picture->bytes = g_bytes_new(bytes, length);
    picture->dictionary =
        g_strdup_printf("<< /Width %d /Height %d /BitsPerComponent 8 /ColorSpace %s "
                        "/Filter /DCTDecode %s>>",
            jpeg.width, jpeg.height, space[jpeg.samples],
            jpeg.samples == 4 && jpeg.adobe ? "/Decode [1 0 1 0 1 0 1 0] " : "");
    turn_by_exif(picture, exif_orientation(bytes, length));
    return picture;
}

/* ---- JPEG 2000 ---- */

/* The size from the code stream's SIZ segment (ISO/IEC 15444-1 annex A); colours stand in the
 * file itself. */
static PictureOut *
jpeg2000_out(const guint8 *bytes, gsize length)
{
    static const guint8 start[] = {0xff, 0x4f, 0xff, 0x51};
    const guint8 *found = memmem(bytes, length, start, sizeof start);
    if (found == NULL || (gsize)(found - bytes) + 24 > length) {
        return NULL;
    }
    guint32 width = number_at(found + 8, 4) - number_at(found + 16, 4);
    guint32 height = number_at(found + 12, 4) - number_at(found + 20, 4);
    if (width - 1 >= PAGE_MOST_SIDE || height - 1 >= PAGE_MOST_SIDE) {
        return NULL;
    }
    PictureOut *picture = picture_new((int)width, (int)height);
    picture->bytes = g_bytes_new(bytes, length);
    picture->dictionary =
        g_strdup_printf("<< /Width %u /Height %u /Filter /JPXDecode >>", width, height);
    return picture;
}

/* ---- PNG ---- */

typedef struct Png {
    int width, height, bits, colour;
    bool plain; /* no transparency, not interlaced */
    const guint8 *palette;
    gsize palette_length;
    GByteArray *data; /* owned */
} Png;

/* PNG (ISO/IEC 15948): what its chunks hold; false when they do not fit the file. */
static bool
png_chunks(const guint8 *bytes, gsize length, Png *png)
{
    gsize at = 8;
    while (at + 12 <= length) {
        gsize size = number_at(bytes + at, 4);
        const guint8 *name = bytes + at + 4;
        const guint8 *chunk = bytes + at + 8;
        if (size > length - at - 12) {
            return false;
        }
        if (memcmp(name, "IHDR", 4) == 0 && size >= 13) {
            png->width = (int)MIN(number_at(chunk, 4), G_MAXINT);
            png->height = (int)MIN(number_at(chunk + 4, 4), G_MAXINT);
            png->bits = chunk[8];
            png->colour = chunk[9];
            png->plain = chunk[12] == 0 && png->bits <= 16 &&
                         __builtin_popcount((guint)png->bits) == 1 &&
                         (png->colour == 0 || png->colour == 2 ||
                             (png->colour == 3 && png->bits <= 8));
        } else if (memcmp(name, "PLTE", 4) == 0) {
            png->palette = chunk;
            png->palette_length = size;
        } else if (memcmp(name, "tRNS", 4) == 0) {
            png->plain = false;
        } else if (memcmp(name, "IDAT", 4) == 0) {
            g_byte_array_append(png->data, chunk, (guint)size);
        } else if (memcmp(name, "IEND", 4) == 0) {
            return png->data->len > 0;
        }
        at += 12 + size;
    }
    return false;
}

static char *
png_space(const Png *png)
{
    if (png->colour != 3) {
        return g_strdup(png->colour == 0 ? "/DeviceGray" : "/DeviceRGB");
    }
    gsize entries = MIN(png->palette_length / 3, (gsize)1 << png->bits);
    GString *space = g_string_new(NULL);
    g_string_append_printf(space, "[/Indexed /DeviceRGB %d <", (int)MAX(entries, 1) - 1);
    for (gsize i = 0; i < 3 * entries; i++) {
        g_string_append_printf(space, "%02x", png->palette[i]);
    }
    return g_string_free(g_string_append(space, ">]"), FALSE);
}

static PictureOut *
png_out(const guint8 *bytes, gsize length)
{
    g_autoptr(GByteArray) data = g_byte_array_new();
    Png png = {.data = data};
    if (!png_chunks(bytes, length, &png) || !png.plain || png.width < 1 ||
        png.height < 1 || (png.colour == 3 && png.palette_length < 3)) {
        return NULL;
    }
    g_autofree char *space = png_space(&png);
    PictureOut *picture = picture_new(png.width, png.height);
    picture->bytes = g_byte_array_free_to_bytes(g_steal_pointer(&data));
    picture->dictionary = g_strdup_printf(
        "<< /Width %d /Height %d /BitsPerComponent %d /ColorSpace %s /Filter "
        "/FlateDecode "
        "/DecodeParms << /Predictor 15 /Columns %d /Colors %d /BitsPerComponent %d >> >>",
        png.width, png.height, png.bits, space, png.width, png.colour == 2 ? 3 : 1,
        png.bits);
    return picture;
}

/* ---- TIFF ---- */

enum {
    TAG_WIDTH = 256,
    TAG_HEIGHT = 257,
    TAG_BITS = 258,
    TAG_COMPRESSION = 259,
    TAG_PHOTOMETRIC = 262,
    TAG_FILL_ORDER = 266,
    TAG_STRIP_OFFSET = 273,
    TAG_TURN = 274,
    TAG_SAMPLES = 277,
    TAG_STRIP_ROWS = 278,
    TAG_STRIP_BYTES = 279,
    TAG_T6_OPTIONS = 293,
    COMPRESSION_G4 = 4,
};

/* A page that is one strip of G4 goes out as that strip. */
static PictureOut *
g4_out(const guint8 *bytes, gsize length, int number)
{
    static const struct {
        guint tag;
        guint64 absent, wanted;
    } plain[] = {
        {TAG_COMPRESSION, 1, COMPRESSION_G4},
        {TAG_BITS, 1, 1},
        {TAG_SAMPLES, 1, 1},
        {TAG_FILL_ORDER, 1, 1},
        {TAG_TURN, 1, 1},
        {TAG_T6_OPTIONS, 0, 0},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(plain); i++) {
        if (tiff_tag(bytes, length, number, plain[i].tag, plain[i].absent) !=
            plain[i].wanted) {
            return NULL;
        }
    }
    guint64 width = tiff_tag(bytes, length, number, TAG_WIDTH, 0);
    guint64 height = tiff_tag(bytes, length, number, TAG_HEIGHT, 0);
    guint64 offset = tiff_tag(bytes, length, number, TAG_STRIP_OFFSET, 0);
    guint64 size = tiff_tag(bytes, length, number, TAG_STRIP_BYTES, 0);
    guint64 black = tiff_tag(bytes, length, number, TAG_PHOTOMETRIC, 0);
    if (width - 1 >= PAGE_MOST_SIDE || height - 1 >= PAGE_MOST_SIDE || black > 1 ||
        tiff_tag(bytes, length, number, TAG_STRIP_ROWS, height) < height ||
        offset >= length || size == 0 || size > length - offset) {
        return NULL;
    }
    PictureOut *picture = picture_new((int)width, (int)height);
    picture->bytes = g_bytes_new(bytes + offset, (gsize)size);
    picture->dictionary = g_strdup_printf(
        "<< /Width %d /Height %d /BitsPerComponent 1 /ColorSpace /DeviceGray /Filter "
        "/CCITTFaxDecode /DecodeParms << /K -1 /Columns %d /Rows %d%s >> >>",
        picture->width, picture->height, picture->width, picture->height,
        black == 1 ? " /BlackIs1 true" : "");
    return picture;
}

/* ---- all else, packed again ---- */

enum { JPEG_QUALITY = 80 };

/* HEIC, and WebP with a chunk of its lossy kind (https://developers.google.com/speed/webp). */
static bool
is_lossy(const guint8 *bytes, gsize length)
{
    return file_kind(bytes, length) == FILE_HEIF ||
           (length > 12 && memcmp(bytes + 8, "WEBP", 4) == 0 &&
               memmem(bytes, length, "VP8 ", 4) != NULL);
}

static PictureOut *
pixels_out(PIX *pix, bool lossy)
{
    l_uint8 *bytes = NULL;
    size_t length = 0;
    PictureOut *picture = NULL;
    if (lossy && pixWriteMemJpeg(&bytes, &length, pix, JPEG_QUALITY, 0) == 0) {
        picture = jpeg_out(bytes, length);
        lept_free(bytes);
        return picture;
    }
    lept_free(bytes);
    bytes = NULL;
    bool fax = pixGetDepth(pix) == 1 && pixGetColormap(pix) == NULL;
    if (fax && pixWriteMemTiff(&bytes, &length, pix, IFF_TIFF_G4) == 0) {
        picture = g4_out(bytes, length, 1);
    } else if (!fax && pixWriteMemPng(&bytes, &length, pix, 0) == 0) {
        picture = png_out(bytes, length);
    }
    lept_free(bytes);
    return picture;
}

/* The picture as it is stored; one that leptonica does not open at its full size comes as it is
 * read. */
static PIX *
picture_stored(const guint8 *bytes, gsize length, GError **error)
{
    int width = 0;
    int height = 0;
    int bits = 0;
    int samples = 0;
    if (pixReadHeaderMem(bytes, length, NULL, &width, &height, &bits, &samples, NULL) ==
            0 &&
        image_fits(width, height, samples > 1 ? 32 : bits, NULL)) {
        g_autoptr(PIX) stored = pixReadMem(bytes, length);
        if (stored != NULL && pixGetSpp(stored) == 4) {
            return pixAlphaBlendUniform(stored, 0xffffff00);
        }
        if (stored != NULL) {
            return g_steal_pointer(&stored);
        }
    }
    return picture_load(bytes, length, error);
}

PictureOut *
picture_out(const guint8 *bytes, gsize length, int number, GError **error)
{
    FileKind kind = file_kind(bytes, length);
    PictureOut *picture = NULL;
    if (kind == FILE_TIFF) {
        picture = g4_out(bytes, length, number);
    } else if (length > 12 && memcmp(bytes, "\xff\xd8\xff", 3) == 0) {
        picture = jpeg_out(bytes, length);
    } else if (length > 12 && memcmp(bytes, "\x89PNG", 4) == 0) {
        picture = png_out(bytes, length);
    } else if (length > 12 && memcmp(bytes, "\0\0\0\x0cjP  ", 8) == 0) {
        picture = jpeg2000_out(bytes, length);
    }
    if (picture != NULL) {
        return picture;
    }
    g_autoptr(PIX) pix = kind == FILE_TIFF ? tiff_stored(bytes, length, number, error)
                                           : picture_stored(bytes, length, error);
    picture = pix != NULL ? pixels_out(pix, is_lossy(bytes, length)) : NULL;
    if (pix != NULL && picture == NULL) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "page %d cannot be packed into a PDF; the original is kept", number);
    }
    return picture;
}

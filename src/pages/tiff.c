/* tiff.c - multi-page TIFF → pages.
 *
 * The chain of directories is walked here, by their offsets alone, so that counting decodes
 * nothing and page N is opened where it lies. Trusts no offset: a chain that leaves the file or
 * comes back to itself ends. TIFF 6.0 section 2; BigTIFF has eight-byte offsets.
 */
#include "base/base.h"
#include "pages/inside.h"
#include <string.h>

#define WHOLE_MOST_BYTES (48u << 20) /* of a page that may be unpacked in one piece */

typedef struct Tiff {
    const guint8 *bytes;
    gsize length;
    bool little;
    bool big; /* BigTIFF */
} Tiff;

static guint64
tiff_number(const Tiff *tiff, guint64 at, int size)
{
    if (at > tiff->length || (guint64)size > tiff->length - at) {
        return 0;
    }
    guint64 number = 0;
    for (int i = 0; i < size; i++) {
        guint64 byte = tiff->bytes[at + (guint64)(tiff->little ? size - 1 - i : i)];
        number = number << 8 | byte;
    }
    return number;
}

static bool
tiff_open(Tiff *tiff, const guint8 *bytes, gsize length)
{
    if (length < 16) {
        return false;
    }
    *tiff = (Tiff){.bytes = bytes, .length = length, .little = bytes[0] == 'I'};
    tiff->big = tiff_number(tiff, 2, 2) == 43;
    return true;
}

static guint64
first_directory(const Tiff *tiff)
{
    return tiff->big ? tiff_number(tiff, 8, 8) : tiff_number(tiff, 4, 4);
}

/* Where the directory after the one at offset lies; 0 at the end. */
static guint64
next_directory(const Tiff *tiff, guint64 offset)
{
    guint64 entries = tiff_number(tiff, offset, tiff->big ? 8 : 2);
    if (entries == 0 || entries > 4096) {
        return 0;
    }
    guint64 end = offset + (tiff->big ? 8 + entries * 20 : 2 + entries * 12);
    return tiff_number(tiff, end, tiff->big ? 8 : 4);
}

/* Walks to directory number (from 1), or to the end when number is 0; returns how many were
 * seen and the last one's offset. Every step reads one number; the cap ends circles. */
static int
walk(const Tiff *tiff, int number, guint64 *last)
{
    int seen = 0;
    for (guint64 at = first_directory(tiff);
         at != 0 && at < tiff->length && tiff_number(tiff, at, 2) + tiff->big != 0 &&
         seen < FILE_MOST_PAGES;
         at = next_directory(tiff, at)) {
        seen++;
        *last = at;
        if (seen == number) {
            break;
        }
    }
    return seen;
}

int
tiff_count(const guint8 *bytes, gsize length, GError **error)
{
    Tiff tiff;
    guint64 last = 0;
    int pages = tiff_open(&tiff, bytes, length) ? walk(&tiff, 0, &last) : 0;
    if (pages == 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the TIFF file holds no page; the original is kept, scan it again");
    }
    return pages;
}

/* The value of a tag of one directory as a number; absent when it is not there. */
static guint64
tag_value(const Tiff *tiff, guint64 directory, guint tag, guint64 absent)
{
    guint64 entries = tiff_number(tiff, directory, tiff->big ? 8 : 2);
    guint64 size = tiff->big ? 20 : 12;
    guint64 at = directory + (tiff->big ? 8 : 2);
    for (guint64 i = 0; i < MIN(entries, 4096); i++, at += size) {
        if (tiff_number(tiff, at, 2) == tag) {
            bool is_short = tiff_number(tiff, at + 2, 2) == 3;
            return tiff_number(tiff, at + (tiff->big ? 12 : 8), is_short ? 2 : 4);
        }
    }
    return absent;
}

enum { TAG_WIDTH = 256, TAG_HEIGHT = 257, TAG_BITS = 258, TAG_SAMPLES = 277 };

/* What unpacking a page whole would take. */
typedef struct Unpacked {
    int width, height, depth;
} Unpacked;

static Unpacked
unpacked_size(const Tiff *tiff, guint64 directory)
{
    guint64 samples = tag_value(tiff, directory, TAG_SAMPLES, 1);
    /* Bits per sample stand in the entry only when there is one sample. */
    guint64 bits = samples == 1 ? tag_value(tiff, directory, TAG_BITS, 1) : 32;
    guint64 width = MIN(tag_value(tiff, directory, TAG_WIDTH, 0), G_MAXINT);
    guint64 height = MIN(tag_value(tiff, directory, TAG_HEIGHT, 0), G_MAXINT);
    return (Unpacked){(int)width, (int)height, (int)MIN(bits, 64)};
}

/* Leptonica unpacks coloured pages twice over. */
static bool
is_large(Unpacked size)
{
    return size.depth >= 8 &&
           (double)size.width * size.height * size.depth / 8 > WHOLE_MOST_BYTES;
}

static PIX *
stored_page(const Tiff *tiff, guint64 directory, int number, GError **error)
{
    Unpacked size = unpacked_size(tiff, directory);
    if (is_large(size) && size.width <= PAGE_MOST_SIDE && size.height <= PAGE_MOST_SIDE) {
        PIX *smaller = tiff_load_large(tiff->bytes, tiff->length, directory);
        if (smaller != NULL) {
            return smaller;
        }
    }
    if (!image_fits(size.width, size.height, size.depth, error)) {
        return NULL;
    }
    gsize offset =
        number == 1 ? 0 : (gsize)directory; /* leptonica's word for the first */
    return pixReadMemFromMultipageTiff(tiff->bytes, tiff->length, &offset);
}

guint64
tiff_tag(const guint8 *bytes, gsize length, int number, guint tag, guint64 absent)
{
    Tiff tiff;
    guint64 directory = 0;
    if (!tiff_open(&tiff, bytes, length) || walk(&tiff, number, &directory) != number) {
        return absent;
    }
    return tag_value(&tiff, directory, tag, absent);
}

PIX *
tiff_stored(const guint8 *bytes, gsize length, int number, GError **error)
{
    Tiff tiff;
    guint64 directory = 0;
    if (!tiff_open(&tiff, bytes, length) || walk(&tiff, number, &directory) != number) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "page %d cannot be found in the TIFF file; the original is kept", number);
        return NULL;
    }
    g_autoptr(GError) local = NULL;
    PIX *stored = stored_page(&tiff, directory, number, &local);
    if (stored == NULL && local != NULL) {
        g_propagate_error(error, g_steal_pointer(&local));
    } else if (stored == NULL) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "page %d is damaged and cannot be opened; the original is kept, scan it "
            "again",
            number);
    }
    return stored;
}

PIX *
tiff_load(const guint8 *bytes, gsize length, int number, GError **error)
{
    PIX *stored = tiff_stored(bytes, length, number, error);
    PIX *page = stored != NULL ? image_bound(stored) : NULL;
    if (stored != NULL && page == NULL) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "page %d is too large for the memory there is; the original is kept", number);
    }
    return page;
}

/* ---- G4 from elsewhere ---- */

static void
put(GByteArray *file, guint32 value, int size)
{
    for (int i = 0; i < size; i++) {
        guint8 byte = (guint8)(value >> (8 * i));
        g_byte_array_append(file, &byte, 1);
    }
}

PIX *
fax_load(const guint8 *data, gsize length, int width, int height, bool black_is_one)
{
    const guint32 entries[][3] = {
        /* tag, type (3: short, 4: long), value */
        {TAG_WIDTH, 4, (guint32)width},
        {TAG_HEIGHT, 4, (guint32)height},
        {TAG_BITS, 3, 1},
        {259, 3, 4},                    /* compression: G4 */
        {262, 3, black_is_one ? 1 : 0}, /* which level is black */
        {273, 4, 8},                    /* the strip's place */
        {TAG_SAMPLES, 3, 1},
        {278, 4, (guint32)height}, /* rows of the strip */
        {279, 4, (guint32)length},
    };
    if (length > G_MAXINT32 || !image_fits(width, height, 1, NULL)) {
        return NULL;
    }
    g_autoptr(GByteArray) file = g_byte_array_new();
    g_byte_array_append(file, (const guint8 *)"II*\0", 4);
    put(file, (guint32)(8 + length + length % 2), 4);
    g_byte_array_append(file, data, (guint)length);
    put(file, 0, (int)(length % 2));
    put(file, G_N_ELEMENTS(entries), 2);
    for (gsize i = 0; i < G_N_ELEMENTS(entries); i++) {
        put(file, entries[i][0], 2);
        put(file, entries[i][1], 2);
        put(file, 1, 4);
        put(file, entries[i][2], 4);
    }
    put(file, 0, 4);
    return pixReadMem(file->data, file->len);
}

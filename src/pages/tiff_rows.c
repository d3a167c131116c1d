/* tiff_rows.c - a TIFF page too large to be unpacked whole → pixels, row by row.
 *
 * Takes the pages scanners make: strips of 8 bits, grey or coloured, however packed. Others
 * (tiles, planes, palettes) are left to the limit on unpacked pictures.
 */
#include "pages/inside.h"
#include <string.h>
#include <tiffio.h>

typedef struct Source {
    const guint8 *bytes;
    gsize length, at;
} Source;

static tmsize_t
source_read(thandle_t handle, void *to, tmsize_t size)
{
    Source *source = handle;
    gsize left = source->at < source->length ? source->length - source->at : 0;
    gsize taken = MIN((gsize)MAX(size, 0), left);
    memcpy(to, source->bytes + source->at, taken);
    source->at += taken;
    return (tmsize_t)taken;
}

static tmsize_t
source_write(thandle_t handle, void *from, tmsize_t size)
{
    (void)handle;
    (void)from;
    (void)size;
    return 0;
}

static toff_t
source_seek(thandle_t handle, toff_t offset, int whence)
{
    Source *source = handle;
    toff_t base = whence == SEEK_CUR   ? source->at
                  : whence == SEEK_END ? source->length
                                       : 0;
    source->at = MIN(base + offset, source->length);
    return source->at;
}

static int
source_close(thandle_t handle)
{
    (void)handle;
    return 0;
}

static toff_t
source_size(thandle_t handle)
{
    return ((Source *)handle)->length;
}

static int
source_map(thandle_t handle, void **base, toff_t *size)
{
    Source *source = handle;
    *base = (void *)source->bytes;
    *size = source->length;
    return 1;
}

static void
source_unmap(thandle_t handle, void *base, toff_t size)
{
    (void)handle;
    (void)base;
    (void)size;
}

static int
keep_silent(TIFF *tiff, void *data, const char *module, const char *format, va_list list)
{
    (void)tiff;
    (void)data;
    (void)module;
    (void)format;
    (void)list;
    return 1;
}

static TIFF *
tiff_from(Source *source)
{
    TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
    TIFFOpenOptionsSetErrorHandlerExtR(options, keep_silent, NULL);
    TIFFOpenOptionsSetWarningHandlerExtR(options, keep_silent, NULL);
    TIFF *tiff = TIFFClientOpenExt("page", "r", source, source_read, source_write,
        source_seek, source_close, source_size, source_map, source_unmap, options);
    TIFFOpenOptionsFree(options);
    return tiff;
}

/* Samples a pixel that rows will have, 1 or 3; 0 when the page is of another form. */
static int
samples_of(TIFF *tiff, bool *inverted)
{
    guint16 samples = 1;
    guint16 bits = 1;
    guint16 kind = PHOTOMETRIC_MINISBLACK;
    guint16 planes = PLANARCONFIG_CONTIG;
    guint16 packing = COMPRESSION_NONE;
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &samples);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &bits);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &planes);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &packing);
    TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &kind);
    if (bits != 8 || planes != PLANARCONFIG_CONTIG || TIFFIsTiled(tiff)) {
        return 0;
    }
    if (kind == PHOTOMETRIC_YCBCR && packing == COMPRESSION_JPEG) {
        TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
        kind = PHOTOMETRIC_RGB;
    }
    *inverted = kind == PHOTOMETRIC_MINISWHITE;
    bool grey = samples == 1 && (kind == PHOTOMETRIC_MINISBLACK || *inverted);
    return grey ? 1 : samples == 3 && kind == PHOTOMETRIC_RGB ? 3 : 0;
}

static int
dpi_of(TIFF *tiff)
{
    float resolution = 0;
    guint16 unit = RESUNIT_INCH;
    TIFFGetField(tiff, TIFFTAG_XRESOLUTION, &resolution);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_RESOLUTIONUNIT, &unit);
    double dpi = unit == RESUNIT_CENTIMETER ? resolution * 2.54 : resolution;
    return dpi > 0 && dpi < 100000 ? (int)(dpi + 0.5) : 0;
}

static PIX *
read_rows(TIFF *tiff)
{
    guint32 width = 0;
    guint32 height = 0;
    guint16 turn = 1;
    bool inverted = false;
    int samples = samples_of(tiff, &inverted);
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_ORIENTATION, &turn);
    gsize size = (gsize)MAX(TIFFScanlineSize(tiff), 0);
    if (samples == 0 || width < 1 || width > PAGE_MOST_SIDE || height < 1 ||
        height > PAGE_MOST_SIDE || size != width * (gsize)samples) {
        return NULL;
    }
    g_autoptr(Shrink) shrink = shrink_new((int)width, (int)height, samples);
    g_autofree guint8 *row = g_malloc0(size);
    for (guint32 y = 0; shrink != NULL && y < height; y++) {
        if (TIFFReadScanline(tiff, row, y, 0) != 1) {
            return NULL;
        }
        for (gsize i = 0; inverted && i < size; i++) {
            row[i] = (guint8)~row[i];
        }
        shrink_add(shrink, row);
    }
    g_autoptr(PIX) pix = shrink != NULL ? shrink_end(shrink, dpi_of(tiff)) : NULL;
    bool turned = pix != NULL && turn > 1 && turn <= 8;
    return turned ? image_orient(pix, turn) : g_steal_pointer(&pix);
}

PIX *
tiff_load_large(const guint8 *bytes, gsize length, guint64 directory)
{
    Source source = {bytes, length, 0};
    TIFF *tiff = tiff_from(&source);
    PIX *pix = NULL;
    if (tiff != NULL && TIFFSetSubDirectory(tiff, directory) == 1) {
        pix = read_rows(tiff);
    }
    if (tiff != NULL) {
        TIFFClose(tiff);
    }
    return pix;
}

/* heif.c - a phone's HEIC picture → pixels.
 *
 * Libheif puts the tiles together and carries out the turn the camera noted; the planes come as
 * they are stored and are made smaller on their way to colours, so that no copy in full colour
 * ever stands in memory.
 */
#include "base/base.h"
#include "pages/inside.h"
#include <libheif/heif.h>

enum { PLANES_MOST_BYTES = 200 << 20 };

typedef struct heif_context HeifContext;
typedef struct heif_image_handle HeifHandle;
typedef struct heif_image HeifImage;
typedef struct heif_decoding_options HeifOptions;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HeifContext, heif_context_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HeifOptions, heif_decoding_options_free)
static void
heif_handle_free(HeifHandle *handle)
{
    heif_image_handle_release(handle);
}
static void
heif_picture_free(HeifImage *image)
{
    heif_image_release(image);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HeifHandle, heif_handle_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HeifImage, heif_picture_free)

/* One plane; of 8 bits, or of more in two bytes. */
typedef struct Plane {
    const guint8 *bytes;
    int stride, width, height, shift;
    bool wide;
} Plane;

static bool
plane_of(const HeifImage *image, enum heif_channel channel, Plane *plane)
{
    plane->bytes = heif_image_get_plane_readonly(image, channel, &plane->stride);
    plane->width = heif_image_get_width(image, channel);
    plane->height = heif_image_get_height(image, channel);
    int bits = heif_image_get_bits_per_pixel_range(image, channel);
    plane->wide = bits > 8;
    plane->shift = bits > 8 ? bits - 8 : 0;
    return plane->bytes != NULL && plane->width > 0 && plane->height > 0 && bits > 0;
}

static inline int
level(const Plane *plane, int x, int y)
{
    const guint8 *row = plane->bytes + (gsize)y * (gsize)plane->stride;
    return plane->wide ? (row[2 * x] | row[2 * x + 1] << 8) >> plane->shift : row[x];
}

/* Luma and two colour differences in full range, ITU-R BT.601, as JPEG has them. */
static void
put_colours(guint8 *row, const Plane planes[3], int y)
{
    const Plane *luma = &planes[0];
    for (int x = 0; x < luma->width; x++) {
        int across = MIN(x * planes[1].width / luma->width, planes[1].width - 1);
        int down = MIN(y * planes[1].height / luma->height, planes[1].height - 1);
        int light = level(luma, x, y);
        int blue = level(&planes[1], across, down) - 128;
        int red = level(&planes[2], across, down) - 128;
        *row++ = (guint8)CLAMP(light + (red * 1436 >> 10), 0, 255);
        *row++ = (guint8)CLAMP(light - (blue * 352 + red * 731) / 1024, 0, 255);
        *row++ = (guint8)CLAMP(light + (blue * 1815 >> 10), 0, 255);
    }
}

static PIX *
make_smaller(const HeifImage *image)
{
    Plane planes[3];
    bool grey = heif_image_get_colorspace(image) == heif_colorspace_monochrome;
    bool coloured = heif_image_get_colorspace(image) == heif_colorspace_YCbCr;
    if ((!grey && !coloured) || !plane_of(image, heif_channel_Y, &planes[0]) ||
        (coloured && (!plane_of(image, heif_channel_Cb, &planes[1]) ||
                         !plane_of(image, heif_channel_Cr, &planes[2]) ||
                         planes[1].width != planes[2].width ||
                         planes[1].height != planes[2].height))) {
        return NULL;
    }
    int width = planes[0].width;
    g_autoptr(Shrink) shrink = shrink_new(width, planes[0].height, grey ? 1 : 3);
    g_autofree guint8 *row = g_malloc((gsize)width * 3);
    for (int y = 0; shrink != NULL && y < planes[0].height; y++) {
        for (int x = 0; grey && x < width; x++) {
            row[x] = (guint8)level(&planes[0], x, y);
        }
        if (coloured) {
            put_colours(row, planes, y);
        }
        shrink_add(shrink, row);
    }
    return shrink != NULL ? shrink_end(shrink, 0) : NULL;
}

/* Most pictures come as they are stored, in luma and two colour differences of half its size. */
static HeifImage *
decode(HeifHandle *handle)
{
    g_autoptr(HeifOptions) options = heif_decoding_options_alloc();
    HeifImage *image = NULL;
    struct heif_error outcome = heif_decode_image(
        handle, &image, heif_colorspace_YCbCr, heif_chroma_420, options);
    return outcome.code == heif_error_Ok ? image : NULL;
}

PIX *
heif_load(const guint8 *bytes, gsize length, GError **error)
{
    g_autoptr(HeifContext) context = heif_context_alloc();
    g_autoptr(HeifHandle) handle = NULL;
    heif_context_set_max_decoding_threads(context, 0);
    if (heif_context_read_from_memory_without_copy(context, bytes, length, NULL).code !=
            heif_error_Ok ||
        heif_context_get_primary_image_handle(context, &handle).code != heif_error_Ok) {
        image_refuse_damaged(error);
        return NULL;
    }
    double pixels = (double)heif_image_handle_get_width(handle) *
                    heif_image_handle_get_height(handle);
    if (pixels * 1.5 > PLANES_MOST_BYTES) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the picture of %.0f megapixels is too large; the original is kept, ask for "
            "it as JPEG",
            pixels / 1e6);
        return NULL;
    }
    g_autoptr(HeifImage) image = decode(handle);
    PIX *pix = image != NULL ? make_smaller(image) : NULL;
    if (pix == NULL) {
        image_refuse_damaged(error);
    }
    return pix;
}

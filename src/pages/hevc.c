/* hevc.c - HEVC pictures for libheif without a thread.
 *
 * Libheif's own decoder starts one, which the lock refuses, and then waits for it for ever. This
 * one is preferred to it: the same libde265, working in the thread that asks.
 */
#include "base/base.h"
#include "pages/inside.h"
#include <libde265/de265.h>
#include <libheif/heif.h>
#include <libheif/heif_plugin.h>

enum {
    PRIORITY = 1000, /* libheif's own has 100 */
    LENGTH_BYTES = 4,
};

static const struct heif_error fine = {heif_error_Ok, heif_suberror_Unspecified, "fine"};
static const struct heif_error broken = {
    heif_error_Decoder_plugin_error, heif_suberror_Unspecified, "damaged"};

static const char *
hevc_name(void)
{
    return "HEVC without threads";
}

static int
hevc_supports(enum heif_compression_format format)
{
    return format == heif_compression_HEVC ? PRIORITY : 0;
}

static struct heif_error
hevc_new(void **decoder)
{
    *decoder = de265_new_decoder();
    return *decoder != NULL ? fine : broken;
}

static void
hevc_free(void *decoder)
{
    de265_free_decoder(decoder);
}

/* Units of the stream, each behind its length. */
static struct heif_error
hevc_push(void *decoder, const void *data, size_t size)
{
    const guint8 *bytes = data;
    size_t at = 0;
    while (at < size) {
        if (size - at < LENGTH_BYTES) {
            return broken;
        }
        size_t unit = (size_t)bytes[at] << 24 | (size_t)bytes[at + 1] << 16 |
                      (size_t)bytes[at + 2] << 8 | bytes[at + 3];
        at += LENGTH_BYTES;
        if (unit > size - at || unit > G_MAXINT) {
            return broken;
        }
        de265_push_NAL(decoder, bytes + at, (int)unit, 0, NULL);
        at += unit;
    }
    return fine;
}

static bool
copy_plane(const struct de265_image *picture, int plane, struct heif_image *image)
{
    static const enum heif_channel channels[] = {
        heif_channel_Y, heif_channel_Cb, heif_channel_Cr};
    int width = de265_get_image_width(picture, plane);
    int height = de265_get_image_height(picture, plane);
    int bits = de265_get_bits_per_pixel(picture, plane);
    int from_stride = 0;
    int to_stride = 0;
    const guint8 *from = de265_get_image_plane(picture, plane, &from_stride);
    if (from == NULL || width < 1 || height < 1 ||
        heif_image_add_plane(image, channels[plane], width, height, bits).code !=
            heif_error_Ok) {
        return false;
    }
    guint8 *to = heif_image_get_plane(image, channels[plane], &to_stride);
    gsize row = (gsize)width * (gsize)((bits + 7) / 8);
    for (int y = 0; to != NULL && y < height; y++) {
        memcpy(
            to + (gsize)y * (gsize)to_stride, from + (gsize)y * (gsize)from_stride, row);
    }
    return to != NULL;
}

static struct heif_error
hand_over(const struct de265_image *picture, struct heif_image **out)
{
    enum de265_chroma chroma = de265_get_chroma_format(picture);
    bool grey = chroma == de265_chroma_mono;
    struct heif_image *image = NULL;
    struct heif_error outcome = heif_image_create(de265_get_image_width(picture, 0),
        de265_get_image_height(picture, 0),
        grey ? heif_colorspace_monochrome : heif_colorspace_YCbCr,
        (enum heif_chroma)chroma, &image);
    if (outcome.code != heif_error_Ok) {
        return outcome;
    }
    for (int plane = 0; plane < (grey ? 1 : 3); plane++) {
        if (!copy_plane(picture, plane, image)) {
            heif_image_release(image);
            return broken;
        }
    }
    *out = image;
    return fine;
}

static struct heif_error
hevc_decode(void *decoder, struct heif_image **out)
{
    int more = 1;
    *out = NULL;
    de265_flush_data(decoder);
    while (more && *out == NULL) {
        more = 0;
        if (de265_decode(decoder, &more) != DE265_OK) {
            break;
        }
        const struct de265_image *picture = de265_get_next_picture(decoder);
        if (picture != NULL) {
            struct heif_error outcome = hand_over(picture, out);
            if (outcome.code != heif_error_Ok) {
                return outcome;
            }
        }
    }
    return *out != NULL ? fine : broken;
}

static void
hevc_set_strict(void *decoder, int strict)
{
    (void)decoder;
    (void)strict;
}

bool
hevc_open(GError **error)
{
    static const struct heif_decoder_plugin plugin = {
        .plugin_api_version = 3,
        .get_plugin_name = hevc_name,
        .does_support_format = hevc_supports,
        .new_decoder = hevc_new,
        .free_decoder = hevc_free,
        .push_data = hevc_push,
        .decode_image = hevc_decode,
        .set_strict_decoding = hevc_set_strict,
        .id_name = "diwan",
    };
    if (heif_register_decoder_plugin(&plugin).code != heif_error_Ok) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
            "libheif is of another version than this program was built with; build it "
            "again");
        return false;
    }
    return true;
}

/* show.c - the upright page as a small JPEG for people. */
#include "read/inside.h"
#include <math.h>

enum { SHOW_QUALITY = 60, SHOW_QUALITY_LEAST = 35, SHOW_BYTES = 150000 };

static GBytes *
as_jpeg(PIX *picture, int quality)
{
    l_uint8 *bytes = NULL;
    size_t length = 0;
    if (pixWriteMemJpeg(&bytes, &length, picture, quality, 0) != 0 || bytes == NULL) {
        lept_free(bytes);
        return NULL;
    }
    return g_bytes_new_with_free_func(bytes, length, lept_free, bytes);
}

void
show_page(PIX *page, Reading *reading)
{
    int side = MAX(pixGetWidth(page), pixGetHeight(page));
    float scale = side > SHOW_MOST_SIDE ? (float)SHOW_MOST_SIDE / (float)side : 1;
    g_autoptr(PIX) picture =
        scale < 1 ? pixScaleAreaMap(page, scale, scale) : pixClone(page);
    if (picture == NULL) {
        return;
    }
    g_autoptr(GBytes) jpeg = as_jpeg(picture, SHOW_QUALITY);
    if (jpeg != NULL && g_bytes_get_size(jpeg) > SHOW_BYTES) {
        g_bytes_unref(jpeg);
        jpeg = as_jpeg(picture, SHOW_QUALITY_LEAST);
    }
    if (jpeg != NULL) {
        g_free(reading->image_type);
        reading->image_type = g_strdup("image/jpeg");
        reading->image = g_steal_pointer(&jpeg);
    }
}

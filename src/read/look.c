/* look.c - a piece of a page as a network of ours sees it: at its height, grey. */
#include "read/look.h"
#include "base/base.h"
#include <math.h>

Net *
look_open(const char *file, const char *reads, GError **error)
{
    g_autofree char *path = file_beside_program(file);
    char *bytes = NULL;
    gsize length = 0;
    if (!g_file_get_contents(path, &bytes, &length, NULL)) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
            "the network that reads %s is missing: '%s'; install Diwan again", reads,
            path);
        return NULL;
    }
    g_autoptr(GBytes) stored = g_bytes_new_take(bytes, length);
    Net *net = net_new(stored, error);
    if (net == NULL) {
        g_prefix_error(error, "'%s': ", path);
    }
    return net;
}

NetLine *
look_at(const Net *net, PIX *piece, double *scale)
{
    int height = net_height(net);
    double times = (double)height / pixGetHeight(piece);
    int width = CLAMP((int)lround(pixGetWidth(piece) * times), 8, NET_MOST_WIDTH);
    *scale = (double)width / pixGetWidth(piece);
    g_autoptr(PIX) scaled = pixScaleGeneral(piece, (float)*scale, (float)times, 0, 0);
    if (scaled == NULL) {
        return NULL;
    }
    g_autofree guint8 *pixels = g_malloc((gsize)width * (gsize)height);
    for (int y = 0; y < height; y++) {
        const l_uint32 *row =
            pixGetData(scaled) +
            (gsize)MIN(y, pixGetHeight(scaled) - 1) * (gsize)pixGetWpl(scaled);
        for (int x = 0; x < width; x++) {
            pixels[y * width + x] =
                (guint8)GET_DATA_BYTE(row, MIN(x, pixGetWidth(scaled) - 1));
        }
    }
    return net_look(net, pixels, width);
}

/* jp2.c - a JPEG 2000 picture → pixels, without the finest of its levels where they are too
 * many.
 *
 * The decoder holds four bytes a sample, so that a full-size page would cost 400 MB; each level
 * left out quarters that.
 */
#include "base/base.h"
#include "pages/inside.h"

enum { LEVELS_MOST = 4 };
#define PIXELS_AT_ONCE 14000000.0

PIX *
jp2_load(const guint8 *bytes, gsize length, GError **error)
{
    int width = 0;
    int height = 0;
    int bits = 0;
    int samples = 0;
    if (readHeaderMemJp2k(bytes, length, &width, &height, &bits, &samples, NULL) != 0 ||
        width < 1 || height < 1) {
        image_refuse_damaged(error);
        return NULL;
    }
    int reduction = 1;
    while (reduction < 1 << LEVELS_MOST &&
           (double)width * height / ((double)reduction * reduction) > PIXELS_AT_ONCE) {
        reduction *= 2;
    }
    if (!image_fits(width / reduction, height / reduction, 32 * MAX(samples, 1), error)) {
        return NULL;
    }
    PIX *pix = pixReadMemJp2k(bytes, length, (l_uint32)reduction, NULL, 0, 0);
    if (pix == NULL) {
        image_refuse_damaged(error);
        return NULL;
    }
    int dpi = pixGetXRes(pix) / reduction;
    pixSetResolution(pix, dpi, dpi);
    return pix;
}

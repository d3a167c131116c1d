/* shrink.c - a picture that arrives row by row, made smaller while it comes.
 *
 * So a page of any size costs the memory of the page that is read, not of the one that is stored.
 * Each pixel is the mean of a square of stored ones; leptonica's scaling does what is left.
 */
#include "pages/inside.h"

struct Shrink {
    int width, height, samples; /* as stored; 1 or 3 samples */
    int side;                   /* of the square */
    int added;                  /* rows */
    guint32 *sums;              /* of one row of squares */
    PIX *pix;
};

Shrink *
shrink_new(int width, int height, int samples)
{
    g_autoptr(Shrink) shrink = g_new0(Shrink, 1);
    double pixels = (double)width * height;
    for (shrink->side = 1;
         pixels / ((double)shrink->side * shrink->side) > 2.0 * PAGE_MOST_PIXELS;
         shrink->side++) {
    }
    shrink->width = width;
    shrink->height = height;
    shrink->samples = samples;
    if (width < shrink->side || height < shrink->side) {
        return NULL;
    }
    shrink->sums = g_new0(guint32, (gsize)(width / shrink->side * samples));
    shrink->pix =
        pixCreate(width / shrink->side, height / shrink->side, samples == 1 ? 8 : 32);
    return shrink->pix != NULL ? g_steal_pointer(&shrink) : NULL;
}

void
shrink_free(Shrink *shrink)
{
    if (shrink == NULL) {
        return;
    }
    pixDestroy(&shrink->pix);
    g_free(shrink->sums);
    g_free(shrink);
}

static void
put_row(Shrink *shrink, int y)
{
    l_uint32 *line = pixGetData(shrink->pix) + (gsize)y * (gsize)pixGetWpl(shrink->pix);
    guint32 area = (guint32)(shrink->side * shrink->side);
    guint32 half = area / 2;
    guint32 *sum = shrink->sums;
    for (int x = 0; x < pixGetWidth(shrink->pix); x++, sum += shrink->samples) {
        if (shrink->samples == 1) {
            SET_DATA_BYTE(line, x, (sum[0] + half) / area);
        } else {
            composeRGBPixel((int)((sum[0] + half) / area), (int)((sum[1] + half) / area),
                (int)((sum[2] + half) / area), line + x);
        }
        for (int i = 0; i < shrink->samples; i++) {
            sum[i] = 0;
        }
    }
}

static void
add_samples(Shrink *shrink, const guint8 *row)
{
    guint32 *sum = shrink->sums;
    for (int x = 0; x < pixGetWidth(shrink->pix); x++, sum += shrink->samples) {
        for (int i = 0; i < shrink->side; i++) {
            for (int s = 0; s < shrink->samples; s++) {
                sum[s] += *row++;
            }
        }
    }
}

void
shrink_add(Shrink *shrink, const guint8 *row)
{
    int y = shrink->added / shrink->side;
    if (y >= pixGetHeight(shrink->pix)) {
        return;
    }
    add_samples(shrink, row);
    if (++shrink->added % shrink->side == 0) {
        put_row(shrink, y);
    }
}

PIX *
shrink_end(Shrink *shrink, int dpi)
{
    PIX *pix = g_steal_pointer(&shrink->pix);
    pixSetResolution(pix, dpi / shrink->side, dpi / shrink->side);
    return pix;
}

/* png.c - a PNG picture too large to be unpacked whole → pixels, row by row.
 *
 * An interlaced one comes in no order that rows could be made smaller in and is left to the
 * limit on unpacked pictures. Libpng's errors come back here instead of ending the process.
 */
#include "base/base.h"
#include "pages/inside.h"
#include <png.h>
#include <string.h>

typedef struct Png {
    png_structp reader;
    png_infop info;
    const guint8 *bytes;
    gsize length, at;
    Shrink *shrink;
    guint8 *row;
} Png;

static void
read_bytes(png_structp reader, png_bytep to, size_t size)
{
    Png *png = png_get_io_ptr(reader);
    if (size > png->length - png->at) {
        png_error(reader, "cut short");
    }
    memcpy(to, png->bytes + png->at, size);
    png->at += size;
}

static void
keep_silent(png_structp reader, png_const_charp remark)
{
    (void)reader;
    (void)remark;
}

static void
give_up(png_structp reader, png_const_charp remark)
{
    (void)remark;
    png_longjmp(reader, 1);
}

/* Eight bits, grey or red, green and blue, on white paper. */
static int
choose_form(Png *png)
{
    png_color_16 white = {0, 0xffff, 0xffff, 0xffff, 0xffff};
    int kind = png_get_color_type(png->reader, png->info);
    png_set_expand(png->reader);
    png_set_scale_16(png->reader);
    if ((kind & PNG_COLOR_MASK_ALPHA) != 0 ||
        png_get_valid(png->reader, png->info, PNG_INFO_tRNS) != 0) {
        png_set_background(png->reader, &white, PNG_BACKGROUND_GAMMA_SCREEN, 0, 1.0);
    }
    png_read_update_info(png->reader, png->info);
    return png_get_channels(png->reader, png->info);
}

static bool
decode(Png *png)
{
    if (setjmp(png_jmpbuf(png->reader)) != 0) {
        return false;
    }
    png_set_read_fn(png->reader, png, read_bytes);
    png_read_info(png->reader, png->info);
    int width = (int)png_get_image_width(png->reader, png->info);
    int height = (int)png_get_image_height(png->reader, png->info);
    if (png_get_interlace_type(png->reader, png->info) != PNG_INTERLACE_NONE) {
        return false;
    }
    int samples = choose_form(png);
    png->shrink =
        samples == 1 || samples == 3 ? shrink_new(width, height, samples) : NULL;
    png->row = g_malloc(png_get_rowbytes(png->reader, png->info));
    for (int y = 0; png->shrink != NULL && y < height; y++) {
        png_read_row(png->reader, png->row, NULL);
        shrink_add(png->shrink, png->row);
    }
    return png->shrink != NULL;
}

PIX *
png_load_large(const guint8 *bytes, gsize length)
{
    Png png = {.bytes = bytes, .length = length};
    png.reader =
        png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, give_up, keep_silent);
    png.info = png.reader != NULL ? png_create_info_struct(png.reader) : NULL;
    PIX *pix = NULL;
    if (png.info != NULL && decode(&png)) {
        double dpi = png_get_x_pixels_per_meter(png.reader, png.info) * 0.0254;
        pix = shrink_end(png.shrink, (int)(dpi + 0.5));
    }
    png_destroy_read_struct(&png.reader, &png.info, NULL);
    shrink_free(png.shrink);
    g_free(png.row);
    return pix;
}

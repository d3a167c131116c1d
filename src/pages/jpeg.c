/* jpeg.c - a JPEG picture → pixels, at the fraction of its size that a page needs.
 *
 * The decoder itself makes the picture smaller (by eighths, before the pixels exist), so that a
 * photo of 100 megapixels costs the memory of a page. A file that is cut short is refused when
 * lines of a letter would be missing. Nothing is believed before libjpeg has checked it, and its
 * errors come back here instead of ending the process.
 */
#include "base/base.h"
#include "pages/inside.h"
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jerror.h>
#include <jpeglib.h>

enum { SCANS_MOST = 200 }; /* of a progressive file; more are there to burn time */
#define LOST_MOST 0.04     /* of the rows: the lower margin of a letter */

typedef struct Jpeg {
    struct jpeg_decompress_struct codec; /* first: libjpeg knows no other way back here */
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jmp_buf back;
    int sound_rows; /* -1: all */
    PIX *pix;
    guint8 *row;
} Jpeg;

static void
give_up(j_common_ptr codec)
{
    longjmp(((Jpeg *)codec)->back, 1);
}

static void
take_warning(j_common_ptr codec, int level)
{
    Jpeg *jpeg = (Jpeg *)codec;
    int code = codec->err->msg_code;
    if (level < 0 && jpeg->sound_rows < 0 &&
        (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER)) {
        jpeg->sound_rows = (int)jpeg->codec.output_scanline;
    }
}

static void
watch_scans(j_common_ptr codec)
{
    if (((Jpeg *)codec)->codec.input_scan_number > SCANS_MOST) {
        give_up(codec);
    }
}

static void
jpeg_open(Jpeg *jpeg, const guint8 *bytes, gsize length)
{
    jpeg->sound_rows = -1;
    jpeg->codec.err = jpeg_std_error(&jpeg->errors);
    jpeg->errors.error_exit = give_up;
    jpeg->errors.emit_message = take_warning;
    jpeg_create_decompress(&jpeg->codec);
    jpeg->progress.progress_monitor = watch_scans;
    jpeg->codec.progress = &jpeg->progress;
    jpeg_mem_src(&jpeg->codec, bytes, length);
}

/* The most eighths of its size that are no more than a page. */
static unsigned
eighths_for(double pixels)
{
    unsigned eighths = 8;
    while (eighths > 1 && pixels * eighths * eighths / 64 > PAGE_MOST_PIXELS) {
        eighths--;
    }
    return eighths;
}

static int
dpi_of(const struct jpeg_decompress_struct *codec)
{
    double dpi = codec->density_unit == 1   ? codec->X_density
                 : codec->density_unit == 2 ? codec->X_density * 2.54
                                            : 0;
    return (int)(dpi * codec->scale_num / codec->scale_denom);
}

/* Adobe's CMYK is stored the other way round. */
static void
put_ink_row(l_uint32 *line, const guint8 *row, int width, bool inverted)
{
    for (int x = 0; x < width; x++, row += 4) {
        int level[4];
        for (int i = 0; i < 4; i++) {
            level[i] = inverted ? row[i] : 255 - row[i];
        }
        composeRGBPixel(level[0] * level[3] / 255, level[1] * level[3] / 255,
            level[2] * level[3] / 255, line + x);
    }
}

static void
put_row(l_uint32 *line, const guint8 *row, const struct jpeg_decompress_struct *codec)
{
    int width = (int)codec->output_width;
    if (codec->output_components == 4) {
        put_ink_row(line, row, width, codec->saw_Adobe_marker);
        return;
    }
    for (int x = 0; x < width; x++) {
        if (codec->output_components == 1) {
            SET_DATA_BYTE(line, x, row[x]);
        } else {
            composeRGBPixel(row[3 * x], row[3 * x + 1], row[3 * x + 2], line + x);
        }
    }
}

static bool
start(Jpeg *jpeg, GError **error)
{
    struct jpeg_decompress_struct *codec = &jpeg->codec;
    jpeg_read_header(codec, TRUE);
    codec->scale_num = eighths_for((double)codec->image_width * codec->image_height);
    codec->scale_denom = 8;
    codec->out_color_space = codec->num_components == 1   ? JCS_GRAYSCALE
                             : codec->num_components == 4 ? JCS_CMYK
                                                          : JCS_RGB;
    jpeg_calc_output_dimensions(codec);
    int width = (int)codec->output_width;
    int height = (int)codec->output_height;
    if (!image_fits(width, height, 32, error)) {
        return false;
    }
    jpeg_start_decompress(codec);
    jpeg->row = g_malloc((gsize)width * 4);
    jpeg->pix = pixCreate(width, height, codec->output_components == 1 ? 8 : 32);
    return jpeg->pix != NULL;
}

/* False when the picture cannot be had; what was opened is closed by the caller. */
static bool
decode(Jpeg *jpeg, const guint8 *bytes, gsize length, GError **error)
{
    if (setjmp(jpeg->back) != 0) {
        return false;
    }
    jpeg_open(jpeg, bytes, length);
    if (!start(jpeg, error)) {
        return false;
    }
    struct jpeg_decompress_struct *codec = &jpeg->codec;
    while (codec->output_scanline < codec->output_height) {
        gsize y = codec->output_scanline;
        if (jpeg_read_scanlines(codec, &jpeg->row, 1) != 1) {
            return false;
        }
        put_row(
            pixGetData(jpeg->pix) + y * (gsize)pixGetWpl(jpeg->pix), jpeg->row, codec);
    }
    pixSetResolution(jpeg->pix, dpi_of(codec), dpi_of(codec));
    int lost = jpeg->sound_rows < 0 ? 0 : (int)codec->output_height - jpeg->sound_rows;
    if (lost > (int)codec->output_height * LOST_MOST) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the picture is cut short, its lower part is missing; the original is kept, "
            "ask for it again");
        return false;
    }
    return true;
}

PIX *
jpeg_load(const guint8 *bytes, gsize length, GError **error)
{
    g_autofree Jpeg *jpeg = g_new0(Jpeg, 1);
    g_autoptr(GError) local = NULL;
    bool whole = decode(jpeg, bytes, length, &local);
    jpeg_destroy_decompress(&jpeg->codec);
    g_free(jpeg->row);
    g_autoptr(PIX) pix = g_steal_pointer(&jpeg->pix);
    if (whole) {
        return g_steal_pointer(&pix);
    }
    if (local == NULL) {
        image_refuse_damaged(error);
    } else {
        g_propagate_error(error, g_steal_pointer(&local));
    }
    return NULL;
}

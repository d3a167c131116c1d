/* inside.h - what the files of this room hand each other. */
#pragma once

#include "pages/pages.h"

/* ---- pictures as they are stored: not bounded yet, dpi 0 when they name none ---- */

PIX *jpeg_load(const guint8 *bytes, gsize length, GError **error);
PIX *jp2_load(const guint8 *bytes, gsize length, GError **error);
PIX *heif_load(const guint8 *bytes, gsize length, GError **error);

/* Those too large to be unpacked whole; NULL when they cannot be had row by row. */
PIX *png_load_large(const guint8 *bytes, gsize length);
PIX *tiff_load_large(const guint8 *bytes, gsize length, guint64 directory);

/* G4 data without a file round it. */
PIX *fax_load(const guint8 *data, gsize length, int width, int height, bool black_is_one);

void image_refuse_damaged(GError **error);

/* A copy as it is to be seen. */
PIX *image_orient(PIX *pix, int orientation);

/* A picture made smaller while it arrives (shrink.c): rows of 8-bit samples, 1 or 3 a pixel. The
 * stored dpi goes in, what is left of it stands in the picture. NULL when there is no memory, or
 * no picture. */
typedef struct Shrink Shrink;
Shrink *shrink_new(int width, int height, int samples);
void shrink_free(Shrink *shrink);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Shrink, shrink_free)
void shrink_add(Shrink *shrink, const guint8 *row);
PIX *shrink_end(Shrink *shrink, int dpi);

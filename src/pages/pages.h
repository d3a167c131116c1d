/* pages.h - a file → its pages: their pictures, and the text where a file holds it as text.
 *
 * bytes are a file as it came; nothing is believed of it. Everything here runs inside the locked
 * worker, after the opens.
 */
#pragma once

#include "image/image.h"
#include "letter.h"

enum {
    FILE_MOST_PAGES = 5000,
    PAGE_MOST_WORDS = 40000,
    PAGE_MOST_TEXT_BYTES = 4 << 20,
    PAGE_MOST_IMAGE_BYTES = 8 << 20, /* of the picture for people */
};

/* ---- what a file is (kind.c) ---- */

typedef enum {
    FILE_OTHER,
    FILE_PDF,
    FILE_TIFF,
    FILE_JPEG,
    FILE_JPEG_2000,
    FILE_HEIF,
    FILE_PICTURE, /* of a kind leptonica knows */
    FILE_ZIP,     /* DOCX, ODT or another */
    FILE_OLE,     /* an old Word file, or one locked by a password */
} FileKind;

/* By its first bytes. */
FileKind file_kind(const guint8 *bytes, gsize length);

/* One page of a file of any kind *page stays NULL for a page of text alone, whose
 * reading is then whole; *pictures as pdf_load says. */
bool page_load(const guint8 *bytes, gsize length, Reading *reading, PIX **page,
    PIX **pictures, GError **error);

/* ---- pages out of files: 8 or 32 bits deep, within PAGE_MOST_PIXELS, resolution set ---- */

PIX *picture_load(const guint8 *bytes, gsize length, GError **error);

int tiff_count(const guint8 *bytes, gsize length, GError **error);
PIX *tiff_load(const guint8 *bytes, gsize length, int number, GError **error);

/* The same, as large and as deep as it is stored. */
PIX *tiff_stored(const guint8 *bytes, gsize length, int number, GError **error);

/* A tag's value, of one number, in the directory of page number; absent when it is not there. */
guint64
tiff_tag(const guint8 *bytes, gsize length, int number, guint tag, guint64 absent);

void pdf_open(void); /* opens what poppler and fontconfig open lazily */
int pdf_count(const guint8 *bytes, gsize length, GError **error);

/* Fills text, words, size and dpi of the reading from a sound text layer and sets its source to
 * SOURCE_TEXT_LAYER; leaves it alone when the page has none. Returns the page's picture. Where
 * pictures beside the text may hold words of their own, *pictures is the page with them alone. */
PIX *pdf_load(const guint8 *bytes, gsize length, int number, Reading *reading,
    PIX **pictures, GError **error);

/* DOCX and ODT: page 1 is the text, into reading (SOURCE_DOCUMENT); the others are pictures in
 * it, each a file of its own. document_count is 0 without an error for a zip file of another
 * kind. */
void document_open(void);
int document_count(const guint8 *bytes, gsize length, GError **error);
bool document_load(const guint8 *bytes, gsize length, Reading *reading, GBytes **picture,
    GError **error);

/* Before the lock: libheif's decoder that starts no thread. CONFIG when libheif refuses it. */
bool hevc_open(GError **error);

/* EXIF's orientation, 1 … 8, of a JPEG, PNG or WebP file; 1 when it names none. */
int exif_orientation(const guint8 *bytes, gsize length);

/* load.c - one page out of a file of any kind: its picture, or its text, or both. */
#include "base/base.h"
#include "pages/inside.h"

static PIX *
load_from_document(const guint8 *bytes, gsize length, Reading *reading, GError **error)
{
    g_autoptr(GBytes) picture = NULL;
    gsize size = 0;
    if (!document_load(bytes, length, reading, &picture, error) || picture == NULL) {
        return NULL;
    }
    const guint8 *inside = g_bytes_get_data(picture, &size);
    bool tiff = file_kind(inside, size) == FILE_TIFF;
    return tiff ? tiff_load(inside, size, 1, error) : picture_load(inside, size, error);
}

bool
page_load(const guint8 *bytes, gsize length, Reading *reading, PIX **page, PIX **pictures,
    GError **error)
{
    switch (file_kind(bytes, length)) {
    case FILE_PDF:
        *page = pdf_load(bytes, length, reading->number, reading, pictures, error);
        break;
    case FILE_TIFF:
        *page = tiff_load(bytes, length, reading->number, error);
        break;
    case FILE_JPEG:
    case FILE_JPEG_2000:
    case FILE_HEIF:
    case FILE_PICTURE:
        *page = picture_load(bytes, length, error);
        break;
    case FILE_ZIP:
        *page = load_from_document(bytes, length, reading, error);
        return *page != NULL || reading->source == SOURCE_DOCUMENT;
    case FILE_OLE:
    case FILE_OTHER:
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, "the file has no pages");
        break;
    }
    return *page != NULL;
}

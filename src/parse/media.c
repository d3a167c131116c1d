/* media.c - what a file is, by its first bytes.
 *
 * A scanner's "application/octet-stream" and a phone's "image/jpeg" that is HEIC are both common;
 * the stages behind read by this type.
 */
#include <string.h>

#include "parse/inside.h"

typedef struct Magic {
    gsize offset;
    const char *bytes;
    gsize length;
    const char *type;
} Magic;

#define MAGIC(offset, bytes, type) \
    { \
        offset, bytes, sizeof(bytes) - 1, type \
    }

static const Magic MAGICS[] = {
    MAGIC(0, "II*\0", "image/tiff"),
    MAGIC(0, "MM\0*", "image/tiff"),
    MAGIC(0, "\xFF\xD8\xFF", "image/jpeg"),
    MAGIC(0, "\x89PNG\r\n\x1A\n", "image/png"),
    MAGIC(0, "\x78\x9F\x3E\x22", "application/ms-tnef"),
    MAGIC(0, "GIF87a", "image/gif"),
    MAGIC(0, "GIF89a", "image/gif"),
    MAGIC(0, "\0\0\0\x0CjP  \r\n\x87\n", "image/jp2"),
    MAGIC(0, "\xFF\x4F\xFF\x51", "image/jp2"),
    MAGIC(8, "WEBP", "image/webp"),
    MAGIC(4, "ftypheic", "image/heic"),
    MAGIC(4, "ftypheix", "image/heic"),
    MAGIC(4, "ftyphevc", "image/heic"),
    MAGIC(4, "ftypheim", "image/heic"),
    MAGIC(4, "ftypheis", "image/heic"),
    MAGIC(4, "ftypmif1", "image/heif"),
    MAGIC(4, "ftypmsf1", "image/heif"),
    MAGIC(4, "ftypavif", "image/avif"),
};

static const char DOCX[] =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
static const char XLSX[] =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
static const char ODT[] = "application/vnd.oasis.opendocument.text";

/* The formats that are zip files name themselves inside. NULL: as declared. */
static const char *
zip_type(const guint8 *bytes, gsize length, const char *declared)
{
    if (memmem(bytes, MIN(length, 200), ODT, sizeof ODT - 1) != NULL)
        return ODT;
    if (memmem(bytes, length, "word/document", 13) != NULL)
        return DOCX;
    if (memmem(bytes, length, "xl/workbook.xml", 15) != NULL)
        return XLSX;
    bool named = declared != NULL && (strstr(declared, "openxmlformats") != NULL ||
                                         strstr(declared, "opendocument") != NULL ||
                                         strstr(declared, "epub") != NULL);
    return named ? NULL : "application/zip";
}

const char *
media_sniff(const guint8 *bytes, gsize length, const char *declared)
{
    if (length < 4)
        return NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(MAGICS); i++) {
        const Magic *magic = &MAGICS[i];
        if (length >= magic->offset + magic->length &&
            memcmp(bytes + magic->offset, magic->bytes, magic->length) == 0)
            return magic->type;
    }
    if (memcmp(bytes, "PK\3\4", 4) == 0)
        return zip_type(bytes, length, declared);
    /* Scanners put a few bytes before it; readers look for it in the first kilobyte. A text or a
     * mail may have one inside. */
    bool is_text = declared != NULL && (g_str_has_prefix(declared, "text/") ||
                                           g_str_has_prefix(declared, "message/"));
    if (memmem(bytes, MIN(length, is_text ? 5 : 1024), "%PDF-", 5) != NULL)
        return "application/pdf";
    return NULL;
}

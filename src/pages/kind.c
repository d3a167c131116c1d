/* kind.c - what a file is, by its first bytes. */
#include "pages/pages.h"
#include <string.h>

static bool
starts_with(const guint8 *bytes, gsize length, const char *magic, gsize size)
{
    return length >= size && memcmp(bytes, magic, size) == 0;
}

/* A PDF's header may follow up to 1024 bytes of something else (ISO 32000-1, annex H). */
static bool
is_pdf(const guint8 *bytes, gsize length)
{
    return memmem(bytes, MIN(length, 1024), "%PDF-", 5) != NULL;
}

/* Files of this family name what they are in their first box: ISO/IEC 14496-12, 4.3. */
static bool
is_heif(const guint8 *bytes, gsize length)
{
    static const char *const brands[] = {
        "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", NULL};
    if (length < 12 || memcmp(bytes + 4, "ftyp", 4) != 0) {
        return false;
    }
    const char brand[5] = {
        (char)bytes[8], (char)bytes[9], (char)bytes[10], (char)bytes[11], '\0'};
    return g_strv_contains(brands, brand);
}

FileKind
file_kind(const guint8 *bytes, gsize length)
{
    static const struct {
        const char *magic;
        gsize size;
        FileKind kind;
    } table[] = {
        {"II*\0", 4, FILE_TIFF},
        {"MM\0*", 4, FILE_TIFF},
        {"II+\0", 4, FILE_TIFF},
        {"MM\0+", 4, FILE_TIFF},
        {"\xff\xd8\xff", 3, FILE_JPEG},
        {"\x89PNG\r\n\x1a\n", 8, FILE_PICTURE},
        {"GIF8", 4, FILE_PICTURE},
        {"\0\0\0\x0cjP  ", 8, FILE_JPEG_2000},
        {"\xff\x4f\xff\x51", 4, FILE_JPEG_2000},
        {"PK\3\4", 4, FILE_ZIP},
        {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, FILE_OLE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        if (starts_with(bytes, length, table[i].magic, table[i].size)) {
            return table[i].kind;
        }
    }
    if (length >= 12 && memcmp(bytes, "RIFF", 4) == 0 &&
        memcmp(bytes + 8, "WEBP", 4) == 0) {
        return FILE_PICTURE;
    }
    if (length >= 14 && memcmp(bytes, "BM", 2) == 0 &&
        memcmp(bytes + 6, "\0\0\0\0", 4) == 0) {
        return FILE_PICTURE; /* BMP, its reserved bytes zero */
    }
    if (is_heif(bytes, length)) {
        return FILE_HEIF;
    }
    return is_pdf(bytes, length) ? FILE_PDF : FILE_OTHER;
}

/* count.c - what a file is, and how many pages it has. Decides by its bytes, decodes no page. */
#include "base/base.h"
#include "read/page.h"
#include "read/read.h"
#include <string.h>

void
page_count_free(PageCount *count)
{
    if (count == NULL) {
        return;
    }
    g_free(count->trouble);
    g_free(count);
}

bool
read_wants(const char *media_type)
{
    static const char *const wanted[] = {"application/pdf", "application/x-pdf",
        "image/tiff", "image/jpeg", "image/jpg", "image/pjpeg", "image/png", "image/webp",
        "image/gif", "image/bmp", "image/x-ms-bmp", "image/heic", "image/heif",
        "image/jp2", "image/jpx", "image/jpeg2000",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.ms-word.document.macroenabled.12",
        "application/vnd.oasis.opendocument.text", NULL};
    g_autofree char *lower = g_ascii_strdown(media_type != NULL ? media_type : "", -1);
    return g_strv_contains(wanted, lower);
}

static bool
starts_with(const guint8 *bytes, gsize length, const char *magic, gsize size)
{
    return length >= size && memcmp(bytes, magic, size) == 0;
}

/* A PDF's header may follow up to 1024 bytes of something else (ISO 32000-1, annex H). */
static bool
is_pdf(const guint8 *bytes, gsize length)
{
    return g_strstr_len((const char *)bytes, (gssize)MIN(length, 1024), "%PDF-") != NULL;
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
        {"BM", 2, FILE_PICTURE},
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
    if (is_heif(bytes, length)) {
        return FILE_HEIF;
    }
    return is_pdf(bytes, length) ? FILE_PDF : FILE_OTHER;
}

static PageCount *
count_new(Readable readable, int pages, const char *trouble)
{
    PageCount *count = g_new0(PageCount, 1);
    count->readable = readable;
    count->pages = pages;
    count->trouble = g_strdup(trouble);
    return count;
}

/* A DOCX with a password is stored in the form of the old Word files. */
static PageCount *
count_ole(const guint8 *bytes, gsize length)
{
    static const char mark[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    bool locked = memmem(bytes, length, mark, sizeof mark - 1) != NULL;
    return count_new(READ_BROKEN, 0,
        locked ? "the document is locked by a password; the original is kept, ask for it "
                 "without one"
               : "this is an old Word file, which cannot be opened here; the original is "
                 "kept, ask for it as PDF or DOCX");
}

PageCount *
read_count(const guint8 *bytes, gsize length)
{
    g_autoptr(GError) error = NULL;
    int pages = 0;
    if (length == 0) {
        return count_new(READ_BROKEN, 0, "the file is empty; ask for it again");
    }
    switch (file_kind(bytes, length)) {
    case FILE_PDF:
        pages = pdf_count(bytes, length, &error);
        break;
    case FILE_TIFF:
        pages = tiff_count(bytes, length, &error);
        break;
    case FILE_JPEG:
    case FILE_JPEG_2000:
    case FILE_HEIF:
    case FILE_PICTURE:
        pages = 1;
        break;
    case FILE_ZIP:
        pages = document_count(bytes, length, &error);
        if (pages == 0 && error == NULL) {
            return count_new(READ_NOT, 0, NULL);
        }
        break;
    case FILE_OLE:
        return count_ole(bytes, length);
    case FILE_OTHER:
        return count_new(READ_NOT, 0, NULL);
    }
    if (pages < 1) {
        return count_new(
            READ_BROKEN, 0, error != NULL ? error->message : "no page was found");
    }
    return count_new(READ_PAGES, MIN(pages, FILE_MOST_PAGES), NULL);
}

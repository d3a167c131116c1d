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
        "image/jp2", NULL};
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
        {"\xff\xd8\xff", 3, FILE_PICTURE},
        {"\x89PNG\r\n\x1a\n", 8, FILE_PICTURE},
        {"GIF8", 4, FILE_PICTURE},
        {"BM", 2, FILE_PICTURE},
        {"\0\0\0\x0cjP  ", 8, FILE_UNREADABLE},
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
    if (length >= 12 && memcmp(bytes + 4, "ftyp", 4) == 0 &&
        (memcmp(bytes + 8, "hei", 3) == 0 || memcmp(bytes + 8, "mif", 3) == 0)) {
        return FILE_UNREADABLE;
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
    case FILE_PICTURE:
        pages = 1;
        break;
    case FILE_UNREADABLE:
        return count_new(READ_BROKEN, 0,
            "this kind of picture cannot be opened here; the original is kept, ask for "
            "it as "
            "JPEG or PDF");
    case FILE_OTHER:
        return count_new(READ_NOT, 0, NULL);
    }
    if (pages < 1) {
        return count_new(
            READ_BROKEN, 0, error != NULL ? error->message : "no page was found");
    }
    return count_new(READ_PAGES, MIN(pages, FILE_MOST_PAGES), NULL);
}

/* count.c - how many pages a file has. Decides by its bytes, decodes no page. */
#include "base/base.h"
#include "pages/pages.h"
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

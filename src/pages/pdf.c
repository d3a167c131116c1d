/* pdf.c - PDF → pages: what is asked of the text layer, of the stored scans, of the drawing.
 *
 * A page with a sound text layer gives its text; the pictures on it that may hold words are handed
 * on with the known words painted over. A page that is nothing but scans is their pixels. All
 * else (letters nobody sees, letters that are no text, drawings) is drawn and read like a scan.
 */
#include "pages/pdf.h"
#include "base/base.h"
#include "pages/inside.h"
#include <math.h>
#include <string.h>

enum {
    DPI_USUAL = 300,
    DPI_TEXT = 200, /* for codes and for showing, when the text is known */
    DPI_LEAST = 150,
    LETTERS_LEAST = 8,       /* fewer are a stamp or a page number, not the page's text */
    PICTURE_LEAST_SIDE = 60, /* pixels of one that may hold words */
};
#define HIDDEN_MOST 0.05  /* of the letters: a layer under a scan has far more */
#define UNMAPPED_MOST 0.1 /* of the letters seen */
#define TURNED_MOST 0.3   /* of the letters seen */
#define WORDS_LEAST 0.03  /* of the page's area, for a picture that may hold words */
#define SCAN_COVERS 0.75  /* of the page's area, for a picture to be the page */
#define POINTS 72.0       /* an inch */

static PopplerDocument *
open_document(const guint8 *bytes, gsize length, GError **error)
{
    g_autoptr(GBytes) borrowed = g_bytes_new_static(bytes, length);
    g_autoptr(GError) refused = NULL;
    PopplerDocument *document = poppler_document_new_from_bytes(borrowed, NULL, &refused);
    if (document != NULL) {
        return document;
    }
    if (g_error_matches(refused, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED)) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the PDF is locked by a password; the original is kept, ask for it without "
            "one");
    } else {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the PDF is damaged and cannot be opened; the original is kept, ask for it "
            "again");
    }
    return NULL;
}

int
pdf_count(const guint8 *bytes, gsize length, GError **error)
{
    g_autoptr(PopplerDocument) document = open_document(bytes, length, error);
    int pages = document != NULL ? poppler_document_get_n_pages(document) : 0;
    if (document != NULL && pages < 1) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the PDF holds no page; the original is kept, ask for it again");
    }
    return pages;
}

/* ---- the text layer ---- */

/* Where qpdf cannot look, a text over a picture of the page is not believed. */
static bool
is_under_a_scan(PopplerPage *page, double width, double height)
{
    GList *pictures = poppler_page_get_image_mapping(page);
    bool found = false;
    for (GList *at = pictures; at != NULL && !found; at = at->next) {
        const PopplerRectangle *area = &((const PopplerImageMapping *)at->data)->area;
        found = fabs(area->x2 - area->x1) * fabs(area->y2 - area->y1) >
                SCAN_COVERS * width * height;
    }
    poppler_page_free_image_mapping(pictures);
    return found;
}

static bool
may_have_text(PopplerPage *page, const PdfContent *content, double width, double height)
{
    if (content == NULL) {
        return !is_under_a_scan(page, width, height);
    }
    guint all = content->letters + content->hidden;
    return content->letters >= LETTERS_LEAST && content->hidden <= all * HIDDEN_MOST &&
           content->unmapped <= content->letters * UNMAPPED_MOST &&
           content->turned <= content->letters * TURNED_MOST;
}

/* ---- the pictures beside it ---- */

static bool
may_hold_words(const PdfPicture *picture, double width, double height)
{
    PopplerRectangle area = pdf_picture_area(picture, width, height);
    return picture->width >= PICTURE_LEAST_SIDE &&
           picture->height >= PICTURE_LEAST_SIDE &&
           (area.x2 - area.x1) * (area.y2 - area.y1) > WORDS_LEAST * width * height;
}

/* The resolution at which no picture that may hold words loses any; DPI_USUAL without one. */
static int
drawing_dpi(const PdfContent *content, double width, double height)
{
    double most = 0;
    for (guint i = 0; content != NULL && i < content->pictures->len; i++) {
        const PdfPicture *picture = &g_array_index(content->pictures, PdfPicture, i);
        const PdfMatrix *m = &picture->shown;
        if (may_hold_words(picture, width, height)) {
            most = MAX(most, picture->width * POINTS / MAX(hypot(m->a, m->b), 1));
        }
    }
    return most > 0 ? CLAMP((int)lround(most), DPI_LEAST, DPI_USUAL) : DPI_USUAL;
}

static void
paint(PIX *sheet, int x, int y, int width, int height)
{
    pixRasterop(sheet, x, y, width, height, PIX_SET, NULL, 0, 0);
}

/* The drawn page without what is no picture, and without the words that are known; NULL when no
 * picture on it may hold others. */
static PIX *
pictures_alone(PIX *drawn, const PdfContent *content, const Reading *reading,
    double width, double height)
{
    double scale = pixGetWidth(drawn) / width;
    g_autoptr(PIX) sheet = NULL;
    for (guint i = 0; i < content->pictures->len; i++) {
        const PdfPicture *picture = &g_array_index(content->pictures, PdfPicture, i);
        if (!may_hold_words(picture, width, height)) {
            continue;
        }
        if (sheet == NULL) {
            sheet = pixCreateTemplate(drawn);
            if (sheet == NULL) {
                return NULL;
            }
            pixSetAll(sheet);
        }
        PopplerRectangle area = pdf_picture_area(picture, width, height);
        int x = (int)lround(area.x1 * scale);
        int y = (int)lround(area.y1 * scale);
        pixRasterop(sheet, x, y, (int)lround(area.x2 * scale) - x,
            (int)lround(area.y2 * scale) - y, PIX_SRC, drawn, x, y);
    }
    for (guint i = 0; sheet != NULL && i < reading->words->len; i++) {
        const Word *word = g_ptr_array_index(reading->words, i);
        paint(sheet, word->x - 1, word->y - 1, word->width + 2, word->height + 2);
    }
    return g_steal_pointer(&sheet);
}

/* ---- a page ---- */

static PIX *
load_text(PopplerPage *page, const PdfContent *content, Reading *reading, PIX **pictures,
    GError **error)
{
    double width = 0;
    double height = 0;
    poppler_page_get_size(page, &width, &height);
    bool words_elsewhere = false;
    for (guint i = 0; content != NULL && i < content->pictures->len; i++) {
        words_elsewhere = words_elsewhere ||
                          may_hold_words(&g_array_index(content->pictures, PdfPicture, i),
                              width, height);
    }
    int dpi = words_elsewhere ? drawing_dpi(content, width, height) : DPI_TEXT;
    PIX *drawn = pdf_render(page, dpi, error);
    if (drawn != NULL) {
        pdf_text_scale(page, pixGetWidth(drawn), reading);
    }
    if (drawn != NULL && words_elsewhere) {
        *pictures = pictures_alone(drawn, content, reading, width, height);
    }
    return drawn;
}

static PIX *
load_picture(PopplerPage *page, const PdfObjects *objects, const PdfContent *content,
    double width, double height, GError **error)
{
    bool damaged = false;
    PIX *stored = content != NULL ? pdf_image(page, objects, content, &damaged) : NULL;
    if (damaged && stored == NULL) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the scan on page %d of the PDF is damaged; the original is kept, scan it "
            "again",
            poppler_page_get_index(page) + 1);
        return NULL;
    }
    return stored != NULL ? stored
                          : pdf_render(page, drawing_dpi(content, width, height), error);
}

PIX *
pdf_load(const guint8 *bytes, gsize length, int number, Reading *reading, PIX **pictures,
    GError **error)
{
    g_autoptr(PopplerDocument) document = open_document(bytes, length, error);
    if (document == NULL) {
        return NULL;
    }
    g_autoptr(PopplerPage) page = poppler_document_get_page(document, number - 1);
    if (page == NULL) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "page %d of the PDF is damaged; the original is kept", number);
        return NULL;
    }
    double width = 0;
    double height = 0;
    poppler_page_get_size(page, &width, &height);
    g_autoptr(PdfObjects) objects =
        pdf_objects_open(bytes, length, number, width, height);
    g_autoptr(PdfContent) content =
        objects != NULL ? pdf_content(objects, width, height) : NULL;
    if (may_have_text(page, content, width, height) && pdf_text(page, reading)) {
        return load_text(page, content, reading, pictures, error);
    }
    return load_picture(page, objects, content, width, height, error);
}

/* A page in a font that is not embedded: fontconfig and poppler read their tables for it. */
void
pdf_open(void)
{
    static const char sample[] =
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R"
        "/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
        "4 0 obj<</Length 31>>stream\nBT /F 12 Tf 9 9 Td (Aa) Tj ET \nendstream endobj\n"
        "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
        "trailer<</Root 1 0 R>>\n%%EOF\n";
    g_autoptr(Reading) reading = reading_new(1);
    g_autoptr(PIX) pictures = NULL;
    g_autoptr(PIX) picture =
        pdf_load((const guint8 *)sample, sizeof sample - 1, 1, reading, &pictures, NULL);
}

/* pictures.c - pictures as pages of a new PDF, as large as they say, text over them.
 *
 * A picture keeps its compression (picture_out.c) and how EXIF turns it; a page that was turned
 * to be read is shown upright by /Rotate.
 */
#include "base/base.h"
#include "searchable/pdf.h"

#define POINTS 72.0              /* an inch */
#define SIDE_MOST_POINTS 14400.0 /* ISO 32000-1 annex C */

enum { DPI_USUAL = 200, DPI_LEAST = 36 };

/* The size of the page before it was turned upright, in points: dpi is that of the upright page,
 * which may be smaller than the picture, or a part of it. */
static PageBox
page_box(const Reading *reading, const PictureOut *picture)
{
    double width = picture->sideways ? picture->height : picture->width;
    double height = picture->sideways ? picture->width : picture->height;
    bool lies = reading->rotation / 90 % 2 != 0;
    double seen = lies ? height * reading->sheet.height : width * reading->sheet.width;
    double dpi = reading->dpi >= DPI_LEAST ? reading->dpi : DPI_USUAL;
    double points = POINTS / dpi * (reading->width > 0 ? reading->width / seen : 1);
    double most = SIDE_MOST_POINTS / MAX(width, height);
    return (PageBox){0, 0, width * MIN(points, most), height * MIN(points, most)};
}

static qpdf_oh
image_of(Pdf *pdf, const PictureOut *picture)
{
    gsize length = 0;
    const guint8 *bytes = g_bytes_get_data(picture->bytes, &length);
    qpdf_oh given = pdf_object(pdf, picture->dictionary);
    qpdf_oh image = qpdf_oh_new_stream(pdf->qpdf);
    qpdf_oh_replace_stream_data(pdf->qpdf, image, bytes, length,
        qpdf_oh_get_key(pdf->qpdf, given, "/Filter"),
        qpdf_oh_get_key(pdf->qpdf, given, "/DecodeParms"));
    qpdf_oh dictionary = qpdf_oh_get_dict(pdf->qpdf, image);
    static const char *const keys[] = {
        "/Width", "/Height", "/BitsPerComponent", "/ColorSpace", "/Decode"};
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (qpdf_oh_has_key(pdf->qpdf, given, keys[i])) {
            pdf_put(pdf, dictionary, keys[i], qpdf_oh_get_key(pdf->qpdf, given, keys[i]));
        }
    }
    pdf_put(pdf, dictionary, "/Type", pdf_object(pdf, "/XObject"));
    pdf_put(pdf, dictionary, "/Subtype", pdf_object(pdf, "/Image"));
    return image;
}

static void
draw_image(GString *content, const PageBox *box, const double matrix[6])
{
    g_string_append(content, "q ");
    for (int i = 0; i < 6; i++) {
        pdf_append_number(content, matrix[i] * (i % 2 == 0 ? box->width : box->height));
    }
    g_string_append(content, "cm /Page Do Q\n");
}

/* A page that could not be opened stays, empty, so that the others keep their numbers. */
static void
add_page(Pdf *pdf, const Reading *reading, const PictureOut *picture)
{
    PageBox box = {0, 0, 595, 842};
    g_autoptr(GString) content = g_string_new(NULL);
    qpdf_oh page = pdf_object(pdf, "<< /Type /Page /Resources << >> >>");
    if (picture != NULL) {
        box = page_box(reading, picture);
        draw_image(content, &box, picture->matrix);
        pdf_put(pdf,
            pdf_dictionary_in(
                pdf, pdf_dictionary_in(pdf, page, "/Resources"), "/XObject"),
            "/Page", image_of(pdf, picture));
    }
    g_autoptr(GString) layer =
        pdf_placed_layer(pdf, reading, &box, reading->rotation / 90);
    if (layer != NULL && picture != NULL) {
        g_string_append_len(content, layer->str, (gssize)layer->len);
        pdf_name_font(pdf, page);
        if (reading->rotation != 0) {
            pdf_turn_upright(pdf, page, reading->rotation / 90);
        }
    }
    g_autoptr(GString) media = g_string_new("[0 0 ");
    pdf_append_number(media, box.width);
    pdf_append_number(media, box.height);
    pdf_put(pdf, page, "/MediaBox", pdf_object(pdf, g_string_append_c(media, ']')->str));
    pdf_put(pdf, page, "/Contents", pdf_stream(pdf, content->str, content->len));
    qpdf_add_page(
        pdf->qpdf, pdf->qpdf, qpdf_make_indirect_object(pdf->qpdf, page), QPDF_FALSE);
}

bool
pdf_gather_pictures(Pdf *pdf, const guint8 *bytes, gsize length,
    const GPtrArray *readings, GError **error)
{
    g_autoptr(GError) first = NULL;
    guint opened = 0;
    qpdf_empty_pdf(pdf->qpdf);
    pdf_begin_font(pdf);
    for (guint i = 0; i < readings->len; i++) {
        const Reading *reading = g_ptr_array_index(readings, i);
        g_autoptr(PictureOut) picture =
            picture_out(bytes, length, reading->number, first == NULL ? &first : NULL);
        opened += picture != NULL;
        add_page(pdf, reading, picture);
    }
    if (opened == 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, "%s",
            first != NULL ? first->message : "it holds no page that can be opened");
    }
    return opened > 0;
}

/* overlay.c - a text layer over the pages of a PDF that there is.
 *
 * A page that was read from its picture gets one more content stream, before its own, so that
 * nothing the page does to the graphics state touches it. Text that other programs laid over the
 * page invisibly is taken out, as it would be found beside ours; a layer of an earlier run is
 * known by /DiwanText in its stream's dictionary. All else stays as it was, byte for byte.
 */
#include "base/base.h"
#include "searchable/pdf.h"
#include <math.h>
#include <stdlib.h>

/* ---- what is shown of a page ---- */

/* A number of an array; false when there is none. */
static bool
number_in(Pdf *pdf, qpdf_oh array, int i, double *number)
{
    return qpdf_oh_get_value_as_number(
        pdf->qpdf, qpdf_oh_get_array_item(pdf->qpdf, array, i), number);
}

/* What is shown of the page, as readers find it: the crop box within the media box. */
static bool
shown_box(Pdf *pdf, qpdf_oh page, const char *key, PageBox *box)
{
    qpdf_oh array = qpdf_oh_get_key(pdf->qpdf, page, key);
    double a[4];
    if (!qpdf_oh_is_array(pdf->qpdf, array) ||
        qpdf_oh_get_array_n_items(pdf->qpdf, array) != 4) {
        return false;
    }
    for (int i = 0; i < 4; i++) {
        if (!number_in(pdf, array, i, &a[i]) || !isfinite(a[i])) {
            return false;
        }
    }
    *box =
        (PageBox){MIN(a[0], a[2]), MIN(a[1], a[3]), fabs(a[2] - a[0]), fabs(a[3] - a[1])};
    return box->width > 0 && box->height > 0;
}

static PageBox
box_of(Pdf *pdf, qpdf_oh page)
{
    PageBox media = {0, 0, 612, 792}; /* what readers take when there is none */
    PageBox crop;
    shown_box(pdf, page, "/MediaBox", &media);
    if (!shown_box(pdf, page, "/CropBox", &crop)) {
        return media;
    }
    double right = MIN(crop.x + crop.width, media.x + media.width);
    double top = MIN(crop.y + crop.height, media.y + media.height);
    double x = MAX(crop.x, media.x);
    double y = MAX(crop.y, media.y);
    return right > x && top > y ? (PageBox){x, y, right - x, top - y} : media;
}

static bool
is_own_layer(Pdf *pdf, qpdf_oh stream)
{
    return qpdf_oh_is_stream(pdf->qpdf, stream) &&
           qpdf_oh_has_key(pdf->qpdf, qpdf_oh_get_dict(pdf->qpdf, stream), "/DiwanText");
}

/* The page's content streams behind the layer, in an array of the page's own. */
static void
put_before_contents(Pdf *pdf, qpdf_oh page, qpdf_oh layer)
{
    qpdf_oh contents = qpdf_oh_get_key(pdf->qpdf, page, "/Contents");
    qpdf_oh all = qpdf_oh_new_array(pdf->qpdf);
    qpdf_oh_append_item(pdf->qpdf, all, layer);
    if (qpdf_oh_is_stream(pdf->qpdf, contents)) {
        qpdf_oh_append_item(pdf->qpdf, all, contents);
    }
    int n = qpdf_oh_is_array(pdf->qpdf, contents)
                ? qpdf_oh_get_array_n_items(pdf->qpdf, contents)
                : 0;
    for (int i = 0; i < n; i++) {
        qpdf_oh stream = qpdf_oh_get_array_item(pdf->qpdf, contents, i);
        if (!is_own_layer(pdf, stream)) {
            qpdf_oh_append_item(pdf->qpdf, all, stream);
        }
    }
    pdf_put(pdf, page, "/Contents", all);
}

/* ---- layers of other programs ---- */

/* Layers that stand in forms, as some programs lay them. */
static void
clear_forms(Pdf *pdf, qpdf_oh page)
{
    qpdf_oh resources = qpdf_oh_get_key(pdf->qpdf, page, "/Resources");
    qpdf_oh objects = qpdf_oh_get_key_if_dict(pdf->qpdf, resources, "/XObject");
    if (!qpdf_oh_is_dictionary(pdf->qpdf, objects)) {
        return;
    }
    qpdf_oh_begin_dict_key_iter(pdf->qpdf, objects);
    while (qpdf_oh_dict_more_keys(pdf->qpdf)) {
        qpdf_oh form =
            qpdf_oh_get_key(pdf->qpdf, objects, qpdf_oh_dict_next_key(pdf->qpdf));
        unsigned char *data = NULL;
        size_t length = 0;
        QPDF_BOOL whole = QPDF_FALSE;
        if (!qpdf_oh_is_stream(pdf->qpdf, form) ||
            !qpdf_oh_is_name_and_equals(pdf->qpdf,
                qpdf_oh_get_key(pdf->qpdf, qpdf_oh_get_dict(pdf->qpdf, form), "/Subtype"),
                "/Form") ||
            (qpdf_oh_get_stream_data(
                 pdf->qpdf, form, qpdf_dl_generalized, &whole, &data, &length) &
                QPDF_ERRORS) != 0 ||
            !whole) {
            free(data);
            continue;
        }
        g_autoptr(GString) clear = without_hidden_text((const char *)data, length);
        if (clear != NULL) {
            pdf_put_data(pdf, form, clear->str, clear->len);
        }
        free(data);
    }
}

/* What the page draws without text that is not seen; its own streams where there is none. */
static void
clear_contents(Pdf *pdf, qpdf_oh page)
{
    unsigned char *data = NULL;
    size_t length = 0;
    if ((qpdf_oh_get_page_content_data(pdf->qpdf, page, &data, &length) & QPDF_ERRORS) ==
        0) {
        g_autoptr(GString) clear = without_hidden_text((const char *)data, length);
        if (clear != NULL) {
            pdf_put(pdf, page, "/Contents", pdf_stream(pdf, clear->str, clear->len));
        }
    }
    free(data);
}

static void
overlay(Pdf *pdf, const Reading *reading)
{
    qpdf_oh page = qpdf_get_page_n(pdf->qpdf, (size_t)reading->number - 1);
    if (reading->source != SOURCE_OCR || !qpdf_oh_is_dictionary(pdf->qpdf, page)) {
        return;
    }
    int rotate = 0;
    qpdf_oh_get_value_as_int(
        pdf->qpdf, qpdf_oh_get_key(pdf->qpdf, page, "/Rotate"), &rotate);
    int quarter_turns = ((rotate / 90 % 4) + 4 + reading->rotation / 90) % 4;
    PageBox box = box_of(pdf, page);
    g_autoptr(GString) layer = pdf_placed_layer(pdf, reading, &box, quarter_turns);
    if (layer == NULL) {
        return;
    }
    qpdf_oh stream = pdf_stream(pdf, layer->str, layer->len);
    pdf_put(pdf, qpdf_oh_get_dict(pdf->qpdf, stream), "/DiwanText",
        qpdf_oh_new_bool(pdf->qpdf, QPDF_TRUE));
    clear_contents(pdf, page);
    clear_forms(pdf, page);
    put_before_contents(pdf, page, stream);
    pdf_name_font(pdf, page);
    if (reading->rotation != 0) {
        pdf_turn_upright(pdf, page, quarter_turns);
    }
}

bool
pdf_overlay(Pdf *pdf, const guint8 *bytes, gsize length, const GPtrArray *readings,
    GError **error)
{
    if ((qpdf_read_memory(pdf->qpdf, "the file", (const char *)bytes, length, NULL) &
            QPDF_ERRORS) != 0 ||
        (qpdf_push_inherited_attributes_to_page(pdf->qpdf) & QPDF_ERRORS) != 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the PDF cannot be written with a text layer: %s",
            qpdf_get_error_message_detail(pdf->qpdf, qpdf_get_error(pdf->qpdf)));
        return false;
    }
    pdf_begin_font(pdf);
    for (guint i = 0; i < readings->len; i++) {
        overlay(pdf, g_ptr_array_index(readings, i));
    }
    return true;
}

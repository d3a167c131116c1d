/* searchable.c - the pages of a file as a PDF whose text can be found and copied.
 *
 * A PDF keeps its objects, streams byte for byte; each page that was read from its picture gets
 * one more content stream, before its own, so that nothing the page does to the graphics state
 * touches it. Pictures become pages of their size in the compression they have. A page that was
 * turned to be read is shown upright by /Rotate.
 *
 * Runs inside the locked worker: qpdf takes the file apart and puts it together, from memory to
 * memory. A layer of an earlier run is replaced, known by /DiwanText in its stream's dictionary.
 */
#include "base/base.h"
#include "read/out.h"
#include "read/page.h"
#include "read/read.h"
#include <math.h>
#include <qpdf/qpdf-c.h>
#include <string.h>
#include <zlib.h>

#define POINTS 72.0              /* an inch */
#define SIDE_MOST_POINTS 14400.0 /* ISO 32000-1 annex C */

enum { DPI_USUAL = 200, DPI_LEAST = 36 };

typedef struct Pdf {
    qpdf_data qpdf;
    LayerFont *font;
    qpdf_oh font_object;
    bool font_named; /* by a page */
} Pdf;

static void
pdf_close(Pdf *pdf)
{
    layer_font_free(pdf->font);
    qpdf_cleanup(&pdf->qpdf);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Pdf, pdf_close)

static void
pdf_begin(Pdf *pdf)
{
    pdf->qpdf = qpdf_init();
    pdf->font = layer_font_new();
    qpdf_silence_errors(pdf->qpdf);
    qpdf_set_suppress_warnings(pdf->qpdf, QPDF_TRUE);
}

/* ---- objects ---- */

static qpdf_oh
object(Pdf *pdf, const char *text)
{
    return qpdf_oh_parse(pdf->qpdf, text);
}

static void
put(Pdf *pdf, qpdf_oh dictionary, const char *key, qpdf_oh value)
{
    qpdf_oh_replace_key(pdf->qpdf, dictionary, key, value);
}

/* A stream of bytes that are packed here. */
static qpdf_oh
packed_stream(Pdf *pdf, const void *bytes, gsize length)
{
    uLongf packed_length = compressBound((uLong)length);
    g_autofree guint8 *packed = g_malloc(packed_length);
    compress2(packed, &packed_length, bytes, (uLong)length, Z_BEST_COMPRESSION);
    qpdf_oh stream = qpdf_oh_new_stream(pdf->qpdf);
    qpdf_oh_replace_stream_data(pdf->qpdf, stream, packed, packed_length,
        object(pdf, "/FlateDecode"), qpdf_oh_new_null(pdf->qpdf));
    return stream;
}

/* The dictionary under key, made where there is none. */
static qpdf_oh
dictionary_in(Pdf *pdf, qpdf_oh parent, const char *key)
{
    qpdf_oh found = qpdf_oh_get_key(pdf->qpdf, parent, key);
    if (!qpdf_oh_is_dictionary(pdf->qpdf, found)) {
        found = qpdf_oh_new_dictionary(pdf->qpdf);
        put(pdf, parent, key, found);
        found = qpdf_oh_get_key(pdf->qpdf, parent, key);
    }
    return found;
}

/* ---- the font, whose characters are known when all layers are written ---- */

static void
font_begin(Pdf *pdf)
{
    pdf->font_object = qpdf_make_indirect_object(pdf->qpdf,
        object(pdf, "<< /Type /Font /Subtype /Type0 /BaseFont /DiwanText /Encoding "
                    "/Identity-H >>"));
}

static void
font_end(Pdf *pdf)
{
    if (!pdf->font_named) {
        return;
    }
    g_autoptr(GBytes) program = layer_font_program(pdf->font);
    g_autofree char *unicode = layer_font_unicode(pdf->font);
    gsize length = 0;
    const void *bytes = g_bytes_get_data(program, &length);
    qpdf_oh file = packed_stream(pdf, bytes, length);
    put(pdf, qpdf_oh_get_dict(pdf->qpdf, file), "/Length1",
        qpdf_oh_new_integer(pdf->qpdf, (long long)length));
    qpdf_oh descriptor = qpdf_make_indirect_object(pdf->qpdf,
        object(pdf,
            "<< /Type /FontDescriptor /FontName /DiwanText /Flags 4 /FontBBox [0 -200 "
            "500 800] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 800 /StemV "
            "80 >>"));
    put(pdf, descriptor, "/FontFile2", file);
    g_autofree char *text = g_strdup_printf(
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /DiwanText /CIDSystemInfo << "
        "/Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /CIDToGIDMap /Identity "
        "/DW %d /W [1 [%d] 2 %d 0] >>",
        LAYER_ADVANCE, LAYER_GAP_ADVANCE, LAYER_GAPS);
    qpdf_oh descendant = qpdf_make_indirect_object(pdf->qpdf, object(pdf, text));
    put(pdf, descendant, "/FontDescriptor", descriptor);
    put(pdf, pdf->font_object, "/DescendantFonts",
        qpdf_oh_wrap_in_array(pdf->qpdf, descendant));
    put(pdf, pdf->font_object, "/ToUnicode",
        packed_stream(pdf, unicode, strlen(unicode)));
}

/* ---- where a pixel of the upright page lies on the page of the PDF ---- */

typedef struct PageBox {
    double x, y, width, height;
} PageBox;

typedef struct Point {
    double x, y;
} Point;

/* Of a page that was turned clockwise by quarter turns. */
static Point
place_on_page(const Reading *reading, const PageBox *box, int quarter_turns, Point at)
{
    double u = at.x / reading->width;
    double v = at.y / reading->height;
    const Point turned[] = {{u, v}, {1 - v, u}, {1 - u, 1 - v}, {v, 1 - u}};
    Point place = turned[quarter_turns & 3];
    return (Point){box->x + place.x * box->width, box->y + place.y * box->height};
}

static void
append_number(GString *to, double number)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd(text, sizeof text, "%.5f", number);
    char *end = text + strlen(text);
    while (end[-1] == '0') {
        *--end = '\0';
    }
    if (end[-1] == '.') {
        end[-1] = '\0';
    }
    g_string_append(to, text);
    g_string_append_c(to, ' ');
}

static GString *
placed_layer(Pdf *pdf, const Reading *reading, const PageBox *box, int quarter_turns)
{
    g_autoptr(GString) layer = layer_of(reading, pdf->font);
    if (layer == NULL || reading->width < 1 || reading->height < 1) {
        return NULL;
    }
    Point zero = place_on_page(reading, box, quarter_turns, (Point){0, 0});
    Point x = place_on_page(reading, box, quarter_turns, (Point){1, 0});
    Point y = place_on_page(reading, box, quarter_turns, (Point){0, 1});
    const double matrix[] = {
        x.x - zero.x, x.y - zero.y, y.x - zero.x, y.y - zero.y, zero.x, zero.y};
    GString *placed = g_string_new("q ");
    for (gsize i = 0; i < G_N_ELEMENTS(matrix); i++) {
        append_number(placed, matrix[i]);
    }
    g_string_append(placed, "cm\n");
    g_string_append_len(placed, layer->str, (gssize)layer->len);
    return g_string_append(placed, "Q\n");
}

static void
turn_upright(Pdf *pdf, qpdf_oh page, int quarter_turns)
{
    put(pdf, page, "/Rotate", qpdf_oh_new_integer(pdf->qpdf, (quarter_turns & 3) * 90));
}

static void
name_font(Pdf *pdf, qpdf_oh page)
{
    qpdf_oh resources = dictionary_in(pdf, page, "/Resources");
    pdf->font_named = true;
    put(pdf, dictionary_in(pdf, resources, "/Font"), "/DiwanText", pdf->font_object);
}

/* ---- over a PDF ---- */

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
    put(pdf, page, "/Contents", all);
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
    g_autoptr(GString) layer = placed_layer(pdf, reading, &box, quarter_turns);
    if (layer == NULL) {
        return;
    }
    qpdf_oh stream = packed_stream(pdf, layer->str, layer->len);
    put(pdf, qpdf_oh_get_dict(pdf->qpdf, stream), "/DiwanText",
        qpdf_oh_new_bool(pdf->qpdf, QPDF_TRUE));
    put_before_contents(pdf, page, stream);
    name_font(pdf, page);
    if (reading->rotation != 0) {
        turn_upright(pdf, page, quarter_turns);
    }
}

static bool
overlay_pdf(Pdf *pdf, const guint8 *bytes, gsize length, const GPtrArray *readings,
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
    font_begin(pdf);
    for (guint i = 0; i < readings->len; i++) {
        overlay(pdf, g_ptr_array_index(readings, i));
    }
    return true;
}

/* ---- out of pictures ---- */

/* The size of the page before it was turned upright, in points. */
static PageBox
page_box(const Reading *reading, const PictureOut *picture)
{
    bool turned = (reading->rotation / 90 % 2 != 0) != picture->sideways;
    double dpi = reading->dpi >= DPI_LEAST ? reading->dpi : DPI_USUAL;
    int upright_width = reading->width > 0 ? reading->width
                        : turned           ? picture->height
                                           : picture->width;
    double points =
        upright_width * POINTS / dpi / (turned ? picture->height : picture->width);
    double width = (picture->sideways ? picture->height : picture->width) * points;
    double height = (picture->sideways ? picture->width : picture->height) * points;
    double most = SIDE_MOST_POINTS / MAX(width, height);
    return (PageBox){0, 0, width * MIN(most, 1), height * MIN(most, 1)};
}

static qpdf_oh
image_of(Pdf *pdf, const PictureOut *picture)
{
    gsize length = 0;
    const guint8 *bytes = g_bytes_get_data(picture->bytes, &length);
    qpdf_oh given = object(pdf, picture->dictionary);
    qpdf_oh image = qpdf_oh_new_stream(pdf->qpdf);
    qpdf_oh_replace_stream_data(pdf->qpdf, image, bytes, length,
        qpdf_oh_get_key(pdf->qpdf, given, "/Filter"),
        qpdf_oh_get_key(pdf->qpdf, given, "/DecodeParms"));
    qpdf_oh dictionary = qpdf_oh_get_dict(pdf->qpdf, image);
    static const char *const keys[] = {
        "/Width", "/Height", "/BitsPerComponent", "/ColorSpace", "/Decode"};
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (qpdf_oh_has_key(pdf->qpdf, given, keys[i])) {
            put(pdf, dictionary, keys[i], qpdf_oh_get_key(pdf->qpdf, given, keys[i]));
        }
    }
    put(pdf, dictionary, "/Type", object(pdf, "/XObject"));
    put(pdf, dictionary, "/Subtype", object(pdf, "/Image"));
    return image;
}

static void
draw_image(GString *content, const PageBox *box, const double matrix[6])
{
    g_string_append(content, "q ");
    for (int i = 0; i < 6; i++) {
        append_number(content, matrix[i] * (i % 2 == 0 ? box->width : box->height));
    }
    g_string_append(content, "cm /Page Do Q\n");
}

/* A page that could not be opened stays, empty, so that the others keep their numbers. */
static void
add_page(Pdf *pdf, const Reading *reading, const PictureOut *picture)
{
    PageBox box = {0, 0, 595, 842};
    g_autoptr(GString) content = g_string_new(NULL);
    qpdf_oh page = object(pdf, "<< /Type /Page /Resources << >> >>");
    if (picture != NULL) {
        box = page_box(reading, picture);
        draw_image(content, &box, picture->matrix);
        put(pdf, dictionary_in(pdf, dictionary_in(pdf, page, "/Resources"), "/XObject"),
            "/Page", image_of(pdf, picture));
    }
    g_autoptr(GString) layer = placed_layer(pdf, reading, &box, reading->rotation / 90);
    if (layer != NULL && picture != NULL) {
        g_string_append_len(content, layer->str, (gssize)layer->len);
        name_font(pdf, page);
        if (reading->rotation != 0) {
            turn_upright(pdf, page, reading->rotation / 90);
        }
    }
    g_autoptr(GString) media = g_string_new("[0 0 ");
    append_number(media, box.width);
    append_number(media, box.height);
    put(pdf, page, "/MediaBox", object(pdf, g_string_append_c(media, ']')->str));
    put(pdf, page, "/Contents", packed_stream(pdf, content->str, content->len));
    qpdf_add_page(
        pdf->qpdf, pdf->qpdf, qpdf_make_indirect_object(pdf->qpdf, page), QPDF_FALSE);
}

static bool
gather_pictures(Pdf *pdf, const guint8 *bytes, gsize length, const GPtrArray *readings,
    GError **error)
{
    g_autoptr(GError) first = NULL;
    guint opened = 0;
    qpdf_empty_pdf(pdf->qpdf);
    font_begin(pdf);
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

/* ---- writing ---- */

static GBytes *
written(Pdf *pdf, GError **error)
{
    font_end(pdf);
    if ((qpdf_init_write_memory(pdf->qpdf) & QPDF_ERRORS) == 0) {
        qpdf_set_deterministic_ID(pdf->qpdf, !qpdf_is_encrypted(pdf->qpdf));
        qpdf_set_stream_data_mode(pdf->qpdf, qpdf_s_preserve);
        qpdf_set_object_stream_mode(pdf->qpdf, qpdf_o_generate);
        if ((qpdf_write(pdf->qpdf) & QPDF_ERRORS) == 0) {
            return g_bytes_new(
                qpdf_get_buffer(pdf->qpdf), qpdf_get_buffer_length(pdf->qpdf));
        }
    }
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, "the PDF cannot be written: %s",
        qpdf_get_error_message_detail(pdf->qpdf, qpdf_get_error(pdf->qpdf)));
    return NULL;
}

GBytes *
searchable_pdf(
    const guint8 *bytes, gsize length, const GPtrArray *readings, GError **error)
{
    g_auto(Pdf) pdf = {0};
    bool done = false;
    pdf_begin(&pdf);
    switch (file_kind(bytes, length)) {
    case FILE_PDF:
        done = overlay_pdf(&pdf, bytes, length, readings, error);
        break;
    case FILE_TIFF:
    case FILE_PICTURE:
    case FILE_UNREADABLE:
        done = gather_pictures(&pdf, bytes, length, readings, error);
        break;
    default:
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "it has no page images; a text layer stands on images of pages");
    }
    return done ? written(&pdf, error) : NULL;
}

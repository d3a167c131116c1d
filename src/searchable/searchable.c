/* searchable.c - the pages of a file as a PDF whose text can be found and copied.
 *
 * Over the pages of a PDF (overlay.c), or pages made of pictures
 * (pictures.c), lies the layer of layer.c; skew is left in the picture, and a page that
 * was turned to be read is shown upright by /Rotate. Runs inside the locked worker: qpdf takes
 * the file apart and puts it together, from memory to memory.
 */
#include "searchable/searchable.h"
#include "base/base.h"
#include "pages/pages.h"
#include "read/read.h"
#include "searchable/pdf.h"
#include <math.h>
#include <string.h>
#include <zlib.h>

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

qpdf_oh
pdf_object(Pdf *pdf, const char *text)
{
    return qpdf_oh_parse(pdf->qpdf, text);
}

void
pdf_put(Pdf *pdf, qpdf_oh dictionary, const char *key, qpdf_oh value)
{
    qpdf_oh_replace_key(pdf->qpdf, dictionary, key, value);
}

void
pdf_put_data(Pdf *pdf, qpdf_oh stream, const void *bytes, gsize length)
{
    uLongf packed_length = compressBound((uLong)length);
    g_autofree guint8 *packed = g_malloc(packed_length);
    compress2(packed, &packed_length, bytes, (uLong)length, Z_BEST_COMPRESSION);
    qpdf_oh_replace_stream_data(pdf->qpdf, stream, packed, packed_length,
        pdf_object(pdf, "/FlateDecode"), qpdf_oh_new_null(pdf->qpdf));
}

qpdf_oh
pdf_stream(Pdf *pdf, const void *bytes, gsize length)
{
    qpdf_oh stream = qpdf_oh_new_stream(pdf->qpdf);
    pdf_put_data(pdf, stream, bytes, length);
    return stream;
}

qpdf_oh
pdf_dictionary_in(Pdf *pdf, qpdf_oh parent, const char *key)
{
    qpdf_oh found = qpdf_oh_get_key(pdf->qpdf, parent, key);
    if (!qpdf_oh_is_dictionary(pdf->qpdf, found)) {
        found = qpdf_oh_new_dictionary(pdf->qpdf);
        pdf_put(pdf, parent, key, found);
        found = qpdf_oh_get_key(pdf->qpdf, parent, key);
    }
    return found;
}

/* ---- the font, whose characters are known when all layers are written ---- */

void
pdf_begin_font(Pdf *pdf)
{
    pdf->font_object = qpdf_make_indirect_object(pdf->qpdf,
        pdf_object(pdf, "<< /Type /Font /Subtype /Type0 /BaseFont /DiwanText /Encoding "
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
    qpdf_oh file = pdf_stream(pdf, bytes, length);
    pdf_put(pdf, qpdf_oh_get_dict(pdf->qpdf, file), "/Length1",
        qpdf_oh_new_integer(pdf->qpdf, (long long)length));
    qpdf_oh descriptor = qpdf_make_indirect_object(pdf->qpdf,
        pdf_object(pdf,
            "<< /Type /FontDescriptor /FontName /DiwanText /Flags 4 /FontBBox [0 -200 "
            "500 800] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 800 /StemV "
            "80 >>"));
    pdf_put(pdf, descriptor, "/FontFile2", file);
    g_autofree char *text = g_strdup_printf(
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /DiwanText /CIDSystemInfo << "
        "/Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /CIDToGIDMap /Identity "
        "/DW %d /W [1 [%d] 2 %d 0] >>",
        LAYER_ADVANCE, LAYER_GAP_ADVANCE, LAYER_GAPS);
    qpdf_oh descendant = qpdf_make_indirect_object(pdf->qpdf, pdf_object(pdf, text));
    pdf_put(pdf, descendant, "/FontDescriptor", descriptor);
    pdf_put(pdf, pdf->font_object, "/DescendantFonts",
        qpdf_oh_wrap_in_array(pdf->qpdf, descendant));
    pdf_put(
        pdf, pdf->font_object, "/ToUnicode", pdf_stream(pdf, unicode, strlen(unicode)));
}

/* ---- where a pixel of the upright page lies on the page of the PDF ---- */

typedef struct Point {
    double x, y;
} Point;

/* A place of the unit square that was turned clockwise by quarter turns, as it was before. */
static Point
turned_back(Point at, int quarter_turns)
{
    const Point before[] = {
        {at.x, at.y}, {1 - at.y, at.x}, {1 - at.x, 1 - at.y}, {at.y, 1 - at.x}};
    return before[quarter_turns & 3];
}

/* The page is shown turned by quarter turns: its own, and then those of the reading. */
static Point
place_on_page(const Reading *reading, const PageBox *box, int quarter_turns, Point at)
{
    const PagePart *sheet = &reading->sheet;
    int read_turns = reading->rotation / 90;
    Point place =
        turned_back((Point){at.x / reading->width, at.y / reading->height}, read_turns);
    place = (Point){sheet->x + place.x * sheet->width,
        1 - sheet->y - sheet->height + place.y * sheet->height};
    place = turned_back(place, quarter_turns - read_turns);
    return (Point){box->x + place.x * box->width, box->y + place.y * box->height};
}

void
pdf_append_number(GString *to, double number)
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

GString *
pdf_placed_layer(Pdf *pdf, const Reading *reading, const PageBox *box, int quarter_turns)
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
        pdf_append_number(placed, matrix[i]);
    }
    g_string_append(placed, "cm\n");
    g_string_append_len(placed, layer->str, (gssize)layer->len);
    return g_string_append(placed, "Q\n");
}

void
pdf_turn_upright(Pdf *pdf, qpdf_oh page, int quarter_turns)
{
    pdf_put(
        pdf, page, "/Rotate", qpdf_oh_new_integer(pdf->qpdf, (quarter_turns & 3) * 90));
}

void
pdf_name_font(Pdf *pdf, qpdf_oh page)
{
    qpdf_oh resources = pdf_dictionary_in(pdf, page, "/Resources");
    pdf->font_named = true;
    pdf_put(
        pdf, pdf_dictionary_in(pdf, resources, "/Font"), "/DiwanText", pdf->font_object);
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
        done = pdf_overlay(&pdf, bytes, length, readings, error);
        break;
    case FILE_TIFF:
    case FILE_JPEG:
    case FILE_JPEG_2000:
    case FILE_HEIF:
    case FILE_PICTURE:
        done = pdf_gather_pictures(&pdf, bytes, length, readings, error);
        break;
    default:
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "it has no page images; a text layer stands on images of pages");
    }
    return done ? written(&pdf, error) : NULL;
}

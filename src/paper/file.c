/* file.c - a PDF file in memory, begun and ended: its size, title, date and font.
 *
 * The date is the document's own and never the clock's: what is made again is the same file, and
 * its hash says so.
 */
#include "paper/inside.h"

#define FONT "Amiri"

static cairo_status_t
write_bytes(void *bytes, const unsigned char *data, unsigned int length)
{
    g_byte_array_append(bytes, data, length);
    return CAIRO_STATUS_SUCCESS;
}

static cairo_status_t
write_file(void *to, const unsigned char *data, unsigned int length)
{
    return fwrite(data, 1, length, to) == length ? CAIRO_STATUS_SUCCESS
                                                 : CAIRO_STATUS_WRITE_ERROR;
}

/* Fontconfig puts another font in the place of one that is missing; its letters would do, its
 * widths would not be those the pages were looked at with. */
static bool
has_font(cairo_t *cairo, GError **error)
{
    g_autoptr(PangoLayout) layout = pango_cairo_create_layout(cairo);
    PangoFontDescription *wanted = pango_font_description_from_string(FONT);
    PangoFont *font = pango_context_load_font(pango_layout_get_context(layout), wanted);
    PangoFontDescription *found = font != NULL ? pango_font_describe(font) : NULL;
    bool same =
        found != NULL && g_strcmp0(pango_font_description_get_family(found), FONT) == 0;
    g_clear_object(&font);
    g_clear_pointer(&found, pango_font_description_free);
    pango_font_description_free(wanted);
    if (!same)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
            "the font " FONT " is not installed and nothing was printed: "
            "apt-get install fonts-hosny-amiri");
    return same;
}

static bool
pdf_ready(Pdf *pdf, cairo_surface_t *surface, GByteArray *bytes, const char *language,
    GError **error)
{
    *pdf = (Pdf){.surface = surface,
        .cairo = cairo_create(surface),
        .bytes = bytes,
        .language = language,
        .rtl = g_strcmp0(language, "en") != 0};
    if (has_font(pdf->cairo, error))
        return true;
    GBytes *none = pdf_end(pdf, NULL);
    g_clear_pointer(&none, g_bytes_unref);
    return false;
}

static bool
pdf_describe(Pdf *pdf, cairo_surface_t *surface, GByteArray *bytes, const char *language,
    const char *title, gint64 date_ms, GError **error)
{
    g_autofree char *date = clock_rfc3339(date_ms);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Diwan");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
    return pdf_ready(pdf, surface, bytes, language, error);
}

bool
pdf_begin(Pdf *pdf, double width, double height, const char *language, const char *title,
    gint64 date_ms, GError **error)
{
    GByteArray *bytes = g_byte_array_new();
    return pdf_describe(pdf,
        cairo_pdf_surface_create_for_stream(write_bytes, bytes, width, height), bytes,
        language, title, date_ms, error);
}

bool
pdf_begin_file(Pdf *pdf, FILE *to, double width, double height, const char *language,
    const char *title, gint64 date_ms, GError **error)
{
    return pdf_describe(pdf,
        cairo_pdf_surface_create_for_stream(write_file, to, width, height), NULL,
        language, title, date_ms, error);
}

bool
pdf_begin_counting(Pdf *pdf, const char *language, GError **error)
{
    /* Without room: what is drawn there is not kept. */
    const cairo_rectangle_t nowhere = {0, 0, 0, 0};
    cairo_surface_t *surface =
        cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, &nowhere);
    bool well = pdf_ready(pdf, surface, g_byte_array_new(), language, error);
    pdf->counting = true;
    return well;
}

GBytes *
pdf_end(Pdf *pdf, GError **error)
{
    cairo_status_t status = cairo_status(pdf->cairo);
    cairo_destroy(pdf->cairo);
    cairo_surface_finish(pdf->surface);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(pdf->surface);
    cairo_surface_destroy(pdf->surface);
    GBytes *bytes = pdf->bytes != NULL ? g_byte_array_free_to_bytes(pdf->bytes)
                                       : g_bytes_new_static("", 0);
    *pdf = (Pdf){0};
    if (status == CAIRO_STATUS_SUCCESS)
        return bytes;
    g_bytes_unref(bytes);
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY, "cannot make the PDF: %s",
        cairo_status_to_string(status));
    return NULL;
}

bool
paper_check(GError **error)
{
    Pdf pdf;
    if (!pdf_begin(&pdf, A4_SHORT, A4_LONG, "ar", "", 0, error))
        return false;
    GBytes *empty = pdf_end(&pdf, error);
    g_clear_pointer(&empty, g_bytes_unref);
    return true;
}

/* wire.c - searchable_pdf at a distance: a file and its readings in, a PDF out.
 *
 * The input is written by the command from readings that were checked when they came; it is
 * checked again here, as whoever writes a room's input may have been deceived. The answer is the
 * PDF itself, or else a sentence.
 */
#include "base/base.h"
#include "pages/pages.h"
#include "read/read.h"
#include "searchable/searchable.h"
#include <string.h>

#define INPUT_TYPE G_VARIANT_TYPE("(aayay)")

enum { REASON_MOST_BYTES = 2000 };

GBytes *
searchable_input(GBytes *file, const GPtrArray *readings)
{
    GVariantBuilder pages;
    g_variant_builder_init(&pages, G_VARIANT_TYPE("aay"));
    for (guint i = 0; i < readings->len; i++) {
        g_autoptr(GBytes) wire = reading_to_wire(g_ptr_array_index(readings, i));
        g_variant_builder_add_value(
            &pages, g_variant_new_from_bytes(G_VARIANT_TYPE_BYTESTRING, wire, TRUE));
    }
    g_autoptr(GVariant) input = g_variant_ref_sink(g_variant_new("(aay@ay)", &pages,
        g_variant_new_from_bytes(G_VARIANT_TYPE_BYTESTRING, file, TRUE)));
    return g_variant_get_data_as_bytes(input);
}

static GPtrArray *
readings_from(GVariant *pages, GError **error)
{
    g_autoptr(GPtrArray) readings =
        g_ptr_array_new_with_free_func((GDestroyNotify)reading_free);
    for (gsize i = 0; i < g_variant_n_children(pages); i++) {
        g_autoptr(GVariant) page = g_variant_get_child_value(pages, i);
        /* copied, as a reading's own form wants its alignment */
        g_autoptr(GBytes) wire =
            g_bytes_new(g_variant_get_data(page), g_variant_get_size(page));
        Reading *reading = reading_from_wire(wire, error);
        if (reading == NULL) {
            return NULL;
        }
        g_ptr_array_add(readings, reading);
    }
    return g_steal_pointer(&readings);
}

GBytes *
searchable_work(GBytes *input)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GVariant) value =
        g_variant_ref_sink(g_variant_new_from_bytes(INPUT_TYPE, input, FALSE));
    g_autoptr(GVariant) pages = g_variant_get_child_value(value, 0);
    g_autoptr(GVariant) file = g_variant_get_child_value(value, 1);
    g_autoptr(GPtrArray) readings = readings_from(pages, &error);
    GBytes *pdf = readings != NULL ? searchable_pdf(g_variant_get_data(file),
                                         g_variant_get_size(file), readings, &error)
                                   : NULL;
    return pdf != NULL ? pdf : g_bytes_new(error->message, strlen(error->message));
}

GBytes *
searchable_from_wire(GBytes *wire, GError **error)
{
    gsize length = 0;
    const char *bytes = g_bytes_get_data(wire, &length);
    if (length >= 5 && memcmp(bytes, "%PDF-", 5) == 0) {
        return g_bytes_ref(wire);
    }
    bool told = length > 0 && length <= REASON_MOST_BYTES &&
                g_utf8_validate(bytes, (gssize)length, NULL);
    g_set_error(
        error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, "%.*s", told ? (int)length : 0, bytes);
    if (!told && error != NULL) {
        g_clear_error(error);
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the worker's answer is no PDF; the file is unchanged");
    }
    return NULL;
}

/* What qpdf, zlib and ICU make on first use is made on a page of one word, and over the PDF that
 * comes out; pictures packed again are read first. */
bool
searchable_open(const char *const *arguments, GError **error)
{
    (void)arguments;
    if (!hevc_open(error)) {
        return false;
    }
    g_autoptr(GPtrArray) readings =
        g_ptr_array_new_with_free_func((GDestroyNotify)reading_free);
    Reading *reading = reading_new(1);
    g_ptr_array_add(readings, reading);
    reading->width = 8;
    reading->height = 1;
    Word *word = g_new0(Word, 1);
    word->text = g_strdup("كلمة 1");
    word->width = 8;
    word->height = 1;
    g_ptr_array_add(reading->words, word);
    setMsgSeverity(L_SEVERITY_NONE);
    g_autoptr(PIX) pix = pixCreate(8, 1, 1);
    l_uint8 *png = NULL;
    size_t length = 0;
    if (pix == NULL || pixWriteMemPng(&png, &length, pix, 0) != 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
            "leptonica cannot write PNG; reinstall liblept5");
        return false;
    }
    g_autoptr(GBytes) pdf = searchable_pdf(png, length, readings, error);
    lept_free(png);
    gsize pdf_length = 0;
    const guint8 *bytes = pdf != NULL ? g_bytes_get_data(pdf, &pdf_length) : NULL;
    g_autoptr(GBytes) again =
        pdf != NULL ? searchable_pdf(bytes, pdf_length, readings, error) : NULL;
    return again != NULL;
}

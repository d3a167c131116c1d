/* wire.c - readings and page counts as bytes between the locked worker and the rest.
 *
 * One fixed GVariant type each. What comes back is distrusted: normal form first (GVariant checks
 * offsets and UTF-8 with it), then every count and range.
 */
#include "base/base.h"
#include "pages/pages.h"
#include "read/inside.h"
#include "read/read.h"
#include <math.h>
#include <string.h>

#define COUNT_TYPE G_VARIANT_TYPE("(iims)")
#define READING_TYPE \
    G_VARIANT_TYPE("(iiiiid(dddd)isdba(siiiii)a(ssiiii)msmsaym(sisa(ssiiiii)))")

enum {
    WIRE_MOST_BYTES = 32 << 20,
    TROUBLE_MOST_BYTES = 2000,
    WORD_MOST_BYTES = 2000,
    CODE_MOST_BYTES = 32 << 10,
    FIELDS_MOST = 200,
    FIELD_MOST_BYTES = 64 << 10,
    SIDE_MOST = 40000, /* pixels; a word may hang over an edge by a little */
};

/* ---- out ---- */

static GBytes *
wire_of(GVariant *value)
{
    g_autoptr(GVariant) sunk = g_variant_ref_sink(value);
    return g_variant_get_data_as_bytes(sunk);
}

GBytes *
page_count_to_wire(const PageCount *count)
{
    return wire_of(
        g_variant_new("(iims)", (int)count->readable, count->pages, count->trouble));
}

static GVariant *
words_to_wire(const GPtrArray *words)
{
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE("a(siiiii)"));
    for (guint i = 0; i < words->len; i++) {
        const Word *word = g_ptr_array_index(words, i);
        g_variant_builder_add(&builder, "(siiiii)", word->text, word->x, word->y,
            word->width, word->height, word->confidence);
    }
    return g_variant_builder_end(&builder);
}

static GVariant *
codes_to_wire(const GPtrArray *codes)
{
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE("a(ssiiii)"));
    for (guint i = 0; i < codes->len; i++) {
        const Code *code = g_ptr_array_index(codes, i);
        g_variant_builder_add(&builder, "(ssiiii)", code->type, code->text, code->x,
            code->y, code->width, code->height);
    }
    return g_variant_builder_end(&builder);
}

/* A form or nothing. */
static GVariant *
form_to_wire(const FormReading *form)
{
    const GVariantType *type = G_VARIANT_TYPE("(sisa(ssiiiii))");
    if (form == NULL) {
        return g_variant_new_maybe(type, NULL);
    }
    GVariantBuilder fields;
    g_variant_builder_init(&fields, G_VARIANT_TYPE("a(ssiiiii)"));
    for (guint i = 0; i < form->fields->len; i++) {
        const FormField *field = g_ptr_array_index(form->fields, i);
        g_variant_builder_add(&fields, "(ssiiiii)", field->name, field->value,
            field->confidence, field->x, field->y, field->width, field->height);
    }
    return g_variant_new_maybe(NULL,
        g_variant_new("(sis@a(ssiiiii))", form->name, form->version,
            form->token != NULL ? form->token : "", g_variant_builder_end(&fields)));
}

GBytes *
reading_to_wire(const Reading *reading)
{
    g_autoptr(GBytes) none = g_bytes_new_static("", 0);
    GVariant *image = g_variant_new_from_bytes(
        G_VARIANT_TYPE_BYTESTRING, reading->image != NULL ? reading->image : none, TRUE);
    return wire_of(g_variant_new(
        "(iiiiid(dddd)isdb@a(siiiii)@a(ssiiii)msms@ay@m(sisa(ssiiiii)))", reading->number,
        reading->width, reading->height, reading->dpi, reading->rotation, reading->skew,
        reading->sheet.x, reading->sheet.y, reading->sheet.width, reading->sheet.height,
        (int)reading->source, reading->text != NULL ? reading->text : "",
        reading->confidence, (gboolean)reading->legible, words_to_wire(reading->words),
        codes_to_wire(reading->codes), reading->trouble, reading->image_type, image,
        form_to_wire(reading->form)));
}

/* ---- in ---- */

static GVariant *
value_of(GBytes *wire, const GVariantType *type, GError **error)
{
    g_autoptr(GVariant) value = NULL;
    if (g_bytes_get_size(wire) > 0 && g_bytes_get_size(wire) <= WIRE_MOST_BYTES) {
        value = g_variant_ref_sink(g_variant_new_from_bytes(type, wire, FALSE));
    }
    if (value == NULL || !g_variant_is_normal_form(value)) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the reading worker's answer is not in its form");
        return NULL;
    }
    return g_steal_pointer(&value);
}

static bool
refuse_range(const char *what, GError **error)
{
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "the reading worker's answer is out of range: %s", what);
    return false;
}

static bool
in_range(gint64 value, gint64 least, gint64 most)
{
    return value >= least && value <= most;
}

PageCount *
page_count_from_wire(GBytes *wire, GError **error)
{
    g_autoptr(GVariant) value = value_of(wire, COUNT_TYPE, error);
    if (value == NULL) {
        return NULL;
    }
    g_autoptr(PageCount) count = g_new0(PageCount, 1);
    int readable = 0;
    g_variant_get(value, "(iims)", &readable, &count->pages, &count->trouble);
    bool told = count->trouble != NULL && strlen(count->trouble) <= TROUBLE_MOST_BYTES;
    bool sound = (readable == READ_NOT && count->pages == 0 && count->trouble == NULL) ||
                 (readable == READ_PAGES && in_range(count->pages, 1, FILE_MOST_PAGES) &&
                     count->trouble == NULL) ||
                 (readable == READ_BROKEN && count->pages == 0 && told);
    if (!sound) {
        refuse_range("pages", error);
        return NULL;
    }
    count->readable = (Readable)readable;
    return g_steal_pointer(&count);
}

static bool
box_is_sound(int x, int y, int width, int height)
{
    return in_range(x, -SIDE_MOST, SIDE_MOST) && in_range(y, -SIDE_MOST, SIDE_MOST) &&
           in_range(width, 0, SIDE_MOST) && in_range(height, 0, SIDE_MOST);
}

static bool
words_from_wire(GVariantIter *words, Reading *reading, GError **error)
{
    if (g_variant_iter_n_children(words) > PAGE_MOST_WORDS) {
        return refuse_range("words", error);
    }
    Word word = {0};
    while (g_variant_iter_next(words, "(siiiii)", &word.text, &word.x, &word.y,
        &word.width, &word.height, &word.confidence)) {
        g_ptr_array_add(reading->words, g_memdup2(&word, sizeof word));
        if (!box_is_sound(word.x, word.y, word.width, word.height) ||
            !in_range(word.confidence, 0, 100) || strlen(word.text) > WORD_MOST_BYTES) {
            return refuse_range("a word", error);
        }
    }
    return true;
}

static bool
codes_from_wire(GVariantIter *codes, Reading *reading, GError **error)
{
    if (g_variant_iter_n_children(codes) > PAGE_MOST_CODES) {
        return refuse_range("codes", error);
    }
    Code code = {0};
    while (g_variant_iter_next(codes, "(ssiiii)", &code.type, &code.text, &code.x,
        &code.y, &code.width, &code.height)) {
        g_ptr_array_add(reading->codes, g_memdup2(&code, sizeof code));
        if (!box_is_sound(code.x, code.y, code.width, code.height) ||
            strlen(code.type) > 40 || strlen(code.text) > CODE_MOST_BYTES) {
            return refuse_range("a code", error);
        }
    }
    return true;
}

static bool
field_is_sound(const FormField *field)
{
    return box_is_sound(field->x, field->y, field->width, field->height) &&
           in_range(field->confidence, 0, 100) && strlen(field->name) <= 40 &&
           strlen(field->value) <= FIELD_MOST_BYTES;
}

static bool
form_from_wire(GVariant *wire, Reading *reading, GError **error)
{
    g_autoptr(GVariant) inner = g_variant_get_maybe(wire);
    g_autoptr(GVariantIter) fields = NULL;
    const char *name = NULL;
    const char *token = NULL;
    int version = 0;
    if (inner == NULL) {
        return true;
    }
    g_variant_get(inner, "(&si&sa(ssiiiii))", &name, &version, &token, &fields);
    if (strlen(name) > 40 || strlen(token) > 100 || !in_range(version, 1, 1000) ||
        g_variant_iter_n_children(fields) > FIELDS_MOST) {
        return refuse_range("a form", error);
    }
    reading->form = form_reading_new(name, version, *token != '\0' ? token : NULL);
    FormField field = {0};
    while (g_variant_iter_next(fields, "(ssiiiii)", &field.name, &field.value,
        &field.confidence, &field.x, &field.y, &field.width, &field.height)) {
        g_ptr_array_add(reading->form->fields, g_memdup2(&field, sizeof field));
        if (!field_is_sound(&field)) {
            return refuse_range("a form's field", error);
        }
    }
    return true;
}

/* The picture is shown to people: only what show_page makes is let through. */
static bool
image_from_wire(GVariant *bytes, Reading *reading, GError **error)
{
    gsize length = g_variant_get_size(bytes);
    if (length == 0) {
        return reading->image_type == NULL || refuse_range("the picture", error);
    }
    if (length > PAGE_MOST_IMAGE_BYTES ||
        g_strcmp0(reading->image_type, "image/jpeg") != 0) {
        return refuse_range("the picture", error);
    }
    reading->image = g_variant_get_data_as_bytes(bytes);
    return true;
}

/* A sheet may hang over the picture's edge, by its corners' inaccuracy. */
static bool
sheet_is_sound(const PagePart *sheet)
{
    return isfinite(sheet->x) && isfinite(sheet->y) && fabs(sheet->x) <= 1 &&
           fabs(sheet->y) <= 1 && sheet->width > 0 && sheet->width <= 2 &&
           sheet->height > 0 && sheet->height <= 2;
}

static bool
fields_are_sound(const Reading *reading, int source)
{
    return in_range(reading->number, 1, FILE_MOST_PAGES) &&
           in_range(reading->width, 0, SIDE_MOST) &&
           in_range(reading->height, 0, SIDE_MOST) && in_range(reading->dpi, 0, 10000) &&
           in_range(source, SOURCE_OCR, SOURCE_DOCUMENT) &&
           in_range(reading->rotation, 0, 270) && reading->rotation % 90 == 0 &&
           isfinite(reading->skew) && fabs(reading->skew) <= 45 &&
           sheet_is_sound(&reading->sheet) && isfinite(reading->confidence) &&
           reading->confidence >= 0 && reading->confidence <= 100 &&
           strlen(reading->text) <= PAGE_MOST_TEXT_BYTES &&
           (reading->trouble == NULL || strlen(reading->trouble) <= TROUBLE_MOST_BYTES);
}

Reading *
reading_from_wire(GBytes *wire, GError **error)
{
    g_autoptr(GVariant) value = value_of(wire, READING_TYPE, error);
    if (value == NULL) {
        return NULL;
    }
    g_autoptr(Reading) reading = reading_new(1);
    g_autoptr(GVariantIter) words = NULL;
    g_autoptr(GVariantIter) codes = NULL;
    g_autoptr(GVariant) image = NULL;
    g_autoptr(GVariant) form = NULL;
    int source = 0;
    gboolean legible = TRUE;
    g_clear_pointer(&reading->text, g_free);
    g_variant_get(value, "(iiiiid(dddd)isdba(siiiii)a(ssiiii)msms@ay@m(sisa(ssiiiii)))",
        &reading->number, &reading->width, &reading->height, &reading->dpi,
        &reading->rotation, &reading->skew, &reading->sheet.x, &reading->sheet.y,
        &reading->sheet.width, &reading->sheet.height, &source, &reading->text,
        &reading->confidence, &legible, &words, &codes, &reading->trouble,
        &reading->image_type, &image, &form);
    if (!fields_are_sound(reading, source)) {
        refuse_range("the page", error);
        return NULL;
    }
    reading->source = (PageSource)source;
    reading->legible = legible;
    if (!words_from_wire(words, reading, error) ||
        !codes_from_wire(codes, reading, error) ||
        !image_from_wire(image, reading, error) ||
        !form_from_wire(form, reading, error)) {
        return NULL;
    }
    return g_steal_pointer(&reading);
}

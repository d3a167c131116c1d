/* text.c - text on the page: laid out by Pango, measured, drawn.
 *
 * Drawing line by line is glyphs.c's; here are the font, its sizes and where lines stand.
 */
#include "paper/glyphs.h"

#include "language/language.h"

#include <string.h>

#define FONT "Amiri"

static PangoAlignment
alignment(const TextStyle *style, bool rtl)
{
    if (style->align == SHEET_CENTRE)
        return PANGO_ALIGN_CENTER;
    return (style->align == SHEET_START) == rtl ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT;
}

/* Lines break the same wherever they are drawn: measures are the font's own. */
static void
measure_exactly(PangoContext *context)
{
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(context, FALSE);
}

PangoLayout *
text_new(const Pdf *pdf, const char *text, const TextStyle *style)
{
    bool rtl = pdf->rtl && !style->ltr;
    PangoLayout *layout = pango_cairo_create_layout(pdf->cairo);
    PangoContext *context = pango_layout_get_context(layout);
    PangoFontDescription *font = pango_font_description_from_string(FONT);
    pango_font_description_set_absolute_size(font, style->size * PANGO_SCALE);
    if (style->bold)
        pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    pango_context_set_base_dir(context, rtl ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
    pango_context_set_language(context, pango_language_from_string(pdf->language));
    measure_exactly(context);
    pango_layout_set_auto_dir(layout, FALSE);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    if (style->width > 0)
        pango_layout_set_width(layout, (int)(style->width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(layout, alignment(style, rtl));
    if (style->lines > 0) {
        pango_layout_set_height(layout, -style->lines);
        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    }
    pango_layout_context_changed(layout);
    pango_layout_set_text(layout, text != NULL ? text : "", -1);
    return layout;
}

double
text_height(PangoLayout *layout)
{
    int height = 0;
    pango_layout_get_size(layout, NULL, &height);
    return (double)height / PANGO_SCALE;
}

double
text_width(PangoLayout *layout)
{
    PangoRectangle extents;
    pango_layout_get_extents(layout, NULL, &extents);
    return (double)extents.width / PANGO_SCALE;
}

void
text_show(const Pdf *pdf, PangoLayout *layout, double x, double y)
{
    if (pdf->counting)
        return;
    PangoLayoutIter *lines = pango_layout_get_iter(layout);
    bool rtl = pango_context_get_base_dir(pango_layout_get_context(layout)) ==
               PANGO_DIRECTION_RTL;
    do {
        PangoRectangle extents;
        pango_layout_iter_get_line_extents(lines, NULL, &extents);
        double baseline = (double)pango_layout_iter_get_baseline(lines) / PANGO_SCALE;
        glyphs_show_line(pdf->cairo, pango_layout_iter_get_line_readonly(lines),
            pango_layout_get_text(layout), rtl, x + (double)extents.x / PANGO_SCALE,
            y + baseline);
    } while (pango_layout_iter_next_line(lines));
    pango_layout_iter_free(lines);
}

double
text_put(const Pdf *pdf, const char *text, const TextStyle *style, double x, double y)
{
    g_autoptr(PangoLayout) layout = text_new(pdf, text, style);
    cairo_set_source_rgb(pdf->cairo, style->light, style->light, style->light);
    bool hangs = style->width <= 0 && pdf->rtl; /* from the right end */
    text_show(pdf, layout, hangs ? x - text_width(layout) : x, y);
    cairo_set_source_rgb(pdf->cairo, 0, 0, 0);
    return text_height(layout);
}

bool
text_is_ltr(const char *text)
{
    for (; *text != '\0'; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);
        if ((c >= 0x0590 && c <= 0x08ff) || (c >= 0xfb1d && c <= 0xfefc))
            return false;
    }
    return true;
}

static bool
is_number_part(char c)
{
    return g_ascii_isalnum(c) || strchr("-/.:+@_", c) != NULL;
}

char *
text_numbers_apart(const char *text)
{
    GString *apart = g_string_new(NULL);
    while (*text != '\0') {
        gsize length = 0, whole = 0;
        while (text[length] != '\0' && is_number_part(text[length])) {
            length++;
            whole = g_ascii_isalnum(text[length - 1]) ? length : whole;
        }
        if (whole > 0)
            g_string_append_printf(apart, "\u2066%.*s\u2069", (int)whole, text);
        else
            g_string_append_len(
                apart, text, (gssize)(whole = (gsize)(g_utf8_next_char(text) - text)));
        text += whole;
    }
    return g_string_free(apart, FALSE);
}

char *
text_number(int number, const char *language)
{
    g_autofree char *ascii = g_strdup_printf("%d", number);
    return g_strcmp0(language, "en") == 0 ? g_steal_pointer(&ascii)
                                          : text_arabic_digits(ascii);
}

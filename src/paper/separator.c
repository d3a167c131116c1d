/* separator.c - the sheet that is laid before each letter of a batch: a scanner's whole batch is one
 * file, and this tells where a letter begins.
 *
 * The code stands four times, at the corners, so that a sheet which is turned, dog-eared or fed
 * askew still shows one; both sides are the same. The words are for the hand that holds it.
 */
#include "paper/inside.h"

#include <string.h>

#define CODE_SIDE (52 * MM)
#define EDGE (14 * MM)
#define BAND_TOP (112 * MM)
#define BAND_HEIGHT (46 * MM)

static void
line_put(const Pdf *pdf, const char *text, double size, double y, bool ltr, double white)
{
    TextStyle style = {.size = size,
        .bold = size > 20,
        .width = A4_SHORT - 2 * EDGE,
        .align = SHEET_CENTRE,
        .lines = 2,
        .ltr = ltr};
    g_autoptr(PangoLayout) layout = text_new(pdf, text, &style);
    cairo_set_source_rgb(pdf->cairo, white, white, white);
    text_show(pdf, layout, EDGE, y);
}

static void
codes_put(const Pdf *pdf, const char *code)
{
    for (int i = 0; i < 4; i++)
        code_draw(pdf, code, i % 2 == 0 ? EDGE : A4_SHORT - EDGE - CODE_SIDE,
            i < 2 ? EDGE : A4_LONG - EDGE - CODE_SIDE, CODE_SIDE);
}

static void
side_draw(const Pdf *pdf, const char *office, const char *code)
{
    codes_put(pdf, code);
    cairo_set_line_width(pdf->cairo, 2);
    cairo_rectangle(pdf->cairo, EDGE, BAND_TOP, A4_SHORT - 2 * EDGE, BAND_HEIGHT);
    cairo_stroke(pdf->cairo);
    line_put(pdf, "ورقة فاصلة", 40, BAND_TOP + 4 * MM, false, 0);
    line_put(pdf, "Separator sheet", 26, BAND_TOP + 28 * MM, true, 0);
    line_put(pdf, "توضع قبل كل خطاب عند مسح عدة خطابات في ملف واحد، ولا يُكتب عليها شيء",
        14, BAND_TOP + BAND_HEIGHT + 4 * MM, false, 0);
    line_put(pdf,
        "Lay one before each letter when several are scanned into one file. Write "
        "nothing on it; it can be used again.",
        11, BAND_TOP + BAND_HEIGHT + 18 * MM, true, 0);
    line_put(pdf, office, 11, BAND_TOP - 10 * MM, false, 0);
}

GBytes *
paper_separators(
    const char *office, const char *code, guint n, gint64 date_ms, GError **error)
{
    Pdf pdf;
    if (!pdf_begin(&pdf, A4_SHORT, A4_LONG, "ar", "ورقة فاصلة", date_ms, error))
        return NULL;
    for (guint side = 0; side < 2 * n; side++) {
        if (side > 0)
            cairo_show_page(pdf.cairo);
        side_draw(&pdf, office, code);
    }
    return pdf_end(&pdf, error);
}

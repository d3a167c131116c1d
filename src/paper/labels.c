/* labels.c - a sheet of address labels: 3 across, 8 down, 70 by 37 mm, without margins between.
 *
 * Name and address and nothing else: an envelope tells nobody what is in it.
 */
#include "paper/inside.h"

enum { ACROSS = 3, DOWN = 8 };
#define LABEL_WIDTH (A4_SHORT / ACROSS)
#define LABEL_HEIGHT (A4_LONG / DOWN)
#define INSET (7 * MM) /* printers do not reach the edge of a sheet */

static void
label_put(const Pdf *pdf, const PaperLabel *label, double x, double y)
{
    TextStyle style = {
        .size = 12, .bold = true, .width = LABEL_WIDTH - 2 * INSET, .lines = 2};
    g_autofree char *address = text_numbers_apart(label->address);
    y += text_put(pdf, label->name, &style, x + INSET, y + INSET - 3 * MM);
    style.size = 10;
    style.bold = false;
    style.lines = 3;
    text_put(pdf, address, &style, x + INSET, y + INSET - 3 * MM);
}

GBytes *
paper_labels(const PaperLabel *labels, guint n, const char *language, gint64 date_ms,
    GError **error)
{
    Pdf pdf;
    if (!pdf_begin(&pdf, A4_SHORT, A4_LONG, language, "", date_ms, error))
        return NULL;
    for (guint i = 0; i < n; i++) {
        guint at = i % (ACROSS * DOWN), column = at % ACROSS;
        if (i > 0 && at == 0)
            cairo_show_page(pdf.cairo);
        if (pdf.rtl)
            column = ACROSS - 1 - column;
        label_put(&pdf, &labels[i], column * LABEL_WIDTH, at / ACROSS * LABEL_HEIGHT);
    }
    return pdf_end(&pdf, error);
}

/* code.c - QR codes, drawn as squares. */
#include "paper/inside.h"

#include <qrencode.h>

enum { QUIET = 4 }; /* modules round the code: ISO/IEC 18004 */

/* Dark modules side by side are one rectangle: no seams. */
static void
row_add(const Pdf *pdf, const guint8 *modules, int n, double x, double y, double module)
{
    for (int from = 0; from < n;) {
        int to = from;
        while (to < n && (modules[to] & 1) != 0)
            to++;
        if (to > from)
            cairo_rectangle(
                pdf->cairo, x + from * module, y, (to - from) * module, module);
        from = to + 1;
    }
}

void
code_draw(const Pdf *pdf, const char *text, double x, double y, double side)
{
    QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_Q, QR_MODE_8, 1);
    if (code == NULL)
        g_error("a code cannot hold '%s'", text);
    double module = side / (code->width + 2 * QUIET);
    for (int row = 0; row < code->width; row++)
        row_add(pdf, code->data + (gsize)row * (gsize)code->width, code->width,
            x + QUIET * module, y + (row + QUIET) * module, module);
    cairo_set_source_rgb(pdf->cairo, 0, 0, 0);
    cairo_fill(pdf->cairo);
    QRcode_free(code);
}

/* bars.c - a chart of bars: label, bar, figure; no more than a printer in black can show. */
#include "paper/sheets.h"

#define BAR_SIZE 9.5
#define ROW_HEIGHT 16.0
#define BAR_HEIGHT 10.0
#define LABEL_SHARE 0.34
#define FIGURE_SHARE 0.14
#define INK 0.35
#define HEADING_ROWS 2.5 /* what a heading takes */

void
sheets_bars(Sheets *sheets, const SheetBar *bars, guint n)
{
    double width = sheets->right - sheets->left, most = 0;
    double longest = width * (1 - LABEL_SHARE - FIGURE_SHARE);
    bool rtl = sheets->pdf.rtl;
    sheets_need(sheets, n * ROW_HEIGHT);
    for (guint i = 0; i < n; i++)
        most = MAX(most, bars[i].value);
    for (guint i = 0; i < n; i++) {
        sheets_need(sheets, ROW_HEIGHT);
        double length = most > 0 ? longest * MAX(bars[i].value, 0) / most : 0;
        double label = width * LABEL_SHARE, figure = width * FIGURE_SHARE;
        double start = rtl ? sheets->right - label : sheets->left + label;
        TextStyle style = {.size = BAR_SIZE, .lines = 1, .width = label - 6};
        text_put(&sheets->pdf, bars[i].label, &style, rtl ? start + 6 : sheets->left,
            sheets->y - 1);
        cairo_set_source_rgb(sheets->pdf.cairo, INK, INK, INK);
        cairo_rectangle(sheets->pdf.cairo, rtl ? start - length : start,
            sheets->y + (ROW_HEIGHT - BAR_HEIGHT) / 2, length, BAR_HEIGHT);
        cairo_fill(sheets->pdf.cairo);
        style.width = figure - 4;
        text_put(&sheets->pdf, bars[i].shown, &style,
            rtl ? start - length - figure : start + length + 4, sheets->y - 1);
        sheets->y += ROW_HEIGHT;
    }
    sheets->y += ROW_HEIGHT / 2;
}

void
sheets_chart(Sheets *sheets, const char *title, const SheetBar *bars, guint n)
{
    sheets_need(sheets, (n + HEADING_ROWS) * ROW_HEIGHT);
    sheets_heading(sheets, title, 3);
    sheets_bars(sheets, bars, n);
}

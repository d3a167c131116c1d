/* table.c - a table over as many pages as it takes: titles again on each, rows kept whole. */
#include "paper/sheets.h"

#define CELL_SIZE 9.5
#define PAD 3.0   /* points beside and above a cell's text */
#define TINT 0.93 /* of the titles' ground */
#define RULE_LIGHT 0.6

typedef struct Table {
    Sheets *sheets;
    const SheetColumn *columns;
    guint n;
    double *x, *width; /* of the columns, points */
} Table;

static void
columns_place(Table *table)
{
    Sheets *sheets = table->sheets;
    double all = 0, at = sheets->pdf.rtl ? sheets->right : sheets->left;
    for (guint i = 0; i < table->n; i++)
        all += table->columns[i].share;
    for (guint i = 0; i < table->n; i++) {
        table->width[i] = (sheets->right - sheets->left) * table->columns[i].share / all;
        at -= sheets->pdf.rtl ? table->width[i] : 0;
        table->x[i] = at;
        at += sheets->pdf.rtl ? 0 : table->width[i];
    }
}

/* In a right-to-left table a cell without right-to-left letters is laid out from left to right,
 * still at its column's start side. */
static PangoLayout *
cell_new(const Table *table, guint i, const char *text, bool bold)
{
    const Pdf *pdf = &table->sheets->pdf;
    bool ltr = pdf->rtl && text_is_ltr(text);
    SheetAlign align = table->columns[i].align;
    if (ltr && align != SHEET_CENTRE)
        align = align == SHEET_START ? SHEET_END : SHEET_START;
    TextStyle style = {.size = CELL_SIZE,
        .bold = bold,
        .align = align,
        .ltr = ltr,
        .width = table->width[i] - 2 * PAD};
    g_autofree char *apart = pdf->rtl && !ltr ? text_numbers_apart(text) : NULL;
    return text_new(pdf, apart != NULL ? apart : text, &style);
}

/* Draws a row's ground and rules, then its cells. */
static void
row_show(const Table *table, PangoLayout **cells, double height, bool title)
{
    Sheets *sheets = table->sheets;
    cairo_t *cairo = sheets->pdf.cairo;
    if (title) {
        cairo_set_source_rgb(cairo, TINT, TINT, TINT);
        cairo_rectangle(
            cairo, sheets->left, sheets->y, sheets->right - sheets->left, height);
        cairo_fill(cairo);
    }
    cairo_set_source_rgb(cairo, RULE_LIGHT, RULE_LIGHT, RULE_LIGHT);
    cairo_set_line_width(cairo, 0.5);
    for (guint i = 0; i < table->n; i++)
        cairo_rectangle(cairo, table->x[i], sheets->y, table->width[i], height);
    cairo_stroke(cairo);
    cairo_set_source_rgb(cairo, 0, 0, 0);
    for (guint i = 0; i < table->n; i++)
        text_show(&sheets->pdf, cells[i], table->x[i] + PAD, sheets->y + PAD / 2);
    sheets->y += height;
}

static void row_put(const Table *table, const char *const *texts, bool title);

static void
titles_put(const Table *table)
{
    g_autofree const char **titles = g_new(const char *, table->n);
    for (guint i = 0; i < table->n; i++)
        titles[i] = table->columns[i].title;
    row_put(table, titles, true);
}

static void
row_put(const Table *table, const char *const *texts, bool title)
{
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_object_unref);
    double height = 0;
    for (guint i = 0; i < table->n; i++) {
        PangoLayout *cell = cell_new(table, i, texts[i] != NULL ? texts[i] : "", title);
        height = MAX(height, text_height(cell) + PAD);
        g_ptr_array_add(cells, cell);
    }
    if (sheets_need(table->sheets, title ? 3 * height : height) && !title)
        titles_put(table);
    row_show(table, (PangoLayout **)cells->pdata, height, title);
}

void
sheets_table(Sheets *sheets, const SheetColumn *columns, guint n, const GPtrArray *rows)
{
    g_autofree double *places = g_new(double, 2 * (gsize)n);
    Table table = {sheets, columns, n, places, places + n};
    columns_place(&table);
    titles_put(&table);
    for (guint i = 0; i < rows->len; i++)
        row_put(&table, rows->pdata[i], false);
    sheets->y += 4 * PAD;
}

/* table.c - a table over as many pages as it takes: titles again on each, rows kept whole.
 *
 * Laying text out is what costs. While pages are counted only cells are laid out that may need more
 * lines than their text has; drawing goes by the same heights, so that both come to the same pages.
 */
#include "paper/sheets.h"

#define CELL_SIZE 9.5
#define PAD 3.0   /* points beside and above a cell's text */
#define TINT 0.93 /* of the titles' ground */
#define RULE_LIGHT 0.6
#define GREY 0.45
#define WIDE 0.6    /* of the size: a letter, on the average of a word */
#define STRIKE 0.62 /* of a line's height, from its top */
#define SIGNATURE_HEIGHT 50.0

struct SheetTable {
    Sheets *sheets;
    const SheetColumn *columns;
    guint n;
    int most_lines;
    double line;       /* the height of one */
    double *x, *width; /* of the columns, points */
};

static void
columns_place(SheetTable *table)
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

/* How many lines a cell has whose lines surely fit; 0: that is to be seen. */
static int
plain_lines(const SheetTable *table, guint i, const char *text)
{
    int lines = 1, letters = 0;
    double most = (table->width[i] - 2 * PAD) / (CELL_SIZE * WIDE);
    for (const char *c = text; *c != '\0'; c = g_utf8_next_char(c)) {
        letters = *c == '\n' ? 0 : letters + 1;
        lines += *c == '\n';
        if (letters > most)
            return 0;
    }
    return table->most_lines == 0 || lines <= table->most_lines ? lines : 0;
}

/* In a right-to-left table a cell without right-to-left letters is laid out from left to right,
 * still at its column's start side. */
static PangoLayout *
cell_new(const SheetTable *table, guint i, const char *text, bool bold, int lines)
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
        .lines = lines,
        .width = table->width[i] - 2 * PAD};
    g_autofree char *apart = pdf->rtl && !ltr ? text_numbers_apart(text) : NULL;
    return text_new(pdf, apart != NULL ? apart : text, &style);
}

static void
strike(const SheetTable *table, guint i, PangoLayout *cell)
{
    Sheets *sheets = table->sheets;
    cairo_t *cairo = sheets->pdf.cairo;
    double line = text_height(cell) / pango_layout_get_line_count(cell);
    double y = sheets->y + PAD / 2 + line * STRIKE;
    cairo_set_line_width(cairo, 0.8);
    cairo_move_to(cairo, table->x[i] + PAD, y);
    cairo_line_to(cairo, table->x[i] + table->width[i] - PAD, y);
    cairo_stroke(cairo);
}

/* Draws a row's ground and rules, then its cells. */
static void
row_show(const SheetTable *table, const SheetCell *cells, PangoLayout **layouts,
    double height, bool title)
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
    for (guint i = 0; i < table->n; i++) {
        double light = cells[i].grey ? GREY : 0;
        if (layouts[i] == NULL)
            continue;
        cairo_set_source_rgb(cairo, light, light, light);
        text_show(&sheets->pdf, layouts[i], table->x[i] + PAD, sheets->y + PAD / 2);
        if (cells[i].struck)
            strike(table, i, layouts[i]);
    }
    cairo_set_source_rgb(cairo, 0, 0, 0);
    sheets->y += height;
}

static void row_put(const SheetTable *table, const SheetCell *cells, bool title);

static void
titles_put(const SheetTable *table)
{
    g_autofree SheetCell *titles = g_new0(SheetCell, table->n);
    for (guint i = 0; i < table->n; i++)
        titles[i].text = table->columns[i].title;
    row_put(table, titles, true);
}

static void
cell_clear(gpointer cell)
{
    if (cell != NULL)
        g_object_unref(cell);
}

/* NULL when there is nothing to draw; *height is how much it needs. */
static PangoLayout *
cell_measure(
    const SheetTable *table, guint i, const char *text, bool title, double *height)
{
    if (text == NULL || *text == '\0')
        return NULL;
    int lines = title ? 0 : plain_lines(table, i, text);
    if (lines > 0) {
        *height = lines * table->line;
        return table->sheets->pdf.counting ? NULL : cell_new(table, i, text, false, 1);
    }
    PangoLayout *cell = cell_new(table, i, text, title, title ? 0 : table->most_lines);
    *height = text_height(cell);
    return cell;
}

static void
row_put(const SheetTable *table, const SheetCell *cells, bool title)
{
    g_autoptr(GPtrArray) layouts = g_ptr_array_new_with_free_func(cell_clear);
    double height = table->line + PAD;
    for (guint i = 0; i < table->n; i++) {
        double needed = 0;
        g_ptr_array_add(layouts, cell_measure(table, i, cells[i].text, title, &needed));
        height = MAX(height, needed + PAD);
    }
    if (sheets_need(table->sheets, title ? 3 * height : height) && !title)
        titles_put(table);
    row_show(table, cells, (PangoLayout **)layouts->pdata, height, title);
}

SheetTable *
sheets_table_begin(Sheets *sheets, const SheetColumn *columns, guint n, int most_lines)
{
    SheetTable *table = g_new0(SheetTable, 1);
    *table = (SheetTable){.sheets = sheets,
        .columns = columns,
        .n = n,
        .most_lines = most_lines,
        .x = g_new(double, n),
        .width = g_new(double, n)};
    columns_place(table);
    g_autoptr(PangoLayout) line = cell_new(table, 0, "1", false, 1);
    table->line = text_height(line);
    titles_put(table);
    return table;
}

void
sheets_table_row(SheetTable *table, const SheetCell *cells)
{
    row_put(table, cells, false);
}

void
sheets_table_end(SheetTable *take_table)
{
    take_table->sheets->y += 4 * PAD;
    g_free(take_table->x);
    g_free(take_table->width);
    g_free(take_table);
}

void
sheets_table(Sheets *sheets, const SheetColumn *columns, guint n, const GPtrArray *rows)
{
    g_autofree SheetCell *cells = g_new0(SheetCell, n);
    SheetTable *table = sheets_table_begin(sheets, columns, n, 0);
    for (guint i = 0; i < rows->len; i++) {
        char *const *row = rows->pdata[i];
        for (guint j = 0; j < n; j++)
            cells[j].text = row[j];
        sheets_table_row(table, cells);
    }
    sheets_table_end(table);
}

void
sheets_signatures(Sheets *sheets, const char *const *words)
{
    guint n = g_strv_length((char **)words);
    double width = (sheets->right - sheets->left) / MAX(n, 1);
    sheets_need(sheets, SIGNATURE_HEIGHT);
    for (guint i = 0; i < n; i++) {
        guint from_left = sheets->pdf.rtl ? n - 1 - i : i;
        double x = sheets->left + from_left * width;
        TextStyle style = {.size = CELL_SIZE, .width = width};
        text_put(&sheets->pdf, words[i], &style, x, sheets->y);
        cairo_set_line_width(sheets->pdf.cairo, 0.6);
        cairo_move_to(
            sheets->pdf.cairo, x + width * 0.1, sheets->y + SIGNATURE_HEIGHT - 4);
        cairo_line_to(
            sheets->pdf.cairo, x + width * 0.9, sheets->y + SIGNATURE_HEIGHT - 4);
        cairo_stroke(sheets->pdf.cairo);
    }
    sheets->y += SIGNATURE_HEIGHT;
}

/* table.c - a table on pages of A4 lying on their side, by Pango and Cairo.
 *
 * A page is written as soon as it is full; how many there will be is known from measuring the same rows
 * first. Measuring guesses the lines of short cells from their length and lays out only long ones, and
 * drawing goes by the same heights, so that both come to the same pages.
 */
#include "ledger/table.h"
#include "language/language.h"

#include <cairo-pdf.h>
#include <string.h>

#define PAGE_WIDTH 841.89
#define PAGE_HEIGHT 595.28
#define MARGIN 36.0
#define HEAD_HEIGHT 62.0
#define TITLES_HEIGHT 22.0
#define FOOT_HEIGHT 24.0
#define PADDING 4.0
#define FONT "Amiri, Noto Naskh Arabic, DejaVu Sans"
#define TEXT_POINTS 9
#define LINE_HEIGHT 14.4
#define LINE_SPACING 0.9  /* of the font's own, which is made for vowel signs */
#define WIDEST_LETTER 5.4 /* of a line of text, on the average of a word or more */
#define SIGNATURES_HEIGHT 60.0

enum { LEAST_LINES = 2, MOST_LINES = 6 };

struct Table {
    TablePlan plan;
    FILE *to;
    cairo_surface_t *surface;
    cairo_t *cairo;
    PangoLayout *layout;
    int page, pages;
    double y; /* where the next row begins; 0: no page is begun */
};

/* ---- text ---- */

typedef struct Piece {
    double x, y, width;
    double points;
    bool bold, grey;
    int lines;            /* at most */
    PangoAlignment align; /* for a text in the table's direction: LEFT is its start */
} Piece;

/* Whether its first letter is of a script that runs from right to left: Hebrew to Arabic, and the
 * presentation forms. Pango orders a paragraph by the same. */
static bool
text_begins_rtl(const char *text)
{
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isalpha(c))
            return (c >= 0x590 && c <= 0x8FF) || (c >= 0xFB1D && c <= 0xFEFC);
    }
    return false;
}

static void
set_text(Table *table, const char *text, const Piece *piece)
{
    PangoFontDescription *font = pango_font_description_from_string(FONT);
    pango_font_description_set_absolute_size(font, piece->points * PANGO_SCALE);
    pango_font_description_set_weight(
        font, piece->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(table->layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(table->layout, (int)(piece->width * PANGO_SCALE));
    pango_layout_set_height(table->layout, -piece->lines);
    pango_layout_set_text(table->layout, text, -1);
    /* Each text is ordered by its own first letter and stands at the table's start side. */
    PangoAlignment align = piece->align;
    bool rtl = text_begins_rtl(text);
    if (align != PANGO_ALIGN_CENTER && rtl != table->plan.rtl)
        align = align == PANGO_ALIGN_LEFT ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT;
    pango_layout_set_alignment(table->layout, align);
}

static void
draw_text(Table *table, const char *text, const Piece *piece)
{
    if (text == NULL || *text == '\0')
        return;
    set_text(table, text, piece);
    double ink = piece->grey ? 0.45 : 0;
    cairo_set_source_rgb(table->cairo, ink, ink, ink);
    cairo_move_to(table->cairo, piece->x, piece->y);
    pango_cairo_show_layout(table->cairo, table->layout);
}

static int
lines_of(Table *table, const char *text, double width)
{
    if (text == NULL ||
        (double)g_utf8_strlen(text, -1) * WIDEST_LETTER < LEAST_LINES * width * 0.8)
        return text != NULL && strchr(text, '\n') != NULL ? LEAST_LINES : 1;
    Piece piece = {
        .width = width - 2 * PADDING, .points = TEXT_POINTS, .lines = MOST_LINES};
    set_text(table, text, &piece);
    return pango_layout_get_line_count(table->layout);
}

/* ---- pages ---- */

static void
rule(Table *table, double x1, double y1, double x2, double y2, double width)
{
    cairo_set_source_rgb(table->cairo, 0.4, 0.4, 0.4);
    cairo_set_line_width(table->cairo, width);
    cairo_move_to(table->cairo, x1, y1);
    cairo_line_to(table->cairo, x2, y2);
    cairo_stroke(table->cairo);
}

/* The left edge of a column whose start side is `passed` points into the table. */
static double
column_x(const Table *table, double passed, double width)
{
    return table->plan.rtl ? PAGE_WIDTH - MARGIN - passed - width : MARGIN + passed;
}

static void
draw_head(Table *table)
{
    double width = PAGE_WIDTH - 2 * MARGIN;
    Piece office = {MARGIN, MARGIN - 6, width, 11, false, false, 1, PANGO_ALIGN_LEFT};
    Piece title = {MARGIN, MARGIN + 4, width, 16, true, false, 1, PANGO_ALIGN_CENTER};
    Piece period = {MARGIN, MARGIN + 33, width, 10, false, false, 1, PANGO_ALIGN_CENTER};
    draw_text(table, table->plan.office, &office);
    draw_text(table, table->plan.title, &title);
    draw_text(table, table->plan.period, &period);
    double top = MARGIN + HEAD_HEIGHT, passed = 0;
    cairo_set_source_rgb(table->cairo, 0.9, 0.9, 0.9);
    cairo_rectangle(table->cairo, MARGIN, top, width, TITLES_HEIGHT);
    cairo_fill(table->cairo);
    for (guint i = 0; i < table->plan.n; i++) {
        const TableColumn *column = &table->plan.columns[i];
        Piece piece = {column_x(table, passed, column->width) + PADDING, top + 2,
            column->width - 2 * PADDING, TEXT_POINTS, true, false, 1,
            column->centred ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT};
        draw_text(table, column->title, &piece);
        passed += column->width;
    }
    rule(table, MARGIN, top + TITLES_HEIGHT, PAGE_WIDTH - MARGIN, top + TITLES_HEIGHT, 1);
}

static void
draw_foot(Table *table)
{
    double width = PAGE_WIDTH - 2 * MARGIN, y = PAGE_HEIGHT - MARGIN - 8;
    Piece centre = {MARGIN, y, width, TEXT_POINTS, false, false, 1, PANGO_ALIGN_CENTER};
    Piece start = {MARGIN, y, width, TEXT_POINTS, false, true, 1, PANGO_ALIGN_LEFT};
    g_autofree char *said = g_strdup_printf(
        table->plan.rtl ? "صفحة %d من %d" : "Page %d of %d", table->page, table->pages);
    g_autofree char *shown = table->plan.rtl ? text_arabic_digits(said) : g_strdup(said);
    draw_text(table, shown, &centre);
    draw_text(table, table->plan.printed, &start);
}

static void
page_end(Table *table)
{
    if (table->y > 0 && table->to != NULL) {
        draw_foot(table);
        cairo_show_page(table->cairo);
    }
    table->y = 0;
}

/* Makes sure of a page that has room for height. */
static void
page_need(Table *table, double height)
{
    if (table->y > 0 && table->y + height > PAGE_HEIGHT - MARGIN - FOOT_HEIGHT)
        page_end(table);
    if (table->y > 0)
        return;
    table->page++;
    table->y = MARGIN + HEAD_HEIGHT + TITLES_HEIGHT;
    if (table->to != NULL)
        draw_head(table);
}

/* ---- rows ---- */

static void
draw_cell(Table *table, const TableCell *cell, const TableColumn *column, double passed,
    int lines)
{
    Piece piece = {column_x(table, passed, column->width) + PADDING, table->y + 1,
        column->width - 2 * PADDING, TEXT_POINTS, false, cell->grey, lines,
        column->centred ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT};
    draw_text(table, cell->text, &piece);
    if (cell->struck)
        rule(table, piece.x, table->y + LINE_HEIGHT * 0.62, piece.x + piece.width,
            table->y + LINE_HEIGHT * 0.62, 0.8);
}

void
table_row(Table *table, const TableCell *cells)
{
    int lines = LEAST_LINES;
    for (guint i = 0; i < table->plan.n; i++)
        lines = MAX(lines, lines_of(table, cells[i].text, table->plan.columns[i].width));
    lines = MIN(lines, MOST_LINES);
    double height = lines * LINE_HEIGHT + 3, passed = 0;
    page_need(table, height);
    for (guint i = 0; table->to != NULL && i < table->plan.n; i++) {
        draw_cell(table, &cells[i], &table->plan.columns[i], passed, lines);
        passed += table->plan.columns[i].width;
    }
    table->y += height;
    if (table->to != NULL)
        rule(table, MARGIN, table->y, PAGE_WIDTH - MARGIN, table->y, 0.4);
}

void
table_signatures(Table *table, const char *const *words)
{
    int n = (int)g_strv_length((char **)words);
    page_need(table, SIGNATURES_HEIGHT);
    double width = (PAGE_WIDTH - 2 * MARGIN) / n;
    for (int i = 0; table->to != NULL && i < n; i++) {
        double x = column_x(table, i * width, width);
        Piece piece = {
            x, table->y + 14, width, TEXT_POINTS + 1, false, false, 1, PANGO_ALIGN_LEFT};
        draw_text(table, words[i], &piece);
        rule(table, x + width * 0.1, table->y + 50, x + width * 0.9, table->y + 50, 0.6);
    }
    table->y += SIGNATURES_HEIGHT;
}

/* ---- the document ---- */

static cairo_status_t
write_bytes(void *to, const unsigned char *bytes, unsigned int length)
{
    return fwrite(bytes, 1, length, to) == length ? CAIRO_STATUS_SUCCESS
                                                  : CAIRO_STATUS_WRITE_ERROR;
}

Table *
table_new(const TablePlan *plan, FILE *to, int pages)
{
    g_assert(plan->n <= TABLE_MOST_COLUMNS);
    Table *table = g_new0(Table, 1);
    table->plan = *plan;
    table->to = to;
    table->pages = pages;
    table->surface =
        to != NULL ? cairo_pdf_surface_create_for_stream(
                         write_bytes, to, PAGE_WIDTH, PAGE_HEIGHT)
                   : cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, NULL);
    if (to != NULL) {
        cairo_pdf_surface_set_metadata(
            table->surface, CAIRO_PDF_METADATA_TITLE, plan->title);
        cairo_pdf_surface_set_metadata(
            table->surface, CAIRO_PDF_METADATA_CREATOR, "Diwan");
    }
    table->cairo = cairo_create(table->surface);
    table->layout = pango_cairo_create_layout(table->cairo);
    pango_layout_set_wrap(table->layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_ellipsize(table->layout, PANGO_ELLIPSIZE_END);
    pango_layout_set_auto_dir(table->layout, TRUE);
    pango_layout_set_line_spacing(table->layout, LINE_SPACING);
    return table;
}

bool
table_end(Table *take_table, int *pages, GError **error)
{
    Table *table = take_table;
    page_end(table);
    *pages = table->page;
    g_object_unref(table->layout);
    cairo_status_t status = cairo_status(table->cairo);
    cairo_destroy(table->cairo);
    cairo_surface_finish(table->surface);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(table->surface);
    cairo_surface_destroy(table->surface);
    bool well =
        status == CAIRO_STATUS_SUCCESS && (table->to == NULL || fflush(table->to) == 0);
    g_free(table);
    if (!well)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY, "cannot write the ledger: %s",
            cairo_status_to_string(status));
    return well;
}

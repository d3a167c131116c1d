/* sheets.c - lists, ledgers and reports: pages filled from the top, with a foot that numbers them.
 *
 * Everything is laid out twice, the first time to know the m of "page n of m".
 */
#include "paper/sheets.h"

#include "language/language.h"

#define MARGIN (18 * MM)
#define FOOT_HEIGHT (12 * MM)
#define TEXT_SIZE 11
#define SMALL_SIZE 8.5

enum { WHOLE_LINES = 4 }; /* a piece of no more is not cut by the end of a page */

void
sheets_rule(Sheets *sheets, double y, double thickness)
{
    cairo_set_line_width(sheets->pdf.cairo, thickness);
    cairo_move_to(sheets->pdf.cairo, sheets->left, y);
    cairo_line_to(sheets->pdf.cairo, sheets->right, y);
    cairo_stroke(sheets->pdf.cairo);
}

char *
sheets_day(const SheetsPlan *plan)
{
    g_autofree char *hijri = day_hijri_words(plan->date_ms, plan->language);
    g_autofree char *gregorian = day_gregorian_words(plan->date_ms, plan->language);
    return g_strdup_printf("%s · %s", hijri, gregorian);
}

char *
sheets_page_of(const Sheets *sheets)
{
    const char *language = sheets->plan->language;
    g_autofree char *n = text_number(sheets->page, language);
    g_autofree char *m = text_number(sheets->pages, language);
    return g_strdup_printf(
        g_strcmp0(language, "en") == 0 ? "page %s of %s" : "صفحة %s من %s", n, m);
}

static void
foot(Sheets *sheets)
{
    double y = sheets->height - MARGIN - FOOT_HEIGHT + 3 * MM;
    double quarter = (sheets->right - sheets->left) / 4;
    bool rtl = sheets->pdf.rtl;
    TextStyle style = {.size = SMALL_SIZE, .lines = 1, .light = 0.3, .width = quarter};
    g_autofree char *number = sheets_page_of(sheets);
    g_autofree char *day = sheets_day(sheets->plan);
    sheets_rule(sheets, y, 0.5);
    y += 1.5 * MM;
    style.align = SHEET_END;
    text_put(
        &sheets->pdf, number, &style, rtl ? sheets->left : sheets->right - quarter, y);
    style.align = SHEET_CENTRE;
    style.width = quarter * 2;
    text_put(&sheets->pdf, day, &style, sheets->left + quarter, y);
    style.align = SHEET_START;
    style.width = quarter;
    text_put(&sheets->pdf, sheets->plan->title, &style,
        rtl ? sheets->right - quarter : sheets->left, y);
}

static void
list_begin(Sheets *sheets, gpointer unused)
{
    (void)unused;
    sheets->left = MARGIN;
    sheets->right = sheets->width - MARGIN;
    sheets->top = MARGIN;
    sheets->bottom = sheets->height - MARGIN - FOOT_HEIGHT;
    foot(sheets);
}

static void
page_begin(Sheets *sheets)
{
    sheets->page++;
    sheets->begin(sheets, sheets->user_data);
    sheets->y = sheets->top;
}

void
sheets_page(Sheets *sheets)
{
    cairo_show_page(sheets->pdf.cairo);
    page_begin(sheets);
}

bool
sheets_need(Sheets *sheets, double height)
{
    if (sheets->y + height <= sheets->bottom || sheets->y <= sheets->top)
        return false;
    sheets_page(sheets);
    return true;
}

void
sheets_gap(Sheets *sheets, double points)
{
    sheets->y += points;
}

void
sheets_heading(Sheets *sheets, const char *text, int level)
{
    static const double sizes[] = {18, 14, 12};
    double size = sizes[CLAMP(level, 1, 3) - 1];
    TextStyle style = {.size = size, .bold = true, .width = sheets->right - sheets->left};
    g_autoptr(PangoLayout) layout = text_new(&sheets->pdf, text, &style);
    double height = text_height(layout);
    if (!sheets_need(sheets, height + 4 * size) && sheets->y > sheets->top)
        sheets->y += size * 0.6;
    text_show(&sheets->pdf, layout, sheets->left, sheets->y);
    sheets->y += height + size * 0.25;
}

/* The byte of the first line that does not fit into room; 0 when none fits. */
static gsize
first_left_over(PangoLayout *layout, double room)
{
    int index = 0, trailing = 0, line = 0;
    pango_layout_xy_to_index(layout, 0, (int)(room * PANGO_SCALE), &index, &trailing);
    pango_layout_index_to_line_x(layout, index, FALSE, &line, NULL);
    PangoLayoutLine *first = pango_layout_get_line_readonly(layout, line);
    return first != NULL ? (gsize)first->start_index : 0;
}

void
sheets_lines(Sheets *sheets, const char *text, double size, double inset)
{
    TextStyle style = {.size = size, .width = sheets->right - sheets->left - inset};
    double left = sheets->left + (sheets->pdf.rtl ? 0 : inset);
    while (*text != '\0') {
        g_autoptr(PangoLayout) layout = text_new(&sheets->pdf, text, &style);
        double height = text_height(layout), room = sheets->bottom - sheets->y;
        if (height <= room) {
            text_show(&sheets->pdf, layout, left, sheets->y);
            sheets->y += height;
            return;
        }
        bool whole = pango_layout_get_line_count(layout) <= WHOLE_LINES;
        gsize rest = whole ? 0 : first_left_over(layout, room);
        if (rest > 0) {
            g_autofree char *part = g_strndup(text, rest);
            text_put(&sheets->pdf, g_strchomp(part), &style, left, sheets->y);
            text += rest;
        } else if (sheets->y <= sheets->top) {
            return; /* a line higher than a page */
        }
        sheets_page(sheets);
    }
}

void
sheets_paragraph(Sheets *sheets, const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, "\n\n", -1);
    for (guint i = 0; parts[i] != NULL; i++) {
        sheets_lines(sheets, parts[i], TEXT_SIZE, 0);
        sheets->y += TEXT_SIZE * 0.5;
    }
}

static void
title(Sheets *sheets)
{
    TextStyle style = {.size = TEXT_SIZE,
        .width = sheets->right - sheets->left,
        .align = SHEET_CENTRE,
        .light = 0.2};
    if (sheets->plan->office != NULL)
        sheets->y +=
            text_put(&sheets->pdf, sheets->plan->office, &style, sheets->left, sheets->y);
    style.size = 20;
    style.bold = true;
    style.light = 0;
    sheets->y +=
        text_put(&sheets->pdf, sheets->plan->title, &style, sheets->left, sheets->y);
    if (sheets->plan->subtitle != NULL) {
        style = (TextStyle){.size = TEXT_SIZE,
            .width = sheets->right - sheets->left,
            .align = SHEET_CENTRE};
        sheets->y += text_put(
            &sheets->pdf, sheets->plan->subtitle, &style, sheets->left, sheets->y);
    }
    sheets_rule(sheets, sheets->y + 1 * MM, 1);
    sheets->y += 5 * MM;
}

static void
draw_pages(Sheets *sheets, SheetsDraw begin, SheetsDraw draw)
{
    page_begin(sheets);
    if (begin == NULL)
        title(sheets);
    draw(sheets, sheets->user_data);
}

GBytes *
sheets_furnish(const SheetsPlan *plan, SheetsDraw begin, SheetsDraw draw,
    gpointer user_data, FILE *to, GError **error)
{
    Sheets sheets = {.plan = plan,
        .width = plan->landscape ? A4_LONG : A4_SHORT,
        .height = plan->landscape ? A4_SHORT : A4_LONG,
        .begin = begin != NULL ? begin : list_begin,
        .user_data = user_data};
    Sheets counted = sheets;
    if (!pdf_begin_counting(&counted.pdf, plan->language, error))
        return NULL;
    draw_pages(&counted, begin, draw);
    GBytes *none = pdf_end(&counted.pdf, NULL);
    g_clear_pointer(&none, g_bytes_unref);
    sheets.pages = counted.page;
    bool begun = to != NULL ? pdf_begin_file(&sheets.pdf, to, sheets.width, sheets.height,
                                  plan->language, plan->title, plan->date_ms, error)
                            : pdf_begin(&sheets.pdf, sheets.width, sheets.height,
                                  plan->language, plan->title, plan->date_ms, error);
    if (!begun)
        return NULL;
    draw_pages(&sheets, begin, draw);
    return pdf_end(&sheets.pdf, error);
}

GBytes *
sheets_make(const SheetsPlan *plan, SheetsDraw draw, gpointer user_data, GError **error)
{
    return sheets_furnish(plan, NULL, draw, user_data, NULL, error);
}

bool
sheets_write(
    const SheetsPlan *plan, SheetsDraw draw, gpointer user_data, FILE *to, GError **error)
{
    g_autoptr(GBytes) none = sheets_furnish(plan, NULL, draw, user_data, to, error);
    if (none == NULL || fflush(to) == 0)
        return none != NULL;
    return error_from_errno(error, DIWAN_ERROR_RETRY, "cannot write the PDF");
}

/* sheets.c - lists, ledgers and reports: pages filled from the top, with a foot that numbers them.
 *
 * Everything is drawn twice: "page n of m" needs to know m. The first time ends in a PDF that is
 * thrown away.
 */
#include "paper/sheets.h"

#include "language/language.h"

#define MARGIN (18 * MM)
#define FOOT_HEIGHT (12 * MM)
#define TEXT_SIZE 11
#define SMALL_SIZE 8.5

static void
rule(Sheets *sheets, double y, double thickness)
{
    cairo_set_line_width(sheets->pdf.cairo, thickness);
    cairo_move_to(sheets->pdf.cairo, sheets->left, y);
    cairo_line_to(sheets->pdf.cairo, sheets->right, y);
    cairo_stroke(sheets->pdf.cairo);
}

/* "Sunday 12 Jumada II 1448 AH · 22 November 2026" in the language's order. */
static char *
dated(const SheetsPlan *plan)
{
    g_autofree char *hijri = day_hijri_words(plan->date_ms, plan->language);
    g_autofree char *gregorian = day_gregorian_words(plan->date_ms, plan->language);
    return g_strdup_printf("%s · %s", hijri, gregorian);
}

static char *
page_of(const char *language, int page, int pages)
{
    g_autofree char *n = text_number(page, language);
    g_autofree char *m = text_number(pages, language);
    return g_strdup_printf(
        g_strcmp0(language, "en") == 0 ? "page %s of %s" : "صفحة %s من %s", n, m);
}

static void
foot(Sheets *sheets)
{
    double y = sheets->height - MARGIN - FOOT_HEIGHT + 3 * MM;
    double third = (sheets->right - sheets->left) / 4;
    bool rtl = sheets->pdf.rtl;
    TextStyle style = {.size = SMALL_SIZE, .lines = 1, .light = 0.3, .width = third};
    g_autofree char *number =
        page_of(sheets->plan->language, sheets->page, sheets->pages);
    g_autofree char *date = dated(sheets->plan);
    rule(sheets, y, 0.5);
    y += 1.5 * MM;
    style.align = SHEET_END;
    text_put(&sheets->pdf, number, &style, rtl ? sheets->left : sheets->right - third, y);
    style.align = SHEET_CENTRE;
    style.width = third * 2;
    text_put(&sheets->pdf, date, &style, sheets->left + third, y);
    style.align = SHEET_START;
    style.width = third;
    text_put(&sheets->pdf, sheets->plan->title, &style,
        rtl ? sheets->right - third : sheets->left, y);
}

static void
page_begin(Sheets *sheets)
{
    sheets->page++;
    sheets->y = MARGIN;
    foot(sheets);
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
    if (sheets->y + height <= sheets->bottom || sheets->y <= MARGIN)
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
    if (!sheets_need(sheets, height + 4 * size) && sheets->y > MARGIN)
        sheets->y += size * 0.6;
    text_show(&sheets->pdf, layout, sheets->left, sheets->y);
    sheets->y += height + size * 0.25;
}

/* A paragraph too long for what is left of the page goes on the next, whole lines at a time. */
static void
lines_put(Sheets *sheets, const char *text)
{
    TextStyle style = {.size = TEXT_SIZE, .width = sheets->right - sheets->left};
    while (*text != '\0') {
        g_autoptr(PangoLayout) layout = text_new(&sheets->pdf, text, &style);
        double height = text_height(layout), room = sheets->bottom - sheets->y;
        int fits = 0, trailing = 0;
        if (height <= room) {
            text_show(&sheets->pdf, layout, sheets->left, sheets->y);
            sheets->y += height;
            return;
        }
        pango_layout_xy_to_index(layout, 0, (int)(room * PANGO_SCALE), &fits, &trailing);
        int line = 0;
        pango_layout_index_to_line_x(layout, fits, FALSE, &line, NULL);
        PangoLayoutLine *last = pango_layout_get_line_readonly(layout, line);
        bool empty = sheets->y <= MARGIN;
        if (line > 0 && last != NULL) {
            g_autofree char *part = g_strndup(text, (gsize)last->start_index);
            g_autoptr(PangoLayout) shown =
                text_new(&sheets->pdf, g_strchomp(part), &style);
            text_show(&sheets->pdf, shown, sheets->left, sheets->y);
            text += last->start_index;
        } else if (empty) {
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
        lines_put(sheets, parts[i]);
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
    rule(sheets, sheets->y + 1 * MM, 1);
    sheets->y += 5 * MM;
}

static GBytes *
draw_once(const SheetsPlan *plan, SheetsDraw draw, gpointer user_data, int *pages,
    GError **error)
{
    double width = plan->landscape ? A4_LONG : A4_SHORT;
    double height = plan->landscape ? A4_SHORT : A4_LONG;
    Sheets sheets = {.plan = plan,
        .width = width,
        .height = height,
        .left = MARGIN,
        .right = width - MARGIN,
        .bottom = height - MARGIN - FOOT_HEIGHT,
        .pages = *pages};
    if (!pdf_begin(&sheets.pdf, width, height, plan->language, plan->title, plan->date_ms,
            error))
        return NULL;
    page_begin(&sheets);
    title(&sheets);
    draw(&sheets, user_data);
    *pages = sheets.page;
    return pdf_end(&sheets.pdf, error);
}

GBytes *
sheets_make(const SheetsPlan *plan, SheetsDraw draw, gpointer user_data, GError **error)
{
    int pages = 0;
    g_autoptr(GBytes) counted = draw_once(plan, draw, user_data, &pages, error);
    return counted != NULL ? draw_once(plan, draw, user_data, &pages, error) : NULL;
}

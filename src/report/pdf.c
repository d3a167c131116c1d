/* pdf.c - the report on paper: a heading for each clause, a table of its figures, charts of its parts. */
#include "report/report.h"

#include "language/language.h"
#include "paper/paper.h"
#include "report/words.h"

#include <string.h>

#define GAP 4.0 /* points */

static void
row_free(char **row)
{
    g_strfreev(row);
}

/* The figures from i that belong to one group (NULL: to none), as far as they stand together. */
static guint
run_of(const GPtrArray *figures, guint i)
{
    const char *group = ((const Figure *)figures->pdata[i])->group;
    guint n = 0;
    while (i + n < figures->len &&
           g_strcmp0(((const Figure *)figures->pdata[i + n])->group, group) == 0)
        n++;
    return n;
}

static void
draw_table(Sheets *sheets, const Report *report, const GPtrArray *figures, guint from,
    guint n, const char *title)
{
    const char *value = report_word("column",
        ((const Figure *)figures->pdata[from])->group ? "count" : "value",
        report->language);
    const SheetColumn columns[] = {{title, 4, SHEET_START}, {value, 1.4, SHEET_START}};
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)row_free);
    for (guint i = from; i < from + n; i++) {
        const Figure *figure = figures->pdata[i];
        char **row = g_new0(char *, 3);
        row[0] = g_strdup(figure->label);
        row[1] = figure_shown(figure, report->language);
        g_ptr_array_add(rows, row);
    }
    sheets_table(sheets, columns, G_N_ELEMENTS(columns), rows);
    sheets_gap(sheets, GAP);
}

static void
draw_bars(Sheets *sheets, const Report *report, const GPtrArray *figures, guint from,
    guint n, const char *title)
{
    g_autofree SheetBar *bars = g_new0(SheetBar, n);
    g_autoptr(GPtrArray) shown = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < n; i++) {
        const Figure *figure = figures->pdata[from + i];
        g_ptr_array_add(shown, figure_shown(figure, report->language));
        bars[i] = (SheetBar){figure->label, figure->value, shown->pdata[i]};
    }
    sheets_chart(sheets, title, bars, n);
}

static void
draw_section(Sheets *sheets, const Report *report, const ReportSection *section)
{
    const GPtrArray *figures = section->figures;
    const char *language = report->language;
    sheets_heading(sheets, section->title, 2);
    for (guint i = 0, n; i < figures->len; i += n) {
        const char *group = ((const Figure *)figures->pdata[i])->group;
        bool known = ((const Figure *)figures->pdata[i])->known;
        n = run_of(figures, i);
        if (group == NULL)
            draw_table(
                sheets, report, figures, i, n, report_word("column", "figure", language));
        else if (!report_group_is_chart(group))
            draw_table(
                sheets, report, figures, i, n, report_group_title(group, language));
        else if (known)
            draw_bars(sheets, report, figures, i, n, report_group_title(group, language));
    }
    if (section->said != NULL)
        sheets_paragraph(sheets, section->said);
    if (section->note != NULL)
        sheets_paragraph(sheets, section->note);
}

static void
draw(Sheets *sheets, gpointer user_data)
{
    const Report *report = user_data;
    g_autofree char *period = report_period(report);
    sheets_paragraph(sheets, period);
    for (guint i = 0; i < report->sections->len; i++)
        draw_section(sheets, report, report->sections->pdata[i]);
}

bool
report_pdf(const Report *report, FILE *to, GError **error)
{
    const SheetsPlan plan = {.language = report->language,
        .title = report_title(report->language),
        .office = report->office,
        .date_ms = report->made_at};
    g_autoptr(GBytes) pdf = sheets_make(&plan, draw, (gpointer)report, error);
    if (pdf == NULL)
        return false;
    gsize length;
    const void *bytes = g_bytes_get_data(pdf, &length);
    if (fwrite(bytes, 1, length, to) == length && fflush(to) == 0)
        return true;
    return error_from_errno(error, DIWAN_ERROR_RETRY, "cannot write the report");
}

/* csv.c - the report for spreadsheets: a line a figure.
 *
 * Reasons and branches are words of people: what begins as a formula does gets an apostrophe before it.
 */
#include "report/report.h"

#include "language/language.h"

#include <string.h>

static const char *const unit_names[] = {"count", "seconds", "share", "mean"};

static void
put_cell(FILE *to, const char *text, const char *behind)
{
    g_autofree char *plain = text_strip_controls(text != NULL ? text : "");
    fprintf(to, "\"%s", strchr("=+-@", *plain) != NULL && *plain != '\0' ? "'" : "");
    for (const char *p = plain; *p != '\0'; p++) {
        if (*p == '"')
            fputc('"', to);
        fputc(*p, to);
    }
    fprintf(to, "\"%s", behind);
}

static void
put_value(FILE *to, const Figure *figure)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    double value = figure->unit == FIGURE_TIME ? figure->value / 1000 : figure->value;
    if (figure->known)
        fputs(g_ascii_formatd(number, sizeof number,
                  figure->unit == FIGURE_COUNT  ? "%.0f"
                  : figure->unit == FIGURE_TIME ? "%.3f"
                                                : "%.4f",
                  value),
            to);
    fputc(',', to);
}

bool
report_csv(const Report *report, FILE *to, GError **error)
{
    fputs("\xEF\xBB\xBFsection,group,figure,value,unit,label\r\n", to);
    for (guint i = 0; i < report->sections->len; i++) {
        const ReportSection *section = report->sections->pdata[i];
        for (guint k = 0; k < section->figures->len; k++) {
            const Figure *figure = section->figures->pdata[k];
            put_cell(to, section->key, ",");
            put_cell(to, figure->group, ",");
            put_cell(to, figure->key, ",");
            put_value(to, figure);
            put_cell(to, unit_names[figure->unit], ",");
            put_cell(to, figure->label, "\r\n");
        }
    }
    if (fflush(to) == 0 && !ferror(to))
        return true;
    return error_from_errno(error, DIWAN_ERROR_RETRY, "cannot write the report");
}

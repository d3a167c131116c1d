/* text.c - the report as lines for a terminal. */
#include "report/report.h"

static void
put_section(const Report *report, const ReportSection *section, FILE *to)
{
    const char *group = NULL;
    fprintf(to, "\n%s\n", section->title);
    for (guint i = 0; i < section->figures->len; i++) {
        const Figure *figure = section->figures->pdata[i];
        g_autofree char *shown = figure_shown(figure, report->language);
        if (figure->group != NULL && g_strcmp0(group, figure->group) != 0)
            fprintf(to, "  %s\n", report_group_title(figure->group, report->language));
        group = figure->group;
        fprintf(to, "%s%s: %s\n", group != NULL ? "    " : "  ", figure->label, shown);
    }
    if (section->said != NULL)
        fprintf(to, "  %s\n", section->said);
}

bool
report_text(const Report *report, FILE *to, GError **error)
{
    g_autofree char *period = report_period(report);
    fprintf(to, "%s\n%s\n%s\n", report->office, report_title(report->language), period);
    for (guint i = 0; i < report->sections->len; i++)
        put_section(report, report->sections->pdata[i], to);
    if (fflush(to) == 0 && !ferror(to))
        return true;
    return error_from_errno(error, DIWAN_ERROR_RETRY, "cannot write the report");
}

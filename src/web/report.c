/* report.c - the report to the board for a period, and the same to take away.
 *
 * One thread serves all visits, so periods are short here; longer ones are written by `diwan report`.
 */
#include "report/report.h"

#include "web/inside.h"

#include <string.h>
#include <unistd.h>

#define DAY_MS (24 * 3600 * G_GINT64_CONSTANT(1000))

enum { MOST_DAYS = 400 };

static Report *
make(Visit *visit, Period *period, GError **error)
{
    ReportWish wish = {.config = visit->web->diwan->config,
        .store = visit->web->diwan->store,
        .kinds = visit->web->kinds,
        .language = words_language(visit->words),
        .from = period->begin,
        .to = period->end,
        .now = clock_now_ms()};
    return report_new(&wish, error);
}

static void
read_period(Visit *visit, Period *period)
{
    period_read(visit, period);
    if (period->trouble == NULL && period->end - period->begin > MOST_DAYS * DAY_MS)
        period->trouble = g_strdup(words_get(visit->words, "report", "too_long"));
}

/* ---- the page ---- */

/* Members of a group of figures; a chart's bars are shares of its longest. */
static JsonObject *
show_group(const Report *report, const ReportSection *section, const char *group)
{
    bool chart = group != NULL && report_group_is_chart(group);
    double most = 0;
    JsonObject *shown = json_object_new();
    JsonArray *figures = json_array_new();
    for (guint i = 0; i < section->figures->len; i++) {
        const Figure *figure = section->figures->pdata[i];
        if (g_strcmp0(figure->group, group) == 0)
            most = MAX(most, figure->value);
    }
    for (guint i = 0; i < section->figures->len; i++) {
        const Figure *figure = section->figures->pdata[i];
        if (g_strcmp0(figure->group, group) != 0)
            continue;
        JsonObject *one = json_object_new();
        show_text(one, "label", figure->label);
        show_take(one, "shown", figure_shown(figure, report->language));
        if (chart && figure->known)
            json_object_set_int_member(
                one, "bar", most > 0 ? (gint64)(100 * figure->value / most) : 0);
        json_array_add_object_element(figures, one);
    }
    if (group != NULL)
        show_text(shown, "caption", report_group_title(group, report->language));
    json_object_set_boolean_member(shown, "is_chart", chart);
    json_object_set_array_member(shown, "figures", figures);
    return shown;
}

static JsonObject *
show_section(const Report *report, const ReportSection *section)
{
    JsonObject *shown = json_object_new();
    JsonArray *groups = json_array_new();
    const char *last = "";
    for (guint i = 0; i < section->figures->len; i++) {
        const char *group = ((const Figure *)section->figures->pdata[i])->group;
        if (g_strcmp0(group, last) != 0)
            json_array_add_object_element(groups, show_group(report, section, group));
        last = group;
    }
    show_text(shown, "key", section->key);
    show_text(shown, "title", section->title);
    show_text(shown, "said", section->said);
    show_text(shown, "note", section->note);
    json_object_set_array_member(shown, "groups", groups);
    return shown;
}

static void
render(Visit *visit, const Period *period, const Report *report)
{
    JsonObject *model = json_object_new();
    JsonArray *sections = json_array_new();
    period_show(visit, period, model);
    for (guint i = 0; report != NULL && i < report->sections->len; i++)
        json_array_add_object_element(
            sections, show_section(report, report->sections->pdata[i]));
    json_object_set_array_member(model, "sections", sections);
    page_render(visit, report != NULL ? MHD_HTTP_OK : MHD_HTTP_BAD_REQUEST, "report",
        "report", model);
}

void
page_report(Visit *visit)
{
    g_auto(Period) period = {0};
    g_autoptr(GError) error = NULL;
    read_period(visit, &period);
    g_autoptr(Report) report =
        period.trouble == NULL ? make(visit, &period, &error) : NULL;
    if (error != NULL)
        page_error(visit, error);
    else
        render(visit, &period, report);
}

/* ---- to take away ---- */

static void
answer_report(Visit *visit, Period *period, bool pdf)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Report) report = make(visit, period, &error);
    FILE *to = report != NULL ? tmpfile() : NULL;
    if (report != NULL && to == NULL)
        error_from_errno(&error, DIWAN_ERROR_RETRY, "cannot make a file");
    if (to != NULL && (pdf ? report_pdf : report_csv)(report, to, &error))
        answer_file(visit, dup(fileno(to)),
            pdf ? "application/pdf" : "text/csv; charset=utf-8; header=present",
            pdf ? "report.pdf" : "report.csv");
    else
        page_error(visit, error);
    if (to != NULL)
        fclose(to);
}

void
page_report_file(Visit *visit)
{
    g_auto(Period) period = {0};
    bool pdf = g_str_equal(visit->word, "pdf");
    read_period(visit, &period);
    if (!pdf && !g_str_equal(visit->word, "csv"))
        page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
    else if (period.trouble != NULL)
        render(visit, &period, NULL);
    else
        answer_report(visit, &period, pdf);
}

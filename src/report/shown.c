/* shown.c - a figure as people read it: times in the unit that fits them, digits of the language. */
#include "report/report.h"
#include "report/words.h"

#include "language/language.h"

#include <math.h>
#include <string.h>

typedef struct TimeUnit {
    double ms;
    double most; /* of it before the next unit is taken */
    /* By plural_category. */
    const char *ar[6], *en[6];
} TimeUnit;

static const char *const categories[] = {"zero", "one", "two", "few", "many", "other"};

static const TimeUnit units[] = {
    {1000, 120,
        {"أقل من ثانية", "ثانية واحدة", "ثانيتان", "%s ثوانٍ", "%s ثانية", "%s ثانية"},
        {NULL, "1 second", NULL, NULL, NULL, "%s seconds"}},
    {60e3, 120, {NULL, "دقيقة واحدة", "دقيقتان", "%s دقائق", "%s دقيقة", "%s دقيقة"},
        {NULL, "1 minute", NULL, NULL, NULL, "%s minutes"}},
    {3600e3, 48, {NULL, "ساعة واحدة", "ساعتان", "%s ساعات", "%s ساعة", "%s ساعة"},
        {NULL, "1 hour", NULL, NULL, NULL, "%s hours"}},
    {86400e3, INFINITY, {NULL, "يوم واحد", "يومان", "%s أيام", "%s يوماً", "%s يوم"},
        {NULL, "1 day", NULL, NULL, NULL, "%s days"}},
};

static bool
is_arabic(const char *language)
{
    return strcmp(language, "en") != 0;
}

/* "4.4" → "٤٫٤" */
static char *
digits(const char *latin, const char *language)
{
    if (!is_arabic(language))
        return g_strdup(latin);
    g_auto(GStrv) parts = g_strsplit(latin, ".", 2);
    g_autofree char *joined = g_strjoinv("٫", parts);
    return text_arabic_digits(joined);
}

static char *
time_shown(double ms, const char *language)
{
    const TimeUnit *unit = units;
    while (round(ms / unit->ms) >= unit->most)
        unit++;
    gint64 n = (gint64)round(ms / unit->ms);
    g_autofree char *latin = g_strdup_printf("%" G_GINT64_FORMAT, n);
    g_autofree char *number = digits(latin, language);
    const char *const *forms = is_arabic(language) ? unit->ar : unit->en;
    const char *category = plural_category(n, language), *form = forms[5];
    for (guint i = 0; i < G_N_ELEMENTS(categories); i++)
        if (strcmp(categories[i], category) == 0 && forms[i] != NULL)
            form = forms[i];
    const char *place = strstr(form, "%s");
    return place == NULL ? g_strdup(form)
                         : g_strdup_printf(
                               "%.*s%s%s", (int)(place - form), form, number, place + 2);
}

/* Tenths only where they tell something. */
static char *
share_shown(double share, const char *language)
{
    double percent = round(share * 1000) / 10;
    g_autofree char *latin = percent == floor(percent) ? g_strdup_printf("%.0f", percent)
                                                       : g_strdup_printf("%.1f", percent);
    g_autofree char *number = digits(latin, language);
    return g_strconcat(number, is_arabic(language) ? "٪" : "%", NULL);
}

char *
figure_shown(const Figure *figure, const char *language)
{
    g_autofree char *latin = NULL;
    if (!figure->known)
        return g_strdup("–");
    if (figure->unit == FIGURE_TIME)
        return time_shown(figure->value, language);
    if (figure->unit == FIGURE_SHARE)
        return share_shown(figure->value, language);
    latin = g_strdup_printf(figure->unit == FIGURE_MEAN ? "%.1f" : "%.0f", figure->value);
    return digits(latin, language);
}

const char *
report_title(const char *language)
{
    return report_word("report", "title", language);
}

const char *
report_group_title(const char *group, const char *language)
{
    return report_word("group", group, language);
}

bool
report_group_is_chart(const char *group)
{
    static const char *const charts[] = {
        "by_channel", "timeliness", "outcomes", "ratings", "requests_by_kind", NULL};
    return g_strv_contains(charts, group);
}

char *
report_period(const Report *report)
{
    const char *language = report->language;
    gint64 last = MAX(report->from, report->to - 1);
    g_autofree char *from_h = day_hijri_words(report->from, language);
    g_autofree char *from_g = day_gregorian_words(report->from, language);
    g_autofree char *to_h = day_hijri_words(last, language);
    g_autofree char *to_g = day_gregorian_words(last, language);
    return g_strdup_printf(is_arabic(language) ? "من %s الموافق %s إلى %s الموافق %s"
                                               : "From %s (%s) to %s (%s)",
        from_h, from_g, to_h, to_g);
}

/* period.c - the days a page is asked about. */
#include "web/inside.h"

#include "language/language.h"

#define DAY_MS (24 * 3600 * G_GINT64_CONSTANT(1000))

/* The first day of this month, by the register's calendar. */
static char *
month_begin(const Config *config, gint64 now)
{
    Day day = config->calendar == CALENDAR_HIJRI ? day_hijri(now) : day_gregorian(now);
    return g_strdup_printf("%04d/%02d/01", day.year, day.month);
}

static char *
today(const Config *config, gint64 now)
{
    return config->calendar == CALENDAR_HIJRI ? day_hijri_short(now)
                                              : day_gregorian_short(now);
}

static char *
written(Visit *visit, const char *name, char *take_default)
{
    g_autofree char *standard = take_default;
    g_autofree char *given = visit_query(visit, name);
    return *given != '\0' ? g_steal_pointer(&given) : g_steal_pointer(&standard);
}

void
period_clear(Period *period)
{
    g_free(period->from);
    g_free(period->to);
    g_free(period->trouble);
}

void
period_read(Visit *visit, Period *period)
{
    const Config *config = visit->web->diwan->config;
    const char *language = words_language(visit->words);
    gint64 now = clock_now_ms();
    *period = (Period){.from = written(visit, "from", month_begin(config, now)),
        .to = written(visit, "to", today(config, now))};
    period->trouble = day_read(period->from, language, &period->begin);
    if (period->trouble == NULL)
        period->trouble = day_read(period->to, language, &period->end);
    period->end += DAY_MS;
    if (period->trouble == NULL && period->begin >= period->end)
        period->trouble = g_strdup(words_get(visit->words, "register", "turned"));
}

void
period_show(const Visit *visit, const Period *period, JsonObject *model)
{
    show_text(model, "from", period->from);
    show_text(model, "to", period->to);
    show_take(model, "from_link", g_uri_escape_string(period->from, NULL, FALSE));
    show_take(model, "to_link", g_uri_escape_string(period->to, NULL, FALSE));
    show_text(model, "trouble", period->trouble);
    if (period->trouble == NULL) {
        show_instant(visit, model, "begin", period->begin);
        show_instant(visit, model, "end", period->end - 1);
    }
}

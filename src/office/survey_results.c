/* survey_results.c - what people answered, told so that nobody's answer can be found by comparing.
 *
 * Whoever may choose any two periods could take the one from the other and have left what a single person
 * answered. So answers are told of whole quarters of the office's year alone, each with as many as are shown
 * at all, and once nobody asked in it can answer any more.
 */
#include "office/office.h"

#include "language/language.h"

enum { MONTHS = 3, LONGEST_MONTH = 31 };

static Day
day_in(CalendarKind calendar, int day)
{
    gint64 instant = day_begins(day);
    return calendar == CALENDAR_HIJRI ? day_hijri(instant) : day_gregorian(instant);
}

/* The first day of the quarter a day is in, and of the next. */
static int
quarter_of(CalendarKind calendar, int day)
{
    Day its = day_in(calendar, day);
    day -= its.day - 1;
    for (int months = (its.month - 1) % MONTHS; months > 0; months--)
        day -= day_in(calendar, day - 1).day;
    return day;
}

static int
quarter_after(CalendarKind calendar, int quarter)
{
    int day = quarter;
    for (int months = 0; months < MONTHS; months++) {
        day += LONGEST_MONTH;
        day -= day_in(calendar, day).day - 1;
    }
    return day;
}

static void
add(SurveyResults *results, const SurveyResults *quarter)
{
    double sum = results->mean * results->told + quarter->mean * quarter->told;
    for (int i = 0; i < SURVEY_RATINGS; i++)
        results->ratings[i] += quarter->ratings[i];
    results->told += quarter->told;
    results->mean = results->told > 0 ? sum / results->told : 0;
    results->hidden = results->told == 0;
}

bool
survey_results(const Config *config, Store *store, gint64 from, gint64 to, gint64 now,
    SurveyResults *results, GError **error)
{
    SurveyResults all, quarter;
    if (!store_survey_results(store, from, to, &all, error))
        return false;
    *results = (SurveyResults){.owed = all.owed,
        .sent = all.sent,
        .answered = all.answered,
        .not_sent = all.not_sent,
        .hidden = true};
    int begin = quarter_of(config->calendar, day_number(from));
    if (day_begins(begin) < from)
        begin = quarter_after(config->calendar, begin);
    for (int end = quarter_after(config->calendar, begin);
         day_begins(end) <= to && day_ends(end - 1 + config->survey.open_days) <= now;
         begin = end, end = quarter_after(config->calendar, begin)) {
        if (!store_survey_results(
                store, day_begins(begin), day_begins(end), &quarter, error))
            return false;
        add(results, &quarter);
    }
    return true;
}

/* test-survey_results.c - answers are told of whole quarters that are over, of ten and more: no two periods tell one. */
#include "bureau.h"

enum { OPEN_DAYS = 21 };

static void
answer(Bureau *bureau, const char *day, int answers, int rating)
{
    static int marks;
    g_autoptr(GError) error = NULL;
    bool corrected;
    for (int i = 0; i < answers; i++) {
        g_autofree char *mark = g_strdup_printf("%d", marks++);
        store_survey_answer(
            bureau->store, mark, day_begins(day_of(day)), rating, &corrected, &error);
        g_assert_no_error(error);
    }
}

static SurveyResults
results_of(Bureau *bureau, gint64 from, gint64 to, gint64 now)
{
    g_autoptr(GError) error = NULL;
    SurveyResults results;
    survey_results(bureau->config, bureau->store, from, to, now, &results, &error);
    g_assert_no_error(error);
    g_assert_cmpint(results.hidden, ==, results.told == 0);
    int ratings = 0;
    for (int i = 0; i < SURVEY_RATINGS; i++)
        ratings += results.ratings[i];
    g_assert_cmpint(ratings, ==, results.told);
    return results;
}

static void
years_open(Bureau *bureau, CalendarKind calendar)
{
    bureau_open(bureau);
    bureau->config->calendar = calendar;
    bureau->config->survey.open_days = OPEN_DAYS;
}

/* Twelve in the first quarter, nine in the second, fifteen in the third, eleven in the last. */
static void
test_quarters(void)
{
    static const struct {
        CalendarKind calendar;
        const char *answers[4]; /* days in each quarter, its first or last among them */
        struct {
            const char *from, *to, *now; /* to: the day behind */
            int told;
        } asked[8];
    } cases[] = {
        {CALENDAR_GREGORIAN, {"2026/01/01", "2026/06/30", "2026/09/30", "2026/10/01"},
            {{"2026/01/01", "2027/01/01", "2027/03/01", 38},
                {"2026/01/02", "2027/01/01", "2027/03/01", 26},
                {"2026/01/01", "2026/12/31", "2027/03/01", 27},
                {"2026/04/01", "2026/07/01", "2027/03/01", 0},
                {"2026/01/01", "2026/04/01", "2026/04/20", 0},
                {"2026/01/01", "2026/04/01", "2026/04/22", 12},
                {"2025/07/20", "2026/05/01", "2027/03/01", 12},
                {"2026/08/01", "2026/09/01", "2027/03/01", 0}}},
        {CALENDAR_HIJRI, {"1448/01/01", "1448/06/29", "1448/09/29", "1448/10/01"},
            {{"1448/01/01", "1449/01/01", "1449/03/01", 38},
                {"1448/01/02", "1449/01/01", "1449/03/01", 26},
                {"1448/01/01", "1448/12/29", "1449/03/01", 27},
                {"1448/04/01", "1448/07/01", "1449/03/01", 0},
                {"1448/01/01", "1448/04/01", "1448/04/20", 0},
                {"1448/01/01", "1448/04/01", "1448/04/22", 12},
                {"1447/07/20", "1448/05/01", "1449/03/01", 12},
                {"1448/08/01", "1448/09/01", "1449/03/01", 0}}}};
    static const int answers[] = {12, 9, 15, 11};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(Bureau) bureau;
        years_open(&bureau, cases[i].calendar);
        for (int quarter = 0; quarter < 4; quarter++)
            answer(&bureau, cases[i].answers[quarter], answers[quarter], quarter + 1);
        for (guint k = 0; k < G_N_ELEMENTS(cases[i].asked); k++) {
            SurveyResults results =
                results_of(&bureau, day_begins(day_of(cases[i].asked[k].from)),
                    day_begins(day_of(cases[i].asked[k].to)),
                    day_begins(day_of(cases[i].asked[k].now)));
            g_assert_cmpint(results.told, ==, cases[i].asked[k].told);
            if (results.told == 38)
                g_assert_cmpfloat_with_epsilon(
                    results.mean, (12 * 1 + 15 * 3 + 11 * 4) / 38.0, 1e-9);
        }
    }
}

/* Of any two periods, at any two days, the one less the other is nothing or of ten and more. */
static void
test_differences(void)
{
    g_auto(Bureau) bureau;
    int sum[400], n = 0;
    years_open(&bureau, CALENDAR_GREGORIAN);
    static const char *const days[] = {"2025/12/31", "2026/01/01", "2026/01/02",
        "2026/03/31", "2026/04/01", "2026/04/02", "2026/07/01", "2026/10/01"};
    for (guint i = 0; i < G_N_ELEMENTS(days); i++)
        answer(&bureau, days[i], i % 2 == 0 ? 1 : 11, 5);
    for (guint i = 0; i < G_N_ELEMENTS(days); i++)
        for (guint k = i + 1; k < G_N_ELEMENTS(days); k++)
            for (int day = 0; day < 365; day += 52)
                sum[n++] = results_of(&bureau, day_begins(day_of(days[i])),
                    day_begins(day_of(days[k])), day_begins(day_of("2026/04/22") + day))
                               .told;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < i; k++)
            g_assert_true(sum[i] == sum[k] || ABS(sum[i] - sum[k]) >= SURVEY_LEAST_SHOWN);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/survey_results/quarters", test_quarters);
    g_test_add_func("/survey_results/differences", test_differences);
    return g_test_run();
}

/* test-days.c - days that are worked: weeks, holidays of both calendars, days people write. */
#include "language/language.h"
#include "office/office.h"

#include <string.h>

static char *folder;

static WorkingDays *
days_of(const char *table, guint weekend, GError **error)
{
    g_autofree char *path = g_build_filename(folder, "holidays.conf", NULL);
    g_assert_true(g_file_set_contents(path, table, -1, NULL));
    RequestConfig config = {.weekend = weekend, .holidays = path};
    return working_days_load(&config, error);
}

/* Friday and Saturday. */
#define WEEKEND (1u << 5 | 1u << 6)

static int
day(const char *text)
{
    gint64 begins = 0;
    g_autofree char *why_not = day_read(text, "en", &begins);
    g_assert_cmpstr(why_not, ==, NULL);
    return day_number(begins);
}

static void
test_instants(void)
{
    /* Midnight in Riyadh is 21:00 UTC. */
    gint64 begins = G_GINT64_CONSTANT(1795294800000); /* 2026-11-21T21:00:00Z */
    int sunday = day("2026/11/22");
    g_assert_cmpint(day_number(begins), ==, sunday);
    g_assert_cmpint(day_number(begins - 1), ==, sunday - 1);
    g_assert_cmpint(day_begins(sunday), ==, begins);
    g_assert_cmpint(day_number(day_ends(sunday)), ==, sunday);
    g_assert_cmpint(day_ends(sunday) + 1, ==, day_begins(sunday + 1));
    g_assert_cmpint(day_number(-1), ==, 0);
    g_assert_cmpint(day_number(-1 - 24 * 3600 * 1000), ==, -1);
}

static const char holidays[] = "# a table\n"
                               "\n"
                               "gregorian 02/22 يوم التأسيس\n"
                               "gregorian 09/23 اليوم الوطني\n"
                               "hijri 10/01..10/04 عيد الفطر\n"
                               "1448/12/09..1448/12/12 عيد الأضحى\n"
                               "2026/11/24 granted besides\n";

static void
test_worked(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(WorkingDays) days = days_of(holidays, WEEKEND, &error);
    g_assert_no_error(error);
    static const struct {
        const char *day;
        bool worked;
    } table[] = {
        {"2026/11/19", true},  /* Thursday */
        {"2026/11/20", false}, /* Friday */
        {"2026/11/21", false}, /* Saturday */
        {"2026/11/22", true},  /* Sunday */
        {"2026/11/24", false}, /* that one */
        {"2027/11/24", true},  /* of another year */
        {"2026/09/23", false},
        {"2029/09/23", false}, /* every year */
        {"2027/02/22", false},
        {"1447/10/01", false}, /* Hijri, every year */
        {"1447/09/30", true},
        {"1448/10/04", false},
        {"1448/10/06", true},
        {"1448/12/11", false}, /* Hijri, of one year */
        {"1449/12/09", true},
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        g_test_message("%s", table[i].day);
        g_assert_cmpint(day_is_worked(days, day(table[i].day)), ==, table[i].worked);
    }
}

static void
test_counting(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(WorkingDays) days = days_of(holidays, WEEKEND, &error);
    g_assert_no_error(error);
    static const struct {
        const char *from;
        int n;
        const char *to;
    } table[] = {
        {"2026/11/15", 1, "2026/11/16"},
        {"2026/11/15", 5, "2026/11/22"}, /* over a weekend */
        {"2026/11/19", 1, "2026/11/22"}, /* from a Thursday */
        {"2026/11/20", 1, "2026/11/22"}, /* from within a weekend */
        {"2026/11/22", 2, "2026/11/25"}, /* over the day granted */
        {"2026/11/22", 0, "2026/11/22"},
        {"2026/11/25", -2, "2026/11/22"}, /* back over it */
        {"2026/11/22", -1, "2026/11/19"},
        {"2026/09/22", 1, "2026/09/24"}, /* over the national day */
        {"1447/09/29", 2, "1447/10/05"}, /* over the feast: 29/9 is a Wednesday */
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        int to = day_add_worked(days, day(table[i].from), table[i].n);
        g_autofree char *said = day_gregorian_short(day_begins(to));
        g_autofree char *wanted = day_gregorian_short(day_begins(day(table[i].to)));
        g_test_message("%s %+d", table[i].from, table[i].n);
        g_assert_cmpstr(said, ==, wanted);
        if (table[i].n > 0)
            g_assert_cmpint(
                days_worked_between(days, day(table[i].from), to), ==, table[i].n);
    }
    g_assert_cmpint(day_worked_from(days, day("2026/11/20")), ==, day("2026/11/22"));
    g_assert_cmpint(day_worked_from(days, day("2026/11/22")), ==, day("2026/11/22"));
}

static void
test_wrong(void)
{
    static const struct {
        const char *table, *says;
    } wrong[] = {
        {"\n09/23 whatever\n", ":2:"},
        {"gregorian 2026/09/23 x\n", ":1:"},
        {"hijri 10/04..10/01 backwards\n", ":1:"},
        {"2026/11/31\n", ":1:"}, /* without a name */
        {"hijri 13/01 x\n", ":1:"},
        {"monthly 01 x\n", ":1:"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(days_of(wrong[i].table, WEEKEND, &error));
        g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG);
        g_assert_nonnull(strstr(error->message, wrong[i].says));
    }
}

/* The table that comes with Diwan is sound and knows both feasts. */
static void
test_own_table(void)
{
    g_autoptr(GError) error = NULL;
    RequestConfig config = {.weekend = WEEKEND};
    g_autoptr(WorkingDays) days = working_days_load(&config, &error);
    g_assert_no_error(error);
    g_assert_false(day_is_worked(days, day("1447/10/03")));
    g_assert_false(day_is_worked(days, day("1449/12/09")));
    g_assert_false(day_is_worked(days, day("2029/09/23")));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("diwan-days-XXXXXX", NULL);
    g_test_add_func("/days/instants", test_instants);
    g_test_add_func("/days/worked", test_worked);
    g_test_add_func("/days/counting", test_counting);
    g_test_add_func("/days/wrong", test_wrong);
    g_test_add_func("/days/own table", test_own_table);
    int result = g_test_run();
    file_remove_tree(folder, NULL);
    g_free(folder);
    return result;
}

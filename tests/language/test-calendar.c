/* test-calendar.c - days in Riyadh in both calendars. */
#include "language/language.h"

#define HOUR_MS (3600 * G_GINT64_CONSTANT(1000))

static gint64
utc_ms(int year, int month, int day, int hour, int minute, int second)
{
    g_autoptr(GDateTime) date =
        g_date_time_new_utc(year, month, day, hour, minute, second);
    return g_date_time_to_unix(date) * 1000;
}

static const struct {
    int year, month, day, hour, minute, second; /* UTC; Riyadh is three hours ahead */
    const char *gregorian;
    const char *hijri;
} day_cases[] = {
    {2024, 1, 30, 9, 0, 0, "2024/01/30", "1445/07/18"},
    {2026, 6, 16, 9, 0, 0, "2026/06/16", "1448/01/01"},
    {2026, 6, 15, 20, 59, 59, "2026/06/15", "1447/12/29"},
    {2026, 6, 15, 21, 0, 0, "2026/06/16", "1448/01/01"},
    {2026, 11, 22, 9, 0, 0, "2026/11/22", "1448/06/12"},
    {2026, 11, 22, 20, 59, 59, "2026/11/22", "1448/06/12"},
    {2026, 11, 22, 21, 0, 0, "2026/11/23", "1448/06/13"},
    {2026, 11, 21, 21, 0, 0, "2026/11/22", "1448/06/12"},
    {2026, 12, 31, 21, 0, 0, "2027/01/01", "1448/07/23"},
    {2077, 11, 16, 9, 0, 0, "2077/11/16", "1500/12/30"},
};

static void
test_days(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(day_cases); i++) {
        gint64 instant = utc_ms(day_cases[i].year, day_cases[i].month, day_cases[i].day,
            day_cases[i].hour, day_cases[i].minute, day_cases[i].second);
        g_autofree char *gregorian = day_gregorian_short(instant);
        g_autofree char *hijri = day_hijri_short(instant);
        g_assert_cmpstr(gregorian, ==, day_cases[i].gregorian);
        g_assert_cmpstr(hijri, ==, day_cases[i].hijri);
        /* The last millisecond of a second is of its day. */
        g_autofree char *late = day_hijri_short(instant + 999);
        g_assert_cmpstr(late, ==, day_cases[i].hijri);
    }
}

static void
test_words(void)
{
    gint64 instant = utc_ms(2026, 11, 22, 20, 16, 0);
    g_autofree char *hijri_ar = day_hijri_words(instant, "ar");
    g_autofree char *hijri_en = day_hijri_words(instant, "en");
    g_autofree char *gregorian_ar = day_gregorian_words(instant, "ar");
    g_autofree char *gregorian_en = day_gregorian_words(instant, "en");
    g_assert_cmpstr(hijri_ar, ==, "الأحد ١٢ جمادى الآخرة ١٤٤٨هـ");
    g_assert_cmpstr(hijri_en, ==, "Sunday 12 Jumada II 1448 AH");
    g_assert_cmpstr(gregorian_ar, ==, "الأحد ٢٢ نوفمبر ٢٠٢٦م");
    g_assert_cmpstr(gregorian_en, ==, "Sunday 22 November 2026");
}

/* Two hundred years: each day follows the one before it, months have 29 or 30 days. */
static void
test_days_follow(void)
{
    gint64 instant = utc_ms(1937, 3, 14, 12, 0, 0);
    Day before = day_hijri(instant);
    for (int i = 0; i < 51000; i++) {
        instant += 24 * HOUR_MS;
        Day day = day_hijri(instant);
        if (day.day == 1) {
            g_assert_cmpint(before.day, >=, 29);
            g_assert_cmpint(before.day, <=, 30);
            g_assert_cmpint(day.month, ==, before.month % 12 + 1);
            g_assert_cmpint(day.year, ==, before.year + (before.month == 12));
        } else {
            g_assert_cmpint(day.day, ==, before.day + 1);
            g_assert_cmpint(day.month, ==, before.month);
        }
        before = day;
    }
}

/* A day that was asked for before is the same again, and its neighbours are others. */
static void
test_midnight(void)
{
    gint64 midnight = utc_ms(2026, 11, 22, 21, 0, 0);
    for (int i = 0; i < 3; i++) {
        g_assert_cmpint(day_hijri(midnight - 1).day, ==, 12);
        g_assert_cmpint(day_hijri(midnight).day, ==, 13);
        g_assert_cmpint(day_hijri(midnight - 24 * HOUR_MS).day, ==, 12);
        g_autofree char *other = day_hijri_short(midnight + (i + 127) * 24 * HOUR_MS);
        g_assert_cmpstr(other, !=, "1448/06/13");
    }
}

/* Instants come from letters: any number has a day. */
static void
test_hostile(void)
{
    static const gint64 instants[] = {G_MININT64, G_MAXINT64, -1, 0, 1, -62135596800000,
        253402300799999, 4102444800000, -2208988800000};
    for (gsize i = 0; i < G_N_ELEMENTS(instants); i++) {
        Day hijri = day_hijri(instants[i]);
        Day gregorian = day_gregorian(instants[i]);
        g_assert_cmpint(hijri.year, >=, 1300);
        g_assert_cmpint(hijri.year, <=, 1600);
        g_assert_cmpint(gregorian.year, >=, 1900);
        g_assert_cmpint(gregorian.year, <=, 2175);
        g_autofree char *words = day_hijri_words(instants[i], "ar");
        g_assert_true(g_utf8_validate(words, -1, NULL));
    }
}

static void
test_rate(void)
{
    calendar_open();
    gint64 begun = g_get_monotonic_time();
    for (int i = 0; i < 20000; i++) {
        g_autofree char *words = day_hijri_words(i * 7 * HOUR_MS, "ar");
        g_autofree char *other = day_gregorian_words(i * 7 * HOUR_MS, "en");
    }
    g_test_message("%.0f days in words a second",
        40000 * 1e6 / (double)(g_get_monotonic_time() - begun));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/calendar/days", test_days);
    g_test_add_func("/calendar/words", test_words);
    g_test_add_func("/calendar/days-follow", test_days_follow);
    g_test_add_func("/calendar/midnight", test_midnight);
    g_test_add_func("/calendar/hostile", test_hostile);
    g_test_add_func("/calendar/rate", test_rate);
    return g_test_run();
}

/* test-day_read.c - days as people write them are read, and what has two meanings is not. */
#include "language/language.h"

#include <string.h>

static const struct {
    const char *written;
    const char *day;  /* Gregorian; NULL: refused */
    const char *said; /* a piece of what is said of it in English */
} cases[] = {
    {"1448/6/12", "2026/11/22", NULL},
    {"1448-06-12", "2026/11/22", NULL},
    {"1448.6.12", "2026/11/22", NULL},
    {"1448 6 12", "2026/11/22", NULL},
    {"12/6/1448", "2026/11/22", NULL},
    {"١٤٤٨/٦/١٢ هـ", "2026/11/22", NULL},
    {"١٤٤٨/٦/١٢هـ", "2026/11/22", NULL},
    {"١٢/٠٦/١٤٤٨", "2026/11/22", NULL},
    {"۱۴۴۸/۶/۱۲", "2026/11/22", NULL},
    {"\u2067١٤٤٨/٦/١٢\u2069", "2026/11/22", NULL},
    {"  1448/6/12 AH ", "2026/11/22", NULL},
    {"1448/6/12 h", "2026/11/22", NULL},
    {"2026-11-22", "2026/11/22", NULL},
    {"2026/11/22", "2026/11/22", NULL},
    {"22/11/2026", "2026/11/22", NULL},
    {"22-11-2026", "2026/11/22", NULL},
    {"11/22/2026", "2026/11/22", NULL},
    {"٢٢/١١/٢٠٢٦ م", "2026/11/22", NULL},
    {"22/11/2026م", "2026/11/22", NULL},
    {"22/11/2026 CE", "2026/11/22", NULL},
    {"١٢ جمادى الآخرة ١٤٤٨هـ", "2026/11/22", NULL},
    {"12 جمادى الثانية 1448", "2026/11/22", NULL},
    {"12 جمادى الثاني 1448", "2026/11/22", NULL},
    {"الأحد ١٢ جمادى الآخرة ١٤٤٨هـ", "2026/11/22", NULL},
    {"يوم الاحد ٢٢ نوفمبر ٢٠٢٦م", "2026/11/22", NULL},
    {"12 Jumada II 1448 AH", "2026/11/22", NULL},
    {"Sunday 12 Jumada II 1448 AH", "2026/11/22", NULL},
    {"12 Jumada al-Akhirah 1448", "2026/11/22", NULL},
    {"Sunday 22 November 2026", "2026/11/22", NULL},
    {"November 22, 2026", "2026/11/22", NULL},
    {"22 Nov 2026", "2026/11/22", NULL},
    {"22 sept 2026", "2026/09/22", NULL},
    {"2026 Nov 22", "2026/11/22", NULL},
    {"1 محرم 1448", "2026/06/16", NULL},
    {"1448/1/1", "2026/06/16", NULL},
    {"18/7/1445", "2024/01/30", NULL},
    {"1500/12/30", "2077/11/16", NULL},
    {"1 ذو القعدة 1448", "2027/04/08", NULL},
    {"1 ذي القعدة 1448", "2027/04/08", NULL},
    {"1 Dhu al-Qi'dah 1448", "2027/04/08", NULL},
    {"1 Dhu al-Qi’dah 1448", "2027/04/08", NULL},
    {"15 Sha'ban 1447", "2026/02/03", NULL},
    {"29/2/2028", "2028/02/29", NULL},
    {"11/11/2026", "2026/11/11", NULL},
    /* Two meanings. */
    {"5/6/2026", NULL, "may mean 5 June or 6 May"},
    {"٥/٦/٢٠٢٦", "2026/06/05", NULL},
    {"5/6/2026م", "2026/06/05", NULL},
    {"2026/6/5", "2026/06/05", NULL},
    {"5/6/1448", "2026/11/15", NULL},
    {"12/6/48", NULL, "four digits"},
    {"22/11/26", NULL, "four digits"},
    {"12 جمادى 1448", NULL, "two months"},
    {"12 ربيع 1448", NULL, "two months"},
    {"3 Rabi 1448", NULL, "two months"},
    {"12 6", NULL, "four digits"},
    {"1448/6/2026", NULL, "four digits"},
    /* Contradictions. */
    {"1448/6/12 م", NULL, "is not that of its date"},
    {"2026/11/22 هـ", NULL, "is not that of its date"},
    {"12 جمادى الآخرة 2026", NULL, "is not that of its date"},
    {"Monday 22 November 2026", NULL, "is not that of its date"},
    /* No such day. */
    {"1448/13/1", NULL, "no day 1 of month 13"},
    {"1447/12/30", NULL, "no day 30 of month 12"},
    {"1448/6/31", NULL, "no day 31 of month 6"},
    {"29/2/2026", NULL, "no day 29 of month 2"},
    {"2026-02-30", NULL, "no day 30 of month 2"},
    {"2026/22/11", NULL, "no day 11 of month 22"},
    {"0/6/1448", NULL, "no day 0"},
    {"1700/1/1", NULL, "four digits"},
    {"1501/1/1", NULL, "four digits"},
    /* No day at all. */
    {"", NULL, "is no day"},
    {"tomorrow", NULL, "is no day"},
    {"2026", NULL, "is no day"},
    {"2026-11-22T20:16:00Z", NULL, "is no day"},
    {"2026+11+22", NULL, "is no day"},
    {"99999999999/1/1", NULL, "is no day"},
    {"١٤٤٨/٦/١٢ صباحا", NULL, "is no day"},
};

static void
test_cases(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        gint64 begin = -1;
        g_autofree char *said = day_read(cases[i].written, "en", &begin);
        g_test_message("%s: %s", cases[i].written, said ? said : "read");
        if (cases[i].day == NULL) {
            g_assert_nonnull(said);
            g_assert_nonnull(strstr(said, cases[i].said));
            g_assert_cmpint(begin, ==, -1);
            g_autofree char *in_arabic = day_read(cases[i].written, "ar", &begin);
            g_assert_cmpstr(text_language(in_arabic), ==, "ar");
            continue;
        }
        g_assert_null(said);
        g_autofree char *day = day_gregorian_short(begin);
        g_autofree char *eve = day_gregorian_short(begin - 1);
        g_assert_cmpstr(day, ==, cases[i].day);
        g_assert_cmpstr(eve, !=, cases[i].day);
    }
}

/* What is written of a day, in words or figures, both calendars and both languages, reads back. */
static void
test_there_and_back(void)
{
    static const char *const languages[] = {"ar", "en"};
    const gint64 day_ms = 24 * 3600 * G_GINT64_CONSTANT(1000);
    gint64 first = 0;
    g_assert_null(day_read("1/1/1440", "en", &first));
    for (int n = 0; n < 3000; n += 3) {
        gint64 midnight = first + n * day_ms, read = 0;
        for (int i = 0; i < 2; i++) {
            g_autofree char *hijri = day_hijri_words(midnight, languages[i]);
            g_autofree char *gregorian = day_gregorian_words(midnight, languages[i]);
            g_assert_null(day_read(hijri, "en", &read));
            g_assert_cmpint(read, ==, midnight);
            g_assert_null(day_read(gregorian, "en", &read));
            g_assert_cmpint(read, ==, midnight);
        }
        g_autofree char *hijri = day_hijri_short(midnight);
        g_autofree char *arabic = text_arabic_digits(hijri);
        g_assert_null(day_read(hijri, "en", &read));
        g_assert_cmpint(read, ==, midnight);
        g_assert_null(day_read(arabic, "en", &read));
        g_assert_cmpint(read, ==, midnight);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/day_read/cases", test_cases);
    g_test_add_func("/day_read/there and back", test_there_and_back);
    return g_test_run();
}

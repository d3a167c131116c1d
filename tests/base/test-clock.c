/* test-clock.c - instants as text, and lines of the log. */
#include "base/base.h"

#include <string.h>

static const struct {
    gint64 instant_ms;
    int offset_minutes;
    const char *utc;
    const char *local;
} cases[] = {
    {0, 0, "1970-01-01T00:00:00Z", "1970-01-01T00:00:00+00:00"},
    {1795378560000, 180, "2026-11-22T20:16:00Z", "2026-11-22T23:16:00+03:00"},
    {1795378560999, -330, "2026-11-22T20:16:00Z", "2026-11-22T14:46:00-05:30"},
    {-1, 0, "1969-12-31T23:59:59Z", "1969-12-31T23:59:59+00:00"},
    {-1000, 0, "1969-12-31T23:59:59Z", "1969-12-31T23:59:59+00:00"},
    {-1001, 0, "1969-12-31T23:59:58Z", "1969-12-31T23:59:58+00:00"},
    {G_MAXINT64, 9999, "9999-12-31T23:59:59Z", "9999-12-31T23:59:59+23:59"},
    {G_MININT64, -9999, "0001-01-01T00:00:00Z", "0001-01-01T00:00:00-23:59"},
};

static void
test_rfc3339(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *utc = clock_rfc3339(cases[i].instant_ms);
        g_autofree char *local =
            clock_rfc3339_offset(cases[i].instant_ms, cases[i].offset_minutes);
        g_assert_cmpstr(utc, ==, cases[i].utc);
        g_assert_cmpstr(local, ==, cases[i].local);
    }
}

static void
test_now(void)
{
    g_assert_cmpint(clock_now_ms(), >, 1700000000000);
    gint64 ticks = clock_ticks_ms();
    g_usleep(2000);
    g_assert_cmpint(clock_ticks_ms(), >, ticks);
}

static void
test_log(void)
{
    if (g_test_subprocess()) {
        g_autofree char *long_text = g_strnfill(5000, 'x');
        g_autoptr(GError) error =
            g_error_new(DIWAN_ERROR, DIWAN_ERROR_RETRY, "cannot open \"a\"\nrole=forged");
        log_line("before=%d", 1);
        log_open("pipeline");
        log_line("letter=%d outcome=%s", 7, "done\nrole=forged");
        log_error(error, "letter=%d", 8);
        log_error(NULL, "letter=%d", 9);
        log_line("%s", long_text);
        log_line("last=1");
        return;
    }
    g_test_trap_subprocess(NULL, 10 * G_USEC_PER_SEC, 0);
    g_test_trap_assert_passed();
    g_test_trap_assert_stderr(
        "before=1\n"
        "role=pipeline letter=7 outcome=done role=forged\n"
        "role=pipeline letter=8 error=\"cannot open ?\"a?\" role=forged\"\n"
        "role=pipeline letter=9 error=\"no reason given\"\n"
        "role=pipeline xxx*x\nrole=pipeline last=1\n");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/clock/rfc3339", test_rfc3339);
    g_test_add_func("/clock/now", test_now);
    g_test_add_func("/log/lines", test_log);
    return g_test_run();
}

/* test-session.c - where a POST may come from, and how long a wrong login must wait. */
#include "web/inside.h"

static void
test_origin(void)
{
    static const struct {
        const char *origin, *host, *fetch_site;
        bool ours;
    } rows[] = {
        {"http://127.0.0.1:8480", "127.0.0.1:8480", NULL, true},
        {"https://diwan.example.org", "diwan.example.org", "same-origin", true},
        {"https://DIWAN.example.org", "diwan.example.org", NULL, true},
        {"https://evil.example", "diwan.example.org", NULL, false},
        {"https://evil.example", "diwan.example.org", "cross-site", false},
        {"https://diwan.example.org.evil.example", "diwan.example.org", NULL, false},
        {"http://127.0.0.1:9999", "127.0.0.1:8480", NULL, false},
        {"null", "127.0.0.1:8480", "same-origin", true},
        {"null", "127.0.0.1:8480", "cross-site", false},
        {"null", "127.0.0.1:8480", "same-site", false},
        {NULL, "127.0.0.1:8480", NULL, true},
        {NULL, "127.0.0.1:8480", "cross-site", false},
        {"nonsense", "127.0.0.1:8480", NULL, false},
        {"http://a", NULL, NULL, false},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        g_assert_cmpint(origin_is_ours(rows[i].origin, rows[i].host, rows[i].fetch_site),
            ==, rows[i].ours);
}

static void
test_attempts(void)
{
    Attempts *attempts = attempts_new();
    gint64 now = 1000000;
    int waits[16];
    for (guint i = 0; i < G_N_ELEMENTS(waits); i++) {
        attempts_failed(attempts, "admin", "127.0.0.1", now);
        waits[i] = attempts_wait_s(attempts, "admin", "127.0.0.1", now);
    }
    g_assert_cmpint(waits[2], ==, 0);
    g_assert_cmpint(waits[3], ==, 2);
    g_assert_cmpint(waits[4], ==, 4);
    g_assert_cmpint(waits[15], ==, 15 * 60);
    g_assert_cmpint(attempts_wait_s(attempts, "admin", "127.0.0.1", now + 899001), ==, 1);
    g_assert_cmpint(attempts_wait_s(attempts, "admin", "127.0.0.1", now + 900000), ==, 0);
    g_assert_cmpint(attempts_wait_s(attempts, "admin", "10.0.0.9", now), ==, 0);
    g_assert_cmpint(attempts_wait_s(attempts, "noura", "127.0.0.1", now), ==, 0);
    attempts_forget(attempts, "admin", "127.0.0.1");
    g_assert_cmpint(attempts_wait_s(attempts, "admin", "127.0.0.1", now), ==, 0);
    attempts_free(attempts);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/web/session/origin", test_origin);
    g_test_add_func("/web/session/attempts", test_attempts);
    return g_test_run();
}

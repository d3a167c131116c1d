/* test-route.c - which addresses fit which patterns. */
#include "web/inside.h"

static void
test_fits(void)
{
    static const struct {
        const char *pattern, *path;
        bool fits;
        gint64 id;
        int number;
        const char *word;
    } rows[] = {
        {"/", "/", true, 0, 0, NULL},
        {"/", "", false, 0, 0, NULL},
        {"/hold", "/hold/", false, 0, 0, NULL},
        {"/i/#", "/i/12", true, 12, 0, NULL},
        {"/i/#", "/i/", false, 0, 0, NULL},
        {"/i/#", "/i/0", false, 0, 0, NULL},
        {"/i/#", "/i/-1", false, 0, 0, NULL},
        {"/i/#", "/i/1x", false, 0, 0, NULL},
        {"/i/#", "/i/9223372036854775807", true, G_MAXINT64, 0, NULL},
        {"/i/#", "/i/9223372036854775808", false, 0, 0, NULL},
        {"/i/#", "/i/99999999999999999999999", false, 0, 0, NULL},
        {"/i/#/page/#", "/i/12/page/3", true, 12, 3, NULL},
        {"/i/#/page/#", "/i/12/page/4294967299", false, 0, 0, NULL},
        {"/i/#/page/#", "/i/12/page", false, 0, 0, NULL},
        {"/q/*", "/q/held", true, 0, 0, "held"},
        {"/q/*", "/q/", false, 0, 0, NULL},
        {"/static/*", "/static/diwan-0a1b.css", true, 0, 0, "diwan-0a1b.css"},
        {"/static/*", "/static/../office.db", false, 0, 0, NULL},
        {"/static/*", "/static/A", false, 0, 0, NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 id = 0;
        int number = 0;
        g_autofree char *word = NULL;
        g_test_message("%s %s", rows[i].pattern, rows[i].path);
        bool fits = route_fits(rows[i].pattern, rows[i].path, &id, &number, &word);
        g_assert_cmpint(fits, ==, rows[i].fits);
        g_assert_cmpint(id, ==, rows[i].id);
        g_assert_cmpint(number, ==, rows[i].number);
        g_assert_cmpstr(word, ==, rows[i].word);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/web/route/fits", test_fits);
    return g_test_run();
}

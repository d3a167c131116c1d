/* test-plural.c - the form a number asks for: CLDR's own samples of each category. */
#include "language/language.h"

typedef struct Case {
    const char *language, *category;
    gint64 numbers[8]; /* ended by -1 */
} Case;

/* supplemental/plurals.xml: the integer samples of ar and en. */
static const Case cases[] = {
    {"ar", "zero", {0, -1}},
    {"ar", "one", {1, -1}},
    {"ar", "two", {2, -1}},
    {"ar", "few", {3, 10, 103, 110, 1003, -1}},
    {"ar", "many", {11, 26, 99, 111, 1011, -1}},
    {"ar", "other", {100, 102, 200, 202, 1000, 1000000, -1}},
    {"en", "one", {1, -1}},
    {"en", "other", {0, 2, 16, 100, 1000, -1}},
};

static void
test_samples(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (const gint64 *number = cases[i].numbers; *number >= 0; number++)
            g_assert_cmpstr(
                plural_category(*number, cases[i].language), ==, cases[i].category);
    }
}

static void
test_all_six(void)
{
    gsize n;
    const char *const *all = plural_categories(&n);
    g_assert_cmpuint(n, ==, 6);
    g_assert_cmpstr(all[0], ==, "zero");
    g_assert_cmpstr(all[5], ==, "other");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/plural/samples of CLDR", test_samples);
    g_test_add_func("/plural/all six", test_all_six);
    return g_test_run();
}

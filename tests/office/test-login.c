/* test-login.c - proving who one is: the right password, waits after wrong ones, sessions that end. */
#include "bureau.h"

static void
test_waits(void)
{
    static const struct {
        int failures, wait_s;
    } cases[] = {
        {0, 0}, {3, 0}, {4, 2}, {5, 4}, {6, 8}, {12, 512}, {13, 900}, {1000, 900}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        g_assert_cmpint(login_wait_s(cases[i].failures), ==, cases[i].wait_s);
}

static void
test_proof(void)
{
    static const struct {
        const char *login, *password, *words; /* NULL: proved */
    } tries[] = {{"salma", "right", NULL}, {"salma", "wrong", "do not fit"},
        {"nobody", "right", "do not fit"}, {"salma", "wrong", "do not fit"},
        {"salma", "right", NULL}, /* and the failures are forgotten */
        {"salma", "wrong", "do not fit"}, {"salma", "wrong", "do not fit"},
        {"salma", "wrong", "do not fit"}, {"salma", "", "do not fit"},
        {"salma", "right", "try again in"}};
    g_auto(Bureau) bureau;
    bureau_open(&bureau);
    g_autofree char *hash = password_hash("right");
    g_assert_true(store_staff_add(
        bureau.store, "salma", "salma", "secretary", hash, "admin", NULL, NULL));
    for (guint i = 0; i < G_N_ELEMENTS(tries); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *token = NULL;
        bool well =
            login_begin(bureau.store, tries[i].login, tries[i].password, &token, &error);
        g_assert_cmpint(well, ==, tries[i].words == NULL);
        if (well) {
            g_autoptr(Staff) staff = login_find(bureau.store, token, &error);
            g_assert_cmpstr(staff->login, ==, "salma");
        } else
            g_assert_nonnull(strstr(error->message, tries[i].words));
    }
}

static void
test_ends(void)
{
    g_auto(Bureau) bureau;
    g_autoptr(GError) error = NULL;
    g_autofree char *token = NULL, *other = NULL;
    bureau_open(&bureau);
    g_autofree char *hash = password_hash("right");
    store_staff_add(
        bureau.store, "salma", "salma", "secretary", hash, "admin", NULL, &error);
    g_assert_true(login_begin(bureau.store, "salma", "right", &token, &error));
    g_assert_true(login_begin(bureau.store, "salma", "right", &other, &error));
    g_assert_null(login_find(bureau.store, "0123", &error));
    g_assert_true(login_end(bureau.store, token, &error));
    g_assert_null(login_find(bureau.store, token, &error));
    g_autoptr(Staff) still = login_find(bureau.store, other, &error);
    g_assert_nonnull(still);
    /* A new password ends what the old one opened. */
    g_assert_true(store_staff_passwd(bureau.store, "salma", hash, "admin", &error));
    g_assert_null(login_find(bureau.store, other, &error));
    g_assert_no_error(error);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/login/waits", test_waits);
    g_test_add_func("/login/proof", test_proof);
    g_test_add_func("/login/ends", test_ends);
    return g_test_run();
}

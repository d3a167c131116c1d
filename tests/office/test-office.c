/* test-office.c - numbers without gaps, passwords, and a new office. */
#include "office/office.h"

#include <glib/gstdio.h>

#include <string.h>

/* Noon in Riyadh of 2026-06-15 and -16: the last day of 1447 and the first of 1448. */
#define LAST_OF_1447_MS G_GINT64_CONSTANT(1781514000000)
#define FIRST_OF_1448_MS (LAST_OF_1447_MS + G_GINT64_CONSTANT(86400000))

static char *
take(Store *store, CalendarKind calendar, gint64 instant_ms)
{
    GError *error = NULL;
    char *number = NULL;
    g_assert_true(store_begin(store, &error));
    g_assert_true(register_number_take(
        store, calendar, REGISTER_INCOMING, instant_ms, 0, 0, &number, &error));
    g_assert_true(store_commit(store, &error));
    return number;
}

static void
test_numbers(void)
{
    GError *error = NULL;
    g_autoptr(Store) store = store_open(":memory:", true, &error);
    static const struct {
        CalendarKind calendar;
        gint64 instant_ms;
        const char *begins;
    } table[] = {
        {CALENDAR_HIJRI, LAST_OF_1447_MS, "1/1447/000001/"},
        {CALENDAR_HIJRI, LAST_OF_1447_MS, "1/1447/000002/"},
        {CALENDAR_HIJRI, FIRST_OF_1448_MS, "1/1448/000001/"},
        {CALENDAR_HIJRI, LAST_OF_1447_MS, "1/1447/000003/"},
        {CALENDAR_GREGORIAN, FIRST_OF_1448_MS, "1/2026/000001/"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autofree char *number = take(store, table[i].calendar, table[i].instant_ms);
        g_assert_true(g_str_has_prefix(number, table[i].begins));
    }
    /* A number whose bearer was not kept is given again. */
    char *lost = NULL;
    g_assert_true(store_begin(store, &error));
    g_assert_true(register_number_take(
        store, CALENDAR_HIJRI, REGISTER_INCOMING, FIRST_OF_1448_MS, 0, 0, &lost, &error));
    store_rollback(store);
    g_autofree char *again = take(store, CALENDAR_HIJRI, FIRST_OF_1448_MS);
    g_assert_cmpstr(again, ==, lost);
    g_free(lost);
}

static void
test_passwords(void)
{
    g_autofree char *one = password_random();
    g_autofree char *other = password_random();
    g_assert_cmpuint(strlen(one), ==, 16);
    g_assert_cmpstr(one, !=, other);
    g_assert_null(strpbrk(one, "0O1lIio"));
    g_autofree char *hash = password_hash(one);
    g_assert_true(g_str_has_prefix(hash, "$argon2id$"));
    g_assert_true(password_is(hash, one));
    g_assert_false(password_is(hash, other));
    g_assert_false(password_is("", one));
    g_assert_false(password_is("$argon2id$v=19$m=1,t=1", one));
}

static void
test_create(void)
{
    GError *error = NULL;
    g_autofree char *parent = g_dir_make_tmp("diwan-XXXXXX", NULL);
    g_autofree char *folder = g_build_filename(parent, "an", "office", NULL);
    g_autofree char *path = g_build_filename(folder, "diwan.conf", NULL);
    g_autofree char *database = g_build_filename(folder, "office.db", NULL);
    g_autofree char *password = NULL, *second = NULL;
    g_assert_true(office_create(folder, &password, &error));
    g_assert_no_error(error);
    g_autoptr(Config) config = config_load(path, &error);
    g_assert_no_error(error);
    ReferenceKey key;
    g_assert_true(reference_key_load(config->office, &key, &error));
    g_autoptr(Store) store = store_open(database, false, &error);
    Staff *admin = store_staff_by_login(store, "admin", &error);
    g_assert_nonnull(admin);
    g_assert_true(password_is(admin->password_hash, password));
    staff_free(admin);
    GStatBuf status;
    g_assert_cmpint(g_stat(database, &status), ==, 0);
    g_assert_cmpint(status.st_mode & 077, ==, 0);

    g_assert_false(office_create(folder, &second, &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    g_assert_null(second);
    g_clear_error(&error);
    g_assert_true(reference_key_load(config->office, &key, &error));
    g_assert_true(file_remove_tree(parent, NULL));
}

/* A try that fails half way leaves nothing, and the next one succeeds. */
static void
test_create_again(void)
{
    GError *error = NULL;
    g_autofree char *folder = g_dir_make_tmp("diwan-XXXXXX", NULL);
    g_autofree char *blocker = g_build_filename(folder, "office.db-wal", NULL);
    g_autofree char *secrets = g_build_filename(folder, "secrets", NULL);
    g_autofree char *password = NULL;
    g_assert_cmpint(g_mkdir(blocker, 0700), ==, 0);
    g_assert_false(office_create(folder, &password, &error));
    g_assert_nonnull(error);
    g_assert_null(password);
    g_clear_error(&error);
    g_assert_false(g_file_test(secrets, G_FILE_TEST_EXISTS));
    g_rmdir(blocker);
    g_assert_true(office_create(folder, &password, &error));
    g_assert_no_error(error);
    g_assert_true(file_remove_tree(folder, NULL));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/office/numbers", test_numbers);
    g_test_add_func("/office/passwords", test_passwords);
    g_test_add_func("/office/create", test_create);
    g_test_add_func("/office/create again", test_create_again);
    return g_test_run();
}

/* test-reference.c - tokens are known again by us alone; the key is made once and kept close. */
#include "trial.h"

static ReferenceKey
key_of(guint8 fill)
{
    ReferenceKey key;
    memset(key.bytes, fill, sizeof key.bytes);
    return key;
}

static void
test_round(void)
{
    static const gint64 ids[][2] = {
        {1, 0}, {42, 7}, {0, 3}, {(G_GINT64_CONSTANT(1) << 40) - 1, 1000000}};
    ReferenceKey key = key_of(7);
    for (guint i = 0; i < G_N_ELEMENTS(ids); i++) {
        g_autofree char *token = reference_token(&key, ids[i][0], ids[i][1]);
        g_assert_cmpuint(strlen(token), ==, 32);
        g_autofree char *upper = g_ascii_strup(token, -1);
        g_autofree char *forms[] = {g_strdup(token),
            g_strdup_printf("%s.0a1b@charity.example", token),
            g_strdup_printf("office+%s@charity.example", upper),
            g_strdup_printf("<re-%s.x@y>", token), NULL};
        for (guint j = 0; forms[j] != NULL; j++) {
            gint64 letter = -1, request = -1;
            g_assert_true(reference_read(&key, forms[j], &letter, &request));
            g_assert_cmpint(letter, ==, ids[i][0]);
            g_assert_cmpint(request, ==, ids[i][1]);
        }
        for (guint j = 1; forms[j] != NULL; j++)
            g_free(forms[j]);
    }
}

static void
test_forged(void)
{
    ReferenceKey key = key_of(7), other = key_of(8);
    g_autofree char *token = reference_token(&key, 42, 7);
    gint64 letter = -1, request = -1;
    g_assert_false(reference_read(&other, token, &letter, &request));
    for (guint i = 0; i < 32; i++) {
        g_autofree char *changed = g_strdup(token);
        changed[i] = changed[i] == 'a' ? 'b' : 'a';
        g_assert_false(reference_read(&key, changed, &letter, &request));
    }
    static const char *const nothing[] = {"", "@", "someone@example.org",
        "abcdefghijklmnopqrstuvwxyz234567", "abcdefghijklmnopqrstuvwxyz23456"};
    for (guint i = 0; i < G_N_ELEMENTS(nothing); i++)
        g_assert_false(reference_read(&key, nothing[i], &letter, &request));
    g_autofree char *longer = g_strdup_printf("x%s", token);
    g_assert_false(reference_read(&key, longer, &letter, &request));
    g_assert_cmpint(letter, ==, -1);
}

static void
test_key_file(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *office = g_dir_make_tmp("diwan-XXXXXX", NULL);
    g_autofree char *secrets = g_build_filename(office, "secrets", NULL);
    g_autofree char *path = g_build_filename(secrets, "reference.key", NULL);
    ReferenceKey one, other;
    g_assert_cmpint(g_mkdir(secrets, 0700), ==, 0);
    g_assert_true(reference_key_make(office, &error));
    g_assert_no_error(error);
    g_assert_true(reference_key_load(office, &one, &error));
    g_assert_true(reference_key_load(office, &other, &error));
    g_assert_cmpmem(one.bytes, 32, other.bytes, 32);
    GStatBuf status;
    g_assert_cmpint(g_stat(path, &status), ==, 0);
    g_assert_cmpint(status.st_mode & 0777, ==, 0600);

    g_assert_false(reference_key_make(office, &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    g_clear_error(&error);
    static const char *const bad[] = {"abc", "zz", "00"};
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_assert_true(file_write(path, bad[i], strlen(bad[i]), 0600, NULL));
        g_assert_false(reference_key_load(office, &one, &error));
        g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG);
        g_clear_error(&error);
    }
    g_assert_true(file_remove_tree(office, NULL));
}

static void
test_addresses(void)
{
    static const char *const sound[] = {
        "a@b.example", "first.last+tag@mail.example.org", "o'neil@example.com"};
    static const char *const unsound[] = {"", "@", "a@", "@b", "a", "a@b@c",
        "a b@c.example", "a@b.example\r\nRCPT TO:<e@f.example>", "<a@b.example>",
        "\"a\"@b.example", "a@b..example", "a@-b.example", "a@b-.example", ".a@b.example",
        "a..b@c.example", "a@[127.0.0.1]", "سالم@example.org", "a,b@c.example",
        "a@b.example\n", "a@b.example,"};
    for (guint i = 0; i < G_N_ELEMENTS(sound); i++)
        g_assert_true(address_is_sound(sound[i]));
    for (guint i = 0; i < G_N_ELEMENTS(unsound); i++)
        g_assert_false(address_is_sound(unsound[i]));
    g_assert_false(address_is_sound(NULL));
    g_autofree char *label = g_strnfill(61, 'b');
    g_autofree char *longest =
        g_strdup_printf("a@%s.%s.%s.%s.example", label, label, label, label);
    g_assert_false(address_is_sound(longest));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/reference/round", test_round);
    g_test_add_func("/reference/forged", test_forged);
    g_test_add_func("/reference/key file", test_key_file);
    g_test_add_func("/address/sound", test_addresses);
    return g_test_run();
}

/* test-seeds.c - every seed of the mail fuzzer through its own function. */
#include "../fuzz/fuzz-mail.c"

static void
test_seeds(void)
{
    g_autofree char *folder =
        g_test_build_filename(G_TEST_DIST, "..", "fuzz", "seeds", "mail", NULL);
    const char *path =
        g_file_test(folder, G_FILE_TEST_IS_DIR) ? folder : "tests/fuzz/seeds/mail";
    g_autoptr(GDir) seeds = g_dir_open(path, 0, NULL);
    if (seeds == NULL) {
        g_test_skip("no tests/fuzz/seeds/mail beside the test");
        return;
    }
    const char *name;
    guint n = 0;
    while ((name = g_dir_read_name(seeds)) != NULL) {
        g_autofree char *seed = g_build_filename(path, name, NULL);
        g_autoptr(GBytes) bytes = file_read(seed, 16 * 1024 * 1024, NULL);
        g_assert_nonnull(bytes);
        gsize length;
        const guint8 *data = g_bytes_get_data(bytes, &length);
        LLVMFuzzerTestOneInput(data, length);
        n++;
    }
    g_test_message("%u seeds", n);
    g_assert_cmpuint(n, >, 0);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/parse/seeds", test_seeds);
    return g_test_run();
}

/* test-seeds.c - every seed of the fuzzers through their own functions. */
#define LLVMFuzzerTestOneInput fuzz_mail
#include "../fuzz/fuzz-mail.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_bounce
#include "../fuzz/fuzz-bounce.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_quotation
#include "../fuzz/fuzz-quotation.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_html
#include "../fuzz/fuzz-html.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_authentication
#include "../fuzz/fuzz-authentication.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_tnef
#include "../fuzz/fuzz-tnef.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_wire
#include "../fuzz/fuzz-wire.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_webform
#include "../fuzz/fuzz-webform.c"
#undef LLVMFuzzerTestOneInput

static const struct {
    const char *name;
    int (*run)(const guint8 *bytes, gsize length);
} PARSERS[] = {
    {"mail", fuzz_mail},
    {"bounce", fuzz_bounce},
    {"quotation", fuzz_quotation},
    {"html", fuzz_html},
    {"authentication", fuzz_authentication},
    {"tnef", fuzz_tnef},
    {"wire", fuzz_wire},
    {"webform", fuzz_webform},
};

static guint
replay(const char *parser, int (*run)(const guint8 *bytes, gsize length))
{
    g_autofree char *folder =
        g_test_build_filename(G_TEST_DIST, "..", "fuzz", "seeds", parser, NULL);
    g_autofree char *beside = g_build_filename("tests/fuzz/seeds", parser, NULL);
    const char *path = g_file_test(folder, G_FILE_TEST_IS_DIR) ? folder : beside;
    g_autoptr(GDir) seeds = g_dir_open(path, 0, NULL);
    const char *name;
    guint n = 0;
    while (seeds != NULL && (name = g_dir_read_name(seeds)) != NULL) {
        g_autofree char *seed = g_build_filename(path, name, NULL);
        g_autoptr(GBytes) bytes = file_read(seed, 16 * 1024 * 1024, NULL);
        g_assert_nonnull(bytes);
        gsize length;
        const guint8 *data = g_bytes_get_data(bytes, &length);
        run(length > 0 ? data : (const guint8 *)"", length);
        n++;
    }
    return n;
}

static void
test_seeds(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(PARSERS); i++) {
        guint n = replay(PARSERS[i].name, PARSERS[i].run);
        g_test_message("%s: %u seeds", PARSERS[i].name, n);
        g_assert_cmpuint(n, >, 0);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/parse/seeds", test_seeds);
    return g_test_run();
}

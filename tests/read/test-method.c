/* test-method.c - the name of how pages are read changes with the models' bytes, and with nothing else. */
#include "base/base.h"
#include "read/read.h"

#include <string.h>

static char *folder;

static void
put_model(const char *name, const char *bytes)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *file = g_strconcat(name, ".traineddata", NULL);
    g_autofree char *path = g_build_filename(folder, file, NULL);
    g_assert_true(g_file_set_contents(path, bytes, -1, &error));
}

static char *
method_of(const char *const *models)
{
    g_autoptr(GError) error = NULL;
    char *method = read_method(models, &error);
    g_assert_no_error(error);
    return method;
}

static void
test_name(void)
{
    static const char *const one[] = {"one", NULL};
    static const char *const both[] = {"one", "two", NULL};
    static const char *const missing[] = {"one", "three", NULL};
    g_autoptr(GError) error = NULL;
    put_model("one", "a");
    put_model("two", "b");
    g_autofree char *first = method_of(one);
    g_autofree char *again = method_of(one);
    g_autofree char *two = method_of(both);
    put_model("one", "better");
    g_autofree char *better = method_of(one);
    g_autofree char *version = g_strdup_printf("%d one:", READ_METHOD);
    g_assert_true(g_str_has_prefix(first, version));
    g_assert_cmpstr(first, ==, again);
    g_assert_cmpstr(first, !=, two);
    g_assert_cmpstr(first, !=, better);
    g_assert_true(g_str_has_prefix(better, version));
    g_assert_null(read_method(missing, &error));
    g_assert_nonnull(strstr(error->message, "three.traineddata"));
}

int
main(int argc, char **argv)
{
    folder = g_dir_make_tmp("diwan-method-XXXXXX", NULL);
    g_setenv("TESSDATA_PREFIX", folder, true);
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/method/name", test_name);
    int status = g_test_run();
    g_assert_true(file_remove_tree(folder, NULL));
    g_free(folder);
    return status;
}

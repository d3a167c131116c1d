/* test-file.c - writing whole, reading within a limit, removing with care; and errno's codes. */
#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *folder;

static char *
inside(const char *name)
{
    return g_build_filename(folder, name, NULL);
}

static guint
count_entries(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    guint n = 0;
    while (g_dir_read_name(dir) != NULL)
        n++;
    return n;
}

static void
test_write(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *sub = inside("write");
    g_assert_true(file_make_folder(sub, &error));
    g_autofree char *path = g_build_filename(sub, "a", NULL);
    g_assert_true(file_write(path, "one", 3, 0600, &error));
    g_assert_true(file_write(path, "second", 6, 0640, &error));
    g_assert_no_error(error);
    g_autoptr(GBytes) bytes = file_read(path, 6, &error);
    g_assert_no_error(error);
    g_assert_cmpmem(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), "second", 6);
    struct stat status;
    g_assert_cmpint(stat(path, &status), ==, 0);
    g_assert_cmpint(status.st_mode & 0777, ==, 0640);
    g_assert_cmpuint(count_entries(sub), ==, 1);

    g_assert_true(file_write(path, NULL, 0, 0600, &error));
    g_autoptr(GBytes) empty = file_read(path, 0, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(g_bytes_get_size(empty), ==, 0);

    /* A folder stands in the way: refused, nothing left over. */
    g_autofree char *taken = g_build_filename(sub, "taken", NULL);
    g_assert_true(file_make_folder(taken, &error));
    g_assert_false(file_write(taken, "x", 1, 0600, &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    g_assert_cmpuint(count_entries(sub), ==, 2);
    g_autoptr(GError) missing = NULL;
    g_assert_false(file_write("/nonexistent/x", "x", 1, 0600, &missing));
    g_assert_error(missing, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
}

static void
test_read(void)
{
    g_autofree char *path = inside("read");
    g_assert_true(file_write(path, "12345", 5, 0600, NULL));
    g_autofree char *pipe_path = inside("fifo");
    g_assert_cmpint(mkfifo(pipe_path, 0600), ==, 0);
    const struct {
        const char *path;
        gsize most;
    } refused[] = {{path, 4}, {path, 0}, {folder, 100}, {pipe_path, 100},
        {"/dev/zero", 100}, {"/nonexistent", 100},
        /* says it has no bytes, and has some */
        {"/proc/self/status", 10}};
    for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
        g_autoptr(GError) error = NULL;
        g_test_message("%s", refused[i].path);
        g_assert_null(file_read(refused[i].path, refused[i].most, &error));
        g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    }
    g_autoptr(GBytes) status = file_read("/proc/self/status", 1024 * 1024, NULL);
    g_assert_nonnull(status);
    g_assert_cmpuint(g_bytes_get_size(status), >, 10);
}

static void
test_secret(void)
{
    static const struct {
        const char *text;
        int mode;
        const char *secret; /* NULL: refused */
    } cases[] = {
        {"pass word\nsecond line\n", 0600, "pass word"},
        {"pass\r\n", 0400, "pass"},
        {"pass", 0600, "pass"},
        {"pass", 0640, NULL},
        {"pass", 0604, NULL},
        {"", 0600, NULL},
        {"\npass", 0600, NULL},
    };
    g_autofree char *path = inside("secret");
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_true(file_write(path, cases[i].text, strlen(cases[i].text), 0600, NULL));
        g_assert_cmpint(chmod(path, cases[i].mode), ==, 0);
        g_autofree char *secret = file_read_secret(path, &error);
        g_assert_cmpstr(secret, ==, cases[i].secret);
        if (cases[i].secret == NULL)
            g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG);
    }
    g_autoptr(GError) error = NULL;
    g_assert_null(file_read_secret("/nonexistent", &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG);
}

static void
test_sha256(void)
{
    g_autofree char *empty = file_sha256("", 0);
    g_autofree char *abc = file_sha256("abc", 3);
    g_assert_cmpstr(
        empty, ==, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    g_assert_cmpstr(
        abc, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void
test_remove_tree(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *kept = inside("kept");
    g_autofree char *kept_file = g_build_filename(kept, "file", NULL);
    g_autofree char *tree = inside("tree");
    g_autofree char *deep = g_build_filename(tree, "a", "b", "c", NULL);
    g_autofree char *file = g_build_filename(deep, "file", NULL);
    g_autofree char *link_path = g_build_filename(deep, "link", NULL);
    g_assert_true(file_make_folder(kept, &error));
    g_assert_true(file_make_folder(deep, &error));
    g_assert_true(file_write(kept_file, "x", 1, 0600, &error));
    g_assert_true(file_write(file, "x", 1, 0600, &error));
    g_assert_cmpint(symlink(kept, link_path), ==, 0);
    struct stat status;
    g_assert_cmpint(stat(deep, &status), ==, 0);
    g_assert_cmpint(status.st_mode & 0777, ==, 0700);

    g_assert_true(file_remove_tree(tree, &error));
    g_assert_no_error(error);
    g_assert_false(g_file_test(tree, G_FILE_TEST_EXISTS));
    g_assert_true(g_file_test(kept_file, G_FILE_TEST_EXISTS));
    g_assert_true(file_remove_tree(tree, &error));

    /* A link in the place of the folder is not followed. */
    g_assert_cmpint(symlink(kept, tree), ==, 0);
    g_assert_false(file_remove_tree(tree, &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    g_assert_true(g_file_test(kept_file, G_FILE_TEST_EXISTS));

    g_autoptr(GError) in_the_way = NULL;
    g_assert_false(file_make_folder(kept_file, &in_the_way));
    g_assert_error(in_the_way, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
}

static void
test_errno(void)
{
    static const struct {
        int number;
        DiwanError given, code;
    } cases[] = {
        {ENOENT, DIWAN_ERROR_CONFIG, DIWAN_ERROR_CONFIG},
        {EACCES, DIWAN_ERROR_REFUSED, DIWAN_ERROR_REFUSED},
        {ENOSPC, DIWAN_ERROR_REFUSED, DIWAN_ERROR_RETRY},
        {EIO, DIWAN_ERROR_CONFIG, DIWAN_ERROR_RETRY},
        {EMFILE, DIWAN_ERROR_REFUSED, DIWAN_ERROR_RETRY},
        {ENOENT, DIWAN_ERROR_RETRY, DIWAN_ERROR_RETRY},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        errno = cases[i].number;
        g_assert_false(error_from_errno(&error, cases[i].given, "cannot open '%s'", "x"));
        g_assert_error(error, DIWAN_ERROR, (int)cases[i].code);
        g_assert_true(g_str_has_prefix(error->message, "cannot open 'x': "));
    }
    g_assert_cmpstr(outcome_name(OUTCOME_DONE), ==, "done");
    g_assert_cmpstr(outcome_name(OUTCOME_HOLD), ==, "hold");
    g_assert_cmpstr(outcome_name(OUTCOME_RETRY), ==, "retry");
    g_assert_cmpstr(outcome_name(OUTCOME_REFUSED), ==, "refused");
}

int
main(int argc, char **argv)
{
    umask(022);
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("diwan-file-XXXXXX", NULL);
    g_test_add_func("/file/write", test_write);
    g_test_add_func("/file/read", test_read);
    g_test_add_func("/file/secret", test_secret);
    g_test_add_func("/file/sha256", test_sha256);
    g_test_add_func("/file/remove-tree", test_remove_tree);
    g_test_add_func("/error/errno", test_errno);
    int result = g_test_run();
    file_remove_tree(folder, NULL);
    g_free(folder);
    return result;
}

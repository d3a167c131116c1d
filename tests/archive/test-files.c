/* test-files.c - files under their hash: kept whole, once, findable, and never half. */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#include "archive/archive.h"

static const char *const EMPTY_SHA256 =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
static const char *const ABC_SHA256 =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

typedef struct Fixture {
    char *folder;
    Archive *archive;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    g_autoptr(GError) error = NULL;
    g_autofree char *top = g_dir_make_tmp("diwan-files-XXXXXX", &error);
    g_assert_no_error(error);
    fixture->folder = g_build_filename(top, "letters", NULL);
    fixture->archive = archive_open(fixture->folder, &error);
    g_assert_no_error(error);
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    archive_close(fixture->archive);
    g_autofree char *top = g_path_get_dirname(fixture->folder);
    g_assert_true(file_remove_tree(top, NULL));
    g_free(fixture->folder);
}

static char *
put(Archive *archive, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    char *sha256 = NULL;
    g_assert_true(archive_put(archive, bytes, &sha256, &error));
    g_assert_no_error(error);
    return sha256;
}

static char *
place_of(Fixture *fixture, const char *sha256)
{
    return g_strdup_printf("%s/%.2s/%s", fixture->folder, sha256, sha256 + 2);
}

static int
count_temporary(Fixture *fixture)
{
    g_autofree char *tmp = g_build_filename(fixture->folder, "tmp", NULL);
    g_autoptr(GDir) folder = g_dir_open(tmp, 0, NULL);
    int n = 0;
    while (g_dir_read_name(folder) != NULL)
        n++;
    return n;
}

static void
test_known_hashes(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    const struct {
        const char *text, *sha256;
    } cases[] = {{"", EMPTY_SHA256}, {"abc", ABC_SHA256}};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *sha256 = put(fixture->archive, cases[i].text);
        g_assert_cmpstr(sha256, ==, cases[i].sha256);
        g_autofree char *place = place_of(fixture, sha256);
        g_autofree char *text = NULL;
        g_assert_true(g_file_get_contents(place, &text, NULL, NULL));
        g_assert_cmpstr(text, ==, cases[i].text);
        g_autoptr(GBytes) loaded = archive_load(fixture->archive, sha256, NULL);
        g_assert_cmpmem(g_bytes_get_data(loaded, NULL), g_bytes_get_size(loaded),
            cases[i].text, strlen(cases[i].text));
    }
    g_assert_true(archive_flush(fixture->archive, NULL));
    g_assert_cmpint(count_temporary(fixture), ==, 0);
}

/* Two mailboxes hand over at the same time; each append goes to its own file. */
static void
test_interleaved(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    g_autoptr(GError) error = NULL;
    ArchiveFile *one = archive_begin(fixture->archive, &error);
    g_autoptr(ArchiveFile) two = archive_begin(fixture->archive, &error);
    g_assert_no_error(error);
    g_assert_true(archive_append(one, "a", 1, NULL));
    g_assert_true(archive_append(two, "x", 1, NULL));
    g_assert_true(archive_append(one, "bc", 2, NULL));
    g_autofree char *sha256 = NULL;
    gint64 size_bytes = 0;
    g_assert_true(archive_keep(one, &sha256, &size_bytes, &error));
    g_assert_cmpstr(sha256, ==, ABC_SHA256);
    g_assert_cmpint(size_bytes, ==, 3);
    g_assert_cmpint(count_temporary(fixture), ==, 1);
    g_clear_pointer(&two, archive_file_free);
    g_assert_cmpint(count_temporary(fixture), ==, 0);
}

/* The same bytes again leave the first file as it is; a file a power cut has emptied is made
 * whole by them. */
static void
test_again(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    g_autofree char *first = put(fixture->archive, "abc");
    g_autofree char *place = place_of(fixture, first);
    struct stat before, after;
    g_assert_cmpint(stat(place, &before), ==, 0);
    g_free(put(fixture->archive, "abc"));
    g_assert_cmpint(stat(place, &after), ==, 0);
    g_assert_cmpuint(before.st_ino, ==, after.st_ino);
    g_assert_cmpint(count_temporary(fixture), ==, 0);

    g_assert_cmpint(chmod(place, 0600), ==, 0);
    g_assert_cmpint(truncate(place, 0), ==, 0);
    g_free(put(fixture->archive, "abc"));
    g_assert_cmpint(stat(place, &after), ==, 0);
    g_assert_cmpint(after.st_size, ==, 3);
    g_assert_cmpint(count_temporary(fixture), ==, 0);
}

static void
test_refused_names(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    g_free(put(fixture->archive, "abc"));
    const char *const names[] = {
        "",
        "../../etc/passwd",
        "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad0",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_cmpint(archive_open_file(fixture->archive, names[i], &error), ==, -1);
        g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    }
}

static void
test_sweep(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    g_autofree char *old = g_build_filename(fixture->folder, "tmp", "1-0", NULL);
    g_autofree char *fresh = g_build_filename(fixture->folder, "tmp", "1-1", NULL);
    g_assert_true(g_file_set_contents(old, "x", 1, NULL));
    g_assert_true(g_file_set_contents(fresh, "x", 1, NULL));
    time_t past = (time_t)(clock_now_ms() / 1000 - 3700);
    g_assert_cmpint(utime(old, &(struct utimbuf){past, past}), ==, 0);
    archive_sweep(fixture->archive);
    g_assert_false(g_file_test(old, G_FILE_TEST_EXISTS));
    g_assert_true(g_file_test(fresh, G_FILE_TEST_EXISTS));
    g_assert_cmpint(archive_free_bytes(fixture->archive), >, 0);
}

/* A full disk: /dev/full answers every write with ENOSPC, and stands in for the temporary file. */
static void
test_disk_full(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    g_autoptr(GError) error = NULL;
    int before = open("/dev/null", O_RDONLY); /* the number the next file will get */
    close(before);
    g_autoptr(ArchiveFile) file = archive_begin(fixture->archive, &error);
    g_assert_no_error(error);
    int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    g_assert_cmpint(dup2(full, before), ==, before);
    close(full);
    g_assert_false(archive_append(file, "abc", 3, &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY);
    g_clear_pointer(&file, archive_file_free);
    g_assert_cmpint(count_temporary(fixture), ==, 0);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define CASE(name, function) g_test_add(name, Fixture, NULL, set_up, function, tear_down)
    CASE("/files/known-hashes", test_known_hashes);
    CASE("/files/interleaved", test_interleaved);
    CASE("/files/again", test_again);
    CASE("/files/refused-names", test_refused_names);
    CASE("/files/sweep", test_sweep);
    CASE("/files/disk-full", test_disk_full);
    return g_test_run();
}

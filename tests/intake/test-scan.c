/* test-scan.c - the watched folder: finished files once, whatever their names; the rest aside. */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "intake/intake.h"

typedef struct Fixture {
    char *top, *folder;
    Store *store;
    Archive *archive;
    ScanConfig scan;
    Config config;
    Intake *intake;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    fixture->top = g_dir_make_tmp("diwan-scan-XXXXXX", NULL);
    fixture->folder = g_build_filename(fixture->top, "in", NULL);
    g_autofree char *letters = g_build_filename(fixture->top, "letters", NULL);
    g_assert_cmpint(g_mkdir(fixture->folder, 0700), ==, 0);
    fixture->store = store_open(":memory:", true, NULL);
    fixture->archive = archive_open(letters, NULL);
    fixture->scan = (ScanConfig){.name = (char *)"front desk",
        .path = fixture->folder,
        .branch = (char *)"north",
        .subfolders = (char *)"branch"};
    fixture->config.mailboxes = g_ptr_array_new();
    fixture->config.scans = g_ptr_array_new();
    g_ptr_array_add(fixture->config.scans, &fixture->scan);
    fixture->intake =
        intake_open(&fixture->config, fixture->store, fixture->archive, NULL);
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    intake_close(fixture->intake);
    g_ptr_array_unref(fixture->config.mailboxes);
    g_ptr_array_unref(fixture->config.scans);
    archive_close(fixture->archive);
    store_close(fixture->store);
    g_assert_true(file_remove_tree(fixture->top, NULL));
    g_free(fixture->folder);
    g_free(fixture->top);
}

static void
put(Fixture *fixture, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(fixture->folder, name, NULL);
    g_assert_true(
        g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static bool
is_there(Fixture *fixture, const char *name)
{
    g_autofree char *path = g_build_filename(fixture->folder, name, NULL);
    return g_file_test(path, G_FILE_TEST_EXISTS);
}

/* Rounds for ms; how many new letters came. */
static int
watch(Fixture *fixture, int ms, bool *idle)
{
    int total = 0;
    for (gint64 until = clock_ticks_ms() + ms; clock_ticks_ms() < until;) {
        g_autoptr(GError) error = NULL;
        int taken = 0;
        g_assert_true(intake_round(fixture->intake, 100, &taken, idle, &error));
        g_assert_no_error(error);
        total += taken;
    }
    return total;
}

static void
test_names(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    static const char *const names[] = {"scan.pdf", "no ending", "طلب دعم.PDF", "-rf",
        ".hidden", "\xff\xfe", "a\nb", "x.txt"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *text = g_strdup_printf("%%PDF-1.7 %d", (int)i);
        put(fixture, names[i], text);
    }
    bool idle = false;
    g_assert_cmpint(watch(fixture, 3000, &idle), ==, (int)G_N_ELEMENTS(names));
    g_assert_true(idle);
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *taken = g_build_filename("taken", names[i], NULL);
        g_assert_false(is_there(fixture, names[i]));
        g_assert_true(is_there(fixture, taken));
    }
    LetterFilter all = {0};
    g_autoptr(GPtrArray) letters = store_letters_list(fixture->store, &all, NULL);
    g_assert_cmpuint(letters->len, ==, G_N_ELEMENTS(names));
    const Letter *letter = g_ptr_array_index(letters, 0);
    g_assert_cmpint(letter->medium, ==, MEDIUM_SCAN);
    g_assert_cmpstr(letter->source, ==, "front desk");
    g_assert_cmpstr(letter->branch, ==, "north");
    g_assert_nonnull(letter->file_name);
    g_assert_true(g_utf8_validate(letter->file_name, -1, NULL));
}

/* Folders in it name the branch or the scanner; links lead nowhere; what is ours stays alone. */
static void
test_subfolders(Fixture *fixture, gconstpointer kind)
{
    bool is_branch = strcmp(kind, "branch") == 0;
    fixture->scan.subfolders = (char *)kind;
    intake_close(fixture->intake);
    fixture->intake =
        intake_open(&fixture->config, fixture->store, fixture->archive, NULL);
    g_autofree char *outside = g_build_filename(fixture->top, "outside", NULL);
    g_autofree char *link = g_build_filename(fixture->folder, "link", NULL);
    static const char *const folders[] = {
        "جدة", "taken", "aside", ".snapshot", "../outside"};
    for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *path = g_build_filename(fixture->folder, folders[i], NULL);
        g_assert_cmpint(g_mkdir(path, 0700), ==, 0);
        g_autofree char *file = g_build_filename(folders[i], "a.pdf", NULL);
        g_autofree char *text = g_strdup_printf("%%PDF-1.7 %s", folders[i]);
        put(fixture, file, text);
    }
    g_assert_cmpint(symlink(outside, link), ==, 0);
    put(fixture, "جدة/b.bin", "nothing known");
    put(fixture, "top.pdf", "%PDF-1.7 top");
    bool idle = false, none = strcmp(kind, "none") == 0;
    g_assert_cmpint(watch(fixture, 4500, &idle), ==, none ? 1 : 2);
    g_assert_cmpint(is_there(fixture, "جدة/taken/a.pdf"), ==, !none);
    g_assert_cmpint(is_there(fixture, "جدة/aside/b.bin.reason"), ==, !none);
    g_assert_true(is_there(fixture, "taken/top.pdf"));
    LetterFilter all = {0};
    g_autoptr(GPtrArray) letters = store_letters_list(fixture->store, &all, NULL);
    for (guint i = 0; i < letters->len; i++) {
        const Letter *letter = letters->pdata[i];
        bool top = strcmp(letter->file_name, "top.pdf") == 0;
        g_assert_cmpstr(letter->source, ==, top ? "front desk" : "front desk/جدة");
        g_assert_cmpstr(letter->branch, ==, top || !is_branch ? "north" : "جدة");
    }
}

/* The same name again is another letter; the same bytes again are the same one. */
static void
test_again(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    bool idle;
    put(fixture, "scan.pdf", "%PDF-1.7 one");
    g_assert_cmpint(watch(fixture, 2500, &idle), ==, 1);
    put(fixture, "scan.pdf", "%PDF-1.7 two");
    put(fixture, "copy.pdf", "%PDF-1.7 one");
    g_assert_cmpint(watch(fixture, 2500, &idle), ==, 1);
    g_assert_true(is_there(fixture, "taken/scan.pdf"));
    g_assert_true(is_there(fixture, "taken/1-scan.pdf"));
    g_assert_true(is_there(fixture, "taken/copy.pdf"));
}

static void
test_unfinished(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    bool idle = true;
    g_autofree char *path = g_build_filename(fixture->folder, "slow.pdf", NULL);
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    g_assert_cmpint(write(fd, "%PDF-1.7 first", 14), ==, 14);
    g_assert_cmpint(watch(fixture, 3000, &idle), ==, 0); /* still open, though it rests */
    g_assert_false(idle);
    g_assert_cmpint(write(fd, " and last", 9), ==, 9);
    close(fd);
    g_assert_cmpint(watch(fixture, 3000, &idle), ==, 1);
    LetterFilter all = {0};
    g_autoptr(GPtrArray) letters = store_letters_list(fixture->store, &all, NULL);
    g_assert_cmpint(((const Letter *)g_ptr_array_index(letters, 0))->size_bytes, ==, 23);
}

static void
test_aside(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    bool idle;
    g_autofree char *secret = g_build_filename(fixture->top, "secret.pdf", NULL);
    g_autofree char *link = g_build_filename(fixture->folder, "link.pdf", NULL);
    g_autofree char *fifo = g_build_filename(fixture->folder, "fifo", NULL);
    g_autofree char *deeper = g_build_filename(fixture->folder, "folder", NULL);
    g_assert_true(g_file_set_contents(secret, "%PDF-1.7 secret", -1, NULL));
    g_assert_cmpint(symlink(secret, link), ==, 0);
    g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
    g_assert_cmpint(g_mkdir(deeper, 0700), ==, 0);
    put(fixture, "song.pdf", "ID3 not a scan");
    put(fixture, "good.tif", "II*");
    put(fixture, "mail.eml", "Subject: hello\nFrom: a@example.org\n\nhello\n");
    g_assert_cmpint(watch(fixture, 3000, &idle), ==, 1);
    g_assert_true(idle);
    static const char *const there[] = {"aside/song.pdf", "aside/song.pdf.reason",
        "aside/link.pdf", "aside/link.pdf.reason", "aside/fifo", "aside/fifo.reason",
        "taken/mail.eml", "aside/good.tif", "folder"};
    for (gsize i = 0; i < G_N_ELEMENTS(there); i++)
        g_assert_true(is_there(fixture, there[i]));
    g_autofree char *reason =
        g_build_filename(fixture->folder, "aside/song.pdf.reason", NULL);
    g_autofree char *words = NULL;
    g_assert_true(g_file_get_contents(reason, &words, NULL, NULL));
    g_assert_nonnull(strstr(words, "neither an e-mail nor a scan"));
    g_assert_true(g_file_test(secret, G_FILE_TEST_EXISTS));
}

static void
test_missing_folder(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    bool idle = true;
    g_assert_cmpint(g_rmdir(fixture->folder), ==, 0);
    g_assert_cmpint(watch(fixture, 300, &idle), ==, 0);
    g_assert_false(idle);
    g_autoptr(GPtrArray) sources = store_sources(fixture->store, NULL);
    const SourceState *state = g_ptr_array_index(sources, 0);
    g_assert_nonnull(strstr(state->problem, "cannot look into the folder"));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define CASE(name, function) g_test_add(name, Fixture, NULL, set_up, function, tear_down)
    CASE("/scan/names", test_names);
    g_test_add("/scan/branches", Fixture, "branch", set_up, test_subfolders, tear_down);
    g_test_add("/scan/scanners", Fixture, "scanner", set_up, test_subfolders, tear_down);
    g_test_add("/scan/alone", Fixture, "none", set_up, test_subfolders, tear_down);
    CASE("/scan/again", test_again);
    CASE("/scan/unfinished", test_unfinished);
    CASE("/scan/aside", test_aside);
    CASE("/scan/missing-folder", test_missing_folder);
    return g_test_run();
}

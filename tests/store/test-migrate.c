/* test-migrate.c - an office of an older version opens with all it holds. */
#include "store/boxes.h"
#include "store/schema.h"
#include "store/store.h"

#include <gio/gio.h>
#include <string.h>

#define WELL(call) \
    do { \
        bool well_ = (call); \
        g_assert_no_error(error); \
        g_assert_true(well_); \
    } while (0)

enum { PAGES = 450 }; /* more than one batch */

/* A letter with a part and pages as version 1 kept them: each a word and a code, one page without
 * words, one whose words are damaged. */
static const char former[] =
    "INSERT INTO letter (id, state, due_at, sha256, size_bytes, medium, source, "
    "received_at, taken_at)"
    " VALUES (1, 'done', 0, 'aa', 1, 'scan', 'test', 0, 0);"
    "INSERT INTO letter_text VALUES (1, '', '');"
    "INSERT INTO part (id, letter_id, position, media_type, sha256, size_bytes, inline)"
    " VALUES (1, 1, 1, 'application/pdf', 'bb', 1, 0);";

static GBytes *
old_words(int n)
{
    g_autofree char *word = g_strdup_printf("كلمة%d", n);
    g_autoptr(GVariant) value = g_variant_ref_sink(
        g_variant_new_parsed("([(%s, %i, 5, 60, 20, 88), ('أخرى', 1, 6, 30, 21, 7)],"
                             " [('QR-Code', 'رمز', 9, 8, 7, 6)])",
            word, n));
    return g_variant_get_data_as_bytes(value);
}

static void
fill_version_1(const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Sql) sql = sql_open(path, true, &error);
    WELL(schema_migrate_to(sql, path, 1, &error));
    WELL(sql_begin(sql, &error));
    WELL(sql_script(sql, &error, former));
    for (int n = 1; n <= PAGES; n++) {
        g_autofree char *text = g_strdup_printf("كلمة%d أخرى", n);
        g_autoptr(GBytes) words =
            n == 7 ? g_bytes_new_static("\x03\x01\x09\xff", 4) : old_words(n);
        WELL(sql_run(sql, &error,
            "INSERT INTO page (id, letter_id, part_id, number, state, due_at, weight, "
            "source, text,"
            " confidence) VALUES (?, 1, 1, ?, 'read', 0, 1, 'ocr', ?, 80)",
            BIND(n, n, text)));
        WELL(n == 9 ||
             sql_run(sql, &error, "INSERT INTO page_words (page_id, words) VALUES (?, ?)",
                 BIND(n, words)));
    }
    WELL(sql_commit(sql, &error));
}

static void
words_come_along(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("diwan-migrate-XXXXXX", &error);
    g_autofree char *path = g_build_filename(folder, "office.db", NULL);
    fill_version_1(path);
    g_autoptr(Store) store = store_open(path, false, &error);
    g_assert_no_error(error);
    g_autoptr(GPtrArray) pages = store_pages_of(store, 1, true, 0, &error);
    g_assert_cmpuint(pages->len, ==, PAGES);
    for (int n = 1; n <= PAGES; n++) {
        const Page *page = pages->pdata[n - 1];
        g_autofree char *text = g_strdup_printf("كلمة%d", n);
        bool none = n == 7 || n == 9;
        g_assert_true(g_str_has_prefix(page->reading->text, text));
        g_assert_null(page->method);
        g_assert_cmpuint(page->reading->words->len, ==, none ? 0 : 2);
        g_assert_cmpuint(page->reading->codes->len, ==, none ? 0 : 1);
        if (none)
            continue;
        const Word *word = page->reading->words->pdata[0];
        const Code *code = page->reading->codes->pdata[0];
        g_assert_cmpstr(word->text, ==, text);
        g_assert_cmpint(word->x, ==, n);
        g_assert_cmpint(word->confidence, ==, 88);
        g_assert_cmpstr(code->text, ==, "رمز");
        g_assert_cmpint(code->height, ==, 6);
    }
    g_autofree char *aside = g_strconcat(path, ".before-2", NULL);
    g_assert_true(g_file_test(aside, G_FILE_TEST_IS_REGULAR));
    g_assert_null(store_check(store));
    g_assert_true(file_remove_tree(folder, NULL));
}

/* Two processes that open it at once: the second finds it done. */
static void
is_done_once(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("diwan-migrate-XXXXXX", &error);
    g_autofree char *path = g_build_filename(folder, "office.db", NULL);
    fill_version_1(path);
    g_autoptr(GPtrArray) opening = g_ptr_array_new();
    for (int i = 0; i < 4; i++) {
        GSubprocess *child = g_subprocess_new(
            G_SUBPROCESS_FLAGS_NONE, &error, "/proc/self/exe", "open", path, NULL);
        g_assert_no_error(error);
        g_ptr_array_add(opening, child);
    }
    for (guint i = 0; i < opening->len; i++) {
        WELL(g_subprocess_wait_check(opening->pdata[i], NULL, &error));
        g_object_unref(opening->pdata[i]);
    }
    g_autofree char *aside = g_strconcat(path, ".before-2", NULL);
    g_autoptr(Sql) before = sql_open(aside, false, &error);
    int version = 0;
    WELL(sql_one(before, &error, NULL, "PRAGMA user_version", NONE, INTO(&version)));
    g_assert_cmpint(version, ==, 1);
    g_autoptr(GDir) files = g_dir_open(folder, 0, &error);
    for (const char *name; (name = g_dir_read_name(files));)
        g_assert_false(
            strstr(name, ".before-2.") != NULL); /* nothing half made is left */
    g_assert_true(file_remove_tree(folder, NULL));
}

static int
open_only(const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = store_open(path, false, &error);
    if (store == NULL)
        g_printerr("%s\n", error->message);
    return store != NULL ? 0 : 1;
}

int
main(int argc, char **argv)
{
    if (argc == 3 && g_str_equal(argv[1], "open"))
        return open_only(argv[2]);
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/migrate/words-come-along", words_come_along);
    g_test_add_func("/migrate/is-done-once", is_done_once);
    return g_test_run();
}

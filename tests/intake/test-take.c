/* test-take.c - files named on the command line: what they are, the letters in them, and why
 * others were not taken. */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <utime.h>

#include "intake/intake.h"
#include "intake/mbox.h"
#include "intake/take.h"

typedef struct Fixture {
    char *top;
    Store *store;
    Archive *archive;
    GPtrArray *paths, *refused; /* of char, owned */
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    fixture->top = g_dir_make_tmp("diwan-take-XXXXXX", NULL);
    g_autofree char *letters = g_build_filename(fixture->top, "letters", NULL);
    fixture->store = store_open(":memory:", true, NULL);
    fixture->archive = archive_open(letters, NULL);
    fixture->paths = g_ptr_array_new_with_free_func(g_free);
    fixture->refused = g_ptr_array_new_with_free_func(g_free);
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    archive_close(fixture->archive);
    store_close(fixture->store);
    g_ptr_array_unref(fixture->paths);
    g_ptr_array_unref(fixture->refused);
    g_assert_true(file_remove_tree(fixture->top, NULL));
    g_free(fixture->top);
}

static void
name(Fixture *fixture, const char *file, const char *text)
{
    char *path = g_build_filename(fixture->top, file, NULL);
    g_ptr_array_add(fixture->paths, path);
    if (text != NULL)
        g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static int
take(Fixture *fixture, bool quiet)
{
    g_autoptr(GError) error = NULL;
    int taken = 0;
    g_ptr_array_add(fixture->paths, NULL);
    g_assert_true(intake_take(fixture->store, fixture->archive,
        (char **)fixture->paths->pdata, quiet, &taken, fixture->refused, &error));
    g_assert_no_error(error);
    return taken;
}

/* The n-th letter from the oldest: its kept bytes. */
static char *
text_of(Fixture *fixture, guint n, Letter **letter)
{
    LetterFilter all = {0};
    g_autoptr(GPtrArray) letters = store_letters_list(fixture->store, &all, NULL);
    g_assert_cmpuint(n, <, letters->len);
    const Letter *found = g_ptr_array_index(letters, letters->len - 1 - n);
    g_autoptr(GBytes) bytes = archive_load(fixture->archive, found->sha256, NULL);
    if (letter != NULL)
        *letter = store_letter_get(fixture->store, found->id, NULL);
    return g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
}

static void
test_kinds(void)
{
#define BYTES(text) text, sizeof text - 1
    static const struct {
        const char *bytes;
        gsize length;
        TakeKind kind;
    } cases[] = {
        {BYTES("%PDF-1.4"), TAKE_SCAN},
        {BYTES("\r\n@PJL\r\n%PDF-1.4"), TAKE_SCAN},
        {BYTES("II*\0"), TAKE_SCAN},
        {BYTES("MM\0*"), TAKE_SCAN},
        {BYTES("\xff\xd8\xff\xe0"), TAKE_SCAN},
        {BYTES("\x89PNG\r\n\x1a\n"), TAKE_SCAN},
        {BYTES("RIFF\1\2\3\4WEBPVP8 "), TAKE_SCAN},
        {BYTES("\0\0\0\x18"
               "ftypheic"),
            TAKE_SCAN},
        {BYTES("\0\0\0\x18"
               "ftypmp42"),
            TAKE_UNKNOWN},
        {BYTES("PK\3\4\24\0\6\0\10\0\0\0\41\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0[Content_"
               "Types].xml"),
            TAKE_SCAN},
        {BYTES("PK\3\4\24\0\6\0\10\0\0\0\41\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0photo.jpg"),
            TAKE_UNKNOWN},
        {BYTES("PK\3\4\24\0\0\0\0\0\0\0\41\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0mimetype"
               "application/vnd.oasis.opendocument.text"),
            TAKE_SCAN},
        {BYTES("\0\0\0\x0cjP  \r\n\x87\n"), TAKE_SCAN},
        {BYTES("GIF89a"), TAKE_SCAN},
        {BYTES("From a@example.org Thu Jan  1 10:00:00 2026\nFrom: a@example.org\n\n"),
            TAKE_MBOX},
        {BYTES("From: a@example.org\nSubject: x\n\nhello"), TAKE_MAIL},
        {BYTES("X-Spam: no\r\nReceived: from a\r\n by b\r\nSubject: x\r\n\r\n"),
            TAKE_MAIL},
        {BYTES("Return-Path: <>\n"), TAKE_MAIL},
        {BYTES("Dear Sir:\nFrom: my heart\n"), TAKE_UNKNOWN},
        {BYTES("#!/bin/sh\n"), TAKE_UNKNOWN},
        {BYTES("key: value\nother: value\n"), TAKE_UNKNOWN},
        {BYTES(""), TAKE_UNKNOWN},
        {BYTES("\n"), TAKE_UNKNOWN},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("case %d", (int)i);
        g_assert_cmpint(take_kind((const guint8 *)cases[i].bytes, cases[i].length), ==,
            cases[i].kind);
    }
}

static void
test_from_lines(void)
{
    static const struct {
        const char *line;
        gint64 received_s; /* -1: not one */
    } cases[] = {
        {"From a@example.org Thu Jan  1 10:00:00 2026", 1767261600},
        {"From MAILER-DAEMON Thu Jan  1 10:00:00 2026", 1767261600},
        {"From a@example.org Thu Jan  1 10:00 2026", 1767261600},
        {"From a@example.org Thu Jan  1 10:00:00 +0300 2026", 1767261600},
        {"From a@example.org  Thu Jan  1 10:00:00 2026 +0300", 1767261600},
        {"From a@example.org Thu Jan 41 10:00:00 2026", 0},
        {"From my heart I thank you", -1},
        {"From Thu on we waited, Jan 1 2026", -1},
        {"from a@example.org Thu Jan  1 10:00:00 2026", -1},
        {"From", -1},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        gint64 received_at = 0;
        bool is = mbox_is_from_line(cases[i].line, strlen(cases[i].line), &received_at);
        g_test_message("%s", cases[i].line);
        g_assert_cmpint(is, ==, cases[i].received_s >= 0);
        if (is)
            g_assert_cmpint(received_at, ==, cases[i].received_s * 1000);
    }
}

#define FROM_ "From a@example.org Thu Jan  1 10:00:00 2026\n"

static void
test_mbox(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    static const char *const letters[] = {
        "Subject: 1\n\nFrom my heart I thank you\n",
        /* A From_ line needs an empty line before it, and loses one > where it is quoted. */
        "Subject: 2\n\nhe wrote:\n" FROM_ "\nFrom x\n>From y\n> From z\n\n\nend\n",
        "Subject: 3\r\n\r\nCRLF\r\n",
        "Subject: 4\n\nno end",
    };
    name(fixture, "box",
        FROM_ "Subject: 1\n\nFrom my heart I thank you\n\n" FROM_
              "Subject: 2\n\nhe wrote:\n" FROM_
              "\n>From x\n>>From y\n> From z\n\n\nend\n\n" FROM_
              "Subject: 3\r\n\r\nCRLF\r\n\r\n" FROM_ "Subject: 4\n\nno end");
    g_assert_cmpint(take(fixture, true), ==, (int)G_N_ELEMENTS(letters));
    g_assert_cmpuint(fixture->refused->len, ==, 0);
    for (guint i = 0; i < G_N_ELEMENTS(letters); i++) {
        g_autoptr(Letter) letter = NULL;
        g_autofree char *text = text_of(fixture, i, &letter);
        g_assert_cmpstr(text, ==, letters[i]);
        g_assert_cmpint(letter->received_at, ==, 1767261600000);
        g_assert_true(letter->quiet);
        g_assert_cmpint(letter->medium, ==, MEDIUM_EMAIL);
    }
}

/* Lines longer than any buffer, and more letters than one batch. */
static void
test_large_mbox(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    g_autoptr(GString) text = g_string_new(NULL);
    g_autofree char *line = g_strnfill(700 * 1000, 'x');
    for (int i = 0; i < 120; i++)
        g_string_append_printf(text, FROM_ "Subject: %d\n\n%s\nend\n\n", i,
            i % 40 == 7 ? line : ">From short");
    name(fixture, "box", text->str);
    g_assert_cmpint(take(fixture, false), ==, 120);
    g_autofree char *expected = g_strdup_printf("Subject: 7\n\n%s\nend\n", line);
    g_autofree char *found = text_of(fixture, 7, NULL);
    g_assert_cmpstr(found, ==, expected);
    g_autofree char *last = text_of(fixture, 119, NULL);
    g_assert_cmpstr(last, ==, "Subject: 119\n\nFrom short\nend\n");
}

static void
test_maildir(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    static const char *const folders[] = {
        "box", "box/cur", "box/new", "box/tmp", "plain"};
    for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *path = g_build_filename(fixture->top, folders[i], NULL);
        g_assert_cmpint(g_mkdir(path, 0700), ==, 0);
    }
    name(fixture, "box/cur/1:2,S", "Subject: 1\n\nread\n");
    struct utimbuf then = {1767261600, 1767261600};
    g_assert_cmpint(utime(g_ptr_array_index(fixture->paths, 0), &then), ==, 0);
    name(fixture, "box/new/2", "Subject: 2\n\nnew\n");
    name(fixture, "box/tmp/3", "Subject: 3\n\nhalf\n");
    g_ptr_array_set_size(fixture->paths, 0);
    name(fixture, "box", NULL);
    name(fixture, "plain", NULL);
    g_assert_cmpint(take(fixture, false), ==, 2);
    g_autoptr(Letter) letter = NULL;
    g_autofree char *text = text_of(fixture, 0, &letter);
    g_assert_cmpstr(text, ==, "Subject: 1\n\nread\n");
    g_assert_cmpint(letter->received_at, ==, 1767261600000);
    g_assert_cmpuint(fixture->refused->len, ==, 1);
    g_assert_nonnull(strstr(g_ptr_array_index(fixture->refused, 0), "not a Maildir"));
}

static void
test_refused(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    name(fixture, "song.mp3", "ID3");
    name(fixture, "empty.eml", "");
    name(fixture, "missing.eml", NULL);
    name(fixture, "good.eml", "Subject: good\n\n");
    name(fixture, "same.eml", "Subject: good\n\n");
    name(fixture, "petition.pdf", "%PDF-1.4");
    g_assert_cmpint(take(fixture, false), ==, 2);
    static const char *const reasons[] = {"song.mp3: it is neither",
        "empty.eml: it is empty", "missing.eml: cannot open it"};
    g_assert_cmpuint(fixture->refused->len, ==, G_N_ELEMENTS(reasons));
    for (guint i = 0; i < G_N_ELEMENTS(reasons); i++)
        g_assert_nonnull(strstr(g_ptr_array_index(fixture->refused, i), reasons[i]));
    g_autoptr(Letter) scan = NULL;
    g_autofree char *text = text_of(fixture, 1, &scan);
    g_assert_cmpstr(scan->file_name, ==, "petition.pdf");
    g_assert_cmpint(scan->medium, ==, MEDIUM_SCAN);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/take/kinds", test_kinds);
    g_test_add_func("/take/from-lines", test_from_lines);
#define CASE(path, function) g_test_add(path, Fixture, NULL, set_up, function, tear_down)
    CASE("/take/mbox", test_mbox);
    CASE("/take/large-mbox", test_large_mbox);
    CASE("/take/maildir", test_maildir);
    CASE("/take/refused", test_refused);
    return g_test_run();
}

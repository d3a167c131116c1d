/* test-locked.c - what a letter says is the same in the locked room, which has no files, as here.
 *
 * The room is the real one, with its lock and without the libraries it has let go; each letter
 * makes GMime ask for a charset that glibc would load from a file.
 */
#include <iconv.h>

#include "letters.h"
#include "room.h"

static const char *const charsets[] = {"utf-8", "windows-1256", "cp1256", "iso-8859-6",
    "windows-1252", "iso-8859-1", "us-ascii", "utf-16", "koi8-r", "gb18030",
    "iso-2022-jp", "iso-8859-11", "ibm1046", "hp-roman8", "tcvn", "x-unknown", NULL};

static char *
letter_in(const char *charset)
{
    return g_strdup_printf(HEAD
        "Comments: =?%s?Q?=D8=E1=C8?=\nContent-Type: multipart/mixed; boundary=b\n\n"
        "--b\nContent-Type: text/plain; charset=%s\n\n\xD8\xE1\xC8\n"
        "--b\nContent-Type: text/html; charset=%s\n\n<p>\xD8\xE1\xC8</p>\n"
        "--b\nContent-Type: application/pdf; name=\"=?%s?B?2OHI?=\"\n"
        "Content-Disposition: attachment; "
        "filename*=%s''%%D8%%E1%%C8\n\n%%PDF\n--b--\n",
        charset, charset, charset, charset, charset);
}

static GBytes *
parse_in_room(WorkerPool *pool, GBytes *letter)
{
    g_autoptr(GError) error = NULL;
    WorkerTask task = {.input_fd = worker_input_from_bytes(letter, &error),
        .cpu_s = 20,
        .deadline_s = 60};
    g_assert_no_error(error);
    g_autoptr(WorkerResult) result = worker_pool_run(pool, task);
    g_assert_cmpstr(result->reason, ==, NULL);
    return g_bytes_ref(result->reply);
}

static void
test_charsets(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(WorkerPool) pool = room_parse_pool(NULL, NULL, NULL, 1, &error);
    g_assert_no_error(error);
    for (const char *const *charset = charsets; *charset != NULL; charset++) {
        g_test_message("%s", *charset);
        char *text = letter_in(*charset);
        g_autoptr(GBytes) letter = g_bytes_new_take(text, strlen(text));
        g_autoptr(GBytes) in_room = parse_in_room(pool, letter);
        char *nobody[] = {NULL};
        g_autoptr(Mail) mail =
            parse_mail(g_bytes_get_data(letter, NULL), g_bytes_get_size(letter),
                &(ParseSettings){.addresses = nobody, .authserv_id = nobody});
        g_autoptr(GBytes) here = mail_to_wire(mail);
        g_assert_true(g_bytes_equal(in_room, here));
        g_assert_cmpuint(mail->parts->len, ==, 1);
        g_assert_nonnull(letter_part(mail, 0)->name);
        g_assert_true(mail->has_date && mail->text[0] != '\0');
    }
}

int
main(int argc, char **argv)
{
    if (argc > 2 && g_str_equal(argv[1], "room")) {
        /* Once glibc knows its charsets' files, it tries to load them. */
        iconv_close(iconv_open("UTF-8", "UCS-4"));
        return room_main(argc - 1, argv + 1);
    }
    g_test_init(&argc, &argv, NULL);
    parse_open();
    g_test_add_func("/locked/charsets", test_charsets);
    return g_test_run();
}

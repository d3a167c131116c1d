/* test-locked.c - parse_mail needs no file: what is needed was opened by parse_open.
 *
 * A child whose every open ends it parses mails in the charsets our post knows; another, whose
 * opens are refused as the worker's are, parses them in charsets that nobody opened.
 */
#include <errno.h>
#include <seccomp.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "letters.h"

static const char *const USUAL[] = {"utf-8", "windows-1256", "cp1256", "iso-8859-6",
    "windows-1252", "iso-8859-1", "us-ascii", "utf-16", "koi8-r", "gb18030", "x-unknown",
    NULL};
static const char *const RARE[] = {"iso-8859-11", "ibm1046", "hp-roman8", "tcvn", NULL};

/* Exits 0 when each of the charsets gave text, a named attachment and a date. */
static void
parse_all(const char *const *charsets)
{
    for (; *charsets != NULL; charsets++) {
        g_autofree char *text = g_strdup_printf(HEAD
            "Comments: =?%s?Q?=D8=E1=C8?=\nContent-Type: multipart/mixed; boundary=b\n\n"
            "--b\nContent-Type: text/plain; charset=%s\n\n\xD8\xE1\xC8\n"
            "--b\nContent-Type: text/html; charset=%s\n\n<p>\xD8\xE1\xC8</p>\n"
            "--b\nContent-Type: application/pdf; name=\"=?%s?B?2OHI?=\"\n"
            "Content-Disposition: attachment; "
            "filename*=%s''%%D8%%E1%%C8\n\n%%PDF\n--b--\n",
            *charsets, *charsets, *charsets, *charsets, *charsets);
        g_autoptr(Mail) mail = letter_parse(text);
        g_autoptr(GBytes) wire = mail_to_wire(mail);
        if (mail->parts->len != 1 || letter_part(mail, 0)->name == NULL ||
            !mail->has_date || mail->text[0] == '\0')
            _exit(1);
    }
    _exit(0);
}

static void
test_in_child(const char *const *charsets, guint32 on_open)
{
    pid_t child = fork();
    g_assert_cmpint(child, >=, 0);
    if (child == 0) {
        scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
        seccomp_rule_add(filter, on_open, SCMP_SYS(open), 0);
        seccomp_rule_add(filter, on_open, SCMP_SYS(openat), 0);
        if (seccomp_load(filter) != 0)
            _exit(77);
        parse_all(charsets);
    }
    int status;
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77) {
        g_test_skip("no seccomp here");
        return;
    }
    g_assert_true(WIFEXITED(status));
    g_assert_cmpint(WEXITSTATUS(status), ==, 0);
}

static void
test_no_open(void)
{
    test_in_child(USUAL, SCMP_ACT_KILL_PROCESS);
}

static void
test_refused_open(void)
{
    test_in_child(RARE, SCMP_ACT_ERRNO(EACCES));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    parse_open();
    g_test_add_func("/locked/no-open", test_no_open);
    g_test_add_func("/locked/refused-open", test_refused_open);
    return g_test_run();
}

/* test-guard.c - what servers really say passes; what breaks the parser does not. */
#include <string.h>

#include "intake/guard.h"
#include "intake/utf7.h"

#define DEEP "((((((((((((((((((((((((((((((((("

static void
test_looks(void)
{
    static const struct {
        const char *said;
        bool refused;
    } cases[] = {
        {"* OK ready (((((\r\n* 1 EXISTS\r\n", false},
        {"* 1 FETCH (UID 1 FLAGS (\\Seen) BODY[] {5}\r\nhello)\r\na OK done\r\n", false},
        /* Nesting inside a literal or a quoted string is text. */
        {"* 1 FETCH (BODY[] {34}\r\n" DEEP "()\r\n", false},
        {"* 1 FETCH (BODY[] \"" DEEP "\\\"" DEEP "\")\r\n", false},
        {"* 1 FETCH (BODY " DEEP, true},
        /* Nor does text end one command's line and hide the next. */
        {"* OK " DEEP "\r\n", true},
        {"* OK {99999}\r\n* 1 FETCH " DEEP "\r\n", true},
        {"* 1 FETCH (BODY[] {5000}\r\n", true},
        {"* 1 FETCH (BODY[] {4294967301}\r\n", true},
        {"* 1 FETCH (BODY[] {99999999999999999999}\r\n", true},
        /* After a literal the line goes on, its depth too. */
        {"* 1 FETCH ((((((((((((((((({1}\r\nx(((((((((((((((((\r\n", true},
        {"* 1 FETCH (UID 1 X {0}\r\n)\r\n", false},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        /* In one piece and byte by byte. */
        gsize length = strlen(cases[i].said);
        Guard whole = {0}, pieces = {0};
        const char *wrong = guard_look(&whole, cases[i].said, length, 100), *late = NULL;
        for (gsize b = 0; b < length && late == NULL; b++)
            late = guard_look(&pieces, cases[i].said + b, 1, 100 + length - b - 1);
        g_test_message("%" G_GSIZE_FORMAT ": %s", i, wrong != NULL ? wrong : "passes");
        g_assert_cmpint(wrong != NULL, ==, cases[i].refused);
        g_assert_cmpint(late != NULL, ==, cases[i].refused);
    }
}

/* Why a server ends a session is kept, whatever it says before and after. */
static void
test_bye(void)
{
    static const struct {
        const char *said, *bye;
    } cases[] = {
        {"* OK ready\r\n* BYE Session invalidated - AccessTokenExpired\r\n",
            "Session invalidated - AccessTokenExpired"},
        {"* BYE one\r\n* BYE \033[2Jtwo\r\na OK done\r\n", "[2Jtwo"},
        {"* 1 FETCH (BODY[] {12}\r\n* BYE a\r\n b)\r\n", ""},
        {"* OK BYE\r\n", ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        Guard guard = {0};
        gsize length = strlen(cases[i].said);
        for (gsize b = 0; b < length; b++)
            g_assert_null(guard_look(&guard, cases[i].said + b, 1, 100));
        g_assert_cmpstr(guard.bye, ==, cases[i].bye);
    }
    g_autofree char *much = g_strnfill(1000, 'x');
    g_autofree char *line = g_strconcat("* BYE ", much, "\r\n", NULL);
    Guard guard = {0};
    g_assert_null(guard_look(&guard, line, strlen(line), 100));
    g_assert_cmpuint(strlen(guard.bye), ==, GUARD_BYE_BYTES - 1);
}

/* RFC 3501 section 5.1.3 gives the first; the others were taken from Dovecot's own names. */
static void
test_folder_names(void)
{
    static const struct {
        const char *name, *wire;
    } cases[] = {
        {"~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"},
        {"INBOX", "INBOX"},
        {"Q&A", "Q&-A"},
        {"المنجز", "&BicGRAZFBkYGLAYy-"},
        {"😀", "&2D3eAA-"},
        {"", ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *wire = utf7_from_name(cases[i].name);
        g_assert_cmpstr(wire, ==, cases[i].wire);
    }
    g_assert_null(utf7_from_name("\xff"));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/guard/looks", test_looks);
    g_test_add_func("/guard/bye", test_bye);
    g_test_add_func("/guard/folder-names", test_folder_names);
    return g_test_run();
}

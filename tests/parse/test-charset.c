/* test-charset.c - which rule tells what bytes mean, and what they then say. */
#include "parse/inside.h"

typedef struct Case {
    const char *bytes;
    gsize length;
    const char *declared;
    CharsetRule rule;
    const char *text;
} Case;

#define CASE(bytes, declared, rule, text) \
    { \
        bytes, sizeof(bytes) - 1, declared, rule, text \
    }
#define SALAM_1256 "\xC7\xE1\xD3\xE1\xC7\xE3"
#define SALAM_8859_6 "\xC7\xE4\xD3\xE4\xC7\xE5"

static const Case CASES[] = {
    CASE("plain", NULL, CHARSET_UTF8, "plain"),
    CASE("السلام", "us-ascii", CHARSET_UTF8, "السلام"),
    CASE("السلام", "windows-1256", CHARSET_UTF8, "السلام"),
    CASE(SALAM_1256, "windows-1256", CHARSET_DECLARED, "السلام"),
    CASE(SALAM_1256, "CP-1256", CHARSET_DECLARED, "السلام"),
    CASE(SALAM_1256, NULL, CHARSET_GUESSED, "السلام"),
    CASE(SALAM_1256, "utf-8", CHARSET_GUESSED, "السلام"),
    CASE(SALAM_1256, "us-ascii", CHARSET_GUESSED, "السلام"),
    CASE(SALAM_1256, "x-no-such-charset", CHARSET_GUESSED, "السلام"),
    CASE(SALAM_8859_6, "ISO-8859-6", CHARSET_DECLARED, "السلام"),
    CASE(SALAM_8859_6, "iso-8859-6-i", CHARSET_DECLARED, "السلام"),
    /* A letter that ISO-8859-6 has not: the mailer meant windows-1256. */
    CASE("\x81\xC7", "iso-8859-6", CHARSET_GUESSED, "پا"),
    CASE("caf\xE9 \x93", "iso-8859-1", CHARSET_DECLARED, "café “"),
    /* Arabic that is called Latin, and Latin that is Latin. */
    CASE(SALAM_1256 " " SALAM_1256, "iso-8859-1", CHARSET_GUESSED, "السلام السلام"),
    CASE(SALAM_1256, "windows-1252", CHARSET_GUESSED, "السلام"),
    CASE("\xC9t\xE9 \xE0 la cr\xE8me br\xFBl\xE9"
         "e",
        "iso-8859-1", CHARSET_DECLARED, "Été à la crème brûlée"),
    CASE("\xE9\xE9", "windows-1252", CHARSET_DECLARED, "éé"),
    /* هذا رقم هويتي, which says nothing of its charset. */
    CASE("\xE7\xD0\xC7 \xD1\xE2\xE5 \xE7\xE8\xEA\xCA\xEA", NULL, CHARSET_GUESSED_STANDARD,
        "هذا رقم هويتي"),
    CASE("\xFF\xFE\x33\x06\x44\x06", "utf-16", CHARSET_DECLARED, "سل"),
    CASE("\x1B$B$\"\x1B(B", "iso-2022-jp", CHARSET_DECLARED, "あ"),
    /* One damaged character does not make the rest noise. */
    CASE("السلام عليكم\xD8 ورحمة", "utf-8", CHARSET_DAMAGED,
        "السلام عليكم\xEF\xBF\xBD ورحمة"),
    CASE("", NULL, CHARSET_UTF8, ""),
};

static void
test_decode(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
        const Case *c = &CASES[i];
        CharsetRule rule;
        g_autoptr(GString) text = charset_decode(c->bytes, c->length, c->declared, &rule);
        g_test_message("case %zu", i);
        g_assert_cmpstr(text->str, ==, c->text);
        g_assert_cmpint(rule, ==, c->rule);
    }
}

/* windows-1256 is the last rule because every byte means something in it. */
static void
test_every_byte(void)
{
    for (int byte = 0x80; byte <= 0xFF; byte++) {
        char bytes[2] = {(char)byte, '\0'};
        g_autoptr(GString) text = charset_decode(bytes, 1, NULL, NULL);
        g_assert_cmpuint(charset_count_unreadable(text->str), ==, 0);
        g_assert_cmpint(g_utf8_strlen(text->str, -1), ==, 1);
    }
}

static void
test_nul(void)
{
    static const char bytes[] = "a\0" SALAM_1256;
    g_autoptr(GString) text = charset_decode(bytes, sizeof bytes - 1, NULL, NULL);
    g_assert_cmpuint(text->len, ==, 2 + 12);
    static const char utf8[] = "a\0السلام";
    CharsetRule rule;
    g_autoptr(GString) same = charset_decode(utf8, sizeof utf8 - 1, NULL, &rule);
    g_assert_cmpint(rule, ==, CHARSET_UTF8);
    g_assert_cmpmem(same->str, same->len, utf8, sizeof utf8 - 1);
}

static void
test_unreadable(void)
{
    g_assert_cmpuint(charset_count_unreadable("a\xEF\xBF\xBD\xEF\xBF\xBDz"), ==, 2);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    parse_open();
    g_test_add_func("/charset/decode", test_decode);
    g_test_add_func("/charset/every-byte", test_every_byte);
    g_test_add_func("/charset/nul", test_nul);
    g_test_add_func("/charset/unreadable", test_unreadable);
    return g_test_run();
}

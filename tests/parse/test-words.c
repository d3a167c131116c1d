/* test-words.c - encoded words, joined as bytes. */
#include "parse/inside.h"

static const struct {
    const char *value, *text;
} CASES[] = {
    {"plain words", "plain words"},
    {"=?utf-8?B?2LfZhNio?=", "طلب"},
    {"=?windows-1256?Q?=D8=E1=C8?=", "طلب"},
    {"=?UTF-8*ar?b?2LfZhNio?= 2", "طلب 2"},
    /* One letter cut between two words, in Q and in B. */
    {"=?utf-8?Q?=D8=B7=D9?= =?UTF-8?Q?=84=D8=A8?=", "طلب"},
    {"=?utf-8?B?2LfZ?= =?utf-8?B?hNio?=", "طلب"},
    /* Base64 cut where no byte ends; and merely without its padding. */
    {"=?utf-8?B?2LfZhN?= =?utf-8?B?io?=", "طلب"},
    {"=?utf-8?B?2Lc?= =?utf-8?B?2YTYqA==?=", "طلب"},
    {"=?utf-8?B?2Lc=?= =?utf-8?B?2YTYqA==?=", "طلب"},
    /* Another charset is another text; the space between words still goes. */
    {"=?utf-8?Q?=D8=B7?= =?windows-1256?Q?=E1=C8?=", "طلب"},
    {"a =?utf-8?Q?b?= c", "a b c"},
    {"=?utf-8?Q?a_b?=", "a b"},
    {"=?utf-8?q?a=3Fb?=", "a?b"},
    {"=?utf-8?Q?a b?=", "a b"},
    /* Raw 8-bit, undeclared. */
    {"\xD8\xE1\xC8", "طلب"},
    {"طلب", "طلب"},
    {"Re: \xD8\xE1\xC8 =?utf-8?Q?x?=", "Re: طلب x"},
    /* The declared charset is not the one of the bytes. */
    {"=?utf-8?Q?=D8=E1=C8?=", "طلب"},
    /* What is no encoded word. */
    {"=?", "=?"},
    {"=?utf-8?Q?never ends", "=?utf-8?Q?never ends"},
    {"=?utf-8?X?abc?=", "=?utf-8?X?abc?="},
    {"=?=?utf-8?Q?x?=", "=?x"},
    {"=?utf-8?Q?a=00b=?=", "a b="},
    {"=?utf-8?B?"
     "?=",
        ""},
    {"", ""},
};

static void
test_decode(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autofree char *text = words_decode(CASES[i].value);
        g_assert_cmpstr(text, ==, CASES[i].text);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    parse_open();
    g_test_add_func("/words/decode", test_decode);
    return g_test_run();
}

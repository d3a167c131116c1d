/* test-headers.c - fields as they came, message ids, addresses and parameters. */
#include <string.h>

#include "parse/inside.h"

static Headers *
parse(const char *text)
{
    return headers_parse(text, strlen(text));
}

static void
test_fields(void)
{
    g_autoptr(Headers) headers =
        parse("Subject: one\n two\n\tthree\nFrom: a\nFROM : b\n\nbody: no\n");
    g_assert_cmpstr(headers_find(headers, "subject"), ==, "one two\tthree");
    g_assert_cmpstr(headers_find(headers, "from"), ==, "a");
    g_assert_cmpuint(headers_count(headers, "from"), ==, 2);
    g_assert_null(headers_find(headers, "body"));
    g_assert_false(headers->ended_early);
}

static void
test_broken_blocks(void)
{
    g_autoptr(Headers) early = parse("Subject: x\nno field here\nFrom: a\n");
    g_assert_true(early->ended_early);
    g_assert_cmpuint(early->body_start, ==, strlen("Subject: x\n"));
    g_autoptr(Headers) mbox = parse("From a@example.org Mon\n>From b\nSubject: x\n\n");
    g_assert_cmpstr(headers_find(mbox, "subject"), ==, "x");
    g_assert_false(mbox->ended_early);
    static const char nul[] = "Subject: a\0b\nTo: c\n\n";
    g_autoptr(Headers) with_nul = headers_parse(nul, sizeof nul - 1);
    g_assert_cmpstr(headers_find(with_nul, "subject"), ==, "a b");
    g_assert_cmpstr(headers_find(with_nul, "to"), ==, "c");
    g_assert_true(with_nul->had_nul);
    g_autoptr(Headers) empty = parse("");
    g_assert_cmpuint(empty->fields->len, ==, 0);
}

static void
test_limits(void)
{
    g_autoptr(GString) many = g_string_new(NULL);
    for (int i = 0; i < HEADERS_MOST + 10; i++)
        g_string_append(many, "X: y\n");
    g_autoptr(Headers) cut = parse(many->str);
    g_assert_cmpuint(cut->fields->len, ==, HEADERS_MOST);
    g_assert_true(cut->was_cut);
    g_autofree char *letters = g_strnfill(HEADERS_MOST_VALUE_BYTES + 100, 'x');
    g_autofree char *wide = g_strdup_printf("Subject: %s\nTo: a\n\n", letters);
    g_autoptr(Headers) shortened = parse(wide);
    g_assert_cmpuint(
        strlen(headers_find(shortened, "subject")), <=, HEADERS_MOST_VALUE_BYTES);
    g_assert_cmpstr(headers_find(shortened, "to"), ==, "a");
    g_assert_true(shortened->was_cut);
}

static char *
joined(GPtrArray *strings)
{
    g_ptr_array_add(strings, NULL);
    return g_strjoinv("|", (char **)strings->pdata);
}

static void
test_ids(void)
{
    static const struct {
        const char *value, *ids;
    } cases[] = {
        {"<a@x> <b@y>", "a@x|b@y"},
        {"<a@x>\t<b\t@y> (comment)", "a@x|b@y"},
        {"a@x, b@y", "a@x|b@y"},
        {"Your message of Monday", ""},
        {"<>", ""},
        {"<1@x><2@x><3@x><4@x>", "2@x|3@x|4@x"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
        header_message_ids(cases[i].value, 3, ids);
        g_autofree char *all = joined(ids);
        g_assert_cmpstr(all, ==, cases[i].ids);
    }
}

static void
test_addresses(void)
{
    static const struct {
        const char *value, *list;
    } cases[] = {
        {"a@example.org", "-/a@example.org"},
        {"A.B@EXAMPLE.org", "-/A.B@example.org"},
        {"Mona <m@example.org>, \"Ali, S.\" <s@example.org>",
            "Mona/m@example.org Ali, S./s@example.org"},
        {"m@example.org (Mona)", "Mona/m@example.org"},
        {"=?utf-8?B?2YXZhtmJ?= <m@example.org>", "منى/m@example.org"},
        {"\"=?utf-8?B?2YXZhtmJ?=\" <m@example.org>", "منى/m@example.org"},
        {"\xE3\xE4\xEC <m@example.org>", "منى/m@example.org"},
        {"staff: a@example.org, b@example.org; c@example.org",
            "-/a@example.org -/b@example.org -/c@example.org"},
        {"undisclosed-recipients:;", ""},
        {"<@relay.example,@two.example:a@example.org>", "-/a@example.org"},
        {"'a@example.org' <'a@example.org'>", "'a@example.org'/a@example.org"},
        {"\"never closed <a@example.org>, b@example.org",
            "never closed/a@example.org -/b@example.org"},
        /* A name that looks like an address is only a name. */
        {"\"boss@charity.example\" <thief@example.net>",
            "boss@charity.example/thief@example.net"},
        {"=?utf-8?Q?boss=40charity.example=3E=2C?= <thief@example.net>",
            "boss@charity.example>,/thief@example.net"},
        /* The right-to-left override is gone. */
        {"\xE2\x80\xAE"
         "abc <a@example.org>",
            "abc/a@example.org"},
        {"nobody", ""},
        {"a@b@c", ""},
        {"<a b@example.org>", ""},
        {"<a@example.org\x01>", ""},
        {"", ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GPtrArray) list =
            g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
        addresses_parse(cases[i].value, list);
        g_autoptr(GString) all = g_string_new(NULL);
        for (guint k = 0; k < list->len; k++) {
            const Address *address = g_ptr_array_index(list, k);
            g_string_append_printf(all, "%s%s/%s", k > 0 ? " " : "",
                address->name ? address->name : "-", address->address);
        }
        g_assert_cmpstr(all->str, ==, cases[i].list);
    }
}

static void
test_addresses_most(void)
{
    g_autoptr(GString) many = g_string_new("a@example.org");
    for (int i = 0; i < ADDRESSES_MOST * 2; i++)
        g_string_append(many, ",a@example.org");
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
    g_assert_false(addresses_parse(many->str, list));
    g_assert_cmpuint(list->len, ==, ADDRESSES_MOST);
}

static void
test_parameters(void)
{
    static const struct {
        const char *value, *name, *found;
    } cases[] = {
        {"text/plain; charset=utf-8", "charset", "utf-8"},
        {"text/plain; Charset=\"UTF-8\" ; x=y", "charset", "UTF-8"},
        {"a/b; name=\"x; y.pdf\"", "name", "x; y.pdf"},
        {"a/b; name=two words.pdf; z=1", "name", "two words.pdf"},
        {"a/b; name=\"=?utf-8?B?2LfZhNio?=.pdf\"", "name", "طلب.pdf"},
        {"a/b; name=\"=?utf-8?B?2LfZ?= =?utf-8?B?hNio?=.pdf\"", "name", "طلب.pdf"},
        {"a/b; filename*=utf-8''%D8%B7%D9%84%D8%A8.pdf", "filename", "طلب.pdf"},
        {"a/b; filename*=windows-1256'ar'%D8%E1%C8", "filename", "طلب"},
        {"a/b; filename*1=c.pdf; filename*0=ab", "filename", "abc.pdf"},
        /* A letter cut between two pieces. */
        {"a/b; filename*0*=utf-8''%D8%B7%D9; filename*1*=%84%D8%A8.pdf", "filename",
            "طلب.pdf"},
        {"a/b; filename=\"x.pdf\"; filename*=utf-8''%D8%B7.pdf", "filename", "ط.pdf"},
        {"a/b; name=\"C:\\dir\\x.pdf\"", "name", "C:\\dir\\x.pdf"},
        {"a/b; name=\xD8\xE1\xC8.pdf", "name", "طلب.pdf"},
        {"a/b; filename*=utf-8''a%00b", "filename", "a b"},
        {"a/b; filenames=x", "filename", NULL},
        {"a/b; charset", "charset", NULL},
        {"a/b", "charset", NULL},
        {"a/b; name=\"", "name", ""},
        {";;;=;name==", "name", "="},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *found = parameters_find(cases[i].value, cases[i].name);
        g_assert_cmpstr(found, ==, cases[i].found);
    }
    g_autofree char *word = parameters_word(" Text/Plain; x");
    g_assert_cmpstr(word, ==, "text/plain");
    g_assert_null(parameters_word(""));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    parse_open();
    g_test_add_func("/headers/fields", test_fields);
    g_test_add_func("/headers/broken-blocks", test_broken_blocks);
    g_test_add_func("/headers/limits", test_limits);
    g_test_add_func("/headers/ids", test_ids);
    g_test_add_func("/headers/addresses", test_addresses);
    g_test_add_func("/headers/addresses-most", test_addresses_most);
    g_test_add_func("/headers/parameters", test_parameters);
    return g_test_run();
}

/* test-sample.c - the sample post is whole: every blank can be filled, everybody is invented. */
#include "base/base.h"
#include "demo/places.h"
#include "demo/sample.h"
#include "language/language.h"

#include <string.h>

static Sample *
load(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = place_of_config("sample", &error);
    g_assert_no_error(error);
    Sample *sample = sample_load(folder, &error);
    g_assert_no_error(error);
    return sample;
}

/* What an office might have done: enough to fill every blank. */
static void
pretend_answered(Sample *sample)
{
    for (guint i = 0; i < sample->letters->len; i++) {
        SampleLetter *letter = sample->letters->pdata[i];
        letter->in_no = g_strdup_printf("1/1448/%06u/0", i);
        letter->request_no = g_strdup_printf("3/1448/%06u/0", i);
        letter->ack = g_new0(Ack, 1);
        letter->ack->message_id = g_strdup_printf("ack-%s@charity.example", letter->id);
        letter->ack->subject =
            g_strdup_printf("=?utf-8?b?2LHYrw==?= [%s]", letter->in_no);
        letter->ack->reply_to = g_strdup("letters+token@charity.example");
    }
}

static void
test_is_whole(void)
{
    g_autoptr(Sample) sample = load();
    g_autoptr(GError) error = NULL;
    g_assert_cmpuint(sample->letters->len, >=, 16);
    pretend_answered(sample);
    for (guint i = 0; i < sample->letters->len; i++) {
        SampleLetter *letter = sample->letters->pdata[i];
        if (letter->scan)
            continue;
        g_autofree char *to = NULL;
        g_autoptr(GBytes) mail = sample_fill(sample, letter, &to, &error);
        g_assert_no_error(error);
        g_assert_true(g_str_has_suffix(to, "@charity.example"));
        g_assert_nonnull(letter->message_id);
        gsize size;
        const char *text = g_bytes_get_data(mail, &size);
        g_assert_null(memmem(text, size, "{{", 2));
        g_assert_nonnull(memmem(text, size, "\r\n\r\n", 4));
    }
}

static void
test_blanks(void)
{
    g_autoptr(Sample) sample = load();
    g_autoptr(GError) error = NULL;
    g_autofree char *to = NULL, *none = NULL;
    SampleLetter *reply = sample_find(sample, "05");
    /* Nothing has come back yet. */
    g_assert_null(sample_fill(sample, reply, &none, &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    g_assert_nonnull(strstr(error->message, "ack.01"));
    g_clear_error(&error);
    pretend_answered(sample);
    g_autoptr(GBytes) mail = sample_fill(sample, reply, &to, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(to, ==, "letters+token@charity.example");
    g_autofree char *text =
        g_strndup(g_bytes_get_data(mail, NULL), g_bytes_get_size(mail));
    g_autofree char *in_reply_to = mail_header(text, "in-reply-to");
    g_autofree char *references = mail_header(text, "References");
    g_autofree char *subject = mail_header(text, "Subject");
    g_assert_cmpstr(in_reply_to, ==, "<ack-01@charity.example>");
    g_assert_true(g_str_has_suffix(references, "<ack-01@charity.example>"));
    g_assert_cmpstr(subject, ==, "Re: =?utf-8?b?2LHYrw==?= [1/1448/000000/0]");
}

/* A provider's second delivery is the same mail to the byte, its Date too. */
static void
test_again(void)
{
    g_autoptr(Sample) sample = load();
    g_autoptr(GError) error = NULL;
    g_autofree char *to = NULL, *same_to = NULL;
    g_autoptr(GBytes) first = sample_fill(sample, sample_find(sample, "17"), &to, &error);
    g_usleep(1100 * 1000); /* Date has seconds */
    g_autoptr(GBytes) again =
        sample_fill(sample, sample_find(sample, "18"), &same_to, &error);
    g_assert_no_error(error);
    g_assert_true(g_bytes_equal(first, again));
    g_assert_cmpstr(
        sample_find(sample, "18")->message_id, ==, "d41d-17@mail.applicants.example");
}

static void
test_headers(void)
{
    static const struct {
        const char *mail, *name, *value;
    } table[] = {
        {"A: 1\r\nB: 2\r\n\r\nC: 3\r\n", "b", "2"},
        {"A: 1\r\nB: 2\r\n\r\nC: 3\r\n", "C", NULL},
        {"A: 1\r\n 2\r\n\t3\r\nB: 4\r\n", "A", "1 2\t3"},
        {"AB: 1\r\nA: 2", "A", "2"},
        {"", "A", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autofree char *value = mail_header(table[i].mail, table[i].name);
        g_assert_cmpstr(value, ==, table[i].value);
    }
    g_autofree char *id = mail_first_id("(x) <a@b> <c@d>"), *none = mail_first_id("a@b>");
    g_assert_cmpstr(id, ==, "a@b");
    g_assert_null(none);
}

/* Mailboxes and people are under names nobody can own, identifiers pass their own check. */
static void
test_invented(void)
{
    g_autoptr(Sample) sample = load();
    g_auto(GStrv) users = sample_users(sample);
    for (int i = 0; users[i]; i++)
        g_assert_true(g_str_has_suffix(users[i], ".example"));
    g_autofree char *path = g_build_filename(sample->folder, "applicants.csv", NULL);
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(g_strchomp(text), "\n", -1);
    g_assert_cmpuint(g_strv_length(lines), >, 10);
    for (int i = 1; lines[i]; i++) {
        g_auto(GStrv) cells = g_strsplit(lines[i], ",", -1);
        g_assert_cmpuint(g_strv_length(cells), ==, 7);
        g_autofree char *id = national_id_parse(cells[1]);
        g_autofree char *mobile = mobile_parse(cells[4]);
        g_assert_cmpstr(id, ==, cells[1]);
        g_assert_nonnull(mobile);
        g_assert_true(!*cells[3] || g_str_has_suffix(cells[3], ".example"));
    }
}

static void
test_fates(void)
{
    g_autoptr(Sample) sample = load();
    const Fate *one = sample_find(sample, "01")->expected;
    const Fate *other = sample_find(sample, "05")->expected;
    g_assert_true(fate_equal(one, one));
    g_assert_false(fate_equal(one, other));
    Fate *twice = g_memdup2(one, sizeof *one); /* borrows its words */
    twice->seen = 2;
    g_assert_false(fate_equal(one, twice));
    g_free(twice);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/demo/sample/is-whole", test_is_whole);
    g_test_add_func("/demo/sample/blanks", test_blanks);
    g_test_add_func("/demo/sample/again", test_again);
    g_test_add_func("/demo/sample/headers", test_headers);
    g_test_add_func("/demo/sample/invented", test_invented);
    g_test_add_func("/demo/sample/fates", test_fates);
    return g_test_run();
}

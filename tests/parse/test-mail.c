/* test-mail.c - whole mails: what is read, the traps of MIME libraries, limits, time. */
#include "letters.h"

#define SALAM_1256 "\xC7\xE1\xD3\xE1\xC7\xE3 \xDA\xE1\xED\xDF\xE3"

static void
test_plain(void)
{
    g_autoptr(Mail) mail =
        letter_parse(HEAD "Content-Type: text/plain; charset=utf-8\n"
                          "Content-Transfer-Encoding: quoted-printable\n\n"
                          "=D8=B7=D9=84=D8=A8 one=\n two\n");
    g_assert_cmpint(mail->kind, ==, KIND_LETTER);
    g_assert_cmpstr(mail->message_id, ==, "1@example.org");
    g_assert_cmpstr(mail->from->name, ==, "Mona Saleh");
    g_assert_cmpstr(mail->subject, ==, "Request");
    g_assert_true(mail->has_date);
    g_assert_cmpint(mail->date_ms, ==, 1795330800000);
    g_assert_cmpint(mail->date_offset_minutes, ==, 180);
    g_assert_cmpstr(mail->text, ==, "طلب one two\n");
    g_assert_cmpuint(mail->defects->len, ==, 0);
    g_assert_cmpuint(mail->unreadable_chars, ==, 0);
    g_assert_false(mail->trusted);
}

/* Bodies for which g_mime_text_part_get_text gives "" or question marks. */
static void
test_charsets(void)
{
    static const struct {
        const char *type, *body, *text, *defect;
    } cases[] = {
        {"", SALAM_1256, "السلام عليكم", "charset_missing_read_as_windows_1256"},
        {"; charset=utf-8", SALAM_1256, "السلام عليكم",
            "charset_wrong_read_as_windows_1256"},
        {"; charset=us-ascii", "السلام", "السلام", "charset_wrong_read_as_utf_8"},
        {"; charset=unknown-8bit", SALAM_1256, "السلام عليكم",
            "charset_wrong_read_as_windows_1256"},
        {"; charset=windows-1256", SALAM_1256, "السلام عليكم", NULL},
        {"; charset=iso-8859-6", "\xC7\xE4\xD3\xE4\xC7\xE5", "السلام", NULL},
        {"; charset=utf-8", "السلام عليكم\xD8 ورحمة", "السلام عليكم\xEF\xBF\xBD ورحمة",
            "utf8_damaged"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            HEAD "Content-Type: text/plain%s\n\n%s", cases[i].type, cases[i].body);
        g_autoptr(Mail) mail = letter_parse(text);
        g_assert_cmpstr(mail->text, ==, cases[i].text);
        g_assert_cmpuint(mail->defects->len, ==, cases[i].defect != NULL);
        if (cases[i].defect != NULL)
            g_assert_true(letter_has_defect(mail, cases[i].defect));
        g_assert_cmpuint(
            mail->unreadable_chars, ==, g_strcmp0(cases[i].defect, "utf8_damaged") == 0);
    }
}

static void
test_html(void)
{
    g_autoptr(Mail) only = letter_parse(
        HEAD "Content-Type: text/html\n\n<meta charset=windows-1256><p>\xD8\xE1\xC8</p>");
    g_assert_cmpstr(only->text, ==, "طلب");
    static const char both[] =
        HEAD "Content-Type: multipart/alternative; boundary=b\n\n--b\n\n"
             "%s\n--b\nContent-Type: text/html\n\n<p>%s</p>\n--b--\n";
    g_autofree char *usual = g_strdup_printf(both, "plain words", "html words");
    g_autoptr(Mail) plain = letter_parse(usual);
    g_assert_cmpstr(plain->text, ==, "plain words");
    g_autofree char *blank = g_strdup_printf(both, " ", "html words");
    g_autoptr(Mail) html = letter_parse(blank);
    g_assert_cmpstr(html->text, ==, "html words");
    g_autofree char *letters = g_strnfill(1000, 'x');
    g_autofree char *stub = g_strdup_printf(both, "Your program shows no HTML.", letters);
    g_autoptr(Mail) better = letter_parse(stub);
    g_assert_cmpstr(better->text, ==, letters);
}

static void
test_duplicates(void)
{
    static const char *const fields[][2] = {
        {"From: thief@example.net\n", "duplicate_from"},
        {"Date: Mon, 23 Nov 2026 10:00:00 +0300\n", "duplicate_date"},
        {"Message-ID: <2@example.net>\n", "duplicate_message_id"},
        {"Sender: a@example.net\nSender: b@example.net\n", "duplicate_sender"},
        {"Subject: other\n", "duplicate_subject"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
        g_autofree char *text = g_strdup_printf(HEAD "%s\nbody", fields[i][0]);
        g_autoptr(Mail) mail = letter_parse(text);
        g_assert_true(letter_has_defect(mail, fields[i][1]));
        g_assert_cmpstr(mail->message_id, ==, "1@example.org");
        g_assert_cmpstr(mail->subject, ==, "Request");
        if (i == 0) /* neither is believed */
            g_assert_null(mail->from);
        else
            g_assert_cmpstr(mail->from->address, ==, "mona@example.org");
    }
    g_autoptr(Mail) several = letter_parse("From: a@example.org, b@example.org\n\nx");
    g_assert_null(several->from);
    g_assert_true(letter_has_defect(several, "several_from"));
}

/* Inputs for which a parser gives no message at all. */
static void
test_nothing(void)
{
    g_autoptr(Mail) empty = letter_parse("");
    g_assert_true(letter_has_defect(empty, "empty"));
    g_assert_cmpstr(empty->text, ==, "");
    g_assert_cmpuint(strlen(empty->fingerprint), ==, 64);
    g_autoptr(Mail) null = letter_parse_bytes(NULL, 0);
    g_assert_true(letter_has_defect(null, "empty"));
    g_autoptr(Mail) lines = letter_parse("\n\n\n");
    g_assert_cmpstr(lines->text, ==, "");
    g_autoptr(Mail) text = letter_parse("no header at all\nbut words\n");
    g_assert_true(letter_has_defect(text, "no_header"));
    g_assert_cmpstr(text->text, ==, "no header at all\nbut words\n");
    g_autoptr(Mail) head = letter_parse("Subject: only a head");
    g_assert_cmpstr(head->subject, ==, "only a head");
    g_assert_true(letter_has_defect(head, "no_date"));
}

static void
test_broken(void)
{
    static const char nul[] = "Subject: a\0b\nFrom: m@example.org\n\ntext\0more";
    g_autoptr(Mail) with_nul = letter_parse_bytes(nul, sizeof nul - 1);
    g_assert_cmpstr(with_nul->subject, ==, "a b");
    g_assert_cmpstr(with_nul->from->address, ==, "m@example.org");
    g_assert_cmpstr(with_nul->text, ==, "textmore");
    g_assert_true(letter_has_defect(with_nul, "nul_in_header"));
    g_autoptr(Mail) no_boundary =
        letter_parse(HEAD "Content-Type: multipart/mixed\n\nwords\n");
    g_assert_cmpstr(no_boundary->text, ==, "words\n");
    g_assert_true(letter_has_defect(no_boundary, "multipart_without_parts"));
    g_autoptr(Mail) wrong =
        letter_parse(HEAD "Content-Type: multipart/mixed; boundary=x\n\nwords\n");
    g_assert_cmpstr(wrong->text, ==, "words\n");
    g_autoptr(Mail) unended = letter_parse(
        HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n\ntwo");
    g_assert_cmpstr(unended->text, ==, "one\n\ntwo");
    g_autoptr(Mail) marks = letter_parse("Subject: \xE2\x80\xAE"
                                         "evil\xE2\x80\xAC x\n\nb");
    g_assert_cmpstr(marks->subject, ==, "evil x");
}

/* ---- line ends and deliveries ---- */

static char *
with_line_ends(const char *text, const char *line_end)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    return g_strjoinv(line_end, lines);
}

static void
test_line_ends(void)
{
    static const char text[] =
        HEAD "Content-Type: multipart/mixed;\n boundary=b\n\n--b\n\nline one\nline "
             "two\n\n> q\n--b\n"
             "Content-Type: text/csv; name=x.csv\n\na,b\nc,d\n--b\n"
             "Content-Type: text/plain\nContent-Transfer-Encoding: "
             "quoted-printable\n\nsoft=\n end\n"
             "--b--\n";
    g_autoptr(Mail) mail = letter_parse(text);
    g_autoptr(GBytes) wire = mail_to_wire(mail);
    static const char *const ends[] = {"\r\n", "\r", "\r\r\n"};
    for (gsize i = 0; i < G_N_ELEMENTS(ends); i++) {
        g_autofree char *copy = with_line_ends(text, ends[i]);
        g_autoptr(Mail) other = letter_parse(copy);
        g_autoptr(GBytes) other_wire = mail_to_wire(other);
        g_assert_cmpstr(other->text, ==, mail->text);
        g_assert_true(g_bytes_equal(wire, other_wire));
    }
}

static void
test_fingerprint(void)
{
    g_autoptr(Mail) one = letter_parse("Received: from a\n" HEAD "\nbody\n");
    g_autoptr(Mail) again =
        letter_parse("Received: from b\nX-Other: y\n" HEAD "\nbody\n\n");
    g_autoptr(Mail) other = letter_parse("Received: from a\n" HEAD "\nbodi\n");
    g_autoptr(Mail) folded = letter_parse(
        "From: Mona\n Saleh <mona@example.org>\nDate: Sun, 22 Nov 2026 10:00:00 +0300\n"
        "Message-ID:\n <1@example.org>\nSubject: Request\n\nbody");
    g_assert_cmpstr(one->fingerprint, ==, again->fingerprint);
    g_assert_cmpstr(one->fingerprint, ==, folded->fingerprint);
    g_assert_cmpstr(one->fingerprint, !=, other->fingerprint);
}

/* ---- limits ---- */

static void
test_many_parts(void)
{
    g_autoptr(GString) text =
        g_string_new(HEAD "Content-Type: multipart/mixed; boundary=b\n\n");
    g_string_append(text, "--b\n\nfirst words\n");
    for (int i = 0; i < 300000; i++)
        g_string_append(text, "--b\n\n");
    gint64 start = g_get_monotonic_time();
    g_autoptr(Mail) mail = letter_parse(text->str);
    g_assert_true(letter_has_defect(mail, "too_many_parts"));
    g_assert_cmpstr(mail->text, ==, "first words");
    g_assert_cmpint(g_get_monotonic_time() - start, <, G_USEC_PER_SEC);
}

/* Lines that begin with two hyphens are no parts. */
static void
test_many_hyphens(void)
{
    g_autoptr(GString) text =
        g_string_new(HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n");
    for (int i = 0; i < 5000; i++)
        g_string_append(text, "--comment\n");
    g_string_append(text, "--b\n\nlast\n--b--\n");
    g_autoptr(Mail) mail = letter_parse(text->str);
    g_assert_false(letter_has_defect(mail, "too_many_parts"));
    g_assert_true(g_str_has_suffix(mail->text, "last"));
}

static void
test_deep(void)
{
    g_autoptr(GString) text = g_string_new(HEAD);
    for (int i = 0; i < 900; i++)
        g_string_append_printf(
            text, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
    g_string_append(text, "\ninnermost");
    g_autoptr(Mail) mail = letter_parse(text->str);
    g_assert_true(letter_has_defect(mail, "too_deep"));
    g_autoptr(GString) letters = g_string_new(HEAD);
    for (int i = 0; i < 900; i++)
        g_string_append(letters, "Content-Type: message/rfc822\n\n");
    g_string_append(letters, "Subject: x\n\ninnermost");
    g_autoptr(Mail) nested = letter_parse(letters->str);
    g_assert_true(letter_has_defect(nested, "too_deep"));
    g_assert_cmpuint(nested->parts->len, <=, WALK_MOST_DEPTH + 1);
}

static void
test_long_text(void)
{
    g_autoptr(GString) text = g_string_new(HEAD "\n");
    while (text->len < 2 * TEXT_MOST_BYTES + 1000)
        g_string_append(text, "سطر من الكلام\n");
    g_autoptr(Mail) mail = letter_parse(text->str);
    g_assert_true(letter_has_defect(mail, "text_too_long"));
    g_assert_cmpuint(strlen(mail->text), <=, TEXT_MOST_BYTES);
    g_assert_true(g_utf8_validate(mail->text, -1, NULL));
}

static void
test_long_header(void)
{
    g_autofree char *letters = g_strnfill(20 * 1000 * 1000, 'x');
    g_autofree char *text = g_strdup_printf("Subject: %s\n" HEAD "\nbody", letters);
    gint64 start = g_get_monotonic_time();
    g_autoptr(Mail) mail = letter_parse(text);
    g_assert_true(letter_has_defect(mail, "header_too_long"));
    g_assert_cmpstr(mail->text, ==, "body");
    g_assert_cmpint(g_get_monotonic_time() - start, <, G_USEC_PER_SEC);
}

/* ---- time ---- */

static void
test_speed(void)
{
    g_autoptr(GString) text = g_string_new(HEAD);
    for (int i = 0; i < 12; i++)
        g_string_append(
            text, "Received: from mx.example by mx.other.example; Sun, 22 Nov 2026\n");
    g_string_append(text, "Content-Type: text/plain; charset=utf-8\n\n");
    while (text->len < 3000)
        g_string_append(text, "نص رسالة طويلة\n");
    enum { ROUNDS = 2000 };
    gint64 start = g_get_monotonic_time();
    for (int i = 0; i < ROUNDS; i++) {
        g_autoptr(Mail) mail = letter_parse(text->str);
        g_assert_cmpint(mail->kind, ==, KIND_LETTER);
    }
    double each_ms = (double)(g_get_monotonic_time() - start) / 1000 / ROUNDS;
    g_test_minimized_result(each_ms, "size 3 KB: %.3f ms a mail", each_ms);
    g_test_message("size 3 KB: %.3f ms a mail", each_ms);
    g_assert_cmpfloat(each_ms, <, 5); /* generous: sanitizers, busy machines */
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    parse_open();
    g_test_add_func("/mail/plain", test_plain);
    g_test_add_func("/mail/charsets", test_charsets);
    g_test_add_func("/mail/html", test_html);
    g_test_add_func("/mail/duplicates", test_duplicates);
    g_test_add_func("/mail/nothing", test_nothing);
    g_test_add_func("/mail/broken", test_broken);
    g_test_add_func("/mail/line-ends", test_line_ends);
    g_test_add_func("/mail/fingerprint", test_fingerprint);
    g_test_add_func("/mail/many-parts", test_many_parts);
    g_test_add_func("/mail/many-hyphens", test_many_hyphens);
    g_test_add_func("/mail/deep", test_deep);
    g_test_add_func("/mail/long-text", test_long_text);
    g_test_add_func("/mail/long-header", test_long_header);
    g_test_add_func("/mail/speed", test_speed);
    return g_test_run();
}

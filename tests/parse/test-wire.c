/* test-wire.c - what leaves the worker comes back the same, or is refused. */
#include "base/base.h"
#include "letters.h"

static const char RICH[] =
    HEAD "Reply-To: a@example.org, Ali <b@example.org>\nCc: c@example.org\nIn-Reply-To: "
         "<0@x>\n"
         "References: <00@x> <0@x>\n"
         "Authentication-Results: mx.charity.example; dmarc=pass; spf=fail\n"
         "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nنص\n\nSara <s@example.org> "
         "wrote:\n> "
         "old\n--b\n"
         "Content-Type: application/pdf; name=x.pdf\n\n%PDF-1.4\nx\n--b--\n";

static Mail *
round_trip(const Mail *mail)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) wire = mail_to_wire(mail);
    Mail *back = mail_from_wire(wire, &error);
    g_assert_no_error(error);
    return back;
}

static void
test_round_trip(void)
{
    g_autoptr(Mail) mail = letter_parse(RICH);
    g_autoptr(Mail) back = round_trip(mail);
    g_autoptr(GBytes) one = mail_to_wire(mail), other = mail_to_wire(back);
    g_assert_true(g_bytes_equal(one, other));
    g_assert_cmpstr(back->message_id, ==, "1@example.org");
    g_assert_cmpstr(back->from->name, ==, "Mona Saleh");
    g_assert_cmpuint(back->reply_to->len, ==, 2);
    g_assert_cmpuint(back->references->len, ==, 2);
    g_assert_cmpstr(back->text, ==, "نص\n\nSara <s@example.org> wrote:\n> old");
    g_assert_cmpstr(back->new_text, ==, "نص");
    g_assert_cmpint(back->date_offset_minutes, ==, 180);
    g_assert_true(back->trusted);
    g_assert_cmpstr(letter_part(back, 0)->name, ==, "x.pdf");
    g_autoptr(GBytes) scan = g_bytes_new_static("II*\0", 4);
    g_autoptr(Mail) scanned = parse_scan("x.tif", scan);
    g_autoptr(Mail) scanned_back = round_trip(scanned);
    g_assert_cmpuint(scanned_back->parts->len, ==, 1);
}

/* The bytes of an attachment are not copied a second time. */
static void
test_slices(void)
{
    g_autoptr(Mail) mail = letter_parse(RICH);
    g_autoptr(GBytes) wire = mail_to_wire(mail);
    g_autoptr(Mail) back = mail_from_wire(wire, NULL);
    gsize size;
    const char *start = g_bytes_get_data(wire, &size);
    const char *bytes = g_bytes_get_data(letter_part(back, 0)->bytes, NULL);
    g_assert_true(bytes >= start && bytes < start + size);
}

typedef void (*Spoil)(Mail *mail);

static void
spoil_kind(Mail *mail)
{
    mail->kind = (MailKind)99;
}
static void
spoil_date(Mail *mail)
{
    mail->date_ms = G_MAXINT64;
}
static void
spoil_address(Mail *mail)
{
    g_free(mail->from->address);
    mail->from->address = g_strdup("a@b\r\nBcc: c@d");
}
static void
spoil_subject(Mail *mail)
{
    g_free(mail->subject);
    mail->subject = g_strdup("a\nb");
}
static void
spoil_text(Mail *mail)
{
    g_free(mail->text);
    mail->text = g_strnfill(TEXT_MOST_BYTES + 1, 'x');
}
static void
spoil_part_name(Mail *mail)
{
    Part *part = g_ptr_array_index(mail->parts, 0);
    g_free(part->name);
    part->name = g_strdup("../x");
}
static void
spoil_part_size(Mail *mail)
{
    ((Part *)g_ptr_array_index(mail->parts, 0))->size_bytes++;
}
static void
spoil_part_hash(Mail *mail)
{
    ((Part *)g_ptr_array_index(mail->parts, 0))->sha256[0] = '/';
}
static void
spoil_trust(Mail *mail)
{
    g_clear_pointer(&mail->from, address_free);
}
static void
spoil_ids(Mail *mail)
{
    for (int i = 0; i < 1000; i++)
        g_ptr_array_add(mail->references, g_strdup("x@y"));
}
static void
spoil_fingerprint(Mail *mail)
{
    mail->fingerprint[0] = 'x';
}

static void
assert_refused(GBytes *wire)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Mail) back = mail_from_wire(wire, &error);
    g_assert_null(back);
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
}

static void
test_refused(void)
{
    static const Spoil spoils[] = {spoil_kind, spoil_date, spoil_address, spoil_subject,
        spoil_text, spoil_part_name, spoil_part_size, spoil_part_hash, spoil_trust,
        spoil_ids, spoil_fingerprint};
    for (gsize i = 0; i < G_N_ELEMENTS(spoils); i++) {
        g_autoptr(Mail) mail = letter_parse(RICH);
        spoils[i](mail);
        g_autoptr(GBytes) wire = mail_to_wire(mail);
        g_test_message("spoil %zu", i);
        assert_refused(wire);
    }
}

/* Whatever byte is changed or missing, the answer is a mail within its limits or a refusal. */
static void
test_damaged(void)
{
    g_autoptr(Mail) mail = letter_parse(RICH);
    g_autoptr(GBytes) wire = mail_to_wire(mail);
    gsize size;
    const guint8 *bytes = g_bytes_get_data(wire, &size);
    for (gsize i = 0; i < size; i++) {
        g_autofree guint8 *changed = g_memdup2(bytes, size);
        changed[i] ^= 0xA5;
        g_autoptr(GBytes) damaged = g_bytes_new(changed, size);
        g_autoptr(GBytes) shorter = g_bytes_new(bytes, i);
        g_autoptr(Mail) back = mail_from_wire(damaged, NULL);
        if (back != NULL)
            g_assert_true(g_utf8_validate(back->text, -1, NULL));
        assert_refused(shorter);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    parse_open();
    g_test_add_func("/wire/round-trip", test_round_trip);
    g_test_add_func("/wire/slices", test_slices);
    g_test_add_func("/wire/refused", test_refused);
    g_test_add_func("/wire/damaged", test_damaged);
    return g_test_run();
}

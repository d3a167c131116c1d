/* test-parts.c - attachments: names, types, which are shown in the text, and scans. */
#include "letters.h"

static void
test_names(void)
{
    static const struct {
        const char *name, *clean;
    } cases[] = {
        {"a.pdf", "a.pdf"},
        {"../../etc/passwd", "passwd"},
        {"C:\\Users\\m\\طلب.pdf", "طلب.pdf"},
        {"/", NULL},
        {"..", NULL},
        {"", NULL},
        {" x.pdf ", "x.pdf"},
        {"invoice\xE2\x80\xAE"
         "fdp.exe",
            "invoicefdp.exe"},
        {"a\nb\x01.pdf", "a b.pdf"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *clean = part_name_clean(cases[i].name);
        g_assert_cmpstr(clean, ==, cases[i].clean);
    }
    g_autoptr(GString) wide = g_string_new(NULL);
    for (int i = 0; i < 200; i++)
        g_string_append(wide, "ط");
    g_string_append(wide, ".pdf");
    g_autofree char *shorter = part_name_clean(wide->str);
    g_assert_cmpuint(strlen(shorter), <=, PART_NAME_MOST_BYTES);
    g_assert_true(g_utf8_validate(shorter, -1, NULL));
    g_assert_true(g_str_has_suffix(shorter, "ط.pdf"));
}

static void
test_media(void)
{
#define MEDIA(bytes, declared, type) \
    { \
        bytes, sizeof(bytes) - 1, declared, type \
    }
    static const struct {
        const char *bytes;
        gsize length;
        const char *declared, *type;
    } cases[] = {
        MEDIA("%PDF-1.4\n", NULL, "application/pdf"),
        MEDIA("\0\0junk %PDF-1.4\n", NULL, "application/pdf"),
        MEDIA("II*\0....", "application/octet-stream", "image/tiff"),
        MEDIA("MM\0*....", NULL, "image/tiff"),
        MEDIA("\xFF\xD8\xFF\xE0", "image/png", "image/jpeg"),
        MEDIA("\x89PNG\r\n\x1A\n", NULL, "image/png"),
        MEDIA("RIFF....WEBPVP8 ", NULL, "image/webp"),
        MEDIA("GIF89a..", NULL, "image/gif"),
        MEDIA("\0\0\0\x18"
              "ftypheic....",
            "image/jpeg", "image/heic"),
        MEDIA("\0\0\0\x0CjP  \r\n\x87\n", NULL, "image/jp2"),
        MEDIA("PK\3\4......", NULL, "application/zip"),
        MEDIA("PK\3\4..[Content_Types].xml..word/document.xml", "application/zip",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        MEDIA("PK\3\4..mimetypeapplication/vnd.oasis.opendocument.textPK", NULL,
            "application/vnd.oasis.opendocument.text"),
        MEDIA("plain words", "text/plain", NULL),
        MEDIA("", NULL, NULL),
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        g_assert_cmpstr(media_sniff((const guint8 *)cases[i].bytes, cases[i].length,
                            cases[i].declared),
            ==, cases[i].type);
}

static void
test_attachments(void)
{
    g_autoptr(Mail) mail = letter_parse(
        HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: "
             "multipart/related; "
             "boundary=r\n\n--r\nContent-Type: text/html\n\n<p>text</p>\n--r\n"
             "Content-Type: image/png; name=logo.png\nContent-ID: <logo>\n"
             "Content-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--r--\n--b\n"
             "Content-Type: application/octet-stream; name=\"../=?utf-8?B?2LfZ?= "
             "=?utf-8?B?hNio?=.pdf\"\nContent-Disposition: attachment\n"
             "Content-Transfer-Encoding: base64\n\nJVBERi0xLjQK\n--b\n"
             "Content-Type: text/plain; name=note.txt\n\na note\n--b--\n");
    g_assert_cmpstr(mail->text, ==, "text");
    g_assert_cmpuint(mail->parts->len, ==, 3);
    g_assert_cmpstr(letter_part(mail, 0)->name, ==, "logo.png");
    g_assert_cmpstr(letter_part(mail, 0)->media_type, ==, "image/png");
    g_assert_true(letter_part(mail, 0)->inline_);
    const Part *pdf = letter_part(mail, 1);
    g_assert_cmpstr(pdf->name, ==, "طلب.pdf");
    g_assert_cmpstr(pdf->media_type, ==, "application/pdf");
    g_assert_cmpint(pdf->size_bytes, ==, 9);
    g_assert_cmpstr(pdf->sha256, ==,
        "e5c62df5dab5c87b6a015ef3d43597074d1eec433b15f51aec63b8582d0e4ab4");
    g_assert_false(pdf->inline_);
    g_assert_cmpmem(g_bytes_get_data(pdf->bytes, NULL), 9, "%PDF-1.4\n", 9);
    g_assert_cmpstr(letter_part(mail, 2)->name, ==, "note.txt");
}

/* A mail that is nothing but its attachment. */
static void
test_only_attachment(void)
{
    g_autoptr(Mail) mail = letter_parse(HEAD
        "Content-Type: application/pdf\nContent-Disposition: inline; filename=scan.pdf\n"
        "Content-Transfer-Encoding: base64\n\nJVBERi0xLjQK\n");
    g_assert_cmpstr(mail->text, ==, "");
    g_assert_cmpuint(mail->parts->len, ==, 1);
    g_assert_cmpstr(letter_part(mail, 0)->name, ==, "scan.pdf");
    g_assert_false(letter_part(mail, 0)->inline_);
}

static void
test_forwarded_message(void)
{
    g_autoptr(Mail) mail = letter_parse(HEAD
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nsee attached\n--b\n"
        "Content-Type: message/rfc822\n\nFrom: s@example.net\nSubject: Old / letter\n"
        "Content-Type: multipart/mixed; boundary=c\n\n--c\n\nold text\n--c\n"
        "Content-Type: application/pdf; name=x.pdf\n\n%PDF-1.4\n--c--\n--b--\n");
    g_assert_cmpstr(mail->from->address, ==, "mona@example.org");
    g_assert_cmpstr(mail->text, ==,
        "see attached\n\nFrom: s@example.net\nSubject: Old / letter\n\nold text");
    g_assert_cmpuint(mail->parts->len, ==, 2);
    g_assert_cmpstr(letter_part(mail, 0)->media_type, ==, "message/rfc822");
    g_assert_cmpstr(letter_part(mail, 0)->name, ==, "Old - letter.eml");
    g_assert_cmpstr(letter_part(mail, 1)->name, ==, "x.pdf");
}

static void
test_scan(void)
{
    g_autoptr(GBytes) bytes = g_bytes_new_static("II*\0abc", 7);
    g_autoptr(Mail) mail = parse_scan("/scans/page 1.TIF", bytes);
    g_assert_cmpint(mail->kind, ==, KIND_LETTER);
    g_assert_cmpstr(letter_part(mail, 0)->name, ==, "page 1.TIF");
    g_assert_cmpstr(letter_part(mail, 0)->media_type, ==, "image/tiff");
    g_assert_cmpstr(mail->fingerprint, ==, letter_part(mail, 0)->sha256);
    g_autoptr(GBytes) nothing = g_bytes_new(NULL, 0);
    g_autoptr(Mail) empty = parse_scan("x.pdf", nothing);
    g_assert_true(letter_has_defect(empty, "empty"));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    parse_open();
    g_test_add_func("/parts/names", test_names);
    g_test_add_func("/parts/media", test_media);
    g_test_add_func("/parts/attachments", test_attachments);
    g_test_add_func("/parts/only-attachment", test_only_attachment);
    g_test_add_func("/parts/forwarded-message", test_forwarded_message);
    g_test_add_func("/parts/scan", test_scan);
    return g_test_run();
}

/* test-packed.c - what is packed, signed or sealed: winmail.dat, zip, S/MIME, PGP, forwarded letters. */
#include <archive.h>
#include <archive_entry.h>

#include "base/base.h"
#include "letters.h"

static Mail *
with_attachment(const char *type, const char *name, const void *bytes, gsize length)
{
    g_autofree char *packed = g_base64_encode(bytes, length);
    g_autofree char *text = g_strdup_printf(HEAD
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nfind attached\n--b\n"
        "Content-Type: %s; name=\"%s\"\nContent-Transfer-Encoding: base64\n\n%s\n--b--\n",
        type, name, packed);
    return letter_parse(text);
}

static char *
without_cr(const char *bytes, gsize length)
{
    GString *plain = g_string_new(NULL);
    for (gsize i = 0; i < length; i++)
        if (bytes[i] != '\r')
            g_string_append_c(plain, bytes[i]);
    char *sum = file_sha256((const guint8 *)plain->str, plain->len);
    g_string_free(plain, TRUE);
    return sum;
}

/* Whether some part holds that; line ends apart, and the class of an object that other programs leave
 * before its bytes. */
static bool
has_file(const Mail *mail, const char *content, gsize length)
{
    enum { CLASS_BYTES = 16 };
    g_autofree char *sum = without_cr(content, length);
    g_autofree char *rest = length > CLASS_BYTES
                                ? without_cr(content + CLASS_BYTES, length - CLASS_BYTES)
                                : NULL;
    for (guint i = 0; i < mail->parts->len; i++) {
        gsize size;
        const char *bytes = g_bytes_get_data(letter_part(mail, i)->bytes, &size);
        g_autofree char *own = size > 0 ? without_cr(bytes, size) : g_strdup("");
        if (strcmp(own, sum) == 0 || g_strcmp0(own, rest) == 0)
            return true;
    }
    return length == 0;
}

/* ---- winmail.dat ---- */

/* A letter of Outlook with one attachment, as MS-OXTNEF lays it out. */
static GByteArray *
winmail(const char *title, const char *content)
{
    GByteArray *all = g_byte_array_new();
    g_byte_array_append(all, (const guint8 *)"\x78\x9F\x3E\x22\x01\x00", 6);
    const struct {
        guint32 id;
        const char *bytes;
        guint32 length;
    } attributes[] = {
        {0x00069002, "\x01\0\0\0\0\0\0\0\0\0\0\0\0\0",
            14}, /* attAttachRenddata: one begins */
        {0x00018010, title, (guint32)strlen(title) + 1},
        {0x0006800F, content, (guint32)strlen(content)},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(attributes); i++) {
        guint16 sum = 0;
        for (guint32 k = 0; k < attributes[i].length; k++)
            sum = (guint16)(sum + (guchar)attributes[i].bytes[k]);
        g_byte_array_append(all, (const guint8 *)"\x02", 1);
        g_byte_array_append(all, (const guint8 *)&attributes[i].id, 4);
        g_byte_array_append(all, (const guint8 *)&attributes[i].length, 4);
        g_byte_array_append(
            all, (const guint8 *)attributes[i].bytes, attributes[i].length);
        g_byte_array_append(all, (const guint8 *)&sum, 2);
    }
    return all;
}

static void
test_winmail(void)
{
    g_autoptr(GByteArray) bytes = winmail("../income.pdf", "%PDF-1.4 income");
    g_autoptr(Mail) mail =
        with_attachment("application/ms-tnef", "winmail.dat", bytes->data, bytes->len);
    g_assert_cmpuint(mail->parts->len, ==, 2); /* the file itself is kept too */
    g_assert_cmpstr(letter_part(mail, 0)->media_type, ==, "application/ms-tnef");
    g_assert_cmpstr(letter_part(mail, 1)->name, ==, "income.pdf");
    g_assert_cmpstr(letter_part(mail, 1)->media_type, ==, "application/pdf");
    g_assert_cmpint(letter_part(mail, 1)->size_bytes, ==, 15);
    g_assert_false(letter_has_defect(mail, "winmail_not_opened"));
    g_autoptr(Mail) broken =
        with_attachment("application/ms-tnef", "winmail.dat", "no tnef", 7);
    g_assert_true(letter_has_defect(broken, "winmail_not_opened"));
    g_assert_cmpuint(broken->parts->len, ==, 1);
    /* Cut anywhere, it says no more than it has. */
    for (guint length = 0; length < bytes->len; length++) {
        g_autoptr(Mail) cut =
            with_attachment("application/ms-tnef", "winmail.dat", bytes->data, length);
        g_assert_cmpuint(cut->parts->len, <=, 2);
    }
}

/* Files of other mailers' tests, with the attachments they hold beside them. */
static void
test_winmail_corpus(void)
{
    const char *shared = g_getenv("DIWAN_SHARED");
    g_autofree char *path = g_build_filename(
        shared != NULL ? shared : "../shared", "data", "mail", "mimekit", "tnef", NULL);
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    if (folder == NULL) {
        g_test_skip("no ../shared/data/mail/mimekit here");
        return;
    }
    guint right = 0, wrong = 0;
    const char *name;
    while ((name = g_dir_read_name(folder)) != NULL) {
        if (!g_str_has_suffix(name, ".tnef"))
            continue;
        g_autofree char *file = g_build_filename(path, name, NULL);
        g_autofree char *bytes = NULL;
        gsize length;
        g_assert_true(g_file_get_contents(file, &bytes, &length, NULL));
        g_autoptr(Mail) mail =
            with_attachment("application/ms-tnef", "winmail.dat", bytes, length);
        file[strlen(file) - strlen(".tnef")] = '\0';
        g_autoptr(GDir) wanted = g_dir_open(file, 0, NULL);
        const char *each;
        while (wanted != NULL && (each = g_dir_read_name(wanted)) != NULL) {
            if (g_str_has_prefix(each, "message."))
                continue; /* another program's way of writing the body */
            g_autofree char *one = g_build_filename(file, each, NULL);
            g_autofree char *content = NULL;
            g_assert_true(g_file_get_contents(one, &content, &length, NULL));
            bool found = has_file(mail, content, length);
            right += found;
            wrong += !found;
            if (!found)
                g_test_message("%s: '%s' is not found", name, each);
        }
    }
    g_test_message(
        "winmail.dat: attachments %u right, %u wrong, 0 crashed", right, wrong);
    g_assert_cmpuint(right, >=, 20);
}

/* ---- zip ---- */

static GBytes *
zip_of(const char *const *names, gsize content_length, char content)
{
    gsize room = 4 * 1024 * 1024, used = 0;
    g_autofree char *buffer = g_malloc(room);
    g_autofree char *bytes = g_malloc(content_length);
    memset(bytes, content, content_length);
    struct archive *archive = archive_write_new();
    archive_write_set_format_zip(archive);
    archive_write_open_memory(archive, buffer, room, &used);
    for (; *names != NULL; names++) {
        struct archive_entry *entry = archive_entry_new();
        archive_entry_set_pathname(entry, *names);
        archive_entry_set_size(entry, (la_int64_t)content_length);
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_write_header(archive, entry);
        archive_write_data(archive, bytes, content_length);
        archive_entry_free(entry);
    }
    archive_write_close(archive);
    archive_write_free(archive);
    return g_bytes_new(buffer, used);
}

static Mail *
with_zip(GBytes *zip)
{
    gsize length;
    const void *bytes = g_bytes_get_data(zip, &length);
    return with_attachment("application/zip", "papers.zip", bytes, length);
}

static void
test_zip(void)
{
    static const char *const names[] = {"../../etc/id.pdf", "folder/income.pdf", NULL};
    g_autoptr(GBytes) zip = zip_of(names, 100, 'x');
    g_autoptr(Mail) mail = with_zip(zip);
    g_assert_cmpuint(mail->parts->len, ==, 3);
    g_assert_cmpstr(letter_part(mail, 1)->name, ==, "id.pdf");
    g_assert_cmpstr(letter_part(mail, 2)->name, ==, "income.pdf");
    g_assert_false(letter_has_defect(mail, "zip_not_opened"));
}

/* Zeros that grow a thousandfold, and more files than anybody sends. */
static void
test_zip_bomb(void)
{
    static const char *const names[] = {"a", "b", "c", "d", NULL};
    g_autoptr(GBytes) zip = zip_of(names, 40 * 1024 * 1024, 0);
    g_autoptr(Mail) mail = with_zip(zip);
    g_assert_true(letter_has_defect(mail, "zip_not_opened"));
    gint64 total = 0;
    for (guint i = 0; i < mail->parts->len; i++)
        total += letter_part(mail, i)->size_bytes;
    g_assert_cmpint(total, <, 64 * 1024 * 1024);
    g_autoptr(GPtrArray) many = g_ptr_array_new_with_free_func(g_free);
    for (int i = 0; i < 300; i++)
        g_ptr_array_add(many, g_strdup_printf("%d.txt", i));
    g_ptr_array_add(many, NULL);
    g_autoptr(GBytes) wide = zip_of((const char *const *)many->pdata, 1, 'x');
    g_autoptr(Mail) full = with_zip(wide);
    g_assert_true(letter_has_defect(full, "zip_not_opened"));
    g_assert_cmpuint(full->parts->len, ==, 101);
}

/* ---- signed and encrypted ---- */

static void
test_smime_signed(void)
{
    /* SignedData with its content in two pieces and without a length, as OpenSSL streams it. */
    static const guint8 start[] = {0x30, 0x80, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7,
        0x0D, 0x01, 0x07, 0x02, 0xA0, 0x80, 0x30, 0x80, 0x02, 0x01, 0x01, 0x31, 0x00,
        0x30, 0x80, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01,
        0xA0, 0x80, 0x24, 0x80};
    static const char *const pieces[] = {
        "Content-Type: text/plain; charset=utf-8\n\n", "طلب دعم\n"};
    g_autoptr(GByteArray) all = g_byte_array_new();
    g_byte_array_append(all, start, sizeof start);
    for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
        const guint8 head[] = {0x04, (guint8)strlen(pieces[i])};
        g_byte_array_append(all, head, 2);
        g_byte_array_append(all, (const guint8 *)pieces[i], head[1]);
    }
    for (int i = 0; i < 12; i++)
        g_byte_array_append(all, (const guint8 *)"", 1);
    g_autoptr(Mail) mail =
        with_attachment("application/pkcs7-mime; smime-type=signed-data", "smime.p7m",
            all->data, all->len);
    g_assert_true(letter_has_defect(mail, "signed_not_verified"));
    g_assert_nonnull(strstr(mail->text, "طلب دعم"));
    g_assert_false(letter_has_defect(mail, "encrypted"));
    for (guint length = 0; length < all->len; length++) {
        g_autoptr(GByteArray) inside = signed_content(all->data, length);
        g_assert_true(inside == NULL || inside->len < 60);
    }
}

/* Octets without a length that are not made of others: none count more than once. */
static void
test_smime_endless(void)
{
    static const guint8 start[] = {0x30, 0x80, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7,
        0x0D, 0x01, 0x07, 0x02, 0xA0, 0x80, 0x30, 0x80, 0x02, 0x01, 0x01, 0x31, 0x00,
        0x30, 0x80, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01,
        0xA0, 0x80};
    g_autoptr(GByteArray) all = g_byte_array_new();
    g_byte_array_append(all, start, sizeof start);
    for (int i = 0; i < 1000; i++)
        g_byte_array_append(all, (const guint8 *)"\x04\x80\0", 4);
    g_autoptr(GByteArray) inside = signed_content(all->data, all->len);
    g_assert_true(inside == NULL || inside->len <= all->len);
}

static void
test_sealed(void)
{
    static const char *const sealed[] = {
        HEAD
        "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; "
        "boundary=b\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\n"
        "Content-Type: application/octet-stream\n\n-----BEGIN PGP "
        "MESSAGE-----\nx\n--b--\n",
        HEAD "\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n",
        HEAD "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n"
             "Content-Transfer-Encoding: base64\n\nMIAGCSqGSIb3DQEHA6CAMIACAQA=\n",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(sealed); i++) {
        g_autoptr(Mail) mail = letter_parse(sealed[i]);
        g_assert_true(letter_has_defect(mail, "encrypted"));
        g_assert_false(letter_has_defect(mail, "signed_not_verified"));
    }
    g_autoptr(Mail) clear = letter_parse(HEAD
        "\nbefore\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n- - one\nطلب\n"
        "-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\nafter\n");
    g_assert_true(letter_has_defect(clear, "signed_not_verified"));
    g_assert_cmpstr(clear->text, ==, "before\n- one\nطلب\n\nafter\n");
    g_autoptr(Mail) hollow = letter_parse(HEAD
        "\nbefore\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n"
        "-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\nafter\n");
    g_assert_nonnull(strstr(hollow->text, "after"));
    g_autoptr(Mail) parted = letter_parse(HEAD
        "Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; "
        "boundary=b\n\n"
        "--b\n\nطلب دعم\n--b\nContent-Type: application/pgp-signature\n\nx\n--b--\n");
    g_assert_true(letter_has_defect(parted, "signed_not_verified"));
    g_assert_nonnull(strstr(parted->text, "طلب دعم"));
}

/* ---- forwarded, invited ---- */

static void
test_forwarded(void)
{
    static const struct {
        const char *mail, *author;
    } cases[] = {
        {HEAD "\nfor you\n\n---------- Forwarded message ---------\nFrom: Ali "
              "<ali@example.org>\nDate: x\nSubject: y\nTo: z@example.org\n\nbody\n",
            "ali@example.org"},
        {HEAD "Content-Type: text/plain; charset=utf-8\n\n---------- رسالة مُعاد توجيهها "
              "---------\n\xE2\x80\x8Fمن: علي <ali@example.org>\nالتاريخ: س\n\nنص\n",
            "ali@example.org"},
        {HEAD "\nBegin forwarded message:\n\n> From: Ali <ali@example.org>\n", NULL},
        {HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nsee\n--b\n"
              "Content-Type: message/rfc822\n\nFrom: Ali <ali@example.org>\nSubject: "
              "x\n\nb\n"
              "--b--\n",
            "ali@example.org"},
        {HEAD "\nFrom: ali@example.org\nis whom I mean\n", NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Mail) mail = letter_parse(cases[i].mail);
        g_test_message("case %zu", i);
        g_assert_cmpstr(
            mail->forwarded_from != NULL ? mail->forwarded_from->address : NULL, ==,
            cases[i].author);
        g_autoptr(GBytes) wire = mail_to_wire(mail);
        g_autoptr(Mail) back = mail_from_wire(wire, NULL);
        g_assert_nonnull(back);
        g_assert_cmpstr(
            back->forwarded_from != NULL ? back->forwarded_from->address : NULL, ==,
            cases[i].author);
    }
}

/* An invitation is kept as a file, and acts on nothing. */
static void
test_invitation(void)
{
    g_autoptr(Mail) mail = letter_parse(
        HEAD "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nmeeting\n--b\n"
             "Content-Type: text/calendar; method=REQUEST; charset=utf-8\n\n"
             "BEGIN:VCALENDAR\nMETHOD:REQUEST\nEND:VCALENDAR\n--b--\n");
    g_assert_cmpstr(mail->text, ==, "meeting");
    g_assert_cmpuint(mail->parts->len, ==, 1);
    g_assert_cmpstr(letter_part(mail, 0)->media_type, ==, "text/calendar");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    parse_open();
    g_test_add_func("/packed/winmail", test_winmail);
    g_test_add_func("/packed/winmail-corpus", test_winmail_corpus);
    g_test_add_func("/packed/zip", test_zip);
    g_test_add_func("/packed/zip-bomb", test_zip_bomb);
    g_test_add_func("/packed/smime-signed", test_smime_signed);
    g_test_add_func("/packed/smime-endless", test_smime_endless);
    g_test_add_func("/packed/sealed", test_sealed);
    g_test_add_func("/packed/forwarded", test_forwarded);
    g_test_add_func("/packed/invitation", test_invitation);
    return g_test_run();
}

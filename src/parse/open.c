/* open.c - what must be open before the room is locked.
 *
 * ICU's converters, from which all text comes, read no files: their data is a library. GMime
 * converts parameters of MIME fields with iconv while it parses, asked or not, and glibc loads a
 * library for each charset it meets. None is loaded here, as each would make every fork dearer:
 * the lock refuses them, which harms nothing, as no word of GMime's conversions is used.
 */
#include "language/language.h"
#include "parse/inside.h"

/* Has something of everything, as far as it takes its time once: tables of folds and normal
 * forms, GMime's types, the HTML parser. UTF-8 alone, for which glibc needs no library. */
static const char sample[] =
    "Received: from mx.example.org by mx.example.com; Sun, 22 Nov 2026 10:00:00 +0300\n"
    "Authentication-Results: mx.example.com; spf=pass smtp.mailfrom=example.org\n"
    "From: =?utf-8?B?2LnZhNmK?= <ali@example.org>\n"
    "To: \"office\" <diwan@example.com>, other@example.com\n"
    "Subject: =?utf-8?B?77e6INi32YTYqA==?= 123\n"
    "Date: Sun, 22 Nov 2026 10:00:00 +0300\n"
    "Message-ID: <1@example.org>\nReferences: <0@example.org>\nMIME-Version: 1.0\n"
    "Content-Type: multipart/mixed; boundary=b\n\n"
    "--b\nContent-Type: multipart/alternative; boundary=c\n\n"
    "--c\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
    "77e6INi32YTYqA==\n"
    "--c\nContent-Type: text/html; charset=utf-8\n"
    "Content-Transfer-Encoding: quoted-printable\n\n"
    "<html><p>a=3Db &amp; <a href=3D\"https://example.org\">c</a></html>\n--c--\n"
    "--b\nContent-Type: application/pdf; name=\"=?utf-8?B?2LnZhNmK?=\"\n"
    "Content-Disposition: attachment; filename*=utf-8''%D8%B9\n"
    "Content-Transfer-Encoding: base64\n\nJVBERg==\n"
    "--b\nContent-Type: message/rfc822\n\nSubject: a\n\nb\n--b--\n";

void
parse_open(void)
{
    static bool opened;
    if (opened)
        return;
    opened = true;
    g_mime_init();
    charset_open();
    char *nobody[] = {NULL};
    g_autoptr(Mail) mail = parse_mail((const guint8 *)sample, sizeof sample - 1,
        &(ParseSettings){.addresses = nobody, .authserv_id = nobody});
    g_autoptr(GBytes) wire = mail_to_wire(mail);
}

/* open.c - what must be open before the room is locked.
 *
 * ICU's converters, from which all text comes, read no files: their data is a library. GMime
 * converts parameters of MIME fields with iconv while it parses, asked or not, and glibc loads a
 * library for each charset it meets. None is loaded here, as each would make every fork dearer:
 * the lock refuses them, which harms nothing, as no word of GMime's conversions is used.
 */
#include "language/language.h"
#include "parse/inside.h"

#include <string.h>

/* What libraries and this room make at first use (tables of letters, types, charsets) is made here
 * once, by reading a mail of every common shape, and not again in every fork. */
static const char rehearsal[] =
    "From: =?windows-1256?B?x+HT4cfj?= <a@rehearsal.example>\r\n"
    "To: b@rehearsal.example\r\n"
    "Subject: =?utf-8?B?2LfZhNioINmF2LPYp9i52K/YqQ==?=\r\n"
    "Date: Sun, 22 Nov 2026 12:00:00 +0300\r\n"
    "Message-ID: <1@rehearsal.example>\r\n"
    "In-Reply-To: <0@rehearsal.example>\r\n"
    "References: <0@rehearsal.example>\r\n"
    "Authentication-Results: mx.rehearsal.example; dmarc=pass "
    "header.from=rehearsal.example\r\n"
    "MIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=m\r\n\r\n"
    "--m\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n"
    "--a\r\nContent-Type: text/plain; charset=windows-1256\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\nx+HT4cfjIDEyMzQ=\r\n"
    "--a\r\nContent-Type: text/html; charset=utf-8\r\n"
    "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    "<p dir=3D\"rtl\">=D8=B7=D9=84=D8=A8 <b>&amp;</b></p><blockquote>x</blockquote>\r\n"
    "--a--\r\n"
    "--m\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    "\xd8\xa7\xd9\x84\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85\r\n> \xd9\x86\xd8\xb5\r\n"
    "--m\r\nContent-Type: application/pdf; name=\"a.pdf\"\r\n"
    "Content-Disposition: attachment; filename*=utf-8''%D8%B7.pdf\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n--m--\r\n";

static void
rehearse(void)
{
    char *ours[] = {(char *)"b@rehearsal.example", NULL};
    char *believed[] = {(char *)"mx.rehearsal.example", NULL};
    const ParseSettings settings = {ours, believed};
    g_autofree char *folded = text_fold("\xd8\xa2");
    g_autoptr(Mail) mail =
        parse_mail((const guint8 *)rehearsal, strlen(rehearsal), &settings);
    g_autoptr(GBytes) wire = mail_to_wire(mail);
}

void
parse_open(void)
{
    static bool opened;
    if (opened)
        return;
    opened = true;
    g_mime_init();
    charset_open();
    rehearse();
}

/* mail.h - a mail as bytes. Private to compose/. */
#pragma once

#include "compose/compose.h"

typedef struct MailParts {
    const char *from_name; /* UTF-8; may be "" */
    const char *from;      /* addresses are sound, see address_is_sound */
    const char *reply_to;
    const char *to;
    const char *subject;
    const char *language;   /* "ar" or "en": of both bodies (RFC 3282) */
    const char *message_id; /* without brackets, as in_reply_to */
    const char
        *in_reply_to; /* NULL: answers nothing; left out when it could break a header */
    const GPtrArray
        *references;      /* of char: of the answered mail, nearest first; or NULL */
    const char *boundary; /* letters and digits, in no part */
    gint64 date_ms;
    bool automatic, unasked;     /* as of a Departure */
    const char *text, *html;     /* "\n" line ends */
    const GPtrArray *enclosures; /* of Enclosure, or NULL */
} MailParts;

/* RFC 5322 and MIME, seven bits, CRLF. */
GBytes *mail_write(const MailParts *parts);

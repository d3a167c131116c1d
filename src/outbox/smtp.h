/* smtp.h - one connection to the relay. Private to outbox/. */
#pragma once

#include "outbox/outbox.h"

/* What became of one mail. */
typedef enum {
    SEND_DONE,
    SEND_LATER,   /* 4xx about this mail */
    SEND_FAILED,  /* 5xx about this mail, or an address nobody can be written to */
    SEND_DOUBT,   /* all of it went out and no answer came */
    SEND_BROKEN,  /* the relay closed or fell silent over it before all of it went out */
    SEND_SENDER,  /* the sender was refused, which is the office's own */
    SEND_TROUBLE, /* the relay itself: unreachable, untrusted, refuses the login */
} SendEnd;

typedef struct Smtp Smtp;

/* relay is borrowed. CONFIG when the password cannot be read. */
Smtp *smtp_open(const RelayConfig *relay, GError **error);
void smtp_close(Smtp *smtp);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Smtp, smtp_close)

/* Sends one mail on the one connection, which is made when needed, and anew after DOUBT, BROKEN,
 * SENDER and TROUBLE. *said: the server's lines, or what went wrong in words; owned by the caller. */
SendEnd smtp_send(Smtp *smtp, const Outgoing *mail, char **said);

/* Logs in and does nothing; *said as above, *advice: what to do, when it fails; borrowed. */
bool smtp_check(Smtp *smtp, char **said, const char **advice);

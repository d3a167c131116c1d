/* smtp_line.h - the line to the relay: how it is made, and what was said over it. Private to smtp*.c. */
#pragma once

#include "outbox/smtp.h"

#include "oauth/oauth.h"

#include <curl/curl.h>

enum { MOST_SAID = 2000 };

struct Smtp {
    const RelayConfig *relay;
    CURL *curl;
    AccessToken *token;    /* NULL: none yet, or a password is used */
    char wrong[MOST_SAID]; /* more than libcurl needs */
    GString *said;         /* the last reply */
    int code;              /* its code */
    bool begun;            /* MAIL was said: from there on it may be about the mail */
    bool offered;          /* the last byte of the mail was handed over */
    bool null_sender;
    bool broken; /* the last mail ended so that the next begins a connection of its own */
    const char *bytes;
    gsize length, sent;
};

/* Host, certificates, patience, login; nothing is sent yet. */
bool smtp_line_set(Smtp *smtp, GError **error);
/* Does what was set with libcurl, on the connection there is or a new one: one that the server gave up
 * meanwhile, or a token that it no longer takes, is replaced once. */
CURLcode smtp_line_perform(Smtp *smtp);

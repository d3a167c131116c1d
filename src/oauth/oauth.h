/* oauth.h - access tokens for mail servers that take no passwords (RFC 6749, RFC 7523).
 *
 * A grant is an [oauth NAME] of diwan.conf. What it needs is read from its files each time, so a
 * secret that a person has replaced is used at once. A refresh token that the provider renews is
 * kept before the access token is handed on.
 */
#pragma once

#include "base/base.h"

enum { ACCESS_TOKEN_MOST_BYTES = 12 * 1024 };

typedef struct AccessToken {
    char *bytes;   /* printable ASCII; wiped when freed */
    gint64 got_at; /* ticks */
    gint64
        renew_at; /* ticks: a new one is to be had by then; it is good a while longer */
} AccessToken;
void access_token_free(AccessToken *token);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AccessToken, access_token_free)

/* Asks the provider, for at most half a minute; user is who the mailbox belongs to. RETRY: the
 * network or the provider's trouble. CONFIG: it refuses, which a person must see to. */
AccessToken *oauth_fetch(const OauthConfig *grant, const char *user, GError **error);

/* ---- the same beside other work: a process of its own asks ---- */

typedef struct Errand Errand;
Errand *errand_start(const OauthConfig *grant, const char *user, GError **error);
/* To poll for reading. */
int errand_fd(const Errand *errand);
/* *done: it came back, with the token or the error; else ask again when its fd is readable. It
 * always comes back. */
AccessToken *errand_hear(Errand *errand, bool *done, GError **error);
void errand_free(Errand *errand); /* ends it */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Errand, errand_free)

/* `diwan token`: the inside of an errand's process, for errand_start alone. */
int token_main(int argc, char **argv);

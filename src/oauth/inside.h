/* inside.h - what the files of oauth/ share. */
#pragma once

#include "oauth/oauth.h"

/* Where a grant's tokens come from; owned by the caller. */
char *grant_url(const OauthConfig *grant);
/* What is asked for: the scope given, or what the provider's mail servers need. */
const char *grant_scope(const OauthConfig *grant);

/* The body of the request (application/x-www-form-urlencoded); holds secrets, so wipe it.
 * refresh_token is NULL unless the grant has one. CONFIG: a file cannot be used. */
char *grant_request(const OauthConfig *grant, const char *user, const char *url,
    const char *refresh_token, GError **error);

/* What a person does about a refusal. */
const char *grant_advice(const OauthConfig *grant);

/* The provider's answer. */
typedef struct Answer {
    char *access_token, *refresh_token; /* refresh_token NULL: not renewed */
    gint64 lasts_s;
} Answer;
void answer_clear(Answer *answer); /* wipes */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Answer, answer_clear)

/* One POST over verified TLS. RETRY or CONFIG as oauth_fetch. */
bool grant_ask(const OauthConfig *grant, const char *url, const char *body,
    Answer *answer, GError **error);

/* A signed statement that user's mail is asked for (RFC 7523, RS256) by the service account of
 * the file, which names the audience when the grant has no token_url; owned by the caller. */
char *assertion_make(const OauthConfig *grant, const char *user, const char *audience,
    gint64 now_s, GError **error);
/* Where the service account's tokens come from, as its file says; owned; NULL: it does not. */
char *assertion_url(const OauthConfig *grant);

/* ---- refresh tokens at rest (sealed.c) ---- */

/* One refreshing at a time of all processes: a token that has been renewed twice at once may be
 * taken for stolen. -1 with the error; close it when done. */
int sealed_lock(const OauthConfig *grant, GError **error);
/* The refresh token, whether sealed or as a person put it there (*plain); wipe it. */
char *sealed_load(const OauthConfig *grant, bool *plain, GError **error);
bool sealed_save(const OauthConfig *grant, const char *token, GError **error);

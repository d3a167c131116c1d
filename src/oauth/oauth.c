/* oauth.c - one access token: what is needed is read, the provider asked, what it renewed kept.
 *
 * Promises: a renewed refresh token is durable before the access token that came with it is
 * used, and one that a person put there as plain text is sealed once it has proved good.
 */
#include "oauth/inside.h"

#include <string.h>
#include <unistd.h>

enum {
    TOKEN_LEAST_S = 60,
    TOKEN_MOST_S = 24 * 3600, /* whatever the provider says */
    TOKEN_USUAL_S = 3600,     /* when it says nothing */
    TOKEN_SPARE_S = 300,      /* before the end, at most a fifth of the life */
};

void
access_token_free(AccessToken *token)
{
    if (token == NULL)
        return;
    explicit_bzero(token->bytes, strlen(token->bytes));
    g_free(token->bytes);
    g_free(token);
}

static AccessToken *
token_of(Answer *answer, gint64 asked_at)
{
    AccessToken *token = g_new0(AccessToken, 1);
    gint64 lasts_s = answer->lasts_s > 0
                         ? CLAMP(answer->lasts_s, TOKEN_LEAST_S, TOKEN_MOST_S)
                         : TOKEN_USUAL_S;
    token->bytes = g_steal_pointer(&answer->access_token);
    token->got_at = asked_at;
    token->renew_at =
        asked_at + (lasts_s - MIN(lasts_s / 5, (gint64)TOKEN_SPARE_S)) * 1000;
    return token;
}

static void
wipe(char *text)
{
    if (text != NULL)
        explicit_bzero(text, strlen(text));
    g_free(text);
}

static bool
ask(const OauthConfig *grant, const char *user, const char *refresh_token, Answer *answer,
    GError **error)
{
    g_autofree char *url = grant_url(grant);
    char *body = grant_request(grant, user, url, refresh_token, error);
    bool well = body != NULL && grant_ask(grant, url, body, answer, error);
    wipe(body);
    return well;
}

static bool
ask_with_refresh_token(
    const OauthConfig *grant, const char *user, Answer *answer, GError **error)
{
    int lock = sealed_lock(grant, error);
    if (lock < 0)
        return false;
    bool plain = false;
    char *kept = sealed_load(grant, &plain, error);
    bool well = kept != NULL && ask(grant, user, kept, answer, error);
    const char *renewed = well ? answer->refresh_token : NULL;
    if (well && (plain || (renewed != NULL && strcmp(renewed, kept) != 0)))
        well = sealed_save(grant, renewed != NULL ? renewed : kept, error);
    wipe(kept);
    close(lock);
    return well;
}

AccessToken *
oauth_fetch(const OauthConfig *grant, const char *user, GError **error)
{
    g_auto(Answer) answer = {0};
    gint64 asked_at = clock_ticks_ms();
    bool well = grant->refresh_token_file != NULL
                    ? ask_with_refresh_token(grant, user, &answer, error)
                    : ask(grant, user, NULL, &answer, error);
    return well ? token_of(&answer, asked_at) : NULL;
}

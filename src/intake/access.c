/* access.c - what a mailbox logs in with.
 *
 * A password is read from its file at every start. An access token is fetched by a process of its
 * own, kept in memory alone, used until it is about to expire, and dropped when the server takes
 * it no longer: its owner may have changed the password, or the provider ended the session.
 */
#include "intake/access.h"

#include "oauth/oauth.h"

#include <string.h>

enum {
    YOUNG_MS = 30 * 1000, /* a token that is refused so soon never was good */
    SESSION_LEAST_S = 5,
};

static int young_ms = YOUNG_MS;

void
intake_set_young(int ms)
{
    young_ms = ms;
}

struct Access {
    const MailboxConfig *config; /* borrowed */
    AccessToken *token;          /* NULL: none */
    Errand *errand;              /* NULL: nobody is under way */
};

Access *
access_new(const MailboxConfig *config)
{
    Access *access = g_new0(Access, 1);
    access->config = config;
    return access;
}

void
access_free(Access *access)
{
    if (access == NULL)
        return;
    errand_free(access->errand);
    access_token_free(access->token);
    g_free(access);
}

int
access_fd(const Access *access)
{
    return access->errand != NULL ? errand_fd(access->errand) : -1;
}

bool
access_is_over(const Access *access)
{
    return access->config->grant != NULL &&
           (access->token == NULL || clock_ticks_ms() >= access->token->renew_at);
}

/* Sends for a token, or hears whether it has come. */
static bool
access_fetch(Access *access, GError **error)
{
    bool done = false;
    g_clear_pointer(&access->token, access_token_free);
    if (access->errand == NULL) {
        access->errand = errand_start(access->config->grant, access->config->user, error);
        return access->errand != NULL;
    }
    access->token = errand_hear(access->errand, &done, error);
    if (done)
        g_clear_pointer(&access->errand, errand_free);
    return !done || access->token != NULL;
}

char *
access_ask(Access *access, int *renew_s, GError **error)
{
    *renew_s = 0;
    if (access->config->grant == NULL)
        return file_read_secret(access->config->password_file, error);
    if (access_is_over(access) && !access_fetch(access, error))
        return NULL;
    if (access->token == NULL)
        return NULL;
    /* Not before it is over, or the end would look like trouble. */
    gint64 rest_s = (access->token->renew_at - clock_ticks_ms()) / 1000 + 1;
    *renew_s = (int)CLAMP(rest_s, SESSION_LEAST_S, G_MAXINT);
    return g_strdup(access->token->bytes);
}

bool
access_was_refused(Access *access, DiwanError code, const char *words)
{
    /* Microsoft 365 ends a session with "* BYE Session invalidated - AccessTokenExpired". */
    bool expired = strstr(words, "AccessTokenExpired") != NULL ||
                   strstr(words, "Session invalidated") != NULL;
    if (access->token == NULL || (code != DIWAN_ERROR_CONFIG && !expired))
        return false;
    bool was_good = clock_ticks_ms() - access->token->got_at > young_ms;
    g_clear_pointer(&access->token, access_token_free);
    return was_good;
}

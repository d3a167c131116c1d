/* grant.c - what each provider is asked, and how.
 *
 * Microsoft 365: in the application's own name (client credentials, RFC 6749 section 4.4) with
 * the scope ".default", or for the person who consented (section 6); there the scope must name
 * Outlook's resource and stand in every request, or the answer is AADSTS900144.
 * Google: for the person who consented, or a service account's assertion (RFC 7523).
 */
#include "oauth/inside.h"

#include <string.h>

#define GOOGLE_URL "https://oauth2.googleapis.com/token"
#define GOOGLE_SCOPE "https://mail.google.com/"
#define MICROSOFT_HOST "https://login.microsoftonline.com/"
#define MICROSOFT_OWN_SCOPE "https://outlook.office365.com/.default"
#define MICROSOFT_PERSON_SCOPE \
    "https://outlook.office.com/IMAP.AccessAsUser.All " \
    "https://outlook.office.com/SMTP.Send offline_access"

static bool
is_google(const OauthConfig *grant)
{
    return strcmp(grant->provider, "google") == 0;
}

char *
grant_url(const OauthConfig *grant)
{
    if (grant->token_url != NULL)
        return g_strdup(grant->token_url);
    if (!is_google(grant))
        return g_strconcat(MICROSOFT_HOST, grant->tenant, "/oauth2/v2.0/token", NULL);
    char *said = grant->service_account_file != NULL ? assertion_url(grant) : NULL;
    return said != NULL ? said : g_strdup(GOOGLE_URL);
}

const char *
grant_scope(const OauthConfig *grant)
{
    if (grant->scope != NULL)
        return grant->scope;
    if (is_google(grant))
        return GOOGLE_SCOPE;
    return grant->refresh_token_file != NULL ? MICROSOFT_PERSON_SCOPE
                                             : MICROSOFT_OWN_SCOPE;
}

const char *
grant_advice(const OauthConfig *grant)
{
    if (grant->service_account_file != NULL)
        return "check service_account_file, and that its account may act for the "
               "mailbox's user (domain-wide delegation of the scope)";
    if (grant->refresh_token_file != NULL)
        return "let the mailbox's owner consent again and put the new refresh token "
               "into refresh_token_file";
    return "check tenant, client_id and the secret in client_secret_file, and that an "
           "administrator has consented";
}

static void
append(GString *body, const char *name, const char *value)
{
    g_autofree char *escaped = g_uri_escape_string(value, NULL, FALSE);
    g_string_append_printf(body, "%s%s=%s", body->len > 0 ? "&" : "", name, escaped);
    explicit_bzero(escaped, strlen(escaped));
}

static bool
append_client(GString *body, const OauthConfig *grant, GError **error)
{
    append(body, "client_id", grant->client_id);
    if (grant->client_secret_file == NULL)
        return true;
    g_autofree char *secret = file_read_secret(grant->client_secret_file, error);
    if (secret == NULL)
        return false;
    append(body, "client_secret", secret);
    explicit_bzero(secret, strlen(secret));
    return true;
}

char *
grant_request(const OauthConfig *grant, const char *user, const char *url,
    const char *refresh_token, GError **error)
{
    /* As long as it will ever be: what grows is copied, and copies are not wiped. */
    g_autoptr(GString) body = g_string_sized_new(64 * 1024);
    if (grant->service_account_file != NULL) {
        g_autofree char *assertion =
            assertion_make(grant, user, url, clock_now_ms() / 1000, error);
        if (assertion == NULL)
            return NULL;
        append(body, "grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
        append(body, "assertion", assertion);
        return g_string_free(g_steal_pointer(&body), FALSE);
    }
    bool refreshes = refresh_token != NULL;
    append(body, "grant_type", refreshes ? "refresh_token" : "client_credentials");
    if (!append_client(body, grant, error))
        return NULL;
    if (refreshes)
        append(body, "refresh_token", refresh_token);
    if (!is_google(grant) || grant->scope != NULL)
        append(body, "scope", grant_scope(grant));
    return g_string_free(g_steal_pointer(&body), FALSE);
}

/* config_oauth.c - which grant a mailbox or the relay logs in with, and whether it is complete. */
#include "base/config_oauth.h"

#include <string.h>

OauthConfig *
oauth_config_add(Config *config, const char *name)
{
    OauthConfig *oauth = g_new0(OauthConfig, 1);
    oauth->name = g_strdup(name);
    oauth->key_file = g_build_filename(config->office, "secrets", "oauth.key", NULL);
    g_ptr_array_add(config->oauths, oauth);
    return oauth;
}

void
oauth_config_free(gpointer data)
{
    OauthConfig *oauth = data;
    char *texts[] = {oauth->name, oauth->provider, oauth->tenant, oauth->client_id,
        oauth->client_secret_file, oauth->refresh_token_file, oauth->service_account_file,
        oauth->scope, oauth->token_url, oauth->ca_file, oauth->key_file};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_free(oauth);
}

static OauthConfig *
find(const Config *config, const char *name)
{
    for (guint i = 0; i < config->oauths->len; i++) {
        OauthConfig *oauth = config->oauths->pdata[i];
        if (strcmp(oauth->name, name) == 0)
            return oauth;
    }
    return NULL;
}

/* What a provider needs and is not there; NULL: complete. */
static const char *
missing(const OauthConfig *oauth)
{
    bool is_google = strcmp(oauth->provider, "google") == 0;
    if (is_google && oauth->service_account_file != NULL)
        return oauth->refresh_token_file == NULL
                   ? NULL
                   : "service_account_file or refresh_token_file, not both";
    if (!is_google && oauth->service_account_file != NULL)
        return "provider = google with service_account_file";
    if (!is_google && oauth->tenant == NULL && oauth->token_url == NULL)
        return "tenant";
    if (oauth->client_id == NULL)
        return is_google ? "service_account_file, or client_id" : "client_id";
    if (is_google && oauth->refresh_token_file == NULL)
        return "service_account_file, or refresh_token_file";
    if (oauth->client_secret_file == NULL &&
        (is_google || oauth->refresh_token_file == NULL))
        return is_google ? "client_secret_file"
                         : "client_secret_file, or refresh_token_file";
    if (oauth->token_url != NULL && !g_str_has_prefix(oauth->token_url, "https://"))
        return "a token_url that begins with https://";
    return NULL;
}

static bool
join(const Config *config, const char *group, const char *password_file, const char *name,
    const OauthConfig **grant, char **what)
{
    if (name == NULL) {
        if (password_file == NULL)
            *what = g_strdup_printf("[%s] has no password_file, should be password_file "
                                    "= secrets/mailbox, or oauth = NAME",
                group);
        return password_file != NULL;
    }
    *grant = find(config, name);
    if (password_file != NULL)
        *what = g_strdup_printf(
            "[%s] has password_file and oauth, should be one of them", group);
    else if (*grant == NULL)
        *what = g_strdup_printf(
            "oauth = %s in [%s], should be the NAME of an [oauth NAME]", name, group);
    return *what == NULL;
}

bool
oauth_config_join(Config *config, char **group, char **what)
{
    for (guint i = 0; i < config->oauths->len; i++) {
        const OauthConfig *oauth = config->oauths->pdata[i];
        const char *lacks = missing(oauth);
        if (lacks == NULL)
            continue;
        *group = g_strdup_printf("oauth %s", oauth->name);
        *what = g_strdup_printf("[%s] needs %s", *group, lacks);
        return false;
    }
    for (guint i = 0; i < config->mailboxes->len; i++) {
        MailboxConfig *mailbox = config->mailboxes->pdata[i];
        g_autofree char *name = g_strdup_printf("mailbox %s", mailbox->name);
        if (!join(config, name, mailbox->password_file, mailbox->oauth, &mailbox->grant,
                what)) {
            *group = g_steal_pointer(&name);
            return false;
        }
    }
    RelayConfig *relay = &config->relay;
    if (relay->oauth == NULL ||
        join(config, "relay", relay->password_file, relay->oauth, &relay->grant, what))
        return true;
    *group = g_strdup("relay");
    return false;
}

static bool
is_used(const Config *config, const OauthConfig *oauth)
{
    for (guint i = 0; i < config->mailboxes->len; i++)
        if (((const MailboxConfig *)config->mailboxes->pdata[i])->grant == oauth)
            return true;
    return config->relay.grant == oauth;
}

void
oauth_config_forget(Config *config)
{
    for (guint i = 0; i < config->oauths->len; i++) {
        OauthConfig *oauth = config->oauths->pdata[i];
        if (is_used(config, oauth))
            continue;
        g_clear_pointer(&oauth->client_secret_file, g_free);
        g_clear_pointer(&oauth->refresh_token_file, g_free);
        g_clear_pointer(&oauth->service_account_file, g_free);
        g_clear_pointer(&oauth->key_file, g_free);
    }
}

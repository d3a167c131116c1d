/* config_oauth.h - the groups [oauth NAME] and who uses them. Private to base. */
#pragma once

#include "base/config.h"

/* A new group of that name, owned by config. */
OauthConfig *oauth_config_add(Config *config, const char *name);
void oauth_config_free(gpointer oauth);

/* Gives mailboxes and the relay the grants they name. false: what is wrong, and the group it
 * stands in; both owned by the caller. */
bool oauth_config_join(Config *config, char **group, char **what);

/* Drops the paths of secrets that neither a mailbox nor the relay uses any more. */
void oauth_config_forget(Config *config);

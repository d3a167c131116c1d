/* config_mailbox.h - the groups [mailbox NAME] and their folders. Private to base. */
#pragma once

#include "base/config.h"

void mailbox_config_free(gpointer mailbox);

/* folder = INBOX;Junk: each folder becomes a mailbox of its own (of MailboxConfig), the watched one
 * under NAME, the others behind it as NAME/FOLDER. false: what is wrong, and the group it stands
 * in; both owned by the caller. */
bool mailbox_config_part(GPtrArray *mailboxes, char **group, char **what);

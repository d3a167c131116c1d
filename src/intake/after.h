/* after.h - what is done on the server to a message once it is safely kept. */
#pragma once

#include "intake/imap.h"

/* Flags or moves the messages (ascending UIDs) as the settings say. The connection may be gone
 * when false with RETRY; CONFIG: the server does not let us, and all else goes on. */
bool after_keeping(Imap *imap, const GArray *uids, GError **error);

/* Messages up to last_uid that were kept before a crash and not yet flagged or moved. */
bool after_catch_up(Imap *imap, guint32 last_uid, GError **error);

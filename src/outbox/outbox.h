/* outbox.h - letters that wait to leave: one SMTP connection, reused; or files in a folder.
 *
 * At most OUTBOX_BATCH mails can be in doubt after a crash; an acknowledgement in doubt is sent
 * again with the same Message-ID. 4xx is retried with back-off, 5xx is not delivered.
 */
#pragma once

#include "store/store.h"

enum { OUTBOX_BATCH = 20 };

typedef struct Outbox Outbox;
Outbox *outbox_open(const Config *config, GError **error);
void outbox_close(Outbox *outbox);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Outbox, outbox_close)

/* One batch: claim, send, commit what became of each. tried is how many were due. An unreachable
 * relay is not an error: the mails go back with their next try, and *trouble says why. */
bool
outbox_round(Outbox *outbox, Store *store, int *tried, char **trouble, GError **error);

/* Logs in to the relay and quits: for `diwan check`. */
bool outbox_check(Outbox *outbox, GError **error);

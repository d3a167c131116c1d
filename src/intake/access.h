/* access.h - what a mailbox logs in with: its password, or an access token that is fetched. */
#pragma once

#include "base/base.h"

typedef struct Access Access;
Access *access_new(const MailboxConfig *config); /* borrowed */
void access_free(Access *access);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Access, access_free)

/* The secret, owned by the caller, who wipes it; *renew_s: for how long a session may go on with
 * it, 0: for ever. NULL without an error: it is being fetched, ask again when access_fd is
 * readable. */
char *access_ask(Access *access, int *renew_s, GError **error);

/* To poll for reading; -1 when nothing is being fetched. */
int access_fd(const Access *access);

/* A session that logged in with it ended in trouble. True: it had been good for a while, and a new
 * one is worth trying at once. */
bool access_was_refused(Access *access, DiwanError code, const char *words);

/* For tests: how old a token must be to have been good for a while. */
void intake_set_young(int ms);

/* The token is about to expire: a session that ends now ended as it should. */
bool access_is_over(const Access *access);

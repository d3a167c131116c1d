/* mailbox.h - one mailbox: its fetcher's life, its batch and its cursor. */
#pragma once

#include "archive/archive.h"
#include "store/store.h"

typedef struct Mailbox Mailbox;

Mailbox *mailbox_new(const MailboxConfig *config, Store *store, Archive *archive);
void mailbox_free(Mailbox *mailbox);

/* mailbox is a further folder of watched, which outlives all its sessions: it logs in with what that
 * has, one session of such folders at a time, reads to the end and out again. */
void mailbox_take_turns(Mailbox *mailbox, Mailbox *watched);

/* Tells its fetcher that this is the end; then waits for that until ticks. */
void mailbox_hang_up(Mailbox *mailbox);
void mailbox_close(Mailbox *mailbox, gint64 until);

/* Starts the fetcher when it does not run, its back-off is over and it is its turn. */
void mailbox_start(Mailbox *mailbox);

/* What to poll for reading; -1 when no fetcher runs. */
int mailbox_fd(const Mailbox *mailbox);
/* Ticks at which something is due by itself: a start, or storing a batch. */
gint64 mailbox_due_at(const Mailbox *mailbox);

/* Takes what the fetcher has said, up to a full batch. An error is the archive's, never the
 * mailbox's: that is noted in the store. */
bool mailbox_hear(Mailbox *mailbox, GError **error);

/* Stores the batch when it is due and tells the fetcher what is kept. taken grows; stored is
 * set when there is reason to hear again. */
bool mailbox_store(Mailbox *mailbox, int *taken, bool *stored, GError **error);

/* The archive or the store has failed: what is on the way is dropped, to be fetched again. */
void mailbox_give_up(Mailbox *mailbox, const char *why);

/* Nothing waits to be stored, and it was read to its end since it was made, or has failed
 * again and again without a letter. */
bool mailbox_is_idle(const Mailbox *mailbox);

/* For tests: how long after its first failure a fetcher is started again (1 s; twice that after the
 * second, and so on). */
void intake_set_back_off(int first_ms);

/* outbox.h - letters that wait to leave: one SMTP connection, reused; or files in a folder.
 *
 * At most OUTBOX_BATCH mails can be in doubt after a crash; an acknowledgement that may have
 * left is sent again with the same Message-ID, OUTBOX_MOST_AGAIN times; whatever else waits for a
 * person. 4xx, and a mail over which the relay breaks off, are retried with back-off for three days from
 * when it began to wait; then, as at 5xx, it is not delivered. Trouble of the relay itself ends nothing.
 */
#pragma once

#include "archive/archive.h"
#include "compose/compose.h"
#include "store/store.h"

enum { OUTBOX_BATCH = 20 };

typedef struct Outbox Outbox;
Outbox *outbox_open(const Config *config, GError **error);
void outbox_close(Outbox *outbox);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Outbox, outbox_close)

/* One batch: claim, send, commit what became of each. tried is how many were due. An unreachable
 * relay is not an error: the mails go back with their next try, and *trouble says why. A mail over which the
 * relay breaks off does not keep the others of its batch waiting. */
bool
outbox_round(Outbox *outbox, Store *store, int *tried, char **trouble, GError **error);

/* Whether nothing has left for half an hour though mails wait that long: somebody has to look. */
bool outbox_is_stuck(const OutboxDepth *depth, gint64 now);

/* Logs in to the relay and quits: for `diwan check`. */
bool outbox_check(Outbox *outbox, GError **error);

/* ---- what did not arrive (readdress.c) ---- */

/* What a person does next about it: "resend", "paper", "telephone"; NULL: nothing. */
const char *outbox_next_step(const OutboxEntry *entry);
/* A mail that was not delivered goes to another address of its party, which is put on the party's record,
 * for a reason. REFUSED where the address is no sound one, the former, ours or a machine's. */
bool outbox_readdress(const Config *config, Store *store, Compose *compose, gint64 id,
    const char *address, const char *actor, const char *reason, gint64 *new_id,
    GError **error);

/* ---- letters on paper (to_paper.c, post.c, posting_list.c) ---- */

/* A mail that was not delivered becomes a letter on paper, to be printed: one with a number of its own
 * that says so, the mail's words unchanged behind it. address NULL: the one of its party's record. REFUSED says what is missing; a mail goes on paper once. The journal names the actor. */
bool outbox_to_paper(Store *store, Compose *compose, gint64 id, const char *address,
    const char *actor, gint64 *paper_id, GError **error);

typedef struct PrintPlan {
    int most;        /* letters */
    bool both_sides; /* each letter begins on a sheet of its own */
    const char *actor;
} PrintPlan;

/* Prints what waits on paper as one run, in the order of the envelopes (by town, then name), what a
 * letter encloses right behind it: each letter's bytes and the whole are kept in the archive with their hashes, then all are marked at
 * once; but those of a complaint of the actor, which wait for a colleague. run_id is 0 when nothing waits. */
bool outbox_print(Store *store, Archive *archive, const PrintPlan *plan, gint64 *run_id,
    GError **error);

/* Writes a run's files to a folder, which is made: letters.pdf, labels.pdf, posting-list.pdf and
 * posting-list.csv, with a column for tracking numbers to fill in. The same bytes every time. */
bool outbox_print_write(Store *store, Archive *archive, const Config *config,
    gint64 run_id, const char *folder, GError **error);

/* REFUSED when one of the run's letters is of a complaint of the login: its files are the letters' words. */
bool outbox_run_is_for(Store *store, gint64 run_id, const char *login, GError **error);

/* The letters of a run that were not posted yet were handed to the post, all or none; tracking (NULL: none)
 * is their numbers by outbox id, both as text. posted counts. take_out, owned by the caller, is the numbers of those
 * that were printed and are not to leave any more, with ", " between: a decision was corrected; NULL: none. */
bool outbox_posted(Store *store, gint64 run_id, GHashTable *tracking, const char *actor,
    int *posted, char **take_out, GError **error);
/* A letter on paper by its outbox id, a number it bears or its tracking number; NULL with REFUSED: none. */
PostLetter *outbox_letter_named(Store *store, const char *name, GError **error);

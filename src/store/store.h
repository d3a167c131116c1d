/* store.h - what the office knows, in a database; the only room that speaks SQL.
 *
 * One function for each intent. A function that writes takes part in the transaction the caller
 * began, or commits by itself when none was begun. Instants are milliseconds UTC. Ids are > 0;
 * 0 means none. Returned strings and arrays are owned by the caller. Errors: REFUSED when a rule of
 * the schema forbids it or there is no such row, and then alone; CONFIG when the database is damaged or may
 * not be written; RETRY for all else, a busy database and a full disk among it.
 */
#pragma once

#include "base/base.h"
#include "letter.h"

typedef struct Store Store;

/* Opens (making it when create is true) and migrates; a newer version than this program's is
 * CONFIG. ":memory:" for tests. */
Store *store_open(const char *path, bool create, GError **error);
void store_close(Store *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Store, store_close)

/* A writing transaction (IMMEDIATE). Keep it short: no network, no reading, no template. */
bool store_begin(Store *store, GError **error);
bool store_commit(Store *store, GError **error);
void store_rollback(Store *store);
bool store_in_transaction(Store *store);

/* A part of the transaction that may fail alone: what was written since the savepoint is kept, or as if it had
 * never been. Each is ended, the inner one first. */
bool store_savepoint(Store *store, GError **error);
bool store_savepoint_end(Store *store, bool keep, GError **error);

/* Copies the whole database to path as of one instant, while others go on. */
bool store_backup(Store *store, const char *path, GError **error);
/* quick_check and foreign keys: NULL when sound, else what is wrong. */
char *store_check(Store *store);

/* Every file that rows name, by hash, each once; false from each ends it and is returned. */
typedef bool (*StoreFileFunc)(const char *sha256, gpointer user_data, GError **error);
bool
store_files_each(Store *store, StoreFileFunc each, gpointer user_data, GError **error);

/* This database was copied at made_at and is an office of its own from now on: sessions end, and what
 * had not left is put in doubt for a person, unless gone_on is false: the former office has sent
 * nothing since. held is how many mails. */
bool
store_restored(Store *store, gint64 made_at, bool gone_on, int *held, GError **error);

/* ---- letters: the row and the queue (letters.c) ---- */

typedef struct Letter {
    gint64 id;
    LetterState state;
    int attempts; /* claims without a result */
    int deaths;   /* workers it ended by its own fault */
    gint64 claim; /* of whoever works on it */
    char *sha256;
    gint64 size_bytes;
    Medium medium;
    char *source;       /* mailbox or scan group's name, "take", "upload" */
    char *file_name;    /* of a scan; else NULL */
    char *branch;       /* NULL when unknown */
    gint64 received_at; /* when it reached us: INTERNALDATE, or the file's time */
    gint64 taken_at;
    bool quiet; /* old post: nothing is answered */
    MailKind kind;
    char *message_id;
    char *from_name;
    char *from_address;
    char *subject;
    bool trusted;
    char *dmarc;
    gint64 sent_at; /* its own Date; 0 when absent */
    gint64 duplicate_of;
    MatchOutcome outcome;
    gint64 party_id;
    double probability;
    gint64 request_id;
    HoldReason hold;
    char *hold_note;   /* in words, for people; NULL */
    char *reread_note; /* what reading it again found, "match 10001"; NULL: nothing new */
    char *in_no;
    AnswerFlavour answered;
    gint64 rejected_at; /* a person said it is no letter to the office; 0: nobody did */
    char *rejected_by, *rejected_why;
    bool erased;      /* its writer was forgotten: number and days are left of it */
    char *file_no;    /* of its party */
    char *request_no; /* of its request */
    char *text;       /* set by store_letters_claim and store_letter_get; else NULL */
    char *new_text;   /* likewise */
} Letter;
Letter *letter_new(void);
void letter_free(Letter *letter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Letter, letter_free)
/* It was written on paper: a watched folder or a scan-to-mail device brought it. From and words of such a
 * device's mail are not the writer's. scanners: the devices' addresses; NULL: there are none. */
bool letter_is_scan(const Letter *letter, char *const *scanners);

/* A letter as intake has kept it. */
typedef struct Arrival {
    char *sha256;
    gint64 size_bytes;
    Medium medium;
    char *source;
    char *file_name;
    char *branch;
    gint64 received_at;
    bool quiet;
    gint64 uid;          /* 0 when not from a mailbox */
    gint64 uidvalidity;  /* likewise */
    gint64 server_bytes; /* the message's size there, when less was taken; else 0 */
    HoldReason hold;     /* it waits for a person from the start */
    char *hold_note;     /* NULL without */
} Arrival;
void arrival_free(Arrival *arrival);

/* Records arrivals (of Arrival) and moves the mailbox's cursor, in one transaction. A file whose
 * bytes are known already adds a delivery to its letter, not a letter. cursor may be NULL.
 * taken counts new letters. */
typedef struct Cursor {
    const char *mailbox; /* group name */
    const char *folder;
    gint64 uidvalidity;
    gint64 last_uid;
} Cursor;
bool store_letters_take(
    Store *store, GPtrArray *arrivals, const Cursor *cursor, int *taken, GError **error);

/* The cursor of a mailbox folder; zeros when it was never read. */
bool store_cursor_get(Store *store, const char *mailbox, const char *folder,
    gint64 *uidvalidity, gint64 *last_uid, GError **error);
/* How the last look at a source went: for status and health. problem NULL: well. */
bool
store_source_note(Store *store, const char *source, const char *problem, GError **error);

/* ---- a mailbox compared with its server (comparisons.c) ---- */

/* What was delivered from source with UIDs from first to last: of Delivered, by UID, each once. */
typedef struct Delivered {
    gint64 uid, size_bytes;
} Delivered;
GArray *store_delivered(Store *store, const char *source, gint64 uidvalidity,
    gint64 first, gint64 last, GError **error);

typedef struct Compared {
    gint64 at;
    int server, gone, missing, differing;
    char *words; /* of what a person should look at; NULL: nothing; owned */
} Compared;
/* Differences stand in the journal too. */
bool store_compared_save(
    Store *store, const char *source, const Compared *compared, GError **error);
/* The last one; zeros when there was none. */
bool
store_compared_get(Store *store, const char *source, Compared *compared, GError **error);

/* Claims up to most letters of a state that are due: their attempts go up, their due time to the
 * end of the lease, in one commit. Returns of Letter, owned, with texts; empty when none. */
GPtrArray *store_letters_claim(
    Store *store, LetterState state, int most, gint64 lease_ms, GError **error);

/* Ends a claim well: the next state, due at once, attempts forgotten, and a journal row by
 * "diwan" naming the stage. Fails with RETRY when the claim was lost. */
bool store_letter_advance(Store *store, const Letter *letter, LetterState to,
    const char *stage, const char *note, GError **error);
/* Ends a claim for now: due again at due_at. death: its worker died by its fault. */
bool store_letter_later(
    Store *store, const Letter *letter, gint64 due_at, bool death, GError **error);
/* Prolongs a claim's lease to an instant; a claim that was lost stays lost. */
bool store_letter_renew(Store *store, const Letter *letter, gint64 until, GError **error);
/* Gives claims back untouched (a worker was killed by somebody else; stopping). */
bool store_letter_release_claim(Store *store, const Letter *letter, GError **error);
/* All that was claimed is due now: for the one process that claims, when it begins. */
bool store_claims_void(Store *store, GError **error);

/* Puts a letter on the hold list; the first reason stands. Does not change its state. */
bool store_letter_hold(
    Store *store, gint64 letter_id, HoldReason reason, const char *note, GError **error);

/* A letter at rest that stands on no request is rejected, as spam is: nothing of it is deleted, it waits for
 * nobody, and an answer that has not left stays here. And the inverse: it is where it was. REFUSED when it
 * is still on its way, stands on a request, or was (not) rejected already. */
bool store_letter_reject(Store *store, gint64 letter_id, const char *actor,
    const char *reason, GError **error);
bool store_letter_unreject(Store *store, gint64 letter_id, const char *actor,
    const char *reason, GError **error);
bool store_letter_hold_by_person(Store *store, gint64 letter_id, const char *actor,
    const char *reason, GError **error);

Letter *
store_letter_get(Store *store, gint64 id, GError **error); /* REFUSED when unknown */
/* The newest mail that a person wrote from an address about a request, without its text; NULL, no
 * error: none. */
Letter *store_letter_last_about(
    Store *store, gint64 request_id, const char *address, GError **error);
gint64 store_letter_by_in_no(Store *store, const char *in_no); /* 0 when none */

/* Lists, newest first, below before_id (0: from the newest). state_name NULL: all; "held" means
 * on the hold list. Of Letter, owned, without texts. */
typedef struct LetterFilter {
    bool held_only;
    bool reread_only; /* with a reread_note */
    bool rejected_only;
    bool has_state;
    LetterState state;
    gint64 party_id;   /* 0: any */
    gint64 request_id; /* 0: any */
    gint64 before_id;
    int limit; /* 0: all */
} LetterFilter;
GPtrArray *store_letters_list(Store *store, const LetterFilter *filter, GError **error);

/* Letters at rest above an id, oldest first: of Letter, owned, with texts. */
GPtrArray *store_letters_resting(Store *store, gint64 after_id, int most, GError **error);

/* Depth and oldest age of each state, holds by reason: for status. */
typedef struct StageDepth {
    LetterState state;
    int count;
    gint64 oldest_at; /* received_at of the oldest; 0 when none */
} StageDepth;
GArray *store_letters_depth(Store *store, GError **error); /* of StageDepth */
int store_letters_held(Store *store);
int store_letters_reread(Store *store); /* with a reread_note */
int store_letters_rejected(Store *store);
GArray *store_letters_rejected_ids(Store *store, GError **error); /* of gint64 */
/* Letters and pages that are not at rest, and answers not yet gone: 0 means idle. */
int store_unfinished(Store *store);

/* ---- the journal (journal.c) ---- */

typedef struct JournalRow {
    gint64 at;
    char *actor, *act, *note;
    gint64 letter_id, request_id, party_id;
} JournalRow;
void journal_row_free(JournalRow *row);
bool store_journal(Store *store, const char *actor, const char *act, gint64 letter_id,
    gint64 request_id, gint64 party_id, const char *note, GError **error);
GPtrArray *store_journal_of_letter(
    Store *store, gint64 letter_id, GError **error); /* oldest first */
GPtrArray *store_journal_of_request(Store *store, gint64 request_id, GError **error);
/* Walks the whole journal: each row must bear the hash of itself and of the row before it (chain.c). */
typedef struct JournalState {
    gint64 rows;      /* that hang together, from the first */
    gint64 broken_at; /* id of the first that does not; 0: none */
    gint64 noted_at;  /* id of the row with the noted hash; -1: none has it */
    char last[65];    /* the last row's hash, to be noted outside the office */
} JournalState;
bool store_journal_verify(
    Store *store, const char *noted, JournalState *state, GError **error);

/* ---- staff (staff.c) ---- */

typedef struct Staff {
    gint64 id;
    char *login, *name, *role, *password_hash;
    bool active;
} Staff;
void staff_free(Staff *staff);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Staff, staff_free)
bool store_staff_add(Store *store, const char *login, const char *name, const char *role,
    const char *password_hash, const char *actor, gint64 *id, GError **error);
/* A new password; theirs of before and the sessions it opened end. REFUSED when nobody has the login. */
bool store_staff_passwd(Store *store, const char *login, const char *password_hash,
    const char *actor, GError **error);
/* Another role; whoever left stays away. Their sessions end, here and below. REFUSED when nobody has the login,
 * or no administrator would be left. */
bool store_staff_role(
    Store *store, const char *login, const char *role, const char *actor, GError **error);
/* They work here no more; back: they do again. */
bool store_staff_leave(
    Store *store, const char *login, bool back, const char *actor, GError **error);
Staff *
store_staff_by_login(Store *store, const char *login, GError **error); /* NULL: none */
GPtrArray *store_staff_list(Store *store, GError **error);
bool store_session_add(Store *store, const char *token_hash, gint64 staff_id,
    const char *csrf, gint64 expires_at, GError **error);
/* The staff member and CSRF token of a live session; NULL when none. */
Staff *
store_session_find(Store *store, const char *token_hash, char **csrf, GError **error);
bool store_session_end(Store *store, const char *token_hash, GError **error);

/* ---- sources for status (mailboxes.c) ---- */
typedef struct SourceState {
    char *source;
    gint64 looked_at; /* 0: never */
    gint64 well_at;
    char *problem;
    gint64 compared_at; /* with its server; 0: never. The rest is what came of it */
    int server, gone, missing, differing;
} SourceState;
void source_state_free(SourceState *state);
GPtrArray *store_sources(Store *store, GError **error);

/* ---- the full-text index (search.c): a second database file, derived, rebuildable ---- */

typedef struct Index Index;
Index *index_open(const char *path, GError **error);
void index_close(Index *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Index, index_close)
/* The letter up to which a new index was filled with letters that rested before it was made;
 * INDEX_FULL: there are none left. */
#define INDEX_FULL G_MAXINT64
bool index_filled_to(Index *index, gint64 *last, GError **error);
bool index_fill_to(Index *index, gint64 last, GError **error);
bool index_begin(Index *index, GError **error);
bool index_commit(Index *index, GError **error);
void index_rollback(Index *index);
/* It is as one that was just made; nothing of what it held is left in its file. */
bool index_empty(Index *index, GError **error);
/* One document: page 0 is the mail itself, else a page of the letter. Replaces what was there. */
bool index_put(Index *index, gint64 letter_id, int page, const char *subject,
    const char *text, GError **error);
/* match is an FTS5 expression made by archive/search.c alone. Newest candidates first, then by
 * rank; total is capped. hidden (of gint64 letter ids; NULL: none) are neither found nor counted. */
typedef struct IndexHit {
    gint64 letter_id;
    int page;
    double score; /* larger is better */
} IndexHit;
GArray *index_find(Index *index, const char *match, GHashTable *hidden, int limit,
    int most_total, int *total, GError **error); /* of IndexHit */

/* ---- days of a request (request_changes.c) ---- */

/* Instants; 0: not fixed. */
typedef struct RequestClock {
    gint64 completed_at;
    gint64 earliest_at; /* the first moment of the first day an outcome may be given */
    gint64 target_at;   /* the last moment of the day promised */
    gint64 expected_at; /* the same of the day the applicant was last told of */
    gint64 paused_at;
    gint64 due_at;    /* the office has to act by then */
    char *paused_why; /* a state, or a cause in words */
} RequestClock;

/* ---- the other sections ---- */

#include "store/store_batches.h"
#include "store/store_committee.h"
#include "store/store_erasures.h"
#include "store/store_holdings.h"
#include "store/store_library.h"
#include "store/store_life.h"
#include "store/store_outbox.h"
#include "store/store_parties.h"
#include "store/store_readings.h"
#include "store/store_register.h"
#include "store/store_replies.h"
#include "store/store_report.h"
#include "store/store_requests.h"
#include "store/store_survey.h"

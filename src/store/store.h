/* store.h - what the office knows, in a database; the only room that speaks SQL.
 *
 * One function for each intent. A function that writes takes part in the transaction the caller
 * began, or commits by itself when none was begun. Instants are milliseconds UTC. Ids are > 0;
 * 0 means none. Returned strings and arrays are owned by the caller. Errors: RETRY when the
 * database is busy or the disk full, REFUSED when a rule of the schema forbids it.
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

/* Copies the whole database to path, consistent, while others go on. */
bool store_backup(Store *store, const char *path, GError **error);
/* quick_check and foreign keys: NULL when sound, else what is wrong. */
char *store_check(Store *store);

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
    char *file_no;    /* of its party */
    char *request_no; /* of its request */
    char *text;       /* set by store_letters_claim and store_letter_get; else NULL */
    char *new_text;   /* likewise */
} Letter;
Letter *letter_new(void);
void letter_free(Letter *letter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Letter, letter_free)

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
    gint64 uid; /* 0 when not from a mailbox */
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

/* A person's decision about a held letter: hold is lifted, state becomes IDENTIFIED (due now) with
 * outcome MATCH_ONE and party_id (mail taken for automatic becomes a letter that is not answered), or party_id 0: nobody's (outcome NONE, on no request, goes to
 * DONE). */
bool store_letter_decide(Store *store, gint64 letter_id, gint64 party_id,
    const char *actor, const char *reason, GError **error);
bool store_letter_hold_by_person(Store *store, gint64 letter_id, const char *actor,
    const char *reason, GError **error);

Letter *
store_letter_get(Store *store, gint64 id, GError **error);     /* REFUSED when unknown */
gint64 store_letter_by_in_no(Store *store, const char *in_no); /* 0 when none */

/* Lists, newest first, below before_id (0: from the newest). state_name NULL: all; "held" means
 * on the hold list. Of Letter, owned, without texts. */
typedef struct LetterFilter {
    bool held_only;
    bool reread_only; /* with a reread_note */
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
/* Letters and pages that are not at rest, and answers not yet gone: 0 means idle. */
int store_unfinished(Store *store);

/* ---- what parse and read found (mails.c, pages.c, readings.c) ---- */

/* Keeps a parsed mail: the letter's columns, its texts, its parts (bytes already archived) and
 * thread references. Sets duplicate_of when a letter with this fingerprint is known. */
bool store_mail_save(Store *store, const Letter *letter, const Mail *mail,
    gint64 *duplicate_of, GError **error);

typedef struct StoredPart {
    gint64 id, letter_id;
    int position;
    char *name, *media_type, *sha256;
    gint64 size_bytes;
    bool inline_;
} StoredPart;
void stored_part_free(StoredPart *part);
GPtrArray *
store_parts_of(Store *store, gint64 letter_id, GError **error); /* of StoredPart */
/* In-Reply-To and References of a letter, nearest first; of char. */
GPtrArray *store_references_of(Store *store, gint64 letter_id, GError **error);

typedef enum { PAGE_COUNTING, PAGE_DUE, PAGE_READ, PAGE_FAILED } PageState;

/* A page to be read, or a part whose pages are to be counted (PAGE_COUNTING, number 0). */
typedef struct Page {
    gint64 id, letter_id, part_id;
    int position; /* of the page in the letter, from 1 */
    int number;   /* of the page in its part, from 1 */
    PageState state;
    int attempts, deaths;
    gint64 claim;
    char *sha256;     /* of the part */
    Reading *reading; /* set by store_pages_of when read */
    char *image_sha256;
    char *method;   /* models and method that read it; NULL: before that was noted */
    gint64 read_at; /* 0: likewise */
    char *
        verified_by; /* login of who checked the text against the picture; NULL: nobody */
    gint64 verified_at;
} Page;
void page_free(Page *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Page, page_free)

/* A part to be counted. */
bool
store_page_count_later(Store *store, gint64 letter_id, gint64 part_id, GError **error);
/* The count is known: that row gives way to n pages due. */
bool store_pages_counted(Store *store, const Page *counting, int n, GError **error);
/* The part has nothing to read (trouble NULL) or cannot be (trouble in words). */
bool store_page_count_failed(
    Store *store, const Page *counting, const char *trouble, GError **error);
/* Claims due pages; small letters first, so that one long scan never stops the others. */
GPtrArray *store_pages_claim(Store *store, int most, gint64 lease_ms, GError **error);
bool store_page_save(Store *store, const Page *page, const Reading *reading,
    const char *image_sha256, const char *method, GError **error);
bool
store_page_failed(Store *store, const Page *page, const char *trouble, GError **error);
bool store_page_later(
    Store *store, const Page *page, gint64 due_at, bool death, GError **error);
bool store_page_release_claim(Store *store, const Page *page, GError **error);
/* Of Page with readings, in order, the first most (0: all); words and codes too when with_words. */
GPtrArray *
store_pages_of(Store *store, gint64 letter_id, bool with_words, int most, GError **error);
/* The same with words and codes, from position first (1: the first). */
GPtrArray *
store_pages_from(Store *store, gint64 letter_id, int first, int most, GError **error);
/* One of them, with words and codes; REFUSED when there is none at that position. */
Page *store_page_at(Store *store, gint64 letter_id, int position, GError **error);

/* How far reading is: of one letter, and of the first most that are being read. */
typedef struct PageProgress {
    gint64 letter_id;
    int pages, read, failed; /* known so far; a part still to be counted has none yet */
    int waiting;             /* pages and parts that are still to be looked at */
} PageProgress;
bool store_pages_progress(
    Store *store, gint64 letter_id, PageProgress *progress, GError **error);
GArray *store_pages_in_progress(Store *store, int most, GError **error);
/* Pages and parts of new letters that wait to be read. */
int store_pages_waiting(Store *store);

/* ---- readings besides the current one (readings.c) ---- */

/* A page's others, newest first: earlier ones, and later ones kept beside a verified one. Of Page,
 * owned; method, time and who verified are the reading's. */
GPtrArray *store_readings_of(Store *store, gint64 page_id, GError **error);
/* One of them by its id, with words and codes; REFUSED when there is none. */
Page *store_reading_get(Store *store, gint64 id, GError **error);
/* A person has held the page's current text against its picture: it is right, or corrected takes its
 * place and the former reading is kept. No machine replaces it afterwards. */
bool store_page_verify(Store *store, const Page *page, const Reading *corrected,
    const char *by, GError **error);

/* ---- reading again (rereads.c) ---- */

/* Which pages of letters at rest are to be read again. What a person verified is only when it is asked
 * for by letter or by all. */
typedef struct RereadFilter {
    gint64 letter_id;       /* 0: of any */
    bool all;               /* whatever was read, also pages that a person verified */
    double below;           /* whose confidence is below; pages that failed are */
    gint64 before;          /* read before this instant */
    const char *not_method; /* read by another method than this; NULL: by any */
} RereadFilter;
/* Asks for them: durable, once a page; pages is how many are asked for anew. */
bool
store_reread_ask(Store *store, const RereadFilter *filter, int *pages, GError **error);
/* Parts of letters at rest (of one, or 0: of all) that have no page, by id behind after_id; and asking
 * for one of them, of a kind that is read today: its pages are counted first. */
GPtrArray *store_parts_unread(
    Store *store, gint64 letter_id, gint64 after_id, int most, GError **error);
bool store_reread_ask_part(Store *store, const StoredPart *part, GError **error);
/* Pages asked for and not read yet, behind one (NULL: from the first), letter by letter; of Page,
 * owned, attempts being those of reading again. One process reads again: there are no claims. */
GPtrArray *store_reread_due(Store *store, const Page *after, int most, GError **error);
int store_reread_left(Store *store);
/* The new reading becomes the page's current one and the former is kept; of a page that was verified
 * it is kept beside. */
bool store_reread_keep(Store *store, const Page *page, const Reading *reading,
    const char *image_sha256, const char *method, GError **error);
/* The pages of a part (page number 0) could be counted now: they are asked for in its place. */
bool store_reread_counted(Store *store, const Page *counting, int n, GError **error);
/* It could not be read now: what was read before stands. */
bool store_reread_failed(Store *store, const Page *page, const char *trouble,
    const char *method, GError **error);
/* To be tried once more; attempts go up. */
bool store_reread_later(Store *store, const Page *page, GError **error);
/* Letters all of whose pages have ended and of which nothing was told yet; of gint64. */
GArray *store_reread_ready(Store *store, GError **error);
bool store_reread_is_ready(Store *store, gint64 letter_id);
typedef enum { REREAD_REPLACED, REREAD_BESIDE, REREAD_FAILED } RereadEnd;
typedef struct RereadPage {
    gint64 page_id;
    RereadEnd end;
    gint64 earlier_id;  /* the reading that gave way; 0: none did */
    char *earlier_text; /* its text */
} RereadPage;
void reread_page_free(RereadPage *page);
/* How a letter's pages ended; of RereadPage, owned. */
GPtrArray *store_reread_ended(Store *store, gint64 letter_id, GError **error);
/* Ends a letter's: into its journal, and, when note is set, before people as a note on it. */
bool store_reread_tell(
    Store *store, gint64 letter_id, const char *counts, const char *note, GError **error);
/* Somebody has seen the note: it goes. REFUSED when there is none. */
bool store_reread_seen(Store *store, gint64 letter_id, const char *actor, GError **error);
/* Letters in state PARSED whose pages are all read or failed: they may advance. Claims them. */
GPtrArray *
store_letters_claim_read(Store *store, int most, gint64 lease_ms, GError **error);

/* ---- parties: applicants and all others (parties.c) ---- */

typedef struct Party {
    gint64 id;
    char *file_no;
    char *party_kind; /* "applicant", "supporter" … */
    char *national_id, *full_name, *email, *mobile, *city, *iban;
} Party;
Party *party_new(void);
void party_free(Party *party);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Party, party_free)

typedef enum { PARTY_NEW, PARTY_CHANGED, PARTY_UNCHANGED } PartyChange;
/* Adds or changes by file_no; identifiers and name keys (of char) are indexed. */
bool store_party_put(Store *store, const Party *party, GPtrArray *name_keys,
    PartyChange *change, gint64 *id, GError **error);
Party *store_party_get(Store *store, gint64 id, GError **error);
Party *store_party_by_file_no(
    Store *store, const char *file_no, GError **error); /* NULL, no error: none */
/* Parties that hold an identifier: kind "national_id", "email", "mobile", "iban", "file_no",
 * "name_key". At most most ids; of gint64. Values as language/ normalises them. */
GArray *store_parties_by(
    Store *store, const char *kind, const char *value, int most, GError **error);
/* How many parties hold it. */
int store_parties_count_by(Store *store, const char *kind, const char *value);
int store_parties_count(Store *store);
/* Keyset list by file_no; like filters by a piece of name or number (NULL: all). Of Party. */
GPtrArray *store_parties_list(
    Store *store, const char *like, const char *after_file_no, int limit, GError **error);
/* A free file number for a new applicant. */
char *store_party_next_file_no(Store *store, GError **error);

/* ---- evidence (evidence.c) ---- */

/* What identify decided: outcome, party and candidates (of Candidate) in order. */
bool store_identified(Store *store, const Letter *letter, MatchOutcome outcome,
    gint64 party_id, double probability, GPtrArray *candidates, GError **error);
GPtrArray *
store_candidates_of(Store *store, gint64 letter_id, GError **error); /* of Candidate */

/* Who a Message-ID of ours was sent to, and about what; false when it is not ours. */
typedef struct ThreadOf {
    gint64 letter_id, request_id, party_id;
    char *recipient;
} ThreadOf;
void thread_of_clear(ThreadOf *thread);
bool store_thread_by_our_id(Store *store, const char *message_id, ThreadOf *thread);
/* The same by the Message-ID of a letter we were sent. recipient is its writer. */
bool store_thread_by_their_id(Store *store, const char *message_id, ThreadOf *thread);

/* ---- requests and the register (requests.c, register.c) ---- */

typedef struct Request {
    gint64 id;
    char *number;
    char *kind; /* of config/kinds.conf */
    char *state;
    gint64 party_id;
    gint64 opened_by; /* letter */
    gint64 opened_at, changed_at;
    int revision;
    char *file_no, *full_name; /* of its party, for lists */
    int letters;               /* how many it has */
} Request;
void request_free(Request *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Request, request_free)

bool store_request_open(Store *store, const char *number, const char *kind,
    const char *state, gint64 party_id, gint64 letter_id, gint64 *id, GError **error);
/* Puts the letter on the request; opens says it was opened by it. */
bool store_letter_file(Store *store, const Letter *letter, gint64 request_id,
    const char *in_no, GError **error);
Request *store_request_get(Store *store, gint64 id, GError **error);
gint64 store_request_by_number(Store *store, const char *number);
/* The party's newest request of that kind (NULL: any) that is not closed; 0 when none. */
gint64 store_request_open_of(Store *store, gint64 party_id, const char *kind);
typedef struct RequestFilter {
    gint64 party_id;
    const char *state;
    gint64 before_id;
    int limit;
} RequestFilter;
GPtrArray *store_requests_list(Store *store, const RequestFilter *filter, GError **error);

/* The next serial of a kind and year, gapless: only inside a transaction, together with what
 * bears it. */
bool
store_register_next(Store *store, int kind, int year, gint64 *serial, GError **error);
bool store_register_enter(Store *store, const char *number, int kind, int year,
    gint64 serial, gint64 letter_id, gint64 request_id, GError **error);

/* ---- answers and the outbox (answers.c, outbox.c) ---- */

/* The obligation to answer a letter, once: with filing's commit. REFUSED when it exists. */
bool
store_answer_due(Store *store, gint64 letter_id, AnswerFlavour flavour, GError **error);
/* Its flavour; ANSWER_NONE when there is none. */
bool
store_answer_of(Store *store, gint64 letter_id, AnswerFlavour *flavour, GError **error);

typedef enum {
    OUTBOX_WAITING,
    OUTBOX_SENDING,
    OUTBOX_SENT,
    OUTBOX_FAILED,
    OUTBOX_DOUBT
} OutboxState;
const char *outbox_state_name(OutboxState state);

typedef struct Outgoing {
    gint64 id, letter_id, request_id, party_id;
    char *purpose;    /* "acknowledgement" … */
    char *recipient;  /* frozen */
    char *sender;     /* envelope; "" for the null sender */
    char *message_id; /* stable, without brackets */
    GBytes *bytes;    /* frozen, CRLF line ends */
    OutboxState state;
    int attempts;
    gint64 created_at, due_at, sent_at;
    char *server_said; /* the server's last lines; its queue id when sent */
    bool in_doubt;     /* an earlier attempt may have left */
} Outgoing;
Outgoing *outgoing_new(void);
void outgoing_free(Outgoing *outgoing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Outgoing, outgoing_free)

/* One per letter, purpose and recipient: REFUSED on a second. */
bool store_outbox_put(Store *store, const Outgoing *outgoing, gint64 *id, GError **error);
/* The letter's answer is composed: answered on the letter, with why when none was sent. */
bool store_letter_answered(Store *store, const Letter *letter, AnswerFlavour flavour,
    const char *why_not, GError **error);
/* Claims due mails: state SENDING, attempts up, one commit. Of Outgoing with bytes. */
GPtrArray *store_outbox_claim(Store *store, int most, GError **error);
/* How a claim ends. A mail that was returned meanwhile (store_outbox_bounced) stays FAILED.
 * in_doubt: it may have left. */
bool store_outbox_sent(Store *store, gint64 id, const char *server_said, GError **error);
bool store_outbox_later(Store *store, gint64 id, gint64 due_at, bool in_doubt,
    const char *server_said, GError **error);
bool
store_outbox_failed(Store *store, gint64 id, const char *server_said, GError **error);
/* After a crash: SENDING rows become WAITING in doubt (acknowledgements) or DOUBT (the rest).
 * count is how many. Only the outbox role calls it, at its start. */
bool store_outbox_recover(Store *store, int *count, GError **error);
/* Our mail was returned: its row is FAILED. */
bool store_outbox_bounced(Store *store, const char *message_id, const char *diagnostic,
    bool *known, GError **error);
/* Automatic mails to an address, or to an address about one request, since an instant. */
int store_outbox_count_to(
    Store *store, const char *recipient, gint64 request_id, gint64 since);
typedef struct OutboxDepth {
    int waiting, sending, sent, failed, doubt;
    gint64 oldest_waiting_at, last_sent_at;
} OutboxDepth;
bool store_outbox_depth(Store *store, OutboxDepth *depth, GError **error);
GPtrArray *
store_outbox_of_letter(Store *store, gint64 letter_id, GError **error); /* of Outgoing */

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

/* ---- staff (staff.c) ---- */

typedef struct Staff {
    gint64 id;
    char *login, *name, *role, *password_hash;
    bool active;
} Staff;
void staff_free(Staff *staff);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Staff, staff_free)
bool store_staff_add(Store *store, const char *login, const char *name, const char *role,
    const char *password_hash, gint64 *id, GError **error);
bool store_staff_passwd(
    Store *store, const char *login, const char *password_hash, GError **error);
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
/* One document: page 0 is the mail itself, else a page of the letter. Replaces what was there. */
bool index_put(Index *index, gint64 letter_id, int page, const char *subject,
    const char *text, GError **error);
/* match is an FTS5 expression made by archive/search.c alone. Newest candidates first, then by
 * rank; total is capped. */
typedef struct IndexHit {
    gint64 letter_id;
    int page;
    double score; /* larger is better */
} IndexHit;
GArray *index_find(Index *index, const char *match, int limit, int most_total, int *total,
    GError **error); /* of IndexHit */

/* store_outbox.h - answers, and the mails that wait to go out. A section of store.h, which includes it. */
#pragma once

#include "store/store.h"

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
    OUTBOX_DOUBT,
    OUTBOX_HELD /* put aside with its run of letters, until a person lets it go on */
} OutboxState;
const char *outbox_state_name(OutboxState state);

typedef struct Outgoing {
    gint64 id, letter_id, request_id, party_id;
    char *purpose;    /* "acknowledgement" … */
    char *recipient;  /* frozen */
    char *sender;     /* envelope; "" for the null sender */
    char *message_id; /* stable, without brackets */
    char *number; /* its own outgoing number; NULL: it bears none, as acknowledgements */
    char *paper_no; /* that of the letter in its place on paper, once given; or NULL */
    GBytes *bytes;  /* frozen, CRLF line ends */
    OutboxState state;
    int attempts;
    gint64 created_at, due_at, sent_at;
    gint64
        waits_since; /* its patience runs from here: made, sent again or let go on by a person */
    char *server_said; /* the server's last lines; its queue id when sent */
    bool in_doubt;     /* an earlier attempt may have left */
} Outgoing;
Outgoing *outgoing_new(void);
void outgoing_free(Outgoing *outgoing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Outgoing, outgoing_free)

/* One per letter, purpose and recipient: REFUSED on a second. The answer to a letter that reached us
 * before the office was restored begins in doubt, since it may have been sent before; so does, for a day,
 * what is about a request from before. */
bool store_outbox_put(Store *store, const Outgoing *outgoing, gint64 *id, GError **error);
/* The letter's answer is composed: answered on the letter, with why when none was sent. */
bool store_letter_answered(Store *store, const Letter *letter, AnswerFlavour flavour,
    const char *why_not, GError **error);
enum { OUTBOX_MOST_AGAIN = 2 };

/* Claims due mails: state SENDING, attempts up, one commit. Of Outgoing with bytes. */
GPtrArray *store_outbox_claim(Store *store, int most, GError **error);
/* How a claim ends. A mail that was returned meanwhile (store_outbox_bounced) stays FAILED; one that was closed
 * meanwhile is HELD instead of waiting again. */
bool store_outbox_sent(Store *store, gint64 id, const char *server_said, GError **error);
/* It was not tried, and is due again then. */
bool store_outbox_untried(Store *store, gint64 id, gint64 due_at, GError **error);
bool store_outbox_later(
    Store *store, gint64 id, gint64 due_at, const char *server_said, GError **error);
/* It may have left: an acknowledgement becomes WAITING, due then, OUTBOX_MOST_AGAIN times; whatever else,
 * and that one afterwards, is in DOUBT and never leaves again by itself. */
bool store_outbox_doubtful(
    Store *store, gint64 id, gint64 due_at, const char *server_said, GError **error);
bool
store_outbox_failed(Store *store, gint64 id, const char *server_said, GError **error);
/* After a crash: SENDING rows may have left, as above; acknowledgements are due at once. count is how many. Only the outbox role calls it, at its start. */
bool store_outbox_recover(Store *store, int *count, GError **error);
/* Our mail was returned: its row is FAILED. */
bool store_outbox_bounced(Store *store, const char *message_id, const char *diagnostic,
    bool *known, GError **error);
/* Acknowledgements to an address, or to an address about one request, since an instant; what people
 * and the committee wrote does not count. Capitals make no other address. request_id 0: about any. */
bool store_outbox_count_to(Store *store, const char *recipient, gint64 request_id,
    gint64 since, int *count, GError **error);
typedef struct OutboxDepth {
    int waiting, sending, sent, failed, doubt; /* without those that were closed */
    int held;
    gint64 oldest_waiting_at, last_sent_at; /* waiting: since waits_since */
} OutboxDepth;
bool store_outbox_depth(Store *store, OutboxDepth *depth, GError **error);
GPtrArray *
store_outbox_of_letter(Store *store, gint64 letter_id, GError **error); /* of Outgoing */

/* ---- paper (post.c) ----
 *
 * A letter on paper is a row of the outbox like a mail: recipient and bytes are frozen. It is
 * WAITING until a run prints it, SENDING until the run was posted, SENT then, and FAILED when the
 * post brings it back. */

typedef struct PostLetter {
    gint64 id; /* of its outbox row */
    gint64 letter_id, request_id, party_id;
    gint64 replaces; /* the mail that did not arrive; 0: none */
    char *purpose, *message_id;
    char *language;
    char *number; /* its outgoing number, or the letter's it answers; "" */
    char *name;
    char *address; /* lines; "": handed over by hand */
    GBytes *bytes; /* the PDF; NULL in lists */
    OutboxState state;
    gint64 created_at, sent_at;
    gint64 run_id; /* 0: not printed */
    int place;     /* in the run, from 1 */
    char *sha256;  /* of the PDF in the archive, since it was printed */
    char *tracking;
    gint64 returned_at;
    char *returned_why;
    gint64 closed_at; /* it is not to leave any more; 0: it is */
} PostLetter;
PostLetter *post_letter_new(void);
void post_letter_free(PostLetter *letter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PostLetter, post_letter_free)

/* REFUSED unless a mail was not delivered, nothing in its place is under way or has arrived, on paper or to
 * another address, and the decision it tells was not corrected. In the transaction that puts something there. */
bool store_outbox_gives_way(Store *store, gint64 id, GError **error);

/* Puts it to be printed. REFUSED when the same letter to the same recipient is there already; in place of a
 * mail, unless that failed and nothing else goes in its place. After a restore what may have been printed
 * already begins in doubt, as mails do; not what a person puts in a mail's place. */
bool store_post_put(Store *store, const PostLetter *letter, gint64 *id, GError **error);
/* What stands on paper in place of a mail that did not arrive, without its PDF; NULL, no error: none. */
PostLetter *store_post_in_place_of(Store *store, gint64 mail_id, GError **error);
/* The number of the letter that is going to; with the transaction that takes it, and once. */
bool
store_outbox_paper_no(Store *store, gint64 mail_id, const char *number, GError **error);
/* Those that wait to be printed, with their PDFs, at most `most`; but those of a complaint of the reader (NULL:
 * nobody). Of PostLetter. */
GPtrArray *store_post_waiting(Store *store, const char *reader, int most, GError **error);
/* One of them, without its PDF; NULL, no error: none. */
PostLetter *store_post_get(Store *store, gint64 id, GError **error);
/* Its PDF; likewise. */
GBytes *store_post_bytes(Store *store, gint64 id, GError **error);
/* The newest by a number it bears or by its tracking number; likewise. */
PostLetter *store_post_by_number(Store *store, const char *number, GError **error);

/* Prints a run: its letters, in order, get run, place and hash, all or none; sha256 and actor are the
 * run's. RETRY when one of them no longer waits: another run has it. */
bool store_post_run(Store *store, GPtrArray *letters, const char *sha256,
    const char *actor, gint64 *run_id, GError **error);
/* Letters of a run in order, without PDFs; empty when there is none. */
GPtrArray *store_post_of_run(Store *store, gint64 run_id, GError **error);

/* Runs, newest first; what they count leaves out letters of a complaint of the reader (NULL: nobody). */
typedef struct PostRun {
    gint64 id, made_at;
    char *actor;
    int letters, posted, returned;
} PostRun;
void post_run_free(PostRun *run);
GPtrArray *store_post_runs(Store *store, const char *reader, int most, GError **error);
/* Those that wait, without their PDFs, the oldest first, likewise; of PostLetter. */
GPtrArray *store_post_queue(Store *store, const char *reader, int most, GError **error);
/* How many letters of a run are of complaints of the reader: its files are not for him. */
bool store_post_run_hides(
    Store *store, gint64 run_id, const char *reader, int *letters, GError **error);

/* A run's archived PDF and when it was made; REFUSED when there is none. */
bool store_post_run_get(
    Store *store, gint64 run_id, char **sha256, gint64 *made_at, GError **error);

/* A printed letter was handed to the post; tracking may be NULL. false with REFUSED when it is not
 * printed, is not to leave any more, or was posted already. */
bool store_post_posted(
    Store *store, gint64 id, const char *tracking, const char *actor, GError **error);
/* The post brought it back. REFUSED when it was never printed. */
bool store_post_returned(
    Store *store, gint64 id, const char *why, const char *actor, GError **error);

/* Where a party's post goes; NULL, no error: not known. Owned by the caller. */
char *store_address_get(Store *store, gint64 party_id, GError **error);
bool
store_address_put(Store *store, gint64 party_id, const char *address, GError **error);

/* ---- the outbox as people look at it (outbox_list.c) ---- */

typedef struct OutboxFilter {
    bool open_only;      /* did not arrive or is in doubt, and needs a person */
    const char *state;   /* NULL: any */
    const char *channel; /* "mail", "paper"; NULL: any */
    gint64 before_id;    /* keyset; 0: from the newest */
    int limit;
} OutboxFilter;

typedef struct OutboxEntry {
    gint64 id, letter_id, request_id, party_id;
    char *channel, *purpose, *recipient, *state, *server_said;
    char *request_no, *in_no; /* NULL: none */
    int attempts;
    bool in_doubt, replaced; /* replaced: it went on paper or to another address since */
    bool closed;             /* somebody said that nothing more is needed */
    bool has_address;        /* its party's postal address is known */
    gint64 created_at, due_at, sent_at;
} OutboxEntry;
void outbox_entry_free(OutboxEntry *entry);

/* Newest first; of OutboxEntry, owned. */
GPtrArray *store_outbox_list(Store *store, const OutboxFilter *filter, GError **error);
/* A mail with its bytes (outbox.c); NULL, no error: none. */
Outgoing *store_outbox_get(Store *store, gint64 id, GError **error);
/* How many did not arrive or are in doubt, and need a person; but those of a complaint of the reader (NULL: nobody). */
int store_outbox_open(Store *store, const char *reader);
/* What did not arrive or is in doubt needs nothing more, for a reason; it stays as it is. REFUSED in any
 * other state. */
bool store_outbox_close(
    Store *store, gint64 id, const char *actor, const char *reason, GError **error);
/* Puts a mail in the place of one that did not arrive (store_outbox_put), which is closed by it. REFUSED
 * unless that failed and nothing else goes in its place. */
bool store_outbox_replace(
    Store *store, gint64 id, const Outgoing *again, gint64 *new_id, GError **error);
/* A failed mail, or one in doubt, waits to be sent again with the same Message-ID. REFUSED in any
 * other state, and when something stands in its place, on paper or to another address. */
bool store_outbox_resend(Store *store, gint64 id, const char *actor, GError **error);

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

/* One per letter, purpose and recipient: REFUSED on a second. The answer to a letter that reached us
 * before the office was restored begins in doubt, since it may have been sent before; so does, for a day,
 * what is about a request from before. */
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

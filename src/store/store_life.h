/* store_life.h - the life of a request: its days, steps, documents, referrals, contacts, notices. A section of store.h, which includes it. */
#pragma once

#include "store/store.h"

/* ---- days and steps (request_changes.c) ---- */

typedef struct RequestChange {
    gint64 id, request_id, at;
    char *actor, *move, *from_state, *to_state;
    char *reason; /* NULL: none */
    char *told;   /* what the applicant is told of it; NULL */
    gint64 undoes;
    bool undone;
    RequestClock was; /* before it */
} RequestChange;
void request_change_free(RequestChange *change);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RequestChange, request_change_free)

struct Request;
/* One step: the row, the request's state and days, the journal. change's id, request and was are not
 * read. REFUSED when the request is no longer as it was read (revision). */
bool store_request_change(Store *store, const struct Request *request,
    const RequestChange *change, const RequestClock *clock, gint64 *id, GError **error);
GPtrArray *store_request_changes(
    Store *store, gint64 request_id, GError **error); /* of RequestChange, oldest first */

/* What else may be said of a request; each into the journal, by actor. */
bool store_request_assign(Store *store, gint64 request_id, const char *login,
    const char *actor, GError **error);
bool store_request_about(
    Store *store, gint64 request_id, gint64 about_id, const char *actor, GError **error);
bool
store_request_kind(Store *store, gint64 request_id, const char *kind, GError **error);
/* It was said whom a complaint is of (login NULL: of nobody who works here). */
bool store_request_named(Store *store, gint64 request_id, const char *login,
    const char *actor, GError **error);
bool
store_request_decided(Store *store, gint64 request_id, const char *login, GError **error);
/* Logins barred from a request: who "decided" of it, or is "complained_of". Of char. */
GPtrArray *
store_request_barred(Store *store, gint64 request_id, const char *why, GError **error);
/* The requests a login is barred from; of gint64. */
GArray *store_requests_barred_to(
    Store *store, const char *login, const char *why, GError **error);
/* Their letters, the copies of those and the scans they were cut from; of Letter, without texts. */
GPtrArray *
store_letters_barred_to(Store *store, const char *login, const char *why, GError **error);

/* ---- documents, fields (request_documents.c); what was asked for (request_asks.c) ---- */

typedef struct RequestDocument {
    gint64 id;
    char *document;
    char *state; /* received accepted refused waived */
    gint64 letter_id;
    char *in_no; /* of that letter */
    gint64 received_at, expires_at;
    char *actor;
    gint64 at;
    char *reason;
} RequestDocument;
void request_document_free(RequestDocument *document);
bool store_request_document_put(
    Store *store, gint64 request_id, const RequestDocument *document, GError **error);
/* What holds of each document there is word of; of RequestDocument. */
GPtrArray *store_request_documents(Store *store, gint64 request_id, GError **error);

typedef struct RequestAsk {
    gint64 id, request_id;
    char *actor;
    gint64 at, due_at, reminded_at;
    char *documents;  /* ids with `;` between */
    bool letter_came; /* since it was asked or reminded */
    gint64
        reached_at; /* since when its days run, of the letter that asked or reminded; 0: they do not yet */
    gint64
        left_at; /* when that letter left, or it was told another way; 0: not, or it came back */
} RequestAsk;
void request_ask_free(RequestAsk *ask);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RequestAsk, request_ask_free)
/* One is open at a time: REFUSED on a second. */
bool
store_request_ask_put(Store *store, const RequestAsk *ask, gint64 *id, GError **error);
/* The open one; NULL without error: none is. */
RequestAsk *store_request_ask_open(Store *store, gint64 request_id, GError **error);
RequestAsk *store_request_ask_get(Store *store, gint64 id, GError **error);
bool store_request_ask_reminded(
    Store *store, gint64 id, gint64 at, gint64 due_at, GError **error);
/* It left: its days run from an instant, until another. */
bool store_request_ask_reached(
    Store *store, gint64 id, gint64 at, gint64 due_at, GError **error);
bool store_request_ask_end(Store *store, gint64 id, const char *how, GError **error);
/* The request's last one, if it ended so (NULL: however), is open again with a later day. */
bool store_request_ask_reopen(
    Store *store, gint64 request_id, const char *how, gint64 due_at, GError **error);
/* Open ones that left, and whose days do not run yet; of RequestAsk. */
GPtrArray *store_request_asks_left(Store *store, int most, GError **error);
/* Open ones that cannot reach the applicant as it is, or have not until their day; those on which the office
 * has to act by a day already are left out. */
GPtrArray *store_request_asks_lost(Store *store, gint64 now, int most, GError **error);
/* Open ones that reached the applicant, whose day has passed and after which no letter came. */
GPtrArray *store_request_asks_due(Store *store, gint64 now, int most, GError **error);

typedef struct RequestField {
    char *field, *value, *document;
    bool agrees;
    char *actor;
    gint64 at;
    char *note;
} RequestField;
void request_field_free(RequestField *field);
bool store_request_field_put(
    Store *store, gint64 request_id, const RequestField *field, GError **error);
GPtrArray *store_request_fields(Store *store, gint64 request_id, GError **error);

/* The party becomes a beneficiary; and the inverse: its number is void and stays visible. */
bool store_party_register(Store *store, gint64 party_id, gint64 request_id,
    const char *number, gint64 at, const char *actor, GError **error);
bool store_party_unregister(Store *store, gint64 party_id, gint64 request_id,
    const char *actor, const char *reason, GError **error);

/* ---- referrals and contacts (referrals.c) ---- */

typedef struct Referral {
    gint64 id, request_id;
    char *request_no;
    char *actor;
    gint64 at;
    char *to_kind; /* researcher unit branch */
    char *to_name;
    char *purpose; /* information opinion action */
    char *instruction;
    gint64 due_at; /* 0: no day was given */
    gint64 ended_at;
    char *ended_by, *ended_how; /* returned recalled */
    char *answer;
} Referral;
void referral_free(Referral *referral);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Referral, referral_free)
bool
store_referral_put(Store *store, const Referral *referral, gint64 *id, GError **error);
bool store_referral_end(Store *store, const Referral *referral, const char *how,
    const char *answer, const char *actor, GError **error);
GPtrArray *store_referrals_of(Store *store, gint64 request_id, GError **error);
/* Open ones, the first due first, due before an instant (0: all). */
GPtrArray *store_referrals_open(Store *store, gint64 before, int most, GError **error);

typedef struct Contact {
    gint64 id;
    char *number;
    gint64 party_id, request_id;
    char *channel;   /* as contact_channels of office.h */
    char *direction; /* in out */
    char *branch, *person;
    gint64 at;
    char *summary, *actor;
} Contact;
void contact_free(Contact *contact);
bool store_contact_put(Store *store, const Contact *contact, gint64 *id, GError **error);

/* ---- notices (notices.c) ---- */

typedef struct Notice {
    gint64 id, request_id;
    char *purpose; /* missing_documents reminder progress delay survey */
    gint64 mark;   /* what it tells of */
    char *actor;
    char *state; /* due sent post refused recalled */
    gint64 made_at, due_at;
    char *why;
    char *word; /* of progress: the state */
    char *told; /* of delay: the cause */
    gint64 promised_at, expected_at;
    char *out_no;
    gint64 ended_at;
} Notice;
void notice_free(Notice *notice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Notice, notice_free)
/* Once for each request, purpose and mark: a second time changes nothing. */
bool store_notice_owe(Store *store, const Notice *notice, GError **error);
GPtrArray *store_notices_due(Store *store, gint64 now, int most, GError **error);
/* How one ends; outbox_id 0 when no mail left. Its former state must be due. */
bool store_notice_end(Store *store, gint64 id, const char *state, const char *why,
    gint64 outbox_id, GError **error);
/* Its outgoing number, before it is composed. */
bool store_notice_number(Store *store, gint64 id, const char *out_no, GError **error);
bool store_notice_later(
    Store *store, gint64 id, gint64 due_at, const char *why, GError **error);
/* Those that have not left and tell of this are recalled; count is how many. */
bool store_notices_recall(
    Store *store, gint64 request_id, gint64 since, int *count, GError **error);
/* The last one of a purpose in a state (NULL: any). NULL without error: there is none. */
Notice *store_notice_last(Store *store, gint64 request_id, const char *purpose,
    const char *state, GError **error);

/* ---- lists for the clock and for people (request_days.c) ---- */

/* Requests, of gint64: whose days were not begun; whose day comes before an instant and was told of. */
GArray *store_requests_unclocked(Store *store, int most, GError **error);
GArray *store_requests_expected(Store *store, gint64 before, int most, GError **error);
/* Sets the days alone, without a step; marks them begun. */
bool store_request_clock_set(Store *store, const struct Request *request,
    const RequestClock *clock, GError **error);

/* Everything of a request in the order it happened. */
typedef struct TimelineRow {
    gint64 at;
    char
        *what; /* letter change document field ask referral return contact notice reply */
    gint64 id;
    char *number; /* of a letter, contact, notice */
    char *actor;  /* NULL: a letter's writer */
    char *act;    /* the move, the document's state, the channel, the purpose … */
    char *words;  /* reason, instruction, summary */
} TimelineRow;
void timeline_row_free(TimelineRow *row);
GPtrArray *
store_request_timeline(Store *store, gint64 request_id, int most, GError **error);

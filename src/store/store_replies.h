/* store_replies.h - letters that people of the office write in answer to one. A section of store.h, which includes it. */
#pragma once

#include "store/store.h"

/* ---- replies (replies.c) ---- */

typedef struct StaffReply {
    gint64 id, letter_id, request_id, party_id;
    char *template_, *language;
    char *channel;    /* "mail" or "paper" */
    char *model;      /* JSON: what its writer filled in */
    char *enclosures; /* names of the library, `;` between; "" */
    gint64 seen_id;   /* the party's newest letter when it was written */
    char *actor;
    char *state; /* draft due sent refused dropped */
    gint64 made_at, due_at;
    char *why; /* a draft: it came back to its writer; due: it waits; refused: why */
    char *out_no;
    gint64 outbox_id, ended_at;
} StaffReply;
void staff_reply_free(StaffReply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StaffReply, staff_reply_free)

/* A new draft (id 0), or a draft as it reads now; sets id. REFUSED when it is no draft any more. */
bool store_reply_put(Store *store, StaffReply *reply, GError **error);
StaffReply *store_reply_get(Store *store, gint64 id, GError **error); /* REFUSED: none */
/* Of a letter, newest first, dropped ones left out; of StaffReply. */
GPtrArray *store_replies_of(Store *store, gint64 letter_id, GError **error);
GPtrArray *store_replies_due(Store *store, gint64 now, int most, GError **error);
/* The newest letter of a party, which a reply's writer has seen; 0: none. */
bool store_letter_newest_of(Store *store, gint64 party_id, gint64 *id, GError **error);

/* Whether a reply about a request has left since an instant and did not come back, or the office reached its
 * party another way. */
bool store_request_is_answered(
    Store *store, gint64 request_id, gint64 since, bool *is, GError **error);

/* The draft is due at an instant; and back, while nothing of it was composed. REFUSED otherwise. Each
 * into the journal, by actor. */
bool store_reply_send(
    Store *store, gint64 id, gint64 due_at, const char *actor, GError **error);
bool store_reply_recall(Store *store, gint64 id, const char *actor, GError **error);
/* A draft is given up; kept, and shown no more. */
bool store_reply_drop(Store *store, gint64 id, const char *actor, GError **error);

/* Its outgoing number, before it is composed. */
bool store_reply_number(Store *store, gint64 id, const char *out_no, GError **error);
/* How one that was due ends: "sent" with its row of the outbox, "refused", or "draft" again; the number
 * of one that did not leave is void. */
bool store_reply_end(Store *store, gint64 id, const char *state, const char *why,
    gint64 outbox_id, GError **error);

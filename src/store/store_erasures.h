/* store_erasures.h - a person is forgotten as far as retention allows. A section of store.h, which includes
 * it. */
#pragma once

#include "store/store.h"

/* ---- erasures (erasures.c, erasure_rows.c) ---- */

typedef struct Erasure {
    gint64 id, party_id;
    char *reason, *asked_by, *approved_by;
    gint64 asked_at;
    gint64 approved_at; /* 0: nothing was done yet */
    gint64 ended_at;    /* 0: it has to go on */
} Erasure;
void erasure_free(Erasure *erasure);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Erasure, erasure_free)

/* What goes and what stays. */
typedef struct ErasureCount {
    /* goes */
    int records, letters, pages, sent, contacts, notes, files;
    int by_others; /* of the letters: another person on record wrote them */
    /* stays */
    int numbers, requests, decisions, runs, batches, shared, named;
} ErasureCount;

/* Somebody wishes it; a wish that was not approved is replaced. Not by itself: what speaks against it is
 * asked by store_erasure_rows. */
bool store_erasure_ask(
    Store *store, gint64 party_id, const char *by, const char *reason, GError **error);
/* NULL, no error: none. */
Erasure *store_erasure_of(Store *store, gint64 party_id, GError **error);
/* Letters of theirs from which kinds were learned; of gint64. What they taught is to be taken back before
 * their words go. */
GArray *store_erasure_lessons(Store *store, gint64 party_id, GError **error);
/* Addresses of theirs, in lower case; of char. */
GPtrArray *store_erasure_addresses(Store *store, gint64 party_id, GError **error);
/* Mails that answered the survey: their rows do not say whose they are, their files do. */
typedef bool (*ErasureAnswerFunc)(
    gint64 letter_id, const char *sha256, void *user_data, GError **error);
bool store_erasure_answers_each(
    Store *store, ErasureAnswerFunc each, void *user_data, GError **error);
/* Blanks every row of a party and of the records merged into it, by whoever approves; by NULL: it is only
 * looked at, and nothing is changed. answers (of gint64) are letters besides those of the record. In one transaction, with the row of the journal. REFUSED says what is
 * still under way. Afterwards its files are due (archive_drop_erased). */
bool store_erasure_rows(Store *store, gint64 party_id, const GArray *answers,
    const char *by, ErasureCount *count, GError **error);
/* Nothing is left of blanked rows in the database's file: it is written anew. RETRY when somebody reads in
 * it all the time. */
bool store_scrub(Store *store, GError **error);
bool store_erasure_end(Store *store, gint64 party_id, GError **error);

/* The file number of one that was begun and is not ended; NULL: none. Owned by the caller. */
char *store_erasure_interrupted(Store *store);

/* Files that are to be deleted, and are named by no row any more; of char. */
GPtrArray *store_erased_due(Store *store, GError **error);
bool store_erased_gone(Store *store, const char *sha256, GError **error);

/* store_parties.h - who writes to the office, and what is known to be theirs. A section of store.h, which includes it. */
#pragma once

#include "store/store.h"

/* ---- parties: applicants and all others (parties.c) ---- */

typedef struct Party {
    gint64 id;
    char *file_no;
    char *party_kind; /* "applicant", "supporter" … */
    char *national_id, *full_name, *email, *mobile, *city, *iban;
    char *birth_date; /* "1985-03-07", Gregorian */
    char *
        beneficiary_no; /* set by registration alone, as are the next; NULL: not registered */
    gint64 registered_at;
    char *registered_by;
    gint64 merged_into; /* the record that was kept; 0: it is its own */
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
/* The same for any of several values. */
GArray *store_parties_by_any(
    Store *store, const char *kind, GPtrArray *values, int most, GError **error);
/* How many parties hold it: what more than PARTIES_MOST_COUNTED hold counts as if so many did, so that
 * counting costs no more in a larger register. */
#define PARTIES_MOST_COUNTED 5000
int store_parties_count_by(Store *store, const char *kind, const char *value);
int store_parties_count(Store *store);
/* About how many there are, and never fewer: at no cost, however many. */
int store_parties_about(Store *store);
/* Keyset list by file_no; like filters by a piece of name or number (NULL: all). Of Party. */
GPtrArray *store_parties_list(
    Store *store, const char *like, const char *after_file_no, int limit, GError **error);
/* A free file number for a new applicant. */
char *store_party_next_file_no(Store *store, GError **error);

/* ---- two records of one person (party_merges.c) ---- */

typedef struct PartyMerge {
    gint64 id, kept_id, gone_id;
    char *actor, *reason; /* borrowed */
} PartyMerge;
/* A field of the kept record that is the other's, and what stood there before (NULL: nothing). */
typedef struct MergedField {
    char *field, *former;
} MergedField;
void merged_field_free(MergedField *field);
/* Letters, requests, contacts and keys of gone are kept's, and gone says so; each moved row is noted, and each
 * field (of MergedField). */
bool store_party_merge(
    Store *store, const PartyMerge *merge, GPtrArray *fields, GError **error);
GPtrArray *store_party_merged_fields(Store *store, gint64 merge_id, GError **error);
/* Undone by merge->actor: what moved and still is kept's is gone's again. */
bool store_party_unmerge(Store *store, const PartyMerge *merge, GError **error);
/* The merge by which a party is another's; id 0: none. */
bool store_party_merged(Store *store, gint64 gone_id, PartyMerge *merge, GError **error);
/* The records that are a party's by a merge; of Party, by file number. */
GPtrArray *store_parties_merged_into(Store *store, gint64 kept_id, GError **error);
/* Parties that share an identifier or a name key which few hold. */
typedef struct PartyPair {
    Party *one, *other;
    char *kinds; /* of what they share, `,` between */
} PartyPair;
void party_pair_free(PartyPair *pair);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PartyPair, party_pair_free)
/* Of PartyPair, by the id of one, after an id; but those of two national IDs, or of two towns with a name alone. About
 * `most` shared values are looked at; next: the id after which to look on; 0: all are looked at. */
GPtrArray *
store_party_pairs(Store *store, gint64 after_id, int most, gint64 *next, GError **error);

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

/* ---- what persons decided of letters (decisions.c; store_letter_decide_as makes them) ---- */

typedef enum {
    DECIDED_APPLICANT, /* it is this party's */
    DECIDED_NEW,       /* … and its record was opened for it */
    DECIDED_NOBODY,
    DECIDED_GUARDIAN, /* it is this party's, and its guardian wrote it */
} DecisionKind;
typedef struct Decided {
    DecisionKind kind;
    gint64 party_id;    /* 0 for DECIDED_NOBODY */
    gint64 guardian_id; /* of DECIDED_GUARDIAN, when he is on record; else 0 */
    const char *reason; /* in words; NULL */
} Decided;
/* A person's decision about a held letter, kept as evidence: hold is lifted, state becomes IDENTIFIED (due
 * now) with outcome MATCH_ONE and party_id (mail taken for automatic becomes a letter that is not answered);
 * or, DECIDED_NOBODY, nobody's: outcome NONE, on no request, goes to DONE. */
bool store_letter_decide_as(
    Store *store, gint64 letter_id, const Decided *as, const char *actor, GError **error);
/* Takes the last decision about a letter at rest back: it is evidence no more, and the letter waits
 * for a person again, on nobody's record. REFUSED when no person decided it. */
bool store_letter_undecide(Store *store, gint64 letter_id, const char *actor,
    const char *reason, GError **error);

typedef struct Decision {
    gint64 id, letter_id;
    DecisionKind kind;
    gint64 party_id, guardian_id; /* 0: none */
    char *address;                /* NULL: on paper */
    char *actor, *reason;
    gint64 at;
    gint64 undone_at; /* 0: it stands */
    char *undone_by, *undone_why;
} Decision;
void decision_free(Decision *decision);
const char *decision_kind_name(DecisionKind kind); /* "applicant" … */
/* All of a letter, oldest first, undone ones among them. */
GPtrArray *store_decisions_of_letter(
    Store *store, gint64 letter_id, GError **error); /* of Decision */
/* Those that stand about letters from an address that was vouched for, newest first, at most most. */
GPtrArray *
store_decisions_of_address(Store *store, const char *address, int most, GError **error);
/* Who stands as guardian of a party: of Decision, newest first, at most most. */
GPtrArray *store_guardians_of(Store *store, gint64 party_id, int most, GError **error);
/* How many stand. */
int store_decisions_count(Store *store);
/* The parties that were candidates of letters from an address which a person found to be nobody's:
 * of gint64. */
GArray *
store_rejected_of_address(Store *store, const char *address, int most, GError **error);

/* Candidates of letters that a person decided, and of those that were matched, newest first: decided
 * tells of which, is_partys whether it is the one. At most most. */
typedef void (*StorePairFunc)(
    gint64 letter_id, bool decided, bool is_partys, GPtrArray *clues, void *user_data);
bool store_pairs_each(
    Store *store, int most, StorePairFunc each, void *user_data, GError **error);

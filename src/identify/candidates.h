/* candidates.h - the parties a letter's clues lead to, and what speaks for and against each. */
#pragma once

#include "identify/clues.h"
#include "identify/weights.h"

typedef struct Suspect Suspect;
struct Suspect {
    const Weights *weights; /* borrowed */
    Candidate *candidate;   /* with clues and probability */
    Party *party;
    double bits;
    bool address;         /* its record has the writer's address */
    bool participant;     /* the writer answers, in a thread of its own, a mail of ours */
    bool led;             /* a thread, token or number leads to it, whoever quotes it */
    bool spoken;          /* something that leads to it stands outside the quotation */
    bool identifier;      /* an identifier of its record is told, outside the quotation */
    bool personal;        /* such a one that a family does not share */
    bool national_id;     /* its national ID stands anywhere in the letter */
    bool holds_other;     /* its IBAN or file number stands anywhere */
    bool other_birth;     /* the day of birth it tells is not the record's */
    bool mobile;          /* its mobile stands in the writer's own words */
    bool other_stated;    /* a name stated in the letter is not its own */
    NameAgreement stated; /* the best of the names stated in the letter */
    NameAgreement header; /* From's display name */
    bool confirmed; /* a person found an earlier letter from this address to be its own */
    bool rejected;  /* … to be not its own */
    bool guarded;   /* its guardian, on record as such, wrote this */
    const Suspect
        *ward; /* it is the guardian who wrote this for another; NULL: it is not */
};

typedef struct Suspects {
    const Weights *weights; /* borrowed */
    GHashTable *holders;    /* of name keys that were counted: char, owned, to int */
    GPtrArray *list;        /* of Suspect, owned; likeliest first once weighed */
    int at_address;         /* how many have the writer's address */
    int confirmed;          /* for how many a person confirmed it */
    bool shows_another;     /* From's display name is that of somebody else on record */
    bool too_many;          /* some clue is held by more parties than are looked at */
} Suspects;

/* The suspect of a party, loaded when it is new; NULL with error unset when there are too
 * many, or it was erased. */
Suspect *suspect_of(Suspects *suspects, Store *store, gint64 party_id, GError **error);

/* Looks up every clue through the register's indexes, so that the cost does not grow with it. */
Suspects *suspects_find(const ReferenceKey *key, Store *store, const Weights *weights,
    const Clues *clues, GPtrArray *references, int parties, GError **error);
void suspects_free(Suspects *suspects);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Suspects, suspects_free)

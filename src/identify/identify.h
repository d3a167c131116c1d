/* identify.h - whose letter it is, and why: clues → candidates → one, several, none, conflict.
 *
 * Match needs a verified address of the party, or one of our own signed tokens used by a
 * participant, or an identifier and an agreeing name, and no contradiction; and a posterior above
 * config->level. Everything else is held for a person, with the candidates in order.
 */
#pragma once

#include "compose/compose.h"

typedef struct Identification {
    MatchOutcome outcome;
    gint64 party_id; /* set for MATCH_ONE; the likeliest otherwise, 0 when none */
    double probability;
    HoldReason hold;  /* HOLD_NOT for MATCH_ONE, and for automatic mail */
    const char *note; /* what contradicts, in the office's language; NULL: nothing does */
    GPtrArray *candidates; /* of Candidate, best first, at most 5; owned */
} Identification;
void identification_free(Identification *identification);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Identification, identification_free)

/* One letter: letter with texts, its pages (of Page with readings) and references. Reads the
 * store, writes nothing. references: Message-IDs the letter answers, nearest first. */
Identification *
identify_letter(const Config *config, const ReferenceKey *key, Store *store,
    const Letter *letter, GPtrArray *pages, GPtrArray *references, GError **error);

/* The stage: claimed letters of state READ → IDENTIFIED; results, holds, journal rows and states
 * inside one transaction of its own. A bounce marks the mail of ours that its references name. */
bool identify_letters(const Config *config, const ReferenceKey *key, Store *store,
    GPtrArray *letters, GError **error);

/* Estimates m and u of every clue anew from what persons decided, and keeps them in the office's
 * weights.conf; REFUSED when too few letters were decided. told is what happened, in words. */
bool identify_learn(Store *store, const char *office, char **told, GError **error);

/* The weights in force, a line each: level, m, u, bits, origin. */
char *identify_weights_table(const char *office, GError **error);

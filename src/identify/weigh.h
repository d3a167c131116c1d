/* weigh.h - a letter's clues held against the records they lead to. */
#pragma once

#include "identify/candidates.h"
#include "identify/weights.h"

/* What the letter has, what it is compared as, what the record has; each may be NULL. */
typedef struct Sighting {
    const char *seen, *value, *on_record;
    Spot place;
} Sighting;

/* Adds a clue; of several of one kind the heaviest counts, because they are not independent. */
void weigh_clue(
    Suspect *suspect, const char *kind, WeightLevel level, const Sighting *sighting);

/* Weighs sender, identifiers and names of each. */
void weigh_suspects(Suspects *suspects, Store *store, const Clues *clues, int parties);

/* When all is weighed: each one's probability, and the likeliest first. */
void weigh_probabilities(Suspects *suspects, int parties);

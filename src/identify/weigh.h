/* weigh.h - a letter's clues held against the records they lead to. */
#pragma once

#include "identify/candidates.h"
#include "identify/weights.h"

/* Adds a clue; of several of one kind the heaviest counts, because they are not independent.
 * place may be NULL. */
void weigh_clue(Suspect *suspect, const char *kind, const char *seen,
    const char *on_record, WeightLevel level, const Place *place);

/* Weighs sender, identifiers and names of each, sets its probability, and sorts. */
void weigh_suspects(Suspects *suspects, Store *store, const Clues *clues, int parties);

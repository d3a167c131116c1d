/* earlier.h - what persons decided of earlier letters, as evidence for this one. */
#pragma once

#include "identify/candidates.h"

/* Brings those for whom a person confirmed the writer's address, or whose guardian he was found to
 * be, and marks those of whom a person found that they did not write from it. */
bool earlier_find(Suspects *suspects, Store *store, const Clues *clues, GError **error);

/* Marks who is written for by a guardian on record; after names and identifiers were weighed. */
bool earlier_find_guardians(
    Suspects *suspects, Store *store, const Clues *clues, GError **error);

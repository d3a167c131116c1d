/* decision.h - one, several, none or conflict: the rule. */
#pragma once

#include "identify/candidates.h"

/* Decides a letter from a person; candidates are moved from suspects into the result. */
Identification *
decision_make(const Config *config, const Clues *clues, Suspects *suspects);

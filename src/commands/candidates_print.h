/* candidates_print.h - whose a letter may be and why, as JSON. */
#pragma once

#include "commands/output.h"
#include "letter.h"

void output_fraction(JsonBuilder *builder, const char *name, double fraction);

/* Member "candidates": of Candidate, each with its clues and their places. */
void output_candidates(JsonBuilder *builder, GPtrArray *candidates);

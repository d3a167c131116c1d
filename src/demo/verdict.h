/* verdict.h - what was expected against what was found, for people and for programs. */
#pragma once

#include "demo/play.h"

/* True when everything came to rest, every letter met its expected fate, and nobody got a mail
 * that answers nothing. */
bool verdict_good(const Play *play);

/* One line for each letter, then the sums. */
void verdict_print(const Play *play);

/* One JSON object on stdout. */
void verdict_print_json(const Play *play);

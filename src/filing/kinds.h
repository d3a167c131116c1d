/* kinds.h - which kind a letter is of, by its words. */
#pragma once

#include "filing/filing.h"

typedef struct Kind {
    char *id; /* group name in kinds.conf */
    char *name_ar, *name_en;
    char *first_state;
    bool opens; /* false: continues what is open */
} Kind;

/* The kind with the most words in subject and texts (of char, borrowed); never NULL. Only the
 * first 8 KB of each text are looked at: what a letter wants it says early. */
const Kind *kinds_of_letter(const Kinds *kinds, const char *subject, GPtrArray *texts);

/* The kind of letters in which nothing is found. */
const Kind *kinds_other(const Kinds *kinds);

/* kinds.h - what kinds.conf says by which words kinds and documents are known. Private to filing/. */
#pragma once

#include "filing/filing.h"

enum { MOST_KINDS = 64 };

typedef struct Kind {
    char *id; /* group name in kinds.conf */
    char *name_ar, *name_en;
    char *first_state;
    bool opens; /* false: continues what is open */
} Kind;

guint kinds_count(const Kinds *kinds); /* at most MOST_KINDS */
const Kind *kinds_at(const Kinds *kinds, guint i);
/* The kind of letters in which nothing is found. */
const Kind *kinds_other(const Kinds *kinds);

/* Adds to scores, by the kinds' places, how many of their words stand in subject (NULL: none) and texts (of char, borrowed); to
 * about, likewise, how many of their topics. Only the first 8 KB of each text are looked at. */
void kinds_score(
    const Kinds *kinds, const char *subject, GPtrArray *texts, int *scores, int *about);

/* The document that a paper seems to be, by the name of its file and by the head of its text, either NULL; NULL: it is not told,
 * or looks like two. */
const char *kinds_document(const Kinds *kinds, const char *file_name, const char *text);

/* ---- which kind a letter is of (guess.c) ---- */

typedef struct KindGuess {
    const Kind *kind; /* never NULL */
    int percent;      /* how sure, 0 … 100 */
} KindGuess;

/* By its words, and by what people said of letters like it (kind_lessons). */
bool kinds_guess(const Kinds *kinds, Store *store, const char *subject, GPtrArray *texts,
    KindGuess *guess, GError **error);

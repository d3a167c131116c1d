/* source.h - one text of a letter, and where something stands in it. */
#pragma once

#include "identify/clues.h"

typedef struct Source {
    const char *text;
    const char *part;       /* of a Spot */
    bool quoted;            /* somebody else's words */
    int page;               /* 0: the mail itself */
    const Reading *reading; /* NULL: the mail itself */
} Source;

/* The place of bytes start … end of the text; on a page with the box around its words. */
Spot source_place(const Source *source, gsize start, gsize end);

/* Adds what a letter tells, once for each kind and value. */
void clues_add(Clues *clues, const Source *source, const char *kind, const char *value,
    const char *seen, bool labelled, Spot place);

/* What is known by the word before it alone: file numbers, days of birth, cities (labelled.c). */
void clues_find_labelled(Clues *clues, const Source *source);

/* names.h - what the files about names share; private to the room. */
#pragma once

#include "language/language.h"

/* Ways of writing one name in Latin letters, without the article and hyphens. */
typedef struct LatinName {
    const char *arabic; /* folded, without ال */
    const char *latin;  /* separated by spaces */
} LatinName;
extern const LatinName given_names[]; /* end with NULL; likewise the others */
extern const LatinName family_names[];
/* What follows عبد ال. */
extern const LatinName servant_names[];
/* Arabic spellings of one name: the form used, and the others. */
extern const LatinName arabic_spellings[];

/* The table's name of a Latin word, or NULL; of what follows Abdul, or NULL. */
const char *name_from_latin(const char *word);
const char *servant_from_latin(const char *word);
/* The form used of an Arabic spelling; word itself when it has no other. */
const char *name_usual_spelling(const char *word);
/* Whether it is a title, such as الشيخ: folded. */
bool name_is_title(const char *word);
/* Whether it is known as a given name: Arabic, folded. */
bool name_is_given(const char *word);

/* The key of one folded word of a name in Latin letters a to z: the Arabic name when the table or
 * the article and عبد tell it, else the word without its article. */
char *name_key_of_latin(const char *word);

/* Whether Latin letters may be a spelling of an Arabic word, letter by letter. */
bool name_spells(const char *latin, const char *arabic);

/* Consonants in order, the same for both scripts: for blocking, never for a decision. */
char *name_skeleton(const char *word);

bool name_is_latin(const char *word);

/* name_words.h - which words of a line may be a name. Private to language/. */
#pragma once

#include "language/letters.h"
#include "language/names.h"

/* The longest phrase has so many words. */
#define HEAD_WORDS 3

/* The first words of a line, folded and joined by spaces, and the byte of the line each ends at:
 * folding changes lengths. */
typedef struct Head {
    GString *folded;
    gsize ends[HEAD_WORDS];
    int n;
} Head;

Head line_head(const char *line); /* folded is the caller's to free */
/* The bytes of the line that one of phrases (folded) takes at its beginning, 0 when none does. */
gsize head_begins_with(const Head *head, const char *const *phrases);
/* Whether the word at the beginning of folded is one of words. */
bool is_word_of(const char *folded, const char *const *words);
gsize name_word_length(const char *text);
const char *skip_name_marks(const char *text);

/* The words at the beginning of text that may be a name; owned. */
char *name_words(const char *text);
bool is_whole_name(const char *words);
/* Whether every word may stand in a name. */
bool are_name_words(const char *words);
/* Whether a name as written begins with a given name that is known, without a title. */
bool begins_as_given(const char *words);
/* Whether بن or بنت stands in it, as in nothing but a name. */
bool tells_a_father(const char *words);

/* A name behind a label, or NULL; one that nothing announces on its own line, or NULL. Owned. */
char *name_behind(const char *text);
char *name_of_line(const char *line);

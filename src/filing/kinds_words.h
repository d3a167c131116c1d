/* kinds_words.h - the words of kinds.conf as they are found in letters. Private to filing/. */
#pragma once

#include "filing/kinds.h"

enum { MOST_KINDS = 64 };

/* Words of a text, folded and stemmed, one after the other with NUL between. */
typedef struct Words {
    GString *bytes;
    GArray *starts; /* of gsize */
} Words;

typedef struct Phrase {
    int kind;
    guint first, n; /* of its words in Kinds.words */
    gsize number;   /* of the phrase, from 0 */
} Phrase;

struct Kinds {
    GPtrArray *kinds; /* of Kind, owned; in the order of the file */
    const Kind *other;
    Words words;          /* of all phrases */
    GHashTable *by_first; /* of GArray of Phrase, by their first word */
    gsize phrases;
};

Words words_new(void);
void words_clear(Words *words);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Words, words_clear)
/* A text's words behind those that are there; only its first 8 KB. */
void words_add(Words *words, const char *text);
const char *word_at(const Words *words, guint i);

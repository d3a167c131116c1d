/* phrases.h - phrases of several owners, found in texts.
 *
 * Phrases and texts go through the same fold and light stem, so that الإعانة meets إعانة. A text is walked once and phrases are
 * found by their first word, which keeps its cost apart from how many phrases there are.
 */
#pragma once

#include "base/base.h"

typedef struct Phrases Phrases;
Phrases *phrases_new(void);
void phrases_free(Phrases *phrases);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Phrases, phrases_free)

/* owner: 0 and up. A phrase without a word is none. */
void phrases_add(Phrases *phrases, int owner, const char *phrase);

/* The words of a text, folded and stemmed once for any number of searches; of a longer one the first most_bytes. */
typedef struct PhraseText PhraseText;
PhraseText *phrase_text_new(const char *text, gsize most_bytes);
void phrase_text_free(PhraseText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PhraseText, phrase_text_free)

/* What was found of phrases so far; each counts once, however often and wherever it stands. */
typedef struct PhraseHits {
    const Phrases *phrases; /* borrowed */
    guint8 *found;
    int *scores; /* by owner; borrowed */
} PhraseHits;
PhraseHits phrase_hits_new(const Phrases *phrases, int *scores);
void phrase_hits_clear(PhraseHits *hits);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PhraseHits, phrase_hits_clear)

/* Adds worth × its number of words to the owner of each phrase found. */
void phrases_find(PhraseHits *hits, const PhraseText *text, int worth);

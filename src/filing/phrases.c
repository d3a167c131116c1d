/* phrases.c - phrases of several owners, found in texts. */
#include "filing/phrases.h"

#include "language/language.h"

#include <string.h>

/* Words of a text, folded and stemmed, one after the other with NUL between. */
typedef struct Words {
    GString *bytes;
    GArray *starts; /* of gsize */
} Words;

typedef struct Phrase {
    int owner;
    guint first, n; /* of its words */
    gsize number;   /* of the phrase, from 0 */
} Phrase;

struct PhraseText {
    Words words;
};

struct Phrases {
    Words words;          /* of all phrases */
    GHashTable *by_first; /* of GArray of Phrase, by their first word */
    gsize count;
};

static Words
words_new(void)
{
    return (Words){g_string_sized_new(4096), g_array_new(FALSE, FALSE, sizeof(gsize))};
}

static void
words_clear(Words *words)
{
    if (words->bytes != NULL)
        g_string_free(words->bytes, TRUE);
    g_clear_pointer(&words->starts, g_array_unref);
    words->bytes = NULL;
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Words, words_clear)

static bool
add_word(const char *word, gsize length, gsize start, gsize end, void *user_data)
{
    (void)start;
    (void)end;
    Words *words = user_data;
    g_array_append_val(words->starts, words->bytes->len);
    g_string_append_len(words->bytes, word, length);
    g_string_append_c(words->bytes, '\0');
    return true;
}

static void
words_add(Words *words, const char *text, gsize most_bytes)
{
    gsize length = strnlen(text, most_bytes + 1);
    if (length > most_bytes) {
        length = most_bytes;
        while (length > 0 && ((guchar)text[length] & 0xC0) == 0x80)
            length--;
    }
    text_words(text, length, true, add_word, words);
}

static const char *
word_at(const Words *words, guint i)
{
    return words->bytes->str + g_array_index(words->starts, gsize, i);
}

/* ---- phrases ---- */

Phrases *
phrases_new(void)
{
    Phrases *phrases = g_new0(Phrases, 1);
    phrases->words = words_new();
    phrases->by_first = g_hash_table_new_full(
        g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
    return phrases;
}

void
phrases_free(Phrases *phrases)
{
    if (phrases == NULL)
        return;
    g_hash_table_unref(phrases->by_first);
    words_clear(&phrases->words);
    g_free(phrases);
}

/* Another spelling of what the owner has is the same phrase: found, it is found once. */
static bool
is_there(const Phrases *phrases, const Phrase *phrase, const GArray *list)
{
    for (guint i = 0; i < list->len; i++) {
        const Phrase *other = &g_array_index(list, Phrase, i);
        bool same = other->owner == phrase->owner && other->n == phrase->n;
        for (guint k = 0; same && k < phrase->n; k++)
            same = strcmp(word_at(&phrases->words, phrase->first + k),
                       word_at(&phrases->words, other->first + k)) == 0;
        if (same)
            return true;
    }
    return false;
}

void
phrases_add(Phrases *phrases, int owner, const char *text)
{
    Phrase phrase = {
        .owner = owner, .first = phrases->words.starts->len, .number = phrases->count};
    words_add(&phrases->words, text, strlen(text));
    phrase.n = phrases->words.starts->len - phrase.first;
    if (phrase.n == 0)
        return;
    const char *first = word_at(&phrases->words, phrase.first);
    GArray *list = g_hash_table_lookup(phrases->by_first, first);
    if (list == NULL) {
        list = g_array_new(FALSE, FALSE, sizeof(Phrase));
        g_hash_table_insert(phrases->by_first, g_strdup(first), list);
    }
    if (is_there(phrases, &phrase, list))
        return;
    g_array_append_val(list, phrase);
    phrases->count++;
}

/* ---- found ---- */

PhraseHits
phrase_hits_new(const Phrases *phrases, int *scores)
{
    return (PhraseHits){phrases, g_new0(guint8, phrases->count + 1), scores};
}

void
phrase_hits_clear(PhraseHits *hits)
{
    g_clear_pointer(&hits->found, g_free);
}

PhraseText *
phrase_text_new(const char *text, gsize most_bytes)
{
    PhraseText *words = g_new(PhraseText, 1);
    words->words = words_new();
    words_add(&words->words, text, most_bytes);
    return words;
}

void
phrase_text_free(PhraseText *text)
{
    if (text == NULL)
        return;
    words_clear(&text->words);
    g_free(text);
}

static bool
stands_at(const Phrases *phrases, const Phrase *phrase, const Words *words, guint at)
{
    if (at + phrase->n > words->starts->len)
        return false;
    for (guint i = 1; i < phrase->n; i++)
        if (strcmp(word_at(&phrases->words, phrase->first + i), word_at(words, at + i)) !=
            0)
            return false;
    return true;
}

void
phrases_find(PhraseHits *hits, const PhraseText *text, int worth)
{
    const Phrases *phrases = hits->phrases;
    const Words *words = &text->words;
    for (guint i = 0; i < words->starts->len; i++) {
        const GArray *list = g_hash_table_lookup(phrases->by_first, word_at(words, i));
        for (guint j = 0; list != NULL && j < list->len; j++) {
            const Phrase *phrase = &g_array_index(list, Phrase, j);
            if (hits->found[phrase->number] || !stands_at(phrases, phrase, words, i))
                continue;
            hits->found[phrase->number] = 1;
            hits->scores[phrase->owner] += worth * (int)phrase->n;
        }
    }
}

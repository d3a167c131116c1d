/* kinds.c - which of the kinds of kinds.conf a letter is of.
 *
 * Words of the file and of letters go through the same fold and light stem, so that الإعانة meets
 * إعانة. A letter's words are walked once: phrases are found by their first word, which keeps the
 * cost of a letter apart from how many words the file has. The file is kinds_read.c's.
 */
#include "filing/kinds_words.h"

#include "language/language.h"

#include <string.h>

#define MOST_TEXT_BYTES (8 * 1024)
#define SUBJECT_COUNTS 3

Words
words_new(void)
{
    return (Words){g_string_sized_new(4096), g_array_new(FALSE, FALSE, sizeof(gsize))};
}

void
words_clear(Words *words)
{
    if (words->bytes != NULL)
        g_string_free(words->bytes, TRUE);
    g_clear_pointer(&words->starts, g_array_unref);
    words->bytes = NULL;
}

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

void
words_add(Words *words, const char *text)
{
    gsize length = strlen(text);
    if (length > MOST_TEXT_BYTES) {
        length = MOST_TEXT_BYTES;
        while (((guchar)text[length] & 0xC0) == 0x80)
            length--;
    }
    text_words(text, length, true, add_word, words);
}

const char *
word_at(const Words *words, guint i)
{
    return words->bytes->str + g_array_index(words->starts, gsize, i);
}

static bool
phrase_stands_at(const Kinds *kinds, const Phrase *phrase, const Words *words, guint at)
{
    if (at + phrase->n > words->starts->len)
        return false;
    for (guint i = 1; i < phrase->n; i++)
        if (strcmp(word_at(&kinds->words, phrase->first + i), word_at(words, at + i)) !=
            0)
            return false;
    return true;
}

/* Adds to scores what is found in words; a phrase counts once, however often it stands. */
static void
score_words(
    const Kinds *kinds, const Words *words, int counts, guint8 *found, int *scores)
{
    for (guint i = 0; i < words->starts->len; i++) {
        const GArray *phrases = g_hash_table_lookup(kinds->by_first, word_at(words, i));
        for (guint j = 0; phrases != NULL && j < phrases->len; j++) {
            const Phrase *phrase = &g_array_index(phrases, Phrase, j);
            if (found[phrase->number] || !phrase_stands_at(kinds, phrase, words, i))
                continue;
            found[phrase->number] = 1;
            scores[phrase->kind] += counts * (int)phrase->n;
        }
    }
}

const Kind *
kinds_of_letter(const Kinds *kinds, const char *subject, GPtrArray *texts)
{
    g_autofree guint8 *found = g_new0(guint8, kinds->phrases + 1);
    int scores[MOST_KINDS] = {0};
    g_auto(Words) title = words_new();
    words_add(&title, subject != NULL ? subject : "");
    score_words(kinds, &title, SUBJECT_COUNTS, found, scores);
    g_auto(Words) body = words_new();
    for (guint i = 0; i < texts->len; i++)
        words_add(&body, texts->pdata[i]);
    score_words(kinds, &body, 1, found, scores);
    int best = -1;
    for (int i = 0; i < (int)kinds->kinds->len; i++)
        if (scores[i] > 0 && (best < 0 || scores[i] > scores[best]))
            best = i;
    return best >= 0 ? kinds->kinds->pdata[best] : kinds->other;
}

const Kind *
kinds_other(const Kinds *kinds)
{
    return kinds->other;
}

const char *
kinds_name(const Kinds *kinds, const char *kind, const char *language)
{
    for (guint i = 0; i < kinds->kinds->len; i++) {
        const Kind *one = kinds->kinds->pdata[i];
        if (strcmp(one->id, kind) == 0)
            return strcmp(language, "ar") == 0 ? one->name_ar : one->name_en;
    }
    return kind;
}

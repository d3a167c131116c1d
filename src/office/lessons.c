/* lessons.c - what people's corrections teach of a letter's kind.
 *
 * A person who says of which kind a request is teaches the words of the letter that opened it. Naive Bayes over the presence of
 * words (Manning, Raghavan, Schuetze, Introduction to Information Retrieval, 13.3), with two restraints, because words of a letter
 * hang together and lessons are few: a kind speaks only after some lessons, and all words together count no more than a few
 * words that kinds.conf names.
 */
#include "office/inside.h"

#include <math.h>
#include <string.h>

enum {
    MOST_TEXT_BYTES = 8 * 1024,
    MOST_WORDS = 1000,
    LEAST_LESSONS = 4, /* of a kind, and of the others together */
    MOST_PAGES = 3,
};

#define DAMPING 0.3
#define MOST_BITS 12.0

/* ---- words ---- */

static bool
add_word(const char *word, gsize length, gsize start, gsize end, void *user_data)
{
    (void)start;
    (void)end;
    GHashTable *words = user_data;
    if (g_hash_table_size(words) < MOST_WORDS)
        g_hash_table_add(words, g_strndup(word, length));
    return true;
}

static void
add_text(GHashTable *words, const char *text)
{
    gsize length = text != NULL ? strnlen(text, MOST_TEXT_BYTES) : 0;
    while (
        length > 0 && length == MOST_TEXT_BYTES && ((guchar)text[length - 1] & 0x80) != 0)
        length--;
    if (length > 0)
        text_words(text, length, true, add_word, words);
}

/* Distinct, folded and stemmed; of char, borrowed from table. */
static GPtrArray *
words_of(GHashTable *table, const char *subject, GPtrArray *texts)
{
    add_text(table, subject);
    for (guint i = 0; i < texts->len; i++)
        add_text(table, texts->pdata[i]);
    GPtrArray *words = g_ptr_array_new();
    GHashTableIter all;
    gpointer word;
    g_hash_table_iter_init(&all, table);
    while (g_hash_table_iter_next(&all, &word, NULL))
        g_ptr_array_add(words, word);
    return words;
}

/* ---- taught ---- */

/* Adds the letter's words to table; of char, borrowed from it. */
static GPtrArray *
letter_words(Store *store, gint64 letter_id, GHashTable *table, GError **error)
{
    g_autoptr(Letter) letter = store_letter_get(store, letter_id, error);
    g_autoptr(GPtrArray) pages =
        letter != NULL ? store_pages_of(store, letter_id, true, MOST_PAGES, error) : NULL;
    if (pages == NULL)
        return NULL;
    g_autoptr(GPtrArray) texts = g_ptr_array_new();
    if (letter->new_text != NULL)
        g_ptr_array_add(texts, letter->new_text);
    for (guint i = 0; i < pages->len; i++) {
        const Page *page = pages->pdata[i];
        if (page->reading != NULL && page->reading->text != NULL)
            g_ptr_array_add(texts, page->reading->text);
    }
    return words_of(table, letter->subject, texts);
}

bool
kind_lesson_learn(Store *store, gint64 letter_id, const char *kind, GError **error)
{
    g_autoptr(GHashTable) table =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) words = letter_words(store, letter_id, table, error);
    return words != NULL && store_lesson_put(store, letter_id, kind, words, error);
}

bool
kind_lesson_forget(Store *store, gint64 letter_id, GError **error)
{
    g_autoptr(GHashTable) table =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) words = letter_words(store, letter_id, table, error);
    return words != NULL && store_lesson_forget(store, letter_id, words, error);
}

/* ---- and weighed ---- */

/* log2 of how much likelier the word is in letters of the kind than in the others; Jeffreys' prior. */
static double
bits_of(int in_kind, int kind, int in_all, int all)
{
    double here = (in_kind + 0.5) / (kind + 1);
    double there = (in_all - in_kind + 0.5) / (all - kind + 1);
    return log2(here / there);
}

/* Of one word, in how many lessons' letters of each kind it stood. */
static void
weigh_word(GPtrArray *lessons, GPtrArray *counts, guint from, guint to, int all)
{
    int in_all = 0;
    for (guint i = from; i < to; i++)
        in_all += ((const LessonWord *)counts->pdata[i])->letters;
    for (guint k = 0; k < lessons->len; k++) {
        KindLesson *lesson = lessons->pdata[k];
        int in_kind = 0;
        for (guint i = from; i < to; i++) {
            const LessonWord *count = counts->pdata[i];
            if (strcmp(count->kind, lesson->kind) == 0)
                in_kind = count->letters;
        }
        lesson->bits += bits_of(in_kind, lesson->letters, in_all, all);
    }
}

GPtrArray *
kind_lessons_weigh(Store *store, const char *subject, GPtrArray *texts, GError **error)
{
    int all = 0;
    g_autoptr(GPtrArray) lessons = store_lessons_count(store, &all, error);
    if (lessons == NULL || all < 2 * LEAST_LESSONS)
        return g_steal_pointer(&lessons);
    g_autoptr(GHashTable) table =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) words = words_of(table, subject, texts);
    g_autoptr(GPtrArray) counts = store_lesson_words(store, words, error);
    if (counts == NULL)
        return NULL;
    for (guint from = 0, to = 0; from < counts->len; from = to) {
        const char *word = ((const LessonWord *)counts->pdata[from])->word;
        while (to < counts->len &&
               strcmp(((const LessonWord *)counts->pdata[to])->word, word) == 0)
            to++;
        weigh_word(lessons, counts, from, to, all);
    }
    for (guint k = 0; k < lessons->len; k++) {
        KindLesson *lesson = lessons->pdata[k];
        bool few =
            lesson->letters < LEAST_LESSONS || all - lesson->letters < LEAST_LESSONS;
        lesson->bits = few ? 0 : CLAMP(DAMPING * lesson->bits, -MOST_BITS, MOST_BITS);
    }
    return g_steal_pointer(&lessons);
}

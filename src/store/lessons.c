/* lessons.c - of which kind letters were, in people's word, and by which of their words that shows. */
#include "store/tables.h"

#include <json-glib/json-glib.h>

void
kind_lesson_free(KindLesson *lesson)
{
    if (lesson == NULL)
        return;
    g_free(lesson->kind);
    g_free(lesson);
}

void
lesson_word_free(LessonWord *word)
{
    if (word == NULL)
        return;
    g_free(word->word);
    g_free(word->kind);
    g_free(word);
}

/* For json_each: any number of words in one statement. */
static char *
json_of(GPtrArray *words)
{
    g_autoptr(JsonNode) root = json_node_new(JSON_NODE_ARRAY);
    JsonArray *array = json_array_new();
    for (guint i = 0; i < words->len; i++)
        json_array_add_string_element(array, words->pdata[i]);
    json_node_take_array(root, array);
    return json_to_string(root, FALSE);
}

/* A letter teaches one kind: what it taught before is taken back. */
static bool
forget(Store *store, gint64 letter_id, const char *words, GError **error)
{
    g_autofree char *kind = NULL;
    bool found = false;
    return sql_one(store->sql, error, &found,
               "SELECT kind FROM kind_lesson WHERE letter_id = ?", BIND(letter_id),
               INTO(&kind)) &&
           (!found || sql_run(store->sql, error,
                          "UPDATE kind_word SET letters = letters - 1"
                          " WHERE kind = ? AND word IN (SELECT value FROM json_each(?))",
                          BIND(kind, words)));
}

bool
store_lesson_forget(Store *store, gint64 letter_id, GPtrArray *words, GError **error)
{
    Unit unit;
    g_autofree char *list = json_of(words);
    if (!unit_begin(&unit, store, error))
        return false;
    bool well =
        forget(store, letter_id, list, error) &&
        sql_run(store->sql, error, "DELETE FROM kind_lesson WHERE letter_id = ?",
            BIND(letter_id)) &&
        sql_run(store->sql, error, "DELETE FROM kind_word WHERE letters <= 0", NONE);
    return unit_end(&unit, well, error);
}

bool
store_lesson_put(
    Store *store, gint64 letter_id, const char *kind, GPtrArray *words, GError **error)
{
    Unit unit;
    g_autofree char *list = json_of(words);
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = forget(store, letter_id, list, error) &&
                sql_run(store->sql, error,
                    "INSERT INTO kind_lesson (letter_id, kind) VALUES (?, ?)"
                    " ON CONFLICT (letter_id) DO UPDATE SET kind = excluded.kind",
                    BIND(letter_id, kind)) &&
                sql_run(store->sql, error,
                    "INSERT INTO kind_word (word, kind, letters)"
                    " SELECT value, ?, 1 FROM json_each(?) WHERE true"
                    " ON CONFLICT (word, kind) DO UPDATE SET letters = letters + 1",
                    BIND(kind, list));
    return unit_end(&unit, well, error);
}

GPtrArray *
store_lessons_count(Store *store, int *all, GError **error)
{
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)kind_lesson_free);
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT kind, COUNT(*) FROM kind_lesson GROUP BY kind ORDER BY kind", NONE);
    KindLesson lesson = {0};
    *all = 0;
    while (rows_next(rows, INTO(&lesson.kind, &lesson.letters))) {
        *all += lesson.letters;
        g_ptr_array_add(list, g_memdup2(&lesson, sizeof lesson));
        lesson = (KindLesson){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

GPtrArray *
store_lesson_words(Store *store, GPtrArray *words, GError **error)
{
    g_autofree char *asked = json_of(words);
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)lesson_word_free);
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT word, kind, letters FROM kind_word"
        " WHERE word IN (SELECT value FROM json_each(?)) AND letters > 0 ORDER BY word",
        BIND(asked));
    LessonWord word = {0};
    while (rows_next(rows, INTO(&word.word, &word.kind, &word.letters))) {
        g_ptr_array_add(list, g_memdup2(&word, sizeof word));
        word = (LessonWord){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

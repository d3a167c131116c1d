/* words.h - every sentence the window says, in one language. Private to web/. */
#pragma once

#include "base/base.h"

#include <json-glib/json-glib.h>

typedef struct Words Words;

/* Loads FOLDER/words.LANGUAGE; CONFIG when it is missing or malformed. */
Words *words_load(const char *folder, const char *language, GError **error);
void words_free(Words *words);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Words, words_free)

const char *words_language(const Words *words); /* "ar" or "en" */
/* All sentences for templates: {{w.group.key}}. Borrowed. */
JsonObject *words_model(const Words *words);

/* A sentence; NULL when there is none of that name. */
const char *words_find(const Words *words, const char *group, const char *key);
/* A sentence that must be there; its own name when it is not. */
const char *words_get(const Words *words, const char *group, const char *key);

/* A sentence with its {{name}}s filled: name, value, … NULL. Each value is stripped of bidi
 * controls and isolated (U+2068 … U+2069), so that nothing in it turns the sentence round. */
char *words_say(
    const Words *words, const char *group, const char *key, ...) G_GNUC_NULL_TERMINATED;

/* The form of a sentence that a number takes: key_zero … key_other by CLDR's categories, with {{n}}
 * in the language's digits. A language without a category for nothing may have a _zero all the
 * same. */
char *words_count(const Words *words, const char *group, const char *key, gint64 n);
/* "zero", "one", "two", "few", "many", "other". */
const char *words_category(const Words *words, gint64 n);

/* A number in the language's digits. */
char *words_number(const Words *words, gint64 n);
/* "12 minutes ago"; "never" for 0. */
char *words_age(const Words *words, gint64 instant_ms, gint64 now_ms);

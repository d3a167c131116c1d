/* models.h - which variables each purpose has, and how a number takes its noun. Private to compose/.
 */
#pragma once

#include "compose/compose.h"

typedef enum {
    VARIABLE_TEXT,
    VARIABLE_PARAGRAPHS,
    VARIABLE_NUMBER,
    VARIABLE_URL,
    VARIABLE_DAY,
    VARIABLE_COUNT,
    VARIABLE_FLAG,
    VARIABLE_CHOICE,
    VARIABLE_TEXTS,
    VARIABLE_LIST,
} VariableKind;

/* A line of models.conf. */
typedef struct Variable {
    VariableKind kind;
    bool optional, open, post;
    bool common;         /* of [every] */
    guint place;         /* in its file */
    char *noun;          /* COUNT */
    char **choices;      /* CHOICE */
    GHashTable *members; /* LIST: of Variable by name */
} Variable;

typedef struct Models Models;

/* models.conf and counts.conf of a folder; CONFIG names the group and the key that is wrong. */
Models *models_load(const char *folder, GError **error);
void models_free(Models *models);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Models, models_free)

/* The variables of a purpose, by name, those of [every] among them; NULL for an unknown purpose. */
GHashTable *models_of(const Models *models, const char *purpose);
/* The purposes, in the order of the file; borrowed. */
char **models_purposes(const Models *models);

/* "ثلاثة أيام", "3 days": owned by the caller. The noun is known to counts.conf, in both languages. */
char *
count_words(const Models *models, const char *noun, const char *language, gint64 count);

/* What a template is filled from: the given model with days, counts and choices taken apart as
 * models.conf says. post: for paper. REFUSED names the variable that is lacking, of the wrong kind
 * or unknown to the purpose. */
JsonNode *model_ready(const Models *models, const char *purpose, const char *language,
    bool post, JsonNode *given, GError **error);

/* query.h - what people type into the search box. Private to archive/. */
#pragma once

#include "archive/archive.h"

typedef struct Query {
    char *match;       /* for the index; NULL when there is no word to look for */
    GHashTable *words; /* folded, stemmed words that are wanted: a set */
} Query;

Query *query_parse(const char *text);
void query_free(Query *query);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Query, query_free)

/* A piece of text around the wanted words, with where they stand in it. */
char *query_snippet(const Query *query, const char *text, GArray *marks);

/* The boxes of a page's words that are wanted: of Box. */
void query_boxes(const Query *query, const Reading *reading, GArray *boxes);

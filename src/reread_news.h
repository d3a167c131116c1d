/* reread_news.h - what the new readings of one letter tell that was not known before. */
#pragma once

#include "compose/compose.h"
#include "reread.h"

typedef struct RereadNews {
    RereadLetter told;   /* borrows what is below */
    GPtrArray *pages;    /* of Page, owned: all of the letter's as they are now */
    GPtrArray *to_index; /* of Page, borrowed from pages */
    char *in_no, *note;
} RereadNews;
void reread_news_clear(RereadNews *news);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RereadNews, reread_news_clear)

/* Compares the pages of a letter that were asked for with what they gave way to. The identification is
 * made twice, from the former readings and from the new ones, against the same register: a difference
 * is the new reading's doing. Changes nothing. */
bool reread_news_find(Diwan *diwan, const ReferenceKey *key, gint64 letter_id,
    RereadNews *news, GError **error);

/* enclosed.h - which documents came with a letter. Private to filing/. */
#pragma once

#include "filing/kinds.h"

/* Ids of documents (of char, borrowed from kinds; each once): by the names of attached files and by the head of each page. The
 * first page of a scanned letter is the letter itself. */
GPtrArray *enclosed_documents(
    const Kinds *kinds, Store *store, const Letter *letter, GError **error);

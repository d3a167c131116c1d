/* filing.h - which request a letter opens or continues, of what kind, and whether it is answered.
 *
 * A matched letter is put on its party's record and opens or continues a request; nothing else
 * about a request changes without a person. The request, its number, the letter's number and the
 * obligation to answer commit together.
 */
#pragma once

#include "office/office.h"

/* Kinds of letter and request, from config/kinds.conf: words in both languages, first state. */
typedef struct Kinds Kinds;
Kinds *kinds_load(const char *path, GError **error); /* CONFIG with file:line */
void kinds_free(Kinds *kinds);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Kinds, kinds_free)
/* What people read for a kind in a language ("ar", "en"); the kind itself when it is unknown. */
const char *kinds_name(const Kinds *kinds, const char *kind, const char *language);

/* The i-th kind, in the order of the file; NULL behind the last. */
const char *kinds_id(const Kinds *kinds, guint i);

/* The stage: claimed letters of state IDENTIFIED → FILED, in one transaction. */
bool filing_letters(const Desk *desk, const Kinds *kinds, const ReferenceKey *key,
    GPtrArray *letters, GError **error);

/* dossier.h - one person's everything, as the law lets people ask for it: a folder or a zip that any
 * computer can open, with a readable page in both languages, the same for programs, and every letter's
 * bytes as they were kept.
 *
 * Promises: what is in the store of the person and of the records merged into theirs, section by section
 * (store/holdings.c says what is left out and why); nothing of another person on record. A letter that
 * somebody else wrote for the person, or that names another person on record by a number of theirs, is told
 * of by its number and day, and kept apart until somebody has looked at it. Staff are "office".
 */
#pragma once

#include "archive/archive.h"
#include "base/base.h"
#include "store/store.h"

typedef struct DossierWish {
    gint64 party_id;
    const char *out;    /* a folder, or a file that ends in .zip; must not be there yet */
    const char *by;     /* login */
    const char *reason; /* NULL: none was given */
    const GArray *looked_at; /* of gint64: letters that may be given whole; NULL: none */
} DossierWish;

typedef struct DossierCount {
    int letters, apart; /* of the person; of those, kept apart */
    int sent, requests;
    int files; /* with their bytes */
    gint64 bytes;
} DossierCount;

/* Writes it, and that it was written into the journal. What stands under wish->out is whole or not there.
 * REFUSED: the record was merged into another, out is there already, or a kept file is damaged. */
bool dossier_write(const Config *config, Store *store, Archive *archive,
    const DossierWish *wish, DossierCount *count, GError **error);

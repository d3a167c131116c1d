/* batch.h - a scan that is being divided: what is known of it, what is asked about it, and what came of
 * that. Private to divide. */
#pragma once

#include "divide/divide.h"

typedef struct Batch {
    Archive *archive; /* borrowed */
    Letter *letter;   /* claimed */
    GPtrArray *pages; /* of Page, owned */
    GPtrArray *parts; /* of StoredPart, owned */
    GArray *marks;    /* of PageMarks */
    DividePlan plan;
    bool by_codes;
    bool looking; /* which pages are blank backs, before the plan is final */
    GPtrArray
        *cuts; /* of BatchCut, owned, NULL where none is yet: as the plan's pieces */
} Batch;

/* Pages of a letter that are looked at: more than a file that is read can have. */
enum { BATCH_MOST_PAGES = 20000 };

/* Takes the letter up, whatever comes of it. */
bool batch_open(Batch *batch, Store *store, Archive *archive, const ReferenceKey *key,
    bool by_codes, Letter *take_letter, GError **error);
void batch_close(Batch *batch); /* harmless twice */

/* Whether it is to be cut; when it is not, *why is in words, or NULL: it is one letter. */
bool batch_is_several(const Batch *batch, char **why);

/* A page each while backs are looked at, else a piece each. */
guint batch_questions(const Batch *batch);
/* Question i for the worker; *needless: its answer is known. */
bool
batch_ask(const Batch *batch, guint i, WorkerTask *task, bool *needless, GError **error);
/* Its answer; REFUSED when the piece could not be cut. Files are not flushed. */
bool batch_hear(Batch *batch, guint i, GBytes *reply, GError **error);
/* The backs are known, and with them the plan. */
void batch_begin_cutting(Batch *batch);

/* batch.h - letters that are in the archive and not yet recorded. */
#pragma once

#include "archive/archive.h"
#include "store/store.h"

/* What one flush and one commit are shared by, and a crash makes us take again: enough at
 * BATCH_LETTERS; what has come in meanwhile joins it, so that batches grow as far as flushing is
 * slow. */
enum { BATCH_LETTERS = 50, BATCH_MOST_LETTERS = 250, BATCH_BYTES = 32 << 20 };

typedef struct Batch {
    Store *store;        /* borrowed */
    Archive *archive;    /* borrowed */
    GPtrArray *arrivals; /* of Arrival, owned */
    gint64 bytes;
} Batch;

Batch *batch_new(Store *store, Archive *archive);
void batch_free(Batch *batch); /* drops what is not stored */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Batch, batch_free)

void batch_take(Batch *batch, Arrival *take_arrival);
bool batch_is_enough(const Batch *batch);
bool batch_is_full(const Batch *batch);
void batch_drop(Batch *batch);

/* Makes the files durable, then records the letters, with the cursor (may be NULL) in the same
 * transaction. taken grows by the new ones. On error the batch is as it was. */
bool batch_store(Batch *batch, const Cursor *cursor, int *taken, GError **error);

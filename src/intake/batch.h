/* batch.h - letters that are in the archive and not yet recorded. */
#pragma once

#include "archive/archive.h"
#include "store/store.h"

/* What a crash makes us take again, and what one flush and one commit are shared by. */
enum { BATCH_LETTERS = 50, BATCH_BYTES = 32 << 20 };

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
bool batch_is_full(const Batch *batch);
void batch_drop(Batch *batch);

/* Makes the files durable, then records the letters, with the cursor (may be NULL) in the same
 * transaction. taken grows by the new ones. On error the batch is as it was. */
bool batch_store(Batch *batch, const Cursor *cursor, int *taken, GError **error);

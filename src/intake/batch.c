/* batch.c - the order that loses nothing: files, flush, rows and cursor; then the server. */
#include "intake/batch.h"

Batch *
batch_new(Store *store, Archive *archive)
{
    Batch *batch = g_new0(Batch, 1);
    batch->store = store;
    batch->archive = archive;
    batch->arrivals = g_ptr_array_new_with_free_func((GDestroyNotify)arrival_free);
    return batch;
}

void
batch_free(Batch *batch)
{
    if (batch == NULL)
        return;
    g_ptr_array_unref(batch->arrivals);
    g_free(batch);
}

void
batch_take(Batch *batch, Arrival *take_arrival)
{
    batch->bytes += take_arrival->size_bytes;
    g_ptr_array_add(batch->arrivals, take_arrival);
}

bool
batch_is_enough(const Batch *batch)
{
    return batch->arrivals->len >= BATCH_LETTERS || batch->bytes >= BATCH_BYTES;
}

bool
batch_is_full(const Batch *batch)
{
    return batch->arrivals->len >= BATCH_MOST_LETTERS || batch->bytes >= BATCH_BYTES;
}

void
batch_drop(Batch *batch)
{
    g_ptr_array_set_size(batch->arrivals, 0);
    batch->bytes = 0;
}

bool
batch_store(Batch *batch, const Cursor *cursor, int *taken, GError **error)
{
    if (batch->arrivals->len == 0 && cursor == NULL)
        return true;
    int fresh = 0;
    if (!archive_flush(batch->archive, error) ||
        !store_letters_take(batch->store, batch->arrivals, cursor, &fresh, error))
        return false;
    *taken += fresh;
    batch_drop(batch);
    return archive_drop_erased(batch->archive, batch->store, NULL, error);
}

/* lane.h - the outer half of read: pages go to the worker, what comes back is kept. */
#pragma once

#include "archive/archive.h"
#include "store/store.h"
#include "worker/worker.h"

typedef struct ReadLane ReadLane;

/* ask makes the question for page number (0: count the pages). pool is borrowed; width pages are
 * with it at a time. method is kept with every reading. */
ReadLane *read_lane_new(Store *store, Archive *archive, WorkerPool *pool, int width,
    const char *method, GVariant *(*ask)(int number, bool want_image));
/* Who is asked whether a letter that has been read may be several letters, and is to be divided; without,
 * none is. */
typedef bool (*ReadLaneDivides)(
    gpointer divider, const Letter *letter, bool *divides, GError **error);
void read_lane_ask_divider(ReadLane *lane, ReadLaneDivides divides, gpointer divider);
void read_lane_free(ReadLane *lane); /* gives its claims back */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReadLane, read_lane_free)

/* Keeps what has ended, submits what is due, sends letters on whose pages are all read; never
 * waits. page 0 in the log: a part's pages were counted, or (elapsed 0) the letter goes on. */
typedef void (*ReadLaneLog)(
    gint64 letter_id, int page, Outcome outcome, gint64 elapsed_ms, const char *note);
bool read_lane_step(ReadLane *lane, ReadLaneLog log, int *moved, GError **error);

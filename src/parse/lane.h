/* lane.h - the outer half of parse: letters go to the worker, what comes back is kept. */
#pragma once

#include "archive/archive.h"
#include "letter.h"
#include "store/store.h"
#include "worker/worker.h"

typedef struct ParseLane ParseLane;

/* wants_reading tells by a part's media type whether its pages are to be read. pool is borrowed. */
ParseLane *parse_lane_new(Store *store, Archive *archive, WorkerPool *pool,
    bool (*wants_reading)(const char *media_type));
void parse_lane_free(ParseLane *lane); /* gives its claims back */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ParseLane, parse_lane_free)

/* Keeps what has ended, submits what is due; never waits. moved grows by the letters that went on;
 * each is told to log. */
typedef void (*ParseLaneLog)(
    gint64 letter_id, Outcome outcome, gint64 elapsed_ms, const char *note);
bool parse_lane_step(ParseLane *lane, ParseLaneLog log, int *moved, GError **error);

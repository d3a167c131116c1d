/* divide.h - scans of several letters: where each begins, and a file of its own for each.
 *
 * A letter begins behind a separator sheet of this office, and at the code of one of its own letters
 * on paper. The batch itself is kept as it came; store/batches.c links the two.
 */
#pragma once

#include "archive/archive.h"
#include "compose/compose.h"
#include "divide/cut.h"
#include "letter.h"
#include "store/store.h"
#include "worker/worker.h"

/* ---- where letters begin (plan.c) ---- */

/* What the codes of a page say. */
typedef struct PageMarks {
    gint64 part_id;
    int position;   /* of the page in the letter, from 1 */
    int number;     /* of the page in its part, from 1 */
    bool separator; /* this office's, or a PATCH code */
    bool foreign;   /* a separator's code, of another office or imitated */
    gint64
        letter; /* of our letter on paper: its request, or its letter as a negative; 0: none */
    gint64 form; /* likewise of a form that was given for a request */
    bool blank;  /* nothing stands on it; looked for right behind a separator alone */
} PageMarks;

/* The codes' meaning, page by page; pages (of Page) with readings and codes. Of PageMarks, owned. */
GArray *divide_marks(const ReferenceKey *key, const GPtrArray *pages);

/* A letter: pages of one part, next to each other. */
typedef struct Piece {
    gint64 part_id;
    guint first, n; /* of the marks */
} Piece;

typedef struct DividePlan {
    GArray *pieces; /* of Piece, in order; owned */
    bool divides;   /* a separator or a code of ours says where letters begin */
    bool foreign;   /* a separator that is not believed stands in it */
} DividePlan;

/* by_codes: our own letters' codes begin letters too. Every page is in one piece at most; in none are
 * separator sheets and a blank back of one. */
DividePlan divide_plan(const GArray *marks, bool by_codes);
void divide_plan_clear(DividePlan *plan);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DividePlan, divide_plan_clear)

/* ---- the stage (lane.c) ---- */

typedef struct DivideLane DivideLane;

typedef struct DivideSetting {
    bool divides; /* false: every scan is one letter */
    bool by_codes;
    char **scanners; /* scan-to-mail devices; NULL: none */
} DivideSetting;
/* "codes", "separators" or "no" of [read] divide. */
DivideSetting divide_setting(const Config *config);

/* open_pool starts the room, which lives while something is cut. All but open_pool is borrowed. */
DivideLane *divide_lane_new(Store *store, Archive *archive, const ReferenceKey *key,
    DivideSetting setting, WorkerPool *(*open_pool)(GError **error));
void divide_lane_free(DivideLane *lane); /* gives its claim back */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DivideLane, divide_lane_free)

/* Whether a letter whose pages are all read has to be looked at by this stage. */
bool
divide_lane_wants(DivideLane *lane, const Letter *letter, bool *wants, GError **error);

/* One letter at a time, a few pieces of it side by side; never waits. moved grows by letters that went
 * on, each told to log; a letter that is several letters has as many pieces. */
typedef void (*DivideLaneLog)(
    gint64 letter_id, Outcome outcome, int pieces, const char *note);
bool divide_lane_step(DivideLane *lane, DivideLaneLog log, int *moved, GError **error);

/* NULL while nothing is cut. */
WorkerPool *divide_lane_pool(const DivideLane *lane);

/* compare.h - what a mailbox's server has, against what was taken from it. */
#pragma once

#include "intake/frames.h"
#include "store/store.h"

typedef struct Comparison Comparison;
Comparison *comparison_new(const char *source, Store *store); /* both borrowed */
void comparison_free(Comparison *comparison);

/* Seconds until the next is due; 0: now. */
int comparison_due_s(const Comparison *comparison);

/* A new session: what an earlier one told in part is forgotten. */
void comparison_begin(Comparison *comparison, guint32 uidvalidity);

/* A FRAME_PRESENT; last_uid: the cursor in the store, beyond which nothing is compared. sound:
 * the frame may stand there. An error is the store's. */
bool comparison_hear(Comparison *comparison, const Frame *frame, guint32 last_uid,
    bool *sound, GError **error);
/* A FRAME_PRESENT_END: the result is saved. */
bool comparison_end(Comparison *comparison, guint32 last_uid, GError **error);

/* What a person should look at, since the last one; NULL: nothing. */
const char *comparison_words(const Comparison *comparison);

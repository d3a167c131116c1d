/* fetcher.h - what the two halves of a mailbox's process share. */
#pragma once

#include "intake/frames.h"
#include "intake/imap.h"

typedef struct Fetcher {
    FetcherSettings *settings;
    FrameReader *control;
    FrameWriter *out;
    Imap *imap;
    guint32 last_uid;
    GArray
        *handed; /* of guint32: given to intake, not yet kept; empty when they are left */
    gint64 compare_at; /* ticks at which what is there is to be told */
    gint64 renew_at;   /* ticks at which the session ends itself; 0: never */
    bool ending;       /* intake has closed the pipe */
} Fetcher;

/* Hands over all that is above the cursor now, and says so (fetch.c). */
bool fetch_new(Fetcher *fetcher, GError **error);

/* Tells what the folder has, up to where it was read, when that is due (present.c). */
bool present_tell(Fetcher *fetcher, GError **error);
/* Not before a day has passed. */
void present_put_off(Fetcher *fetcher);

/* Writes what waits for intake; may block while intake is busy. */
bool fetcher_flush(Fetcher *fetcher, GError **error);

/* Flags or moves what intake has said to be kept. */
bool fetcher_act_on_kept(Fetcher *fetcher, GError **error);

/* A loop in the library ends; a year of good work does not add up to its limit. */
void fetcher_renew_cpu(void);

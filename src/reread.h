/* reread.h - pages of letters at rest are read again, beside the stages and behind them.
 *
 * Which pages is in the store (store_reread_ask); this reads them, refreshes the search and tells
 * people when a letter would be identified otherwise now. It answers nothing and moves no letter.
 */
#pragma once

#include "diwan.h"

/* A letter all of whose pages that were asked for have ended. */
typedef struct RereadLetter {
    gint64 letter_id;
    const char *in_no; /* NULL when it has none */
    int pages;         /* asked for */
    int changed;       /* whose text is another now */
    int beside;        /* verified by a person: the new reading is kept beside */
    int failed;        /* could not be read now; what was read before stands */
    const char *note;  /* what people are told to look at, "match 10001"; NULL: nothing */
} RereadLetter;

/* Who is told while it goes on. */
typedef struct RereadWatch {
    void (*page)(gint64 letter_id, int page, Outcome outcome, gint64 elapsed_ms,
        const char *note, int ended, int left, void *user_data);
    void (*letter)(const RereadLetter *letter, void *user_data);
    void *user_data;
} RereadWatch;

/* Asks for what the filter says: store_reread_ask, and, where it is not about how well a page was read,
 * attachments of kinds that could not be read when they came. *pages grows by how many. */
bool reread_ask(Store *store, const RereadFilter *filter, int *pages, GError **error);

/* Reads until nothing is asked for any more, or *stop is set; what is left then waits for the next
 * time. method is read_method's. The caller has the lock "reread", so that there is one. The process
 * becomes nicer, and holds back while pages of new letters are being read. */
bool reread_run(Diwan *diwan, const char *method, const RereadWatch *watch,
    volatile int *stop, GError **error);

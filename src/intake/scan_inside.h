/* scan_inside.h - what the files of a watched folder share. Private to intake/. */
#pragma once

#include <sys/stat.h>

#include "intake/batch.h"
#include "intake/scan.h"

enum {
    SCAN_MOST_WATCHED = 100 * 1000,
};

/* A file as a look found it. */
typedef struct Watched {
    struct stat seen;
    gint64 since; /* ticks since which it has not changed */
    guint look;   /* the last that found it */
    bool stuck;   /* it cannot be read or moved; left alone until it changes */
} Watched;

typedef struct Finished {
    char *name;
    struct stat seen;
} Finished;

struct Scan {
    const ScanConfig *config; /* borrowed */
    ScanConfig own;           /* of a folder below another, which config is then */
    GHashTable *below; /* name (owned) → Scan (owned); NULL: none are looked into */
    Batch *batch;
    GHashTable *watched; /* name (owned) → Watched (owned) */
    GPtrArray
        *finished; /* of Finished, owned: in the batch, to be moved once it is stored */
    gint64 due_at; /* ticks */
    guint look, stuck; /* looks so far; files that are stuck, in this one */
    char *noted;       /* the problem in the store; NULL: well */
    gint64 noted_at;   /* ticks; 0: never */
};

/* ---- is it finished (scan_finished.c) ---- */

bool scan_is_unchanged(const struct stat *a, const struct stat *b);
/* Notes what this look found. NULL: too many are watched already. */
Watched *scan_watch(Scan *scan, const char *name, const struct stat *found);
/* Whether a file that has been unchanged for so long is whole. */
bool scan_is_finished(int fd, const struct stat *found, gint64 unchanged_ms);

/* ---- moving (scan_move.c) ---- */

/* The file has left its place, or could not: then it is let alone, or it would be taken again
 * at every look. */
void scan_settle(Scan *scan, const char *name, bool moved);
/* To aside/, why beside it. */
void scan_set_aside(Scan *scan, int folder_fd, const char *name, const char *why);
/* Moves what is stored to taken/. A file that was written to or replaced meanwhile goes back, to be
 * taken as the new letter it is. */
void scan_move_taken(Scan *scan, int folder_fd);

/* scan.h - a folder into which a scanner writes, watched by looking. */
#pragma once

#include "archive/archive.h"
#include "store/store.h"

typedef struct Scan Scan;

Scan *scan_new(const ScanConfig *config, Store *store, Archive *archive);
void scan_free(Scan *scan);

/* Ticks of the next look. */
gint64 scan_due_at(const Scan *scan);

/* Looks when it is due, into the folders below it too: takes what is finished, moves it to taken/, and sets aside what cannot
 * be taken. An error is the archive's or the store's; the folder's own are noted. */
bool scan_look(Scan *scan, int *taken, GError **error);

/* It was looked at, and no file in it is still being written. */
bool scan_is_idle(const Scan *scan);

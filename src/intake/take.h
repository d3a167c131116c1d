/* take.h - what kind of post a file is, by its first bytes, and the letters in it. */
#pragma once

#include "intake/batch.h"

enum {
    TAKE_MAIL_MOST_BYTES = 100 << 20, /* one e-mail */
    TAKE_SCAN_MOST_BYTES = 512 << 20, /* one scanned letter */
    TAKE_LOOK_BYTES = 4096,           /* enough to know the kind */
};

typedef enum { TAKE_UNKNOWN, TAKE_SCAN, TAKE_MAIL, TAKE_MBOX } TakeKind;
TakeKind take_kind(const guint8 *bytes, gsize length);

/* Where letters come from; copied into each. */
typedef struct TakeSource {
    const char *source;
    const char *file_name; /* of scans; any bytes */
    const char *branch;    /* may be NULL */
    gint64 received_at;    /* ms */
    bool quiet;
} TakeSource;

/* Reads a regular file from its start and adds its letters to batch, storing whenever that is
 * full. REFUSED: this file never, with the reason for people; RETRY: archive or store. */
bool
take_file(Batch *batch, int fd, const TakeSource *source, int *taken, GError **error);

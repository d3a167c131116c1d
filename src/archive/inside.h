/* inside.h - what the files of the archive share. Private to archive/. */
#pragma once

#include "archive/archive.h"

struct Archive {
    char *folder;
    int folder_fd;
    int tmp_fd;
    guint next_name; /* of a temporary file of this process */
    bool dirty;      /* something was kept since the last flush */
};

enum { ARCHIVE_READ_BYTES = 64 * 1024 };

/* "abcdef…" → "ab/cdef…" */
void archive_place(const char *sha256, char place[66]);

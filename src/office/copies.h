/* copies.h - the folder a backup is written to. Private to office/.
 *
 *   SHA256SUMS   when it was made, and the sums of the small files: sha256sum -c checks them
 *   office.db, diwan.conf, secrets/…
 *   letters/     every kept file under its own sum; only what is new is copied
 *   next/        the small files of a backup that is being made
 *
 * next/ is whole once its SHA256SUMS is there; then its files are moved to their places, the sums last.
 * A backup that is cut off at any point leaves the former one, or one that is finished when the folder is
 * next opened.
 */
#pragma once

#include "office/office.h"

#define SUMS_NAME "SHA256SUMS"

/* Finishes what was cut off, or clears it away. */
bool copies_settle(const char *folder, GError **error);

/* A file of the sums. */
typedef struct CopiedFile {
    char *name; /* "office.db", "secrets/mailbox" */
    char *sha256;
} CopiedFile;
void copied_file_free(CopiedFile *file);

/* The SHA-256 of a file of any size. */
char *copies_sum(const char *path, GError **error);
/* Writes the sums of folder's names (of char); durable. */
bool
copies_write_sums(const char *folder, gint64 made_at, GPtrArray *names, GError **error);
/* Reads them: of CopiedFile. REFUSED, naming the file, when there are none or one is not as written. */
GPtrArray *copies_read_sums(const char *folder, gint64 *made_at, GError **error);
/* The names of a folder's regular files, "secrets/…", sorted, added to names. */
bool
copies_add_names(const char *folder, const char *sub, GPtrArray *names, GError **error);

/* archive.h - what is kept as files: raw letters and their parts, by SHA-256; and the search.
 *
 * Nothing else knows where or how files lie. A batch is written as temporary → rename → one
 * syncfs; only then are rows committed. A kept file is never changed and never deleted here.
 */
#pragma once

#include "base/base.h"
#include "letter.h"
#include "store/store.h"

typedef struct Archive Archive;

/* folder is made when missing. */
Archive *archive_open(const char *folder, GError **error);
void archive_close(Archive *archive);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Archive, archive_close)

/* Begins a file of unknown length: append to it, then keep it. Several may be open at once, none
 * longer than its archive. RETRY when the disk is full; nothing half-written is ever seen under
 * a hash. */
typedef struct ArchiveFile ArchiveFile;
ArchiveFile *archive_begin(Archive *archive, GError **error);
bool archive_append(ArchiveFile *file, const void *bytes, gsize length, GError **error);
/* Renames it to its hash and frees file; *sha256 (owned by the caller) and *size_bytes are set.
 * Not yet durable: archive_flush makes the batch so. */
bool
archive_keep(ArchiveFile *take_file, char **sha256, gint64 *size_bytes, GError **error);
void archive_file_free(ArchiveFile *file); /* drops it */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ArchiveFile, archive_file_free)

/* The same for bytes in memory. */
bool archive_put(Archive *archive, GBytes *bytes, char **sha256, GError **error);

/* Makes all that was kept since the last flush durable: one syncfs. Does nothing when nothing
 * was kept. */
bool archive_flush(Archive *archive, GError **error);

/* A kept file, open for reading (the caller closes), or -1. */
int archive_open_file(Archive *archive, const char *sha256, GError **error);

/* A kept file, mapped. */
GBytes *archive_load(Archive *archive, const char *sha256, GError **error);

/* Whether a kept file is there and really has the bytes its name promises. */
bool archive_is_sound(Archive *archive, const char *sha256);

/* Every kept file (walk.c), by its hash; false from each ends the walk and is returned. */
typedef bool (*ArchiveFunc)(const char *sha256, gpointer user_data, GError **error);
bool archive_walk(Archive *archive, ArchiveFunc each, gpointer user_data, GError **error);

/* Copies a kept file to another archive that does not have it (else copied_bytes is 0), checking its
 * bytes; REFUSED when they are not those of its name, and nothing is kept. archive_flush follows. */
bool archive_copy(
    Archive *from, Archive *to, const char *sha256, gint64 *copied_bytes, GError **error);

/* Bytes free where the archive lies; -1 when that cannot be known. */
gint64 archive_free_bytes(Archive *archive);
/* Less is too little: some days of letters, hardly a long scan. */
#define ARCHIVE_LEAST_FREE_BYTES (G_GINT64_CONSTANT(16) << 20)

/* Deletes temporary files older than an hour, left by a crash. */
void archive_sweep(Archive *archive);

/* ---- search: every word of every letter and page, behind this interface alone (search.c) ---- */

typedef struct Search Search;

/* The index's file is made when missing; it holds nothing that cannot be made again. */
Search *search_open(const char *path, GError **error);
void search_close(Search *search);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Search, search_close)

/* Puts letters (of Letter with texts) and their pages into the index, in one commit. Doing it again
 * changes nothing. */
bool search_add(Search *search, Store *store, GPtrArray *letters, GError **error);

/* The same for single pages (of Page with readings) whose text is another now. */
bool search_add_pages(Search *search, GPtrArray *pages, GError **error);

/* A step of filling an index that was lost or is of an older kind with the letters that rest: filled
 * grows by how many were put in; 0 when nothing is left to do. */
bool search_fill(Search *search, Store *store, int *filled, GError **error);

typedef struct Span {
    gsize start, end; /* bytes */
} Span;
typedef struct Box {
    int x, y, width, height; /* pixels of the upright page */
} Box;
typedef struct SearchHit {
    gint64 letter_id;
    char *in_no; /* NULL when it has none */
    int page;    /* 0: the mail itself */
    double score;
    char *snippet;
    GArray *marks; /* of Span: where the words stand in the snippet */
    GArray *boxes; /* of Box: where they stand on the page */
} SearchHit;
void search_hit_free(SearchHit *hit);

/* query as people type it: words that must all occur, "a phrase", -without. Hits best first; total
 * is counted up to SEARCH_MOST. Letters that are hidden (of gint64 ids; NULL: none) are neither found nor
 * counted. A query without any word finds nothing. */
enum { SEARCH_MOST = 10000 };
GPtrArray *search_find(Search *search, Store *store, const char *query,
    GHashTable *hidden, int limit, int *total, GError **error); /* of SearchHit */

/* document_zip.c - what lies in a zip file, piece by piece.
 *
 * Nothing is written, no name leads anywhere, sizes that the file claims are not believed: what is
 * unpacked is counted as it comes. The number of entries is limited.
 */
#include "pages/document.h"
#include <archive.h>
#include <archive_entry.h>

enum {
    ENTRIES_MOST = 20000,
    PIECE_BYTES = 64 << 10,
};

typedef struct archive Archived;
static void
archived_free(Archived *archived)
{
    archive_read_free(archived);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Archived, archived_free)

bool
document_visit(const guint8 *bytes, gsize length,
    bool (*visit)(const DocumentEntry *entry, void *data), void *data)
{
    g_autoptr(Archived) archived = archive_read_new();
    archive_read_support_format_zip_seekable(archived);
    if (archive_read_open_memory(archived, bytes, length) != ARCHIVE_OK) {
        return false;
    }
    struct archive_entry *at = NULL;
    for (int i = 0; i < ENTRIES_MOST; i++) {
        int found = archive_read_next_header(archived, &at);
        if (found == ARCHIVE_EOF) {
            return true;
        }
        if (found != ARCHIVE_OK && found != ARCHIVE_WARN) {
            return false;
        }
        DocumentEntry entry = {
            .name = archive_entry_pathname(at),
            .size = archive_entry_size_is_set(at) ? archive_entry_size(at) : -1,
            .locked = archive_entry_is_encrypted(at) != 0,
            .archive = archived,
        };
        if (entry.name != NULL && !visit(&entry, data)) {
            return true;
        }
    }
    return false;
}

bool
document_entry_read(const DocumentEntry *entry, gsize most_bytes,
    bool (*take)(const char *piece, gsize size, void *data), void *data)
{
    g_autofree char *piece = g_malloc(PIECE_BYTES);
    gsize sum = 0;
    for (;;) {
        la_ssize_t n = archive_read_data(entry->archive, piece, PIECE_BYTES);
        if (n == 0) {
            return take(piece, 0, data);
        }
        if (n < 0 || (sum += (gsize)n) > most_bytes || !take(piece, (gsize)n, data)) {
            return false;
        }
    }
}

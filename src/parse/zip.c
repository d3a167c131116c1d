/* zip.c - the files in a zip that somebody attached, each as an attachment of its own.
 *
 * libarchive unpacks it, within limits on their number, their size and how much smaller they were:
 * what goes over stays in the zip, which is kept as it came, and is named in defects. A zip within a zip
 * is left as it is.
 */
#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#include "parse/inside.h"

enum {
    ENTRIES_MOST = 100,
    BLOCK_BYTES = 64 * 1024,
    RATIO_MOST = 200, /* text packs to a fiftieth at best */
    RATIO_FROM_BYTES = 1024 * 1024,
};

/* One entry's bytes, or NULL when they are not to be had within room. */
static GBytes *
entry_read(struct archive *archive, gsize room)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_autofree guint8 *block = g_malloc(BLOCK_BYTES);
    la_ssize_t n;
    while ((n = archive_read_data(archive, block, BLOCK_BYTES)) > 0) {
        if (bytes->len + (gsize)n > room)
            return NULL;
        g_byte_array_append(bytes, block, (guint)n);
    }
    return n == 0 ? g_byte_array_free_to_bytes(g_steal_pointer(&bytes)) : NULL;
}

static char *
entry_name(struct archive_entry *entry)
{
    const char *raw = archive_entry_pathname(entry);
    if (raw == NULL)
        return NULL;
    return g_string_free(charset_decode(raw, strlen(raw), NULL, NULL), FALSE);
}

/* Whether all of it was unpacked. */
static bool
entries_keep(Walk *walk, struct archive *archive, gsize packed)
{
    struct archive_entry *entry;
    gsize unpacked = 0;
    int n = 0, status;
    while ((status = archive_read_next_header(archive, &entry)) == ARCHIVE_OK ||
           status == ARCHIVE_WARN) {
        if (archive_entry_filetype(entry) != AE_IFREG)
            continue;
        gsize most = MAX((gsize)RATIO_FROM_BYTES, packed * RATIO_MOST);
        most = MIN(most, (gsize)PARTS_MOST_BYTES);
        if (n++ >= ENTRIES_MOST || archive_entry_is_encrypted(entry) || unpacked >= most)
            return false;
        g_autofree char *name = entry_name(entry);
        GBytes *bytes = entry_read(archive, most - unpacked);
        if (bytes == NULL)
            return false;
        unpacked += g_bytes_get_size(bytes);
        if (!walk_keep_file(walk, name, NULL, bytes))
            return false;
    }
    return status == ARCHIVE_EOF;
}

void
zip_open(Walk *walk, const guint8 *bytes, gsize length)
{
    struct archive *archive = archive_read_new();
    archive_read_support_format_zip(archive);
    bool whole = archive_read_open_memory(archive, bytes, length) == ARCHIVE_OK &&
                 entries_keep(walk, archive, length);
    archive_read_free(archive);
    if (!whole)
        mail_add_defect(walk->mail, "zip_not_opened");
}

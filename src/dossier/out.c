/* out.c - where a dossier is written: a folder, or a zip of the same files (libarchive).
 *
 * Both grow under a passing name beside the wished one, readable by their owner alone, and get it when all
 * of them are on the disk; so nobody takes a half for the whole.
 */
#include "dossier/inside.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct Out {
    char *path, *passing;
    struct archive *zip; /* NULL: a folder */
    time_t made_at;
    bool ended;
};

static bool
zip_failed(Out *out, GError **error)
{
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY, "cannot write '%s': %s",
        out->passing, archive_error_string(out->zip));
    return false;
}

static bool
zip_begin(Out *out, GError **error)
{
    int fd =
        open(out->passing, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return error_from_errno(
            error, DIWAN_ERROR_REFUSED, "cannot begin '%s'", out->passing);
    close(fd);
    out->zip = archive_write_new();
    if (archive_write_set_format_zip(out->zip) == ARCHIVE_OK &&
        archive_write_set_options(out->zip, "hdrcharset=UTF-8") >= ARCHIVE_WARN &&
        archive_write_open_filename(out->zip, out->passing) == ARCHIVE_OK)
        return true;
    return zip_failed(out, error);
}

Out *
out_begin(const char *path, GError **error)
{
    if (g_file_test(path, G_FILE_TEST_EXISTS)) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "'%s' is there already: nothing was written; name another, or move it away",
            path);
        return NULL;
    }
    g_autoptr(Out) out = g_new0(Out, 1);
    out->path = g_strdup(path);
    out->passing = g_strdup_printf("%s.%d.part", path, (int)getpid());
    out->made_at = (time_t)(clock_now_ms() / 1000);
    bool well = g_str_has_suffix(path, ".zip") ? zip_begin(out, error)
                                               : file_make_folder(out->passing, error);
    return well ? g_steal_pointer(&out) : NULL;
}

static bool
zip_put(Out *out, const char *name, GBytes *bytes, GError **error)
{
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0600);
    archive_entry_set_size(entry, (la_int64_t)length);
    archive_entry_set_mtime(entry, out->made_at, 0);
    bool well = archive_write_header(out->zip, entry) == ARCHIVE_OK;
    archive_entry_free(entry);
    while (well && length > 0) {
        la_ssize_t n = archive_write_data(out->zip, data, length);
        well = n > 0;
        data += well ? n : 0;
        length -= well ? (gsize)n : 0;
    }
    return well || zip_failed(out, error);
}

bool
out_put(Out *out, const char *name, GBytes *bytes, GError **error)
{
    if (out->zip != NULL)
        return zip_put(out, name, bytes, error);
    g_autofree char *path = g_build_filename(out->passing, name, NULL);
    g_autofree char *folder = g_path_get_dirname(path);
    gsize length;
    const void *data = g_bytes_get_data(bytes, &length);
    return file_make_folder(folder, error) && file_write(path, data, length, 0600, error);
}

static bool
flush(const char *path, GError **error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool well = fd >= 0 && fsync(fd) == 0;
    if (!well)
        error_from_errno(error, DIWAN_ERROR_RETRY, "cannot flush '%s'", path);
    if (fd >= 0)
        close(fd);
    return well;
}

bool
out_end(Out *out, GError **error)
{
    if (out->zip != NULL && archive_write_close(out->zip) != ARCHIVE_OK)
        return zip_failed(out, error);
    if (!flush(out->passing, error))
        return false;
    if (renameat2(AT_FDCWD, out->passing, AT_FDCWD, out->path, RENAME_NOREPLACE) != 0)
        return error_from_errno(
            error, DIWAN_ERROR_REFUSED, "cannot write '%s'", out->path);
    out->ended = true;
    return true;
}

void
out_free(Out *out)
{
    if (out == NULL)
        return;
    if (out->zip != NULL)
        archive_write_free(out->zip);
    if (!out->ended && out->passing != NULL &&
        g_file_test(out->passing, G_FILE_TEST_IS_DIR))
        file_remove_tree(out->passing, NULL);
    else if (!out->ended && out->passing != NULL)
        g_unlink(out->passing);
    g_free(out->path);
    g_free(out->passing);
    g_free(out);
}

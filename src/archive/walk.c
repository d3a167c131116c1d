/* walk.c - every kept file once, and a kept file brought to another archive. */
#include "archive/inside.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FAN_LETTERS = 2, REST_LETTERS = 62 };

static bool
is_hex(const char *name, gsize length)
{
    return strlen(name) == length && strspn(name, "0123456789abcdef") == length;
}

static int
by_name(gconstpointer one, gconstpointer other)
{
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

static DIR *
open_folder(Archive *archive, const char *name)
{
    int fd =
        openat(archive->folder_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *folder = fd < 0 ? NULL : fdopendir(fd);
    if (folder == NULL && fd >= 0)
        close(fd);
    return folder;
}

/* The files of one folder, sorted, so that two walks tell the same. */
static GPtrArray *
names_in(Archive *archive, const char *folder_name, gsize length, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    DIR *folder = open_folder(archive, folder_name);
    if (folder == NULL) {
        error_from_errno(error, DIWAN_ERROR_REFUSED, "cannot read the folder '%s/%s'",
            archive->folder, folder_name);
        return NULL;
    }
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        if (is_hex(entry->d_name, length))
            g_ptr_array_add(names, g_strdup(entry->d_name));
    closedir(folder);
    g_ptr_array_sort(names, by_name);
    return g_steal_pointer(&names);
}

bool
archive_walk(Archive *archive, ArchiveFunc each, gpointer user_data, GError **error)
{
    g_autoptr(GPtrArray) fans = names_in(archive, ".", FAN_LETTERS, error);
    if (fans == NULL)
        return false;
    for (guint i = 0; i < fans->len; i++) {
        g_autoptr(GPtrArray) names =
            names_in(archive, fans->pdata[i], REST_LETTERS, error);
        if (names == NULL)
            return false;
        for (guint k = 0; k < names->len; k++) {
            g_autofree char *sha256 = g_strconcat(fans->pdata[i], names->pdata[k], NULL);
            if (!each(sha256, user_data, error))
                return false;
        }
    }
    return true;
}

/* ---- copying ---- */

static bool
has(Archive *archive, const char *place, gint64 size_bytes)
{
    struct stat found;
    return fstatat(archive->folder_fd, place, &found, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISREG(found.st_mode) && found.st_size == size_bytes;
}

static bool
append_all(ArchiveFile *file, int fd, GChecksum *checksum, GError **error)
{
    g_autofree guint8 *buffer = g_malloc(ARCHIVE_READ_BYTES);
    ssize_t n;
    while ((n = read(fd, buffer, ARCHIVE_READ_BYTES)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return error_from_errno(
                error, DIWAN_ERROR_REFUSED, "cannot read a kept file");
        g_checksum_update(checksum, buffer, n);
        if (!archive_append(file, buffer, (gsize)n, error))
            return false;
    }
    return true;
}

static bool
copy_open(Archive *from, Archive *to, int fd, const char *place, const char *sha256,
    GError **error)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autoptr(ArchiveFile) file = archive_begin(to, error);
    if (file == NULL || !append_all(file, fd, checksum, error))
        return false;
    if (strcmp(g_checksum_get_string(checksum), sha256) != 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "'%s/%s' is damaged: its bytes are not those it was kept with", from->folder,
            place);
        return false;
    }
    return archive_keep(g_steal_pointer(&file), NULL, NULL, error);
}

bool
archive_copy(
    Archive *from, Archive *to, const char *sha256, gint64 *copied_bytes, GError **error)
{
    char place[66];
    struct stat found;
    int fd = archive_open_file(from, sha256, error);
    *copied_bytes = 0;
    if (fd < 0)
        return false;
    archive_place(sha256, place);
    bool well = fstat(fd, &found) == 0;
    if (!well)
        error_from_errno(error, DIWAN_ERROR_REFUSED, "cannot examine '%s'", place);
    else if (!has(to, place, found.st_size)) {
        well = copy_open(from, to, fd, place, sha256, error);
        *copied_bytes = well ? found.st_size : 0;
    }
    close(fd);
    return well;
}

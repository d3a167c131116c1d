/* files.c - raw letters and their parts, each one file named by the SHA-256 of its bytes.
 *
 * Promises: under a hash stand the bytes of that hash or nothing; a kept file is not changed.
 * A file is written in letters/tmp and renamed to letters/ab/cdef…, which replaces nothing
 * unless what stood there is broken (a power cut between rename and flush leaves such files).
 * archive_flush is one syncfs for all that was kept since the last.
 * Trusts: that letters/ is one file system, since syncfs reaches only one.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "archive/inside.h"

enum { ARCHIVE_TEMPORARY_MOST_AGE_S = 3600 };

struct ArchiveFile {
    Archive *archive; /* borrowed */
    int fd;           /* -1 once closed */
    char *name;       /* in tmp/; NULL once it is renamed or gone */
    GChecksum *checksum;
    gint64 size_bytes;
};

/* ---- the folder ---- */

Archive *
archive_open(const char *folder, GError **error)
{
    g_autofree char *tmp = g_build_filename(folder, "tmp", NULL);
    if (!file_make_folder(tmp, error))
        return NULL;
    g_autoptr(Archive) archive = g_new0(Archive, 1);
    archive->folder = g_strdup(folder);
    archive->tmp_fd = -1;
    archive->folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (archive->folder_fd >= 0)
        archive->tmp_fd = openat(
            archive->folder_fd, "tmp", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (archive->tmp_fd < 0) {
        error_from_errno(
            error, DIWAN_ERROR_CONFIG, "cannot open the archive '%s'", folder);
        return NULL;
    }
    return g_steal_pointer(&archive);
}

void
archive_close(Archive *archive)
{
    if (archive == NULL)
        return;
    if (archive->tmp_fd >= 0)
        close(archive->tmp_fd);
    if (archive->folder_fd >= 0)
        close(archive->folder_fd);
    g_free(archive->folder);
    g_free(archive);
}

gint64
archive_free_bytes(Archive *archive)
{
    struct statvfs room;
    if (fstatvfs(archive->folder_fd, &room) != 0)
        return -1;
    return (gint64)room.f_bavail * (gint64)room.f_frsize;
}

void
archive_sweep(Archive *archive)
{
    int fd = openat(archive->tmp_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *folder = fd < 0 ? NULL : fdopendir(fd);
    if (folder == NULL) {
        if (fd >= 0)
            close(fd);
        return;
    }
    gint64 oldest_s = clock_now_ms() / 1000 - ARCHIVE_TEMPORARY_MOST_AGE_S;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        struct stat found;
        if (fstatat(archive->tmp_fd, entry->d_name, &found, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(found.st_mode) && found.st_mtime < oldest_s)
            unlinkat(archive->tmp_fd, entry->d_name, 0);
    }
    closedir(folder);
}

/* ---- writing ---- */

ArchiveFile *
archive_begin(Archive *archive, GError **error)
{
    g_autoptr(ArchiveFile) file = g_new0(ArchiveFile, 1);
    file->archive = archive;
    file->fd = -1;
    /* A process of the same id may have left its files behind. */
    for (int i = 0; file->fd < 0 && i < 1000; i++) {
        g_free(file->name);
        file->name = g_strdup_printf("%d-%u", (int)getpid(), archive->next_name++);
        file->fd = openat(archive->tmp_fd, file->name,
            O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0400);
        if (file->fd < 0 && errno != EEXIST)
            break;
    }
    if (file->fd < 0) {
        g_clear_pointer(&file->name, g_free);
        error_from_errno(error, DIWAN_ERROR_CONFIG, "cannot begin a file in '%s/tmp'",
            archive->folder);
        return NULL;
    }
    file->checksum = g_checksum_new(G_CHECKSUM_SHA256);
    return g_steal_pointer(&file);
}

bool
archive_append(ArchiveFile *file, const void *bytes, gsize length, GError **error)
{
    const guint8 *rest = bytes;
    g_checksum_update(file->checksum, rest, (gssize)length);
    file->size_bytes += (gint64)length;
    while (length > 0) {
        ssize_t n = write(file->fd, rest, length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return error_from_errno(error, DIWAN_ERROR_RETRY, "cannot write in '%s/tmp'",
                file->archive->folder);
        rest += n;
        length -= (gsize)n;
    }
    return true;
}

void
archive_file_free(ArchiveFile *file)
{
    if (file == NULL)
        return;
    if (file->fd >= 0)
        close(file->fd);
    if (file->name != NULL)
        unlinkat(file->archive->tmp_fd, file->name, 0);
    g_free(file->name);
    g_clear_pointer(&file->checksum, g_checksum_free);
    g_free(file);
}

void
archive_place(const char *sha256, char place[66])
{
    memcpy(place, sha256, 2);
    place[2] = '/';
    memcpy(place + 3, sha256 + 2, 63);
}

bool
archive_is_sound(Archive *archive, const char *sha256)
{
    char place[66];
    archive_place(sha256, place);
    int fd = openat(archive->folder_fd, place, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return false;
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree guint8 *buffer = g_malloc(ARCHIVE_READ_BYTES);
    ssize_t n;
    while ((n = read(fd, buffer, ARCHIVE_READ_BYTES)) > 0 || (n < 0 && errno == EINTR))
        if (n > 0)
            g_checksum_update(checksum, buffer, n);
    close(fd);
    return n == 0 && strcmp(g_checksum_get_string(checksum), sha256) == 0;
}

/* Gives the closed temporary file its name. */
static bool
archive_rename(ArchiveFile *file, const char *sha256)
{
    Archive *archive = file->archive;
    char place[66];
    archive_place(sha256, place);
    for (int i = 0; i < 2; i++) {
        if (renameat2(archive->tmp_fd, file->name, archive->folder_fd, place,
                RENAME_NOREPLACE) == 0) {
            g_clear_pointer(&file->name, g_free);
            return true;
        }
        if (errno != ENOENT)
            break;
        char fan[3] = {place[0], place[1], '\0'};
        if (mkdirat(archive->folder_fd, fan, 0700) != 0 && errno != EEXIST)
            return false;
    }
    /* EINVAL: a file system that cannot refuse to replace. */
    if (errno != EEXIST && errno != EINVAL)
        return false;
    if (archive_is_sound(archive, sha256))
        return true; /* known already; the caller drops the second copy */
    if (renameat(archive->tmp_fd, file->name, archive->folder_fd, place) != 0)
        return false;
    g_clear_pointer(&file->name, g_free);
    return true;
}

bool
archive_keep(ArchiveFile *take_file, char **sha256, gint64 *size_bytes, GError **error)
{
    g_autoptr(ArchiveFile) file = take_file;
    const char *folder = file->archive->folder;
    int fd = file->fd;
    file->fd = -1;
    if (close(fd) != 0)
        return error_from_errno(
            error, DIWAN_ERROR_RETRY, "cannot finish a file in '%s'", folder);
    const char *name = g_checksum_get_string(file->checksum);
    if (!archive_rename(file, name))
        return error_from_errno(
            error, DIWAN_ERROR_RETRY, "cannot keep a file in '%s'", folder);
    /* Also when it was there already: whoever wrote it may not have flushed yet. */
    file->archive->dirty = true;
    if (sha256 != NULL)
        *sha256 = g_strdup(name);
    if (size_bytes != NULL)
        *size_bytes = file->size_bytes;
    return true;
}

bool
archive_put(Archive *archive, GBytes *bytes, char **sha256, GError **error)
{
    g_autoptr(ArchiveFile) file = archive_begin(archive, error);
    if (file == NULL)
        return false;
    gsize length;
    const void *start = g_bytes_get_data(bytes, &length);
    if (length > 0 && !archive_append(file, start, length, error))
        return false;
    return archive_keep(g_steal_pointer(&file), sha256, NULL, error);
}

bool
archive_flush(Archive *archive, GError **error)
{
    if (!archive->dirty)
        return true;
    if (syncfs(archive->folder_fd) != 0)
        return error_from_errno(
            error, DIWAN_ERROR_RETRY, "cannot flush the archive '%s'", archive->folder);
    archive->dirty = false;
    return true;
}

/* ---- reading ---- */

int
archive_open_file(Archive *archive, const char *sha256, GError **error)
{
    if (strlen(sha256) != 64 || strspn(sha256, "0123456789abcdef") != 64) {
        g_set_error(
            error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, "'%s' is not a SHA-256", sha256);
        return -1;
    }
    char place[66];
    archive_place(sha256, place);
    int fd = openat(archive->folder_fd, place, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        error_from_errno(error, DIWAN_ERROR_REFUSED, "cannot open the kept file '%s/%s'",
            archive->folder, place);
    return fd;
}

GBytes *
archive_load(Archive *archive, const char *sha256, GError **error)
{
    int fd = archive_open_file(archive, sha256, error);
    if (fd < 0)
        return NULL;
    g_autoptr(GError) inner = NULL;
    g_autoptr(GMappedFile) mapped = g_mapped_file_new_from_fd(fd, FALSE, &inner);
    close(fd);
    if (mapped == NULL) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY,
            "cannot map the kept file '%s': %s", sha256, inner->message);
        return NULL;
    }
    return g_mapped_file_get_bytes(mapped);
}

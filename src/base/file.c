/* file.c - files written whole or not at all, read within a limit, and removed with care.
 *
 * Every call is checked, close() too: a file system may report a full disk only there. Reading
 * never waits for a FIFO and takes regular files only.
 */
#include "base/file.h"

#include "base/error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST_SECRET_BYTES (64 * 1024)
#define MOST_TREE_DEPTH 128

static void
close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}
#define AUTO_FD __attribute__((cleanup(close_fd))) int

static bool
write_all(int fd, const char *bytes, gsize length)
{
    while (length > 0) {
        gssize n = write(fd, bytes, MIN(length, G_MAXINT));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        bytes += n;
        length -= n;
    }
    return true;
}

/* Writes, flushes and closes; on failure errno says why. */
static bool
fill_and_close(int fd, const void *bytes, gsize length)
{
    bool done = write_all(fd, bytes, length) && fsync(fd) == 0;
    int number = errno;
    /* On Linux the descriptor is gone even when close() fails with EINTR: never closed twice. */
    if (close(fd) != 0 && done)
        return false;
    errno = number;
    return done;
}

static bool
sync_folder(const char *folder, GError **error)
{
    AUTO_FD fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return error_from_errno(
            error, DIWAN_ERROR_REFUSED, "cannot open the folder '%s'", folder);
    if (fsync(fd) != 0)
        return error_from_errno(
            error, DIWAN_ERROR_RETRY, "cannot flush the folder '%s'", folder);
    return true;
}

bool
file_write(const char *path, const void *bytes, gsize length, int mode, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *temporary = g_strdup_printf("%s/.diwan-XXXXXX", folder);
    int fd = g_mkstemp_full(temporary, O_WRONLY | O_CLOEXEC, mode);
    if (fd < 0)
        return error_from_errno(
            error, DIWAN_ERROR_REFUSED, "cannot make a file in '%s'", folder);
    if (!fill_and_close(fd, bytes, length)) {
        error_from_errno(error, DIWAN_ERROR_REFUSED, "cannot write '%s'", path);
        unlink(temporary);
        return false;
    }
    if (rename(temporary, path) != 0) {
        error_from_errno(
            error, DIWAN_ERROR_REFUSED, "cannot put '%s' in its place", path);
        unlink(temporary);
        return false;
    }
    return sync_folder(folder, error);
}

/* Opens a regular file for reading; its state is left in status. */
static int
open_regular(const char *path, DiwanError code, struct stat *status, GError **error)
{
    AUTO_FD fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) {
        error_from_errno(error, code, "cannot open '%s'", path);
        return -1;
    }
    if (fstat(fd, status) != 0) {
        error_from_errno(error, code, "cannot examine '%s'", path);
        return -1;
    }
    if (!S_ISREG(status->st_mode)) {
        g_set_error(
            error, DIWAN_ERROR, code, "cannot read '%s': it is not a regular file", path);
        return -1;
    }
    int open_fd = fd;
    fd = -1;
    return open_fd;
}

/* At most most_bytes + 1 bytes, so that the caller sees when there are more: the file may have
 * grown since it was examined. */
static GByteArray *
read_up_to(int fd, gsize most_bytes, gsize expected_bytes)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    gsize want = MIN(expected_bytes, most_bytes) + 1;
    for (;;) {
        gsize had = bytes->len;
        g_byte_array_set_size(bytes, had + want);
        gssize n = read(fd, bytes->data + had, want);
        int number = errno;
        g_byte_array_set_size(bytes, had + MAX(n, 0));
        if (n < 0 && number == EINTR)
            continue;
        errno = number;
        if (n < 0)
            return NULL;
        if (n == 0 || bytes->len > most_bytes)
            return g_steal_pointer(&bytes);
        want = MIN((gsize)64 * 1024, most_bytes + 1 - bytes->len);
    }
}

GBytes *
file_read(const char *path, gsize most_bytes, GError **error)
{
    /* GByteArray counts in guint. */
    g_assert(most_bytes < G_MAXINT);
    struct stat status;
    AUTO_FD fd = open_regular(path, DIWAN_ERROR_REFUSED, &status, error);
    if (fd < 0)
        return NULL;
    g_autoptr(GByteArray) bytes = NULL;
    if ((guint64)status.st_size <= most_bytes) {
        bytes = read_up_to(fd, most_bytes, status.st_size);
        if (bytes == NULL) {
            error_from_errno(error, DIWAN_ERROR_REFUSED, "cannot read '%s'", path);
            return NULL;
        }
    }
    if (bytes == NULL || bytes->len > most_bytes) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "cannot read '%s': it is larger than %" G_GSIZE_FORMAT " bytes", path,
            most_bytes);
        return NULL;
    }
    return g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
}

char *
file_read_secret(const char *path, GError **error)
{
    struct stat status;
    AUTO_FD fd = open_regular(path, DIWAN_ERROR_CONFIG, &status, error);
    if (fd < 0)
        return NULL;
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
            "cannot use the secret '%s': others than its owner can read it; "
            "chmod 600 '%s' keeps it secret",
            path, path);
        return NULL;
    }
    g_autoptr(GByteArray) bytes = read_up_to(fd, MOST_SECRET_BYTES, status.st_size);
    if (bytes == NULL) {
        error_from_errno(error, DIWAN_ERROR_CONFIG, "cannot read the secret '%s'", path);
        return NULL;
    }
    gsize length = 0;
    while (length < bytes->len && strchr("\r\n", bytes->data[length]) == NULL)
        length++;
    if (length == 0 || length > MOST_SECRET_BYTES) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
            "cannot use the secret '%s': its first line is empty or too long", path);
        return NULL;
    }
    return g_strndup((const char *)bytes->data, length);
}

char *
file_sha256(const void *bytes, gsize length)
{
    return g_compute_checksum_for_data(G_CHECKSUM_SHA256, bytes, length);
}

bool
file_make_folder(const char *path, GError **error)
{
    if (g_mkdir_with_parents(path, 0700) != 0)
        return error_from_errno(
            error, DIWAN_ERROR_REFUSED, "cannot make the folder '%s'", path);
    if (!g_file_test(path, G_FILE_TEST_IS_DIR)) {
        errno = ENOTDIR;
        return error_from_errno(
            error, DIWAN_ERROR_REFUSED, "cannot make the folder '%s'", path);
    }
    return true;
}

static void
close_dir(DIR **dir)
{
    if (*dir != NULL)
        closedir(*dir);
}

static bool empty_folder(int parent, const char *name, dev_t device, int depth);

static bool
remove_entry(int folder, const char *name, dev_t device, int depth)
{
    struct stat status;
    if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT;
    if (!S_ISDIR(status.st_mode))
        return unlinkat(folder, name, 0) == 0 || errno == ENOENT;
    return empty_folder(folder, name, device, depth + 1) &&
           unlinkat(folder, name, AT_REMOVEDIR) == 0;
}

/* Names are resolved against open folders, so a folder swapped for a link on the way is refused
 * by O_NOFOLLOW instead of being entered. */
static bool
empty_folder(int parent, const char *name, dev_t device, int depth)
{
    if (depth > MOST_TREE_DEPTH) {
        errno = ELOOP;
        return false;
    }
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return false;
    __attribute__((cleanup(close_dir))) DIR *dir = fdopendir(fd);
    if (dir == NULL) {
        close(fd);
        return false;
    }
    struct stat status;
    if (fstat(fd, &status) != 0)
        return false;
    if (status.st_dev != device) {
        errno = EXDEV;
        return false;
    }
    struct dirent *entry;
    while (errno = 0, (entry = readdir(dir)) != NULL) {
        if (g_str_equal(entry->d_name, ".") || g_str_equal(entry->d_name, ".."))
            continue;
        if (!remove_entry(fd, entry->d_name, device, depth))
            return false;
    }
    return errno == 0;
}

bool
file_remove_tree(const char *path, GError **error)
{
    struct stat status;
    if (lstat(path, &status) != 0) {
        if (errno == ENOENT)
            return true;
        return error_from_errno(error, DIWAN_ERROR_REFUSED, "cannot remove '%s'", path);
    }
    if (!empty_folder(AT_FDCWD, path, status.st_dev, 0) || rmdir(path) != 0)
        return error_from_errno(error, DIWAN_ERROR_REFUSED, "cannot remove '%s'", path);
    return true;
}

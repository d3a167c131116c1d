/* copy.c - a folder of files copied to another, once each. */
#include "base/file.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COPY_BUFFER_BYTES = 1 << 18 };

static bool
copy_bytes(int from, int to)
{
    g_autofree char *buffer = g_malloc(COPY_BUFFER_BYTES);
    ssize_t n;
    while ((n = read(from, buffer, COPY_BUFFER_BYTES)) > 0)
        for (ssize_t done = 0; done < n;) {
            ssize_t wrote = write(to, buffer + done, (size_t)(n - done));
            if (wrote < 0)
                return false;
            done += wrote;
        }
    return n == 0;
}

static bool
copy_file(const char *from, const char *to, int mode, GError **error)
{
    g_autofree char *temporary = g_strconcat(to, ".tmp", NULL);
    int in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    int out =
        in < 0 ? -1
               : open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode & 0777);
    bool well = out >= 0 && copy_bytes(in, out);
    if (!well)
        error_from_errno(error, DIWAN_ERROR_REFUSED, "cannot copy '%s'", from);
    if (in >= 0)
        close(in);
    if (out >= 0 && close(out) != 0 && well)
        well =
            error_from_errno(error, DIWAN_ERROR_REFUSED, "cannot write '%s'", temporary);
    if (well && rename(temporary, to) != 0)
        well =
            error_from_errno(error, DIWAN_ERROR_REFUSED, "cannot rename '%s'", temporary);
    return well;
}

static bool
copy_entry(const char *from, const char *to, GError **error)
{
    struct stat info, there;
    if (g_str_has_suffix(from, ".tmp") || lstat(from, &info) != 0)
        return true; /* gone meanwhile: a temporary file */
    if (S_ISDIR(info.st_mode))
        return file_copy_tree(from, to, error);
    if (!S_ISREG(info.st_mode) ||
        (stat(to, &there) == 0 && there.st_size == info.st_size))
        return true;
    return copy_file(from, to, info.st_mode, error);
}

bool
file_copy_tree(const char *from, const char *to, GError **error)
{
    g_autoptr(GDir) folder = g_dir_open(from, 0, error);
    const char *name;
    if (folder == NULL || !file_make_folder(to, error))
        return false;
    while ((name = g_dir_read_name(folder))) {
        g_autofree char *source = g_build_filename(from, name, NULL);
        g_autofree char *target = g_build_filename(to, name, NULL);
        if (!copy_entry(source, target, error))
            return false;
    }
    int fd = open(to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool flushed = fd >= 0 && syncfs(fd) == 0;
    if (!flushed)
        error_from_errno(error, DIWAN_ERROR_RETRY, "cannot flush '%s'", to);
    if (fd >= 0)
        close(fd);
    return flushed;
}

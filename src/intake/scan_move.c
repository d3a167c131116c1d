/* scan_move.c - where a file of a watched folder goes: taken/ when it is stored, aside/ when it
 * cannot be taken. Nothing is deleted, and nothing that is there already is replaced.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "intake/scan_inside.h"

/* Moves a name of the folder into one of its subfolders, under a free name, which is returned
 * (owned), or NULL. */
static char *
move_into(int folder_fd, const char *name, const char *subfolder)
{
    if (mkdirat(folder_fd, subfolder, 0700) != 0 && errno != EEXIST)
        return NULL;
    for (int i = 0; i < 10000; i++) {
        g_autofree char *to = i == 0
                                  ? g_strdup_printf("%s/%s", subfolder, name)
                                  : g_strdup_printf("%s/%d-%.200s", subfolder, i, name);
        if (renameat2(folder_fd, name, folder_fd, to, RENAME_NOREPLACE) == 0)
            return g_steal_pointer(&to);
        if (errno == EINVAL) { /* a share that cannot refuse to replace */
            if (faccessat(folder_fd, to, F_OK, AT_SYMLINK_NOFOLLOW) != 0 &&
                renameat(folder_fd, name, folder_fd, to) == 0)
                return g_steal_pointer(&to);
            errno = EEXIST;
        }
        if (errno != EEXIST)
            return NULL;
    }
    return NULL;
}

void
scan_settle(Scan *scan, const char *name, bool moved)
{
    Watched *watched = g_hash_table_lookup(scan->watched, name);
    if (moved)
        g_hash_table_remove(scan->watched, name);
    else if (watched != NULL) {
        watched->stuck = true;
        scan->stuck++;
    }
}

void
scan_set_aside(Scan *scan, int folder_fd, const char *name, const char *why)
{
    g_autofree char *to = move_into(folder_fd, name, "aside");
    scan_settle(scan, name, to != NULL);
    if (to == NULL)
        return;
    g_autofree char *reason = g_strconcat(to, ".reason", NULL);
    int fd = openat(
        folder_fd, reason, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd >= 0) {
        dprintf(fd, "%s\n", why);
        close(fd);
    }
}

void
scan_move_taken(Scan *scan, int folder_fd)
{
    for (guint i = 0; i < scan->finished->len; i++) {
        const Finished *finished = g_ptr_array_index(scan->finished, i);
        g_autofree char *to = move_into(folder_fd, finished->name, "taken");
        struct stat now;
        if (to != NULL && fstatat(folder_fd, to, &now, AT_SYMLINK_NOFOLLOW) == 0 &&
            !scan_is_unchanged(&now, &finished->seen)) {
            const char *base = strchr(to, '/') + 1;
            if (renameat2(folder_fd, to, folder_fd, finished->name, RENAME_NOREPLACE) !=
                0)
                renameat2(folder_fd, to, folder_fd, base, RENAME_NOREPLACE);
        }
        scan_settle(scan, finished->name, to != NULL);
    }
    g_ptr_array_set_size(scan->finished, 0);
}

/* scan_finished.c - whether a file in a watched folder is whole, or still being written.
 *
 * Finished: its size and time have not changed between two looks, and nobody has it open for
 * writing. On a network share nobody can tell (the lease is refused for another reason): there it
 * must have been unchanged for longer.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>

#include "intake/scan_inside.h"

enum {
    SCAN_STABLE_MS = 900,        /* unchanged for so long, when nobody writes to it */
    SCAN_STABLE_BLIND_MS = 4000, /* when we cannot know whether somebody does */
    SCAN_EMPTY_MS = 60 * 1000,   /* an empty file is a scanner about to write */
};

bool
scan_is_unchanged(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
           a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* A read lease is granted only on a file that nobody has open for writing. */
static void
ask_for_writers(int fd, bool *known, bool *written)
{
    fcntl(fd, F_SETSIG, SIGURG); /* ignored, should a writer come while we hold it */
    *written = fcntl(fd, F_SETLEASE, F_RDLCK) != 0;
    *known = !*written || errno == EAGAIN;
    if (!*written)
        fcntl(fd, F_SETLEASE, F_UNLCK);
}

Watched *
scan_watch(Scan *scan, const char *name, const struct stat *found)
{
    Watched *watched = g_hash_table_lookup(scan->watched, name);
    if (watched == NULL) {
        if (g_hash_table_size(scan->watched) >= SCAN_MOST_WATCHED)
            return NULL;
        watched = g_new0(Watched, 1);
        g_hash_table_insert(scan->watched, g_strdup(name), watched);
    }
    watched->look = scan->look;
    if (!scan_is_unchanged(&watched->seen, found)) {
        watched->seen = *found;
        watched->since = clock_ticks_ms();
        watched->stuck = false;
    }
    return watched;
}

bool
scan_is_finished(int fd, const struct stat *found, gint64 unchanged_ms)
{
    bool known, written;
    if (unchanged_ms < SCAN_STABLE_MS ||
        (found->st_size == 0 && unchanged_ms < SCAN_EMPTY_MS))
        return false;
    ask_for_writers(fd, &known, &written);
    return known ? !written : unchanged_ms >= SCAN_STABLE_BLIND_MS;
}

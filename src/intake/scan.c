/* scan.c - a watched folder: each file is taken when it is finished, once, whatever its name.
 *
 * Finished: nobody has it open for writing (as far as this system can tell) and its size and
 * time have not changed between two looks. Looking, not inotify, since a network share tells
 * nothing of what happens on its other side.
 * Promises: nothing is deleted. What is stored is moved to taken/, what cannot be taken to
 * aside/ with a .reason file beside it. A crash between storing and moving takes the file
 * again, which the store knows by its hash. Links are never followed.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "intake/scan.h"
#include "intake/take.h"

enum {
    SCAN_LOOK_MS = 1000,
    SCAN_STABLE_MS = 900,        /* unchanged for so long, when nobody writes to it */
    SCAN_STABLE_BLIND_MS = 4000, /* when we cannot know whether somebody does */
    SCAN_EMPTY_MS = 60 * 1000,   /* an empty file is a scanner about to write */
    SCAN_NOTE_MS = 30 * 1000,
    SCAN_MOST_WATCHED = 100 * 1000,
};

/* A file as a look found it. */
typedef struct Watched {
    struct stat seen;
    gint64 since; /* ticks since which it has not changed */
    guint look;   /* the last that found it */
    bool stuck;   /* it cannot be read or moved; left alone until it changes */
} Watched;

typedef struct Finished {
    char *name;
    struct stat seen;
} Finished;

struct Scan {
    const ScanConfig *config; /* borrowed */
    Batch *batch;
    GHashTable *watched; /* name (owned) → Watched (owned) */
    GPtrArray
        *finished; /* of Finished, owned: in the batch, to be moved once it is stored */
    gint64 due_at; /* ticks */
    guint look, stuck; /* looks so far; files that are stuck, in this one */
    char *noted;       /* the problem in the store; NULL: well */
    gint64 noted_at;   /* ticks; 0: never */
};

static void
finished_free(Finished *finished)
{
    g_free(finished->name);
    g_free(finished);
}

Scan *
scan_new(const ScanConfig *config, Store *store, Archive *archive)
{
    Scan *scan = g_new0(Scan, 1);
    scan->config = config;
    scan->batch = batch_new(store, archive);
    scan->watched = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    scan->finished = g_ptr_array_new_with_free_func((GDestroyNotify)finished_free);
    return scan;
}

void
scan_free(Scan *scan)
{
    if (scan == NULL)
        return;
    batch_free(scan->batch);
    g_hash_table_unref(scan->watched);
    g_ptr_array_unref(scan->finished);
    g_free(scan->noted);
    g_free(scan);
}

gint64
scan_due_at(const Scan *scan)
{
    return scan->due_at;
}

bool
scan_is_idle(const Scan *scan)
{
    return scan->look > 0 && g_hash_table_size(scan->watched) == scan->stuck;
}

/* A note that cannot be written is no reason to stop taking letters. */
static void
scan_note(Scan *scan, const char *problem)
{
    gint64 now = clock_ticks_ms();
    if (scan->noted_at != 0 && now - scan->noted_at < SCAN_NOTE_MS &&
        g_strcmp0(problem, scan->noted) == 0)
        return;
    if (!store_source_note(scan->batch->store, scan->config->name, problem, NULL))
        return;
    g_free(scan->noted);
    scan->noted = g_strdup(problem);
    scan->noted_at = now;
}

/* ---- is it finished ---- */

static bool
is_unchanged(const struct stat *a, const struct stat *b)
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

/* Notes what this look found. NULL: too many are watched already. */
static Watched *
watch(Scan *scan, const char *name, const struct stat *found)
{
    Watched *watched = g_hash_table_lookup(scan->watched, name);
    if (watched == NULL) {
        if (g_hash_table_size(scan->watched) >= SCAN_MOST_WATCHED)
            return NULL;
        watched = g_new0(Watched, 1);
        g_hash_table_insert(scan->watched, g_strdup(name), watched);
    }
    watched->look = scan->look;
    if (!is_unchanged(&watched->seen, found)) {
        watched->seen = *found;
        watched->since = clock_ticks_ms();
        watched->stuck = false;
    }
    return watched;
}

static bool
is_finished(int fd, const struct stat *found, gint64 unchanged_ms)
{
    bool known, written;
    if (unchanged_ms < SCAN_STABLE_MS ||
        (found->st_size == 0 && unchanged_ms < SCAN_EMPTY_MS))
        return false;
    ask_for_writers(fd, &known, &written);
    return known ? !written : unchanged_ms >= SCAN_STABLE_BLIND_MS;
}

/* ---- moving ---- */

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

/* The file has left its place, or could not: then it is let alone, or it would be taken again
 * at every look. */
static void
settle(Scan *scan, const char *name, bool moved)
{
    Watched *watched = g_hash_table_lookup(scan->watched, name);
    if (moved)
        g_hash_table_remove(scan->watched, name);
    else if (watched != NULL) {
        watched->stuck = true;
        scan->stuck++;
    }
}

static void
set_aside(Scan *scan, int folder_fd, const char *name, const char *why)
{
    g_autofree char *to = move_into(folder_fd, name, "aside");
    settle(scan, name, to != NULL);
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

/* Moves what is stored. A file that was written to or replaced meanwhile goes back, to be
 * taken as the new letter it is. */
static void
move_taken(Scan *scan, int folder_fd)
{
    for (guint i = 0; i < scan->finished->len; i++) {
        const Finished *finished = g_ptr_array_index(scan->finished, i);
        g_autofree char *to = move_into(folder_fd, finished->name, "taken");
        struct stat now;
        if (to != NULL && fstatat(folder_fd, to, &now, AT_SYMLINK_NOFOLLOW) == 0 &&
            !is_unchanged(&now, &finished->seen)) {
            const char *base = strchr(to, '/') + 1;
            if (renameat2(folder_fd, to, folder_fd, finished->name, RENAME_NOREPLACE) !=
                0)
                renameat2(folder_fd, to, folder_fd, base, RENAME_NOREPLACE);
        }
        settle(scan, finished->name, to != NULL);
    }
    g_ptr_array_set_size(scan->finished, 0);
}

/* ---- looking ---- */

/* Adds the letters of a finished file to the batch. false: the archive's or the store's error. */
static bool
take_finished(Scan *scan, int folder_fd, int fd, const char *name,
    const struct stat *found, int *taken, GError **error)
{
    TakeSource source = {.source = scan->config->name,
        .file_name = name,
        .branch = scan->config->branch,
        .received_at = found->st_mtim.tv_sec * (gint64)1000};
    g_autoptr(GError) failure = NULL;
    if (take_file(scan->batch, fd, &source, taken, &failure)) {
        Finished *finished = g_new0(Finished, 1);
        finished->name = g_strdup(name);
        finished->seen = *found;
        g_ptr_array_add(scan->finished, finished);
        return true;
    }
    if (!g_error_matches(failure, DIWAN_ERROR, DIWAN_ERROR_REFUSED)) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    set_aside(scan, folder_fd, name, failure->message);
    return true;
}

static bool
look_at(Scan *scan, int folder_fd, const char *name, int *taken, GError **error)
{
    struct stat found;
    if (fstatat(folder_fd, name, &found, AT_SYMLINK_NOFOLLOW) != 0 ||
        S_ISDIR(found.st_mode))
        return true;
    Watched *watched = watch(scan, name, &found);
    if (watched == NULL)
        return true;
    if (watched->stuck) {
        scan->stuck++;
        return true;
    }
    if (!S_ISREG(found.st_mode)) {
        set_aside(scan, folder_fd, name, "it is not a file but a link, pipe or device");
        return true;
    }
    int fd = openat(folder_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        if (errno == EACCES || errno == EPERM)
            settle(scan, name, false);
        return true;
    }
    bool sound = true;
    struct stat opened;
    if (fstat(fd, &opened) == 0 && is_unchanged(&opened, &found) &&
        is_finished(fd, &found, clock_ticks_ms() - watched->since))
        sound = take_finished(scan, folder_fd, fd, name, &found, taken, error);
    close(fd);
    return sound;
}

static gboolean
is_gone(gpointer name, gpointer watched, gpointer scan)
{
    (void)name;
    return ((const Watched *)watched)->look != ((const Scan *)scan)->look;
}

static bool
store_and_move(Scan *scan, int folder_fd, int *taken, GError **error)
{
    if (!batch_store(scan->batch, NULL, taken, error))
        return false;
    move_taken(scan, folder_fd);
    return true;
}

static bool
look_through(Scan *scan, DIR *folder, int *taken, GError **error)
{
    int folder_fd = dirfd(folder);
    bool sound = true;
    for (struct dirent *entry; sound && (entry = readdir(folder)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        sound = look_at(scan, folder_fd, entry->d_name, taken, error);
        if (sound && scan->finished->len >= BATCH_LETTERS)
            sound = store_and_move(scan, folder_fd, taken, error);
    }
    if (!sound || !store_and_move(scan, folder_fd, taken, error)) {
        batch_drop(scan->batch);
        g_ptr_array_set_size(scan->finished, 0);
        return false;
    }
    g_hash_table_foreach_remove(scan->watched, is_gone, scan);
    return true;
}

bool
scan_look(Scan *scan, int *taken, GError **error)
{
    if (clock_ticks_ms() < scan->due_at)
        return true;
    scan->due_at = clock_ticks_ms() + SCAN_LOOK_MS;
    DIR *folder = opendir(scan->config->path);
    if (folder == NULL) {
        g_autoptr(GError) failure = NULL;
        error_from_errno(&failure, DIWAN_ERROR_RETRY,
            "cannot look into the folder '%s'; make it, or correct path in [scan %s]",
            scan->config->path, scan->config->name);
        scan_note(scan, failure->message);
        return true;
    }
    scan->look++;
    scan->stuck = 0;
    bool sound = look_through(scan, folder, taken, error);
    closedir(folder);
    if (!sound)
        return false;
    g_autofree char *problem =
        scan->stuck == 0
            ? NULL
            : g_strdup_printf(
                  "%u file(s) in '%s' cannot be read or moved; give the office's user "
                  "the right to read them and to write in the folder",
                  scan->stuck, scan->config->path);
    scan_note(scan, problem);
    return true;
}

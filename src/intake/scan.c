/* scan.c - a watched folder: each file is taken when it is finished, once, whatever its name.
 *
 * Looking, not inotify, since a network share tells nothing of what happens on its other side.
 * The folders below it are looked into, too, and name the branch or the scanner their letters
 * came from; each has a taken/ and an aside/ of its own.
 * Promises: nothing is deleted. What is stored is moved to taken/, what cannot be taken to
 * aside/ with a .reason file beside it. A crash between storing and moving takes the file
 * again, which the store knows by its hash. Links are never followed.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "intake/scan_inside.h"
#include "intake/take.h"

enum { SCAN_LOOK_MS = 1000, SCAN_NOTE_MS = 30 * 1000, SCAN_MOST_BELOW = 200 };

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
    if (config->subfolders != NULL && strcmp(config->subfolders, "none") != 0)
        scan->below = g_hash_table_new_full(
            g_str_hash, g_str_equal, g_free, (GDestroyNotify)scan_free);
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
    if (scan->below != NULL)
        g_hash_table_unref(scan->below);
    g_free(scan->own.name);
    g_free(scan->own.path);
    g_free(scan->own.branch);
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
    GHashTableIter i;
    gpointer below;
    if (scan->below != NULL)
        for (g_hash_table_iter_init(&i, scan->below);
             g_hash_table_iter_next(&i, NULL, &below);)
            if (!scan_is_idle(below))
                return false;
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
    scan_set_aside(scan, folder_fd, name, failure->message);
    return true;
}

/* A folder of this name is a branch, or a scanner. Hidden ones are other programs'. */
static void
note_below(Scan *scan, const char *name)
{
    bool ours = strcmp(name, "taken") == 0 || strcmp(name, "aside") == 0;
    if (scan->below == NULL || ours || name[0] == '.' ||
        !g_utf8_validate(name, -1, NULL) || g_hash_table_contains(scan->below, name) ||
        g_hash_table_size(scan->below) >= SCAN_MOST_BELOW)
        return;
    const ScanConfig *config = scan->config;
    Scan *below = scan_new(&(ScanConfig){NULL}, scan->batch->store, scan->batch->archive);
    bool is_branch = strcmp(config->subfolders, "branch") == 0;
    below->own = (ScanConfig){.name = g_strdup_printf("%s/%s", config->name, name),
        .path = g_build_filename(config->path, name, NULL),
        .branch = g_strdup(is_branch ? name : config->branch)};
    below->config = &below->own;
    g_hash_table_insert(scan->below, g_strdup(name), below);
}

static bool
look_at(Scan *scan, int folder_fd, const char *name, int *taken, GError **error)
{
    struct stat found;
    if (fstatat(folder_fd, name, &found, AT_SYMLINK_NOFOLLOW) != 0)
        return true;
    if (S_ISDIR(found.st_mode)) {
        note_below(scan, name);
        return true;
    }
    Watched *watched = scan_watch(scan, name, &found);
    if (watched == NULL)
        return true;
    if (watched->stuck) {
        scan->stuck++;
        return true;
    }
    if (!S_ISREG(found.st_mode)) {
        scan_set_aside(
            scan, folder_fd, name, "it is not a file but a link, pipe or device");
        return true;
    }
    int fd = openat(folder_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        if (errno == EACCES || errno == EPERM)
            scan_settle(scan, name, false);
        return true;
    }
    bool sound = true;
    struct stat opened;
    if (fstat(fd, &opened) == 0 && scan_is_unchanged(&opened, &found) &&
        scan_is_finished(fd, &found, clock_ticks_ms() - watched->since))
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
    scan_move_taken(scan, folder_fd);
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

static bool
look_below(Scan *scan, int *taken, GError **error)
{
    GHashTableIter i;
    gpointer below;
    if (scan->below == NULL)
        return true;
    for (g_hash_table_iter_init(&i, scan->below);
         g_hash_table_iter_next(&i, NULL, &below);) {
        const char *path = ((const Scan *)below)->own.path;
        if (g_file_test(path, G_FILE_TEST_IS_SYMLINK) ||
            !g_file_test(path, G_FILE_TEST_IS_DIR))
            g_hash_table_iter_remove(&i);
        else if (!scan_look(below, taken, error))
            return false;
    }
    return true;
}

/* The folder that was named may be a link; one below it may not. */
static DIR *
open_folder(const Scan *scan)
{
    int flags = scan->config == &scan->own ? O_NOFOLLOW : 0;
    int fd = open(scan->config->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | flags);
    return fd >= 0 ? fdopendir(fd) : NULL;
}

bool
scan_look(Scan *scan, int *taken, GError **error)
{
    if (clock_ticks_ms() < scan->due_at)
        return true;
    scan->due_at = clock_ticks_ms() + SCAN_LOOK_MS;
    DIR *folder = open_folder(scan);
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
    if (!sound || !look_below(scan, taken, error))
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

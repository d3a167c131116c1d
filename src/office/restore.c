/* restore.c - an office made again from its backup, in another place.
 *
 * Everything is checked on the way: sums, every file's own hash, every file that a row names, the
 * database itself. diwan.conf is written last, so that a folder is an office only when it is a whole
 * one; a failed try takes away what it made.
 */
#include "office/copies.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static bool
copy_file(const char *from, const char *to, const char *name, GError **error)
{
    g_autofree char *source = g_build_filename(from, name, NULL);
    g_autofree char *target = g_build_filename(to, name, NULL);
    g_autofree char *folder = g_path_get_dirname(target);
    g_autoptr(GFile) one = g_file_new_for_path(source);
    g_autoptr(GFile) other = g_file_new_for_path(target);
    g_autoptr(GError) failure = NULL;
    if (!file_make_folder(folder, error))
        return false;
    if (!g_file_copy(
            one, other, G_FILE_COPY_NOFOLLOW_SYMLINKS, NULL, NULL, NULL, &failure) ||
        g_chmod(target, 0600) != 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY, "cannot write '%s': %s",
            target, failure ? failure->message : g_strerror(errno));
        return false;
    }
    return true;
}

static bool
copy_small(const char *from, const char *to, GPtrArray *files, GError **error)
{
    for (guint i = 0; i < files->len; i++) {
        const CopiedFile *file = files->pdata[i];
        if (strcmp(file->name, "diwan.conf") != 0 &&
            !copy_file(from, to, file->name, error))
            return false;
    }
    return true;
}

/* What is damaged or missing, unless it is to be done without. */
static bool
bear_damage(const RestoreWish *wish, const BackupCount *count, GError **error)
{
    if (count->damaged->len == 0 || wish->despite_damage)
        return true;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "%s%s: nothing was restored; take another backup, or --despite-damage to restore "
        "all the rest",
        (const char *)count->damaged->pdata[0],
        count->damaged->len > 1 ? " (and others)" : "");
    return false;
}

static bool
check_office(Store *store, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *unsound = store_check(store);
    g_autofree char *gap = unsound ? NULL : store_register_check(store, &failure);
    if (unsound == NULL && gap == NULL && failure == NULL)
        return true;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "the backup's office.db is not sound: %s; nothing was restored, take another "
        "backup",
        unsound ? unsound
        : gap   ? gap
                : failure->message);
    return false;
}

static bool
make_office(const RestoreWish *wish, BackupCount *count, gint64 made_at, int *held,
    GError **error)
{
    g_autofree char *kept = g_build_filename(wish->from, "letters", NULL);
    g_autofree char *letters = g_build_filename(wish->to, "letters", NULL);
    g_autofree char *database = g_build_filename(wish->to, "office.db", NULL);
    g_autoptr(Archive) from = archive_open(kept, error);
    g_autoptr(Archive) to = from != NULL ? archive_open(letters, error) : NULL;
    g_autoptr(Store) store = to != NULL ? store_open(database, false, error) : NULL;
    return store != NULL && check_office(store, error) &&
           office_copy_files(from, to, count, error) &&
           office_miss_files(store, to, count, error) &&
           bear_damage(wish, count, error) &&
           store_restored(store, made_at, !wish->nothing_sent_since, held, error);
}

/* Letters lie beside it now, wherever the former office had them. */
static bool
write_conf(const RestoreWish *wish, GError **error)
{
    g_autofree char *kept = g_build_filename(wish->from, "diwan.conf", NULL);
    g_autofree char *path = g_build_filename(wish->to, "diwan.conf", NULL);
    g_autoptr(GBytes) bytes = file_read(kept, 1 << 20, error);
    if (bytes == NULL)
        return false;
    g_autofree char *text =
        g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    g_autofree char *whole = g_strdup_printf(
        "%s\n# Restored from a backup: letters lie in this folder.\n[keep]\nletters = "
        "letters\n",
        text);
    return file_write(path, whole, strlen(whole), 0640, error);
}

static void
take_away(const char *to)
{
    static const char *const made[] = {"office.db-wal", "office.db-shm", "office.db",
        "secrets", "letters", "diwan.conf"};
    for (guint i = 0; i < G_N_ELEMENTS(made); i++) {
        g_autofree char *path = g_build_filename(to, made[i], NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR))
            file_remove_tree(path, NULL);
        else
            unlink(path);
    }
}

bool
office_restore(const RestoreWish *wish, Restored *restored, GError **error)
{
    *restored = (Restored){.count.damaged = g_ptr_array_new_with_free_func(g_free)};
    if (!office_is_free(wish->to, error) || !copies_settle(wish->from, error))
        return false;
    g_autoptr(GPtrArray) files = copies_read_sums(wish->from, &restored->made_at, error);
    if (files == NULL || !file_make_folder(wish->to, error))
        return false;
    if (copy_small(wish->from, wish->to, files, error) &&
        make_office(wish, &restored->count, restored->made_at, &restored->held, error) &&
        write_conf(wish, error))
        return true;
    take_away(wish->to);
    return false;
}

/* backup.c - the whole office copied to a folder while it runs.
 *
 * The database goes first, as of one instant: every file its rows name is in the archive by then, and
 * files are never changed, so that what is copied afterwards has all of them. The search index is not
 * copied: it is made again from the letters. Secrets are: without secrets/reference.key no reply to
 * an earlier letter would be known again.
 */
#include "office/copies.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct Copying {
    Archive *from, *to;
    BackupCount *count;
} Copying;

void
backup_count_clear(BackupCount *count)
{
    g_clear_pointer(&count->damaged, g_ptr_array_unref);
    g_clear_pointer(&count->outside, g_ptr_array_unref);
}

static void
backup_count_begin(BackupCount *count)
{
    *count = (BackupCount){.damaged = g_ptr_array_new_with_free_func(g_free),
        .outside = g_ptr_array_new_with_free_func(g_free)};
}

/* A full disk ends it; a file that is not what it was is named, and the others are copied. */
static bool
copy_one(const char *sha256, gpointer user_data, GError **error)
{
    Copying *copying = user_data;
    g_autoptr(GError) failure = NULL;
    gint64 bytes = 0;
    bool well = archive_copy(copying->from, copying->to, sha256, &bytes, &failure);
    copying->count->files += well;
    copying->count->copied += well && bytes > 0;
    copying->count->copied_bytes += bytes;
    if (!well && failure->code == DIWAN_ERROR_REFUSED)
        g_ptr_array_add(copying->count->damaged, g_strdup(failure->message));
    else if (!well)
        g_propagate_error(error, g_steal_pointer(&failure));
    return well || failure != NULL;
}

static bool
miss_one(const char *sha256, gpointer user_data, GError **error)
{
    (void)error;
    Copying *copying = user_data;
    int fd = archive_open_file(copying->to, sha256, NULL);
    if (fd < 0)
        g_ptr_array_add(copying->count->damaged,
            g_strdup_printf(
                "'%.2s/%s' is missing: a letter names it", sha256, sha256 + 2));
    else
        close(fd);
    return true;
}

bool
office_copy_files(Archive *from, Archive *to, BackupCount *count, GError **error)
{
    Copying copying = {from, to, count};
    return archive_walk(from, copy_one, &copying, error) && archive_flush(to, error);
}

bool
office_miss_files(Store *store, Archive *archive, BackupCount *count, GError **error)
{
    Copying copying = {NULL, archive, count};
    return store_files_each(store, miss_one, &copying, error);
}

/* ---- what else an office is ---- */

static bool
copy_small(const Config *config, Store *store, const char *next, GError **error)
{
    g_autofree char *database = g_build_filename(next, "office.db", NULL);
    g_autofree char *conf = g_build_filename(next, "diwan.conf", NULL);
    g_autofree char *secrets = g_build_filename(config->office, "secrets", NULL);
    g_autofree char *kept_secrets = g_build_filename(next, "secrets", NULL);
    g_autoptr(GBytes) text = file_read(config->path, 1 << 20, error);
    gsize length;
    if (text == NULL || !store_backup(store, database, error))
        return false;
    const void *bytes = g_bytes_get_data(text, &length);
    if (g_chmod(database, 0600) != 0)
        return error_from_errno(
            error, DIWAN_ERROR_REFUSED, "cannot protect '%s'", database);
    return file_write(conf, bytes, length, 0600, error) &&
           (!g_file_test(secrets, G_FILE_TEST_IS_DIR) ||
               file_copy_tree(secrets, kept_secrets, error));
}

/* Secrets that the configuration has from elsewhere are told, not copied. */
static void
tell_outside(const Config *config, BackupCount *count)
{
    g_autofree char *within = g_build_filename(config->office, "secrets/", NULL);
    const char *const single[] = {
        config->relay.password_file, config->tls_cert, config->tls_key};
    g_autoptr(GPtrArray) paths = g_ptr_array_new(); /* of char, borrowed */
    for (guint i = 0; i < config->mailboxes->len; i++)
        g_ptr_array_add(
            paths, ((const MailboxConfig *)config->mailboxes->pdata[i])->password_file);
    for (guint i = 0; i < G_N_ELEMENTS(single); i++)
        g_ptr_array_add(paths, (char *)single[i]);
    for (guint i = 0; i < config->oauths->len; i++) {
        const OauthConfig *oauth = config->oauths->pdata[i];
        g_ptr_array_add(paths, oauth->client_secret_file);
        g_ptr_array_add(paths, oauth->refresh_token_file);
        g_ptr_array_add(paths, oauth->service_account_file);
    }
    for (guint i = 0; i < paths->len; i++)
        if (paths->pdata[i] != NULL && !g_str_has_prefix(paths->pdata[i], within) &&
            !g_ptr_array_find_with_equal_func(
                count->outside, paths->pdata[i], g_str_equal, NULL))
            g_ptr_array_add(count->outside, g_strdup(paths->pdata[i]));
}

static bool
write_sums(const char *next, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *secrets = g_build_filename(next, "secrets", NULL);
    g_ptr_array_add(names, g_strdup("office.db"));
    g_ptr_array_add(names, g_strdup("diwan.conf"));
    return (!g_file_test(secrets, G_FILE_TEST_IS_DIR) ||
               copies_add_names(next, "secrets", names, error)) &&
           copies_write_sums(next, clock_now_ms(), names, error);
}

static bool
copy_letters(Archive *from, const char *folder, Store *snapshot, BackupCount *count,
    GError **error)
{
    g_autofree char *letters = g_build_filename(folder, "letters", NULL);
    g_autoptr(Archive) to = archive_open(letters, error);
    return to != NULL && office_copy_files(from, to, count, error) &&
           office_miss_files(snapshot, to, count, error);
}

/* A folder of an office at work is no place for one. */
static bool
is_place(const Config *config, const char *folder, GError **error)
{
    g_autofree char *database = g_build_filename(folder, "office.db", NULL);
    g_autofree char *sums = g_build_filename(folder, SUMS_NAME, NULL);
    g_autofree char *own = realpath(config->office, NULL);
    g_autofree char *there = realpath(folder, NULL);
    if ((own == NULL || g_strcmp0(own, there) != 0) &&
        (!g_file_test(database, G_FILE_TEST_EXISTS) ||
            g_file_test(sums, G_FILE_TEST_EXISTS)))
        return true;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "'%s' is an office itself: nothing was written, name another folder", folder);
    return false;
}

bool
office_backup(const Config *config, Store *store, Archive *archive, const char *folder,
    BackupCount *count, GError **error)
{
    g_autofree char *next = g_build_filename(folder, "next", NULL);
    g_autofree char *database = g_build_filename(next, "office.db", NULL);
    backup_count_begin(count);
    if (!is_place(config, folder, error) || !file_make_folder(folder, error) ||
        !copies_settle(folder, error) || !file_make_folder(next, error) ||
        !copy_small(config, store, next, error))
        return false;
    Store *snapshot = store_open(database, false, error);
    bool well = snapshot != NULL && copy_letters(archive, folder, snapshot, count, error);
    store_close(snapshot);
    if (!well || !write_sums(next, error) || !copies_settle(folder, error))
        return false;
    tell_outside(config, count);
    return true;
}

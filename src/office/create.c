/* create.c - a new office: a folder with everything in it that the roles expect.
 *
 * diwan.conf is written last, so that a folder is an office only when it is a whole one. A failed
 * try takes away what it made; what was in the folder before is never touched.
 */
#include "office/office.h"

#include <glib/gstdio.h>

#include <string.h>
#include <sys/stat.h>

/* What makes a folder an office, in the order it is made. */
static const char *const parts[] = {
    "letters", "secrets", "secrets/reference.key", "office.db", "diwan.conf"};

bool
office_is_free(const char *folder, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *path = g_build_filename(folder, parts[i], NULL);
        struct stat unused;
        if (lstat(path, &unused) == 0) {
            g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
                "cannot make an office in '%s': '%s' exists; nothing was changed, name "
                "another "
                "folder",
                folder, parts[i]);
            return false;
        }
    }
    return true;
}

static void
take_away(const char *folder)
{
    static const char *const made[] = {"office.db-wal", "office.db-shm", "office.db",
        "secrets/reference.key", "secrets", "letters"};
    for (guint i = 0; i < G_N_ELEMENTS(made); i++) {
        g_autofree char *path = g_build_filename(folder, made[i], NULL);
        g_remove(path);
    }
}

static bool
folder_make(const char *office, const char *name, GError **error)
{
    g_autofree char *path = g_build_filename(office, name, NULL);
    return file_make_folder(path, error);
}

static bool
administrator_add(const char *folder, const char *password, GError **error)
{
    g_autofree char *path = g_build_filename(folder, "office.db", NULL);
    g_autofree char *hash = password_hash(password);
    g_autoptr(Store) store = store_open(path, true, error);
    if (store == NULL)
        return false;
    if (g_chmod(path, 0600) != 0)
        return error_from_errno(error, DIWAN_ERROR_CONFIG, "cannot protect '%s'", path);
    return store_staff_add(
        store, "admin", "مدير النظام", "admin", hash, "diwan", NULL, error);
}

static bool
configuration_write(const char *folder, GError **error)
{
    g_autofree char *path = g_build_filename(folder, "diwan.conf", NULL);
    const char *text = config_template();
    return file_write(path, text, strlen(text), 0640, error);
}

static bool
make_all(const char *folder, const char *password, GError **error)
{
    return folder_make(folder, "letters", error) &&
           folder_make(folder, "secrets", error) && reference_key_make(folder, error) &&
           administrator_add(folder, password, error) &&
           configuration_write(folder, error);
}

bool
office_create(const char *folder, char **password, GError **error)
{
    if (!office_is_free(folder, error) || !file_make_folder(folder, error))
        return false;
    g_autofree char *one_time = password_random();
    if (!make_all(folder, one_time, error)) {
        take_away(folder);
        return false;
    }
    *password = g_steal_pointer(&one_time);
    return true;
}

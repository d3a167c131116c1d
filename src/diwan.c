/* diwan.c - an open office: its configuration, its database, its archive. */
#include "diwan.h"

static char *
find_config(const char *given, GError **error)
{
    static const char *const places[] = {"diwan.conf", "/etc/diwan/diwan.conf"};
    const char *named = given ? given : g_getenv("DIWAN_CONFIG");
    if (named && g_file_test(named, G_FILE_TEST_IS_DIR))
        return g_build_filename(named, "diwan.conf", NULL);
    if (named)
        return g_strdup(named);
    for (guint i = 0; i < G_N_ELEMENTS(places); i++)
        if (g_file_test(places[i], G_FILE_TEST_IS_REGULAR))
            return g_strdup(places[i]);
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
        "no office is named: give `-c FILE`, set DIWAN_CONFIG, or make one with `diwan "
        "init DIR`");
    return NULL;
}

Diwan *
diwan_open(const char *config_path, bool office, GError **error)
{
    g_autoptr(Diwan) diwan = g_new0(Diwan, 1);
    g_autofree char *path = find_config(config_path, error);
    if (path == NULL || (diwan->config = config_load(path, error)) == NULL)
        return NULL;
    if (!office)
        return g_steal_pointer(&diwan);
    g_autofree char *database =
        g_build_filename(diwan->config->office, "office.db", NULL);
    if (!g_file_test(database, G_FILE_TEST_EXISTS)) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
            "there is no office beside '%s': make one with `diwan init %s`", path,
            diwan->config->office);
        return NULL;
    }
    if ((diwan->store = store_open(database, false, error)) == NULL ||
        (diwan->archive = archive_open(diwan->config->letters, error)) == NULL)
        return NULL;
    return g_steal_pointer(&diwan);
}

void
diwan_free(Diwan *diwan)
{
    if (diwan == NULL)
        return;
    archive_close(diwan->archive);
    store_close(diwan->store);
    config_free(diwan->config);
    g_free(diwan);
}

/* place.c - where what is installed with the program lies: templates, kinds, the sample post.
 *
 * Looked for from the program upwards, because a build folder's tests lie deeper than the program,
 * and then where packages are installed.
 */
#include "base/file.h"

char *
file_beside_program(const char *name)
{
    static const char *const places[] = {"../share/diwan", "..", "../..", "../../.."};
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *folder = g_path_get_dirname(program != NULL ? program : "./diwan");
    for (guint i = 0; i < G_N_ELEMENTS(places); i++) {
        g_autofree char *path = g_build_filename(folder, places[i], name, NULL);
        if (g_file_test(path, G_FILE_TEST_EXISTS))
            return g_canonicalize_filename(path, "/");
    }
    return g_build_filename("/usr/share/diwan", name, NULL);
}

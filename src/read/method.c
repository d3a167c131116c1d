/* method.c - the name of how pages are read here: the program's own method and the models' bytes.
 *
 * Two readings by the same name would be the same reading; a better model under an old name, or a
 * better program, gives another name, and `diwan reread` finds the pages to be read again by it.
 */
#include "base/base.h"
#include "read/inside.h"
#include "read/read.h"
#include <string.h>
#include <tesseract/capi.h>

enum { MODEL_MOST_BYTES = 256 << 20, HASH_CHARS = 12 };

/* Where Tesseract looks for its models, in its own words; it reads a whole configuration to say it. */
char *
model_path(const char *model)
{
    static char *folder;
    if (folder == NULL) {
        TessBaseAPI *probe = TessBaseAPICreate();
        TessBaseAPIInit3(probe, NULL, NULL);
        const char *said = TessBaseAPIGetDatapath(probe);
        folder = g_strdup(said != NULL ? said : "");
        TessBaseAPIDelete(probe);
    }
    g_autofree char *name = g_strconcat(model, ".traineddata", NULL);
    return g_build_filename(folder, name, NULL);
}

/* " ara:0123456789ab" */
static bool
add_model(GString *method, const char *path, const char *name, GError **error)
{
    gsize length;
    g_autoptr(GBytes) model = file_read(path, MODEL_MOST_BYTES, error);
    if (model == NULL)
        return false;
    const void *bytes = g_bytes_get_data(model, &length);
    g_autofree char *sha256 = file_sha256(bytes, length);
    g_string_append_printf(method, " %s:%.*s", name, HASH_CHARS, sha256);
    return true;
}

static int
by_name(gconstpointer one, gconstpointer other)
{
    return strcmp(*(char *const *)one, *(char *const *)other);
}

/* The project's own: every network that is installed with it. */
static bool
add_own_models(GString *method, GError **error)
{
    g_autofree char *folder = file_beside_program("ocr");
    g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (const char *name; files != NULL && (name = g_dir_read_name(files)) != NULL;)
        if (g_str_has_suffix(name, ".net"))
            g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, by_name);
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *path = g_build_filename(folder, names->pdata[i], NULL);
        if (!add_model(method, path, names->pdata[i], error))
            return false;
    }
    return true;
}

char *
read_method(const char *const *models, GError **error)
{
    g_autoptr(GString) method = g_string_new(NULL);
    g_string_append_printf(method, "%d", READ_METHOD);
    for (gsize i = 0; models != NULL && models[i] != NULL; i++) {
        g_autofree char *path = model_path(models[i]);
        if (!add_model(method, path, models[i], error))
            return NULL;
    }
    if (!add_own_models(method, error))
        return NULL;
    return g_string_free(g_steal_pointer(&method), false);
}

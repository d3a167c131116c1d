/* read_write.c - `diwan read --pdf OUT --alto OUT`: pages as searchable PDF and ALTO files.
 *
 * The PDF is put together in a locked worker of its own, as the file may be hostile. With several
 * inputs OUT is a folder: scan.tiff becomes OUT/scan.pdf, a second one of that name scan-2.pdf.
 */
#include "commands/read.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "read/read.h"
#include "room.h"
#include "searchable/searchable.h"

enum {
    PDF_CPU_S = 300,
    PDF_DEADLINE_S = 600,
    FILE_MOST_BYTES = 256 << 20,
    OUT_MODE = 0666
};

typedef struct Target {
    char *path; /* NULL: not wanted */
    bool folder;
    const char *suffix;
} Target;

struct ReadOutputs {
    Target pdf;
    Target alto;
    WorkerPool *pool;  /* NULL without pdf */
    GHashTable *taken; /* of paths written in this run, owned */
};

static bool
target_open(
    Target *target, const char *path, bool several, const char *suffix, GError **error)
{
    if (path == NULL) {
        return true;
    }
    target->path = g_strdup(path);
    target->suffix = suffix;
    target->folder =
        several || g_str_has_suffix(path, "/") || g_file_test(path, G_FILE_TEST_IS_DIR);
    return !target->folder || g_file_test(path, G_FILE_TEST_IS_DIR) ||
           file_make_folder(path, error);
}

ReadOutputs *
read_outputs_new(const char *pdf, const char *alto, bool several, GError **error)
{
    g_autoptr(ReadOutputs) outputs = g_new0(ReadOutputs, 1);
    outputs->taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (!target_open(&outputs->pdf, pdf, several, ".pdf", error) ||
        !target_open(&outputs->alto, alto, several, ".xml", error)) {
        return NULL;
    }
    if (pdf != NULL) {
        outputs->pool = room_searchable_pool(1, error);
        if (outputs->pool == NULL) {
            return NULL;
        }
    }
    return g_steal_pointer(&outputs);
}

void
read_outputs_free(ReadOutputs *outputs)
{
    if (outputs == NULL) {
        return;
    }
    g_free(outputs->pdf.path);
    g_free(outputs->alto.path);
    worker_pool_free(outputs->pool);
    g_clear_pointer(&outputs->taken, g_hash_table_unref);
    g_free(outputs);
}

/* ---- where to ---- */

static char *
name_in_folder(ReadOutputs *outputs, const Target *target, const char *file)
{
    g_autofree char *base = g_path_get_basename(file);
    char *dot = strrchr(base, '.');
    if (dot != NULL && dot != base) {
        *dot = '\0';
    }
    char *path = NULL;
    for (int i = 1; path == NULL || g_hash_table_contains(outputs->taken, path); i++) {
        g_autofree char *name = i == 1
                                    ? g_strconcat(base, target->suffix, NULL)
                                    : g_strdup_printf("%s-%d%s", base, i, target->suffix);
        g_free(path);
        path = g_build_filename(target->path, name, NULL);
    }
    return path;
}

/* The file that is read is never written over. */
static char *
path_for(
    ReadOutputs *outputs, const Target *target, const char *file, int fd, GError **error)
{
    g_autofree char *path =
        target->folder ? name_in_folder(outputs, target, file) : g_strdup(target->path);
    struct stat original, there;
    if (fstat(fd, &original) == 0 && stat(path, &there) == 0 &&
        original.st_dev == there.st_dev && original.st_ino == there.st_ino) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "'%s' is the file that is read; name another to write", path);
        return NULL;
    }
    g_hash_table_add(outputs->taken, g_strdup(path));
    return g_steal_pointer(&path);
}

/* ---- the PDF ---- */

static GBytes *
bytes_of(int fd, GError **error)
{
    g_autoptr(GBytes) bytes = worker_read_input(fd, FILE_MOST_BYTES);
    if (bytes == NULL) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, "it cannot be read again");
    }
    return g_steal_pointer(&bytes);
}

static GBytes *
make_pdf(ReadOutputs *outputs, int fd, const GPtrArray *pages, GError **error)
{
    g_autoptr(GBytes) file = bytes_of(fd, error);
    if (file == NULL) {
        return NULL;
    }
    g_autoptr(GBytes) input = searchable_input(file, pages);
    WorkerTask task = {.input_fd = worker_input_from_bytes(input, error),
        .cpu_s = PDF_CPU_S,
        .deadline_s = PDF_DEADLINE_S};
    if (task.input_fd < 0) {
        return NULL;
    }
    g_autoptr(WorkerResult) result = worker_pool_run(outputs->pool, task);
    if (result->end != WORKER_DONE) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "putting its PDF together ended badly (%s); the file is unchanged",
            result->reason);
        return NULL;
    }
    return searchable_from_wire(result->reply, error);
}

/* ---- in front ---- */

static bool
write_target(ReadOutputs *outputs, const Target *target, const char *file, int fd,
    GBytes *bytes, GError **error)
{
    gsize length = 0;
    const void *data = g_bytes_get_data(bytes, &length);
    g_autofree char *path = path_for(outputs, target, file, fd, error);
    return path != NULL && file_write(path, data, length, OUT_MODE, error);
}

bool
read_outputs_write(ReadOutputs *outputs, const char *file, int fd, const GPtrArray *pages,
    GError **error)
{
    if (outputs->pdf.path != NULL) {
        g_autoptr(GBytes) pdf = make_pdf(outputs, fd, pages, error);
        if (pdf == NULL || !write_target(outputs, &outputs->pdf, file, fd, pdf, error)) {
            return false;
        }
    }
    if (outputs->alto.path != NULL) {
        g_autofree char *name = g_path_get_basename(file);
        g_autofree char *display = g_filename_display_name(name);
        char *xml = alto_xml(display, pages);
        g_autoptr(GBytes) alto = g_bytes_new_take(xml, strlen(xml));
        return write_target(outputs, &outputs->alto, file, fd, alto, error);
    }
    return true;
}

/* test-slim.c - a keeper holds no library that its room does not need. */
#include <glib-object.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "worker/worker.h"

static bool
open_room(const char *const *arguments, GError **error)
{
    (void)arguments;
    (void)error;
    return true;
}

/* The keeper's pid, for the test to look at its mappings. */
static GBytes *
work(GVariant *ask, int input_fd)
{
    (void)ask;
    (void)input_fd;
    pid_t keeper = getppid();
    return g_bytes_new(&keeper, sizeof keeper);
}

static const WorkerRoom whole = {.name = "whole",
    .open = open_room,
    .work = work,
    .most_memory_bytes = 64 << 20,
    .most_reply_bytes = 100};

/* libffi is GObject's need, not the program's. */
static const char *const unneeded[] = {"libsodium.", "libffi.", NULL};
static const WorkerRoom slim = {.name = "slim",
    .open = open_room,
    .work = work,
    .most_memory_bytes = 64 << 20,
    .most_reply_bytes = 100,
    .unneeded = unneeded};

/* What a keeper of room has mapped. */
static char *
mappings_of(const char *room)
{
    const char *arguments[] = {room, NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(WorkerPool) pool = worker_pool_new(arguments, 1, &error);
    g_assert_no_error(error);
    g_autoptr(GBytes) input = g_bytes_new_static("", 0);
    WorkerTask task = {
        .input_fd = worker_input_from_bytes(input, &error), .cpu_s = 5, .deadline_s = 30};
    g_assert_no_error(error);
    g_autoptr(WorkerResult) result = worker_pool_run(pool, task);
    g_assert_cmpstr(worker_end_name(result->end), ==, "done");
    pid_t keeper;
    g_assert_cmpuint(g_bytes_get_size(result->reply), ==, sizeof keeper);
    memcpy(&keeper, g_bytes_get_data(result->reply, NULL), sizeof keeper);
    g_autofree char *path = g_strdup_printf("/proc/%d/maps", keeper);
    char *mappings = NULL;
    g_file_get_contents(path, &mappings, NULL, &error);
    g_assert_no_error(error);
    return mappings;
}

static void
test_libraries(void)
{
#ifdef __SANITIZE_ADDRESS__
    g_test_skip("a sanitizer walks all libraries, so all are kept");
    return;
#endif
    g_autofree char *all = mappings_of("whole");
    g_autofree char *some = mappings_of("slim");
    g_assert_nonnull(strstr(all, "/libsodium.so"));
    g_assert_null(strstr(some, "/libsodium.so"));
    g_assert_nonnull(strstr(all, "/libffi.so"));
    g_assert_null(strstr(some, "/libffi.so"));
    g_assert_nonnull(strstr(some, "/libglib-2.0.so"));
    g_assert_nonnull(strstr(some, "/libgobject-2.0.so"));
}

int
main(int argc, char **argv)
{
    if (argc > 2 && g_str_equal(argv[1], "room"))
        return worker_keep(
            g_str_equal(argv[2], "slim") ? &slim : &whole, (const char *const *)argv + 3);
    g_test_init(&argc, &argv, NULL);
    g_test_message("links libsodium %s and %s", sodium_version_string(),
        g_type_name(G_TYPE_OBJECT)); /* or the linker would leave them out */
    g_test_add_func("/slim/libraries", test_libraries);
    return g_test_run();
}

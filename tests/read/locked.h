/* locked.h - a test as its own reading room: pages are read as they are in earnest, locked.
 *
 * worker_pool_new starts the test's own program again with "room".
 */
#pragma once

#include "base/base.h"
#include "read/read.h"
#include "worker/worker.h"
#include <signal.h>
#include <string.h>

enum { MIB = 1 << 20 };

static WorkerPool *pool;

static GBytes *
work(GVariant *ask, int input_fd)
{
    g_autoptr(GBytes) input = worker_read_input(input_fd, 256 * MIB);
    gsize length = 0;
    const guint8 *bytes = g_bytes_get_data(input, &length);
    int number = g_variant_get_int32(ask);
    if (number == 0) {
        g_autoptr(PageCount) count = read_count(bytes, length);
        return page_count_to_wire(count);
    }
    g_autoptr(Reading) reading = read_page(bytes, length, number, true);
    return reading_to_wire(reading);
}

/* The main function of the room. */
static int
keep_room(int argc, char **argv, gsize most_memory_bytes)
{
    const WorkerRoom room = {.name = "read",
        .open = read_open,
        .work = work,
        .most_memory_bytes = most_memory_bytes,
        .most_reply_bytes = 64UL * MIB};
    (void)argc;
    /* under a sanitizer stderr stays open, and libpng's remarks go there: into a file that
     * the lock allows no byte */
    signal(SIGXFSZ, SIG_IGN);
    return worker_keep(&room, (const char *const *)argv + 3);
}

static void
open_room(void)
{
    static const char *const arguments[] = {"read", "ara", "eng", NULL};
    g_autoptr(GError) error = NULL;
    pool = worker_pool_new(arguments, 1, &error);
    g_assert_no_error(error);
}

static GBytes *
ask_room(GBytes *file, int number)
{
    g_autoptr(GError) error = NULL;
    WorkerTask task = {.input_fd = worker_input_from_bytes(file, &error),
        .ask = g_variant_ref_sink(g_variant_new_int32(number)),
        .cpu_s = 120,
        .deadline_s = 240};
    g_assert_no_error(error);
    g_autoptr(WorkerResult) result = worker_pool_run(pool, task);
    if (result->end != WORKER_DONE) {
        g_error(
            "the locked worker: %s, %s", worker_end_name(result->end), result->reason);
    }
    return g_bytes_ref(result->reply);
}

static Reading *
read_locked(GBytes *file, int number)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) reply = ask_room(file, number);
    Reading *reading = reading_from_wire(reply, &error);
    g_assert_no_error(error);
    return reading;
}

static inline PageCount *
count_locked(GBytes *file)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) reply = ask_room(file, 0);
    PageCount *count = page_count_from_wire(reply, &error);
    g_assert_no_error(error);
    return count;
}

static inline GBytes *
load_file(const char *name)
{
    char *bytes = NULL;
    gsize length = 0;
    g_autofree char *path = g_build_filename("tests", "read", "pages", name, NULL);
    g_assert_true(g_file_get_contents(path, &bytes, &length, NULL));
    return g_bytes_new_take(bytes, length);
}

static inline bool
says(const Reading *reading, const char *text)
{
    return strstr(reading->text, text) != NULL;
}

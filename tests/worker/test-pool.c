/* test-pool.c - tasks come back, whatever becomes of forks and of the keeper. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "worker/worker.h"

/* ---- the room of these tests ---- */

enum { MIB = 1 << 20, MOST_INPUT = 4 * MIB };

static bool
open_plain(const char *const *arguments, GError **error)
{
    if (g_strcmp0(arguments[0], "without-model") == 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG, "no model 'xyz'");
        return false;
    }
    if (g_strcmp0(arguments[0], "crashing") == 0)
        raise(SIGKILL);
    /* a keeper that starts once and never again: the file is there from the second time on */
    if (g_strcmp0(arguments[0], "once") == 0 &&
        !g_file_test(arguments[1], G_FILE_TEST_EXISTS))
        return g_file_set_contents(arguments[1], "", 0, error);
    if (g_strcmp0(arguments[0], "once") == 0)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG, "the model went away");
    return g_strcmp0(arguments[0], "once") != 0;
}

static GBytes *
work_plain(GVariant *ask, int input_fd)
{
    const char *what = ask != NULL ? g_variant_get_string(ask, NULL) : "echo";
    if (g_str_equal(what, "echo"))
        return worker_read_input(input_fd, MOST_INPUT);
    if (g_str_equal(what, "sleep"))
        sleep(60);
    if (g_str_equal(what, "large"))
        return g_bytes_new_take(g_malloc0(1024UL * MIB), 1024UL * MIB);
    if (g_str_equal(what, "processes")) {
        pid_t both[] = {getpid(), getppid()};
        return g_bytes_new(both, sizeof both);
    }
    if (g_str_equal(what, "nothing"))
        return g_bytes_new_static("", 0);
    if (g_str_equal(what, "leave"))
        _exit(0);
    return NULL;
}

static const WorkerRoom plain = {.name = "plain",
    .open = open_plain,
    .work = work_plain,
    .most_memory_bytes = 2048UL * MIB,
    .most_reply_bytes = 64UL * MIB};

/* ---- asking ---- */

static WorkerTask
task_of(const char *what, GBytes *input, void *user_data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) empty = g_bytes_new_static("", 0);
    int fd = worker_input_from_bytes(input != NULL ? input : empty, &error);
    g_assert_no_error(error);
    return (WorkerTask){.input_fd = fd,
        .ask = what != NULL ? g_variant_new_string(what) : NULL,
        .cpu_s = 20,
        .deadline_s = 20,
        .user_data = user_data};
}

static WorkerPool *
pool_of(int width)
{
    static const char *const arguments[] = {"plain", NULL};
    g_autoptr(GError) error = NULL;
    WorkerPool *pool = worker_pool_new(arguments, width, &error);
    g_assert_no_error(error);
    return pool;
}

static void
assert_end(const WorkerResult *result, WorkerEnd end)
{
    if (result->end != end)
        g_error("ended as %s (%s) and not as %s", worker_end_name(result->end),
            result->reason != NULL ? result->reason : "-", worker_end_name(end));
    g_assert_true((result->reply != NULL) == (end == WORKER_DONE));
    g_assert_true((result->reason == NULL) == (end == WORKER_DONE));
}

static void
ask_processes(WorkerPool *pool, pid_t *worker, pid_t *keeper)
{
    g_autoptr(WorkerResult) result =
        worker_pool_run(pool, task_of("processes", NULL, NULL));
    assert_end(result, WORKER_DONE);
    pid_t both[2];
    g_assert_cmpuint(g_bytes_get_size(result->reply), ==, sizeof both);
    memcpy(both, g_bytes_get_data(result->reply, NULL), sizeof both);
    *worker = both[0];
    *keeper = both[1];
    g_assert_cmpint(*keeper, >, 1);
}

/* The first process whose parent is given, or 0. */
static pid_t
child_of(pid_t parent)
{
    g_autoptr(GDir) processes = g_dir_open("/proc", 0, NULL);
    const char *name;
    while ((name = g_dir_read_name(processes)) != NULL) {
        g_autofree char *path = g_strdup_printf("/proc/%s/stat", name);
        g_autofree char *stat = NULL;
        if (!g_ascii_isdigit(*name) || !g_file_get_contents(path, &stat, NULL, NULL))
            continue;
        const char *behind_name = strrchr(stat, ')');
        if (behind_name != NULL && atoi(behind_name + 4) == parent)
            return atoi(name);
    }
    return 0;
}

static pid_t
wait_for_child_of(pid_t parent)
{
    pid_t child = 0;
    for (int i = 0; i < 500 && (child = child_of(parent)) == 0; i++)
        g_usleep(10 * 1000);
    g_assert_cmpint(child, >, 0);
    return child;
}

/* ---- tests ---- */

/* How many descriptors a process has open. */
static int
open_descriptors(pid_t process)
{
    int n = 0;
    g_autofree char *path = g_strdup_printf("/proc/%d/fd", process);
    g_autoptr(GDir) descriptors = g_dir_open(path, 0, NULL);
    while (descriptors != NULL && g_dir_read_name(descriptors) != NULL)
        n++;
    return n;
}

static void
test_many(void)
{
    enum { N = 2000 };
    g_autoptr(WorkerPool) pool = pool_of(3);
    pid_t worker, keeper;
    ask_processes(pool, &worker, &keeper);
    int before = open_descriptors(getpid()), kept = open_descriptors(keeper);
    g_autofree bool *answered = g_new0(bool, N);
    struct rusage own[2], ended[2];
    getrusage(RUSAGE_SELF, &own[0]);
    gint64 start_us = g_get_monotonic_time();
    for (int i = 0; i < N; i++) {
        g_autofree char *text = g_strdup_printf("letter %d", i);
        g_autoptr(GBytes) input = g_bytes_new(text, strlen(text));
        worker_pool_submit(pool, task_of(NULL, input, GINT_TO_POINTER(i)));
    }
    for (int i = 0; i < N; i++) {
        g_autoptr(WorkerResult) result = worker_pool_collect(pool, 20 * 1000);
        g_assert_nonnull(result);
        assert_end(result, WORKER_DONE);
        int number = GPOINTER_TO_INT(result->user_data);
        g_autofree char *text = g_strdup_printf("letter %d", number);
        g_assert_cmpmem(g_bytes_get_data(result->reply, NULL),
            g_bytes_get_size(result->reply), text, strlen(text));
        g_assert_false(answered[number]);
        answered[number] = true;
    }
    gint64 took_us = g_get_monotonic_time() - start_us;
    getrusage(RUSAGE_SELF, &own[1]);
    g_assert_cmpint(worker_pool_pending(pool), ==, 0);
    g_assert_null(worker_pool_collect(pool, 0));
    g_assert_cmpint(open_descriptors(getpid()), ==, before);
    for (int i = 0; i < 500 && open_descriptors(keeper) > kept; i++)
        g_usleep(10 * 1000); /* it closes the last one after its word */
    g_assert_cmpint(open_descriptors(keeper), <=, kept);
    getrusage(RUSAGE_CHILDREN, &ended[0]);
    g_clear_pointer(&pool, worker_pool_free);
    getrusage(RUSAGE_CHILDREN, &ended[1]); /* of the keeper and, through it, its forks */
#define CPU_US(at) \
    (((at).ru_utime.tv_sec + (at).ru_stime.tv_sec) * G_USEC_PER_SEC + \
        (at).ru_utime.tv_usec + (at).ru_stime.tv_usec)
    g_test_message(
        "%.0f tasks/s; CPU of one: %.0f us in the parent, %.0f us in keeper and fork",
        N * 1e6 / (double)took_us, (double)(CPU_US(own[1]) - CPU_US(own[0])) / N,
        (double)(CPU_US(ended[1]) - CPU_US(ended[0])) / N);
}

static void
test_sizes(void)
{
    static const gsize sizes[] = {0, 1, 4096, 65536, 65537, 131072, MOST_INPUT};
    g_autoptr(WorkerPool) pool = pool_of(2);
    for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
        guint8 *bytes = g_malloc0(sizes[i] + 1);
        for (gsize at = 0; at < sizes[i]; at++)
            bytes[at] = (guint8)(at * 31 >> 3);
        g_autoptr(GBytes) input = g_bytes_new_take(bytes, sizes[i]);
        g_autoptr(WorkerResult) result =
            worker_pool_run(pool, task_of("echo", input, NULL));
        assert_end(result, WORKER_DONE);
        g_assert_true(g_bytes_equal(result->reply, input));
    }
    g_autoptr(GBytes) larger =
        g_bytes_new_take(g_malloc0(MOST_INPUT + 1), MOST_INPUT + 1);
    g_autoptr(WorkerResult) result = worker_pool_run(pool, task_of("echo", larger, NULL));
    assert_end(result, WORKER_DIED);
}

static void
test_replies(void)
{
    g_autoptr(WorkerPool) pool = pool_of(1);
    g_autoptr(WorkerResult) empty = worker_pool_run(pool, task_of("nothing", NULL, NULL));
    assert_end(empty, WORKER_DONE);
    g_assert_cmpuint(g_bytes_get_size(empty->reply), ==, 0);
    g_autoptr(WorkerResult) large = worker_pool_run(pool, task_of("large", NULL, NULL));
    assert_end(large, WORKER_DIED);
    g_assert_cmpstr(large->reason, ==, "reply too large");
    g_assert_cmpint(
        large->elapsed_ms, <, 15 * 1000); /* killed, not left to its deadline */
    g_autoptr(WorkerResult) none = worker_pool_run(pool, task_of("refuse", NULL, NULL));
    assert_end(none, WORKER_DIED);
    g_assert_cmpstr(none->reason, ==, "exit 1 (no answer)");
    g_autoptr(WorkerResult) leave = worker_pool_run(pool, task_of("leave", NULL, NULL));
    assert_end(leave, WORKER_DIED);
    g_assert_cmpstr(leave->reason, ==, "reply cut short");
}

static void
test_deadline(void)
{
    g_autoptr(WorkerPool) pool = pool_of(2);
    WorkerTask slow = task_of("sleep", NULL, &slow);
    slow.deadline_s = 1;
    worker_pool_submit(pool, slow);
    worker_pool_submit(pool, task_of("echo", NULL, NULL)); /* is not held up by it */
    g_autoptr(WorkerResult) quick = worker_pool_collect(pool, 15 * 1000);
    assert_end(quick, WORKER_DONE);
    g_assert_null(worker_pool_collect(pool, 0));
    g_autoptr(WorkerResult) late = worker_pool_collect(pool, 15 * 1000);
    assert_end(late, WORKER_LATE);
    g_assert_true(late->user_data == &slow);
    g_assert_cmpstr(late->reason, ==, "deadline");
    g_assert_cmpint(late->elapsed_ms, >=, 1000);
}

static void
test_fork_killed(void)
{
    static const int signals[] = {SIGKILL, SIGTERM};
    g_autoptr(WorkerPool) pool = pool_of(1);
    for (gsize i = 0; i < G_N_ELEMENTS(signals); i++) {
        pid_t worker, keeper;
        ask_processes(pool, &worker, &keeper);
        worker_pool_submit(pool, task_of("sleep", NULL, NULL));
        g_assert_cmpint(kill(wait_for_child_of(keeper), signals[i]), ==, 0);
        g_autoptr(WorkerResult) result = worker_pool_collect(pool, 15 * 1000);
        assert_end(result, WORKER_KILLED);
    }
}

static void
test_keeper_killed(void)
{
    g_autoptr(WorkerPool) pool = pool_of(2);
    for (int round = 0; round < 3; round++) {
        pid_t worker, keeper, successor;
        ask_processes(pool, &worker, &keeper);
        /* 50 with the keeper, two of them in forks; ten still with the pool */
        for (int i = 0; i < 60; i++)
            worker_pool_submit(pool, task_of(i < 50 ? "sleep" : "echo", NULL, NULL));
        pid_t orphan = wait_for_child_of(keeper);
        g_assert_cmpint(kill(keeper, SIGKILL), ==, 0);
        int killed = 0, done = 0;
        for (int i = 0; i < 60; i++) {
            g_autoptr(WorkerResult) result = worker_pool_collect(pool, 15 * 1000);
            g_assert_nonnull(result);
            assert_end(result, result->reply != NULL ? WORKER_DONE : WORKER_KILLED);
            *(result->reply != NULL ? &done : &killed) += 1;
        }
        g_assert_cmpint(killed, ==, 50);
        g_assert_cmpint(done, ==, 10);
        ask_processes(pool, &worker, &successor);
        g_assert_cmpint(successor, !=, keeper);
        for (int i = 0; i < 500 && kill(orphan, 0) == 0; i++)
            g_usleep(10 * 1000); /* its parent is gone, so it goes */
        g_assert_cmpint(kill(orphan, 0), !=, 0);
    }
}

static void
test_parent_gone(void)
{
    int ends[2];
    g_assert_cmpint(pipe(ends), ==, 0);
    pid_t parent = fork();
    if (parent == 0) {
        g_autoptr(WorkerPool) pool = pool_of(1);
        pid_t found[2];
        ask_processes(pool, &found[0], &found[1]);
        worker_pool_submit(pool, task_of("sleep", NULL, NULL));
        found[0] = wait_for_child_of(found[1]);
        _exit(write(ends[1], found, sizeof found) == sizeof found ? 0 : 1);
    }
    pid_t found[2];
    g_assert_cmpint(read(ends[0], found, sizeof found), ==, sizeof found);
    g_assert_cmpint(waitpid(parent, NULL, 0), ==, parent);
    for (int i = 0; i < 500 && (kill(found[0], 0) == 0 || kill(found[1], 0) == 0); i++)
        g_usleep(10 * 1000);
    g_assert_cmpint(kill(found[0], 0), !=, 0);
    g_assert_cmpint(kill(found[1], 0), !=, 0);
    close(ends[0]);
    close(ends[1]);
}

static void
test_start_fails(void)
{
    static const struct {
        const char *arguments[3];
        const char *message;
    } cases[] = {
        {{"plain", "without-model"},
            "cannot start the reading room 'plain': no model 'xyz'"},
        {{"plain", "crashing"},
            "cannot start the reading room 'plain': it ended with signal 9"
            " (KILL) while starting"},
        {{"elsewhere"},
            "cannot start the reading room 'elsewhere': it ended with exit 2 while"
            " starting"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(worker_pool_new(cases[i].arguments, 1, &error));
        g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG);
        g_assert_cmpstr(error->message, ==, cases[i].message);
    }
}

/* A keeper that died and does not start again: what waits comes back with the reason. */
static void
test_restart_fails(void)
{
    g_autofree char *folder = g_dir_make_tmp("diwan-pool-XXXXXX", NULL);
    g_autofree char *mark = g_build_filename(folder, "mark", NULL);
    const char *arguments[] = {"plain", "once", mark, NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(WorkerPool) pool = worker_pool_new(arguments, 1, &error);
    g_assert_no_error(error);
    pid_t worker, keeper;
    ask_processes(pool, &worker, &keeper);
    g_assert_cmpint(kill(keeper, SIGKILL), ==, 0);
    g_autoptr(WorkerResult) result = worker_pool_run(pool, task_of("echo", NULL, NULL));
    assert_end(result, WORKER_KILLED);
    if (g_str_has_prefix(result->reason, "the reading room ended")) { /* had been sent */
        worker_result_free(result);
        result = worker_pool_run(pool, task_of("echo", NULL, NULL));
        assert_end(result, WORKER_KILLED);
    }
    g_assert_cmpstr(
        result->reason, ==, "the reading room does not start: the model went away");
    unlink(mark);
    rmdir(folder);
}

static void
test_several_pools(void)
{
    g_autoptr(WorkerPool) first = pool_of(1);
    g_autoptr(WorkerPool) second = pool_of(1);
    WorkerPool *const both[] = {first, second};
    worker_pools_wait(both, 2, 20); /* nothing to do: passes by the clock */
    WorkerTask slow = task_of("sleep", NULL, NULL);
    slow.deadline_s = 1;
    worker_pool_submit(first, slow);
    worker_pool_submit(second, task_of("echo", NULL, NULL));
    worker_pools_wait(both, 2, 15 * 1000);
    g_autoptr(WorkerResult) quick = worker_pool_collect(second, 0);
    assert_end(quick, WORKER_DONE);
    worker_pools_wait(both, 2, 15 * 1000);
    g_autoptr(WorkerResult) late = worker_pool_collect(first, 0);
    assert_end(late, WORKER_LATE);
}

int
main(int argc, char **argv)
{
    if (argc > 2 && g_str_equal(argv[1], "room"))
        return g_str_equal(argv[2], "plain")
                   ? worker_keep(&plain, (const char *const *)argv + 3)
                   : 2;
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pool/many", test_many);
    g_test_add_func("/pool/sizes", test_sizes);
    g_test_add_func("/pool/replies", test_replies);
    g_test_add_func("/pool/deadline", test_deadline);
    g_test_add_func("/pool/fork-killed", test_fork_killed);
    g_test_add_func("/pool/keeper-killed", test_keeper_killed);
    g_test_add_func("/pool/parent-gone", test_parent_gone);
    g_test_add_func("/pool/start-fails", test_start_fails);
    g_test_add_func("/pool/restart-fails", test_restart_fails);
    g_test_add_func("/pool/several-pools", test_several_pools);
    return g_test_run();
}

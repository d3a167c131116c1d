/* test-lock.c - what a locked fork cannot do, and how it ends when it tries. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "worker/worker.h"

/* ---- deeds: each returns 0 when it could be done, else errno ---- */

static int
result_of(long returned)
{
    return returned >= 0 ? 0 : errno;
}

static int
open_file(int input_fd)
{
    (void)input_fd;
    return result_of(open("/etc/passwd", O_RDONLY));
}

static int
open_environment(int input_fd)
{
    (void)input_fd;
    return result_of(open("/proc/self/environ", O_RDONLY));
}

static int
open_again(int input_fd)
{
    g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", input_fd);
    return result_of(open(path, O_RDWR));
}

static int
create_file(int input_fd)
{
    (void)input_fd;
    return result_of(creat("/tmp/diwan-lock", 0600));
}

static int
stat_file(int input_fd)
{
    (void)input_fd;
    struct stat found;
    return result_of(stat("/etc/passwd", &found));
}

static int
stat_file_by_statx(int input_fd)
{
    (void)input_fd;
    struct statx found;
    return result_of(statx(AT_FDCWD, "/etc/passwd", 0, STATX_SIZE, &found));
}

static int
access_file(int input_fd)
{
    (void)input_fd;
    return result_of(access("/etc/passwd", R_OK));
}

static int
read_link(int input_fd)
{
    (void)input_fd;
    char target[64];
    return result_of(readlink("/proc/self/exe", target, sizeof target));
}

static int
remove_file(int input_fd)
{
    (void)input_fd;
    return result_of(unlink("/tmp/diwan-lock"));
}

static int
open_socket(int input_fd)
{
    (void)input_fd;
    return result_of(socket(AF_INET, SOCK_STREAM, 0));
}

static int
start_fork(int input_fd)
{
    (void)input_fd;
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    return result_of(pid);
}

static int
kill_keeper(int input_fd)
{
    (void)input_fd;
    return result_of(kill(getppid(), SIGKILL));
}

static int
write_stdout(int input_fd)
{
    (void)input_fd;
    return result_of(write(STDOUT_FILENO, "x", 1));
}

/* What a library does that has something to remark. */
static int
write_stderr(int input_fd)
{
    (void)input_fd;
    return result_of(write(STDERR_FILENO, "x", 1));
}

static int
write_socket(int input_fd)
{
    (void)input_fd;
    return result_of(write(3, "x", 1));
}

/* The input came with a descriptor that can write; its file cannot grow all the same. */
static int
write_input(int input_fd)
{
    signal(SIGXFSZ, SIG_IGN);
    return result_of(write(input_fd, "x", 1));
}

static int
map_code(int input_fd)
{
    (void)input_fd;
    void *start = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return start != MAP_FAILED ? 0 : errno;
}

static int
take_memory(int input_fd)
{
    (void)input_fd;
    void *volatile memory = malloc(4UL << 30);
    return memory != NULL ? 0 : errno;
}

static int
raise_limit(int input_fd)
{
    (void)input_fd;
    struct rlimit more = {60, 60};
    return result_of(setrlimit(RLIMIT_CPU, &more));
}

static int
run_program(int input_fd)
{
    (void)input_fd;
    return result_of(execl("/bin/true", "true", NULL));
}

static int
trace_keeper(int input_fd)
{
    (void)input_fd;
    return result_of(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL));
}

static int
read_keeper(int input_fd)
{
    (void)input_fd;
    return result_of(syscall(SYS_process_vm_readv, getppid(), NULL, 0, NULL, 0, 0));
}

static int
drop_lock(int input_fd)
{
    (void)input_fd;
    return result_of(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0));
}

static int
turn_for_ever(int input_fd)
{
    for (volatile guint turns = (guint)input_fd;; turns++)
        ;
    return 0;
}

static int
turn_past_the_signal(int input_fd)
{
    signal(SIGXCPU, SIG_IGN);
    return turn_for_ever(input_fd);
}

static int
touch_nothing(int input_fd)
{
    volatile guintptr nowhere = 0;
    return *(volatile int *)nowhere + input_fd;
}

static int
give_up(int input_fd)
{
    (void)input_fd;
    abort();
}

/* What libraries do all day goes on. */
static int
live(int input_fd)
{
    struct timespec now;
    g_autofree char *large = g_malloc0(8 << 20);
    large = g_realloc(large, 32 << 20);
    memset(large, 1, 32 << 20);
    g_autoptr(GBytes) input = worker_read_input(input_fd, 100);
    g_autoptr(GRegex) regex = g_regex_new("l.t+er", G_REGEX_OPTIMIZE, 0, NULL);
    bool well = input != NULL && g_bytes_get_size(input) == 6 &&
                clock_gettime(CLOCK_REALTIME, &now) == 0 && now.tv_sec > 0 &&
                g_random_int_range(0, 3) < 3 && regex != NULL &&
                g_regex_match(regex, "a letter", 0, NULL) &&
                getenv("DIWAN_SECRET") == NULL;
    time_t instant = 0;
    struct tm broken;
    return well && localtime_r(&instant, &broken) != NULL && broken.tm_hour == 0 ? 0
                                                                                 : EINVAL;
}

/* ---- which ends how ---- */

typedef struct Deed {
    const char *name;
    int (*attempt)(int input_fd);
    WorkerEnd end;
    int number;         /* errno that it gets when WORKER_DONE */
    const char *reason; /* otherwise */
    bool unlimited;     /* needs the address-space limit, which sanitizers do without */
} Deed;

#ifdef __SANITIZE_ADDRESS__
enum { REMARK = EFBIG }; /* open for the sanitizer's report, and here a file */
#else
enum { REMARK = EBADF };
#endif

static const char forbidden[] = "signal 31 (SYS), a forbidden system call";

static const Deed deeds[] = {
    {"live", live, WORKER_DONE, 0, NULL, false},
    {"open-file", open_file, WORKER_DONE, EACCES, NULL, false},
    {"open-environment", open_environment, WORKER_DONE, EACCES, NULL, false},
    {"open-again", open_again, WORKER_DONE, EACCES, NULL, false},
    {"create-file", create_file, WORKER_DONE, EACCES, NULL, false},
    {"stat-file", stat_file, WORKER_DONE, EACCES, NULL, false},
    {"statx-file", stat_file_by_statx, WORKER_DONE, EACCES, NULL, false},
    {"access-file", access_file, WORKER_DONE, EACCES, NULL, false},
    {"read-link", read_link, WORKER_DONE, EACCES, NULL, false},
    {"remove-file", remove_file, WORKER_DONE, EACCES, NULL, false},
    {"socket", open_socket, WORKER_DONE, EACCES, NULL, false},
    {"fork", start_fork, WORKER_DONE, EACCES, NULL, false},
    {"kill-keeper", kill_keeper, WORKER_DONE, EACCES, NULL, false},
    {"write-stdout", write_stdout, WORKER_DONE, EBADF, NULL, false},
    {"write-stderr", write_stderr, WORKER_DONE, REMARK, NULL, false},
    {"write-socket", write_socket, WORKER_DONE, EBADF, NULL, false},
    {"write-input", write_input, WORKER_DONE, EFBIG, NULL, false},
    {"map-code", map_code, WORKER_DONE, EACCES, NULL, false},
    {"take-memory", take_memory, WORKER_DONE, ENOMEM, NULL, true},
    {"raise-limit", raise_limit, WORKER_DIED, 0, forbidden, false},
    {"exec", run_program, WORKER_DIED, 0, forbidden, false},
    {"trace", trace_keeper, WORKER_DIED, 0, forbidden, false},
    {"read-keeper", read_keeper, WORKER_DIED, 0, forbidden, false},
    {"drop-lock", drop_lock, WORKER_DIED, 0, forbidden, false},
    {"turn", turn_for_ever, WORKER_DIED, 0, "CPU limit of 1 s", false},
    {"turn-past-signal", turn_past_the_signal, WORKER_DIED, 0, "CPU limit of 1 s", false},
    {"touch-nothing", touch_nothing, WORKER_DIED, 0, NULL, false},
    {"give-up", give_up, WORKER_DIED, 0, NULL, false},
};

/* ---- the room ---- */

static bool
open_room(const char *const *arguments, GError **error)
{
    (void)arguments;
    (void)error;
    return true;
}

static GBytes *
work(GVariant *ask, int input_fd)
{
    guint number = g_variant_get_uint32(ask);
    int result = deeds[number].attempt(input_fd);
    return g_bytes_new(&result, sizeof result);
}

static const WorkerRoom room = {.name = "lock",
    .open = open_room,
    .work = work,
    .most_memory_bytes = 1UL << 30,
    .most_reply_bytes = 1 << 20};

/* ---- the tests ---- */

static WorkerPool *pool;

static void
test_deed(gconstpointer data)
{
    const Deed *deed = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) letter = g_bytes_new_static("letter", 6);
#ifdef __SANITIZE_ADDRESS__
    if (deed->unlimited) {
        g_test_skip("a sanitizer needs all of the address space");
        return;
    }
#endif
    int fd = worker_input_from_bytes(letter, &error);
    g_assert_no_error(error);
    g_autoptr(WorkerResult) result =
        worker_pool_run(pool, (WorkerTask){.input_fd = fd,
                                  .ask = g_variant_new_uint32((guint32)(deed - deeds)),
                                  .cpu_s = 1,
                                  .deadline_s = 30});
    g_assert_cmpstr(worker_end_name(result->end), ==, worker_end_name(deed->end));
    if (deed->end == WORKER_DONE) {
        g_assert_cmpuint(g_bytes_get_size(result->reply), ==, sizeof(int));
        const int *number = g_bytes_get_data(result->reply, NULL);
        g_assert_cmpstr(g_strerror(*number), ==, g_strerror(deed->number));
    } else if (deed->reason != NULL)
        g_assert_cmpstr(result->reason, ==, deed->reason);
    else
        g_test_message("ended with %s", result->reason);
}

int
main(int argc, char **argv)
{
    if (argc > 2 && g_str_equal(argv[1], "room"))
        return worker_keep(&room, (const char *const *)argv + 3);
    g_test_init(&argc, &argv, NULL);
    g_setenv("DIWAN_SECRET", "not for the room", true);
    g_autoptr(GError) error = NULL;
    static const char *const arguments[] = {"lock", NULL};
    int was = dup(STDERR_FILENO), file = memfd_create("stderr", MFD_CLOEXEC);
    dup2(file, STDERR_FILENO);
    pool = worker_pool_new(arguments, 1, &error);
    dup2(was, STDERR_FILENO);
    close(was);
    close(file);
    g_assert_no_error(error);
    for (gsize i = 0; i < G_N_ELEMENTS(deeds); i++) {
        g_autofree char *path = g_strdup_printf("/lock/%s", deeds[i].name);
        g_test_add_data_func(path, &deeds[i], test_deed);
    }
    int status = g_test_run();
    worker_pool_free(pool);
    return status;
}

/* child.c - a program that lives no longer than we do, with all it starts.
 *
 * The kernel tells a child of its parent's death (PR_SET_PDEATHSIG), but forgets to once the child
 * has changed its user for a moment, as Postfix's master does. So a guardian stands between: it
 * changes nothing, is told reliably, and ends the program. Servers leave helpers behind when they
 * end; the guardian is their subreaper and leaves only when the whole process group is gone.
 */
#include "demo/child.h"

#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { GRACE_MS = 10000, HELPERS_MS = 2000, LOOK_MS = 10 };
enum { TROUBLE_FD = 3 }; /* where the guardian reports a failed exec */

struct Child {
    pid_t guardian;
    bool ended;
};

/* ---- in the guardian: only what is safe after a fork ---- */

static volatile sig_atomic_t asked_to_end;

static void
ask_to_end(int number)
{
    (void)number;
    asked_to_end = 1;
}

static void
pause_ms(int ms)
{
    struct timespec span = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};
    nanosleep(&span, NULL);
}

static G_NORETURN void
program_run(const char *const *argv)
{
    setsid();
    signal(SIGTERM, SIG_DFL);
    execv(argv[0], (char *const *)argv);
    int number = errno;
    if (write(TROUBLE_FD, &number, sizeof number) < 0)
        _exit(126);
    _exit(127);
}

/* Reaps what has ended; true while the program itself runs. */
static bool
program_runs(pid_t program, bool *running)
{
    pid_t pid;
    while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
        if (pid == program)
            *running = false;
    return *running;
}

/* The program has ended: a moment for its helpers, then no more. As long as one is left to wait
 * for, the number of the group cannot belong to anybody else. */
static void
helpers_end(pid_t group)
{
    int waited = 0;
    pid_t pid;
    while ((pid = waitpid(-group, NULL, WNOHANG)) >= 0) {
        if (pid > 0)
            continue;
        kill(-group, waited >= HELPERS_MS ? SIGKILL : SIGTERM);
        pause_ms(LOOK_MS);
        waited += LOOK_MS;
    }
}

static G_NORETURN void
guard(const char *const *argv)
{
    struct sigaction end = {.sa_handler = ask_to_end};
    sigaction(SIGTERM, &end, NULL);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    pid_t program = fork();
    if (program == 0)
        program_run(argv);
    close(TROUBLE_FD);
    bool running = program > 0;
    while (program_runs(program, &running) && !asked_to_end)
        pause_ms(LOOK_MS * 5);
    if (running)
        kill(program, SIGTERM);
    for (int waited = 0; program_runs(program, &running); waited += LOOK_MS) {
        if (waited >= GRACE_MS)
            kill(program, SIGKILL);
        pause_ms(LOOK_MS);
    }
    if (program > 0)
        helpers_end(program);
    _exit(0);
}

static G_NORETURN void
become_guardian(const char *const *argv, int log_fd, int trouble_fd, pid_t parent)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setsid();
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent) /* it died before the line above */
        _exit(1);
    int null_fd = open("/dev/null", O_RDONLY);
    if (null_fd >= 0)
        dup2(null_fd, STDIN_FILENO);
    if (log_fd >= 0) {
        dup2(log_fd, STDOUT_FILENO);
        dup2(log_fd, STDERR_FILENO);
    }
    /* Never a lock or a pipe of ours. */
    if (trouble_fd != TROUBLE_FD)
        dup2(trouble_fd, TROUBLE_FD);
    fcntl(TROUBLE_FD, F_SETFD, FD_CLOEXEC);
    close_range(TROUBLE_FD + 1, ~0U, 0);
    guard(argv);
}

/* ---- in us ---- */

/* Waits until exec has happened; errno of its failure, or 0. */
static int
exec_trouble(int fd)
{
    int number = 0;
    gssize n;
    while ((n = read(fd, &number, sizeof number)) < 0 && errno == EINTR)
        ;
    return n == sizeof number ? number : 0;
}

static int
open_log(const char *path, GError **error)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0)
        error_from_errno(error, DIWAN_ERROR_REFUSED, "cannot write '%s'", path);
    return fd;
}

Child *
child_start(const char *const *argv, const char *log_path, GError **error)
{
    int trouble[2], log_fd = -1;
    if (log_path && (log_fd = open_log(log_path, error)) < 0)
        return NULL;
    pid_t parent = getpid(), guardian = -1;
    int number = 0;
    if (pipe2(trouble, O_CLOEXEC) == 0) {
        guardian = fork();
        if (guardian == 0)
            become_guardian(argv, log_fd, trouble[1], parent);
        number = guardian < 0 ? errno : 0;
        close(trouble[1]);
        if (guardian > 0)
            number = exec_trouble(trouble[0]);
        close(trouble[0]);
    } else {
        number = errno;
    }
    if (log_fd >= 0)
        close(log_fd);
    if (number) {
        if (guardian > 0)
            waitpid(guardian, NULL, 0);
        errno = number;
        error_from_errno(error, DIWAN_ERROR_CONFIG, "cannot start '%s'", argv[0]);
        return NULL;
    }
    Child *child = g_new0(Child, 1);
    child->guardian = guardian;
    return child;
}

bool
child_is_running(Child *child)
{
    if (!child->ended)
        child->ended = waitpid(child->guardian, NULL, WNOHANG) != 0;
    return !child->ended;
}

void
child_stop(Child *child)
{
    if (!child)
        return;
    if (child_is_running(child)) {
        kill(child->guardian, SIGTERM);
        while (waitpid(child->guardian, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    g_free(child);
}

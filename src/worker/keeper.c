/* keeper.c - the process that holds what is costly and forks for every task.
 *
 * It has one thread, and so has every fork: _Fork is fork without the handlers that libraries
 * leave for processes with more, some of which may be unmapped here.
 * It takes a task from its socket only while a place is free, so that the socket is the queue.
 * It keeps the writing end of each fork's reply pipe: when the pool closes the reading end, the
 * fork is not wanted any more and is killed. It reads no byte of input or reply itself. When
 * the socket closes the pool is gone, and so is everything here.
 */
#include "worker/worker.h"

#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "worker/lock.h"
#include "worker/slim.h"
#include "worker/wire.h"

enum { TRIAL_CPU_S = 10 };

typedef struct Fork {
    pid_t pid;
    guint64 serial;
    int reply_fd;
    gint64 started_us;
    gint64 deadline_us;
    bool late;
} Fork;

typedef struct Keeper {
    const WorkerRoom *room;
    Lock lock;
    pid_t self;
    int children; /* a signalfd for SIGCHLD */
    int width;
    int running;
    Fork forks[WIRE_MOST_WIDTH];
    guint64
        packet[(sizeof(WireTask) + WIRE_MOST_ASK_BYTES) / 8]; /* aligned for GVariant */
} Keeper;

/* ---- in the fork ---- */

static bool
write_reply(int fd, GBytes *reply)
{
    gsize length;
    const void *bytes = g_bytes_get_data(reply, &length);
    WireReplyHead head = {length};
    struct iovec parts[] = {{&head, sizeof head}, {(void *)bytes, length}};
    while (parts[1].iov_len > 0 || parts[0].iov_len > 0) {
        gssize written = writev(fd, parts, 2);
        if (written < 0 && errno != EINTR)
            return false;
        for (int i = 0; i < 2 && written > 0; i++) {
            gsize step = MIN((gsize)written, parts[i].iov_len);
            parts[i].iov_base = (guint8 *)parts[i].iov_base + step;
            parts[i].iov_len -= step;
            written -= (gssize)step;
        }
    }
    return true;
}

static GVariant *
read_ask(const void *bytes, gsize length)
{
    if (length == 0)
        return NULL;
    g_autoptr(GVariant) boxed = g_variant_ref_sink(g_variant_new_from_data(
        G_VARIANT_TYPE_VARIANT, bytes, length, false, NULL, NULL));
    return g_variant_get_variant(boxed);
}

/* Everything a fork does; task NULL: only the lock, to see that it can be taken. */
static G_NORETURN void
fork_life(const Keeper *keeper, const WireTask *task, int input_fd, int reply_fd)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != keeper->self) /* the keeper died before the line above */
        _exit(FORK_NO_ANSWER);
    LockStep step = lock_take(
        &keeper->lock, input_fd, reply_fd, task != NULL ? task->cpu_s : TRIAL_CPU_S);
    if (step != LOCK_WHOLE)
        _exit(FORK_NOT_LOCKED + (int)step);
    if (task == NULL)
        _exit(FORK_ANSWERED);
    g_autoptr(GVariant) ask = read_ask(task + 1, task->ask_bytes);
    g_autoptr(GBytes) reply = keeper->room->work(ask, input_fd);
    _exit(reply != NULL && write_reply(reply_fd, reply) ? FORK_ANSWERED : FORK_NO_ANSWER);
}

/* ---- in the keeper ---- */

static bool
say(const void *packet, gsize length)
{
    return wire_send(WIRE_SOCKET, packet, length, NULL, 0, NULL, 0, 0);
}

static bool
say_ended(const Fork *ended, int wait_status, int fork_errno, const struct rusage *usage)
{
    WireEnded packet = {
        .kind = WIRE_ENDED,
        .wait_status = wait_status,
        .fork_errno = fork_errno,
        .late = ended->late,
        .serial = ended->serial,
        .elapsed_us = g_get_monotonic_time() - ended->started_us,
    };
    if (usage != NULL)
        packet.cpu_us =
            (usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * G_USEC_PER_SEC +
            usage->ru_utime.tv_usec + usage->ru_stime.tv_usec;
    return say(&packet, sizeof packet);
}

/* Takes one packet. False: the pool is gone. */
static bool
take_task(Keeper *keeper)
{
    int descriptors[2];
    gssize got = wire_receive(
        WIRE_SOCKET, keeper->packet, sizeof keeper->packet, descriptors, 2, MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN)
        return true;
    const WireTask *task = (const WireTask *)keeper->packet;
    if (got < (gssize)sizeof *task || task->kind != WIRE_TASK || descriptors[1] < 0 ||
        task->ask_bytes != (gsize)got - sizeof *task)
        return false;
    gint64 now_us = g_get_monotonic_time();
    Fork *started = &keeper->forks[keeper->running];
    *started = (Fork){
        .serial = task->serial,
        .reply_fd = descriptors[1],
        .started_us = now_us,
        .deadline_us = now_us + MAX(task->deadline_s, 1) * G_USEC_PER_SEC,
    };
    started->pid = _Fork();
    if (started->pid == 0)
        fork_life(keeper, task, descriptors[0], descriptors[1]);
    int fork_errno = errno;
    close(descriptors[0]);
    if (started->pid > 0) {
        keeper->running++;
        return true;
    }
    close(descriptors[1]);
    return say_ended(started, 0, fork_errno, NULL);
}

/* Reports every fork that has ended. */
static bool
reap(Keeper *keeper)
{
    struct signalfd_siginfo ignored;
    (void)!read(
        keeper->children, &ignored, sizeof ignored); /* one may stand for several */
    while (keeper->running > 0) {
        int wait_status;
        struct rusage usage;
        pid_t pid = wait4(-1, &wait_status, WNOHANG, &usage);
        if (pid <= 0)
            return true;
        int i = 0;
        while (i < keeper->running && keeper->forks[i].pid != pid)
            i++;
        if (i == keeper->running)
            continue;
        Fork ended = keeper->forks[i];
        keeper->forks[i] = keeper->forks[--keeper->running];
        bool heard = say_ended(&ended, wait_status, 0, &usage);
        close(ended.reply_fd);
        if (!heard)
            return false;
    }
    return true;
}

/* Kills forks past their deadline and forks whose answer is not wanted any more. Their pids
 * are theirs until reap. */
static void
kill_unwanted(Keeper *keeper, const struct pollfd *replies)
{
    gint64 now_us = g_get_monotonic_time();
    for (int i = 0; i < keeper->running; i++) {
        Fork *one = &keeper->forks[i];
        if (now_us >= one->deadline_us && !one->late) {
            one->late = true;
            kill(one->pid, SIGKILL);
        } else if (replies[i].revents & POLLERR)
            kill(one->pid, SIGKILL);
    }
}

static int
next_deadline_ms(const Keeper *keeper)
{
    gint64 next_us = G_MAXINT64, now_us = g_get_monotonic_time();
    for (int i = 0; i < keeper->running; i++)
        if (!keeper->forks[i].late)
            next_us = MIN(next_us, keeper->forks[i].deadline_us);
    return next_us == G_MAXINT64 ? -1 : (int)(MAX(next_us - now_us, 0) / 1000 + 1);
}

static void
serve(Keeper *keeper)
{
    for (;;) {
        struct pollfd all[2 + WIRE_MOST_WIDTH];
        bool full = keeper->running == keeper->width;
        all[0] = (struct pollfd){.fd = WIRE_SOCKET, .events = full ? 0 : POLLIN};
        all[1] = (struct pollfd){.fd = keeper->children, .events = POLLIN};
        for (int i = 0; i < keeper->running; i++) /* only errors: nobody reads any more */
            all[2 + i] = (struct pollfd){.fd = keeper->forks[i].reply_fd};
        if (poll(all, 2 + (nfds_t)keeper->running, next_deadline_ms(keeper)) < 0 &&
            errno != EINTR)
            return;
        if (all[0].revents & (POLLHUP | POLLERR))
            return;
        kill_unwanted(keeper, all + 2);
        if (all[1].revents != 0 && !reap(keeper))
            return;
        if (all[0].revents & POLLIN && !take_task(keeper))
            return;
    }
}

/* A room that cannot be locked is better known before the first letter. */
static bool
try_lock(const Keeper *keeper, GError **error)
{
    int wait_status;
    pid_t pid = _Fork();
    if (pid == 0)
        fork_life(keeper, NULL, WIRE_SOCKET, keeper->children);
    if (pid > 0 && waitpid(pid, &wait_status, 0) == pid && wait_status == 0)
        return true;
    int step = pid > 0 && WIFEXITED(wait_status)
                   ? WEXITSTATUS(wait_status) - FORK_NOT_LOCKED
                   : LOCK_WHOLE;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
        "cannot lock the room '%s': this system does not grant %s", keeper->room->name,
        step > LOCK_WHOLE ? lock_step_name((LockStep)step) : "a new process");
    return false;
}

static bool
prepare(Keeper *keeper, const char *const *arguments, GError **error)
{
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, NULL);
    keeper->children = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
    keeper->self = getpid();
    if (!keeper->room->open(arguments, error))
        return false;
    slim_unmap(keeper->room->unneeded);
    /* What is free lies together then, and a fork need not copy pages to find it. */
    malloc_trim(0);
    return lock_build(&keeper->lock, keeper->room->most_memory_bytes, error) &&
           try_lock(keeper, error);
}

static void
kill_all(const Keeper *keeper)
{
    for (int i = 0; i < keeper->running; i++)
        kill(keeper->forks[i].pid, SIGKILL);
}

int
worker_keep(const WorkerRoom *room, const char *const *arguments)
{
    static Keeper keeper;
    WireHello hello;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NAME, "diwan room");
    if (wire_receive(WIRE_SOCKET, &hello, sizeof hello, NULL, 0, 0) != sizeof hello ||
        hello.kind != WIRE_HELLO) {
        g_printerr("diwan: room '%s' is started by a pool alone\n", room->name);
        return 2;
    }
    keeper.room = room;
    keeper.width = (int)CLAMP(hello.width, 1, WIRE_MOST_WIDTH);
    g_autoptr(GError) error = NULL;
    bool prepared = prepare(&keeper, arguments, &error);
    WireReady ready = {.kind = WIRE_READY, .most_reply_bytes = room->most_reply_bytes};
    WireFailed failed = {.kind = WIRE_FAILED};
    g_strlcpy(failed.text, prepared ? "" : error->message, sizeof failed.text);
    if (!prepared)
        (void)say(&failed, sizeof failed);
    else if (say(&ready, sizeof ready))
        serve(&keeper);
    kill_all(&keeper);
    if (room->unneeded != NULL)
        _exit(prepared ? 0 : 1);
    return prepared ? 0 : 1;
}

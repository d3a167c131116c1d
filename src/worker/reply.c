/* reply.c - what comes out of a fork: bytes to distrust, and the way it ended.
 *
 * The length is the fork's own word, so it is compared before anything is set aside for it;
 * memory for it is touched only as bytes come. Bytes past the length are left in the pipe.
 */
#include "worker/reply.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "worker/lock.h"

void
reply_clear(Reply *reply)
{
    if (reply->fd >= 0)
        close(reply->fd);
    reply->fd = -1;
    g_clear_pointer(&reply->bytes, g_free);
}

bool
reply_is_whole(const Reply *reply)
{
    return reply->have >= sizeof reply->head &&
           reply->have - sizeof reply->head == reply->head.length;
}

/* Reads the rest of the head, and with it the first bytes. False: nothing more for now. */
static bool
read_head(Reply *reply, gsize most_bytes)
{
    static guint8 first[64 << 10];
    struct iovec parts[] = {
        {(guint8 *)&reply->head + reply->have, sizeof reply->head - reply->have},
        {first, sizeof first}};
    gssize got = readv(reply->fd, parts, 2);
    if (got <= 0)
        return got < 0 && errno == EINTR;
    gsize behind = (gsize)got > parts[0].iov_len ? (gsize)got - parts[0].iov_len : 0;
    reply->have += (gsize)got - behind;
    if (reply->have < sizeof reply->head)
        return true;
    if (reply->head.length <= most_bytes)
        reply->bytes = g_try_malloc(MAX(reply->head.length, 1));
    if (reply->bytes == NULL) {
        reply_clear(reply);
        reply->too_large = true;
        return false;
    }
    behind = MIN(behind, reply->head.length);
    memcpy(reply->bytes, first, behind);
    reply->have += behind;
    return true;
}

static bool
read_bytes(Reply *reply)
{
    gsize at = reply->have - sizeof reply->head;
    gssize got = read(reply->fd, reply->bytes + at, reply->head.length - at);
    reply->have += (gsize)MAX(got, 0);
    return got > 0 || (got < 0 && errno == EINTR);
}

void
reply_read(Reply *reply, gsize most_bytes)
{
    bool more = reply->fd >= 0;
    while (more && !reply_is_whole(reply))
        more = reply->bytes == NULL ? read_head(reply, most_bytes) : read_bytes(reply);
}

static char *
name_signal(int signal)
{
    const char *name = sigabbrev_np(signal);
    return g_strdup_printf("signal %d (%s)%s", signal, name != NULL ? name : "?",
        signal == SIGSYS ? ", a forbidden system call" : "");
}

static bool
is_from_outside(int signal)
{
    return signal == SIGKILL || signal == SIGTERM || signal == SIGINT ||
           signal == SIGHUP || signal == SIGQUIT;
}

static void
judge_signal(const WireEnded *ended, int cpu_s, WorkerResult *result)
{
    int signal = WTERMSIG(ended->wait_status);
    bool used_up = ended->cpu_us >= MAX(cpu_s, 1) * G_USEC_PER_SEC;
    if (ended->late && signal == SIGKILL) {
        result->end = WORKER_LATE;
        result->reason = g_strdup("deadline");
    } else if (signal == SIGXCPU || (signal == SIGKILL && used_up)) {
        result->end = WORKER_DIED;
        result->reason = g_strdup_printf("CPU limit of %d s", cpu_s);
    } else {
        result->end = is_from_outside(signal) ? WORKER_KILLED : WORKER_DIED;
        result->reason = name_signal(signal);
    }
}

static void
judge_exit(Reply *reply, const WireEnded *ended, WorkerResult *result)
{
    int status = WEXITSTATUS(ended->wait_status);
    if (status == FORK_ANSWERED && reply_is_whole(reply)) {
        result->end = WORKER_DONE;
        result->reply =
            g_bytes_new_take(g_steal_pointer(&reply->bytes), reply->head.length);
        return;
    }
    result->end = WORKER_DIED;
    if (status == FORK_ANSWERED)
        result->reason = g_strdup("reply cut short");
    else if (status > FORK_NOT_LOCKED && status <= FORK_NOT_LOCKED + LOCK_SECCOMP)
        result->reason = g_strdup_printf("exit %d (could not take the lock: %s)", status,
            lock_step_name((LockStep)(status - FORK_NOT_LOCKED)));
    else
        result->reason = g_strdup_printf(
            "exit %d%s", status, status == FORK_NO_ANSWER ? " (no answer)" : "");
}

void
reply_judge(Reply *reply, const WireEnded *ended, int cpu_s, WorkerResult *result)
{
    result->elapsed_ms = ended->elapsed_us / 1000;
    if (ended->fork_errno != 0) {
        result->end = WORKER_KILLED;
        result->reason = g_strdup_printf("no process: %s", g_strerror(ended->fork_errno));
    } else if (reply->too_large) {
        result->end = WORKER_DIED;
        result->reason = g_strdup("reply too large");
    } else if (WIFSIGNALED(ended->wait_status))
        judge_signal(ended, cpu_s, result);
    else
        judge_exit(reply, ended, result);
}

/* lock.c - the order in which a fork gives up what it has.
 *
 * Descriptors first, then limits, then privileges, files (landlock) and calls (seccomp), each
 * before the next could be needed to undo it. A kernel without landlock goes on: seccomp
 * refuses every call that names a file anyway.
 */
#include "worker/lock.h"

#include <errno.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.h"

/* Every right that a landlock ABI knows; the installed header may be older than the kernel. */
typedef struct Rights {
    guint64 files;
    guint64 network;
    guint64 scoped;
} Rights;

static int
ruleset_create(const Rights *rights, gsize size, guint32 flags)
{
    return (int)syscall(SYS_landlock_create_ruleset, rights, size, flags);
}

/* All rights are handled and none is granted. -1 with errno 0 where there is no landlock. */
static int
forget_everything(void)
{
    int abi = ruleset_create(NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (abi < 1) {
        errno = errno == ENOSYS || errno == EOPNOTSUPP ? 0 : errno;
        return -1;
    }
    static const int file_rights[] = {
        0, 13, 14, 15, 15, 16}; /* how many, by ABI 1 to 5 */
    Rights rights = {.files = (1ULL << file_rights[MIN(abi, 5)]) - 1};
    rights.network = abi >= 4 ? (1ULL << 2) - 1 : 0; /* TCP bind and connect */
    rights.scoped = abi >= 6 ? (1ULL << 2) - 1 : 0;  /* abstract sockets and signals */
    gsize size = abi >= 6   ? sizeof rights
                 : abi >= 4 ? G_STRUCT_OFFSET(Rights, scoped)
                            : G_STRUCT_OFFSET(Rights, network);
    return ruleset_create(&rights, size, 0);
}

static bool
mapped_bytes(rlim_t *bytes)
{
    g_autofree char *statm = NULL;
    if (!g_file_get_contents("/proc/self/statm", &statm, NULL, NULL))
        return false;
    *bytes = (rlim_t)g_ascii_strtoull(statm, NULL, 10) * (rlim_t)sysconf(_SC_PAGESIZE);
    return true;
}

bool
lock_build(Lock *lock, gsize most_memory_bytes, GError **error)
{
    rlim_t mapped = 0;
    if (!lock_filter_build(&lock->filter, error))
        return false;
    lock->ruleset_fd = forget_everything();
    if (lock->ruleset_fd < 0 && errno != 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
            "cannot lock the room's files away: %s", g_strerror(errno));
        return false;
    }
    if (!SANITIZED && !mapped_bytes(&mapped)) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
            "cannot read /proc/self/statm, which the room's memory limit needs");
        return false;
    }
    lock->most_address_bytes = SANITIZED ? RLIM_INFINITY : mapped + most_memory_bytes;
    return true;
}

/* Closes first to last, but for stderr under a sanitizer. */
static bool
close_between(unsigned first, unsigned last)
{
    if (SANITIZED && first <= STDERR_FILENO && last >= STDERR_FILENO)
        return close_between(first, STDERR_FILENO - 1) &&
               close_between(STDERR_FILENO + 1, last);
    return first > last || close_range(first, last, 0) == 0;
}

static bool
keep_two_descriptors(int a, int b)
{
    unsigned low = (unsigned)MIN(a, b), high = (unsigned)MAX(a, b);
    return close_between(0, low - 1) && close_between(low + 1, high - 1) &&
           close_between(high + 1, ~0U);
}

static bool
limit(int what, rlim_t soft, rlim_t hard)
{
    struct rlimit most = {soft, hard};
    return setrlimit((__rlimit_resource_t)what, &most) == 0;
}

/* A library's remark on a stderr that is a file is lost, as no file may grow; it is not a death. */
static bool
outlive_remarks(void)
{
    return !SANITIZED || signal(SIGXFSZ, SIG_IGN) != SIG_ERR;
}

/* Between the soft and the hard CPU limit the kernel says SIGXCPU, so that it can be told from
 * a SIGKILL of other cause. */
static bool
take_limits(const Lock *lock, int cpu_s)
{
    rlim_t cpu = (rlim_t)MAX(cpu_s, 1);
    return limit(RLIMIT_AS, lock->most_address_bytes, lock->most_address_bytes) &&
           limit(RLIMIT_CPU, cpu, cpu + 2) && limit(RLIMIT_FSIZE, 0, 0) &&
           limit(RLIMIT_CORE, 0, 0) && limit(RLIMIT_NPROC, 0, 0) &&
           limit(RLIMIT_NOFILE, 0, 0);
}

LockStep
lock_take(const Lock *lock, int input_fd, int reply_fd, int cpu_s)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        return LOCK_PRIVILEGES;
    if (lock->ruleset_fd >= 0 &&
        syscall(SYS_landlock_restrict_self, lock->ruleset_fd, 0) != 0)
        return LOCK_LANDLOCK;
    if (!keep_two_descriptors(input_fd, reply_fd))
        return LOCK_DESCRIPTORS;
    if (!take_limits(lock, cpu_s) || !outlive_remarks())
        return LOCK_LIMITS;
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &lock->filter, 0, 0) != 0)
        return LOCK_SECCOMP;
    return LOCK_WHOLE;
}

const char *
lock_step_name(LockStep step)
{
    static const char *const names[] = {
        "nothing", "descriptors", "limits", "privileges", "landlock", "seccomp"};
    return (gsize)step < G_N_ELEMENTS(names) ? names[step] : "unknown";
}

/* filter.c - the system calls a locked fork may make.
 *
 * Three kinds: allowed (memory, time, the two open descriptors), refused with EACCES (what
 * libraries try lazily and live without: files, terminals, threads), and all others, which end
 * the process. Built by libseccomp from names, so that it holds on every architecture; a name
 * that an architecture does not have is passed over. To see what killed a fork: strace -f.
 */
#include "worker/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base.h"

static const int allowed[] = {
    /* the descriptors already open; fstat by descriptor alone, see newfstatat below */
    SCMP_SYS(read),
    SCMP_SYS(readv),
    SCMP_SYS(pread64),
    SCMP_SYS(write),
    SCMP_SYS(writev),
    SCMP_SYS(lseek),
    SCMP_SYS(close),
    SCMP_SYS(fstat),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    /* memory; mmap and mprotect stand below, without PROT_EXEC */
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(futex),
    /* time and chance */
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_getres),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(times),
    SCMP_SYS(getrusage),
    SCMP_SYS(getrandom),
    /* itself */
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(getppid),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getegid),
    SCMP_SYS(uname),
    SCMP_SYS(sysinfo),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

static const int refused[] = {
    /* files by name; newfstatat too, as a filter cannot see whether its path is empty */
    SCMP_SYS(open),
    SCMP_SYS(openat),
    SCMP_SYS(openat2),
    SCMP_SYS(creat),
    SCMP_SYS(access),
    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2),
    SCMP_SYS(stat),
    SCMP_SYS(lstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(statx),
    SCMP_SYS(statfs),
    SCMP_SYS(fstatfs),
    SCMP_SYS(readlink),
    SCMP_SYS(readlinkat),
    SCMP_SYS(getcwd),
    SCMP_SYS(mkdir),
    SCMP_SYS(mkdirat),
    SCMP_SYS(unlink),
    SCMP_SYS(unlinkat),
    SCMP_SYS(rename),
    SCMP_SYS(renameat),
    SCMP_SYS(renameat2),
    /* new descriptors */
    SCMP_SYS(socket),
    SCMP_SYS(socketpair),
    SCMP_SYS(connect),
    SCMP_SYS(pipe),
    SCMP_SYS(pipe2),
    SCMP_SYS(dup),
    SCMP_SYS(dup2),
    SCMP_SYS(dup3),
    SCMP_SYS(eventfd2),
    SCMP_SYS(memfd_create),
    SCMP_SYS(ioctl), /* isatty */
    /* processes and threads; abort() then ends by its own instruction */
    SCMP_SYS(fork),
    SCMP_SYS(vfork),
    SCMP_SYS(clone),
    SCMP_SYS(clone3),
    SCMP_SYS(kill),
    SCMP_SYS(tkill),
    SCMP_SYS(tgkill),
    SCMP_SYS(sched_setaffinity),
};

/* Calls that are allowed with some arguments and refused with others. */
static int
add_conditions(scmp_filter_ctx filter)
{
    const guint32 refuse = SCMP_ACT_ERRNO(EACCES);
    const int mapping[] = {SCMP_SYS(mmap), SCMP_SYS(mprotect)};
    int wrong = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(mapping); i++) {
        wrong |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, mapping[i], 1,
            SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
        wrong |= seccomp_rule_add(filter, refuse, mapping[i], 1,
            SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
    }
    const int fcntl_allowed[] = {F_GETFD, F_GETFL};
    for (gsize i = 0; i < G_N_ELEMENTS(fcntl_allowed); i++)
        wrong |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
            SCMP_A1(SCMP_CMP_EQ, (scmp_datum_t)fcntl_allowed[i]));
    /* getrlimit, of itself: no new limit, no other process */
    wrong |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2,
        SCMP_A0(SCMP_CMP_EQ, 0), SCMP_A2(SCMP_CMP_EQ, 0));
    return wrong;
}

static scmp_filter_ctx
compose_filter(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (filter == NULL)
        return NULL;
    int wrong = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    /* a binary tree: the kernel tries every call number when the filter is taken */
    wrong |= seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
    for (gsize i = 0; i < G_N_ELEMENTS(allowed); i++)
        wrong |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
    for (gsize i = 0; i < G_N_ELEMENTS(refused); i++)
        wrong |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), refused[i], 0);
    wrong |= add_conditions(filter);
    if (wrong == 0)
        return filter;
    seccomp_release(filter);
    return NULL;
}

bool
lock_filter_build(struct sock_fprog *filter, GError **error)
{
    scmp_filter_ctx context = compose_filter();
    int fd = memfd_create("filter", MFD_CLOEXEC);
    struct stat program;
    bool ok = context != NULL && fd >= 0 && seccomp_export_bpf(context, fd) == 0 &&
              fstat(fd, &program) == 0;
    gsize size = ok ? (gsize)program.st_size : 0;
    gsize length = size / sizeof(struct sock_filter);
    g_autofree struct sock_filter *code = g_malloc(size);
    ok = ok && length > 0 && length <= BPF_MAXINSNS &&
         pread(fd, code, size, 0) == (gssize)size;
    if (context != NULL)
        seccomp_release(context);
    if (fd >= 0)
        close(fd);
    if (!ok) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
            "cannot build the system call filter of the locked room");
        return false;
    }
    *filter = (struct sock_fprog){(unsigned short)length, g_steal_pointer(&code)};
    return true;
}

/* spawn.c - the keeper as a process: started clean, ended for certain.
 *
 * Nothing of the parent's goes along: no descriptor but stderr, no signal setting, and of the
 * environment only what language, models, fonts and sanitizers need. So a fork that can read
 * its own memory finds no secret there.
 */
#include "worker/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "worker/wire.h"

/* One thread for each process, no time zone file, and every symbol bound once in the keeper
 * instead of again in each fork. */
static const char *const environment_set[] = {
    "LC_ALL=C.UTF-8", "TZ=UTC0", "OMP_THREAD_LIMIT=1", "LD_BIND_NOW=1"};
static const char *const environment_kept[] = {"HOME", "XDG_CACHE_HOME",
    "FONTCONFIG_FILE", "FONTCONFIG_PATH", "TESSDATA_PREFIX", "LD_LIBRARY_PATH",
#ifdef __SANITIZE_ADDRESS__
    "ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS"
#endif
};

static GPtrArray * /* of char, owned; ends with NULL */
clean_environment(void)
{
    GPtrArray *environment = g_ptr_array_new_with_free_func(g_free);
    for (gsize i = 0; i < G_N_ELEMENTS(environment_set); i++)
        g_ptr_array_add(environment, g_strdup(environment_set[i]));
    for (gsize i = 0; i < G_N_ELEMENTS(environment_kept); i++) {
        const char *value = g_getenv(environment_kept[i]);
        if (value != NULL)
            g_ptr_array_add(
                environment, g_strdup_printf("%s=%s", environment_kept[i], value));
    }
    g_ptr_array_add(environment, NULL);
    return environment;
}

static GPtrArray * /* of char, borrowed; ends with NULL */
command_line(const char *const *arguments)
{
    GPtrArray *line = g_ptr_array_new();
    g_ptr_array_add(line, (char *)"diwan");
    g_ptr_array_add(line, (char *)"room");
    for (gsize i = 0; arguments[i] != NULL; i++)
        g_ptr_array_add(line, (char *)arguments[i]);
    g_ptr_array_add(line, NULL);
    return line;
}

static int
spawn_clean(pid_t *pid, int socket, char **line, char **environment)
{
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_t how;
    posix_spawnattr_init(&how);
    posix_spawnattr_setflags(
        &how, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);
    posix_spawnattr_setsigdefault(&how, &all);
    posix_spawnattr_setsigmask(&how, &none);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, socket, WIRE_SOCKET);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    if (fcntl(STDERR_FILENO, F_GETFD) < 0)
        posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&files, WIRE_SOCKET + 1);
    int wrong = posix_spawn(pid, "/proc/self/exe", &files, &how, line, environment);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&how);
    return wrong;
}

bool
spawn_keeper(Spawned *keeper, const char *const *arguments, GError **error)
{
    int ends[2];
    pid_t pid;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return error_from_errno(error, DIWAN_ERROR_RETRY, "cannot start a reading room");
    g_autoptr(GPtrArray) environment = clean_environment();
    g_autoptr(GPtrArray) line = command_line(arguments);
    int wrong =
        spawn_clean(&pid, ends[1], (char **)line->pdata, (char **)environment->pdata);
    close(ends[1]);
    if (wrong == 0) {
        keeper->socket = ends[0];
        keeper->pidfd = pidfd_open(pid, 0);
        return true;
    }
    close(ends[0]);
    errno = wrong;
    return error_from_errno(
        error, DIWAN_ERROR_RETRY, "cannot start the reading room '%s'", arguments[0]);
}

char *
spawn_end(Spawned *keeper, int wait_ms)
{
    siginfo_t how = {0};
    struct pollfd end = {.fd = keeper->pidfd, .events = POLLIN};
    close(keeper->socket);
    keeper->socket = -1;
    if (poll(&end, 1, wait_ms) <= 0)
        pidfd_send_signal(keeper->pidfd, SIGKILL, NULL, 0);
    while (waitid(P_PIDFD, (id_t)keeper->pidfd, &how, WEXITED) != 0 && errno == EINTR)
        ;
    close(keeper->pidfd);
    keeper->pidfd = -1;
    if (how.si_code == CLD_EXITED)
        return g_strdup_printf("exit %d", how.si_status);
    if (how.si_code == CLD_KILLED || how.si_code == CLD_DUMPED)
        return g_strdup_printf(
            "signal %d (%s)", how.si_status, sigabbrev_np(how.si_status));
    return g_strdup("gone");
}

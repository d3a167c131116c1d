/* process.c - starting and ending fetchers.
 *
 * Promises: a fetcher inherits its two pipes and stderr, an environment without anything of
 * ours, and nothing else; the password passes through its pipe alone.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "intake/process.h"

enum {
    PROCESS_PIPE_BYTES = 1 << 20, /* the fetcher goes on fetching while intake stores */
    PROCESS_PATIENCE_S = 60,
};

static const char *program = "/proc/self/exe";
static int patience = PROCESS_PATIENCE_S;

void
intake_set_program(const char *other)
{
    program = other;
}

void
intake_set_patience(int patience_s)
{
    patience = patience_s;
}

guint32
mailbox_most_bytes(const MailboxConfig *mailbox)
{
    return mailbox->most_mb > 0
               ? MIN((guint32)mailbox->most_mb << 20, (guint32)LETTER_MOST_BYTES)
               : LETTER_MOST_BYTES;
}

FetcherSettings *
process_settings(const MailboxConfig *mailbox, char *take_secret)
{
    FetcherSettings *settings = g_new0(FetcherSettings, 1);
    settings->password = take_secret;
    settings->bearer = mailbox->grant != NULL;
    settings->host = g_strdup(mailbox->host);
    settings->port = mailbox->port;
    settings->user = g_strdup(mailbox->user);
    settings->folder = g_strdup(mailbox->folder);
    settings->ca_file = g_strdup(mailbox->ca_file);
    settings->after = mailbox->after;
    settings->move_to = g_strdup(mailbox->move_to);
    settings->poll_s = mailbox->poll_s;
    settings->once = mailbox->polled;
    settings->most_bytes = mailbox_most_bytes(mailbox);
    settings->patience_s = patience;
    return settings;
}

static bool
send_settings(Process *process, const FetcherSettings *settings, GError **error)
{
    g_autoptr(GVariant) packed = fetcher_settings_pack(settings);
    gsize length = g_variant_get_size(packed);
    if (length > FRAME_TEXT_MOST_BYTES * 8) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
            "the mailbox's settings are too long");
        return false;
    }
    frame_put(
        process->control, FRAME_SETTINGS, g_variant_get_data(packed), length, NULL, 0);
    /* One that has ended already is heard as any that ends: how it did says more than a pipe. */
    frame_flush(process->control, NULL);
    /* Both copies hold the password. */
    explicit_bzero(process->control->out->data, length);
    explicit_bzero((void *)g_variant_get_data(packed), length);
    return true;
}

/* Nothing of the office's goes along; what a sanitizer was told does. */
static char **
clean_environment(void)
{
    char **environment = g_environ_setenv(NULL, "LC_ALL", "C.UTF-8", TRUE);
#ifdef __SANITIZE_ADDRESS__
    static const char *const told[] = {"ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS"};
    for (gsize i = 0; i < G_N_ELEMENTS(told); i++)
        if (g_getenv(told[i]) != NULL)
            environment = g_environ_setenv(environment, told[i], g_getenv(told[i]), TRUE);
#endif
    return environment;
}

/* Starts the program with these ends of the pipes. */
static bool
spawn(int control_fd, int out_fd, pid_t *pid, GError **error)
{
    const char *const argv[] = {program, "diwan", "fetcher", NULL};
    g_auto(GStrv) environment = clean_environment();
    g_autoptr(GError) inner = NULL;
    if (g_spawn_async_with_pipes_and_fds(NULL, argv, (const char *const *)environment,
            G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_FILE_AND_ARGV_ZERO, NULL, NULL,
            control_fd, out_fd, -1, NULL, NULL, 0, pid, NULL, NULL, NULL, &inner))
        return true;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY, "cannot start a fetcher: %s",
        inner->message);
    return false;
}

Process *
process_start(const FetcherSettings *settings, GError **error)
{
    int control[2], out[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, control) != 0) {
        error_from_errno(error, DIWAN_ERROR_RETRY, "cannot make a fetcher's pipe");
        return NULL;
    }
    if (pipe2(out, O_CLOEXEC) != 0) {
        error_from_errno(error, DIWAN_ERROR_RETRY, "cannot make a fetcher's pipe");
        close(control[0]);
        close(control[1]);
        return NULL;
    }
    fcntl(out[0], F_SETPIPE_SZ, PROCESS_PIPE_BYTES); /* a smaller one only is slower */
    pid_t pid = 0;
    bool started = spawn(control[1], out[1], &pid, error);
    close(control[1]);
    close(out[1]);
    if (!started) {
        close(control[0]);
        close(out[0]);
        return NULL;
    }
    fcntl(out[0], F_SETFL, O_NONBLOCK);
    Process *process = g_new0(Process, 1);
    process->pid = pid;
    process->in_fd = out[0];
    process->control_fd = control[0];
    process->in = frame_reader_new(out[0]);
    process->control = frame_writer_new(control[0]);
    if (send_settings(process, settings, error))
        return process;
    process_free(process, 0);
    return NULL;
}

void
process_hang_up(Process *process)
{
    if (process->in_fd >= 0)
        close(process->in_fd);
    if (process->control_fd >= 0)
        close(process->control_fd);
    process->in_fd = process->control_fd = -1;
}

static void
process_close(Process *process)
{
    process_hang_up(process);
    frame_reader_free(process->in);
    frame_writer_free(process->control);
    g_free(process);
}

static int
wait_for(pid_t pid, int within_ms)
{
    int status = 0;
    gint64 until = clock_ticks_ms() + within_ms;
    pid_t ended;
    while ((ended = waitpid(pid, &status, WNOHANG)) == 0 && clock_ticks_ms() < until)
        g_usleep(5 * 1000);
    if (ended == 0) {
        kill(pid, SIGKILL);
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
            ;
    }
    return status;
}

char *
process_end(Process *take_process)
{
    int status = wait_for(take_process->pid, 5000);
    process_close(take_process);
    if (WIFEXITED(status))
        return WEXITSTATUS(status) == 0
                   ? NULL
                   : g_strdup_printf(
                         "its fetcher ended with status %d", WEXITSTATUS(status));
    int number = WTERMSIG(status);
    if (number == SIGALRM)
        return g_strdup("the server kept its fetcher waiting beyond every deadline");
    if (number == SIGXCPU)
        return g_strdup("the server's answer kept its fetcher computing without end");
    return g_strdup_printf(
        "its fetcher ended by signal %d (%s)", number, g_strsignal(number));
}

void
process_free(Process *process, int within_ms)
{
    if (process == NULL)
        return;
    pid_t pid = process->pid;
    process_close(process);
    wait_for(pid, within_ms);
}

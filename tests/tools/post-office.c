/* post-office.c - a real post office for the tests that are shell scripts.
 *
 *   eval "$(post-office start --for $$ DIR letters@charity.example sara@applicants.example)"
 *   …
 *   post-office stop DIR
 *
 * start prints, in words a shell reads: PO_FOLDER PO_HOST PO_SMTP_PORT PO_SUBMISSION_PORT
 * PO_IMAPS_PORT PO_CA_FILE PO_SECRETS (a folder: one file for each address, with its password).
 * It stays behind as a keeper that ends the servers at `stop`, or when process --for has ended:
 * a test that dies leaves nothing behind.
 */
#include "base/base.h"
#include "demo/places.h"
#include "demo/post_office.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

static char *
keeper_file(const char *folder)
{
    return g_strconcat(folder, ".keeper", NULL);
}

static void
print_variable(FILE *out, const char *name, const char *value)
{
    g_autofree char *quoted = g_shell_quote(value);
    fprintf(out, "%s=%s\n", name, quoted);
}

static void
print_office(FILE *out, const PostOffice *office)
{
    g_autofree char *secrets = g_build_filename(office->folder, "secrets", NULL);
    print_variable(out, "PO_FOLDER", office->folder);
    print_variable(out, "PO_HOST", office->host);
    fprintf(out, "PO_SMTP_PORT=%d\nPO_SUBMISSION_PORT=%d\nPO_IMAPS_PORT=%d\n",
        office->smtp_port, office->submission_port, office->imaps_port);
    print_variable(out, "PO_CA_FILE", office->ca_file);
    print_variable(out, "PO_SECRETS", secrets);
}

/* The keeper's life: start, say so on out, wait for a signal or the end of process owner. */
static int
keep(const char *folder, const char *const *users, pid_t owner, FILE *out)
{
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    sigprocmask(SIG_BLOCK, &ends, NULL);
    g_autoptr(GError) error = NULL;
    g_autofree char *templates = place_of_config("post-office", &error);
    g_autofree char *pid_path = keeper_file(folder);
    g_autofree char *pid = g_strdup_printf("%d\n", getpid());
    PostOffice *office =
        templates ? post_office_start(templates, folder, users, &error) : NULL;
    if (!office || !file_write(pid_path, pid, strlen(pid), 0644, &error)) {
        g_printerr("post-office: %s\n", error->message);
        post_office_stop(office);
        return 1;
    }
    if (office->link)
        g_printerr("post-office: '%s' cannot be reached by Postfix; it lies in '%s'\n",
            office->link, office->folder);
    print_office(out, office);
    fclose(out);
    struct pollfd waits[] = {
        {.fd = signalfd(-1, &ends, SFD_CLOEXEC), .events = POLLIN},
        {.fd = owner ? (int)syscall(SYS_pidfd_open, owner, 0) : -1, .events = POLLIN},
    };
    if (!owner || waits[1].fd >= 0) /* else the owner has ended already */
        while (poll(waits, 2, -1) < 0)
            ;
    post_office_stop(office);
    unlink(pid_path);
    return 0;
}

static int
start(const char *folder, const char *const *users, pid_t owner)
{
    int ready[2];
    if (pipe2(ready, O_CLOEXEC) != 0)
        return 1;
    pid_t keeper = fork();
    if (keeper == 0) {
        setsid();
        int null_fd = open("/dev/null", O_RDWR);
        dup2(null_fd, STDIN_FILENO);
        dup2(null_fd,
            STDOUT_FILENO); /* the caller's $(…) ends with us, not with the keeper */
        close(ready[0]);
        exit(keep(folder, users, owner, fdopen(ready[1], "w")));
    }
    close(ready[1]);
    g_autoptr(GString) said = g_string_new(NULL);
    char piece[1024];
    gssize n;
    while ((n = read(ready[0], piece, sizeof piece)) > 0)
        g_string_append_len(said, piece, n);
    fputs(said->str, stdout);
    return said->len ? 0 : 1;
}

static int
stop(const char *folder)
{
    g_autofree char *pid_path = keeper_file(folder);
    g_autoptr(GBytes) bytes = file_read(pid_path, 32, NULL);
    pid_t pid = bytes ? atoi(g_bytes_get_data(bytes, NULL)) : 0;
    int fd = pid > 1 ? (int)syscall(SYS_pidfd_open, pid, 0) : -1;
    if (fd < 0)
        return 0;
    struct pollfd end = {.fd = fd, .events = POLLIN};
    syscall(SYS_pidfd_send_signal, fd, SIGTERM, NULL, 0);
    return poll(&end, 1, 30000) == 1 ? 0 : 1;
}

int
main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    if (argc == 3 && strcmp(argv[1], "stop") == 0)
        return stop(argv[2]);
    pid_t owner = 0;
    int at = 2;
    if (argc > 3 && strcmp(argv[2], "--for") == 0) {
        owner = atoi(argv[3]);
        at = 4;
    }
    if (argc < at + 2 || strcmp(argv[1], "start") != 0) {
        fputs("usage: post-office start [--for PID] DIR ADDRESS…\n"
              "       post-office stop DIR\n",
            stderr);
        return 2;
    }
    return start(argv[at], (const char *const *)argv + at + 1, owner);
}

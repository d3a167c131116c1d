/* post_office.c - a throw-away post office: real Dovecot and real Postfix on loopback.
 *
 * Both masters run in the foreground as our children. Ports are drawn again when another program
 * was quicker to take one.
 */
#include "demo/post_office.h"

#include "base/base.h"
#include "demo/child.h"
#include "demo/furnish.h"
#include "demo/places.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#define DOVECOT "/usr/sbin/dovecot"
#define POSTFIX "/usr/lib/postfix/sbin/master"

enum {
    START_MS = 30000, /* for both servers to answer */
    TRIES = 4,
};

char *
post_office_password_file(const PostOffice *office, const char *user)
{
    return g_build_filename(office->folder, "secrets", user, NULL);
}

/* True when a server answers there; greeting NULL: when it takes a connection. */
static bool
answers(int port, const char *greeting)
{
    struct sockaddr_in place = {.sin_family = AF_INET,
        .sin_port = htons(port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval patience = {.tv_sec = 2};
    char line[16] = "";
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    bool good = connect(fd, (struct sockaddr *)&place, sizeof place) == 0;
    if (good && greeting)
        good = recv(fd, line, sizeof line - 1, 0) > 0 && g_str_has_prefix(line, greeting);
    close(fd);
    return good;
}

/* ---- start ---- */

bool
post_office_can_run(GError **error)
{
    if (geteuid() != 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
            "the post office needs root: Dovecot and Postfix start as root and give it "
            "up themselves. Nothing was changed; use sudo");
        return false;
    }
    if (access(DOVECOT, X_OK) != 0 || access(POSTFIX, X_OK) != 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
            "'%s' or '%s' is missing: install dovecot-imapd, dovecot-lmtpd and postfix",
            DOVECOT, POSTFIX);
        return false;
    }
    return true;
}

static bool
users_are_addresses(const char *const *users, GError **error)
{
    for (int i = 0; users[i]; i++) {
        const char *at = strchr(users[i], '@');
        if (!at || at == users[i] || !at[1] || strpbrk(users[i], "/: \t\r\n")) {
            g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
                "'%s' is not an address a mailbox could have", users[i]);
            return false;
        }
    }
    return true;
}

static void
servers_stop(PostOffice *office)
{
    /* Postfix first: it delivers into Dovecot. */
    child_stop(g_steal_pointer(&office->postfix));
    child_stop(g_steal_pointer(&office->dovecot));
}

static bool
servers_start(PostOffice *office, GError **error)
{
    g_autofree char *conf =
        g_build_filename(office->folder, "dovecot/dovecot.conf", NULL);
    g_autofree char *conf_folder = g_build_filename(office->folder, "postfix/conf", NULL);
    g_autofree char *dovecot_log =
        g_build_filename(office->folder, "dovecot/start", NULL);
    g_autofree char *postfix_log =
        g_build_filename(office->folder, "postfix/log/start", NULL);
    const char *dovecot[] = {DOVECOT, "-F", "-c", conf, NULL};
    /* The master itself: `postfix start-fg` is a shell script around it that checks a system's
     * installation. */
    const char *postfix[] = {POSTFIX, "-c", conf_folder, NULL};
    office->dovecot = child_start(dovecot, dovecot_log, error);
    if (!office->dovecot)
        return false;
    office->postfix = child_start(postfix, postfix_log, error);
    return office->postfix != NULL;
}

/* Until both answer; false when one ended or the time is over. */
static bool
servers_answer(PostOffice *office)
{
    bool mail = false, submission = false, imaps = false;
    for (gint64 end = clock_ticks_ms() + START_MS; clock_ticks_ms() < end;) {
        if (!child_is_running(office->dovecot) || !child_is_running(office->postfix))
            return false;
        imaps = imaps || answers(office->imaps_port, NULL);
        mail = mail || answers(office->smtp_port, "220 ");
        submission = submission || answers(office->submission_port, "220 ");
        if (mail && submission && imaps)
            return true;
        g_usleep(20000);
    }
    return false;
}

static bool
servers_try(PostOffice *office, const char *templates, GError **error)
{
    for (int i = 0; i < TRIES; i++) {
        office->smtp_port = port_draw(0);
        office->submission_port = port_draw(0);
        office->imaps_port = port_draw(0);
        if (!furnish_configuration(office, templates, error) ||
            !servers_start(office, error))
            return false;
        if (servers_answer(office))
            return true;
        servers_stop(office);
    }
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "Dovecot or Postfix did not start; their logs in '%s' (dovecot/log, "
        "dovecot/start, postfix/log) say why",
        office->folder);
    return false;
}

static PostOffice *
open_in(
    const char *templates, const char *folder, const char *const *users, GError **error)
{
    g_autofree char *link = NULL;
    char *place = furnish_place(folder, &link, error);
    if (!place)
        return NULL;
    g_autoptr(PostOffice) office = g_new0(PostOffice, 1);
    office->folder = place;
    office->link = g_steal_pointer(&link);
    office->host = g_strdup("localhost");
    office->ca_file = g_build_filename(place, "ca.crt", NULL);
    office->users = g_strdupv((char **)users);
    office->lock = -1;
    if (!furnish_folders(office, error) ||
        (office->lock = furnish_lock(place, error)) < 0 ||
        !servers_try(office, templates, error))
        return NULL;
    return g_steal_pointer(&office);
}

PostOffice *
post_office_start(
    const char *templates, const char *folder, const char *const *users, GError **error)
{
    if (!post_office_can_run(error) || !users_are_addresses(users, error))
        return NULL;
    /* Servers that have given up root read their configuration; secrets have modes of their
     * own. */
    mode_t mask = umask(022);
    PostOffice *office = open_in(templates, folder, users, error);
    umask(mask);
    return office;
}

void
post_office_stop(PostOffice *office)
{
    if (!office)
        return;
    servers_stop(office);
    if (office->link) {
        g_autoptr(GError) error = NULL;
        if (!file_remove_tree(office->folder, &error))
            g_printerr("diwan: %s\n", error->message);
        unlink(office->link);
    }
    if (office->lock >= 0)
        close(office->lock);
    g_free(office->folder);
    g_free(office->link);
    g_free(office->host);
    g_free(office->ca_file);
    g_strfreev(office->users);
    g_free(office);
}

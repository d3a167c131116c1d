/* server.c - the daemon's loop: one thread, one connection to the store, many browsers.
 */
#include "web/web.h"

#include "web/listen.h"

#include <microhttpd.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

enum { MOST_CONNECTIONS = 200, MOST_PER_ADDRESS = 100, IDLE_S = 30, WAIT_MS = 500 };

static const char login_page[] =
    "<!doctype html><html lang=\"ar\" dir=\"rtl\"><meta charset=\"utf-8\"><title>ديوان"
    "</title><h1>تسجيل الدخول</h1></html>";

static enum MHD_Result
say(struct MHD_Connection *connection, unsigned status, const char *html, const char *to)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(
        strlen(html), (void *)(gintptr)html, MHD_RESPMEM_PERSISTENT);
    MHD_add_response_header(response, "Content-Type", "text/html; charset=utf-8");
    MHD_add_response_header(response, "Cache-Control", "no-store");
    if (to)
        MHD_add_response_header(response, "Location", to);
    enum MHD_Result queued = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return queued;
}

static enum MHD_Result
answer(void *web, struct MHD_Connection *connection, const char *path, const char *method,
    const char *version, const char *body, size_t *body_length, void **visit)
{
    (void)web, (void)version, (void)body, (void)method;
    if (*visit == NULL) {
        *visit = (void *)(gintptr)1;
        return MHD_YES;
    }
    *body_length = 0;
    if (g_str_equal(path, "/login"))
        return say(connection, MHD_HTTP_OK, login_page, NULL);
    if (g_str_equal(path, "/"))
        return say(connection, MHD_HTTP_SEE_OTHER, "", "/login");
    return say(connection, MHD_HTTP_NOT_FOUND, "404", NULL);
}

static void
run(struct MHD_Daemon *daemon, volatile int *stop)
{
    int fd = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
    while (!*stop) {
        MHD_UNSIGNED_LONG_LONG due_ms = WAIT_MS;
        if (MHD_get_timeout(daemon, &due_ms) != MHD_YES)
            due_ms = WAIT_MS;
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        poll(&ready, 1, (int)MIN(due_ms, WAIT_MS));
        MHD_run(daemon);
    }
}

bool
web_serve(Diwan *diwan, volatile int *stop, GError **error)
{
    const Config *config = diwan->config;
    g_autofree char *address = NULL;
    int fd = listen_open(config->listen, config->tls_cert != NULL, &address, error);
    if (fd < 0)
        return false;
    struct MHD_Daemon *daemon = MHD_start_daemon(MHD_USE_EPOLL, 0, NULL, NULL, answer,
        NULL, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)MOST_CONNECTIONS, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        (unsigned)MOST_PER_ADDRESS, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S,
        MHD_OPTION_END);
    if (daemon == NULL) {
        close(fd);
        g_set_error_literal(
            error, DIWAN_ERROR, DIWAN_ERROR_RETRY, "cannot start the web server");
        return false;
    }
    log_line("web=%s", address);
    run(daemon, stop);
    MHD_stop_daemon(daemon);
    return true;
}

/* dial.c - a TCP connection to a host whose first address may be dead and whose second answers. */
#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/base.h"
#include "intake/dial.h"

static int
connect_address(const struct addrinfo *address, int within_ms)
{
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
        address->ai_protocol);
    if (fd < 0)
        return -1;
    int failure = 0;
    if (connect(fd, address->ai_addr, address->ai_addrlen) != 0) {
        failure = errno;
        struct pollfd wait = {.fd = fd, .events = POLLOUT};
        socklen_t length = sizeof failure;
        if (failure == EINPROGRESS) {
            if (poll(&wait, 1, within_ms) <= 0)
                failure = ETIMEDOUT;
            else if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &failure, &length) != 0)
                failure = errno;
        }
    }
    if (failure != 0) {
        close(fd);
        errno = failure;
        return -1;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &(int){1}, sizeof(int));
    return fd;
}

int
dial_host(const char *host, int port, gint64 until, GError **error)
{
    int fd = -1;
    char service[16];
    g_snprintf(service, sizeof service, "%d", port);
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
    struct addrinfo *addresses = NULL;
    int rc = getaddrinfo(host, service, &hints, &addresses);
    if (rc != 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY,
            "cannot find the address of '%s': %s; check host and the network", host,
            rc == EAI_SYSTEM ? g_strerror(errno) : gai_strerror(rc));
        return -1;
    }
    int n = 0;
    for (const struct addrinfo *a = addresses; a != NULL; a = a->ai_next)
        n++;
    errno = ETIMEDOUT;
    for (const struct addrinfo *a = addresses; a != NULL && fd < 0; a = a->ai_next) {
        gint64 rest = until - clock_ticks_ms();
        if (rest <= 0)
            break;
        fd = connect_address(a, (int)(rest / n--));
    }
    int failure = errno;
    freeaddrinfo(addresses);
    errno = failure;
    if (fd < 0)
        error_from_errno(error, DIWAN_ERROR_RETRY,
            "cannot reach '%s' port %d; check host and port, and that the server runs",
            host, port);
    return fd;
}

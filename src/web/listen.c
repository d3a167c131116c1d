/* listen.c - the socket the window is served on, from "127.0.0.1:8480" or "[::1]:8480".
 *
 * Port 0 takes any free one; the address that was had is returned for people to open.
 */
#include "web/listen.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 128, FREE_BIND_TRIES = 20, FREE_BIND_PAUSE_US = 250 * 1000 };

/* The former process of this role may still hold the port for a moment. */
static int
bind_to(const struct addrinfo *address)
{
    int yes = 1;
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    for (int i = 0; bind(fd, address->ai_addr, address->ai_addrlen) != 0; i++) {
        if (errno != EADDRINUSE || i == FREE_BIND_TRIES) {
            int kept = errno;
            close(fd);
            errno = kept;
            return -1;
        }
        g_usleep(FREE_BIND_PAUSE_US);
    }
    return fd;
}

static bool
is_loopback(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *four = (const struct sockaddr_in *)address;
        return (ntohl(four->sin_addr.s_addr) >> 24) == 127;
    }
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)address;
    return IN6_IS_ADDR_LOOPBACK(&six->sin6_addr);
}

static int
port_of(int fd)
{
    struct sockaddr_storage bound = {0};
    socklen_t length = sizeof bound;
    getsockname(fd, (struct sockaddr *)&bound, &length);
    return ntohs(bound.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&bound)->sin6_port
                                             : ((struct sockaddr_in *)&bound)->sin_port);
}

static bool
cannot(GError **error, const char *listen_to, const char *why)
{
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
        "cannot serve the web on '%s' of [web] listen: %s", listen_to, why);
    return false;
}

static struct addrinfo *
address_find(const char *listen_to, GError **error)
{
    const char *colon = strrchr(listen_to, ':');
    if (colon == NULL) {
        cannot(error, listen_to, "should be an address and a port like 127.0.0.1:8480");
        return NULL;
    }
    bool bracketed = *listen_to == '[' && colon > listen_to + 1 && colon[-1] == ']';
    g_autofree char *host = bracketed ? g_strndup(listen_to + 1, colon - listen_to - 2)
                                      : g_strndup(listen_to, colon - listen_to);
    struct addrinfo wants = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
    struct addrinfo *found = NULL;
    int status = getaddrinfo(*host ? host : NULL, colon + 1, &wants, &found);
    if (status != 0)
        cannot(error, listen_to, gai_strerror(status));
    return status == 0 ? found : NULL;
}

int
listen_open(const char *listen_to, bool tls, char **address, GError **error)
{
    struct addrinfo *found = address_find(listen_to, error);
    if (found == NULL)
        return -1;
    int fd = -1;
    if (!tls && !is_loopback(found->ai_addr))
        cannot(error, listen_to, "needs tls, or a loopback address like 127.0.0.1");
    else if ((fd = bind_to(found)) < 0 || listen(fd, BACKLOG) != 0)
        cannot(error, listen_to, g_strerror(errno));
    freeaddrinfo(found);
    if (fd < 0 || (error && *error)) {
        if (fd >= 0)
            close(fd);
        return -1;
    }
    *address = g_strdup_printf("%s://%.*s:%d/", tls ? "https" : "http",
        (int)(strrchr(listen_to, ':') - listen_to), listen_to, port_of(fd));
    return fd;
}

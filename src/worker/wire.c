/* wire.c - one packet, whole or not at all, with descriptors beside it. */
#include "worker/wire.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { MOST_DESCRIPTORS = 2 };

typedef union Control {
    struct cmsghdr head; /* for its alignment */
    char bytes[CMSG_SPACE(MOST_DESCRIPTORS * sizeof(int))];
} Control;

bool
wire_send(int socket, const void *head, gsize head_bytes, const void *body,
    gsize body_bytes, const int *descriptors, int n, int flags)
{
    g_assert(n <= MOST_DESCRIPTORS);
    struct iovec parts[] = {{(void *)head, head_bytes}, {(void *)body, body_bytes}};
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = body_bytes > 0 ? 2 : 1};
    Control control;
    if (n > 0) {
        message.msg_control = control.bytes;
        message.msg_controllen = CMSG_SPACE((gsize)n * sizeof(int));
        memset(&control, 0, sizeof control);
        struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        rights->cmsg_len = CMSG_LEN((gsize)n * sizeof(int));
        memcpy(CMSG_DATA(rights), descriptors, (gsize)n * sizeof(int));
    }
    gssize sent;
    do
        sent = sendmsg(socket, &message, flags | MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent >= 0;
}

gssize
wire_receive(
    int socket, void *packet, gsize most_bytes, int *descriptors, int n, int flags)
{
    g_assert(n <= MOST_DESCRIPTORS);
    struct iovec part = {packet, most_bytes};
    Control control;
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (n > 0) {
        message.msg_control = control.bytes;
        message.msg_controllen = CMSG_SPACE((gsize)n * sizeof(int));
    }
    for (int i = 0; i < n; i++)
        descriptors[i] = -1;
    gssize got;
    do
        got = recvmsg(socket, &message, flags | MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    if (got <= 0)
        return got;
    struct cmsghdr *rights = n > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    if (rights != NULL && rights->cmsg_level == SOL_SOCKET &&
        rights->cmsg_type == SCM_RIGHTS)
        memcpy(descriptors, CMSG_DATA(rights),
            MIN(rights->cmsg_len - CMSG_LEN(0), (gsize)n * sizeof(int)));
    if (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) {
        errno = EMSGSIZE;
        return -1;
    }
    return got;
}

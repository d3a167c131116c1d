/* wire.h - what pool and keeper say to each other on their SOCK_SEQPACKET pair.
 *
 * Both ends are the same program, so structures travel as they are. Nothing that a fork writes
 * comes this way: a fork has only its reply pipe, which carries a WireReplyHead and the bytes.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

enum {
    WIRE_SOCKET = 3,      /* the keeper's end */
    WIRE_MOST_WIDTH = 64, /* forks side by side */
    WIRE_MOST_ASK_BYTES = 60 << 10,
    WIRE_MOST_TEXT_BYTES = 2 << 10,
};

typedef enum {
    WIRE_HELLO, /* pool → keeper, first: WireHello */
    WIRE_TASK, /* pool → keeper: WireTask, the ask as GVariant `v` or nothing; 2 descriptors */
    WIRE_READY,  /* keeper → pool, once: WireReady */
    WIRE_FAILED, /* keeper → pool, instead: WireFailed; the keeper ends */
    WIRE_ENDED,  /* keeper → pool, one for each task: WireEnded */
} WireKind;

typedef struct WireHello {
    guint32 kind;
    guint32 width;
} WireHello;

typedef struct WireTask {
    guint32 kind;
    gint32 cpu_s;
    gint32 deadline_s;
    guint32 ask_bytes;
    guint64 serial;
} WireTask;

typedef struct WireReady {
    guint32 kind;
    guint64 most_reply_bytes;
} WireReady;

typedef struct WireFailed {
    guint32 kind;
    char text[WIRE_MOST_TEXT_BYTES]; /* ends with NUL */
} WireFailed;

typedef struct WireEnded {
    guint32 kind;
    gint32 wait_status; /* as waitpid gives it */
    gint32 fork_errno;  /* not 0: no fork could be made, the rest says nothing */
    guint32 late;       /* killed by the keeper at its deadline */
    guint64 serial;
    gint64 cpu_us;
    gint64 elapsed_us;
} WireEnded;

typedef union WireWord { /* anything the keeper may say */
    guint32 kind;
    WireReady ready;
    WireFailed failed;
    WireEnded ended;
} WireWord;

/* Before the bytes of a reply. Written by a fork: to be distrusted. */
typedef struct WireReplyHead {
    guint64 length;
} WireReplyHead;

/* Exit statuses of a fork: its own fault, but for the lock's. */
enum { FORK_ANSWERED = 0, FORK_NO_ANSWER = 1, FORK_NOT_LOCKED = 64 /* + LockStep */ };

/* Sends one packet of head and body with n descriptors; flags as for sendmsg. False: errno. */
bool wire_send(int socket, const void *head, gsize head_bytes, const void *body,
    gsize body_bytes, const int *descriptors, int n, int flags);

/* Receives one packet and up to n descriptors (close-on-exec; -1 where none came); a packet
 * with more descriptors or bytes than fit is an error. Returns its size, 0 when the other end
 * closed, -1 with errno. */
gssize wire_receive(
    int socket, void *packet, gsize most_bytes, int *descriptors, int n, int flags);

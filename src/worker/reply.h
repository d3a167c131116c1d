/* reply.h - what comes out of a fork: bytes to distrust, and the way it ended. */
#pragma once

#include "worker/wire.h"
#include "worker/worker.h"

/* A reply on its way: a WireReplyHead, then as many bytes as it says. */
typedef struct Reply {
    int fd; /* the reading end, non-blocking; -1: not wanted any more */
    WireReplyHead head;
    gsize have;     /* of head and bytes together */
    guint8 *bytes;  /* of head.length; NULL before the head is whole */
    bool too_large; /* it said so: closed, which makes the keeper kill the fork */
} Reply;

/* Takes what is there without waiting. A reply of more than most_bytes is closed. */
void reply_read(Reply *reply, gsize most_bytes);

/* All that it said it has; the rest of the pipe is not looked at. */
bool reply_is_whole(const Reply *reply);

/* Closes it and frees what came. */
void reply_clear(Reply *reply);

/* Sets end and reply or reason of a task that the keeper saw end; takes the reply's bytes. */
void reply_judge(Reply *reply, const WireEnded *ended, int cpu_s, WorkerResult *result);

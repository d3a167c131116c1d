/* pool.h - a pool from inside: its tasks, and the life of its keeper. */
#pragma once

#include "worker/reply.h"
#include "worker/spawn.h"
#include "worker/wire.h"
#include "worker/worker.h"

typedef enum { KEEPER_STARTING, KEEPER_READY, KEEPER_RESTING } KeeperState;

typedef struct Task {
    WorkerTask task; /* input_fd -1 once it is with the keeper */
    guint64 serial;
    gint64 submitted_ms;
    Reply reply;
} Task;

struct WorkerPool {
    char **arguments;
    int width;
    Spawned keeper;
    KeeperState state;
    gint64 state_ends_ms; /* when starting is given up, or resting is over */
    int deaths;           /* since a task ended well enough to be judged */
    int starts_in_vain;   /* in a row */
    char *trouble;        /* what a failing start said last */
    gsize most_reply_bytes;
    guint64 serials;
    GQueue waiting;      /* of Task, owned: not yet with the keeper */
    GPtrArray *sent;     /* of Task, owned: in its socket or in a fork */
    GQueue ended;        /* of WorkerResult, owned */
    gint64 last_word_ms; /* from the keeper, or to one that had nothing to do */
    int longest_s;       /* of the deadlines sent */
};

gint64 pool_now_ms(void);
void task_free(Task *task);

/* ---- life.c ---- */

/* Starts the keeper; what comes of it is heard later. */
void keeper_start(WorkerPool *pool);

/* Takes all that the keeper has said, and notices when it is gone. */
void keeper_hear(WorkerPool *pool);

/* How long a wait may be before keeper_look has something to do. */
int keeper_wait_ms(const WorkerPool *pool, int timeout_ms);

/* Starts it after its rest; ends one that does not get ready or has fallen silent. */
void keeper_look(WorkerPool *pool);

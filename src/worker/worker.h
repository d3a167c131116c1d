/* worker.h - hostile bytes are read in a locked room: a fork that has one input and one pipe.
 *
 * A pool is one exec'd process, the keeper, that loads what is costly once (models, converters)
 * and forks for every task. The fork closes every descriptor but its own two, gives up files,
 * network and new processes (rlimits, no_new_privs, landlock, seccomp) and only then reads its
 * first byte. Its answer is a byte string of at most most_reply_bytes, to be distrusted.
 * The pool never waits for one task: submit, then collect what has ended.
 */
#pragma once

#include <gio/gio.h>
#include <glib.h>
#include <stdbool.h>

typedef enum {
    WORKER_DONE,   /* answered and exited well; reply is set */
    WORKER_DIED,   /* by its own fault: crash, forbidden call, out of memory, CPU limit */
    WORKER_LATE,   /* did not end before its deadline and was killed by us */
    WORKER_KILLED, /* by somebody else, or the keeper died: says nothing about the task */
} WorkerEnd;

const char *worker_end_name(WorkerEnd end);

typedef struct WorkerTask {
    int input_fd; /* a readable regular file or memfd; the pool takes and closes it */
    GVariant
        *ask;  /* what is asked, e.g. ('page', 3); owned, small (≤ 60 KB serialised) */
    int cpu_s; /* CPU limit */
    int deadline_s;  /* wall-clock limit */
    void *user_data; /* whose task it is; borrowed */
} WorkerTask;

typedef struct WorkerResult {
    WorkerEnd end;
    GBytes *reply; /* set when WORKER_DONE; owned by the result */
    char *reason;  /* set otherwise: "signal 11", "exit 3", "deadline" … */
    void *user_data;
    gint64 elapsed_ms;
} WorkerResult;
void worker_result_free(WorkerResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WorkerResult, worker_result_free)

typedef struct WorkerPool WorkerPool;

/* Starts the keeper: this program (/proc/self/exe) with `room`, name and arguments ("room parse"
 * or "room read ara"). width forks run side by side at most. CONFIG when the room does not open,
 * with its own words. The keeper ends with the thread that started it. */
WorkerPool *worker_pool_new(const char *const *arguments, int width, GError **error);
void worker_pool_free(WorkerPool *pool); /* ends the keeper and its forks */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WorkerPool, worker_pool_free)

/* Takes the task; it starts at once or when a place is free. Never blocks. */
void worker_pool_submit(WorkerPool *pool, WorkerTask task);

/* Tasks submitted and not yet collected. */
int worker_pool_pending(const WorkerPool *pool);

/* The next ended task, or NULL when none has ended within timeout_ms (0: do not wait). A keeper
 * that died is started again; its tasks end as WORKER_KILLED. */
WorkerResult *worker_pool_collect(WorkerPool *pool, int timeout_ms);

/* Waits until any of the pools has something to collect, or timeout_ms passed. */
void worker_pools_wait(WorkerPool *const *pools, int n, int timeout_ms);

/* One task in one pool, waited for: for commands. */
WorkerResult *worker_pool_run(WorkerPool *pool, WorkerTask task);

/* A file descriptor over a copy of bytes (memfd), for tasks whose input is in memory. */
int worker_input_from_bytes(GBytes *bytes, GError **error);

/* ---- the inside ---- */

typedef struct WorkerRoom {
    const char *name;
    /* Loads what the forks share, before any lock. arguments: what follows the
     * name in those given to the pool. */
    bool (*open)(const char *const *arguments, GError **error);
    /* In the locked fork: reads input_fd, returns the answer, or NULL (counts as death). */
    GBytes *(*work)(GVariant *ask, int input_fd);
    gsize most_memory_bytes; /* RLIMIT_AS above what is mapped when the fork starts */
    gsize most_reply_bytes;
    /* Libraries ("libtesseract.") that work never calls, nor lets another library call: they,
     * and what only they need, are unmapped after open, which makes forks cheaper.
     * NULL-terminated; NULL: keep all. */
    const char *const *unneeded;
} WorkerRoom;

/* The keeper's life: serves its pool on descriptor 3 until it closes. Returns an exit status. */
int worker_keep(const WorkerRoom *room, const char *const *arguments);

/* Reads all of input_fd (mmap for a regular file); NULL when larger than most_bytes. */
GBytes *worker_read_input(int input_fd, gsize most_bytes);

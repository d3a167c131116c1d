/* life.c - the keeper as its pool sees it: started, heard, missed and started again.
 *
 * The keeper watches each fork's deadline; here only the keeper itself is watched: one that
 * says nothing for longer than any fork may live is ended and started again. What it had comes
 * back as WORKER_KILLED; what waits goes on waiting, unless the room does not start at all.
 */
#include "worker/pool.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

enum {
    START_MS = 30 * 1000,        /* to load models on a busy machine */
    SILENCE_MS = 15 * 1000,      /* beyond the longest deadline */
    CLOSED_MS = 200,             /* from a keeper's last word to its end */
    REST_MOST_MS = 1000,         /* between two starts */
    REST_FAILING_MS = 10 * 1000, /* between two starts that seem to be in vain */
    FAILING_AFTER = 5,           /* starts in vain */
};

/* ---- tasks that end ---- */

static void
end_killed(WorkerPool *pool, const Task *task, const char *reason)
{
    WorkerResult *result = g_new0(WorkerResult, 1);
    result->end = WORKER_KILLED;
    result->reason = g_strdup(reason);
    result->user_data = task->task.user_data;
    result->elapsed_ms = pool_now_ms() - task->submitted_ms;
    g_queue_push_tail(&pool->ended, result);
}

static void
task_ended(WorkerPool *pool, const WireEnded *ended)
{
    for (guint i = 0; i < pool->sent->len; i++) {
        Task *task = g_ptr_array_index(pool->sent, i);
        if (task->serial != ended->serial)
            continue;
        reply_read(
            &task->reply, pool->most_reply_bytes); /* the rest, since the last poll */
        WorkerResult *result = g_new0(WorkerResult, 1);
        result->user_data = task->task.user_data;
        reply_judge(&task->reply, ended, task->task.cpu_s, result);
        g_queue_push_tail(&pool->ended, result);
        g_ptr_array_remove_index(pool->sent, i);
        pool->deaths = 0;
        return;
    }
}

/* ---- the keeper's life ---- */

static void
rest(WorkerPool *pool)
{
    bool failing = pool->starts_in_vain >= FAILING_AFTER;
    int rest_ms = pool->deaths <= 1 ? 0 : MIN(25 << MIN(pool->deaths, 6), REST_MOST_MS);
    pool->state = KEEPER_RESTING;
    pool->state_ends_ms = pool_now_ms() + (failing ? REST_FAILING_MS : rest_ms);
    Task *task;
    while (failing && (task = g_queue_pop_head(&pool->waiting)) != NULL) {
        g_autofree char *reason =
            g_strdup_printf("the reading room does not start: %s", pool->trouble);
        end_killed(pool, task, reason);
        task_free(task);
    }
}

/* wait_ms: how long it may take to end by itself, which tells more than being killed. */
static void
keeper_gone(WorkerPool *pool, int wait_ms)
{
    g_autofree char *how = spawn_end(&pool->keeper, wait_ms);
    g_autofree char *reason = g_strdup_printf("the reading room ended: %s", how);
    pool->deaths++;
    if (pool->state == KEEPER_STARTING) {
        pool->starts_in_vain++;
        if (pool->trouble == NULL)
            pool->trouble = g_strdup_printf("it ended with %s while starting", how);
    }
    for (guint i = 0; i < pool->sent->len; i++)
        end_killed(pool, g_ptr_array_index(pool->sent, i), reason);
    g_ptr_array_set_size(pool->sent, 0);
    rest(pool);
}

void
keeper_start(WorkerPool *pool)
{
    g_autoptr(GError) error = NULL;
    WireHello hello = {.kind = WIRE_HELLO, .width = (guint32)pool->width};
    g_clear_pointer(&pool->trouble, g_free);
    if (spawn_keeper(&pool->keeper, (const char *const *)pool->arguments, &error)) {
        pool->state = KEEPER_STARTING;
        pool->state_ends_ms = pool_now_ms() + START_MS;
        (void)wire_send(
            pool->keeper.socket, &hello, sizeof hello, NULL, 0, NULL, 0, MSG_DONTWAIT);
        return;
    }
    pool->deaths++;
    pool->starts_in_vain++;
    pool->trouble = g_strdup(error->message);
    rest(pool);
}

static void
hear(WorkerPool *pool, WireWord *word, gsize length)
{
    pool->last_word_ms = pool_now_ms();
    if (word->kind == WIRE_ENDED && length == sizeof word->ended)
        task_ended(pool, &word->ended);
    else if (word->kind == WIRE_READY && length == sizeof word->ready) {
        pool->most_reply_bytes = word->ready.most_reply_bytes;
        pool->starts_in_vain = 0;
        pool->state = KEEPER_READY;
    } else if (word->kind == WIRE_FAILED && length == sizeof word->failed) {
        g_free(pool->trouble);
        pool->trouble = g_strndup(
            word->failed.text, strnlen(word->failed.text, sizeof word->failed.text - 1));
    }
}

void
keeper_hear(WorkerPool *pool)
{
    WireWord word;
    gssize got;
    while ((got = wire_receive(
                pool->keeper.socket, &word, sizeof word, NULL, 0, MSG_DONTWAIT)) > 0)
        hear(pool, &word, (gsize)got);
    if (got == 0 || errno != EAGAIN)
        keeper_gone(pool, CLOSED_MS);
}

int
keeper_wait_ms(const WorkerPool *pool, int timeout_ms)
{
    gint64 due_ms = G_MAXINT64;
    if (pool->state != KEEPER_READY)
        due_ms = pool->state_ends_ms;
    else if (pool->sent->len > 0)
        due_ms = pool->last_word_ms + pool->longest_s * 1000 + SILENCE_MS;
    return (int)CLAMP(due_ms - pool_now_ms(), 0, timeout_ms);
}

void
keeper_look(WorkerPool *pool)
{
    if (keeper_wait_ms(pool, 1) > 0)
        return;
    if (pool->state == KEEPER_RESTING) {
        keeper_start(pool);
        return;
    }
    if (pool->state == KEEPER_STARTING && pool->trouble == NULL)
        pool->trouble = g_strdup_printf("it was not ready after %d s", START_MS / 1000);
    keeper_gone(pool, 0);
}

/* pool.c - tasks waiting, tasks with the keeper, results to collect.
 *
 * Nothing here waits but in worker_pool_new and where the caller says how long. Every wait is
 * a poll of the keeper's socket and of the reply pipes; worker_pools_wait joins several pools.
 */
#include "worker/pool.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/base.h"

enum {
    AHEAD = 48,              /* tasks that wait with the keeper */
    END_MS = 2000,           /* to the keeper, to end by itself */
    RUN_WAIT_MS = 60 * 1000, /* one turn of waiting without end */
};

gint64
pool_now_ms(void)
{
    return g_get_monotonic_time() / 1000;
}

const char *
worker_end_name(WorkerEnd end)
{
    static const char *const names[] = {"done", "died", "late", "killed"};
    g_assert((gsize)end < G_N_ELEMENTS(names));
    return names[end];
}

void
worker_result_free(WorkerResult *result)
{
    if (result == NULL)
        return;
    g_clear_pointer(&result->reply, g_bytes_unref);
    g_free(result->reason);
    g_free(result);
}

void
task_free(Task *task)
{
    if (task->task.input_fd >= 0)
        close(task->task.input_fd);
    g_clear_pointer(&task->task.ask, g_variant_unref);
    reply_clear(&task->reply);
    g_free(task);
}

/* ---- tasks that begin ---- */

static bool
send_task(WorkerPool *pool, Task *task)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    (void)fcntl(ends[0], F_SETFL, O_NONBLOCK);
    g_autoptr(GVariant) boxed = NULL;
    if (task->task.ask != NULL)
        boxed = g_variant_ref_sink(g_variant_new_variant(task->task.ask));
    WireTask head = {
        .kind = WIRE_TASK,
        .cpu_s = task->task.cpu_s,
        .deadline_s = task->task.deadline_s,
        .ask_bytes = boxed != NULL ? (guint32)g_variant_get_size(boxed) : 0,
        .serial = task->serial,
    };
    int along[] = {task->task.input_fd, ends[1]};
    bool sent = wire_send(pool->keeper.socket, &head, sizeof head,
        boxed != NULL ? g_variant_get_data(boxed) : NULL, head.ask_bytes, along, 2,
        MSG_DONTWAIT);
    close(ends[1]);
    if (!sent) {
        close(ends[0]);
        return false;
    }
    close(g_steal_fd(&task->task.input_fd));
    task->reply.fd = ends[0];
    return true;
}

/* Enough wait in the keeper's socket that no place is empty while this process is busy elsewhere for
 * some tens of milliseconds. What cannot be sent now is sent after the next word. */
static void
send_waiting(WorkerPool *pool)
{
    while (pool->state == KEEPER_READY &&
           pool->sent->len < (guint)(AHEAD + pool->width) &&
           !g_queue_is_empty(&pool->waiting)) {
        Task *task = g_queue_peek_head(&pool->waiting);
        if (!send_task(pool, task))
            return;
        if (pool->sent->len == 0) {
            pool->last_word_ms = pool_now_ms();
            pool->longest_s = 0;
        }
        pool->longest_s = MAX(pool->longest_s, task->task.deadline_s);
        g_ptr_array_add(pool->sent, g_queue_pop_head(&pool->waiting));
    }
}

void
worker_pool_submit(WorkerPool *pool, WorkerTask task)
{
    g_assert(task.input_fd >= 0);
    Task *own = g_new0(Task, 1);
    own->task = task;
    if (task.ask != NULL)
        own->task.ask = g_variant_take_ref(task.ask);
    g_assert(
        task.ask == NULL || g_variant_get_size(task.ask) < WIRE_MOST_ASK_BYTES - 256);
    own->serial = ++pool->serials;
    own->submitted_ms = pool_now_ms();
    own->reply.fd = -1;
    g_queue_push_tail(&pool->waiting, own);
    send_waiting(pool);
}

/* ---- waiting ---- */

static void
watch(const WorkerPool *pool, GArray *watched)
{
    struct pollfd one = {.fd = pool->keeper.socket, .events = POLLIN};
    g_array_append_val(watched, one);
    for (guint i = 0; i < pool->sent->len; i++) {
        const Reply *reply = &((Task *)g_ptr_array_index(pool->sent, i))->reply;
        one.fd = reply_is_whole(reply) ? -1 : reply->fd;
        g_array_append_val(watched, one);
    }
}

/* Acts on what poll said; returns where the next pool's part begins. */
static const struct pollfd *
act(WorkerPool *pool, const struct pollfd *watched)
{
    const struct pollfd *replies = watched + 1, *next = replies + pool->sent->len;
    for (guint i = 0; i < pool->sent->len; i++) {
        Task *task = g_ptr_array_index(pool->sent, i);
        if (replies[i].revents != 0)
            reply_read(&task->reply, pool->most_reply_bytes);
    }
    if (watched->revents != 0)
        keeper_hear(pool);
    keeper_look(pool);
    send_waiting(pool);
    return next;
}

static bool
any_ended(WorkerPool *const *pools, int n)
{
    for (int i = 0; i < n; i++)
        if (!g_queue_is_empty(&pools[i]->ended))
            return true;
    return false;
}

/* One poll over all pools. */
static void
turn(WorkerPool *const *pools, int n, int timeout_ms)
{
    g_autoptr(GArray) watched =
        g_array_sized_new(false, false, sizeof(struct pollfd), 16);
    for (int i = 0; i < n; i++) {
        watch(pools[i], watched);
        timeout_ms = keeper_wait_ms(pools[i], timeout_ms);
    }
    struct pollfd *next = (struct pollfd *)watched->data;
    if (poll(next, watched->len, timeout_ms) < 0)
        return;
    const struct pollfd *at = next;
    for (int i = 0; i < n; i++)
        at = act(pools[i], at);
}

void
worker_pools_wait(WorkerPool *const *pools, int n, int timeout_ms)
{
    gint64 until_ms = pool_now_ms() + timeout_ms;
    int left_ms = timeout_ms;
    while (!any_ended(pools, n)) {
        turn(pools, n, left_ms);
        left_ms = (int)CLAMP(until_ms - pool_now_ms(), 0, timeout_ms);
        if (left_ms == 0)
            return;
    }
}

WorkerResult *
worker_pool_collect(WorkerPool *pool, int timeout_ms)
{
    if (g_queue_is_empty(&pool->ended) && worker_pool_pending(pool) > 0)
        worker_pools_wait(&pool, 1, timeout_ms);
    return g_queue_pop_head(&pool->ended);
}

int
worker_pool_pending(const WorkerPool *pool)
{
    return (int)(pool->waiting.length + pool->sent->len + pool->ended.length);
}

WorkerResult *
worker_pool_run(WorkerPool *pool, WorkerTask task)
{
    g_assert(worker_pool_pending(pool) == 0);
    worker_pool_submit(pool, task);
    WorkerResult *result = NULL;
    while (result == NULL)
        result = worker_pool_collect(pool, RUN_WAIT_MS);
    return result;
}

/* ---- the pool itself ---- */

WorkerPool *
worker_pool_new(const char *const *arguments, int width, GError **error)
{
    g_autoptr(WorkerPool) pool = g_new0(WorkerPool, 1);
    pool->arguments = g_strdupv((char **)arguments);
    pool->width = CLAMP(width, 1, WIRE_MOST_WIDTH);
    pool->keeper = (Spawned){-1, -1};
    pool->sent = g_ptr_array_new_with_free_func((GDestroyNotify)task_free);
    g_queue_init(&pool->waiting);
    g_queue_init(&pool->ended);
    keeper_start(pool);
    while (pool->state == KEEPER_STARTING)
        turn(&pool, 1, RUN_WAIT_MS);
    if (pool->state == KEEPER_READY)
        return g_steal_pointer(&pool);
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
        "cannot start the reading room '%s': %s", arguments[0], pool->trouble);
    return NULL;
}

void
worker_pool_free(WorkerPool *pool)
{
    if (pool == NULL)
        return;
    if (pool->keeper.socket >= 0)
        g_free(spawn_end(&pool->keeper, END_MS));
    g_queue_clear_full(&pool->waiting, (GDestroyNotify)task_free);
    g_queue_clear_full(&pool->ended, (GDestroyNotify)worker_result_free);
    g_ptr_array_unref(pool->sent);
    g_strfreev(pool->arguments);
    g_free(pool->trouble);
    g_free(pool);
}

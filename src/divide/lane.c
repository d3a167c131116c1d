/* lane.c - the outer half of divide: a scan of several letters becomes those letters.
 *
 * Pages have been read by now, so where letters begin is known (plan.c); the worker cuts them out
 * (batch.c, cut.c), their files are flushed, and all of the letters begin with one commit in which the batch
 * comes to rest. Whoever dies before leaves files that the next try makes again under the same names.
 * What cannot be cut, or ends its worker twice, is held as the one letter it came as.
 */
#include "divide/batch.h"

#include <string.h>
#include <unistd.h>

enum {
    LEASE_MS = 420 * 1000,
    AT_ONCE = 4,
    TASK_CPU_S = 60,
    TASK_DEADLINE_S = 180,
    MOST_DEATHS = 2,
    MOST_ATTEMPTS = 8, /* of what fails otherwise */
    AGAIN_MS = 2000,   /* after a first try, times the tries */
};

#define ADVICE \
    "; please look whether it holds several letters, and scan those again, each alone"

struct DivideLane {
    Store *store;
    Archive *archive;
    const ReferenceKey *key;
    DivideSetting setting;
    WorkerPool *(*open_pool)(GError **error);
    WorkerPool *pool; /* NULL: nothing is cut */
    Batch batch;      /* in hand; without a letter: none */
    guint asked, ended;
};

DivideSetting
divide_setting(const Config *config)
{
    return (DivideSetting){.divides = strcmp(config->divide, "no") != 0,
        .by_codes = strcmp(config->divide, "codes") == 0,
        .scanners = config->scanners};
}

DivideLane *
divide_lane_new(Store *store, Archive *archive, const ReferenceKey *key,
    DivideSetting setting, WorkerPool *(*open_pool)(GError **error))
{
    DivideLane *lane = g_new0(DivideLane, 1);
    lane->store = store;
    lane->archive = archive;
    lane->key = key;
    lane->setting = setting;
    lane->open_pool = open_pool;
    return lane;
}

/* Nothing is in hand: what is still with the pool ends with it. */
static void
let_go(DivideLane *lane)
{
    g_clear_pointer(&lane->pool, worker_pool_free);
    batch_close(&lane->batch);
    lane->asked = lane->ended = 0;
}

void
divide_lane_free(DivideLane *lane)
{
    if (lane == NULL)
        return;
    if (lane->batch.letter != NULL)
        store_letter_release_claim(lane->store, lane->batch.letter, NULL);
    let_go(lane);
    g_free(lane);
}

WorkerPool *
divide_lane_pool(const DivideLane *lane)
{
    return lane->pool;
}

/* ---- which letters ---- */

bool
divide_lane_wants(DivideLane *lane, const Letter *letter, bool *wants, GError **error)
{
    *wants = false;
    if (!lane->setting.divides || !letter_is_scan(letter, lane->setting.scanners))
        return true;
    g_autoptr(GPtrArray) pages =
        store_pages_of(lane->store, letter->id, true, BATCH_MOST_PAGES, error);
    if (pages == NULL)
        return false;
    g_autoptr(GArray) marks = divide_marks(lane->key, pages);
    g_auto(DividePlan) plan = divide_plan(marks, lane->setting.by_codes);
    *wants = plan.divides || plan.foreign;
    return true;
}

/* ---- how a letter ends here ---- */

/* It goes on as one letter; why NULL: because it is one. */
static bool
leave_whole(DivideLane *lane, const char *why, GError **error)
{
    if (!store_begin(lane->store, error))
        return false;
    bool well =
        why == NULL || store_batch_hold(lane->store, lane->batch.letter, why, error);
    if (well && store_letter_advance(
                    lane->store, lane->batch.letter, LETTER_READ, "divide", why, error))
        return store_commit(lane->store, error);
    store_rollback(lane->store);
    return false;
}

static bool
end_whole(
    DivideLane *lane, const char *why, DivideLaneLog log, int *moved, GError **error)
{
    g_autofree char *words = why != NULL ? g_strconcat(why, ADVICE, NULL) : NULL;
    if (!leave_whole(lane, words, error))
        return false;
    log(lane->batch.letter->id, why != NULL ? OUTCOME_HOLD : OUTCOME_DONE, 1, words);
    ++*moved;
    let_go(lane);
    return true;
}

/* What failed is tried again, or in the end held. */
static bool
set_back(
    DivideLane *lane, const GError *why, DivideLaneLog log, int *moved, GError **error)
{
    bool passing = g_error_matches(why, DIWAN_ERROR, DIWAN_ERROR_RETRY);
    bool refused = g_error_matches(why, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    if (refused || (!passing && lane->batch.letter->attempts >= MOST_ATTEMPTS)) {
        g_autofree char *words =
            g_strdup_printf("it could not be divided: %s", why->message);
        if (end_whole(lane, words, log, moved, error))
            return true;
    } else
        g_propagate_error(error, g_error_copy(why));
    gint64 due_at = clock_now_ms() + AGAIN_MS * MAX(1, lane->batch.letter->attempts);
    store_letter_later(lane->store, lane->batch.letter, due_at, false, NULL);
    let_go(lane);
    return false;
}

/* Who killed the worker decides: the letter itself, or somebody outside. */
static bool
set_back_dead(DivideLane *lane, const WorkerResult *result, DivideLaneLog log, int *moved,
    GError **error)
{
    bool own = result->end != WORKER_KILLED;
    if (lane->batch.letter->deaths + own >= MOST_DEATHS) {
        g_autofree char *words = g_strdup_printf(
            "it could not be divided: its worker ended twice (%s)", result->reason);
        return end_whole(lane, words, log, moved, error);
    }
    log(lane->batch.letter->id, OUTCOME_RETRY, 0, result->reason);
    bool well =
        store_letter_later(lane->store, lane->batch.letter, clock_now_ms(), own, error);
    let_go(lane);
    return well;
}

static bool
end_divided(DivideLane *lane, DivideLaneLog log, int *moved, GError **error)
{
    if (!archive_flush(lane->archive, error) ||
        !store_batch_divide(lane->store, lane->batch.letter, lane->batch.cuts, error))
        return false;
    log(lane->batch.letter->id, OUTCOME_DONE, (int)lane->batch.cuts->len, NULL);
    ++*moved;
    let_go(lane);
    return true;
}

/* ---- cutting ---- */

static bool
claim(DivideLane *lane, DivideLaneLog log, int *moved, GError **error)
{
    g_autoptr(GPtrArray) letters =
        store_letters_claim(lane->store, LETTER_DIVIDING, 1, LEASE_MS, error);
    if (letters == NULL || letters->len == 0)
        return letters != NULL;
    if (!batch_open(&lane->batch, lane->store, lane->archive, lane->key,
            lane->setting.by_codes, g_ptr_array_steal_index(letters, 0), error))
        return false;
    g_autofree char *why = NULL;
    return batch_is_several(&lane->batch, &why) ||
           end_whole(lane, why, log, moved, error);
}

static bool
ask_one(DivideLane *lane, GError **error)
{
    guint i = lane->asked;
    WorkerTask task = {.cpu_s = TASK_CPU_S,
        .deadline_s = TASK_DEADLINE_S,
        .user_data = GUINT_TO_POINTER(i)};
    bool needless = false;
    if (!batch_ask(&lane->batch, i, &task, &needless, error))
        return false;
    lane->asked++;
    if (needless) {
        lane->ended++;
        return true;
    }
    if (lane->pool == NULL && (lane->pool = lane->open_pool(error)) == NULL) {
        close(task.input_fd);
        g_variant_unref(g_variant_ref_sink(task.ask));
        return false;
    }
    worker_pool_submit(lane->pool, task);
    return true;
}

static bool
ask(DivideLane *lane, GError **error)
{
    while (lane->asked < batch_questions(&lane->batch) &&
           lane->asked - lane->ended < AT_ONCE)
        if (!ask_one(lane, error))
            return false;
    return true;
}

static bool
keep(DivideLane *lane, const WorkerResult *result, GError **error)
{
    guint i = GPOINTER_TO_UINT(result->user_data);
    gint64 until = clock_now_ms() + LEASE_MS;
    lane->ended++;
    return store_letter_renew(lane->store, lane->batch.letter, until, error) &&
           batch_hear(&lane->batch, i, result->reply, error);
}

/* The backs are known: there may be nothing else behind the sheets. */
static bool
begin_cutting(DivideLane *lane, DivideLaneLog log, int *moved, GError **error)
{
    g_autofree char *why = NULL;
    batch_begin_cutting(&lane->batch);
    lane->asked = lane->ended = 0;
    return batch_is_several(&lane->batch, &why) ? ask(lane, error)
                                                : end_whole(lane, why, log, moved, error);
}

static bool
go_on(DivideLane *lane, DivideLaneLog log, int *moved, GError **error)
{
    for (int i = 0; lane->pool != NULL && i < AT_ONCE; i++) {
        g_autoptr(WorkerResult) result = worker_pool_collect(lane->pool, 0);
        if (result == NULL)
            break;
        if (result->end != WORKER_DONE)
            return set_back_dead(lane, result, log, moved, error);
        if (!keep(lane, result, error))
            return false;
    }
    if (!ask(lane, error))
        return false;
    if (lane->ended < batch_questions(&lane->batch))
        return true;
    if (!lane->batch.looking)
        return end_divided(lane, log, moved, error);
    return begin_cutting(lane, log, moved, error);
}

bool
divide_lane_step(DivideLane *lane, DivideLaneLog log, int *moved, GError **error)
{
    g_autoptr(GError) why = NULL;
    if (lane->batch.letter == NULL && claim(lane, log, moved, &why) &&
        lane->batch.letter == NULL)
        return true;
    if (why == NULL && go_on(lane, log, moved, &why))
        return true;
    if (lane->batch.letter != NULL)
        return set_back(lane, why, log, moved, error);
    g_propagate_error(error, g_steal_pointer(&why));
    return false;
}

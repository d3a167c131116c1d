/* pipeline.c - the table of contents: one row for each stage, and one loop.
 *
 * Claim the letters due → note the attempt → run the stage → commit results and next states
 * together. The queue is the letter's own row, so nothing is lost with this process: whatever was
 * claimed becomes due again by itself. Mail and pages go to pools of locked workers and are never
 * waited for; the other stages take letters by the batch.
 */
#include "pipeline.h"

#include "answer/answer.h"
#include "divide/divide.h"
#include "filing/filing.h"
#include "identify/identify.h"
#include "parse/lane.h"
#include "parse/parse.h"
#include "read/lane.h"
#include "read/read.h"
#include "room.h"

#include <time.h>

enum {
    STAGES = 7,
    BATCH = 64,
    PIECES_AT_ONCE = 2,
    LEASE_MS = 60 * 1000,
    IDLE_MS = 100,
    TROUBLE_MS = 2000, /* pause after an error that may pass: disk full, database busy */
    MOST_ATTEMPTS = 8,
    READING_AGAIN_MS = 60 * 1000,
};

struct Pipeline {
    Diwan *diwan;
    Desk *desk;
    Kinds *kinds;
    Compose *compose;
    Search *search;
    ReferenceKey key;
    WorkerPool *parse_pool, *read_pool;
    ParseLane *parse_lane;
    ReadLane *read_lane; /* NULL while no model can be loaded */
    DivideLane *divide_lane;
    gint64 reading_again_at;
    GError *no_reading; /* why no model can be loaded; NULL: not tried, or one is */
    struct {
        gint64 letters, cpu_ns;
    } spent[STAGES]; /* of this process: what workers spend is theirs */
};

typedef struct Stage {
    const char *name;
    LetterState from;
    bool (*run)(
        Pipeline *pipeline, GPtrArray *letters, GError **error); /* a batch of letters */
    bool (*step)(
        Pipeline *pipeline, int *moved, GError **error); /* or a lane with workers */
    LetterState given_up; /* of a batch's: where a letter goes that it cannot finish */
} Stage;

static bool step_parse(Pipeline *pipeline, int *moved, GError **error);
static bool step_read(Pipeline *pipeline, int *moved, GError **error);
static bool step_divide(Pipeline *pipeline, int *moved, GError **error);
static bool run_identify(Pipeline *pipeline, GPtrArray *letters, GError **error);
static bool run_filing(Pipeline *pipeline, GPtrArray *letters, GError **error);
static bool run_answer(Pipeline *pipeline, GPtrArray *letters, GError **error);
static bool run_index(Pipeline *pipeline, GPtrArray *letters, GError **error);

static const Stage stages[STAGES] = {
    {"parse", LETTER_TAKEN, NULL, step_parse, LETTER_HELD},
    {"read", LETTER_PARSED, NULL, step_read, LETTER_HELD},
    {"divide", LETTER_DIVIDING, NULL, step_divide, LETTER_HELD},
    {"identify", LETTER_READ, run_identify, NULL, LETTER_IDENTIFIED},
    {"filing", LETTER_IDENTIFIED, run_filing, NULL, LETTER_HELD},
    {"answer", LETTER_FILED, run_answer, NULL, LETTER_ANSWERED},
    {"index", LETTER_ANSWERED, run_index, NULL, LETTER_HELD},
};

/* ---- the stages ---- */

static void
log_parse(gint64 letter_id, Outcome outcome, gint64 elapsed_ms, const char *note)
{
    log_line("letter=%" G_GINT64_FORMAT " stage=parse outcome=%s ms=%" G_GINT64_FORMAT
             "%s%s",
        letter_id, outcome_name(outcome), elapsed_ms, note ? " note=" : "",
        note ? note : "");
}

static void
log_page(gint64 letter_id, int page, Outcome outcome, gint64 elapsed_ms, const char *note)
{
    log_line("letter=%" G_GINT64_FORMAT
             " stage=read page=%d outcome=%s ms=%" G_GINT64_FORMAT "%s%s",
        letter_id, page, outcome_name(outcome), elapsed_ms, note ? " note=" : "",
        note ? note : "");
}

static void
log_divided(gint64 letter_id, Outcome outcome, int pieces, const char *note)
{
    log_line("letter=%" G_GINT64_FORMAT " stage=divide outcome=%s letters=%d%s%s",
        letter_id, outcome_name(outcome), pieces, note ? " note=" : "", note ? note : "");
}

static bool
step_parse(Pipeline *pipeline, int *moved, GError **error)
{
    return parse_lane_step(pipeline->parse_lane, log_parse, moved, error);
}

static bool
is_several(gpointer divider, const Letter *letter, bool *several, GError **error)
{
    return divide_lane_wants(divider, letter, several, error);
}

/* Without a model mail goes on, pages wait, and the reader is tried again now and then. */
static bool
open_reading(Pipeline *pipeline, GError **error)
{
    const Config *config = pipeline->diwan->config;
    if (clock_ticks_ms() < pipeline->reading_again_at)
        return true;
    pipeline->reading_again_at = clock_ticks_ms() + READING_AGAIN_MS;
    g_clear_error(&pipeline->no_reading);
    g_autofree char *method = NULL;
    pipeline->read_pool =
        room_read_pool(config->models, config->workers, &pipeline->no_reading);
    if (pipeline->read_pool != NULL &&
        (method = read_method(
             (const char *const *)config->models, &pipeline->no_reading)) == NULL)
        g_clear_pointer(&pipeline->read_pool, worker_pool_free);
    if (pipeline->read_pool == NULL) {
        g_propagate_error(error, g_error_copy(pipeline->no_reading));
        return false;
    }
    pipeline->read_lane = read_lane_new(pipeline->diwan->store, pipeline->diwan->archive,
        pipeline->read_pool, config->workers, method, room_ask_page);
    read_lane_ask_divider(pipeline->read_lane, is_several, pipeline->divide_lane);
    return true;
}

static bool
step_read(Pipeline *pipeline, int *moved, GError **error)
{
    if (pipeline->read_lane == NULL && !open_reading(pipeline, error))
        return false;
    return pipeline->read_lane == NULL ||
           read_lane_step(pipeline->read_lane, log_page, moved, error);
}

static WorkerPool *
open_dividing(GError **error)
{
    return room_divide_pool(PIECES_AT_ONCE, error);
}

static bool
step_divide(Pipeline *pipeline, int *moved, GError **error)
{
    return divide_lane_step(pipeline->divide_lane, log_divided, moved, error);
}

static bool
run_identify(Pipeline *pipeline, GPtrArray *letters, GError **error)
{
    return identify_letters(
        pipeline->diwan->config, &pipeline->key, pipeline->diwan->store, letters, error);
}

static bool
run_filing(Pipeline *pipeline, GPtrArray *letters, GError **error)
{
    return filing_letters(
        pipeline->desk, pipeline->kinds, &pipeline->key, letters, error);
}

static bool
run_answer(Pipeline *pipeline, GPtrArray *letters, GError **error)
{
    return answer_letters(pipeline->diwan->config, pipeline->desk->rules,
        pipeline->diwan->store, pipeline->compose, letters, error);
}

/* The last stage: what can be found goes into the index, then the letter comes to rest. */
static bool
run_index(Pipeline *pipeline, GPtrArray *letters, GError **error)
{
    Store *store = pipeline->diwan->store;
    if (!search_add(pipeline->search, store, letters, error) ||
        !store_begin(store, error))
        return false;
    for (guint i = 0; i < letters->len; i++) {
        const Letter *letter = letters->pdata[i];
        LetterState rest = letter->hold ? LETTER_HELD : LETTER_DONE;
        if (!store_letter_advance(store, letter, rest, "index", NULL, error)) {
            store_rollback(store);
            return false;
        }
    }
    return store_commit(store, error);
}

/* ---- the loop ---- */

static void
log_letters(const Stage *stage, GPtrArray *letters, Outcome outcome, gint64 since)
{
    gint64 elapsed = (clock_ticks_ms() - since) / MAX(1, (gint64)letters->len);
    for (guint i = 0; i < letters->len; i++) {
        const Letter *letter = letters->pdata[i];
        log_line("letter=%" G_GINT64_FORMAT " stage=%s outcome=%s ms=%" G_GINT64_FORMAT,
            letter->id, stage->name, outcome_name(outcome), elapsed);
    }
}

/* A letter a stage cannot finish is tried again later and, in the end, held; it goes on along its
 * path all the same where it can, for its number, its neutral answer and its words in the index. */
static bool
set_back(Pipeline *pipeline, const Stage *stage, const Letter *letter, const GError *why,
    GError **error)
{
    Store *store = pipeline->diwan->store;
    log_error(why, "letter=%" G_GINT64_FORMAT " stage=%s attempts=%d", letter->id,
        stage->name, letter->attempts);
    bool passing = g_error_matches(why, DIWAN_ERROR, DIWAN_ERROR_RETRY);
    if (passing || letter->attempts < MOST_ATTEMPTS)
        return store_letter_later(store, letter,
            clock_now_ms() + TROUBLE_MS * MAX(1, letter->attempts), false, error);
    if (!store_begin(store, error))
        return false;
    if (store_letter_hold(store, letter->id, HOLD_FAILED, why->message, error) &&
        store_letter_advance(
            store, letter, stage->given_up, stage->name, why->message, error))
        return store_commit(store, error);
    store_rollback(store);
    return false;
}

static bool
run_one(Pipeline *pipeline, const Stage *stage, Letter *letter, GError **error)
{
    g_autoptr(GError) why = NULL;
    g_autoptr(GPtrArray) alone = g_ptr_array_new();
    gint64 since = clock_ticks_ms();
    g_ptr_array_add(alone, letter);
    if (stage->run(pipeline, alone, &why)) {
        log_letters(stage, alone, OUTCOME_DONE, since);
        return true;
    }
    store_rollback(pipeline->diwan->store);
    return set_back(pipeline, stage, letter, why, error);
}

static bool
run_batch(Pipeline *pipeline, const Stage *stage, int *moved, GError **error)
{
    g_autoptr(GPtrArray) letters =
        store_letters_claim(pipeline->diwan->store, stage->from, BATCH, LEASE_MS, error);
    if (letters == NULL || letters->len == 0)
        return letters != NULL;
    gint64 since = clock_ticks_ms();
    *moved += (int)letters->len;
    if (letters->len > 1 && stage->run(pipeline, letters, NULL)) {
        log_letters(stage, letters, OUTCOME_DONE, since);
        return true;
    }
    store_rollback(pipeline->diwan->store);
    for (guint i = 0; i < letters->len; i++)
        if (!run_one(pipeline, stage, letters->pdata[i], error))
            return false;
    return true;
}

static gint64
cpu_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (gint64)now.tv_sec * G_GINT64_CONSTANT(1000000000) + now.tv_nsec;
}

static int
turn_stage(Pipeline *pipeline, int i)
{
    int moved = 0;
    gint64 since = cpu_ns();
    g_autoptr(GError) error = NULL;
    const Stage *stage = &stages[i];
    bool well = stage->step ? stage->step(pipeline, &moved, &error)
                            : run_batch(pipeline, stage, &moved, &error);
    pipeline->spent[i].letters += moved;
    pipeline->spent[i].cpu_ns += cpu_ns() - since;
    if (well)
        return moved;
    log_error(error, "stage=%s", stage->name);
    if (g_error_matches(error, DIWAN_ERROR, DIWAN_ERROR_RETRY))
        g_usleep(TROUBLE_MS * 1000);
    return moved;
}

static int
turn(Pipeline *pipeline)
{
    int moved = 0;
    for (int i = 0; i < STAGES; i++)
        moved += turn_stage(pipeline, i);
    return moved;
}

/* When nothing else is due: an index that was lost is filled again, a batch at a time. */
static int
refill(Pipeline *pipeline)
{
    int filled = 0;
    g_autoptr(GError) error = NULL;
    if (!search_fill(pipeline->search, pipeline->diwan->store, &filled, &error))
        log_error(error, "stage=index");
    return filled;
}

static void
log_spent(const Pipeline *pipeline)
{
    for (int i = 0; i < STAGES; i++)
        log_line("stage=%s letters=%" G_GINT64_FORMAT " cpu_ms=%" G_GINT64_FORMAT,
            stages[i].name, pipeline->spent[i].letters,
            pipeline->spent[i].cpu_ns / 1000000);
}

/* waits: a letter's pages wait for a model that cannot be loaded, which no waiting here mends. */
static bool
is_idle(Pipeline *pipeline, bool *waits)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) depths = store_letters_depth(pipeline->diwan->store, &error);
    *waits = false;
    for (guint i = 0; depths && i < depths->len; i++) {
        LetterState state = g_array_index(depths, StageDepth, i).state;
        if (state == LETTER_PARSED && pipeline->no_reading)
            *waits = true;
        else if (state < LETTER_DONE)
            return false;
    }
    return depths != NULL;
}

static void
wait_for_workers(Pipeline *pipeline)
{
    WorkerPool *pools[3] = {pipeline->parse_pool};
    int n = 1;
    if (pipeline->read_pool != NULL)
        pools[n++] = pipeline->read_pool;
    WorkerPool *dividing = divide_lane_pool(pipeline->divide_lane);
    if (dividing != NULL)
        pools[n++] = dividing;
    worker_pools_wait(pools, n, IDLE_MS);
}

bool
pipeline_run(Pipeline *pipeline, bool until_idle, volatile int *stop, GError **error)
{
    bool waits = false;
    while (!*stop) {
        if (turn(pipeline) > 0 || refill(pipeline) > 0)
            continue;
        if (until_idle && is_idle(pipeline, &waits))
            break;
        wait_for_workers(pipeline);
    }
    log_spent(pipeline);
    if (!waits)
        return true;
    g_propagate_error(error, g_error_copy(pipeline->no_reading));
    return false;
}

/* ---- opening ---- */

Pipeline *
pipeline_open(Diwan *diwan, GError **error)
{
    g_autoptr(Pipeline) p = g_new0(Pipeline, 1);
    const Config *config = diwan->config;
    g_autofree char *kinds = file_beside_program("config/kinds.conf");
    g_autofree char *index = g_build_filename(config->office, "search.db", NULL);
    p->diwan = diwan;
    if (!store_claims_void(diwan->store, error) ||
        (p->desk = desk_open(config, diwan->store, error)) == NULL ||
        (p->kinds = kinds_load(kinds, error)) == NULL ||
        (p->compose = compose_open(config, NULL, error)) == NULL ||
        !reference_key_load(config->office, &p->key, error) ||
        (p->search = search_open(index, error)) == NULL)
        return NULL;
    g_auto(GStrv) forms = web_forms_encode(config);
    p->parse_pool = room_parse_pool(
        config->addresses, config->authserv_id, forms, config->workers, error);
    if (p->parse_pool == NULL)
        return NULL;
    p->parse_lane =
        parse_lane_new(diwan->store, diwan->archive, p->parse_pool, read_wants);
    p->divide_lane = divide_lane_new(
        diwan->store, diwan->archive, &p->key, divide_setting(config), open_dividing);
    refill(p); /* in a new office nothing rests yet, and nothing is to be filled later */
    return g_steal_pointer(&p);
}

void
pipeline_close(Pipeline *pipeline)
{
    if (pipeline == NULL)
        return;
    parse_lane_free(pipeline->parse_lane);
    read_lane_free(pipeline->read_lane);
    divide_lane_free(pipeline->divide_lane);
    worker_pool_free(pipeline->parse_pool);
    worker_pool_free(pipeline->read_pool);
    search_close(pipeline->search);
    compose_close(pipeline->compose);
    kinds_free(pipeline->kinds);
    desk_close(pipeline->desk);
    g_clear_error(&pipeline->no_reading);
    g_free(pipeline);
}

/* lane.c - the outer half of divide: a scan of several letters becomes those letters.
 *
 * Pages have been read by now, so where letters begin is known (plan.c); the worker cuts them out
 * (cut.c), their files are flushed, and all of the letters begin with one commit in which the batch
 * comes to rest. Whoever dies before leaves files that the next try makes again under the same names.
 * What cannot be cut, or ends its worker twice, is held as the one letter it came as.
 */
#include "divide/divide.h"
#include "searchable/searchable.h"

#include <string.h>

enum {
    LEASE_MS = 420 * 1000,
    AT_ONCE = 4,
    TASK_CPU_S = 60,
    TASK_DEADLINE_S = 180,
    MOST_DEATHS = 2,
    MOST_ATTEMPTS = 8, /* of what fails otherwise */
    AGAIN_MS = 2000,   /* after a first try, times the tries */
    MOST_PAGES = 20000,
};

#define SHEETS_ALONE "there are separator sheets in it and nothing else"
#define ADVICE \
    "; please look whether it holds several letters, and scan those again, each alone"

struct DivideLane {
    Store *store;
    Archive *archive;
    const ReferenceKey *key;
    DivideSetting setting;
    WorkerPool *(*open_pool)(GError **error);
    WorkerPool *pool; /* NULL: nothing is cut */
    Letter *letter;   /* in hand; NULL: none */
    GPtrArray *pages; /* of Page, owned */
    GPtrArray *parts; /* of StoredPart, owned */
    GArray *marks;    /* of PageMarks */
    DividePlan plan;
    bool looking; /* which pages are blank backs, before the plan is final */
    GPtrArray
        *cuts; /* of BatchCut, owned, NULL where none is yet: as the plan's pieces */
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
    g_clear_pointer(&lane->letter, letter_free);
    g_clear_pointer(&lane->pages, g_ptr_array_unref);
    g_clear_pointer(&lane->parts, g_ptr_array_unref);
    g_clear_pointer(&lane->marks, g_array_unref);
    g_clear_pointer(&lane->cuts, g_ptr_array_unref);
    divide_plan_clear(&lane->plan);
    lane->asked = lane->ended = 0;
}

void
divide_lane_free(DivideLane *lane)
{
    if (lane == NULL)
        return;
    if (lane->letter != NULL)
        store_letter_release_claim(lane->store, lane->letter, NULL);
    let_go(lane);
    g_free(lane);
}

WorkerPool *
divide_lane_pool(const DivideLane *lane)
{
    return lane->pool;
}

/* ---- which letters ---- */

static bool
is_scan(const DivideLane *lane, const Letter *letter)
{
    if (letter->medium == MEDIUM_SCAN)
        return true;
    if (lane->setting.scanners == NULL || letter->from_address == NULL)
        return false;
    g_autofree char *sender = g_utf8_strdown(letter->from_address, -1);
    return g_strv_contains((const char *const *)lane->setting.scanners, sender);
}

bool
divide_lane_wants(DivideLane *lane, const Letter *letter, bool *wants, GError **error)
{
    *wants = false;
    if (!lane->setting.divides || !is_scan(lane, letter))
        return true;
    g_autoptr(GPtrArray) pages =
        store_pages_of(lane->store, letter->id, true, MOST_PAGES, error);
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
    bool well = why == NULL || store_batch_hold(lane->store, lane->letter, why, error);
    if (well && store_letter_advance(
                    lane->store, lane->letter, LETTER_READ, "divide", why, error))
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
    log(lane->letter->id, why != NULL ? OUTCOME_HOLD : OUTCOME_DONE, 1, words);
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
    if (refused || (!passing && lane->letter->attempts >= MOST_ATTEMPTS)) {
        g_autofree char *words =
            g_strdup_printf("it could not be divided: %s", why->message);
        return end_whole(lane, words, log, moved, error);
    }
    gint64 due_at = clock_now_ms() + AGAIN_MS * MAX(1, lane->letter->attempts);
    store_letter_later(lane->store, lane->letter, due_at, false, NULL);
    let_go(lane);
    g_propagate_error(error, g_error_copy(why));
    return false;
}

/* Who killed the worker decides: the letter itself, or somebody outside. */
static bool
set_back_dead(DivideLane *lane, const WorkerResult *result, DivideLaneLog log, int *moved,
    GError **error)
{
    bool own = result->end != WORKER_KILLED;
    if (lane->letter->deaths + own >= MOST_DEATHS) {
        g_autofree char *words = g_strdup_printf(
            "it could not be divided: its worker ended twice (%s)", result->reason);
        return end_whole(lane, words, log, moved, error);
    }
    log(lane->letter->id, OUTCOME_RETRY, 0, result->reason);
    bool well = store_letter_later(lane->store, lane->letter, clock_now_ms(), own, error);
    let_go(lane);
    return well;
}

static bool
end_divided(DivideLane *lane, DivideLaneLog log, int *moved, GError **error)
{
    if (!archive_flush(lane->archive, error) ||
        !store_batch_divide(lane->store, lane->letter, lane->cuts, error))
        return false;
    log(lane->letter->id, OUTCOME_DONE, (int)lane->cuts->len, NULL);
    ++*moved;
    let_go(lane);
    return true;
}

/* ---- taking one up ---- */

static const StoredPart *
part_of(const DivideLane *lane, gint64 part_id)
{
    for (guint i = 0; i < lane->parts->len; i++)
        if (((const StoredPart *)lane->parts->pdata[i])->id == part_id)
            return lane->parts->pdata[i];
    return NULL;
}

/* A file beside the scan, whose letter nobody could tell. */
static const StoredPart *
odd_part(const DivideLane *lane)
{
    for (guint i = 0; i < lane->parts->len; i++) {
        const StoredPart *part = lane->parts->pdata[i];
        bool has_pages = false;
        for (guint j = 0; j < lane->pages->len && !has_pages; j++)
            has_pages = ((const Page *)lane->pages->pdata[j])->part_id == part->id;
        if (!has_pages && !part->inline_ && !g_str_has_prefix(part->media_type, "text/"))
            return part;
    }
    return NULL;
}

static void
plan_anew(DivideLane *lane)
{
    divide_plan_clear(&lane->plan);
    lane->plan = divide_plan(lane->marks, lane->setting.by_codes);
}

static bool
take_up(DivideLane *lane, Letter *take_letter, GError **error)
{
    gint64 id = take_letter->id;
    lane->letter = take_letter;
    lane->looking = true;
    lane->pages = store_pages_of(lane->store, id, true, MOST_PAGES, error);
    lane->parts = lane->pages != NULL ? store_parts_of(lane->store, id, error) : NULL;
    if (lane->parts == NULL)
        return false;
    lane->marks = divide_marks(lane->key, lane->pages);
    plan_anew(lane);
    return true;
}

/* Why it is not cut, in words: NULL with cut true when it is. */
static char *
judge(const DivideLane *lane, bool *cut)
{
    *cut = false;
    if (!lane->plan.divides)
        return lane->plan.foreign
                   ? g_strdup("a separator sheet in it is not this office's own")
                   : NULL;
    if (lane->plan.pieces->len == 0)
        return g_strdup(SHEETS_ALONE);
    const StoredPart *odd = odd_part(lane);
    if (odd != NULL)
        return g_strdup_printf("the file '%s' came with a scan of several letters",
            odd->name != NULL ? odd->name : "");
    *cut = true;
    return NULL;
}

static bool
claim(DivideLane *lane, DivideLaneLog log, int *moved, GError **error)
{
    g_autoptr(GPtrArray) letters =
        store_letters_claim(lane->store, LETTER_DIVIDING, 1, LEASE_MS, error);
    if (letters == NULL || letters->len == 0)
        return letters != NULL;
    bool cut = false;
    if (!take_up(lane, g_ptr_array_steal_index(letters, 0), error))
        return false;
    g_autofree char *why = judge(lane, &cut);
    return cut || end_whole(lane, why, log, moved, error);
}

/* ---- asking ---- */

/* A page right behind a sheet of which nothing was read may be its back. */
static bool
may_be_back(const DivideLane *lane, guint i)
{
    const PageMarks *marks = &g_array_index(lane->marks, PageMarks, i);
    const Page *page = lane->pages->pdata[i];
    return i > 0 && !marks->separator && (marks - 1)->separator &&
           page->image_sha256 != NULL && page->reading != NULL &&
           page->reading->words->len == 0 && page->reading->codes->len == 0;
}

static int
ask_about_back(DivideLane *lane, guint i, WorkerTask *task, GError **error)
{
    const Page *page = lane->pages->pdata[i];
    task->ask = divide_ask_blank();
    return archive_open_file(lane->archive, page->image_sha256, error);
}

static int
pages_of_part(const DivideLane *lane, gint64 part_id)
{
    int n = 0;
    for (guint i = 0; i < lane->marks->len; i++)
        n += g_array_index(lane->marks, PageMarks, i).part_id == part_id;
    return n;
}

/* How large the page is, and nothing that was read on it: it is read anew. */
static Reading *
size_of(const Page *page)
{
    Reading *size = reading_new(page->number);
    size->width = page->reading->width;
    size->height = page->reading->height;
    size->dpi = page->reading->dpi;
    size->rotation = page->reading->rotation;
    return size;
}

/* Pictures become a PDF with the pages as they are. */
static int
input_of_pictures(
    DivideLane *lane, const Piece *piece, const char *sha256, GError **error)
{
    g_autoptr(GBytes) file = archive_load(lane->archive, sha256, error);
    g_autoptr(GPtrArray) sizes =
        g_ptr_array_new_with_free_func((GDestroyNotify)reading_free);
    if (file == NULL)
        return -1;
    for (guint i = 0; i < piece->n; i++)
        g_ptr_array_add(sizes, size_of(lane->pages->pdata[piece->first + i]));
    g_autoptr(GBytes) input = searchable_input(file, sizes);
    return worker_input_from_bytes(input, error);
}

static int
ask_for_piece(DivideLane *lane, guint i, WorkerTask *task, GError **error)
{
    const Piece *piece = &g_array_index(lane->plan.pieces, Piece, i);
    const PageMarks *first = &g_array_index(lane->marks, PageMarks, piece->first);
    const StoredPart *part = part_of(lane, piece->part_id);
    if (strcmp(part->media_type, "application/pdf") != 0) {
        task->ask = divide_ask_pictures();
        return input_of_pictures(lane, piece, part->sha256, error);
    }
    int last = first->number + (int)piece->n - 1;
    task->ask = divide_ask_cut(first->number, last, pages_of_part(lane, piece->part_id));
    return archive_open_file(lane->archive, part->sha256, error);
}

/* How many questions this step has: a page each while backs are looked at, else a piece each. */
static guint
questions(const DivideLane *lane)
{
    return lane->looking ? lane->pages->len : lane->plan.pieces->len;
}

static bool
ask_one(DivideLane *lane, GError **error)
{
    guint i = lane->asked;
    WorkerTask task = {.cpu_s = TASK_CPU_S,
        .deadline_s = TASK_DEADLINE_S,
        .user_data = GUINT_TO_POINTER(i)};
    if (lane->looking && !may_be_back(lane, i)) {
        lane->asked++;
        lane->ended++;
        return true;
    }
    if (lane->pool == NULL && (lane->pool = lane->open_pool(error)) == NULL)
        return false;
    task.input_fd = lane->looking ? ask_about_back(lane, i, &task, error)
                                  : ask_for_piece(lane, i, &task, error);
    if (task.input_fd < 0) {
        g_variant_unref(g_variant_ref_sink(task.ask));
        return false;
    }
    worker_pool_submit(lane->pool, task);
    lane->asked++;
    return true;
}

static bool
ask(DivideLane *lane, GError **error)
{
    while (lane->asked < questions(lane) && lane->asked - lane->ended < AT_ONCE)
        if (!ask_one(lane, error))
            return false;
    return true;
}

/* ---- hearing ---- */

/* The scan's own name with the place of the letter in it. */
static char *
piece_name(const DivideLane *lane, guint i)
{
    const Piece *piece = &g_array_index(lane->plan.pieces, Piece, i);
    const StoredPart *part = part_of(lane, piece->part_id);
    const char *name = part->name != NULL ? part->name : "scan";
    const char *dot = strrchr(name, '.');
    int stem = dot != NULL && dot != name ? (int)(dot - name) : (int)strlen(name);
    return g_strdup_printf("%.*s-%u.pdf", stem, name, i + 1);
}

static bool
keep_piece(DivideLane *lane, guint i, GBytes *reply, GError **error)
{
    const Piece *piece = &g_array_index(lane->plan.pieces, Piece, i);
    g_autoptr(GBytes) pdf = searchable_from_wire(reply, error);
    g_autofree char *sha256 = NULL;
    if (pdf == NULL || !archive_put(lane->archive, pdf, &sha256, error))
        return false;
    BatchCut *cut = g_new0(BatchCut, 1);
    cut->first_page = g_array_index(lane->marks, PageMarks, piece->first).position;
    cut->last_page = cut->first_page + (int)piece->n - 1;
    cut->file_name = piece_name(lane, i);
    cut->sha256 = g_steal_pointer(&sha256);
    cut->size_bytes = (gint64)g_bytes_get_size(pdf);
    lane->cuts->pdata[i] = cut;
    return true;
}

static bool
keep(DivideLane *lane, const WorkerResult *result, GError **error)
{
    guint i = GPOINTER_TO_UINT(result->user_data);
    gsize length = 0;
    const char *said = g_bytes_get_data(result->reply, &length);
    lane->ended++;
    if (!store_letter_renew(lane->store, lane->letter, clock_now_ms() + LEASE_MS, error))
        return false;
    if (!lane->looking)
        return keep_piece(lane, i, result->reply, error);
    g_array_index(lane->marks, PageMarks, i).blank = length == 1 && said[0] == '1';
    return true;
}

/* The backs are known, and with them the plan. */
static void
begin_cutting(DivideLane *lane)
{
    lane->looking = false;
    lane->asked = lane->ended = 0;
    plan_anew(lane);
    lane->cuts = g_ptr_array_new_with_free_func((GDestroyNotify)batch_cut_free);
    g_ptr_array_set_size(lane->cuts, (int)lane->plan.pieces->len);
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
    if (lane->ended < questions(lane))
        return true;
    if (!lane->looking)
        return end_divided(lane, log, moved, error);
    begin_cutting(lane);
    return lane->plan.pieces->len > 0 ? ask(lane, error)
                                      : end_whole(lane, SHEETS_ALONE, log, moved, error);
}

bool
divide_lane_step(DivideLane *lane, DivideLaneLog log, int *moved, GError **error)
{
    g_autoptr(GError) why = NULL;
    if (lane->letter == NULL && claim(lane, log, moved, &why) && lane->letter == NULL)
        return true;
    if (why == NULL && go_on(lane, log, moved, &why))
        return true;
    if (lane->letter != NULL)
        return set_back(lane, why, log, moved, error);
    g_propagate_error(error, g_steal_pointer(&why));
    return false;
}

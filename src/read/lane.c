/* lane.c - the outer half of read: pages go to the worker, what comes back is kept.
 *
 * A page is kept as soon as it is read, so that a crash costs one page and never a scan. Pages of
 * small letters go first. Nothing a worker returns is believed before its *_from_wire has checked
 * it. A page that ends its worker twice is failed, with the reason, and its letter held.
 */
#include "read/lane.h"
#include "read/read.h"

enum {
    /* Two pages that need their whole deadline, one after the other. */
    LEASE_MS = 420 * 1000,
    SEND_ON_LEASE_MS = 60 * 1000,
    PAGE_CPU_S = 60,
    PAGE_DEADLINE_S = 180,
    MOST_DEATHS = 2,
    MOST_ATTEMPTS = 50,
    MOST_OPENINGS = 8, /* of a kept file that is not there */
    AGAIN_MS = 2000,   /* after a first try to open one, times the tries */
    MOST_PAGES = 5000, /* of one part; a longer file is held, its rest is not read */
    LETTERS_AT_ONCE = 50,
};

struct ReadLane {
    Store *store;
    Archive *archive;
    WorkerPool *pool;
    int width;
    char *method;
    GVariant *(*ask)(int number, bool want_image);
    ReadLaneDivides divides;
    gpointer divider;
    GHashTable *out;     /* Page, owned: with the pool */
    WorkerResult *aside; /* not kept yet: nothing could be written; NULL: none */
};

ReadLane *
read_lane_new(Store *store, Archive *archive, WorkerPool *pool, int width,
    const char *method, GVariant *(*ask)(int number, bool want_image))
{
    ReadLane *lane = g_new0(ReadLane, 1);
    lane->store = store;
    lane->archive = archive;
    lane->pool = pool;
    lane->width = width;
    lane->method = g_strdup(method);
    lane->ask = ask;
    lane->out = g_hash_table_new_full(
        g_direct_hash, g_direct_equal, (GDestroyNotify)page_free, NULL);
    return lane;
}

void
read_lane_ask_divider(ReadLane *lane, ReadLaneDivides divides, gpointer divider)
{
    lane->divides = divides;
    lane->divider = divider;
}

void
read_lane_free(ReadLane *lane)
{
    if (lane == NULL)
        return;
    GHashTableIter iter;
    gpointer page;
    g_hash_table_iter_init(&iter, lane->out);
    while (g_hash_table_iter_next(&iter, &page, NULL))
        store_page_release_claim(lane->store, page, NULL);
    g_hash_table_unref(lane->out);
    if (lane->aside != NULL) {
        store_page_release_claim(lane->store, lane->aside->user_data, NULL);
        page_free(lane->aside->user_data);
    }
    worker_result_free(lane->aside);
    g_free(lane->method);
    g_free(lane);
}

/* A file that cannot be opened is that page's trouble and no other's: it is tried again, and in
 * the end failed. */
static bool
submit(ReadLane *lane, Page *take_page, GError **error)
{
    g_autoptr(Page) page = take_page;
    g_autoptr(GError) local = NULL;
    int fd = archive_open_file(lane->archive, page->sha256, &local);
    if (fd >= 0) {
        WorkerTask task = {
            fd, lane->ask(page->number, true), PAGE_CPU_S, PAGE_DEADLINE_S, page};
        g_hash_table_add(lane->out, g_steal_pointer(&page));
        worker_pool_submit(lane->pool, task);
        return true;
    }
    bool passing = g_error_matches(local, DIWAN_ERROR, DIWAN_ERROR_RETRY);
    if (!passing && page->attempts >= MOST_OPENINGS)
        return store_page_failed(lane->store, page, local->message, error);
    store_page_later(lane->store, page,
        clock_now_ms() + AGAIN_MS * MAX(1, page->attempts), false, NULL);
    g_propagate_error(error, g_steal_pointer(&local));
    return false;
}

static bool
submit_due(ReadLane *lane, GError **error)
{
    int room = lane->width * 2 - (int)g_hash_table_size(lane->out);
    if (room <= lane->width / 2)
        return true;
    g_autoptr(GPtrArray) pages = store_pages_claim(lane->store, room, LEASE_MS, error);
    if (pages == NULL)
        return false;
    bool well = true;
    while (pages->len > 0)
        well =
            submit(lane, g_ptr_array_steal_index(pages, 0), well ? error : NULL) && well;
    return well;
}

/* Only what is named a file of pages is counted: one that is none is damaged. A file of more pages
 * than are read is for a person, or what stands on the rest would be missed in silence. */
static bool
keep_count(ReadLane *lane, const Page *page, const PageCount *count, GError **error)
{
    if (count->readable == READ_NOT)
        return store_page_count_failed(lane->store, page,
            "it is not the picture, PDF or document that it is named; the original is "
            "kept, ask for it again",
            error);
    if (count->readable == READ_BROKEN)
        return store_page_count_failed(lane->store, page, count->trouble, error);
    if (count->pages >= MOST_PAGES &&
        !store_letter_hold(lane->store, page->letter_id, HOLD_UNREADABLE,
            "a file in it is too long: only its first 5000 pages are read", error))
        return false;
    return store_pages_counted(lane->store, page, MIN(count->pages, MOST_PAGES), error);
}

static bool
keep_reading(ReadLane *lane, const Page *page, const Reading *reading, GError **error)
{
    g_autofree char *image = NULL;
    if (reading->trouble)
        return store_page_failed(lane->store, page, reading->trouble, error);
    if (reading->image && (!archive_put(lane->archive, reading->image, &image, error) ||
                              !archive_flush(lane->archive, error)))
        return false;
    if (!reading->legible &&
        !store_letter_hold(lane->store, page->letter_id, HOLD_UNREADABLE,
            "a page of it is handwritten or too poor to be read by machine; read it by "
            "eye",
            error))
        return false;
    return store_page_save(lane->store, page, reading, image, lane->method, error);
}

static bool
keep_failure(ReadLane *lane, const Page *page, bool own, const char *reason,
    Outcome *outcome, GError **error)
{
    if (page->deaths + own < MOST_DEATHS && page->attempts < MOST_ATTEMPTS) {
        *outcome = OUTCOME_RETRY;
        return store_page_later(lane->store, page, clock_now_ms(), own, error);
    }
    *outcome = OUTCOME_HOLD;
    g_autofree char *trouble = g_strdup_printf("its worker ended: %s", reason);
    return store_page_failed(lane->store, page, trouble, error);
}

static bool
keep(ReadLane *lane, const Page *page, const WorkerResult *result, Outcome *outcome,
    char **note, GError **error)
{
    g_autoptr(GError) disbelief = NULL;
    g_autoptr(PageCount) count = NULL;
    g_autoptr(Reading) reading = NULL;
    if (result->end == WORKER_DONE && page->number == 0)
        count = page_count_from_wire(result->reply, &disbelief);
    else if (result->end == WORKER_DONE)
        reading = reading_from_wire(result->reply, &disbelief);
    if (count) {
        *note = g_strdup(count->trouble);
        return keep_count(lane, page, count, error);
    }
    if (reading) {
        *note = g_strdup(reading->trouble);
        return keep_reading(lane, page, reading, error);
    }
    *note = g_strdup(disbelief ? disbelief->message : result->reason);
    return keep_failure(lane, page, result->end != WORKER_KILLED, *note, outcome, error);
}

/* What cannot be kept is read again: at once, or when its claim runs out. Where not even the claim
 * can be given back nothing can be written at all, and what was read waits. */
static void
set_aside(ReadLane *lane, Page **take_page, WorkerResult **take_result, const GError *why)
{
    if (!g_error_matches(why, DIWAN_ERROR, DIWAN_ERROR_RETRY) ||
        store_page_release_claim(lane->store, *take_page, NULL))
        return;
    lane->aside = g_steal_pointer(take_result);
    lane->aside->user_data = g_steal_pointer(take_page);
}

static bool
collect_ended(ReadLane *lane, ReadLaneLog log, int *moved, GError **error)
{
    for (int i = 0; i < lane->width * 2; i++) {
        g_autoptr(GError) local = NULL;
        g_autoptr(WorkerResult) result = g_steal_pointer(&lane->aside);
        if (result == NULL && (result = worker_pool_collect(lane->pool, 0)) == NULL)
            return true;
        g_autoptr(Page) page = result->user_data;
        g_autofree char *note = NULL;
        Outcome outcome = OUTCOME_DONE;
        g_hash_table_steal(lane->out, page);
        if (!keep(lane, page, result, &outcome, &note, &local)) {
            set_aside(lane, &page, &result, local);
            g_propagate_error(error, g_steal_pointer(&local));
            return false;
        }
        log(page->letter_id, page->number, outcome, result->elapsed_ms, note);
        ++*moved;
    }
    return true;
}

/* A letter with a page that could not be read is held: the page is kept and shown, with why. */
static bool
send_on(ReadLane *lane, const Letter *letter, GError **error)
{
    g_autoptr(GPtrArray) pages = store_pages_of(lane->store, letter->id, false, 0, error);
    if (pages == NULL)
        return false;
    for (guint i = 0; i < pages->len; i++) {
        const Page *page = pages->pdata[i];
        if (page->state == PAGE_FAILED &&
            !store_letter_hold(
                lane->store, letter->id, HOLD_UNREADABLE, page->reading->trouble, error))
            return false;
    }
    bool several = false;
    if (lane->divides != NULL && !lane->divides(lane->divider, letter, &several, error))
        return false;
    return store_letter_advance(lane->store, letter,
        several ? LETTER_DIVIDING : LETTER_READ, "read", NULL, error);
}

static bool
send_on_ready(ReadLane *lane, ReadLaneLog log, int *moved, GError **error)
{
    g_autoptr(GPtrArray) letters =
        store_letters_claim_read(lane->store, LETTERS_AT_ONCE, SEND_ON_LEASE_MS, error);
    if (letters == NULL || letters->len == 0)
        return letters != NULL;
    if (!store_begin(lane->store, error))
        return false;
    for (guint i = 0; i < letters->len; i++)
        if (!send_on(lane, letters->pdata[i], error)) {
            store_rollback(lane->store);
            return false;
        }
    if (!store_commit(lane->store, error))
        return false;
    for (guint i = 0; i < letters->len; i++)
        log(((Letter *)letters->pdata[i])->id, 0, OUTCOME_DONE, 0, NULL);
    *moved += (int)letters->len;
    return true;
}

bool
read_lane_step(ReadLane *lane, ReadLaneLog log, int *moved, GError **error)
{
    return collect_ended(lane, log, moved, error) && submit_due(lane, error) &&
           send_on_ready(lane, log, moved, error);
}

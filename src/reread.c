/* reread.c - pages of letters at rest are read again, beside the stages and behind them.
 *
 * Every page is kept as soon as it is read; when the last one of a letter has ended, its changed pages
 * go into the index, and what the new readings tell (reread_news.c) is put before people. Being interrupted anywhere costs the pages that were with the pool; a letter's end may be done twice
 * and is told once.
 */
#include "reread.h"

#include "read/read.h"
#include "reread_news.h"
#include "room.h"

#include <sys/resource.h>

enum {
    PAGE_CPU_S = 60,
    PAGE_DEADLINE_S = 900, /* others come first, for as long as they need */
    MOST_ATTEMPTS = 3,
    MOST_PAGES = 5000,      /* of one part */
    LOGO_BYTES = 20 * 1024, /* smaller pictures in a body are decoration */
    FETCH = 64,
    WAIT_MS = 200,
    PATIENCE_MS = 20 * 1000, /* with new letters' pages that nobody reads */
    NICER = 10, /* enough beside others, and not so much that a busy machine starves it */
};

typedef struct Reread {
    Diwan *diwan;
    const char *method;
    const RereadWatch *watch;
    WorkerPool *pool;
    Search *search;
    ReferenceKey key;
    GPtrArray *due;  /* of Page, owned: fetched and not with the pool */
    GHashTable *out; /* Page, owned: with the pool */
    gint64 last_letter, last_page;
    int ended;
    int waiting; /* pages of new letters, and since when so many */
    gint64 waiting_since;
} Reread;

/* ---- asking ---- */

static bool
ask_parts(Store *store, gint64 letter_id, int *pages, GError **error)
{
    for (gint64 after = 0;;) {
        g_autoptr(GPtrArray) parts =
            store_parts_unread(store, letter_id, after, FETCH, error);
        if (parts == NULL || parts->len == 0)
            return parts != NULL;
        for (guint i = 0; i < parts->len; i++) {
            const StoredPart *part = parts->pdata[i];
            bool logo = part->inline_ && part->size_bytes < LOGO_BYTES;
            after = part->id;
            if (logo || !read_wants(part->media_type))
                continue;
            if (!store_reread_ask_part(store, part, error))
                return false;
            ++*pages;
        }
    }
}

bool
reread_ask(Store *store, const RereadFilter *filter, int *pages, GError **error)
{
    int asked = 0;
    bool about_pages = filter->below > 0 || filter->before > 0;
    if (!store_reread_ask(store, filter, &asked, error))
        return false;
    *pages += asked;
    return about_pages || ask_parts(store, filter->letter_id, pages, error);
}

/* ---- a page ---- */

static bool
give_up(Reread *reread, const Page *page, const char *why, int most, Outcome *outcome,
    char **note, GError **error)
{
    *note = g_strdup(why);
    if (page->attempts + 1 < most) {
        *outcome = OUTCOME_RETRY;
        return store_reread_later(reread->diwan->store, page, error);
    }
    *outcome = OUTCOME_REFUSED;
    return store_reread_failed(reread->diwan->store, page, why, reread->method, error);
}

static bool
keep_reading(Reread *reread, const Page *page, const Reading *reading, GError **error)
{
    Archive *archive = reread->diwan->archive;
    g_autofree char *image = NULL;
    if (reading->image && (!archive_put(archive, reading->image, &image, error) ||
                              !archive_flush(archive, error)))
        return false;
    return store_reread_keep(
        reread->diwan->store, page, reading, image, reread->method, error);
}

static bool
keep_count(Reread *reread, const Page *page, const PageCount *count, Outcome *outcome,
    char **note, GError **error)
{
    if (count->readable == READ_PAGES)
        return store_reread_counted(
            reread->diwan->store, page, MIN(count->pages, MOST_PAGES), error);
    const char *why = count->trouble ? count->trouble : "it holds no pages";
    return give_up(reread, page, why, 0, outcome, note, error);
}

static bool
keep(Reread *reread, const Page *page, const WorkerResult *result, Outcome *outcome,
    char **note, GError **error)
{
    g_autoptr(GError) disbelief = NULL;
    g_autoptr(PageCount) count = NULL;
    g_autoptr(Reading) reading = NULL;
    if (result->end == WORKER_DONE && page->number == 0)
        count = page_count_from_wire(result->reply, &disbelief);
    else if (result->end == WORKER_DONE)
        reading = reading_from_wire(result->reply, &disbelief);
    if (count)
        return keep_count(reread, page, count, outcome, note, error);
    if (reading && reading->trouble == NULL)
        return keep_reading(reread, page, reading, error);
    if (reading)
        return give_up(reread, page, reading->trouble, 0, outcome, note, error);
    return give_up(reread, page, disbelief ? disbelief->message : result->reason,
        result->end == WORKER_KILLED ? MOST_ATTEMPTS : MOST_ATTEMPTS - 1, outcome, note,
        error);
}

/* ---- a letter ---- */

static bool
end_letter(Reread *reread, gint64 letter_id, GError **error)
{
    g_auto(RereadNews) news = {0};
    if (!reread_news_find(reread->diwan, &reread->key, letter_id, &news, error) ||
        (news.to_index->len > 0 &&
            !search_add_pages(reread->search, news.to_index, error)))
        return false;
    const RereadLetter *told = &news.told;
    g_autofree char *counts =
        g_strdup_printf("%d pages, %d changed, %d beside, %d failed", told->pages,
            told->changed, told->beside, told->failed);
    if (!store_reread_tell(reread->diwan->store, letter_id, counts, told->note, error))
        return false;
    reread->watch->letter(told, reread->watch->user_data);
    return true;
}

/* ---- the loop ---- */

static bool
tell_page(Reread *reread, const Page *page, Outcome outcome, gint64 elapsed_ms,
    const char *note, GError **error)
{
    Store *store = reread->diwan->store;
    reread->ended += outcome != OUTCOME_RETRY;
    reread->watch->page(page->letter_id, page->number, outcome, elapsed_ms, note,
        reread->ended, store_reread_left(store), reread->watch->user_data);
    return !store_reread_is_ready(store, page->letter_id) ||
           end_letter(reread, page->letter_id, error);
}

static bool
collect_one(Reread *reread, WorkerResult *take_result, GError **error)
{
    g_autoptr(WorkerResult) result = take_result;
    g_autoptr(Page) page = result->user_data;
    g_autofree char *note = NULL;
    Outcome outcome = OUTCOME_DONE;
    g_hash_table_steal(reread->out, page);
    if (!keep(reread, page, result, &outcome, &note, error))
        return false;
    return tell_page(reread, page, outcome, result->elapsed_ms, note, error);
}

/* While pages of new letters are being read they have the machine; when their number stays the same
 * nobody reads them, and waiting would be for ever. */
static bool
holds_back(Reread *reread)
{
    int waiting = store_pages_waiting(reread->diwan->store);
    if (waiting != reread->waiting) {
        reread->waiting = waiting;
        reread->waiting_since = clock_ticks_ms();
    }
    return waiting > 0 && clock_ticks_ms() - reread->waiting_since < PATIENCE_MS;
}

/* What was tried in vain comes again when all others have had their turn. */
static bool
fetch(Reread *reread, GError **error)
{
    if (reread->due->len > 0)
        return true;
    Page last = {.id = reread->last_page, .letter_id = reread->last_letter};
    g_autoptr(GPtrArray) found =
        store_reread_due(reread->diwan->store, &last, FETCH, error);
    if (found && found->len == 0 && last.id != 0 &&
        worker_pool_pending(reread->pool) == 0) {
        g_ptr_array_unref(found);
        found = store_reread_due(reread->diwan->store, NULL, FETCH, error);
    }
    if (found == NULL)
        return false;
    g_ptr_array_extend_and_steal(reread->due, g_steal_pointer(&found));
    return true;
}

static bool
submit_one(Reread *reread, GError **error)
{
    g_autoptr(Page) page = g_ptr_array_steal_index(reread->due, 0);
    g_autoptr(GError) local = NULL;
    reread->last_letter = page->letter_id;
    reread->last_page = page->id;
    int fd = archive_open_file(reread->diwan->archive, page->sha256, &local);
    if (fd >= 0) {
        WorkerTask task = {
            fd, room_ask_page(page->number, true), PAGE_CPU_S, PAGE_DEADLINE_S, page};
        g_hash_table_add(reread->out, g_steal_pointer(&page));
        worker_pool_submit(reread->pool, task);
        return true;
    }
    Outcome outcome;
    g_autofree char *note = NULL;
    return give_up(reread, page, local->message, MOST_ATTEMPTS, &outcome, &note, error) &&
           tell_page(reread, page, outcome, 0, note, error);
}

static bool
submit_due(Reread *reread, GError **error)
{
    if (holds_back(reread))
        return true;
    int width = reread->diwan->config->workers;
    while (worker_pool_pending(reread->pool) < width) {
        if (!fetch(reread, error))
            return false;
        if (reread->due->len == 0)
            return true;
        if (!submit_one(reread, error))
            return false;
    }
    return true;
}

static bool
read_all(Reread *reread, volatile int *stop, GError **error)
{
    while (!*stop) {
        if (!submit_due(reread, error))
            return false;
        WorkerResult *result = worker_pool_collect(reread->pool, WAIT_MS);
        if (result != NULL && !collect_one(reread, result, error))
            return false;
        if (result == NULL && worker_pool_pending(reread->pool) == 0) {
            if (store_reread_left(reread->diwan->store) == 0)
                return true;
            g_usleep(WAIT_MS * 1000);
        }
    }
    return true;
}

/* Letters that had all but their end when the last one was interrupted. */
static bool
end_ready(Reread *reread, GError **error)
{
    g_autoptr(GArray) ready = store_reread_ready(reread->diwan->store, error);
    for (guint i = 0; ready && i < ready->len; i++)
        if (!end_letter(reread, g_array_index(ready, gint64, i), error))
            return false;
    return ready != NULL;
}

/* What is with the pool is read another time. */
static void
end_all(Reread *reread)
{
    worker_pool_free(reread->pool);
    search_close(reread->search);
    g_ptr_array_unref(reread->due);
    g_hash_table_unref(reread->out);
}

bool
reread_run(Diwan *diwan, const char *method, const RereadWatch *watch, volatile int *stop,
    GError **error)
{
    Reread reread = {.diwan = diwan, .method = method, .watch = watch};
    const Config *config = diwan->config;
    g_autofree char *index = g_build_filename(config->office, "search.db", NULL);
    setpriority(PRIO_PROCESS, 0, NICER); /* and with it all that the pool starts */
    reread.out = g_hash_table_new_full(
        g_direct_hash, g_direct_equal, (GDestroyNotify)page_free, NULL);
    reread.due = g_ptr_array_new_with_free_func((GDestroyNotify)page_free);
    bool well = reference_key_load(config->office, &reread.key, error) &&
                (reread.search = search_open(index, error)) != NULL &&
                end_ready(&reread, error);
    if (well && store_reread_left(diwan->store) > 0) {
        reread.pool = room_read_pool(config->models, config->workers, error);
        well = reread.pool != NULL && read_all(&reread, stop, error);
    }
    end_all(&reread);
    return well;
}

/* test-lane.c - pages through the read lane, with a room of the test's own instead of a model.
 *
 * The first letter of a file says what the room answers: N: it has no pages, L: more than are read,
 * P: one page.
 */
#include "read/lane.h"
#include "read/read.h"

#include <string.h>

/* Where a test waits for forks: a machine under load and sanitizers is slow. */
#define PATIENCE_MS 60000

/* ---- the room ---- */

static bool
open_nothing(const char *const *arguments, GError **error)
{
    (void)arguments;
    (void)error;
    return true;
}

static GBytes *
answer(GVariant *ask, int input_fd)
{
    g_autoptr(GBytes) input = worker_read_input(input_fd, 1000);
    char kind = *(const char *)g_bytes_get_data(input, NULL);
    int number = g_variant_get_int32(ask);
    if (number > 0) {
        g_autoptr(Reading) reading = reading_new(number);
        reading->text = g_strdup("words");
        return reading_to_wire(reading);
    }
    PageCount count = {.readable = kind == 'N' ? READ_NOT : READ_PAGES,
        .pages = kind == 'L'   ? 5000
                 : kind == 'P' ? 1
                               : 0};
    return page_count_to_wire(&count);
}

static const WorkerRoom room = {.name = "pages",
    .open = open_nothing,
    .work = answer,
    .most_memory_bytes = 256 << 20,
    .most_reply_bytes = 1 << 20};

static GVariant *
ask_page(int number, bool want_image)
{
    (void)want_image;
    return g_variant_new_int32(number);
}

/* ---- the trial ---- */

typedef struct Trial {
    char *folder;
    Store *store;
    Archive *archive;
    WorkerPool *pool;
    ReadLane *lane;
} Trial;

static void
trial_open(Trial *trial)
{
    static const char *const arguments[] = {"pages", NULL};
    GError *error = NULL;
    trial->folder = g_dir_make_tmp("diwan-test-XXXXXX", NULL);
    trial->store = store_open(":memory:", true, &error);
    trial->archive = archive_open(trial->folder, &error);
    trial->pool = worker_pool_new(arguments, 2, &error);
    g_assert_no_error(error);
    trial->lane =
        read_lane_new(trial->store, trial->archive, trial->pool, 2, "1 test", ask_page);
}

static void
trial_close(Trial *trial)
{
    read_lane_free(trial->lane);
    worker_pool_free(trial->pool);
    archive_close(trial->archive);
    store_close(trial->store);
    const char *const argv[] = {"rm", "-rf", trial->folder, NULL};
    g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
        NULL, NULL);
    g_free(trial->folder);
}

/* A parsed letter with one file to be counted; NULL: one that is not in the archive. */
static gint64
put(Trial *trial, const char *file)
{
    static int n;
    GError *error = NULL;
    int taken = 0;
    gint64 twin = 0;
    Arrival arrival = {.source = (char *)"test", .received_at = 1};
    g_autofree char *sha256 = arrival.sha256 = g_strdup_printf("%064d", ++n);
    g_autoptr(GPtrArray) arrivals = g_ptr_array_new();
    g_ptr_array_add(arrivals, &arrival);
    g_assert_true(store_letters_take(trial->store, arrivals, NULL, &taken, &error));
    g_autoptr(GPtrArray) claimed =
        store_letters_claim(trial->store, LETTER_TAKEN, 1, 10000, &error);
    const Letter *letter = claimed->pdata[0];
    g_autoptr(Mail) mail = mail_new();
    Part *part = part_new();
    g_ptr_array_add(mail->parts, part);
    part->media_type = g_strdup("application/pdf");
    if (file != NULL) {
        g_autoptr(GBytes) bytes = g_bytes_new(file, strlen(file));
        g_assert_true(archive_put(trial->archive, bytes, &part->sha256, &error));
    } else {
        part->sha256 = g_strdup_printf("%064d", ++n);
    }
    g_assert_true(store_mail_save(trial->store, letter, mail, &twin, &error));
    g_autoptr(GPtrArray) parts = store_parts_of(trial->store, letter->id, &error);
    gint64 part_id = ((StoredPart *)parts->pdata[0])->id;
    g_assert_true(store_page_count_later(trial->store, letter->id, part_id, &error));
    g_assert_true(
        store_letter_advance(trial->store, letter, LETTER_PARSED, "parse", NULL, &error));
    g_assert_no_error(error);
    return letter->id;
}

static void
log_nothing(gint64 letter_id, int page, Outcome outcome, gint64 ms, const char *note)
{
    (void)letter_id;
    (void)page;
    (void)outcome;
    (void)ms;
    (void)note;
}

/* Steps until the letter goes on, or is held. */
static Letter *
see_through(Trial *trial, gint64 id)
{
    gint64 until = clock_ticks_ms() + PATIENCE_MS;
    Letter *letter = NULL;
    do {
        int moved = 0;
        letter_free(letter);
        read_lane_step(trial->lane, log_nothing, &moved, NULL);
        worker_pools_wait(&trial->pool, 1, 10);
        letter = store_letter_get(trial->store, id, NULL);
    } while (letter->state == LETTER_PARSED && letter->hold == HOLD_NOT &&
             clock_ticks_ms() < until);
    return letter;
}

/* ---- the tests ---- */

static void
test_kinds(void)
{
    static const struct {
        const char *file;
        HoldReason hold;
    } table[] = {
        {"P: a page", HOLD_NOT},
        {"N: no picture, whatever its name says", HOLD_UNREADABLE},
        {"L: too many pages", HOLD_UNREADABLE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        Trial trial;
        trial_open(&trial);
        gint64 id = put(&trial, table[i].file);
        g_autoptr(Letter) letter = see_through(&trial, id);
        g_assert_cmpint(letter->hold, ==, table[i].hold);
        g_assert_cmpint(
            letter->state, ==, *table[i].file == 'L' ? LETTER_PARSED : LETTER_READ);
        g_assert_true((letter->hold_note != NULL) == (table[i].hold != HOLD_NOT));
        trial_close(&trial);
    }
}

/* A file that is not there keeps back no page behind it. */
static void
test_file_gone(void)
{
    Trial trial;
    trial_open(&trial);
    gint64 gone = put(&trial, NULL);
    gint64 behind = put(&trial, "P: a page");
    g_autoptr(Letter) letter = see_through(&trial, behind);
    g_assert_cmpint(letter->state, ==, LETTER_READ);
    g_autoptr(Letter) first = store_letter_get(trial.store, gone, NULL);
    g_assert_cmpint(first->state, ==, LETTER_PARSED);
    trial_close(&trial);
}

/* Nor is it tried for ever: in the end a person sees it. */
static void
test_file_gone_is_held(void)
{
    Trial trial;
    trial_open(&trial);
    gint64 id = put(&trial, NULL);
    for (int i = 0; i < 7; i++) { /* the tries that failed so far */
        g_autoptr(GPtrArray) pages = store_pages_claim(trial.store, 1, 1000, NULL);
        g_assert_cmpint(pages->len, ==, 1);
        g_assert_true(store_page_later(trial.store, pages->pdata[0], 0, false, NULL));
    }
    g_autoptr(Letter) letter = see_through(&trial, id);
    g_assert_cmpint(letter->state, ==, LETTER_READ);
    g_assert_cmpint(letter->hold, ==, HOLD_UNREADABLE);
    trial_close(&trial);
}

int
main(int argc, char **argv)
{
    if (argc > 1 && g_str_equal(argv[1], "room"))
        return worker_keep(&room, (const char *const *)argv + 3);
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/lane/kinds", test_kinds);
    g_test_add_func("/lane/file-gone", test_file_gone);
    g_test_add_func("/lane/file-gone-is-held", test_file_gone_is_held);
    return g_test_run();
}

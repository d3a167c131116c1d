/* test-lane.c - letters through the parse lane, with a real pool and a real store. */
#include "parse/lane.h"
#include "read/read.h"
#include "room.h"

#include <glib/gstdio.h>
#include <string.h>

/* Where a test waits for forks: a machine under load and sanitizers is slow. */
#define PATIENCE_MS 60000

typedef struct Trial {
    char *folder;
    Store *store;
    Archive *archive;
    WorkerPool *pool;
    ParseLane *lane;
} Trial;

static void
trial_open(Trial *trial)
{
    GError *error = NULL;
    trial->folder = g_dir_make_tmp("diwan-test-XXXXXX", NULL);
    trial->store = store_open(":memory:", true, &error);
    trial->archive = archive_open(trial->folder, &error);
    trial->pool = room_parse_pool(NULL, NULL, NULL, 2, &error);
    g_assert_no_error(error);
    trial->lane = parse_lane_new(trial->store, trial->archive, trial->pool, read_wants);
}

static void
trial_close(Trial *trial)
{
    parse_lane_free(trial->lane);
    worker_pool_free(trial->pool);
    archive_close(trial->archive);
    store_close(trial->store);
    const char *const argv[] = {"rm", "-rf", trial->folder, NULL};
    g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
        NULL, NULL);
    g_free(trial->folder);
}

/* Takes a letter; NULL: one whose file is not in the archive. */
static gint64
take(Trial *trial, const char *text, Medium medium)
{
    static int n;
    GError *error = NULL;
    int taken = 0;
    Arrival arrival = {.medium = medium, .source = (char *)"test", .received_at = 1};
    if (text != NULL) {
        g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
        g_assert_true(archive_put(trial->archive, bytes, &arrival.sha256, &error));
    } else {
        arrival.sha256 = g_strdup_printf("%064d", ++n);
    }
    g_autoptr(GPtrArray) arrivals = g_ptr_array_new();
    g_ptr_array_add(arrivals, &arrival);
    g_assert_true(store_letters_take(trial->store, arrivals, NULL, &taken, &error));
    g_assert_no_error(error);
    g_assert_cmpint(taken, ==, 1);
    g_free(arrival.sha256);
    g_autoptr(GPtrArray) all =
        store_letters_list(trial->store, &(LetterFilter){.limit = 1}, &error);
    return ((Letter *)all->pdata[0])->id;
}

static void
log_nothing(gint64 letter_id, Outcome outcome, gint64 elapsed_ms, const char *note)
{
    (void)letter_id;
    (void)outcome;
    (void)elapsed_ms;
    (void)note;
}

/* Steps until the letter has left TAKEN. */
static Letter *
see_through(Trial *trial, gint64 id)
{
    gint64 until = clock_ticks_ms() + PATIENCE_MS;
    Letter *letter = NULL;
    do {
        int moved = 0;
        letter_free(letter);
        parse_lane_step(trial->lane, log_nothing, &moved, NULL);
        worker_pools_wait(&trial->pool, 1, 10);
        letter = store_letter_get(trial->store, id, NULL);
    } while (letter->state == LETTER_TAKEN && clock_ticks_ms() < until);
    return letter;
}

#define MAIL(n) \
    "From: a@example.org\nDate: Sun, 22 Nov 2026 10:00:00 +0300\nSubject: " n "\n\n" \
    "words " n "\n"

/* A file that is not there keeps back no letter behind it. */
static void
test_file_gone(void)
{
    g_autoptr(GError) error = NULL;
    Trial trial;
    trial_open(&trial);
    gint64 before = take(&trial, MAIL("1"), MEDIUM_EMAIL);
    gint64 gone = take(&trial, NULL, MEDIUM_EMAIL);
    gint64 gone_scan = take(&trial, NULL, MEDIUM_SCAN);
    gint64 behind = take(&trial, MAIL("2"), MEDIUM_EMAIL);
    g_autoptr(Letter) first = see_through(&trial, before);
    g_autoptr(Letter) last = see_through(&trial, behind);
    g_assert_cmpint(first->state, ==, LETTER_READ);
    g_assert_cmpint(last->state, ==, LETTER_READ);
    gint64 lost[] = {gone, gone_scan};
    for (guint i = 0; i < G_N_ELEMENTS(lost); i++) {
        g_autoptr(Letter) letter = store_letter_get(trial.store, lost[i], &error);
        g_assert_cmpint(letter->state, ==, LETTER_TAKEN);
        g_assert_cmpint(letter->claim, ==, 0);
    }
    trial_close(&trial);
}

/* Nor is it tried for ever: in the end a person sees it. */
static void
test_file_gone_is_held(void)
{
    Trial trial;
    trial_open(&trial);
    gint64 id = take(&trial, NULL, MEDIUM_EMAIL);
    for (int i = 0; i < 7; i++) { /* the tries that failed so far */
        g_autoptr(GPtrArray) claimed =
            store_letters_claim(trial.store, LETTER_TAKEN, 1, 1000, NULL);
        g_assert_cmpint(claimed->len, ==, 1);
        g_assert_true(store_letter_later(trial.store, claimed->pdata[0], 0, false, NULL));
    }
    g_autoptr(Letter) letter = see_through(&trial, id);
    g_assert_cmpint(letter->state, ==, LETTER_READ);
    g_assert_cmpint(letter->hold, ==, HOLD_UNPARSED);
    trial_close(&trial);
}

#define HEAD \
    "From: a@example.org\nDate: Sun, 22 Nov 2026 10:00:00 +0300\nMIME-Version: 1.0\n"
#define ENCLOSING(n, type, body) \
    HEAD "Subject: " n "\nContent-Type: multipart/mixed; boundary=b\n\n" \
         "--b\nContent-Type: text/plain\n\nwords\n" \
         "--b\nContent-Type: " type "\nContent-Disposition: attachment\n\n" body \
         "\n--b--\n"

/* What nobody reads by machine is for a person; what says nothing of its own is not. */
static void
test_unreadable(void)
{
    static const struct {
        const char *mail;
        HoldReason hold;
        LetterState state;
    } table[] = {
        {HEAD "Subject: 1\nContent-Type: text/plain; charset=utf-8\n\nwords\n", HOLD_NOT,
            LETTER_READ},
        {HEAD "Subject: 2\nContent-Type: text/plain; charset=utf-8\n\nw \xEF\xBF\xBD\n",
            HOLD_UNREADABLE, LETTER_READ},
        {ENCLOSING("3", "application/x-spreadsheet; name=sums.xyz", "sums"),
            HOLD_UNREADABLE, LETTER_READ},
        {ENCLOSING("4", "text/plain", "more words"), HOLD_NOT, LETTER_READ},
        {ENCLOSING("5", "application/pgp-signature", "x"), HOLD_NOT, LETTER_READ},
        {ENCLOSING("6", "application/pdf", "%PDF-1.4"), HOLD_NOT, LETTER_PARSED},
        {HEAD "Subject: 7\nList-Id: <news.example.org>\n\nw \xEF\xBF\xBD\n", HOLD_NOT,
            LETTER_READ},
    };
    Trial trial;
    trial_open(&trial);
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        gint64 id = take(&trial, table[i].mail, MEDIUM_EMAIL);
        g_autoptr(Letter) letter = see_through(&trial, id);
        g_test_message("row %u", i);
        g_assert_cmpint(letter->hold, ==, table[i].hold);
        g_assert_cmpint(letter->state, ==, table[i].state);
    }
    trial_close(&trial);
}

int
main(int argc, char **argv)
{
    if (argc > 2 && g_str_equal(argv[1], "room"))
        return room_main(argc - 1, argv + 1);
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/lane/file-gone", test_file_gone);
    g_test_add_func("/lane/file-gone-is-held", test_file_gone_is_held);
    g_test_add_func("/lane/unreadable", test_unreadable);
    return g_test_run();
}

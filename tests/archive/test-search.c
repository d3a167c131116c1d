/* test-search.c - letters and pages are found by their words, each hit with its place on its page. */
#include "archive/archive.h"

#include <glib/gstdio.h>
#include <string.h>

enum { PAGES = 300 };

typedef struct Trial {
    char *folder;
    Store *store;
    Search *search;
} Trial;

static void
take(Store *store)
{
    GError *error = NULL;
    int taken = 0;
    Arrival arrival = {
        .sha256 = (char *)"aa", .source = (char *)"test", .received_at = 1};
    g_autoptr(GPtrArray) arrivals = g_ptr_array_new();
    g_ptr_array_add(arrivals, &arrival);
    g_assert_true(store_letters_take(store, arrivals, NULL, &taken, &error));
}

static Letter *
claim(Store *store, LetterState state)
{
    g_autoptr(GPtrArray) letters = store_letters_claim(store, state, 1, 10000, NULL);
    g_assert_cmpint(letters->len, ==, 1);
    return g_ptr_array_steal_index(letters, 0);
}

/* A mail about rent, with a scan of many pages: "page" on each, its own number in words. */
static void
parse(Store *store)
{
    GError *error = NULL;
    gint64 twin = 0;
    g_autoptr(Letter) letter = claim(store, LETTER_TAKEN);
    g_autoptr(Mail) mail = mail_new();
    Part *part = part_new();
    part->media_type = g_strdup("application/pdf");
    part->sha256 = g_strdup("bb");
    g_ptr_array_add(mail->parts, part);
    g_free(mail->text);
    mail->text = g_strdup("طلب دعم في سداد الإيجار");
    g_assert_true(store_mail_save(store, letter, mail, &twin, &error));
    g_autoptr(GPtrArray) parts = store_parts_of(store, letter->id, &error);
    gint64 part_id = ((StoredPart *)parts->pdata[0])->id;
    g_assert_true(store_page_count_later(store, letter->id, part_id, &error));
    g_assert_true(
        store_letter_advance(store, letter, LETTER_ANSWERED, "parse", NULL, &error));
}

static void
read_pages(Store *store)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) counting = store_pages_claim(store, 1, 10000, &error);
    g_assert_true(store_pages_counted(store, counting->pdata[0], PAGES, &error));
    g_autoptr(GPtrArray) pages = store_pages_claim(store, PAGES, 10000, &error);
    g_assert_cmpint(pages->len, ==, PAGES);
    for (guint i = 0; i < pages->len; i++) {
        const Page *page = pages->pdata[i];
        g_autoptr(Reading) reading = reading_new(page->number);
        g_free(reading->text);
        reading->text = g_strdup_printf("page n%d", page->number);
        Word *word = g_new0(Word, 1);
        *word = (Word){.text = g_strdup_printf("n%d", page->number),
            .x = page->number,
            .y = 2,
            .width = 3,
            .height = 4};
        g_ptr_array_add(reading->words, word);
        g_assert_true(store_page_save(store, page, reading, NULL, "1 ara:a", &error));
    }
}

static void
trial_open(Trial *trial)
{
    GError *error = NULL;
    trial->folder = g_dir_make_tmp("diwan-test-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(trial->folder, "search.db", NULL);
    trial->store = store_open(":memory:", true, &error);
    trial->search = search_open(path, &error);
    g_assert_no_error(error);
    take(trial->store);
    parse(trial->store);
    read_pages(trial->store);
    g_autoptr(GPtrArray) letters = g_ptr_array_new();
    g_autoptr(Letter) letter = claim(trial->store, LETTER_ANSWERED);
    g_ptr_array_add(letters, letter);
    g_assert_true(search_add(trial->search, trial->store, letters, &error));
    g_assert_true(search_add(trial->search, trial->store, letters, &error));
}

static void
trial_close(Trial *trial)
{
    static const char *const names[] = {"search.db", "search.db-wal", "search.db-shm"};
    search_close(trial->search);
    store_close(trial->store);
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(trial->folder, names[i], NULL);
        g_remove(path);
    }
    g_rmdir(trial->folder);
    g_free(trial->folder);
}

static void
test_finds(void)
{
    static const struct {
        const char *query;
        int total, page, box_x;
    } table[] = {
        {"ايجار", 1, 0, 0},
        {"n7", 1, 7, 7},
        {"page \"n299\"", 1, 299, 299},
        {"page -n1", PAGES - 1, -1, 0},
        {"nothing", 0, -1, 0},
        {"\" ' OR *", 0, -1, 0},
    };
    Trial trial;
    trial_open(&trial);
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        GError *error = NULL;
        int total = -1;
        g_test_message("%s", table[i].query);
        g_autoptr(GPtrArray) hits = search_find(
            trial.search, trial.store, table[i].query, NULL, 20, &total, &error);
        g_assert_no_error(error);
        g_assert_cmpint(total, ==, table[i].total);
        g_assert_cmpint(hits->len, ==, MIN(total, 20));
        if (table[i].page < 0)
            continue;
        const SearchHit *hit = hits->pdata[0];
        g_assert_cmpint(hit->page, ==, table[i].page);
        g_assert_cmpint(hit->marks->len, >, 0);
        g_assert_cmpint(hit->boxes->len, ==, table[i].page > 0);
        if (table[i].page > 0)
            g_assert_cmpint(g_array_index(hit->boxes, Box, 0).x, ==, table[i].box_x);
    }
    trial_close(&trial);
}

/* The index is lost; the letters at rest are found again, each once. */
static void
test_filled_again(void)
{
    GError *error = NULL;
    int filled = 0, total = -1;
    Trial trial;
    trial_open(&trial);
    g_autoptr(Search) fresh = search_open(":memory:", &error);
    g_assert_true(search_fill(fresh, trial.store, &filled, &error));
    g_assert_cmpint(filled, ==, 0); /* the letter is still on its path */
    g_autoptr(Search) lost = search_open(":memory:", &error);
    g_assert_true(store_claims_void(trial.store, &error));
    g_autoptr(Letter) letter = claim(trial.store, LETTER_ANSWERED);
    g_assert_true(
        store_letter_advance(trial.store, letter, LETTER_DONE, "index", NULL, &error));
    g_assert_true(search_fill(lost, trial.store, &filled, &error));
    g_assert_cmpint(filled, ==, 1);
    filled = 0;
    g_assert_true(search_fill(lost, trial.store, &filled, &error));
    g_assert_true(search_fill(lost, trial.store, &filled, &error));
    g_assert_cmpint(filled, ==, 0);
    g_autoptr(GPtrArray) hits =
        search_find(lost, trial.store, "n7", NULL, 20, &total, &error);
    g_assert_no_error(error);
    g_assert_cmpint(hits->len, ==, 1);
    trial_close(&trial);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/search/filled-again", test_filled_again);
    g_test_add_func("/search/finds", test_finds);
    return g_test_run();
}

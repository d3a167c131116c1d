/* test-batches.c - a batch becomes its letters at once or not at all, once, and stays linked to them. */
#include "store/store.h"

#include <string.h>

#define WELL(call) \
    G_STMT_START \
    { \
        g_autoptr(GError) error_ = NULL; \
        GError **failure = &error_; \
        bool well_ = (call); \
        g_assert_no_error(error_); \
        g_assert_true(well_); \
    } \
    G_STMT_END

static void
take(Store *store, const char *sha256)
{
    g_autoptr(GPtrArray) arrivals = g_ptr_array_new();
    int taken = 0;
    Arrival arrival = {.sha256 = (char *)sha256,
        .size_bytes = 9,
        .medium = MEDIUM_SCAN,
        .source = (char *)"desk",
        .branch = (char *)"north",
        .file_name = (char *)"batch.pdf",
        .received_at = 5000};
    g_ptr_array_add(arrivals, &arrival);
    WELL(store_letters_take(store, arrivals, NULL, &taken, failure));
}

/* Claimed by the stage that divides. */
static Letter *
dividing(Store *store, gint64 lease_ms)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) taken =
        store_letters_claim(store, LETTER_TAKEN, 9, 1000, &error);
    for (guint i = 0; i < taken->len; i++)
        WELL(store_letter_advance(
            store, taken->pdata[i], LETTER_DIVIDING, "read", NULL, failure));
    g_autoptr(GPtrArray) claimed =
        store_letters_claim(store, LETTER_DIVIDING, 1, lease_ms, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(claimed->len, ==, 1);
    return g_ptr_array_steal_index(claimed, 0);
}

static GPtrArray *
cuts_of(const char *const *sha256)
{
    GPtrArray *cuts = g_ptr_array_new_with_free_func((GDestroyNotify)batch_cut_free);
    for (int i = 0; sha256[i] != NULL; i++) {
        BatchCut *cut = g_new0(BatchCut, 1);
        cut->first_page = 3 * i + 1;
        cut->last_page = 3 * i + 2;
        cut->sha256 = g_strdup(sha256[i]);
        cut->file_name = g_strdup_printf("batch-%d.pdf", i + 1);
        cut->size_bytes = 3;
        g_ptr_array_add(cuts, cut);
    }
    return cuts;
}

static int
letters(Store *store)
{
    g_autoptr(GPtrArray) all = store_letters_list(store, &(LetterFilter){0}, NULL);
    return (int)all->len;
}

static void
test_divide(void)
{
    static const char *const sha256[] = {"a1", "a2", "a3", NULL};
    g_autoptr(Store) store = store_open(":memory:", true, NULL);
    take(store, "batch");
    g_autoptr(Letter) batch = dividing(store, 60000);
    WELL(store_letter_hold(store, batch->id, HOLD_UNREADABLE, "a sheet", failure));
    g_autoptr(GPtrArray) cuts = cuts_of(sha256);
    WELL(store_batch_divide(store, batch, cuts, failure));
    g_assert_cmpint(letters(store), ==, 4);

    g_autoptr(Letter) rests = store_letter_get(store, batch->id, NULL);
    g_assert_cmpint(rests->state, ==, LETTER_BATCH);
    g_assert_cmpint(rests->hold, ==, HOLD_NOT);
    g_autoptr(GPtrArray) pieces = store_batch_pieces(store, batch->id, NULL);
    g_assert_cmpuint(pieces->len, ==, 3);
    const BatchPiece *second = pieces->pdata[1];
    g_autoptr(Letter) letter = store_letter_get(store, second->letter_id, NULL);
    g_assert_cmpint(letter->state, ==, LETTER_TAKEN);
    g_assert_cmpstr(letter->sha256, ==, "a2");
    g_assert_cmpstr(letter->file_name, ==, "batch-2.pdf");
    g_assert_cmpstr(letter->branch, ==, "north");
    g_assert_cmpstr(letter->source, ==, "desk");
    g_assert_cmpint(letter->received_at, ==, 5000);
    g_autoptr(BatchPiece) of = store_batch_of(store, letter->id, NULL);
    g_assert_cmpint(of->batch_id, ==, batch->id);
    g_assert_cmpint(of->position, ==, 2);
    g_assert_cmpint(of->of, ==, 3);
    g_assert_cmpint(of->first_page, ==, 4);
    g_assert_cmpint(of->last_page, ==, 5);
    g_assert_cmpstr(of->file_name, ==, "batch.pdf");
    g_assert_null(store_batch_of(store, batch->id, NULL));

    /* Whoever lost the claim makes nothing. */
    g_autoptr(GError) error = NULL;
    g_assert_false(store_batch_divide(store, batch, cuts, &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY);
    g_assert_cmpint(letters(store), ==, 4);
}

/* Another batch with a letter that is known: it is that letter, once more. */
static void
test_known(void)
{
    static const char *const first[] = {"a1", "a2", NULL}, *const second[] = {
                                                               "a2", "b1", NULL};
    g_autoptr(Store) store = store_open(":memory:", true, NULL);
    take(store, "one");
    g_autoptr(Letter) one = dividing(store, 60000);
    g_autoptr(GPtrArray) cuts = cuts_of(first);
    WELL(store_batch_divide(store, one, cuts, failure));
    take(store, "two");
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) taken =
        store_letters_claim(store, LETTER_TAKEN, 9, 1000, &error);
    g_autoptr(Letter) two = g_ptr_array_steal_index(taken, taken->len - 1);
    g_autoptr(GPtrArray) others = cuts_of(second);
    WELL(store_batch_divide(store, two, others, failure));
    g_assert_cmpint(letters(store), ==, 5);
    g_autoptr(GPtrArray) a = store_batch_pieces(store, one->id, NULL);
    g_autoptr(GPtrArray) b = store_batch_pieces(store, two->id, NULL);
    gint64 known = ((BatchPiece *)a->pdata[1])->letter_id;
    g_assert_cmpint(((BatchPiece *)b->pdata[0])->letter_id, ==, known);
    g_autoptr(BatchPiece) of = store_batch_of(store, known, NULL);
    g_assert_cmpint(of->batch_id, ==, one->id);
}

static void
test_hold(void)
{
    static const struct {
        HoldReason before, after;
        const char *note;
    } cases[] = {{HOLD_NOT, HOLD_UNDIVIDED, "it may"},
        {HOLD_UNREADABLE, HOLD_UNDIVIDED, "it may; a page"},
        {HOLD_UNPARSED, HOLD_UNPARSED, "a page"}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Store) store = store_open(":memory:", true, NULL);
        take(store, "batch");
        if (cases[i].before != HOLD_NOT)
            WELL(store_letter_hold(store, 1, cases[i].before, "a page", failure));
        g_autoptr(Letter) batch = dividing(store, 60000);
        WELL(store_batch_hold(store, batch, "it may", failure));
        g_autoptr(Letter) held = store_letter_get(store, batch->id, NULL);
        g_assert_cmpint(held->hold, ==, cases[i].after);
        g_assert_cmpstr(held->hold_note, ==, cases[i].note);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/store/batches/divide", test_divide);
    g_test_add_func("/store/batches/known", test_known);
    g_test_add_func("/store/batches/hold", test_hold);
    return g_test_run();
}

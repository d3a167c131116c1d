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

/* Its file is a part of it. */
static void
parse(Store *store, const Letter *letter)
{
    gint64 twin = 0;
    g_autoptr(Mail) mail = mail_new();
    Part *part = part_new();
    part->media_type = g_strdup("application/pdf");
    part->sha256 = g_strdup(letter->sha256);
    mail->fingerprint = g_strdup(letter->sha256);
    g_ptr_array_add(mail->parts, part);
    WELL(store_mail_save(store, letter, mail, &twin, failure));
}

/* Claimed by the stage that divides. */
static Letter *
dividing(Store *store, gint64 lease_ms)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) taken =
        store_letters_claim(store, LETTER_TAKEN, 9, 1000, &error);
    for (guint i = 0; i < taken->len; i++)
        parse(store, taken->pdata[i]);
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
cuts_of(Store *store, gint64 batch_id, const char *const *sha256)
{
    g_autoptr(GPtrArray) parts = store_parts_of(store, batch_id, NULL);
    GPtrArray *cuts = g_ptr_array_new_with_free_func((GDestroyNotify)batch_cut_free);
    for (int i = 0; sha256[i] != NULL; i++) {
        BatchCut *cut = g_new0(BatchCut, 1);
        cut->first_page = 3 * i + 1;
        cut->last_page = 3 * i + 2;
        cut->sha256 = g_strdup(sha256[i]);
        cut->file_name = g_strdup_printf("batch-%d.pdf", i + 1);
        cut->size_bytes = 3;
        cut->part_id = ((StoredPart *)parts->pdata[0])->id;
        cut->first_number = cut->first_page;
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
    g_autoptr(GPtrArray) cuts = cuts_of(store, batch->id, sha256);
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
    g_autoptr(GPtrArray) cuts = cuts_of(store, one->id, first);
    WELL(store_batch_divide(store, one, cuts, failure));
    take(store, "two");
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) taken =
        store_letters_claim(store, LETTER_TAKEN, 9, 1000, &error);
    g_autoptr(Letter) two = g_ptr_array_steal_index(taken, taken->len - 1);
    parse(store, two);
    g_autoptr(GPtrArray) others = cuts_of(store, two->id, second);
    WELL(store_batch_divide(store, two, others, failure));
    g_assert_cmpint(letters(store), ==, 5);
    g_autoptr(GPtrArray) a = store_batch_pieces(store, one->id, NULL);
    g_autoptr(GPtrArray) b = store_batch_pieces(store, two->id, NULL);
    gint64 known = ((BatchPiece *)a->pdata[1])->letter_id;
    g_assert_cmpint(((BatchPiece *)b->pdata[0])->letter_id, ==, known);
    g_autoptr(BatchPiece) of = store_batch_of(store, known, NULL);
    g_assert_cmpint(of->batch_id, ==, one->id);
}

/* ---- what was read on the batch's pages ---- */

/* The letter's file has n pages, which are due. */
static void
count(Store *store, gint64 letter_id, int n)
{
    g_autoptr(GPtrArray) parts = store_parts_of(store, letter_id, NULL);
    WELL(store_page_count_later(
        store, letter_id, ((StoredPart *)parts->pdata[0])->id, failure));
    g_autoptr(GPtrArray) pages = store_pages_claim(store, 9, 60000, NULL);
    g_assert_cmpuint(pages->len, ==, 1);
    WELL(store_pages_counted(store, pages->pdata[0], n, failure));
}

/* What stands on each page, "" being nothing. */
static void
read_pages(Store *store, const char *const *texts)
{
    g_autoptr(GPtrArray) pages = store_pages_claim(store, 9, 60000, NULL);
    for (guint i = 0; i < pages->len; i++) {
        const Page *page = pages->pdata[i];
        const char *text = texts[page->number - 1];
        g_autoptr(Reading) reading = reading_new(page->number);
        g_free(reading->text);
        reading->text = g_strdup(text);
        reading->width = 100 + page->number;
        Code *code = g_new0(Code, 1);
        code->type = g_strdup("QR-Code");
        code->text = g_strdup_printf("code %d", page->number);
        g_ptr_array_add(reading->codes, code);
        WELL(store_page_save(store, page, reading, "image", "2 test", failure));
    }
}

static void
test_readings(void)
{
    static const char *const texts[] = {"first", "second", "sheet", "", "fifth"};
    static const char *const sha256[] = {"a1", "a2", NULL};
    g_autoptr(Store) store = store_open(":memory:", true, NULL);
    take(store, "batch");
    g_autoptr(Letter) batch = dividing(store, 60000);
    count(store, batch->id, 5);
    read_pages(store, texts);
    g_autoptr(GPtrArray) cuts = cuts_of(store, batch->id, sha256); /* 1-2 and 4-5 */
    WELL(store_batch_divide(store, batch, cuts, failure));

    g_autoptr(GPtrArray) taken = store_letters_claim(store, LETTER_TAKEN, 9, 60000, NULL);
    g_assert_cmpuint(taken->len, ==, 2);
    for (guint i = 0; i < taken->len; i++) {
        const Letter *letter = taken->pdata[i];
        parse(store, letter);
        count(store, letter->id, 2);
        g_autoptr(GPtrArray) pages = store_pages_of(store, letter->id, true, 0, NULL);
        g_assert_cmpuint(pages->len, ==, 2);
        for (guint j = 0; j < 2; j++) {
            const Page *page = pages->pdata[j];
            const char *text = texts[3 * i + j];
            g_assert_cmpint(page->state, ==, *text != '\0' ? PAGE_READ : PAGE_DUE);
            if (page->state == PAGE_DUE)
                continue;
            g_autofree char *code = g_strdup_printf("code %u", 3 * i + j + 1);
            g_assert_cmpstr(page->reading->text, ==, text);
            g_assert_cmpint(page->reading->width, ==, (int)(101 + 3 * i + j));
            g_assert_cmpstr(((Code *)page->reading->codes->pdata[0])->text, ==, code);
            g_assert_cmpstr(page->image_sha256, ==, "image");
            g_assert_cmpstr(page->method, ==, "2 test");
        }
        read_pages(store, texts); /* what is still due, so that it is not claimed again */
    }
}

/* A file that has not as many pages as were cut is read as any other. */
static void
test_other_count(void)
{
    static const char *const texts[] = {"first", "second"}, *const sha256[] = {
                                                                "a1", NULL};
    g_autoptr(Store) store = store_open(":memory:", true, NULL);
    take(store, "batch");
    g_autoptr(Letter) batch = dividing(store, 60000);
    count(store, batch->id, 2);
    read_pages(store, texts);
    g_autoptr(GPtrArray) cuts = cuts_of(store, batch->id, sha256);
    WELL(store_batch_divide(store, batch, cuts, failure));
    g_autoptr(GPtrArray) taken = store_letters_claim(store, LETTER_TAKEN, 9, 60000, NULL);
    const Letter *letter = taken->pdata[0];
    parse(store, letter);
    count(store, letter->id, 1);
    g_assert_cmpint(store_pages_waiting(store), ==, 1);
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
    g_test_add_func("/store/batches/readings", test_readings);
    g_test_add_func("/store/batches/other-count", test_other_count);
    g_test_add_func("/store/batches/hold", test_hold);
    return g_test_run();
}

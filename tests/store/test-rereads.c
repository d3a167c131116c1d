/* test-rereads.c - reading again keeps what was read before and what a person verified, moves no
 * letter, and goes on where it was interrupted. */
#include "store/store.h"

#define WELL(call) \
    do { \
        bool well_ = (call); \
        g_assert_no_error(error); \
        g_assert_true(well_); \
    } while (0)

static Reading *
reading_of(const char *text, double sure)
{
    Reading *reading = reading_new(1);
    g_free(reading->text);
    reading->text = g_strdup(text);
    reading->confidence = sure;
    Word *word = g_new0(Word, 1);
    *word = (Word){g_strdup(text), 1, 2, 3, 4, (int)sure};
    g_ptr_array_add(reading->words, word);
    return reading;
}

/* A letter at rest whose pages say texts, in confidences from 40 in tens; NULL: could not be read. */
static gint64
resting_letter(Store *store, const char *const *texts)
{
    static int n;
    g_autoptr(GError) error = NULL;
    int taken = 0;
    gint64 twin = 0;
    Arrival arrival = {.source = (char *)"test", .received_at = 1};
    g_autofree char *sha256 = arrival.sha256 = g_strdup_printf("%064d", ++n);
    g_autoptr(GPtrArray) arrivals = g_ptr_array_new();
    g_ptr_array_add(arrivals, &arrival);
    WELL(store_letters_take(store, arrivals, NULL, &taken, &error));
    g_autoptr(GPtrArray) claimed =
        store_letters_claim(store, LETTER_TAKEN, 1, 1000, &error);
    const Letter *letter = claimed->pdata[0];
    g_autoptr(Mail) mail = mail_new();
    Part *part = part_new();
    part->media_type = g_strdup("application/pdf");
    part->sha256 = g_strdup("cc");
    g_ptr_array_add(mail->parts, part);
    Part *sheet = part_new(); /* of a kind that is not read */
    sheet->media_type = g_strdup("application/vnd.ms-excel");
    sheet->sha256 = g_strdup("dd");
    g_ptr_array_add(mail->parts, sheet);
    WELL(store_mail_save(store, letter, mail, &twin, &error));
    g_autoptr(GPtrArray) parts = store_parts_of(store, letter->id, &error);
    WELL(store_page_count_later(
        store, letter->id, ((StoredPart *)parts->pdata[0])->id, &error));
    g_autoptr(GPtrArray) counting = store_pages_claim(store, 1, 1000, &error);
    int pages = (int)g_strv_length((char **)texts);
    WELL(store_pages_counted(store, counting->pdata[0], pages, &error));
    g_autoptr(GPtrArray) due = store_pages_claim(store, pages, 1000, &error);
    for (int i = 0; i < pages; i++) {
        g_autoptr(Reading) reading = reading_of(texts[i], 40 + 10 * i);
        if (*texts[i] == '\0')
            WELL(store_page_failed(store, due->pdata[i], "damaged", &error));
        else
            WELL(store_page_save(store, due->pdata[i], reading, "im", "1 old:a", &error));
    }
    WELL(store_letter_hold(store, letter->id, HOLD_UNKNOWN_SENDER, NULL, &error));
    WELL(store_letter_advance(store, letter, LETTER_HELD, "index", NULL, &error));
    return letter->id;
}

static int
ask(Store *store, RereadFilter filter)
{
    g_autoptr(GError) error = NULL;
    int pages = -1;
    WELL(store_reread_ask(store, &filter, &pages, &error));
    return pages;
}

static Page *
next_due(Store *store)
{
    g_autoptr(GPtrArray) due = store_reread_due(store, NULL, 1, NULL);
    g_assert_cmpuint(due->len, ==, 1);
    return g_ptr_array_steal_index(due, 0);
}

static void
keep(Store *store, const Page *page, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Reading) reading = reading_of(text, 95);
    WELL(store_reread_keep(store, page, reading, "new-image", "2 new:b", &error));
}

static void
choices(void)
{
    static const char *const texts[] = {"أ", "ب", "ج", "", NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = store_open(":memory:", true, &error);
    gint64 id = resting_letter(store, texts), other = resting_letter(store, texts);
    g_autoptr(Page) first = store_page_at(store, id, 1, &error);
    WELL(store_page_verify(store, first, NULL, "noura", &error));
    const struct {
        RereadFilter filter;
        int pages;
    } rows[] = {
        {{.letter_id = id, .all = true}, 4},
        {{.all = true}, 8},
        {{.below = 55}, 5}, /* 40 of one letter is verified; what failed is below */
        {{.letter_id = other, .below = 55}, 3},
        {{.not_method = "1 old:a"}, 2}, /* the pages that failed */
        {{.not_method = "2 new:b"}, 7},
        {{.before = 1000}, 2},
        {{.before = clock_now_ms() + 1000, .below = 45}, 3},
        {{.letter_id = 99, .all = true}, 0},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        WELL(store_begin(store, &error));
        g_assert_cmpint(ask(store, rows[i].filter), ==, rows[i].pages);
        g_assert_cmpint(ask(store, rows[i].filter), ==, 0); /* once a page */
        g_assert_cmpint(store_reread_left(store), ==, rows[i].pages);
        store_rollback(store);
    }
}

static void
earlier_stays_and_no_letter_moves(void)
{
    static const char *const texts[] = {"قديم", "", NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = store_open(":memory:", true, &error);
    gint64 id = resting_letter(store, texts);
    g_autoptr(Letter) before = store_letter_get(store, id, &error);
    ask(store, (RereadFilter){.all = true});
    g_autoptr(Page) one = next_due(store);
    keep(store, one, "جديد");
    g_assert_false(store_reread_is_ready(store, id));
    g_autoptr(Page) two = next_due(store);
    g_assert_cmpint(two->id, !=, one->id);
    keep(store, two, "صار مقروءا");
    g_assert_true(store_reread_is_ready(store, id));
    g_autoptr(GPtrArray) pages = store_pages_of(store, id, true, 0, &error);
    const Page *now = pages->pdata[0], *readable = pages->pdata[1];
    g_assert_cmpstr(now->reading->text, ==, "جديد");
    g_assert_cmpstr(now->method, ==, "2 new:b");
    g_assert_cmpstr(now->image_sha256, ==, "new-image");
    g_assert_cmpstr(((Word *)now->reading->words->pdata[0])->text, ==, "جديد");
    g_assert_cmpint(readable->state, ==, PAGE_READ);
    g_assert_null(readable->reading->trouble);
    g_autoptr(GPtrArray) others = store_readings_of(store, now->id, &error);
    g_assert_cmpuint(others->len, ==, 1);
    const Page *earlier = others->pdata[0];
    g_assert_cmpstr(earlier->reading->text, ==, "قديم");
    g_assert_cmpstr(earlier->method, ==, "1 old:a");
    g_assert_cmpstr(earlier->image_sha256, ==, "im");
    g_assert_cmpint(earlier->read_at, >, 0);
    g_assert_cmpfloat(earlier->reading->confidence, ==, 40);
    g_assert_cmpstr(((Word *)earlier->reading->words->pdata[0])->text, ==, "قديم");
    g_autoptr(GPtrArray) none = store_readings_of(store, readable->id, &error);
    g_assert_cmpuint(none->len, ==, 0);
    g_autoptr(GPtrArray) ended = store_reread_ended(store, id, &error);
    const RereadPage *replaced = ended->pdata[0];
    g_assert_cmpuint(ended->len, ==, 2);
    g_assert_cmpint(replaced->end, ==, REREAD_REPLACED);
    g_assert_cmpstr(replaced->earlier_text, ==, "قديم");
    g_autoptr(Page) gone = store_reading_get(store, replaced->earlier_id, &error);
    g_assert_cmpuint(gone->reading->words->len, ==, 1);
    g_assert_cmpint(((RereadPage *)ended->pdata[1])->earlier_id, ==, 0);
    g_assert_null(((RereadPage *)ended->pdata[1])->earlier_text);
    g_autoptr(Letter) after = store_letter_get(store, id, &error);
    g_assert_cmpint(after->state, ==, before->state);
    g_assert_cmpint(after->hold, ==, before->hold);
    g_assert_cmpint(store_unfinished(store), ==, 0);
}

static void
verified_is_not_replaced(void)
{
    static const char *const texts[] = {"كما قرئ", "رقم 123", NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = store_open(":memory:", true, &error);
    gint64 id = resting_letter(store, texts);
    g_autoptr(Page) right = store_page_at(store, id, 1, &error);
    g_autoptr(Page) wrong = store_page_at(store, id, 2, &error);
    g_autoptr(Reading) corrected = reading_of("رقم 128", 100);
    WELL(store_page_verify(store, right, NULL, "noura", &error));
    WELL(store_page_verify(store, wrong, corrected, "sami", &error));
    ask(store, (RereadFilter){.letter_id = id, .all = true});
    for (int i = 0; i < 2; i++) {
        g_autoptr(Page) page = next_due(store);
        keep(store, page, "آلة أخرى");
    }
    g_autoptr(GPtrArray) pages = store_pages_of(store, id, true, 0, &error);
    const Page *one = pages->pdata[0], *two = pages->pdata[1];
    g_assert_cmpstr(one->reading->text, ==, "كما قرئ");
    g_assert_cmpstr(one->verified_by, ==, "noura");
    g_assert_cmpstr(two->reading->text, ==, "رقم 128");
    g_assert_cmpstr(two->verified_by, ==, "sami");
    g_assert_cmpint(two->verified_at, >, 0);
    g_autoptr(GPtrArray) others = store_readings_of(store, two->id, &error);
    g_assert_cmpuint(others->len, ==, 2); /* newest first */
    g_assert_cmpstr(((Page *)others->pdata[0])->reading->text, ==, "آلة أخرى");
    g_assert_cmpstr(((Page *)others->pdata[1])->reading->text, ==, "رقم 123");
    g_assert_null(((Page *)others->pdata[1])->verified_by);
    g_autoptr(GPtrArray) ended = store_reread_ended(store, id, &error);
    g_assert_cmpint(((RereadPage *)ended->pdata[0])->end, ==, REREAD_BESIDE);
}

/* A new failure takes nothing away, and what was tried by this method is not asked for again. */
static void
failing_takes_nothing(void)
{
    static const char *const texts[] = {"يبقى", "", NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = store_open(":memory:", true, &error);
    gint64 id = resting_letter(store, texts);
    ask(store, (RereadFilter){.all = true});
    for (int i = 0; i < 2; i++) {
        g_autoptr(Page) page = next_due(store);
        g_assert_cmpint(page->attempts, ==, 0);
        WELL(store_reread_later(store, page, &error));
        g_autoptr(Page) again = next_due(store);
        g_assert_cmpint(again->id, ==, page->id);
        g_assert_cmpint(again->attempts, ==, 1);
        WELL(store_reread_failed(store, page, "worse", "2 new:b", &error));
    }
    g_autoptr(GPtrArray) pages = store_pages_of(store, id, false, 0, &error);
    const Page *good = pages->pdata[0], *failed = pages->pdata[1];
    g_assert_cmpint(good->state, ==, PAGE_READ);
    g_assert_cmpstr(good->reading->text, ==, "يبقى");
    g_assert_cmpstr(good->method, ==, "1 old:a");
    g_assert_cmpint(failed->state, ==, PAGE_FAILED);
    g_assert_cmpstr(failed->reading->trouble, ==, "worse");
    WELL(store_reread_tell(store, id, "2 pages", NULL, &error));
    g_assert_cmpint(ask(store, (RereadFilter){.not_method = "2 new:b"}), ==, 1);
}

/* A part that could not be counted then, or was of no kind that was read: its pages are new ones. */
static void
parts_are_counted(void)
{
    static const char *const texts[] = {"أ", NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = store_open(":memory:", true, &error);
    gint64 id = resting_letter(store, texts), other = resting_letter(store, texts);
    g_autoptr(GPtrArray) none = store_parts_unread(store, 0, 0, 9, &error);
    g_assert_cmpuint(none->len, ==, 2); /* the second of each */
    g_assert_cmpint(((StoredPart *)none->pdata[1])->letter_id, ==, other);
    g_autoptr(GPtrArray) ones = store_parts_unread(store, id, 0, 9, &error);
    g_assert_cmpuint(ones->len, ==, 1);
    WELL(store_reread_ask_part(store, none->pdata[1], &error));
    g_assert_cmpint(store_pages_waiting(store), ==, 0); /* the stages see nothing of it */
    g_autoptr(Page) counting = next_due(store);
    g_assert_cmpint(counting->number, ==, 0);
    WELL(store_reread_counted(store, counting, 2, &error));
    g_assert_cmpint(store_reread_left(store), ==, 2);
    for (int number = 1; number <= 2; number++) {
        g_autoptr(Page) page = next_due(store);
        g_assert_cmpint(page->number, ==, number);
        keep(store, page, "جديد");
    }
    g_autoptr(GPtrArray) pages = store_pages_of(store, other, false, 0, &error);
    g_assert_cmpuint(pages->len, ==, 3);
    g_assert_cmpint(((Page *)pages->pdata[2])->state, ==, PAGE_READ);
    g_assert_true(store_reread_is_ready(store, other));
    g_assert_cmpint(store_unfinished(store), ==, 0);
}

/* Told once, seen by somebody, gone; the journal has all of it. */
static void
people_are_told(void)
{
    static const char *const texts[] = {"أ", NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = store_open(":memory:", true, &error);
    gint64 quiet = resting_letter(store, texts), id = resting_letter(store, texts);
    ask(store, (RereadFilter){.letter_id = id, .all = true});
    g_autoptr(Page) page = next_due(store);
    keep(store, page, "ب");
    g_autoptr(GArray) ready = store_reread_ready(store, &error);
    g_assert_cmpuint(ready->len, ==, 1);
    WELL(store_reread_tell(store, id, "1 pages, 1 changed", "match 10001", &error));
    g_autoptr(GArray) none = store_reread_ready(store, &error);
    g_assert_cmpuint(none->len, ==, 0);
    LetterFilter noted = {.reread_only = true};
    g_autoptr(GPtrArray) letters = store_letters_list(store, &noted, &error);
    g_assert_cmpuint(letters->len, ==, 1);
    const Letter *letter = letters->pdata[0];
    g_assert_cmpint(letter->id, ==, id);
    g_assert_cmpstr(letter->reread_note, ==, "match 10001");
    g_assert_cmpint(letter->hold, ==, HOLD_UNKNOWN_SENDER);
    g_assert_cmpint(letter->outcome, ==, MATCH_NONE);
    g_assert_cmpint(store_letters_reread(store), ==, 1);
    g_assert_false(store_reread_seen(store, quiet, "noura", &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    g_clear_error(&error);
    WELL(store_reread_seen(store, id, "noura", &error));
    g_assert_cmpint(store_letters_reread(store), ==, 0);
    g_autoptr(GPtrArray) journal = store_journal_of_letter(store, id, &error);
    const char *const acts[] = {"reread", "reread_differs", "reread_seen"};
    g_assert_cmpuint(journal->len, >=, G_N_ELEMENTS(acts));
    for (guint i = 0; i < G_N_ELEMENTS(acts); i++) {
        const JournalRow *row = journal->pdata[journal->len - G_N_ELEMENTS(acts) + i];
        g_assert_cmpstr(row->act, ==, acts[i]);
    }
}

/* The next process begins with what the last one has not ended. */
static void
goes_on(void)
{
    static const char *const texts[] = {"أ", "ب", "ج", NULL};
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("diwan-reread-XXXXXX", &error);
    g_autofree char *path = g_build_filename(folder, "office.db", NULL);
    Store *store = store_open(path, true, &error);
    gint64 one = resting_letter(store, texts), two = resting_letter(store, texts);
    ask(store, (RereadFilter){.all = true});
    for (int i = 0; i < 4; i++) {
        g_autoptr(Page) page = next_due(store);
        keep(store, page, "د");
    }
    store_close(store);
    store = store_open(path, false, &error);
    g_assert_cmpint(store_reread_left(store), ==, 2);
    g_autoptr(GArray) ready = store_reread_ready(store, &error);
    g_assert_cmpuint(ready->len, ==, 1);
    g_assert_cmpint(g_array_index(ready, gint64, 0), ==, one);
    g_autoptr(GPtrArray) due = store_reread_due(store, NULL, 9, &error);
    g_assert_cmpuint(due->len, ==, 2);
    g_assert_cmpint(((Page *)due->pdata[0])->letter_id, ==, two);
    g_assert_cmpint(((Page *)due->pdata[0])->number, ==, 2);
    g_autoptr(GPtrArray) behind = store_reread_due(store, due->pdata[0], 9, &error);
    g_assert_cmpuint(behind->len, ==, 1);
    store_close(store);
    g_assert_true(file_remove_tree(folder, NULL));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rereads/choices", choices);
    g_test_add_func(
        "/rereads/earlier-stays-and-no-letter-moves", earlier_stays_and_no_letter_moves);
    g_test_add_func("/rereads/verified-is-not-replaced", verified_is_not_replaced);
    g_test_add_func("/rereads/failing-takes-nothing", failing_takes_nothing);
    g_test_add_func("/rereads/parts-are-counted", parts_are_counted);
    g_test_add_func("/rereads/people-are-told", people_are_told);
    g_test_add_func("/rereads/goes-on", goes_on);
    return g_test_run();
}

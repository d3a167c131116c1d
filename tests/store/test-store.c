/* test-store.c - what the office knows survives, once, and in order. */
#include "store/store.h"

#include <glib/gstdio.h>

#define WELL(call) \
    do { \
        bool well_ = (call); \
        g_assert_no_error(error); \
        g_assert_true(well_); \
    } while (0)

static Store *
fresh(void)
{
    GError *error = NULL;
    Store *store = store_open(":memory:", true, &error);
    g_assert_no_error(error);
    return store;
}

static Arrival *
arrival(const char *sha256, gint64 uid)
{
    Arrival *a = g_new0(Arrival, 1);
    a->sha256 = g_strdup(sha256);
    a->size_bytes = 10;
    a->source = g_strdup("main");
    a->received_at = 1000 + uid;
    a->uid = uid;
    return a;
}

static void
take(Store *store, const char *sha256, int expect_new)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) arrivals =
        g_ptr_array_new_with_free_func((GDestroyNotify)arrival_free);
    g_ptr_array_add(arrivals, arrival(sha256, 7));
    Cursor cursor = {"main", "INBOX", 3, 7};
    int taken = -1;
    WELL(store_letters_take(store, arrivals, &cursor, &taken, &error));
    g_assert_cmpint(taken, ==, expect_new);
}

static Letter *
claim(Store *store, LetterState state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) letters = store_letters_claim(store, state, 10, 60000, &error);
    g_assert_no_error(error);
    return letters->len ? g_ptr_array_steal_index(letters, 0) : NULL;
}

static void
takes_a_letter_once(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = fresh();
    take(store, "aa", 1);
    take(store, "aa", 0);
    gint64 uidvalidity = 0, uid = 0;
    WELL(store_cursor_get(store, "main", "INBOX", &uidvalidity, &uid, &error));
    g_assert_cmpint(uidvalidity, ==, 3);
    g_assert_cmpint(uid, ==, 7);
    LetterFilter all = {0};
    g_autoptr(GPtrArray) letters = store_letters_list(store, &all, &error);
    g_assert_cmpint(letters->len, ==, 1);
    g_assert_cmpint(store_unfinished(store), ==, 1);
}

static void
a_claim_is_held_by_one(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = fresh();
    take(store, "aa", 1);
    g_autoptr(Letter) mine = claim(store, LETTER_TAKEN);
    g_assert_nonnull(mine);
    g_assert_cmpint(mine->attempts, ==, 1);
    g_assert_null(claim(store, LETTER_TAKEN));
    WELL(store_letter_later(store, mine, 0, true, &error));
    g_autoptr(Letter) again = claim(store, LETTER_TAKEN);
    g_assert_cmpint(again->deaths, ==, 1);
    g_assert_false(
        store_letter_advance(store, mine, LETTER_PARSED, "parse", NULL, &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY);
    g_clear_error(&error);
    WELL(store_letter_advance(store, again, LETTER_PARSED, "parse", NULL, &error));
    g_autoptr(Letter) now = store_letter_get(store, mine->id, &error);
    g_assert_cmpint(now->state, ==, LETTER_PARSED);
    g_assert_cmpint(now->attempts, ==, 0);
}

static void
a_claim_is_prolonged(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = fresh();
    take(store, "aa", 1);
    g_autoptr(GPtrArray) mine = store_letters_claim(store, LETTER_TAKEN, 1, 0, &error);
    g_assert_cmpint(mine->len, ==, 1);
    gint64 later = clock_now_ms() + 60000;
    WELL(store_letter_renew(store, mine->pdata[0], later, &error));
    g_assert_null(claim(store, LETTER_TAKEN)); /* its lease was over at once */
    WELL(store_letter_later(store, mine->pdata[0], 0, false, &error));
    g_autoptr(Letter) others = claim(store, LETTER_TAKEN);
    WELL(store_letter_renew(store, mine->pdata[0], 0, &error));
    g_assert_null(claim(store, LETTER_TAKEN)); /* a lost claim moves nothing */
}

static void
a_new_pipeline_takes_over(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = fresh();
    take(store, "aa", 1);
    g_autoptr(Letter) lost = claim(store, LETTER_TAKEN);
    g_assert_null(claim(store, LETTER_TAKEN));
    WELL(store_claims_void(store, &error));
    g_autoptr(Letter) again = claim(store, LETTER_TAKEN);
    g_assert_nonnull(again);
    g_assert_false(store_letter_advance(store, lost, LETTER_READ, "parse", NULL, &error));
}

static void
the_same_mail_again_is_known(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = fresh();
    take(store, "aa", 1);
    g_autoptr(Letter) first = claim(store, LETTER_TAKEN);
    g_autoptr(Mail) mail = mail_new();
    mail->fingerprint = g_strdup("f1");
    mail->message_id = g_strdup("x@example.org");
    g_ptr_array_add(mail->references, g_strdup("older@example.org"));
    g_ptr_array_add(mail->in_reply_to, g_strdup("near@example.org"));
    g_ptr_array_add(mail->to, address_new(NULL, "office@charity.example"));
    g_ptr_array_add(mail->cc, address_new(NULL, "office+tag@charity.example"));
    gint64 twin = -1;
    WELL(store_mail_save(store, first, mail, &twin, &error));
    g_assert_cmpint(twin, ==, 0);
    take(store, "bb", 1);
    g_autoptr(Letter) second = claim(store, LETTER_TAKEN);
    WELL(store_mail_save(store, second, mail, &twin, &error));
    g_assert_cmpint(twin, ==, first->id);
    g_autoptr(GPtrArray) references = store_references_of(store, first->id, &error);
    g_assert_cmpstr(references->pdata[0], ==, "near@example.org");
    g_assert_cmpstr(references->pdata[1], ==, "office+tag@charity.example");
    g_assert_cmpstr(references->pdata[2], ==, "older@example.org");
    g_assert_cmpuint(references->len, ==, 3);
}

static void
serials_have_no_gap(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = fresh();
    gint64 serial = 0;
    WELL(store_begin(store, &error));
    WELL(store_register_next(store, 1, 1448, &serial, &error));
    g_assert_cmpint(serial, ==, 1);
    store_rollback(store);
    WELL(store_begin(store, &error));
    WELL(store_register_next(store, 1, 1448, &serial, &error));
    g_assert_cmpint(serial, ==, 1);
    WELL(store_register_next(store, 1, 1448, &serial, &error));
    g_assert_cmpint(serial, ==, 2);
    WELL(store_register_next(store, 1, 1449, &serial, &error));
    g_assert_cmpint(serial, ==, 1);
    WELL(store_commit(store, &error));
}

static void
pages_wait_for_their_count_and_come_back_whole(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = fresh();
    take(store, "aa", 1);
    g_autoptr(Letter) letter = claim(store, LETTER_TAKEN);
    g_autoptr(Mail) mail = mail_new();
    Part *part = part_new();
    part->media_type = g_strdup("application/pdf");
    part->sha256 = g_strdup("cc");
    g_ptr_array_add(mail->parts, part);
    gint64 twin;
    WELL(store_mail_save(store, letter, mail, &twin, &error));
    g_autoptr(GPtrArray) parts = store_parts_of(store, letter->id, &error);
    StoredPart *stored = parts->pdata[0];
    WELL(store_page_count_later(store, letter->id, stored->id, &error));
    WELL(store_letter_advance(store, letter, LETTER_PARSED, "parse", NULL, &error));
    g_autoptr(GPtrArray) early = store_letters_claim_read(store, 5, 1000, &error);
    g_assert_cmpint(early->len, ==, 0);
    g_autoptr(GPtrArray) counting = store_pages_claim(store, 5, 60000, &error);
    g_assert_cmpint(counting->len, ==, 1);
    WELL(store_pages_counted(store, counting->pdata[0], 2, &error));
    g_autoptr(GPtrArray) due = store_pages_claim(store, 5, 60000, &error);
    g_assert_cmpint(due->len, ==, 2);
    g_autoptr(Reading) reading = reading_new(1);
    g_free(reading->text);
    reading->text = g_strdup("نص");
    Word *word = g_new0(Word, 1);
    word->text = g_strdup("نص");
    word->x = 3;
    word->confidence = 91;
    g_ptr_array_add(reading->words, word);
    WELL(store_page_save(store, due->pdata[0], reading, NULL, "1 ara:a", &error));
    WELL(store_page_failed(store, due->pdata[1], "damaged", &error));
    g_autoptr(GPtrArray) ready = store_letters_claim_read(store, 5, 1000, &error);
    g_assert_cmpint(ready->len, ==, 1);
    g_autoptr(GPtrArray) pages = store_pages_of(store, letter->id, true, 0, &error);
    g_assert_cmpint(pages->len, ==, 2);
    const Page *read = pages->pdata[0], *failed = pages->pdata[1];
    g_assert_cmpstr(read->reading->text, ==, "نص");
    g_assert_cmpint(((Word *)read->reading->words->pdata[0])->confidence, ==, 91);
    g_assert_cmpint(failed->state, ==, PAGE_FAILED);
    g_assert_cmpstr(failed->reading->trouble, ==, "damaged");
}

static void
an_answer_leaves_once(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = fresh();
    take(store, "aa", 1);
    WELL(store_answer_due(store, 1, ANSWER_FULL, &error));
    g_assert_false(store_answer_due(store, 1, ANSWER_FULL, &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    g_clear_error(&error);
    g_autoptr(Outgoing) mail = outgoing_new();
    mail->letter_id = 1;
    mail->purpose = g_strdup("acknowledgement");
    mail->recipient = g_strdup("a@example.org");
    mail->sender = g_strdup("");
    mail->message_id = g_strdup("t.1@example.org");
    mail->bytes = g_bytes_new_static("x", 1);
    WELL(store_outbox_put(store, mail, NULL, &error));
    g_assert_false(store_outbox_put(store, mail, NULL, &error));
    g_clear_error(&error);
    g_autoptr(GPtrArray) due = store_outbox_claim(store, 5, &error);
    g_assert_cmpint(due->len, ==, 1);
    g_autoptr(GPtrArray) none = store_outbox_claim(store, 5, &error);
    g_assert_cmpint(none->len, ==, 0);
    WELL(store_outbox_later(store, 1, 0, "451 later", &error));
    g_autoptr(GPtrArray) second = store_outbox_claim(store, 5, &error);
    g_assert_false(((Outgoing *)second->pdata[0])->in_doubt);
    WELL(store_outbox_doubtful(store, 1, 0, "no answer", &error));
    g_autoptr(GPtrArray) third = store_outbox_claim(store, 5, &error);
    g_assert_true(((Outgoing *)third->pdata[0])->in_doubt);
    int doubt = 0;
    WELL(store_outbox_recover(store, &doubt, &error));
    g_assert_cmpint(doubt, ==, 1);
    g_autoptr(GPtrArray) again = store_outbox_claim(store, 5, &error);
    g_assert_true(((Outgoing *)again->pdata[0])->in_doubt);
    bool known = false;
    WELL(store_outbox_bounced(store, "t.1@example.org", "550", &known, &error));
    g_assert_true(known);
    WELL(store_outbox_sent(store, 1, "250 queued", &error)); /* it was, and came back */
    OutboxDepth depth;
    WELL(store_outbox_depth(store, &depth, &error));
    g_assert_cmpint(depth.failed, ==, 1);
    int count = 0;
    WELL(store_outbox_count_to(store, "A@example.org", 0, 0, &count, &error));
    g_assert_cmpint(count, ==, 1);
}

/* Nothing of a letter that is nobody's stays on the request it was filed under by mistake. */
static void
nobodys_letter_leaves_its_request(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = fresh();
    take(store, "aa", 1);
    Party party = {.file_no = (char *)"A-1",
        .party_kind = (char *)"applicant",
        .full_name = (char *)"x"};
    gint64 party_id = 0, request_id = 0;
    WELL(store_party_put(store, &party, NULL, NULL, &party_id, &error));
    WELL(store_request_open(
        store, "3/1448/000001/2", "enquiry", "new", party_id, 1, &request_id, &error));
    g_autoptr(Letter) letter = claim(store, LETTER_TAKEN);
    WELL(store_letter_file(store, letter, request_id, "1/1448/000001/6", &error));
    WELL(store_letter_advance(store, letter, LETTER_DONE, "index", NULL, &error));
    WELL(store_letter_hold_by_person(store, letter->id, "noura", "whose?", &error));
    const Decided theirs = {DECIDED_APPLICANT, party_id, 0, NULL};
    WELL(store_letter_decide_as(store, letter->id, &theirs, "noura", &error));
    g_autoptr(Letter) again = claim(store, LETTER_IDENTIFIED);
    g_assert_cmpint(again->request_id, ==, request_id);
    WELL(store_letter_advance(store, again, LETTER_DONE, "index", NULL, &error));
    WELL(store_letter_hold_by_person(store, letter->id, "noura", "whose?", &error));
    const Decided of_nobody = {DECIDED_NOBODY, 0, 0, NULL};
    WELL(store_letter_decide_as(store, letter->id, &of_nobody, "noura", &error));
    g_autoptr(Letter) nobodys = store_letter_get(store, letter->id, &error);
    g_assert_cmpint(nobodys->state, ==, LETTER_DONE);
    g_assert_cmpint(nobodys->request_id, ==, 0);
    g_assert_cmpstr(nobodys->in_no, ==, "1/1448/000001/6");
}

static void
a_newer_database_is_left_alone(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("diwan-store-XXXXXX", &error);
    g_autofree char *path = g_build_filename(folder, "office.db", NULL);
    store_close(store_open(path, true, &error));
    g_assert_no_error(error);
    g_autofree char *command =
        g_strdup_printf("python3 -c \"import sqlite3; c=sqlite3.connect('%s');"
                        " c.execute('PRAGMA user_version=999'); c.commit()\"",
            path);
    int status = -1;
    if (!g_spawn_command_line_sync(command, NULL, NULL, &status, NULL) || status != 0) {
        g_test_skip("python3 is not here to write another version");
        return;
    }
    g_assert_null(store_open(path, false, &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG);
    g_assert_true(file_remove_tree(folder, NULL));
}

static void
the_index_finds_folded_words(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Index) index = index_open(":memory:", &error);
    g_assert_no_error(error);
    WELL(index_put(index, 5, 0, "طلب", "أرجو مساعدة الأسرة في مكة", &error));
    WELL(index_put(index, 5, 1, "", "رقم ١٢٣٤٥", &error));
    WELL(index_put(index, 5, 0, "طلب", "أرجو مساعدة الأسرة في جدة", &error));
    int total = -1;
    g_autoptr(GArray) city = index_find(index, "\"جده\"", NULL, 10, 100, &total, &error);
    g_assert_no_error(error);
    g_assert_cmpint(total, ==, 1);
    g_assert_cmpint(g_array_index(city, IndexHit, 0).letter_id, ==, 5);
    g_autoptr(GArray) number =
        index_find(index, "\"12345\"", NULL, 10, 100, &total, &error);
    g_assert_cmpint(number->len, ==, 1);
    g_assert_cmpint(g_array_index(number, IndexHit, 0).page, ==, 1);
    g_autoptr(GArray) replaced =
        index_find(index, "\"مكة\"", NULL, 10, 100, &total, &error);
    g_assert_cmpint(replaced->len, ==, 0);
    g_assert_cmpint(total, ==, 0);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/store/takes-a-letter-once", takes_a_letter_once);
    g_test_add_func("/store/a-new-pipeline-takes-over", a_new_pipeline_takes_over);
    g_test_add_func("/store/a-claim-is-held-by-one", a_claim_is_held_by_one);
    g_test_add_func("/store/a-claim-is-prolonged", a_claim_is_prolonged);
    g_test_add_func("/store/the-same-mail-again-is-known", the_same_mail_again_is_known);
    g_test_add_func("/store/serials-have-no-gap", serials_have_no_gap);
    g_test_add_func("/store/pages-wait-for-their-count",
        pages_wait_for_their_count_and_come_back_whole);
    g_test_add_func("/store/an-answer-leaves-once", an_answer_leaves_once);
    g_test_add_func(
        "/store/nobodys-letter-leaves-its-request", nobodys_letter_leaves_its_request);
    g_test_add_func(
        "/store/a-newer-database-is-left-alone", a_newer_database_is_left_alone);
    g_test_add_func("/index/finds-folded-words", the_index_finds_folded_words);
    return g_test_run();
}

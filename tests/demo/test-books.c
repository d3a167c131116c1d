/* test-books.c - a letter's fate is read rightly from the office's books and the mailboxes. */
#include "demo/books.h"
#include "demo/places.h"

#include <string.h>

/* An office in memory, the sample, and what a pipeline would have written. */
typedef struct Office {
    Store *store;
    Sample *sample;
    Books *books;
    int taken;
} Office;

static void
office_open(Office *office, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = place_of_config("sample", &error);
    g_assert_no_error(error);
    office->sample = sample_load(folder, &error);
    g_assert_no_error(error);
    office->store = store_open(":memory:", true, &error);
    g_assert_no_error(error);
    office->books = books_new(office->store);
}

static void
office_close(Office *office, gconstpointer data)
{
    (void)data;
    books_free(office->books);
    store_close(office->store);
    sample_free(office->sample);
}

static void
read_books(Office *office)
{
    g_autoptr(GError) error = NULL;
    g_assert_true(books_read(office->books, office->sample, &error));
    g_assert_no_error(error);
}

static SampleLetter *
sent(Office *office, const char *id, const char *message_id)
{
    SampleLetter *letter = sample_find(office->sample, id);
    letter->sent = true;
    letter->message_id = g_strdup(message_id);
    return letter;
}

/* One more letter, claimed to be parsed; a mail with this Message-ID, or a scan of this name. */
static Letter *
take(Office *office, const char *message_id, const char *file_name)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) arrivals =
        g_ptr_array_new_with_free_func((GDestroyNotify)arrival_free);
    Arrival *arrival = g_new0(Arrival, 1);
    arrival->sha256 = g_strdup_printf("%064d", ++office->taken);
    arrival->size_bytes = 1;
    arrival->medium = file_name ? MEDIUM_SCAN : MEDIUM_EMAIL;
    arrival->source = g_strdup("demo");
    arrival->file_name = g_strdup(file_name);
    arrival->received_at = office->taken;
    g_ptr_array_add(arrivals, arrival);
    int taken = 0;
    g_assert_true(store_letters_take(office->store, arrivals, NULL, &taken, &error));
    g_autoptr(GPtrArray) claimed =
        store_letters_claim(office->store, LETTER_TAKEN, 1, 60000, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(claimed->len, ==, 1);
    Letter *letter = g_ptr_array_steal_index(claimed, 0);
    g_autoptr(Mail) mail = mail_new();
    mail->message_id = g_strdup(message_id);
    mail->fingerprint = g_strdup_printf("%d", office->taken);
    gint64 twin = 0;
    g_assert_true(store_mail_save(office->store, letter, mail, &twin, &error));
    g_assert_no_error(error);
    return letter;
}

static void
finish(Office *office, const Letter *letter, gint64 request, const char *in_no,
    LetterState state)
{
    g_autoptr(GError) error = NULL;
    g_assert_true(store_letter_file(office->store, letter, request, in_no, &error));
    g_assert_true(store_letter_answered(
        office->store, letter, in_no ? ANSWER_FULL : ANSWER_NONE, NULL, &error));
    g_assert_true(
        store_letter_advance(office->store, letter, state, "test", NULL, &error));
    g_assert_no_error(error);
}

static void
mail_seen(Office *office, const char *mailbox, const char *subject)
{
    SeenMail *mail = g_new0(SeenMail, 1);
    mail->mailbox = g_strdup(mailbox);
    mail->subject = g_strdup(subject);
    mail->ack = g_new0(Ack, 1);
    mail->ack->message_id = g_strdup("ack@charity.example");
    g_ptr_array_add(office->books->seen, mail);
}

static gint64
open_request(Office *office, const Letter *letter)
{
    g_autoptr(GError) error = NULL;
    Party party = {.file_no = (char *)"10001",
        .party_kind = (char *)"applicant",
        .full_name = (char *)"سارة"};
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    PartyChange change;
    gint64 party_id = 0, request = 0;
    g_assert_true(
        store_party_put(office->store, &party, keys, &change, &party_id, &error));
    g_assert_true(store_request_open(office->store, "3/1448/000001/7", "support", "new",
        party_id, letter->id, &request, &error));
    g_assert_no_error(error);
    return request;
}

static void
test_requests(Office *office, gconstpointer data)
{
    (void)data;
    SampleLetter *one = sent(office, "01", "one@x"),
                 *reply = sent(office, "05", "five@x");
    g_autoptr(Letter) first = take(office, "one@x", NULL);
    gint64 request = open_request(office, first);
    finish(office, first, request, "1/1448/000001/9", LETTER_DONE);
    g_autoptr(Letter) second = take(office, "five@x", NULL);
    read_books(office);
    g_assert_cmpint(office->books->taken, ==, 2);
    g_assert_cmpint(office->books->parsed, ==, 1);
    finish(office, second, request, "1/1448/000002/7", LETTER_HELD);
    read_books(office);
    g_assert_cmpstr(one->found->request, ==, "opens");
    g_assert_cmpstr(one->found->state, ==, "done");
    g_assert_cmpstr(one->request_no, ==, "3/1448/000001/7");
    g_assert_cmpstr(reply->found->request, ==, "continues:01");
    g_assert_cmpstr(reply->found->state, ==, "held");
    g_assert_cmpint(office->books->opened, ==, 1);
    g_assert_cmpint(office->books->continued, ==, 1);
    g_assert_cmpint(office->books->resting, ==, 2);
}

static void
test_answers(Office *office, gconstpointer data)
{
    (void)data;
    SampleLetter *letter = sent(office, "01", "one@x");
    g_autoptr(Letter) row = take(office, "one@x", NULL);
    finish(office, row, 0, "1/1448/000001/9", LETTER_DONE);
    read_books(office);
    g_assert_cmpint(books_awaited(office->sample), ==, 1);
    mail_seen(office, letter->answer_in, "وصلتنا رسالتكم [1/1448/000001/9]");
    read_books(office);
    g_assert_cmpint(books_awaited(office->sample), ==, 0);
    g_assert_cmpint(letter->found->seen, ==, 1);
    g_assert_cmpstr(letter->ack->message_id, ==, "ack@charity.example");
    g_assert_cmpint(office->books->strays, ==, 0);

    /* Said twice, said to somebody else, said without need: each is noticed. */
    mail_seen(office, letter->answer_in, "وصلتنا رسالتكم [1/1448/000001/9]");
    mail_seen(office, "khalid@applicants.example", "وصلتنا رسالتكم [1/1448/000001/9]");
    mail_seen(office, letter->answer_in, "مرحباً");
    read_books(office);
    g_assert_cmpint(letter->found->seen, ==, 2);
    g_assert_cmpint(office->books->strays, ==, 2);
}

static void
test_whose_row(Office *office, gconstpointer data)
{
    (void)data;
    SampleLetter *first = sent(office, "17", "same@x"),
                 *again = sent(office, "18", "same@x");
    SampleLetter *scan = sent(office, "10", NULL);
    g_autoptr(Letter) one = take(office, "same@x", NULL);
    g_autoptr(Letter) paper = take(office, NULL, scan->file);
    g_autoptr(Letter) other = take(office, "same@x", NULL);
    g_autoptr(Letter) stranger = take(office, "unknown@x", NULL);
    finish(office, other, 0, NULL, LETTER_DUPLICATE);
    read_books(office);
    g_assert_cmpint(first->letter_id, ==, one->id);
    g_assert_cmpint(again->letter_id, ==, other->id);
    g_assert_cmpint(scan->letter_id, ==, paper->id);
    g_assert_cmpstr(again->found->state, ==, "duplicate");
    g_assert_false(again->found->numbered);
    read_books(office); /* and stays so */
    g_assert_cmpint(first->letter_id, ==, one->id);
    g_assert_cmpint(office->books->taken, ==, 4);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define IN_OFFICE(name, function) \
    g_test_add("/demo/books/" name, Office, NULL, office_open, function, office_close)
    IN_OFFICE("requests", test_requests);
    IN_OFFICE("answers", test_answers);
    IN_OFFICE("whose-row", test_whose_row);
    return g_test_run();
}

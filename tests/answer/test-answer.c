/* test-answer.c - what a letter is answered with, once, and why it is not. */
#include "answer/answer.h"
#include "language/language.h"

#include "../compose/trial.h"

typedef struct Given {
    const char *from, *subject, *text, *dmarc;
    AnswerFlavour due;
    const char *kind; /* of its request; NULL: none is opened */
    bool matched, scan, quiet;
} Given;

static Letter *
claim_one(Trial *trial, LetterState state)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) letters =
        store_letters_claim(trial->store, state, 1, 60000, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(letters->len, ==, 1);
    return g_ptr_array_steal_index(letters, 0);
}

static void
arrive(Trial *trial, const Given *given, int n)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) arrivals =
        g_ptr_array_new_with_free_func((GDestroyNotify)arrival_free);
    Arrival *arrival = g_new0(Arrival, 1);
    arrival->sha256 = g_strdup_printf("%064d", n);
    arrival->source = g_strdup("take");
    arrival->medium = given->scan ? MEDIUM_SCAN : MEDIUM_EMAIL;
    arrival->received_at = G_GINT64_CONSTANT(1795335600000);
    arrival->quiet = given->quiet;
    g_ptr_array_add(arrivals, arrival);
    int taken = 0;
    g_assert_true(store_letters_take(trial->store, arrivals, NULL, &taken, &error));
    g_assert_cmpint(taken, ==, 1);
}

/* Takes a letter all the way to FILED; its number ends in n. */
static gint64
file_letter(Trial *trial, const Given *given, gint64 party_id, int n)
{
    GError *error = NULL;
    arrive(trial, given, n);
    g_autoptr(Letter) letter = claim_one(trial, LETTER_TAKEN);
    g_autoptr(Mail) mail = mail_new();
    gint64 duplicate = 0, request = 0;
    g_autofree char *in_no = g_strdup_printf("1/1448/%06d/0", n);
    mail->message_id = g_strdup_printf("their-%d@example.org", n);
    g_ptr_array_add(mail->references, g_strdup("older@example.org"));
    mail->from = given->from != NULL ? address_new(NULL, given->from) : NULL;
    g_free(mail->subject);
    mail->subject = g_strdup(given->subject != NULL ? given->subject : "");
    g_free(mail->text);
    mail->text = g_strdup(given->text != NULL ? given->text : "");
    g_free(mail->new_text);
    mail->new_text = g_strdup(mail->text);
    mail->dmarc = g_strdup(given->dmarc);
    mail->fingerprint = g_strdup_printf("%d", n);
    g_assert_true(store_mail_save(trial->store, letter, mail, &duplicate, &error));
    if (given->matched) {
        g_autoptr(GPtrArray) none = g_ptr_array_new();
        g_assert_true(
            store_identified(trial->store, letter, MATCH_ONE, party_id, 1, none, &error));
    }
    if (given->kind != NULL) {
        g_autofree char *number = g_strdup_printf("3/1448/%06d/0", n);
        g_assert_true(store_request_open(trial->store, number, given->kind, "new",
            party_id, letter->id, &request, &error));
    }
    g_assert_true(store_letter_file(trial->store, letter, request, in_no, &error));
    if (given->due != ANSWER_NONE)
        g_assert_true(store_answer_due(trial->store, letter->id, given->due, &error));
    g_assert_true(
        store_letter_advance(trial->store, letter, LETTER_FILED, "filing", NULL, &error));
    g_assert_no_error(error);
    return letter->id;
}

static void
answer_all(Trial *trial, guint n)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) letters =
        store_letters_claim(trial->store, LETTER_FILED, 64, 60000, &error);
    g_assert_cmpuint(letters->len, ==, n);
    g_autoptr(Rules) rules = rules_load(NULL, &error);
    g_assert_no_error(error);
    answer_letters(&trial->config, rules, trial->store, trial->compose, letters, &error);
    g_assert_no_error(error);
}

/* The plain text of a mail whose parts are base64. */
static char *
plain_of(const Outgoing *mail)
{
    gsize length;
    const char *bytes = g_bytes_get_data(mail->bytes, &length);
    const char *part = strstr(bytes, "Content-Type: text/plain");
    const char *body = strstr(part, "\r\n\r\n") + 4;
    gsize end = (gsize)(strstr(body, "\r\n--") - body);
    g_autofree char *text = g_strndup(body, end);
    if (strncmp(strstr(part, "Encoding: ") + 10, "base64", 6) != 0)
        return g_steal_pointer(&text);
    gsize size;
    return (char *)g_base64_decode(text, &size);
}

static const char arabic[] = "أرجو التكرم بالنظر في رسالتي";

typedef struct Case {
    const char *name;
    Given given;
    AnswerFlavour answered;
    const char *recipient; /* NULL: nothing leaves */
    const char *note;      /* in the journal */
    const char *has, *has_not;
} Case;

#define CLAUSE "خلال مدة لا تقل عن أسبوعين"
#define ON_RECORD "salem@example.org"

static const Case cases[] = {
    {"support request",
        {.from = ON_RECORD,
            .text = arabic,
            .dmarc = "pass",
            .due = ANSWER_FULL,
            .kind = "support_request",
            .matched = true},
        ANSWER_FULL, ON_RECORD, "full", CLAUSE, NULL},
    {"enquiry",
        {.from = ON_RECORD,
            .text = arabic,
            .dmarc = "pass",
            .due = ANSWER_FULL,
            .kind = "enquiry",
            .matched = true},
        ANSWER_FULL, ON_RECORD, "full", "3/1448/000001/0", CLAUSE},
    {"in English",
        {.from = ON_RECORD,
            .text = "I ask for your help",
            .due = ANSWER_FULL,
            .kind = "support_request",
            .matched = true},
        ANSWER_FULL, ON_RECORD, "full", "not less than two weeks", "أسبوعين"},
    {"from another address",
        {.from = "other@example.org",
            .text = arabic,
            .due = ANSWER_FULL,
            .kind = "support_request",
            .matched = true},
        ANSWER_NEUTRAL, "other@example.org", "neutral", "1/1448/000001/0", "3/1448"},
    {"nobody's",
        {.from = "x@example.org",
            .subject = "طلب",
            .text = arabic,
            .due = ANSWER_NEUTRAL},
        ANSWER_NEUTRAL, "x@example.org", "neutral", "الاسم الكامل", "العتيبي"},
    {"full is due to nobody",
        {.from = "x@example.org", .text = arabic, .due = ANSWER_FULL}, ANSWER_NEUTRAL,
        "x@example.org", "neutral", "الاسم الكامل", "العتيبي"},
    {"scan of somebody with an address",
        {.due = ANSWER_FULL, .kind = "support_request", .matched = true, .scan = true},
        ANSWER_FULL, ON_RECORD, "full", CLAUSE, NULL},
    {"scan of nobody", {.due = ANSWER_NEUTRAL, .scan = true}, ANSWER_NONE, NULL,
        "no_address", NULL, NULL},
    {"from the scanner",
        {.from = "scanner@device.example",
            .text = "Scanned from a device",
            .due = ANSWER_FULL,
            .kind = "enquiry",
            .matched = true},
        ANSWER_FULL, ON_RECORD, "full", "العتيبي", NULL},
    {"forged",
        {.from = ON_RECORD,
            .text = arabic,
            .dmarc = "fail",
            .due = ANSWER_FULL,
            .kind = "enquiry",
            .matched = true},
        ANSWER_NONE, NULL, "unauthenticated", NULL, NULL},
    {"old post",
        {.from = ON_RECORD,
            .text = arabic,
            .due = ANSWER_FULL,
            .kind = "enquiry",
            .matched = true,
            .quiet = true},
        ANSWER_NONE, NULL, "quiet", NULL, NULL},
    {"not due", {.from = ON_RECORD, .text = arabic, .matched = true}, ANSWER_NONE, NULL,
        NULL, NULL, NULL},
};

static void
test_case(gconstpointer data)
{
    const Case *each = data;
    GError *error = NULL;
    Trial trial;
    trial_open(&trial);
    gint64 party = trial_party(&trial, "A-1", "سالم العتيبي", ON_RECORD);
    gint64 id = file_letter(&trial, &each->given, party, 1);
    answer_all(&trial, 1);
    g_autoptr(Letter) letter = store_letter_get(trial.store, id, &error);
    g_assert_cmpint(letter->state, ==, LETTER_ANSWERED);
    g_assert_cmpint(letter->answered, ==, each->answered);
    g_autoptr(GPtrArray) journal = store_journal_of_letter(trial.store, id, &error);
    const JournalRow *last = journal->pdata[journal->len - 1];
    g_assert_cmpstr(last->act, ==, "answer");
    g_assert_cmpstr(last->note, ==, each->note);
    g_autoptr(GPtrArray) mails = store_outbox_of_letter(trial.store, id, &error);
    g_assert_cmpuint(mails->len, ==, each->recipient != NULL ? 1 : 0);
    if (mails->len == 1) {
        const Outgoing *mail = mails->pdata[0];
        g_assert_cmpstr(mail->recipient, ==, each->recipient);
        g_autofree char *text = plain_of(mail);
        g_assert_nonnull(strstr(text, each->has));
        g_assert_true(each->has_not == NULL || strstr(text, each->has_not) == NULL);
    }
    trial_close(&trial);
}

/* More letters of one writer in one batch than may be answered in a day: all go on. */
static void
test_batch_caps(void)
{
    GError *error = NULL;
    Trial trial;
    trial_open(&trial);
    Given given = {.from = "x@example.org", .text = arabic, .due = ANSWER_NEUTRAL};
    enum { LETTERS = 12 };
    gint64 ids[LETTERS];
    for (int i = 0; i < LETTERS; i++)
        ids[i] = file_letter(&trial, &given, 0, i + 1);
    answer_all(&trial, LETTERS);
    int answered = 0;
    for (int i = 0; i < LETTERS; i++) {
        g_autoptr(Letter) letter = store_letter_get(trial.store, ids[i], &error);
        g_assert_cmpint(letter->state, ==, LETTER_ANSWERED);
        answered += letter->answered == ANSWER_NEUTRAL;
    }
    g_assert_cmpint(answered, ==, 10);
    trial_close(&trial);
}

/* A letter that a person decided anew passes the stage again and is not answered twice. */
static void
test_once(void)
{
    GError *error = NULL;
    Trial trial;
    trial_open(&trial);
    Given given = {.from = "x@example.org", .text = arabic, .due = ANSWER_NEUTRAL};
    gint64 id = file_letter(&trial, &given, 0, 1);
    answer_all(&trial, 1);
    g_autoptr(Letter) letter = claim_one(&trial, LETTER_ANSWERED);
    g_assert_true(
        store_letter_advance(trial.store, letter, LETTER_FILED, "filing", NULL, &error));
    answer_all(&trial, 1);
    g_autoptr(Letter) after = store_letter_get(trial.store, id, &error);
    g_assert_cmpint(after->answered, ==, ANSWER_NEUTRAL);
    g_autoptr(GPtrArray) mails = store_outbox_of_letter(trial.store, id, &error);
    g_assert_cmpuint(mails->len, ==, 1);
    trial_close(&trial);
}

/* The answer goes on with the thread its letter stands in. */
static void
test_thread(void)
{
    GError *error = NULL;
    Trial trial;
    trial_open(&trial);
    Given given = {.from = "x@example.org", .text = arabic, .due = ANSWER_NEUTRAL};
    gint64 id = file_letter(&trial, &given, 0, 1);
    answer_all(&trial, 1);
    g_autoptr(GPtrArray) mails = store_outbox_of_letter(trial.store, id, &error);
    const Outgoing *mail = mails->pdata[0];
    gsize length;
    const char *bytes = g_bytes_get_data(mail->bytes, &length);
    g_assert_nonnull(g_strstr_len(bytes, (gssize)length,
        "\r\nReferences: <older@example.org>\r\n <their-1@example.org>\r\n"));
    trial_close(&trial);
}

/* ---- enclosures ---- */

static void
library_put(Trial *trial, const char *name, const char *file_name, const char *bytes)
{
    GError *error = NULL;
    g_autoptr(Archive) archive = archive_open(trial->config.letters, &error);
    g_autofree char *path = g_build_filename(trial->folder, file_name, NULL);
    g_autoptr(Document) document = g_new0(Document, 1);
    document->name = g_strdup(name);
    document->added_by = g_strdup("noura");
    g_assert_true(file_write(path, bytes, strlen(bytes), 0600, &error));
    g_assert_true(library_add(trial->store, archive, path, document, &error));
    g_assert_no_error(error);
}

typedef struct EnclosedCase {
    const char *name, *kind;
    bool known;     /* the library has the policy, not the form */
    int enclosures; /* that leave */
} EnclosedCase;

static const EnclosedCase enclosed_cases[] = {
    {"support request", "support_request", true, 1},
    {"an empty library holds nothing up", "support_request", false, 0},
    {"enquiry", "enquiry", true, 0},
};

/* kinds.conf says what goes with the acknowledgement of a request that was opened; where each version
 * went is known. */
static void
test_enclosures(gconstpointer data)
{
    const EnclosedCase *each = data;
    GError *error = NULL;
    Trial trial;
    trial_open(&trial);
    g_autofree char *letters = g_build_filename(trial.folder, "letters", NULL);
    trial.config.letters = letters;
    gint64 party = trial_party(&trial, "A-1", "سالم العتيبي", ON_RECORD);
    Given given = {.from = ON_RECORD,
        .text = arabic,
        .dmarc = "pass",
        .due = ANSWER_FULL,
        .kind = each->kind,
        .matched = true};
    if (each->known)
        library_put(&trial, "support-policy", "policy-1448.pdf", "%PDF-1.4 policy");
    gint64 id = file_letter(&trial, &given, party, 1);
    answer_all(&trial, 1);
    g_autoptr(GPtrArray) mails = store_outbox_of_letter(trial.store, id, &error);
    g_assert_cmpuint(mails->len, ==, 1);
    const Outgoing *mail = mails->pdata[0];
    g_autoptr(GPtrArray) with = store_enclosed_with(trial.store, mail->id, &error);
    g_assert_cmpuint(with->len, ==, each->enclosures);
    gsize length;
    const char *bytes = g_bytes_get_data(mail->bytes, &length);
    bool attached = g_strstr_len(bytes, (gssize)length,
                        "filename*0*=utf-8''policy-1448.pdf\r\n") != NULL;
    g_assert_true(attached == (each->enclosures > 0));
    g_autofree char *text = plain_of(mail);
    g_assert_true(
        (strstr(text, "دليل سياسة دعم المستفيدين") != NULL) == (each->enclosures > 0));
    g_assert_null(strstr(text, "نموذج طلب دعم مستفيد"));
    trial_close(&trial);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    calendar_open();
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strdup_printf("/answer/%s", cases[i].name);
        g_test_add_data_func(path, &cases[i], test_case);
    }
    g_test_add_func("/answer/caps within a batch", test_batch_caps);
    g_test_add_func("/answer/once", test_once);
    g_test_add_func("/answer/thread", test_thread);
    for (guint i = 0; i < G_N_ELEMENTS(enclosed_cases); i++) {
        g_autofree char *path =
            g_strdup_printf("/answer/enclosures/%s", enclosed_cases[i].name);
        g_test_add_data_func(path, &enclosed_cases[i], test_enclosures);
    }
    return g_test_run();
}

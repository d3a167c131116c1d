/* test-erasure.c - when a person can be forgotten, what is left of them, and that others lose nothing. */
#include "erasure/erasure.h"
#include "identify/candidates.h"
#include "store/tables.h"

#include "../office/bureau.h"

#define WELL(call) \
    do { \
        bool well_ = (call); \
        g_assert_no_error(error); \
        g_assert_true(well_); \
    } while (0)

/* Party 1 has letter 1 on closed request 1, which was answered; party 2 letter 2, with a file of both. */
static void
furnish(Bureau *bureau)
{
    g_autoptr(GError) error = NULL;
    static const char rows[] =
        "UPDATE letter SET state = 'done', party_id = 1, from_name = 'نورة',"
        " from_address = 'noura@example.org', subject = 'طلب', in_no = '1/1448/000001/6'"
        " WHERE id = 1;"
        "INSERT INTO party (id, file_no, party_kind, full_name, email, created_at,"
        " changed_at) VALUES (2, 'A-8', 'applicant', 'هند', 'hind@example.org', 1, 1);"
        "INSERT INTO party_key (kind, value, party_id) VALUES"
        " ('email', 'hind@example.org', 2);"
        "UPDATE letter SET state = 'done', party_id = 2, subject = 'أخرى' WHERE id = 2;"
        "INSERT INTO letter_text (letter_id, text, new_text) VALUES (1, 'نص', 'نص'),"
        " (2, 'آخر', 'آخر');"
        "INSERT INTO web_field (letter_id, position, form, value) VALUES"
        " (1, 1, 'website', 'نورة'), (2, 1, 'website', 'هند');"
        "INSERT INTO part (id, letter_id, position, media_type, sha256, size_bytes, "
        "inline)"
        " VALUES (1, 1, 1, 'application/pdf', 'own', 1, 0),"
        " (2, 1, 2, 'application/pdf', 'both', 1, 0),"
        " (3, 2, 1, 'application/pdf', 'both', 1, 0);"
        "INSERT INTO page (id, letter_id, part_id, number, state, due_at, weight, text)"
        " VALUES (1, 1, 1, 1, 'read', 0, 1, 'نص');"
        "INSERT INTO candidate (letter_id, rank, party_id, probability, clues) VALUES"
        " (1, 1, 1, 1, '[]'), (2, 1, 2, 1, '[]'), (2, 2, 1, 0.1, '[]');"
        "INSERT INTO outbox (id, letter_id, request_id, party_id, purpose, recipient, "
        "sender, message_id, bytes, state, created_at, due_at, channel) VALUES"
        " (1, 1, 1, 1, 'reply', 'noura@example.org', '', 'm1', 'x', 'sent', 1, 1, "
        "'mail'),"
        " (2, NULL, 1, 1, 'accepted', 'p1', '', 'm2', 'x', 'sent', 1, 1, 'paper'),"
        " (3, NULL, NULL, 2, 'accepted', 'p2', '', 'm3', 'x', 'sent', 1, 1, 'paper'),"
        " (4, NULL, 1, 1, 'delay', 'p3', '', 'm4', 'x', 'sent', 1, 1, 'paper');"
        "INSERT INTO print_run (id, made_at, actor, letters, sha256) VALUES"
        " (1, 1, 'saad', 2, 'run1'), (2, 1, 'saad', 1, 'run2');"
        "INSERT INTO paper (outbox_id, language, number, name, address, run_id, sha256)"
        " VALUES (2, 'ar', 'n2', 'نورة', 'x', 1, 'pdf2'), (3, 'ar', 'n3', 'هند', 'y', 1,"
        " 'pdf3'), (4, 'ar', 'n4', 'نورة', 'x', 2, 'pdf4');"
        "UPDATE request SET state = 'closed' WHERE id = 1;";
    send_letter(bureau, open_request(bureau, "enquiry", "new"), at("2026-11-01"));
    send_letter(bureau, 0, at("2026-11-01"));
    WELL(sql_script(bureau->store->sql, &error, rows));
    WELL(store_journal(bureau->store, "noura", "held", 1, 0, 0, "نورة الدوسري", &error));
    WELL(store_journal(bureau->store, "noura", "held", 2, 0, 2, "هند", &error));
}

/* How many rows a question finds. */
static int
count_of(Bureau *bureau, const char *question)
{
    g_autoptr(GError) error = NULL;
    int n = -1;
    WELL(sql_one(bureau->store->sql, &error, NULL, question, NONE, INTO(&n)));
    return n;
}

static void
erase(Bureau *bureau, gint64 party_id, ErasureCount *count)
{
    g_autoptr(GError) error = NULL;
    WELL(store_erasure_ask(bureau->store, party_id, "saad", "asked", &error));
    WELL(store_erasure_rows(bureau->store, party_id, NULL, "noura", count, &error));
}

/* ---- when ---- */

static const struct {
    const char *sql, *said;
} under_way[] = {
    {"SELECT 1", NULL},
    {"UPDATE request SET state = 'in_service' WHERE id = 1", "is not closed"},
    {"UPDATE letter SET state = 'held' WHERE id = 1", "waits for a decision"},
    {"UPDATE letter SET state = 'read' WHERE id = 1", "is on its way"},
    {"UPDATE letter SET state = 'read' WHERE id = 2", NULL},
    {"UPDATE letter SET state = 'held', party_id = NULL, from_address = "
     "'Noura@example.org' WHERE id = 2",
        "waits for a decision"},
    {"UPDATE outbox SET state = 'waiting' WHERE id = 1", "dispatch 1"},
    {"UPDATE outbox SET state = 'doubt' WHERE id = 2", "dispatch 2"},
    {"UPDATE outbox SET state = 'waiting' WHERE id = 3", NULL},
    /* Replaced, or closed by a person. */
    {"UPDATE outbox SET state = 'held' WHERE id = 2", "dispatch 2"},
    {"UPDATE outbox SET state = 'held', closed_at = 1, closed_by = 'diwan' WHERE id = 2",
        NULL},
    {"UPDATE outbox SET state = 'doubt', closed_at = 1, closed_by = 'saad' WHERE id = 2",
        NULL},
    {"UPDATE outbox SET state = 'sending', closed_at = 1, closed_by = 'diwan' WHERE id = "
     "2",
        "dispatch 2"},
    {"INSERT INTO reply (letter_id, party_id, template, language, channel, model,"
     " enclosures, seen_id, actor, state, made_at) VALUES (1, 1, 'reply', 'ar', 'mail',"
     " '{}', '', 1, 'saad', 'due', 1)",
        "a reply to letter 1"},
    {"INSERT INTO notice (request_id, purpose, mark, actor, state, made_at, due_at)"
     " VALUES (1, 'progress', 1, 'saad', 'post', 1, 1)",
        "a notice about request"},
    {"INSERT INTO notice (request_id, purpose, mark, actor, state, made_at, due_at)"
     " VALUES (1, 'survey', 1, 'saad', 'due', 1, 1)",
        NULL},
    {"INSERT INTO reread (page_id, letter_id, state) VALUES (1, 1, 'due')",
        "being read again"},
};

static void
waits_for_what_is_under_way(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(under_way); i++) {
        g_autoptr(GError) error = NULL;
        g_auto(Bureau) bureau = {0};
        ErasureCount count;
        bureau_open(&bureau);
        furnish(&bureau);
        WELL(sql_script(bureau.store->sql, &error, under_way[i].sql));
        g_test_message("%s", under_way[i].sql);
        bool well = erasure_look(bureau.store, NULL, bureau.party_id, &count, &error);
        g_assert_cmpint(well, ==, under_way[i].said == NULL);
        if (!well)
            g_assert_nonnull(strstr(error->message, under_way[i].said));
        g_assert_cmpint(
            count_of(&bureau, "SELECT COUNT(*) FROM party WHERE erased_by IS NOT NULL"),
            ==, 0);
        g_assert_cmpint(count_of(&bureau, "SELECT COUNT(*) FROM erasure"), ==, 0);
    }
}

/* ---- what is left ---- */

/* Whoever adds a table says here what becomes of a person's rows in it. */
static void
every_table_is_thought_of(void)
{
    static const char unknown[] =
        "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE "
        "'sqlite_%'"
        " AND name NOT IN ("
        /* Deleted or blanked (erasure_rows.c, erasures.c). */
        " 'candidate', 'contact', 'decision', 'form_field', 'journal', 'kind_lesson',"
        " 'kind_word', 'letter', 'letter_reference', 'letter_text', 'mailing_letter',"
        " 'notice', 'outbox', 'page', 'page_words', 'paper', 'part', 'party',"
        " 'party_address', 'party_key', 'party_merge', 'party_merge_field',"
        " 'party_merge_key', 'print_run', 'reading', 'referral', 'register', 'reply',"
        " 'request', 'request_change', 'request_document', 'request_field', 'web_field',"
        " 'erased_file',"
        /* Numbers, days and states alone. */
        " 'answer', 'batch_piece', 'delivery', 'enclosed', 'erasure', 'party_merge_row',"
        " 'request_ask', 'request_barred', 'reread', 'register_serial',"
        /* The committee's decisions and minutes are kept. */
        " 'committee_decision', 'committee_item', 'committee_member', 'committee_result',"
        " 'committee_session', 'mailing',"
        /* Nobody's, or the office's own. */
        " 'survey_answer', 'comparison', 'cursor', 'document', 'document_version',"
        " 'login_failure', 'restoration', 'session', 'source', 'staff')";
    g_auto(Bureau) bureau;
    bureau_open(&bureau);
    g_assert_cmpint(count_of(&bureau, unknown), ==, 0);
}

static const struct {
    const char *question;
    int n;
} leftovers[] = {
    {"SELECT COUNT(*) FROM party WHERE id = 1 AND file_no = 'A-7' AND national_id IS NULL"
     " AND email IS NULL AND mobile IS NULL AND city IS NULL",
        1},
    {"SELECT COUNT(*) FROM party_key WHERE party_id = 1", 0},
    {"SELECT COUNT(*) FROM letter WHERE id = 1 AND subject IS NULL AND from_name IS NULL"
     " AND from_address IS NULL AND in_no = '1/1448/000001/6'",
        1},
    {"SELECT COUNT(*) FROM letter_text WHERE letter_id = 1", 0},
    {"SELECT COUNT(*) FROM web_field WHERE letter_id = 1", 0},
    {"SELECT COUNT(*) FROM part WHERE letter_id = 1", 0},
    {"SELECT COUNT(*) FROM page", 0},
    {"SELECT COUNT(*) FROM outbox WHERE party_id = 1 AND LENGTH(bytes) > 0", 0},
    {"SELECT COUNT(*) FROM paper WHERE address = 'x' OR sha256 IN ('pdf2', 'pdf4')", 0},
    {"SELECT COUNT(*) FROM journal WHERE note = 'نورة الدوسري'", 0},
    {"SELECT COUNT(*) FROM request WHERE id = 1 AND state = 'closed'", 1},
    /* Files: of the person alone, of others too. */
    {"SELECT COUNT(*) FROM erased_file WHERE sha256 IN ('own', 'pdf2', 'pdf4', 'run2')",
        4},
    {"SELECT COUNT(*) FROM erased_file WHERE sha256 IN ('both', 'pdf3', 'run1')", 0},
    /* Everybody else's. */
    {"SELECT COUNT(*) FROM party WHERE id = 2 AND full_name = 'هند' AND email IS NOT "
     "NULL",
        1},
    {"SELECT COUNT(*) FROM letter WHERE id = 2 AND subject = 'أخرى'", 1},
    {"SELECT COUNT(*) FROM letter_text WHERE letter_id = 2 AND text = 'آخر'", 1},
    {"SELECT COUNT(*) FROM part WHERE letter_id = 2", 1},
    {"SELECT COUNT(*) FROM candidate WHERE letter_id = 2 AND party_id = 2", 1},
    {"SELECT COUNT(*) FROM candidate WHERE party_id = 1", 0},
    {"SELECT COUNT(*) FROM outbox WHERE id = 3 AND recipient = 'p2' AND LENGTH(bytes) = "
     "1",
        1},
    {"SELECT COUNT(*) FROM print_run WHERE id = 1 AND sha256 = 'run1'", 1},
    {"SELECT COUNT(*) FROM journal WHERE note = 'هند'", 1},
};

static void
leaves_stubs_and_others(void)
{
    g_autoptr(GError) error = NULL;
    g_auto(Bureau) bureau = {0};
    ErasureCount looked, count;
    JournalState journal;
    bureau_open(&bureau);
    furnish(&bureau);
    WELL(erasure_look(bureau.store, NULL, bureau.party_id, &looked, &error));
    WELL(store_erasure_ask(bureau.store, bureau.party_id, "saad", "asked", &error));
    WELL(
        store_erasure_rows(bureau.store, bureau.party_id, NULL, "noura", &count, &error));
    g_assert_cmpint(count.letters, ==, 1);
    g_assert_cmpint(count.sent, ==, 3);
    g_assert_cmpint(count.runs, ==, 1);
    g_assert_cmpint(count.shared, ==, 1);
    g_assert_cmpint(count.named, ==, 1);
    g_assert_cmpint(count.files, ==, 5);
    g_assert_cmpmem(&looked, sizeof looked, &count, sizeof count);
    for (guint i = 0; i < G_N_ELEMENTS(leftovers); i++) {
        g_test_message("%s", leftovers[i].question);
        g_assert_cmpint(count_of(&bureau, leftovers[i].question), ==, leftovers[i].n);
    }
    WELL(store_journal_verify(bureau.store, NULL, &journal, &error));
    g_assert_cmpint(journal.broken_at, ==, 0);
    g_assert_null(store_check(bureau.store));
    g_autofree char *sha256 = NULL;
    gint64 made_at = 0;
    g_assert_false(store_post_run_get(bureau.store, 2, &sha256, &made_at, &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
}

/* ---- a scan of several letters ---- */

static const struct {
    const char *sql;
    int letters, batches;
} batches[] = {
    {"SELECT 1", 1, 0},
    {"INSERT INTO batch_piece (batch_id, position, letter_id, first_page, last_page) "
     "VALUES (3, 1, 1, 1, 1), (3, 2, 2, 2, 2)",
        1, 1},
    {"INSERT INTO batch_piece (batch_id, position, letter_id, first_page, last_page) "
     "VALUES (3, 1, 1, 1, 1)",
        2, 0},
};

static void
a_scan_goes_with_its_last_letter(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(batches); i++) {
        g_autoptr(GError) error = NULL;
        g_auto(Bureau) bureau = {0};
        ErasureCount count;
        bureau_open(&bureau);
        furnish(&bureau);
        send_letter(&bureau, 0, at("2026-11-01"));
        WELL(sql_script(
            bureau.store->sql, &error, "UPDATE letter SET state = 'batch' WHERE id = 3"));
        WELL(sql_script(bureau.store->sql, &error, batches[i].sql));
        WELL(erasure_look(bureau.store, NULL, bureau.party_id, &count, &error));
        g_assert_cmpint(count.letters, ==, batches[i].letters);
        g_assert_cmpint(count.batches, ==, batches[i].batches);
    }
}

/* ---- pages of a scan that stays ---- */

/* Page 10 of scan 3 is letter 1, page 11 letter 2; part 9 has numbers from 4 on. */
static const char scan_of_two[] =
    "UPDATE letter SET state = 'batch' WHERE id = 3;"
    "INSERT INTO part (id, letter_id, position, media_type, sha256, size_bytes, inline)"
    " VALUES (9, 3, 1, 'application/pdf', 'scan', 1, 0);"
    "INSERT INTO page (id, letter_id, part_id, number, state, due_at, weight, text,"
    " image_sha256) VALUES (10, 3, 9, 4, 'read', 0, 1, 'نص', 'image10'),"
    " (11, 3, 9, 5, 'read', 0, 1, 'آخر', 'image11');"
    "INSERT INTO page_words (page_id, words) VALUES (10, 'x'), (11, 'x');"
    "INSERT INTO reading (page_id, image_sha256) VALUES (10, 'earlier10'),"
    " (11, 'earlier11');"
    "INSERT INTO form_field (page_id, name, position, form, version, value, confidence,"
    " x, y, width, height) VALUES (10, 'name', 1, 'f', 1, 'نورة', 1, 0, 0, 1, 1),"
    " (11, 'name', 1, 'f', 1, 'هند', 1, 0, 0, 1, 1);"
    "INSERT INTO batch_piece (batch_id, position, letter_id, first_page, last_page,"
    " part_id, first_number) VALUES (3, 1, 1, 1, 1, 9, 4), (3, 2, 2, 2, 2, 9, 5);";

static const struct {
    const char *question;
    int n;
} sheets[] = {
    {"SELECT COUNT(*) FROM page WHERE id = 10", 0},
    {"SELECT COUNT(*) FROM page_words WHERE page_id = 10", 0},
    {"SELECT COUNT(*) FROM reading WHERE page_id = 10", 0},
    {"SELECT COUNT(*) FROM form_field WHERE page_id = 10", 0},
    {"SELECT COUNT(*) FROM erased_file WHERE sha256 IN ('image10', 'earlier10')", 2},
    {"SELECT COUNT(*) FROM page WHERE id = 11 AND text = 'آخر'", 1},
    {"SELECT COUNT(*) FROM page_words WHERE page_id = 11", 1},
    {"SELECT COUNT(*) FROM reading WHERE page_id = 11", 1},
    {"SELECT COUNT(*) FROM form_field WHERE page_id = 11", 1},
    {"SELECT COUNT(*) FROM erased_file WHERE sha256 IN ('image11', 'earlier11', 'scan')",
        0},
    {"SELECT COUNT(*) FROM letter WHERE id = 3 AND erased_by IS NULL", 1},
};

static void
its_pages_go_of_a_scan_that_stays(void)
{
    g_autoptr(GError) error = NULL;
    g_auto(Bureau) bureau = {0};
    ErasureCount count;
    bureau_open(&bureau);
    furnish(&bureau);
    send_letter(&bureau, 0, at("2026-11-01"));
    WELL(sql_script(bureau.store->sql, &error, scan_of_two));
    WELL(sql_script(bureau.store->sql, &error,
        "INSERT INTO reread (page_id, letter_id, state) VALUES (10, 3, 'due')"));
    g_assert_false(erasure_look(bureau.store, NULL, 1, &count, &error));
    g_assert_nonnull(strstr(error->message, "letter 3 is being read again"));
    g_clear_error(&error);
    WELL(sql_script(
        bureau.store->sql, &error, "UPDATE reread SET page_id = 11 WHERE page_id = 10"));
    erase(&bureau, 1, &count);
    g_assert_cmpint(count.pages, ==, 2);
    for (guint i = 0; i < G_N_ELEMENTS(sheets); i++) {
        g_test_message("%s", sheets[i].question);
        g_assert_cmpint(count_of(&bureau, sheets[i].question), ==, sheets[i].n);
    }
    g_assert_null(store_check(bureau.store));
    WELL(sql_script(bureau.store->sql, &error, "DELETE FROM reread"));
    erase(&bureau, 2, &count);
    g_assert_cmpint(
        count_of(
            &bureau, "SELECT (SELECT COUNT(*) FROM page) + (SELECT COUNT(*) FROM part)"),
        ==, 0);
    g_assert_null(store_check(bureau.store));
}

/* ---- what two share ---- */

/* Letter 1 is of party 1, 2 of party 2; letter 3 is the scan of both, and of run 1 they have a letter each. */
static void
what_two_share_goes_with_the_second(void)
{
    g_auto(Bureau) bureau = {0};
    g_autoptr(GError) error = NULL;
    ErasureCount count;
    bureau_open(&bureau);
    furnish(&bureau);
    send_letter(&bureau, 0, at("2026-11-01"));
    WELL(sql_script(bureau.store->sql, &error,
        "UPDATE letter SET state = 'batch', sha256 = 'scan' WHERE id = 3;"
        "INSERT INTO batch_piece (batch_id, position, letter_id, first_page, last_page)"
        " VALUES (3, 1, 1, 1, 1), (3, 2, 2, 2, 2);"));
    erase(&bureau, 1, &count);
    g_assert_cmpint(count.batches, ==, 1);
    g_assert_cmpint(count.runs, ==, 1);
    g_assert_cmpint(
        count_of(&bureau, "SELECT COUNT(*) FROM erased_file WHERE sha256 IN ('both',"
                          " 'scan', 'run1', 'pdf3')"),
        ==, 0);
    erase(&bureau, 2, &count);
    g_assert_cmpint(count.letters, ==, 2);
    g_assert_cmpint(count.batches, ==, 0);
    g_assert_cmpint(count.runs, ==, 0);
    g_assert_cmpint(
        count_of(&bureau, "SELECT COUNT(*) FROM erased_file WHERE sha256 IN ('both',"
                          " 'scan', 'run1', 'pdf3')"),
        ==, 4);
    g_assert_cmpint(
        count_of(&bureau, "SELECT COUNT(*) FROM erased_file WHERE sha256 = ''"), ==, 0);
    g_assert_cmpint(
        count_of(&bureau, "SELECT COUNT(*) FROM letter WHERE id = 3 AND erased_by = 2"),
        ==, 1);
    g_assert_cmpint(
        count_of(&bureau, "SELECT COUNT(*) FROM print_run WHERE sha256 != ''"), ==, 0);
    g_assert_null(store_check(bureau.store));
}

/* ---- automatic mails ---- */

static const struct {
    const char *sql;
    int letters;
} automatic[] = {
    {"UPDATE letter SET kind = 'auto_reply', party_id = NULL, request_id = 1"
     " WHERE id = 2",
        2},
    {"UPDATE letter SET kind = 'read_receipt', party_id = NULL, request_id = 1"
     " WHERE id = 2",
        2},
    {"UPDATE letter SET kind = 'auto_reply', party_id = NULL WHERE id = 2", 1},
    /* Letters of others. */
    {"UPDATE letter SET party_id = NULL, request_id = 1 WHERE id = 2", 1},
    {"UPDATE letter SET kind = 'auto_reply', request_id = 1 WHERE id = 2", 1},
    {"UPDATE letter SET kind = 'survey_answer', party_id = NULL, request_id = 1"
     " WHERE id = 2",
        1},
};

static void
automatic_mails_go_with_their_request(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(automatic); i++) {
        g_autoptr(GError) error = NULL;
        g_auto(Bureau) bureau = {0};
        ErasureCount count;
        bureau_open(&bureau);
        furnish(&bureau);
        g_test_message("%s", automatic[i].sql);
        WELL(sql_script(bureau.store->sql, &error, automatic[i].sql));
        WELL(store_erasure_rows(bureau.store, 1, NULL, NULL, &count, &error));
        g_assert_cmpint(count.letters, ==, automatic[i].letters);
    }
}

/* ---- afterwards ---- */

#define refused_as_erased(call) \
    do { \
        g_assert_false(call); \
        g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED); \
        g_assert_nonnull(strstr(error->message, "A-7 was erased")); \
        g_clear_error(&error); \
    } while (0)

/* How many a letter leads to that tells request 1's number. */
static guint
suspects_of_request(Bureau *bureau)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Request) request = request_of(bureau, 1);
    g_autoptr(Weights) weights = weights_new();
    g_autoptr(GPtrArray) tells = g_ptr_array_new();
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    Letter letter = {.id = 2};
    Told told = {.kind = "register_number",
        .value = request->number,
        .seen = request->number,
        .place.confidence = -1};
    Clues clues = {.letter = &letter, .told = tells, .names = none};
    g_ptr_array_add(tells, &told);
    g_autoptr(Suspects) suspects =
        suspects_find(NULL, bureau->store, weights, &clues, none, 2, &error);
    WELL(suspects != NULL);
    return suspects->list->len;
}

static void
a_stub_gets_nothing(void)
{
    g_autoptr(GError) error = NULL;
    g_auto(Bureau) bureau = {0};
    ErasureCount count;
    gint64 id = 0;
    Contact contact = {.number = (char *)"5/1448/000001/1",
        .party_id = 1,
        .channel = (char *)"phone",
        .direction = (char *)"in",
        .summary = (char *)"سأل",
        .actor = (char *)"saad",
        .at = 1};
    bureau_open(&bureau);
    furnish(&bureau);
    g_assert_cmpuint(suspects_of_request(&bureau), ==, 1);
    WELL(sql_script(bureau.store->sql, &error,
        "UPDATE letter SET state = 'held', party_id = NULL, hold_reason = "
        "'unknown_sender' WHERE id = 2"));
    erase(&bureau, 1, &count);
    refused_as_erased(store_letter_decide_as(
        bureau.store, 2, &(Decided){DECIDED_APPLICANT, 1, 0, NULL}, "saad", &error));
    refused_as_erased(store_contact_put(bureau.store, &contact, &id, &error));
    /* Its request's number still leads to it. */
    g_assert_cmpuint(suspects_of_request(&bureau), ==, 0);
    contact.party_id = 2;
    WELL(store_contact_put(bureau.store, &contact, &id, &error));
    WELL(store_letter_decide_as(
        bureau.store, 2, &(Decided){DECIDED_APPLICANT, 2, 0, NULL}, "saad", &error));
}

/* ---- answers to the survey ---- */

static void
keep_answer(Bureau *bureau, Archive *archive, const char *mail)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = g_bytes_new(mail, strlen(mail));
    g_autofree char *sha256 = NULL;
    gint64 id = send_letter(bureau, 0, at("2026-11-02"));
    WELL(archive_put(archive, bytes, &sha256, &error));
    WELL(sql_run(bureau->store->sql, &error,
        "UPDATE letter SET kind = 'survey_answer', state = 'done', sha256 = ? WHERE id = "
        "?",
        BIND((const char *)sha256, id)));
}

static void
answers_go_by_their_files(void)
{
    g_autoptr(GError) error = NULL;
    g_auto(Bureau) bureau = {0};
    ErasureCount count;
    g_autofree char *folder = g_dir_make_tmp("diwan-erasure-XXXXXX", &error);
    g_autoptr(Archive) archive = archive_open(folder, &error);
    bureau_open(&bureau);
    furnish(&bureau);
    keep_answer(&bureau, archive, "From: N <Noura@Example.org>\r\n\r\n5\r\n");
    keep_answer(&bureau, archive, "From: H <hind@example.org>\r\n\r\n4\r\n");
    /* Longer addresses that have it within them. */
    keep_answer(&bureau, archive, "From: N <al.noura@example.org>\r\n\r\n5\r\n");
    keep_answer(&bureau, archive, "From: N <an-noura@example.org>\r\n\r\n5\r\n");
    keep_answer(&bureau, archive, "From: N <noura@example.org.sa>\r\n\r\n5\r\n");
    keep_answer(&bureau, archive, "From: N <noura@example.org-a.sa>\r\n\r\n5\r\n");
    WELL(erasure_look(bureau.store, archive, bureau.party_id, &count, &error));
    g_assert_cmpint(count.letters, ==, 2);
    keep_answer(&bureau, archive, "Cc: Anoura@example.org, noura@example.org.\r\n");
    WELL(erasure_look(bureau.store, archive, bureau.party_id, &count, &error));
    g_assert_cmpint(count.letters, ==, 3);
    /* Of two who have one address none of them is. */
    WELL(sql_script(bureau.store->sql, &error,
        "INSERT INTO party_key (kind, value, party_id) VALUES"
        " ('email', 'noura@example.org', 2)"));
    WELL(erasure_look(bureau.store, archive, bureau.party_id, &count, &error));
    g_assert_cmpint(count.letters, ==, 1);
    g_assert_true(file_remove_tree(folder, NULL));
}

/* ---- files ---- */

static void
files_that_rows_name_stay(void)
{
    g_autoptr(GError) error = NULL;
    g_auto(Bureau) bureau = {0};
    g_autofree char *folder = g_dir_make_tmp("diwan-erasure-XXXXXX", &error);
    g_autoptr(Archive) archive = archive_open(folder, &error);
    static const char *const texts[] = {"of nobody", "named since", "gone before"};
    char *kept[G_N_ELEMENTS(texts)];
    int dropped = 0;
    bureau_open(&bureau);
    furnish(&bureau);
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GBytes) bytes = g_bytes_new_static(texts[i], strlen(texts[i]));
        WELL(archive_put(archive, bytes, &kept[i], &error));
        WELL(sql_run(bureau.store->sql, &error,
            "INSERT INTO erased_file (sha256, gone_at) VALUES (?, ?)",
            BIND((const char *)kept[i], sql_id(i == 2 ? 1 : 0))));
    }
    WELL(sql_run(bureau.store->sql, &error, "UPDATE part SET sha256 = ? WHERE id = 3",
        BIND((const char *)kept[1])));
    WELL(archive_drop_erased(archive, bureau.store, &dropped, &error));
    g_assert_cmpint(dropped, ==, 1);
    g_assert_cmpint(
        count_of(&bureau, "SELECT COUNT(*) FROM erased_file WHERE gone_at IS NULL"), ==,
        1);
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GBytes) bytes = archive_load(archive, kept[i], NULL);
        g_assert_cmpint(bytes != NULL, ==, i != 0);
        g_free(kept[i]);
    }
    g_assert_true(file_remove_tree(folder, NULL));
}

/* ---- who ---- */

static const struct {
    const char *asked_by; /* NULL: nobody */
    int days_ago;
    const char *said;
} wishes[] = {
    {NULL, 0, "nobody has asked"},
    {"noura", 0, "somebody else approves"},
    {"saad", ERASURE_ASKED_DAYS + 1, "days ago"},
};

static void
two_want_it(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(wishes); i++) {
        g_autoptr(GError) error = NULL;
        g_auto(Bureau) bureau = {0};
        ErasureCount count;
        bureau_open(&bureau);
        furnish(&bureau);
        if (wishes[i].asked_by != NULL)
            WELL(erasure_ask(bureau.store, NULL, bureau.party_id, wishes[i].asked_by,
                "asked", &count, &error));
        WELL(sql_run(bureau.store->sql, &error, "UPDATE erasure SET asked_at = ?",
            BIND(clock_now_ms() - wishes[i].days_ago * MS_DAY)));
        g_assert_false(erasure_approve(
            bureau.config, bureau.store, NULL, bureau.party_id, "noura", &count, &error));
        g_assert_nonnull(strstr(error->message, wishes[i].said));
        g_assert_cmpint(
            count_of(&bureau, "SELECT COUNT(*) FROM letter_text WHERE letter_id = 1"), ==,
            1);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/erasures/under-way", waits_for_what_is_under_way);
    g_test_add_func("/erasures/tables", every_table_is_thought_of);
    g_test_add_func("/erasures/left", leaves_stubs_and_others);
    g_test_add_func("/erasures/batches", a_scan_goes_with_its_last_letter);
    g_test_add_func("/erasures/sheets", its_pages_go_of_a_scan_that_stays);
    g_test_add_func("/erasures/shared", what_two_share_goes_with_the_second);
    g_test_add_func("/erasures/automatic", automatic_mails_go_with_their_request);
    g_test_add_func("/erasures/stub", a_stub_gets_nothing);
    g_test_add_func("/erasures/answers", answers_go_by_their_files);
    g_test_add_func("/erasures/files", files_that_rows_name_stay);
    g_test_add_func("/erasures/two", two_want_it);
    return g_test_run();
}

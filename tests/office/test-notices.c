/* test-notices.c - what leaves by itself: one letter for what is missing, a reminder, rest, delays; each once.
 *
 * Time is given to the clock, so that weeks pass in a moment.
 */
#include <glib/gstdio.h>

#include "../../src/store/tables.h"
#include "bureau.h"

static ClockRound
round_at(Bureau *bureau, Compose *compose, gint64 now)
{
    g_autoptr(GError) error = NULL;
    ClockRound round;
    clock_round(bureau->desk, compose, now, &round, &error);
    g_assert_no_error(error);
    return round;
}

/* Mails put into the outbox so far leave at an instant, the last one's text in *text. */
static int
mails_at(Bureau *bureau, gint64 now, char **text)
{
    static int count;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) claimed = store_outbox_claim(bureau->store, 100, &error);
    g_assert_no_error(error);
    count = 0;
    for (guint i = 0; i < claimed->len; i++) {
        const Outgoing *mail = claimed->pdata[i];
        gsize length;
        const char *bytes = g_bytes_get_data(mail->bytes, &length);
        g_clear_pointer(text, g_free);
        *text = g_strndup(bytes, length);
        store_outbox_sent(bureau->store, mail->id, "ok", &error);
        sql_run(bureau->store->sql, NULL, "UPDATE outbox SET sent_at = ? WHERE id = ?",
            BIND(now, mail->id));
        count++;
    }
    return count;
}

static int
mails(Bureau *bureau, char **text)
{
    return mails_at(bureau, clock_now_ms(), text);
}

static void
assert_notice(Bureau *bureau, gint64 id, const char *purpose, const char *state)
{
    g_autoptr(Notice) last = store_notice_last(bureau->store, id, purpose, NULL, NULL);
    g_assert_nonnull(last);
    if (strcmp(last->state, state) != 0)
        g_test_message("%s: %s", purpose, last->why);
    g_assert_cmpstr(last->state, ==, state);
}

#define SECONDS(n) ((n)*G_GINT64_CONSTANT(1000))

static void
test_asked(void)
{
    g_auto(Bureau) bureau;
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    bureau_open(&bureau);
    const Desk *desk = bureau.desk;
    g_autoptr(Compose) compose = compose_open(bureau.config, NULL, &error);
    g_assert_no_error(error);
    gint64 id = open_request(&bureau, "support_request", "new");
    gint64 letter = send_letter(&bureau, id, at("2026/11/01"));
    Act noura = act_of("noura", "relations", NULL, at("2026/11/02"));
    g_assert_true(request_document_take(
        desk, id, "identity", letter, day_of("2027/11/01"), &noura, &error));
    g_assert_true(request_document_check(desk, id, "identity", true, &noura, &error));
    /* No shorter period than the setting's; once. */
    g_assert_false(request_ask(desk, id, 6, false, &noura, &error));
    g_clear_error(&error);
    g_assert_true(request_ask(desk, id, 0, false, &noura, &error));
    g_assert_false(request_ask(desk, id, 0, false, &noura, &error));
    g_clear_error(&error);
    assert_state(&bureau, id, "awaiting_documents");

    /* It can be taken back for half a minute, and then nothing leaves. */
    Act sorry = act_of("noura", "relations", "the wrong one", noura.now + SECONDS(20));
    g_assert_true(request_undo(desk, id, &sorry, &error));
    round_at(&bureau, compose, noura.now + SECONDS(60));
    g_assert_cmpint(mails(&bureau, &text), ==, 0);
    assert_notice(&bureau, id, "missing_documents", "recalled");
    g_assert_true(request_ask(desk, id, 0, false, &noura, &error));
    round_at(&bureau, compose, noura.now + SECONDS(29));
    g_assert_cmpint(mails(&bureau, &text), ==, 0);
    g_assert_cmpint(round_at(&bureau, compose, noura.now + SECONDS(31)).sent, ==, 1);
    g_assert_cmpint(round_at(&bureau, compose, noura.now + SECONDS(31)).sent, ==, 0);
    g_assert_cmpint(mails_at(&bureau, noura.now + SECONDS(32), &text), ==, 1);
    g_assert_nonnull(strstr(text, "To: noura@example.org"));
    g_assert_null(strstr(text, "Auto-Submitted"));
    assert_notice(&bureau, id, "missing_documents", "sent");

    /* Fourteen days from the 2nd of November: the 16th; then a reminder, once. */
    g_assert_cmpint(round_at(&bureau, compose, at("2026/11/16")).reminded, ==, 0);
    ClockRound first = round_at(&bureau, compose, at("2026/11/17"));
    g_assert_cmpint(first.reminded, ==, 1);
    g_assert_cmpint(first.sent, ==, 1);
    g_assert_cmpint(round_at(&bureau, compose, at("2026/11/18")).reminded, ==, 0);
    g_assert_cmpint(mails_at(&bureau, at("2026/11/17"), &text), ==, 1);
    g_assert_nonnull(strstr(text, "Auto-Submitted: auto-generated"));

    /* Another fourteen, to the 1st of December; then it rests and is told so. */
    g_assert_cmpint(round_at(&bureau, compose, at("2026/12/01")).rested, ==, 0);
    g_assert_cmpint(round_at(&bureau, compose, at("2026/12/02")).rested, ==, 1);
    assert_state(&bureau, id, "resting");
    round_at(&bureau, compose, at("2026/12/03"));
    assert_notice(&bureau, id, "progress", "sent");
    g_assert_cmpint(mails(&bureau, &text), ==, 1);

    /* A letter comes months later: it is listed for a person, who lets it go on; nothing was lost. */
    send_letter(&bureau, id, at("2027/02/14"));
    bool taken = false;
    g_assert_true(request_followed(desk, id, at("2027/02/14"), &taken, &error));
    g_assert_true(taken);
    g_autoptr(GPtrArray) due = store_requests_due(bureau.store, at("2027/02/14"),
        request_clock_soon(desk, at("2027/02/14")), 10, &error);
    g_assert_cmpuint(due->len, ==, 1);
    Act resume = act_of("noura", "relations", NULL, at("2027/02/15"));
    g_assert_true(request_move(desk, id, "resume", 0, &resume, &error));
    g_autoptr(RequestAsk) ask = store_request_ask_open(bureau.store, id, &error);
    g_assert_nonnull(ask);
    g_assert_cmpint(day_number(ask->due_at), ==, day_of("2027/03/01"));
    g_assert_no_error(error);
}

/* A letter that came stops the reminder: what it brought is to be looked at. */
static void
test_answered(void)
{
    g_auto(Bureau) bureau;
    g_autoptr(GError) error = NULL;
    bureau_open(&bureau);
    g_autoptr(Compose) compose = compose_open(bureau.config, NULL, &error);
    gint64 id = open_request(&bureau, "support_request", "new");
    Act noura = act_of("noura", "relations", NULL, at("2026/11/02") + 400);
    g_assert_true(request_ask(bureau.desk, id, 0, false, &noura, &error));
    /* Within the same second, of which a mailbox tells no parts. */
    bool taken = false;
    send_letter(&bureau, id, at("2026/11/02") / 1000 * 1000);
    g_assert_true(request_followed(bureau.desk, id, at("2026/11/02"), &taken, &error));
    g_assert_cmpint(round_at(&bureau, compose, at("2026/11/20")).reminded, ==, 0);
    g_autoptr(Request) request = request_of(&bureau, id);
    g_assert_cmpint(request->clock.due_at, !=, 0);
    assert_state(&bureau, id, "awaiting_documents");
}

static void
test_delay(void)
{
    g_auto(Bureau) bureau;
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    bureau_open(&bureau);
    g_autoptr(Compose) compose = compose_open(bureau.config, NULL, &error);
    gint64 id = open_request(&bureau, "support_request", "new");
    make_whole(&bureau, id, at("2026/11/01"));
    Act noura = act_of("noura", "relations", NULL, at("2026/11/01"));
    g_assert_true(request_move(bureau.desk, id, "complete", 0, &noura, &error));
    g_assert_cmpint(round_at(&bureau, compose, at("2026/11/02")).sent, ==, 1);
    g_assert_cmpint(mails(&bureau, &text), ==, 1);
    /* Promised for Tuesday the 1st of December: three working days before is Thursday the 26th. */
    g_assert_cmpint(round_at(&bureau, compose, at("2026/11/25")).delays, ==, 0);
    ClockRound round = round_at(&bureau, compose, at("2026/11/26"));
    g_assert_cmpint(round.delays, ==, 1);
    g_assert_cmpint(round.sent, ==, 1);
    g_assert_cmpint(round_at(&bureau, compose, at("2026/11/29")).delays, ==, 0);
    g_assert_cmpint(mails(&bureau, &text), ==, 1);
    g_autoptr(Request) request = request_of(&bureau, id);
    g_assert_cmpint(day_number(request->clock.expected_at), ==, day_of("2026/12/15"));
    /* It is overdue by what was promised first. */
    g_assert_cmpint(day_number(request->clock.due_at), ==, day_of("2026/12/01"));
    g_autoptr(GPtrArray) overdue =
        store_requests_due(bureau.store, 0, at("2026/12/02"), 10, &error);
    g_assert_cmpuint(overdue->len, ==, 1);
    /* The second promise is not kept either: told before it lapses, again once. */
    g_assert_cmpint(round_at(&bureau, compose, at("2026/12/13")).delays, ==, 1);
    g_assert_cmpint(round_at(&bureau, compose, at("2026/12/13")).delays, ==, 0);
}

/* No promise was told of an enquiry: nothing is said of its delay; it is listed. */
static void
test_untold(void)
{
    g_auto(Bureau) bureau;
    g_autoptr(GError) error = NULL;
    bureau_open(&bureau);
    g_autoptr(Compose) compose = compose_open(bureau.config, NULL, &error);
    open_request(&bureau, "enquiry", "new");
    g_assert_cmpint(round_at(&bureau, compose, clock_now_ms()).begun, ==, 1);
    g_assert_cmpint(round_at(&bureau, compose, clock_now_ms()).begun, ==, 0);
    g_assert_cmpint(
        round_at(&bureau, compose, clock_now_ms() + 60 * MS_DAY).delays, ==, 0);
    g_autoptr(GPtrArray) overdue =
        store_requests_due(bureau.store, 0, clock_now_ms() + 60 * MS_DAY, 10, &error);
    g_assert_cmpuint(overdue->len, ==, 1);
}

/* Interrupted after its number was given, it leaves under that number, and none is lost. */
static void
test_interrupted(void)
{
    g_auto(Bureau) bureau;
    g_autoptr(GError) error = NULL;
    g_autofree char *number = NULL, *next = NULL;
    bureau_open(&bureau);
    g_autoptr(Compose) compose = compose_open(bureau.config, NULL, &error);
    gint64 id = open_request(&bureau, "support_request", "new");
    Act noura = act_of("noura", "relations", NULL, at("2026/11/02"));
    g_assert_true(request_ask(bureau.desk, id, 0, false, &noura, &error));
    g_assert_true(store_begin(bureau.store, &error));
    register_number_take(bureau.store, CALENDAR_HIJRI, REGISTER_OUTGOING,
        at("2026/11/02"), 0, id, &number, &error);
    store_notice_number(bureau.store, 1, number, &error);
    g_assert_true(store_commit(bureau.store, &error));
    g_assert_cmpint(round_at(&bureau, compose, at("2026/11/03")).sent, ==, 1);
    g_autoptr(Notice) sent =
        store_notice_last(bureau.store, id, "missing_documents", "sent", &error);
    g_assert_cmpstr(sent->out_no, ==, number);
    g_assert_true(store_begin(bureau.store, &error));
    register_number_take(bureau.store, CALENDAR_HIJRI, REGISTER_OUTGOING,
        at("2026/11/03"), 0, id, &next, &error);
    store_rollback(bureau.store);
    g_assert_true(g_str_has_prefix(next, "2/1448/000002/"));
    g_assert_no_error(error);
}

typedef struct Wrote {
    const char *from, *message_id;
} Wrote;

static const struct {
    const char *name;
    Wrote letters[3];                     /* about the request, the oldest first */
    const char *in_reply_to, *references; /* NULL: none */
} threads[] = {
    {"of a scan", {{NULL, NULL}}, NULL, NULL},
    {"the last of two",
        {{"noura@example.org", "one@example.org"},
            {"Noura@Example.org", "two@example.org"}},
        "<two@example.org>", "<older@example.org>\r\n <two@example.org>"},
    {"not of another writer",
        {{"noura@example.org", "one@example.org"},
            {"brother@example.net", "two@example.net"}},
        "<one@example.org>", "<older@example.org>\r\n <one@example.org>"},
};

static void
write_mail(Bureau *bureau, gint64 request_id, const Wrote *wrote)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *sha256 = g_strdup_printf("%064d", ++bureau->letters);
    g_autoptr(GPtrArray) arrivals = g_ptr_array_new();
    Arrival arrival = {.sha256 = sha256,
        .size_bytes = 1,
        .source = (char *)"take",
        .medium = wrote->from == NULL ? MEDIUM_SCAN : MEDIUM_EMAIL,
        .received_at = at("2026/11/01")};
    int taken = 0;
    gint64 twin = 0;
    g_ptr_array_add(arrivals, &arrival);
    store_letters_take(bureau->store, arrivals, NULL, &taken, &error);
    g_autoptr(GPtrArray) claimed =
        store_letters_claim(bureau->store, LETTER_TAKEN, 1, 60000, &error);
    g_autoptr(Mail) mail = mail_new();
    mail->message_id = g_strdup(wrote->message_id);
    mail->from = wrote->from != NULL ? address_new(NULL, wrote->from) : NULL;
    g_ptr_array_add(mail->references, g_strdup("older@example.org"));
    g_assert_true(store_mail_save(bureau->store, claimed->pdata[0], mail, &twin, &error));
    store_letter_file(bureau->store, claimed->pdata[0], request_id, NULL, &error);
    g_assert_no_error(error);
}

/* A header's whole value, over its lines; NULL when the mail has none. */
static char *
header_of(const char *mail, const char *name)
{
    g_autofree char *begin = g_strdup_printf("\r\n%s: ", name);
    const char *found = strstr(mail, begin), *end = found;
    if (found == NULL || strstr(mail, "\r\n\r\n") < found)
        return NULL;
    found += strlen(begin);
    for (end = strstr(found, "\r\n"); end[2] == ' '; end = strstr(end + 2, "\r\n"))
        ;
    return g_strndup(found, (gsize)(end - found));
}

/* What leaves by itself stands in the applicant's mailbox with what he wrote last about the request. */
static void
test_thread(gconstpointer data)
{
    guint i = GPOINTER_TO_UINT(data);
    g_auto(Bureau) bureau;
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    bureau_open(&bureau);
    g_autoptr(Compose) compose = compose_open(bureau.config, NULL, &error);
    gint64 id = open_request(&bureau, "support_request", "new");
    gint64 other = open_request(&bureau, "enquiry", "new");
    for (guint j = 0; j < G_N_ELEMENTS(threads[i].letters); j++)
        if (threads[i].letters[j].from != NULL || j == 0)
            write_mail(&bureau, id, &threads[i].letters[j]);
    write_mail(&bureau, other, &(Wrote){"noura@example.org", "other@example.org"});
    Act noura = act_of("noura", "relations", NULL, at("2026/11/02"));
    g_assert_true(request_ask(bureau.desk, id, 0, false, &noura, &error));
    g_assert_cmpint(round_at(&bureau, compose, at("2026/11/03")).sent, ==, 1);
    g_assert_cmpint(mails(&bureau, &text), ==, 1);
    g_autofree char *answers = header_of(text, "In-Reply-To");
    g_autofree char *references = header_of(text, "References");
    g_assert_cmpstr(answers, ==, threads[i].in_reply_to);
    g_assert_cmpstr(references, ==, threads[i].references);
}

/* Without an address nothing leaves as a mail: it waits for the post. */
static void
test_post(void)
{
    g_auto(Bureau) bureau;
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    bureau_open(&bureau);
    g_autoptr(Compose) compose = compose_open(bureau.config, NULL, &error);
    g_autoptr(Party) party = store_party_get(bureau.store, bureau.party_id, &error);
    g_clear_pointer(&party->email, g_free);
    g_assert_true(store_party_put(bureau.store, party, NULL, NULL, NULL, &error));
    gint64 id = open_request(&bureau, "support_request", "new");
    Act noura = act_of("noura", "relations", NULL, at("2026/11/02"));
    g_assert_true(request_ask(bureau.desk, id, 0, false, &noura, &error));
    round_at(&bureau, compose, at("2026/11/03"));
    g_assert_cmpint(mails(&bureau, &text), ==, 0);
    assert_notice(&bureau, id, "missing_documents", "post");
}

/* A machine without its font: the letter on paper waits for it, the mail behind it does not. */
static void
test_one_stuck(void)
{
    g_auto(Bureau) bureau;
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL, *no_fonts = NULL;
    bureau_open(&bureau);
    g_autoptr(Compose) compose = compose_open(bureau.config, NULL, &error);
    g_autofree char *folder = g_dir_make_tmp("diwan-notices-XXXXXX", &error);
    no_fonts = g_build_filename(folder, "fonts.conf", NULL);
    g_assert_true(g_file_set_contents(
        no_fonts, "<?xml version=\"1.0\"?><fontconfig></fontconfig>", -1, &error));
    g_setenv("FONTCONFIG_FILE", no_fonts, TRUE);
    gint64 by_mail = bureau.party_id;
    const Party other = {.file_no = (char *)"A-8",
        .party_kind = (char *)"applicant",
        .full_name = (char *)"سعاد خالد العتيبي"};
    PartyChange change;
    store_party_put(bureau.store, &other, NULL, &change, &bureau.party_id, &error);
    g_assert_true(
        store_address_put(bureau.store, bureau.party_id, "شارع العليا\nالرياض", &error));
    Act noura = act_of("noura", "relations", NULL, at("2026/11/02"));
    gint64 stuck = open_request(&bureau, "support_request", "new");
    g_assert_true(request_ask(bureau.desk, stuck, 0, false, &noura, &error));
    bureau.party_id = by_mail;
    gint64 other_id = open_request(&bureau, "support_request", "new");
    g_assert_true(request_ask(bureau.desk, other_id, 0, false, &noura, &error));
    ClockRound round;
    g_assert_false(
        clock_round(bureau.desk, compose, noura.now + SECONDS(31), &round, &error));
    g_assert_nonnull(strstr(error->message, "Amiri"));
    g_assert_cmpint(mails(&bureau, &text), ==, 1);
    assert_notice(&bureau, other_id, "missing_documents", "sent");
    assert_notice(&bureau, stuck, "missing_documents", "due");
    g_unlink(no_fonts);
    g_rmdir(folder);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/notices/asked", test_asked);
    g_test_add_func("/notices/answered", test_answered);
    g_test_add_func("/notices/delay", test_delay);
    g_test_add_func("/notices/untold", test_untold);
    g_test_add_func("/notices/interrupted", test_interrupted);
    g_test_add_func("/notices/post", test_post);
    g_test_add_func("/notices/one-stuck", test_one_stuck);
    for (guint i = 0; i < G_N_ELEMENTS(threads); i++) {
        g_autofree char *path = g_strdup_printf("/notices/thread/%s", threads[i].name);
        g_test_add_data_func(path, GUINT_TO_POINTER(i), test_thread);
    }
    return g_test_run();
}

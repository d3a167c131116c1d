/* test-notices.c - what leaves by itself: one letter for what is missing, a reminder, rest, delays; each once.
 *
 * Time is given to the clock, so that weeks pass in a moment.
 */
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

/* Mails put into the outbox so far, the last one's text in *text. */
static int
mails(Bureau *bureau, char **text)
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
        count++;
    }
    return count;
}

static void
assert_notice(Bureau *bureau, gint64 id, const char *purpose, const char *state)
{
    g_autoptr(GPtrArray) notices = store_notices_of(bureau->store, id, NULL);
    const Notice *last = NULL;
    for (guint i = 0; i < notices->len; i++)
        if (strcmp(((Notice *)notices->pdata[i])->purpose, purpose) == 0)
            last = notices->pdata[i];
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
    g_assert_cmpint(mails(&bureau, &text), ==, 1);
    g_assert_nonnull(strstr(text, "To: noura@example.org"));
    g_assert_null(strstr(text, "Auto-Submitted"));
    assert_notice(&bureau, id, "missing_documents", "sent");

    /* Fourteen days from the 2nd of November: the 16th; then a reminder, once. */
    g_assert_cmpint(round_at(&bureau, compose, at("2026/11/16")).reminded, ==, 0);
    ClockRound first = round_at(&bureau, compose, at("2026/11/17"));
    g_assert_cmpint(first.reminded, ==, 1);
    g_assert_cmpint(first.sent, ==, 1);
    g_assert_cmpint(round_at(&bureau, compose, at("2026/11/18")).reminded, ==, 0);
    g_assert_cmpint(mails(&bureau, &text), ==, 1);
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
        store_notice_last(bureau.store, id, "missing_documents", &error);
    g_assert_cmpstr(sent->out_no, ==, number);
    g_assert_true(store_begin(bureau.store, &error));
    register_number_take(bureau.store, CALENDAR_HIJRI, REGISTER_OUTGOING,
        at("2026/11/03"), 0, id, &next, &error);
    store_rollback(bureau.store);
    g_assert_true(g_str_has_prefix(next, "2/1448/000002/"));
    g_assert_no_error(error);
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
    return g_test_run();
}

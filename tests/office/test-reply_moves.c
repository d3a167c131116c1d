/* test-reply_moves.c - a reply and the state of its request know of each other: what leaves moves it, and what is moved by
 * hand without one says why. */
#include "../../src/store/tables.h"
#include "writing.h"

typedef struct Row {
    const char *kind, *state, *login, *role, *template_, *variable;
    const char *then; /* the request's state once it left */
} Row;

static const Row rows[] = {
    {"enquiry", "new", "noura", "relations", "reply", "words", "answered"},
    {"suggestion", "new", "huda", "researcher", "reply", "words", "answered"},
    {"enquiry", "new", "noura", "relations", "closure", "outcome", "closed"},
    /* Who may write a reply, but may not close. */
    {"enquiry", "new", "huda", "researcher", "closure", "outcome", "answered"},
    {"enquiry", "new", "noura", "relations", "referral", "body", "new"},
    {"enquiry", "closed", "noura", "relations", "reply", "words", "closed"},
    {"complaint", "new", "noura", "relations", "reply", "words", "new"},
    {"complaint", "under_review", "noura", "relations", "reply", "words", "answered"},
    {"appeal", "under_review", "noura", "relations", "reply", "words", "under_review"},
    {"support_request", "under_study", "noura", "relations", "reply", "words",
        "under_study"},
    {"support_request", "in_service", "noura", "relations", "closure", "outcome",
        "closed"},
};

static void
test_leaves(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const Row *row = &rows[i];
        g_auto(Writing) writing;
        g_autoptr(GError) error = NULL;
        gint64 id = 0;
        g_test_message("%u: %s of %s", i, row->template_, row->kind);
        writing_open(&writing, row->kind, row->state);
        if (strcmp(row->kind, "appeal") == 0)
            g_assert_true(store_request_about(writing.bureau.store, writing.request,
                open_request(&writing.bureau, "support_request", "declined"), "noura",
                &error));
        Act act = act_of(row->login, row->role, NULL, writing.now);
        draft(&writing, row->template_, row->variable, "x", &act, &id, &error);
        g_assert_no_error(error);
        g_assert_true(send_it(&writing, id, 0, &act, &error));
        assert_state(
            &writing.bureau, writing.request, row->state); /* it may be recalled */
        g_assert_cmpint(left_after(&writing, 31), ==, 1);
        assert_state(&writing.bureau, writing.request, row->then);
        g_autoptr(StaffReply) reply = store_reply_get(writing.bureau.store, id, &error);
        g_autoptr(GPtrArray) changes =
            store_request_changes(writing.bureau.store, writing.request, &error);
        for (guint c = 0; c < changes->len; c++) {
            const RequestChange *change = changes->pdata[c];
            g_assert_cmpstr(change->actor, ==, row->login);
            g_assert_nonnull(strstr(change->reason, reply->out_no));
        }
    }
}

static bool
may_answer(Writing *writing, const char *reason)
{
    g_autoptr(GError) error = NULL;
    Act act = writing->noura;
    act.reason = reason;
    bool may =
        request_move(writing->bureau.desk, writing->request, "answer", 0, &act, &error);
    if (!may)
        g_assert_nonnull(strstr(error->message, "no reply about request"));
    return may;
}

static void
record(Writing *writing, const char *direction)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *number = NULL;
    Contact contact = {.request_id = writing->request,
        .channel = (char *)"telephone",
        .direction = (char *)direction,
        .summary = (char *)"x"};
    g_assert_true(request_contact(
        writing->bureau.desk, &contact, &writing->noura, &number, &error));
}

static void
test_by_hand(void)
{
    g_auto(Writing) writing;
    g_autoptr(GError) error = NULL;
    writing_open(&writing, "enquiry", "new");
    Desk *desk = writing.bureau.desk;
    g_assert_false(may_answer(&writing, NULL));
    g_assert_false(may_answer(&writing, " "));
    record(&writing, "in");
    g_assert_false(may_answer(&writing, NULL));
    record(&writing, "out");
    g_assert_true(may_answer(&writing, NULL));
    /* What was said before it ended answers nothing that is asked afterwards. */
    Act later = writing.noura;
    later.now += 1000;
    later.reason = "asks again";
    g_assert_true(request_move(desk, writing.request, "close", 0, &later, &error));
    g_assert_true(request_move(desk, writing.request, "reopen", 0, &later, &error));
    g_assert_true(request_undo(desk, writing.request, &later, &error)); /* closed again */
    later.now += 1000;
    g_assert_true(request_move(desk, writing.request, "reopen", 0, &later, &error));
    assert_state(&writing.bureau, writing.request, "answered");
    g_assert_true(request_undo(desk, writing.request, &later, &error));
    bool taken = false;
    g_assert_true(
        request_followed(desk, writing.request, later.now + 1000, &taken, &error));
    assert_state(&writing.bureau, writing.request, "new");
    g_assert_false(may_answer(&writing, NULL));
    g_assert_true(may_answer(&writing, "told at the desk"));
}

/* One that came back has answered nobody. */
static void
test_bounced(void)
{
    g_auto(Writing) writing;
    g_autoptr(GError) error = NULL;
    writing_open(&writing, "complaint", "new");
    Store *store = writing.bureau.store;
    gint64 id = draft_words(&writing);
    Act name = writing.noura;
    bool known = false;
    g_assert_true(send_it(&writing, id, 0, &writing.noura, &error));
    g_assert_cmpint(left_after(&writing, 31), ==, 1);
    g_assert_true(
        request_name(writing.bureau.desk, writing.request, NULL, &name, &error));
    g_assert_true(
        request_move(writing.bureau.desk, writing.request, "review", 0, &name, &error));
    g_autoptr(StaffReply) reply = store_reply_get(store, id, &error);
    g_autoptr(Outgoing) mail = store_outbox_get(store, reply->outbox_id, &error);
    g_autoptr(GPtrArray) claimed = store_outbox_claim(store, 1, &error);
    g_assert_true(store_outbox_sent(store, mail->id, "well", &error));
    g_assert_true(store_outbox_bounced(store, mail->message_id, "no", &known, &error));
    g_assert_false(may_answer(&writing, NULL));
    g_assert_true(may_answer(&writing, "read to her on the telephone"));
}

/* Refused when half of it stands: nothing of the move stands, and the reply leaves. */
static void
test_refused_late(void)
{
    g_auto(Writing) writing;
    g_autoptr(GError) error = NULL;
    writing_open(&writing, "enquiry", "new");
    Store *store = writing.bureau.store;
    gint64 id = draft_well(&writing, "closure", "outcome", "x");
    g_assert_true(send_it(&writing, id, 0, &writing.noura, &error));
    g_assert_true(sql_run(store->sql, &error,
        "CREATE TEMP TRIGGER no_close AFTER UPDATE OF state ON request"
        " WHEN NEW.state = 'closed' BEGIN SELECT RAISE(ABORT, 'not now'); END",
        NONE));
    g_assert_cmpint(left_after(&writing, 31), ==, 1);
    assert_reply(&writing, id, "sent");
    assert_state(&writing.bureau, writing.request, "answered");
    g_autoptr(GPtrArray) changes = store_request_changes(store, writing.request, &error);
    for (guint i = 0; i < changes->len; i++)
        g_assert_cmpstr(((RequestChange *)changes->pdata[i])->to_state, !=, "closed");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/office/reply-moves/leaves", test_leaves);
    g_test_add_func("/office/reply-moves/by-hand", test_by_hand);
    g_test_add_func("/office/reply-moves/bounced", test_bounced);
    g_test_add_func("/office/reply-moves/refused-late", test_refused_late);
    return g_test_run();
}

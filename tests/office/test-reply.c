/* test-reply.c - a person's reply: who may write one, what must be known before it leaves, and that it leaves once. */
#include "writing.h"

/* ---- what a draft may be ---- */

static void
test_drafts(void)
{
    static const struct {
        const char *login, *role, *template_, *variable, *refusal; /* NULL: it is kept */
        bool matched;
    } rows[] = {
        {"noura", "relations", "reply", "words", NULL, true},
        {"huda", "researcher", "closure", "outcome", NULL, true},
        {"noura", "relations", "reply", NULL, NULL, true},
        {"reem", "clerk", "reply", "words", "may not answer", true},
        {"admin", "admin", "reply", "words", "may not answer", true},
        {"noura", "relations", "accepted", "reason", "no template", true},
        {"noura", "relations", "acknowledgement-full", "words", "no template", true},
        {"noura", "relations", "nonsense", "words", "no template", true},
        {"noura", "relations", "reply", "request_no", "no variable", true},
        {"noura", "relations", "reply", "office", "no variable", true},
        {"noura", "relations", "reply", "words", "not known yet whose", false},
        {"majed", "secretary", "reply", "words", "complaint of 'majed'", true},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(Writing) writing;
        g_autoptr(GError) error = NULL;
        gint64 id = 0;
        writing_open(&writing, "complaint", "new");
        g_assert_true(request_name(
            writing.bureau.desk, writing.request, "majed", &writing.noura, &error));
        if (!rows[i].matched)
            writing.letter = send_letter(&writing.bureau, 0, writing.now);
        Act act = act_of(rows[i].login, rows[i].role, NULL, writing.now);
        g_test_message("%u", i);
        bool kept =
            draft(&writing, rows[i].template_, rows[i].variable, "x", &act, &id, &error);
        g_assert_cmpint(kept, ==, rows[i].refusal == NULL);
        if (rows[i].refusal != NULL)
            g_assert_nonnull(strstr(error->message, rows[i].refusal));
    }
}

/* ---- what is missing is named, all of it ---- */

static void
test_missing(void)
{
    static const struct {
        const char *template_, *variable, *value, *missing; /* NULL: nothing is */
    } rows[] = {
        {"reply", NULL, NULL, "words"},
        {"reply", "words", "  \n ", "words"},
        {"reply", "words", "نعم", NULL},
        {"personal-data", NULL, NULL, "right, due"},
        {"personal-data", "right", "access", "due"},
        {"personal-data", "due", "غداً", "right"},
        {"closure", "outcome", "سُدد الإيجار", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(Writing) writing;
        g_autoptr(GError) error = NULL;
        g_auto(ReplyLook) look = {0};
        writing_open(&writing, "enquiry", "new");
        gint64 id =
            draft_well(&writing, rows[i].template_, rows[i].variable, rows[i].value);
        g_assert_true(
            reply_look(writing.bureau.desk, writing.compose, id, &look, &error));
        g_test_message("%u: %s", i, look.trouble ? look.trouble->message : "none");
        g_assert_cmpint(look.trouble == NULL, ==, rows[i].missing == NULL);
        bool sent = send_it(&writing, id, 0, &writing.noura, &error);
        g_assert_cmpint(sent, ==, rows[i].missing == NULL);
        if (rows[i].missing != NULL) {
            g_autofree char *named = g_strdup_printf("empty: %s:", rows[i].missing);
            g_assert_nonnull(strstr(error->message, named));
            assert_reply(&writing, id, "draft");
        }
    }
}

/* ---- it leaves once, after its half minute, in the thread ---- */

static void
test_leaves(void)
{
    g_auto(Writing) writing;
    g_autoptr(GError) error = NULL;
    writing_open(&writing, "enquiry", "new");
    Store *store = writing.bureau.store;
    gint64 id = draft_words(&writing);
    g_assert_cmpint(left_after(&writing, 60), ==, 0);
    g_assert_true(send_it(&writing, id, 0, &writing.noura, &error));
    g_assert_false(send_it(&writing, id, 0, &writing.noura, NULL));
    g_assert_cmpint(left_after(&writing, 29), ==, 0);
    g_assert_true(reply_recall(writing.bureau.desk, id, &writing.noura, &error));
    g_assert_cmpint(left_after(&writing, 60), ==, 0);
    g_assert_true(send_it(&writing, id, 0, &writing.noura, &error));
    g_assert_cmpint(left_after(&writing, 31), ==, 1);
    g_assert_cmpint(left_after(&writing, 62), ==, 0);
    assert_reply(&writing, id, "sent");
    g_assert_false(reply_recall(writing.bureau.desk, id, &writing.noura, NULL));
    /* A second one to the same letter leaves as well, as another mail. */
    gint64 second = draft_words(&writing);
    g_assert_true(send_it(&writing, second, 0, &writing.noura, &error));
    g_assert_cmpint(left_after(&writing, 62), ==, 1);
    g_autoptr(StaffReply) one = store_reply_get(store, id, &error);
    g_autoptr(StaffReply) other = store_reply_get(store, second, &error);
    g_assert_cmpstr(one->out_no, !=, other->out_no);
    g_autoptr(Outgoing) mail = store_outbox_get(store, one->outbox_id, &error);
    g_autoptr(Outgoing) next = store_outbox_get(store, other->outbox_id, &error);
    g_assert_cmpstr(mail->message_id, !=, next->message_id);
    g_assert_cmpstr(mail->recipient, ==, "noura@example.org");
    g_autoptr(RegisterRow) entry = store_register_get(store, one->out_no, &error);
    g_assert_nonnull(entry);
}

/* ---- overtaken, and held up ---- */

static void
test_overtaken(void)
{
    g_auto(Writing) writing;
    g_autoptr(GError) error = NULL;
    g_auto(ReplyLook) look = {0};
    writing_open(&writing, "enquiry", "new");
    Bureau *bureau = &writing.bureau;
    gint64 id = draft_words(&writing);
    gint64 newer = matched_letter(bureau, writing.request, writing.now + 1000);
    g_assert_false(send_it(&writing, id, 0, &writing.noura, &error));
    g_assert_nonnull(strstr(error->message, "a new letter came"));
    g_clear_error(&error);
    g_assert_true(reply_look(bureau->desk, writing.compose, id, &look, &error));
    g_assert_cmpint(look.newer, ==, newer);
    g_assert_true(send_it(&writing, id, newer, &writing.noura, &error));
    /* One that comes in its half minute brings it back, without a number. */
    matched_letter(bureau, writing.request, writing.now + 2000);
    g_assert_cmpint(left_after(&writing, 31), ==, 0);
    assert_reply(&writing, id, "draft");
    g_autoptr(StaffReply) back = store_reply_get(bureau->store, id, &error);
    g_assert_nonnull(back->why);
    g_assert_null(back->out_no);
}

/* What was written about one request says nothing to another's writer. */
static void
test_given_away(void)
{
    g_auto(Writing) writing;
    g_autoptr(GError) error = NULL;
    writing_open(&writing, "enquiry", "new");
    Bureau *bureau = &writing.bureau;
    gint64 kept = draft_words(&writing), due = draft_words(&writing);
    g_assert_true(send_it(&writing, due, 0, &writing.noura, &error));
    g_autoptr(Letter) letter = store_letter_get(bureau->store, writing.letter, &error);
    g_assert_true(store_letter_file(
        bureau->store, letter, open_request(bureau, "complaint", "new"), NULL, &error));
    g_assert_cmpint(left_after(&writing, 31), ==, 0);
    assert_reply(&writing, due, "draft");
    assert_state(bureau, writing.request, "new");
    g_autoptr(StaffReply) back = store_reply_get(bureau->store, due, &error);
    g_assert_nonnull(strstr(back->why, "write it anew"));
    g_assert_false(send_it(&writing, kept, 0, &writing.noura, &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
}

/* ---- a rejected letter ---- */

static void
test_rejected(void)
{
    g_auto(Writing) writing;
    g_autoptr(GError) error = NULL;
    writing_open(&writing, "enquiry", "new");
    Store *store = writing.bureau.store;
    gint64 filed = writing.letter, now = writing.now;
    gint64 moving = send_letter(&writing.bureau, 0, now);
    g_assert_false(store_letter_reject(store, filed, "noura", "x", &error));
    g_clear_error(&error);
    g_assert_false(store_letter_reject(store, moving, "noura", "x", &error));
    g_clear_error(&error);
    g_autoptr(Letter) rest = store_letter_get(store, moving, &error);
    g_assert_true(store_letter_hold(store, moving, HOLD_UNKNOWN_SENDER, NULL, &error));
    g_assert_true(store_letter_advance(store, rest, LETTER_HELD, "index", NULL, &error));
    g_assert_true(store_letter_reject(store, moving, "noura", "spam", &error));
    g_assert_cmpint(store_letters_held(store), ==, 0);
    g_assert_cmpint(store_letters_rejected(store), ==, 1);
    g_assert_false(store_letter_reject(store, moving, "noura", "x", &error));
    g_clear_error(&error);
    g_assert_false(store_letter_hold_by_person(store, moving, "noura", "x", &error));
    g_clear_error(&error);
    g_assert_true(store_letter_unreject(store, moving, "noura", "no", &error));
    g_autoptr(Letter) back = store_letter_get(store, moving, &error);
    g_assert_cmpint(back->state, ==, LETTER_HELD);
    g_assert_cmpint(back->hold, ==, HOLD_UNKNOWN_SENDER);
    g_assert_false(store_letter_unreject(store, moving, "noura", "x", &error));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/office/reply/drafts", test_drafts);
    g_test_add_func("/office/reply/missing", test_missing);
    g_test_add_func("/office/reply/leaves", test_leaves);
    g_test_add_func("/office/reply/overtaken", test_overtaken);
    g_test_add_func("/office/reply/given-away", test_given_away);
    g_test_add_func("/office/reply/rejected", test_rejected);
    return g_test_run();
}

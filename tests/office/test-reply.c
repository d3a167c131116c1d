/* test-reply.c - a person's reply: who may write one, what must be known before it leaves, and that it leaves once. */
#include "bureau.h"

/* A letter of the party, known to be theirs. */
static gint64
matched_letter(Bureau *bureau, gint64 request_id, gint64 received_at)
{
    g_autoptr(GError) error = NULL;
    gint64 id = send_letter(bureau, request_id, received_at);
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    g_autoptr(Letter) letter = store_letter_get(bureau->store, id, &error);
    store_identified(bureau->store, letter, MATCH_ONE, bureau->party_id, 1, none, &error);
    g_assert_no_error(error);
    return id;
}

static GHashTable *
typed(const char *name, const char *value)
{
    GHashTable *table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (name != NULL)
        g_hash_table_insert(table, g_strdup(name), g_strdup(value));
    return table;
}

static int
replies_at(Bureau *bureau, Compose *compose, gint64 now)
{
    g_autoptr(GError) error = NULL;
    int sent = 0;
    g_assert_true(replies_leave(bureau->desk, compose, now, &sent, &error));
    g_assert_no_error(error);
    return sent;
}

static char *
state_of(Bureau *bureau, gint64 id)
{
    g_autoptr(StaffReply) reply = store_reply_get(bureau->store, id, NULL);
    return g_steal_pointer(&reply->state);
}

#define assert_reply(bureau, id, wanted) \
    do { \
        g_autofree char *seen_ = state_of(bureau, id); \
        g_assert_cmpstr(seen_, ==, wanted); \
    } while (0)

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
        g_auto(Bureau) bureau;
        g_autoptr(GError) error = NULL;
        bureau_open(&bureau);
        g_autoptr(Compose) compose = compose_open(bureau.config, NULL, &error);
        gint64 request = open_request(&bureau, "complaint", "new");
        gint64 now = at("2026/11/02"), id = 0;
        gint64 letter = rows[i].matched ? matched_letter(&bureau, request, now)
                                        : send_letter(&bureau, 0, now);
        Act saad = act_of("saad", "relations", NULL, now);
        g_assert_true(request_name(bureau.desk, request, "majed", &saad, &error));
        g_autoptr(GHashTable) words = typed(rows[i].variable, "x");
        const ReplyWish wish = {
            .letter_id = letter, .template_ = rows[i].template_, .typed = words};
        Act act = act_of(rows[i].login, rows[i].role, NULL, now);
        g_test_message("%u", i);
        bool kept = reply_draft(bureau.desk, compose, &wish, &act, &id, &error);
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
        g_auto(Bureau) bureau;
        g_autoptr(GError) error = NULL;
        g_auto(ReplyLook) look = {0};
        bureau_open(&bureau);
        g_autoptr(Compose) compose = compose_open(bureau.config, NULL, &error);
        gint64 now = at("2026/11/02"), id = 0;
        gint64 request = open_request(&bureau, "enquiry", "new");
        gint64 letter = matched_letter(&bureau, request, now);
        g_autoptr(GHashTable) words = typed(rows[i].variable, rows[i].value);
        const ReplyWish wish = {
            .letter_id = letter, .template_ = rows[i].template_, .typed = words};
        Act act = act_of("noura", "relations", NULL, now);
        g_assert_true(reply_draft(bureau.desk, compose, &wish, &act, &id, &error));
        g_assert_true(reply_look(bureau.desk, compose, id, &look, &error));
        g_test_message("%u: %s", i, look.trouble ? look.trouble->message : "none");
        g_assert_cmpint(look.trouble == NULL, ==, rows[i].missing == NULL);
        bool sent = reply_send(bureau.desk, compose, id, 0, &act, &error);
        g_assert_cmpint(sent, ==, rows[i].missing == NULL);
        if (rows[i].missing != NULL) {
            g_autofree char *named = g_strdup_printf("empty: %s:", rows[i].missing);
            g_assert_nonnull(strstr(error->message, named));
            assert_reply(&bureau, id, "draft");
        }
    }
}

/* ---- it leaves once, after its half minute, in the thread ---- */

static gint64
draft_of(Bureau *bureau, Compose *compose, gint64 letter, gint64 now)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GHashTable) words = typed("words", "نفتح الثامنة.");
    const ReplyWish wish = {.letter_id = letter, .template_ = "reply", .typed = words};
    Act act = act_of("noura", "relations", NULL, now);
    gint64 id = 0;
    g_assert_true(reply_draft(bureau->desk, compose, &wish, &act, &id, &error));
    g_assert_no_error(error);
    return id;
}

static void
test_leaves(void)
{
    g_auto(Bureau) bureau;
    g_autoptr(GError) error = NULL;
    bureau_open(&bureau);
    g_autoptr(Compose) compose = compose_open(bureau.config, NULL, &error);
    gint64 now = at("2026/11/02");
    gint64 request = open_request(&bureau, "enquiry", "new");
    gint64 letter = matched_letter(&bureau, request, now);
    Act act = act_of("noura", "relations", NULL, now);
    gint64 id = draft_of(&bureau, compose, letter, now);
    g_assert_cmpint(replies_at(&bureau, compose, now + 60000), ==, 0);
    g_assert_true(reply_send(bureau.desk, compose, id, 0, &act, &error));
    g_assert_false(reply_send(bureau.desk, compose, id, 0, &act, &error));
    g_clear_error(&error);
    g_assert_cmpint(replies_at(&bureau, compose, now + 29000), ==, 0);
    g_assert_true(reply_recall(bureau.desk, id, &act, &error));
    g_assert_cmpint(replies_at(&bureau, compose, now + 60000), ==, 0);
    g_assert_true(reply_send(bureau.desk, compose, id, 0, &act, &error));
    g_assert_cmpint(replies_at(&bureau, compose, now + 31000), ==, 1);
    g_assert_cmpint(replies_at(&bureau, compose, now + 62000), ==, 0);
    assert_reply(&bureau, id, "sent");
    g_assert_false(reply_recall(bureau.desk, id, &act, &error));
    g_clear_error(&error);
    /* A second one to the same letter leaves as well, as another mail. */
    gint64 second = draft_of(&bureau, compose, letter, now);
    g_assert_true(reply_send(bureau.desk, compose, second, 0, &act, &error));
    g_assert_cmpint(replies_at(&bureau, compose, now + 62000), ==, 1);
    g_autoptr(StaffReply) one = store_reply_get(bureau.store, id, &error);
    g_autoptr(StaffReply) other = store_reply_get(bureau.store, second, &error);
    g_assert_cmpstr(one->out_no, !=, other->out_no);
    g_autoptr(Outgoing) mail = store_outbox_get(bureau.store, one->outbox_id, &error);
    g_autoptr(Outgoing) next = store_outbox_get(bureau.store, other->outbox_id, &error);
    g_assert_cmpstr(mail->message_id, !=, next->message_id);
    g_assert_cmpstr(mail->recipient, ==, "noura@example.org");
    g_autoptr(RegisterRow) entry = store_register_get(bureau.store, one->out_no, &error);
    g_assert_nonnull(entry);
}

/* ---- overtaken, and held up ---- */

static void
test_overtaken(void)
{
    g_auto(Bureau) bureau;
    g_autoptr(GError) error = NULL;
    g_auto(ReplyLook) look = {0};
    bureau_open(&bureau);
    g_autoptr(Compose) compose = compose_open(bureau.config, NULL, &error);
    gint64 now = at("2026/11/02");
    gint64 request = open_request(&bureau, "enquiry", "new");
    gint64 letter = matched_letter(&bureau, request, now);
    Act act = act_of("noura", "relations", NULL, now);
    gint64 id = draft_of(&bureau, compose, letter, now);
    gint64 newer = matched_letter(&bureau, request, now + 1000);
    g_assert_false(reply_send(bureau.desk, compose, id, 0, &act, &error));
    g_assert_nonnull(strstr(error->message, "a new letter came"));
    g_clear_error(&error);
    g_assert_true(reply_look(bureau.desk, compose, id, &look, &error));
    g_assert_cmpint(look.newer, ==, newer);
    g_assert_true(reply_send(bureau.desk, compose, id, newer, &act, &error));
    /* One that comes in its half minute brings it back, without a number. */
    matched_letter(&bureau, request, now + 2000);
    g_assert_cmpint(replies_at(&bureau, compose, now + 31000), ==, 0);
    assert_reply(&bureau, id, "draft");
    g_autoptr(StaffReply) back = store_reply_get(bureau.store, id, &error);
    g_assert_nonnull(back->why);
    g_assert_null(back->out_no);
}

/* What was written about one request says nothing to another's writer. */
static void
test_given_away(void)
{
    g_auto(Bureau) bureau;
    g_autoptr(GError) error = NULL;
    bureau_open(&bureau);
    g_autoptr(Compose) compose = compose_open(bureau.config, NULL, &error);
    gint64 now = at("2026/11/02");
    gint64 request = open_request(&bureau, "enquiry", "new");
    gint64 id = matched_letter(&bureau, request, now);
    gint64 draft = draft_of(&bureau, compose, id, now);
    gint64 due = draft_of(&bureau, compose, id, now);
    Act act = act_of("noura", "relations", NULL, now);
    g_assert_true(reply_send(bureau.desk, compose, due, 0, &act, &error));
    g_autoptr(Letter) letter = store_letter_get(bureau.store, id, &error);
    g_assert_true(store_letter_file(
        bureau.store, letter, open_request(&bureau, "complaint", "new"), NULL, &error));
    g_assert_cmpint(replies_at(&bureau, compose, now + 31000), ==, 0);
    assert_reply(&bureau, due, "draft");
    g_autoptr(StaffReply) back = store_reply_get(bureau.store, due, &error);
    g_assert_nonnull(strstr(back->why, "write it anew"));
    g_assert_false(reply_send(bureau.desk, compose, draft, 0, &act, &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
}

/* ---- a rejected letter ---- */

static void
test_rejected(void)
{
    g_auto(Bureau) bureau;
    g_autoptr(GError) error = NULL;
    bureau_open(&bureau);
    gint64 now = at("2026/11/02");
    gint64 request = open_request(&bureau, "enquiry", "new");
    gint64 filed = matched_letter(&bureau, request, now);
    gint64 moving = send_letter(&bureau, 0, now);
    g_assert_false(store_letter_reject(bureau.store, filed, "noura", "x", &error));
    g_clear_error(&error);
    g_assert_false(store_letter_reject(bureau.store, moving, "noura", "x", &error));
    g_clear_error(&error);
    g_autoptr(Letter) rest = store_letter_get(bureau.store, moving, &error);
    g_assert_true(
        store_letter_hold(bureau.store, moving, HOLD_UNKNOWN_SENDER, NULL, &error));
    g_assert_true(
        store_letter_advance(bureau.store, rest, LETTER_HELD, "index", NULL, &error));
    g_assert_true(store_letter_reject(bureau.store, moving, "noura", "spam", &error));
    g_assert_cmpint(store_letters_held(bureau.store), ==, 0);
    g_assert_cmpint(store_letters_rejected(bureau.store), ==, 1);
    g_assert_false(store_letter_reject(bureau.store, moving, "noura", "x", &error));
    g_clear_error(&error);
    g_assert_false(
        store_letter_hold_by_person(bureau.store, moving, "noura", "x", &error));
    g_clear_error(&error);
    g_assert_true(store_letter_unreject(bureau.store, moving, "noura", "no", &error));
    g_autoptr(Letter) back = store_letter_get(bureau.store, moving, &error);
    g_assert_cmpint(back->state, ==, LETTER_HELD);
    g_assert_cmpint(back->hold, ==, HOLD_UNKNOWN_SENDER);
    g_assert_false(store_letter_unreject(bureau.store, moving, "noura", "x", &error));
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

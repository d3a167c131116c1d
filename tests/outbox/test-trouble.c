/* test-trouble.c - the relay breaks off, is away or falls silent: who waits for whom, and for how long. */
#include "delivery.h"

/* An acknowledgement goes again by itself, but not for ever; what a person sends again has one try. */
static void
test_doubt_ends(void)
{
    GError *error = NULL;
    Trial trial;
    trial_open(&trial);
    gint64 id = put(&trial, "drop@example.org");
    for (int i = 0; i <= OUTBOX_MOST_AGAIN; i++) {
        g_autofree char *trouble = NULL;
        g_assert_cmpint(depth_of(&trial).waiting, ==, 1);
        make_due(&trial, id);
        round_well(&trial, 1, &trouble);
    }
    g_assert_cmpint(depth_of(&trial).doubt, ==, 1);
    for (int i = 0; i < 2; i++) {
        g_autofree char *trouble = NULL;
        g_assert_true(store_outbox_resend(trial.store, id, "saad", &error));
        round_well(&trial, 1, &trouble);
        g_assert_cmpint(depth_of(&trial).doubt, ==, 1);
    }
    trial_close(&trial);
}

typedef struct Patience {
    const char *purpose, *sender, *recipient;
    bool given_up;
} Patience;

static const Patience patiences[] = {
    {"acknowledgement", "", "later@example.org", true},
    {"acknowledgement", "", "close@example.org", true},
    {"declined", "office@charity.example", "close@example.org", true},
    {"declined", "office@charity.example", "vanish@example.org", true},
    {"reply", "wrong@charity.example", "a@example.org", false},
};

/* One round; how many it has failed. */
static int
failed_after(Trial *trial, int days)
{
    g_autofree char *trouble = NULL;
    make_older(trial, days);
    round_well(trial, 1, &trouble);
    OutboxDepth depth = depth_of(trial);
    g_assert_cmpint(depth.failed + depth.waiting, ==, 1);
    return depth.failed;
}

/* What is put off, or broken off over, is given up three days after it began to wait; sent again by a person
 * it has three more, and is no sign of a relay where nothing leaves. A sender that is refused is nobody's
 * mail's fault. */
static void
test_patience(gconstpointer data)
{
    const Patience *each = data;
    GError *error = NULL;
    Trial trial;
    trial_open(&trial);
    gint64 id = put_as(&trial, each->purpose, each->sender, each->recipient, "\r\nx\r\n");
    g_assert_cmpint(failed_after(&trial, 2), ==, 0);
    g_assert_cmpint(failed_after(&trial, 2), ==, each->given_up);
    if (each->given_up) {
        g_autoptr(Outgoing) mail = store_outbox_get(trial.store, id, NULL);
        g_assert_true(g_str_has_prefix(mail->server_said, "given up: "));
        g_assert_true(store_outbox_resend(trial.store, id, "saad", &error));
        g_assert_cmpint(failed_after(&trial, 0), ==, 0);
        OutboxDepth depth = depth_of(&trial);
        g_assert_false(outbox_is_stuck(&depth, clock_now_ms()));
        g_assert_cmpint(failed_after(&trial, 4), ==, 1);
    }
    trial_close(&trial);
}

/* A relay that falls out before it is told of any mail is in trouble itself: however long, none is given up,
 * and the second is not tried. */
static void
test_greeting(void)
{
    Trial trial;
    trial_open(&trial);
    g_autofree char *trouble = NULL;
    g_atomic_int_set(&trial.relay.mute, 1);
    put(&trial, "a@example.org");
    gint64 second = put_from(&trial, "office@charity.example", "b@example.org", "\r\n");
    make_older(&trial, 4);
    round_well(&trial, 2, &trouble);
    g_assert_nonnull(trouble);
    g_assert_cmpint(depth_of(&trial).waiting, ==, 2);
    g_autoptr(Outgoing) untried = store_outbox_get(trial.store, second, NULL);
    g_assert_cmpint(untried->attempts, ==, 0);
    trial_close(&trial);
}

/* What status says of the relay; NULL: nothing. */
static char *
problem_of_relay(Trial *trial)
{
    g_autoptr(GPtrArray) sources = store_sources(trial->store, NULL);
    for (guint i = 0; i < sources->len; i++) {
        const SourceState *source = sources->pdata[i];
        if (strcmp(source->source, "relay") == 0)
            return g_strdup(source->problem);
    }
    return NULL;
}

/* A sender the relay does not take is our own mistake: nobody's mail is given up for it, no other sender's
 * waits, and status tells of it. */
static void
test_wrong_sender(void)
{
    Trial trial;
    trial_open(&trial);
    put_from(&trial, "wrong@charity.example", "a@example.org", "\r\nx\r\n");
    put(&trial, "b@example.org");
    round_well(&trial, 2, NULL);
    g_autofree char *problem = problem_of_relay(&trial);
    g_assert_nonnull(strstr(problem, "not your address"));
    g_assert_cmpint(depth_of(&trial).waiting, ==, 1);
    g_assert_cmpint(depth_of(&trial).sent, ==, 1);
    trial_close(&trial);
}

typedef struct BadCase {
    const char *purpose, *sender, *recipient;
    int failed; /* of that one mail */
    bool null_refused;
} BadCase;

static const BadCase bad_cases[] = {
    {"acknowledgement", "", "close@example.org", 0, false},
    {"acknowledgement", "", "drop@example.org", 0, false},
    {"declined", "office@charity.example", "drop@example.org", 0, false},
    {"reply", "wrong@charity.example", "a@example.org", 0, false},
    {"acknowledgement", "", "a@example.org", 1, true},
};

/* One bad mail before nineteen good ones of a batch keeps none of them. */
static void
test_one_bad(gconstpointer data)
{
    const BadCase *each = data;
    Trial trial;
    trial_open(&trial);
    g_atomic_int_set(&trial.relay.refuses_null, each->null_refused);
    put_as(&trial, each->purpose, each->sender, each->recipient, "\r\nx\r\n");
    for (int i = 1; i < OUTBOX_BATCH; i++)
        put_from(&trial, "office@charity.example", "good@example.org", "\r\nx\r\n");
    round_well(&trial, OUTBOX_BATCH, NULL);
    OutboxDepth depth = depth_of(&trial);
    g_assert_cmpint(depth.sent, ==, OUTBOX_BATCH - 1);
    g_assert_cmpint(depth.failed, ==, each->failed);
    trial_close(&trial);
}

/* When the relay breaks off over mails of two senders it is left alone; who was not tried has no attempt
 * counted, and comes first then. */
static void
test_stops(void)
{
    Trial trial;
    trial_open(&trial);
    g_autofree char *trouble = NULL;
    gint64 bad = put(&trial, "close@example.org");
    put_from(&trial, "office@charity.example", "close@example.org", "\r\nx\r\n");
    gint64 good = put(&trial, "good@example.org");
    round_well(&trial, 3, &trouble);
    g_assert_nonnull(trouble);
    g_assert_cmpint(depth_of(&trial).sent, ==, 0);
    g_autoptr(Outgoing) first = store_outbox_get(trial.store, bad, NULL);
    g_autoptr(Outgoing) last = store_outbox_get(trial.store, good, NULL);
    g_assert_cmpint(first->attempts, ==, 1);
    g_assert_cmpint(last->attempts, ==, 0);
    g_assert_cmpint(last->due_at, <, first->due_at);
    make_due(&trial, good);
    round_well(&trial, 1, NULL);
    g_assert_cmpint(depth_of(&trial).sent, ==, 1);
    trial_close(&trial);
}

static void
test_unreachable(void)
{
    GError *error = NULL;
    Trial trial;
    trial_open(&trial);
    Config elsewhere = {.relay = {.host = (char *)"127.0.0.1",
                            .port = 1,
                            .from = (char *)"office@charity.example"}};
    g_autoptr(Outbox) outbox = outbox_open(&elsewhere, &error);
    put(&trial, "a@example.org");
    gint64 second = put(&trial, "b@example.org");
    int tried = 0;
    g_autofree char *trouble = NULL;
    g_assert_true(outbox_round(outbox, trial.store, &tried, &trouble, &error));
    g_assert_cmpint(tried, ==, 2);
    g_assert_nonnull(trouble);
    g_autoptr(Outgoing) untried = store_outbox_get(trial.store, second, NULL);
    g_assert_cmpint(untried->attempts, ==, 0);
    g_assert_cmpint(depth_of(&trial).waiting, ==, 2);
    g_assert_false(outbox_check(outbox, &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY);
    g_clear_error(&error);
    g_assert_true(outbox_check(trial.outbox, &error));
    trial_close(&trial);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/trouble/doubt ends", test_doubt_ends);
    for (guint i = 0; i < G_N_ELEMENTS(patiences); i++) {
        g_autofree char *path = g_strdup_printf("/trouble/patience %u", i + 1);
        g_test_add_data_func(path, &patiences[i], test_patience);
    }
    g_test_add_func("/trouble/greeting", test_greeting);
    g_test_add_func("/trouble/wrong sender", test_wrong_sender);
    for (guint i = 0; i < G_N_ELEMENTS(bad_cases); i++) {
        g_autofree char *path = g_strdup_printf("/trouble/one bad %u", i + 1);
        g_test_add_data_func(path, &bad_cases[i], test_one_bad);
    }
    g_test_add_func("/trouble/stops", test_stops);
    g_test_add_func("/trouble/unreachable", test_unreachable);
    return g_test_run();
}

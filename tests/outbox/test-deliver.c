/* test-deliver.c - what becomes of each mail, whatever the relay says. */
#include "delivery.h"

/* Nothing of the mail is changed on the way, dots at line begins included. */
static void
test_sent(void)
{
    Trial trial;
    trial_open(&trial);
    put_from(&trial, "", "a@example.org", "Subject: x\r\n\r\n.one\r\n..\r\nlast\r\n");
    put_from(&trial, "office@charity.example", "b@example.org", "Subject: y\r\n\r\n\r\n");
    for (int i = 0; i < 18; i++)
        put(&trial, "c@example.org");
    round_well(&trial, 20, NULL);
    g_assert_cmpint(depth_of(&trial).sent, ==, 20);
    g_assert_cmpint(g_atomic_int_get(&trial.relay.connections), ==, 1);
    g_assert_cmpstr(
        trial.relay.mails->pdata[0], ==, "Subject: x\r\n\r\n..one\r\n...\r\nlast\r\n");
    g_assert_cmpstr(trial.relay.commands->pdata[0], ==, "EHLO charity.example");
    g_assert_true(g_str_has_prefix(trial.relay.commands->pdata[1], "MAIL FROM:<>"));
    g_assert_cmpstr(trial.relay.commands->pdata[2], ==, "RCPT TO:<a@example.org>");
    round_well(&trial, 0, NULL);
    trial_close(&trial);
}

typedef struct Case {
    const char *recipient;
    int waiting, failed, doubt;
    bool trouble;
    const char *purpose; /* NULL: it acknowledges */
} Case;

/* Each beside a good mail that comes first. */
static const Case cases[] = {
    {"later@example.org", 1, 0, 0, false, NULL},
    {"never@example.org", 0, 1, 0, false, NULL},
    {"big@example.org", 0, 1, 0, false, NULL},
    {"full@example.org", 1, 0, 0, false, NULL},
    {"drop@example.org", 1, 0, 0, true, NULL},
    {"drop@example.org", 0, 0, 1, true, "declined"},
    {"drop@example.org", 0, 0, 1, true, "reply"},
    {"later@example.org", 1, 0, 0, false, "declined"},
    {"close@example.org", 1, 0, 0, true, NULL},
    {"close@example.org", 1, 0, 0, true, "declined"},
    {"a@example.org>\r\nRCPT TO:<b@c.example", 0, 1, 0, false, NULL},
};

static void
test_case(gconstpointer data)
{
    const Case *each = data;
    Trial trial;
    trial_open(&trial);
    g_autofree char *trouble = NULL;
    put(&trial, "good@example.org");
    put_as(&trial, each->purpose != NULL ? each->purpose : "acknowledgement", "",
        each->recipient, "Subject: x\r\n\r\nx\r\n");
    round_well(&trial, 2, &trouble);
    OutboxDepth depth = depth_of(&trial);
    g_assert_cmpint(depth.sent, ==, 1);
    g_assert_cmpint(depth.waiting, ==, each->waiting);
    g_assert_cmpint(depth.failed, ==, each->failed);
    g_assert_cmpint(depth.doubt, ==, each->doubt);
    g_assert_cmpint(depth.sending, ==, 0);
    g_assert_true(each->trouble == (trouble != NULL));
    round_well(&trial, 0, NULL); /* not due yet */
    trial_close(&trial);
}

/* A refused mail does not keep the next one waiting. */
static void
test_next_goes_on(void)
{
    Trial trial;
    trial_open(&trial);
    put(&trial, "never@example.org");
    put(&trial, "later@example.org");
    put(&trial, "big@example.org");
    put(&trial, "good@example.org");
    round_well(&trial, 4, NULL);
    g_assert_cmpint(depth_of(&trial).sent, ==, 1);
    trial_close(&trial);
}

/* The relay offers no STARTTLS: where TLS is required nothing is said to it, not even a name. */
static void
test_tls_required(void)
{
    GError *error = NULL;
    Trial trial;
    trial_open(&trial);
    trial.config.relay.tls = true;
    g_autoptr(Outbox) outbox = outbox_open(&trial.config, &error);
    put(&trial, "a@example.org");
    int tried = 0;
    g_autofree char *trouble = NULL;
    g_assert_true(outbox_round(outbox, trial.store, &tried, &trouble, &error));
    g_assert_nonnull(trouble);
    g_assert_cmpuint(trial.relay.mails->len, ==, 0);
    g_assert_cmpint(depth_of(&trial).waiting, ==, 1);
    g_clear_pointer(&outbox, outbox_close);
    trial_close(&trial);
}

static void
test_directory(void)
{
    GError *error = NULL;
    g_autofree char *folder = g_dir_make_tmp("diwan-XXXXXX", NULL);
    g_autofree char *sent = g_build_filename(folder, "sent", NULL);
    Config config = {.relay = {.directory = sent}};
    g_autoptr(Outbox) outbox = outbox_open(&config, &error);
    Trial trial = {.outbox = outbox};
    trial.store = store_open(":memory:", true, &error);
    gint64 id = put(&trial, "a@example.org");
    g_assert_true(outbox_check(outbox, &error));
    round_well(&trial, 1, NULL);
    g_autofree char *name = g_strdup_printf("%" G_GINT64_FORMAT ".eml", id);
    g_autofree char *path = g_build_filename(sent, name, NULL);
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_assert_cmpstr(text, ==, "Subject: x\r\n\r\nx\r\n");
    g_assert_cmpint(depth_of(&trial).sent, ==, 1);
    store_close(trial.store);
    g_assert_true(file_remove_tree(folder, NULL));
}

static void
test_no_relay(void)
{
    g_autoptr(GError) error = NULL;
    Config config = {0};
    g_autoptr(Outbox) outbox = outbox_open(&config, &error);
    g_assert_null(outbox);
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG);
}

/* A domain that has had its mails of this minute does not keep others waiting, nor counts it as a try. */
static void
test_pace(void)
{
    Trial trial;
    relay_open(&trial.relay);
    trial.config = (Config){.relay = {.host = (char *)"127.0.0.1",
                                .port = trial.relay.port,
                                .from = (char *)"office@charity.example",
                                .domain_per_minute = 2}};
    trial.store = store_open(":memory:", true, NULL);
    trial.outbox = outbox_open(&trial.config, NULL);
    for (int i = 0; i < 3; i++)
        put(&trial, "a@Mail.example");
    gint64 fourth = put(&trial, "b@mail.example");
    put(&trial, "c@other.example");
    /* Not over the end of a minute. */
    while (clock_now_ms() % 60000 > 55000)
        g_usleep(100 * 1000);
    round_well(&trial, 5, NULL);
    OutboxDepth depth = depth_of(&trial);
    g_assert_cmpint(depth.sent, ==, 3);
    g_assert_cmpint(depth.waiting, ==, 2);
    g_autoptr(Outgoing) waiting = store_outbox_get(trial.store, fourth, NULL);
    g_assert_cmpint(waiting->attempts, ==, 0);
    g_assert_cmpint(waiting->due_at, >, clock_now_ms());
    g_assert_cmpint(waiting->due_at, <=, clock_now_ms() + 60000);
    round_well(&trial, 0, NULL);
    trial_close(&trial);
}

static void
test_stuck(void)
{
    const gint64 now = 1000000000, hour = 3600 * 1000;
    static const struct {
        int waiting;
        gint64 oldest, last; /* hours ago */
        bool stuck;
    } rows[] = {{0, 0, 5, false}, {1, 2, 2, true}, {1, 2, 0, false}, {1, 0, 5, false}};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const OutboxDepth depth = {.waiting = rows[i].waiting,
            .oldest_waiting_at = now - rows[i].oldest * hour,
            .last_sent_at = now - rows[i].last * hour};
        g_assert_cmpint(outbox_is_stuck(&depth, now), ==, rows[i].stuck);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/outbox/sent", test_sent);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strdup_printf("/outbox/refused %u", i + 1);
        g_test_add_data_func(path, &cases[i], test_case);
    }
    g_test_add_func("/outbox/next goes on", test_next_goes_on);
    g_test_add_func("/outbox/tls required", test_tls_required);
    g_test_add_func("/outbox/directory", test_directory);
    g_test_add_func("/outbox/no relay", test_no_relay);
    g_test_add_func("/outbox/pace", test_pace);
    g_test_add_func("/outbox/stuck", test_stuck);
    return g_test_run();
}

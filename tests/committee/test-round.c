/* test-round.c - a run leaves: after its minutes, throttled, once, whenever it is interrupted; and not at all when it is called back. */
#include "../../src/store/tables.h"
#include "world.h"

#include "committee/inside.h"

static CommitteeRound
round_at(World *world, gint64 now)
{
    g_autoptr(GError) error = NULL;
    CommitteeRound round;
    committee_round(world->bureau.desk, world->compose, now, &round, &error);
    g_assert_no_error(error);
    return round;
}

/* A run of n decisions by mail, approved and not started. */
static gint64
run_of(World *world, int n)
{
    g_autoptr(GError) error = NULL;
    gint64 run = 0;
    for (int i = 0; i < n; i++) {
        g_autofree char *email = g_strdup_printf("p%d@example.org", i);
        g_assert_true(
            decide(world, put_request(world, email, 20), OUTCOME_ACCEPTED, &error));
    }
    g_assert_true(approve(world, n, 0, 0, &run, &error));
    return run;
}

static MailingCounts
counts_of(World *world, gint64 run)
{
    MailingCounts counts;
    g_assert_true(store_mailing_counts(world->bureau.store, run, &counts, NULL));
    return counts;
}

static int
mails_waiting(World *world)
{
    OutboxDepth depth;
    g_assert_true(store_outbox_depth(world->bureau.store, &depth, NULL));
    return depth.waiting;
}

/* ---- the throttle ---- */

static void
test_throttle(void)
{
    static const struct {
        int per_minute;
        gint64 since_ms; /* since the mark; -1: there is none yet */
        int allowed;
    } cases[] = {{0, -1, COMMITTEE_BATCH}, {0, 0, COMMITTEE_BATCH}, {600, -1, 10},
        {600, 0, 0}, {600, 99, 0}, {600, 100, 1}, {600, 2000, 20}, {600, 10000, 100},
        {600, 3600000, 100}, /* an hour is not saved up */
        {60, 999, 0}, {60, 1000, 1}, {1, 59999, 0}, {1, 60000, 1}, {1, 600000, 1},
        {100000, 10000, COMMITTEE_BATCH}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        Config config = {.committee.per_minute = cases[i].per_minute};
        gint64 now = G_GINT64_CONSTANT(1800000000000), from = 0;
        gint64 mark = cases[i].since_ms >= 0 ? now - cases[i].since_ms : 0;
        g_assert_cmpint(throttle_allows(&config, mark, now, &from), ==, cases[i].allowed);
        /* What was used up is not given again. */
        gint64 after = throttle_after(&config, from, cases[i].allowed);
        if (cases[i].per_minute > 0 && cases[i].allowed < COMMITTEE_BATCH)
            g_assert_cmpint(throttle_allows(&config, after, now, &from), ==, 0);
    }
}

static void
test_throttled(void)
{
    g_auto(World) world;
    g_autoptr(GError) error = NULL;
    world_open(&world);
    world.bureau.config->committee.per_minute = 60;
    gint64 run = run_of(&world, 5);
    Act majed = MAJED(&world);
    g_assert_true(committee_send(world.bureau.desk, run, &majed, &error));
    gint64 begin = world.now + 10 * MS_MINUTE;
    g_assert_cmpint(round_at(&world, begin - 1).queued, ==, 0);
    g_assert_cmpint(round_at(&world, begin).queued, ==, 1);
    g_assert_cmpint(round_at(&world, begin + 500).queued, ==, 0);
    g_assert_cmpint(round_at(&world, begin + 2000).queued, ==, 2);
    g_assert_cmpint(round_at(&world, begin + 60000).queued, ==, 2);
    g_assert_cmpint(mails_waiting(&world), ==, 5);
}

/* ---- called back, paused, stopped, sent anew ---- */

typedef bool (*RunFunc)(const Desk *desk, gint64 run, const Act *act, GError **error);

/* From each state each act, and what it leads to; NULL: refused. */
static void
test_states(void)
{
    static const struct {
        const char
            *acts; /* s send, r recall, p pause, g go on, x stop, + eleven minutes */
        const char *state;
    } ways[] = {{"", "approved"}, {"r", NULL}, {"p", NULL}, {"g", NULL}, {"x", NULL},
        {"s", "holding"}, {"ss", NULL}, {"sr", "recalled"}, {"srr", NULL}, {"srp", NULL},
        {"srs", "holding"}, {"sp", "paused"}, {"spg", "holding"}, {"spr", NULL},
        {"sx", "stopped"}, {"sxg", NULL}, {"sxs", "holding"}, {"s+", "sending"},
        {"s+r", NULL}, {"s+s", NULL}, {"s+p", "paused"}, {"s+pg", "sending"},
        {"s+px", "stopped"}, {"s+xs", "holding"}, {"s+xs+", "sending"},
        {"sp+g+", "sending"}, {"sr+", "recalled"}};
    for (guint i = 0; i < G_N_ELEMENTS(ways); i++) {
        g_auto(World) world;
        g_autoptr(GError) error = NULL;
        world_open(&world);
        gint64 run = run_of(&world, 2);
        bool well = true;
        for (const char *act = ways[i].acts; *act != '\0'; act++) {
            g_assert_true(well);
            Act majed = by(&world, "majed", "secretary", "a name is wrong");
            RunFunc acts[] = {['s'] = committee_send,
                ['r'] = committee_recall,
                ['p'] = committee_pause,
                ['g'] = committee_resume,
                ['x'] = committee_stop};
            if (*act == '+') {
                world.now += 11 * MS_MINUTE;
                round_at(&world, world.now);
            } else
                well = acts[(int)*act](world.bureau.desk, run, &majed, &error);
        }
        g_autoptr(Mailing) now = store_mailing_get(world.bureau.store, run, NULL);
        g_test_message("%s: %s", ways[i].acts, now->state);
        g_assert_cmpint(well, ==, ways[i].state != NULL);
        if (well)
            g_assert_cmpstr(now->state, ==, ways[i].state);
        bool leaves = strcmp(now->state, "sending") == 0;
        g_assert_cmpint(mails_waiting(&world), ==, leaves ? 2 : 0);
    }
}

static void
test_roles(void)
{
    g_auto(World) world;
    g_autoptr(GError) error = NULL;
    world_open(&world);
    gint64 run = run_of(&world, 1);
    RunFunc acts[] = {committee_send, committee_recall, committee_pause, committee_resume,
        committee_stop};
    for (guint i = 0; i < G_N_ELEMENTS(acts); i++) {
        Act reem = by(&world, "reem", "clerk", "why not");
        assert_refused(acts[i](world.bureau.desk, run, &reem, &error), error, "may not");
    }
}

/* ---- once ---- */

static void
send_all(World *world)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) mails = store_outbox_claim(world->bureau.store, 100, &error);
    for (guint i = 0; i < mails->len; i++)
        store_outbox_sent(
            world->bureau.store, ((Outgoing *)mails->pdata[i])->id, "250", &error);
    g_assert_no_error(error);
}

static void
test_once(void)
{
    g_auto(World) world;
    g_autoptr(GError) error = NULL;
    world_open(&world);
    gint64 run = run_of(&world, 3);
    Act majed = MAJED(&world);
    g_assert_true(committee_send(world.bureau.desk, run, &majed, &error));
    gint64 begin = world.now + 10 * MS_MINUTE;
    g_assert_cmpint(round_at(&world, begin).queued, ==, 3);
    g_assert_cmpint(round_at(&world, begin).queued, ==, 0);
    g_assert_cmpint(round_at(&world, begin).ended, ==, 0); /* they wait in the outbox */
    send_all(&world);
    g_assert_cmpint(round_at(&world, begin).ended, ==, 1);
    assert_refused(committee_send(world.bureau.desk, run, &majed, &error), error,
        "nothing of it is sent twice");
    MailingCounts counts = counts_of(&world, run);
    g_assert_cmpint(counts.delivered, ==, 3);
    g_autofree char *wrong = store_register_check(world.bureau.store, &error);
    g_assert_null(wrong);
}

/* A run is started and its first letter has got its number when it is interrupted: of which request. */
static gint64
interrupted(World *world, gint64 run, char **number)
{
    g_autoptr(GError) error = NULL;
    Store *store = world->bureau.store;
    Act majed = MAJED(world);
    g_assert_true(committee_send(world->bureau.desk, run, &majed, &error));
    round_at(world, world->now);
    g_autoptr(GPtrArray) due = store_mailing_letters_due(store, run, 1, &error);
    const MailingLetter *first = due->pdata[0];
    g_assert_true(store_begin(store, &error));
    register_number_take(store, CALENDAR_HIJRI, REGISTER_OUTGOING, world->now, 0,
        first->request_id, number, &error);
    store_mailing_letter_number(store, first->id, *number, &error);
    g_assert_true(store_commit(store, &error));
    return first->request_id;
}

/* A circular whose model was spoilt stands before it: the session's letters leave, and the trouble is told. */
static void
test_beside_a_broken_one(void)
{
    g_auto(World) world;
    g_autoptr(GError) error = NULL;
    CommitteeRound round;
    world_open(&world);
    g_assert_true(sql_run(world.bureau.store->sql, &error,
        "INSERT INTO mailing (template, model, to_whom, state, prepared_by, prepared_at)"
        " VALUES ('circular', '{', 'beneficiary', 'sending', 'majed', ?)",
        BIND(world.now)));
    gint64 run = run_of(&world, 2);
    Act majed = MAJED(&world);
    g_assert_true(committee_send(world.bureau.desk, run, &majed, &error));
    g_assert_false(committee_round(
        world.bureau.desk, world.compose, world.now + 11 * MS_MINUTE, &round, &error));
    g_assert_nonnull(strstr(error->message, "model of the circular"));
    g_assert_cmpint(round.queued, ==, 2);
}

/* Interrupted behind the numbers: each letter keeps its own. */
static void
test_interrupted(void)
{
    g_auto(World) world;
    g_autoptr(GError) error = NULL;
    g_autofree char *number = NULL;
    world_open(&world);
    Store *store = world.bureau.store;
    gint64 run = run_of(&world, 2);
    interrupted(&world, run, &number);
    g_assert_cmpint(round_at(&world, world.now + 11 * MS_MINUTE).queued, ==, 2);
    const MailingFilter filter = {.mailing_id = run};
    g_autoptr(GPtrArray) letters = store_mailing_letters(store, &filter, &error);
    g_assert_cmpstr(((MailingLetter *)letters->pdata[0])->out_no, ==, number);
    g_autofree char *wrong = store_register_check(store, &error);
    g_assert_null(wrong);
}

/* One that got its number and then cannot leave: the number is void, and the journal says so. */
static void
test_number_void(void)
{
    g_auto(World) world;
    g_autoptr(GError) error = NULL;
    g_autofree char *number = NULL;
    world_open(&world);
    Store *store = world.bureau.store;
    gint64 run = run_of(&world, 1), id = 0;
    gint64 request_id = interrupted(&world, run, &number);
    g_autoptr(Party) party = store_party_by_file_no(store, "W-001", &error);
    PartyChange change;
    g_clear_pointer(&party->email, g_free);
    store_party_put(store, party, NULL, &change, &id, &error);
    g_assert_cmpint(round_at(&world, world.now + 11 * MS_MINUTE).refused, ==, 1);
    g_autoptr(RegisterRow) entry = store_register_get(store, number, &error);
    g_assert_nonnull(entry->void_reason);
    g_autoptr(GPtrArray) rows = store_journal_of_request(store, request_id, &error);
    int voided = 0;
    for (guint i = 0; i < rows->len; i++)
        voided += strcmp(((JournalRow *)rows->pdata[i])->act, "number_voided") == 0;
    g_assert_cmpint(voided, ==, 1);
}

/* What keeps a letter from leaving once it is approved; the others leave. */
static void
test_kept_back(void)
{
    static const char *const causes[] = {
        "withdrawn", "address changed", "address gone", "a day passed", "restored"};
    for (guint i = 0; i < G_N_ELEMENTS(causes); i++) {
        g_auto(World) world;
        g_autoptr(GError) error = NULL;
        gint64 run = 0;
        int held = 0;
        world_open(&world);
        Store *store = world.bureau.store;
        gint64 request = put_request(&world, "w@example.org", 20);
        Act majed = MAJED(&world), noura = by(&world, "noura", "relations", "asked for");
        const CommitteeDecision decision = {.outcome = OUTCOME_ACCEPTED,
            .next_step = (char *)"إحضار العقد",
            .contact_by = day_begins(day_number(world.now) + 8)};
        g_assert_true(committee_decide(
            world.bureau.desk, world.session_id, request, &decision, &majed, &error));
        g_assert_true(decide(
            &world, put_request(&world, "o@example.org", 20), OUTCOME_ACCEPTED, &error));
        g_assert_true(approve(&world, 2, 0, 0, &run, &error));
        g_assert_true(committee_send(world.bureau.desk, run, &majed, &error));
        g_autoptr(Party) party = store_party_by_file_no(store, "W-001", &error);
        if (i == 0)
            g_assert_true(
                request_move(world.bureau.desk, request, "withdraw", 0, &noura, &error));
        if (i == 1)
            store_address_put(store, party->id, "Riyadh", &error);
        if (i == 1 || i == 2) {
            PartyChange change;
            gint64 id;
            g_clear_pointer(&party->email, g_free);
            store_party_put(store, party, NULL, &change, &id, &error);
        }
        if (i == 4)
            g_assert_true(store_restored(store, world.now, true, &held, &error));
        g_assert_no_error(error);
        /* By then the day is nearer than the least of seven. */
        round_at(&world, world.now + (i == 3 ? 2 * MS_DAY : 11 * MS_MINUTE));
        MailingCounts counts = counts_of(&world, run);
        g_test_message("%s", causes[i]);
        g_assert_cmpint(counts.refused, ==, i < 4);
        g_assert_cmpint(mails_waiting(&world), ==, i < 4);
        if (i == 0)
            assert_state(&world.bureau, request, "withdrawn");
    }
}

/* Runs that the copy knew and were not done, in whatever state: their letters wait for a person. */
static void
test_restored(void)
{
    static const char *const states[] = {"open", "approved", "recalled", "stopped"};
    for (guint i = 0; i < G_N_ELEMENTS(states); i++) {
        g_auto(World) world;
        g_autoptr(GError) error = NULL;
        gint64 run = 0;
        int held = 0;
        world_open(&world);
        const Desk *desk = world.bureau.desk;
        Act majed = MAJED(&world);
        majed.reason = "to be looked at";
        if (i > 0)
            run = run_of(&world, 2);
        if (i > 1)
            g_assert_true(committee_send(desk, run, &majed, &error));
        if (i == 2)
            g_assert_true(committee_recall(desk, run, &majed, &error));
        majed.now = world.now + 11 * MS_MINUTE;
        if (i == 3)
            round_at(&world, majed.now);
        if (i == 3)
            g_assert_true(committee_stop(desk, run, &majed, &error));
        g_assert_true(store_restored(world.bureau.store, world.now, true, &held, &error));
        g_test_message("%s", states[i]);
        g_assert_cmpint(held, ==, i == 3 ? 2 : 0);
        if (i == 0)
            run = run_of(&world, 2);
        g_assert_true(committee_send(desk, run, &majed, &error));
        round_at(&world, world.now + 30 * MS_MINUTE);
        g_assert_cmpint(counts_of(&world, run).in_doubt, ==, 2);
        g_assert_cmpint(mails_waiting(&world), ==, 0);
    }
}

static gint64
circular_of(World *world)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) model = json_from_string("{\"document\": \"الدليل\"}", NULL);
    gint64 run = 0;
    Act majed = MAJED(world);
    majed.now = clock_now_ms();
    committee_circular(world->bureau.desk, world->compose, "circular", "applicant", model,
        &majed, &run, &error);
    g_assert_no_error(error);
    return run;
}

static void
send_circular(World *world, gint64 run)
{
    g_autoptr(GError) error = NULL;
    const Desk *desk = world->bureau.desk;
    Act majed = MAJED(world), huda = HUDA(world);
    g_autoptr(Mailing) circular = store_mailing_get(world->bureau.store, run, &error);
    g_autoptr(CommitteePlan) plan =
        committee_plan_circular(desk, world->compose, circular, PLAN_SORTS, &error);
    g_assert_no_error(error);
    g_assert_true(committee_circular_approve(
        desk, world->compose, run, plan->revision, &huda, &error));
    g_assert_true(committee_send(desk, run, &majed, &error));
    round_at(world, world->now + 11 * MS_MINUTE);
}

/* A circular too, by mail and on paper; one that is prepared afterwards is another, and leaves. */
static void
test_circular_restored(void)
{
    g_auto(World) world;
    g_autoptr(GError) error = NULL;
    int held = 0;
    world_open(&world);
    Store *store = world.bureau.store;
    put_request(&world, "a@example.org", 20);
    put_request(&world, NULL, 20);
    g_autoptr(Party) party = store_party_by_file_no(store, "W-002", &error);
    store_address_put(store, party->id, "7 شارع المثال\nالرياض", &error);
    g_assert_no_error(error);
    gint64 run = circular_of(&world);
    int letters = counts_of(&world, run).letters;
    g_assert_cmpint(counts_of(&world, run).on_paper, ==, 1);
    g_assert_true(store_restored(store, world.now, true, &held, &error));
    send_circular(&world, run);
    g_assert_cmpint(counts_of(&world, run).in_doubt, ==, letters);
    g_assert_cmpint(mails_waiting(&world), ==, 0);
    g_usleep(2000);
    run = circular_of(&world);
    send_circular(&world, run);
    g_assert_cmpint(counts_of(&world, run).in_doubt, ==, 0);
    g_assert_cmpint(mails_waiting(&world), ==, letters - 1);
}

/* Paused, what waits in the outbox waits with the run; and leaves with it again. */
static void
test_put_aside(void)
{
    g_auto(World) world;
    g_autoptr(GError) error = NULL;
    world_open(&world);
    gint64 run = run_of(&world, 3);
    Act majed = MAJED(&world);
    g_assert_true(committee_send(world.bureau.desk, run, &majed, &error));
    majed.now = world.now + 11 * MS_MINUTE;
    round_at(&world, majed.now);
    g_assert_cmpint(mails_waiting(&world), ==, 3);
    g_assert_true(committee_pause(world.bureau.desk, run, &majed, &error));
    g_autoptr(GPtrArray) none = store_outbox_claim(world.bureau.store, 10, &error);
    g_assert_cmpuint(none->len, ==, 0);
    g_assert_cmpint(counts_of(&world, run).held, ==, 3);
    g_usleep(2000);
    gint64 let_go_at = clock_now_ms();
    g_assert_true(committee_resume(world.bureau.desk, run, &majed, &error));
    g_assert_cmpint(mails_waiting(&world), ==, 3);
    g_autoptr(GPtrArray) mails = store_outbox_claim(world.bureau.store, 10, &error);
    g_assert_cmpuint(mails->len, ==, 3);
    for (guint i = 0; i < mails->len; i++)
        g_assert_cmpint(((Outgoing *)mails->pdata[i])->waits_since, >=, let_go_at);
}

/* What the relay had when its run was put aside, and did not take, waits with the run. */
static void
test_given_back(void)
{
    static const RunFunc acts[] = {committee_pause, committee_stop};
    for (guint i = 0; i < G_N_ELEMENTS(acts); i++) {
        g_auto(World) world;
        g_autoptr(GError) error = NULL;
        world_open(&world);
        Store *store = world.bureau.store;
        const Desk *desk = world.bureau.desk;
        gint64 run = run_of(&world, 3);
        Act majed = by(&world, "majed", "secretary", "a name is wrong");
        g_assert_true(committee_send(desk, run, &majed, &error));
        majed.now = world.now + 11 * MS_MINUTE;
        round_at(&world, majed.now);
        g_autoptr(GPtrArray) mails = store_outbox_claim(store, 10, &error);
        const Outgoing *untried = mails->pdata[0], *vain = mails->pdata[1],
                       *sent = mails->pdata[2];
        g_assert_true(acts[i](desk, run, &majed, &error));
        g_assert_true(store_outbox_untried(store, untried->id, 0, &error));
        g_assert_true(store_outbox_later(store, vain->id, 0, "451 not now", &error));
        g_assert_true(store_outbox_sent(store, sent->id, "250 taken", &error));
        g_autoptr(GPtrArray) none = store_outbox_claim(store, 10, &error);
        g_assert_cmpuint(none->len, ==, 0);
        g_assert_cmpint(counts_of(&world, run).held, ==, 2);
        /* It is let go on, or begun again. */
        g_assert_true(
            (i == 0 ? committee_resume : committee_send)(desk, run, &majed, &error));
        round_at(&world, majed.now + 11 * MS_MINUTE);
        g_assert_cmpint(mails_waiting(&world), ==, 2);
    }
}

/* The mail to another address, in place of one that failed. */
static gint64
to_another(Store *store, gint64 id, const char *recipient)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Outgoing) mail = store_outbox_get(store, id, &error);
    gint64 another = 0;
    g_free(mail->recipient);
    mail->recipient = g_strdup(recipient);
    g_free(mail->message_id);
    mail->message_id = g_strdup_printf("%s.again", recipient);
    g_assert_true(store_outbox_replace(store, id, mail, &another, &error));
    return another;
}

static void
claim_all(Store *store)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) mails = store_outbox_claim(store, 10, &error);
    g_assert_no_error(error);
}

/* A letter on paper in place of a mail, with a number of its own. */
static gint64
on_paper(World *world, gint64 mail_id, char **number)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = g_bytes_new_static("%PDF", 4);
    Store *store = world->bureau.store;
    gint64 id = 0;
    g_assert_true(store_begin(store, &error));
    g_assert_true(register_number_take(
        store, CALENDAR_HIJRI, REGISTER_OUTGOING, world->now, 0, 0, number, &error));
    g_assert_true(store_commit(store, &error));
    const PostLetter letter = {.replaces = mail_id,
        .purpose = (char *)"decision",
        .message_id = *number,
        .language = (char *)"ar",
        .number = *number,
        .name = (char *)"سالم",
        .address = (char *)"الرياض",
        .bytes = bytes};
    g_assert_true(store_post_put(store, &letter, &id, &error));
    return id;
}

/* Nor by what stands in the place of what stood in the place of its mail. */
static void
test_corrected_chain(void)
{
    g_auto(World) world;
    g_autoptr(GError) error = NULL;
    g_autofree char *number = NULL, *message_id = NULL, *state = NULL;
    bool known = false;
    gint64 closed_at = 0;
    world_open(&world);
    Store *store = world.bureau.store;
    gint64 run = run_of(&world, 3), last[3];
    Act majed = MAJED(&world);
    majed.reason = "of somebody else";
    g_assert_true(committee_send(world.bureau.desk, run, &majed, &error));
    majed.now = world.now + 11 * MS_MINUTE;
    round_at(&world, majed.now);
    g_autoptr(GPtrArray) mails = store_outbox_claim(store, 10, &error);
    for (guint i = 0; i < mails->len; i++) {
        const Outgoing *mail = mails->pdata[i];
        g_autofree char *second = g_strdup_printf("second%u@example.org", i);
        g_autofree char *third = g_strdup_printf("third%u@example.org", i);
        g_assert_true(store_outbox_failed(store, mail->id, "550 no such user", &error));
        gint64 again = to_another(store, mail->id, second);
        claim_all(store);
        g_assert_true(store_outbox_failed(store, again, "550 no such user", &error));
        last[i] =
            i == 0 ? on_paper(&world, again, &number) : to_another(store, again, third);
        if (i == 1) { /* it has left */
            claim_all(store);
            g_assert_true(store_outbox_sent(store, last[i], "250 taken", &error));
            message_id = g_strdup_printf("%s.again", third);
        }
    }
    for (guint i = 0; i < mails->len; i++)
        g_assert_true(committee_correct(world.bureau.desk,
            ((Outgoing *)mails->pdata[i])->request_id, &majed, &error));
    g_autoptr(GPtrArray) none = store_outbox_claim(store, 10, &error);
    g_assert_cmpuint(none->len, ==, 0);
    g_autoptr(PostLetter) paper = store_post_get(store, last[0], &error);
    g_assert_cmpint(paper->state, ==, OUTBOX_HELD);
    g_autoptr(RegisterRow) entry = store_register_get(store, number, &error);
    g_assert_cmpstr(entry->void_by, ==, "majed");
    g_assert_true(sql_one(store->sql, &error, NULL,
        "SELECT state, closed_at FROM outbox WHERE id = ?", BIND(last[2]),
        INTO(&state, &closed_at)));
    g_assert_cmpstr(state, ==, "held");
    g_assert_cmpint(closed_at, >, 0);
    /* What had left comes back. */
    g_assert_true(store_outbox_bounced(store, message_id, "5.1.1", &known, &error));
    g_assert_true(known);
    assert_refused(store_outbox_resend(store, last[1], "majed", &error), error,
        "was corrected since");
    assert_refused(
        store_outbox_gives_way(store, last[1], &error), error, "was corrected since");
}

/* A decision that is corrected is told to nobody any more, whatever became of its mail so far. */
static void
test_corrected(void)
{
    g_auto(World) world;
    g_autoptr(GError) error = NULL;
    world_open(&world);
    Store *store = world.bureau.store;
    gint64 run = run_of(&world, 5);
    Act majed = MAJED(&world);
    g_assert_true(committee_send(world.bureau.desk, run, &majed, &error));
    majed.now = world.now + 11 * MS_MINUTE;
    majed.reason = "of somebody else";
    round_at(&world, majed.now);
    g_autoptr(GPtrArray) mails = store_outbox_claim(store, 10, &error);
    const Outgoing *vain = mails->pdata[0], *doubt = mails->pdata[1],
                   *failed = mails->pdata[2], *sent = mails->pdata[3],
                   *under_way = mails->pdata[4];
    g_assert_true(store_outbox_later(store, vain->id, 0, "451 not now", &error));
    g_assert_true(store_outbox_doubtful(store, doubt->id, 0, "no answer", &error));
    g_assert_true(store_outbox_failed(store, failed->id, "550 no such user", &error));
    g_assert_true(store_outbox_sent(store, sent->id, "250 taken", &error));
    for (guint i = 0; i < mails->len; i++) {
        const Outgoing *mail = mails->pdata[i];
        g_assert_true(
            committee_correct(world.bureau.desk, mail->request_id, &majed, &error));
        g_assert_false(store_outbox_resend(store, mail->id, "majed", &error));
        g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
        g_clear_error(&error);
    }
    /* The relay did not take it in the end; the other one came back. */
    bool known = false;
    g_assert_true(store_outbox_later(store, under_way->id, 0, "451 not now", &error));
    g_assert_true(store_outbox_bounced(store, sent->message_id, "5.1.1", &known, &error));
    assert_refused(store_outbox_resend(store, sent->id, "majed", &error), error,
        "was corrected since");
    assert_refused(
        store_outbox_gives_way(store, sent->id, &error), error, "was corrected since");
    g_autoptr(GPtrArray) none = store_outbox_claim(store, 10, &error);
    g_assert_cmpuint(none->len, ==, 0);
    /* The number of what never leaves is void, by whoever corrected it, and the journal says so. */
    g_autoptr(RegisterRow) entry = store_register_get(store, vain->number, &error);
    g_assert_cmpstr(entry->void_by, ==, "majed");
    g_autoptr(GPtrArray) rows = store_journal_of_request(store, vain->request_id, &error);
    int voided = 0;
    for (guint i = 0; i < rows->len; i++)
        voided += strcmp(((JournalRow *)rows->pdata[i])->act, "number_voided") == 0;
    g_assert_cmpint(voided, ==, 1);
    g_autoptr(RegisterRow) stands = store_register_get(store, sent->number, &error);
    g_assert_null(stands->void_reason);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/round/throttle", test_throttle);
    g_test_add_func("/round/throttled", test_throttled);
    g_test_add_func("/round/states", test_states);
    g_test_add_func("/round/roles", test_roles);
    g_test_add_func("/round/once", test_once);
    g_test_add_func("/round/beside a broken one", test_beside_a_broken_one);
    g_test_add_func("/round/interrupted", test_interrupted);
    g_test_add_func("/round/number-void", test_number_void);
    g_test_add_func("/round/kept-back", test_kept_back);
    g_test_add_func("/round/restored", test_restored);
    g_test_add_func("/round/circular-restored", test_circular_restored);
    g_test_add_func("/round/put-aside", test_put_aside);
    g_test_add_func("/round/given-back", test_given_back);
    g_test_add_func("/round/corrected", test_corrected);
    g_test_add_func("/round/corrected-chain", test_corrected_chain);
    return g_test_run();
}

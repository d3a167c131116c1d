/* test-approve.c - who may approve what, and that nothing of it changes afterwards. */
#include "world.h"

/* What keeps a session from being approved, and what is said. */
typedef enum {
    ALL_WELL,
    WRONG_COUNT,
    COUNT_UNTOLD,
    COUNT_AGAINST_MINUTES,
    NOT_LOOKED_AT,
    CHANGED_SINCE,
    SAME_PERSON,
    OPENED_IT,
    ENTERED_MINUTES,
    ENTERED_FORMER,
    WRONG_ROLE,
    NOBODY_PRESENT,
    DAY_TO_COME,
    TOO_EARLY,
    WITHDRAWN,
    HELD_LETTER,
    NOTHING_DECIDED,
} Hindrance;

static const struct {
    Hindrance hindrance;
    const char *words; /* NULL: it is approved */
} hindrances[] = {
    {ALL_WELL, NULL},
    {WRONG_COUNT, "count 2 accepted, and 1 are entered"},
    {COUNT_UNTOLD, "not said how many are declined"},
    {COUNT_AGAINST_MINUTES, "count 3 accepted, and 1 were given"},
    {NOT_LOOKED_AT, "which revision"},
    {CHANGED_SINCE, "changed since it was looked at"},
    {SAME_PERSON, "'fahd' opened this session, or entered"},
    {OPENED_IT, "'majed' opened this session, or entered"},
    {ENTERED_MINUTES, "'salma' opened this session, or entered"},
    {ENTERED_FORMER, "'salma' opened this session, or entered"},
    {WRONG_ROLE, "'reem' (clerk) may not"},
    {NOBODY_PRESENT, "who was present"},
    {DAY_TO_COME, "which has not come"},
    {TOO_EARLY, "the earliest day"},
    {WITHDRAWN, "is 'withdrawn', not before the committee"},
    {HELD_LETTER, "a letter of the request is held"},
    {NOTHING_DECIDED, "no decision to be approved"},
};

static const char *
who_approves(Hindrance hindrance)
{
    switch (hindrance) {
    case SAME_PERSON:
        return "fahd";
    case OPENED_IT:
        return "majed";
    case ENTERED_MINUTES:
    case ENTERED_FORMER:
        return "salma";
    case WRONG_ROLE:
        return "reem";
    default:
        return "huda";
    }
}

static void
hinder(World *world, Hindrance hindrance, gint64 request)
{
    g_autoptr(GError) error = NULL;
    const Desk *desk = world->bureau.desk;
    Act majed = MAJED(world);
    CommitteeMinutes minutes = {.accepted = -1, .declined = -1, .deferred = -1};
    g_autoptr(GPtrArray) nobody = g_ptr_array_new();
    if (hindrance == NOBODY_PRESENT)
        minutes.members = nobody;
    if (hindrance == DAY_TO_COME)
        minutes.day = day_number(world->now) + 1;
    if (hindrance == COUNT_AGAINST_MINUTES)
        minutes.accepted = 3;
    majed.by = hindrance == ENTERED_MINUTES ? "salma" : "majed";
    committee_minutes(desk, world->session_id, &minutes, &majed, &error);
    if (hindrance == WITHDRAWN) {
        Act noura = by(world, "noura", "relations", "asked for");
        request_move(desk, request, "withdraw", 0, &noura, &error);
    }
    if (hindrance == HELD_LETTER) {
        gint64 letter = send_letter(&world->bureau, request, world->now);
        store_letter_hold(
            world->bureau.store, letter, HOLD_UNREADABLE, "a blurred page", &error);
    }
    g_assert_no_error(error);
}

static void
test_hindrances(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(hindrances); i++) {
        g_auto(World) world;
        g_autoptr(GError) error = NULL;
        gint64 run = 0;
        world_open(&world);
        Hindrance it = hindrances[i].hindrance;
        gint64 request = put_request(&world, "a@example.org", it == TOO_EARLY ? 3 : 20);
        if (it == ENTERED_FORMER)
            g_assert_true(decide_as(&world, "salma", request, OUTCOME_ACCEPTED, &error));
        if (it != NOTHING_DECIDED)
            g_assert_true(decide_as(&world, "fahd", request, OUTCOME_ACCEPTED, &error));
        hinder(&world, it, request);
        Act act = HUDA(&world);
        act.by = who_approves(it);
        act.role = it == WRONG_ROLE ? "clerk" : act.role;
        g_autofree char *revision = revision_of(&world);
        if (it == CHANGED_SINCE)
            g_assert_true(decide_as(&world, "fahd", request, OUTCOME_ACCEPTED, &error));
        const CommitteeSeen seen = {
            it == NOT_LOOKED_AT ? NULL : revision, {it == WRONG_COUNT          ? 2
                                                       : it == NOTHING_DECIDED ? 0
                                                                               : 1,
                                                       it == COUNT_UNTOLD ? -1 : 0, 0}};
        bool well = committee_approve(world.bureau.desk, world.compose, world.session_id,
            &seen, &act, &run, &error);
        if (hindrances[i].words != NULL)
            assert_refused(well, error, hindrances[i].words);
        else
            g_assert_true(well && run > 0);
        g_autoptr(CommitteeSession) session =
            store_committee_get(world.bureau.store, world.session_id, NULL);
        g_assert_cmpstr(session->state, ==, well ? "approved" : "open");
    }
}

/* The reason is recorded; the step keeps it. */
static void
test_early(void)
{
    g_auto(World) world;
    g_autoptr(GError) error = NULL;
    gint64 run = 0;
    CommitteeRound round;
    world_open(&world);
    const Desk *desk = world.bureau.desk;
    gint64 request = put_request(&world, "a@example.org", 3);
    Act majed = MAJED(&world);
    const CommitteeDecision decision = {
        .outcome = OUTCOME_ACCEPTED, .early_reason = (char *)"an emergency"};
    g_assert_true(
        committee_decide(desk, world.session_id, request, &decision, &majed, &error));
    g_assert_true(approve(&world, 1, 0, 0, &run, &error));
    g_assert_true(committee_round(desk, world.compose, world.now, &round, &error));
    g_assert_cmpint(round.moved, ==, 1);
    assert_state(&world.bureau, request, "accepted");
    g_autoptr(GPtrArray) changes =
        store_request_changes(world.bureau.store, request, &error);
    const RequestChange *last = changes->pdata[changes->len - 1];
    g_assert_nonnull(strstr(last->reason, "an emergency"));
    g_assert_cmpstr(last->actor, ==, "majed");
}

static void
test_kept(void)
{
    g_auto(World) world;
    g_autoptr(GError) error = NULL;
    gint64 run = 0;
    world_open(&world);
    const Desk *desk = world.bureau.desk;
    gint64 request = put_request(&world, "a@example.org", 20);
    gint64 other = put_request(&world, "b@example.org", 20);
    g_assert_true(decide(&world, request, OUTCOME_ACCEPTED, &error));
    g_assert_true(approve(&world, 1, 0, 0, &run, &error));
    Act majed = MAJED(&world);
    const CommitteeMinutes minutes = {.accepted = 2, .declined = -1, .deferred = -1};
    assert_refused(decide(&world, other, OUTCOME_ACCEPTED, &error), error, "approved");
    assert_refused(decide(&world, request, OUTCOME_DECLINED, &error), error, "approved");
    assert_refused(committee_minutes(desk, world.session_id, &minutes, &majed, &error),
        error, "approved");
    assert_refused(
        committee_agenda_remove(desk, world.session_id, request, &majed, &error), error,
        "approved");
    assert_refused(approve(&world, 1, 0, 0, &run, &error), error, "approved");
    /* By the schema too. */
    CommitteeDecision again = {.session_id = world.session_id,
        .request_id = other,
        .actor = (char *)"majed",
        .role = (char *)"secretary"};
    assert_refused(
        store_decision_put(world.bureau.store, &again, NULL, &error), error, "approved");
}

/* A second thought meanwhile: what was looked at is not what would be approved. */
static void
test_meanwhile(void)
{
    g_auto(World) world;
    g_autoptr(GError) error = NULL;
    world_open(&world);
    g_assert_true(decide(
        &world, put_request(&world, "a@example.org", 20), OUTCOME_ACCEPTED, &error));
    g_autoptr(CommitteeSession) session =
        store_committee_get(world.bureau.store, world.session_id, &error);
    g_assert_true(decide(
        &world, put_request(&world, "b@example.org", 20), OUTCOME_ACCEPTED, &error));
    assert_refused(store_committee_approve(world.bureau.store, session, "huda", &error),
        error, "changed it meanwhile");
}

/* Two who write the minutes at once: the second is told, and nothing of the first is lost. */
static void
test_minutes_meanwhile(void)
{
    g_auto(World) world;
    g_autoptr(GError) error = NULL;
    world_open(&world);
    const Desk *desk = world.bureau.desk;
    Act majed = MAJED(&world), fahd = by(&world, "fahd", "secretary", NULL);
    g_autoptr(CommitteeSession) session =
        store_committee_get(world.bureau.store, world.session_id, &error);
    g_autofree char *seen = committee_minutes_revision(session);
    CommitteeMinutes minutes = {.accepted = 1,
        .declined = -1,
        .deferred = -1,
        .words = "the first",
        .revision = seen};
    g_assert_true(committee_minutes(desk, session->id, &minutes, &majed, &error));
    minutes.words = "the second";
    assert_refused(committee_minutes(desk, session->id, &minutes, &fahd, &error), error,
        "entered minutes of session");
    /* A decision meanwhile is no other minutes. */
    g_assert_true(decide(
        &world, put_request(&world, "a@example.org", 20), OUTCOME_ACCEPTED, &error));
    g_autoptr(CommitteeSession) now =
        store_committee_get(world.bureau.store, world.session_id, &error);
    g_autofree char *read = committee_minutes_revision(now);
    g_assert_cmpstr(now->minutes, ==, "the first");
    minutes.revision = read;
    g_assert_true(decide(
        &world, put_request(&world, "b@example.org", 20), OUTCOME_ACCEPTED, &error));
    g_assert_true(committee_minutes(desk, session->id, &minutes, &fahd, &error));
    /* And by the store, as it was read. */
    assert_refused(store_committee_minutes(world.bureau.store, now, "majed", &error),
        error, "changed it meanwhile");
}

/* Declined, objected to: nobody judges again who judged before, neither who enters it nor who sits. */
static void
test_appealed(void)
{
    g_auto(World) world;
    g_autoptr(GError) error = NULL;
    gint64 run = 0;
    CommitteeRound round;
    world_open(&world);
    const Desk *desk = world.bureau.desk;
    gint64 request = put_request(&world, "a@example.org", 20);
    g_assert_true(decide(&world, request, OUTCOME_DECLINED, &error));
    g_assert_true(approve(&world, 0, 1, 0, &run, &error));
    g_assert_true(committee_round(desk, world.compose, world.now, &round, &error));
    assert_state(&world.bureau, request, "declined");
    Act noura = by(&world, "noura", "relations", "objects");
    g_assert_true(request_move(desk, request, "appeal", 0, &noura, &error));
    Act salma = by(&world, "salma", "researcher", NULL);
    g_assert_true(request_move(desk, request, "present", 0, &salma, &error));

    const CommitteeDecision decision = {.outcome = OUTCOME_ACCEPTED};
    Act majed = MAJED(&world), fahd = by(&world, "fahd", "secretary", NULL);
    gint64 same = hold_session(&world, "huda"), others = hold_session(&world, "noura");
    assert_refused(committee_decide(desk, same, request, &decision, &fahd, &error), error,
        "'huda' decided what is objected to");
    assert_refused(committee_decide(desk, others, request, &decision, &majed, &error),
        error, "'majed' decided what is objected to");
    g_assert_true(committee_decide(desk, others, request, &decision, &fahd, &error));
}

/* A correction is another decision, which names the one it corrects; the former stands. */
static void
test_corrected(void)
{
    g_auto(World) world;
    g_autoptr(GError) error = NULL;
    gint64 run = 0;
    CommitteeRound round;
    world_open(&world);
    const Desk *desk = world.bureau.desk;
    gint64 request = put_request(&world, "a@example.org", 20);
    Act majed = MAJED(&world);
    majed.reason = "of another request";
    assert_refused(
        committee_correct(desk, request, &majed, &error), error, "decided nothing");
    g_assert_true(decide(&world, request, OUTCOME_DECLINED, &error));
    g_assert_true(approve(&world, 0, 1, 0, &run, &error));
    g_assert_true(committee_round(desk, world.compose, world.now, &round, &error));
    g_assert_true(committee_correct(desk, request, &majed, &error));
    assert_state(&world.bureau, request, "before_committee");

    /* The letter that had not left does not leave. */
    MailingCounts counts;
    store_mailing_counts(world.bureau.store, run, &counts, &error);
    g_assert_cmpint(counts.superseded, ==, 1);
    g_assert_cmpint(counts.queued, ==, 0);

    g_autoptr(GPtrArray) before =
        store_decisions_of(world.bureau.store, world.session_id, request, &error);
    world.session_id = hold_session(&world, "huda");
    g_assert_true(decide(&world, request, OUTCOME_ACCEPTED, &error));
    g_assert_true(approve(&world, 1, 0, 0, &run, &error));
    g_autoptr(GPtrArray) after =
        store_decisions_of(world.bureau.store, world.session_id, request, &error);
    g_assert_cmpuint(before->len, ==, 1);
    g_assert_cmpuint(after->len, ==, 1);
    const CommitteeDecision *first = before->pdata[0], *second = after->pdata[0];
    g_assert_cmpint(second->corrects, ==, first->id);
    g_assert_cmpint(first->outcome, ==, OUTCOME_DECLINED);
}

/* A deferred request is on the agenda of a session once its day has come. */
static void
test_deferred(void)
{
    g_auto(World) world;
    g_autoptr(GError) error = NULL;
    gint64 run = 0;
    int added = 0;
    CommitteeRound round;
    world_open(&world);
    const Desk *desk = world.bureau.desk;
    gint64 request = put_request(&world, "a@example.org", 20);
    Act majed = MAJED(&world);
    const CommitteeDecision decision = {.outcome = OUTCOME_DEFERRED,
        .reason_code = (char *)"more-data",
        .next_at = day_begins(day_number(world.now) + 7)};
    g_assert_true(
        committee_decide(desk, world.session_id, request, &decision, &majed, &error));
    g_assert_true(approve(&world, 0, 0, 1, &run, &error));
    g_assert_true(committee_round(desk, world.compose, world.now, &round, &error));
    static const struct {
        int days, added;
    } days[] = {{0, 0}, {6, 0}, {7, 1}, {8, 0}};
    for (guint i = 0; i < G_N_ELEMENTS(days); i++) {
        gint64 id = 0;
        g_assert_true(committee_open(
            desk, day_number(world.now) + days[i].days, NULL, &majed, &id, &error));
        g_assert_true(committee_agenda_fill(desk, id, &majed, &added, &error));
        g_assert_cmpint(added, ==, days[i].added);
    }
    assert_state(&world.bureau, request, "before_committee");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/approve/hindrances", test_hindrances);
    g_test_add_func("/approve/early", test_early);
    g_test_add_func("/approve/kept", test_kept);
    g_test_add_func("/approve/meanwhile", test_meanwhile);
    g_test_add_func("/approve/minutes_meanwhile", test_minutes_meanwhile);
    g_test_add_func("/approve/appealed", test_appealed);
    g_test_add_func("/approve/corrected", test_corrected);
    g_test_add_func("/approve/deferred", test_deferred);
    return g_test_run();
}

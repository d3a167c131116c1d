/* test-told.c - a decision counts by when its letter left, and the early ones by the reason that was recorded. */
#include "report/report.h"

#include "../committee/world.h"

enum { SOON_MS = 300 };

static GPtrArray *
counted(World *world, ReportCounting what)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *counts = store_report_count(
        world->bureau.store, what, world->now - MS_DAY, world->now + MS_DAY, &error);
    g_assert_no_error(error);
    return counts;
}

static int
count_of(World *world, ReportCounting what, const char *key)
{
    g_autoptr(GPtrArray) counts = counted(world, what);
    int n = 0;
    for (guint i = 0; i < counts->len; i++) {
        const ReportCount *count = counts->pdata[i];
        n += strcmp(count->key, key) == 0 ? (int)count->n : 0;
    }
    return n;
}

static void
accepted(World *world, const char *email, gint64 earliest, gint64 target,
    const char *early_reason)
{
    g_autoptr(GError) error = NULL;
    gint64 id = put_request(world, email, 20);
    g_autoptr(Request) request = request_of(&world->bureau, id);
    RequestClock clock = {.completed_at = world->now - 20 * MS_DAY,
        .earliest_at = earliest,
        .target_at = target};
    store_request_clock_set(world->bureau.store, request, &clock, &error);
    const CommitteeDecision decision = {
        .outcome = OUTCOME_ACCEPTED, .early_reason = (char *)early_reason};
    Act majed = MAJED(world);
    committee_decide(
        world->bureau.desk, world->session_id, id, &decision, &majed, &error);
    g_assert_no_error(error);
}

static void
leave(World *world, gint64 run)
{
    g_autoptr(GError) error = NULL;
    CommitteeRound round;
    Act majed = MAJED(world);
    g_assert_true(committee_send(world->bureau.desk, run, &majed, &error));
    committee_round(
        world->bureau.desk, world->compose, world->now + 11 * MS_MINUTE, &round, &error);
    g_assert_no_error(error);
    g_autoptr(GPtrArray) mails = store_outbox_claim(world->bureau.store, 10, &error);
    for (guint i = 0; i < mails->len; i++)
        store_outbox_sent(
            world->bureau.store, ((Outgoing *)mails->pdata[i])->id, "250 taken", &error);
    g_assert_no_error(error);
}

static void
test_told(void)
{
    g_auto(World) world;
    g_autoptr(GError) error = NULL;
    gint64 run = 0;
    CommitteeRound round;
    ReportSpread spread;
    world_open(&world);
    gint64 now = world.now, month = 30 * MS_DAY;
    accepted(&world, "a@example.org", now - MS_DAY, now + month, NULL);
    accepted(&world, "b@example.org", now + 5 * MS_DAY, now + month, "علاج عاجل");
    accepted(&world, NULL, now - MS_DAY, now + month, NULL); /* reached by nothing */
    g_assert_true(approve(&world, 3, 0, 0, &run, &error));
    g_assert_true(committee_round(world.bureau.desk, world.compose, now, &round, &error));
    g_assert_cmpint(round.moved, ==, 3);
    g_assert_cmpint(count_of(&world, COUNT_TIMELY, "untold"), ==, 3);
    g_assert_cmpint(count_of(&world, COUNT_EARLY, "علاج عاجل"), ==, 0);
    leave(&world, run);
    g_assert_cmpint(count_of(&world, COUNT_TIMELY, "untold"), ==, 1);
    g_assert_cmpint(count_of(&world, COUNT_TIMELY, "window"), ==, 1);
    g_assert_cmpint(count_of(&world, COUNT_TIMELY, "early"), ==, 1);
    /* As it was recorded, without session or code. */
    g_assert_cmpint(count_of(&world, COUNT_EARLY, "علاج عاجل"), ==, 1);
    store_report_spread(world.bureau.store, SPREAD_DECIDED, 0, now - MS_DAY, now + MS_DAY,
        &spread, &error);
    g_assert_cmpint(spread.n, ==, 2);
}

/* Decided before a day and told behind it. */
static void
test_told_later(void)
{
    g_auto(World) world;
    g_autoptr(GError) error = NULL;
    gint64 run = 0;
    CommitteeRound round;
    world_open(&world);
    gint64 soon = clock_now_ms() + SOON_MS;
    accepted(&world, "a@example.org", world.now - MS_DAY, soon, NULL);
    accepted(&world, "b@example.org", soon, soon + MS_DAY, "علاج عاجل");
    g_assert_true(approve(&world, 2, 0, 0, &run, &error));
    g_assert_true(
        committee_round(world.bureau.desk, world.compose, world.now, &round, &error));
    g_usleep(1000 * (gulong)MAX(1, soon + 10 - clock_now_ms()));
    leave(&world, run);
    g_assert_cmpint(count_of(&world, COUNT_TIMELY, "late"), ==, 1);
    g_assert_cmpint(count_of(&world, COUNT_TIMELY, "window"), ==, 1);
    g_assert_cmpint(count_of(&world, COUNT_TIMELY, "early"), ==, 0);
    g_autoptr(GPtrArray) early = counted(&world, COUNT_EARLY);
    g_assert_cmpuint(early->len, ==, 0);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/told/by-its-letter", test_told);
    g_test_add_func("/told/later", test_told_later);
    return g_test_run();
}

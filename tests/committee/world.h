/* world.h - a bureau with a committee, for the tests of the committee. */
#pragma once

#include "../office/bureau.h"
#include "committee/committee.h"

typedef struct World {
    Bureau bureau;
    Compose *compose;
    gint64 session_id;
    gint64 now;
    int parties;
} World;

#define MS_MINUTE (60 * G_GINT64_CONSTANT(1000))

static inline Act
by(World *world, const char *login, const char *role, const char *reason)
{
    return (Act){.by = login, .role = role, .reason = reason, .now = world->now};
}
#define MAJED(world) by(world, "majed", "secretary", NULL)
#define HUDA(world) by(world, "huda", "relations", NULL)

/* A session of today with one member who works here. */
static inline gint64
hold_session(World *world, const char *member)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) members =
        g_ptr_array_new_with_free_func((GDestroyNotify)committee_member_free);
    Act majed = MAJED(world);
    gint64 id = 0;
    g_ptr_array_add(members, committee_member_new(NULL, member));
    committee_open(
        world->bureau.desk, day_number(world->now), members, &majed, &id, &error);
    g_assert_no_error(error);
    return id;
}

static inline void
world_open(World *world)
{
    g_autoptr(GError) error = NULL;
    *world = (World){.now = clock_now_ms()};
    bureau_open(&world->bureau);
    world->bureau.config->committee.hold_minutes = 10;
    world->compose = compose_open(world->bureau.config, NULL, &error);
    g_assert_no_error(error);
    world->session_id = hold_session(world, "huda");
}

static inline void
world_close(World *world)
{
    compose_close(world->compose);
    bureau_close(&world->bureau);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(World, world_close)

/* A request of a party of its own, before the committee; complete since so many days. email NULL: none. */
static inline gint64
put_request(World *world, const char *email, int days)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *file_no = g_strdup_printf("W-%03d", ++world->parties);
    const Party party = {.file_no = file_no,
        .party_kind = (char *)"applicant",
        .full_name = (char *)"سالم فهد العتيبي",
        .email = (char *)email};
    PartyChange change;
    gint64 bureaus = world->bureau.party_id;
    store_party_put(
        world->bureau.store, &party, NULL, &change, &world->bureau.party_id, &error);
    gint64 id = open_request(&world->bureau, "support_request", "before_committee");
    world->bureau.party_id = bureaus;
    g_autoptr(Request) request = request_of(&world->bureau, id);
    RequestClock clock = {.completed_at = world->now - days * MS_DAY,
        .earliest_at = world->now + (14 - days) * MS_DAY};
    store_request_clock_set(world->bureau.store, request, &clock, &error);
    g_assert_no_error(error);
    return id;
}

static inline bool
decide_as(World *world, const char *login, gint64 request_id, CommitteeOutcome outcome,
    GError **error)
{
    Act secretary = by(world, login, "secretary", NULL);
    const CommitteeDecision decision = {.outcome = outcome,
        .reason_code = (char *)(outcome == OUTCOME_ACCEPTED   ? NULL
                                : outcome == OUTCOME_DECLINED ? "outside-scope"
                                                              : "more-data"),
        .notes = (char *)"سرّ اللجنة"};
    return committee_decide(
        world->bureau.desk, world->session_id, request_id, &decision, &secretary, error);
}

static inline bool
decide(World *world, gint64 request_id, CommitteeOutcome outcome, GError **error)
{
    return decide_as(world, "majed", request_id, outcome, error);
}

/* What is looked at before the session is approved. */
static inline char *
revision_of(World *world)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(CommitteePlan) plan = committee_plan_session(
        world->bureau.desk, world->compose, world->session_id, PLAN_SORTS, &error);
    g_assert_no_error(error);
    return g_strdup(plan->revision);
}

static inline bool
approve(
    World *world, int accepted, int declined, int deferred, gint64 *run, GError **error)
{
    Act huda = HUDA(world);
    g_autofree char *revision = revision_of(world);
    const CommitteeSeen seen = {revision, {accepted, declined, deferred}};
    return committee_approve(
        world->bureau.desk, world->compose, world->session_id, &seen, &huda, run, error);
}

static inline char *
number_of(World *world, gint64 request_id)
{
    g_autoptr(Request) request = request_of(&world->bureau, request_id);
    return g_strdup(request->number);
}

/* The error names the words; it is forgotten. */
#define assert_refused(well, error, words) \
    do { \
        bool refused_ = !(well); \
        g_assert_true(refused_); \
        g_assert_nonnull(error); \
        if (strstr((error)->message, words) == NULL) \
            g_error("'%s' is not in: %s", words, (error)->message); \
        g_clear_error(&(error)); \
    } while (0)

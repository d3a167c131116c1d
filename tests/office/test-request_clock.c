/* test-request_clock.c - days of requests over weeks, holidays and pauses, in both calendars. */
#include "bureau.h"

typedef struct Expected {
    const char *due, *earliest, *target, *expected; /* "-": none */
} Expected;

static void
is_as(const RequestClock *clock, Expected wanted)
{
    g_autofree char *due = day_text(clock->due_at);
    g_autofree char *earliest = day_text(clock->earliest_at);
    g_autofree char *target = day_text(clock->target_at);
    g_autofree char *expected = day_text(clock->expected_at);
    g_assert_cmpstr(due, ==, wanted.due);
    g_assert_cmpstr(earliest, ==, wanted.earliest);
    g_assert_cmpstr(target, ==, wanted.target);
    g_assert_cmpstr(expected, ==, wanted.expected);
}

static const KindRule *
kind_of(const Bureau *bureau, const char *kind)
{
    return rules_kind(bureau->desk->rules, kind);
}

/* What is due, by kind, from the day it was opened. */
static void
test_opened(void)
{
    g_auto(Bureau) bureau;
    bureau_open(&bureau);
    static const struct {
        const char *kind, *opened;
        Expected expected;
    } table[] = {
        /* three working days; over a weekend; from a Friday */
        {"support_request", "2026/11/15", {"2026/11/18", "-", "-", "-"}},
        {"support_request", "2026/11/18", {"2026/11/23", "-", "-", "-"}},
        {"support_request", "2026/11/20", {"2026/11/24", "-", "-", "-"}},
        /* over the national day, a Wednesday */
        {"support_request", "2026/09/20", {"2026/09/24", "-", "-", "-"}},
        /* over Eid al-Fitr 1447: 1-4 Shawwal are 20-23 March 2026 */
        {"support_request", "1447/09/29", {"2026/03/25", "-", "-", "-"}},
        {"enquiry", "2026/11/15", {"2026/11/22", "-", "2026/11/22", "2026/11/22"}},
        {"complaint", "2026/11/15", {"2026/11/18", "-", "2026/11/29", "2026/11/29"}},
        /* thirty days end on a Friday: the Sunday after */
        {"personal_data", "2026/11/11", {"2026/11/16", "-", "2026/12/13", "2026/12/13"}},
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        g_test_message("%s %s", table[i].kind, table[i].opened);
        RequestClock clock = request_clock_open(
            bureau.desk, kind_of(&bureau, table[i].kind), "new", at(table[i].opened));
        is_as(&clock, table[i].expected);
        request_clock_clear(&clock);
    }
}

typedef struct Leg {
    const char *day, *to;
    Expected expected;
} Leg;

static void
walk(Bureau *bureau, const char *kind, const char *opened, const Leg *legs, gsize n)
{
    const KindRule *rule = kind_of(bureau, kind);
    RequestClock clock = request_clock_open(bureau->desk, rule, "new", at(opened));
    const char *from = "new";
    for (gsize i = 0; i < n; i++) {
        bool completes = strcmp(legs[i].to, "complete") == 0;
        g_test_message("%s: %s > %s", legs[i].day, from, legs[i].to);
        request_clock_move(
            bureau->desk, rule, &clock, from, legs[i].to, completes, at(legs[i].day));
        is_as(&clock, legs[i].expected);
        from = legs[i].to;
    }
    request_clock_clear(&clock);
}

static void
test_support(void)
{
    g_auto(Bureau) bureau;
    bureau_open(&bureau);
    /* Two weeks and thirty days from completion; waiting before it costs nothing. */
    static const Leg plain[] = {
        {"2026/11/03", "awaiting_documents", {"-", "-", "-", "-"}},
        {"2026/11/22", "complete",
            {"2026/12/22", "2026/12/06", "2026/12/22", "2026/12/22"}},
        {"2026/11/25", "under_study",
            {"2026/12/22", "2026/12/06", "2026/12/22", "2026/12/22"}},
        {"2026/12/08", "before_committee",
            {"2026/12/22", "2026/12/06", "2026/12/22", "2026/12/22"}},
        {"2026/12/10", "accepted",
            {"2026/12/15", "2026/12/06", "2026/12/22", "2026/12/22"}},
        {"2026/12/13", "in_service", {"-", "2026/12/06", "2026/12/22", "2026/12/22"}},
    };
    walk(&bureau, "support_request", "2026/11/01", plain, G_N_ELEMENTS(plain));
    /* More is asked for on the tenth of thirty days: twenty are left when it came, and two weeks
     * from then at least. */
    static const Leg paused[] = {
        {"2026/11/01", "complete",
            {"2026/12/01", "2026/11/15", "2026/12/01", "2026/12/01"}},
        {"2026/11/11", "awaiting_documents",
            {"-", "2026/11/15", "2026/12/01", "2026/12/01"}},
        {"2026/12/02", "resting", {"-", "2026/11/15", "2026/12/01", "2026/12/01"}},
        {"2026/12/07", "awaiting_documents",
            {"-", "2026/11/15", "2026/12/01", "2026/12/01"}},
        {"2026/12/16", "complete",
            {"2027/01/05", "2026/12/30", "2027/01/05", "2027/01/05"}},
    };
    walk(&bureau, "support_request", "2026/11/01", paused, G_N_ELEMENTS(paused));
    /* On the twenty-fifth day only five are left: the earliest day comes first. */
    static const Leg late[] = {
        {"2026/11/01", "complete",
            {"2026/12/01", "2026/11/15", "2026/12/01", "2026/12/01"}},
        {"2026/11/26", "awaiting_documents",
            {"-", "2026/11/15", "2026/12/01", "2026/12/01"}},
        {"2026/12/01", "complete",
            {"2026/12/15", "2026/12/15", "2026/12/15", "2026/12/15"}},
    };
    walk(&bureau, "support_request", "2026/11/01", late, G_N_ELEMENTS(late));
    /* The promise is no day of a feast: the thirtieth is 10 Dhu al-Hijja, 9 to 12 are the feast. */
    static const Leg feast[] = {
        {"2027/04/16", "complete",
            {"2027/05/19", "2027/04/30", "2027/05/19", "2027/05/19"}},
    };
    walk(&bureau, "support_request", "2027/04/16", feast, G_N_ELEMENTS(feast));
    /* In the other calendar: 1 Rajab 1448 is 10 December 2026. */
    static const Leg hijri[] = {
        {"1448/07/01", "complete",
            {"2027/01/10", "2026/12/24", "2027/01/10", "2027/01/10"}},
    };
    walk(&bureau, "support_request", "1448/06/25", hijri, G_N_ELEMENTS(hijri));
}

/* A pause for a cause: as many working days are left as were. */
static void
test_paused(void)
{
    g_auto(Bureau) bureau;
    bureau_open(&bureau);
    const KindRule *rule = kind_of(&bureau, "complaint");
    RequestClock clock = request_clock_open(bureau.desk, rule, "new", at("2026/11/15"));
    request_clock_move(
        bureau.desk, rule, &clock, "new", "under_review", false, at("2026/11/16"));
    is_as(&clock, (Expected){"2026/11/29", "-", "2026/11/29", "2026/11/29"});
    request_clock_pause(
        &clock, "a witness travels", at("2026/11/22")); /* five are left */
    is_as(&clock, (Expected){"-", "-", "2026/11/29", "2026/11/29"});
    g_assert_cmpstr(clock.paused_why, ==, "a witness travels");
    request_clock_resume(bureau.desk, rule, &clock, "under_review", at("2026/12/03"));
    is_as(&clock, (Expected){"2026/12/10", "-", "2026/12/10", "2026/12/10"});
    g_assert_null(clock.paused_why);
    /* What had passed has passed. */
    request_clock_pause(&clock, "again", at("2026/12/13"));
    request_clock_resume(bureau.desk, rule, &clock, "under_review", at("2026/12/20"));
    is_as(&clock, (Expected){"2026/12/10", "-", "2026/12/10", "2026/12/10"});
    request_clock_clear(&clock);
}

static void
test_soon(void)
{
    g_auto(Bureau) bureau;
    bureau_open(&bureau);
    static const char *const table[][2] = {{"2026/11/15", "2026/11/18"},
        {"2026/11/17", "2026/11/22"}, {"2026/09/21", "2026/09/27"}};
    for (guint i = 0; i < G_N_ELEMENTS(table); i++)
        g_assert_cmpint(request_clock_soon(bureau.desk, at(table[i][0])), ==,
            day_ends(day_of(table[i][1])) + 1);
}

/* The steps of pausing and promising later, and what they ask for. */
static void
test_steps(void)
{
    g_auto(Bureau) bureau;
    g_autoptr(GError) error = NULL;
    bureau_open(&bureau);
    gint64 id = open_request(&bureau, "support_request", "new");
    make_whole(&bureau, id, at("2026/11/01"));
    Act act = act_of("noura", "relations", NULL, at("2026/11/01"));
    g_assert_true(request_move(bureau.desk, id, "complete", 0, &act, &error));
    act.now = at("2026/11/05");
    int until = day_of("2026/11/19");
    g_assert_false(request_pause(bureau.desk, id, until, &act, &error)); /* no reason */
    g_clear_error(&error);
    act.reason = "the court is asked";
    g_assert_false(
        request_pause(bureau.desk, id, until, &act, &error)); /* nothing told */
    g_clear_error(&error);
    act.told = "ننتظر رد جهة أخرى";
    g_assert_true(request_pause(bureau.desk, id, until, &act, &error));
    g_autoptr(Request) paused = request_of(&bureau, id);
    is_as(&paused->clock,
        (Expected){"2026/11/19", "2026/11/15", "2026/12/01", "2026/12/01"});
    g_assert_false(request_pause(bureau.desk, id, until, &act, &error)); /* twice */
    g_clear_error(&error);
    act.now = at("2026/11/12");
    g_assert_true(request_resume(bureau.desk, id, &act, &error));
    g_autoptr(Request) resumed = request_of(&bureau, id);
    is_as(&resumed->clock,
        (Expected){"2026/12/08", "2026/11/15", "2026/12/08", "2026/12/08"});
    /* A later day, only before the former has passed and only a later one. */
    g_assert_false(request_extend(bureau.desk, id, day_of("2026/12/08"), &act, &error));
    g_clear_error(&error);
    g_assert_true(request_extend(bureau.desk, id, day_of("2026/12/18"), &act, &error));
    g_autoptr(Request) later = request_of(&bureau, id);
    is_as(&later->clock,
        (Expected){"2026/12/08", "2026/11/15", "2026/12/08", "2026/12/20"});
    act.now = at("2026/12/21");
    g_assert_false(request_extend(bureau.desk, id, day_of("2027/01/18"), &act, &error));
    /* Complete, the pause, the resumption and the later day were each to be told, once. */
    g_autoptr(GPtrArray) notices = store_notices_due(bureau.store, G_MAXINT64, 10, NULL);
    g_assert_cmpuint(notices->len, ==, 4);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/clock/opened", test_opened);
    g_test_add_func("/clock/support", test_support);
    g_test_add_func("/clock/paused", test_paused);
    g_test_add_func("/clock/soon", test_soon);
    g_test_add_func("/clock/steps", test_steps);
    return g_test_run();
}

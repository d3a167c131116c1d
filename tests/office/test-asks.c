/* test-asks.c - the days of what was asked for run from when the letter reached the applicant; whom it does not reach a
 * person sees to, and nobody is reminded or rests meanwhile.
 */
#include "../../src/store/tables.h"
#include "bureau.h"

static ClockRound
round_at(Bureau *bureau, Compose *compose, gint64 now)
{
    g_autoptr(GError) error = NULL;
    ClockRound round;
    clock_round(bureau->desk, compose, now, &round, &error);
    g_assert_no_error(error);
    return round;
}

typedef struct Reach {
    const char *name;
    bool email, address;
    const char *left;              /* the day it leaves by mail or post; NULL: never */
    bool fails;                    /* it does not arrive */
    const char *called;            /* the day somebody tells it by telephone */
    const char *listed, *reminded; /* the first day of each; NULL: never */
} Reach;

/* Asked on the 2nd of November, with fourteen days. */
static const Reach reaches[] = {
    {"at once", true, false, "2026/11/02", false, NULL, NULL, "2026/11/17"},
    {"a week later", true, false, "2026/11/09", false, NULL, NULL, "2026/11/24"},
    {"after its day", true, false, "2026/11/19", false, NULL, "2026/11/17", "2026/12/04"},
    {"never", true, false, NULL, false, NULL, "2026/11/17", NULL},
    {"bounced", true, false, "2026/11/03", true, NULL, "2026/11/04", NULL},
    {"bounced, and called", true, false, "2026/11/03", true, "2026/11/08", "2026/11/04",
        "2026/11/23"},
    {"posted", false, true, "2026/11/05", false, NULL, NULL, "2026/11/20"},
    {"printed, not posted", false, true, NULL, false, NULL, "2026/11/17", NULL},
    {"brought back", false, true, "2026/11/05", true, NULL, "2026/11/06", NULL},
    {"no way to them", false, false, NULL, false, NULL, "2026/11/03", NULL},
};

static void
party_reached_by(Bureau *bureau, const Reach *reach)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Party) party = store_party_get(bureau->store, bureau->party_id, &error);
    if (!reach->email)
        g_clear_pointer(&party->email, g_free);
    g_assert_true(store_party_put(bureau->store, party, NULL, NULL, NULL, &error));
    if (reach->address)
        g_assert_true(store_address_put(
            bureau->store, bureau->party_id, "شارع العليا\nالرياض", &error));
}

static void
ends(Bureau *bureau, const char *state, gint64 now)
{
    g_assert_true(sql_run(bureau->store->sql, NULL,
        "UPDATE outbox SET state = ?, sent_at = COALESCE(sent_at, ?)"
        " WHERE purpose = 'missing_documents'",
        BIND(state, now)));
}

static void
call(Bureau *bureau, gint64 id, gint64 now)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *number = NULL;
    Contact contact = {.request_id = id,
        .channel = (char *)"telephone",
        .direction = (char *)"out",
        .summary = (char *)"what is missing"};
    Act noura = act_of("noura", "relations", NULL, now);
    g_assert_true(request_contact(bureau->desk, &contact, &noura, &number, &error));
}

/* Day by day at ten; what leaves is seen by the clock of the same day, and what does not arrive comes back on the
 * next. */
static void
test_reach(gconstpointer data)
{
    const Reach *reach = data;
    g_auto(Bureau) bureau;
    g_autoptr(GError) error = NULL;
    bureau_open(&bureau);
    g_autoptr(Compose) compose = compose_open(bureau.config, NULL, &error);
    party_reached_by(&bureau, reach);
    gint64 id = open_request(&bureau, "support_request", "new");
    Act noura = act_of("noura", "relations", NULL, at("2026/11/02") - 60000);
    g_assert_true(request_ask(bureau.desk, id, 0, false, &noura, &error));
    int left = reach->left != NULL ? day_of(reach->left) : 0;
    int called = reach->called != NULL ? day_of(reach->called) : 0, listed = 0,
        reminded = 0;
    for (int day = day_of("2026/11/02"); reminded == 0 && day < day_of("2026/12/10");
         day++) {
        gint64 now = day_begins(day) + MS_DAY * 10 / 24;
        if (day == called)
            call(&bureau, id, now);
        if (left != 0 && day == left + 1 && reach->fails)
            ends(&bureau, "failed", now);
        ClockRound round = round_at(&bureau, compose, now);
        if (day == left) {
            g_assert_cmpint(round.reminded, ==, 0);
            ends(&bureau, "sent", now);
            round = round_at(&bureau, compose, now);
        }
        if (round.reminded > 0)
            reminded = day;
        g_autoptr(Request) request = request_of(&bureau, id);
        if (listed == 0 && request->clock.due_at != 0)
            listed = day;
        g_assert_cmpint(round.rested, ==, 0);
    }
    g_assert_cmpint(listed, ==, reach->listed != NULL ? day_of(reach->listed) : 0);
    g_assert_cmpint(reminded, ==, reach->reminded != NULL ? day_of(reach->reminded) : 0);
    g_assert_no_error(error);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(reaches); i++) {
        g_autofree char *path = g_strdup_printf("/asks/%s", reaches[i].name);
        g_test_add_data_func(path, &reaches[i], test_reach);
    }
    return g_test_run();
}

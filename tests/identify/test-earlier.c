/* test-earlier.c - what a person decided of one letter is evidence for the next, until it is undone. */
#include "world.h"

#include <string.h>

static const ReferenceKey KEY = {{4, 2}};

#define NEW_ADDRESS "noura.new@example.net"
#define NEIGHBOUR "neighbour@example.net"
#define OF_NOURA "الاسم: نورة صالح الدوسري\nرقم الهوية: 1106300773\n"
#define SIGNED_BY_SAID "وتقبلوا تحياتي\nسعيد مبارك الغامدي"
#define SIGNED_BY_SALEH "وتقبلوا تحياتي\nصالح فهد الدوسري"

static void
run_stage(Store *store, LetterState from)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = world_config();
    g_autoptr(GPtrArray) letters = store_letters_claim(store, from, 100, 60000, &error);
    g_assert_no_error(error);
    if (from == LETTER_READ)
        identify_letters(config, &KEY, store, letters, &error);
    for (guint i = 0; from != LETTER_READ && i < letters->len; i++)
        store_letter_advance(store, letters->pdata[i],
            from == LETTER_IDENTIFIED ? LETTER_HELD : LETTER_DONE, "test", NULL, &error);
    g_assert_no_error(error);
}

/* A letter that a person decided. */
static gint64
decided_letter(Store *store, const WorldLetter *spec, const Decided *as)
{
    g_autoptr(GError) error = NULL;
    gint64 id = world_letter(store, spec);
    run_stage(store, LETTER_READ);
    run_stage(store, LETTER_IDENTIFIED);
    store_letter_decide_as(store, id, as, "noura", &error);
    g_assert_no_error(error);
    g_autoptr(GPtrArray) letters =
        store_letters_claim(store, LETTER_IDENTIFIED, 100, 60000, &error);
    for (guint i = 0; i < letters->len; i++)
        store_letter_advance(store, letters->pdata[i], LETTER_DONE, "test", NULL, &error);
    g_assert_no_error(error);
    return id;
}

static void
undo(Store *store, gint64 letter_id)
{
    g_autoptr(GError) error = NULL;
    store_letter_undecide(store, letter_id, "noura", "a mistake", &error);
    g_assert_no_error(error);
    g_autoptr(Letter) letter = store_letter_get(store, letter_id, &error);
    g_assert_cmpint(letter->hold, ==, HOLD_BY_PERSON);
    g_assert_cmpint(letter->state, ==, LETTER_HELD);
    g_assert_cmpint(letter->party_id, ==, 0);
    g_assert_cmpint(letter->request_id, ==, 0);
}

/* What the next letter is found to be: an outcome, and whose for a match. */
static void
expect(Store *store, const WorldLetter *spec, MatchOutcome outcome, HoldReason hold,
    const char *file_no)
{
    g_autoptr(GError) error = NULL;
    gint64 id = world_letter(store, spec);
    run_stage(store, LETTER_READ);
    g_autoptr(Letter) letter = store_letter_get(store, id, &error);
    g_assert_no_error(error);
    g_test_message("%s: %s %s %s", spec->from, spec->words,
        match_outcome_name(letter->outcome), letter->hold_note);
    g_assert_cmpstr(match_outcome_name(letter->outcome), ==, match_outcome_name(outcome));
    g_assert_cmpstr(hold_reason_name(letter->hold), ==, hold_reason_name(hold));
    g_assert_cmpstr(letter->file_no, ==, file_no);
    run_stage(store, LETTER_IDENTIFIED); /* out of the way */
}

#define MATCHES(file_no) MATCH_ONE, HOLD_NOT, file_no
#define CONFLICTS MATCH_CONFLICT, HOLD_CONFLICT, NULL
#define UNPROVEN MATCH_NONE, HOLD_UNPROVEN, NULL

static void
a_confirmed_address_counts_beside_a_name(void)
{
    g_autoptr(Store) store = world_new();
    const WorldLetter named = {
        .from = NEW_ADDRESS, .trusted = true, .words = "الاسم: نورة صالح الدوسري"};
    expect(store, &named, UNPROVEN);
    gint64 id = decided_letter(store,
        &(WorldLetter){.from = NEW_ADDRESS, .trusted = true, .words = "أرجو المساعدة"},
        &(Decided){DECIDED_APPLICANT, world_party(store, "A-7"), 0, NULL});
    expect(store, &named, MATCHES("A-7"));
    expect(store,
        &(WorldLetter){.from = NEW_ADDRESS, .trusted = true, .words = "ما الجديد؟"},
        UNPROVEN);
    expect(store,
        &(WorldLetter){.from = NEW_ADDRESS, .words = "الاسم: نورة صالح الدوسري"},
        UNPROVEN);
    expect(store, &(WorldLetter){.from = NEW_ADDRESS, .words = OF_NOURA}, CONFLICTS);
    expect(store,
        &(WorldLetter){.from = NEW_ADDRESS,
            .trusted = true,
            .words = "الاسم: محمد سعد القحطاني\nرقم الهوية: 1046300115"},
        CONFLICTS);
    undo(store, id);
    expect(store, &named, UNPROVEN);
}

static void
a_rejected_address_holds(void)
{
    g_autoptr(Store) store = world_new();
    const WorldLetter letter = {.from = NEIGHBOUR, .trusted = true, .words = OF_NOURA};
    const WorldLetter elsewhere = {
        .from = "other@example.net", .trusted = true, .words = OF_NOURA};
    expect(store, &letter, MATCHES("A-7"));
    gint64 id = decided_letter(store,
        &(WorldLetter){
            .from = NEIGHBOUR, .trusted = true, .words = "رقم الهوية 1106300773"},
        &(Decided){.kind = DECIDED_NOBODY, .reason = "a neighbour who asks"});
    expect(store, &letter, CONFLICTS);
    expect(store, &elsewhere, MATCHES("A-7"));
    undo(store, id);
    expect(store, &letter, MATCHES("A-7"));
}

/* Not on record himself: he is known by his address. */
static void
a_guardian_writes_for_his_ward(void)
{
    g_autoptr(Store) store = world_new();
    const WorldLetter letter = {
        .from = NEIGHBOUR, .trusted = true, .words = OF_NOURA SIGNED_BY_SAID};
    expect(store, &letter, CONFLICTS);
    gint64 id = decided_letter(store, &letter,
        &(Decided){DECIDED_GUARDIAN, world_party(store, "A-7"), 0, "وكالة شرعية"});
    expect(store, &letter, MATCHES("A-7"));
    const WorldLetter not [] = {
        {.from = NEIGHBOUR, .words = OF_NOURA SIGNED_BY_SAID},
        {.from = "other@example.net", .trusted = true, .words = OF_NOURA SIGNED_BY_SAID},
        {.from = NEIGHBOUR,
            .trusted = true,
            .words = OF_NOURA "رقم هويتي 1116300888\n" SIGNED_BY_SAID},
        {.from = NEIGHBOUR,
            .trusted = true,
            .words = "الاسم: محمد سعد القحطاني\nرقم الهوية "
                     "1046300115\n" SIGNED_BY_SAID},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(not ); i++)
        expect(store, &not [i], CONFLICTS);
    undo(store, id);
    expect(store, &letter, CONFLICTS);
}

/* On record himself: his own letters stay his own. */
static void
a_guardian_on_record_is_told_from_his_ward(void)
{
    g_autoptr(Store) store = world_new();
    const WorldLetter letter = {
        .from = "saleh@example.net", .trusted = true, .words = OF_NOURA SIGNED_BY_SALEH};
    const WorldLetter own = {.from = "saleh@example.net",
        .trusted = true,
        .words = "أرجو النظر في طلبي\n" SIGNED_BY_SALEH};
    expect(store, &letter, CONFLICTS);
    gint64 id = decided_letter(store, &letter,
        &(Decided){DECIDED_GUARDIAN, world_party(store, "A-7"),
            world_party(store, "A-10"), "وكالة شرعية"});
    expect(store, &letter, MATCHES("A-7"));
    expect(store, &own, MATCHES("A-10"));
    const WorldLetter both = {.from = "saleh@example.net",
        .trusted = true,
        .words = OF_NOURA "رقم هويتي 1126300993\n" SIGNED_BY_SALEH};
    expect(store, &both, CONFLICTS);
    undo(store, id);
    expect(store, &letter, CONFLICTS);
}

/* Nothing is undone twice, and nothing that no person decided. */
static void
only_a_decision_is_undone(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = world_new();
    gint64 id = decided_letter(store,
        &(WorldLetter){.from = NEW_ADDRESS, .trusted = true, .words = "أرجو المساعدة"},
        &(Decided){DECIDED_APPLICANT, world_party(store, "A-7"), 0, NULL});
    undo(store, id);
    g_assert_false(store_letter_undecide(store, id, "noura", "again", &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    g_autoptr(GPtrArray) decisions = store_decisions_of_letter(store, id, NULL);
    g_assert_cmpuint(decisions->len, ==, 1);
    const Decision *first = decisions->pdata[0];
    g_assert_cmpint(first->undone_at, >, 0);
    g_assert_cmpstr(first->undone_why, ==, "a mistake");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/earlier/confirmed", a_confirmed_address_counts_beside_a_name);
    g_test_add_func("/earlier/rejected", a_rejected_address_holds);
    g_test_add_func("/earlier/guardian", a_guardian_writes_for_his_ward);
    g_test_add_func(
        "/earlier/guardian-on-record", a_guardian_on_record_is_told_from_his_ward);
    g_test_add_func("/earlier/undone", only_a_decision_is_undone);
    return g_test_run();
}

/* test-identify.c - the stage: what it writes, tokens of ours, bounces, batches that fail. */
#include "world.h"

#include <string.h>

static const ReferenceKey KEY = {{4, 2}};

static bool
run_stage(Store *store, GError **error)
{
    g_autoptr(Config) config = world_config();
    g_autoptr(GPtrArray) letters =
        store_letters_claim(store, LETTER_READ, 100, 60000, error);
    return letters != NULL && identify_letters(config, &KEY, store, letters, error);
}

static Letter *
identified(Store *store, const WorldLetter *spec)
{
    g_autoptr(GError) error = NULL;
    gint64 id = world_letter(store, spec);
    g_assert_true(run_stage(store, &error));
    Letter *letter = store_letter_get(store, id, &error);
    g_assert_no_error(error);
    return letter;
}

static void
writes_what_it_found(void)
{
    g_autoptr(Store) store = world_new();
    g_autoptr(Letter) match = identified(store,
        &(WorldLetter){.from = "noura@example.org", .trusted = true, .words = "طلب"});
    g_assert_cmpint(match->state, ==, LETTER_IDENTIFIED);
    g_assert_cmpint(match->outcome, ==, MATCH_ONE);
    g_assert_cmpint(match->party_id, ==, world_party(store, "A-7"));
    g_assert_cmpint(match->hold, ==, HOLD_NOT);
    g_autoptr(Letter) held = identified(store, &(WorldLetter){.from = "noura@example.org",
                                                   .trusted = true,
                                                   .words = "رقم الهوية 1046300115"});
    g_assert_cmpint(held->state, ==, LETTER_IDENTIFIED);
    g_assert_cmpint(held->hold, ==, HOLD_CONFLICT);
    g_assert_nonnull(held->hold_note);
    g_assert_cmpint(held->party_id, ==, 0);
    g_autoptr(GPtrArray) candidates = store_candidates_of(store, held->id, NULL);
    g_assert_cmpuint(candidates->len, ==, 2);
    g_autoptr(Letter) automatic = identified(store,
        &(WorldLetter){.kind = KIND_LIST, .from = "news@example.net", .words = "عروض"});
    g_assert_cmpint(automatic->state, ==, LETTER_IDENTIFIED);
    g_assert_cmpint(automatic->hold, ==, HOLD_NOT);
    g_assert_cmpint(automatic->outcome, ==, MATCH_NONE);
}

/* A letter that is held already keeps its reason. */
static void
keeps_the_first_reason(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = world_new();
    gint64 id =
        world_letter(store, &(WorldLetter){.from = "x@example.net", .words = "طلب"});
    store_letter_hold(store, id, HOLD_UNREADABLE, NULL, &error);
    g_assert_true(run_stage(store, &error));
    g_autoptr(Letter) letter = store_letter_get(store, id, &error);
    g_assert_cmpint(letter->hold, ==, HOLD_UNREADABLE);
}

/* Our token is known when its mail has left the outbox; in the writer's hands it proves, in other
 * hands it does not, and one that is not ours is nothing. */
static void
knows_its_own_tokens(void)
{
    g_autoptr(Store) store = world_new();
    const char *words = "الاسم: نورة صالح الدوسري\nرقم الهوية 1106300773";
    g_autoptr(Letter) first = identified(store,
        &(WorldLetter){.from = "work@example.net", .trusted = true, .words = words});
    g_assert_cmpint(first->outcome, ==, MATCH_ONE);
    const ReferenceKey other_key = {{9}};
    g_autofree char *token = reference_token(&KEY, first->id, 0);
    g_autofree char *forged = reference_token(&other_key, first->id, 0);
    g_autofree char *ours = g_strdup_printf("%s@office.example", token);
    g_autofree char *not_ours = g_strdup_printf("%s@office.example", forged);
    g_autofree char *tagged = g_strdup_printf("office+%s@office.example", token);
    gint64 request_id = store_request_by_number(store, REQUEST_OF_A7);
    g_autofree char *of_request = reference_token(&KEY, 0, request_id);
    g_autofree char *tagged_request =
        g_strdup_printf("office+%s@office.example", of_request);
    const struct {
        WorldLetter spec;
        MatchOutcome outcome;
        HoldReason hold;
    } cases[] = {
        {{.from = "work@example.net", .words = "شكرا", .answers = ours}, MATCH_ONE,
            HOLD_NOT},
        {{.from = "stranger@example.net", .words = "شكرا", .answers = ours}, MATCH_NONE,
            HOLD_UNPROVEN},
        {{.from = "work@example.net", .words = "شكرا", .answers = tagged}, MATCH_ONE,
            HOLD_NOT},
        {{.from = "stranger@example.net", .words = "شكرا", .answers = tagged}, MATCH_NONE,
            HOLD_UNPROVEN},
        {{.from = "noura@example.org", .words = "شكرا", .answers = tagged_request},
            MATCH_ONE, HOLD_NOT},
        {{.from = "stranger@example.net", .words = "شكرا", .answers = tagged_request},
            MATCH_NONE, HOLD_UNPROVEN},
        {{.from = "work@example.net", .words = "شكرا", .answers = not_ours}, MATCH_NONE,
            HOLD_UNKNOWN_SENDER},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Letter) letter = identified(store, &cases[i].spec);
        g_assert_cmpint(letter->outcome, ==, cases[i].outcome);
        g_assert_cmpint(letter->hold, ==, cases[i].hold);
    }
}

static void
puts_a_bounce_to_its_mail(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = world_new();
    g_autoptr(GPtrArray) claimed = store_outbox_claim(store, 100, &error);
    g_assert_no_error(error);
    for (guint i = 0; i < claimed->len; i++)
        store_outbox_sent(store, ((Outgoing *)claimed->pdata[i])->id, "250 ok", &error);
    g_autoptr(Letter) bounce = identified(store, &(WorldLetter){.kind = KIND_BOUNCE,
                                                     .from = "mailer-daemon@example.org",
                                                     .words = "user unknown",
                                                     .answers = MAIL_TO_A7});
    g_assert_cmpint(bounce->hold, ==, HOLD_NOT);
    OutboxDepth depth;
    g_assert_true(store_outbox_depth(store, &depth, &error));
    g_assert_cmpint(depth.failed, ==, 1);
    g_assert_cmpint(depth.sent, ==, (int)claimed->len - 1);
}

/* One letter that is somebody else's by now: nothing of the batch is written. */
static void
writes_a_batch_whole(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = world_new();
    g_autoptr(Config) config = world_config();
    gint64 id =
        world_letter(store, &(WorldLetter){.from = "x@example.net", .words = "طلب"});
    world_letter(store, &(WorldLetter){.from = "y@example.net", .words = "طلب"});
    g_autoptr(GPtrArray) letters =
        store_letters_claim(store, LETTER_READ, 100, 60000, &error);
    ((Letter *)letters->pdata[1])->claim++;
    g_assert_false(identify_letters(config, &KEY, store, letters, &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY);
    g_autoptr(Letter) first = store_letter_get(store, id, NULL);
    g_assert_cmpint(first->state, ==, LETTER_READ);
    g_assert_cmpint(first->hold, ==, HOLD_NOT);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/identify/writes", writes_what_it_found);
    g_test_add_func("/identify/first-reason", keeps_the_first_reason);
    g_test_add_func("/identify/tokens", knows_its_own_tokens);
    g_test_add_func("/identify/bounce", puts_a_bounce_to_its_mail);
    g_test_add_func("/identify/batch", writes_a_batch_whole);
    return g_test_run();
}

/* test-weights.c - what clues are worth, against each other. */
#include "identify/weights.h"

static Weights *weights;

static void
puts_clues_in_order(void)
{
    g_assert_cmpfloat(
        weight_bits(weights, WEIGHT_TOKEN), >, weight_bits(weights, WEIGHT_STRAY_THREAD));
    g_assert_cmpfloat(weight_bits(weights, WEIGHT_SENDER_VERIFIED), >,
        weight_bits(weights, WEIGHT_SENDER_UNVERIFIED));
    g_assert_cmpfloat(
        weight_bits(weights, WEIGHT_NATIONAL_ID), >, weight_bits(weights, WEIGHT_MOBILE));
    g_assert_cmpfloat(
        weight_bits(weights, WEIGHT_MOBILE), >, weight_bits(weights, WEIGHT_QUOTED));
    g_assert_cmpfloat(weight_bits(weights, WEIGHT_SENDER_FORGED), ==, 0);
    g_assert_cmpfloat(weight_bits(weights, WEIGHT_NAME_DIFFERS), <, 0);
    g_assert_cmpfloat(weight_bits(weights, WEIGHT_NATIONAL_ID_DIFFERS), <, 0);
}

/* A name a thousand people bear says little, a rare one much; a small register says little of
 * either. */
static void
weighs_names_by_how_rare_they_are(void)
{
    double common = weight_name_bits(weights, NAME_AGREES, 1000, 100000);
    double rare = weight_name_bits(weights, NAME_AGREES, 1, 100000);
    g_assert_cmpfloat(rare, >, common + 8);
    g_assert_cmpfloat(weight_name_bits(weights, NAME_CLOSE, 1, 100000), <, rare);
    g_assert_cmpfloat(weight_name_bits(weights, NAME_AGREES, 1, 3), <, rare);
    g_assert_cmpfloat(weight_name_bits(weights, NAME_AGREES, 1, 3), >, 5);
}

/* What the rule takes for proof is likely enough in a register of a million. */
static void
proof_is_likely_enough_among_a_million(void)
{
    double prior = weight_prior_bits(1000000);
    g_assert_cmpfloat(prior + weight_bits(weights, WEIGHT_SENDER_VERIFIED), >, 10);
    g_assert_cmpfloat(prior + weight_bits(weights, WEIGHT_THREAD), >, 6.5);
    g_assert_cmpfloat(prior + weight_bits(weights, WEIGHT_TOKEN), >, 10);
    double name = weight_name_bits(weights, NAME_CLOSE, 20, 1000000);
    g_assert_cmpfloat(prior + weight_bits(weights, WEIGHT_NATIONAL_ID) + name, >, 10);
    g_assert_cmpfloat(prior + weight_bits(weights, WEIGHT_MOBILE) + name, >, 10);
}

/* Every level has a word, a sensible m and u, and says where they come from. */
static void
is_a_whole_table(void)
{
    for (int i = 0; i < WEIGHT_COUNT; i++) {
        WeightLevel level;
        g_assert_true(weight_from_name(weight_name(i), &level));
        g_assert_cmpint(level, ==, i);
        const Weight *weight = &weights->levels[i];
        g_assert_cmpfloat(weight->m, >, 0);
        g_assert_cmpfloat(weight->m, <, 1);
        g_assert_cmpfloat(weight->u, <, 1);
        g_assert_cmpstr(weight->origin, !=, "");
    }
    WeightLevel none;
    g_assert_false(weight_from_name("nothing", &none));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    weights = weights_new();
    g_test_add_func("/weights/table", is_a_whole_table);
    g_test_add_func("/weights/order", puts_clues_in_order);
    g_test_add_func("/weights/names", weighs_names_by_how_rare_they_are);
    g_test_add_func("/weights/million", proof_is_likely_enough_among_a_million);
    int failed = g_test_run();
    weights_free(weights);
    return failed;
}

/* test-learn.c - m and u from what persons decided. */
#include "identify/learn.h"
#include "world.h"

#include <glib/gstdio.h>

#define LETTERS 2000
#define OTHERS_EACH 3 /* candidates that are not the one */

/* Letters whose clues are found by chances that are known: half of them decided. */
static GArray *
letters_by_chance(double m_mobile, double m_id, double u_mobile)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(1448);
    GArray *pairs = g_array_new(FALSE, FALSE, sizeof(LearnPair));
    for (int i = 0; i < LETTERS * (1 + OTHERS_EACH); i++) {
        bool is = i % (1 + OTHERS_EACH) == 0;
        LearnPair pair = {.decided = i % 8 < 4, .is_partys = is};
        if (g_rand_double(rand) < (is ? m_mobile : u_mobile))
            pair.levels |= 1u << WEIGHT_MOBILE;
        if (is && g_rand_double(rand) < m_id)
            pair.levels |= 1u << WEIGHT_NATIONAL_ID_LABELLED;
        if (g_rand_double(rand) < (is ? 0.1 : 0.8))
            pair.levels |= 1u << WEIGHT_NAME_DIFFERS;
        g_array_append_val(pairs, pair);
    }
    return pairs;
}

static void
finds_the_chances_again(void)
{
    g_autoptr(Weights) weights = weights_new();
    g_autoptr(GArray) pairs = letters_by_chance(0.4, 0.7, 0.2);
    double others = 1e5 * LETTERS;
    int rounds = learn_estimate(weights, pairs, others);
    g_test_message("%d rounds: mobile %.3f %.2e, id %.3f %.2e, name %.3f %.3f", rounds,
        weights->levels[WEIGHT_MOBILE].m, weights->levels[WEIGHT_MOBILE].u,
        weights->levels[WEIGHT_NATIONAL_ID_LABELLED].m,
        weights->levels[WEIGHT_NATIONAL_ID_LABELLED].u,
        weights->levels[WEIGHT_NAME_DIFFERS].m, weights->levels[WEIGHT_NAME_DIFFERS].u);
    g_assert_cmpfloat_with_epsilon(weights->levels[WEIGHT_MOBILE].m, 0.4, 0.05);
    g_assert_cmpfloat_with_epsilon(
        weights->levels[WEIGHT_NATIONAL_ID_LABELLED].m, 0.7, 0.05);
    g_assert_cmpfloat_with_epsilon(weights->levels[WEIGHT_NAME_DIFFERS].m, 0.1, 0.05);
    g_assert_cmpfloat_with_epsilon(weights->levels[WEIGHT_NAME_DIFFERS].u, 0.8, 0.05);
    /* Of an index u is that of the whole register, not of those it brought. */
    double u = 0.2 * LETTERS * OTHERS_EACH / others;
    g_assert_cmpfloat(weights->levels[WEIGHT_MOBILE].u, <, 3 * u);
    g_assert_cmpfloat(weights->levels[WEIGHT_MOBILE].u, >, u / 3);
    /* What was never seen keeps about what the table says. */
    g_assert_cmpfloat(weight_bits(weights, WEIGHT_NATIONAL_ID_LABELLED), >, 20);
}

/* What speaks for a party is never learned to speak against it. */
static void
turns_nothing_round(void)
{
    g_autoptr(Weights) table = weights_new();
    g_autoptr(Weights) weights = weights_new();
    g_autoptr(GArray) pairs = letters_by_chance(0.0, 0.0, 1.0);
    learn_estimate(weights, pairs, 0);
    for (int i = 0; i < WEIGHT_COUNT; i++)
        if (weight_has_u(i))
            g_assert_true((weight_bits(weights, i) > 0) == (weight_bits(table, i) > 0));
}

static void
refuses_a_few_decisions(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = world_new();
    g_assert_null(learn_from_store(store, &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
}

static char *
new_folder(void)
{
    return g_dir_make_tmp("diwan-learn-XXXXXX", NULL);
}

static void
remove_folder(const char *folder)
{
    g_autofree char *file = g_build_filename(folder, "weights.conf", NULL);
    g_unlink(file);
    g_rmdir(folder);
}

static void
keeps_what_it_learned(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = new_folder();
    Learned learned = {.weights = weights_new()};
    learned.weights->levels[WEIGHT_MOBILE].m = 0.25;
    learned.weights->levels[WEIGHT_MOBILE].u = 3.5e-9;
    g_assert_true(learned_save(&learned, folder, &error));
    g_autoptr(Weights) loaded = weights_load(folder, &error);
    g_assert_no_error(error);
    for (int i = 0; i < WEIGHT_COUNT; i++) {
        g_assert_cmpfloat(loaded->levels[i].m, ==, learned.weights->levels[i].m);
        g_assert_cmpfloat(loaded->levels[i].u, ==, learned.weights->levels[i].u);
    }
    g_autofree char *file = g_build_filename(folder, "weights.conf", NULL);
    g_file_set_contents(file, "[mobile]\nm=7\nu=0.1\n", -1, NULL);
    g_assert_null(weights_load(folder, &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG);
    weights_free(learned.weights);
    remove_folder(folder);
}

/* Were every weight to cry for it, a letter without proof is nobody's. */
static void
proof_does_not_rest_on_it(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = world_new();
    g_autoptr(Config) config = world_config();
    config->office = new_folder();
    Learned learned = {.weights = weights_new()};
    for (int i = 0; i < WEIGHT_COUNT; i++) {
        learned.weights->levels[i].m = 0.99;
        learned.weights->levels[i].u = weight_has_u(i) ? 1e-12 : 0;
    }
    g_assert_true(learned_save(&learned, config->office, &error));
    const ReferenceKey key = {{1}};
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    static const char *const words[] = {"رقم الهوية 1106300773",
        "الاسم: نورة صالح الدوسري\nرقم الهوية: 1106300778",
        "الاسم: سعيد مبارك الغامدي\nرقم الهوية 1106300773", "نورة صالح الدوسري"};
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        g_autoptr(Letter) letter = letter_new();
        letter->from_address = g_strdup("stranger@example.net");
        letter->new_text = g_strdup(words[i]);
        letter->text = g_strdup(words[i]);
        g_autoptr(Identification) found =
            identify_letter(config, &key, store, letter, none, none, &error);
        g_assert_no_error(error);
        g_assert_cmpint(found->outcome, !=, MATCH_ONE);
    }
    weights_free(learned.weights);
    remove_folder(config->office);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/learn/chances", finds_the_chances_again);
    g_test_add_func("/learn/round", turns_nothing_round);
    g_test_add_func("/learn/few", refuses_a_few_decisions);
    g_test_add_func("/learn/kept", keeps_what_it_learned);
    g_test_add_func("/learn/proof", proof_does_not_rest_on_it);
    return g_test_run();
}

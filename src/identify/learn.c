/* learn.c - m and u estimated anew from what persons decided: EM, by Winkler's and Dempster's way.
 *
 * Only candidates have rows; all other parties told nothing in a letter, and are counted as so many
 * pairs without a clue: without them u would be that of candidates, who are there because something
 * agreed. What speaks against a party, and what is no index, is seen of candidates alone, so its u is
 * theirs. Each estimate begins with the table's value as if some pairs had been seen before, so that
 * a few decisions move it a little. What would turn a clue into its opposite is not taken.
 */
#include "identify/learn.h"

#include "identify/identify.h"

#include <math.h>
#include <string.h>

#define MOST_ROUNDS 100
#define CLOSE_ENOUGH 1e-6
/* Pairs that the table's value counts as. */
#define PAIRS_BEFORE 20.0
/* A u smaller than this is that of an index: it counts as one pair found. */
#define RARE_U 0.01
#define MOST_PAIRS 200000
#define LEAST_M 0.005
#define MOST_M 0.995

typedef struct Estimate {
    double m[WEIGHT_COUNT], u[WEIGHT_COUNT];
    double among[WEIGHT_COUNT]; /* u among candidates: by it their class is judged */
    double share;               /* of pairs that are the party's */
} Estimate;

void
learned_free(Learned *learned)
{
    if (learned == NULL)
        return;
    weights_free(learned->weights);
    g_free(learned);
}

/* The chance that a pair is the party's. */
static double
chance_of(const Estimate *now, const LearnPair *pair)
{
    if (pair->decided)
        return pair->is_partys ? 1 : 0;
    double bits = log2(now->share / (1 - now->share));
    for (int i = 0; i < WEIGHT_COUNT; i++) {
        bool found = (pair->levels >> i & 1) != 0;
        if (!weight_has_u(i))
            continue;
        bits += found ? log2(now->m[i] / now->among[i])
                      : log2((1 - now->m[i]) / (1 - now->among[i]));
    }
    return 1 / (1 + exp2(-bits));
}

/* What was counted of a level in one round. */
typedef struct Count {
    double partys, others;
} Count;

static double
estimate_u(const Weight *before, double found, double all_pairs, double candidates)
{
    if (before->u < RARE_U)
        return (found + 1) / (all_pairs + 1 / before->u);
    return (found + PAIRS_BEFORE * before->u) / (candidates + PAIRS_BEFORE);
}

/* One round; returns how far the estimates moved. */
static double
round_of(const Weights *before, GArray *pairs, double others, Estimate *now)
{
    Count found[WEIGHT_COUNT] = {0};
    Count all = {0};
    double moved = 0;
    for (guint i = 0; i < pairs->len; i++) {
        const LearnPair *pair = &g_array_index(pairs, LearnPair, i);
        double chance = chance_of(now, pair);
        all.partys += chance;
        all.others += 1 - chance;
        for (int k = 0; k < WEIGHT_COUNT; k++)
            if ((pair->levels >> k & 1) != 0) {
                found[k].partys += chance;
                found[k].others += 1 - chance;
            }
    }
    for (int k = 0; k < WEIGHT_COUNT; k++) {
        const Weight *table = &before->levels[k];
        double m =
            (found[k].partys + PAIRS_BEFORE * table->m) / (all.partys + PAIRS_BEFORE);
        m = CLAMP(m, LEAST_M, MOST_M);
        moved = MAX(moved, fabs(m - now->m[k]));
        now->m[k] = m;
        now->among[k] = CLAMP((found[k].others + 1) / (all.others + 2), LEAST_M, MOST_M);
        if (weight_has_u(k))
            now->u[k] =
                estimate_u(table, found[k].others, all.others + others, all.others);
    }
    now->share = CLAMP(all.partys / (all.partys + all.others + 1), 1e-6, 1 - 1e-6);
    return moved;
}

/* Takes an estimate unless it turns what speaks for a party against it, or the other way. */
static void
take(Weight *weight, double m, double u, bool has_u)
{
    if (has_u && (m > u) != (weight->m > weight->u))
        return;
    weight->m = m;
    weight->u = has_u ? u : weight->u;
}

int
learn_estimate(Weights *weights, GArray *pairs, double others)
{
    Estimate now = {.share = 0.2};
    int rounds = 0;
    for (int i = 0; i < WEIGHT_COUNT; i++) {
        now.m[i] = weights->levels[i].m;
        now.u[i] = weights->levels[i].u;
        now.among[i] = CLAMP(weights->levels[i].u, LEAST_M, MOST_M);
    }
    while (rounds < MOST_ROUNDS) {
        rounds++;
        if (round_of(weights, pairs, others, &now) < CLOSE_ENOUGH)
            break;
    }
    for (int i = 0; i < WEIGHT_COUNT; i++)
        take(&weights->levels[i], now.m[i], now.u[i], weight_has_u(i));
    return rounds;
}

/* ---- from the store ---- */

typedef struct Gathering {
    GArray *pairs; /* of LearnPair */
    gint64 letter_id;
    int letters;
} Gathering;

static void
gather(gint64 letter_id, bool decided, bool is_partys, GPtrArray *clues, void *user_data)
{
    Gathering *gathering = user_data;
    LearnPair pair = {.decided = decided, .is_partys = is_partys};
    for (guint i = 0; i < clues->len; i++) {
        const Clue *clue = clues->pdata[i];
        WeightLevel level;
        if (clue->level != NULL && weight_from_name(clue->level, &level))
            pair.levels |= 1u << level;
    }
    gathering->letters += letter_id != gathering->letter_id;
    gathering->letter_id = letter_id;
    g_array_append_val(gathering->pairs, pair);
}

Learned *
learn_from_store(Store *store, GError **error)
{
    int decisions = store_decisions_count(store);
    if (decisions < LEARN_LEAST_DECISIONS) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "%d letters were decided by persons, and %d are needed: the weights stay as "
            "they are",
            decisions, LEARN_LEAST_DECISIONS);
        return NULL;
    }
    g_autoptr(GArray) pairs = g_array_new(FALSE, FALSE, sizeof(LearnPair));
    Gathering gathering = {.pairs = pairs};
    if (!store_pairs_each(store, MOST_PAIRS, gather, &gathering, error))
        return NULL;
    Learned *learned = g_new0(Learned, 1);
    learned->weights = weights_new();
    learned->decisions = decisions;
    learned->pairs = pairs->len;
    double all = (double)gathering.letters * store_parties_about(store);
    learned->rounds = learn_estimate(learned->weights, pairs, MAX(all - pairs->len, 0));
    for (int i = 0; i < WEIGHT_COUNT; i++) {
        g_free(learned->weights->levels[i].origin);
        learned->weights->levels[i].origin =
            g_strdup_printf("%d decisions of persons, %d candidates, %d rounds of EM",
                decisions, learned->pairs, learned->rounds);
    }
    return learned;
}

/* ---- the office's file ---- */

static char *
file_of(const char *office)
{
    return g_build_filename(office, "weights.conf", NULL);
}

bool
learned_save(const Learned *learned, const char *office, GError **error)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autofree char *path = file_of(office);
    for (int i = 0; i < WEIGHT_COUNT; i++) {
        const Weight *weight = &learned->weights->levels[i];
        g_key_file_set_double(file, weight_name(i), "m", weight->m);
        if (weight_has_u(i))
            g_key_file_set_double(file, weight_name(i), "u", weight->u);
        g_key_file_set_string(file, weight_name(i), "origin", weight->origin);
    }
    g_key_file_set_comment(file, NULL, NULL,
        " What each clue is worth: m, how often it is found when a letter is the "
        "party's; u,\n"
        " how often when it is somebody else's. Written by `diwan identify --learn`; "
        "without\n"
        " this file the program's own table holds.",
        NULL);
    return g_key_file_save_to_file(file, path, error);
}

static bool
load_level(GKeyFile *file, WeightLevel level, Weight *weight)
{
    const char *name = weight_name(level);
    if (!g_key_file_has_group(file, name))
        return true;
    double m = g_key_file_get_double(file, name, "m", NULL);
    double u =
        weight_has_u(level) ? g_key_file_get_double(file, name, "u", NULL) : weight->u;
    if (!(m > 0 && m < 1) || (weight_has_u(level) && !(u > 0 && u < 1)))
        return false;
    weight->m = m;
    weight->u = u;
    g_free(weight->origin);
    weight->origin = g_key_file_get_string(file, name, "origin", NULL);
    if (weight->origin == NULL)
        weight->origin = g_strdup("");
    return true;
}

Weights *
weights_load(const char *office, GError **error)
{
    g_autoptr(Weights) weights = weights_new();
    g_autofree char *path = office != NULL ? file_of(office) : NULL;
    g_autoptr(GKeyFile) file = g_key_file_new();
    if (path == NULL || !g_file_test(path, G_FILE_TEST_EXISTS))
        return g_steal_pointer(&weights);
    bool well = g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, NULL);
    for (int i = 0; well && i < WEIGHT_COUNT; i++)
        well = load_level(file, i, &weights->levels[i]);
    if (well)
        return g_steal_pointer(&weights);
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
        "'%s' is no table of weights, each with m and u between 0 and 1: no letter was "
        "identified by it; remove it, and the program's own table holds",
        path);
    return NULL;
}

bool
identify_learn(Store *store, const char *office, char **told, GError **error)
{
    g_autoptr(Learned) learned = learn_from_store(store, error);
    if (learned == NULL || !learned_save(learned, office, error))
        return false;
    g_autofree char *path = file_of(office);
    *told = g_strdup_printf("%s: from %s", path, learned->weights->levels[0].origin);
    return true;
}

char *
identify_weights_table(const char *office, GError **error)
{
    g_autoptr(Weights) weights = weights_load(office, error);
    if (weights == NULL)
        return NULL;
    GString *table =
        g_string_new("level                      m          u   bits  origin\n");
    for (int i = 0; i < WEIGHT_COUNT; i++) {
        const Weight *weight = &weights->levels[i];
        if (weight_has_u(i))
            g_string_append_printf(table, "%-20s  %7.4f  %9.2e  %+5.1f  %s\n",
                weight_name(i), weight->m, weight->u, weight_bits(weights, i),
                weight->origin);
        else
            g_string_append_printf(table, "%-20s  %7.4f  its share         %s\n",
                weight_name(i), weight->m, weight->origin);
    }
    return g_string_free(table, FALSE);
}

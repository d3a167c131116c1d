/* weights.c - what each clue is worth: Fellegi and Sunter's log2(m/u).
 *
 * m is how often the clue is found when the letter is the party's, u how often when it is
 * somebody else's. The values here are estimates, each with its origin; an office puts its own in
 * their place when it has decided letters enough (learn.c). The rule in decision.c does not rest
 * on them: they put candidates in order and hold back a match that is not likely enough.
 */
#include "identify/weights.h"

#include <math.h>
#include <string.h>

/* A level of u 0 has the share of the name in its place. */
static const struct {
    const char *name;
    double m, u;
    const char *origin;
} table[WEIGHT_COUNT] = {
    [WEIGHT_TOKEN] = {"token", 0.99, 1e-9,
        "a keyed hash of 80 bits is not guessed; u is for a mailbox read by two people"},
    [WEIGHT_THREAD] = {"thread", 0.99, 1e-8,
        "Message-IDs of ours are random and seen by their recipient alone"},
    [WEIGHT_OWN_THREAD] = {"own_thread", 0.90, 1e-5,
        "Message-IDs of others may be guessed or copied, and so may From"},
    [WEIGHT_STRAY_THREAD] = {"stray_thread", 0.30, 1e-4,
        "a forwarded answer: about the party, not by it"},
    [WEIGHT_REGISTER_NUMBER] = {"register_number", 0.50, 1e-5,
        "half of those who write again quote it; numbers are consecutive, and the check "
        "digit misses one slip in ten"},
    [WEIGHT_SENDER_VERIFIED] = {"sender_verified", 0.90, 1e-9,
        "people write from the address they gave; u is for a lost or lent mailbox"},
    [WEIGHT_SENDER_UNVERIFIED] = {"sender_unverified", 0.90, 1e-4,
        "nobody vouches for From; forging a known address takes knowing it"},
    [WEIGHT_SENDER_FORGED] = {"sender_forged", 0.50, 0.50,
        "the domain says it did not send this: it tells nothing of the party"},
    [WEIGHT_SENDER_CONFIRMED] = {"sender_confirmed", 0.60, 1e-6,
        "a person looked; a mailbox may be lent or a cafe's"},
    [WEIGHT_SENDER_REJECTED] = {"sender_rejected", 0.02, 0.90,
        "a person looked; one who wrote for others may yet write for himself"},
    [WEIGHT_NATIONAL_ID] = {"national_id", 0.95, 1e-7,
        "ten digits hold Luhn one time in ten, and are this party's once in some hundred "
        "million; copies of others' IDs are written now and then"},
    [WEIGHT_NATIONAL_ID_LABELLED] = {"national_id_labelled", 0.95, 3e-8,
        "as before, and said to be one"},
    [WEIGHT_NATIONAL_ID_DIFFERS] = {"national_id_differs", 0.03, 0.90,
        "letters that name a dependant's ID and not the writer's own"},
    [WEIGHT_NATIONAL_ID_NEAR] = {"national_id_near", 0.03, 1e-6,
        "one letter in thirty has a wrong digit; of ten digits some ten others are one "
        "digit off and hold the check"},
    [WEIGHT_IBAN] = {"iban", 0.90, 1e-6,
        "shared by couples, and written by those who pay on behalf"},
    [WEIGHT_FILE_NO] = {"file_no", 0.90, 1e-5,
        "short and consecutive: a slip of the pen is another's"},
    [WEIGHT_MOBILE] = {"mobile", 0.90, 2e-6,
        "shared in families, given anew by the operator after a while"},
    [WEIGHT_MOBILE_NEAR] = {"mobile_near", 0.03, 1e-4,
        "as for an ID, without a check digit: seventy-two others are one digit off"},
    [WEIGHT_QUOTED] = {"quoted", 0.50, 1e-3,
        "what is quoted was written by somebody else, perhaps about somebody else"},
    [WEIGHT_BIRTH] = {"birth", 0.90, 5e-5,
        "some twenty thousand days on which those who write were born"},
    [WEIGHT_BIRTH_DIFFERS] = {"birth_differs", 0.05, 0.95,
        "days of birth are misread, turned and converted by a day or two"},
    [WEIGHT_CITY] = {"city", 0.80, 0.15, "most of those on record live in a few cities"},
    [WEIGHT_CITY_DIFFERS] = {"city_differs", 0.20, 0.85,
        "people move, and write from where they stay"},
    [WEIGHT_NAME_AGREES] = {"name_agrees", 0.70, 0,
        "u is the name's share of the register"},
    [WEIGHT_NAME_CLOSE] = {"name_close", 0.25, 0,
        "one writer in four spells it otherwise; about four other names are as close"},
    [WEIGHT_NAME_DIFFERS] = {"name_differs", 0.05, 0.95,
        "a child, a clerk or a nickname stands for the party one time in twenty"},
};

/* A small register says little of how common a name is: it counts as if so many strangers stood
 * beside it, among whom a full name is held by one in so many. */
#define IMAGINED_PEOPLE 1000.0
#define IMAGINED_SHARE 1e-4
/* So many other names are as close as one that is close. */
#define NAMES_AS_CLOSE 4

/* How often the writer is on the register at all. */
#define KNOWN_WRITERS 0.7

Weights *
weights_new(void)
{
    Weights *weights = g_new0(Weights, 1);
    for (int i = 0; i < WEIGHT_COUNT; i++)
        weights->levels[i] = (Weight){table[i].m, table[i].u, g_strdup(table[i].origin)};
    return weights;
}

void
weights_free(Weights *weights)
{
    if (weights == NULL)
        return;
    for (int i = 0; i < WEIGHT_COUNT; i++)
        g_free(weights->levels[i].origin);
    g_free(weights);
}

const char *
weight_name(WeightLevel level)
{
    return table[level].name;
}

bool
weight_from_name(const char *name, WeightLevel *level)
{
    for (int i = 0; i < WEIGHT_COUNT; i++)
        if (strcmp(table[i].name, name) == 0) {
            *level = i;
            return true;
        }
    return false;
}

bool
weight_has_u(WeightLevel level)
{
    return table[level].u > 0;
}

double
weight_bits(const Weights *weights, WeightLevel level)
{
    g_assert(weight_has_u(level));
    return log2(weights->levels[level].m / weights->levels[level].u);
}

double
weight_name_bits(
    const Weights *weights, NameAgreement agreement, int holders, int parties)
{
    double share =
        (holders + IMAGINED_PEOPLE * IMAGINED_SHARE) / (parties + IMAGINED_PEOPLE);
    return agreement == NAME_AGREES
               ? log2(weights->levels[WEIGHT_NAME_AGREES].m / share)
               : log2(weights->levels[WEIGHT_NAME_CLOSE].m / (NAMES_AS_CLOSE * share));
}

double
weight_prior_bits(int parties)
{
    return log2(KNOWN_WRITERS / (MAX(parties, 1) * (1 - KNOWN_WRITERS)));
}

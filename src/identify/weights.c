/* weights.c - what each clue is worth: Fellegi and Sunter's log2(m/u).
 *
 * m is how often the clue is found when the letter is the party's, u how often when it is
 * somebody else's. The values are estimates, each with its origin; the rule in decision.c does
 * not rest on them, they put candidates in order and hold back a match that is not likely enough.
 */
#include "identify/weights.h"

#include <math.h>

static const struct {
    double m, u;
} weights[WEIGHT_COUNT] = {
    /* A keyed hash of 80 bits is not guessed; u is for a mailbox read by two people. */
    [WEIGHT_TOKEN] = {0.99, 1e-9},
    /* Message-IDs of ours are random and seen by their recipient alone. */
    [WEIGHT_THREAD] = {0.99, 1e-8},
    /* Message-IDs of others may be guessed or copied, so may From. */
    [WEIGHT_OWN_THREAD] = {0.90, 1e-5},
    /* A forwarded answer: about the party, not by it. */
    [WEIGHT_STRAY_THREAD] = {0.30, 1e-4},
    /* Half of those who write again quote it; numbers are consecutive, so that a slip of one digit
     * which the check digit misses (about one in ten) is another's. */
    [WEIGHT_REGISTER_NUMBER] = {0.50, 1e-5},
    /* People write from the address they gave; u is for a lost or lent mailbox. */
    [WEIGHT_SENDER_VERIFIED] = {0.90, 1e-9},
    /* Nobody vouches for From; forging a known address takes knowing it. */
    [WEIGHT_SENDER_UNVERIFIED] = {0.90, 1e-4},
    /* The domain says it did not send this: tells nothing of the party. */
    [WEIGHT_SENDER_FORGED] = {0.50, 0.50},
    /* Ten digits in a text hold Luhn one time in ten; that they are this party's is one in some
     * hundred million, and copies of other people's IDs are written now and then. */
    [WEIGHT_NATIONAL_ID] = {0.95, 1e-7},
    [WEIGHT_NATIONAL_ID_LABELLED] = {0.95, 3e-8},
    /* Letters that name a dependant's ID and not the writer's own. */
    [WEIGHT_NATIONAL_ID_DIFFERS] = {0.03, 0.90},
    /* Shared by couples, and written by those who pay on behalf. */
    [WEIGHT_IBAN] = {0.90, 1e-6},
    /* Short and consecutive: a slip of the pen is another's. */
    [WEIGHT_FILE_NO] = {0.90, 1e-5},
    /* Shared in families, given anew by the operator after a while. */
    [WEIGHT_MOBILE] = {0.90, 2e-6},
    /* What is quoted was written by somebody else, perhaps about somebody else. */
    [WEIGHT_QUOTED] = {0.50, 1e-3},
    /* A child, a clerk or a nickname stands for the party one time in twenty. */
    [WEIGHT_NAME_DIFFERS] = {0.05, 0.95},
};

/* A small register says little of how common a name is: it counts as if so many strangers stood
 * beside it, among whom a full name is held by one in so many. */
#define IMAGINED_PEOPLE 1000.0
#define IMAGINED_SHARE 1e-4

/* How often the writer is on the register at all. */
#define KNOWN_WRITERS 0.7

double
weight_bits(WeightLevel level)
{
    return log2(weights[level].m / weights[level].u);
}

double
weight_name_bits(NameAgreement agreement, int holders, int parties)
{
    double share =
        (holders + IMAGINED_PEOPLE * IMAGINED_SHARE) / (parties + IMAGINED_PEOPLE);
    /* Close spellings: one writer in four, and about four other names are as close. */
    return agreement == NAME_AGREES ? log2(0.70 / share) : log2(0.25 / (4 * share));
}

double
weight_prior_bits(int parties)
{
    return log2(KNOWN_WRITERS / (MAX(parties, 1) * (1 - KNOWN_WRITERS)));
}

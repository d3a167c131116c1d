/* weights.h - what each clue is worth: Fellegi and Sunter's m and u, in one table with their origin. */
#pragma once

#include "language/language.h"

typedef enum {
    WEIGHT_TOKEN,        /* our signed token, used by a participant */
    WEIGHT_THREAD,       /* an answer to a Message-ID of ours, by a participant */
    WEIGHT_OWN_THREAD,   /* an answer to the writer's own earlier letter */
    WEIGHT_STRAY_THREAD, /* any of these, used by somebody else */
    WEIGHT_REGISTER_NUMBER,
    WEIGHT_SENDER_VERIFIED,
    WEIGHT_SENDER_UNVERIFIED,
    WEIGHT_SENDER_FORGED,
    WEIGHT_SENDER_CONFIRMED, /* a person found an earlier letter from this address to be the party's */
    WEIGHT_SENDER_REJECTED, /* … not to be the party's */
    WEIGHT_NATIONAL_ID,
    WEIGHT_NATIONAL_ID_LABELLED,
    WEIGHT_NATIONAL_ID_DIFFERS,
    WEIGHT_NATIONAL_ID_NEAR, /* one digit off the party's, with a check digit that fails */
    WEIGHT_IBAN,
    WEIGHT_FILE_NO,
    WEIGHT_MOBILE,
    WEIGHT_MOBILE_NEAR, /* one digit off the party's, and nobody's */
    WEIGHT_QUOTED,      /* any identifier that stands in the quotation alone */
    WEIGHT_BIRTH,
    WEIGHT_BIRTH_DIFFERS,
    WEIGHT_CITY,
    WEIGHT_CITY_DIFFERS,
    WEIGHT_NAME_AGREES, /* its u is the name's share of the register; so is that of the next */
    WEIGHT_NAME_CLOSE,
    WEIGHT_NAME_DIFFERS,
    WEIGHT_COUNT,
} WeightLevel;

typedef struct Weight {
    double m; /* how often the clue is found when the letter is the party's */
    double u; /* how often when it is somebody else's; of a name: see weight_name_bits */
    char *origin; /* in words */
} Weight;

typedef struct Weights {
    Weight levels[WEIGHT_COUNT];
} Weights;

/* The table of this program. */
Weights *weights_new(void);
void weights_free(Weights *weights);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Weights, weights_free)

/* "national_id_labelled": of a level, and back; false for an unknown word. */
const char *weight_name(WeightLevel level);
bool weight_from_name(const char *name, WeightLevel *level);
/* Whether u is measured too, or is a name's share. */
bool weight_has_u(WeightLevel level);

/* log2(m/u): positive speaks for the party, negative against. */
double weight_bits(const Weights *weights, WeightLevel level);

/* The same for a name that agrees or is close, by how many of all parties hold it. */
double weight_name_bits(
    const Weights *weights, NameAgreement agreement, int holders, int parties);

/* The bits a party has before anything is read, against the writer being nobody on record. */
double weight_prior_bits(int parties);

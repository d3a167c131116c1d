/* weights.h - what each clue is worth, in bits. */
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
    WEIGHT_NATIONAL_ID,
    WEIGHT_NATIONAL_ID_LABELLED,
    WEIGHT_NATIONAL_ID_DIFFERS,
    WEIGHT_IBAN,
    WEIGHT_FILE_NO,
    WEIGHT_MOBILE,
    WEIGHT_QUOTED, /* any identifier that stands in the quotation alone */
    WEIGHT_NAME_DIFFERS,
    WEIGHT_COUNT,
} WeightLevel;

/* log2(m/u): positive speaks for the party, negative against. */
double weight_bits(WeightLevel level);

/* The same for a name that agrees or is close, by how many of all parties hold it. */
double weight_name_bits(NameAgreement agreement, int holders, int parties);

/* The bits a party has before anything is read, against the writer being nobody on record. */
double weight_prior_bits(int parties);

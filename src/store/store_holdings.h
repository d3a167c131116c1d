/* store_holdings.h - all that the office holds of one party, row by row. A section of store.h, which
 * includes it. */
#pragma once

#include "store/store.h"

/* ---- holdings (holdings.c) ---- */

/* A column of a row by its name. An `_at` is an instant. */
typedef struct HoldingField {
    const char *name;
    enum { HOLDING_NOTHING, HOLDING_NUMBER, HOLDING_REAL, HOLDING_TEXT } kind;
    gint64 number;
    double real;
    const char *text; /* borrowed until the next row */
} HoldingField;
/* section: "record", "letters" …; a column letter_id says which letter a row is of. */
typedef bool (*HoldingFunc)(const char *section, const HoldingField *fields, int n,
    void *user_data, GError **error);
/* Every row, section by section, of a party and of the records that were merged into it. false from each
 * ends it and is returned. What a third person is named by is left out where a column tells it. */
bool store_holdings_each(
    Store *store, gint64 party_id, HoldingFunc each, void *user_data, GError **error);
/* Whether a record is the party's own or was merged into it. */
bool store_party_is_own(Store *store, gint64 party_id, gint64 other_id);

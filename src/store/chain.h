/* chain.h - the journal's rows hang together: each bears a hash over itself and the row before.
 * Private to store/. */
#pragma once

#include "store/sql.h"
#include "store/store.h"

/* The hash of a row behind the row whose hash is former ("" for the first); hex, owned. */
char *chain_hash(const char *former, const JournalRow *row);

/* Chains rows that were written before rows were chained: part of a migration. */
bool chain_rows(Sql *sql, GError **error);

/* The act of a row that took notes out of others (their blanked_by is its id); its own note is the sum over
 * what is left of them. */
#define CHAIN_ERASED "party_erased"
/* That sum, of the rows that the row of this id takes the notes of; hex, owned. */
char *chain_blanks_sum(Sql *sql, gint64 by, GError **error);

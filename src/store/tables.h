/* tables.h - what the tables' files share. Private to store/. */
#pragma once

#include "store/sql.h"
#include "store/store.h"

struct Store {
    Sql *sql;
};

/* Begins a transaction when none is open: `mine` tells whether to end it. */
typedef struct Unit {
    Store *store;
    bool mine;
} Unit;
bool unit_begin(Unit *unit, Store *store, GError **error);
/* Commits when well and mine, rolls back when not well and mine; returns well and committed. */
bool unit_end(Unit *unit, bool well, GError **error);

/* Fails with RETRY "claim lost" unless the last statement changed exactly one row. */
bool claim_held(Store *store, GError **error);

/* A fresh claim number. */
gint64 claim_new(void);

/* A decision about a letter, and the end of the one that stands: parts of store_letter_decide_as and
 * store_letter_undecide (decisions.c). */
bool decision_add(
    Store *store, gint64 letter_id, const Decided *as, const char *actor, GError **error);
bool decision_undo(Store *store, gint64 letter_id, const char *actor, const char *reason,
    GError **error);

/* Whether an office that was lost may have said it already: it answers a letter that came before the office
 * was made again; or within a day of that, in which clocks catch up, it is about a request from before
 * (restore.c). */
bool outbox_is_restored(
    Store *store, gint64 letter_id, gint64 request_id, bool *is, GError **error);

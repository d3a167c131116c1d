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

/* A party's record and those merged into it; its one value is the party's id. */
#define OWN_RECORDS \
    "WITH RECURSIVE own (id) AS (SELECT CAST(? AS BIGINT) UNION" \
    " SELECT party.id FROM party JOIN own ON party.merged_into = own.id)"

/* Refuses what would be put on a record that was erased (parties.c). */
bool party_not_erased(Store *store, gint64 party_id, GError **error);

/* What a web form's mail says by field, in place of what stood there (web_fields.c). */
bool web_fields_save(Store *store, gint64 letter_id, const Mail *mail, GError **error);

/* That a row of the outbox, o, has nothing to do with a complaint of the login that is bound, NULL: of nobody. */
#define OUTBOX_FOR_READER \
    " NOT EXISTS (SELECT 1 FROM request_barred b WHERE b.login = ?" \
    "  AND b.why = 'complained_of' AND (b.request_id = o.request_id OR b.request_id =" \
    "   (SELECT about.request_id FROM letter AS about WHERE about.id = o.letter_id)))"

/* What was read on the pages of a batch is what stands on those of a part that was made of them: of n pages,
 * which are due (batches.c). */
bool batch_pages_known(Store *store, gint64 part_id, int n, GError **error);

/* Whether an office that was lost may have said it already: it answers a letter that came before the office
 * was made again; or within a day of that, in which clocks catch up, it is about a request from before
 * (restore.c). */
bool outbox_is_restored(
    Store *store, gint64 letter_id, gint64 request_id, bool *is, GError **error);

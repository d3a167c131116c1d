/* erasure.h - a person is forgotten as far as retention allows, when two of the office want it.
 *
 * The rows are blanked in one transaction (store/erasure_rows.c says what goes and what stays); then the
 * search, the files and the database's own file are freed of what they held. Killed anywhere it goes on
 * where it was. Not here: backups, printed paper, the mailbox on its server, disks that keep deleted blocks.
 */
#pragma once

#include "office/office.h"

/* What would go and what would stay; changes nothing. REFUSED says what is still under way, or that it was
 * done. */
bool erasure_look(
    Store *store, Archive *archive, gint64 party_id, ErasureCount *count, GError **error);

/* The first person wishes it, for a reason. REFUSED as above. */
bool erasure_ask(Store *store, Archive *archive, gint64 party_id, const char *by,
    const char *reason, ErasureCount *count, GError **error);

/* The second one approves, and it is done; or whoever may, goes on with what was interrupted (count is
 * zeros then). REFUSED when nobody asked within ERASURE_ASKED_DAYS, or the same person did; RETRY when it
 * has to be called again. */
enum { ERASURE_ASKED_DAYS = 30 };
bool erasure_approve(const Config *config, Store *store, Archive *archive,
    gint64 party_id, const char *by, ErasureCount *count, GError **error);

/* Copies of the database beside it, made before it was brought to a newer version: they hold what is erased
 * until somebody deletes them. Of char, names. */
GPtrArray *erasure_copies(const Config *config);

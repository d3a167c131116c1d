/* erasure_rows.h - the statements of an erasure, in the order in which erasures.c calls them, all in its
 * transaction. Private to store/. */
#pragma once

#include "store/tables.h"

/* Every file that rows name, but for letters that were erased. */
#define FILES_NAMED \
    "SELECT sha256 FROM letter WHERE erased_by IS NULL UNION SELECT sha256 FROM part" \
    " UNION SELECT image_sha256 FROM page WHERE image_sha256 IS NOT NULL" \
    " UNION SELECT image_sha256 FROM reading WHERE image_sha256 IS NOT NULL" \
    " UNION SELECT sha256 FROM document_version" \
    " UNION SELECT sha256 FROM paper WHERE sha256 IS NOT NULL" \
    " UNION SELECT sha256 FROM print_run WHERE sha256 != ''"

/* Which records and letters are the person's; answers (of gint64, or NULL) are letters besides. */
bool
erasure_mark(Store *store, const Erasure *erasure, const GArray *answers, GError **error);
/* What of it is not at rest, in words; *what stays NULL when all is. */
bool erasure_under_way(Store *store, gint64 erasure_id, char **what, GError **error);
bool erasure_count(Store *store, gint64 erasure_id, ErasureCount *count, GError **error);
/* Its files are due to be deleted. */
bool erasure_list_files(Store *store, gint64 erasure_id, GError **error);
bool erasure_blank(Store *store, gint64 erasure_id, GError **error);
/* Takes the notes of the journal, to the account of a row that follows. */
bool erasure_notes(Store *store, gint64 erasure_id, gint64 row_id, GError **error);
/* Files that others name stay: how many go, how many stay. */
bool erasure_settle_files(Store *store, int *files, int *shared, GError **error);

/* applicants_import.h - a table of people into the register of parties. */
#pragma once

#include "store/store.h"

typedef struct ImportRefusal {
    int line;
    char *reason; /* in words */
} ImportRefusal;

typedef struct ImportResult {
    int added, changed, unchanged;
    GPtrArray *refusals; /* of ImportRefusal, owned */
} ImportResult;
void import_result_clear(ImportResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ImportResult, import_result_clear)

/* Called after each commit with the rows read so far. */
typedef void (*ImportProgress)(int rows, void *user_data);

/* Takes every good row, a thousand to a commit; wrong ones are in result with line and reason. A
 * column the table does not have leaves the record's value. False when the table as a whole
 * cannot be used (nothing was taken) or the store failed (the commits before it stand). */
bool applicants_import(Store *store, GBytes *table, ImportResult *result,
    ImportProgress progress, void *user_data, GError **error);

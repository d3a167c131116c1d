/* erased.c - files that an erasure took: deleted from the disk, then noted as gone.
 *
 * In a transaction, in which no row can come to name one. Killed in between it is done again: a file that is
 * not there is gone.
 */
#include "archive/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static bool
drop(Archive *archive, const char *sha256, GError **error)
{
    char place[66];
    archive_place(sha256, place);
    if (unlinkat(archive->folder_fd, place, 0) == 0 || errno == ENOENT)
        return true;
    return error_from_errno(error, DIWAN_ERROR_RETRY,
        "cannot delete the kept file '%s/%s'", archive->folder, place);
}

/* Asked once for all of them: it goes through every row that names a file. */
static bool
drop_due(Archive *archive, Store *store, int *dropped, GError **error)
{
    g_autoptr(GPtrArray) due = store_erased_due(store, error);
    if (due == NULL)
        return false;
    for (guint i = 0; i < due->len; i++)
        if (!drop(archive, due->pdata[i], error))
            return false;
    if (due->len > 0 && syncfs(archive->folder_fd) != 0)
        return error_from_errno(
            error, DIWAN_ERROR_RETRY, "cannot flush the archive '%s'", archive->folder);
    for (guint i = 0; i < due->len; i++)
        if (!store_erased_gone(store, due->pdata[i], error))
            return false;
    *dropped = (int)due->len;
    return true;
}

bool
archive_drop_erased(Archive *archive, Store *store, int *dropped, GError **error)
{
    int n = 0;
    g_autoptr(GPtrArray) seen = store_erased_due(store, error);
    if (seen == NULL || (seen->len > 0 && !store_begin(store, error)))
        return false;
    if (seen->len > 0 &&
        (!drop_due(archive, store, &n, error) || !store_commit(store, error))) {
        store_rollback(store);
        return false;
    }
    if (dropped != NULL)
        *dropped = n;
    return true;
}

/* migrate.c - a database is brought to this program's version, migration by migration.
 *
 * Each is of one transaction with its number; before the first the file is copied aside. Two processes
 * may begin at once: the second finds the work done.
 */
#include "store/schema.h"

#include "store/chain.h"

#include <glib/gstdio.h>
#include <unistd.h>

/* What SQL cannot do of a migration, after its text and in its transaction. */
static bool
finish(Sql *sql, int version, GError **error)
{
    if (version == 2)
        return repack_words(sql, error);
    return version != 5 || chain_rows(sql, error);
}

/* The engine's own way of keeping the version inside the transaction. Another process may have come
 * first. */
static bool
step(Sql *sql, int version, GError **error)
{
    g_autofree char *note = g_strdup_printf("PRAGMA user_version = %d", version);
    int found = 0, count;
    const char *const *migrations = schema_migrations(&count);
    return sql_begin(sql, error) &&
           sql_one(sql, error, NULL, "PRAGMA user_version", NONE, INTO(&found)) &&
           (found >= version ||
               (sql_script(sql, error, migrations[version - 1]) &&
                   finish(sql, version, error) && sql_script(sql, error, note))) &&
           sql_commit(sql, error);
}

static bool
copy_is_of(const char *path, int version, bool *is, GError **error)
{
    int found = 0;
    g_autoptr(Sql) copy = sql_open(path, false, error);
    if (copy == NULL ||
        !sql_one(copy, error, NULL, "PRAGMA user_version", NONE, INTO(&found)))
        return false;
    *is = found == version;
    return true;
}

/* Where another process has come first, its copy is the one that is from before. */
static bool
copy_aside(Sql *sql, const char *path, int version, GError **error)
{
    bool is_before = false;
    g_autofree char *aside = g_strdup_printf("%s.before-%d", path, version + 1);
    g_autofree char *fresh = g_strdup_printf("%s.%d", aside, (int)getpid());
    if (!sql_backup(sql, fresh, error) || !copy_is_of(fresh, version, &is_before, error))
        return false;
    if (is_before ? g_rename(fresh, aside) == 0 : g_unlink(fresh) == 0)
        return true;
    return error_from_errno(error, DIWAN_ERROR_RETRY, "cannot write '%s'", aside);
}

bool
schema_migrate_to(Sql *sql, const char *path, int newest, GError **error)
{
    int version = 0;
    if (!sql_one(sql, error, NULL, "PRAGMA user_version", NONE, INTO(&version)))
        return false;
    if (version > newest) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
            "the database is of version %d and this program knows %d: nothing was "
            "changed, start "
            "the newer program",
            version, newest);
        return false;
    }
    if (version > 0 && version < newest && path && !copy_aside(sql, path, version, error))
        return false;
    for (int next = version + 1; next <= newest; next++)
        if (!step(sql, next, error)) {
            sql_rollback(sql);
            return false;
        }
    return true;
}

bool
schema_migrate(Sql *sql, const char *path, GError **error)
{
    int count;
    schema_migrations(&count);
    return schema_migrate_to(sql, path, count, error);
}

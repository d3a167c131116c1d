/* store.c - opening the database, transactions, copying and checking it. */
#include "store/schema.h"
#include "store/tables.h"

Store *
store_open(const char *path, bool create, GError **error)
{
    g_autoptr(Store) store = g_new0(Store, 1);
    store->sql = sql_open(path, create, error);
    if (store->sql == NULL || !schema_migrate(store->sql, path, error))
        return NULL;
    return g_steal_pointer(&store);
}

void
store_close(Store *store)
{
    if (store)
        sql_close(store->sql);
    g_free(store);
}

bool
store_begin(Store *store, GError **error)
{
    return sql_begin(store->sql, error);
}

bool
store_commit(Store *store, GError **error)
{
    return sql_commit(store->sql, error);
}

void
store_rollback(Store *store)
{
    sql_rollback(store->sql);
}

bool
store_in_transaction(Store *store)
{
    return sql_in_transaction(store->sql);
}

bool
store_savepoint(Store *store, GError **error)
{
    return sql_run(store->sql, error, "SAVEPOINT part", NONE);
}

bool
store_savepoint_end(Store *store, bool keep, GError **error)
{
    return (keep || sql_run(store->sql, error, "ROLLBACK TO part", NONE)) &&
           sql_run(store->sql, error, "RELEASE part", NONE);
}

bool
unit_begin(Unit *unit, Store *store, GError **error)
{
    unit->store = store;
    unit->mine = !sql_in_transaction(store->sql);
    return !unit->mine || sql_begin(store->sql, error);
}

bool
unit_end(Unit *unit, bool well, GError **error)
{
    if (!unit->mine)
        return well;
    if (well)
        return sql_commit(unit->store->sql, error);
    sql_rollback(unit->store->sql);
    return false;
}

bool
claim_held(Store *store, GError **error)
{
    if (sql_changes(store->sql) == 1)
        return true;
    g_set_error(
        error, DIWAN_ERROR, DIWAN_ERROR_RETRY, "the claim was lost to another worker");
    return false;
}

gint64
claim_new(void)
{
    return ((gint64)g_random_int() << 31 | g_random_int() >> 1) | 1;
}

bool
store_backup(Store *store, const char *path, GError **error)
{
    return sql_backup(store->sql, path, error);
}

char *
store_check(Store *store)
{
    g_autofree char *verdict = NULL;
    g_autofree char *table = NULL;
    g_autoptr(GError) error = NULL;
    bool found = false;
    if (!sql_one(store->sql, &error, NULL, "PRAGMA quick_check(1)", NONE, INTO(&verdict)))
        return g_strdup(error->message);
    if (g_strcmp0(verdict, "ok") != 0)
        return g_steal_pointer(&verdict);
    gint64 row, key;
    g_autofree char *parent = NULL;
    if (!sql_one(store->sql, &error, &found, "PRAGMA foreign_key_check", NONE,
            INTO(&table, &row, &parent, &key)))
        return g_strdup(error->message);
    return found ? g_strdup_printf("table %s refers to a missing %s", table, parent)
                 : NULL;
}

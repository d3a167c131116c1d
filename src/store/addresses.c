/* addresses.c - where a party's post goes. */
#include "store/tables.h"

char *
store_address_get(Store *store, gint64 party_id, GError **error)
{
    char *address = NULL;
    if (!sql_one(store->sql, error, &(bool){false},
            "SELECT address FROM party_address WHERE party_id = ?", BIND(party_id),
            INTO(&address)))
        return NULL;
    return address;
}

bool
store_address_put(Store *store, gint64 party_id, const char *address, GError **error)
{
    return sql_run(store->sql, error,
        "INSERT INTO party_address (party_id, address, changed_at) VALUES (?, ?, ?)"
        " ON CONFLICT (party_id) DO UPDATE SET address = excluded.address,"
        " changed_at = excluded.changed_at"
        " WHERE party_address.address <> excluded.address",
        BIND(party_id, address, clock_now_ms()));
}

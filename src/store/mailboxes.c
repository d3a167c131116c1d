/* mailboxes.c - where each mailbox folder was read to, and how the last look at a source went. */
#include "store/tables.h"

bool
store_cursor_get(Store *store, const char *mailbox, const char *folder,
    gint64 *uidvalidity, gint64 *last_uid, GError **error)
{
    bool found;
    *uidvalidity = *last_uid = 0;
    return sql_one(store->sql, error, &found,
        "SELECT uidvalidity, last_uid FROM cursor WHERE mailbox = ? AND folder = ?",
        BIND(mailbox, folder), INTO(uidvalidity, last_uid));
}

bool
store_source_note(Store *store, const char *source, const char *problem, GError **error)
{
    gint64 now = clock_now_ms();
    return sql_run(store->sql, error,
        "INSERT INTO source (source, looked_at, well_at, problem) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (source) DO UPDATE SET looked_at = excluded.looked_at,"
        " well_at = COALESCE(excluded.well_at, source.well_at), problem = "
        "excluded.problem",
        BIND(source, now, sql_id(problem ? 0 : now), problem));
}

void
source_state_free(SourceState *state)
{
    if (state == NULL)
        return;
    g_free(state->source);
    g_free(state->problem);
    g_free(state);
}

GPtrArray *
store_sources(Store *store, GError **error)
{
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)source_state_free);
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT source.source, looked_at, well_at, problem, COALESCE(at, 0),"
        " COALESCE(server, 0), COALESCE(gone, 0), COALESCE(missing, 0),"
        " COALESCE(differing, 0) FROM source"
        " LEFT JOIN comparison ON comparison.source = source.source"
        " ORDER BY source.source",
        NONE);
    SourceState state = {0};
    while (rows_next(rows, INTO(&state.source, &state.looked_at, &state.well_at,
                               &state.problem, &state.compared_at, &state.server,
                               &state.gone, &state.missing, &state.differing))) {
        g_ptr_array_add(list, g_memdup2(&state, sizeof state));
        state = (SourceState){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

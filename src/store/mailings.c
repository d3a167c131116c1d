/* mailings.c - guarded runs of letters: their states, their letters, and what of them waits to leave. */
#include "store/tables.h"

void
mailing_free(Mailing *mailing)
{
    if (mailing == NULL)
        return;
    char *const texts[] = {mailing->session_no, mailing->template_, mailing->model,
        mailing->to_whom, mailing->state, mailing->prepared_by, mailing->approved_by,
        mailing->started_by, mailing->why};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_free(mailing);
}

/* ---- runs ---- */

#define MAILING_COLUMNS \
    "m.id, m.session_id, s.number, m.template, m.model, m.to_whom, m.state," \
    " m.prepared_by, m.approved_by, m.started_by, m.prepared_at, m.approved_at," \
    " m.started_at, m.due_at, m.fed_at, m.ended_at, m.why" \
    " FROM mailing m LEFT JOIN committee_session s ON s.id = m.session_id "

static GPtrArray *
collect(Rows *take_rows, GError **error)
{
    g_autoptr(Rows) rows = take_rows;
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)mailing_free);
    Mailing m = {0};
    while (rows_next(rows,
        INTO(&m.id, &m.session_id, &m.session_no, &m.template_, &m.model, &m.to_whom,
            &m.state, &m.prepared_by, &m.approved_by, &m.started_by, &m.prepared_at,
            &m.approved_at, &m.started_at, &m.due_at, &m.fed_at, &m.ended_at, &m.why))) {
        g_ptr_array_add(list, g_memdup2(&m, sizeof m));
        m = (Mailing){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

Mailing *
store_mailing_get(Store *store, gint64 id, GError **error)
{
    g_autoptr(GPtrArray) found = collect(
        sql_rows(store->sql, "SELECT " MAILING_COLUMNS "WHERE m.id = ?", BIND(id)),
        error);
    if (found == NULL)
        return NULL;
    if (found->len == 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "there is no run of letters %" G_GINT64_FORMAT, id);
        return NULL;
    }
    return g_ptr_array_steal_index(found, 0);
}

GPtrArray *
store_mailings_list(Store *store, int limit, GError **error)
{
    return collect(
        sql_rows(store->sql, "SELECT " MAILING_COLUMNS "ORDER BY m.id DESC LIMIT ?",
            BIND(limit > 0 ? limit : -1)),
        error);
}

GPtrArray *
store_mailings_going(Store *store, GError **error)
{
    return collect(sql_rows(store->sql,
                       "SELECT " MAILING_COLUMNS
                       "WHERE m.state IN ('holding', 'sending') ORDER BY m.id",
                       NONE),
        error);
}

bool
store_mailing_put(Store *store, const Mailing *m, gint64 *id, GError **error)
{
    if (!sql_run(store->sql, error,
            "INSERT INTO mailing (session_id, template, model, to_whom, state,"
            " prepared_by, prepared_at, approved_by, approved_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            BIND(sql_id(m->session_id), m->template_, m->model, m->to_whom, m->state,
                m->prepared_by, m->prepared_at, m->approved_by, sql_id(m->approved_at))))
        return false;
    *id = sql_last_id(store->sql);
    return true;
}

static bool
refuse_state(Store *store, const Mailing *mailing, const char *to, GError **error)
{
    g_autoptr(Mailing) now = store_mailing_get(store, mailing->id, error);
    if (now == NULL)
        return false;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "run %" G_GINT64_FORMAT " is '%s' and cannot become '%s': nothing was changed",
        mailing->id, now->state, to);
    return false;
}

/* Words are parted by blanks; each is found with one on either side. */
bool
store_mailing_move(Store *store, const Mailing *m, const char *from, const char *to,
    const char *actor, GError **error)
{
    Unit unit;
    g_autofree char *states = g_strdup_printf(" %s ", from);
    g_autofree char *note = g_strdup_printf(
        "run=%" G_GINT64_FORMAT "%s%s", m->id, m->why ? ": " : "", m->why ? m->why : "");
    g_autofree char *act = g_strdup_printf("run_%s", to);
    bool ends = g_str_equal(to, "done");
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = sql_run(store->sql, error,
                    "UPDATE mailing SET state = ?, approved_by = ?, approved_at = ?,"
                    " started_by = ?, started_at = ?, due_at = ?, fed_at = ?, why = ?,"
                    " ended_at = CASE WHEN ? THEN ? ELSE NULL END"
                    " WHERE id = ? AND ? LIKE '% ' || state || ' %'",
                    BIND(to, m->approved_by, sql_id(m->approved_at), m->started_by,
                        sql_id(m->started_at), sql_id(m->due_at), sql_id(m->fed_at),
                        m->why, ends, clock_now_ms(), m->id, states)) &&
                (sql_changes(store->sql) == 1 || refuse_state(store, m, to, error)) &&
                store_journal(store, actor, act, 0, 0, 0, note, error);
    return unit_end(&unit, well, error);
}

bool
store_mailing_fed(Store *store, gint64 id, gint64 fed_at, GError **error)
{
    return sql_run(store->sql, error,
               "UPDATE mailing SET fed_at = ? WHERE id = ? AND state = 'sending'",
               BIND(sql_id(fed_at), id)) &&
           claim_held(store, error);
}

bool
store_mailing_waits(Store *store, gint64 mailing_id, bool *waits, GError **error)
{
    return sql_one(store->sql, error, NULL,
        "SELECT EXISTS (SELECT 1 FROM mailing_letter m JOIN outbox o ON o.id = "
        "m.outbox_id WHERE m.mailing_id = ? AND m.state = 'queued'"
        " AND m.channel = 'mail' AND o.state IN ('waiting', 'sending'))",
        BIND(mailing_id), INTO(waits));
}

/* What is with the relay at that moment may still leave; when it was not taken it is put aside too as it comes back
 * (store_outbox_later). What was put aside waits again once the run leaves: let go on, or begun anew when it was
 * stopped or called back. */
bool
store_mailing_hold(Store *store, gint64 id, bool held, GError **error)
{
    gint64 now = clock_now_ms();
    if (held)
        return sql_run(store->sql, error,
            "UPDATE outbox SET state = 'held' WHERE state = 'waiting'"
            " AND id IN (SELECT outbox_id FROM mailing_letter"
            "  WHERE mailing_id = ? AND state = 'queued')",
            BIND(id));
    return sql_run(store->sql, error,
        "UPDATE outbox SET state = 'waiting', due_at = ?, waits_since = ?"
        " WHERE state = 'held' AND closed_at IS NULL"
        " AND id IN (SELECT outbox_id FROM mailing_letter"
        "  WHERE mailing_id = ? AND state = 'queued')",
        BIND(now, now, id));
}

/* committee_decisions.c - what the committee decided, and what came of it. */
#include "store/tables.h"

static const char *const outcome_names[] = {"accepted", "declined", "deferred"};

const char *
committee_outcome_name(CommitteeOutcome outcome)
{
    return outcome_names[outcome];
}

static CommitteeOutcome
outcome_of(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(outcome_names); i++)
        if (g_strcmp0(name, outcome_names[i]) == 0)
            return (CommitteeOutcome)i;
    g_assert_not_reached();
}

CommitteeDecision *
committee_decision_new(void)
{
    return g_new0(CommitteeDecision, 1);
}

void
committee_decision_free(CommitteeDecision *d)
{
    if (d == NULL)
        return;
    char *const texts[] = {d->reason_code, d->reason, d->conditions, d->next_step,
        d->amount, d->alternatives, d->needed, d->early_reason, d->notes, d->actor,
        d->role, d->request_no, d->request_state, d->file_no, d->full_name, d->email,
        d->address, d->opened_from, d->words, d->session_no, d->trouble};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_free(d);
}

/* ---- reading ---- */

/* How a letter begins, and from where it came, tell its language. */
#define DECISION_COLUMNS \
    "d.id, d.session_id, d.request_id, d.outcome, d.reason_code, d.reason, " \
    "d.conditions," \
    " d.next_step, d.contact_by, d.amount, d.alternatives, d.needed, d.next_at," \
    " d.early_reason, d.notes, d.corrects, d.actor, d.role, d.at," \
    " r.party_id, r.opened_by, r.number, r.state, p.file_no, p.full_name, p.email," \
    " a.address, r.earliest_at, EXISTS (SELECT 1 FROM letter h" \
    "  WHERE h.request_id = r.id AND h.hold_reason IS NOT NULL)," \
    " COALESCE(l.medium = 'scan', 0), l.from_address, SUBSTR(t.new_text, 1, 2000)," \
    " s.number, s.held_at, e.at, e.trouble"
#define DECISION_TABLES \
    " FROM committee_decision d JOIN request r ON r.id = d.request_id" \
    " JOIN party p ON p.id = r.party_id" \
    " JOIN committee_session s ON s.id = d.session_id" \
    " LEFT JOIN party_address a ON a.party_id = p.id" \
    " LEFT JOIN letter l ON l.id = r.opened_by" \
    " LEFT JOIN letter_text t ON t.letter_id = l.id" \
    " LEFT JOIN committee_result e ON e.decision_id = d.id"

static GPtrArray *
collect(Rows *take_rows, GError **error)
{
    g_autoptr(Rows) rows = take_rows;
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)committee_decision_free);
    CommitteeDecision d = {0};
    const char *outcome = NULL;
    const SqlOut out[] = {SQL_O(&d.id), SQL_O(&d.session_id), SQL_O(&d.request_id),
        SQL_O(&outcome), SQL_O(&d.reason_code), SQL_O(&d.reason), SQL_O(&d.conditions),
        SQL_O(&d.next_step), SQL_O(&d.contact_by), SQL_O(&d.amount),
        SQL_O(&d.alternatives), SQL_O(&d.needed), SQL_O(&d.next_at),
        SQL_O(&d.early_reason), SQL_O(&d.notes), SQL_O(&d.corrects), SQL_O(&d.actor),
        SQL_O(&d.role), SQL_O(&d.at), SQL_O(&d.party_id), SQL_O(&d.opened_by),
        SQL_O(&d.request_no), SQL_O(&d.request_state), SQL_O(&d.file_no),
        SQL_O(&d.full_name), SQL_O(&d.email), SQL_O(&d.address), SQL_O(&d.earliest_at),
        SQL_O(&d.held), SQL_O(&d.scanned), SQL_O(&d.opened_from), SQL_O(&d.words),
        SQL_O(&d.session_no), SQL_O(&d.held_at), SQL_O(&d.moved_at), SQL_O(&d.trouble)};
    while (rows_next(rows, out, G_N_ELEMENTS(out))) {
        d.outcome = outcome_of(outcome);
        g_ptr_array_add(list, g_memdup2(&d, sizeof d));
        d = (CommitteeDecision){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

GPtrArray *
store_decisions_of(Store *store, gint64 session_id, gint64 request_id, GError **error)
{
    return collect(sql_rows(store->sql,
                       "SELECT " DECISION_COLUMNS DECISION_TABLES
                       " LEFT JOIN committee_item i ON i.session_id = d.session_id"
                       "  AND i.request_id = d.request_id"
                       " WHERE d.session_id = ? AND (? = 0 OR d.request_id = ?)"
                       " ORDER BY i.position, d.id",
                       BIND(session_id, request_id, request_id)),
        error);
}

CommitteeDecision *
store_decision_get(Store *store, gint64 id, GError **error)
{
    g_autoptr(GPtrArray) found = collect(
        sql_rows(store->sql, "SELECT " DECISION_COLUMNS DECISION_TABLES " WHERE d.id = ?",
            BIND(id)),
        error);
    return found != NULL && found->len > 0 ? g_ptr_array_steal_index(found, 0) : NULL;
}

GPtrArray *
store_decisions_unmoved(Store *store, int most, GError **error)
{
    return collect(
        sql_rows(store->sql,
            "SELECT " DECISION_COLUMNS DECISION_TABLES
            " WHERE d.session_id IN (SELECT session_id FROM mailing"
            "  WHERE session_id IS NOT NULL AND state <> 'done')"
            " AND s.state = 'approved' AND e.decision_id IS NULL ORDER BY d.id LIMIT ?",
            BIND(most)),
        error);
}

GPtrArray *
store_mailing_decisions_due(Store *store, gint64 mailing_id, int most, GError **error)
{
    return collect(
        sql_rows(store->sql,
            "SELECT " DECISION_COLUMNS DECISION_TABLES
            " JOIN mailing_letter m ON m.decision_id = d.id"
            " WHERE m.mailing_id = ? AND m.state = 'due' AND e.decision_id IS NOT NULL"
            " ORDER BY m.id LIMIT ?",
            BIND(mailing_id, most)),
        error);
}

/* ---- writing ---- */

static bool
touch(Store *store, gint64 session_id, GError **error)
{
    if (!sql_run(store->sql, error,
            "UPDATE committee_session SET revision = revision + 1"
            " WHERE id = ? AND state = 'open'",
            BIND(session_id)))
        return false;
    if (sql_changes(store->sql) == 1)
        return true;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "the session is approved: nothing was changed, a decision is corrected in "
        "another session");
    return false;
}

static bool
put(Store *store, const CommitteeDecision *d, GError **error)
{
    const SqlValue values[] = {SQL_V(d->session_id), SQL_V(d->request_id),
        SQL_V(committee_outcome_name(d->outcome)), SQL_V(d->reason_code),
        SQL_V(d->reason), SQL_V(d->conditions), SQL_V(d->next_step),
        sql_id(d->contact_by), SQL_V(d->amount), SQL_V(d->alternatives), SQL_V(d->needed),
        sql_id(d->next_at), SQL_V(d->early_reason), SQL_V(d->notes), sql_id(d->corrects),
        SQL_V(d->actor), SQL_V(d->role), SQL_V(d->at)};
    return sql_run(store->sql, error,
        "INSERT INTO committee_decision (session_id, request_id, outcome, reason_code,"
        " reason, conditions, next_step, contact_by, amount, alternatives, needed,"
        " next_at, early_reason, notes, corrects, actor, role, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (session_id, request_id) DO UPDATE SET outcome = excluded.outcome,"
        " reason_code = excluded.reason_code, reason = excluded.reason,"
        " conditions = excluded.conditions, next_step = excluded.next_step,"
        " contact_by = excluded.contact_by, amount = excluded.amount,"
        " alternatives = excluded.alternatives, needed = excluded.needed,"
        " next_at = excluded.next_at, early_reason = excluded.early_reason,"
        " notes = excluded.notes, corrects = excluded.corrects, actor = excluded.actor,"
        " role = excluded.role, at = excluded.at",
        values, G_N_ELEMENTS(values));
}

bool
store_decision_put(
    Store *store, const CommitteeDecision *decision, gint64 *id, GError **error)
{
    Unit unit;
    gint64 found = 0;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well =
        touch(store, decision->session_id, error) && put(store, decision, error) &&
        sql_one(store->sql, error, NULL,
            "SELECT id FROM committee_decision WHERE session_id = ? AND request_id = ?",
            BIND(decision->session_id, decision->request_id), INTO(&found)) &&
        store_journal(store, decision->actor, "decision_entered", 0, decision->request_id,
            0, committee_outcome_name(decision->outcome), error);
    if (!unit_end(&unit, well, error))
        return false;
    if (id != NULL)
        *id = found;
    return true;
}

bool
store_decision_moved(Store *store, gint64 id, const char *trouble, GError **error)
{
    gint64 now = clock_now_ms();
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well =
        sql_run(store->sql, error,
            "INSERT INTO committee_result (decision_id, at, change_id, trouble)"
            " SELECT d.id, ?, CASE WHEN ? IS NULL THEN (SELECT MAX(c.id)"
            "  FROM request_change c WHERE c.request_id = d.request_id) END, ?"
            " FROM committee_decision d WHERE d.id = ?",
            BIND(now, trouble, trouble, id)) &&
        (trouble != NULL ||
            sql_run(store->sql, error,
                "INSERT INTO request_barred (request_id, login, why, at)"
                " SELECT d.request_id, m.login, 'decided', ? FROM committee_decision d"
                " JOIN committee_member m ON m.session_id = d.session_id"
                " WHERE d.id = ? AND m.login IS NOT NULL"
                " ON CONFLICT (request_id, login, why) DO NOTHING",
                BIND(now, id)));
    return unit_end(&unit, well, error);
}

/* report.c - what the report to the board counts: one question a figure, over all rows of a period. */
#include "store/tables.h"

/* A step that was not taken back. The plus keeps the engine from beginning with all steps that undo nothing. */
#define STANDS \
    "+c.undoes IS NULL" \
    " AND NOT EXISTS (SELECT 1 FROM request_change u WHERE u.undoes = c.id)"

/* A decision that stands: the next step to another state does not bring it before the committee again,
 * unless it was put off. */
#define DECISIONS \
    " FROM request_change c JOIN request q ON q.id = c.request_id" \
    " WHERE c.to_state IN ('accepted', 'declined', 'deferred')" \
    " AND c.at >= ? AND c.at < ? AND c.from_state = 'before_committee' AND " STANDS \
    " AND (c.to_state = 'deferred' OR COALESCE((SELECT n.to_state" \
    "  FROM request_change n WHERE n.request_id = c.request_id AND n.id > c.id" \
    "  AND n.to_state <> n.from_state ORDER BY n.id LIMIT 1), '') <> " \
    "'before_committee')"
#define NOT_DEFERRED " AND c.to_state <> 'deferred'"

/* The committee's decision by which the step was made; a step without one was told when it was made. */
#define OF_COMMITTEE \
    " FROM committee_decision d JOIN committee_result e ON e.decision_id = d.id" \
    " WHERE d.request_id = c.request_id AND e.change_id = c.id"
#define BY_HAND "NOT EXISTS (SELECT 1" OF_COMMITTEE ")"

/* When the first letter of it left: by mail, or on paper and posted; NULL: none has. */
#define TOLD_AT \
    "CASE WHEN " BY_HAND " THEN c.at ELSE (SELECT MIN(o.sent_at) FROM outbox o" \
    " WHERE o.request_id = c.request_id AND o.purpose = c.to_state" \
    " AND o.sent_at >= c.at) END"

/* Acceptances and refusals by when they were told, and why one was told early: as it was recorded for the
 * decision; of a step without one, whatever was said. */
#define SETTLED \
    " FROM (SELECT " TOLD_AT " AS told, c.was_earliest_at AS earliest," \
    "  c.was_target_at AS target, COALESCE(CASE WHEN " BY_HAND " THEN c.reason" \
    "  ELSE (SELECT d.early_reason" OF_COMMITTEE \
    ") END, '') AS why" DECISIONS NOT_DEFERRED ") AS settled"

#define LETTERS_OF_PEOPLE \
    " FROM register r JOIN letter l ON l.id = r.letter_id" \
    " LEFT JOIN request q ON q.id = l.request_id" \
    " WHERE r.kind = 1 AND r.at >= ? AND r.at < ? AND r.void_reason IS NULL"

#define ACKNOWLEDGED_AT \
    "(SELECT MIN(o.sent_at) FROM outbox o WHERE o.letter_id = l.id" \
    " AND o.purpose = 'acknowledgement')"

/* A void number's request stays: its letter was written. */
#define NUMBERED " WHERE r.at >= ? AND r.at < ? AND r.void_reason IS NULL"

static const char *const countings[] = {
    [COUNT_TAKEN] =
        "SELECT kind, medium, COUNT(*) FROM letter"
        " WHERE state <> 'batch' AND taken_at >= ? AND taken_at < ? GROUP BY kind, medium"
        " ORDER BY kind, medium",
    [COUNT_HELD] = "SELECT hold_reason, '', COUNT(*) FROM letter"
                   " WHERE hold_reason IS NOT NULL AND taken_at >= ? AND taken_at < ?"
                   " GROUP BY hold_reason ORDER BY hold_reason",
    [COUNT_REGISTERED] =
        "SELECT COALESCE(q.kind, ''), l.medium, COUNT(*)" LETTERS_OF_PEOPLE
        " GROUP BY 1, 2 ORDER BY 1, 2",
    [COUNT_UNACKNOWLEDGED] =
        "SELECT CASE WHEN l.quiet = 1 THEN 'quiet'"
        "  WHEN l.answered <> 'none' THEN 'waiting'"
        "  ELSE COALESCE(l.unanswered_why, 'waiting') END, '', COUNT(*)" LETTERS_OF_PEOPLE
        " AND " ACKNOWLEDGED_AT " IS NULL GROUP BY 1 ORDER BY 1",
    [COUNT_OPENED] = "SELECT q.kind, '', COUNT(*) FROM register r"
                     " JOIN request q ON q.number = r.number" NUMBERED
                     " AND r.kind = 3 GROUP BY q.kind ORDER BY q.kind",
    [COUNT_ANSWERED] =
        "SELECT q.kind, CASE WHEN c.at > c.was_target_at THEN 'late' ELSE '' END,"
        " COUNT(*) FROM request_change c JOIN request q ON q.id = c.request_id"
        " WHERE c.to_state = 'answered' AND c.at >= ? AND c.at < ?"
        " AND c.from_state <> 'closed' AND " STANDS " GROUP BY 1, 2 ORDER BY 1, 2",
    [COUNT_DECIDED] =
        "SELECT q.kind, c.to_state, COUNT(*)" DECISIONS " GROUP BY 1, 2 ORDER BY 1, 2",
    [COUNT_TIMELY] =
        "SELECT CASE WHEN told IS NULL THEN 'untold' WHEN told < earliest THEN 'early'"
        " WHEN told > target THEN 'late' ELSE 'window' END, '', COUNT(*)" SETTLED
        " GROUP BY 1 ORDER BY 1",
    [COUNT_EARLY] = "SELECT why, '', COUNT(*)" SETTLED
                    " WHERE told < earliest GROUP BY 1 ORDER BY 3 DESC, 1",
    [COUNT_OVERDUE] = "SELECT kind, '', COUNT(*) FROM request"
                      " WHERE due_at >= ? AND due_at < ? GROUP BY kind ORDER BY kind",
    [COUNT_MOVED] = "SELECT c.to_state, '', COUNT(*) FROM request_change c"
                    " WHERE c.to_state IN ('complete', 'under_study', 'before_committee',"
                    "  'in_service', 'closed', 'resting', 'withdrawn')"
                    " AND c.at >= ? AND c.at < ? AND c.from_state NOT IN (c.to_state, "
                    "'closed', 'withdrawn', 'merged')"
                    " AND " STANDS " GROUP BY c.to_state ORDER BY c.to_state",
    [COUNT_DOCUMENTS] = "SELECT state, document, COUNT(*) FROM request_document"
                        " WHERE at >= ? AND at < ? GROUP BY 1, 2 ORDER BY 1, 2",
    [COUNT_FIELDS] = "SELECT CASE WHEN agrees = 1 THEN 'agrees' ELSE 'differs' END, '',"
                     " COUNT(*) FROM request_field WHERE at >= ? AND at < ?"
                     " GROUP BY 1 ORDER BY 1",
    [COUNT_REFERRALS] =
        "SELECT to_kind, CASE WHEN ended_how = 'recalled' THEN 'recalled'"
        " WHEN ended_at IS NULL THEN 'open' WHEN ended_at > due_at THEN 'late'"
        " ELSE 'in_time' END, COUNT(*) FROM referral WHERE at >= ? AND at < ?"
        " GROUP BY 1, 2 ORDER BY 1, 2",
    [COUNT_REFERRALS_DUE] = "SELECT to_kind, '', COUNT(*) FROM referral"
                            " WHERE ended_at IS NULL AND due_at >= ? AND due_at < ?"
                            " GROUP BY to_kind ORDER BY to_kind",
    [COUNT_CONTACTS] =
        "SELECT c.channel, COALESCE(c.branch, ''), COUNT(*) FROM register r"
        " JOIN contact c ON c.number = r.number" NUMBERED
        " AND r.kind = 4 GROUP BY 1, 2 ORDER BY 1, 2",
    [COUNT_ENCLOSED] = "SELECT d.title_ar, d.title_en, COUNT(*) FROM enclosed e"
                       " JOIN document_version v ON v.id = e.version_id"
                       " JOIN document d ON d.id = v.document_id"
                       " WHERE e.at >= ? AND e.at < ? GROUP BY d.id, 1, 2 ORDER BY d.id",
    [COUNT_BENEFICIARIES] =
        "SELECT '', '', COUNT(*) FROM register r" NUMBERED " AND r.kind = 5",
    [COUNT_NOTICES] = "SELECT purpose, state, COUNT(*) FROM notice"
                      " WHERE purpose IN ('missing_documents', 'reminder', 'progress',"
                      "  'delay') AND ended_at >= ? AND ended_at < ?"
                      " GROUP BY 1, 2 ORDER BY 1, 2",
    [COUNT_SENT] = "SELECT channel, purpose, COUNT(*) FROM outbox"
                   " WHERE sent_at >= ? AND sent_at < ? GROUP BY 1, 2 ORDER BY 1, 2",
    [COUNT_FAILED] =
        "SELECT channel,"
        " CASE WHEN sent_at IS NULL THEN 'refused' ELSE 'returned' END,"
        " COUNT(*) FROM outbox WHERE state = 'failed'"
        " AND created_at >= ? AND created_at < ? GROUP BY 1, 2 ORDER BY 1, 2",
    [COUNT_DOUBT] = "SELECT channel, '', COUNT(*) FROM outbox WHERE state = 'doubt'"
                    " AND created_at >= ? AND created_at < ? GROUP BY 1 ORDER BY 1",
    [COUNT_PARTIES] = "SELECT party_kind, '', COUNT(*) FROM party"
                      " WHERE created_at >= ? AND created_at < ?"
                      " AND merged_into IS NULL GROUP BY party_kind ORDER BY party_kind",
};

static void
report_count_free(ReportCount *count)
{
    g_free(count->key);
    g_free(count->part);
    g_free(count);
}

GPtrArray *
store_report_count(
    Store *store, ReportCounting what, gint64 from, gint64 to, GError **error)
{
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)report_count_free);
    g_autoptr(Rows) rows = sql_rows(store->sql, countings[what], BIND(from, to));
    const char *key = NULL, *part = NULL;
    gint64 n = 0;
    while (rows_next(rows, INTO(&key, &part, &n))) {
        const ReportCount count = {
            g_strdup(key ? key : ""), g_strdup(part ? part : ""), n};
        g_ptr_array_add(list, g_memdup2(&count, sizeof count));
    }
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

/* ---- times ---- */

#define SPREAD(times) \
    "SELECT COUNT(*), COALESCE(SUM(CASE WHEN t <= ? THEN 1 ELSE 0 END), 0)," \
    " COALESCE(MAX(CASE WHEN place = (of_all + 1) / 2 THEN t END), 0)," \
    " COALESCE(MAX(CASE WHEN place = (9 * of_all + 9) / 10 THEN t END), 0)" \
    " FROM (SELECT t, ROW_NUMBER() OVER (ORDER BY t) AS place, COUNT(*) OVER () AS " \
    "of_all" \
    "  FROM (SELECT " times ") AS times WHERE t IS NOT NULL) AS placed"

static const char *const spreadings[] = {
    [SPREAD_ACKNOWLEDGED] = SPREAD(
        ACKNOWLEDGED_AT " - l.received_at AS t" LETTERS_OF_PEOPLE " AND l.quiet = 0"),
    [SPREAD_COMPLETE] =
        SPREAD("c.at - q.opened_at AS t FROM request_change c"
               " JOIN request q ON q.id = c.request_id WHERE c.to_state = 'complete'"
               " AND c.at >= ? AND c.at < ? AND c.from_state NOT IN (c.to_state, "
               "'closed', 'withdrawn', 'merged')"
               " AND " STANDS),
    [SPREAD_DECIDED] =
        SPREAD(TOLD_AT " - c.was_completed_at AS t" DECISIONS NOT_DEFERRED),
    [SPREAD_ANSWERED] =
        SPREAD("c.at - q.opened_at AS t FROM request_change c"
               " JOIN request q ON q.id = c.request_id WHERE c.to_state = 'answered'"
               " AND c.at >= ? AND c.at < ? AND c.from_state <> 'closed'"
               " AND " STANDS),
};

bool
store_report_spread(Store *store, ReportSpreading what, gint64 target_ms, gint64 from,
    gint64 to, ReportSpread *spread, GError **error)
{
    return sql_one(store->sql, error, NULL, spreadings[what], BIND(target_ms, from, to),
        INTO(&spread->n, &spread->within, &spread->median_ms, &spread->ninth_ms));
}

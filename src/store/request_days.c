/* request_days.c - which requests the clock has to look at, and everything of one in its order. */
#include "store/tables.h"

static GArray *
collect_ids(Rows *take_rows, GError **error)
{
    g_autoptr(Rows) rows = take_rows;
    g_autoptr(GArray) ids = g_array_new(false, false, sizeof(gint64));
    gint64 id = 0;
    while (rows_next(rows, INTO(&id)))
        g_array_append_val(ids, id);
    return rows_done(rows, error) ? g_steal_pointer(&ids) : NULL;
}

GArray *
store_requests_unclocked(Store *store, int most, GError **error)
{
    return collect_ids(
        sql_rows(store->sql,
            "SELECT id FROM request WHERE clocked = 0 ORDER BY id LIMIT ?", BIND(most)),
        error);
}

GArray *
store_requests_expected(Store *store, gint64 before, int most, GError **error)
{
    return collect_ids(sql_rows(store->sql,
                           "SELECT id FROM request WHERE expected_at < ?"
                           " AND due_at IS NOT NULL AND paused_at IS NULL"
                           " AND EXISTS (SELECT 1 FROM notice"
                           "  WHERE notice.request_id = request.id"
                           "  AND notice.expected_at IS NOT NULL"
                           "  AND notice.state IN ('due', 'sent', 'post'))"
                           " ORDER BY expected_at LIMIT ?",
                           BIND(before, most)),
        error);
}

bool
store_request_clock_set(
    Store *store, const Request *request, const RequestClock *clock, GError **error)
{
    return sql_run(store->sql, error,
        "UPDATE request SET clocked = 1, completed_at = ?, earliest_at = ?, target_at = "
        "?,"
        " expected_at = ?, paused_at = ?, paused_why = ?, due_at = ?"
        " WHERE id = ? AND revision = ?",
        BIND(sql_id(clock->completed_at), sql_id(clock->earliest_at),
            sql_id(clock->target_at), sql_id(clock->expected_at),
            sql_id(clock->paused_at), clock->paused_why, sql_id(clock->due_at),
            request->id, request->revision));
}

void
timeline_row_free(TimelineRow *row)
{
    if (row == NULL)
        return;
    g_free(row->what);
    g_free(row->number);
    g_free(row->actor);
    g_free(row->act);
    g_free(row->words);
    g_free(row);
}

/* At one instant: in the order a person would tell it, which is that of the list. */
GPtrArray *
store_request_timeline(Store *store, gint64 request_id, int most, GError **error)
{
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)timeline_row_free);
    gint64 r = request_id;
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT at, what, id, number, actor, act, words FROM ("
        " SELECT received_at AS at, 1 AS place, 'letter' AS what, id, in_no AS number,"
        "  NULL AS actor, kind AS act, NULL AS words FROM letter WHERE request_id = ?"
        " UNION ALL SELECT at, 2, 'contact', id, number, actor, channel, summary"
        "  FROM contact WHERE request_id = ?"
        " UNION ALL SELECT at, 3, 'document', id, document, actor, state, reason"
        "  FROM request_document WHERE request_id = ?"
        " UNION ALL SELECT at, 4, 'field', id, field, actor,"
        "  CASE WHEN agrees = 1 THEN 'confirmed' ELSE 'differs' END, note"
        "  FROM request_field WHERE request_id = ?"
        " UNION ALL SELECT at, 5, 'ask', id, NULL, actor, 'asked', documents"
        "  FROM request_ask WHERE request_id = ?"
        " UNION ALL SELECT at, 6, 'change', id, NULL, actor, move, reason"
        "  FROM request_change WHERE request_id = ?"
        " UNION ALL SELECT at, 7, 'referral', id, to_name, actor, purpose, instruction"
        "  FROM referral WHERE request_id = ?"
        " UNION ALL SELECT ended_at, 8, 'return', id, to_name, ended_by, ended_how, "
        "answer"
        "  FROM referral WHERE request_id = ? AND ended_at IS NOT NULL"
        " UNION ALL SELECT COALESCE(ended_at, made_at), 9, 'notice', id, out_no, actor,"
        "  purpose, state FROM notice WHERE request_id = ?"
        " UNION ALL SELECT COALESCE(ended_at, made_at), 10, 'reply', id, out_no, actor,"
        "  template, state FROM reply WHERE request_id = ? AND state <> 'dropped'"
        " UNION ALL SELECT COALESCE(o.created_at, g.approved_at), 11, 'notice', m.id,"
        "  m.out_no, COALESCE(g.started_by, g.approved_by), m.template,"
        "  CASE WHEN m.state = 'superseded' THEN 'recalled'"
        "   WHEN m.state <> 'queued' THEN m.state"
        "   WHEN m.channel = 'paper' AND o.sent_at IS NULL THEN 'post' ELSE 'sent' END"
        "  FROM mailing_letter m JOIN mailing g ON g.id = m.mailing_id"
        "  LEFT JOIN outbox o ON o.id = m.outbox_id WHERE m.request_id = ?"
        ") AS timeline ORDER BY at, place, id LIMIT ?",
        BIND(r, r, r, r, r, r, r, r, r, r, r, most));
    TimelineRow row = {0};
    while (rows_next(rows, INTO(&row.at, &row.what, &row.id, &row.number, &row.actor,
                               &row.act, &row.words))) {
        g_ptr_array_add(list, g_memdup2(&row, sizeof row));
        row = (TimelineRow){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

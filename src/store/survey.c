/* survey.c - surveys and their answers. A survey is a notice; an answer has no way back to it but a hash
 * whose key lies outside the database.
 *
 * Results of fewer than SURVEY_LEAST_SHOWN answers do not leave this file.
 */
#include "store/tables.h"

bool
store_survey_standing(
    Store *store, const Notice *notice, SurveyStanding *standing, GError **error)
{
    gint64 id = notice->request_id;
    return sql_one(store->sql, error, NULL,
        "SELECT state = 'closed' AND NOT EXISTS (SELECT 1 FROM request_change later"
        "  WHERE later.request_id = request.id AND later.id > ?"
        "  AND later.from_state = 'closed'),"
        " (SELECT MAX(n.ended_at) FROM notice n JOIN request r ON r.id = n.request_id"
        "  WHERE r.party_id = request.party_id AND n.purpose = 'survey'"
        "  AND n.state = 'sent'),"
        " (SELECT MAX(c.at) FROM request_change c JOIN request r ON r.id = c.request_id"
        "  WHERE r.party_id = request.party_id"
        "  AND c.to_state IN ('accepted', 'declined', 'deferred'))"
        " FROM request WHERE id = ?",
        BIND(notice->mark, id),
        INTO(&standing->closed, &standing->asked_at, &standing->decided_at));
}

gint64
store_survey_by_mail(
    Store *store, const char *message_id, gint64 *request_id, char **recipient)
{
    gint64 id = 0, request = 0;
    bool found = false;
    g_autofree char *to = NULL;
    if (!sql_one(store->sql, NULL, &found,
            "SELECT notice.id, notice.request_id, outbox.recipient FROM outbox"
            " JOIN notice ON notice.request_id = outbox.request_id"
            "  AND notice.outbox_id = outbox.id"
            " WHERE outbox.message_id = ? AND outbox.purpose = 'survey'",
            BIND(message_id), INTO(&id, &request, &to)) ||
        !found)
        return 0;
    *request_id = request;
    *recipient = g_steal_pointer(&to);
    return id;
}

gint64
store_survey_sent_at(Store *store, gint64 notice_id, gint64 request_id)
{
    gint64 at = 0;
    bool found = false;
    sql_one(store->sql, NULL, &found,
        "SELECT ended_at FROM notice WHERE id = ? AND request_id = ?"
        " AND purpose = 'survey' AND state = 'sent'",
        BIND(notice_id, request_id), INTO(&at));
    return found ? at : 0;
}

bool
store_survey_answer(Store *store, const char *mark, gint64 asked_at, int rating,
    bool *corrected, GError **error)
{
    bool known = false;
    int former = 0;
    if (!sql_one(store->sql, error, &known,
            "SELECT rating FROM survey_answer WHERE mark = ?", BIND(mark),
            INTO(&former)) ||
        !sql_run(store->sql, error,
            "INSERT INTO survey_answer (mark, asked_at, rating) VALUES (?, ?, ?)"
            " ON CONFLICT (mark) DO UPDATE SET rating = excluded.rating",
            BIND(mark, asked_at, rating)))
        return false;
    *corrected = known;
    return true;
}

bool
store_letter_is_answer(
    Store *store, const Letter *letter, const char *note, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well =
        sql_run(store->sql, error,
            "UPDATE letter SET kind = 'survey_answer', subject = NULL, from_name = NULL,"
            " from_address = NULL, outcome = 'none', party_id = NULL, request_id = NULL,"
            " probability = 0, hold_reason = NULL, hold_note = NULL"
            " WHERE id = ? AND claim = ?",
            BIND(letter->id, letter->claim)) &&
        claim_held(store, error) &&
        sql_run(store->sql, error, "DELETE FROM letter_text WHERE letter_id = ?",
            BIND(letter->id)) &&
        sql_run(store->sql, error, "DELETE FROM letter_reference WHERE letter_id = ?",
            BIND(letter->id)) &&
        sql_run(store->sql, error, "DELETE FROM candidate WHERE letter_id = ?",
            BIND(letter->id)) &&
        store_letter_advance(store, letter, LETTER_DONE, "filing", note, error);
    return unit_end(&unit, well, error);
}

/* ---- results ---- */

static bool
count_answers(
    Store *store, gint64 from, gint64 to, SurveyResults *results, GError **error)
{
    gint64 sum = 0;
    int rating = 0, n = 0;
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT rating, COUNT(*) FROM survey_answer WHERE asked_at >= ? AND asked_at < ?"
        " GROUP BY rating",
        BIND(from, to));
    while (rows_next(rows, INTO(&rating, &n)))
        if (rating >= 1 && rating <= SURVEY_RATINGS) {
            results->ratings[rating - 1] = n;
            results->answered += n;
            sum += (gint64)n * rating;
        }
    if (!rows_done(rows, error))
        return false;
    results->hidden = results->answered < SURVEY_LEAST_SHOWN;
    results->told = results->hidden ? 0 : results->answered;
    if (!results->hidden)
        results->mean = (double)sum / results->answered;
    for (int i = 0; results->hidden && i < SURVEY_RATINGS; i++)
        results->ratings[i] = 0;
    return true;
}

bool
store_survey_results(
    Store *store, gint64 from, gint64 to, SurveyResults *results, GError **error)
{
    *results = (SurveyResults){0};
    return sql_one(store->sql, error, NULL,
               "SELECT COUNT(*) FROM notice WHERE state = 'due' AND purpose = 'survey'",
               NONE, INTO(&results->owed)) &&
           sql_one(store->sql, error, NULL,
               "SELECT COALESCE(SUM(CASE WHEN state = 'sent' THEN 1 ELSE 0 END), 0),"
               " COALESCE(SUM(CASE WHEN state = 'sent' THEN 0 ELSE 1 END), 0)"
               " FROM notice WHERE purpose = 'survey' AND ended_at >= ? AND ended_at < ?",
               BIND(from, to), INTO(&results->sent, &results->not_sent)) &&
           count_answers(store, from, to, results, error);
}

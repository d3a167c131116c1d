/* mailing_letters.c - the letters of a run: owed once, until they have left or will not. */
#include "store/tables.h"

void
mailing_letter_free(MailingLetter *letter)
{
    if (letter == NULL)
        return;
    char *const texts[] = {letter->occasion, letter->template_, letter->channel,
        letter->language, letter->state, letter->why, letter->out_no, letter->file_no,
        letter->full_name, letter->email, letter->address, letter->request_no,
        letter->outcome, letter->outbox_state};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_free(letter);
}

#define LETTER_COLUMNS \
    "m.id, m.mailing_id, m.decision_id, m.party_id, m.request_id, m.occasion," \
    " m.template, m.channel, m.language, m.state, m.why, m.out_no, m.outbox_id," \
    " p.file_no, p.full_name, p.email, a.address, r.number, d.outcome, o.state," \
    " o.sent_at, p.merged_into IS NOT NULL"
#define LETTER_TABLES \
    " FROM mailing_letter m JOIN party p ON p.id = m.party_id" \
    " LEFT JOIN party_address a ON a.party_id = m.party_id" \
    " LEFT JOIN request r ON r.id = m.request_id" \
    " LEFT JOIN committee_decision d ON d.id = m.decision_id" \
    " LEFT JOIN outbox o ON o.id = m.outbox_id"

static GPtrArray *
collect(Rows *take_rows, GError **error)
{
    g_autoptr(Rows) rows = take_rows;
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)mailing_letter_free);
    MailingLetter m = {0};
    while (rows_next(
        rows, INTO(&m.id, &m.mailing_id, &m.decision_id, &m.party_id, &m.request_id,
                  &m.occasion, &m.template_, &m.channel, &m.language, &m.state, &m.why,
                  &m.out_no, &m.outbox_id, &m.file_no, &m.full_name, &m.email, &m.address,
                  &m.request_no, &m.outcome, &m.outbox_state, &m.sent_at, &m.merged))) {
        g_ptr_array_add(list, g_memdup2(&m, sizeof m));
        m = (MailingLetter){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

GPtrArray *
store_mailing_letters_due(Store *store, gint64 mailing_id, int most, GError **error)
{
    return collect(
        sql_rows(store->sql,
            "SELECT " LETTER_COLUMNS LETTER_TABLES
            " WHERE m.mailing_id = ? AND m.state = 'due' AND (m.decision_id IS NULL"
            "  OR EXISTS (SELECT 1 FROM committee_result e"
            "   WHERE e.decision_id = m.decision_id)) ORDER BY m.id LIMIT ?",
            BIND(mailing_id, most)),
        error);
}

GPtrArray *
store_mailing_letters(Store *store, const MailingFilter *f, GError **error)
{
    return collect(
        sql_rows(store->sql,
            "SELECT " LETTER_COLUMNS LETTER_TABLES " WHERE m.mailing_id = ? AND m.id > ?"
            " AND (? IS NULL OR m.state = ?) AND (? IS NULL OR m.channel = ?)"
            " AND (? = 0 OR m.party_id = ?)"
            " ORDER BY m.id LIMIT ?",
            BIND(f->mailing_id, f->after_id, f->state, f->state, f->channel, f->channel,
                f->party_id, f->party_id, f->limit > 0 ? f->limit : -1)),
        error);
}

bool
store_mailing_letter_put(
    Store *store, const MailingLetter *m, bool *added, GError **error)
{
    if (!sql_run(store->sql, error,
            "INSERT INTO mailing_letter (mailing_id, decision_id, party_id, request_id,"
            " occasion, template, channel, language, state, why)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (occasion, template, channel) DO NOTHING",
            BIND(m->mailing_id, sql_id(m->decision_id), m->party_id,
                sql_id(m->request_id), m->occasion, m->template_, m->channel, m->language,
                m->state, m->why)))
        return false;
    *added = sql_changes(store->sql) == 1;
    return true;
}

bool
store_mailing_letter_number(Store *store, gint64 id, const char *out_no, GError **error)
{
    return sql_run(store->sql, error,
               "UPDATE mailing_letter SET out_no = ? WHERE id = ? AND state = 'due'",
               BIND(out_no, id)) &&
           claim_held(store, error);
}

/* The office was made again from a copy that knew the run: the office before may have sent it. */
static bool
doubt_restored(Store *store, gint64 id, gint64 outbox_id, GError **error)
{
    return sql_run(store->sql, error,
        "UPDATE outbox SET state = 'doubt', in_doubt = 1"
        " WHERE id = ? AND state = 'waiting' AND EXISTS (SELECT 1 FROM restoration r"
        "  JOIN mailing g ON g.prepared_at <= r.at"
        "  JOIN mailing_letter m ON m.mailing_id = g.id WHERE m.id = ?)",
        BIND(outbox_id, id));
}

/* A number of one that does not leave is void, and stays visible. */
bool
store_mailing_letter_end(Store *store, gint64 id, const char *state, const char *why,
    gint64 outbox_id, GError **error)
{
    Unit unit;
    g_autofree char *number = NULL;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well =
        sql_run(store->sql, error,
            "UPDATE mailing_letter SET state = ?, why = ?, outbox_id = ?"
            " WHERE id = ? AND state = 'due'",
            BIND(state, why, sql_id(outbox_id), id)) &&
        claim_held(store, error) &&
        (outbox_id != 0
                ? doubt_restored(store, id, outbox_id, error)
                : (sql_one(store->sql, error, NULL,
                       "SELECT out_no FROM mailing_letter WHERE id = ?", BIND(id),
                       INTO(&number)) &&
                      store_register_void_unborne(store, number, "diwan", why, error)));
    return unit_end(&unit, well, error);
}

/* ---- a decision is corrected ---- */

/* Its letters, what stands in their place, what stands in the place of that, and so on. */
#define WITH_LETTERS_OF_DECISION \
    "WITH RECURSIVE told (id) AS (SELECT outbox_id FROM mailing_letter" \
    "  WHERE decision_id = ? AND outbox_id IS NOT NULL" \
    " UNION SELECT n.id FROM outbox n JOIN told ON n.replaces = told.id" \
    " UNION SELECT p.outbox_id FROM paper p JOIN told ON p.replaces = told.id) "

/* What waits is held for good; what did not arrive, or perhaps not, is not sent again by anybody. */
static bool
close_mails(Store *store, gint64 decision_id, GError **error)
{
    return sql_run(store->sql, error,
        WITH_LETTERS_OF_DECISION
        "UPDATE outbox SET closed_at = ?, closed_by = 'diwan', closed_why = 'corrected',"
        " state = CASE state WHEN 'waiting' THEN 'held' ELSE state END"
        " WHERE state <> 'sent' AND closed_at IS NULL AND id IN (SELECT id FROM told)",
        BIND(decision_id, clock_now_ms()));
}

static bool
close_letters(Store *store, gint64 decision_id, GError **error)
{
    return sql_run(store->sql, error,
               "UPDATE mailing_letter SET state = 'superseded', why = 'corrected'"
               " WHERE decision_id = ? AND (state = 'due' OR (state = 'queued'"
               "  AND (SELECT state FROM outbox WHERE id = outbox_id) = 'held'))",
               BIND(decision_id)) &&
           sql_run(store->sql, error,
               "UPDATE mailing_letter SET why = 'corrected since'"
               " WHERE decision_id = ? AND state = 'queued'",
               BIND(decision_id));
}

/* Of what has not left. */
static GPtrArray *
numbers_of(Store *store, gint64 decision_id, GError **error)
{
    g_autoptr(GPtrArray) numbers = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(Rows) rows = sql_rows(store->sql,
        WITH_LETTERS_OF_DECISION
        "SELECT out_no FROM mailing_letter WHERE decision_id = ?"
        "  AND state = 'superseded' AND out_no IS NOT NULL"
        " UNION SELECT p.number FROM told JOIN outbox o ON o.id = told.id"
        "  JOIN paper p ON p.outbox_id = o.id"
        "  WHERE p.replaces IS NOT NULL AND o.state = 'held'",
        BIND(decision_id, decision_id));
    const char *number = NULL;
    while (rows_next(rows, INTO(&number)))
        g_ptr_array_add(numbers, g_strdup(number));
    return rows_done(rows, error) ? g_steal_pointer(&numbers) : NULL;
}

static bool
void_numbers(Store *store, GPtrArray *take_numbers, const char *actor, GError **error)
{
    g_autoptr(GPtrArray) numbers = take_numbers;
    for (guint i = 0; numbers != NULL && i < numbers->len; i++)
        if (!store_register_void_unborne(
                store, numbers->pdata[i], actor, "corrected", error))
            return false;
    return numbers != NULL;
}

bool
store_mailing_supersede(
    Store *store, gint64 decision_id, const char *actor, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = close_mails(store, decision_id, error) &&
                close_letters(store, decision_id, error) &&
                void_numbers(store, numbers_of(store, decision_id, error), actor, error);
    return unit_end(&unit, well, error);
}

GPtrArray *
store_circular_parties(
    Store *store, const char *to_whom, gint64 after_id, int most, GError **error)
{
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)mailing_letter_free);
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT p.id, p.file_no, p.full_name, p.email, a.address FROM party p"
        " LEFT JOIN party_address a ON a.party_id = p.id"
        " WHERE p.id > ? AND p.merged_into IS NULL AND p.erased_by IS NULL AND (? = "
        "'all' OR p.party_kind = ?)"
        " AND (p.email IS NOT NULL OR a.address IS NOT NULL) ORDER BY p.id LIMIT ?",
        BIND(after_id, to_whom, to_whom, most));
    MailingLetter m = {0};
    while (rows_next(
        rows, INTO(&m.party_id, &m.file_no, &m.full_name, &m.email, &m.address))) {
        g_ptr_array_add(list, g_memdup2(&m, sizeof m));
        m = (MailingLetter){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

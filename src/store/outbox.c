/* outbox.c - mails that wait to leave, and what became of them; the obligation to answer. */
#include "store/tables.h"

static const char *const state_names[] = {
    "waiting", "sending", "sent", "failed", "doubt", "held"};

const char *
outbox_state_name(OutboxState state)
{
    return state_names[state];
}

Outgoing *
outgoing_new(void)
{
    return g_new0(Outgoing, 1);
}

void
outgoing_free(Outgoing *outgoing)
{
    if (outgoing == NULL)
        return;
    g_free(outgoing->purpose);
    g_free(outgoing->recipient);
    g_free(outgoing->sender);
    g_free(outgoing->message_id);
    g_free(outgoing->number);
    g_free(outgoing->paper_no);
    g_clear_pointer(&outgoing->bytes, g_bytes_unref);
    g_free(outgoing->server_said);
    g_free(outgoing);
}

bool
store_answer_due(Store *store, gint64 letter_id, AnswerFlavour flavour, GError **error)
{
    return sql_run(store->sql, error,
        "INSERT INTO answer (letter_id, flavour, made_at) VALUES (?, ?, ?)",
        BIND(letter_id, answer_flavour_name(flavour), clock_now_ms()));
}

bool
store_answer_of(Store *store, gint64 letter_id, AnswerFlavour *flavour, GError **error)
{
    g_autofree char *name = NULL;
    bool found;
    *flavour = ANSWER_NONE;
    if (!sql_one(store->sql, error, &found,
            "SELECT flavour FROM answer WHERE letter_id = ?", BIND(letter_id),
            INTO(&name)))
        return false;
    return !found || answer_flavour_from_name(name, flavour);
}

bool
store_letter_answered(Store *store, const Letter *letter, AnswerFlavour flavour,
    const char *why_not, GError **error)
{
    return sql_run(store->sql, error,
               "UPDATE letter SET answered = ?, unanswered_why = ? WHERE id = ? AND "
               "claim = ?",
               BIND(answer_flavour_name(flavour), why_not, letter->id, letter->claim)) &&
           claim_held(store, error);
}

bool
store_outbox_put(Store *store, const Outgoing *o, gint64 *id, GError **error)
{
    gint64 now = clock_now_ms();
    bool doubt = false;
    if (!outbox_is_restored(store, o->letter_id, o->request_id, &doubt, error) ||
        !sql_run(store->sql, error,
            "INSERT INTO outbox (letter_id, request_id, party_id, purpose, recipient, "
            "sender,"
            " message_id, number, bytes, state, created_at, due_at, in_doubt)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            BIND(sql_id(o->letter_id), sql_id(o->request_id), sql_id(o->party_id),
                o->purpose, o->recipient, o->sender, o->message_id, o->number, o->bytes,
                outbox_state_name(doubt ? OUTBOX_DOUBT : OUTBOX_WAITING), now, now,
                doubt)))
        return false;
    if (id)
        *id = sql_last_id(store->sql);
    return true;
}

static OutboxState
state_from_name(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(state_names); i++)
        if (g_strcmp0(name, state_names[i]) == 0)
            return (OutboxState)i;
    return OUTBOX_DOUBT;
}

#define OUTBOX_COLUMNS \
    "id, letter_id, request_id, party_id, purpose, recipient, sender, message_id," \
    " number, paper_no, bytes, state," \
    " attempts, created_at, due_at, sent_at, COALESCE(waits_since, created_at)," \
    " server_said, in_doubt"

static GPtrArray *
collect(Rows *take_rows, GError **error)
{
    g_autoptr(Rows) rows = take_rows;
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)outgoing_free);
    Outgoing o = {0};
    const char *state = NULL;
    while (rows_next(
        rows, INTO(&o.id, &o.letter_id, &o.request_id, &o.party_id, &o.purpose,
                  &o.recipient, &o.sender, &o.message_id, &o.number, &o.paper_no,
                  &o.bytes, &state, &o.attempts, &o.created_at, &o.due_at, &o.sent_at,
                  &o.waits_since, &o.server_said, &o.in_doubt))) {
        o.state = state_from_name(state);
        g_ptr_array_add(list, g_memdup2(&o, sizeof o));
        o = (Outgoing){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

/* A batch bears one mark, the instant of its claim in due_at: rows of an earlier batch that never
 * ended are not among them, they are for store_outbox_recover. */
GPtrArray *
store_outbox_claim(Store *store, int most, GError **error)
{
    gint64 now = clock_now_ms(), mark = claim_new();
    if (!sql_run(store->sql, error,
            "UPDATE outbox SET state = 'sending', attempts = attempts + 1, due_at = ?"
            " WHERE id IN (SELECT id FROM outbox WHERE state = 'waiting' AND due_at <= ?"
            "  AND channel = 'mail' ORDER BY due_at, id LIMIT ?)",
            BIND(mark, now, most)))
        return NULL;
    if (sql_changes(store->sql) == 0)
        return g_ptr_array_new_with_free_func((GDestroyNotify)outgoing_free);
    return collect(sql_rows(store->sql,
                       "SELECT " OUTBOX_COLUMNS
                       " FROM outbox WHERE state = 'sending' AND due_at = ? ORDER BY id",
                       BIND(mark)),
        error);
}

bool
store_outbox_sent(Store *store, gint64 id, const char *server_said, GError **error)
{
    return sql_run(store->sql, error,
        "UPDATE outbox SET state = 'sent', sent_at = ?, server_said = ?"
        " WHERE id = ? AND state = 'sending'",
        BIND(clock_now_ms(), server_said, id));
}

/* What was closed while the relay had it is not tried again; what is of a run that was put aside meanwhile waits
 * with it (store_mailing_hold). */
#define GOES_AGAIN \
    " state = CASE WHEN closed_at IS NULL AND NOT EXISTS (SELECT 1 FROM mailing_letter " \
    "m" \
    "  JOIN mailing g ON g.id = m.mailing_id WHERE m.outbox_id = outbox.id" \
    "  AND m.state = 'queued'" \
    "  AND g.state IN ('holding', 'paused', 'stopped', 'recalled'))" \
    "  THEN 'waiting' ELSE 'held' END"

bool
store_outbox_untried(Store *store, gint64 id, gint64 due_at, GError **error)
{
    return sql_run(store->sql, error,
        "UPDATE outbox SET" GOES_AGAIN ", due_at = ?, attempts = attempts - 1"
        " WHERE id = ? AND state = 'sending'",
        BIND(due_at, id));
}

bool
store_outbox_later(
    Store *store, gint64 id, gint64 due_at, const char *server_said, GError **error)
{
    return sql_run(store->sql, error,
        "UPDATE outbox SET" GOES_AGAIN ", due_at = ?, server_said = ?"
        " WHERE id = ? AND state = 'sending'",
        BIND(due_at, server_said, id));
}

/* Of what may have left only an acknowledgement goes again by itself; in_doubt counts the times. */
#define MAY_HAVE_LEFT \
    " state = CASE WHEN purpose = 'acknowledgement' AND in_doubt < ? THEN 'waiting'" \
    "  ELSE 'doubt' END, in_doubt = in_doubt + 1, due_at = ? "

bool
store_outbox_doubtful(
    Store *store, gint64 id, gint64 due_at, const char *server_said, GError **error)
{
    return sql_run(store->sql, error,
        "UPDATE outbox SET" MAY_HAVE_LEFT
        ", server_said = ? WHERE id = ? AND state = 'sending'",
        BIND(OUTBOX_MOST_AGAIN, due_at, server_said, id));
}

bool
store_outbox_failed(Store *store, gint64 id, const char *server_said, GError **error)
{
    return sql_run(store->sql, error,
        "UPDATE outbox SET state = 'failed', server_said = ?"
        " WHERE id = ? AND state = 'sending'",
        BIND(server_said, id));
}

bool
store_outbox_recover(Store *store, int *count, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = sql_run(store->sql, error,
        "UPDATE outbox SET" MAY_HAVE_LEFT "WHERE state = 'sending' AND channel = 'mail'",
        BIND(OUTBOX_MOST_AGAIN, clock_now_ms()));
    int changed = (int)sql_changes(store->sql);
    if (!unit_end(&unit, well, error))
        return false;
    *count = changed;
    return true;
}

bool
store_outbox_bounced(Store *store, const char *message_id, const char *diagnostic,
    bool *known, GError **error)
{
    if (!sql_run(store->sql, error,
            "UPDATE outbox SET state = 'failed', server_said = ? WHERE message_id = ?"
            " AND state IN ('sent', 'sending', 'doubt')",
            BIND(diagnostic, message_id)))
        return false;
    *known = sql_changes(store->sql) > 0;
    return true;
}

bool
store_outbox_count_to(Store *store, const char *recipient, gint64 request_id,
    gint64 since, int *count, GError **error)
{
    return sql_one(store->sql, error, NULL,
        "SELECT COUNT(*) FROM outbox WHERE LOWER(recipient) = LOWER(?)"
        " AND created_at >= ? AND purpose = 'acknowledgement'"
        " AND (? = 0 OR request_id = ?)",
        BIND(recipient, since, request_id, request_id), INTO(count));
}

bool
store_outbox_depth(Store *store, OutboxDepth *depth, GError **error)
{
    *depth = (OutboxDepth){0};
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT state, COUNT(*), MIN(COALESCE(waits_since, created_at)), MAX(sent_at)"
        " FROM outbox"
        " WHERE channel = 'mail' AND closed_at IS NULL GROUP BY state",
        NONE);
    const char *state = NULL;
    int n;
    gint64 oldest, last;
    while (rows_next(rows, INTO(&state, &n, &oldest, &last))) {
        int *const counts[] = {&depth->waiting, &depth->sending, &depth->sent,
            &depth->failed, &depth->doubt, &depth->held};
        OutboxState which = state_from_name(state);
        *counts[which] = n;
        if (which == OUTBOX_WAITING)
            depth->oldest_waiting_at = oldest;
        depth->last_sent_at = MAX(depth->last_sent_at, last);
    }
    return rows_done(rows, error);
}

Outgoing *
store_outbox_get(Store *store, gint64 id, GError **error)
{
    g_autoptr(GPtrArray) list = collect(
        sql_rows(store->sql,
            "SELECT " OUTBOX_COLUMNS " FROM outbox WHERE id = ? AND channel = 'mail'",
            BIND(id)),
        error);
    return list != NULL && list->len > 0 ? g_ptr_array_steal_index(list, 0) : NULL;
}

GPtrArray *
store_outbox_of_letter(Store *store, gint64 letter_id, GError **error)
{
    return collect(
        sql_rows(store->sql,
            "SELECT " OUTBOX_COLUMNS " FROM outbox WHERE letter_id = ? ORDER BY id",
            BIND(letter_id)),
        error);
}

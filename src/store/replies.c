/* replies.c - what people of the office write: a draft, due for a while, and then composed once. */
#include "store/tables.h"

void
staff_reply_free(StaffReply *reply)
{
    if (reply == NULL)
        return;
    g_free(reply->template_);
    g_free(reply->language);
    g_free(reply->channel);
    g_free(reply->model);
    g_free(reply->enclosures);
    g_free(reply->actor);
    g_free(reply->state);
    g_free(reply->why);
    g_free(reply->out_no);
    g_free(reply);
}

static bool
is_draft(Store *store, GError **error)
{
    if (sql_changes(store->sql) == 1)
        return true;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "the reply is no draft any more: nothing was changed");
    return false;
}

bool
store_reply_put(Store *store, StaffReply *r, GError **error)
{
    if (r->id != 0)
        return sql_run(store->sql, error,
                   "UPDATE reply SET template = ?, language = ?, channel = ?, model = ?,"
                   " enclosures = ?, seen_id = ?, actor = ?, why = NULL"
                   " WHERE id = ? AND state = 'draft'",
                   BIND(r->template_, r->language, r->channel, r->model, r->enclosures,
                       r->seen_id, r->actor, r->id)) &&
               is_draft(store, error);
    if (!sql_run(store->sql, error,
            "INSERT INTO reply (letter_id, request_id, party_id, template, language,"
            " channel, model, enclosures, seen_id, actor, state, made_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'draft', ?)",
            BIND(r->letter_id, sql_id(r->request_id), r->party_id, r->template_,
                r->language, r->channel, r->model, r->enclosures, r->seen_id, r->actor,
                clock_now_ms())))
        return false;
    r->id = sql_last_id(store->sql);
    return true;
}

#define REPLY_COLUMNS \
    "id, letter_id, request_id, party_id, template, language, channel, model," \
    " enclosures, seen_id, actor, state, made_at, due_at, why, out_no, outbox_id," \
    " ended_at"

static GPtrArray *
collect(Rows *take_rows, GError **error)
{
    g_autoptr(Rows) rows = take_rows;
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)staff_reply_free);
    StaffReply r = {0};
    while (rows_next(rows,
        INTO(&r.id, &r.letter_id, &r.request_id, &r.party_id, &r.template_, &r.language,
            &r.channel, &r.model, &r.enclosures, &r.seen_id, &r.actor, &r.state,
            &r.made_at, &r.due_at, &r.why, &r.out_no, &r.outbox_id, &r.ended_at))) {
        g_ptr_array_add(list, g_memdup2(&r, sizeof r));
        r = (StaffReply){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

StaffReply *
store_reply_get(Store *store, gint64 id, GError **error)
{
    g_autoptr(GPtrArray) found =
        collect(sql_rows(store->sql, "SELECT " REPLY_COLUMNS " FROM reply WHERE id = ?",
                    BIND(id)),
            error);
    if (found == NULL)
        return NULL;
    if (found->len > 0)
        return g_ptr_array_steal_index(found, 0);
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "there is no reply %" G_GINT64_FORMAT, id);
    return NULL;
}

GPtrArray *
store_replies_of(Store *store, gint64 letter_id, GError **error)
{
    return collect(sql_rows(store->sql,
                       "SELECT " REPLY_COLUMNS " FROM reply WHERE letter_id = ?"
                       " AND state <> 'dropped' ORDER BY id DESC",
                       BIND(letter_id)),
        error);
}

GPtrArray *
store_replies_due(Store *store, gint64 now, int most, GError **error)
{
    return collect(sql_rows(store->sql,
                       "SELECT " REPLY_COLUMNS " FROM reply"
                       " WHERE state = 'due' AND due_at <= ? ORDER BY due_at, id LIMIT ?",
                       BIND(now, most)),
        error);
}

bool
store_letter_newest_of(Store *store, gint64 party_id, gint64 *id, GError **error)
{
    return sql_one(store->sql, error, NULL,
        "SELECT COALESCE(MAX(id), 0) FROM letter WHERE party_id = ? AND kind = 'letter'",
        BIND(party_id), INTO(id));
}

bool
store_request_is_answered(
    Store *store, gint64 request_id, gint64 since, bool *is, GError **error)
{
    return sql_one(store->sql, error, NULL,
        "SELECT EXISTS (SELECT 1 FROM reply JOIN outbox ON outbox.id = reply.outbox_id"
        "  WHERE reply.request_id = ? AND reply.state = 'sent' AND reply.ended_at >= ?"
        "  AND outbox.state <> 'failed')"
        " OR EXISTS (SELECT 1 FROM contact WHERE request_id = ? AND direction = 'out'"
        "  AND at >= ?)",
        BIND(request_id, since, request_id, since), INTO(is));
}

/* ---- the steps ---- */

static bool
note(Store *store, gint64 id, const char *actor, const char *act, GError **error)
{
    g_autoptr(StaffReply) reply = store_reply_get(store, id, error);
    return reply != NULL &&
           store_journal(store, actor, act, reply->letter_id, reply->request_id,
               reply->party_id, reply->template_, error);
}

bool
store_reply_send(
    Store *store, gint64 id, gint64 due_at, const char *actor, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = sql_run(store->sql, error,
                    "UPDATE reply SET state = 'due', due_at = ?, actor = ?, why = NULL"
                    " WHERE id = ? AND state = 'draft'",
                    BIND(due_at, actor, id)) &&
                is_draft(store, error) && note(store, id, actor, "reply_due", error);
    return unit_end(&unit, well, error);
}

bool
store_reply_recall(Store *store, gint64 id, const char *actor, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = sql_run(store->sql, error,
        "UPDATE reply SET state = 'draft', due_at = NULL, why = NULL"
        " WHERE id = ? AND state = 'due' AND outbox_id IS NULL",
        BIND(id));
    if (well && sql_changes(store->sql) == 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the reply has left, or was not sent: nothing was changed");
        well = false;
    }
    well = well && note(store, id, actor, "reply_recalled", error);
    return unit_end(&unit, well, error);
}

/* A number of one that did not leave is void, and stays visible. */
static bool
void_number(Store *store, gint64 id, const char *why, GError **error)
{
    g_autofree char *number = NULL;
    return sql_one(store->sql, error, NULL, "SELECT out_no FROM reply WHERE id = ?",
               BIND(id), INTO(&number)) &&
           (number == NULL ||
               (store_register_void_unborne(store, number, "diwan", why, error) &&
                   sql_run(store->sql, error,
                       "UPDATE reply SET out_no = NULL WHERE id = ?", BIND(id))));
}

bool
store_reply_drop(Store *store, gint64 id, const char *actor, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = sql_run(store->sql, error,
                    "UPDATE reply SET state = 'dropped', ended_at = ?"
                    " WHERE id = ? AND state = 'draft'",
                    BIND(clock_now_ms(), id)) &&
                is_draft(store, error) &&
                void_number(store, id, "reply dropped", error) &&
                note(store, id, actor, "reply_dropped", error);
    return unit_end(&unit, well, error);
}

bool
store_reply_number(Store *store, gint64 id, const char *out_no, GError **error)
{
    return sql_run(store->sql, error,
               "UPDATE reply SET out_no = ? WHERE id = ? AND state = 'due'",
               BIND(out_no, id)) &&
           claim_held(store, error);
}

bool
store_reply_end(Store *store, gint64 id, const char *state, const char *why,
    gint64 outbox_id, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = sql_run(store->sql, error,
                    "UPDATE reply SET state = ?, why = ?, outbox_id = ?, ended_at = ?"
                    " WHERE id = ? AND state = 'due'",
                    BIND(state, why, sql_id(outbox_id), clock_now_ms(), id)) &&
                claim_held(store, error) &&
                (outbox_id != 0 || void_number(store, id, why, error));
    return unit_end(&unit, well, error);
}

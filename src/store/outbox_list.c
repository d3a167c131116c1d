/* outbox_list.c - the outbox as people look at it: what waits, what left, what did not arrive. */
#include "store/tables.h"

void
outbox_entry_free(OutboxEntry *entry)
{
    if (entry == NULL)
        return;
    g_free(entry->channel);
    g_free(entry->purpose);
    g_free(entry->recipient);
    g_free(entry->state);
    g_free(entry->server_said);
    g_free(entry->request_no);
    g_free(entry->in_no);
    g_free(entry);
}

#define OPEN \
    "o.state IN ('failed', 'doubt') AND o.closed_at IS NULL" \
    " AND NOT EXISTS (SELECT 1 FROM paper WHERE paper.replaces = o.id)" \
    " AND NOT EXISTS (SELECT 1 FROM outbox n WHERE n.replaces = o.id)"

int
store_outbox_open(Store *store, const char *reader)
{
    int n = 0;
    sql_one(store->sql, NULL, NULL,
        "SELECT COUNT(*) FROM outbox o WHERE " OPEN " AND" OUTBOX_FOR_READER,
        BIND(reader), INTO(&n));
    return n;
}

GPtrArray *
store_outbox_list(Store *store, const OutboxFilter *f, GError **error)
{
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT o.id, o.letter_id, o.request_id, o.party_id, o.channel, o.purpose,"
        " o.recipient, o.state, o.server_said, r.number, l.in_no, o.attempts, o.in_doubt,"
        " EXISTS (SELECT 1 FROM paper WHERE paper.replaces = o.id)"
        "  OR EXISTS (SELECT 1 FROM outbox n WHERE n.replaces = o.id),"
        " o.closed_at IS NOT NULL,"
        " EXISTS (SELECT 1 FROM party_address a WHERE a.party_id = o.party_id),"
        " o.created_at, o.due_at, o.sent_at"
        " FROM outbox o LEFT JOIN request r ON r.id = o.request_id"
        " LEFT JOIN letter l ON l.id = o.letter_id"
        " WHERE (? = 0 OR (" OPEN "))"
        " AND (? IS NULL OR o.state = ?) AND (? IS NULL OR o.channel = ?)"
        " AND (? = 0 OR o.id < ?) ORDER BY o.id DESC LIMIT ?",
        BIND(f->open_only, f->state, f->state, f->channel, f->channel, f->before_id,
            f->before_id, f->limit));
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)outbox_entry_free);
    OutboxEntry e = {0};
    while (rows_next(
        rows, INTO(&e.id, &e.letter_id, &e.request_id, &e.party_id, &e.channel,
                  &e.purpose, &e.recipient, &e.state, &e.server_said, &e.request_no,
                  &e.in_no, &e.attempts, &e.in_doubt, &e.replaced, &e.closed,
                  &e.has_address, &e.created_at, &e.due_at, &e.sent_at))) {
        g_ptr_array_add(list, g_memdup2(&e, sizeof e));
        e = (OutboxEntry){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

/* It, or what it stands in the place of, however many went before, tells a decision that was corrected. */
static bool
refuse_corrected(Store *store, gint64 id, GError **error)
{
    bool corrected = false;
    if (!sql_one(store->sql, error, NULL,
            "WITH RECURSIVE former (id) AS (SELECT CAST(? AS BIGINT)"
            " UNION SELECT o.replaces FROM outbox o JOIN former ON o.id = former.id"
            "  WHERE o.replaces IS NOT NULL"
            " UNION SELECT p.replaces FROM paper p JOIN former ON p.outbox_id = former.id"
            "  WHERE p.replaces IS NOT NULL)"
            " SELECT EXISTS (SELECT 1 FROM mailing_letter WHERE why IN ('corrected',"
            "  'corrected since') AND outbox_id IN (SELECT id FROM former))",
            BIND(id), INTO(&corrected)))
        return false;
    if (corrected)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the decision it tells was corrected since, and another letter tells that: "
            "nothing was changed");
    return !corrected;
}

bool
store_outbox_gives_way(Store *store, gint64 id, GError **error)
{
    bool gives = false;
    if (!refuse_corrected(store, id, error))
        return false;
    if (!sql_one(store->sql, error, NULL,
            "SELECT EXISTS (SELECT 1 FROM outbox o WHERE o.id = ? AND o.channel = 'mail'"
            " AND o.state = 'failed' AND o.closed_at IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM paper p JOIN outbox i"
            "  ON i.id = p.outbox_id WHERE p.replaces = o.id AND i.state <> 'failed')"
            " AND NOT EXISTS (SELECT 1 FROM outbox i WHERE i.replaces = o.id"
            "  AND i.state <> 'failed'))",
            BIND(id), INTO(&gives)))
        return false;
    if (!gives)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "mail %" G_GINT64_FORMAT " was sent again meanwhile, or stands on paper or "
            "goes to another address already: nothing was changed",
            id);
    return gives;
}

bool
store_outbox_resend(Store *store, gint64 id, const char *actor, GError **error)
{
    gint64 now = clock_now_ms();
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well =
        refuse_corrected(store, id, error) &&
        sql_run(store->sql, error,
            "UPDATE outbox SET state = 'waiting', due_at = ?, waits_since = ? WHERE id = "
            "?"
            " AND closed_at IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM paper WHERE paper.replaces = outbox.id)"
            " AND NOT EXISTS (SELECT 1 FROM outbox n WHERE n.replaces = outbox.id)"
            " AND (state = 'doubt' OR (channel = 'mail' AND state = 'failed'))",
            BIND(now, now, id));
    if (well && sql_changes(store->sql) == 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "only a mail that was not delivered, or what is in doubt, is sent again, and "
            "not what stands on paper or went to another address since; nothing was "
            "changed");
        well = false;
    }
    g_autofree char *note = g_strdup_printf("outbox=%" G_GINT64_FORMAT, id);
    well = well && store_journal(store, actor, "resent", 0, 0, 0, note, error);
    return unit_end(&unit, well, error);
}

bool
store_outbox_close(
    Store *store, gint64 id, const char *actor, const char *reason, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = sql_run(store->sql, error,
        "UPDATE outbox SET closed_at = ?, closed_by = ?, closed_why = ? WHERE id = ?"
        " AND state IN ('failed', 'doubt') AND closed_at IS NULL",
        BIND(clock_now_ms(), actor, reason, id));
    if (well && sql_changes(store->sql) == 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "it was delivered, is under way or was closed already: nothing was changed");
        well = false;
    }
    g_autofree char *note = g_strdup_printf("outbox=%" G_GINT64_FORMAT, id);
    well =
        well && store_journal(store, actor, "not_delivered_closed", 0, 0, 0, note, error);
    return unit_end(&unit, well, error);
}

/* The former row gives up its place among the letter's mails only by its recipient, which is another. */
bool
store_outbox_replace(
    Store *store, gint64 id, const Outgoing *again, gint64 *new_id, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = store_outbox_gives_way(store, id, error) &&
                store_outbox_put(store, again, new_id, error) &&
                sql_run(store->sql, error, "UPDATE outbox SET replaces = ? WHERE id = ?",
                    BIND(id, *new_id)) &&
                sql_run(store->sql, error,
                    "INSERT INTO enclosed (version_id, outbox_id, number, at)"
                    " SELECT version_id, ?, number, ? FROM enclosed WHERE outbox_id = ?",
                    BIND(*new_id, clock_now_ms(), id));
    return unit_end(&unit, well, error);
}

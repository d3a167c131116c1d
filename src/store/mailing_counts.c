/* mailing_counts.c - how a run of letters stands, in one question. */
#include "store/tables.h"

/* Delivered so far is what was taken by the relay and did not come back. Printed is what a run of the
 * printer took. Answered: a letter of the request's party came after this one left. */
bool
store_mailing_counts(Store *store, gint64 id, MailingCounts *c, GError **error)
{
    *c = (MailingCounts){0};
    return sql_one(store->sql, error, NULL,
        "SELECT COUNT(*), COUNT(*) FILTER (WHERE m.channel = 'mail'),"
        " COUNT(*) FILTER (WHERE m.channel = 'paper'),"
        " COUNT(*) FILTER (WHERE m.state = 'due' OR (m.channel = 'mail'"
        "  AND o.state IN ('waiting', 'sending'))),"
        " COUNT(*) FILTER (WHERE m.channel = 'mail' AND o.sent_at IS NOT NULL),"
        " COUNT(*) FILTER (WHERE m.channel = 'mail' AND o.state = 'sent'),"
        " COUNT(*) FILTER (WHERE m.channel = 'mail' AND o.state = 'failed'),"
        " COUNT(*) FILTER (WHERE b.outbox_id IS NOT NULL),"
        " COUNT(*) FILTER (WHERE a.run_id IS NOT NULL OR b.run_id IS NOT NULL),"
        " COUNT(*) FILTER (WHERE (a.run_id IS NOT NULL AND o.sent_at IS NOT NULL)"
        "  OR (b.run_id IS NOT NULL AND n.sent_at IS NOT NULL)),"
        " COUNT(*) FILTER (WHERE EXISTS (SELECT 1 FROM letter l"
        "  WHERE l.request_id = m.request_id AND l.kind = 'letter'"
        "  AND l.received_at >= o.sent_at)),"
        " COUNT(*) FILTER (WHERE o.state = 'doubt'),"
        " COUNT(*) FILTER (WHERE m.state = 'queued' AND o.state = 'held'),"
        " COUNT(*) FILTER (WHERE m.state = 'refused'),"
        " COUNT(*) FILTER (WHERE m.state = 'superseded')"
        " FROM mailing_letter m LEFT JOIN outbox o ON o.id = m.outbox_id"
        " LEFT JOIN paper a ON a.outbox_id = m.outbox_id"
        " LEFT JOIN paper b ON b.replaces = m.outbox_id"
        " LEFT JOIN outbox n ON n.id = b.outbox_id WHERE m.mailing_id = ?",
        BIND(id),
        INTO(&c->letters, &c->by_mail, &c->on_paper, &c->queued, &c->sent, &c->delivered,
            &c->bounced, &c->to_paper, &c->printed, &c->posted, &c->answered,
            &c->in_doubt, &c->held, &c->refused, &c->superseded));
}

/* referrals.c - requests referred to somebody and returned; what was said by another way than a letter. */
#include "store/tables.h"

void
referral_free(Referral *referral)
{
    if (referral == NULL)
        return;
    g_free(referral->request_no);
    g_free(referral->actor);
    g_free(referral->to_kind);
    g_free(referral->to_name);
    g_free(referral->purpose);
    g_free(referral->instruction);
    g_free(referral->ended_by);
    g_free(referral->ended_how);
    g_free(referral->answer);
    g_free(referral);
}

bool
store_referral_put(Store *store, const Referral *r, gint64 *id, GError **error)
{
    Unit unit;
    gint64 referral_id = 0;
    if (!unit_begin(&unit, store, error))
        return false;
    g_autofree char *note =
        g_strdup_printf("%s %s: %s", r->to_kind, r->to_name, r->purpose);
    bool well = sql_run(store->sql, error,
        "INSERT INTO referral (request_id, actor, at, to_kind, to_name, purpose,"
        " instruction, due_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        BIND(r->request_id, r->actor, r->at, r->to_kind, r->to_name, r->purpose,
            r->instruction, sql_id(r->due_at)));
    if (well) {
        referral_id = sql_last_id(store->sql);
        well = store_journal(
            store, r->actor, "request_referred", 0, r->request_id, 0, note, error);
    }
    if (!unit_end(&unit, well, error))
        return false;
    *id = referral_id;
    return true;
}

bool
store_referral_end(Store *store, const Referral *referral, const char *how,
    const char *answer, const char *actor, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    g_autofree char *act = g_strdup_printf("referral_%s", how);
    bool well = sql_run(store->sql, error,
        "UPDATE referral SET ended_at = ?, ended_by = ?, ended_how = ?, answer = ?"
        " WHERE id = ? AND ended_at IS NULL",
        BIND(clock_now_ms(), actor, how, answer, referral->id));
    if (well && sql_changes(store->sql) != 1) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "this referral has ended already: nothing was changed");
        well = false;
    }
    well = well && store_journal(store, actor, act, 0, referral->request_id, 0,
                       referral->to_name, error);
    return unit_end(&unit, well, error);
}

#define REFERRAL_COLUMNS \
    "referral.id, referral.request_id, request.number, referral.actor, referral.at," \
    " to_kind, to_name, purpose, instruction, referral.due_at, ended_at, ended_by," \
    " ended_how, answer"

static GPtrArray *
collect(Rows *take_rows, GError **error)
{
    g_autoptr(Rows) rows = take_rows;
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)referral_free);
    Referral r = {0};
    while (
        rows_next(rows, INTO(&r.id, &r.request_id, &r.request_no, &r.actor, &r.at,
                            &r.to_kind, &r.to_name, &r.purpose, &r.instruction, &r.due_at,
                            &r.ended_at, &r.ended_by, &r.ended_how, &r.answer))) {
        g_ptr_array_add(list, g_memdup2(&r, sizeof r));
        r = (Referral){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

GPtrArray *
store_referrals_of(Store *store, gint64 request_id, GError **error)
{
    return collect(sql_rows(store->sql,
                       "SELECT " REFERRAL_COLUMNS " FROM referral"
                       " JOIN request ON request.id = referral.request_id"
                       " WHERE referral.request_id = ? ORDER BY referral.id",
                       BIND(request_id)),
        error);
}

GPtrArray *
store_referrals_open(Store *store, gint64 before, int most, GError **error)
{
    return collect(sql_rows(store->sql,
                       "SELECT " REFERRAL_COLUMNS " FROM referral"
                       " JOIN request ON request.id = referral.request_id"
                       " WHERE referral.ended_at IS NULL"
                       " AND COALESCE(referral.due_at, 0) < ?"
                       " ORDER BY referral.due_at IS NULL, referral.due_at, referral.id"
                       " LIMIT ?",
                       BIND(before > 0 ? before : G_MAXINT64, most)),
        error);
}

/* ---- contacts ---- */

void
contact_free(Contact *contact)
{
    if (contact == NULL)
        return;
    g_free(contact->number);
    g_free(contact->channel);
    g_free(contact->direction);
    g_free(contact->branch);
    g_free(contact->person);
    g_free(contact->summary);
    g_free(contact->actor);
    g_free(contact);
}

bool
store_contact_put(Store *store, const Contact *c, gint64 *id, GError **error)
{
    Unit unit;
    gint64 contact_id = 0;
    if (!unit_begin(&unit, store, error))
        return false;
    g_autofree char *note = g_strdup_printf("%s %s", c->number, c->channel);
    bool well = party_not_erased(store, c->party_id, error) &&
                sql_run(store->sql, error,
                    "INSERT INTO contact (number, party_id, request_id, channel, "
                    "direction, branch,"
                    " person, at, summary, actor, noted_at) VALUES (?, ?, ?, ?, ?, ?, ?, "
                    "?, ?, ?, ?)",
                    BIND(c->number, sql_id(c->party_id), sql_id(c->request_id),
                        c->channel, c->direction, c->branch, c->person, c->at, c->summary,
                        c->actor, clock_now_ms()));
    if (well) {
        contact_id = sql_last_id(store->sql);
        well = store_journal(
            store, c->actor, "contact_noted", 0, c->request_id, c->party_id, note, error);
    }
    if (!unit_end(&unit, well, error))
        return false;
    *id = contact_id;
    return true;
}

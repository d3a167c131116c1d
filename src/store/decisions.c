/* decisions.c - whose a person found a letter to be: kept as evidence, and taken back when wrong. */
#include "store/tables.h"

#include <string.h>

static const char *const kind_names[] = {"applicant", "new", "nobody", "guardian"};

const char *
decision_kind_name(DecisionKind kind)
{
    return kind_names[kind];
}

static DecisionKind
kind_from_name(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(kind_names); i++)
        if (strcmp(kind_names[i], name) == 0)
            return i;
    return DECIDED_APPLICANT;
}

void
decision_free(Decision *decision)
{
    if (decision == NULL)
        return;
    g_free(decision->address);
    g_free(decision->actor);
    g_free(decision->reason);
    g_free(decision->undone_by);
    g_free(decision->undone_why);
    g_free(decision);
}

/* A scan's From is the device's; who decided in between took the former decision's place. */
bool
decision_add(
    Store *store, gint64 letter_id, const Decided *as, const char *actor, GError **error)
{
    g_autoptr(Letter) letter = store_letter_get(store, letter_id, error);
    if (letter == NULL)
        return false;
    g_autofree char *address = letter->medium == MEDIUM_EMAIL && letter->from_address
                                   ? g_utf8_strdown(letter->from_address, -1)
                                   : NULL;
    gint64 now = clock_now_ms();
    return sql_run(store->sql, error,
               "UPDATE decision SET undone_at = ?, undone_by = ?, undone_why = ?"
               " WHERE letter_id = ? AND undone_at IS NULL",
               BIND(now, actor, "decided anew", letter_id)) &&
           sql_run(store->sql, error,
               "INSERT INTO decision (letter_id, kind, party_id, guardian_id, address,"
               " trusted, actor, at, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
               BIND(letter_id, decision_kind_name(as->kind), sql_id(as->party_id),
                   sql_id(as->guardian_id), address, letter->trusted, actor, now,
                   as->reason));
}

bool
decision_undo(
    Store *store, gint64 letter_id, const char *actor, const char *reason, GError **error)
{
    if (!sql_run(store->sql, error,
            "UPDATE decision SET undone_at = ?, undone_by = ?, undone_why = ?"
            " WHERE letter_id = ? AND undone_at IS NULL",
            BIND(clock_now_ms(), actor, reason, letter_id)))
        return false;
    if (sql_changes(store->sql) > 0)
        return true;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "no person has decided whose letter %" G_GINT64_FORMAT
        " is: nothing was changed; `diwan letters hold` puts it on the hold list",
        letter_id);
    return false;
}

/* ---- reading them ---- */

/* Of two records that were made one, the decision is about the one that was kept. */
#define DECISION_COLUMNS \
    "id, letter_id, kind, COALESCE((SELECT merged_into FROM party" \
    " WHERE party.id = decision.party_id), party_id), guardian_id, address, actor, at," \
    " reason, undone_at, undone_by, undone_why"

static GPtrArray *
collect(Rows *take_rows, GError **error)
{
    g_autoptr(Rows) rows = take_rows;
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)decision_free);
    Decision d = {0};
    const char *kind = NULL;
    while (rows_next(rows,
        INTO(&d.id, &d.letter_id, &kind, &d.party_id, &d.guardian_id, &d.address,
            &d.actor, &d.at, &d.reason, &d.undone_at, &d.undone_by, &d.undone_why))) {
        d.kind = kind_from_name(kind);
        Decision *one = g_new(Decision, 1);
        *one = d;
        d = (Decision){0};
        g_ptr_array_add(list, one);
    }
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

GPtrArray *
store_decisions_of_letter(Store *store, gint64 letter_id, GError **error)
{
    return collect(
        sql_rows(store->sql,
            "SELECT " DECISION_COLUMNS " FROM decision WHERE letter_id = ? ORDER BY id",
            BIND(letter_id)),
        error);
}

GPtrArray *
store_decisions_of_address(Store *store, const char *address, int most, GError **error)
{
    return collect(sql_rows(store->sql,
                       "SELECT " DECISION_COLUMNS " FROM decision WHERE address = ?"
                       " AND trusted <> 0 AND undone_at IS NULL ORDER BY id DESC LIMIT ?",
                       BIND(address, most)),
        error);
}

GPtrArray *
store_guardians_of(Store *store, gint64 party_id, int most, GError **error)
{
    return collect(sql_rows(store->sql,
                       "SELECT " DECISION_COLUMNS " FROM decision WHERE kind = 'guardian'"
                       " AND party_id = ? AND undone_at IS NULL ORDER BY id DESC LIMIT ?",
                       BIND(party_id, most)),
        error);
}

int
store_decisions_count(Store *store)
{
    int n = 0;
    sql_one(store->sql, NULL, NULL,
        "SELECT COUNT(*) FROM decision WHERE undone_at IS NULL", NONE, INTO(&n));
    return n;
}

GArray *
store_rejected_of_address(Store *store, const char *address, int most, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(false, false, sizeof(gint64));
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT candidate.party_id FROM decision"
        " JOIN candidate ON candidate.letter_id = decision.letter_id"
        " WHERE decision.address = ? AND decision.kind = 'nobody'"
        " AND decision.undone_at IS NULL ORDER BY decision.id DESC LIMIT ?",
        BIND(address, most));
    gint64 id;
    while (rows_next(rows, INTO(&id)))
        g_array_append_val(ids, id);
    return rows_done(rows, error) ? g_steal_pointer(&ids) : NULL;
}

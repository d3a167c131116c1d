/* moves.c - approved decisions move their requests, a batch in a transaction.
 *
 * The move is whoever's who entered the decision, for the session it was made in; every member present who
 * works here has decided. A request that cannot be moved any more (it was withdrawn meanwhile) keeps its
 * state, the decision says why, and its letter does not leave.
 */
#include "committee/inside.h"

#include "language/language.h"

#include <string.h>

static const char *const move_names[] = {"accept", "decline", "defer"};

static char *
reason_of(const CommitteeDecision *decision)
{
    g_autoptr(GString) reason = g_string_new(NULL);
    g_string_append_printf(reason, "session %s", decision->session_no);
    if (decision->reason_code != NULL)
        g_string_append_printf(reason, ", %s", decision->reason_code);
    if (!text_is_blank(decision->early_reason))
        g_string_append_printf(reason, "; early: %s", decision->early_reason);
    return g_strdup(reason->str);
}

static bool
move_request(const Desk *desk, const CommitteeDecision *decision, GError **error)
{
    g_autoptr(GError) refusal = NULL;
    g_autofree char *reason = reason_of(decision);
    const Act act = {.by = decision->actor,
        .role = decision->role,
        .reason = reason,
        .in_session = true};
    bool well = request_move(
        desk, decision->request_id, move_names[decision->outcome], 0, &act, &refusal);
    if (!well && refusal->code != DIWAN_ERROR_REFUSED) {
        g_propagate_error(error, g_steal_pointer(&refusal));
        return false;
    }
    return store_decision_moved(
        desk->store, decision->id, well ? NULL : refusal->message, error);
}

static bool
move_batch(const Desk *desk, int *moved, GError **error)
{
    g_autoptr(GPtrArray) decisions =
        store_decisions_unmoved(desk->store, COMMITTEE_BATCH, error);
    for (guint i = 0; decisions != NULL && i < decisions->len; i++)
        if (!move_request(desk, decisions->pdata[i], error))
            return false;
    *moved = decisions != NULL ? (int)decisions->len : 0;
    return decisions != NULL;
}

bool
committee_move_requests(const Desk *desk, int *moved, GError **error)
{
    Store *store = desk->store;
    int n = COMMITTEE_BATCH;
    *moved = 0;
    g_autoptr(GPtrArray) any = store_decisions_unmoved(store, 1, error);
    if (any == NULL || any->len == 0)
        return any != NULL;
    while (n == COMMITTEE_BATCH) {
        if (!store_begin(store, error))
            return false;
        if (!move_batch(desk, &n, error) || !store_commit(store, error)) {
            store_rollback(store);
            return false;
        }
        *moved += n;
    }
    return true;
}

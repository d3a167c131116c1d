/* reply_moves.c - a reply that leaves, and the state of the request it is about: one knows of the other.
 *
 * A reply of a person's answers, and a closing letter closes, where the machine of the request's kind has
 * the move and its writer may make it. Letters that say who else will answer, or that an answer is to come,
 * move nothing. What is for others than who decided a person moves, who has proved who they are: of the
 * writer of a reply that is not known.
 */
#include "office/reply.h"

#include <string.h>

static const Move *
move_of(const Desk *desk, const Request *request, const char *name)
{
    const KindRule *kind = rules_kind(desk->rules, request->kind);
    const Move *move =
        kind != NULL ? machine_move(kind->machine, request->state, name) : NULL;
    return move != NULL && !(move->flags & MOVE_OTHERS) ? move : NULL;
}

/* A refused one leaves nothing behind in the transaction of the reply. */
static bool
move_where_it_may(
    const Desk *desk, const Ready *ready, const char *move, gint64 now, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(Request) request =
        store_request_get(desk->store, ready->reply->request_id, error);
    if (request == NULL || move_of(desk, request, move) == NULL)
        return request != NULL;
    g_autofree char *reason = g_strdup_printf("reply %s", ready->reply->out_no);
    const Act act = {.by = ready->reply->actor,
        .role = ready->role,
        .reason = reason,
        .now = now,
        .replied = true};
    if (!store_savepoint(desk->store, error))
        return false;
    bool moved = request_move(desk, request->id, move, 0, &act, &cause);
    if (moved || g_error_matches(cause, DIWAN_ERROR, DIWAN_ERROR_REFUSED))
        return store_savepoint_end(desk->store, moved, error);
    g_propagate_error(error, g_steal_pointer(&cause));
    return false;
}

bool
ready_moves(const Ready *ready, const Desk *desk, gint64 now, GError **error)
{
    bool closes = strcmp(ready->departure.purpose, "closure") == 0;
    bool answers = closes || strcmp(ready->departure.purpose, "reply") == 0;
    if (ready->reply->request_id == 0 || ready->role == NULL)
        return true;
    return (!answers || move_where_it_may(desk, ready, "answer", now, error)) &&
           (!closes || move_where_it_may(desk, ready, "close", now, error));
}

/* barred.c - what is not for the visitor: a complaint of him, its letters, and the replies to them.
 *
 * Lists leave it out, the register hides what it says of it (store_register_rows), and every page whose path names
 * one is closed before it is asked. What cannot be read of who is barred counts as barred.
 */
#include "web/inside.h"

#include <string.h>

bool
show_is_barred(Visit *visit, gint64 request_id)
{
    if (request_id == 0)
        return false;
    if (visit->barred == NULL)
        visit->barred = store_requests_barred_to(
            visit->web->diwan->store, visit->staff->login, "complained_of", NULL);
    for (guint i = 0; visit->barred != NULL && i < visit->barred->len; i++)
        if (g_array_index(visit->barred, gint64, i) == request_id)
            return true;
    return visit->barred == NULL;
}

/* The request of what the path names; 0: of none, or there is no such thing. */
static gint64
request_named(Visit *visit)
{
    Store *store = visit->web->diwan->store;
    if (g_str_has_prefix(visit->path, "/r/"))
        return visit->id;
    if (g_str_has_prefix(visit->path, "/i/")) {
        g_autoptr(Letter) letter = store_letter_get(store, visit->id, NULL);
        return letter != NULL ? letter->request_id : 0;
    }
    if (g_str_has_prefix(visit->path, "/reply/")) {
        g_autoptr(StaffReply) reply = store_reply_get(store, visit->id, NULL);
        g_autoptr(Letter) letter =
            reply != NULL ? store_letter_get(store, reply->letter_id, NULL) : NULL;
        return letter != NULL && letter->request_id != 0 ? letter->request_id
               : reply != NULL                           ? reply->request_id
                                                         : 0;
    }
    if (g_str_has_prefix(visit->path, "/undelivered/")) {
        g_autoptr(Outgoing) outgoing = store_outbox_get(store, visit->id, NULL);
        return outgoing != NULL ? outgoing->request_id : 0;
    }
    return 0;
}

bool
visit_is_barred(Visit *visit)
{
    return visit->staff != NULL && show_is_barred(visit, request_named(visit));
}

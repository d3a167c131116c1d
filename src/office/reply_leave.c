/* reply_leave.c - replies that are due → the outbox or the post, each once.
 *
 * A reply gets its number, is composed outside any transaction, and leaves in one with its mail. What
 * cannot leave, or was overtaken by a new letter, goes back to its writer as a draft that says why.
 */
#include "office/reply.h"

enum { MOST_AT_ONCE = 50 };

/* It answers that letter, and the number on it is the reply's own. */
static bool
say(const Desk *desk, const Ready *ready, const char *subject, GError **error)
{
    RegisterSays says = {.party_id = ready->party->id,
        .subject = subject,
        .enclosures = (int)ready->enclosed.list->len,
        .related = ready->letter->in_no};
    return store_register_say(desk->store, ready->reply->out_no, &says, error);
}

/* Whose letter it is may have been decided anew while the reply was composed. */
static bool
still_theirs(const Desk *desk, const StaffReply *reply, GError **error)
{
    g_autoptr(Letter) letter = store_letter_get(desk->store, reply->letter_id, error);
    return letter != NULL && ready_is_answer(reply, letter, error);
}

static bool
put(const Desk *desk, const Ready *ready, Outgoing *mail, PostLetter *post,
    const char *subject, gint64 now, GError **error)
{
    Store *store = desk->store;
    const StaffReply *reply = ready->reply;
    gint64 outbox_id = 0;
    /* A letter may have several replies: the row does not bear the letter, the reply does. */
    if (mail != NULL)
        mail->letter_id = 0;
    else
        post->letter_id = 0;
    if (!store_begin(store, error))
        return false;
    bool kept = mail != NULL ? store_outbox_put(store, mail, &outbox_id, error)
                             : store_post_put(store, post, &outbox_id, error);
    if (kept && say(desk, ready, subject, error) &&
        library_enclosed(store, &ready->enclosed, outbox_id, reply->out_no, error) &&
        still_theirs(desk, reply, error) &&
        store_reply_end(store, reply->id, "sent", NULL, outbox_id, error) &&
        store_journal(store, reply->actor, "reply_sent", reply->letter_id,
            reply->request_id, reply->party_id, reply->out_no, error) &&
        ready_moves(ready, desk, now, error) && store_commit(store, error))
        return true;
    store_rollback(store);
    return false;
}

static bool
compose_and_put(
    const Desk *desk, Compose *compose, const Ready *ready, gint64 now, GError **error)
{
    const char *number_ = ready->reply->out_no;
    bool paper = ready->address != NULL;
    Rendered words = {0};
    g_autoptr(Outgoing) mail =
        paper ? NULL : compose_mail(compose, &ready->departure, error);
    g_autoptr(PostLetter) post =
        paper ? ready_post(ready, compose, number_, now, error) : NULL;
    if ((mail == NULL && post == NULL) ||
        !compose_render(compose, &ready->departure, true, &words, error))
        return false;
    g_autofree char *subject = text_strip_controls(words.subject);
    rendered_clear(&words);
    return put(desk, ready, mail, post, subject, now, error);
}

static bool
leave(const Desk *desk, Compose *compose, Ready *ready, gint64 now, GError **error)
{
    StaffReply *reply = ready->reply;
    gint64 newest = 0;
    if (!store_letter_newest_of(desk->store, reply->party_id, &newest, error))
        return false;
    if (newest > reply->seen_id)
        return refuse(error, "a new letter came before the reply left: read it first");
    if (!ready_make(ready, desk, compose, NULL, error) ||
        !register_number_once(desk->config, desk->store, REGISTER_OUTGOING, now,
            reply->request_id, store_reply_number, reply->id, &reply->out_no, error))
        return false;
    json_object_set_string_member(
        json_node_get_object(ready->model), "out_no", reply->out_no);
    return compose_and_put(desk, compose, ready, now, error);
}

bool
replies_leave(const Desk *desk, Compose *compose, gint64 now, int *sent, GError **error)
{
    bool well = true;
    g_autoptr(GPtrArray) due = store_replies_due(desk->store, now, MOST_AT_ONCE, error);
    for (guint i = 0; due != NULL && i < due->len; i++) {
        const StaffReply *reply = due->pdata[i];
        g_auto(Ready) ready = {0};
        g_autoptr(GError) cause = NULL;
        if (ready_read(&ready, desk, reply->id, &cause) &&
            leave(desk, compose, &ready, now, &cause)) {
            *sent += 1;
            continue;
        }
        if (cause->code == DIWAN_ERROR_REFUSED) {
            if (!store_reply_end(desk->store, reply->id, "draft", cause->message, 0,
                    well ? error : NULL))
                return false;
            continue;
        }
        /* It stays due, and the others do not wait for it. */
        if (well)
            g_propagate_error(error, g_steal_pointer(&cause));
        well = false;
    }
    return due != NULL && well;
}

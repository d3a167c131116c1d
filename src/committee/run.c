/* run.c - a run is started, called back, paused, let go on, stopped: by people, each step with who and when.
 *
 * Until its time has come nothing of a run has left, and it can be called back whole. Later it is paused or
 * stopped: what waits in the outbox is put aside with it.
 */
#include "committee/inside.h"

#include "language/language.h"

#include <string.h>

#define MINUTE_MS (60 * G_GINT64_CONSTANT(1000))

/* Moves the run and puts aside what waits, or lets it wait again. */
static bool
move(const Desk *desk, const Mailing *mailing, const char *from, const char *to,
    const Act *act, GError **error)
{
    Store *store = desk->store;
    bool goes = strcmp(to, "sending") == 0;
    if (!store_begin(store, error))
        return false;
    if (store_mailing_move(store, mailing, from, to, act->by, error) &&
        store_mailing_hold(store, mailing->id, !goes, error) &&
        store_commit(store, error))
        return true;
    store_rollback(store);
    return false;
}

static Mailing *
mailing_for(const Desk *desk, gint64 mailing_id, const Act *act, GError **error)
{
    if (!committee_may(desk, "committee", act, error))
        return NULL;
    Mailing *mailing = store_mailing_get(desk->store, mailing_id, error);
    if (mailing == NULL)
        return NULL;
    g_free(mailing->why);
    mailing->why = g_strdup(act->reason);
    return mailing;
}

bool
committee_send(const Desk *desk, gint64 mailing_id, const Act *act, GError **error)
{
    g_autoptr(Mailing) mailing = mailing_for(desk, mailing_id, act, error);
    if (mailing == NULL)
        return false;
    if (strcmp(mailing->state, "prepared") == 0)
        return committee_refuse(error,
            "run %" G_GINT64_FORMAT " is not approved by a second person", mailing_id);
    if (strcmp(mailing->state, "done") == 0)
        return committee_refuse(error,
            "run %" G_GINT64_FORMAT " has left already, nothing of it is sent twice",
            mailing_id);
    g_free(mailing->started_by);
    mailing->started_by = g_strdup(act->by);
    mailing->started_at = committee_now(act);
    mailing->due_at =
        mailing->started_at + desk->config->committee.hold_minutes * MINUTE_MS;
    mailing->fed_at = 0;
    return move(desk, mailing, "approved recalled stopped", "holding", act, error);
}

bool
committee_recall(const Desk *desk, gint64 mailing_id, const Act *act, GError **error)
{
    g_autoptr(Mailing) mailing = mailing_for(desk, mailing_id, act, error);
    if (mailing == NULL)
        return false;
    if (strcmp(mailing->state, "sending") == 0 || strcmp(mailing->state, "done") == 0)
        return committee_refuse(error,
            "run %" G_GINT64_FORMAT " leaves already: it can be paused or stopped, and "
            "what has left is corrected by a letter",
            mailing_id);
    return move(desk, mailing, "holding", "recalled", act, error);
}

bool
committee_pause(const Desk *desk, gint64 mailing_id, const Act *act, GError **error)
{
    g_autoptr(Mailing) mailing = mailing_for(desk, mailing_id, act, error);
    return mailing != NULL &&
           move(desk, mailing, "holding sending", "paused", act, error);
}

bool
committee_resume(const Desk *desk, gint64 mailing_id, const Act *act, GError **error)
{
    g_autoptr(Mailing) mailing = mailing_for(desk, mailing_id, act, error);
    if (mailing == NULL)
        return false;
    mailing->fed_at = 0;
    bool holds = mailing->due_at > committee_now(act);
    return move(desk, mailing, "paused", holds ? "holding" : "sending", act, error);
}

bool
committee_stop(const Desk *desk, gint64 mailing_id, const Act *act, GError **error)
{
    g_autoptr(Mailing) mailing = mailing_for(desk, mailing_id, act, error);
    if (mailing == NULL)
        return false;
    if (text_is_blank(act->reason))
        return committee_refuse(error, "to stop a run asks for a reason");
    return move(desk, mailing, "holding sending paused", "stopped", act, error);
}

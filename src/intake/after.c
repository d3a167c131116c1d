/* after.c - flagging and moving what is kept; without it a mailbox is only read.
 *
 * Promises: touches only messages whose bytes and rows are durable. Never expunges by anything
 * but their own UIDs (RFC 4315): a plain EXPUNGE would also delete what other people have
 * marked. Where the server has neither MOVE (RFC 6851) nor UIDPLUS, the copied message stays,
 * marked \Deleted.
 */
#include "intake/after.h"
#include "intake/frames.h"
#include "intake/utf7.h"

/* How far back a mail that was kept but not flagged is looked for: what can be on its way
 * between the two processes. Further back a missing flag is somebody's wish. */
enum { AFTER_CATCH_UP_FLAGS = 1000, AFTER_HEADS = 500 };

static bool
after_failed(Imap *imap, int rc, const char *what, GError **error)
{
    if (stream_trouble(imap->stream) != NULL || rc == MAILIMAP_ERROR_PARSE)
        return imap_failed(imap, rc, what, error);
    g_autoptr(GError) said = NULL;
    imap_failed(imap, rc, what, &said);
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
        "%s. The letters are kept; they stay where they are on the server. Check after, "
        "and "
        "that the user may change the folder",
        said->message);
    return false;
}

static bool
add_flag(
    Imap *imap, struct mailimap_set *set, struct mailimap_flag *take_flag, GError **error)
{
    struct mailimap_flag_list *flags = mailimap_flag_list_new_empty();
    mailimap_flag_list_add(flags, take_flag);
    struct mailimap_store_att_flags *change =
        mailimap_store_att_flags_new_add_flags_silent(flags);
    imap_allow(imap, 0, 0);
    int rc = mailimap_uid_store(imap->session, set, change);
    mailimap_store_att_flags_free(change);
    return rc == MAILIMAP_NO_ERROR || after_failed(imap, rc, "flag kept mail", error);
}

/* MOVE or COPY; a folder that is missing is made and the move tried once more. */
static int
move_or_copy(Imap *imap, struct mailimap_set *set, const char *folder)
{
    int rc = MAILIMAP_NO_ERROR;
    for (int i = 0; i < 2; i++) {
        imap_allow(imap, 0, 0);
        if (imap->can_move) {
            guint32 uidvalidity;
            struct mailimap_set *from = NULL, *to = NULL;
            rc = mailimap_uidplus_uid_move(
                imap->session, set, folder, &uidvalidity, &from, &to);
            if (rc == MAILIMAP_NO_ERROR && from != NULL)
                mailimap_set_free(from);
            if (rc == MAILIMAP_NO_ERROR && to != NULL)
                mailimap_set_free(to);
        } else
            rc = mailimap_uid_copy(imap->session, set, folder);
        if (rc == MAILIMAP_NO_ERROR || stream_trouble(imap->stream) != NULL || i > 0)
            break;
        imap_allow(imap, 0, 0);
        if (mailimap_create(imap->session, folder) != MAILIMAP_NO_ERROR)
            break;
    }
    return rc;
}

static bool
move_set(Imap *imap, struct mailimap_set *set, GError **error)
{
    g_autofree char *folder = utf7_from_name(imap->settings->move_to);
    int rc = folder != NULL ? move_or_copy(imap, set, folder) : MAILIMAP_ERROR_UID_MOVE;
    if (rc != MAILIMAP_NO_ERROR)
        return after_failed(imap, rc, "move kept mail", error);
    if (imap->can_move)
        return true;
    if (!add_flag(imap, set, mailimap_flag_new_deleted(), error))
        return false;
    if (!imap->can_uidplus)
        return true;
    imap_allow(imap, 0, 0);
    rc = mailimap_uid_expunge(imap->session, set);
    return rc == MAILIMAP_NO_ERROR || after_failed(imap, rc, "remove moved mail", error);
}

bool
after_keeping(Imap *imap, const GArray *uids, GError **error)
{
    if (imap->settings->after == AFTER_LEAVE)
        return true;
    for (guint from = 0; from < uids->len;) {
        struct mailimap_set *set = imap_set_of(uids, &from);
        bool done = imap->settings->after == AFTER_MOVE
                        ? move_set(imap, set, error)
                        : add_flag(imap, set, mailimap_flag_new_flagged(), error);
        mailimap_set_free(set);
        if (!done)
            return false;
    }
    return true;
}

bool
after_catch_up(Imap *imap, guint32 last_uid, GError **error)
{
    const FetcherSettings *settings = imap->settings;
    if (settings->after == AFTER_LEAVE || last_uid == 0)
        return true;
    guint32 before = settings->after == AFTER_FLAG && last_uid > AFTER_CATCH_UP_FLAGS
                         ? last_uid - AFTER_CATCH_UP_FLAGS
                         : 0;
    g_autoptr(GArray) uids = imap_uids_after(imap, before, error);
    if (uids == NULL)
        return false;
    guint n = 0;
    while (n < uids->len && g_array_index(uids, guint32, n) <= last_uid)
        n++;
    for (guint i = 0; i < n; i += AFTER_HEADS) {
        guint end = MIN(i + AFTER_HEADS, n);
        g_autoptr(GArray) heads = imap_heads(imap, g_array_index(uids, guint32, i),
            g_array_index(uids, guint32, end - 1), error);
        if (heads == NULL)
            return false;
        g_autoptr(GArray) due = g_array_new(FALSE, FALSE, sizeof(guint32));
        for (guint h = 0; h < heads->len; h++) {
            ImapHead head = g_array_index(heads, ImapHead, h);
            bool acted = settings->after == AFTER_FLAG ? head.flagged : head.deleted;
            /* Of what is too large only the header was kept. */
            if (head.size_bytes <= settings->most_bytes && !acted)
                g_array_append_val(due, head.uid);
        }
        if (!after_keeping(imap, due, error))
            return false;
    }
    return true;
}

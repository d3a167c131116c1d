/* present.c - once a day a fetcher tells what its folder has, so that intake can compare.
 *
 * UIDs and sizes only; a folder of many messages is told portion by portion. A server whose
 * answer fails here fails as it would anywhere: the session ends and comes again.
 */
#include "intake/fetcher.h"

enum { PRESENT_HEADS = 500, PRESENT_EVERY_MS = 24 * 3600 * 1000 };

static void
tell(Fetcher *fetcher, const GArray *heads)
{
    g_autoptr(GArray) told = g_array_new(FALSE, FALSE, sizeof(FramePresent));
    for (guint i = 0; i < heads->len && told->len < FRAME_PRESENT_MOST; i++) {
        const ImapHead *head = &g_array_index(heads, ImapHead, i);
        FramePresent one = {head->uid, head->size_bytes};
        /* What somebody has marked as deleted is as good as gone. */
        if (!head->deleted)
            g_array_append_val(told, one);
    }
    if (told->len > 0)
        frame_put(fetcher->out, FRAME_PRESENT, told->data,
            told->len * sizeof(FramePresent), NULL, 0);
}

void
present_put_off(Fetcher *fetcher)
{
    fetcher->compare_at = clock_ticks_ms() + PRESENT_EVERY_MS;
}

bool
present_tell(Fetcher *fetcher, GError **error)
{
    if (clock_ticks_ms() < fetcher->compare_at || fetcher->ending)
        return true;
    g_autoptr(GArray) uids = imap_uids_after(fetcher->imap, 0, error);
    if (uids == NULL)
        return false;
    guint n = 0;
    while (n < uids->len && g_array_index(uids, guint32, n) <= fetcher->last_uid)
        n++;
    for (guint i = 0; i < n; i += PRESENT_HEADS) {
        guint end = MIN(i + PRESENT_HEADS, n);
        fetcher_renew_cpu();
        g_autoptr(GArray) heads =
            imap_heads(fetcher->imap, g_array_index(uids, guint32, i),
                g_array_index(uids, guint32, end - 1), error);
        if (heads == NULL)
            return false;
        tell(fetcher, heads);
        if (!fetcher_flush(fetcher, error))
            return false;
    }
    present_put_off(fetcher);
    frame_put(fetcher->out, FRAME_PRESENT_END, NULL, 0, NULL, 0);
    return fetcher_flush(fetcher, error);
}

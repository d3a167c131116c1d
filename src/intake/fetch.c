/* fetch.c - a mailbox's messages, handed to intake range by range.
 *
 * Promises: ascending, each whole or not at all; sizes are known before bytes are asked for, so
 * that a long message comes in pieces. Of one over the limit the header is handed over and marked
 * so; the message stays where it is.
 * Says which messages it is about to ask for: one that ends this process is found by that.
 */
#include "intake/fetcher.h"

enum {
    FETCH_MESSAGES = 50,          /* one command asks for so many */
    FETCH_BYTES = 8 << 20,        /* or for so much */
    FETCH_WHOLE_BYTES = 25 << 20, /* a longer message comes in pieces */
    FETCH_HEADS = 500,
};

/* Said before a message is asked for: if that is the end of this process, intake knows it. */
static bool
say_trying(Fetcher *fetcher, guint32 first, guint32 last, GError **error)
{
    FrameRange range = {first, last};
    frame_put(fetcher->out, FRAME_TRYING, &range, sizeof range, NULL, 0);
    fetcher_renew_cpu();
    return fetcher_flush(fetcher, error);
}

static void
begin_letter(Fetcher *fetcher, const ImapHead *head)
{
    FrameLetter fixed = {.uid = head->uid, .received_at = head->received_at};
    if (head->size_bytes > fetcher->settings->most_bytes)
        fixed.whole_bytes = head->size_bytes;
    frame_put(fetcher->out, FRAME_LETTER, &fixed, sizeof fixed, NULL, 0);
}

static void
end_letter(Fetcher *fetcher, const ImapHead *head)
{
    frame_put(fetcher->out, FRAME_LETTER_END, NULL, 0, NULL, 0);
    bool whole = head->size_bytes <= fetcher->settings->most_bytes;
    if (fetcher->settings->after != AFTER_LEAVE && whole)
        g_array_append_val(fetcher->handed, head->uid);
    fetcher->last_uid = head->uid;
}

static void
hand_over(const ImapHead *head, const char *bytes, gsize length, gpointer data)
{
    Fetcher *fetcher = data;
    begin_letter(fetcher, head);
    while (length > 0) {
        gsize n = MIN(length, (gsize)FRAME_MOST_BYTES);
        frame_put(fetcher->out, FRAME_BYTES, bytes, n, NULL, 0);
        bytes += n;
        length -= n;
    }
    end_letter(fetcher, head);
}

static void
leave(Fetcher *fetcher, const ImapHead *head, const char *why)
{
    g_autofree char *words = g_strdup_printf("the message with UID %u (%u bytes) %s; it "
                                             "stays in the mailbox, please read it there",
        head->uid, head->size_bytes, why);
    frame_put_words(fetcher->out, FRAME_LEFT, head->uid, words);
    fetcher->last_uid = head->uid;
}

/* Asked for alone, it gave nothing: deleted since, or the server cannot read it. */
static bool
settle_missing(Fetcher *fetcher, const ImapHead *head, GError **error)
{
    g_autoptr(GArray) still = imap_heads(fetcher->imap, head->uid, head->uid, error);
    if (still != NULL && still->len > 0)
        leave(fetcher, head, "is listed by the server but not given");
    return still != NULL;
}

static bool
fetch_range(Fetcher *fetcher, const ImapHead *heads, guint n, GError **error)
{
    bool alone = false;
    for (guint i = 0; i < n;) {
        guint asked = alone ? 1 : n - i, taken = 0;
        if (!say_trying(fetcher, heads[i].uid, heads[i + asked - 1].uid, error) ||
            !imap_bodies(
                fetcher->imap, &heads[i], asked, hand_over, fetcher, &taken, error))
            return false;
        i += taken;
        bool lacks = taken < asked;
        if (lacks && asked == 1 && !settle_missing(fetcher, &heads[i++], error))
            return false;
        alone = lacks && asked > 1;
    }
    return true;
}

/* Sizes may be estimates; but what was deleted between two pieces is half a letter. */
static bool
is_still_there(Fetcher *fetcher, const ImapHead *head, GError **error)
{
    g_autoptr(GArray) still = imap_heads(fetcher->imap, head->uid, head->uid, error);
    if (still != NULL && still->len == 0)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY,
            "the message with UID %u was deleted on the server while it was read",
            head->uid);
    return still != NULL && still->len > 0;
}

/* A long message goes through in pieces, so that no memory has to hold it. */
static bool
fetch_long(Fetcher *fetcher, const ImapHead *head, GError **error)
{
    g_autoptr(GByteArray) piece = g_byte_array_new();
    guint32 offset = 0;
    do {
        g_byte_array_set_size(piece, 0);
        if (!say_trying(fetcher, head->uid, head->uid, error) ||
            !imap_piece(fetcher->imap, head->uid, offset, piece, error))
            return false;
        if (piece->len == 0 && offset == 0)
            return settle_missing(fetcher, head, error);
        if (offset == 0)
            begin_letter(fetcher, head);
        if (piece->len > 0)
            frame_put(fetcher->out, FRAME_BYTES, piece->data, piece->len, NULL, 0);
        offset += piece->len;
        if (offset > fetcher->settings->most_bytes) {
            g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY,
                "the message with UID %u is longer than the server says", head->uid);
            return false;
        }
        /* A short piece is the end, unless the size says that the server only gave less. */
    } while (
        piece->len == IMAP_PIECE_BYTES || (piece->len > 0 && offset < head->size_bytes));
    if (offset < head->size_bytes && !is_still_there(fetcher, head, error))
        return false;
    end_letter(fetcher, head);
    return true;
}

/* Who wrote it, when and about what: enough to register it and to tell its writer. */
static bool
fetch_header(Fetcher *fetcher, const ImapHead *head, GError **error)
{
    g_autoptr(GByteArray) header = g_byte_array_new();
    if (!say_trying(fetcher, head->uid, head->uid, error) ||
        !imap_header(fetcher->imap, head->uid, header, error))
        return false;
    if (header->len == 0)
        return settle_missing(fetcher, head, error);
    begin_letter(fetcher, head);
    frame_put(fetcher->out, FRAME_BYTES, header->data, header->len, NULL, 0);
    end_letter(fetcher, head);
    return true;
}

/* How many of the heads are asked for with one command. */
static guint
count_range(const Fetcher *fetcher, const ImapHead *heads, guint n)
{
    guint64 bytes = 0;
    guint taken = 0;
    while (taken < n && taken < FETCH_MESSAGES &&
           heads[taken].size_bytes <=
               MIN(fetcher->settings->most_bytes, (guint32)FETCH_WHOLE_BYTES) &&
           heads[taken].uid != fetcher->settings->leave_uid) {
        bytes += heads[taken].size_bytes;
        if (taken > 0 && bytes > FETCH_BYTES)
            break;
        if (heads[taken++].uid <= fetcher->settings->careful_until)
            break;
    }
    return taken;
}

static bool
fetch_heads(Fetcher *fetcher, const ImapHead *heads, guint n, GError **error)
{
    for (guint i = 0; i < n && !fetcher->ending;) {
        guint range = count_range(fetcher, &heads[i], n - i);
        if (range > 0) {
            if (!fetch_range(fetcher, &heads[i], range, error))
                return false;
        } else {
            range = 1;
            if (heads[i].uid == fetcher->settings->leave_uid)
                leave(fetcher, &heads[i], "ended its fetcher again and again");
            else if (heads[i].size_bytes > fetcher->settings->most_bytes) {
                if (!fetch_header(fetcher, &heads[i], error))
                    return false;
            } else if (!fetch_long(fetcher, &heads[i], error))
                return false;
        }
        i += range;
        if (!fetcher_flush(fetcher, error) || !fetcher_act_on_kept(fetcher, error))
            return false;
    }
    return true;
}

bool
fetch_new(Fetcher *fetcher, GError **error)
{
    g_autoptr(GArray) uids = imap_uids_after(fetcher->imap, fetcher->last_uid, error);
    if (uids == NULL)
        return false;
    for (guint i = 0; i < uids->len && !fetcher->ending; i += FETCH_HEADS) {
        guint end = MIN(i + FETCH_HEADS, uids->len);
        g_autoptr(GArray) heads =
            imap_heads(fetcher->imap, g_array_index(uids, guint32, i),
                g_array_index(uids, guint32, end - 1), error);
        if (heads == NULL ||
            !fetch_heads(fetcher, (const ImapHead *)heads->data, heads->len, error))
            return false;
    }
    frame_put_uid(fetcher->out, FRAME_READ_TO_END, fetcher->last_uid);
    return fetcher_flush(fetcher, error);
}

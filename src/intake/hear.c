/* hear.c - what a mailbox's fetcher says: letters for the batch, what is left, how the folder is.
 *
 * Trusts nothing in a fetcher's frames, which has been talking to a hostile server: order, UIDs
 * and sizes are checked here.
 */
#include "intake/mailbox_inside.h"

enum {
    QUIET_MS = 200, /* a batch that grows no more is stored */
    ANEW_TOLD_MS = 24 * 3600 * 1000,
};

static bool
is_next(const Mailbox *mailbox, guint32 uid)
{
    return mailbox->file == NULL && mailbox->uidvalidity != 0 && uid > mailbox->last_uid;
}

static Arrival *
mailbox_arrival(Mailbox *mailbox, char *take_sha256, gint64 size_bytes)
{
    gint64 now = clock_now_ms(), day = 24 * 3600 * (gint64)1000;
    gint64 received_at = mailbox->letter.received_at;
    Arrival *arrival = g_new0(Arrival, 1);
    arrival->sha256 = take_sha256;
    arrival->size_bytes = size_bytes;
    arrival->medium = MEDIUM_EMAIL;
    arrival->source = g_strdup(mailbox->config->name);
    arrival->received_at = received_at > 0 && received_at < now + day ? received_at : now;
    arrival->uid = mailbox->letter.uid;
    arrival->uidvalidity = mailbox->uidvalidity;
    arrival->server_bytes = mailbox->letter.whole_bytes;
    if (mailbox->letter.whole_bytes > 0) {
        arrival->hold = HOLD_TOO_LARGE;
        arrival->hold_note = g_strdup_printf(
            "it has %u MB and the limit of the mailbox is %u MB; it stays there (UID %u)",
            mailbox->letter.whole_bytes >> 20, mailbox_most_bytes(mailbox->config) >> 20,
            mailbox->letter.uid);
    }
    return arrival;
}

/* The cursor will move to uid, with the batch or, after QUIET_MS, alone. */
static void
mailbox_advance(Mailbox *mailbox, guint32 uid)
{
    mailbox->last_uid = mailbox->batch_uid = uid;
    mailbox->batch_due_at =
        clock_ticks_ms() + (batch_is_enough(mailbox->batch) ? 0 : QUIET_MS);
    mailbox->at_end = false;
}

static bool
hear_letter_end(Mailbox *mailbox, GError **error)
{
    char *sha256 = NULL;
    gint64 size_bytes = 0;
    if (!archive_keep(g_steal_pointer(&mailbox->file), &sha256, &size_bytes, error))
        return false;
    batch_take(mailbox->batch, mailbox_arrival(mailbox, sha256, size_bytes));
    mailbox_advance(mailbox, mailbox->letter.uid);
    return true;
}

static bool
hear_bytes(Mailbox *mailbox, const Frame *frame, bool *sound, GError **error)
{
    mailbox->file_bytes += (gint64)frame->length;
    *sound = mailbox->file != NULL &&
             mailbox->file_bytes <= mailbox_most_bytes(mailbox->config);
    return !*sound || archive_append(mailbox->file, frame->bytes, frame->length, error);
}

static bool
hear_letter(Mailbox *mailbox, const Frame *frame, bool *sound, GError **error)
{
    mailbox->letter = frame_letter(frame);
    mailbox->file_bytes = 0;
    *sound = is_next(mailbox, mailbox->letter.uid);
    if (*sound)
        mailbox->file = archive_begin(mailbox->archive, error);
    return !*sound || mailbox->file != NULL;
}

static void
hear_left(Mailbox *mailbox, const Frame *frame)
{
    g_autofree char *words = frame_words(frame);
    mailbox_advance(mailbox, frame_uid(frame).uid);
    /* The note is of this moment; the journal's row stays. */
    store_journal(mailbox->batch->store, "diwan", "left_on_server", 0, 0, 0, words, NULL);
    if (mailbox->left_count++ < LEFT_MOST)
        g_ptr_array_add(mailbox->left, g_steal_pointer(&words));
}

/* Once a day at most, for some servers do it at every login. */
static void
hear_anew(Mailbox *mailbox)
{
    if (mailbox->anew_until > clock_ticks_ms())
        return;
    mailbox->anew_until = clock_ticks_ms() + ANEW_TOLD_MS;
    g_autofree char *words = mailbox_words_anew(mailbox);
    store_journal(mailbox->batch->store, "diwan", "folder_anew", 0, 0, 0, words, NULL);
}

/* Up to where what was taken is in the store: the cursor, if it is of this UIDVALIDITY. */
static guint32
mailbox_compared_to(const Mailbox *mailbox)
{
    return mailbox->cursor.uidvalidity == mailbox->uidvalidity
               ? (guint32)mailbox->cursor.last_uid
               : 0;
}

bool
mailbox_hear_frame(Mailbox *mailbox, const Frame *frame, bool *sound, GError **error)
{
    switch (frame->kind) {
    case FRAME_SELECTED:
        *sound = mailbox->uidvalidity == 0 && frame_uid(frame).uid != 0;
        mailbox->uidvalidity = frame_uid(frame).uid;
        comparison_begin(mailbox->comparison, mailbox->uidvalidity);
        return true;
    case FRAME_ANEW:
        *sound = mailbox->uidvalidity != 0 && mailbox->last_uid == 0;
        if (*sound)
            hear_anew(mailbox);
        return true;
    case FRAME_TRYING:
        mailbox->trying = frame_range(frame);
        return true;
    case FRAME_LETTER:
        return hear_letter(mailbox, frame, sound, error);
    case FRAME_BYTES:
        return hear_bytes(mailbox, frame, sound, error);
    case FRAME_LETTER_END:
        *sound = mailbox->file != NULL;
        return !*sound || hear_letter_end(mailbox, error);
    case FRAME_LEFT:
        *sound = is_next(mailbox, frame_uid(frame).uid);
        if (*sound)
            hear_left(mailbox, frame);
        return true;
    case FRAME_READ_TO_END:
        *sound = mailbox->file == NULL && mailbox->uidvalidity != 0;
        mailbox->trying = (FrameRange){0, 0};
        mailbox->at_end = true;
        mailbox->batch_due_at = clock_ticks_ms();
        return true;
    case FRAME_PRESENT:
        return comparison_hear(
            mailbox->comparison, frame, mailbox_compared_to(mailbox), sound, error);
    case FRAME_PRESENT_END:
        *sound = mailbox->uidvalidity != 0 && mailbox->file == NULL;
        mailbox->batch_due_at = clock_ticks_ms(); /* what is found is told */
        return !*sound ||
               comparison_end(mailbox->comparison, mailbox_compared_to(mailbox), error);
    case FRAME_NOTICE:
        g_free(mailbox->notice);
        mailbox->notice = frame_words(frame);
        return true;
    case FRAME_TROUBLE:
        g_free(mailbox->trouble);
        mailbox->trouble = frame_words(frame);
        mailbox->trouble_code = (DiwanError)frame_uid(frame).uid;
        return true;
    default:
        *sound = false;
        return true;
    }
}

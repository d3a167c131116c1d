/* mailbox_inside.h - a mailbox as mailbox.c and hear.c share it. Private to intake/. */
#pragma once

#include "intake/access.h"
#include "intake/batch.h"
#include "intake/compare.h"
#include "intake/mailbox.h"
#include "intake/process.h"

enum { LEFT_MOST = 3 }; /* messages left behind that are named in the note */

struct Mailbox {
    const MailboxConfig *config; /* borrowed */
    Archive *archive;            /* borrowed */
    Batch *batch;
    Access *access; /* borrowed with watched */
    Mailbox *
        watched; /* of a folder that is polled: the same mailbox's; borrowed, else NULL */
    const Mailbox
        *turn; /* of a watched one: the further folder that was last let in, or NULL */
    Comparison *comparison;
    Process *process; /* NULL while it does not run */

    Cursor cursor;                 /* as it is in the store */
    guint32 uidvalidity, last_uid; /* of this session; last_uid handed over or left */
    ArchiveFile *file;             /* the letter that is coming in */
    FrameLetter letter;
    gint64 file_bytes;
    guint32 batch_uid;   /* the cursor once the batch is stored; 0: does not move */
    gint64 batch_due_at; /* ticks; 0: nothing waits */
    bool at_end;         /* the fetcher has read to the end, the batch included */
    bool was_at_end;     /* ever */

    int failures;    /* since it last went well */
    gint64 start_at; /* ticks */
    char *trouble;   /* the fetcher's last words */
    DiwanError trouble_code;
    FrameRange trying;
    guint32 careful_until, stuck_uid, leave_uid;
    int stuck_times;

    GPtrArray
        *left; /* of char, owned: what stays on the server and why; LEFT_MOST of them */
    guint left_count;
    char *notice; /* the fetcher's, in this session */
    gint64
        anew_until; /* ticks: so long people are told that the folder was made anew; 0: it was not */
    char *noted;     /* the problem in the store; NULL: well */
    gint64 noted_at; /* ticks; 0: never */
};

/* That the folder is another than the one which was read before, for people; owned by the caller. */
char *mailbox_words_anew(const Mailbox *mailbox);

/* One frame of the fetcher's. sound: it may stand at this place; else the fetcher is not believed
 * any more. An error is the archive's or the store's. */
bool
mailbox_hear_frame(Mailbox *mailbox, const Frame *frame, bool *sound, GError **error);

/* imap.h - one session with one folder of an IMAP server, as far as intake needs it. */
#pragma once

#include <glib.h>
#include <libetpan/libetpan.h>
#include <stdbool.h>

#include "intake/settings.h"
#include "intake/stream.h"

enum {
    IMAP_MOST_UIDS = 2 * 1000 * 1000, /* of one folder */
    IMAP_PIECE_BYTES = 1 << 20,       /* of a long message, one command each */
    IMAP_HEADER_BYTES = 256 * 1024,   /* of a message whose body is not taken */
};

typedef struct Imap {
    const FetcherSettings *settings; /* borrowed */
    Stream *stream;
    mailimap *session;
    guint32 uidvalidity;
    guint32 uidnext;  /* above every UID there ever was; 0: the server does not say */
    guint32 searched; /* how many messages the folder had when it was last searched */
    bool can_idle, can_move, can_uidplus;
} Imap;

/* What is known of a message before its bytes are asked for. */
typedef struct ImapHead {
    guint32 uid;
    guint32 size_bytes;
    gint64 received_at;    /* ms; 0 when the server's date makes no sense */
    bool deleted, flagged; /* \Deleted, \Flagged are set */
} ImapHead;

/* Connects, verifies, logs in and selects the folder. CONFIG: a person must change something. */
Imap *imap_open(const FetcherSettings *settings, GError **error);
void imap_close(Imap *imap); /* says good-bye when the stream still works */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Imap, imap_close)

/* Selects the folder again by its name, which another may bear by now, or none: then RETRY, CONFIG. */
bool imap_open_again(Imap *imap, GError **error);

/* The folder's UIDs above last_uid, ascending, each once; of guint32. */
GArray *imap_uids_after(Imap *imap, guint32 last_uid, GError **error);

/* Heads of the messages from first to last, ascending; of ImapHead. Those that are gone lack. */
GArray *imap_heads(Imap *imap, guint32 first, guint32 last, GError **error);

/* Bytes of n messages, each given to take, ascending, up to the first that is gone or whose
 * bytes the server does not give; *taken says how many. */
typedef void (*ImapTake)(
    const ImapHead *head, const char *bytes, gsize length, gpointer data);
bool imap_bodies(Imap *imap, const ImapHead *heads, guint n, ImapTake take, gpointer data,
    guint *taken, GError **error);

/* At most IMAP_PIECE_BYTES of one message from offset on, appended to piece; none: its end. */
bool
imap_piece(Imap *imap, guint32 uid, guint32 offset, GByteArray *piece, GError **error);

/* As much of its header, as IMAP_HEADER_BYTES hold; none: the server does not give it. */
bool imap_header(Imap *imap, guint32 uid, GByteArray *header, GError **error);

/* Waits until the folder may have changed, control_fd is readable (heard), or wait_s passed;
 * with IDLE (RFC 2177) where the server has it. */
bool imap_wait(Imap *imap, int control_fd, int wait_s, bool *heard, GError **error);

/* ---- for messages.c and after.c ---- */

/* How many messages the folder has, as far as the server has told. */
guint32 imap_exists(const Imap *imap);

/* Before each command its budget, here and in the alarm that ends this process if all else
 * fails: time for asked_bytes, and spare_bytes that a server may send besides. */
void imap_allow(Imap *imap, guint64 asked_bytes, guint64 spare_bytes);
/* Turns the library's result into an error: what was tried, what came of it. */
bool imap_failed(Imap *imap, int rc, const char *what, GError **error);
/* Sets of at most 200 runs from ascending UIDs, advancing *from; owned by the caller. */
struct mailimap_set *imap_set_of(const GArray *uids, guint *from);

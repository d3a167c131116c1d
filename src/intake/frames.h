/* frames.h - what a fetcher and intake say to each other over their two pipes.
 *
 * A frame is kind and length (32 bits each) and its payload. The reader distrusts: kind, length
 * and every field are checked before a frame is handed on.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

enum {
    FRAME_MOST_BYTES = 1 << 20,          /* payload of one frame */
    FRAME_TEXT_MOST_BYTES = 2000,        /* of words for people */
    FRAME_PRESENT_MOST = 1000,           /* messages in one FRAME_PRESENT */
    LETTER_MOST_BYTES = 1000 * (1 << 20) /* whatever a mailbox's limit */
};

typedef enum {
    /* intake → fetcher */
    FRAME_SETTINGS = 1, /* a FetcherSettings */
    FRAME_KEPT,         /* FrameUid: all up to it is safe */
    /* fetcher → intake */
    FRAME_SELECTED, /* FrameUid: the folder's UIDVALIDITY */
    FRAME_ANEW, /* it is not the one of the cursor: all of it comes, from its beginning */
    FRAME_TRYING,      /* FrameRange: about to ask for these */
    FRAME_LETTER,      /* FrameLetter: its bytes follow */
    FRAME_BYTES,       /* some of them */
    FRAME_LETTER_END,  /* no more */
    FRAME_LEFT,        /* FrameUid and words: this one stays on the server, and why */
    FRAME_READ_TO_END, /* FrameUid: all that is in the folder has been handed over */
    FRAME_NOTICE,      /* words: something a person should do; fetching goes on */
    FRAME_TROUBLE,     /* FrameUid (a DiwanError) and words: the fetcher ends */
    FRAME_PRESENT, /* of FramePresent, ascending: what the folder has, to be compared */
    FRAME_PRESENT_END, /* that was all */
    FRAME_KINDS
} FrameKind;

typedef struct FrameUid {
    guint32 uid;
} FrameUid;

typedef struct FrameRange {
    guint32 first, last;
} FrameRange;

typedef struct FrameLetter {
    guint32 uid;
    guint32
        whole_bytes; /* of a message too large to be taken: its header follows; else 0 */
    gint64 received_at; /* INTERNALDATE in ms, 0 when the server's makes no sense */
} FrameLetter;

typedef struct FramePresent {
    guint32 uid, size_bytes;
} FramePresent;

typedef struct Frame {
    FrameKind kind;
    const guint8 *bytes; /* borrowed until the next fill */
    gsize length;
} Frame;

/* ---- writing ---- */

typedef struct FrameWriter {
    int fd;
    GByteArray *out;
} FrameWriter;
FrameWriter *frame_writer_new(int fd);
void frame_writer_free(FrameWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FrameWriter, frame_writer_free)
/* Frames wait in memory until frame_flush; head and tail together are the payload. */
void frame_put(FrameWriter *writer, FrameKind kind, const void *head, gsize head_length,
    const void *tail, gsize tail_length);
void frame_put_uid(FrameWriter *writer, FrameKind kind, guint32 uid);
void frame_put_words(FrameWriter *writer, FrameKind kind, guint32 uid, const char *words);
/* Blocks until all is written; RETRY when the other side is gone. */
bool frame_flush(FrameWriter *writer, GError **error);

/* ---- reading ---- */

typedef struct FrameReader FrameReader;
FrameReader *frame_reader_new(int fd);
void frame_reader_free(FrameReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FrameReader, frame_reader_free)
/* One read(2): bytes read, 0 at the end, -1 with errno. */
gssize frame_fill(FrameReader *reader);
/* The next whole frame. false without error: more bytes are needed. REFUSED: not a frame of
 * ours; the other side must not be believed any more. */
bool frame_next(FrameReader *reader, Frame *frame, GError **error);

/* The fixed part of a checked frame. */
FrameUid frame_uid(const Frame *frame);
FrameRange frame_range(const Frame *frame);
FrameLetter frame_letter(const Frame *frame);
/* How many messages a FRAME_PRESENT tells of, and the one at i. */
guint frame_present_count(const Frame *frame);
FramePresent frame_present(const Frame *frame, guint i);
/* Its words, printable and valid UTF-8; owned by the caller. */
char *frame_words(const Frame *frame);

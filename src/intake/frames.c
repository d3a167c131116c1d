/* frames.c - the framing of a fetcher's pipes.
 *
 * Both ends are this program on this machine, so numbers travel as they lie in memory. Intake
 * reads what a process says that has been talking to a hostile server: nothing in a frame is
 * used before its kind and length are checked here.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/base.h"
#include "intake/frames.h"

enum {
    FRAME_HEAD_BYTES = 8,
    FRAME_READ_BYTES = 2 * (FRAME_HEAD_BYTES + FRAME_MOST_BYTES)
};

/* The least and most bytes of each kind's payload. */
static const struct {
    guint32 least, most;
} frame_sizes[FRAME_KINDS] = {
    [FRAME_SETTINGS] = {1, 64 * 1024},
    [FRAME_KEPT] = {sizeof(FrameUid), sizeof(FrameUid)},
    [FRAME_SELECTED] = {sizeof(FrameUid), sizeof(FrameUid)},
    [FRAME_TRYING] = {sizeof(FrameRange), sizeof(FrameRange)},
    [FRAME_LETTER] = {sizeof(FrameLetter), sizeof(FrameLetter)},
    [FRAME_BYTES] = {1, FRAME_MOST_BYTES},
    [FRAME_LETTER_END] = {0, 0},
    [FRAME_LEFT] = {sizeof(FrameUid), sizeof(FrameUid) + FRAME_TEXT_MOST_BYTES},
    [FRAME_READ_TO_END] = {sizeof(FrameUid), sizeof(FrameUid)},
    [FRAME_NOTICE] = {sizeof(FrameUid), sizeof(FrameUid) + FRAME_TEXT_MOST_BYTES},
    [FRAME_TROUBLE] = {sizeof(FrameUid), sizeof(FrameUid) + FRAME_TEXT_MOST_BYTES},
    [FRAME_PRESENT] = {sizeof(FramePresent), FRAME_PRESENT_MOST * sizeof(FramePresent)},
    [FRAME_PRESENT_END] = {0, 0},
    [FRAME_ANEW] = {0, 0},
};

/* ---- writing ---- */

FrameWriter *
frame_writer_new(int fd)
{
    FrameWriter *writer = g_new0(FrameWriter, 1);
    writer->fd = fd;
    writer->out = g_byte_array_new();
    return writer;
}

void
frame_writer_free(FrameWriter *writer)
{
    if (writer == NULL)
        return;
    g_byte_array_unref(writer->out);
    g_free(writer);
}

void
frame_put(FrameWriter *writer, FrameKind kind, const void *head, gsize head_length,
    const void *tail, gsize tail_length)
{
    gsize length = head_length + tail_length;
    g_assert(length >= frame_sizes[kind].least && length <= frame_sizes[kind].most);
    guint32 numbers[2] = {kind, (guint32)length};
    g_byte_array_append(writer->out, (const guint8 *)numbers, sizeof numbers);
    if (head_length > 0)
        g_byte_array_append(writer->out, head, (guint)head_length);
    if (tail_length > 0)
        g_byte_array_append(writer->out, tail, (guint)tail_length);
}

void
frame_put_uid(FrameWriter *writer, FrameKind kind, guint32 uid)
{
    FrameUid fixed = {uid};
    frame_put(writer, kind, &fixed, sizeof fixed, NULL, 0);
}

void
frame_put_words(FrameWriter *writer, FrameKind kind, guint32 uid, const char *words)
{
    FrameUid fixed = {uid};
    gsize length = MIN(strlen(words), (gsize)FRAME_TEXT_MOST_BYTES);
    frame_put(writer, kind, &fixed, sizeof fixed, words, length);
}

bool
frame_flush(FrameWriter *writer, GError **error)
{
    const guint8 *rest = writer->out->data;
    gsize length = writer->out->len;
    while (length > 0) {
        /* A reader that has gone must not end this process by SIGPIPE. */
        ssize_t n = send(writer->fd, rest, length, MSG_NOSIGNAL);
        if (n < 0 && errno == ENOTSOCK)
            n = write(writer->fd, rest, length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            g_byte_array_set_size(writer->out, 0);
            return error_from_errno(error, DIWAN_ERROR_RETRY, "cannot write to the pipe");
        }
        rest += n;
        length -= (gsize)n;
    }
    g_byte_array_set_size(writer->out, 0);
    return true;
}

/* ---- reading ---- */

struct FrameReader {
    int fd;
    gsize start, end; /* of what is in buffer and not yet handed on */
    guint8 buffer[FRAME_READ_BYTES];
};

FrameReader *
frame_reader_new(int fd)
{
    FrameReader *reader = g_malloc(sizeof *reader);
    reader->fd = fd;
    reader->start = reader->end = 0;
    return reader;
}

void
frame_reader_free(FrameReader *reader)
{
    g_free(reader);
}

gssize
frame_fill(FrameReader *reader)
{
    if (reader->start == reader->end)
        reader->start = reader->end = 0;
    /* A frame is at most half of the buffer, so a short rest is moved and never a long one. */
    if (reader->start > FRAME_READ_BYTES / 2) {
        memmove(
            reader->buffer, reader->buffer + reader->start, reader->end - reader->start);
        reader->end -= reader->start;
        reader->start = 0;
    }
    gssize n;
    do {
        n = read(
            reader->fd, reader->buffer + reader->end, FRAME_READ_BYTES - reader->end);
    } while (n < 0 && errno == EINTR);
    if (n > 0)
        reader->end += (gsize)n;
    return n;
}

bool
frame_next(FrameReader *reader, Frame *frame, GError **error)
{
    gsize held = reader->end - reader->start;
    if (held < FRAME_HEAD_BYTES)
        return false;
    guint32 numbers[2];
    memcpy(numbers, reader->buffer + reader->start, sizeof numbers);
    guint32 kind = numbers[0], length = numbers[1];
    if (kind == 0 || kind >= FRAME_KINDS || length < frame_sizes[kind].least ||
        length > frame_sizes[kind].most) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the fetcher sent something that is not a frame");
        return false;
    }
    if (held - FRAME_HEAD_BYTES < length)
        return false;
    frame->kind = (FrameKind)kind;
    frame->bytes = reader->buffer + reader->start + FRAME_HEAD_BYTES;
    frame->length = length;
    reader->start += FRAME_HEAD_BYTES + length;
    return true;
}

FrameUid
frame_uid(const Frame *frame)
{
    FrameUid fixed;
    g_assert(frame->length >= sizeof fixed);
    memcpy(&fixed, frame->bytes, sizeof fixed);
    return fixed;
}

FrameRange
frame_range(const Frame *frame)
{
    FrameRange fixed;
    g_assert(frame->length >= sizeof fixed);
    memcpy(&fixed, frame->bytes, sizeof fixed);
    return fixed;
}

FrameLetter
frame_letter(const Frame *frame)
{
    FrameLetter fixed;
    g_assert(frame->length >= sizeof fixed);
    memcpy(&fixed, frame->bytes, sizeof fixed);
    return fixed;
}

guint
frame_present_count(const Frame *frame)
{
    return (guint)(frame->length / sizeof(FramePresent));
}

FramePresent
frame_present(const Frame *frame, guint i)
{
    FramePresent one;
    g_assert((i + 1) * sizeof one <= frame->length);
    memcpy(&one, frame->bytes + i * sizeof one, sizeof one);
    return one;
}

char *
frame_words(const Frame *frame)
{
    g_assert(frame->length >= sizeof(FrameUid));
    char *words = g_utf8_make_valid((const char *)frame->bytes + sizeof(FrameUid),
        (gssize)(frame->length - sizeof(FrameUid)));
    for (char *c = words; *c != '\0'; c++)
        if ((guchar)*c < ' ' || *c == 0x7f)
            *c = ' ';
    return words;
}

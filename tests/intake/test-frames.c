/* test-frames.c - what goes into a pipe comes out of it, and nothing else does. */
#include <glib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/base.h"
#include "intake/frames.h"

typedef struct Pipe {
    int fds[2];
    FrameReader *reader;
    FrameWriter *writer;
} Pipe;

static void
set_up(Pipe *both, gconstpointer unused)
{
    (void)unused;
    g_assert_cmpint(pipe(both->fds), ==, 0);
    both->reader = frame_reader_new(both->fds[0]);
    both->writer = frame_writer_new(both->fds[1]);
}

static void
tear_down(Pipe *both, gconstpointer unused)
{
    (void)unused;
    frame_reader_free(both->reader);
    frame_writer_free(both->writer);
    close(both->fds[0]);
    close(both->fds[1]);
}

/* One letter byte by byte: a frame is whole or not there. */
static void
test_in_pieces(Pipe *both, gconstpointer unused)
{
    (void)unused;
    g_autoptr(GError) error = NULL;
    FrameLetter letter = {.uid = 17, .received_at = 1795381659000};
    frame_put(both->writer, FRAME_LETTER, &letter, sizeof letter, NULL, 0);
    frame_put(both->writer, FRAME_BYTES, "ab", 2, "cd", 2);
    frame_put_words(both->writer, FRAME_TROUBLE, 2, "no\nroom \xff");
    g_autoptr(GByteArray) bytes = g_byte_array_ref(both->writer->out);
    FrameKind kinds[3];
    guint n = 0;
    for (guint i = 0; i < bytes->len; i++) {
        g_assert_cmpint(write(both->fds[1], bytes->data + i, 1), ==, 1);
        g_assert_cmpint(frame_fill(both->reader), ==, 1);
        Frame frame;
        if (!frame_next(both->reader, &frame, &error))
            continue;
        kinds[n++] = frame.kind;
        if (frame.kind == FRAME_LETTER)
            g_assert_cmpint(frame_letter(&frame).received_at, ==, letter.received_at);
        else if (frame.kind == FRAME_BYTES)
            g_assert_cmpmem(frame.bytes, frame.length, "abcd", 4);
        else {
            g_autofree char *words = frame_words(&frame);
            g_assert_cmpuint(frame_uid(&frame).uid, ==, 2);
            g_assert_cmpstr(words, ==, "no room \357\277\275");
        }
    }
    g_assert_no_error(error);
    g_assert_cmpuint(n, ==, 3);
    g_assert_true(
        kinds[0] == FRAME_LETTER && kinds[1] == FRAME_BYTES && kinds[2] == FRAME_TROUBLE);
}

static gpointer
write_many(gpointer data)
{
    FrameWriter *writer = data;
    g_autofree char *piece = g_malloc0(FRAME_MOST_BYTES);
    for (int i = 0; i < 20; i++) {
        frame_put(
            writer, FRAME_BYTES, piece, i % 3 == 0 ? FRAME_MOST_BYTES : 1 + i, NULL, 0);
        g_assert_true(frame_flush(writer, NULL));
    }
    return NULL;
}

/* The longest frames, wherever they come to lie in the buffer. */
static void
test_longest(Pipe *both, gconstpointer unused)
{
    (void)unused;
    GThread *thread = g_thread_new("writer", write_many, both->writer);
    for (int i = 0; i < 20;) {
        g_autoptr(GError) error = NULL;
        Frame frame;
        if (!frame_next(both->reader, &frame, &error)) {
            g_assert_no_error(error);
            g_assert_cmpint(frame_fill(both->reader), >, 0);
            continue;
        }
        g_assert_cmpuint(frame.length, ==, i % 3 == 0 ? FRAME_MOST_BYTES : 1 + i);
        i++;
    }
    g_thread_join(thread);
}

static void
test_hostile(Pipe *both, gconstpointer unused)
{
    (void)unused;
    const guint32 cases[][2] = {
        {0, 4},
        {FRAME_KINDS, 4},
        {G_MAXUINT32, 4},
        {FRAME_BYTES, 0},
        {FRAME_BYTES, FRAME_MOST_BYTES + 1},
        {FRAME_BYTES, G_MAXUINT32},
        {FRAME_LETTER, sizeof(FrameLetter) - 1},
        {FRAME_LETTER, sizeof(FrameLetter) + 1},
        {FRAME_LETTER_END, 1},
        {FRAME_SELECTED, 3},
        {FRAME_TRYING, 4},
        {FRAME_TROUBLE, 3},
        {FRAME_TROUBLE, sizeof(FrameUid) + FRAME_TEXT_MOST_BYTES + 1},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(FrameReader) reader = frame_reader_new(both->fds[0]);
        Frame frame;
        g_assert_cmpint(
            write(both->fds[1], cases[i], sizeof cases[i]), ==, sizeof cases[i]);
        g_assert_cmpint(frame_fill(reader), >, 0);
        g_assert_false(frame_next(reader, &frame, &error));
        g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    }
}

/* A reader that has gone is an error, not the end of the writer. */
static void
test_gone(Pipe *both, gconstpointer unused)
{
    (void)unused;
    g_autoptr(GError) error = NULL;
    int pair[2];
    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), ==, 0);
    close(pair[0]);
    both->writer->fd = pair[1];
    frame_put_uid(both->writer, FRAME_KEPT, 1);
    g_assert_false(frame_flush(both->writer, &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY);
    close(pair[1]);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define CASE(name, function) g_test_add(name, Pipe, NULL, set_up, function, tear_down)
    CASE("/frames/in-pieces", test_in_pieces);
    CASE("/frames/longest", test_longest);
    CASE("/frames/hostile", test_hostile);
    CASE("/frames/gone", test_gone);
    return g_test_run();
}

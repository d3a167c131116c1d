/* play.c - the sample post is handed in as the world would, and waited for.
 *
 * Letters go in waves: a reply needs the acknowledgement it answers, seen in its writer's mailbox.
 * At the end every mailbox is looked into once more, for answers nobody should have got.
 */
#include "demo/play.h"

#include "demo/courier.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum {
    LOOK_MS = 250,
    STILL_MS = 90000,     /* without any change this is as far as it goes */
    AFTERWARDS_MS = 1500, /* for a mail on its way between Postfix and a mailbox */
};

/* ---- handing in ---- */

/* As a scanner writes: in place, under the name it keeps. */
static bool
lay_into_folder(const Play *play, const SampleLetter *letter, GError **error)
{
    g_autofree char *from = g_build_filename(play->sample->folder, letter->file, NULL);
    g_autofree char *to = g_build_filename(play->office->scans, letter->file, NULL);
    g_autoptr(GBytes) bytes = file_read(from, 16 * 1024 * 1024, error);
    if (!bytes)
        return false;
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);
    int fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool done = fd >= 0 && write(fd, data, size) == (gssize)size;
    int number = errno;
    if (fd >= 0)
        close(fd);
    errno = number;
    return done || error_from_errno(error, DIWAN_ERROR_RETRY, "cannot write '%s'", to);
}

static bool
hand_in(Play *play, SampleLetter *letter, GError **error)
{
    if (letter->scan) {
        letter->sent = lay_into_folder(play, letter, error);
        return letter->sent;
    }
    g_autofree char *to = NULL;
    g_autoptr(GBytes) mail = sample_fill(play->sample, letter, &to, error);
    letter->sent = mail && courier_send(play->post_office, letter->from, to, mail, error);
    return letter->sent;
}

static bool
is_resting(const SampleLetter *letter)
{
    static const LetterState ends[] = {
        LETTER_DONE, LETTER_HELD, LETTER_DUPLICATE, LETTER_BATCH};
    for (guint i = 0; letter->found && i < G_N_ELEMENTS(ends); i++)
        if (g_str_equal(letter->found->state, letter_state_name(ends[i])))
            return true;
    return false;
}

/* What the letter needs has come back. */
static bool
is_ready(const Play *play, const SampleLetter *letter)
{
    for (int i = 0; letter->after[i]; i++) {
        const SampleLetter *before = sample_find(play->sample, letter->after[i]);
        if (!is_resting(before) || (before->expected->seen && !before->ack))
            return false;
    }
    return true;
}

static bool
hand_in_ready(Play *play, GError **error)
{
    for (guint i = 0; i < play->sample->letters->len; i++) {
        SampleLetter *letter = play->sample->letters->pdata[i];
        if (!letter->sent && is_ready(play, letter) && !hand_in(play, letter, error))
            return false;
    }
    return true;
}

/* ---- waiting ---- */

typedef struct Stand {
    int sent, found, resting, seen, pages;
} Stand;

static Stand
stand_of(const Play *play)
{
    Stand stand = {.pages = play->books->pages};
    for (guint i = 0; i < play->sample->letters->len; i++) {
        const SampleLetter *letter = play->sample->letters->pdata[i];
        stand.sent += letter->sent;
        stand.found += letter->letter_id != 0;
        stand.resting += is_resting(letter);
        stand.seen += letter->found ? letter->found->seen : 0;
    }
    return stand;
}

static void
print_progress(const Play *play, const Stand *stand)
{
    int held = 0;
    GHashTableIter each;
    gpointer n;
    g_hash_table_iter_init(&each, play->books->holds);
    while (g_hash_table_iter_next(&each, NULL, &n))
        held += GPOINTER_TO_INT(n);
    g_printerr(
        "demo: of %u letters %d handed in, %d taken, %d pages read, %d finished (%d of "
        "them held), %d answers seen\n",
        play->sample->letters->len, stand->sent, stand->found, stand->pages,
        stand->resting, held, stand->seen);
}

static bool
may_go_on(Play *play, GError **error)
{
    if (*play->stop) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY, "stopped before the end");
        return false;
    }
    if (!child_is_running(play->serve)) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY,
            "`diwan serve` ended; '%s/serve.log' says why", play->office->folder);
        return false;
    }
    return true;
}

static bool
nothing_is_due(const Play *play, const Stand *stand)
{
    return stand->found == stand->sent && stand->resting == stand->sent &&
           stand->sent == (int)play->sample->letters->len &&
           books_awaited(play->sample) == 0 && store_unfinished(play->books->store) == 0;
}

static bool
look_everywhere(Play *play, GError **error)
{
    g_usleep(AFTERWARDS_MS * 1000);
    return books_look(play->books, play->post_office, play->sample, true, error) &&
           books_read(play->books, play->sample, error);
}

bool
play_run(Play *play, GError **error)
{
    gint64 began = clock_ticks_ms(), changed = began;
    Stand before = {0};
    for (;;) {
        if (!may_go_on(play, error) || !hand_in_ready(play, error) ||
            !books_look(play->books, play->post_office, play->sample, false, error) ||
            !books_read(play->books, play->sample, error))
            return false;
        Stand stand = stand_of(play);
        gint64 now = clock_ticks_ms();
        if (memcmp(&stand, &before, sizeof stand) != 0) {
            print_progress(play, &stand);
            before = stand;
            changed = now;
        }
        play->complete = nothing_is_due(play, &stand);
        if (play->complete || now - changed > STILL_MS)
            break;
        g_usleep(LOOK_MS * 1000);
    }
    play->seconds = (clock_ticks_ms() - began) / 1000.0;
    return look_everywhere(play, error);
}

/* fetcher.c - the inside of a mailbox's process: from the server, over the pipe, to intake.
 *
 * Promises: hands over each message above the cursor once a session, ascending; touches one on
 * the server only after intake has said that it is kept. Any trouble is named in a last frame
 * and ends the process: intake starts a new one, with nothing carried over.
 * Trusts: its settings, which come over descriptor 0 (never arguments or environment, which
 * others can see). Distrusts the server; what still goes wrong in here reaches no database and
 * no file: limits, no new privileges, and death with its parent are set before the first byte.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "intake/after.h"
#include "intake/frames.h"
#include "intake/imap.h"
#include "intake/intake.h"

enum {
    FETCH_MESSAGES = 50,          /* one command asks for so many */
    FETCH_BYTES = 8 << 20,        /* or for so much */
    FETCH_WHOLE_BYTES = 25 << 20, /* a longer message comes in pieces */
    FETCH_HEADS = 500,
    FETCHER_MEMORY_BYTES = 512 << 20,
    FETCHER_CPU_S = 120, /* between two looks at the clock */
    FETCHER_FILES = 64,
    LOOK_LEAST_MS = 200,
    IDLE_MOST_S = 25 * 60, /* servers end an IDLE after 30 minutes (RFC 2177) */
};

typedef struct Fetcher {
    FetcherSettings *settings;
    FrameReader *control;
    FrameWriter *out;
    Imap *imap;
    guint32 last_uid;
    GArray *handed; /* of guint32: given to intake, not yet kept */
    bool ending;    /* intake has closed the pipe */
} Fetcher;

/* ---- limits ---- */

static void
limit(int what, rlim_t soft, rlim_t hard)
{
    struct rlimit wanted = {soft, hard};
    setrlimit(what, &wanted);
}

static void
fetcher_lock(void)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_SET_DUMPABLE, 0); /* the password is in this memory */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
#ifndef __SANITIZE_ADDRESS__
    limit(RLIMIT_AS, FETCHER_MEMORY_BYTES, FETCHER_MEMORY_BYTES);
#endif
    limit(RLIMIT_CORE, 0, 0);
    limit(RLIMIT_FSIZE, 0, 0);
    limit(RLIMIT_NOFILE, FETCHER_FILES, FETCHER_FILES);
}

/* A loop in the library ends; a year of good work does not add up to its limit. */
static void
fetcher_renew_cpu(void)
{
    struct rusage used;
    if (getrusage(RUSAGE_SELF, &used) == 0)
        limit(RLIMIT_CPU,
            (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + FETCHER_CPU_S,
            RLIM_INFINITY);
}

/* ---- what intake says ---- */

/* Reads what is there. UIDs that are kept move from handed to the end of kept. */
static bool
hear_control(Fetcher *fetcher, GArray *kept, GError **error)
{
    struct pollfd wait = {.fd = STDIN_FILENO, .events = POLLIN};
    while (!fetcher->ending && poll(&wait, 1, 0) > 0) {
        if (frame_fill(fetcher->control) <= 0)
            fetcher->ending = true;
        Frame frame;
        while (frame_next(fetcher->control, &frame, error)) {
            if (frame.kind != FRAME_KEPT)
                continue;
            guint n = 0;
            guint32 uid = frame_uid(&frame).uid;
            while (n < fetcher->handed->len &&
                   g_array_index(fetcher->handed, guint32, n) <= uid)
                n++;
            if (n == 0)
                continue;
            g_array_append_vals(kept, fetcher->handed->data, n);
            g_array_remove_range(fetcher->handed, 0, n);
        }
        if (error != NULL && *error != NULL)
            return false;
    }
    return true;
}

/* A folder that may not be changed is no reason to stop taking letters. */
static bool
act(Fetcher *fetcher, bool (*acts)(Imap *, const GArray *, GError **), const GArray *uids,
    GError **error)
{
    g_autoptr(GError) inner = NULL;
    if (acts(fetcher->imap, uids, &inner))
        return true;
    if (!g_error_matches(inner, DIWAN_ERROR, DIWAN_ERROR_CONFIG)) {
        g_propagate_error(error, g_steal_pointer(&inner));
        return false;
    }
    frame_put_words(fetcher->out, FRAME_NOTICE, 0, inner->message);
    return frame_flush(fetcher->out, error);
}

static bool
act_on_kept(Fetcher *fetcher, GError **error)
{
    g_autoptr(GArray) kept = g_array_new(FALSE, FALSE, sizeof(guint32));
    if (!hear_control(fetcher, kept, error))
        return false;
    return kept->len == 0 || act(fetcher, after_keeping, kept, error);
}

static bool
catch_up(Imap *imap, const GArray *unused, GError **error)
{
    (void)unused;
    return after_catch_up(imap, imap->settings->last_uid, error);
}

/* ---- handing over ---- */

static bool
fetcher_flush(Fetcher *fetcher, GError **error)
{
    alarm(0); /* a full pipe means that intake is busy, not that we hang */
    return frame_flush(fetcher->out, error);
}

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
    frame_put(fetcher->out, FRAME_LETTER, &fixed, sizeof fixed, NULL, 0);
}

static void
end_letter(Fetcher *fetcher, const ImapHead *head)
{
    frame_put(fetcher->out, FRAME_LETTER_END, NULL, 0, NULL, 0);
    if (fetcher->settings->after != AFTER_LEAVE)
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
        if (offset > LETTER_MOST_BYTES) {
            g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY,
                "the message with UID %u is longer than the server says", head->uid);
            return false;
        }
        /* A short piece is the end, unless the size says that the server only gave less. */
    } while (
        piece->len == IMAP_PIECE_BYTES || (piece->len > 0 && offset < head->size_bytes));
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
           heads[taken].size_bytes <= FETCH_WHOLE_BYTES &&
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
            else if (heads[i].size_bytes > LETTER_MOST_BYTES)
                leave(fetcher, &heads[i], "is too long to be taken");
            else if (!fetch_long(fetcher, &heads[i], error))
                return false;
        }
        i += range;
        if (!fetcher_flush(fetcher, error) || !act_on_kept(fetcher, error))
            return false;
    }
    return true;
}

/* All that is above the cursor now. */
static bool
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

/* ---- the process ---- */

static bool
fetcher_wait(Fetcher *fetcher, GError **error)
{
    int wait_s = CLAMP(fetcher->settings->poll_s, 1, IDLE_MOST_S);
    gint64 began = clock_ticks_ms(), until = began + wait_s * (gint64)1000;
    for (bool heard = true; heard && !fetcher->ending && wait_s > 0;
         wait_s = (int)((until - clock_ticks_ms()) / 1000)) {
        if (!imap_wait(fetcher->imap, STDIN_FILENO, wait_s, &heard, error) ||
            !act_on_kept(fetcher, error))
            return false;
    }
    /* A server that never stops announcing must not keep both sides busy. */
    gint64 waited_ms = clock_ticks_ms() - began;
    if (waited_ms < LOOK_LEAST_MS)
        g_usleep((gulong)(LOOK_LEAST_MS - waited_ms) * 1000);
    return true;
}

static bool
fetcher_live(Fetcher *fetcher, GError **error)
{
    const FetcherSettings *settings = fetcher->settings;
    fetcher->imap = imap_open(settings, error);
    if (fetcher->imap == NULL)
        return false;
    frame_put_uid(fetcher->out, FRAME_SELECTED, fetcher->imap->uidvalidity);
    if (!fetcher_flush(fetcher, error) || settings->check)
        return settings->check;
    if (fetcher->imap->uidvalidity == settings->uidvalidity) {
        fetcher->last_uid = settings->last_uid;
        if (!act(fetcher, catch_up, NULL, error))
            return false;
    }
    while (!fetcher->ending)
        if (!fetch_new(fetcher, error) || !fetcher_wait(fetcher, error))
            return false;
    return true;
}

static FetcherSettings *
read_settings(FrameReader *control, GError **error)
{
    Frame frame;
    while (!frame_next(control, &frame, error))
        if ((error != NULL && *error != NULL) || frame_fill(control) <= 0)
            return NULL;
    return frame.kind == FRAME_SETTINGS
               ? fetcher_settings_unpack(frame.bytes, frame.length)
               : NULL;
}

int
fetcher_main(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    fetcher_lock();
    fetcher_renew_cpu();
    g_autoptr(GError) error = NULL;
    g_autoptr(FrameReader) control = frame_reader_new(STDIN_FILENO);
    g_autoptr(FrameWriter) out = frame_writer_new(STDOUT_FILENO);
    g_autoptr(FetcherSettings) settings = read_settings(control, &error);
    if (settings == NULL) {
        g_printerr("diwan fetcher: is started by intake, which tells it what to fetch\n");
        return 2;
    }
    g_autoptr(GArray) handed = g_array_new(FALSE, FALSE, sizeof(guint32));
    Fetcher fetcher = {
        .settings = settings, .control = control, .out = out, .handed = handed};
    bool well = fetcher_live(&fetcher, &error);
    if (!well && error != NULL) {
        frame_put_words(out, FRAME_TROUBLE, (guint32)error->code, error->message);
        fetcher_flush(&fetcher, NULL);
    }
    imap_close(fetcher.imap);
    return well ? 0 : 1;
}

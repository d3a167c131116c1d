/* fetcher.c - the inside of a mailbox's process: from the server, over the pipe, to intake.
 *
 * Promises: hands over each message above the cursor once a session, ascending; touches one on
 * the server only after intake has said that it is kept. Any trouble is named in a last frame
 * and ends the process: intake starts a new one, with nothing carried over.
 * Trusts: its settings, which come over descriptor 0 (never arguments or environment, which
 * others can see). Distrusts the server; what still goes wrong in here reaches no database and
 * no file: limits, no new privileges, and death with its parent are set before the first byte.
 */
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "intake/after.h"
#include "intake/fetcher.h"
#include "intake/intake.h"

enum {
    FETCHER_MEMORY_BYTES = 512 << 20,
    FETCHER_CPU_S = 120, /* between two looks at the clock */
    FETCHER_FILES = 64,
    LOOK_LEAST_MS = 200,
    IDLE_MOST_S = 25 * 60, /* servers end an IDLE after 30 minutes (RFC 2177) */
};

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
    /* What ends intake ends its pipe, and that ends us, once the server has heard what is kept. */
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
#ifndef __SANITIZE_ADDRESS__
    limit(RLIMIT_AS, FETCHER_MEMORY_BYTES, FETCHER_MEMORY_BYTES);
#endif
    limit(RLIMIT_CORE, 0, 0);
    limit(RLIMIT_FSIZE, 0, 0);
    limit(RLIMIT_NOFILE, FETCHER_FILES, FETCHER_FILES);
}

void
fetcher_renew_cpu(void)
{
    struct rusage used;
    if (getrusage(RUSAGE_SELF, &used) == 0)
        limit(RLIMIT_CPU,
            (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + FETCHER_CPU_S,
            RLIM_INFINITY);
}

bool
fetcher_flush(Fetcher *fetcher, GError **error)
{
    alarm(0); /* a full pipe means that intake is busy, not that we hang */
    return frame_flush(fetcher->out, error);
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

bool
fetcher_act_on_kept(Fetcher *fetcher, GError **error)
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

/* ---- the process ---- */

/* A folder that is only looked at: all of it was handed over, and done with what is kept. */
static bool
is_done(const Fetcher *fetcher)
{
    return fetcher->settings->once && fetcher->handed->len == 0;
}

static bool
fetcher_wait(Fetcher *fetcher, GError **error)
{
    int wait_s = CLAMP(fetcher->settings->poll_s, 1, IDLE_MOST_S);
    gint64 began = clock_ticks_ms(), until = began + wait_s * (gint64)1000;
    if (fetcher->renew_at > 0)
        until = MIN(until, fetcher->renew_at);
    wait_s = (int)MAX((until - began) / 1000, 1);
    for (bool heard = true; heard && !fetcher->ending && !is_done(fetcher) && wait_s > 0;
         wait_s = (int)((until - clock_ticks_ms()) / 1000)) {
        if (!imap_wait(fetcher->imap, STDIN_FILENO, wait_s, &heard, error) ||
            !fetcher_act_on_kept(fetcher, error))
            return false;
    }
    /* A server that never stops announcing must not keep both sides busy. */
    gint64 waited_ms = clock_ticks_ms() - began;
    if (waited_ms < LOOK_LEAST_MS)
        g_usleep((gulong)(LOOK_LEAST_MS - waited_ms) * 1000);
    /* A folder renamed under its session may go on in silence, with its name on another. */
    bool in_vain = wait_s <= 0 && !fetcher->ending && !is_done(fetcher);
    return !in_vain || imap_open_again(fetcher->imap, error);
}

/* Better a new session now than one that the server cuts while a letter comes. */
static bool
is_over(const Fetcher *fetcher)
{
    return fetcher->renew_at > 0 && clock_ticks_ms() >= fetcher->renew_at;
}

/* Whether the folder is the one that the cursor is of, which it says with its UIDVALIDITY; servers that
 * forget it begin anew with UIDs that were given before (RFC 3501 §2.3.1.1 forbids both). */
static bool
is_folder_of_cursor(const Fetcher *fetcher)
{
    const Imap *imap = fetcher->imap;
    return imap->uidvalidity == fetcher->settings->uidvalidity &&
           (imap->uidnext == 0 || imap->uidnext > fetcher->settings->last_uid);
}

static bool
fetcher_live(Fetcher *fetcher, GError **error)
{
    const FetcherSettings *settings = fetcher->settings;
    fetcher->imap = imap_open(settings, error);
    if (fetcher->imap == NULL)
        return false;
    frame_put_uid(fetcher->out, FRAME_SELECTED, fetcher->imap->uidvalidity);
    bool known = is_folder_of_cursor(fetcher);
    if (!known && settings->last_uid > 0)
        frame_put(fetcher->out, FRAME_ANEW, NULL, 0, NULL, 0);
    if (!fetcher_flush(fetcher, error) || settings->check)
        return settings->check;
    if (settings->last_uid == 0 || !known)
        present_put_off(fetcher); /* there is nothing yet to compare with */
    if (known) {
        fetcher->last_uid = settings->last_uid;
        if (!act(fetcher, catch_up, NULL, error))
            return false;
    }
    while (!fetcher->ending && !is_over(fetcher)) {
        if (!fetch_new(fetcher, error) || !present_tell(fetcher, error))
            return false;
        if (is_done(fetcher))
            break;
        if (!fetcher_wait(fetcher, error))
            return false;
    }
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
    fetcher.compare_at = clock_ticks_ms() + settings->compare_in_s * (gint64)1000;
    if (settings->renew_s > 0)
        fetcher.renew_at = clock_ticks_ms() + settings->renew_s * (gint64)1000;
    bool well = fetcher_live(&fetcher, &error);
    if (!well && error != NULL) {
        frame_put_words(out, FRAME_TROUBLE, (guint32)error->code, error->message);
        fetcher_flush(&fetcher, NULL);
    }
    imap_close(fetcher.imap);
    return well ? 0 : 1;
}

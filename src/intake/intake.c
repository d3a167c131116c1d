/* intake.c - the round: mailboxes and scan folders, side by side, none waiting for another. */
#include <poll.h>

#include "intake/access.h"
#include "intake/intake.h"
#include "intake/mailbox.h"
#include "intake/process.h"
#include "intake/scan.h"

enum { CLOSE_MS = 6000 }; /* for what fetchers still do on the server */

struct Intake {
    GPtrArray *mailboxes; /* of Mailbox, owned */
    GPtrArray *scans;     /* of Scan, owned */
};

/* The mailbox whose further folder that is. */
static Mailbox *
watched_of(const Intake *intake, const Config *config, const MailboxConfig *polled)
{
    for (guint i = 0; i < intake->mailboxes->len; i++) {
        const MailboxConfig *other = g_ptr_array_index(config->mailboxes, i);
        if (!other->polled && g_strcmp0(other->group, polled->group) == 0)
            return g_ptr_array_index(intake->mailboxes, i);
    }
    return NULL;
}

Intake *
intake_open(const Config *config, Store *store, Archive *archive, GError **error)
{
    (void)error;
    Intake *intake = g_new0(Intake, 1);
    intake->mailboxes = g_ptr_array_new_with_free_func((GDestroyNotify)mailbox_free);
    intake->scans = g_ptr_array_new_with_free_func((GDestroyNotify)scan_free);
    archive_sweep(archive);
    for (guint i = 0; i < config->mailboxes->len; i++) {
        const MailboxConfig *of = g_ptr_array_index(config->mailboxes, i);
        Mailbox *mailbox = mailbox_new(of, store, archive);
        Mailbox *watched = of->polled ? watched_of(intake, config, of) : NULL;
        if (watched != NULL)
            mailbox_take_turns(mailbox, watched);
        g_ptr_array_add(intake->mailboxes, mailbox);
        mailbox_start(mailbox);
    }
    for (guint i = 0; i < config->scans->len; i++)
        g_ptr_array_add(
            intake->scans, scan_new(g_ptr_array_index(config->scans, i), store, archive));
    return intake;
}

void
intake_close(Intake *intake)
{
    if (intake == NULL)
        return;
    guint n = intake->mailboxes->len;
    gint64 until = clock_ticks_ms() + CLOSE_MS;
    for (guint i = 0; i < n; i++)
        mailbox_hang_up(g_ptr_array_index(intake->mailboxes, i));
    for (guint i = 0; i < n; i++)
        mailbox_close(g_ptr_array_index(intake->mailboxes, i), until);
    g_ptr_array_unref(intake->mailboxes);
    g_ptr_array_unref(intake->scans);
    g_free(intake);
}

/* Hears all before it stores any, so that one flush serves every batch. */
static bool
intake_step(Intake *intake, int *taken, bool *stored, GError **error)
{
    for (guint i = 0; i < intake->mailboxes->len; i++) {
        Mailbox *mailbox = g_ptr_array_index(intake->mailboxes, i);
        mailbox_start(mailbox);
        if (!mailbox_hear(mailbox, error))
            return false;
    }
    for (guint i = 0; i < intake->mailboxes->len; i++)
        if (!mailbox_store(g_ptr_array_index(intake->mailboxes, i), taken, stored, error))
            return false;
    for (guint i = 0; i < intake->scans->len; i++)
        if (!scan_look(g_ptr_array_index(intake->scans, i), taken, error))
            return false;
    return true;
}

static void
intake_wait(Intake *intake, gint64 until)
{
    guint n = intake->mailboxes->len;
    g_autofree struct pollfd *wait = g_new0(struct pollfd, n + 1);
    for (guint i = 0; i < n; i++) {
        const Mailbox *mailbox = g_ptr_array_index(intake->mailboxes, i);
        wait[i].fd = mailbox_fd(mailbox);
        wait[i].events = POLLIN;
        until = MIN(until, mailbox_due_at(mailbox));
    }
    for (guint i = 0; i < intake->scans->len; i++)
        until = MIN(until, scan_due_at(g_ptr_array_index(intake->scans, i)));
    gint64 rest = until - clock_ticks_ms();
    if (rest > 0)
        poll(wait, n, (int)MIN(rest, G_MAXINT));
}

static bool
intake_is_idle(const Intake *intake)
{
    for (guint i = 0; i < intake->mailboxes->len; i++)
        if (!mailbox_is_idle(g_ptr_array_index(intake->mailboxes, i)))
            return false;
    for (guint i = 0; i < intake->scans->len; i++)
        if (!scan_is_idle(g_ptr_array_index(intake->scans, i)))
            return false;
    return true;
}

bool
intake_round(Intake *intake, int timeout_ms, int *taken, bool *idle, GError **error)
{
    gint64 until = clock_ticks_ms() + timeout_ms;
    bool was_idle = intake_is_idle(intake);
    int fresh = 0;
    for (bool first = true; first || clock_ticks_ms() < until; first = false) {
        bool stored = false;
        g_autoptr(GError) failure = NULL;
        if (!intake_step(intake, &fresh, &stored, &failure)) {
            for (guint i = 0; i < intake->mailboxes->len; i++)
                mailbox_give_up(
                    g_ptr_array_index(intake->mailboxes, i), failure->message);
            g_propagate_error(error, g_steal_pointer(&failure));
            return false;
        }
        if (fresh > 0 || (!was_idle && intake_is_idle(intake)))
            break;
        if (!stored)
            intake_wait(intake, until);
    }
    *taken = fresh;
    *idle = intake_is_idle(intake);
    return true;
}

/* ---- check ---- */

/* Its first word decides: it has the folder open, or it says what is wrong. */
static bool
hear_check(Process *process, int within_ms, GError **error)
{
    gint64 until = clock_ticks_ms() + within_ms;
    struct pollfd wait = {.fd = process->in_fd, .events = POLLIN};
    for (;;) {
        Frame frame;
        g_autoptr(GError) wrong = NULL;
        if (frame_next(process->in, &frame, &wrong)) {
            if (frame.kind == FRAME_SELECTED)
                return true;
            if (frame.kind != FRAME_TROUBLE)
                continue;
            g_autofree char *words = frame_words(&frame);
            DiwanError code = frame_uid(&frame).uid == DIWAN_ERROR_CONFIG
                                  ? DIWAN_ERROR_CONFIG
                                  : DIWAN_ERROR_RETRY;
            g_set_error_literal(error, DIWAN_ERROR, code, words);
            return false;
        }
        gint64 rest = until - clock_ticks_ms();
        if (wrong != NULL || rest <= 0 || poll(&wait, 1, (int)rest) <= 0 ||
            frame_fill(process->in) <= 0)
            break;
    }
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY, "the fetcher gave no answer");
    return false;
}

static char *
wait_for_secret(const MailboxConfig *mailbox, GError **error)
{
    g_autoptr(Access) access = access_new(mailbox);
    g_autoptr(GError) failure = NULL;
    for (;;) {
        int renew_s = 0;
        char *secret = access_ask(access, &renew_s, &failure);
        if (secret != NULL)
            return secret;
        if (failure != NULL) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return NULL;
        }
        struct pollfd wait = {.fd = access_fd(access), .events = POLLIN};
        poll(&wait, 1, -1); /* a token's process always ends */
    }
}

bool
intake_check_mailbox(const MailboxConfig *mailbox, GError **error)
{
    char *secret = wait_for_secret(mailbox, error);
    if (secret == NULL)
        return false;
    g_autoptr(FetcherSettings) settings = process_settings(mailbox, secret);
    settings->check = true;
    Process *process = process_start(settings, error);
    if (process == NULL)
        return false;
    bool well = hear_check(process, 4 * settings->patience_s * 1000, error);
    process_free(process, 3000);
    return well;
}

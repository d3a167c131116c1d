/* mailbox.c - one mailbox: its fetcher's life, its batch and its cursor.
 *
 * Promises: a letter is told to the fetcher as kept after its bytes and its row are durable,
 * and the cursor moves in the transaction of the rows. A fetcher that ends in trouble is noted
 * with what to do and started again after 1 s … 5 min. A message that ends its fetcher again
 * and again is found, left in the mailbox and named to people.
 * Not here: what the fetcher says (hear.c), what it logs in with (access.c).
 */
#include <errno.h>
#include <string.h>

#include "intake/mailbox_inside.h"

enum {
    BACK_OFF_MS = 1000,
    BACK_OFF_MOST_MS = 300 * 1000,
    STUCK_MOST_TIMES = 3,
    HOPELESS_TIMES = 3, /* in a row: what there is has been read as far as it can be */
    NOTE_AGAIN_MS = 30 * 1000,
    HEAR_MOST_FRAMES = 10000, /* at once: other mailboxes wait meanwhile */
};

static int back_off_ms = BACK_OFF_MS;

void
intake_set_back_off(int first_ms)
{
    back_off_ms = first_ms;
}

Mailbox *
mailbox_new(const MailboxConfig *config, Store *store, Archive *archive)
{
    Mailbox *mailbox = g_new0(Mailbox, 1);
    mailbox->config = config;
    mailbox->archive = archive;
    mailbox->batch = batch_new(store, archive);
    mailbox->access = access_new(config);
    mailbox->comparison = comparison_new(config->name, store);
    mailbox->left = g_ptr_array_new_with_free_func(g_free);
    return mailbox;
}

void
mailbox_free(Mailbox *mailbox)
{
    if (mailbox == NULL)
        return;
    process_free(mailbox->process, 0);
    if (mailbox->watched == NULL)
        access_free(mailbox->access);
    comparison_free(mailbox->comparison);
    archive_file_free(mailbox->file);
    batch_free(mailbox->batch);
    g_ptr_array_unref(mailbox->left);
    g_free(mailbox->trouble);
    g_free(mailbox->notice);
    g_free(mailbox->noted);
    g_free(mailbox);
}

void
mailbox_take_turns(Mailbox *mailbox, Mailbox *watched)
{
    access_free(mailbox->access);
    mailbox->access = watched->access;
    mailbox->watched = watched;
}

void
mailbox_hang_up(Mailbox *mailbox)
{
    if (mailbox->process != NULL)
        process_hang_up(mailbox->process);
}

void
mailbox_close(Mailbox *mailbox, gint64 until)
{
    process_free(
        g_steal_pointer(&mailbox->process), (int)MAX(until - clock_ticks_ms(), 0));
}

/* ---- what status shows ---- */

/* well: it was read to its end just now, whatever a person should still see to. A note that
 * cannot be written is no reason to stop taking letters. */
static void
mailbox_note(Mailbox *mailbox, bool well, const char *problem)
{
    Store *store = mailbox->batch->store;
    const char *name = mailbox->config->name;
    gint64 now = clock_ticks_ms();
    if (mailbox->noted_at != 0 && now - mailbox->noted_at < NOTE_AGAIN_MS &&
        g_strcmp0(problem, mailbox->noted) == 0)
        return;
    if ((well && !store_source_note(store, name, NULL, NULL)) ||
        (problem != NULL && !store_source_note(store, name, problem, NULL)))
        return;
    g_free(mailbox->noted);
    mailbox->noted = g_strdup(problem);
    mailbox->noted_at = now;
}

char *
mailbox_words_anew(const Mailbox *mailbox)
{
    return g_strdup_printf(
        "the folder '%s' was made anew on the server: it was read again from its "
        "beginning. What is kept stays and is not taken twice; there is nothing to do",
        mailbox->config->folder);
}

static void
mailbox_note_well(Mailbox *mailbox)
{
    g_autoptr(GString) words = g_string_new(mailbox->notice);
    if (mailbox->anew_until > clock_ticks_ms()) {
        g_autofree char *anew = mailbox_words_anew(mailbox);
        g_string_append_printf(words, "%s%s", words->len > 0 ? "; " : "", anew);
    }
    const char *differs = comparison_words(mailbox->comparison);
    if (differs != NULL)
        g_string_append_printf(words, "%s%s", words->len > 0 ? "; " : "", differs);
    for (guint i = 0; i < mailbox->left->len; i++)
        g_string_append_printf(words, "%s%s", words->len > 0 ? "; " : "",
            (const char *)g_ptr_array_index(mailbox->left, i));
    if (mailbox->left_count > LEFT_MOST)
        g_string_append_printf(words, "; and %u more", mailbox->left_count - LEFT_MOST);
    mailbox_note(mailbox, true, words->len > 0 ? words->str : NULL);
}

/* ---- starting and ending ---- */

static void
mailbox_back_off(Mailbox *mailbox)
{
    int shift = MIN(mailbox->failures++, 9);
    int wait_ms = MIN(back_off_ms << shift, BACK_OFF_MOST_MS);
    /* Mailboxes of one server that was away must not come back all at once. */
    mailbox->start_at =
        clock_ticks_ms() + (gint64)(wait_ms * g_random_double_range(0.75, 1.25));
}

static void
mailbox_failed(Mailbox *mailbox, const char *why)
{
    mailbox_back_off(mailbox);
    mailbox_note(mailbox, false, why);
}

/* Providers let few sessions in at once: further folders come one after the other. */
static bool
is_its_turn(const Mailbox *mailbox)
{
    const Mailbox *turn = mailbox->watched != NULL ? mailbox->watched->turn : NULL;
    return turn == NULL || turn->process == NULL;
}

void
mailbox_start(Mailbox *mailbox)
{
    if (mailbox->process != NULL || mailbox->batch_due_at != 0 ||
        clock_ticks_ms() < mailbox->start_at || !is_its_turn(mailbox))
        return;
    const MailboxConfig *config = mailbox->config;
    g_autoptr(GError) error = NULL;
    gint64 uidvalidity = 0, last_uid = 0;
    int renew_s = 0;
    char *secret = access_ask(mailbox->access, &renew_s, &error);
    if (secret == NULL && error == NULL)
        return; /* it is being fetched */
    g_autoptr(FetcherSettings) settings =
        secret != NULL ? process_settings(config, secret) : NULL;
    if (settings != NULL && store_cursor_get(mailbox->batch->store, config->name,
                                config->folder, &uidvalidity, &last_uid, &error)) {
        settings->renew_s = renew_s;
        settings->compare_in_s = comparison_due_s(mailbox->comparison);
        mailbox->cursor = (Cursor){config->name, config->folder, uidvalidity, last_uid};
        settings->uidvalidity = (guint32)uidvalidity;
        settings->last_uid = (guint32)last_uid;
        settings->careful_until = mailbox->careful_until;
        settings->leave_uid = mailbox->leave_uid;
        mailbox->process = process_start(settings, &error);
    }
    if (mailbox->process == NULL) {
        mailbox_failed(mailbox, error->message);
        return;
    }
    if (mailbox->watched != NULL)
        mailbox->watched->turn = mailbox;
    mailbox->at_end = false;
    mailbox->uidvalidity = mailbox->last_uid = 0;
    mailbox->trying = (FrameRange){0, 0};
    g_clear_pointer(&mailbox->trouble, g_free);
    g_clear_pointer(&mailbox->notice, g_free);
}

/* Which message was asked for when the fetcher ended, if any: first the whole range is tried
 * one by one, then the one that ends it is left where it is. */
static void
mailbox_find_stuck(Mailbox *mailbox)
{
    guint32 first = MAX(mailbox->trying.first, mailbox->last_uid + 1);
    if (mailbox->trying.last == 0 || first > mailbox->trying.last)
        return;
    mailbox->careful_until = mailbox->trying.last;
    if (mailbox->trying.first != mailbox->trying.last)
        return;
    mailbox->stuck_times = first == mailbox->stuck_uid ? mailbox->stuck_times + 1 : 1;
    mailbox->stuck_uid = first;
    if (mailbox->stuck_times >= STUCK_MOST_TIMES)
        mailbox->leave_uid = first;
}

/* The fetcher is gone; letters that came whole are still stored. */
static void
mailbox_ended(Mailbox *mailbox)
{
    g_autofree char *how = process_end(g_steal_pointer(&mailbox->process));
    g_clear_pointer(&mailbox->file, archive_file_free);
    if (mailbox->batch_uid != 0)
        mailbox->batch_due_at = clock_ticks_ms();
    if (mailbox->watched != NULL && mailbox->at_end && how == NULL &&
        mailbox->trouble == NULL) {
        mailbox->start_at = clock_ticks_ms() + mailbox->config->poll_s * (gint64)1000;
        return; /* what it read to its end is stored and noted next */
    }
    mailbox->at_end = false;
    mailbox_find_stuck(mailbox);
    const char *why = mailbox->trouble != NULL ? mailbox->trouble : how;
    bool renews =
        mailbox->trouble != NULL
            ? access_was_refused(mailbox->access, mailbox->trouble_code, mailbox->trouble)
            : how == NULL && access_is_over(mailbox->access);
    if (renews)
        return; /* with the next token it goes on */
    mailbox_failed(mailbox, why != NULL ? why : "its fetcher ended by itself");
}

/* The fetcher is ended and what it handed over is dropped, to be fetched again. */
static void
mailbox_drop(Mailbox *mailbox)
{
    process_free(g_steal_pointer(&mailbox->process), 0);
    g_clear_pointer(&mailbox->file, archive_file_free);
    batch_drop(mailbox->batch);
    mailbox->batch_uid = 0;
    mailbox->batch_due_at = 0;
    mailbox->at_end = false;
}

void
mailbox_give_up(Mailbox *mailbox, const char *why)
{
    mailbox_drop(mailbox);
    g_autofree char *words =
        g_strdup_printf("%s. No letter is lost: what is not kept is fetched again", why);
    mailbox_failed(mailbox, words);
}

/* A fetcher that says what it should not is treated as if it had crashed. */
static void
mailbox_disbelieve(Mailbox *mailbox)
{
    mailbox_drop(mailbox);
    mailbox_find_stuck(mailbox);
    mailbox_failed(mailbox, "its fetcher said something impossible and was ended");
}

/* ---- hearing ---- */

bool
mailbox_hear(Mailbox *mailbox, GError **error)
{
    bool has_room = true, sound = true;
    gssize n = 0;
    for (int i = 0; i < HEAR_MOST_FRAMES && has_room && mailbox->process != NULL; i++) {
        Frame frame;
        g_autoptr(GError) wrong = NULL;
        if (frame_next(mailbox->process->in, &frame, &wrong)) {
            if (!mailbox_hear_frame(mailbox, &frame, &sound, error))
                return false;
            has_room = !batch_is_full(mailbox->batch);
        } else if (wrong == NULL) {
            n = frame_fill(mailbox->process->in);
            if (n < 0 && errno == EAGAIN)
                return true;
            if (n <= 0)
                mailbox_ended(mailbox);
        }
        if (wrong != NULL || !sound)
            mailbox_disbelieve(mailbox);
    }
    return true;
}

/* ---- storing ---- */

bool
mailbox_store(Mailbox *mailbox, int *taken, bool *stored, GError **error)
{
    if (mailbox->batch_due_at == 0 || clock_ticks_ms() < mailbox->batch_due_at)
        return true;
    *stored = true;
    if (mailbox->batch_uid != 0) {
        Cursor cursor = {mailbox->config->name, mailbox->config->folder,
            mailbox->uidvalidity, mailbox->batch_uid};
        if (!batch_store(mailbox->batch, &cursor, taken, error))
            return false;
        mailbox->cursor = cursor;
        mailbox->failures = 0;
        if (mailbox->process != NULL && mailbox->config->after != AFTER_LEAVE) {
            frame_put_uid(mailbox->process->control, FRAME_KEPT, mailbox->batch_uid);
            frame_flush(
                mailbox->process->control, NULL); /* gone: its end is heard next */
        }
    }
    mailbox->batch_uid = 0;
    mailbox->batch_due_at = 0;
    if (mailbox->at_end) {
        mailbox->was_at_end = true;
        mailbox->failures = 0;
        mailbox_note_well(mailbox);
    }
    return true;
}

/* ---- for the round ---- */

int
mailbox_fd(const Mailbox *mailbox)
{
    return mailbox->process != NULL ? mailbox->process->in_fd
                                    : access_fd(mailbox->access);
}

gint64
mailbox_due_at(const Mailbox *mailbox)
{
    if (mailbox->batch_due_at != 0)
        return mailbox->batch_due_at;
    bool starts = mailbox->process == NULL && access_fd(mailbox->access) < 0 &&
                  is_its_turn(mailbox);
    return starts ? mailbox->start_at : G_MAXINT64;
}

bool
mailbox_is_idle(const Mailbox *mailbox)
{
    if (mailbox->batch_due_at != 0 || mailbox->file != NULL)
        return false;
    return mailbox->was_at_end ||
           (mailbox->process == NULL && mailbox->failures >= HOPELESS_TIMES);
}

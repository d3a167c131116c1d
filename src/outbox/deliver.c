/* deliver.c - one batch of the outbox: claimed, sent, and what became of each committed at once.
 *
 * Between the two commits the mails of one batch are in doubt if this process dies, no more. What
 * could not be written down is kept and written at the next round, before anything else is sent.
 */
#include "outbox/directory.h"
#include "outbox/pace.h"
#include "outbox/smtp.h"

#define MINUTE_MS (60 * G_GINT64_CONSTANT(1000))
#define GIVE_UP_MS (3 * 24 * 60 * MINUTE_MS)
#define MOST_TROUBLE_MS (15 * MINUTE_MS)
/* Sooner than any pause: the next round begins with another mail than the one that met with trouble. */
#define UNTRIED_MS (MINUTE_MS / 2)

#define STUCK_MS (30 * MINUTE_MS)

typedef struct Result {
    gint64 id;
    bool
        untried; /* its domain has had its mails of this minute, or the relay is in trouble */
    SendEnd end;
    gint64 due_at; /* of the next try */
    char *said;
} Result;

enum { MOST_IN_A_ROW = 3 };

/* How a batch goes. One mail that breaks off may be to blame for it itself, or its sender; two of different
 * senders in a row are not, nor are three of any. */
typedef struct Course {
    int in_a_row;       /* since a mail had its answer */
    const char *sender; /* of the first of them; borrowed */
    bool stopped;       /* the rest is not tried */
    char *trouble;      /* the last one's; NULL: none */
} Course;

static void
course_clear(Course *course)
{
    g_free(course->trouble);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Course, course_clear)

struct Outbox {
    const RelayConfig *relay;
    Smtp *smtp; /* NULL when mails become files */
    Pace *pace;
    bool noted;         /* the relay's trouble stands in the store, or may */
    GPtrArray *results; /* of Result, owned: not yet committed */
};

static void
result_free(Result *result)
{
    g_free(result->said);
    g_free(result);
}

Outbox *
outbox_open(const Config *config, GError **error)
{
    g_autoptr(Outbox) outbox = g_new0(Outbox, 1);
    outbox->relay = &config->relay;
    outbox->pace = pace_new(config->relay.domain_per_minute);
    outbox->noted = true; /* by the process before */
    outbox->results = g_ptr_array_new_with_free_func((GDestroyNotify)result_free);
    if (config->relay.directory != NULL)
        return g_steal_pointer(&outbox);
    if (config->relay.host == NULL) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
            "no relay is configured: answers wait; set host, or directory, in [relay]");
        return NULL;
    }
    outbox->smtp = smtp_open(outbox->relay, error);
    return outbox->smtp != NULL ? g_steal_pointer(&outbox) : NULL;
}

void
outbox_close(Outbox *outbox)
{
    if (outbox == NULL)
        return;
    smtp_close(outbox->smtp);
    pace_free(outbox->pace);
    g_ptr_array_unref(outbox->results);
    g_free(outbox);
}

/* The pause before the next try follows from how long it waits alone, so that it survives restarts. */
static gint64
pause_ms(gint64 age_ms)
{
    static const int pauses[] = {1, 5, 15, 60}; /* minutes */
    gint64 until = 0;
    for (guint i = 0; i < G_N_ELEMENTS(pauses); i++) {
        until += pauses[i] * MINUTE_MS;
        if (age_ms < until)
            return pauses[i] * MINUTE_MS;
    }
    return 180 * MINUTE_MS;
}

static SendEnd
send_one(Outbox *outbox, const Outgoing *mail, char **said)
{
    if (outbox->smtp != NULL)
        return smtp_send(outbox->smtp, mail, said);
    g_autoptr(GError) error = NULL;
    if (directory_write(outbox->relay->directory, mail, &error)) {
        *said = g_strdup("written as a file");
        return SEND_DONE;
    }
    *said = g_strdup(error->message);
    return SEND_TROUBLE;
}

/* What is to be written down: a mail that is put off, or over which the relay breaks off, is given up in the
 * end; for trouble of the relay or our own name there none ever is. */
static Result *
result_new(const Outgoing *mail, SendEnd end, const char *said)
{
    gint64 now = clock_now_ms(), age = now - mail->waits_since;
    bool of_mail = end == SEND_LATER || end == SEND_BROKEN;
    bool given_up = of_mail && age > GIVE_UP_MS;
    Result *result = g_new0(Result, 1);
    result->id = mail->id;
    result->end = given_up ? SEND_FAILED : end;
    result->due_at =
        now + (end == SEND_LATER ? pause_ms(age) : MIN(pause_ms(age), MOST_TROUBLE_MS));
    result->said = g_strconcat(given_up            ? "given up: "
                               : end == SEND_DOUBT ? "may have left: "
                                                   : "",
        said, NULL);
    return result;
}

static Result *
result_untried(const Outgoing *mail, gint64 due_at)
{
    Result *result = g_new0(Result, 1);
    *result = (Result){.id = mail->id, .untried = true, .due_at = due_at};
    return result;
}

static bool
result_save(Store *store, const Result *result, GError **error)
{
    if (result->untried)
        return store_outbox_untried(store, result->id, result->due_at, error);
    switch (result->end) {
    case SEND_DONE:
        return store_outbox_sent(store, result->id, result->said, error);
    case SEND_FAILED:
        return store_outbox_failed(store, result->id, result->said, error);
    case SEND_DOUBT:
        return store_outbox_doubtful(
            store, result->id, result->due_at, result->said, error);
    case SEND_LATER:
    case SEND_BROKEN:
    case SEND_SENDER:
    case SEND_TROUBLE:
        break;
    }
    return store_outbox_later(store, result->id, result->due_at, result->said, error);
}

static bool
results_save(Outbox *outbox, Store *store, GError **error)
{
    if (outbox->results->len == 0)
        return true;
    if (!store_begin(store, error))
        return false;
    for (guint i = 0; i < outbox->results->len; i++) {
        if (!result_save(store, outbox->results->pdata[i], error)) {
            store_rollback(store);
            return false;
        }
    }
    if (!store_commit(store, error)) {
        store_rollback(store);
        return false;
    }
    g_ptr_array_set_size(outbox->results, 0);
    return true;
}

/* What status shows of the relay, as of a mailbox. A note that cannot be written stops no mail. */
static void
relay_note(Outbox *outbox, Store *store, const char *trouble)
{
    if (outbox->smtp == NULL || (trouble == NULL && !outbox->noted))
        return;
    if (store_source_note(store, "relay", trouble, NULL))
        outbox->noted = trouble != NULL;
}

static void
course_note(Course *course, const Outgoing *mail, SendEnd end, const char *said)
{
    if (end == SEND_DONE || end == SEND_LATER || end == SEND_FAILED) {
        course->in_a_row = 0;
        return;
    }
    if (course->in_a_row == 0)
        course->sender = mail->sender;
    course->in_a_row++;
    course->stopped = end == SEND_TROUBLE || course->in_a_row >= MOST_IN_A_ROW ||
                      g_strcmp0(course->sender, mail->sender) != 0;
    g_free(course->trouble);
    course->trouble = g_strdup(said);
}

static Result *
send_next(Outbox *outbox, Course *course, const Outgoing *mail)
{
    gint64 now = clock_now_ms();
    if (course->stopped)
        return result_untried(mail, now + UNTRIED_MS);
    gint64 from = pace_take(outbox->pace, mail->recipient, now);
    if (from != 0)
        return result_untried(mail, from);
    g_autofree char *said = NULL;
    SendEnd end = send_one(outbox, mail, &said);
    course_note(course, mail, end, said);
    return result_new(mail, end, said);
}

bool
outbox_round(Outbox *outbox, Store *store, int *tried, char **trouble, GError **error)
{
    if (!results_save(outbox, store, error))
        return false;
    g_autoptr(GPtrArray) mails = store_outbox_claim(store, OUTBOX_BATCH, error);
    g_auto(Course) course = {0};
    if (mails == NULL)
        return false;
    for (guint i = 0; i < mails->len; i++)
        g_ptr_array_add(outbox->results, send_next(outbox, &course, mails->pdata[i]));
    if (mails->len > 0)
        relay_note(outbox, store, course.trouble);
    *tried = (int)mails->len;
    *trouble = course.in_a_row > 0 ? g_steal_pointer(&course.trouble) : NULL;
    return results_save(outbox, store, error);
}

bool
outbox_is_stuck(const OutboxDepth *depth, gint64 now)
{
    return depth->waiting > 0 && depth->oldest_waiting_at < now - STUCK_MS &&
           depth->last_sent_at < now - STUCK_MS;
}

bool
outbox_check(Outbox *outbox, GError **error)
{
    if (outbox->smtp == NULL)
        return file_make_folder(outbox->relay->directory, error);
    g_autofree char *said = NULL;
    const char *advice;
    if (smtp_check(outbox->smtp, &said, &advice))
        return true;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY,
        "cannot log in to the relay '%s' port %d: %s. Answers wait; %s",
        outbox->relay->host, outbox->relay->port, said, advice);
    return false;
}

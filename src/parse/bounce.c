/* bounce.c - which of our letters did not arrive, for whom, why, and whether to try again.
 *
 * First the part written for machines (bounce_report.c, feedback.c, bounce_notice.c), else what a mail
 * system wrote for people (bounce_words.c). Nothing here is proof: anybody can send a bounce, so the
 * outbox believes it only for a Message-ID of its own.
 */
#include <string.h>

#include "parse/inside.h"

enum { DIAGNOSTIC_MOST_BYTES = 1000 };

/* ---- one recipient ---- */

BounceRecipient *
bounce_recipient_begin(Mail *mail, const char *address, const char *action)
{
    GPtrArray *all = mail->bounce_recipients;
    if (all->len >= BOUNCE_RECIPIENTS_MOST || !address_is_plain(address))
        return NULL;
    for (guint i = 0; i < all->len; i++)
        if (g_ascii_strcasecmp(((BounceRecipient *)all->pdata[i])->address, address) == 0)
            return NULL;
    BounceRecipient *recipient = bounce_recipient_new();
    recipient->address = g_strdup(address);
    recipient->action = g_strdup(action);
    g_ptr_array_add(all, recipient);
    return recipient;
}

char *
bounce_diagnostic_clean(const char *text)
{
    const char *type = strchr(text, ';');
    if (type != NULL && type - text < 20 &&
        memchr(text, ' ', (gsize)(type - text)) == NULL)
        text = type + 1;
    g_autofree char *decoded = words_decode(text);
    g_autoptr(GString) clean = g_string_new(NULL);
    for (const char *c = decoded; *c != '\0'; c++) {
        bool blank = (guchar)*c <= ' ';
        if (!blank || (clean->len > 0 && clean->str[clean->len - 1] != ' '))
            g_string_append_c(clean, blank ? ' ' : *c);
    }
    string_shorten(clean, DIAGNOSTIC_MOST_BYTES);
    g_strchomp(clean->str);
    return clean->str[0] != '\0' ? g_strdup(clean->str) : NULL;
}

/* Every run of white space one space: words are found across lines. */
static char *
on_one_line(const char *text)
{
    GString *line = g_string_sized_new(strlen(text) + 1);
    for (const char *c = text; *c != '\0'; c++) {
        bool blank = g_ascii_isspace(*c);
        if (!blank || (line->len > 0 && line->str[line->len - 1] != ' '))
            g_string_append_c(line, blank ? ' ' : *c);
    }
    return g_string_free(line, FALSE);
}

/* Status and reply code: the field's, or the words' where these are more exact; of one class. */
static void
codes_set(BounceRecipient *recipient, const char *said, const char *near)
{
    bool failed = g_strcmp0(recipient->action, "failed") == 0;
    const char *classes =
        failed || g_strcmp0(recipient->action, "delayed") == 0 ? "45" : "245";
    g_autofree char *found = status_find(said, classes);
    g_autofree char *beside = status_find(near, classes);
    bool weak = found == NULL || strcmp(found, "4.4.7") == 0;
    const char *better = weak && beside != NULL ? beside : found;
    const char class[] = {better != NULL ? better[0] : '\0', '\0'};
    int code = smtp_code_find(said, better != NULL ? class : classes);
    char *status = g_strdup(status_prefer(recipient->status, better, code));
    g_free(recipient->status);
    recipient->status = status;
    const char own[] = {status != NULL ? status[0] : '\0', '\0'};
    recipient->smtp_code = smtp_code_find(said, status != NULL ? own : classes);
    if (recipient->smtp_code == 0 && smtp_code_find(said, classes) == 0)
        recipient->smtp_code = smtp_code_find(near, status != NULL ? own : classes);
}

static char *
reason_find(const BounceRecipient *recipient, const char *said, const char *near)
{
    SmtpStage stage = smtp_stage_find(said);
    if (stage == SMTP_STAGE_UNKNOWN)
        stage = smtp_stage_find(near);
    const char *reason =
        *said != '\0' ? bounce_reason(recipient, said, stage) : "undefined";
    if (strcmp(reason, "undefined") == 0)
        reason = bounce_reason(recipient, near, stage);
    bool waits = g_strcmp0(recipient->action, "delayed") == 0;
    return g_strdup(waits && strcmp(reason, "undefined") == 0 ? "expired" : reason);
}

void
bounce_recipient_finish(BounceRecipient *recipient, const char *near)
{
    const char *said = recipient->diagnostic != NULL ? recipient->diagnostic : "";
    g_autofree char *beside = on_one_line(near);
    codes_set(recipient, said, beside);
    if (recipient->reason == NULL)
        recipient->reason = reason_find(recipient, said, beside);
    recipient->permanent = g_strcmp0(recipient->action, "failed") == 0 &&
                           bounce_is_permanent(recipient, said);
}

/* ---- our letter ---- */

/* Of a field's value up to the next field: folded lines go on with a blank, quoted ones with ">", and
 * some lose the blank before "<". */
static gsize
value_length(const char *value, const char *end)
{
    gsize n = 0;
    while (value + n < end && !(value[n] == '\n' && (value + n + 1 == end ||
                                                        !strchr(" \t><", value[n + 1]))))
        n++;
    return n;
}

/* The first Message-ID field inside the mail: of the letter that came back. */
static char *
id_in_text(const char *text, gsize length)
{
    static const char name[] = "message-id:";
    const char *end = text + length;
    for (const char *line = text; line < end;) {
        const char *newline = memchr(line, '\n', (gsize)(end - line));
        const char *stop = newline != NULL ? newline : end;
        const char *start = line;
        while (start < stop && strchr("> \t", *start) != NULL)
            start++;
        if ((gsize)(stop - start) >= sizeof name - 1 &&
            g_ascii_strncasecmp(start, name, sizeof name - 1) == 0) {
            /* The id may stand on the next line, folded. */
            const char *value = start + sizeof name - 1;
            g_autofree char *field =
                g_strndup(value, MIN(value_length(value, end), 1000));
            field[strcspn(field, ">") + (strchr(field, '>') != NULL)] = '\0';
            g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
            header_message_ids(field, 1, ids);
            if (ids->len > 0)
                return g_strdup(g_ptr_array_index(ids, 0));
        }
        line = newline != NULL ? newline + 1 : end;
    }
    return NULL;
}

static char *
id_in_bytes(GBytes *bytes)
{
    gsize length = 0;
    const char *data = bytes != NULL ? g_bytes_get_data(bytes, &length) : NULL;
    return length > 0 ? id_in_text(data, length) : NULL;
}

static char *
original_id(const Mail *mail, const Report *report)
{
    char *id = id_in_bytes(report->returned);
    if (id == NULL)
        id = id_in_bytes(report->attached);
    if (id == NULL)
        id = id_in_text(mail->text, strlen(mail->text));
    if (id == NULL && mail->in_reply_to->len > 0)
        id = g_strdup(g_ptr_array_index(mail->in_reply_to, 0));
    if (id == NULL && mail->references->len > 0)
        id = g_strdup(g_ptr_array_index(mail->references, mail->references->len - 1));
    return id;
}

static bool
is_by_machine(const Mail *mail, const Headers *headers, const Report *report)
{
    const char *path = headers_find(headers, "return-path");
    return report->type != NULL || dialect_is_written_by_system(headers) ||
           kind_is_from_daemon(mail, headers) ||
           (path != NULL && strcmp(path, "<>") == 0);
}

void
bounce_read(Mail *mail, const Headers *headers, const Report *report, const char *text)
{
    bool machine = is_by_machine(mail, headers, report);
    feedback_read(mail, headers, report);
    if (!machine && report->delivery_status == NULL && mail->bounce_recipients->len == 0)
        return; /* as nearly all mail */
    g_autofree char *words = bounce_words_before_returned(text);
    if (mail->bounce_recipients->len == 0 && report->delivery_status != NULL)
        bounce_report_read(mail, report->delivery_status, words);
    if (mail->bounce_recipients->len == 0)
        bounce_notice_read(mail, headers, text);
    if (mail->bounce_recipients->len == 0 && report->disposition == NULL &&
        report->feedback == NULL && machine)
        bounce_words_read(mail, headers, text, words);
    bool reports = mail->bounce_recipients->len > 0 || report->returned != NULL;
    if (reports && mail->original_message_id == NULL)
        mail->original_message_id = original_id(mail, report);
}

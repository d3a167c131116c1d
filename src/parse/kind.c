/* kind.c - who is at the other end: a person, or a machine, and which.
 *
 * Only what a person wrote is ever answered, so everything automatic is told apart here, by the
 * standards (RFC 3834, 3464, 8098, 5965, 2919) and by what mail systems do instead. Words of a
 * subject count only at its start: "Re: رد تلقائي" is a person's answer to one of ours.
 */
#include <string.h>

#include "language/language.h"
#include "parse/inside.h"

static bool
header_contains(const Headers *headers, const char *name, const char *word)
{
    const char *value = headers_find(headers, name);
    g_autofree char *lower = value != NULL ? g_ascii_strdown(value, -1) : NULL;
    return lower != NULL && strstr(lower, word) != NULL;
}

static bool
header_starts(const Headers *headers, const char *name, const char *word)
{
    const char *value = headers_find(headers, name);
    return value != NULL && g_ascii_strncasecmp(value, word, strlen(word)) == 0;
}

/* ---- words at the start of a subject, folded as text_fold does ---- */

/* Not among them: رد آلي, which folds to what "رد إلى", a person's words, folds to. */
static const char *const AUTO_REPLY_SUBJECTS[] = {
    "automatic reply",
    "auto reply",
    "auto-reply",
    "autoreply",
    "auto response",
    "auto-response",
    "autoresponse",
    "automated reply",
    "automated response",
    "ooo:",
    "رد تلقائي",
    "الرد التلقائي",
    "الرد الالي",
    "اجابة تلقائية",
};
/* People write these too ("أنا في إجازة مرضية وأحتاج …"): they count when the subject ends there, goes
 * on as machines do, or answers a mail. */
static const char *const ABSENCE_SUBJECTS[] = {
    "out of office",
    "out of the office",
    "out-of-office",
    "away from the office",
    "خارج المكتب",
    "انا خارج المكتب",
    "خارج نطاق المكتب",
    "خارج الدوام",
    "انا في اجازة",
    "في اجازة",
};
static const char *const ABSENCE_GOES_ON[] = {
    ":", "-", "–", "—", "|", "(", "[", "،", ",", "حتي", "until", "till", "re:", "رد:"};
static const char *const BOUNCE_SUBJECTS[] = {
    "undeliverable",
    "undelivered mail",
    "mail delivery failed",
    "mail delivery failure",
    "mail delivery system",
    "delivery status notification",
    "delivery failure",
    "delivery failed",
    "delivery notification",
    "returned mail",
    "mail system error",
    "message delivery has failed",
    "message not delivered",
    "mail failure",
    "non-delivery",
    "message frozen",
    "delivery error",
    "could not deliver",
    "unable to deliver",
    "notice: mail delivery status",
    "warning: delayed mail",
    "warning: message",
    "postfix smtp server: errors",
    "[bounce]",
    "returned to sender",
    "failure notice",
    "message undeliverable",
    "mail could not be delivered",
    "warning: could not send",
    "تعذر التسليم",
    "تعذر تسليم",
    "لم يتم التسليم",
    "لم يتم تسليم",
    "غير قابل للتسليم",
    "فشل التسليم",
    "فشل تسليم",
    "فشل في التسليم",
    "اشعار حالة التسليم",
    "تعذر ارسال",
    "رسالة مرتجعة",
    "اعلام حالة التسليم",
};

/* The folded words are made once. */
static char **
folded(const char *const *words, gsize n)
{
    char **all = g_new0(char *, n + 1);
    for (gsize i = 0; i < n; i++)
        all[i] = text_fold(words[i]);
    return all;
}

/* What follows the first of words that text begins with; NULL when it begins with none. */
static const char *
after_any(const char *text, char **words)
{
    for (; *words != NULL; words++)
        if (g_str_has_prefix(text, *words))
            return text + strlen(*words);
    return NULL;
}

static bool
subject_is_absence(const char *folded_subject, bool answers)
{
    static char **words, **goes_on;
    if (words == NULL) {
        words = folded(ABSENCE_SUBJECTS, G_N_ELEMENTS(ABSENCE_SUBJECTS));
        goes_on = folded(ABSENCE_GOES_ON, G_N_ELEMENTS(ABSENCE_GOES_ON));
    }
    const char *rest = after_any(folded_subject, words);
    if (rest == NULL)
        return false;
    rest += strspn(rest, " ");
    return answers || *rest == '\0' || after_any(rest, goes_on) != NULL;
}

/* answers: the mail says which mail it answers. */
static bool
subject_is_auto_reply(const char *subject, const char *folded_subject, bool answers)
{
    static char **words;
    if (g_str_has_prefix(subject, "رد آلي"))
        return true;
    if (words == NULL)
        words = folded(AUTO_REPLY_SUBJECTS, G_N_ELEMENTS(AUTO_REPLY_SUBJECTS));
    return after_any(folded_subject, words) != NULL ||
           subject_is_absence(folded_subject, answers);
}

static bool
subject_is_bounce(const char *folded_subject)
{
    static char **words;
    if (words == NULL)
        words = folded(BOUNCE_SUBJECTS, G_N_ELEMENTS(BOUNCE_SUBJECTS));
    return after_any(folded_subject, words) != NULL;
}

/* ---- who wrote it ---- */

static bool
return_path_is_null(const Headers *headers)
{
    const char *value = headers_find(headers, "return-path");
    return value != NULL && (strcmp(value, "<>") == 0 || *value == '\0');
}

static bool
is_daemon_name(const char *address)
{
    static const char *const names[] = {"mailer-daemon@", "postmaster@", "mail-daemon@",
        "mailerdaemon@", "mdaemon@", "mailer_daemon@", "post_master@", "post-master@",
        "maildaemon@", "mail.daemon@", "mail.delivery.system@"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_ascii_strncasecmp(address, names[i], strlen(names[i])) == 0)
            return true;
    return false;
}

bool
kind_is_bounce_subject(const Mail *mail)
{
    g_autofree char *folded_subject = text_fold(mail->subject);
    return subject_is_bounce(folded_subject);
}

bool
kind_is_from_daemon(const Mail *mail, const Headers *headers)
{
    if (mail->from != NULL)
        return is_daemon_name(mail->from->address);
    return header_contains(headers, "from", "mailer-daemon") ||
           header_contains(headers, "from", "postmaster");
}

static bool
is_own(const Mail *mail, char *const *addresses)
{
    for (; mail->from != NULL && addresses != NULL && *addresses != NULL; addresses++)
        if (g_ascii_strcasecmp(*addresses, mail->from->address) == 0)
            return true;
    return false;
}

/* ---- signs of a machine ---- */

static bool
has_auto_reply_header(const Headers *headers)
{
    static const char *const any_value[] = {"x-autorespond", "x-autoresponse",
        "x-autoreply-from", "x-mail-autoreply", "x-autogenerated", "x-auto-reply-from"};
    for (gsize i = 0; i < G_N_ELEMENTS(any_value); i++)
        if (headers_find(headers, any_value[i]) != NULL)
            return true;
    const char *submitted = headers_find(headers, "auto-submitted");
    if (submitted != NULL && !header_starts(headers, "auto-submitted", "no"))
        return true;
    return header_starts(headers, "x-autoreply", "yes") ||
           header_contains(headers, "x-auto-response-suppress", "all") ||
           header_contains(headers, "x-auto-response-suppress", "autoreply") ||
           header_contains(headers, "precedence", "auto") ||
           header_contains(headers, "x-precedence", "auto") ||
           header_contains(headers, "x-post-messageclass", "autoresponder") ||
           header_starts(headers, "x-fc-machinegenerated", "true") ||
           header_contains(headers, "x-amazon-mail-relay-type", "notification") ||
           header_contains(headers, "delivered-to", "autoresponder");
}

static bool
has_list_header(const Headers *headers)
{
    static const char *const any_value[] = {"list-id", "list-unsubscribe", "list-post",
        "mailing-list", "x-mailing-list", "x-mailman-version"};
    for (gsize i = 0; i < G_N_ELEMENTS(any_value); i++)
        if (headers_find(headers, any_value[i]) != NULL)
            return true;
    return header_starts(headers, "precedence", "list") ||
           header_starts(headers, "x-precedence", "list");
}

static bool
has_bulk_header(const Headers *headers)
{
    static const char *const words[] = {"bulk", "junk"};
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (header_starts(headers, "precedence", words[i]) ||
            header_starts(headers, "x-precedence", words[i]))
            return true;
    return false;
}

/* ---- the answer ---- */

/* A delivery status that reports no failure is a notice: delivered, relayed, still trying. */
static MailKind
bounce_or_notice(const Mail *mail)
{
    for (guint i = 0; i < mail->bounce_recipients->len; i++) {
        const BounceRecipient *recipient = g_ptr_array_index(mail->bounce_recipients, i);
        if (g_strcmp0(recipient->action, "failed") == 0 || recipient->action == NULL)
            return KIND_BOUNCE;
    }
    return mail->bounce_recipients->len > 0 ? KIND_DELIVERY_NOTICE : KIND_BOUNCE;
}

static bool
has_complained(const Mail *mail)
{
    return mail->bounce_recipients->len > 0 &&
           g_strcmp0(((BounceRecipient *)mail->bounce_recipients->pdata[0])->action,
               "complained") == 0;
}

MailKind
kind_of(const Mail *mail, const Headers *headers, const Report *report,
    const ParseSettings *settings)
{
    const char *type = report->type != NULL ? report->type : "";
    if (report->feedback != NULL || strcmp(type, "feedback-report") == 0 ||
        feedback_is_complaint(mail, headers) || has_complained(mail) ||
        feedback_is_unsubscription(mail, headers))
        return KIND_FEEDBACK_REPORT;
    if (report->disposition != NULL || strcmp(type, "disposition-notification") == 0)
        return KIND_READ_RECEIPT;
    if (report->delivery_status != NULL || strcmp(type, "delivery-status") == 0)
        return bounce_or_notice(mail);
    g_autofree char *subject = text_fold(mail->subject);
    bool null_path = return_path_is_null(headers);
    bool daemon = kind_is_from_daemon(mail, headers);
    bool answers = mail->in_reply_to->len > 0 || mail->references->len > 0;
    bool automatic = subject_is_auto_reply(mail->subject, subject, answers);
    bool told = subject_is_bounce(subject) || mail->bounce_recipients->len > 0;
    bool system = daemon || null_path || report->type != NULL ||
                  dialect_is_written_by_system(headers);
    if (system && told && !automatic)
        return bounce_or_notice(mail);
    if (mail->form != NULL)
        return KIND_LETTER; /* a person's, however the service marks it */
    if (is_own(mail, settings->addresses))
        return KIND_OWN;
    if (has_auto_reply_header(headers) || automatic)
        return KIND_AUTO_REPLY;
    if (has_list_header(headers))
        return KIND_LIST;
    if (null_path || daemon)
        return KIND_AUTO_REPLY;
    return has_bulk_header(headers) ? KIND_LIST : KIND_LETTER;
}

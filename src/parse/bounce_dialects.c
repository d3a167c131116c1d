/* bounce_dialects.c - how the mail systems that write no machine-readable part name recipients, and
 * where our letter begins that they send back.
 *
 * One row for each form of words. * stands for anything within the line, the address follows the
 * words. What is not here begins a line with the address, as most do: qmail, Postfix, Exim, Courier,
 * Gmail, Yahoo, OpenSMTPD, Notes, and the descendants of each.
 */
#include <string.h>

#include "parse/inside.h"

/* Lower case. */
static const struct {
    const char *words;
    const char *by;
} NAMING[] = {
    {"recipient: ", "EZweb"},
    {"recipient address: ", "Oracle Messaging Server, Microsoft 365"},
    {"original address: ", "Oracle Messaging Server"},
    {"rcpt to:", "transcripts of SMTP: EZweb, Courier, Postfix to its postmaster"},
    {"rcpt to: ", "Apache James, vtext"},
    {"addressed to: ", "SurfControl"},
    {"unable to deliver message to: ", "MailFoundry"},
    {"unable to deliver message to ", "filters"},
    {"unable to deliver mail to ", "filters"},
    {"undeliverable to ", "IMail"},
    {"delivery failed * attempts: ", "IMail"},
    {"unknown user: ", "IMail"},
    {"user mailbox exceeds allowed size: ", "IMail"},
    {"invalid final delivery userid: ", "IMail"},
    {"error delivering your mail to ", "DragonFly"},
    {"could not be delivered to ", "DragonFly, InterScan"},
    {"couldn't be delivered to ", "Gmail, Microsoft 365"},
    {"wasn't delivered to ", "Gmail"},
    {"was not delivered to ", "Domino"},
    {"message could not be delivered to * ", "mobile networks"},
    {"mailbox is full: ", "mobile networks"},
    {"the following message to ", "Cisco, Amazon SES"},
    {"your message to ", "Cisco, Gmail, Barracuda, Microsoft 365"},
    {"message you sent to ", "Barracuda, Facebook"},
    {"sent message <*> to ", "InterScan"},
    {"mail to ", "InterScan"},
    {"delivery to ", "MDaemon"},
    {"failed to deliver to ", "CommuniGate"},
    {"failed addresses follow: ", "MAILER"},
    {"this mailing list ", "fml"},
    {"is not a member of ", "fml"},
    {"> recipient: ", "relays"},
    {"failed recipient: ", "relays"},
    {"لم يتم تسليم رسالتك إلى ", "Gmail"},
    {"تعذر تسليم رسالتك إلى ", "Gmail, Microsoft 365"},
    {"تعذّر تسليم رسالتك إلى ", "Gmail, Microsoft 365"},
    {"تعذر التسليم إلى ", "Microsoft 365"},
    {"المستلم: ", "relays"},
    {"عنوان المستلم: ", "Microsoft 365"},
};

/* Lines with which our letter, or its head, begins. */
static const struct {
    const char *words;
    const char *by;
} RETURNING[] = {
    {"return-path:", "whoever puts no line before it"},
    {"received:", "likewise"},
    {"message-id:", "likewise"},
    {"--- below this line", "qmail"},
    {"------ this is a copy", "Exim"},
    {"----- original message", "Gmail, qmail's descendants"},
    {"--- original message", "Yahoo"},
    {"original message:", "mobile networks"},
    {"original message follows", "IMail, MDaemon"},
    {"original message headers", "Microsoft 365"},
    {"message headers follow", "DragonFly"},
    {"message header follow", "DragonFly"},
    {"below is a copy of the original", "OpenSMTPD"},
    {"------- returned message", "Notes"},
    {"----- unsent message follows", "Sendmail 5"},
    {"----- no message was collected", "Sendmail 5"},
    {"----- message body suppressed", "Sendmail"},
    {"-------original mail info", "m-FILTER"},
    {"*** original message", "filters"},
    {"رؤوس الرسائل الأصلية", "Microsoft 365"},
    {"عناوين الرسائل الأصلية", "Microsoft 365"},
    {"الرسالة الأصلية", "Gmail"},
};

/* Signs that a mail system wrote it, whatever it calls itself. */
static const struct {
    const char *field;
    const char *words; /* lower case; "" any value */
} WRITTEN_BY[] = {
    {"x-failed-recipients", ""}, {"x-ahmailid", ""}, /* Active!hunter */
    {"x-sef-processed", ""},                         /* SurfControl */
    {"x-mlserver", "fml"},                           /* fml */
    {"x-ms-exchange-message-is-ndr", ""},            /* Exchange */
    {"x-amz-sns-message-id", ""},                    /* Amazon SNS */
    {"x-nai-header", "modified by mcafee"},          /* McAfee */
    {"x-postfix-queue-id", ""}, /* Postfix, in a body taken for a header */
};

/* Where the words end that stand before an address, or NULL. */
static const char *
after_words(const char *line, const char *words)
{
    const char *at = line;
    while (*words != '\0') {
        gsize length = strcspn(words, "*");
        g_autofree char *piece = g_strndup(words, length);
        at = strstr(at, piece);
        if (at == NULL)
            return NULL;
        at += length;
        words += length + (words[length] == '*');
    }
    return at;
}

const char *
dialect_after_naming(const char *lower_line, guint *turn)
{
    for (; *turn < G_N_ELEMENTS(NAMING); ++*turn) {
        const char *after = after_words(lower_line, NAMING[*turn].words);
        if (after != NULL) {
            ++*turn;
            return after;
        }
    }
    return NULL;
}

bool
dialect_is_returning(const char *lower_line)
{
    const char *plain = lower_line + strspn(lower_line, " \t");
    for (gsize i = 0; i < G_N_ELEMENTS(RETURNING); i++)
        if (g_str_has_prefix(plain, RETURNING[i].words))
            return true;
    return false;
}

bool
dialect_is_written_by_system(const Headers *headers)
{
    for (gsize i = 0; i < G_N_ELEMENTS(WRITTEN_BY); i++) {
        const char *value = headers_find(headers, WRITTEN_BY[i].field);
        g_autofree char *lower = value != NULL ? g_ascii_strdown(value, -1) : NULL;
        if (lower != NULL && strstr(lower, WRITTEN_BY[i].words) != NULL)
            return true;
    }
    return false;
}

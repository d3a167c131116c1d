/* bounce_notice.c - notices of delivery, bounce and complaint that a mail service sends as JSON.
 *
 * Amazon SES by way of SNS writes one object in the text of a mail ("Notification contents" in its
 * developer guide). Longer lines than SMTP allows are broken by relays as "!", newline, space.
 */
#include <string.h>

#include "parse/inside.h"

static char *
rejoin_lines(const char *text)
{
    g_auto(GStrv) pieces = g_strsplit(text, "!\n ", -1);
    return g_strjoinv("", pieces);
}

/* The object that text begins with, or NULL. */
static JsonNode *
object_in(const char *text)
{
    g_autofree char *whole = rejoin_lines(text + strspn(text, " \t\n"));
    if (*whole != '{')
        return NULL;
    const char *end = strstr(whole, "\n\n");
    return json_read(whole, end != NULL ? (gsize)(end - whole) : strlen(whole));
}

static void
recipient_add(Mail *mail, JsonNode *node, const char *action, const char *said)
{
    const char *address = json_text(json_member(node, "emailAddress"));
    const char *acted = json_text(json_member(node, "action"));
    if (address == NULL)
        address = json_text(node);
    BounceRecipient *recipient = address != NULL ? bounce_recipient_begin(mail, address,
                                                       acted != NULL ? acted : action)
                                                 : NULL;
    if (recipient == NULL)
        return;
    const char *status = json_text(json_member(node, "status"));
    const char *diagnostic = json_text(json_member(node, "diagnosticCode"));
    recipient->status = status != NULL ? status_find(status, "245") : NULL;
    diagnostic = diagnostic != NULL ? diagnostic : said;
    recipient->diagnostic =
        diagnostic != NULL ? bounce_diagnostic_clean(diagnostic) : NULL;
    if (strcmp(action, "complained") == 0)
        recipient->reason = g_strdup("feedback");
    else
        bounce_recipient_finish(recipient, "");
}

static void
recipients_add(Mail *mail, JsonNode *list, const char *action, const char *said)
{
    JsonNode *each;
    for (guint i = 0; (each = json_element(list, i)) != NULL; i++)
        recipient_add(mail, each, action, said);
}

static void
original_set(Mail *mail, JsonNode *letter)
{
    JsonNode *headers = json_member(letter, "headers"), *each;
    for (guint i = 0; (each = json_element(headers, i)) != NULL; i++) {
        const char *name = json_text(json_member(each, "name"));
        const char *value = json_text(json_member(each, "value"));
        if (name == NULL || value == NULL || g_ascii_strcasecmp(name, "message-id") != 0)
            continue;
        g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
        header_message_ids(value, 1, ids);
        if (ids->len > 0 && mail->original_message_id == NULL)
            mail->original_message_id = g_strdup(ids->pdata[0]);
    }
}

void
bounce_notice_read(Mail *mail, const Headers *headers, const char *text)
{
    if (headers_find(headers, "x-amz-sns-message-id") == NULL)
        return;
    g_autoptr(JsonNode) object = object_in(text);
    if (object == NULL)
        return;
    JsonNode *bounce = json_member(object, "bounce");
    JsonNode *complaint = json_member(object, "complaint");
    JsonNode *delivery = json_member(object, "delivery");
    recipients_add(mail, json_member(bounce, "bouncedRecipients"), "failed", NULL);
    recipients_add(
        mail, json_member(complaint, "complainedRecipients"), "complained", NULL);
    recipients_add(mail, json_member(delivery, "recipients"), "delivered",
        json_text(json_member(delivery, "smtpResponse")));
    original_set(mail, json_member(object, "mail"));
}

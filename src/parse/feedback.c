/* feedback.c - complaints about a letter of ours: reports of abuse (RFC 5965), of a failed
 * authentication (RFC 6591), of an unsubscription, and the complaints that Hotmail's program sends
 * without a part for machines.
 *
 * Who complained is often taken out by the provider; then the letter that comes back tells.
 */
#include <string.h>

#include "parse/inside.h"

static void
complainer_add(Mail *mail, const char *address, const char *type)
{
    BounceRecipient *recipient = bounce_recipient_begin(mail, address, "complained");
    if (recipient == NULL)
        return;
    recipient->reason = g_strdup("feedback");
    recipient->diagnostic = type != NULL ? bounce_diagnostic_clean(type) : NULL;
}

/* Those to whom the letter that came back was sent. */
static void
addressees_add(Mail *mail, GBytes *returned, const char *type)
{
    gsize length;
    const char *data = g_bytes_get_data(returned, &length);
    g_autoptr(Headers) headers = headers_parse(length > 0 ? data : "", length);
    static const char *const fields[] = {
        "x-hmxmroriginalrecipient", "to", "delivered-to"};
    for (gsize i = 0; i < G_N_ELEMENTS(fields) && mail->bounce_recipients->len == 0;
         i++) {
        const char *value = headers_find(headers, fields[i]);
        g_autoptr(GPtrArray) list =
            g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
        if (value != NULL)
            addresses_parse(value, list);
        for (guint k = 0; k < list->len; k++)
            complainer_add(mail, ((Address *)list->pdata[k])->address, type);
    }
}

static void
report_read(Mail *mail, const Report *report)
{
    static const char *const fields[] = {
        "original-rcpt-to", "removal-recipient", "redacted-address"};
    gsize length;
    const char *data = g_bytes_get_data(report->feedback, &length);
    g_autoptr(Headers) group = headers_parse(length > 0 ? data : "", length);
    const char *type = headers_find(group, "feedback-type");
    for (guint i = 0; i < group->fields->len; i++) {
        const Header *header = &g_array_index(group->fields, Header, i);
        bool names = false;
        for (gsize k = 0; k < G_N_ELEMENTS(fields); k++)
            names = names || strcmp(header->name, fields[k]) == 0;
        g_autofree char *address = names ? bounce_address_of_field(header->value) : NULL;
        if (address != NULL)
            complainer_add(mail, address, type);
    }
    if (mail->bounce_recipients->len == 0 && report->returned != NULL)
        addressees_add(mail, report->returned, type);
}

bool
feedback_is_complaint(const Mail *mail, const Headers *headers)
{
    /* Outlook.com's Junk Mail Reporting Program. */
    if (g_str_has_prefix(mail->subject, "complaint about message from ") &&
        mail->from != NULL &&
        (g_ascii_strcasecmp(mail->from->address, "staff@hotmail.com") == 0 ||
            g_str_has_suffix(mail->from->address, ".outlook.com") ||
            g_str_has_suffix(mail->from->address, "@microsoft.com")))
        return true;
    return headers_find(headers, "x-loop") != NULL &&
           g_strcmp0(headers_find(headers, "x-loop"), "scomp") == 0; /* AOL */
}

bool
feedback_is_unsubscription(const Mail *mail, const Headers *headers)
{
    return headers_find(headers, "x-apple-unsubscribe") != NULL && mail->from != NULL;
}

void
feedback_read(Mail *mail, const Headers *headers, const Report *report)
{
    if (report->feedback != NULL)
        report_read(mail, report);
    else if (feedback_is_complaint(mail, headers)) {
        GBytes *letter = report->returned != NULL ? report->returned : report->attached;
        if (letter != NULL)
            addressees_add(mail, letter, "abuse");
    } else if (feedback_is_unsubscription(mail, headers)) {
        complainer_add(mail, mail->from->address, "opt-out");
    }
}

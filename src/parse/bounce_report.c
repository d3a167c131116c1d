/* bounce_report.c - the part of a report that is written for machines (RFC 3464, RFC 6533).
 *
 * Groups of fields, one for each recipient. What the fields leave out, the words beside them say.
 */
#include <string.h>

#include "parse/inside.h"

/* "rfc822; <a@b>" or a bare address → the address, or NULL. */
char *
bounce_address_of_field(const char *value)
{
    if (value == NULL)
        return NULL;
    const char *type = strchr(value, ';');
    g_autofree char *rest = g_strdup(type != NULL ? type + 1 : value);
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
    addresses_parse(rest, list);
    if (list->len == 0)
        return NULL;
    return g_strdup(((Address *)g_ptr_array_index(list, 0))->address);
}

/* The original one is what our letter was sent to. */
static char *
address_of_group(const Headers *group)
{
    static const char *const names[] = {
        "original-recipient", "final-recipient", "x-actual-recipient"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        char *address = bounce_address_of_field(headers_find(group, names[i]));
        if (address != NULL)
            return address;
    }
    return NULL;
}

/* The first word, lower case; "failed" when there is none. */
static char *
action_of(const char *action)
{
    gsize length =
        action != NULL
            ? strspn(action, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
            : 0;
    return length > 0 && length < 20 ? g_ascii_strdown(action, (gssize)length)
                                     : g_strdup("failed");
}

/* What PowerMTA files a bounce under (its user's guide, "Bounce categories"). */
static const char *
reason_of_category(const Headers *group)
{
    static const char *const categories[][2] = {{"bad-mailbox", "userunknown"},
        {"bad-domain", "hostunknown"}, {"inactive-mailbox", "suspend"},
        {"quota-issues", "mailboxfull"}, {"policy-related", "policyviolation"},
        {"spam-related", "spamdetected"}, {"virus-related", "virusdetected"},
        {"relaying-issues", "norelaying"}, {"message-expired", "expired"},
        {"no-answer-from-host", "expired"}, {"routing-errors", "networkerror"},
        {"protocol-errors", "syntaxerror"}, {"content-related", "contenterror"},
        {"bad-configuration", "systemerror"}, {"bad-connection", "networkerror"}};
    const char *category = headers_find(group, "x-powermta-bouncecategory");
    for (gsize i = 0; category != NULL && i < G_N_ELEMENTS(categories); i++)
        if (g_ascii_strcasecmp(category, categories[i][0]) == 0)
            return categories[i][1];
    return NULL;
}

/* Amazon SES takes mail in by rules that a domain's owner wrote, and its bounces say what he chose ("Mailbox
 * does not exist" is the first of its templates): no directory was asked, so no address is proven dead. */
static bool
is_by_owners_rule(const Headers *group)
{
    const char *server = headers_find(group, "reporting-mta");
    const char *inbound = server != NULL ? strstr(server, "inbound-smtp.") : NULL;
    return inbound != NULL && strstr(inbound, ".amazonaws.com") != NULL;
}

static void
group_read(Mail *mail, const Headers *group, bool by_rule)
{
    g_autofree char *address = address_of_group(group);
    g_autofree char *action = action_of(headers_find(group, "action"));
    BounceRecipient *recipient =
        address != NULL ? bounce_recipient_begin(mail, address, action) : NULL;
    if (recipient == NULL)
        return;
    const char *status = headers_find(group, "status");
    recipient->status = status != NULL ? status_find(status, "245") : NULL;
    recipient->reason = g_strdup(reason_of_category(group));
    if (by_rule && g_strcmp0(recipient->status, "5.1.1") == 0)
        recipient->reason = g_strdup("filtered");
    const char *diagnostic = headers_find(group, "diagnostic-code");
    recipient->diagnostic =
        diagnostic != NULL ? bounce_diagnostic_clean(diagnostic) : NULL;
}

static void
finish_all(Mail *mail, const char *words)
{
    for (guint i = 0; i < mail->bounce_recipients->len; i++) {
        BounceRecipient *recipient = mail->bounce_recipients->pdata[i];
        g_autofree char *near = mail->bounce_recipients->len > 1
                                    ? bounce_words_near(words, recipient->address)
                                    : g_strdup(words);
        bounce_recipient_finish(recipient, near);
    }
}

void
bounce_report_read(Mail *mail, GBytes *bytes, const char *words)
{
    gsize length;
    const char *at = g_bytes_get_data(bytes, &length);
    bool by_rule = false;
    while (length > 0 && mail->bounce_recipients->len < BOUNCE_RECIPIENTS_MOST) {
        g_autoptr(Headers) group = headers_parse(at, length);
        by_rule = by_rule || is_by_owners_rule(group);
        if (group->fields->len > 0)
            group_read(mail, group, by_rule);
        gsize used = group->body_start;
        if (group->ended_early || used == 0) { /* a line that is no field: over it */
            const char *newline = memchr(at + used, '\n', length - used);
            used = newline != NULL ? (gsize)(newline - at) + 1 : length;
        }
        at += used;
        length -= used;
    }
    finish_all(mail, words);
}

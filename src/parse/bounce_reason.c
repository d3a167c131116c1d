/* bounce_reason.c - why a letter did not arrive, and whether the address itself will never work.
 *
 * The names are those that tools for bounces agree on (Sisimai's vocabulary), so that they can be
 * compared. A status code alone says little, since servers write 5.1.1 for a full mailbox and 5.7.1
 * for nearly everything: words decide where they are plain, the code where they are not, and the
 * command that was answered decides whose refusal it was. Only an address, host or domain that does
 * not exist, has moved or takes no mail at all is permanent; a full mailbox, a filter's opinion, the
 * sender's standing and the letter's size are not.
 */
#include <string.h>

#include "parse/inside.h"

/* ---- what the codes say (RFC 3463, RFC 7372, RFC 7505 and the registry of enhanced codes) ---- */

static const struct {
    const char *reason;
    const char *codes; /* after the class; a space before and after each */
    const char *classes;
} CODES[] = {
    {"userunknown", " 1.0 1.1 1.3 ", "5"},
    {"hostunknown", " 1.2 4.4 ", "5"},
    {"hasmoved", " 1.6 ", "45"},
    {"hasmoved", " 7.17 7.18 ", "5"},
    {"notaccept", " 1.10 3.2 7.27 ", "5"},
    {"notaccept", " 3.2 ", "4"},
    {"filtered", " 1.4 2.0 2.1 2.4 ", "5"},
    {"filtered", " 2.4 ", "4"},
    {"suspend", " 2.1 ", "4"},
    {"suspend", " 7.13 ", "5"},
    {"mailboxfull", " 2.2 ", "45"},
    {"exceedlimit", " 2.3 ", "45"},
    {"mesgtoobig", " 3.4 7.16 ", "5"},
    {"mesgtoobig", " 7.16 ", "4"},
    {"rejected", " 1.7 1.8 ", "45"},
    {"blocked", " 7.1 7.2 ", "4"},
    {"authfailure", " 7.20 7.21 7.22 7.23 7.24 7.26 7.29 ", "5"},
    {"authfailure", " 7.24 7.26 ", "4"},
    {"requireptr", " 7.25 ", "45"},
    {"spamdetected", " 7.28 ", "5"},
    {"toomanyconn", " 5.3 ", "5"},
    {"expired", " 4.1 4.7 ", "4"},
    {"networkerror", " 4.2 4.4 4.6 4.8 ", "4"},
    {"networkerror", " 4.0 ", "5"},
    {"systemfull", " 3.1 ", "45"},
    {"systemfull", " 4.5 ", "4"},
    {"systemerror", " 1.9 3.3 3.5 4.3 5.5 ", "45"},
    {"systemerror", " 3.0 5.4 ", "5"},
    {"systemerror", " 5.3 ", "4"},
    {"contenterror", " 6.0 6.2 6.5 ", "4"},
    {"contenterror", " 6.0 6.1 6.2 6.3 6.5 6.6 6.7 6.8 6.9 ", "5"},
    {"syntaxerror", " 5.2 5.6 ", "5"},
    {"securityerror", " 7.5 7.6 7.7 7.12 7.15 ", "4"},
    {"securityerror",
        " 7.0 7.1 7.2 7.3 7.4 7.5 7.6 7.7 7.8 7.9 7.10 7.11 7.14 7.15 7.19 7.30 ", "5"},
};

static const char *
reason_of_status(const char *status)
{
    if (status == NULL || strlen(status) < 5)
        return NULL;
    if (status[0] == '2')
        return "delivered";
    g_autofree char *wanted = g_strdup_printf(" %s ", status + 2);
    for (gsize i = 0; i < G_N_ELEMENTS(CODES); i++)
        if (strchr(CODES[i].classes, status[0]) != NULL &&
            strstr(CODES[i].codes, wanted) != NULL)
            return CODES[i].reason;
    return NULL;
}

/* ---- the decision ---- */

typedef struct Case {
    const char *status, *by_status;
    const char *said; /* lower case, spaces single */
    int code;
    SmtpStage stage;
} Case;

static bool
is(const char *reason, const char *name)
{
    return g_strcmp0(reason, name) == 0;
}

static bool
says(const Case *c, const char *reason)
{
    return bounce_phrase_said(c->said, reason);
}

/* By code or by words, wherever in the session. */
static bool
is_plainly(const Case *c, const char *reason)
{
    return is(c->by_status, reason) || says(c, reason);
}

/* 5.1.1 is written for more than unknown users. */
static bool
is_user_unknown(const Case *c)
{
    static const char *const rather[] = {
        "norelaying", "blocked", "mailboxfull", "hasmoved", "rejected", "notaccept"};
    if (is(c->by_status, "suspend") || c->stage == SMTP_STAGE_MAIL)
        return false;
    if (!is(c->by_status, "userunknown"))
        return c->stage == SMTP_STAGE_RCPT && says(c, "userunknown");
    for (gsize i = 0; i < G_N_ELEMENTS(rather); i++)
        if (says(c, rather[i]))
            return false;
    return true;
}

/* Who refuses a user once the letter is there, or does not say at which command, filters. */
static bool
is_filtered(const Case *c)
{
    if (is(c->by_status, "suspend") || is(c->by_status, "rejected"))
        return false;
    bool late = c->stage == SMTP_STAGE_DATA || c->stage == SMTP_STAGE_UNKNOWN;
    return (late || is(c->by_status, "filtered")) &&
           (says(c, "filtered") || says(c, "userunknown"));
}

static bool
is_rejected(const Case *c)
{
    if (is(c->by_status, "rejected"))
        return true;
    /* Who is unknown in answer to MAIL FROM is the sender. */
    if (c->stage == SMTP_STAGE_MAIL && is(c->by_status, "userunknown"))
        return true;
    bool open = c->by_status == NULL || is(c->by_status, "securityerror") ||
                is(c->by_status, "systemerror");
    bool counts = c->stage == SMTP_STAGE_MAIL || open ||
                  (c->stage == SMTP_STAGE_DATA && !is(c->by_status, "userunknown"));
    return counts && says(c, "rejected");
}

static bool
is_host_unknown(const Case *c)
{
    return is(c->by_status, "hostunknown") ? !says(c, "networkerror")
                                           : says(c, "hostunknown");
}

/* What the words say, in the order in which they are believed; NULL when they say nothing sure. */
static const char *
reason_of_words(const Case *c)
{
    bool late = c->stage == SMTP_STAGE_DATA || c->stage == SMTP_STAGE_UNKNOWN;
    const struct {
        const char *reason;
        bool holds;
    } order[] = {
        {"mailboxfull", is_plainly(c, "mailboxfull")},
        {"mesgtoobig", is(c->by_status, "mesgtoobig") ||
                           (!is(c->by_status, "exceedlimit") && says(c, "mesgtoobig"))},
        {"exceedlimit", is_plainly(c, "exceedlimit")},
        {"suspend", c->code == 525 || says(c, "suspend")},
        {"hasmoved", says(c, "hasmoved")},
        {"userunknown", says(c, "surely userunknown")},
        {"norelaying", c->stage != SMTP_STAGE_HELLO && says(c, "norelaying")},
        {"authfailure", is_plainly(c, "authfailure")},
        {"userunknown", is_user_unknown(c)},
        {"filtered", is_filtered(c)},
        {"requireptr", is_plainly(c, "requireptr")},
        {"notcompliantrfc", says(c, "notcompliantrfc")},
        {"badreputation", says(c, "badreputation")},
        {"rejected", is_rejected(c)},
        {"hostunknown", is_host_unknown(c)},
        {"spamdetected",
            is(c->by_status, "spamdetected") || (late && says(c, "spamdetected"))},
        {"speeding", says(c, "speeding")},
        {"toomanyconn", is_plainly(c, "toomanyconn")},
        {"blocked", is_plainly(c, "blocked")},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(order); i++)
        if (order[i].holds)
            return order[i].reason;
    return NULL;
}

/* Codes that servers write for so many things that plain words weigh more. */
static bool
is_loose(const char *by_status)
{
    static const char *const loose[] = {"systemerror", "securityerror", "expired",
        "suspend", "networkerror", "hostunknown", "userunknown"};
    for (gsize i = 0; i < G_N_ELEMENTS(loose); i++)
        if (is(by_status, loose[i]))
            return true;
    return by_status == NULL;
}

static const char *
reason_of_rest(const Case *c)
{
    static const char *const order[] = {"mailboxfull", "authfailure", "badreputation",
        "speeding", "spamdetected", "virusdetected", "policyviolation", "norelaying",
        "systemerror", "networkerror", "suspend", "contenterror", "systemfull",
        "notaccept", "expired", "securityerror", "mailererror"};
    if (!is_loose(c->by_status))
        return c->by_status;
    for (gsize i = 0; i < G_N_ELEMENTS(order); i++)
        if (says(c, order[i]))
            return order[i];
    if (c->stage == SMTP_STAGE_HELLO && is(c->by_status, "securityerror"))
        return "blocked";
    if (c->by_status != NULL)
        return c->by_status;
    if (c->status != NULL && c->status[1] == '.' && c->status[2] == '6')
        return "contenterror";
    if (c->status != NULL && c->status[1] == '.' && c->status[2] == '7')
        return "securityerror";
    if (c->code % 100 > 0 && c->code % 100 < 8 && c->code >= 400)
        return "syntaxerror";
    return c->stage == SMTP_STAGE_HELLO ? "blocked" : "undefined";
}

/* Lower case, every run of white space one space. */
static char *
plain_words(const char *said)
{
    GString *plain = g_string_sized_new(strlen(said) + 2);
    for (const char *c = said; *c != '\0'; c++) {
        bool blank = g_ascii_isspace(*c);
        if (!blank)
            g_string_append_c(plain, g_ascii_tolower(*c));
        else if (plain->len > 0 && plain->str[plain->len - 1] != ' ')
            g_string_append_c(plain, ' ');
    }
    return g_string_free(plain, FALSE);
}

const char *
bounce_reason(const BounceRecipient *recipient, const char *said, SmtpStage stage)
{
    const char *by_status = reason_of_status(recipient->status);
    if (is(by_status, "delivered"))
        return by_status;
    g_autofree char *plain = plain_words(said);
    Case c = {recipient->status, by_status, plain, recipient->smtp_code, stage};
    const char *reason = bounce_reason_by_house(recipient->status, plain);
    if (reason == NULL)
        reason = reason_of_words(&c);
    return reason != NULL ? reason : reason_of_rest(&c);
}

bool
bounce_is_permanent(const BounceRecipient *recipient, const char *said)
{
    static const char *const always[] = {"userunknown", "hostunknown", "hasmoved"};
    for (gsize i = 0; i < G_N_ELEMENTS(always); i++)
        if (is(recipient->reason, always[i]))
            return true;
    if (!is(recipient->reason, "notaccept"))
        return false;
    bool passing = (recipient->status != NULL && recipient->status[0] == '4') ||
                   recipient->smtp_code / 100 == 4 ||
                   (recipient->status == NULL && strstr(said, "temporar") != NULL);
    return !passing;
}

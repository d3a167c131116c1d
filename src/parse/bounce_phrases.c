/* bounce_phrases.c - what mail systems say, by the reason it means.
 *
 * Phrases are lower case with single spaces; * stands for anything between. They are the common
 * core of what is written by Postfix, Sendmail, qmail, Exim, Courier, OpenSMTPD, DragonFly, Exchange
 * and Microsoft 365 (NDR codes), Gmail (SMTP error reference), Yahoo (SMTP error codes), iCloud,
 * Domino and Notes, MDaemon, IMail, Oracle Messaging Server, Amazon SES and by filters before them;
 * in Arabic what Gmail, Microsoft 365 and Yahoo write for people.
 */
#include <string.h>

#include "parse/inside.h"

typedef struct Phrases {
    const char *reason;
    const char *const *phrases; /* NULL-terminated */
} Phrases;

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})

static const Phrases PHRASES[] = {
    /* Of directories and providers' own words for it: sure, whatever was answered. */
    {"surely userunknown",
        LIST("not listed in", "リストにありません", "ディレクトリには見つかりません",
            "no se encuentra en el directorio", "non répertorié dans",
            "delivery error: dd this user doesn't have", "recipientnotfound",
            "recipient not found by", "unknown recipient or mailbox unavailable",
            "user not exist", "no valid recipients for this",
            "550 requested action not taken: mailbox unavailable",
            "address couldn't be found", "address wasn't found",
            "wasn’t found at the destination", "لم يتم العثور على العنوان",
            "تعذر العثور على عنوان", "عنوان البريد الإلكتروني غير موجود")},
    {"userunknown",
        LIST("user unknown", "unknown user", "no such user", "user not found",
            "user not known", "user does not exist", "user doesn't exist",
            "not a known user", "user * does not exist", "user * was not found",
            "user (*) unknown", "no such person", "no such recipient", "no such mailbox",
            "no such address", "no such account", "unknown recipient",
            "recipient unknown", "recipient not found", "recipientnotfound",
            "recipient notfound", "recipient does not exist", "recipient not exist",
            "recipient * was not found", "recipient * does not exist", "unknown address",
            "address unknown", "address does not exist", "address * does not exist",
            "email address invalid", "550 address invalid", "bad address",
            "5.1.0 address rejected", "invalid address", "invalid mailbox",
            "invalid recipient", "invalid user", "bad * recipient",
            "mailbox does not exist", "mailbox * does not exist", "mailbox not found",
            "mailbox not present", "mailbox invalid", "mailbox is unavailable",
            "mailbox is inactive", "mailbox unavailable or access denied",
            "action not taken: mailbox unavailable", "unknown mailbox", "no mailbox",
            "no mail box", "account * does not exist", "account does not exist",
            "no account by that name", "does not exist.", "rcpt <* does not exist",
            "not a valid mailbox", "not a valid recipient", "not a valid user",
            "no valid recipients", "not an active address", "not a local address",
            "not present in directory", "not in * directory", "no * in name directory",
            "address could not be found", "address couldn't be found",
            "address wasn't found", "address was not found", "address not found",
            "doesn't have a * account", "doesn't have an account", "unknown local part",
            "unknown local-part", "unknown e-mail address", "unknown email address",
            "recipient not ok", "recipient is not local", "recipient is not accepted",
            "recipients was undeliverable", "destination addresses were unknown",
            "can't accept user", "badrcptto", "badrecipientto", "validrcptto",
            "envelope recipient has been denied", "no one at this address",
            "no longer accepts mail", "wrong or no longer valid",
            "user missing home directory", "user not active", "inactive email address",
            "unknown or illegal alias", "nonexistent user", "non-existent user",
            "unknown virtual user", "user's email name is not found",
            "utilisateur inconnu", "destinataire invalide", "no existe",
            "non répertorié dans", "nessun utente", "> not found",
            "recipient address rejected: access denied",
            "recipient address rejected: user", "rejected: invalid",
            "recipient address rejected. (in reply to rcpt", "لم يتم العثور على العنوان",
            "تعذر العثور على عنوان", "عنوان البريد الإلكتروني غير موجود",
            "المستلم غير موجود", "المستخدم غير موجود", "عنوان غير معروف")},
    {"hostunknown",
        LIST("host unknown", "unknown host", "host or domain name not found",
            "domain does not exist", "domain doesn't exist", "domain doesnt exist",
            "domain is not reachable", "domain must exist", "domain not found",
            "domain name not found", "no such domain", "unknown domain",
            "invalid domain name", "name or service not known", "unrouteable address",
            "unroutable address", "host unreachable", "account or domain may not exist",
            "couldn't find any host", "host address lookups failed permanently",
            "point to non-existent hosts", "server returned answer with no data",
            "illegal host/domain name", "dns lookup failure: host * not found",
            "553 * does not exist", "nonexistentdomain", "non-existent domain",
            "النطاق غير موجود", "تعذر العثور على النطاق")},
    {"hasmoved", LIST("has been replaced by", "has moved to",
                     "recipient no longer on server", "user not local; please try")},
    {"notaccept",
        LIST("does not accept mail", "mail receiving disabled", "no mx record found",
            "no mx found", "seem to reject all mails", "reject all mails",
            "name server: .: host not found", "indicated no smtp service",
            "no host found for existing smtp connection", "nullmx", "null mx",
            "couldn't find a mail exchanger", "no route for current request",
            "smtp protocol returned a permanent error",
            "malformed or unexpected name server reply")},
    {"mailboxfull",
        LIST("mailbox full", "mailbox is full", "full mailbox", "mailbox over quota",
            "mailfolder is full", "over quota", "over the quota", "quota exceed",
            "exceeded quota", "exceeding * quota", "exceeded * quota", "overquota",
            "disk quota", "diskspace quota", "disc quota", "userdisk quota",
            "domaindisk quota", "quota violation", "over the allowed quota",
            "mailbox size limit exceeded", "mailbox exceeded", "mailbox has exceeded",
            "exceeded storage allocation", "space has been used up",
            "out of storage space", "does not have enough space",
            "not enough storage space", "not sufficient disk space",
            "no space left on device", "insufficient disk space",
            "too many messages on the server", "account storage limit",
            "mailbox would exceed", "mail file size exceeds", "exceeded the local limit",
            "too much mail data", "exceeding receiving limits", "destinataire pleine",
            "mailbox quota", "quota usage exceeded", "صندوق البريد ممتلئ",
            "علبة البريد ممتلئة", "علبة الوارد * ممتلئة", "صندوق بريد المستلم ممتلئ",
            "تجاوز الحصة")},
    {"mesgtoobig",
        LIST("message too big", "message file too big", "message too large for this",
            "message size exceeds", "message length exceeds", "message size limits",
            "maximum inbound message size", "max message size exceeded",
            "mail size limit", "size limit", "line limit exceeded", "taille limite",
            "message exceeds * size", "حجم الرسالة كبير")},
    {"exceedlimit", LIST("message header size exceeds limit", "message too large",
                        "message header size limits")},
    {"suspend",
        LIST("currently suspended", "has been suspended", "user suspended",
            "temporary locked", "account is locked", "account disabled",
            "account that you tried to reach is disabled", "account is disabled",
            "mailbox disabled", "mailbox is disabled", "mailbox is frozen",
            "user or domain is disabled", "account has been disabled", "inactive account",
            "invalid/inactive user", "deactivated mailbox", "user is terminated",
            "temporarily suspended", "temporarily inactive", "suspend the service",
            "destinataire archivee", "archived recipient", "is no longer valid.",
            "mailbox unavailable or access denied", "account is inactive")},
    {"filtered", LIST("only accepting mail from specific", "extended inactivity new mail",
                     "is not accepting any mail", "due to user rules",
                     "not found recipient account", "recipient preferences",
                     "resolver.rst.notauthorized", "account is protected by",
                     "user refuses to receive", "user reject", "blocked by the recipient",
                     "refuse to receive mail", "bounced address", "has restricted sms",
                     "cannot route mail to user")},
    {"expired",
        LIST("connection timed out", "delivery expired", "delivery time expired",
            "envelope expired", "message expired", "queue.expired", "message timed out",
            "message delayed", "giving up on", "failing for a long time",
            "has been delayed", "in the queue too long", "multiple retries",
            "retry timeout exceeded", "retry time not reached", "timeout exceeded",
            "within the allowed queue period", "server did not respond",
            "could not be delivered for", "could not deliver for",
            "not be delivered for more than", "will continue to be", "delay reason:",
            "has been frozen", "was frozen on arrival", "delivery timeout",
            "delivery failed * attempts", "not accept our requests to connect",
            "could not contact dns servers", "failed to deliver to domain",
            "could not find a gateway for", "not been collected after",
            "host not reachable", "no action is required on your part",
            "operation timed out", "session timeout", "conversation * timed out")},
    {"networkerror",
        LIST("no route to host", "host is unreachable", "network is unreachable",
            "host name lookup failure", "host not found, try again",
            "malformed name server reply", "malformed or unexpected name server reply",
            "forwarding loop", "message looping", "routing loop", "mail loop",
            "too many hops", "hop count", "exceeded * hops", "loop detected",
            "unable to resolve route", "unrouteable mail domain",
            "could not be found * dns records", "dns records for the destination",
            "could not connect and send", "network error on destination",
            "no valid route", "all routes to destination blocked", "mx lookup",
            "bad dns lookup", "address family mismatch",
            "wasn't able to establish an smtp connection",
            "listed as a best-preference mx", "could not retrieve source address",
            "dns lookup failed")},
    {"norelaying",
        LIST("relay access denied", "relaying denied", "relay denied", "no relaying",
            "relay not permitted", "relaying mail to", "unable to relay", "as a relay",
            "mail relay", "not a gateway", "not local host", "not allowed to relay",
            "not permitted to relay", "not an open relay", "allowed rcpthost",
            "not configured to relay", "don't handle mail for", "smtp relay error",
            "specified domain is not allowed", "requires authentication when attempting",
            "invalid credentials for relay")},
    {"authfailure",
        LIST("dmarc policy", "dmarc verification", "spf check", "spf record",
            "spf settings", "spf violation", "sender policy framework", "spf.pobox.com",
            "spf/dns", "either spf or dkim", "spf and dkim", "authenticate with spf",
            "authenticate with dkim", "authentication checks failed",
            "to pass authentication checks", "domain failed dane", "dnssec-invalid")},
    {"requireptr",
        LIST("ptr record", "missing ptr", "dns ptr", "reverse dns",
            "ip name lookup failed", "cannot find your hostname", "ip reverse lookup",
            "no reverse dns", "invalid rdns", "unresolvable relay host",
            "unverifyable sending ip", "mismatches client ip",
            "dns lookup failure: * try again later", "generic dns ptr")},
    {"notcompliantrfc",
        LIST("rfc 5322 compliant", "rfcmessagenoncompliant", "not rfc compliant",
            "missing a valid message-id", "valid address in the from", "rfc 5321 address",
            "mail message is malformed")},
    {"badreputation",
        LIST("reputation score", "ip reputation", "domain reputation", "low reputation",
            "bad reputation", "poor reputation", "unexpected volume or user complaints")},
    {"rejected",
        LIST("sender rejected", "sender was rejected", "sender address rejected",
            "domain of sender address", "invalid sender", "sender verify failed",
            "sender denied", "sender blacklisted", "sender * blacklisted",
            "sender is spammer", "sender domain", "bogus mail from",
            "empty envelope sender", "null sender", "batv", "backscatter protection",
            "in reply to mail from", "administrative prohibition", "envelope blocked",
            "no third-party dsns", "unroutable sender", "mail from not owned",
            "sender not pre-approved", "not accept mail from", "not allowed to post",
            "permission to post", "not a member", "not member",
            "email address is not verified", "address has been blacklisted",
            "sender is in my black list", "valid from:", "emetteur invalide",
            "delivery not authorized", "not in allowed-senders", "bad outbound sender",
            "sender was not authenticated", "unauthenticated email is not accepted",
            "fully qualified email address required", "returned mail not accepted",
            "senderfilterconfig", "banned sender", "rule imposed mailbox access",
            "can't determine purported responsible", "access to submit messages")},
    {"spamdetected",
        LIST("spamassassin", "as spam", "is spam", "be spam", "spam detected",
            "spam check", "spam score", "spam content", "spam message", "spam email",
            "spam refused", "spam rejection", "spam blocked", "spam not accepted",
            "spam filter", "spam or virus", "spam/virus", "spam list", "spam points",
            "spam classification", "spam-like", "spam block", "suspected spam",
            "probability of spam", "possible spam", "looks like spam", "looked like spam",
            "similar to spam", "(spam)", "- spam", "spam * exceeded", "accept spam",
            "antispam checks", "too much spam", "too many spam", "spamming not allowed",
            "help_spam", "blocked for spam", "block for spam", "no spam please",
            "bulk mail", "bulk email", "bulk.advertising", "unsolicited",
            "blacklisted url", "uribl", "content filter", "message filtered",
            "content rejected", "mail content denied", "rejecting mail content",
            "banned content", "unacceptable content", "greylisted",
            "recurrent pattern detection", "blocked by our filter",
            "554 5.7.0 reject, id=", "anti spam")},
    {"speeding", LIST("rate limited", "try again slower", "receiving mail at a rate",
                     "receiving mail too quickly", "excessive volume", "mail too fast")},
    {"toomanyconn",
        LIST("too many connections", "too many concurrent", "too many smtp sessions",
            "connection rate limit", "connection limit", "maximum sending rate",
            "daily message quota", "max emails per hour", "trop de connexions",
            "too many errors from your ip", "too many recipients",
            "message per connection reached")},
    {"blocked",
        LIST("said: 550 blocked", "blacklisted by", "blocked using", "blocked by",
            "blocked - see", "refused - see", "block list", "blocklist", "black list",
            "blacklist", "is blacklisted", "your ip * blacklisted", "spamhaus", "spamcop",
            "dnsbl", "by rbl", "rbl on", "rbl reject", "barracudacentral", "abuseat.org",
            "connection refused by", "connection reset by peer", "connection dropped",
            "connection was dropped", "sender ip", "banned sending ip",
            "sending ip * bann", "your ip is blocked", "ip address * blocked",
            "helo command rejected", "client host rejected", "client host * blocked",
            "bad helo", "dynamic ip", "host network not allowed",
            "no access from mail server", "go away", "mail exchanger",
            "not allowed to connect", "not allowed to send mail from",
            "you are sending spam", "server requires confirmation", "open proxy",
            "service not available, closing", "refused to talk to me",
            "smtp error * after initial connection", "mail from * refused",
            "from your network", "not accepting connections", "user complaints",
            "weren't sent", "ip source bloquee", "unusual rate of", "isn't in my list",
            "confirm this mail server", "no valid recipients from", ":blocked)")},
    {"virusdetected",
        LIST("virus detected", "infected with", "virus-infected", "prohibited virus",
            "recent viruses", "executable attachment", "contains a virus", "malware",
            "virus phishing", "virus found", "virus signature")},
    {"policyviolation",
        LIST("denied by policy", "policy reasons", "local policy", "policy violation",
            "security policies", "organization policy", "organizational settings",
            "protocol violation", "header error", "header are not accepted",
            "illegal attachment", "potential security issue", "presents a potential",
            "closed mailing list", "members-only list", "non-member",
            "not subscribed to this group", "multiple addresses", "given low priority",
            "has a policy that prohibited", "administrative policy")},
    {"contenterror",
        LIST("duplicate header", "header size exceeds", "8-bit data in message header",
            "mime complexity", "too many received", "too many \"received\"",
            "invalid mime headers", "improperly-formatted", "unnecessary base64",
            "exceeds policy limit", "invalid message content", "headers are too large",
            "message depth exceeded")},
    {"systemfull", LIST("mail system full", "mailbox unavailable (not enough free space)",
                       "aborted: exceeded storage")},
    {"systemerror",
        LIST("local configuration error", "configuration error", "system config error",
            "internal server error", "internal error", "local error in processing",
            "temporary local problem", "service currently unavailable",
            "interrupted system call", "queue file write error", "loops back to myself",
            "loop broken", "would create a mail loop", "error while being processed",
            "timeout waiting for input", "transaction failed", "server is misconfigured",
            "several matches found", "local delivery failed", "forbidden by",
            "delivery to file forbidden", "delivery to pipe forbidden",
            "lmtp error after", "violates rfc 1035", "there is no mdb", "system error",
            "bad interpreter", "can't create user output file")},
    {"securityerror",
        LIST("authentication required", "authentication failure", "authentication failed",
            "authentication credentials", "smtp authentication", "starttls is required",
            "tls required", "unauthenticated senders", "not authorized to send",
            "is not authorized", "you don't authenticate", "authentification",
            "verification failure", "executable files are not allowed", "dead domain",
            "could not retrieve credentials", "not subscribed to ses")},
    {"mailererror", LIST("procmail:", "bin/procmail", "maildrop", "command failed:",
                        "command died with status", "command output:", "mailer error",
                        "pipe to |/", "x-unix;", "|| exit")},
};

/* Whether text has the pieces of a phrase in their order. */
static bool
phrase_stands(const char *text, const char *phrase)
{
    gsize room = strlen(text);
    while (*phrase != '\0') {
        gsize length = strcspn(phrase, "*");
        const char *at = memmem(text, room, phrase, length);
        if (at == NULL)
            return false;
        room -= (gsize)(at - text) + length;
        text = at + length;
        phrase += length + (phrase[length] == '*');
    }
    return true;
}

bool
bounce_phrase_said(const char *said, const char *reason)
{
    for (gsize i = 0; i < G_N_ELEMENTS(PHRASES); i++) {
        if (strcmp(PHRASES[i].reason, reason) != 0)
            continue;
        for (const char *const *phrase = PHRASES[i].phrases; *phrase != NULL; phrase++)
            if (phrase_stands(said, *phrase))
                return true;
    }
    return false;
}

/* ---- codes of one house ---- */

/* Microsoft's long status codes (Exchange NDR reference). */
static const struct {
    int from, to; /* the detail of 5.7.n and 4.7.n */
    const char *reason;
} MICROSOFT[] = {
    {23, 23, "authfailure"},
    {124, 124, "rejected"},
    {133, 136, "rejected"},
    {500, 500, "spamdetected"},
    {501, 503, "spamdetected"},
    {504, 505, "filtered"},
    {506, 507, "blocked"},
    {508, 508, "toomanyconn"},
    {509, 509, "authfailure"},
    {510, 510, "notaccept"},
    {511, 511, "rejected"},
    {512, 512, "policyviolation"},
    {513, 513, "blocked"},
    {606, 649, "blocked"},
    {700, 749, "toomanyconn"},
    {850, 899, "blocked"},
};

/* Codes that stand in the words: La Poste, Orange and SFR (LPN, OFR, OUK and three digits);
 * GoDaddy (IB and three digits). */
static const struct {
    const char *code;
    const char *reason;
} CODED[] = {
    {"_101", "blocked"},
    {"_102", "blocked"},
    {"_103", "blocked"},
    {"_104", "toomanyconn"},
    {"_305", "securityerror"},
    {"_401", "authfailure"},
    {"_402", "securityerror"},
    {"_403", "rejected"},
    {"_405", "rejected"},
    {"_415", "rejected"},
    {"_416", "userunknown"},
    {"_417", "mailboxfull"},
    {"_418", "userunknown"},
    {"_420", "suspend"},
    {"_421", "rejected"},
    {"_426", "suspend"},
    {"_505", "systemerror"},
    {"_506", "spamdetected"},
    {"_510", "blocked"},
    {"_514", "mesgtoobig"},
    {"_517", "authfailure"},
    {"_630", "policyviolation"},
    {"_999", "blocked"},
    {"ib401", "securityerror"},
    {"ib501", "notcompliantrfc"},
    {"ib502", "notcompliantrfc"},
    {"ib506", "rejected"},
    {"ib508", "authfailure"},
    {"ib108", "requireptr"},
    {"ib212", "spamdetected"},
    {"ib705", "virusdetected"},
    {"ib605", "toomanyconn"},
    {"ib007", "toomanyconn"},
    {"ib101", "speeding"},
    {"ib110", "blocked"},
    {"ib111", "blocked"},
    {"ib112", "blocked"},
    {"ib113", "blocked"},
    {"ib504", "speeding"},
    {"ib510", "speeding"},
    {"ib607", "speeding"},
    {"ib103", "badreputation"},
    {"ib104", "blocked"},
    {"ib105", "blocked"},
    {"ib106", "blocked"},
};

/* Whether it stands there as a code: French ones after their letters, none within a longer word. */
static bool
code_stands(const char *said, const char *code)
{
    static const char *const french[] = {"lpn", "ofr", "ouk", "lpnaaa"};
    gsize length = strlen(code);
    for (const char *at = said; (at = strstr(at, code)) != NULL; at += length) {
        if (g_ascii_isalnum(at[length]))
            continue;
        const char *start = at;
        while (start > said && g_ascii_isdigit(start[-1]))
            start--;
        bool own = code[0] != '_' && (at == said || !g_ascii_isalnum(at[-1]));
        for (gsize i = 0; code[0] == '_' && i < G_N_ELEMENTS(french); i++) {
            gsize n = strlen(french[i]);
            own = own ||
                  ((gsize)(start - said) >= n && strncmp(start - n, french[i], n) == 0);
        }
        if (own)
            return true;
    }
    return false;
}

const char *
bounce_reason_by_house(const char *status, const char *said)
{
    if (status != NULL && strlen(status) > 4 && strncmp(status + 1, ".7.", 3) == 0) {
        int detail = (int)g_ascii_strtoll(status + 4, NULL, 10);
        for (gsize i = 0; i < G_N_ELEMENTS(MICROSOFT); i++)
            if (detail >= MICROSOFT[i].from && detail <= MICROSOFT[i].to)
                return MICROSOFT[i].reason;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(CODED); i++)
        if (code_stands(said, CODED[i].code))
            return CODED[i].reason;
    return NULL;
}

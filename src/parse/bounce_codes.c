/* bounce_codes.c - the codes in what a mail server said: replies of SMTP (RFC 5321 §4.2), enhanced
 * status codes (RFC 3463) and the command that was answered.
 *
 * Servers write them among addresses, versions, ports and times; what may be one of those is none.
 */
#include <string.h>

#include "parse/inside.h"

/* "5.1.1" at text, its length; 0 when there is none. */
static gsize
status_length(const char *text)
{
    if (strchr("245", text[0]) == NULL || text[0] == '\0' || text[1] != '.')
        return 0;
    gsize n = 2, digits = 0;
    while (digits < 3 && g_ascii_isdigit(text[n]))
        n++, digits++;
    if (digits == 0 || text[n] != '.')
        return 0;
    n++;
    for (digits = 0; digits < 3 && g_ascii_isdigit(text[n]);)
        n++, digits++;
    bool ends =
        !g_ascii_isalnum(text[n]) && !(text[n] == '.' && g_ascii_isdigit(text[n + 1]));
    return digits > 0 && ends ? n : 0;
}

/* A code may follow a reply code, "552-5.2.2"; in a version or an address it is none. */
static bool
status_begins(const char *text, const char *at)
{
    if (at == text)
        return true;
    if (at[-1] == '-')
        return at - text > 1 && g_ascii_isdigit(at[-2]);
    return !g_ascii_isalnum(at[-1]) && at[-1] != '.';
}

bool
status_is_vague(const char *status)
{
    return status == NULL || g_str_has_suffix(status, ".0.0");
}

/* How exact a status is: 0 none, 1 "5.0.0", 2 "5.1.0" or waited too long, 3 "5.1.1". */
static int
exactness(const char *status)
{
    if (status == NULL)
        return 0;
    if (status_is_vague(status))
        return 1;
    return strstr(status, ".0") != NULL || strcmp(status, "4.4.7") == 0 ? 2 : 3;
}

char *
status_find(const char *text, const char *classes)
{
    char *best = NULL;
    for (const char *at = text; *at != '\0'; at++) {
        if (strchr(classes, *at) == NULL || !status_begins(text, at))
            continue;
        gsize length = status_length(at);
        g_autofree char *status = length > 0 ? g_strndup(at, length) : NULL;
        if (exactness(status) > exactness(best)) {
            g_free(best);
            best = g_steal_pointer(&status);
        }
        at += length > 0 ? length - 1 : 0;
    }
    return best;
}

/* The replies of RFC 5321, 4954, 3207, 7504 and what servers in use add to them. */
static bool
is_reply(int code)
{
    static const short replies[] = {211, 214, 220, 221, 235, 250, 251, 252, 253, 354, 421,
        422, 430, 432, 450, 451, 452, 453, 454, 455, 458, 459, 500, 501, 502, 503, 504,
        521, 523, 524, 525, 530, 533, 534, 535, 538, 550, 551, 552, 553, 554, 555, 556,
        557};
    for (gsize i = 0; i < G_N_ELEMENTS(replies); i++)
        if (replies[i] == code)
            return true;
    return false;
}

/* The reply code at text that stands alone, or 0: none that is part of an address, a port, a version,
 * a day or an IP number. */
static int
smtp_code_at(const char *text, const char *at)
{
    if (!g_ascii_isdigit(at[0]) || !g_ascii_isdigit(at[1]) || !g_ascii_isdigit(at[2]) ||
        g_ascii_isalnum(at[3]))
        return 0;
    bool goes_on =
        (at[3] == '.' || at[3] == ':' || at[3] == '/') && g_ascii_isdigit(at[4]);
    bool begins =
        at == text || (!g_ascii_isalnum(at[-1]) && strchr(".@[:-/", at[-1]) == NULL);
    int code = (at[0] - '0') * 100 + (at[1] - '0') * 10 + (at[2] - '0');
    return begins && !goes_on && is_reply(code) ? code : 0;
}

int
smtp_code_find(const char *text, const char *classes)
{
    enum { TRANSACTION_FAILED = 554 }; /* what wraps the reply of the next server */
    int found = 0;
    for (const char *at = text; *at != '\0'; at++) {
        int code = strchr(classes, *at) != NULL ? smtp_code_at(text, at) : 0;
        if (code > 0 && code != TRANSACTION_FAILED)
            return code;
        if (found == 0)
            found = code;
    }
    return found;
}

const char *
status_prefer(const char *field, const char *said, int code)
{
    int of_field = exactness(field), of_said = exactness(said);
    if (of_field == 0 || of_said == 0)
        return of_field > 0 ? field : said;
    /* The class that the reply bears is the one it was written with. */
    char class = code > 0 ? (char)('0' + code / 100) : 0;
    if (field[0] != said[0] && class == field[0])
        return field;
    if (field[0] != said[0] && class == said[0])
        return said;
    if (of_field < 3)
        return of_said > of_field ? said : field;
    if (of_said == 1)
        return field;
    /* What mail systems write for want of better: waited too long, a fault of a system, an address. */
    if (strcmp(field, "4.4.7") == 0 || g_str_has_prefix(field, "5.3."))
        return said;
    if (strcmp(field, "5.1.1") == 0)
        return of_said == 3 ? said : field;
    if (strcmp(field, "5.1.3") == 0 && g_str_has_prefix(said, "5.7."))
        return said;
    return field;
}

/* "RCPT TO: a@b" names whom the letter was for; the command that was answered bears brackets, or a reply
 * follows it (RFC 5321 §4.1.1.2). */
static bool
is_label(const char *at)
{
    gsize word = strcspn(at, ": \n<");
    const char *colon =
        at + word + (at[word] == ' ' ? 1 + strcspn(at + word + 1, ": \n<") : 0);
    if (colon[0] != ':' || colon[1] != ' ')
        return false;
    gsize length = strcspn(colon + 2, " \n<");
    return memchr(colon + 2, '@', length) != NULL;
}

/* The last place in text where words name a command, or NULL. */
static const char *
last_command(const char *text, const char *words)
{
    const char *found = NULL;
    for (const char *at = text; (at = strstr(at, words)) != NULL; at++)
        if (!is_label(at))
            found = at;
    return found;
}

SmtpStage
smtp_stage_find(const char *text)
{
    static const struct {
        const char *words;
        SmtpStage stage;
    } signs[] = {
        {"RCPT T", SMTP_STAGE_RCPT}, {"RCPT to", SMTP_STAGE_RCPT},
        {"RCPT command", SMTP_STAGE_RCPT},
        {"not like recipient", SMTP_STAGE_RCPT}, /* qmail */
        {"SMTP:RCPT", SMTP_STAGE_RCPT}, {"MAIL F", SMTP_STAGE_MAIL},
        {"MAIL f", SMTP_STAGE_MAIL}, {"sender was rejected", SMTP_STAGE_MAIL}, /* qmail */
        {"DATA", SMTP_STAGE_DATA}, {"end of data", SMTP_STAGE_DATA},           /* Exim */
        {"after I sent the message", SMTP_STAGE_DATA},                         /* qmail */
        {"EHLO", SMTP_STAGE_HELLO}, {"HELO", SMTP_STAGE_HELLO},
        {"name was rejected", SMTP_STAGE_HELLO},     /* qmail */
        {"initial connection", SMTP_STAGE_HELLO},    /* Exim */
        {"refused to talk to me", SMTP_STAGE_HELLO}, /* Postfix */
    };
    SmtpStage stage = SMTP_STAGE_UNKNOWN;
    const char *latest = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(signs); i++) {
        const char *at = last_command(text, signs[i].words);
        if (at != NULL && (latest == NULL || at > latest)) {
            latest = at;
            stage = signs[i].stage;
        }
    }
    return stage;
}

/* bounce.c - which of our letters did not arrive, for whom, and whether to try again.
 *
 * First the part written for machines (RFC 3464), else X-Failed-Recipients and the addresses and
 * codes in the words of the mail. Nothing here is proof: anybody can send a bounce, so the
 * outbox believes it only for a Message-ID of its own.
 */
#include <string.h>

#include "parse/inside.h"

enum {
    RECIPIENTS_MOST = 200,
    DIAGNOSTIC_MOST_BYTES = 1000,
    WORDS_MOST_BYTES = 64 * 1024
};

/* ---- codes ---- */

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

static char *
status_find(const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        gsize length = status_begins(text, at) ? status_length(at) : 0;
        if (length > 0)
            return g_strndup(at, length);
    }
    return NULL;
}

/* A reply code of SMTP: three digits that stand alone, 4xx or 5xx. */
static int
smtp_code_find(const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        if ((*at != '4' && *at != '5') || at[1] < '0' || at[1] > '7' ||
            !g_ascii_isdigit(at[2]) || g_ascii_isalnum(at[3]))
            continue;
        /* Part of an address, a port, a version or an IP number. */
        bool goes_on = (at[3] == '.' || at[3] == ':') && g_ascii_isdigit(at[4]);
        bool begins = at == text || (!g_ascii_isalnum(at[-1]) && at[-1] != '\0' &&
                                        strchr(".@[:-", at[-1]) == NULL);
        if (begins && !goes_on)
            return (at[0] - '0') * 100 + (at[1] - '0') * 10 + (at[2] - '0');
    }
    return 0;
}

/* Whether it is the address itself that will never work, rather than the letter, the sender's
 * standing or a full mailbox. */
static bool
is_permanent(const BounceRecipient *recipient)
{
    const char *status = recipient->status != NULL ? recipient->status : "";
    if (g_strcmp0(recipient->action, "failed") != 0 || status[0] == '4' ||
        (status[0] == '\0' && recipient->smtp_code / 100 == 4))
        return false;
    static const char *const statuses[] = {
        "5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.6", "5.1.10", "5.4.4"};
    for (gsize i = 0; i < G_N_ELEMENTS(statuses); i++)
        if (strcmp(status, statuses[i]) == 0)
            return true;
    static const char *const words[] = {"user unknown", "unknown user", "no such user",
        "unknown recipient", "recipient unknown", "no such recipient", "does not exist",
        "doesn't have a", "unknown address", "not a valid", "invalid recipient",
        "no mailbox", "user doesn't", "host unknown", "unknown host", "host not found",
        "domain not found", "no such domain", "user not found", "not listed in",
        "has no mailbox", "no such address"};
    g_autofree char *lower =
        g_ascii_strdown(recipient->diagnostic != NULL ? recipient->diagnostic : "", -1);
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (strstr(lower, words[i]) != NULL)
            return true;
    return false;
}

static bool
is_vague(const char *status)
{
    return status == NULL || g_str_has_suffix(status, ".0.0");
}

/* Fills what the diagnostic says and the fields did not, then judges. */
static void
recipient_finish(BounceRecipient *recipient)
{
    const char *diagnostic = recipient->diagnostic != NULL ? recipient->diagnostic : "";
    char *status = is_vague(recipient->status) ? status_find(diagnostic) : NULL;
    if (status != NULL) {
        g_free(recipient->status);
        recipient->status = status;
    }
    recipient->smtp_code = smtp_code_find(diagnostic);
    recipient->permanent = is_permanent(recipient);
}

static char *
diagnostic_clean(const char *text)
{
    const char *type = strchr(text, ';');
    if (type != NULL && type - text < 20 &&
        memchr(text, ' ', (gsize)(type - text)) == NULL)
        text = type + 1;
    g_autofree char *decoded = words_decode(text);
    g_autoptr(GString) clean = g_string_new(g_strstrip(decoded));
    for (gsize i = 0; i < clean->len; i++)
        if ((guchar)clean->str[i] < ' ')
            clean->str[i] = ' ';
    string_shorten(clean, DIAGNOSTIC_MOST_BYTES);
    return clean->len > 0 ? g_strdup(clean->str) : NULL;
}

/* "rfc822; <a@b>" or a bare address → the address, or NULL. */
static char *
address_of_field(const char *value)
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

static bool
recipients_full(const Mail *mail)
{
    return mail->bounce_recipients->len >= RECIPIENTS_MOST;
}

static bool
recipient_known(const Mail *mail, const char *address)
{
    for (guint i = 0; i < mail->bounce_recipients->len; i++) {
        const BounceRecipient *recipient = g_ptr_array_index(mail->bounce_recipients, i);
        if (g_ascii_strcasecmp(recipient->address, address) == 0)
            return true;
    }
    return false;
}

/* ---- message/delivery-status: groups of fields ---- */

static void
status_group_read(Mail *mail, const Headers *group)
{
    /* The original one is what our letter was sent to. */
    g_autofree char *address =
        address_of_field(headers_find(group, "original-recipient"));
    if (address == NULL)
        address = address_of_field(headers_find(group, "final-recipient"));
    const char *action = headers_find(group, "action");
    if (address == NULL || recipients_full(mail) || recipient_known(mail, address))
        return;
    BounceRecipient *recipient = bounce_recipient_new();
    recipient->address = g_steal_pointer(&address);
    if (action != NULL) {
        gsize length =
            strspn(action, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
        recipient->action =
            length > 0 && length < 20 ? g_ascii_strdown(action, (gssize)length) : NULL;
    }
    if (recipient->action == NULL)
        recipient->action = g_strdup("failed");
    const char *status = headers_find(group, "status");
    recipient->status = status != NULL ? status_find(status) : NULL;
    const char *diagnostic = headers_find(group, "diagnostic-code");
    recipient->diagnostic = diagnostic != NULL ? diagnostic_clean(diagnostic) : NULL;
    recipient_finish(recipient);
    g_ptr_array_add(mail->bounce_recipients, recipient);
}

static void
status_read(Mail *mail, GBytes *bytes)
{
    gsize length;
    const char *at = g_bytes_get_data(bytes, &length);
    while (length > 0 && !recipients_full(mail)) {
        g_autoptr(Headers) group = headers_parse(at, length);
        if (group->fields->len > 0)
            status_group_read(mail, group);
        gsize used = group->body_start;
        if (group->ended_early || used == 0) { /* a line that is no field: over it */
            const char *newline = memchr(at + used, '\n', length - used);
            used = newline != NULL ? (gsize)(newline - at) + 1 : length;
        }
        at += used;
        length -= used;
    }
}

/* ---- message/feedback-report ---- */

static void
feedback_read(Mail *mail, GBytes *bytes)
{
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);
    g_autoptr(Headers) fields = headers_parse(length > 0 ? data : "", length);
    for (guint i = 0; i < fields->fields->len && !recipients_full(mail); i++) {
        const Header *header = &g_array_index(fields->fields, Header, i);
        char *address = strcmp(header->name, "original-rcpt-to") == 0
                            ? address_of_field(header->value)
                            : NULL;
        if (address == NULL)
            continue;
        BounceRecipient *recipient = bounce_recipient_new();
        recipient->address = address;
        recipient->action = g_strdup("complained");
        g_ptr_array_add(mail->bounce_recipients, recipient);
    }
}

/* ---- the words of a mail ---- */

/* sure: a mail system wrote this for certain; else only what a code or plain words of failure
 * follow is a recipient, for holiday notes name addresses too. */
static void
recipient_add_from_words(Mail *mail, const char *address, const char *words, bool sure)
{
    if (recipients_full(mail) || recipient_known(mail, address))
        return;
    BounceRecipient *recipient = bounce_recipient_new();
    recipient->address = g_strdup(address);
    recipient->action = g_strdup("failed");
    recipient->diagnostic = diagnostic_clean(words);
    recipient_finish(recipient);
    if (sure || recipient->smtp_code != 0 || recipient->status != NULL ||
        recipient->permanent)
        g_ptr_array_add(mail->bounce_recipients, recipient);
    else
        bounce_recipient_free(recipient);
}

/* Where the words end and our letter, sent back, begins. */
static gsize
length_before_returned(const char *text)
{
    static const char *const marks[] = {"\nReturn-Path:", "\nReceived:", "\nMessage-ID:",
        "\nMessage-Id:", "\n--- Below this line", "\n------ This is a copy",
        "Original message follows", "\n----- Original message", "\n--- Original message"};
    gsize length = MIN(strlen(text), WORDS_MOST_BYTES);
    for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
        const char *mark = g_strstr_len(text, (gssize)length, marks[i]);
        if (mark != NULL)
            length = (gsize)(mark - text);
    }
    return length;
}

/* An address that a line begins with, as nearly all mail systems write it: "<a@b>:", "a@b". */
static char *
address_of_line(const char *line)
{
    line += strspn(line, " \t*-");
    bool bracketed = *line == '<';
    line += bracketed;
    gsize length = strcspn(line, bracketed ? ">\n" : " \t\n:;,()<>\"");
    if (length < 3 || length > ADDRESS_MOST_BYTES)
        return NULL;
    g_autofree char *address = g_strndup(line, length);
    return address_is_plain(address) && strchr(strchr(address, '@'), '.') != NULL
               ? g_steal_pointer(&address)
               : NULL;
}

static void
words_read(Mail *mail, const Headers *headers)
{
    bool sure = kind_is_from_daemon(mail, headers) || kind_is_bounce_subject(mail);
    g_autofree char *words = g_strndup(mail->text, length_before_returned(mail->text));
    const char *failed = headers_find(headers, "x-failed-recipients");
    if (failed != NULL) {
        g_autoptr(GPtrArray) list =
            g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
        addresses_parse(failed, list);
        for (guint i = 0; i < list->len; i++) {
            const Address *address = g_ptr_array_index(list, i);
            const char *at = strstr(words, address->address);
            recipient_add_from_words(
                mail, address->address, at != NULL ? at : words, true);
        }
        return;
    }
    g_auto(GStrv) lines = g_strsplit(words, "\n", 2000);
    for (gsize i = 0; lines[i] != NULL; i++) {
        g_autofree char *address = address_of_line(lines[i]);
        if (address == NULL)
            continue;
        /* What is said of it stands behind it, up to the next one. */
        const char *line = strstr(lines[i], address) + strlen(address);
        g_autoptr(GString) said = g_string_new(line + strspn(line, ">: \t"));
        for (gsize n = i + 1; lines[n] != NULL && said->len < DIAGNOSTIC_MOST_BYTES;
             n++) {
            g_autofree char *next = address_of_line(lines[n]);
            if (next != NULL)
                break;
            g_string_append_printf(said, " %s", g_strstrip(lines[n]));
        }
        recipient_add_from_words(mail, address, said->str, sure);
    }
}

/* ---- our letter ---- */

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
            g_autofree char *field = g_strndup(value, (gsize)MIN(end - value, 1000));
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
original_id(const Mail *mail, const Report *report)
{
    char *id = NULL;
    if (report->returned != NULL) {
        gsize length;
        const char *bytes = g_bytes_get_data(report->returned, &length);
        id = length > 0 ? id_in_text(bytes, length) : NULL;
    }
    if (id == NULL)
        id = id_in_text(mail->text, strlen(mail->text));
    if (id == NULL && mail->in_reply_to->len > 0)
        id = g_strdup(g_ptr_array_index(mail->in_reply_to, 0));
    return id;
}

void
bounce_read(Mail *mail, const Headers *headers, const Report *report)
{
    if (report->delivery_status != NULL)
        status_read(mail, report->delivery_status);
    if (report->feedback != NULL)
        feedback_read(mail, report->feedback);
    const char *path = headers_find(headers, "return-path");
    bool failed = headers_find(headers, "x-failed-recipients") != NULL;
    bool by_machine = failed || report->type != NULL ||
                      kind_is_from_daemon(mail, headers) ||
                      (path != NULL && strcmp(path, "<>") == 0);
    if (mail->bounce_recipients->len == 0 && report->disposition == NULL && by_machine)
        words_read(mail, headers);
    if (mail->bounce_recipients->len > 0 || report->returned != NULL)
        mail->original_message_id = original_id(mail, report);
}

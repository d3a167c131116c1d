/* bounce_words.c - who did not get our letter, by what a mail system wrote for people.
 *
 * For mails without the part of RFC 3464, or with one that names nobody. A line names a recipient
 * when it begins with the address, bears a reply of SMTP to it, or has words of bounce_dialects.c
 * before it; what is said of it follows, up to the next one. Some say the reason first, so the words
 * as a whole explain what a recipient's own do not.
 */
#include <string.h>

#include "parse/inside.h"

enum { WORDS_MOST_BYTES = 64 * 1024, LINES_MOST = 2000, SAID_MOST_BYTES = 4000 };

char *
bounce_words_before_returned(const char *text)
{
    GString *words = g_string_new(NULL);
    g_autofree char *start = g_strndup(text, MIN(strlen(text), WORDS_MOST_BYTES));
    g_auto(GStrv) lines = g_strsplit(start, "\n", LINES_MOST);
    for (gsize i = 0; lines[i] != NULL; i++) {
        g_autofree char *lower = g_ascii_strdown(lines[i], -1);
        if (dialect_is_returning(lower))
            break;
        g_string_append_printf(words, "%s\n", lines[i]);
    }
    return g_string_free(words, FALSE);
}

/* ---- addresses in lines ---- */

/* The address that text begins with, after blanks and brackets, or NULL; *end: behind it. */
static char *
address_at(const char *text, const char **end)
{
    const char *start = text + strspn(text, " \t*-<>\"'(=");
    if (g_ascii_strncasecmp(start, "mailto:", 7) == 0)
        start += 7;
    gsize length = strcspn(start, " \t\r\n:;,()<>\"'");
    while (length > 0 && start[length - 1] == '.')
        length--;
    if (length < 3 || length > ADDRESS_MOST_BYTES)
        return NULL;
    g_autofree char *address = g_strndup(start, length);
    *end = start + length;
    return address_is_plain(address) && strchr(strchr(address, '@'), '.') != NULL
               ? g_steal_pointer(&address)
               : NULL;
}

/* "550 <a@b>... User unknown", "<<< 553 5.1.1 <a@b>": a reply that speaks of an address. */
static char *
address_of_reply(const char *line, const char **end)
{
    const char *at = line + strspn(line, " \t<>");
    if ((*at != '4' && *at != '5') || !g_ascii_isdigit(at[1]) ||
        !g_ascii_isdigit(at[2]) || (at[3] != ' ' && at[3] != '-'))
        return NULL;
    at += 4;
    at += strspn(at, "0123456789. ");
    return *at == '<' ? address_at(at, end) : NULL;
}

static char *
address_named(const char *line, const char **end)
{
    g_autofree char *lower = g_ascii_strdown(line, -1);
    const char *after;
    guint turn = 0;
    while ((after = dialect_after_naming(lower, &turn)) != NULL) {
        char *address = address_at(line + (after - lower), end);
        if (address != NULL)
            return address;
    }
    return NULL;
}

/* The recipient that a line names, or NULL; *said: what the line goes on to say; *by_words: it says of
 * the address what it is. */
static char *
recipient_of_line(const char *line, const char **said, bool *by_words)
{
    const char *end = line;
    char *address = address_at(line, &end);
    /* ">" before an address quotes; behind "(expanded from", on a line of its own, stands another one. */
    bool quoted = line[strspn(line, " \t")] == '>' && strncmp(line, ">>>", 3) != 0;
    if (address != NULL && (quoted || end[strspn(end, ">")] == ')'))
        g_clear_pointer(&address, g_free);
    *said = end;
    *by_words = address == NULL;
    if (address == NULL) {
        address = address_of_reply(line, &end);
        if (address == NULL)
            address = address_named(line, &end);
        *said = line; /* words before the address say something too */
    }
    return address;
}

/* ---- who, and what is said of each ---- */

typedef struct Named {
    char *address;
    GString *said;
    bool by_words; /* some line said that it is a recipient */
} Named;

static void
named_free(gpointer data)
{
    Named *named = data;
    g_free(named->address);
    g_string_free(named->said, TRUE);
    g_free(named);
}

static Named *
named_get(GPtrArray *all, char *take_address)
{
    for (guint i = 0; i < all->len; i++) {
        Named *named = all->pdata[i];
        if (g_ascii_strcasecmp(named->address, take_address) == 0) {
            g_free(take_address);
            return named;
        }
    }
    Named *named = g_new0(Named, 1);
    named->address = take_address;
    named->said = g_string_new(NULL);
    g_ptr_array_add(all, named);
    return named;
}

/* Of Named, owned, in the order in which they are named. */
static GPtrArray *
named_in(const char *words)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(named_free);
    g_auto(GStrv) lines = g_strsplit(words, "\n", LINES_MOST);
    Named *current = NULL;
    for (gsize i = 0; lines[i] != NULL; i++) {
        const char *said = lines[i];
        bool by_words = false;
        char *address = all->len < BOUNCE_RECIPIENTS_MOST
                            ? recipient_of_line(lines[i], &said, &by_words)
                            : NULL;
        if (address != NULL) {
            current = named_get(all, address);
            current->by_words = current->by_words || by_words;
        }
        if (current != NULL && current->said->len < SAID_MOST_BYTES)
            g_string_append_printf(current->said, "%s\n", said + strspn(said, ">: \t"));
    }
    return all;
}

static bool
is_one_of(const GPtrArray *addresses, const char *address)
{
    for (guint i = 0; i < addresses->len; i++)
        if (g_ascii_strcasecmp(((Address *)addresses->pdata[i])->address, address) == 0)
            return true;
    return false;
}

/* sure: a mail system wrote this for certain; else only what a code or plain words of failure
 * follow is a recipient, for holiday notes name addresses too. */
static void
recipient_add(
    Mail *mail, const char *address, const char *said, const char *words, bool sure)
{
    BounceRecipient *recipient = bounce_recipient_begin(mail, address, "failed");
    if (recipient == NULL)
        return;
    recipient->diagnostic = bounce_diagnostic_clean(said);
    bounce_recipient_finish(recipient, words);
    bool told = recipient->smtp_code != 0 || recipient->status != NULL ||
                g_strcmp0(recipient->reason, "undefined") != 0;
    if (!sure && !told)
        g_ptr_array_remove(mail->bounce_recipients, recipient);
}

/* Whether what is said of it alone tells why. */
static bool
is_explained(const char *said)
{
    BounceRecipient nobody = {.action = (char *)"failed"};
    return smtp_code_find(said, "45") != 0 ||
           strcmp(bounce_reason(&nobody, said, SMTP_STAGE_RCPT), "undefined") != 0;
}

static void
named_add(Mail *mail, const char *words, bool sure)
{
    g_autoptr(GPtrArray) all = named_in(words);
    /* Whoever the report is for wrote our letter; he is named beside those who did not get it. So is
     * where to write for help, on a line of its own. */
    bool others = false, by_words = false;
    for (guint i = 0; i < all->len; i++) {
        const Named *named = all->pdata[i];
        others = others || !is_one_of(mail->to, named->address);
        by_words = by_words || named->by_words;
    }
    for (guint i = 0; i < all->len; i++) {
        const Named *named = all->pdata[i];
        if (others && is_one_of(mail->to, named->address))
            continue;
        if (by_words && !named->by_words && !is_explained(named->said->str))
            continue;
        recipient_add(mail, named->address, named->said->str, words, sure);
    }
}

/* X-Failed-Recipients (Exim, Gmail): the words say why. */
static void
failed_add(Mail *mail, const char *failed, const char *words)
{
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
    addresses_parse(failed, list);
    for (guint i = 0; i < list->len; i++) {
        const char *address = ((Address *)list->pdata[i])->address;
        g_autofree char *near = bounce_words_near(words, address);
        recipient_add(mail, address, *near != '\0' ? near : words, words, true);
    }
}

/* The one to whom our letter went, where the report names nobody. */
static void
addressee_add(Mail *mail, const char *returned, gsize length, const char *words)
{
    const char *end = returned + length;
    while (length > 0 &&
           (returned = g_strstr_len(returned, end - returned, "To:")) != NULL) {
        const char *line = returned;
        returned += 3;
        g_autoptr(GPtrArray) list =
            g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
        gsize rest = (gsize)(end - returned);
        const char *newline = memchr(returned, '\n', rest);
        g_autofree char *value =
            g_strndup(returned, newline != NULL ? (gsize)(newline - returned) : rest);
        addresses_parse(value, list);
        if (list->len == 1 && line[-1] == '\n') {
            recipient_add(mail, ((Address *)list->pdata[0])->address, words, words, true);
            return;
        }
    }
}

char *
bounce_words_near(const char *words, const char *address)
{
    g_autoptr(GPtrArray) all = named_in(words);
    for (guint i = 0; i < all->len; i++) {
        const Named *named = all->pdata[i];
        if (g_ascii_strcasecmp(named->address, address) == 0)
            return g_strdup(named->said->str);
    }
    return g_strdup("");
}

void
bounce_words_read(Mail *mail, const Headers *headers, const char *text, const char *words)
{
    bool daemon = kind_is_from_daemon(mail, headers);
    bool sure = daemon || kind_is_bounce_subject(mail);
    const char *failed = headers_find(headers, "x-failed-recipients");
    if (failed != NULL)
        failed_add(mail, failed, words);
    if (mail->bounce_recipients->len == 0)
        named_add(mail, words, sure);
    /* A report within a report. */
    if (mail->bounce_recipients->len == 0 && sure)
        named_add(mail, text, false);
    if (mail->bounce_recipients->len == 0 && kind_is_bounce_subject(mail))
        addressee_add(mail, text, MIN(strlen(text), WORDS_MOST_BYTES), words);
}

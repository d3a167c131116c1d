/* mail.c - a composed answer → the bytes that leave (RFC 5322, 2045, 2047, 3834).
 *
 * Seven bits throughout, because a relay may not offer more: words in headers are encoded words,
 * bodies that are not short ASCII lines are base64. Nothing from a letter but its Message-ID comes
 * into a header, and that only when it holds no blank, bracket or control character.
 */
#include "compose/mail.h"

#include "language/language.h"

#include <string.h>

/* 39 bytes are 52 letters of base64: an encoded word of 64, beside any field name. */
enum { MOST_WORD_BYTES = 39, MOST_LINE = 990, BASE64_LINE = 76, MOST_MESSAGE_ID = 250 };

/* Riyadh has one offset all year. */
enum { RIYADH_MINUTES = 180 };

static bool
is_ascii(const char *text)
{
    const char *c = text;
    while (*c > 0 && *c != 127)
        c++;
    return *c == '\0';
}

/* How many bytes of whole characters go into one encoded word. Where it can be, a multiple of
 * three: readers that join the base64 of neighbours stop at the padding of the first. */
static gsize
word_length(const char *text)
{
    gsize length = 0, unpadded = 0;
    while (text[length] != '\0') {
        gsize next = length + (gsize)(g_utf8_next_char(text + length) - (text + length));
        if (next > MOST_WORD_BYTES)
            return unpadded > 0 ? unpadded : length;
        length = next;
        if (length % 3 == 0)
            unpadded = length;
    }
    return length;
}

/* Unstructured text or a phrase, as ASCII or as encoded words, folded. */
static void
words_append(GString *out, const char *words, bool phrase)
{
    g_autofree char *clean = g_strdup(words);
    for (char *c = clean; *c != '\0'; c++)
        *c = g_ascii_iscntrl(*c) ? ' ' : *c;
    if (is_ascii(clean) && strstr(clean, "=?") == NULL && strlen(clean) < MOST_LINE / 2) {
        if (!phrase) {
            g_string_append(out, clean);
            return;
        }
        g_string_append_c(out, '"');
        for (const char *c = clean; *c != '\0'; c++) {
            if (*c == '"' || *c == '\\')
                g_string_append_c(out, '\\');
            g_string_append_c(out, *c);
        }
        g_string_append_c(out, '"');
        return;
    }
    for (const char *from = clean; *from != '\0';) {
        gsize length = word_length(from);
        g_autofree char *base64 = g_base64_encode((const guchar *)from, length);
        g_string_append_printf(
            out, "%s=?utf-8?B?%s?=", from == clean ? "" : "\r\n ", base64);
        from += length;
    }
}

static void
date_append(GString *out, gint64 instant_ms)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
        "Aug", "Sep", "Oct", "Nov", "Dec"};
    g_autoptr(GDateTime) at =
        g_date_time_new_from_unix_utc(instant_ms / 1000 + RIYADH_MINUTES * 60);
    g_string_append_printf(out, "Date: %s, %d %s %d %02d:%02d:%02d +0300\r\n",
        days[g_date_time_get_day_of_week(at) - 1], g_date_time_get_day_of_month(at),
        months[g_date_time_get_month(at) - 1], g_date_time_get_year(at),
        g_date_time_get_hour(at), g_date_time_get_minute(at), g_date_time_get_second(at));
}

static bool
is_message_id(const char *id)
{
    if (id == NULL || *id == '\0' || strlen(id) > MOST_MESSAGE_ID)
        return false;
    for (const char *c = id; *c != '\0'; c++) {
        if (*c <= ' ' || *c >= 127 || strchr("<>()\\\",", *c) != NULL)
            return false;
    }
    return true;
}

/* Lines short enough to travel as they are. */
static bool
fits_seven_bits(const char *body)
{
    if (!is_ascii(body) || strchr(body, '\r') != NULL)
        return false;
    for (const char *line = body; line != NULL;) {
        const char *end = strchr(line, '\n');
        if ((end != NULL ? (gsize)(end - line) : strlen(line)) > MOST_LINE)
            return false;
        line = end != NULL ? end + 1 : NULL;
    }
    return true;
}

static void
crlf_append(GString *out, const char *body)
{
    for (const char *line = body; *line != '\0';) {
        gsize length = strcspn(line, "\n");
        g_string_append_len(out, line, (gssize)length);
        g_string_append(out, "\r\n");
        line += length + (line[length] == '\n');
    }
}

static void
part_append(GString *out, const MailParts *parts, const char *type, const char *body)
{
    bool seven = fits_seven_bits(body);
    g_string_append_printf(out,
        "--=_%s\r\nContent-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: "
        "%s\r\n\r\n",
        parts->boundary, type, seven ? "7bit" : "base64");
    if (seven) {
        crlf_append(out, body);
        return;
    }
    g_autoptr(GString) canonical = g_string_sized_new(strlen(body) + 128);
    crlf_append(canonical, body);
    g_autofree char *base64 =
        g_base64_encode((const guchar *)canonical->str, canonical->len);
    for (const char *line = base64; *line != '\0';) {
        gsize length = strnlen(line, BASE64_LINE);
        g_string_append_len(out, line, (gssize)length);
        g_string_append(out, "\r\n");
        line += length;
    }
}

static void
headers_append(GString *out, const MailParts *parts)
{
    date_append(out, parts->date_ms);
    g_string_append(out, "From: ");
    if (*parts->from_name != '\0') {
        words_append(out, parts->from_name, true);
        g_string_append(out, "\r\n ");
    }
    g_string_append_printf(out, "<%s>\r\nTo: %s\r\n", parts->from, parts->to);
    if (parts->reply_to != NULL)
        g_string_append_printf(out, "Reply-To: %s\r\n", parts->reply_to);
    g_string_append(out, "Subject: ");
    words_append(out, parts->subject, false);
    g_string_append_printf(out, "\r\nMessage-ID: <%s>\r\n", parts->message_id);
    if (is_message_id(parts->in_reply_to))
        g_string_append_printf(out, "In-Reply-To: <%s>\r\nReferences: <%s>\r\n",
            parts->in_reply_to, parts->in_reply_to);
    if (parts->automatic)
        g_string_append(out, "Auto-Submitted: auto-replied\r\n"
                             "X-Auto-Response-Suppress: All\r\n"
                             "Precedence: auto_reply\r\n");
    g_string_append_printf(out,
        "MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n "
        "boundary=\"=_%s\"\r\n\r\n",
        parts->boundary);
}

GBytes *
mail_write(const MailParts *parts)
{
    GString *out = g_string_sized_new(8192);
    headers_append(out, parts);
    part_append(out, parts, "text/plain", parts->text);
    part_append(out, parts, "text/html", parts->html);
    g_string_append_printf(out, "--=_%s--\r\n", parts->boundary);
    return g_string_free_to_bytes(out);
}

/* mail.c - a composed letter → the bytes that leave (RFC 5322, 2045, 2047, 2231, 3834).
 *
 * Seven bits throughout, because a relay may not offer more: words in headers are encoded words,
 * bodies that are not short ASCII lines are base64. Nothing from a letter but Message-IDs comes into
 * a header, and those only when they hold no blank, bracket or control character. No
 * List-Unsubscribe: an office's letters are no list one could leave.
 */
#include "compose/mail.h"

#include "language/language.h"

#include <string.h>

/* 39 bytes are 52 letters of base64: an encoded word of 64, beside any field name. */
enum {
    MOST_WORD_BYTES = 39,
    MOST_LINE = 990,
    BASE64_LINE = 76,
    MOST_MESSAGE_ID = 250,
    MOST_REFERENCES = 20
};

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
base64_append(GString *out, const void *bytes, gsize length)
{
    g_autofree char *base64 = g_base64_encode(bytes, length);
    for (const char *line = base64; *line != '\0';) {
        gsize n = strnlen(line, BASE64_LINE);
        g_string_append_len(out, line, (gssize)n);
        g_string_append(out, "\r\n");
        line += n;
    }
}

static void
body_append(GString *out, const MailParts *parts, const char *type, const char *body)
{
    bool seven = fits_seven_bits(body);
    g_string_append_printf(out,
        "--=_%s\r\nContent-Type: %s; charset=utf-8\r\nContent-Language: %s\r\n"
        "Content-Transfer-Encoding: %s\r\n\r\n",
        parts->boundary, type, parts->language, seven ? "7bit" : "base64");
    if (seven) {
        crlf_append(out, body);
        return;
    }
    g_autoptr(GString) canonical = g_string_sized_new(strlen(body) + 128);
    crlf_append(canonical, body);
    base64_append(out, canonical->str, canonical->len);
}

/* multipart/alternative: its type, an empty line, the plainest first, and its end. */
static void
bodies_append(GString *out, const MailParts *parts)
{
    g_string_append_printf(out,
        "Content-Type: multipart/alternative;\r\n boundary=\"=_%s\"\r\n\r\n",
        parts->boundary);
    body_append(out, parts, "text/plain", parts->text);
    body_append(out, parts, "text/html", parts->html);
    g_string_append_printf(out, "--=_%s--\r\n", parts->boundary);
}

static bool
is_media_type(const char *type)
{
    return type != NULL && *type != '\0' && strlen(type) < 100 &&
           strspn(type, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                        "0123456789.+-/") == strlen(type);
}

/* The file's name as RFC 2231 writes it, in pieces that fit a line: whatever it holds. */
static void
file_name_append(GString *out, const char *name)
{
    enum { PIECE = 54 };
    g_autofree char *clean = text_strip_controls(name);
    g_autofree char *escaped = g_uri_escape_string(clean, NULL, false);
    const char *from = escaped;
    for (int i = 0; *from != '\0' || i == 0; i++) {
        gsize length = strnlen(from, PIECE);
        if (length == PIECE) /* whole %XX only */
            length -= from[length - 1] == '%' ? 1 : from[length - 2] == '%' ? 2 : 0;
        g_string_append_printf(out, ";\r\n filename*%d*=%s%.*s", i,
            i == 0 ? "utf-8''" : "", (int)length, from);
        from += length;
    }
}

static void
enclosure_append(GString *out, const MailParts *parts, const Enclosure *enclosure)
{
    gsize length;
    const void *bytes = g_bytes_get_data(enclosure->bytes, &length);
    g_string_append_printf(out,
        "--=+%s\r\nContent-Type: %s\r\nContent-Disposition: attachment", parts->boundary,
        is_media_type(enclosure->media_type) ? enclosure->media_type
                                             : "application/octet-stream");
    file_name_append(out, enclosure->file_name);
    g_string_append(out, "\r\nContent-Transfer-Encoding: base64\r\n\r\n");
    base64_append(out, bytes, length);
}

/* References: what the answered letter referred to, oldest first, then that letter (RFC 5322,
 * section 3.6.4); of a long thread the nearest. */
static void
references_append(GString *out, const MailParts *parts)
{
    g_string_append_printf(out, "In-Reply-To: <%s>\r\nReferences: ", parts->in_reply_to);
    guint n =
        parts->references != NULL ? MIN(parts->references->len, MOST_REFERENCES) : 0;
    for (guint i = n; i > 0; i--) {
        const char *id = parts->references->pdata[i - 1];
        if (is_message_id(id) && strcmp(id, parts->in_reply_to) != 0)
            g_string_append_printf(out, "<%s>\r\n ", id);
    }
    g_string_append_printf(out, "<%s>\r\n", parts->in_reply_to);
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
        references_append(out, parts);
    if (parts->automatic)
        g_string_append(out, "Auto-Submitted: auto-replied\r\n"
                             "X-Auto-Response-Suppress: All\r\n"
                             "Precedence: auto_reply\r\n");
    else if (parts->unasked)
        g_string_append(out, "Auto-Submitted: auto-generated\r\n"
                             "X-Auto-Response-Suppress: OOF, AutoReply\r\n");
    g_string_append(out, "MIME-Version: 1.0\r\n");
}

GBytes *
mail_write(const MailParts *parts)
{
    GString *out = g_string_sized_new(8192);
    headers_append(out, parts);
    if (parts->enclosures == NULL || parts->enclosures->len == 0) {
        bodies_append(out, parts);
        return g_string_free_to_bytes(out);
    }
    g_string_append_printf(out,
        "Content-Type: multipart/mixed;\r\n boundary=\"=+%s\"\r\n\r\n--=+%s\r\n",
        parts->boundary, parts->boundary);
    bodies_append(out, parts);
    for (guint i = 0; i < parts->enclosures->len; i++)
        enclosure_append(out, parts, parts->enclosures->pdata[i]);
    g_string_append_printf(out, "--=+%s--\r\n", parts->boundary);
    return g_string_free_to_bytes(out);
}

/* mail.c - from the bytes of a mail to what it says: the order in which the other files work.
 *
 * Line ends are made one kind first, so that copies with CR, LF or CRLF say the same. The header
 * is read by headers.c; GMime gets only the fields that concern MIME, and the body.
 */
#include <string.h>

#include "language/language.h"
#include "parse/inside.h"

enum { SUBJECT_MOST_BYTES = 4000, IDS_MOST = 200 };

void
mail_add_defect(Mail *mail, const char *name)
{
    for (guint i = 0; i < mail->defects->len; i++)
        if (strcmp(g_ptr_array_index(mail->defects, i), name) == 0)
            return;
    g_ptr_array_add(mail->defects, g_strdup(name));
}

bool
string_shorten(GString *text, gsize most_bytes)
{
    if (text->len <= most_bytes)
        return false;
    gsize length = most_bytes;
    while (length > 0 && ((guchar)text->str[length] & 0xC0) == 0x80)
        length--;
    g_string_truncate(text, length);
    return true;
}

bool
bytes_are_blank(const char *text)
{
    return text[strspn(text, " \t\r\n\f\v")] == '\0';
}

/* ---- the header ---- */

static void
ids_read(const Headers *headers, const char *name, GPtrArray *ids)
{
    const char *value = headers_find(headers, name);
    if (value != NULL)
        header_message_ids(value, IDS_MOST, ids);
}

static void
addresses_read(Mail *mail, const Headers *headers, const char *name, GPtrArray *list)
{
    for (guint i = 0; i < headers->fields->len; i++) {
        const Header *header = &g_array_index(headers->fields, Header, i);
        if (strcmp(header->name, name) == 0 && !addresses_parse(header->value, list))
            mail_add_defect(mail, "broken_address");
    }
}

static Address *
from_repaired(Mail *mail, Address *take_from)
{
    char *name = take_from->name != NULL ? mojibake_repair(mail, take_from->name) : NULL;
    g_free(take_from->name);
    take_from->name = name;
    return take_from;
}

static void
from_read(Mail *mail, const Headers *headers)
{
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
    addresses_read(mail, headers, "from", list);
    if (headers_count(headers, "from") > 1)
        return; /* named by duplicates_note; nobody's word is taken */
    if (list->len == 1)
        mail->from = from_repaired(mail, g_ptr_array_steal_index(list, 0));
    else
        mail_add_defect(mail, list->len == 0 ? "no_from" : "several_from");
}

static void
date_read(Mail *mail, const Headers *headers)
{
    const char *value = headers_find(headers, "date");
    g_autoptr(GDateTime) date =
        value != NULL ? g_mime_utils_header_decode_date(value) : NULL;
    if (date == NULL) {
        mail_add_defect(mail, value != NULL ? "broken_date" : "no_date");
        return;
    }
    mail->has_date = true;
    mail->date_ms = g_date_time_to_unix(date) * 1000;
    mail->date_offset_minutes =
        (int)(g_date_time_get_utc_offset(date) / G_TIME_SPAN_MINUTE);
}

static void
subject_read(Mail *mail, const Headers *headers)
{
    const char *value = headers_find(headers, "subject");
    if (value == NULL)
        return;
    g_autofree char *decoded = words_decode(value);
    g_autofree char *repaired = mojibake_repair(mail, decoded);
    g_autofree char *stripped = text_strip_controls(repaired);
    if (mojibake_is_lost(stripped))
        mail_add_defect(mail, "letters_lost_before");
    g_autoptr(GString) subject = g_string_new(g_strstrip(stripped));
    if (string_shorten(subject, SUBJECT_MOST_BYTES))
        mail_add_defect(mail, "header_too_long");
    g_free(mail->subject);
    mail->subject = g_strdup(subject->str);
}

/* Fields of which a second one is a forgery or an accident: never merged. */
static void
duplicates_note(Mail *mail, const Headers *headers)
{
    static const char *const once[][2] = {
        {"from", "duplicate_from"},
        {"sender", "duplicate_sender"},
        {"date", "duplicate_date"},
        {"message-id", "duplicate_message_id"},
        {"subject", "duplicate_subject"},
        {"content-type", "duplicate_content_type"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(once); i++)
        if (headers_count(headers, once[i][0]) > 1)
            mail_add_defect(mail, once[i][1]);
}

static void
header_read(Mail *mail, const Headers *headers)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
    ids_read(headers, "message-id", ids);
    if (ids->len > 0)
        mail->message_id = g_strdup(g_ptr_array_index(ids, 0));
    else
        mail_add_defect(mail, "no_message_id");
    ids_read(headers, "in-reply-to", mail->in_reply_to);
    ids_read(headers, "references", mail->references);
    date_read(mail, headers);
    from_read(mail, headers);
    addresses_read(mail, headers, "reply-to", mail->reply_to);
    addresses_read(mail, headers, "to", mail->to);
    addresses_read(mail, headers, "cc", mail->cc);
    subject_read(mail, headers);
    duplicates_note(mail, headers);
    if (headers->had_nul)
        mail_add_defect(mail, "nul_in_header");
    if (headers->was_cut)
        mail_add_defect(mail, "header_too_long");
    if (headers->ended_early)
        mail_add_defect(
            mail, headers->fields->len > 0 ? "header_ends_early" : "no_header");
}

/* ---- the body ---- */

/* Puts the fields that concern MIME right before the body, over the header that stood there and
 * is longer; returns where they begin. What follows is a whole mail to GMime. */
static gsize
mime_head_write(GByteArray *bytes, const Headers *headers)
{
    static const char *const wanted[] = {
        "Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "Content-ID"};
    g_autoptr(GString) head = g_string_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(wanted); i++) {
        g_autofree char *name = g_ascii_strdown(wanted[i], -1);
        const char *value = headers_find(headers, name);
        if (value != NULL && *value != '\0')
            g_string_append_printf(head, "%s: %s\n", wanted[i], value);
    }
    if (head->len == 0)
        g_string_append(head, "Content-Type: text/plain\n");
    g_string_append_c(head, '\n');
    gsize start = headers->body_start;
    if (start < head->len) {
        g_byte_array_prepend(
            bytes, (const guint8 *)head->str, (guint)(head->len - start));
        start = head->len;
    }
    memcpy(bytes->data + start - head->len, head->str, head->len);
    return start - head->len;
}

static void
body_read(Walk *walk, GByteArray *bytes, gsize start)
{
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new();
    g_mime_stream_mem_set_byte_array(GMIME_STREAM_MEM(stream), bytes);
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
    g_mime_stream_set_bounds(stream, (gint64)start, -1);
    g_autoptr(GMimeParser) parser = g_mime_parser_new_with_stream(stream);
    g_autoptr(GMimeMessage) message = g_mime_parser_construct_message(parser, NULL);
    if (message == NULL) {
        mail_add_defect(walk->mail, "no_body");
        return;
    }
    walk_object(walk, g_mime_message_get_mime_part(message), 0);
}

/* What does not change on the way: a second delivery has other Received fields, and perhaps other
 * folding and a different number of empty lines at its end. */
static char *
fingerprint(const Headers *headers, const guint8 *body, gsize length)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    static const char *const fields[] = {"message-id", "from", "date", "subject"};
    g_autoptr(GString) head = g_string_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
        const char *value = headers_find(headers, fields[i]);
        for (; value != NULL && *value != '\0'; value++)
            if (*value != ' ' && *value != '\t')
                g_string_append_c(head, *value);
        g_string_append_c(head, '\n');
    }
    g_checksum_update(sum, (const guchar *)head->str, (gssize)head->len);
    while (length > 0 && (body[length - 1] == '\n' || body[length - 1] == '\r'))
        length--;
    g_checksum_update(sum, body, (gssize)length);
    return g_strdup(g_checksum_get_string(sum));
}

static void
count_unreadable(Mail *mail)
{
    mail->unreadable_chars =
        charset_count_unreadable(mail->text) + charset_count_unreadable(mail->subject);
    if (mail->from != NULL && mail->from->name != NULL)
        mail->unreadable_chars += charset_count_unreadable(mail->from->name);
}

/* Whether a folded subject begins with one of the words, which NULL ends. */
static bool
subject_begins(const char *subject, const char *const *words)
{
    for (; *words != NULL; words++)
        if (g_str_has_prefix(subject, *words))
            return true;
    return false;
}

/* Whether it answers a mail: by its thread, or by what a subject begins with then. Who sends a letter on
 * has it in the thread as well, and says so in the subject. */
static bool
is_answer(const Mail *mail)
{
    static const char *const answering[] = {
        "re:", "رد:", "رد :", "aw:", "sv:", "antw:", "ر:", NULL};
    static const char *const forwarding[] = {"fw:", "fwd:", "fw :", "wg:", "tr:",
        "اعادة توجيه:", "اعادة توجيه :", "اعاده توجيه:", "توجيه:", "محول:", NULL};
    g_autofree char *subject = text_fold(mail->subject);
    if (subject_begins(subject, forwarding))
        return false;
    return mail->in_reply_to->len > 0 || mail->references->len > 0 ||
           subject_begins(subject, answering);
}

static void
texts_set(Mail *mail, const Walk *walk, char *const *ours)
{
    const Answered answered = {.answers = is_answer(mail),
        .writer = mail->from != NULL ? mail->from->address : NULL,
        .ours = ours};
    g_autofree char *own = quotation_fold(walk->text->str, &answered);
    bool more = walk->attached->len > 0;
    const char *gap = more && walk->text->len > 0 ? "\n\n" : "";
    g_autoptr(GString) text = g_string_new(walk->text->str);
    g_autoptr(GString) new_text = g_string_new(own);
    g_string_append_printf(text, "%s%s", gap, walk->attached->str);
    g_string_append_printf(new_text, "%s%s", gap, walk->attached->str);
    if (string_shorten(text, TEXT_MOST_BYTES) | string_shorten(new_text, TEXT_MOST_BYTES))
        mail_add_defect(mail, "text_too_long");
    g_free(mail->text);
    g_free(mail->new_text);
    mail->text = g_strdup(text->str);
    mail->new_text = g_strdup(new_text->str);
}

static void
html_set(Mail *mail, const GString *html)
{
    bool lies;
    mail->html = html_render_safely(html->str, html->len, &lies);
    if (lies)
        mail_add_defect(mail, "link_lies");
}

Mail *
parse_mail(const guint8 *bytes, gsize length, const ParseSettings *settings)
{
    static const ParseSettings nobody;
    settings = settings != NULL ? settings : &nobody;
    charset_force(settings->decode_as);
    Mail *mail = mail_new();
    if (length > G_MAXINT32 / 2) {
        mail_add_defect(mail, "mail_too_long");
        length = G_MAXINT32 / 2;
    }
    g_autoptr(GByteArray) whole =
        raw_normalise(length > 0 ? bytes : (const guint8 *)"", length);
    if (whole->len == 0)
        mail_add_defect(mail, "empty");
    g_autoptr(Headers) headers =
        headers_parse(whole->len > 0 ? (const char *)whole->data : "", whole->len);
    header_read(mail, headers);
    authentication_read(mail, headers, settings->authserv_id);
    mail->fingerprint = fingerprint(headers,
        whole->len > 0 ? whole->data + headers->body_start : (const guint8 *)"",
        whole->len - headers->body_start);
    raw_cut_parts(mail, whole, headers->body_start);
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GString) attached = g_string_new(NULL);
    g_autoptr(GString) html = g_string_new(NULL);
    Walk walk = {.mail = mail, .text = text, .attached = attached};
    if (settings->wants_html || web_form_is_sender(mail, settings->forms))
        walk.html = html;
    gsize body_length = whole->len - headers->body_start;
    gsize start = mime_head_write(whole, headers);
    walk.body = (const char *)whole->data + whole->len - body_length;
    walk.body_length = body_length;
    body_read(&walk, whole, start);
    texts_set(mail, &walk, settings->addresses);
    if (settings->wants_html && html->len > 0)
        html_set(mail, html);
    bounce_read(mail, headers, &walk.report, text->str);
    mail->forwarded_from = walk.report.attached != NULL
                               ? forward_author_of(walk.report.attached)
                               : forward_author(text->str);
    web_form_read(mail, settings->forms, text->str, html->len > 0 ? html->str : NULL);
    mail->kind = kind_of(mail, headers, &walk.report, settings);
    count_unreadable(mail);
    report_clear(&walk.report);
    charset_force(NULL);
    return mail;
}

bool
parse_knows_charset(const char *name)
{
    bool known = *name != '\0' && charset_force(name);
    charset_force(NULL);
    return known;
}

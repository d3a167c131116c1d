/* walk.c - from the tree of MIME parts to text, attachments and reports.
 *
 * Goes down at most WALK_MOST_DEPTH levels. Text is decoded here, from the bytes, never by
 * g_mime_text_part_get_text, which drops what its declared charset cannot hold.
 */
#include <string.h>

#include "language/language.h"
#include "parse/inside.h"

void
report_clear(Report *report)
{
    g_clear_pointer(&report->type, g_free);
    g_clear_pointer(&report->delivery_status, g_bytes_unref);
    g_clear_pointer(&report->feedback, g_bytes_unref);
    g_clear_pointer(&report->disposition, g_bytes_unref);
    g_clear_pointer(&report->returned, g_bytes_unref);
    g_clear_pointer(&report->attached, g_bytes_unref);
}

/* ---- text ---- */

/* Line ends become newlines; controls other than tab and newline go. In place. */
static void
text_normalise(GString *text)
{
    char *to = text->str;
    const char *end = text->str + text->len;
    for (const char *from = text->str; from < end; from++) {
        if (*from == '\r') {
            *to++ = '\n';
            from += from + 1 < end && from[1] == '\n';
        } else if ((guchar)*from >= ' ' ? *from != 127 : *from == '\n' || *from == '\t') {
            *to++ = *from;
        }
    }
    g_string_truncate(text, (gsize)(to - text->str));
    if (g_str_has_prefix(text->str, "\xEF\xBB\xBF"))
        g_string_erase(text, 0, 3);
}

static void
text_append(Walk *walk, GString *all, const char *broken)
{
    if (bytes_are_blank(broken))
        return;
    g_autofree char *text = mojibake_repair(walk->mail, broken);
    if (mojibake_is_lost(text))
        mail_add_defect(walk->mail, "letters_lost_before");
    if (all->len > 0)
        g_string_append(all, g_str_has_suffix(all->str, "\n") ? "\n" : "\n\n");
    g_string_append(all, text);
    if (string_shorten(all, TEXT_MOST_BYTES))
        mail_add_defect(walk->mail, "text_too_long");
}

void
walk_add_text(
    Walk *walk, const char *bytes, gsize length, const char *declared, bool is_html)
{
    CharsetRule rule;
    g_autoptr(GString) text = charset_decode(bytes, length, declared, &rule);
    charset_note(walk->mail, rule, declared, text->str);
    text_normalise(text);
    signed_note_inline(walk->mail, text->str);
    if (!is_html) {
        g_autofree char *plain = signed_without_armour(text->str);
        text_append(walk, walk->text, plain);
        return;
    }
    if (walk->html != NULL && walk->html->len == 0)
        g_string_append_len(
            walk->html, text->str, (gssize)MIN(text->len, HTML_MOST_BYTES));
    bool too_deep;
    g_autofree char *plain = html_to_text(text->str, text->len, &too_deep);
    if (too_deep)
        mail_add_defect(walk->mail, "html_too_deep");
    if (text->len > HTML_MOST_BYTES)
        mail_add_defect(walk->mail, "text_too_long");
    walk->from_html = true;
    text_append(walk, walk->text, plain);
}

static void
walk_text(Walk *walk, GMimeObject *object, GBytes *content, bool is_html)
{
    gsize length;
    const char *bytes = g_bytes_get_data(content, &length);
    if (length == 0)
        return;
    g_autofree char *type = part_header(object, "Content-Type");
    g_autofree char *declared = type != NULL ? parameters_find(type, "charset") : NULL;
    if (declared == NULL && is_html)
        declared = html_charset(bytes, length);
    walk_add_text(walk, bytes, length, declared, is_html);
}

/* ---- attachments ---- */

static bool
has_room(Walk *walk)
{
    if (walk->mail->parts->len >= PARTS_MOST)
        mail_add_defect(walk->mail, "too_many_parts");
    else if (walk->part_bytes >= PARTS_MOST_BYTES)
        mail_add_defect(walk->mail, "parts_too_big");
    else
        return true;
    return false;
}

static void
part_keep(Walk *walk, Part *part)
{
    walk->part_bytes += (gsize)part->size_bytes;
    g_ptr_array_add(walk->mail->parts, part);
}

/* A part that the body shows: it has a Content-ID and was not sent as a file, or it is an image
 * sent inline. */
static bool
is_inline(GMimeObject *object, const char *disposition, const char *media_type)
{
    if (disposition != NULL && strcmp(disposition, "inline") == 0 &&
        g_str_has_prefix(media_type, "image/"))
        return true;
    bool attached = disposition != NULL && strcmp(disposition, "attachment") == 0;
    return !attached && g_mime_object_get_content_id(object) != NULL;
}

bool
walk_keep_file(Walk *walk, const char *name, const char *type, GBytes *take_bytes)
{
    g_autoptr(GBytes) bytes = take_bytes;
    if (!has_room(walk))
        return false;
    g_autofree char *repaired = name != NULL ? mojibake_repair(walk->mail, name) : NULL;
    part_keep(walk, part_from_bytes(repaired, type, g_steal_pointer(&bytes)));
    return true;
}

/* What stands in a part that is kept. */
static void
open_packed(Walk *walk, const Part *part)
{
    gsize length;
    const guint8 *bytes = g_bytes_get_data(part->bytes, &length);
    bool tnef = strcmp(part->media_type, "application/ms-tnef") == 0;
    if (tnef && !tnef_open(walk, bytes, length, 0))
        mail_add_defect(walk->mail, "winmail_not_opened");
    else if (strcmp(part->media_type, "application/zip") == 0)
        zip_open(walk, bytes, length);
}

static void
walk_attachment(Walk *walk, GMimeObject *object, const char *type,
    const char *disposition, GBytes *take_content)
{
    g_autoptr(GBytes) content = take_content;
    if (!has_room(walk))
        return;
    g_autofree char *name = part_name(object);
    g_autofree char *repaired = name != NULL ? mojibake_repair(walk->mail, name) : NULL;
    Part *part = part_from_bytes(repaired, type, g_steal_pointer(&content));
    part->inline_ = is_inline(object, disposition, part->media_type);
    part_keep(walk, part);
    open_packed(walk, part);
}

/* ---- reports ---- */

static void
take_first(GBytes **place, GBytes *content)
{
    if (*place == NULL)
        *place = g_bytes_ref(content);
}

/* Keeps what a machine reads; true when the part is none that a person reads. */
static bool
walk_report(Walk *walk, const char *type, GBytes *content)
{
    Report *report = &walk->report;
    if (strcmp(type, "message/delivery-status") == 0 ||
        strcmp(type, "message/global-delivery-status") == 0)
        take_first(&report->delivery_status, content);
    else if (strcmp(type, "message/feedback-report") == 0)
        take_first(&report->feedback, content);
    else if (strcmp(type, "message/disposition-notification") == 0 ||
             strcmp(type, "message/global-disposition-notification") == 0)
        take_first(&report->disposition, content);
    else if (strcmp(type, "text/rfc822-headers") == 0 ||
             strcmp(type, "text/rfc822-header") == 0 ||
             strcmp(type, "message/global-headers") == 0)
        take_first(&report->returned, content);
    else
        return false;
    return true;
}

/* ---- messages inside ---- */

static void
append_field(GString *text, const Headers *headers, const char *name, const char *label)
{
    const char *value = headers_find(headers, name);
    if (value == NULL)
        return;
    g_autofree char *decoded = words_decode(value);
    g_autofree char *clean = text_strip_controls(decoded);
    g_string_append_printf(text, "%s: %s\n", label, clean);
}

/* A letter attached to a letter: its text follows under its head, its attachments are ours too. */
static void
walk_message(Walk *walk, GMimeObject *body, const Headers *headers, int depth)
{
    g_autoptr(GString) head = g_string_new(NULL);
    append_field(head, headers, "from", "From");
    append_field(head, headers, "to", "To");
    append_field(head, headers, "date", "Date");
    append_field(head, headers, "subject", "Subject");
    GString *outer = walk->text;
    walk->text = g_string_new(NULL);
    Report report = walk->report;
    walk->report = (Report){0}; /* a report that somebody forwards is no report to us */
    walk_object(walk, body, depth + 1);
    report_clear(&walk->report);
    walk->report = report;
    text_append(walk, walk->attached, head->str);
    text_append(walk, walk->attached, walk->text->str);
    g_string_free(walk->text, TRUE);
    walk->text = outer;
}

static GBytes *
object_bytes(GMimeObject *object)
{
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new();
    g_mime_object_write_to_stream(object, NULL, stream);
    GByteArray *array = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
    return g_byte_array_free_to_bytes(array);
}

static void
walk_message_part(Walk *walk, GMimeMessagePart *part, int depth)
{
    GMimeMessage *message = g_mime_message_part_get_message(part);
    if (message == NULL || !has_room(walk))
        return;
    g_autoptr(GBytes) bytes = object_bytes(GMIME_OBJECT(message));
    if (walk->report.type != NULL) {
        take_first(&walk->report.returned, bytes);
        return;
    }
    take_first(&walk->report.attached, bytes);
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);
    g_autoptr(Headers) headers = headers_parse(length > 0 ? data : "", length);
    g_autofree char *name = part_name(GMIME_OBJECT(part));
    if (name == NULL) {
        const char *subject = headers_find(headers, "subject");
        g_autofree char *decoded = subject != NULL ? words_decode(subject) : NULL;
        g_strdelimit(
            decoded != NULL ? decoded : (decoded = g_strdup("message")), "/\\", '-');
        name = g_strconcat(decoded, ".eml", NULL);
    }
    part_keep(walk, part_from_bytes(name, "message/rfc822", g_bytes_ref(bytes)));
    walk_message(walk, g_mime_message_get_mime_part(message), headers, depth);
}

/* ---- the tree ---- */

/* S/MIME in one block: what is signed is walked, what is encrypted is kept. False: to be kept. */
static bool
walk_signed(Walk *walk, const char *type, GBytes *content, int depth)
{
    gsize length;
    const guint8 *bytes = g_bytes_get_data(content, &length);
    if (!signed_is_smime(type) || length == 0)
        return false;
    g_autoptr(GByteArray) inside = signed_content(bytes, length);
    if (inside == NULL) {
        mail_add_defect(walk->mail, "encrypted");
        return false;
    }
    mail_add_defect(walk->mail, "signed_not_verified");
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new_with_byte_array(inside);
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
    g_autoptr(GMimeParser) parser = g_mime_parser_new_with_stream(stream);
    GMimeObject *object = g_mime_parser_construct_part(parser, NULL);
    if (object == NULL)
        return false;
    walk_object(walk, object, depth + 1);
    g_object_unref(object);
    return true;
}

static void
walk_leaf(Walk *walk, GMimeObject *object, int depth)
{
    g_autofree char *type_value = part_header(object, "Content-Type");
    g_autofree char *type = type_value != NULL ? parameters_word(type_value) : NULL;
    g_autofree char *place = part_header(object, "Content-Disposition");
    g_autofree char *disposition = place != NULL ? parameters_word(place) : NULL;
    g_autoptr(GBytes) content = part_decode(GMIME_PART(object));
    if (type == NULL || strchr(type, '/') == NULL) {
        g_free(type);
        type = g_strdup("text/plain");
    }
    if (walk_report(walk, type, content) || walk_signed(walk, type, content, depth))
        return;
    bool is_html = strcmp(type, "text/html") == 0;
    bool is_text =
        is_html || strcmp(type, "text/plain") == 0 || strcmp(type, "text") == 0;
    bool attached = disposition != NULL && strcmp(disposition, "attachment") == 0;
    g_autofree char *name = is_text ? part_name(object) : NULL;
    if (is_text && !attached && (name == NULL || depth == 0))
        walk_text(walk, object, content, is_html);
    else if (g_bytes_get_size(content) > 0 || name != NULL || attached)
        walk_attachment(walk, object, type, disposition, g_steal_pointer(&content));
}

/* A plain text beside an HTML one that says only "open this in a better program". */
static bool
is_stub(const char *plain, const char *html)
{
    gsize length = strlen(plain);
    return length < 200 && strlen(html) > 4 * length + 100;
}

/* Of several forms of one text, the plain one; the HTML one when there is none worth reading. */
static void
walk_alternative(Walk *walk, GMimeMultipart *multipart, int depth)
{
    GString *outer = walk->text;
    bool outer_html = walk->from_html;
    g_autoptr(GString) plain = g_string_new(NULL);
    g_autoptr(GString) html = g_string_new(NULL);
    int n = g_mime_multipart_get_count(multipart);
    for (int i = 0; i < n; i++) {
        walk->text = g_string_new(NULL);
        walk->from_html = false;
        walk_object(walk, g_mime_multipart_get_part(multipart, i), depth + 1);
        GString *kept = walk->from_html ? html : plain;
        if (kept->len == 0)
            g_string_append_len(kept, walk->text->str, (gssize)walk->text->len);
        g_string_free(walk->text, TRUE);
    }
    walk->text = outer;
    bool use_html = bytes_are_blank(plain->str) || is_stub(plain->str, html->str);
    walk->from_html = outer_html || use_html;
    text_append(walk, walk->text, use_html ? html->str : plain->str);
}

/* No boundary is declared, or none is found: whatever stands there is shown as text. */
static void
walk_without_parts(Walk *walk, GMimeMultipart *multipart, int depth)
{
    mail_add_defect(walk->mail, "multipart_without_parts");
    const char *prologue = g_mime_multipart_get_prologue(multipart);
    const char *bytes = depth == 0 ? walk->body : prologue;
    gsize length = depth == 0         ? walk->body_length
                   : prologue != NULL ? strlen(prologue)
                                      : 0;
    if (length == 0)
        return;
    CharsetRule rule;
    g_autoptr(GString) text =
        charset_decode(bytes, MIN(length, TEXT_MOST_BYTES), NULL, &rule);
    charset_note(walk->mail, rule, NULL, text->str);
    text_normalise(text);
    text_append(walk, walk->text, text->str);
}

static void
walk_multipart(Walk *walk, GMimeMultipart *multipart, int depth)
{
    GMimeObject *object = GMIME_OBJECT(multipart);
    GMimeContentType *content_type = g_mime_object_get_content_type(object);
    const char *subtype = g_mime_content_type_get_media_subtype(content_type);
    int n = g_mime_multipart_get_count(multipart);
    if (depth == 0 && subtype != NULL && g_ascii_strcasecmp(subtype, "report") == 0) {
        g_autofree char *value = part_header(object, "Content-Type");
        char *type = value != NULL ? parameters_find(value, "report-type") : NULL;
        walk->report.type = type != NULL ? g_ascii_strdown(type, -1) : g_strdup("");
        g_free(type);
    }
    if (subtype != NULL && g_ascii_strcasecmp(subtype, "signed") == 0)
        mail_add_defect(walk->mail, "signed_not_verified");
    if (subtype != NULL && g_ascii_strcasecmp(subtype, "encrypted") == 0)
        mail_add_defect(walk->mail, "encrypted");
    if (n == 0)
        walk_without_parts(walk, multipart, depth);
    if (subtype != NULL && g_ascii_strcasecmp(subtype, "alternative") == 0) {
        walk_alternative(walk, multipart, depth);
        return;
    }
    for (int i = 0; i < n; i++)
        walk_object(walk, g_mime_multipart_get_part(multipart, i), depth + 1);
}

void
walk_object(Walk *walk, GMimeObject *object, int depth)
{
    if (object == NULL)
        return;
    if (depth > WALK_MOST_DEPTH) {
        mail_add_defect(walk->mail, "too_deep");
        return;
    }
    if (GMIME_IS_MULTIPART(object))
        walk_multipart(walk, GMIME_MULTIPART(object), depth);
    else if (GMIME_IS_MESSAGE_PART(object))
        walk_message_part(walk, GMIME_MESSAGE_PART(object), depth);
    else if (GMIME_IS_PART(object))
        walk_leaf(walk, object, depth);
}

/* fill.c - a letter of the sample post with its blanks filled from what really came back.
 *
 * {{to}} {{date}} {{ack.ID.message_id}} {{ack.ID.subject}} {{ack.ID.reply_to}} {{number.ID}}
 * {{request.ID}} {{file.NAME}}, the last as base64. Files are bytes in any charset; blanks are
 * ASCII, so they are found all the same.
 */
#include "demo/sample.h"

#include "base/base.h"

#include <string.h>

enum { MOST_FILE_BYTES = 8 * 1024 * 1024, BASE64_LINE = 76 };

char *
mail_header(const char *mail, const char *name)
{
    gsize length = strlen(name);
    for (const char *line = mail; *line && *line != '\r' && *line != '\n';) {
        const char *end = strchr(line, '\n');
        while (end && (end[1] == ' ' || end[1] == '\t')) /* folded */
            end = strchr(end + 1, '\n');
        if (!end)
            end = line + strlen(line);
        if (g_ascii_strncasecmp(line, name, length) == 0 && line[length] == ':') {
            g_autoptr(GString) value =
                g_string_new_len(line + length + 1, end - line - length - 1);
            g_string_replace(value, "\r", "", 0);
            g_string_replace(value, "\n", "", 0);
            return g_strstrip(g_string_free(g_steal_pointer(&value), FALSE));
        }
        line = *end ? end + 1 : end;
    }
    return NULL;
}

char *
mail_first_id(const char *value)
{
    const char *open = value ? strchr(value, '<') : NULL;
    const char *close = open ? strchr(open, '>') : NULL;
    return close ? g_strndup(open + 1, close - open - 1) : NULL;
}

static char *
base64_of_file(const Sample *sample, const char *name, GError **error)
{
    g_autofree char *path = g_build_filename(sample->folder, name, NULL);
    g_autoptr(GBytes) bytes = file_read(path, MOST_FILE_BYTES, error);
    if (!bytes)
        return NULL;
    gsize size;
    const guchar *data = g_bytes_get_data(bytes, &size);
    g_autofree char *all = g_base64_encode(data, size);
    g_autoptr(GString) lines = g_string_new(NULL);
    for (const char *at = all; *at; at += MIN(strlen(at), BASE64_LINE))
        g_string_append_printf(lines, "%s%.*s", lines->len ? "\n" : "", BASE64_LINE, at);
    return g_string_free(g_steal_pointer(&lines), FALSE);
}

static char *
date_now(void)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
        "Aug", "Sep", "Oct", "Nov", "Dec"};
    g_autoptr(GTimeZone) riyadh = g_time_zone_new_offset(3 * 60 * 60);
    g_autoptr(GDateTime) now = g_date_time_new_now(riyadh);
    g_autofree char *clock = g_date_time_format(now, "%H:%M:%S +0300");
    return g_strdup_printf("%s, %d %s %d %s", days[g_date_time_get_day_of_week(now) - 1],
        g_date_time_get_day_of_month(now), months[g_date_time_get_month(now) - 1],
        g_date_time_get_year(now), clock);
}

/* "ack.01.subject" and the like, from letter 01; NULL when unknown or not known yet. */
static const char *
value_of_letter(const Sample *sample, const char *blank)
{
    g_auto(GStrv) words = g_strsplit(blank, ".", 3);
    const SampleLetter *letter =
        words[0] && words[1] ? sample_find(sample, words[1]) : NULL;
    if (!letter)
        return NULL;
    if (g_str_equal(words[0], "number"))
        return letter->in_no;
    if (g_str_equal(words[0], "request"))
        return letter->request_no;
    if (!g_str_equal(words[0], "ack") || !letter->ack || !words[2])
        return NULL;
    if (g_str_equal(words[2], "message_id"))
        return letter->ack->message_id;
    if (g_str_equal(words[2], "subject"))
        return letter->ack->subject;
    return g_str_equal(words[2], "reply_to") ? letter->ack->reply_to : NULL;
}

static char *
value_of(const Sample *sample, const char *blank, const char *to, GError **error)
{
    if (g_str_equal(blank, "to") && to)
        return g_strdup(to);
    if (g_str_equal(blank, "date"))
        return date_now();
    if (g_str_has_prefix(blank, "file."))
        return base64_of_file(sample, blank + strlen("file."), error);
    const char *value = value_of_letter(sample, blank);
    if (!value)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "nothing is known to fill in for '{{%s}}'", blank);
    return g_strdup(value);
}

static GString *
fill(const Sample *sample, const char *text, gsize length, const char *to, GError **error)
{
    g_autoptr(GString) filled = g_string_sized_new(length);
    const char *at = text, *end = text + length, *open;
    while ((open = memmem(at, end - at, "{{", 2))) {
        const char *close = memmem(open, end - open, "}}", 2);
        if (!close)
            break;
        g_autofree char *blank = g_strndup(open + 2, close - open - 2);
        g_autofree char *value = value_of(sample, blank, to, error);
        if (!value)
            return NULL;
        g_string_append_len(filled, at, open - at);
        g_string_append(filled, value);
        at = close + 2;
    }
    g_string_append_len(filled, at, end - at);
    return g_steal_pointer(&filled);
}

/* The letter's file with every blank filled. */
static GBytes *
fill_file(
    const Sample *sample, const SampleLetter *letter, const char *to, GError **error)
{
    g_autofree char *path = g_build_filename(sample->folder, letter->file, NULL);
    g_autoptr(GBytes) bytes = file_read(path, MOST_FILE_BYTES, error);
    if (!bytes)
        return NULL;
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);
    g_autoptr(GString) mail = fill(sample, data, size, to, error);
    if (!mail)
        return NULL;
    g_string_replace(mail, "\n", "\r\n", 0);
    return g_string_free_to_bytes(g_steal_pointer(&mail));
}

GBytes *
sample_fill(const Sample *sample, SampleLetter *letter, char **to, GError **error)
{
    const char *whom = letter->to ? letter->to : sample->address;
    g_autoptr(GString) recipient = fill(sample, whom, strlen(whom), NULL, error);
    if (!recipient)
        return NULL;
    const SampleLetter *first = letter->again ? sample_find(sample, letter->again) : NULL;
    GBytes *mail = first && first->mail
                       ? g_bytes_ref(first->mail)
                       : fill_file(sample, letter, recipient->str, error);
    if (!mail)
        return NULL;
    g_clear_pointer(&letter->mail, g_bytes_unref);
    g_free(letter->message_id);
    letter->mail = g_bytes_ref(mail);
    g_autofree char *text =
        g_strndup(g_bytes_get_data(mail, NULL), g_bytes_get_size(mail));
    g_autofree char *id = mail_header(text, "Message-ID");
    letter->message_id = mail_first_id(id);
    *to = g_string_free(g_steal_pointer(&recipient), FALSE);
    return mail;
}

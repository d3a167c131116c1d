/* passed_on.c - which words of a letter its writer only passes on.
 *
 * They prove nothing of him, whoever he is. Where it is not clear they are taken for others' words: a
 * letter is then held for a person, and nobody's record is opened by them.
 */
#include "identify/passed_on.h"

#include <glib.h>
#include <string.h>

/* Bidi marks, stars and spaces around a label. */
#define MARKS "[^\\w\n]{0,12}"

/* Where a mailer's head is copied, which says when a letter was sent; NULL: nowhere. Every repeat is bounded
 * by its line, for the text may be anything. */
static const char *
find_head(const char *text)
{
    static GRegex *head;
    if (head == NULL)
        head = g_regex_new("^" MARKS "(From|من)" MARKS ":[^\n]*\n(?:[^\n]*\n){0,3}?" MARKS
                           "(Sent|تم الإرسال|تاريخ الإرسال)" MARKS ":",
            G_REGEX_MULTILINE | G_REGEX_OPTIMIZE, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    int start = 0;
    if (strchr(text, ':') == NULL || !g_regex_match(head, text, 0, &match) ||
        !g_match_info_fetch_pos(match, 0, &start, NULL))
        return NULL;
    return text + start;
}

const char *
passed_on_from(const char *text)
{
    static const char *const marks[] = {"---------- Forwarded message",
        "Begin forwarded message:", "-----Original Message-----", "---------- رسالة معاد",
        "بدء الرسالة المعاد", "-----الرسالة الأصلية-----"};
    const char *first = find_head(text);
    for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
        const char *at = strcasestr(text, marks[i]);
        if (at != NULL && (first == NULL || at < first))
            first = at;
    }
    return first;
}

char *
passed_on_blank_marked(const char *text)
{
    GString *own = g_string_sized_new(strlen(text));
    for (const char *line = text; *line != '\0';) {
        gsize length = strcspn(line, "\n");
        if (*line == '>')
            g_string_append_printf(
                own, "%*s", (int)g_utf8_strlen(line, (gssize)length), "");
        else
            g_string_append_len(own, line, (gssize)length);
        line += length;
        if (*line == '\n')
            g_string_append_c(own, *line++);
    }
    return g_string_free(own, FALSE);
}

/* mail_words.c - the words of a mail this office wrote itself, for sending them again on paper.
 *
 * Only bytes of our own outbox come here; what others write is taken apart by parse/, in a locked
 * worker.
 */
#include "compose/inside.h"

#include <gmime/gmime.h>
#include <string.h>

static void
find_text(GMimeObject *parent, GMimeObject *part, gpointer user_data)
{
    char **text = user_data;
    (void)parent;
    if (*text == NULL && GMIME_IS_TEXT_PART(part) &&
        g_mime_content_type_is_type(
            g_mime_object_get_content_type(part), "text", "plain"))
        *text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
}

/* Line ends of a mail, and the number behind its subject, are not the letter's. */
static void
words_tidy(char **subject, char **text)
{
    g_auto(GStrv) lines = g_strsplit(*text, "\r\n", -1);
    g_free(*text);
    *text = g_strchomp(g_strjoinv("\n", lines));
    char *tag = strpbrk(*subject, "[\xe2");
    if (tag != NULL && (*tag == '[' || g_str_has_prefix(tag, "\u2066[")))
        *tag = '\0';
    g_strstrip(*subject);
}

bool
mail_words(GBytes *mail, char **subject, char **text)
{
    gsize length;
    const char *bytes = g_bytes_get_data(mail, &length);
    g_mime_init();
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, length);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    *subject = *text = NULL;
    if (message != NULL) {
        const char *found = g_mime_message_get_subject(message);
        g_mime_message_foreach(message, find_text, text);
        *subject = g_strdup(found != NULL ? found : "");
        g_object_unref(message);
    }
    g_object_unref(parser);
    g_object_unref(stream);
    if (*text == NULL) {
        g_clear_pointer(subject, g_free);
        return false;
    }
    words_tidy(subject, text);
    return true;
}

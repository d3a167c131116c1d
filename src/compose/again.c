/* again.c - a mail that did not arrive → the same mail to another address of its party.
 *
 * Our own bytes alone come here: their headers are ours, one a line that is not folded.
 */
#include "compose/inside.h"

#include <sodium.h>
#include <string.h>

enum { TOKEN_LETTERS = 32, SERIAL_BYTES = 6 };

/* Told from the former one by the recipient. */
static char *
message_id_new(const Outgoing *mail, const char *recipient, const char *from)
{
    guint8 full[crypto_generichash_BYTES];
    char serial[2 * SERIAL_BYTES + 1];
    g_autofree char *named = g_strdup_printf("%s\n%s", mail->message_id, recipient);
    crypto_generichash(full, sizeof full, (const guint8 *)named, strlen(named), NULL, 0);
    sodium_bin2hex(serial, sizeof serial, full, SERIAL_BYTES);
    return g_strdup_printf(
        "%.*s.%s%s", TOKEN_LETTERS, mail->message_id, serial, strchr(from, '@'));
}

/* The headers with another To and Message-ID; NULL when one of them does not stand there once. */
static GBytes *
readdress(GBytes *bytes, const char *recipient, const char *message_id)
{
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);
    const char *end = g_strstr_len(data, (gssize)length, "\r\n\r\n");
    if (end == NULL)
        return NULL;
    g_autofree char *head = g_strndup(data, (gsize)(end - data));
    g_auto(GStrv) lines = g_strsplit(head, "\r\n", -1);
    int changed = 0;
    for (char **line = lines; *line != NULL; line++) {
        char *was = *line;
        if (g_ascii_strncasecmp(was, "To:", 3) == 0)
            *line = g_strdup_printf("To: %s", recipient);
        else if (g_ascii_strncasecmp(was, "Message-ID:", 11) == 0)
            *line = g_strdup_printf("Message-ID: <%s>", message_id);
        else
            continue;
        g_free(was);
        changed++;
    }
    if (changed != 2)
        return NULL;
    g_autofree char *joined = g_strjoinv("\r\n", lines);
    GString *out = g_string_new(joined);
    g_string_append_len(out, end, (gssize)(length - (gsize)(end - data)));
    return g_string_free_to_bytes(out);
}

Outgoing *
compose_mail_again(
    Compose *compose, const Outgoing *mail, const char *recipient, GError **error)
{
    gint64 letter_id, request_id;
    const char *from = compose->config->relay.from;
    g_autoptr(Outgoing) again = outgoing_new();
    if (!address_is_sound(recipient) || !address_is_sound(from)) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "'%s' is no address a mail can be sent to: nothing was sent", recipient);
        return NULL;
    }
    if (reference_read(&compose->key, mail->message_id, &letter_id, &request_id)) {
        again->message_id = message_id_new(mail, recipient, from);
        again->bytes = readdress(mail->bytes, recipient, again->message_id);
    }
    if (again->bytes == NULL) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the mail is none that this office composed: nothing was sent");
        return NULL;
    }
    again->letter_id = mail->letter_id;
    again->request_id = mail->request_id;
    again->party_id = mail->party_id;
    again->purpose = g_strdup(mail->purpose);
    again->number = g_strdup(mail->number);
    again->recipient = g_strdup(recipient);
    again->sender = g_strdup(mail->sender);
    return g_steal_pointer(&again);
}

/* smtp.c - mails to the relay, one after the other (RFC 5321), and what became of each.
 *
 * One recipient a transaction: with more, libcurl hides which of them was refused. Addresses are checked
 * again before they go into a command, where a line end would be a command of its own. The connection
 * is smtp_line.c's.
 */
#include "outbox/smtp_line.h"

#include "compose/compose.h"

Smtp *
smtp_open(const RelayConfig *relay, GError **error)
{
    g_autoptr(Smtp) smtp = g_new0(Smtp, 1);
    smtp->relay = relay;
    smtp->said = g_string_new(NULL);
    if (!address_is_sound(relay->from)) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
            "[relay] from is not an address mails can come from");
        return NULL;
    }
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK ||
        (smtp->curl = curl_easy_init()) == NULL) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY, "cannot start libcurl");
        return NULL;
    }
    return smtp_line_set(smtp, error) ? g_steal_pointer(&smtp) : NULL;
}

void
smtp_close(Smtp *smtp)
{
    if (smtp == NULL)
        return;
    g_clear_pointer(&smtp->curl, curl_easy_cleanup);
    access_token_free(smtp->token);
    g_string_free(smtp->said, TRUE);
    g_free(smtp);
}

static bool
is_login(const Smtp *smtp)
{
    return smtp->code == 530 || smtp->code == 535 || smtp->code == 538;
}

/* The sender is the office's own, and refused it is the office's mistake, or its login's. 552 is the size
 * of this mail; and the null sender is nobody's mistake. */
static bool
is_sender(const Smtp *smtp)
{
    return g_str_has_prefix(smtp->wrong, "MAIL failed") && smtp->code >= 500 &&
           smtp->code != 552 && !smtp->null_sender;
}

/* The server said 4xx or 5xx of this mail, and not of the connection or of us. */
static bool
is_refused(const Smtp *smtp, CURLcode result)
{
    return (result == CURLE_SEND_ERROR || result == CURLE_WEIRD_SERVER_REPLY) &&
           smtp->begun && smtp->code >= 400 && smtp->code <= 599 && smtp->code != 421;
}

static SendEnd
end_of(const Smtp *smtp, CURLcode result)
{
    if (result == CURLE_OK)
        return SEND_DONE;
    if (!smtp->begun || is_login(smtp))
        return SEND_TROUBLE;
    if (is_sender(smtp))
        return SEND_SENDER;
    if (is_refused(smtp, result))
        return smtp->code < 500 ? SEND_LATER : SEND_FAILED;
    return smtp->offered && smtp->code < 400 ? SEND_DOUBT : SEND_BROKEN;
}

/* The server's words; where it said nothing telling, libcurl's. */
static char *
said_of(const Smtp *smtp, CURLcode result)
{
    g_auto(GStrv) lines = g_strsplit(smtp->said->str, "\r\n", -1);
    guint n = g_strv_length(lines);
    if (n > 0 && *lines[n - 1] == '\0')
        g_clear_pointer(&lines[--n], g_free);
    if (result == CURLE_OK)
        return g_strdup(n > 0 ? lines[n - 1] : "");
    if (smtp->code >= 400)
        return g_strjoinv("\n", lines);
    return g_strdup(smtp->wrong[0] != '\0' ? smtp->wrong : curl_easy_strerror(result));
}

SendEnd
smtp_send(Smtp *smtp, const Outgoing *mail, char **said)
{
    bool null_sender = mail->sender == NULL || *mail->sender == '\0';
    if (!address_is_sound(mail->recipient) ||
        (!null_sender && !address_is_sound(mail->sender))) {
        *said = g_strdup("the address is malformed: nothing was sent");
        return SEND_FAILED;
    }
    struct curl_slist *recipients = curl_slist_append(NULL, mail->recipient);
    smtp->bytes = g_bytes_get_data(mail->bytes, &smtp->length);
    smtp->offered = false;
    smtp->null_sender = null_sender;
    curl_easy_setopt(smtp->curl, CURLOPT_FRESH_CONNECT, (long)smtp->broken);
    curl_easy_setopt(smtp->curl, CURLOPT_CUSTOMREQUEST, NULL);
    curl_easy_setopt(smtp->curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(smtp->curl, CURLOPT_MAIL_FROM, null_sender ? "" : mail->sender);
    curl_easy_setopt(smtp->curl, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(smtp->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)smtp->length);
    CURLcode result = smtp_line_perform(smtp);
    curl_easy_setopt(smtp->curl, CURLOPT_FRESH_CONNECT, 0L);
    curl_easy_setopt(smtp->curl, CURLOPT_MAIL_RCPT, NULL);
    curl_slist_free_all(recipients);
    *said = said_of(smtp, result);
    SendEnd end = end_of(smtp, result);
    smtp->broken = end != SEND_DONE && end != SEND_LATER && end != SEND_FAILED;
    return end;
}

static const char *
advice_on(const Smtp *smtp, CURLcode result)
{
    switch (result) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_OPERATION_TIMEDOUT:
        return "check host and port, and that the server runs";
    case CURLE_PEER_FAILED_VERIFICATION:
        return "set ca_file to the authority that signed it, and host to the name in it";
    case CURLE_USE_SSL_FAILED:
        return "it offers no STARTTLS, and without nothing is sent";
    default:
        if (result != CURLE_LOGIN_DENIED && smtp->code != 530 && smtp->code != 535)
            return "check [relay]";
        return smtp->relay->grant != NULL
                   ? "check user and the [oauth] group's grant, and that the mailbox may "
                     "send by SMTP"
                   : "check user and the password in password_file";
    }
}

bool
smtp_check(Smtp *smtp, char **said, const char **advice)
{
    curl_easy_setopt(smtp->curl, CURLOPT_UPLOAD, 0L);
    curl_easy_setopt(smtp->curl, CURLOPT_MAIL_RCPT, NULL);
    curl_easy_setopt(smtp->curl, CURLOPT_CUSTOMREQUEST, "NOOP");
    CURLcode result = smtp_line_perform(smtp);
    *said = said_of(smtp, result);
    *advice = advice_on(smtp, result);
    return result == CURLE_OK;
}

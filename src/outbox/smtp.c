/* smtp.c - mails to the relay over one reused connection (RFC 5321), through libcurl.
 *
 * One recipient a transaction: with more, libcurl hides which of them was refused. The server's
 * words are collected line by line, because libcurl's own messages leave them out. Certificates
 * are verified as libcurl does by default; nothing here loosens that. Addresses are checked again
 * before they go into a command, where a line end would be a command of its own.
 */
#include "outbox/smtp.h"

#include "compose/compose.h"
#include "oauth/oauth.h"

#include <curl/curl.h>
#include <string.h>

enum {
    CONNECT_TIMEOUT_S = 30,
    SEND_TIMEOUT_S =
        300, /* RFC 5321, section 4.5.3.2, asks for patience after the data */
    SLOW_BYTES_PER_S = 10,
    SLOW_S = 120,
    IDLE_S = 60, /* servers close after some minutes; better not to meet them closing */
    SMTPS_PORT = 465,
    MOST_SAID = 2000,
    TOKEN_YOUNG_MS = 30 * 1000, /* a token that is refused so soon never was good */
};

struct Smtp {
    const RelayConfig *relay;
    CURL *curl;
    AccessToken *token;    /* NULL: none yet, or a password is used */
    char wrong[MOST_SAID]; /* more than libcurl needs */
    GString *said;         /* the last reply */
    int code;              /* its code */
    bool offered;          /* the last byte of the mail was handed over */
    bool null_sender;
    bool broken; /* the last mail ended so that the next begins a connection of its own */
    const char *bytes;
    gsize length, sent;
};

static bool
is_loopback(const char *host)
{
    return g_str_has_prefix(host, "127.") || strcmp(host, "::1") == 0 ||
           g_ascii_strcasecmp(host, "localhost") == 0;
}

/* Keeps the last reply, all its lines: they bear one code. */
static size_t
take_line(char *line, size_t size, size_t n, void *user_data)
{
    Smtp *smtp = user_data;
    gsize length = size * n;
    if (length < 3 || !g_ascii_isdigit(line[0]))
        return length;
    int code = (int)g_ascii_strtoll(line, NULL, 10);
    if (code == 221)
        return length; /* of libcurl's QUIT after a refusal: the refusal is what counts */
    if (code != smtp->code)
        g_string_truncate(smtp->said, 0);
    smtp->code = code;
    if (smtp->said->len + length < MOST_SAID) {
        g_autofree char *clean = g_utf8_make_valid(line, (gssize)length);
        g_string_append(smtp->said, clean);
    }
    return length;
}

static size_t
give_bytes(char *buffer, size_t size, size_t n, void *user_data)
{
    Smtp *smtp = user_data;
    gsize length = MIN(size * n, smtp->length - smtp->sent);
    memcpy(buffer, smtp->bytes + smtp->sent, length);
    smtp->sent += length;
    smtp->offered = smtp->sent == smtp->length;
    return length;
}

/* The name to greet with is the URL's path. */
static void
url_set(Smtp *smtp)
{
    const RelayConfig *relay = smtp->relay;
    bool literal = strchr(relay->host, ':') != NULL;
    g_autofree char *url = g_strdup_printf("%s://%s%s%s:%d/%s",
        relay->port == SMTPS_PORT ? "smtps" : "smtp", literal ? "[" : "", relay->host,
        literal ? "]" : "", relay->port, strchr(relay->from, '@') + 1);
    curl_easy_setopt(smtp->curl, CURLOPT_URL, url);
}

static void
connection_set(Smtp *smtp)
{
    CURL *curl = smtp->curl;
    const RelayConfig *relay = smtp->relay;
    bool bare = !relay->tls && is_loopback(relay->host);
    url_set(smtp);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(
        curl, CURLOPT_USE_SSL, bare ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (relay->ca_file != NULL)
        curl_easy_setopt(curl, CURLOPT_CAINFO, relay->ca_file);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_TIMEOUT_S);
    curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)SLOW_S);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)SEND_TIMEOUT_S);
    curl_easy_setopt(curl, CURLOPT_MAXAGE_CONN, (long)IDLE_S);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES_PER_S);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)SLOW_S);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, smtp->wrong);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_line);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, smtp);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_line);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, smtp);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_bytes);
    curl_easy_setopt(curl, CURLOPT_READDATA, smtp);
}

static bool
login_set(Smtp *smtp, GError **error)
{
    const RelayConfig *relay = smtp->relay;
    if (relay->grant != NULL) {
        /* Left to itself libcurl prefers OAUTHBEARER, which Microsoft 365 does not have. */
        curl_easy_setopt(smtp->curl, CURLOPT_USERNAME, relay->user);
        curl_easy_setopt(smtp->curl, CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2");
    }
    if (relay->user == NULL || relay->password_file == NULL)
        return true;
    g_autofree char *password = file_read_secret(relay->password_file, error);
    if (password == NULL)
        return false;
    curl_easy_setopt(smtp->curl, CURLOPT_USERNAME, relay->user);
    curl_easy_setopt(smtp->curl, CURLOPT_PASSWORD, password);
    explicit_bzero(password, strlen(password));
    return true;
}

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
    connection_set(smtp);
    return login_set(smtp, error) ? g_steal_pointer(&smtp) : NULL;
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

/* A token that is good for a while yet; a connection made with the one before is left. */
static bool
token_ensure(Smtp *smtp)
{
    const RelayConfig *relay = smtp->relay;
    if (relay->grant == NULL ||
        (smtp->token != NULL && clock_ticks_ms() < smtp->token->renew_at))
        return true;
    g_autoptr(GError) error = NULL;
    g_clear_pointer(&smtp->token, access_token_free);
    smtp->token = oauth_fetch(relay->grant, relay->user, &error);
    if (smtp->token != NULL) {
        curl_easy_setopt(smtp->curl, CURLOPT_XOAUTH2_BEARER, smtp->token->bytes);
        return true;
    }
    g_string_truncate(smtp->said, 0);
    smtp->code = 0;
    g_strlcpy(smtp->wrong, error->message, sizeof smtp->wrong);
    return false;
}

static CURLcode
perform_once(Smtp *smtp)
{
    g_string_truncate(smtp->said, 0);
    smtp->code = 0;
    smtp->wrong[0] = '\0';
    smtp->sent = 0;
    return curl_easy_perform(smtp->curl);
}

/* A server that lost patience has said 421, or nothing, into a connection nobody was reading; that
 * inside TLS libcurl takes for a live one. It says nothing about the relay or the mail. */
static CURLcode
perform_alive(Smtp *smtp)
{
    long connects = 0;
    CURLcode result = perform_once(smtp);
    curl_easy_getinfo(smtp->curl, CURLINFO_NUM_CONNECTS, &connects);
    if (result == CURLE_OK || connects > 0 || smtp->offered ||
        (smtp->code >= 400 && smtp->code != 421))
        return result;
    curl_easy_setopt(smtp->curl, CURLOPT_FRESH_CONNECT, 1L);
    result = perform_once(smtp);
    curl_easy_setopt(smtp->curl, CURLOPT_FRESH_CONNECT, 0L);
    return result;
}

/* The server takes a token no longer that it took before: its owner may have changed the password.
 * No mail was offered. */
static bool
token_is_worn(Smtp *smtp, CURLcode result)
{
    if (smtp->token == NULL || result == CURLE_OK || smtp->offered ||
        (result != CURLE_LOGIN_DENIED && smtp->code != 530 && smtp->code != 535) ||
        clock_ticks_ms() - smtp->token->got_at < TOKEN_YOUNG_MS)
        return false;
    g_clear_pointer(&smtp->token, access_token_free);
    return true;
}

static CURLcode
perform(Smtp *smtp)
{
    if (!token_ensure(smtp))
        return CURLE_LOGIN_DENIED;
    CURLcode result = perform_alive(smtp);
    if (!token_is_worn(smtp, result))
        return result;
    return token_ensure(smtp) ? perform_alive(smtp) : CURLE_LOGIN_DENIED;
}

static bool
is_login(const Smtp *smtp)
{
    return smtp->code == 530 || smtp->code == 535 || smtp->code == 538;
}

/* Where a refusal of MAIL is about the office and not about this mail or its recipient: the sender
 * or the login is wrong. 552 is the size of this mail; and the null sender is nobody's mistake. */
static bool
is_about_us(const Smtp *smtp)
{
    return smtp->code == 421 || is_login(smtp) ||
           (g_str_has_prefix(smtp->wrong, "MAIL failed") && smtp->code != 552 &&
               !smtp->null_sender);
}

/* Whether it came so far that the mail was spoken of, or may have. */
static bool
is_begun(const Smtp *smtp, CURLcode result)
{
    switch (result) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_USE_SSL_FAILED:
    case CURLE_LOGIN_DENIED:
        return false;
    case CURLE_WEIRD_SERVER_REPLY: /* of the greeting too */
        return smtp->offered;
    default:
        return !is_login(smtp);
    }
}

static SendEnd
end_of(const Smtp *smtp, CURLcode result)
{
    if (result == CURLE_OK)
        return SEND_DONE;
    bool refused = (result == CURLE_SEND_ERROR || result == CURLE_WEIRD_SERVER_REPLY) &&
                   smtp->code >= 400 && smtp->code <= 599;
    /* The greeting is refused with the same code from libcurl; then no mail was offered. */
    if (refused && (smtp->offered || result == CURLE_SEND_ERROR) && !is_about_us(smtp))
        return smtp->code < 500 ? SEND_LATER : SEND_FAILED;
    if (smtp->offered && smtp->code < 400)
        return SEND_DOUBT;
    return is_begun(smtp, result) ? SEND_BROKEN : SEND_TROUBLE;
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
    CURLcode result = perform(smtp);
    curl_easy_setopt(smtp->curl, CURLOPT_FRESH_CONNECT, 0L);
    curl_easy_setopt(smtp->curl, CURLOPT_MAIL_RCPT, NULL);
    curl_slist_free_all(recipients);
    *said = said_of(smtp, result);
    SendEnd end = end_of(smtp, result);
    smtp->broken = end == SEND_DOUBT || end == SEND_BROKEN || end == SEND_TROUBLE;
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
    CURLcode result = perform(smtp);
    *said = said_of(smtp, result);
    *advice = advice_on(smtp, result);
    return result == CURLE_OK;
}

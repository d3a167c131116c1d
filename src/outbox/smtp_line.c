/* smtp_line.c - one reused connection to the relay, through libcurl: TLS, login, and who says what.
 *
 * The server's words are collected line by line, because libcurl's own messages leave them out.
 * Certificates are verified as libcurl does by default; nothing here loosens that. What is said to the
 * server is looked at for one word alone, and kept nowhere: the password is among it.
 */
#include "outbox/smtp_line.h"

#include <string.h>

enum {
    CONNECT_TIMEOUT_S = 30,
    SEND_TIMEOUT_S =
        300, /* RFC 5321, section 4.5.3.2, asks for patience after the data */
    SLOW_BYTES_PER_S = 10,
    SLOW_S = 120,
    IDLE_S = 60, /* servers close after some minutes; better not to meet them closing */
    SMTPS_PORT = 465,
    TOKEN_YOUNG_MS = 30 * 1000, /* a token that is refused so soon never was good */
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

/* The relay that falls out before MAIL says nothing about the mail; libcurl's results do not tell. */
static int
hear_self(CURL *curl, curl_infotype type, char *said, size_t length, void *user_data)
{
    static const char command[] = "MAIL FROM:";
    Smtp *smtp = user_data;
    (void)curl;
    if (type == CURLINFO_HEADER_OUT && length > strlen(command) &&
        g_ascii_strncasecmp(said, command, strlen(command)) == 0)
        smtp->begun = true;
    return 0;
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
    curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, hear_self);
    curl_easy_setopt(curl, CURLOPT_DEBUGDATA, smtp);
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
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

bool
smtp_line_set(Smtp *smtp, GError **error)
{
    connection_set(smtp);
    return login_set(smtp, error);
}

static CURLcode
perform_once(Smtp *smtp)
{
    g_string_truncate(smtp->said, 0);
    smtp->code = 0;
    smtp->wrong[0] = '\0';
    smtp->sent = 0;
    smtp->begun = false;
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

CURLcode
smtp_line_perform(Smtp *smtp)
{
    if (!token_ensure(smtp))
        return CURLE_LOGIN_DENIED;
    CURLcode result = perform_alive(smtp);
    if (!token_is_worn(smtp, result))
        return result;
    return token_ensure(smtp) ? perform_alive(smtp) : CURLE_LOGIN_DENIED;
}

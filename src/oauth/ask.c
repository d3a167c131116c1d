/* ask.c - one request to a provider's token endpoint (RFC 6749 section 5), through libcurl.
 *
 * Promises: TLS with the chain and name verified, no redirect followed, half a minute and 64 KB
 * at most. The provider's own words about a refusal reach people, cut to one line; its tokens
 * never stand in a message.
 */
#include "oauth/inside.h"

#include <curl/curl.h>
#include <json-glib/json-glib.h>
#include <string.h>

enum {
    ANSWER_MOST_BYTES = 64 * 1024,
    ASK_TIMEOUT_S = 30,
    CONNECT_TIMEOUT_S = 10,
    WORDS_MOST = 300
};

void
answer_clear(Answer *answer)
{
    char *texts[] = {answer->access_token, answer->refresh_token};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        if (texts[i] != NULL)
            explicit_bzero(texts[i], strlen(texts[i]));
        g_free(texts[i]);
    }
}

static size_t
take_bytes(char *bytes, size_t size, size_t n, void *data)
{
    GString *said = data;
    if (said->len + size * n > ANSWER_MOST_BYTES)
        return 0; /* libcurl ends the transfer */
    g_string_append_len(said, bytes, (gssize)(size * n));
    return size * n;
}

static bool
perform(const OauthConfig *grant, const char *url, const char *body, GString *said,
    long *status, GError **error)
{
    char wrong[CURL_ERROR_SIZE] = "";
    CURL *curl =
        curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? curl_easy_init() : NULL;
    if (curl == NULL) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY, "cannot start libcurl");
        return false;
    }
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (grant->ca_file != NULL)
        curl_easy_setopt(curl, CURLOPT_CAINFO, grant->ca_file);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_TIMEOUT_S);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)ASK_TIMEOUT_S);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, wrong);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, said);
    CURLcode result = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, status);
    curl_easy_cleanup(curl);
    if (result == CURLE_OK)
        return true;
    bool untrusted = result == CURLE_PEER_FAILED_VERIFICATION;
    g_set_error(error, DIWAN_ERROR, untrusted ? DIWAN_ERROR_CONFIG : DIWAN_ERROR_RETRY,
        "cannot ask for an access token of [oauth %s]: %s. Letters stay where they are; "
        "%s",
        grant->name, wrong[0] != '\0' ? wrong : curl_easy_strerror(result),
        untrusted ? "set ca_file to the authority that signed the certificate"
                  : "check the network, it is tried again");
    return false;
}

static char *
member(JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member(object, name);
    return node != NULL && JSON_NODE_HOLDS_VALUE(node) &&
                   json_node_get_value_type(node) == G_TYPE_STRING
               ? json_node_dup_string(node)
               : NULL;
}

/* Seconds, which some write as text; 0 when not told. */
static gint64
seconds(JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member(object, name);
    if (node == NULL || !JSON_NODE_HOLDS_VALUE(node))
        return 0;
    return json_node_get_value_type(node) == G_TYPE_STRING
               ? g_ascii_strtoll(json_node_get_string(node), NULL, 10)
               : json_node_get_int(node);
}

/* Some printable characters, so that it can stand in a command (RFC 6750 section 2.1). */
static bool
is_token(const char *text)
{
    gsize length = text != NULL ? strlen(text) : 0;
    for (gsize i = 0; i < length; i++)
        if (!g_ascii_isgraph(text[i]))
            return false;
    return length > 0 && length <= ACCESS_TOKEN_MOST_BYTES;
}

/* The first line of what the provider says about a refusal. */
static char *
words_of(JsonObject *object)
{
    g_autofree char *code = object != NULL ? member(object, "error") : NULL;
    g_autofree char *more = object != NULL ? member(object, "error_description") : NULL;
    g_autoptr(GString) words = g_string_new(code != NULL ? code : "");
    if (more != NULL)
        g_string_append_printf(words, "%s%s", words->len > 0 ? ": " : "", more);
    char *line = g_utf8_make_valid(words->str, (gssize)words->len);
    line[strcspn(line, "\r\n")] = '\0';
    if (g_utf8_strlen(line, -1) > WORDS_MOST)
        *g_utf8_offset_to_pointer(line, WORDS_MOST) = '\0';
    for (char *c = line; *c != '\0'; c++)
        if ((guchar)*c < ' ' || *c == 0x7f)
            *c = ' ';
    return line;
}

/* What passes by itself: too many requests, the provider's own trouble (5xx), and what it calls so
 * (RFC 6749 section 4.1.2.1). */
static bool
may_pass(long status, JsonObject *object)
{
    g_autofree char *code = object != NULL ? member(object, "error") : NULL;
    return status == 429 || status >= 500 ||
           g_strcmp0(code, "temporarily_unavailable") == 0 ||
           g_strcmp0(code, "server_error") == 0;
}

static bool
refused(const OauthConfig *grant, long status, JsonObject *object, GError **error)
{
    bool passes = may_pass(status, object);
    g_autofree char *words = words_of(object);
    g_set_error(error, DIWAN_ERROR, passes ? DIWAN_ERROR_RETRY : DIWAN_ERROR_CONFIG,
        "the provider gives no access token for [oauth %s]: HTTP %ld \"%s\". Nothing was "
        "taken and nothing changed; %s",
        grant->name, status, *words != '\0' ? words : "no token in it",
        passes ? "it is asked again" : grant_advice(grant));
    return false;
}

bool
grant_ask(const OauthConfig *grant, const char *url, const char *body, Answer *answer,
    GError **error)
{
    /* As long as it may become: what grows is copied, and copies are not wiped. */
    g_autoptr(GString) said = g_string_sized_new(ANSWER_MOST_BYTES);
    long status = 0;
    if (!perform(grant, url, body, said, &status, error))
        return false;
    g_autoptr(JsonParser) parser = json_parser_new();
    JsonNode *root =
        json_parser_load_from_data(parser, said->str, (gssize)said->len, NULL)
            ? json_parser_get_root(parser)
            : NULL;
    explicit_bzero(said->str, said->len);
    JsonObject *object =
        root != NULL && JSON_NODE_HOLDS_OBJECT(root) ? json_node_get_object(root) : NULL;
    g_auto(Answer) found = {0};
    if (object != NULL && status == 200) {
        found.access_token = member(object, "access_token");
        found.refresh_token = member(object, "refresh_token");
        found.lasts_s = seconds(object, "expires_in");
    }
    if (!is_token(found.access_token))
        return refused(grant, status, object, error);
    if (found.refresh_token != NULL && !is_token(found.refresh_token))
        g_clear_pointer(&found.refresh_token, g_free);
    *answer = found;
    found = (Answer){0};
    return true;
}

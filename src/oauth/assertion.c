/* assertion.c - a service account's signed statement (JWT, RFC 7519 and 7523), by GnuTLS. */
#include "oauth/inside.h"

#include <gnutls/abstract.h>
#include <json-glib/json-glib.h>
#include <string.h>

enum { KEY_FILE_MOST_BYTES = 64 * 1024, LASTS_S = 3600 };

/* The account's file: its name, key and where its tokens come from. */
typedef struct Account {
    JsonParser *parser;
    const char *email, *key, *key_id, *url; /* borrowed of parser */
} Account;

static void
account_clear(Account *account)
{
    g_clear_object(&account->parser);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Account, account_clear)

static const char *
member(JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member(object, name);
    return node != NULL && JSON_NODE_HOLDS_VALUE(node) &&
                   json_node_get_value_type(node) == G_TYPE_STRING
               ? json_node_get_string(node)
               : NULL;
}

static bool
account_load(const char *path, Account *account, GError **error)
{
    g_autoptr(GBytes) bytes = file_read(path, KEY_FILE_MOST_BYTES, error);
    if (bytes == NULL) {
        g_prefix_error(error, "the service account: ");
        return false;
    }
    gsize length = 0;
    const char *text = g_bytes_get_data(bytes, &length);
    account->parser = json_parser_new();
    JsonNode *root =
        json_parser_load_from_data(account->parser, text, (gssize)length, NULL)
            ? json_parser_get_root(account->parser)
            : NULL;
    if (root != NULL && JSON_NODE_HOLDS_OBJECT(root)) {
        JsonObject *object = json_node_get_object(root);
        account->email = member(object, "client_email");
        account->key = member(object, "private_key");
        account->key_id = member(object, "private_key_id");
        account->url = member(object, "token_uri");
    }
    if (account->email != NULL && account->key != NULL)
        return true;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
        "'%s' is not the key file of a service account (JSON with client_email and "
        "private_key); make a new key with the provider",
        path);
    return false;
}

char *
assertion_url(const OauthConfig *grant)
{
    g_auto(Account) account = {0};
    if (!account_load(grant->service_account_file, &account, NULL) ||
        account.url == NULL || !g_str_has_prefix(account.url, "https://"))
        return NULL;
    return g_strdup(account.url);
}

/* Base64 for URLs, without padding (RFC 4648 section 5). */
static char *
base64url(const void *bytes, gsize length)
{
    char *text = g_base64_encode(bytes, length);
    g_strdelimit(text, "+", '-');
    g_strdelimit(text, "/", '_');
    char *padding = strchr(text, '=');
    if (padding != NULL)
        *padding = '\0';
    return text;
}

static char *
encoded(JsonBuilder *builder)
{
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    g_autofree char *text = json_to_string(root, FALSE);
    return base64url(text, strlen(text));
}

static void
put(JsonBuilder *builder, const char *name, const char *value)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_string_value(builder, value);
}

static char *
head_of(const Account *account)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    put(builder, "alg", "RS256");
    put(builder, "typ", "JWT");
    if (account->key_id != NULL)
        put(builder, "kid", account->key_id);
    json_builder_end_object(builder);
    return encoded(builder);
}

static char *
claims_of(const Account *account, const char *user, const char *scope,
    const char *audience, gint64 now_s)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    put(builder, "iss", account->email);
    put(builder, "sub", user);
    put(builder, "scope", scope);
    put(builder, "aud", audience);
    json_builder_set_member_name(builder, "iat");
    json_builder_add_int_value(builder, now_s);
    json_builder_set_member_name(builder, "exp");
    json_builder_add_int_value(builder, now_s + LASTS_S);
    json_builder_end_object(builder);
    return encoded(builder);
}

/* The RSA signature of text, as base64url; NULL when key is none. */
static char *
signature_of(const char *key, const char *text)
{
    gnutls_privkey_t private_key;
    gnutls_datum_t pem = {(unsigned char *)key, (unsigned)strlen(key)}, signature = {0};
    gnutls_datum_t data = {(unsigned char *)text, (unsigned)strlen(text)};
    if (gnutls_privkey_init(&private_key) < 0)
        g_error("out of memory");
    char *encoded_signature = NULL;
    if (gnutls_privkey_import_x509_raw(private_key, &pem, GNUTLS_X509_FMT_PEM, NULL, 0) ==
            0 &&
        gnutls_privkey_sign_data2(
            private_key, GNUTLS_SIGN_RSA_SHA256, 0, &data, &signature) == 0)
        encoded_signature = base64url(signature.data, signature.size);
    gnutls_free(signature.data);
    gnutls_privkey_deinit(private_key);
    return encoded_signature;
}

char *
assertion_make(const OauthConfig *grant, const char *user, const char *audience,
    gint64 now_s, GError **error)
{
    g_auto(Account) account = {0};
    if (!account_load(grant->service_account_file, &account, error))
        return NULL;
    g_autofree char *head = head_of(&account);
    g_autofree char *claims =
        claims_of(&account, user, grant_scope(grant), audience, now_s);
    g_autofree char *said = g_strconcat(head, ".", claims, NULL);
    g_autofree char *signature = signature_of(account.key, said);
    if (signature != NULL)
        return g_strconcat(said, ".", signature, NULL);
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
        "the private_key in '%s' cannot sign; make a new key with the provider",
        grant->service_account_file);
    return NULL;
}

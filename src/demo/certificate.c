/* certificate.c - a certificate authority made for the occasion, and a server's certificate.
 *
 * X.509 by RFC 5280: the authority may sign and nothing else, the server's certificate is for TLS
 * servers alone and names where they listen.
 */
#include "demo/certificate.h"

#include "base/base.h"

#include <arpa/inet.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>

enum { DAY_S = 24 * 60 * 60, VALID_DAYS = 30 };

typedef struct Pair {
    gnutls_x509_privkey_t key;
    gnutls_x509_crt_t certificate;
} Pair;

static void
pair_clear(Pair *pair)
{
    if (pair->key)
        gnutls_x509_privkey_deinit(pair->key);
    if (pair->certificate)
        gnutls_x509_crt_deinit(pair->certificate);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Pair, pair_clear)

/* What authority and server have in common: key, version, serial, name, days. */
static int
pair_begin(Pair *pair, const char *name)
{
    guint8 serial[16];
    time_t now = time(NULL);
    int rc = gnutls_x509_privkey_init(&pair->key);
    if (rc >= 0)
        rc = gnutls_x509_privkey_generate(pair->key, GNUTLS_PK_ECDSA,
            GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
    if (rc >= 0)
        rc = gnutls_x509_crt_init(&pair->certificate);
    if (rc >= 0)
        rc = gnutls_x509_crt_set_version(pair->certificate, 3);
    if (rc >= 0)
        rc = gnutls_rnd(GNUTLS_RND_NONCE, serial, sizeof serial);
    serial[0] = (serial[0] & 0x3f) | 0x40; /* positive, and of full length */
    if (rc >= 0)
        rc = gnutls_x509_crt_set_serial(pair->certificate, serial, sizeof serial);
    if (rc >= 0)
        rc = gnutls_x509_crt_set_dn_by_oid(
            pair->certificate, GNUTLS_OID_X520_COMMON_NAME, 0, name, strlen(name));
    if (rc >= 0)
        rc = gnutls_x509_crt_set_activation_time(pair->certificate, now - DAY_S);
    if (rc >= 0)
        rc = gnutls_x509_crt_set_expiration_time(
            pair->certificate, now + VALID_DAYS * DAY_S);
    if (rc >= 0)
        rc = gnutls_x509_crt_set_key(pair->certificate, pair->key);
    return rc;
}

static int
authority_make(Pair *authority)
{
    int rc = pair_begin(authority, "Diwan throw-away authority");
    if (rc >= 0)
        rc = gnutls_x509_crt_set_basic_constraints(authority->certificate, 1, 0);
    if (rc >= 0)
        rc = gnutls_x509_crt_set_key_usage(
            authority->certificate, GNUTLS_KEY_KEY_CERT_SIGN);
    if (rc >= 0)
        rc = gnutls_x509_crt_sign2(authority->certificate, authority->certificate,
            authority->key, GNUTLS_DIG_SHA256, 0);
    return rc;
}

static int
server_make(Pair *server, const Pair *authority)
{
    struct in_addr loopback = {.s_addr = htonl(INADDR_LOOPBACK)};
    int rc = pair_begin(server, "localhost");
    if (rc >= 0)
        rc = gnutls_x509_crt_set_basic_constraints(server->certificate, 0, -1);
    if (rc >= 0)
        rc = gnutls_x509_crt_set_key_usage(
            server->certificate, GNUTLS_KEY_DIGITAL_SIGNATURE);
    if (rc >= 0)
        rc = gnutls_x509_crt_set_key_purpose_oid(
            server->certificate, GNUTLS_KP_TLS_WWW_SERVER, 0);
    if (rc >= 0)
        rc = gnutls_x509_crt_set_subject_alt_name(
            server->certificate, GNUTLS_SAN_DNSNAME, "localhost", 9, GNUTLS_FSAN_SET);
    if (rc >= 0)
        rc = gnutls_x509_crt_set_subject_alt_name(server->certificate,
            GNUTLS_SAN_IPADDRESS, &loopback, sizeof loopback, GNUTLS_FSAN_APPEND);
    if (rc >= 0)
        rc = gnutls_x509_crt_sign2(server->certificate, authority->certificate,
            authority->key, GNUTLS_DIG_SHA256, 0);
    return rc;
}

static bool
write_certificate(const char *path, const Pair *pair, GError **error)
{
    gnutls_datum_t pem = {0};
    if (gnutls_x509_crt_export2(pair->certificate, GNUTLS_X509_FMT_PEM, &pem) < 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, "cannot encode '%s'", path);
        return false;
    }
    bool done = file_write(path, pem.data, pem.size, 0644, error);
    gnutls_free(pem.data);
    return done;
}

static bool
write_key(const char *path, const Pair *pair, GError **error)
{
    gnutls_datum_t pem = {0};
    if (gnutls_x509_privkey_export2(pair->key, GNUTLS_X509_FMT_PEM, &pem) < 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, "cannot encode '%s'", path);
        return false;
    }
    bool done = file_write(path, pem.data, pem.size, 0600, error);
    gnutls_memset(pem.data, 0, pem.size);
    gnutls_free(pem.data);
    return done;
}

bool
certificate_make(const char *ca_path, const char *certificate_path, const char *key_path,
    GError **error)
{
    g_auto(Pair) authority = {0}, server = {0};
    int rc = authority_make(&authority);
    if (rc >= 0)
        rc = server_make(&server, &authority);
    if (rc < 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "cannot make a certificate for the post office: %s", gnutls_strerror(rc));
        return false;
    }
    return write_certificate(ca_path, &authority, error) &&
           write_certificate(certificate_path, &server, error) &&
           write_key(key_path, &server, error);
}

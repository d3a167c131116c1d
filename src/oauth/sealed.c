/* sealed.c - a refresh token at rest: encrypted (XSalsa20-Poly1305) with the office's own key.
 *
 * A person puts the first one there as it was issued; from its first use on the file holds
 * "sealed:" and base64 of nonce and box. The key stands in secrets/oauth.key, mode 0600, and is
 * made when it is first needed. A backup holds both, as it holds every secret.
 */
#include "oauth/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEALED "sealed:"

enum { KEY_BYTES = crypto_secretbox_KEYBYTES, NONCE_BYTES = crypto_secretbox_NONCEBYTES };

/* `diwan check` by the administrator must not leave files the office's user cannot read. */
static bool
write_for_owner_of(const char *like, const char *path, const char *text, GError **error)
{
    struct stat owner;
    if (stat(like, &owner) != 0)
        return error_from_errno(error, DIWAN_ERROR_CONFIG, "cannot look at '%s'", like);
    if (!file_write(path, text, strlen(text), 0600, error))
        return false;
    if (geteuid() != 0 || chown(path, owner.st_uid, owner.st_gid) == 0)
        return true;
    return error_from_errno(error, DIWAN_ERROR_CONFIG, "cannot give '%s' away", path);
}

int
sealed_lock(const OauthConfig *grant, GError **error)
{
    /* The folder, since files in it are replaced. */
    g_autofree char *folder = g_path_get_dirname(grant->key_file);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc = -1;
    while (fd >= 0 && (rc = flock(fd, LOCK_EX)) != 0 && errno == EINTR)
        ;
    if (rc == 0)
        return fd;
    error_from_errno(error, DIWAN_ERROR_CONFIG,
        "cannot lock '%s', where the key of refresh tokens is kept", folder);
    if (fd >= 0)
        close(fd);
    return -1;
}

static bool
key_load(const OauthConfig *grant, guint8 key[KEY_BYTES], GError **error)
{
    char *text = file_read_secret(grant->key_file, error);
    if (text == NULL)
        return false;
    gsize length = 0;
    bool well =
        sodium_hex2bin(key, KEY_BYTES, text, strlen(text), NULL, &length, NULL) == 0 &&
        length == KEY_BYTES;
    sodium_memzero(text, strlen(text));
    g_free(text);
    if (!well)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
            "'%s' is not a key, should be 64 hexadecimal digits: put it back from the "
            "backup",
            grant->key_file);
    return well;
}

static bool
key_make(const OauthConfig *grant, GError **error)
{
    guint8 key[KEY_BYTES];
    char text[2 * KEY_BYTES + 1];
    randombytes_buf(key, sizeof key);
    sodium_bin2hex(text, sizeof text, key, sizeof key);
    bool well =
        write_for_owner_of(grant->refresh_token_file, grant->key_file, text, error);
    sodium_memzero(key, sizeof key);
    sodium_memzero(text, sizeof text);
    return well;
}

static char *
unseal(const OauthConfig *grant, const char *text, GError **error)
{
    guint8 key[KEY_BYTES];
    if (!key_load(grant, key, error))
        return NULL;
    gsize length = 0;
    g_autofree guchar *sealed = g_base64_decode(text, &length);
    gsize least = NONCE_BYTES + crypto_secretbox_MACBYTES;
    char *token = length > least ? g_malloc0(length - least + 1) : NULL;
    bool well =
        token != NULL && crypto_secretbox_open_easy((guint8 *)token, sealed + NONCE_BYTES,
                             length - NONCE_BYTES, sealed, key) == 0;
    sodium_memzero(key, sizeof key);
    if (well)
        return token;
    g_free(token);
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
        "'%s' cannot be opened with the key in '%s': put both back from one backup, or "
        "%s",
        grant->refresh_token_file, grant->key_file, grant_advice(grant));
    return NULL;
}

char *
sealed_load(const OauthConfig *grant, bool *plain, GError **error)
{
    char *text = file_read_secret(grant->refresh_token_file, error);
    if (text == NULL)
        return NULL;
    *plain = !g_str_has_prefix(text, SEALED);
    if (*plain)
        return text;
    char *token = sodium_init() >= 0 ? unseal(grant, text + strlen(SEALED), error) : NULL;
    g_free(text);
    return token;
}

bool
sealed_save(const OauthConfig *grant, const char *token, GError **error)
{
    guint8 key[KEY_BYTES];
    if (sodium_init() < 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY, "cannot get random numbers");
        return false;
    }
    if (!g_file_test(grant->key_file, G_FILE_TEST_EXISTS) && !key_make(grant, error))
        return false;
    if (!key_load(grant, key, error))
        return false;
    gsize length = strlen(token);
    gsize sealed_length = NONCE_BYTES + crypto_secretbox_MACBYTES + length;
    g_autofree guint8 *sealed = g_malloc(sealed_length);
    randombytes_buf(sealed, NONCE_BYTES);
    crypto_secretbox_easy(
        sealed + NONCE_BYTES, (const guint8 *)token, length, sealed, key);
    sodium_memzero(key, sizeof key);
    g_autofree char *encoded = g_base64_encode(sealed, sealed_length);
    g_autofree char *text = g_strconcat(SEALED, encoded, "\n", NULL);
    return write_for_owner_of(
        grant->refresh_token_file, grant->refresh_token_file, text, error);
}

/* reference.c - the signed token by which a mail of ours is known again.
 *
 * Letter and request as five bytes each, then ten bytes of keyed BLAKE2b over them: twenty bytes,
 * thirty-two letters of base32. It survives change of case and stands in a Message-ID or in an
 * address. It proves that we wrote it; it opens nothing by itself.
 */
#include "compose/compose.h"

#include <sodium.h>
#include <string.h>

enum {
    ID_BYTES = 5,
    PLAIN_BYTES = 2 * ID_BYTES,
    MAC_BYTES = 10,
    TOKEN_BYTES = PLAIN_BYTES + MAC_BYTES,
    TOKEN_LETTERS = TOKEN_BYTES * 8 / 5,
    MOST_INPUT = 1000,
};

static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";

/* What the key is used for; each use apart from the others. */
static const char for_mails[] = "diwan reference 1";
static const char for_surveys[] = "diwan survey 1";
static const char for_marks[] = "diwan survey mark 1";
static const char for_separators[] = "diwan separator 1";

#define SEPARATOR_PREFIX "DIWAN-SEPARATOR/"

static char *
key_path(const char *office)
{
    return g_build_filename(office, "secrets", "reference.key", NULL);
}

static bool
sodium_ready(GError **error)
{
    if (sodium_init() >= 0)
        return true;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY, "cannot get random numbers");
    return false;
}

bool
reference_key_make(const char *office, GError **error)
{
    g_autofree char *path = key_path(office);
    if (!sodium_ready(error))
        return false;
    if (g_file_test(path, G_FILE_TEST_EXISTS)) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "'%s' exists: a new key would make every mail sent so far unknown; nothing "
            "was changed",
            path);
        return false;
    }
    ReferenceKey key;
    char text[2 * sizeof key.bytes + 2];
    randombytes_buf(key.bytes, sizeof key.bytes);
    sodium_bin2hex(text, sizeof text, key.bytes, sizeof key.bytes);
    text[sizeof text - 2] = '\n';
    bool well = file_write(path, text, sizeof text - 1, 0600, error);
    sodium_memzero(&key, sizeof key);
    sodium_memzero(text, sizeof text);
    return well;
}

bool
reference_key_load(const char *office, ReferenceKey *key, GError **error)
{
    g_autofree char *path = key_path(office);
    g_autofree char *text = sodium_ready(error) ? file_read_secret(path, error) : NULL;
    if (text == NULL)
        return false;
    ReferenceKey read;
    gsize length = 0;
    const char *end = NULL;
    bool well = sodium_hex2bin(read.bytes, sizeof read.bytes, text, strlen(text), NULL,
                    &length, &end) == 0 &&
                length == sizeof read.bytes && *end == '\0';
    if (well)
        *key = read;
    else
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
            "'%s' is not a key, should be 64 hexadecimal digits: put it back from the "
            "backup",
            path);
    sodium_memzero(&read, sizeof read);
    sodium_memzero(text, strlen(text));
    return well;
}

static void
id_pack(guint8 *bytes, gint64 id)
{
    g_assert(id >= 0 && id >> (8 * ID_BYTES) == 0);
    for (int i = 0; i < ID_BYTES; i++)
        bytes[i] = (guint8)(id >> (8 * (ID_BYTES - 1 - i)));
}

static gint64
id_unpack(const guint8 *bytes)
{
    gint64 id = 0;
    for (int i = 0; i < ID_BYTES; i++)
        id = id << 8 | bytes[i];
    return id;
}

static void
sign(const ReferenceKey *key, const char *use, const guint8 *plain, guint8 *mac)
{
    guint8 full[crypto_generichash_BYTES];
    crypto_generichash_state state;
    crypto_generichash_init(&state, key->bytes, sizeof key->bytes, sizeof full);
    crypto_generichash_update(&state, (const guint8 *)use, strlen(use) + 1);
    crypto_generichash_update(&state, plain, PLAIN_BYTES);
    crypto_generichash_final(&state, full, sizeof full);
    memcpy(mac, full, MAC_BYTES);
}

static char *
token_new(const ReferenceKey *key, const char *use, gint64 first, gint64 second)
{
    guint8 bytes[TOKEN_BYTES];
    id_pack(bytes, first);
    id_pack(bytes + ID_BYTES, second);
    sign(key, use, bytes, bytes + PLAIN_BYTES);
    char *token = g_malloc0(TOKEN_LETTERS + 1);
    for (int i = 0; i < TOKEN_LETTERS; i++) {
        int bit = i * 5, shift = 11 - bit % 8;
        guint two = (guint)bytes[bit / 8] << 8;
        if (bit / 8 + 1 < TOKEN_BYTES)
            two |= bytes[bit / 8 + 1];
        token[i] = alphabet[two >> shift & 31];
    }
    return token;
}

static bool
is_token_letter(char c)
{
    return g_ascii_isalpha(c) || (c >= '2' && c <= '7');
}

static void
unpack(const char *letters, guint8 *bytes)
{
    memset(bytes, 0, TOKEN_BYTES);
    for (int i = 0; i < TOKEN_LETTERS; i++) {
        guint value = (guint)(strchr(alphabet, g_ascii_tolower(letters[i])) - alphabet);
        for (int j = 0; j < 5; j++) {
            int bit = i * 5 + j;
            if (value >> (4 - j) & 1)
                bytes[bit / 8] |= (guint8)(0x80 >> bit % 8);
        }
    }
}

/* at: where in the text it begins. */
static bool
token_find(const ReferenceKey *key, const char *use, const char *text, gint64 *first,
    gint64 *second, gsize *at)
{
    const char *end = text + strnlen(text, MOST_INPUT);
    for (const char *from = text; from < end;) {
        const char *to = from;
        while (to < end && is_token_letter(*to))
            to++;
        bool whole = to == end || !g_ascii_isalnum(*to);
        if (whole && to - from == TOKEN_LETTERS) {
            guint8 bytes[TOKEN_BYTES], mac[MAC_BYTES];
            unpack(from, bytes);
            sign(key, use, bytes, mac);
            if (sodium_memcmp(mac, bytes + PLAIN_BYTES, MAC_BYTES) == 0) {
                *first = id_unpack(bytes);
                *second = id_unpack(bytes + ID_BYTES);
                *at = (gsize)(from - text);
                return true;
            }
        }
        while (to < end && g_ascii_isalnum(*to))
            to++;
        from = to < end ? to + 1 : end;
    }
    return false;
}

char *
reference_token(const ReferenceKey *key, gint64 letter_id, gint64 request_id)
{
    return token_new(key, for_mails, letter_id, request_id);
}

bool
reference_read(const ReferenceKey *key, const char *message_id_or_address,
    gint64 *letter_id, gint64 *request_id)
{
    gsize at = 0;
    return token_find(key, for_mails, message_id_or_address, letter_id, request_id, &at);
}

/* ---- surveys ---- */

char *
survey_token(const ReferenceKey *key, gint64 notice_id, gint64 request_id)
{
    return token_new(key, for_surveys, notice_id, request_id);
}

bool
survey_token_find(const ReferenceKey *key, const char *text, gint64 *notice_id,
    gint64 *request_id, gsize *at)
{
    return token_find(key, for_surveys, text, notice_id, request_id, at);
}

char *
survey_mark(const ReferenceKey *key, gint64 notice_id)
{
    g_autofree char *token = token_new(key, for_marks, notice_id, 0);
    /* Without the part that says of which. */
    return g_strdup(token + PLAIN_BYTES * 8 / 5);
}

/* ---- separator sheets ---- */

char *
separator_code(const ReferenceKey *key)
{
    g_autofree char *token = token_new(key, for_separators, 0, 0);
    g_autofree char *upper = g_ascii_strup(token, -1);
    return g_strconcat(SEPARATOR_PREFIX, upper, NULL);
}

SeparatorCode
separator_read(const ReferenceKey *key, const char *text)
{
    gint64 first = 0, second = 0;
    gsize at = 0;
    if (g_ascii_strncasecmp(text, SEPARATOR_PREFIX, strlen(SEPARATOR_PREFIX)) != 0)
        return SEPARATOR_NOT;
    text += strlen(SEPARATOR_PREFIX);
    bool ours = strnlen(text, TOKEN_LETTERS + 1) == TOKEN_LETTERS &&
                token_find(key, for_separators, text, &first, &second, &at);
    return ours ? SEPARATOR_OURS : SEPARATOR_FOREIGN;
}

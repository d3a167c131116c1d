/* password.c - passwords of the people who work here: Argon2id, and one-time ones to begin with.
 *
 * Hashing takes some 60 ms and 64 MB on purpose; nothing does it for every page.
 */
#include "office/office.h"

#include <sodium.h>
#include <string.h>

enum { RANDOM_LETTERS = 16 };

/* sodium_init answers -1 only where no random numbers are to be had: nothing here may go on. */
static void
sodium_need(void)
{
    if (sodium_init() < 0)
        g_error("cannot get random numbers");
}

char *
password_hash(const char *password)
{
    sodium_need();
    char *hash = g_malloc0(crypto_pwhash_STRBYTES);
    if (crypto_pwhash_str(hash, password, strlen(password),
            crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        g_error("cannot hash a password: out of memory");
    return hash;
}

bool
password_is(const char *hash, const char *password)
{
    sodium_need();
    return strlen(hash) < crypto_pwhash_STRBYTES &&
           crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
}

char *
password_random(void)
{
    static const char letters[] =
        "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    sodium_need();
    char *password = g_malloc0(RANDOM_LETTERS + 1);
    for (int i = 0; i < RANDOM_LETTERS; i++)
        password[i] = letters[randombytes_uniform(sizeof letters - 1)];
    return password;
}

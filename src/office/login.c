/* login.c - somebody proves on the command line who they are: attempts, and the token of a session.
 *
 * The token is random and the store keeps its hash alone. Failed attempts are kept in the store, as every
 * attempt is a process of its own; the waits are those of the web.
 */
#include "office/office.h"

#include <sodium.h>
#include <string.h>

enum {
    FREE_FAILURES = 3, /* people mistype */
    FIRST_WAIT_S = 2,
    MOST_WAIT_S = 15 * 60,
    FORGET_MS = 60 * 60 * 1000,
    SESSION_MS = 8 * 60 * 60 * 1000,
    TOKEN_BYTES = 32,
    MOST_PASSWORD_BYTES = 1024,
};

int
login_wait_s(int failures)
{
    int doublings = failures - FREE_FAILURES - 1;
    if (doublings < 0)
        return 0;
    return doublings > 9 ? MOST_WAIT_S : MIN(FIRST_WAIT_S << doublings, MOST_WAIT_S);
}

static bool
may_try(Store *store, const char *login, gint64 now, GError **error)
{
    int failures = 0;
    gint64 last_at = 0;
    if (!store_login_failures(store, login, &failures, &last_at, error))
        return false;
    gint64 until = last_at + login_wait_s(failures) * (gint64)1000;
    if (until <= now || last_at + FORGET_MS < now)
        return true;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "too many passwords were wrong: nobody was logged in, try again in %d seconds",
        (int)((until - now + 999) / 1000));
    return false;
}

/* As long for a login that nobody has. */
static bool
fits(const Staff *staff, const char *password)
{
    g_autofree char *nobody = staff == NULL ? password_hash("nobody") : NULL;
    const char *hash = staff != NULL ? staff->password_hash : nobody;
    return strlen(password) <= MOST_PASSWORD_BYTES && password_is(hash, password) &&
           staff != NULL && staff->active;
}

static char *
random_hex(void)
{
    guint8 bytes[TOKEN_BYTES];
    char hex[2 * TOKEN_BYTES + 1];
    randombytes_buf(bytes, sizeof bytes);
    return g_strdup(sodium_bin2hex(hex, sizeof hex, bytes, sizeof bytes));
}

static bool
begin(Store *store, const Staff *staff, gint64 now, char **token, GError **error)
{
    g_autofree char *made = random_hex();
    g_autofree char *csrf = random_hex();
    g_autofree char *hash = file_sha256(made, strlen(made));
    if (!store_session_add(store, hash, staff->id, csrf, now + SESSION_MS, error) ||
        !store_login_well(store, staff->login, error) ||
        !store_journal(store, staff->login, "logged_in", 0, 0, 0, "command line", error))
        return false;
    *token = g_steal_pointer(&made);
    return true;
}

bool
login_begin(
    Store *store, const char *login, const char *password, char **token, GError **error)
{
    gint64 now = clock_now_ms();
    GError *failure = NULL;
    if (!may_try(store, login, now, error))
        return false;
    g_autoptr(Staff) staff = store_staff_by_login(store, login, &failure);
    if (failure != NULL) {
        g_propagate_error(error, failure);
        return false;
    }
    if (fits(staff, password))
        return begin(store, staff, now, token, error);
    if (store_login_failed(store, login, now - FORGET_MS, error))
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "login and password do not fit: nobody was logged in");
    return false;
}

Staff *
login_find(Store *store, const char *token, GError **error)
{
    g_autofree char *csrf = NULL;
    g_autofree char *hash = file_sha256(token, strlen(token));
    return store_session_find(store, hash, &csrf, error);
}

bool
login_end(Store *store, const char *token, GError **error)
{
    g_autofree char *hash = file_sha256(token, strlen(token));
    return store_session_end(store, hash, error);
}

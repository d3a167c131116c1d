/* session.c - who visits: a random cookie whose hash alone is kept.
 *
 * A POST is believed when it carries the session's token and does not come from another site.
 * Browsers send "Origin: null" for our own forms, because our pages ask for no referrer; then
 * Sec-Fetch-Site tells where it came from.
 */
#include "web/inside.h"

#include <sodium.h>
#include <string.h>

enum { TOKEN_BYTES = 32 };

/* The prefix makes browsers refuse the cookie unless it is Secure, of this host and of all paths. */
static const char *
cookie_name(const Web *web)
{
    return web->secure ? "__Host-diwan" : "diwan";
}

static char *
token_new(void)
{
    unsigned char bytes[TOKEN_BYTES];
    char hex[2 * TOKEN_BYTES + 1];
    randombytes_buf(bytes, sizeof bytes);
    return g_strdup(sodium_bin2hex(hex, sizeof hex, bytes, sizeof bytes));
}

static void
set_cookie(Visit *visit, const char *value, int seconds)
{
    g_ptr_array_add(visit->cookies,
        g_strdup_printf("%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s",
            cookie_name(visit->web), value, seconds,
            visit->web->secure ? "; Secure" : ""));
}

bool
session_find(Visit *visit, GError **error)
{
    g_autofree char *token = visit_cookie(visit, cookie_name(visit->web));
    if (visit->staff != NULL || token == NULL || strlen(token) != 2 * TOKEN_BYTES)
        return true;
    GError *trouble = NULL;
    g_autofree char *hash = file_sha256(token, strlen(token));
    visit->staff =
        store_session_find(visit->web->diwan->store, hash, &visit->csrf, &trouble);
    if (trouble != NULL) {
        g_propagate_error(error, trouble);
        return false;
    }
    if (visit->staff != NULL)
        visit->token_hash = g_steal_pointer(&hash);
    return true;
}

bool
session_begin(Visit *visit, const Staff *staff, GError **error)
{
    g_autofree char *token = token_new();
    g_autofree char *csrf = token_new();
    g_autofree char *hash = file_sha256(token, strlen(token));
    gint64 until = clock_now_ms() + SESSION_HOURS * 60 * 60 * (gint64)1000;
    if (!store_session_add(visit->web->diwan->store, hash, staff->id, csrf, until, error))
        return false;
    set_cookie(visit, token, SESSION_HOURS * 60 * 60);
    return true;
}

bool
session_end(Visit *visit, GError **error)
{
    set_cookie(visit, "", 0);
    return store_session_end(visit->web->diwan->store, visit->token_hash, error);
}

bool
origin_is_ours(const char *origin, const char *host, const char *fetch_site)
{
    if (fetch_site != NULL && !g_str_equal(fetch_site, "same-origin") &&
        !g_str_equal(fetch_site, "none"))
        return false;
    if (origin == NULL || g_str_equal(origin, "null"))
        return true;
    const char *named = strstr(origin, "://");
    return named != NULL && host != NULL && g_ascii_strcasecmp(named + 3, host) == 0;
}

bool
session_posted_here(Visit *visit)
{
    if (!origin_is_ours(visit_header(visit, "Origin"), visit_header(visit, "Host"),
            visit_header(visit, "Sec-Fetch-Site")))
        return false;
    if (visit->csrf == NULL)
        return true; /* nobody is logged in: there is nothing to act for */
    const char *given = visit_field(visit, "csrf");
    gsize length = strlen(visit->csrf);
    return strlen(given) == length && sodium_memcmp(given, visit->csrf, length) == 0;
}

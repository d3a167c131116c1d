/* attempts.c - logins that failed, by login and address: each failure doubles the wait.
 *
 * Kept in memory only and bounded; nothing sleeps, the page says how long to wait.
 */
#include "web/inside.h"

enum {
    FORGET_S = 60 * 60,
    MOST_KEPT = 4096,
};

typedef struct Failures {
    int n;
    gint64 last_ms;
} Failures;

struct Attempts {
    GHashTable *failures; /* of Failures, by "address login" */
};

Attempts *
attempts_new(void)
{
    Attempts *attempts = g_new0(Attempts, 1);
    attempts->failures = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return attempts;
}

void
attempts_free(Attempts *attempts)
{
    if (attempts == NULL)
        return;
    g_hash_table_unref(attempts->failures);
    g_free(attempts);
}

static char *
key_of(const char *login, const char *peer)
{
    return g_strdup_printf("%s %.64s", peer, login);
}

int
attempts_wait_s(Attempts *attempts, const char *login, const char *peer, gint64 now_ms)
{
    g_autofree char *key = key_of(login, peer);
    const Failures *failures = g_hash_table_lookup(attempts->failures, key);
    if (failures == NULL)
        return 0;
    gint64 until = failures->last_ms + login_wait_s(failures->n) * (gint64)1000;
    return until > now_ms ? (int)((until - now_ms + 999) / 1000) : 0;
}

static gboolean
is_old(gpointer key, gpointer value, gpointer now)
{
    (void)key;
    return ((const Failures *)value)->last_ms + FORGET_S * (gint64)1000 < *(gint64 *)now;
}

void
attempts_failed(Attempts *attempts, const char *login, const char *peer, gint64 now_ms)
{
    g_autofree char *key = key_of(login, peer);
    Failures *failures = g_hash_table_lookup(attempts->failures, key);
    if (failures == NULL) {
        g_hash_table_foreach_remove(attempts->failures, is_old, &now_ms);
        if (g_hash_table_size(attempts->failures) >= MOST_KEPT)
            g_hash_table_remove_all(attempts->failures);
        failures = g_new0(Failures, 1);
        g_hash_table_insert(attempts->failures, g_steal_pointer(&key), failures);
    } else if (is_old(NULL, failures, &now_ms))
        failures->n = 0;
    failures->n++;
    failures->last_ms = now_ms;
}

void
attempts_forget(Attempts *attempts, const char *login, const char *peer)
{
    g_autofree char *key = key_of(login, peer);
    g_hash_table_remove(attempts->failures, key);
}

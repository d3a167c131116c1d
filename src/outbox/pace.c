/* pace.c - how many mails a minute go to one domain.
 *
 * Providers take a burst from one sender for spam and defer all of it. Minutes are the clock's; what this process has
 * sent in the present one is known to it alone, so that a restart begins anew.
 */
#include "outbox/pace.h"

#include <string.h>

#define MINUTE_MS (60 * G_GINT64_CONSTANT(1000))

enum { MOST_DOMAINS = 10000 };

struct Pace {
    int most;
    gint64 minute;
    GHashTable *sent; /* char (domain, lower case) → count in this minute */
};

Pace *
pace_new(int most)
{
    Pace *pace = g_new0(Pace, 1);
    pace->most = most;
    pace->sent = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return pace;
}

void
pace_free(Pace *pace)
{
    if (pace == NULL)
        return;
    g_hash_table_unref(pace->sent);
    g_free(pace);
}

gint64
pace_take(Pace *pace, const char *recipient, gint64 now)
{
    const char *at = strrchr(recipient, '@');
    if (pace->most <= 0 || at == NULL)
        return 0;
    if (now / MINUTE_MS != pace->minute ||
        g_hash_table_size(pace->sent) >= MOST_DOMAINS) {
        g_hash_table_remove_all(pace->sent);
        pace->minute = now / MINUTE_MS;
    }
    char *domain = g_ascii_strdown(at + 1, -1);
    int sent = GPOINTER_TO_INT(g_hash_table_lookup(pace->sent, domain));
    if (sent >= pace->most) {
        g_free(domain);
        return (pace->minute + 1) * MINUTE_MS;
    }
    g_hash_table_insert(pace->sent, domain, GINT_TO_POINTER(sent + 1));
    return 0;
}

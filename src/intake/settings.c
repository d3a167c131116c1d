/* settings.c - a fetcher's settings as they travel over its pipe.
 *
 * They hold the mailbox's password: never in arguments or environment, wiped when freed.
 */
#include <string.h>

#include "intake/settings.h"

#define SETTINGS_TYPE "(sisssssiiiuuuubbbiui)"

void
fetcher_settings_free(FetcherSettings *settings)
{
    if (settings == NULL)
        return;
    if (settings->password != NULL)
        explicit_bzero(settings->password, strlen(settings->password));
    g_free(settings->password);
    g_free(settings->host);
    g_free(settings->user);
    g_free(settings->folder);
    g_free(settings->ca_file);
    g_free(settings->move_to);
    g_free(settings);
}

static const char *
or_empty(const char *text)
{
    return text != NULL ? text : "";
}

GVariant *
fetcher_settings_pack(const FetcherSettings *settings)
{
    return g_variant_ref_sink(g_variant_new(SETTINGS_TYPE, settings->host, settings->port,
        settings->user, settings->password, settings->folder, or_empty(settings->ca_file),
        or_empty(settings->move_to), (int)settings->after, settings->poll_s,
        settings->patience_s, settings->uidvalidity, settings->last_uid,
        settings->careful_until, settings->leave_uid, settings->check, settings->once,
        settings->bearer, settings->renew_s, settings->most_bytes,
        settings->compare_in_s));
}

FetcherSettings *
fetcher_settings_unpack(const void *bytes, gsize length)
{
    /* Aligned, and its own: what the pipe's buffer holds changes with the next read. */
    g_autoptr(GBytes) copy = g_bytes_new(bytes, length);
    g_autoptr(GVariant) packed = g_variant_ref_sink(
        g_variant_new_from_bytes(G_VARIANT_TYPE(SETTINGS_TYPE), copy, FALSE));
    if (!g_variant_is_normal_form(packed))
        return NULL;
    FetcherSettings *settings = g_new0(FetcherSettings, 1);
    gboolean check, once, bearer;
    int after;
    g_variant_get(packed, SETTINGS_TYPE, &settings->host, &settings->port,
        &settings->user, &settings->password, &settings->folder, &settings->ca_file,
        &settings->move_to, &after, &settings->poll_s, &settings->patience_s,
        &settings->uidvalidity, &settings->last_uid, &settings->careful_until,
        &settings->leave_uid, &check, &once, &bearer, &settings->renew_s,
        &settings->most_bytes, &settings->compare_in_s);
    settings->after = (AfterKeeping)after;
    settings->check = check;
    settings->once = once;
    settings->bearer = bearer;
    if (*settings->ca_file == '\0')
        g_clear_pointer(&settings->ca_file, g_free);
    if (*settings->move_to == '\0')
        g_clear_pointer(&settings->move_to, g_free);
    return settings;
}

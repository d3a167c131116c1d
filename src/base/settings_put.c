/* settings_put.c - a written value becomes a setting, or is refused.
 *
 * Whether a file or a server exists is not asked here: `diwan check` does, and the other roles
 * go on when it does not.
 */
#include "base/settings.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define LEAST_LEVEL 0.9
#define MOST_LEVEL 0.999999
#define MOST_ADDRESS_BYTES 254
#define MOST_HOST_BYTES 253

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

static bool
is_made_of(const char *text, const char *characters)
{
    return text[0] != '\0' && text[strspn(text, characters)] == '\0';
}

static bool
is_host(const char *text)
{
    return strlen(text) <= MOST_HOST_BYTES && is_made_of(text, LETTERS DIGITS ".-_:[]");
}

static bool
is_domain(const char *text)
{
    return strlen(text) <= MOST_HOST_BYTES && is_made_of(text, LETTERS DIGITS ".-_") &&
           text[0] != '.' && text[0] != '-';
}

static bool
is_address(const char *text)
{
    const char *at = strrchr(text, '@');
    if (at == NULL || at == text || strlen(text) > MOST_ADDRESS_BYTES ||
        !is_domain(at + 1))
        return false;
    for (const char *c = text; c < at; c++)
        if ((guchar)*c <= ' ' || *c == 0x7F || strchr("<>()[],;:\\\"@", *c) != NULL)
            return false;
    return true;
}

static bool
is_model(const char *text)
{
    return is_made_of(text, LETTERS DIGITS "_-/") && text[0] != '/';
}

static bool
is_anything(const char *text)
{
    return text[0] != '\0';
}

static bool
take_number(const char *text, int least, int most, int *number)
{
    char *end;
    errno = 0;
    gint64 value = g_ascii_strtoll(text, &end, 10);
    if (errno != 0 || *end != '\0' || !is_made_of(text, DIGITS) || value < least ||
        value > most)
        return false;
    *number = value;
    return true;
}

static bool
put_text(void *place, char *take_text)
{
    char **text = place;
    g_free(*text);
    *text = take_text;
    return true;
}

static char *
path_from(const char *folder, const char *value)
{
    return g_canonicalize_filename(value, folder);
}

/* A list is refused when one entry is wrong. */
static bool
put_list(void *place, const char *value, bool lower, bool (*is_right)(const char *text))
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_auto(GStrv) entries = g_strsplit_set(value, ";,", -1);
    for (char **entry = entries; *entry != NULL; entry++) {
        g_strstrip(*entry);
        if (**entry == '\0')
            continue;
        if (!is_right(*entry))
            return false;
        g_autofree char *low = lower ? g_utf8_strdown(*entry, -1) : g_strdup(*entry);
        g_strv_builder_add(builder, low);
    }
    char ***list = place;
    g_strfreev(*list);
    *list = g_strv_builder_end(builder);
    return true;
}

static bool
put_after(void *object, const char *value)
{
    MailboxConfig *mailbox = object;
    AfterKeeping after = AFTER_LEAVE;
    const char *folder = NULL;
    if (strcmp(value, "flag") == 0) {
        after = AFTER_FLAG;
    } else if (g_str_has_prefix(value, "move:") && value[strlen("move:")] != '\0') {
        after = AFTER_MOVE;
        folder = value + strlen("move:");
    } else if (strcmp(value, "leave") != 0) {
        return false;
    }
    mailbox->after = after;
    return put_text(&mailbox->move_to, g_strdup(folder));
}

static bool
put_level(void *place, const char *value)
{
    char *end;
    double level = g_ascii_strtod(value, &end);
    if (*value == '\0' || *end != '\0' || !isfinite(level) || level < LEAST_LEVEL ||
        level > MOST_LEVEL)
        return false;
    *(double *)place = level;
    return true;
}

static bool
put_listen(void *place, const char *value)
{
    const char *colon = strrchr(value, ':');
    int port;
    if (colon == NULL || colon == value || !take_number(colon + 1, 0, 65535, &port))
        return false;
    g_autofree char *host = g_strndup(value, colon - value);
    /* The colons of an IPv6 address stand in brackets. */
    if (!is_host(host) || (strchr(host, ':') != NULL && host[0] != '['))
        return false;
    return put_text(place, g_strdup(value));
}

static bool
put_url(void *place, const char *value)
{
    bool known =
        g_str_has_prefix(value, "https://") || g_str_has_prefix(value, "http://");
    const char *host = known ? strstr(value, "//") + 2 : "";
    if (!g_ascii_isalnum(host[0]) || strpbrk(value, " \t\"'<>\\") != NULL)
        return false;
    char *url = g_strdup(value);
    gsize length = strlen(url);
    while (url[length - 1] == '/')
        url[--length] = '\0';
    return put_text(place, url);
}

static bool
put_tls(void *object, const char *folder, const char *value)
{
    g_auto(GStrv) files = NULL;
    if (!put_list(&files, value, false, is_anything) || files[0] == NULL ||
        g_strv_length(files) > 2)
        return false;
    Config *config = object;
    put_text(&config->tls_cert, path_from(folder, files[0]));
    return put_text(
        &config->tls_key, path_from(folder, files[1] != NULL ? files[1] : files[0]));
}

static bool
put_yes_no(void *place, const char *value)
{
    bool yes = strcmp(value, "yes") == 0 || strcmp(value, "true") == 0;
    if (!yes && strcmp(value, "no") != 0 && strcmp(value, "false") != 0)
        return false;
    *(bool *)place = yes;
    return true;
}

static bool
put_calendar(void *place, const char *value)
{
    bool gregorian = strcmp(value, "gregorian") == 0;
    if (!gregorian && strcmp(value, "hijri") != 0)
        return false;
    *(CalendarKind *)place = gregorian ? CALENDAR_GREGORIAN : CALENDAR_HIJRI;
    return true;
}

/* A week in which nobody ever works has no working days to count. */
static bool
put_weekdays(void *place, const char *value)
{
    static const char *const names[] = {
        "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
    g_auto(GStrv) days = NULL;
    guint mask = 0;
    if (!put_list(&days, value, true, is_anything))
        return false;
    for (int i = 0; days[i] != NULL; i++) {
        guint day = 0;
        while (day < G_N_ELEMENTS(names) && strcmp(names[day], days[i]) != 0)
            day++;
        if (day == G_N_ELEMENTS(names))
            return false;
        mask |= 1u << day;
    }
    *(guint *)place = mask;
    return mask != 0x7F;
}

/* Texts that are kept as written when they look right. */
/* words: "one, another or a third". */
static bool
is_one_of(const char *value, const char *words)
{
    g_autoptr(GString) list = g_string_new(words);
    g_string_replace(list, " or ", ", ", 0);
    g_auto(GStrv) choices = g_strsplit(list->str, ", ", -1);
    return g_strv_contains((const char *const *)choices, value);
}

static bool
put_checked(const Setting *setting, void *place, const char *value)
{
    bool right = value[0] != '\0';
    if (setting->kind == VALUE_CHOICE)
        right = is_one_of(value, setting->should);
    else if (setting->kind == VALUE_HOST)
        right = is_host(value);
    else if (setting->kind == VALUE_ADDRESS)
        right = is_address(value);
    else if (setting->kind == VALUE_ACCOUNT)
        right = is_made_of(value, LETTERS DIGITS "_-.") && value[0] != '-';
    return right && put_text(place, g_strdup(value));
}

bool
setting_put(const Setting *setting, void *object, const char *folder, const char *value)
{
    void *place = (char *)object + setting->offset;
    switch (setting->kind) {
    case VALUE_NUMBER:
        return take_number(value, setting->least, setting->most, place);
    case VALUE_LEVEL:
        return put_level(place, value);
    case VALUE_YES_NO:
        return put_yes_no(place, value);
    case VALUE_CALENDAR:
        return put_calendar(place, value);
    case VALUE_AFTER:
        return put_after(object, value);
    case VALUE_PATH:
        return value[0] != '\0' && put_text(place, path_from(folder, value));
    case VALUE_TLS:
        return put_tls(object, folder, value);
    case VALUE_LISTEN:
        return put_listen(place, value);
    case VALUE_URL:
        return put_url(place, value);
    case VALUE_ADDRESSES:
        return put_list(place, value, true, is_address);
    case VALUE_DOMAINS:
        return put_list(place, value, true, is_domain);
    case VALUE_WEEKDAYS:
        return put_weekdays(place, value);
    case VALUE_MODELS:
        return put_list(place, value, false, is_model) && **(char ***)place != NULL;
    case VALUE_TEXT:
    case VALUE_CHOICE:
    case VALUE_HOST:
    case VALUE_ACCOUNT:
    case VALUE_ADDRESS:
        return put_checked(setting, place, value);
    }
    g_assert_not_reached();
}

bool
host_is_loopback(const char *host)
{
    return strcmp(host, "localhost") == 0 || strcmp(host, "::1") == 0 ||
           strcmp(host, "[::1]") == 0 ||
           (g_str_has_prefix(host, "127.") && is_made_of(host, DIGITS "."));
}

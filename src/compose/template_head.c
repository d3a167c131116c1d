/* template_head.c - the header lines of a template: what it is for, before what it says.
 *
 *   Subject: words; variables in it are held against the lint
 *   When: the purposes of models.conf it may be used for
 *   Version: a number, raised in every language together
 *   Neutral: yes, when it may go to an address that is not on the record
 *   Channels: mail, post, or both, which is the standard
 *   Enclosures: names of library documents that go with it; one with "?" behind its name goes
 *       along when the library has it, without any other the letter does not leave
 *
 * Subject, When and Version are required. Whatever else stands there is refused.
 */
#include "compose/template.h"

#include <string.h>

enum { MOST_VERSION = 10000 };

static bool
wrong(GError **error, const char *path, int line, const char *what)
{
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG, "%s:%d: %s", path, line, what);
    return false;
}

static bool
subject_take(MailTemplate *into, const char *value)
{
    g_clear_pointer(&into->subject, mustache_template_free);
    into->subject = mustache_parse(value, NULL);
    return into->subject != NULL;
}

static bool
version_take(MailTemplate *into, const char *value)
{
    guint64 version;
    bool well = g_ascii_string_to_unsigned(value, 10, 1, MOST_VERSION, &version, NULL);
    into->version = well ? (int)version : 0;
    return well;
}

static bool
channels_take(MailTemplate *into, char *const *words)
{
    into->mail = into->post = false;
    for (; *words != NULL; words++) {
        bool *channel = strcmp(*words, "mail") == 0   ? &into->mail
                        : strcmp(*words, "post") == 0 ? &into->post
                                                      : NULL;
        if (channel == NULL)
            return false;
        *channel = true;
    }
    return true;
}

static bool
enclosures_take(MailTemplate *into, char **take_words)
{
    g_strfreev(into->enclosures);
    into->enclosures = take_words;
    for (; *take_words != NULL; take_words++) {
        gsize length = strspn(*take_words, "abcdefghijklmnopqrstuvwxyz0123456789-");
        const char *rest = *take_words + length;
        if (length == 0 || (*rest != '\0' && strcmp(rest, "?") != 0))
            return false;
    }
    return true;
}

static bool
value_take(MailTemplate *into, const char *name, const char *value, const char **should)
{
    g_auto(GStrv) words = g_strsplit(value, " ", -1);
    if (strcmp(name, "Subject") == 0) {
        *should = "a subject's tags are well formed";
        return subject_take(into, value);
    }
    if (strcmp(name, "When") == 0) {
        g_strfreev(into->when);
        into->when = g_steal_pointer(&words);
        return true;
    }
    if (strcmp(name, "Enclosures") == 0) {
        *should = "enclosures are names as the library has them, `name` or `name?`";
        return enclosures_take(into, g_steal_pointer(&words));
    }
    if (strcmp(name, "Version") == 0) {
        *should = "a version is a whole number from 1";
        return version_take(into, value);
    }
    if (strcmp(name, "Neutral") == 0) {
        *should = "should be `Neutral: yes`, or not there";
        into->neutral = strcmp(value, "yes") == 0;
        return into->neutral;
    }
    if (strcmp(name, "Channels") == 0) {
        *should = "channels are `mail` and `post`";
        return channels_take(into, words);
    }
    *should = "should be one of Subject, When, Version, Neutral, Channels, Enclosures";
    return false;
}

static bool
line_take(MailTemplate *into, GHashTable *seen, char *line, const char *path, int number,
    GError **error)
{
    char *colon = strchr(line, ':');
    if (colon == NULL || *g_strstrip(colon + 1) == '\0')
        return wrong(error, path, number, "should be `Name: value` or the blank line");
    *colon = '\0';
    if (!g_hash_table_add(seen, line))
        return wrong(error, path, number, "stands there twice");
    const char *should = NULL;
    if (!value_take(into, line, colon + 1 + strspn(colon + 1, " \t"), &should))
        return wrong(error, path, number, should);
    return true;
}

bool
template_head_take(
    MailTemplate *into, char **text, const char *path, int *line, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    into->mail = into->post = true;
    into->enclosures = g_new0(char *, 1);
    for (*line = 1;; (*line)++) {
        char *each = strsep(text, "\n");
        if (*text == NULL)
            return wrong(error, path, *line, "has no blank line before its body");
        if (*g_strchomp(each) == '\0')
            break;
        if (!line_take(into, seen, each, path, *line, error))
            return false;
    }
    (*line)++;
    if (into->subject == NULL || into->when == NULL || into->version == 0)
        return wrong(
            error, path, 1, "should begin with `Subject:`, `When:` and `Version:`");
    return true;
}

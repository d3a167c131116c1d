/* words.c - how the page calls things: its own words, then those of the staff's window, then the names that
 * kinds.conf gives to kinds of request and to documents. A word that nobody knows stands as it is kept.
 */
#include "dossier/inside.h"
#include "filing/filing.h"
#include "language/language.h"

#include <string.h>

enum { MOST_WORD_BYTES = 256 << 10 };

struct PageWords {
    char *language;
    GKeyFile *own, *window;
    Kinds *kinds;
    Rules *rules;
};

/* Fields whose values the window has words for, and in which group. */
static const char *const window_groups[][2] = {{"medium", "medium"}, {"state", "state"},
    {"kind", "kind"}, {"outcome", "outcome"}, {"answered", "answered"},
    {"source", "page_source"}, {"delivery", "outbox_state"},
    {"request_state", "request_state"}, {"from_state", "request_state"},
    {"to_state", "request_state"}, {"told", "request_state"},
    {"decision", "request_state"}, {"document_state", "document_state"},
    {"contact_channel", "channel"}, {"referred_for", "purpose"}, {"notice", "notice"},
    {"notice_state", "notice_state"}, {"act", "act"}, {"move", "move"}};

static GKeyFile *
catalogue_load(const char *room, const char *language, GError **error)
{
    g_autofree char *name = g_strdup_printf("templates/%s/words.%s", room, language);
    g_autofree char *path = file_beside_program(name);
    g_autoptr(GBytes) bytes = file_read(path, MOST_WORD_BYTES, error);
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autoptr(GError) trouble = NULL;
    if (bytes == NULL)
        return NULL;
    if (g_key_file_load_from_bytes(file, bytes, G_KEY_FILE_NONE, &trouble))
        return g_steal_pointer(&file);
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
        "cannot use the words in '%s': %s", path, trouble->message);
    return NULL;
}

PageWords *
page_words_load(const char *language, GError **error)
{
    g_autoptr(PageWords) words = g_new0(PageWords, 1);
    g_autofree char *kinds = file_beside_program("config/kinds.conf");
    words->language = g_strdup(language);
    words->own = catalogue_load("dossier", language, error);
    if (words->own != NULL)
        words->window = catalogue_load("web", language, error);
    if (words->window != NULL)
        words->kinds = kinds_load(kinds, error);
    if (words->kinds != NULL)
        words->rules = rules_load(NULL, error);
    return words->rules != NULL ? g_steal_pointer(&words) : NULL;
}

void
page_words_free(PageWords *words)
{
    if (words == NULL)
        return;
    g_free(words->language);
    g_clear_pointer(&words->own, g_key_file_unref);
    g_clear_pointer(&words->window, g_key_file_unref);
    kinds_free(words->kinds);
    rules_free(words->rules);
    g_free(words);
}

char *
page_word(const PageWords *words, const char *group, const char *key)
{
    char *found = g_key_file_get_string(words->own, group, key, NULL);
    return found != NULL ? found : g_strdup(key);
}

JsonObject *
page_words_group(const PageWords *words, const char *group)
{
    JsonObject *model = json_object_new();
    g_auto(GStrv) keys = g_key_file_get_keys(words->own, group, NULL, NULL);
    for (char **key = keys; key != NULL && *key != NULL; key++) {
        g_autofree char *word = page_word(words, group, *key);
        json_object_set_string_member(model, *key, word);
    }
    return model;
}

/* ---- values ---- */

/* In both calendars, as letters have it. */
static char *
instant_shown(const PageWords *words, const char *rfc3339)
{
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) instant = g_date_time_new_from_iso8601(rfc3339, utc);
    if (instant == NULL)
        return g_strdup(rfc3339);
    gint64 ms = g_date_time_to_unix(instant) * 1000;
    g_autofree char *hijri = day_hijri_words(ms, words->language);
    g_autofree char *gregorian = day_gregorian_words(ms, words->language);
    return g_strdup_printf("%s (%s)", hijri, gregorian);
}

static char *
documents_shown(const PageWords *words, const char *value)
{
    g_auto(GStrv) names = g_strsplit(value, ";", -1);
    for (char **name = names; *name != NULL; name++) {
        const DocumentRule *document = rules_document(words->rules, *name);
        if (document == NULL)
            continue;
        g_free(*name);
        *name = g_strdup(document_name(document, words->language));
    }
    return g_strjoinv(g_str_equal(words->language, "ar") ? "، " : ", ", names);
}

static char *
window_word(const PageWords *words, const char *field, const char *value)
{
    for (guint i = 0; i < G_N_ELEMENTS(window_groups); i++)
        if (strcmp(window_groups[i][0], field) == 0)
            return g_key_file_get_string(words->window, window_groups[i][1], value, NULL);
    return NULL;
}

/* Line by line, for a letter's lines are its own. */
static char *
text_shown(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        char *clean = text_strip_controls(*line);
        g_free(*line);
        *line = clean;
    }
    return g_strjoinv("\n", lines);
}

char *
page_value(const PageWords *words, const char *field, const char *value)
{
    if (g_str_has_suffix(field, "_at"))
        return instant_shown(words, value);
    if (strcmp(field, "request_kind") == 0)
        return g_strdup(kinds_name(words->kinds, value, words->language));
    if (strcmp(field, "document") == 0 || strcmp(field, "documents") == 0)
        return documents_shown(words, value);
    if (strcmp(field, "agrees") == 0 || strcmp(field, "undone") == 0)
        return page_word(words, "page", strcmp(value, "0") == 0 ? "no" : "yes");
    char *shown = g_key_file_get_string(words->own, field, value, NULL);
    if (shown == NULL)
        shown = window_word(words, field, value);
    return shown != NULL ? shown : text_shown(value);
}

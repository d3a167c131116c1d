/* words.c - the catalogue: templates/web/words.LANGUAGE, a key file of whole sentences.
 *
 * Sentences are never put together from pieces: what varies stands in {{name}}, and what depends
 * on a number has one sentence for each plural category of the language.
 */
#include "web/words.h"

#include "language/language.h"

#include <string.h>
#include <unicode/upluralrules.h>

enum { MOST_WORD_BYTES = 256 << 10 };

struct Words {
    char *language;
    JsonObject *groups;
    UPluralRules *plurals;
};

void
words_free(Words *words)
{
    if (words == NULL)
        return;
    g_free(words->language);
    g_clear_pointer(&words->groups, json_object_unref);
    g_clear_pointer(&words->plurals, uplrules_close);
    g_free(words);
}

static JsonObject *
group_load(GKeyFile *file, const char *group, GError **error)
{
    g_autoptr(JsonObject) sentences = json_object_new();
    g_auto(GStrv) keys = g_key_file_get_keys(file, group, NULL, error);
    for (char **key = keys; key != NULL && *key != NULL; key++) {
        g_autofree char *sentence = g_key_file_get_string(file, group, *key, error);
        if (sentence == NULL)
            return NULL;
        json_object_set_string_member(sentences, *key, sentence);
    }
    return keys != NULL ? g_steal_pointer(&sentences) : NULL;
}

static bool
load(Words *words, const char *path, GError **error)
{
    g_autoptr(GBytes) bytes = file_read(path, MOST_WORD_BYTES, error);
    if (bytes == NULL)
        return false;
    g_autoptr(GKeyFile) file = g_key_file_new();
    if (!g_key_file_load_from_bytes(file, bytes, G_KEY_FILE_NONE, error))
        return false;
    g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
    for (char **group = groups; *group != NULL; group++) {
        JsonObject *sentences = group_load(file, *group, error);
        if (sentences == NULL)
            return false;
        json_object_set_object_member(words->groups, *group, sentences);
    }
    return true;
}

Words *
words_load(const char *folder, const char *language, GError **error)
{
    g_autofree char *name = g_strdup_printf("words.%s", language);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autoptr(Words) words = g_new0(Words, 1);
    g_autoptr(GError) trouble = NULL;
    UErrorCode status = U_ZERO_ERROR;
    words->language = g_strdup(language);
    words->groups = json_object_new();
    words->plurals = uplrules_open(language, &status);
    if (U_SUCCESS(status) && load(words, path, &trouble))
        return g_steal_pointer(&words);
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
        "cannot use the words in '%s': %s", path,
        trouble ? trouble->message : u_errorName(status));
    return NULL;
}

const char *
words_language(const Words *words)
{
    return words->language;
}

JsonObject *
words_model(const Words *words)
{
    return words->groups;
}

const char *
words_find(const Words *words, const char *group, const char *key)
{
    if (!json_object_has_member(words->groups, group))
        return NULL;
    JsonObject *sentences = json_object_get_object_member(words->groups, group);
    return json_object_get_string_member_with_default(sentences, key, NULL);
}

const char *
words_get(const Words *words, const char *group, const char *key)
{
    const char *found = words_find(words, group, key);
    return found != NULL ? found : g_intern_string(key);
}

/* ---- sentences with values ---- */

static char *
fill(const char *sentence, GHashTable *values)
{
    GString *out = g_string_new(NULL);
    const char *at = sentence;
    for (const char *open; (open = strstr(at, "{{")) != NULL;) {
        const char *close = strstr(open, "}}");
        if (close == NULL)
            break;
        g_autofree char *name = g_strndup(open + 2, close - open - 2);
        const char *value = g_hash_table_lookup(values, name);
        g_string_append_len(out, at, open - at);
        g_string_append(out, value != NULL ? value : "");
        at = close + 2;
    }
    g_string_append(out, at);
    return g_string_free(out, FALSE);
}

char *
words_say(const Words *words, const char *group, const char *key, ...)
{
    g_autoptr(GHashTable) values =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    va_list list;
    va_start(list, key);
    for (const char *name; (name = va_arg(list, const char *)) != NULL;) {
        const char *value = va_arg(list, const char *);
        g_autofree char *clean = value != NULL ? text_strip_controls(value) : NULL;
        g_hash_table_insert(values, (void *)name,
            g_strconcat("\u2068", clean != NULL ? clean : "—", "\u2069", NULL));
    }
    va_end(list);
    return fill(words_get(words, group, key), values);
}

/* ---- numbers ---- */

const char *
words_category(const Words *words, gint64 n)
{
    static const char *const names[] = {"zero", "one", "two", "few", "many", "other"};
    UErrorCode status = U_ZERO_ERROR;
    UChar wide[16] = {0};
    char name[16] = {0};
    int length = uplrules_select(words->plurals, (double)n, wide, 15, &status);
    for (int i = 0; U_SUCCESS(status) && i < length && i < 15; i++)
        name[i] = (char)wide[i];
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_str_equal(name, names[i]))
            return names[i];
    return "other";
}

char *
words_number(const Words *words, gint64 n)
{
    g_autofree char *digits = g_strdup_printf("%" G_GINT64_FORMAT, n);
    return g_str_equal(words->language, "ar") ? text_arabic_digits(digits)
                                              : g_steal_pointer(&digits);
}

char *
words_count(const Words *words, const char *group, const char *key, gint64 n)
{
    g_autofree char *form = g_strdup_printf("%s_%s", key, words_category(words, n));
    g_autofree char *number = words_number(words, n);
    g_autofree char *none = g_strdup_printf("%s_zero", key);
    const char *sentence = words_find(words, group, n == 0 ? none : form);
    if (sentence == NULL) {
        g_autofree char *other = g_strdup_printf("%s_other", key);
        sentence = words_get(words, group, other);
    }
    g_autoptr(GHashTable) values = g_hash_table_new(g_str_hash, g_str_equal);
    g_hash_table_insert(values, (void *)"n", number);
    return fill(sentence, values);
}

char *
words_age(const Words *words, gint64 instant_ms, gint64 now_ms)
{
    gint64 minutes = MAX(0, now_ms - instant_ms) / (60 * 1000);
    if (instant_ms == 0)
        return g_strdup(words_get(words, "age", "never"));
    if (minutes == 0)
        return g_strdup(words_get(words, "age", "now"));
    if (minutes < 60)
        return words_count(words, "age", "minutes", minutes);
    if (minutes < 48 * 60)
        return words_count(words, "age", "hours", minutes / 60);
    return words_count(words, "age", "days", minutes / (24 * 60));
}

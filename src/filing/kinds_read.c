/* kinds_read.c - kinds.conf → kinds, their names and their words; what is wrong is told with its line. */
#include "filing/kinds_words.h"

#include <string.h>

#define MOST_FILE_BYTES (256 * 1024)
#define OTHER "other"

static void
kind_free(Kind *kind)
{
    g_free(kind->id);
    g_free(kind->name_ar);
    g_free(kind->name_en);
    g_free(kind->first_state);
    g_free(kind);
}

void
kinds_free(Kinds *kinds)
{
    if (kinds == NULL)
        return;
    g_clear_pointer(&kinds->by_first, g_hash_table_unref);
    g_clear_pointer(&kinds->kinds, g_ptr_array_unref);
    words_clear(&kinds->words);
    g_free(kinds);
}

/* The line a group, or a key of it, stands in; that of the group when the key is missing. */
static int
line_of(const char *text, const char *group, const char *key)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autofree char *head = g_strdup_printf("[%s]", group);
    int found = 0;
    for (int i = 0; lines[i] != NULL; i++) {
        const char *line = g_strstrip(lines[i]);
        if (*line == '[' && found > 0)
            break;
        if (found == 0 && strcmp(line, head) == 0)
            found = i + 1;
        gsize length = strcspn(line, "= \t");
        if (found > 0 && key != NULL && strlen(key) == length &&
            strncmp(line, key, length) == 0)
            return i + 1;
    }
    return MAX(found, 1);
}

typedef struct Source {
    const char *path;
    const char *text;
    GKeyFile *file;
} Source;

static bool
wrong(const Source *source, const char *group, const char *key, const char *should,
    GError **error)
{
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG, "%s:%d: [%s] %s: %s",
        source->path, line_of(source->text, group, key), group, key != NULL ? key : "",
        should);
    return false;
}

static char *
read_name(const Source *source, const char *group, const char *key, GError **error)
{
    g_autofree char *value = g_key_file_get_string(source->file, group, key, NULL);
    if (value != NULL && *g_strstrip(value) != '\0')
        return g_steal_pointer(&value);
    wrong(source, group, key, "is missing, it is what people read", error);
    return NULL;
}

static char *
read_state(const Source *source, const char *group, GError **error)
{
    g_autofree char *value =
        g_key_file_get_string(source->file, group, "first_state", NULL);
    bool sound = value != NULL && *g_strstrip(value) != '\0';
    for (const char *p = value; sound && *p != '\0'; p++)
        sound = g_ascii_islower(*p) || *p == '_';
    if (sound)
        return g_steal_pointer(&value);
    wrong(source, group, "first_state", "should name a state, such as `new`", error);
    return NULL;
}

static void
add_phrase(Kinds *kinds, int kind, const char *text)
{
    Phrase phrase = {
        .kind = kind, .first = kinds->words.starts->len, .number = kinds->phrases};
    words_add(&kinds->words, text);
    phrase.n = kinds->words.starts->len - phrase.first;
    if (phrase.n == 0)
        return;
    const char *first = word_at(&kinds->words, phrase.first);
    GArray *phrases = g_hash_table_lookup(kinds->by_first, first);
    if (phrases == NULL) {
        phrases = g_array_new(FALSE, FALSE, sizeof(Phrase));
        g_hash_table_insert(kinds->by_first, g_strdup(first), phrases);
    }
    g_array_append_val(phrases, phrase);
    kinds->phrases++;
}

static bool
read_words(const Source *source, const char *group, const char *key, Kinds *kinds,
    GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_auto(GStrv) phrases =
        g_key_file_get_string_list(source->file, group, key, NULL, &cause);
    if (phrases == NULL)
        return wrong(source, group, key, cause->message, error);
    for (int i = 0; phrases[i] != NULL; i++)
        add_phrase(kinds, kinds->kinds->len - 1, phrases[i]);
    return true;
}

static bool
read_kind(const Source *source, const char *group, Kinds *kinds, GError **error)
{
    g_autoptr(GError) cause = NULL;
    Kind *kind = g_new0(Kind, 1);
    g_ptr_array_add(kinds->kinds, kind);
    kind->id = g_strdup(group);
    kind->opens = g_key_file_get_boolean(source->file, group, "opens", &cause);
    if (cause != NULL)
        return wrong(source, group, "opens", "should be true or false", error);
    kind->name_ar = read_name(source, group, "name_ar", error);
    if (kind->name_ar == NULL)
        return false;
    kind->name_en = read_name(source, group, "name_en", error);
    if (kind->name_en == NULL)
        return false;
    kind->first_state = read_state(source, group, error);
    if (kind->first_state == NULL)
        return false;
    if (strcmp(group, OTHER) == 0)
        kinds->other = kind;
    return read_words(source, group, "words_ar", kinds, error) &&
           read_words(source, group, "words_en", kinds, error);
}

static bool
read_keys(const Source *source, const char *group, GError **error)
{
    static const char *const known[] = {"name_ar", "name_en", "first_state", "opens",
        "words_ar", "words_en", KIND_LIFE_KEYS, NULL};
    g_auto(GStrv) keys = g_key_file_get_keys(source->file, group, NULL, NULL);
    for (int i = 0; keys != NULL && keys[i] != NULL; i++)
        if (!g_strv_contains(known, keys[i]))
            return wrong(source, group, keys[i], "is not a setting of a kind", error);
    return true;
}

static bool
read_file(const Source *source, Kinds *kinds, GError **error)
{
    gsize n = 0;
    g_auto(GStrv) groups = g_key_file_get_groups(source->file, &n);
    for (gsize i = 0; i < n; i++) {
        if (strchr(groups[i], ' ') != NULL)
            continue; /* of a request's life, which the office reads */
        if (kinds->kinds->len == MOST_KINDS)
            return wrong(source, groups[i], NULL, "there are too many kinds", error);
        if (!read_keys(source, groups[i], error) ||
            !read_kind(source, groups[i], kinds, error))
            return false;
    }
    if (kinds->other == NULL || !kinds->other->opens)
        return wrong(source, OTHER, NULL,
            "must be there with opens=true, for letters in which nothing is found",
            error);
    return true;
}

Kinds *
kinds_load(const char *path, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(GBytes) bytes = file_read(path, MOST_FILE_BYTES, error);
    if (bytes == NULL)
        return NULL;
    g_autofree char *text =
        g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    g_autoptr(GKeyFile) file = g_key_file_new();
    if (!g_utf8_validate(text, -1, NULL) ||
        !g_key_file_load_from_data(file, text, strlen(text), G_KEY_FILE_NONE, &cause)) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG, "%s: %s", path,
            cause != NULL ? cause->message : "is not UTF-8");
        return NULL;
    }
    g_autoptr(Kinds) kinds = g_new0(Kinds, 1);
    kinds->kinds = g_ptr_array_new_with_free_func((GDestroyNotify)kind_free);
    kinds->words = words_new();
    kinds->by_first = g_hash_table_new_full(
        g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
    Source source = {path, text, file};
    return read_file(&source, kinds, error) ? g_steal_pointer(&kinds) : NULL;
}

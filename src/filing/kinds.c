/* kinds.c - kinds.conf: kinds of letters, and the words by which they and documents are known.
 *
 * What is said there of a request's life is the office's.
 */
#include "filing/kinds.h"

#include "filing/phrases.h"

#include <string.h>

#define MOST_FILE_BYTES (256 * 1024)
#define MOST_TEXT_BYTES (8 * 1024) /* what a letter wants it says early */
#define MOST_TITLE_BYTES 240       /* what a paper is stands at its head */
#define SUBJECT_COUNTS 3
#define OTHER "other"
#define DOCUMENT "document "

struct Kinds {
    GPtrArray *kinds; /* of Kind, owned; in the order of the file */
    const Kind *other;
    Phrases *phrases;     /* by the kind's place in kinds */
    Phrases *topics;      /* likewise */
    GPtrArray *documents; /* of char, owned: ids */
    Phrases *titles;      /* by the document's place in documents */
};

/* ---- the file ---- */

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
    g_clear_pointer(&kinds->kinds, g_ptr_array_unref);
    g_clear_pointer(&kinds->documents, g_ptr_array_unref);
    g_clear_pointer(&kinds->phrases, phrases_free);
    g_clear_pointer(&kinds->topics, phrases_free);
    g_clear_pointer(&kinds->titles, phrases_free);
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

static bool
read_words(const Source *source, const char *group, const char *key, Phrases *phrases,
    int owner, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_auto(GStrv) list =
        g_key_file_get_string_list(source->file, group, key, NULL, &cause);
    if (list == NULL)
        return wrong(source, group, key, cause->message, error);
    for (int i = 0; list[i] != NULL; i++)
        phrases_add(phrases, owner, list[i]);
    return true;
}

/* They may be left out. */
static bool
read_topics(const Source *source, const char *group, const char *key, Phrases *topics,
    int owner, GError **error)
{
    return !g_key_file_has_key(source->file, group, key, NULL) ||
           read_words(source, group, key, topics, owner, error);
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
    int place = (int)kinds->kinds->len - 1;
    return read_words(source, group, "words_ar", kinds->phrases, place, error) &&
           read_words(source, group, "words_en", kinds->phrases, place, error) &&
           read_topics(source, group, "topics_ar", kinds->topics, place, error) &&
           read_topics(source, group, "topics_en", kinds->topics, place, error);
}

static bool
read_keys(const Source *source, const char *group, GError **error)
{
    static const char *const known[] = {"name_ar", "name_en", "first_state", "opens",
        "words_ar", "words_en", "topics_ar", "topics_en", KIND_LIFE_KEYS, NULL};
    g_auto(GStrv) keys = g_key_file_get_keys(source->file, group, NULL, NULL);
    for (int i = 0; keys != NULL && keys[i] != NULL; i++)
        if (!g_strv_contains(known, keys[i]))
            return wrong(source, group, keys[i], "is not a setting of a kind", error);
    return true;
}

/* A document's group, of which only its words are read here. */
static bool
read_document(const Source *source, const char *group, Kinds *kinds, GError **error)
{
    int place = (int)kinds->documents->len;
    g_ptr_array_add(kinds->documents, g_strdup(group + strlen(DOCUMENT)));
    return read_words(source, group, "words_ar", kinds->titles, place, error) &&
           read_words(source, group, "words_en", kinds->titles, place, error);
}

static bool
read_file(const Source *source, Kinds *kinds, GError **error)
{
    gsize n = 0;
    g_auto(GStrv) groups = g_key_file_get_groups(source->file, &n);
    for (gsize i = 0; i < n; i++) {
        if (g_str_has_prefix(groups[i], DOCUMENT)) {
            if (kinds->documents->len == MOST_KINDS)
                return wrong(
                    source, groups[i], NULL, "there are too many documents", error);
            if (!read_document(source, groups[i], kinds, error))
                return false;
            continue;
        }
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
    kinds->documents = g_ptr_array_new_with_free_func(g_free);
    kinds->phrases = phrases_new();
    kinds->topics = phrases_new();
    kinds->titles = phrases_new();
    Source source = {path, text, file};
    return read_file(&source, kinds, error) ? g_steal_pointer(&kinds) : NULL;
}

const char *
kinds_name(const Kinds *kinds, const char *kind, const char *language)
{
    for (guint i = 0; i < kinds->kinds->len; i++) {
        const Kind *one = kinds->kinds->pdata[i];
        if (strcmp(one->id, kind) == 0)
            return strcmp(language, "ar") == 0 ? one->name_ar : one->name_en;
    }
    return kind;
}

const char *
kinds_id(const Kinds *kinds, guint i)
{
    return i < kinds->kinds->len ? kinds_at(kinds, i)->id : NULL;
}

/* ---- a letter ---- */

static void
score_text(PhraseHits *words, PhraseHits *topics, const char *text, int worth)
{
    g_autoptr(PhraseText) read = phrase_text_new(text, MOST_TEXT_BYTES);
    phrases_find(words, read, worth);
    phrases_find(topics, read, 1);
}

void
kinds_score(
    const Kinds *kinds, const char *subject, GPtrArray *texts, int *scores, int *about)
{
    g_auto(PhraseHits) words = phrase_hits_new(kinds->phrases, scores);
    g_auto(PhraseHits) topics = phrase_hits_new(kinds->topics, about);
    if (subject != NULL)
        score_text(&words, &topics, subject, SUBJECT_COUNTS);
    for (guint i = 0; i < texts->len; i++)
        score_text(&words, &topics, texts->pdata[i], 1);
}

guint
kinds_count(const Kinds *kinds)
{
    return kinds->kinds->len;
}

const Kind *
kinds_at(const Kinds *kinds, guint i)
{
    return kinds->kinds->pdata[i];
}

const Kind *
kinds_other(const Kinds *kinds)
{
    return kinds->other;
}

/* ---- a paper ---- */

const char *
kinds_document(const Kinds *kinds, const char *file_name, const char *text)
{
    int scores[MOST_KINDS] = {0};
    int best = -1;
    bool tied = false;
    g_auto(PhraseHits) hits = phrase_hits_new(kinds->titles, scores);
    if (file_name != NULL) {
        g_autofree char *words =
            g_strdelimit(g_strdup(file_name), "_-.()0123456789", ' ');
        g_autoptr(PhraseText) named = phrase_text_new(words, MOST_TITLE_BYTES);
        phrases_find(&hits, named, SUBJECT_COUNTS);
    }
    if (text != NULL) {
        g_autoptr(PhraseText) headed = phrase_text_new(text, MOST_TITLE_BYTES);
        phrases_find(&hits, headed, 1);
    }
    for (int i = 0; i < (int)kinds->documents->len; i++) {
        tied = best >= 0 && scores[i] > 0 && scores[i] == scores[best] ? true : tied;
        if (scores[i] > 0 && (best < 0 || scores[i] > scores[best])) {
            best = i;
            tied = false;
        }
    }
    return best >= 0 && !tied ? kinds->documents->pdata[best] : NULL;
}

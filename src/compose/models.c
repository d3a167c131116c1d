/* models.c - models.conf and counts.conf: read once, checked to the last line.
 *
 * The two files are the one place that says which variables a letter has; templates, the models
 * they are filled from and the lint are all held against them.
 */
#include "compose/models.h"

#include "language/language.h"

#include <string.h>

struct Models {
    GHashTable *purposes; /* of GHashTable of Variable, by purpose */
    char **names;         /* of purposes, in the file's order */
    GHashTable *nouns;    /* of GHashTable of char: form by key, by "NOUN LANGUAGE" */
};

static const char every[] = "every";

static void
variable_free(Variable *variable)
{
    g_free(variable->noun);
    g_strfreev(variable->choices);
    g_clear_pointer(&variable->members, g_hash_table_unref);
    g_free(variable);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Variable, variable_free)

static GHashTable *
variables_new(void)
{
    return g_hash_table_new_full(
        g_str_hash, g_str_equal, g_free, (GDestroyNotify)variable_free);
}

void
models_free(Models *models)
{
    if (models == NULL)
        return;
    g_clear_pointer(&models->purposes, g_hash_table_unref);
    g_clear_pointer(&models->nouns, g_hash_table_unref);
    g_strfreev(models->names);
    g_free(models);
}

GHashTable *
models_of(const Models *models, const char *purpose)
{
    return strcmp(purpose, every) != 0 ? g_hash_table_lookup(models->purposes, purpose)
                                       : NULL;
}

char **
models_purposes(const Models *models)
{
    return models->names;
}

/* ---- models.conf ---- */

static bool
kind_read(Variable *into, const char *word)
{
    static const char *const names[] = {"text", "paragraphs", "number", "url", "day",
        "count", "flag", "choice", "texts", "list"};
    g_auto(GStrv) parts = g_strsplit(word, ":", 2);
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        if (strcmp(parts[0], names[i]) != 0)
            continue;
        into->kind = (VariableKind)i;
        bool named = into->kind == VARIABLE_COUNT || into->kind == VARIABLE_CHOICE;
        if (named != (parts[1] != NULL && *parts[1] != '\0'))
            return false;
        if (into->kind == VARIABLE_COUNT)
            into->noun = g_strdup(parts[1]);
        if (into->kind == VARIABLE_CHOICE)
            into->choices = g_strsplit(parts[1], ",", -1);
        return true;
    }
    return false;
}

/* "KIND [optional] [open] [post]; what it is". */
static Variable *
variable_read(const char *line)
{
    g_autoptr(Variable) into = g_new0(Variable, 1);
    const char *semicolon = strchr(line, ';');
    if (semicolon == NULL)
        return NULL;
    g_autofree char *spec = g_strstrip(g_strndup(line, (gsize)(semicolon - line)));
    g_auto(GStrv) words = g_strsplit(spec, " ", -1);
    if (words[0] == NULL || !kind_read(into, words[0]))
        return NULL;
    for (guint i = 1; words[i] != NULL; i++) {
        bool *flag = strcmp(words[i], "optional") == 0 ? &into->optional
                     : strcmp(words[i], "open") == 0   ? &into->open
                     : strcmp(words[i], "post") == 0   ? &into->post
                                                       : NULL;
        if (flag == NULL)
            return NULL;
        *flag = true;
    }
    if (into->kind == VARIABLE_LIST)
        into->members = variables_new();
    return g_steal_pointer(&into);
}

static bool
wrong(GError **error, const char *group, const char *key, const char *what)
{
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG, "[%s] %s: %s", group, key, what);
    return false;
}

/* A member of a list stands behind its list: "missing.name". */
static bool
variable_put(GHashTable *variables, const char *group, const char *key, const char *line,
    GError **error)
{
    g_autoptr(Variable) variable = variable_read(line);
    const char *dot = strchr(key, '.');
    const char *name = dot != NULL ? dot + 1 : key;
    if (variable == NULL)
        return wrong(
            error, group, key, "should be `KIND [optional] [open] [post]; what`");
    if ((variable->kind == VARIABLE_URL) != (g_str_has_suffix(name, "_url") != 0))
        return wrong(error, group, key, "an address's name ends in _url, no other does");
    variable->common = strcmp(group, every) == 0;
    variable->place = g_hash_table_size(variables);
    if (dot == NULL) {
        g_hash_table_insert(variables, g_strdup(key), g_steal_pointer(&variable));
        return true;
    }
    g_autofree char *of = g_strndup(key, (gsize)(dot - key));
    Variable *list = g_hash_table_lookup(variables, of);
    if (list == NULL || list->kind != VARIABLE_LIST || variable->kind == VARIABLE_LIST)
        return wrong(error, group, key, "its list should stand before it");
    g_hash_table_insert(list->members, g_strdup(name), g_steal_pointer(&variable));
    return true;
}

static bool
group_read(GHashTable *variables, GKeyFile *file, const char *group, GError **error)
{
    g_auto(GStrv) keys = g_key_file_get_keys(file, group, NULL, error);
    for (guint i = 0; keys != NULL && keys[i] != NULL; i++) {
        g_autofree char *line = g_key_file_get_value(file, group, keys[i], NULL);
        if (!variable_put(variables, group, keys[i], line, error))
            return false;
    }
    return keys != NULL;
}

static bool
purposes_read(Models *models, GKeyFile *file, GError **error)
{
    g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; groups[i] != NULL; i++) {
        GHashTable *variables = variables_new();
        g_hash_table_insert(models->purposes, g_strdup(groups[i]), variables);
        if (strcmp(groups[i], every) == 0)
            continue;
        g_ptr_array_add(names, g_strdup(groups[i]));
        if ((g_key_file_has_group(file, every) &&
                !group_read(variables, file, every, error)) ||
            !group_read(variables, file, groups[i], error)) {
            g_ptr_array_set_free_func(names, g_free);
            return false;
        }
    }
    g_ptr_array_add(names, NULL);
    models->names = (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
    return true;
}

/* ---- counts.conf ---- */

static bool
is_form(const char *key)
{
    gsize n;
    const char *const *categories = plural_categories(&n);
    for (gsize i = 0; i < n; i++) {
        if (strcmp(key, categories[i]) == 0)
            return true;
    }
    return *key != '\0' && strspn(key, "0123456789") == strlen(key);
}

/* Every number finds a form: each category the language knows is written. */
static bool
has_forms(GHashTable *forms, const char *language)
{
    for (gint64 i = 0; i <= 100; i++) {
        if (!g_hash_table_contains(forms, plural_category(i, language)))
            return false;
    }
    return true;
}

static bool
noun_read(Models *models, GKeyFile *file, const char *group, GError **error)
{
    const char *language = strchr(group, ' ');
    g_autoptr(GHashTable) forms =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_auto(GStrv) keys = g_key_file_get_keys(file, group, NULL, error);
    if (keys == NULL)
        return false;
    for (guint i = 0; keys[i] != NULL; i++) {
        if (!is_form(keys[i]))
            return wrong(error, group, keys[i], "is neither a category nor a number");
        g_hash_table_insert(
            forms, g_strdup(keys[i]), g_key_file_get_string(file, group, keys[i], NULL));
    }
    if (language == NULL || !has_forms(forms, language + 1))
        return wrong(error, group, "other", "a noun has each form its language knows");
    g_hash_table_insert(models->nouns, g_strdup(group), g_steal_pointer(&forms));
    return true;
}

static bool
is_known_noun(const Models *models, const Variable *variable)
{
    if (variable->kind != VARIABLE_COUNT)
        return true;
    g_autofree char *arabic = g_strdup_printf("%s ar", variable->noun);
    g_autofree char *english = g_strdup_printf("%s en", variable->noun);
    return g_hash_table_contains(models->nouns, arabic) &&
           g_hash_table_contains(models->nouns, english);
}

static bool
nouns_check(const Models *models, GError **error)
{
    for (char **purpose = models->names; *purpose != NULL; purpose++) {
        GHashTableIter iter;
        gpointer name, variable;
        g_hash_table_iter_init(&iter, models_of(models, *purpose));
        while (g_hash_table_iter_next(&iter, &name, &variable)) {
            if (!is_known_noun(models, variable))
                return wrong(error, *purpose, name,
                    "its noun is not in counts.conf for ar and en");
        }
    }
    return true;
}

char *
count_words(const Models *models, const char *noun, const char *language, gint64 count)
{
    g_autofree char *group = g_strdup_printf("%s %s", noun, language);
    g_autofree char *digits = g_strdup_printf("%" G_GINT64_FORMAT, count);
    GHashTable *forms = g_hash_table_lookup(models->nouns, group);
    const char *form = g_hash_table_lookup(forms, digits);
    if (form == NULL)
        form = g_hash_table_lookup(forms, plural_category(count, language));
    g_autofree char *shown =
        strcmp(language, "ar") == 0 ? text_arabic_digits(digits) : g_strdup(digits);
    g_auto(GStrv) around = g_strsplit(form, "#", -1);
    return g_strjoinv(shown, around);
}

static bool
nouns_read(Models *models, GKeyFile *file, GError **error)
{
    g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
    for (guint i = 0; groups[i] != NULL; i++) {
        if (!noun_read(models, file, groups[i], error))
            return false;
    }
    return nouns_check(models, error);
}

static bool
file_take(Models *models, const char *folder, const char *name,
    bool (*take)(Models *, GKeyFile *, GError **), GError **error)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autoptr(GError) cause = NULL;
    if (g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, &cause) &&
        take(models, file, &cause))
        return true;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG, "%s: %s", path, cause->message);
    return false;
}

Models *
models_load(const char *folder, GError **error)
{
    g_autoptr(Models) models = g_new0(Models, 1);
    models->purposes = g_hash_table_new_full(
        g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_hash_table_unref);
    models->nouns = g_hash_table_new_full(
        g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_hash_table_unref);
    bool well = file_take(models, folder, "models.conf", purposes_read, error) &&
                file_take(models, folder, "counts.conf", nouns_read, error);
    return well ? g_steal_pointer(&models) : NULL;
}

/* template.c - template files: read, checked and made ready once, filled for every letter.
 *
 * NAME.ar and NAME.en are header lines, a blank line and the body. part.NAME.ar and .en are what
 * {{>NAME}} stands for in a body; layout.html.ar and .en are the HTML around it.
 */
#include "compose/template.h"

#include <string.h>

enum { MOST_TEMPLATE_BYTES = 64 << 10 };

static const char *const languages[] = {"ar", "en"};

/* What the templates of one language share. */
typedef struct Shared {
    MustacheTemplate *layout;
    GHashTable *plain_parts, *html_parts; /* of MustacheTemplate by name */
} Shared;

struct Templates {
    Shared shared[G_N_ELEMENTS(languages)];
    GHashTable *all; /* of MailTemplate by "NAME.LANGUAGE" */
};

static void
template_free(MailTemplate *template_)
{
    mustache_template_free(template_->subject);
    g_strfreev(template_->when);
    g_strfreev(template_->enclosures);
    mustache_template_free(template_->plain);
    mustache_template_free(template_->html);
    g_clear_pointer(&template_->html_parts, g_hash_table_unref);
    g_free(template_);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MailTemplate, template_free)

void
templates_free(Templates *templates)
{
    if (templates == NULL)
        return;
    g_clear_pointer(&templates->all, g_hash_table_unref);
    for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
        Shared *shared = &templates->shared[i];
        mustache_template_free(shared->layout);
        g_clear_pointer(&shared->plain_parts, g_hash_table_unref);
        g_clear_pointer(&shared->html_parts, g_hash_table_unref);
    }
    g_free(templates);
}

const MailTemplate *
templates_find(const Templates *templates, const char *name, const char *language)
{
    g_autofree char *key = g_strdup_printf("%s.%s", name, language);
    return g_hash_table_lookup(templates->all, key);
}

static int
by_name(gconstpointer one, gconstpointer other)
{
    return strcmp(*(char *const *)one, *(char *const *)other);
}

GPtrArray *
templates_names(const Templates *templates)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    GHashTableIter iter;
    gpointer key;
    g_hash_table_iter_init(&iter, templates->all);
    while (g_hash_table_iter_next(&iter, &key, NULL)) {
        if (g_str_has_suffix(key, ".ar"))
            g_ptr_array_add(names, g_strndup(key, strlen(key) - strlen(".ar")));
    }
    g_ptr_array_sort(names, by_name);
    return names;
}

/* ---- files ---- */

static bool
wrong(GError **error, const char *path, int line, const char *what)
{
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG, "%s:%d: %s", path, line, what);
    return false;
}

static char *
text_load(const char *path, GError **error)
{
    g_autoptr(GBytes) bytes = file_read(path, MOST_TEMPLATE_BYTES, error);
    if (bytes == NULL)
        return NULL;
    gsize length;
    const char *text = g_bytes_get_data(bytes, &length);
    if (!g_utf8_validate_len(text, length, NULL)) {
        wrong(error, path, 1, "is not UTF-8");
        return NULL;
    }
    return g_strndup(text, length);
}

/* A body in both its forms. */
static bool
body_parse(
    const char *body, MustacheTemplate **plain, MustacheTemplate **html, GError **error)
{
    g_autofree char *words = plain_from_body(body);
    g_autofree char *marked = html_from_body(body, error);
    g_autoptr(MustacheTemplate) text =
        marked != NULL ? mustache_parse(words, error) : NULL;
    *html = text != NULL ? mustache_parse(marked, error) : NULL;
    *plain = *html != NULL ? g_steal_pointer(&text) : NULL;
    return *plain != NULL;
}

static MailTemplate *
template_load(const char *path, const Shared *shared, bool rtl, GError **error)
{
    g_autofree char *text = text_load(path, error);
    if (text == NULL)
        return NULL;
    g_autoptr(MailTemplate) into = g_new0(MailTemplate, 1);
    char *body = text;
    int line = 1;
    if (!template_head_take(into, &body, path, &line, error))
        return NULL;
    g_autoptr(GError) cause = NULL;
    if (!body_parse(body, &into->plain, &into->html, &cause)) {
        wrong(error, path, line, cause->message);
        return NULL;
    }
    into->rtl = rtl;
    into->layout = shared->layout;
    into->plain_parts = shared->plain_parts;
    into->html_parts = g_hash_table_new(g_str_hash, g_str_equal);
    GHashTableIter iter;
    gpointer name, part;
    g_hash_table_iter_init(&iter, shared->html_parts);
    while (g_hash_table_iter_next(&iter, &name, &part))
        g_hash_table_insert(into->html_parts, name, part);
    g_hash_table_insert(into->html_parts, (char *)"body", into->html);
    return g_steal_pointer(&into);
}

static bool
part_load(Shared *shared, const char *path, const char *name, GError **error)
{
    g_autofree char *text = text_load(path, error);
    g_autoptr(GError) cause = NULL;
    MustacheTemplate *plain, *html;
    if (text == NULL)
        return false;
    if (!body_parse(text, &plain, &html, &cause))
        return wrong(error, path, 1, cause->message);
    g_hash_table_insert(shared->plain_parts, g_strdup(name), plain);
    g_hash_table_insert(shared->html_parts, g_strdup(name), html);
    return true;
}

static bool
layout_load(Shared *shared, const char *folder, const char *language, GError **error)
{
    g_autofree char *name = g_strdup_printf("layout.html.%s", language);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *text = text_load(path, error);
    g_autoptr(GError) cause = NULL;
    shared->layout = text != NULL ? mustache_parse(text, &cause) : NULL;
    if (text != NULL && shared->layout == NULL)
        return wrong(error, path, 1, cause->message);
    return shared->layout != NULL;
}

/* Every file of one language whose name begins as told, or does not: the parts come first. */
static bool
files_load(
    Templates *templates, guint language, const char *folder, bool parts, GError **error)
{
    static const char part[] = "part.";
    Shared *shared = &templates->shared[language];
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    g_autofree char *suffix = g_strdup_printf(".%s", languages[language]);
    const char *name;
    while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
        if (!g_str_has_suffix(name, suffix) || g_str_has_prefix(name, "layout.") ||
            parts != (g_str_has_prefix(name, part) != 0))
            continue;
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (parts) {
            g_autofree char *called = g_strndup(
                name + strlen(part), strlen(name) - strlen(part) - strlen(suffix));
            if (!part_load(shared, path, called, error))
                return false;
            continue;
        }
        MailTemplate *template_ = template_load(path, shared, language == 0, error);
        if (template_ == NULL)
            return false;
        g_hash_table_insert(templates->all, g_strdup(name), template_);
    }
    return true;
}

static bool
language_load(Templates *templates, guint i, const char *folder, GError **error)
{
    Shared *shared = &templates->shared[i];
    shared->plain_parts = g_hash_table_new_full(
        g_str_hash, g_str_equal, g_free, (GDestroyNotify)mustache_template_free);
    shared->html_parts = g_hash_table_new_full(
        g_str_hash, g_str_equal, g_free, (GDestroyNotify)mustache_template_free);
    return layout_load(shared, folder, languages[i], error) &&
           files_load(templates, i, folder, true, error) &&
           files_load(templates, i, folder, false, error);
}

/* Each name exists in each language. */
static bool
is_complete(const Templates *templates, const char *folder, GError **error)
{
    GHashTableIter iter;
    gpointer name;
    g_hash_table_iter_init(&iter, templates->all);
    while (g_hash_table_iter_next(&iter, &name, NULL)) {
        g_autofree char *base = g_strndup(name, strlen(name) - strlen(".ar"));
        for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
            if (templates_find(templates, base, languages[i]) == NULL) {
                g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
                    "'%s/%s.%s' is missing: every template is written in every language",
                    folder, base, languages[i]);
                return false;
            }
        }
    }
    return true;
}

Templates *
templates_load(const char *folder, GError **error)
{
    g_autoptr(Templates) templates = g_new0(Templates, 1);
    templates->all = g_hash_table_new_full(
        g_str_hash, g_str_equal, g_free, (GDestroyNotify)template_free);
    for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
        if (!language_load(templates, i, folder, error))
            return NULL;
    }
    return is_complete(templates, folder, error) ? g_steal_pointer(&templates) : NULL;
}

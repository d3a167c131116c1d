/* template.c - template files: read, checked and made ready once, filled for every mail.
 *
 * NAME.ar and NAME.en are header lines, a blank line and the body; layout.html.ar and .en are the
 * HTML around it. Values are set apart by direction in both forms, so that a number in an Arabic
 * sentence keeps its order and nothing a person wrote can turn the sentence round.
 */
#include "compose/template.h"

#include "language/language.h"

#include <string.h>

enum { MOST_TEMPLATE_BYTES = 64 << 10 };

static const char *const languages[] = {"ar", "en"};

static void
template_free(MailTemplate *template_)
{
    g_free(template_->subject);
    g_strfreev(template_->when);
    mustache_template_free(template_->plain);
    g_clear_pointer(&template_->partials, g_hash_table_unref);
    g_free(template_);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MailTemplate, template_free)

/* ---- values ---- */

/* Hebrew, Arabic and their presentation forms. */
static bool
has_rtl(const char *value)
{
    for (const char *c = value; *c != '\0'; c = g_utf8_next_char(c)) {
        gunichar u = g_utf8_get_char(c);
        if ((u >= 0x0590 && u <= 0x08FF) || (u >= 0xFB1D && u <= 0xFEFC))
            return true;
    }
    return false;
}

static bool
is_plain_ascii(const char *value)
{
    const char *c = value;
    while (*c >= ' ' && *c <= '~')
        c++;
    return *c == '\0';
}

static void
write_text(GString *out, const char *value, bool raw, void *user_data)
{
    const MailTemplate *template_ = user_data;
    g_autofree char *stripped = is_plain_ascii(value) ? NULL : text_strip_controls(value);
    const char *clean = stripped != NULL ? stripped : value;
    bool rtl = has_rtl(clean);
    if (raw || rtl == template_->rtl || *clean == '\0') {
        g_string_append(out, clean);
    } else if (rtl) {
        g_string_append_printf(out, "\u2067%s\u2069", clean);
    } else {
        g_autofree char *isolated = text_isolate_ltr(clean);
        g_string_append(out, isolated);
    }
}

static void
write_html(GString *out, const char *value, bool raw, void *user_data)
{
    const MailTemplate *template_ = user_data;
    g_autofree char *stripped = is_plain_ascii(value) ? NULL : text_strip_controls(value);
    const char *clean = stripped != NULL ? stripped : value;
    bool ltr = template_->rtl && !has_rtl(clean);
    g_string_append(out, ltr ? "<bdi dir=\"ltr\">" : "<bdi>");
    mustache_write_html(out, clean, raw, NULL);
    g_string_append(out, "</bdi>");
}

static char *
fill(const MustacheTemplate *form, const MailTemplate *template_, MustacheWrite write,
    JsonNode *model, GPtrArray *missing, GError **error)
{
    MustacheRun run = {.model = model,
        .partials = template_->partials,
        .write = write,
        .user_data = (void *)template_,
        .missing = missing};
    return mustache_run(form, &run, error);
}

char *
template_plain(
    const MailTemplate *template_, JsonNode *model, GPtrArray *missing, GError **error)
{
    return fill(template_->plain, template_, write_text, model, missing, error);
}

char *
template_html(
    const MailTemplate *template_, JsonNode *model, GPtrArray *missing, GError **error)
{
    return fill(template_->layout, template_, write_html, model, missing, error);
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

static bool
header_take(
    MailTemplate *into, const char *line, const char *path, int number, GError **error)
{
    const char *colon = strchr(line, ':');
    g_autofree char *value = g_strstrip(g_strdup(colon != NULL ? colon + 1 : ""));
    if (*value == '\0')
        return wrong(error, path, number, "should be `Name: value` or the blank line");
    if (g_str_has_prefix(line, "Subject:") && into->subject == NULL) {
        if (strstr(value, "{{") != NULL)
            return wrong(error, path, number, "a subject has no variables");
        into->subject = g_steal_pointer(&value);
        return true;
    }
    if (g_str_has_prefix(line, "When:") && into->when == NULL) {
        into->when = g_strsplit(value, " ", -1);
        return true;
    }
    return wrong(error, path, number, "should be one `Subject:` and one `When:`");
}

/* Takes the header lines off; *text then is the body and *number its first line. */
static bool
headers_take(
    MailTemplate *into, char **text, const char *path, int *number, GError **error)
{
    for (*number = 1;; (*number)++) {
        char *line = strsep(text, "\n");
        if (*text == NULL)
            return wrong(error, path, *number, "has no blank line before its body");
        if (*g_strchomp(line) == '\0')
            break;
        if (!header_take(into, line, path, *number, error))
            return false;
    }
    (*number)++;
    if (into->subject == NULL || into->when == NULL)
        return wrong(error, path, 1, "should begin with `Subject:` and `When:`");
    return true;
}

static MailTemplate *
template_load(const char *path, bool rtl, const MustacheTemplate *layout, GError **error)
{
    g_autofree char *text = text_load(path, error);
    if (text == NULL)
        return NULL;
    g_autoptr(MailTemplate) into = g_new0(MailTemplate, 1);
    char *body = text;
    int line = 1;
    if (!headers_take(into, &body, path, &line, error))
        return NULL;
    g_autoptr(GError) cause = NULL;
    g_autofree char *html = html_from_body(body, &cause);
    MustacheTemplate *html_body = html != NULL ? mustache_parse(html, &cause) : NULL;
    into->plain = html_body != NULL ? mustache_parse(body, &cause) : NULL;
    into->partials = g_hash_table_new_full(
        g_str_hash, g_str_equal, NULL, (GDestroyNotify)mustache_template_free);
    if (html_body != NULL)
        g_hash_table_insert(into->partials, (char *)"body", html_body);
    if (into->plain == NULL) {
        wrong(error, path, line, cause->message);
        return NULL;
    }
    into->rtl = rtl;
    into->layout = layout;
    return g_steal_pointer(&into);
}

/* A layout stands in the table under its own name, as a template without words of its own. */
static const MustacheTemplate *
layout_load(
    GHashTable *templates, const char *folder, const char *language, GError **error)
{
    g_autofree char *name = g_strdup_printf("layout.html.%s", language);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *text = text_load(path, error);
    if (text == NULL)
        return NULL;
    g_autoptr(GError) cause = NULL;
    MailTemplate *layout = g_new0(MailTemplate, 1);
    layout->plain = mustache_parse(text, &cause);
    g_hash_table_insert(templates, g_steal_pointer(&name), layout);
    if (layout->plain == NULL)
        wrong(error, path, 1, cause->message);
    return layout->plain;
}

static bool
language_load(
    GHashTable *templates, const char *folder, const char *language, GError **error)
{
    const MustacheTemplate *layout = layout_load(templates, folder, language, error);
    if (layout == NULL)
        return false;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    g_autofree char *suffix = g_strdup_printf(".%s", language);
    const char *name;
    while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
        if (!g_str_has_suffix(name, suffix) || g_str_has_prefix(name, "layout."))
            continue;
        g_autofree char *path = g_build_filename(folder, name, NULL);
        MailTemplate *template_ =
            template_load(path, strcmp(language, "ar") == 0, layout, error);
        if (template_ == NULL)
            return false;
        g_hash_table_insert(templates, g_strdup(name), template_);
    }
    return true;
}

/* Each name exists in each language. */
static bool
is_complete(GHashTable *templates, const char *folder, GError **error)
{
    GHashTableIter iter;
    gpointer name;
    g_hash_table_iter_init(&iter, templates);
    while (g_hash_table_iter_next(&iter, &name, NULL)) {
        g_autofree char *base = g_strndup(name, strlen(name) - strlen(".ar"));
        for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
            g_autofree char *other = g_strdup_printf("%s.%s", base, languages[i]);
            if (!g_hash_table_contains(templates, other)) {
                g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
                    "'%s/%s' is missing: every template is written in every language",
                    folder, other);
                return false;
            }
        }
    }
    return true;
}

GHashTable *
templates_load(const char *folder, GError **error)
{
    g_autoptr(GHashTable) templates = g_hash_table_new_full(
        g_str_hash, g_str_equal, g_free, (GDestroyNotify)template_free);
    for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
        if (!language_load(templates, folder, languages[i], error))
            return NULL;
    }
    return is_complete(templates, folder, error) ? g_steal_pointer(&templates) : NULL;
}

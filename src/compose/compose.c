/* compose.c - a departure → words: the template for it, what it is filled from, and that filled.
 *
 * A letter with a hole in it is never made: a variable that is not known is refused with its name,
 * before anything is written anywhere.
 */
#include "compose/inside.h"

#include "language/language.h"

#include <sodium.h>
#include <string.h>

static char *
folder_of(const char *folder)
{
    return folder != NULL ? g_strdup(folder) : file_beside_program("templates/mail");
}

static bool
key_open(Compose *compose, GError **error)
{
    if (compose->config->office != NULL)
        return reference_key_load(compose->config->office, &compose->key, error);
    if (sodium_init() < 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY, "cannot get random numbers");
        return false;
    }
    randombytes_buf(compose->key.bytes, sizeof compose->key.bytes);
    return true;
}

Compose *
compose_open(const Config *config, const char *folder, GError **error)
{
    g_autofree char *found = folder_of(folder);
    g_autoptr(Compose) compose = g_new0(Compose, 1);
    compose->config = config;
    bool well = key_open(compose, error) &&
                (compose->models = models_load(found, error)) != NULL &&
                (compose->templates = templates_load(found, error)) != NULL;
    return well ? g_steal_pointer(&compose) : NULL;
}

void
compose_close(Compose *compose)
{
    if (compose == NULL)
        return;
    sodium_memzero(&compose->key, sizeof compose->key);
    templates_free(compose->templates);
    models_free(compose->models);
    g_free(compose);
}

const ReferenceKey *
compose_key(const Compose *compose)
{
    return &compose->key;
}

const Config *
compose_config(const Compose *compose)
{
    return compose->config;
}

char **
compose_enclosures(Compose *compose, const char *template_, const char *language)
{
    const MailTemplate *found = templates_find(compose->templates, template_, language);
    return found != NULL ? found->enclosures : NULL;
}

char **
compose_purposes(Compose *compose, const char *template_)
{
    const MailTemplate *found = templates_find(compose->templates, template_, "ar");
    return found != NULL ? found->when : NULL;
}

GPtrArray *
compose_names(Compose *compose)
{
    return templates_names(compose->templates);
}

const MailTemplate *
compose_template(Compose *compose, const Departure *departure, GError **error)
{
    const char *name = departure->template_;
    const MailTemplate *found =
        templates_find(compose->templates, name, departure->language);
    if (found == NULL) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "there is no template '%s.%s': nothing was sent", name, departure->language);
        return NULL;
    }
    if (!g_strv_contains((const char *const *)found->when, departure->purpose)) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the template '%s' is not for the purpose '%s': nothing was sent", name,
            departure->purpose);
        return NULL;
    }
    if (departure->neutral && !found->neutral) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the template '%s' is not neutral, as the letter is: nothing was sent", name);
        return NULL;
    }
    return found;
}

/* ---- enclosures ---- */

static bool
is_enclosed(const Departure *departure, const char *name)
{
    for (guint i = 0; departure->enclosures != NULL && i < departure->enclosures->len;
         i++) {
        const Enclosure *each = departure->enclosures->pdata[i];
        if (g_strcmp0(each->key, name) == 0)
            return true;
    }
    return false;
}

bool
compose_is_complete(Compose *compose, const Departure *departure, GError **error)
{
    const MailTemplate *template_ = compose_template(compose, departure, error);
    if (template_ == NULL)
        return false;
    if (departure->neutral && departure->enclosures != NULL &&
        departure->enclosures->len > 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the template '%s' is neutral and encloses nothing: nothing was sent",
            departure->template_);
        return false;
    }
    for (char **name = template_->enclosures; *name != NULL; name++) {
        if (g_str_has_suffix(*name, "?") || is_enclosed(departure, *name))
            continue;
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the template '%s' encloses '%s', which is not in the library: nothing was "
            "sent",
            departure->template_, *name);
        return false;
    }
    return true;
}

/* ---- the model ---- */

const char *
office_name(const Config *config, const char *language)
{
    const char *name = strcmp(language, "en") == 0 && config->office_name_en != NULL
                           ? config->office_name_en
                           : config->office_name;
    return name != NULL ? name : "";
}

/* What the office tells of itself, where models.conf has a place for it. */
static void
word_add(GHashTable *known, JsonObject *words, const char *name, const char *value)
{
    if (value != NULL && g_hash_table_contains(known, name) &&
        !json_object_has_member(words, name))
        json_object_set_string_member(words, name, value);
}

/* What goes with the letter, by name. */
static void
enclosed_add(GHashTable *known, JsonObject *words, const Departure *departure)
{
    const GPtrArray *enclosures = departure->enclosures;
    if (enclosures == NULL || enclosures->len == 0 ||
        !g_hash_table_contains(known, "enclosed"))
        return;
    JsonArray *names = json_array_new();
    for (guint i = 0; i < enclosures->len; i++) {
        const Enclosure *each = enclosures->pdata[i];
        const char *title =
            strcmp(departure->language, "en") == 0 ? each->title_en : each->title_ar;
        json_array_add_string_element(names, title != NULL ? title : each->file_name);
    }
    json_object_set_array_member(words, "enclosed", names);
}

static void
words_add(GHashTable *known, JsonObject *words, const Config *config,
    const Departure *departure, bool post)
{
    word_add(known, words, "office", office_name(config, departure->language));
    word_add(known, words, "phone", config->phone);
    word_add(known, words, "address", config->address);
    word_add(known, words, "public_url", config->public_url);
    word_add(known, words, "privacy_url", config->privacy_url);
    if (departure->letter != NULL)
        word_add(known, words, "in_no", departure->letter->in_no);
    enclosed_add(known, words, departure);
    if (g_hash_table_contains(known, "by_mail"))
        json_object_set_boolean_member(words, "by_mail", !post);
    if (g_hash_table_contains(known, "by_post"))
        json_object_set_boolean_member(words, "by_post", post);
}

/* The caller's words and the office's own; the caller's object stays as it is. */
static JsonNode *
model_complete(Compose *compose, const Departure *departure, bool post)
{
    JsonObject *words = json_object_new();
    if (departure->model != NULL) {
        JsonObjectIter iter;
        const char *name;
        JsonNode *value;
        json_object_iter_init(&iter, json_node_get_object(departure->model));
        while (json_object_iter_next(&iter, &name, &value))
            json_object_set_member(words, name, json_node_copy(value));
    }
    GHashTable *known = models_of(compose->models, departure->purpose);
    if (known != NULL)
        words_add(known, words, compose->config, departure, post);
    JsonNode *model = json_node_new(JSON_NODE_OBJECT);
    json_node_take_object(model, words);
    return model;
}

/* ---- filled ---- */

/* The number a reply is known by stands behind the subject as one left-to-right piece. */
static char *
subject_tagged(const MailTemplate *template_, const char *subject, JsonObject *model)
{
    const char *number = json_object_get_string_member_with_default(model, "in_no", NULL);
    if (number == NULL && !template_->neutral)
        number = json_object_get_string_member_with_default(model, "request_no", NULL);
    if (number == NULL)
        return g_strdup(subject);
    g_autofree char *tag = g_strdup_printf("[%s]", number);
    g_autofree char *apart = template_->rtl ? text_isolate_ltr(tag) : g_strdup(tag);
    return g_strdup_printf("%s %s", subject, apart);
}

void
rendered_clear(Rendered *rendered)
{
    g_clear_pointer(&rendered->subject, g_free);
    g_clear_pointer(&rendered->text, g_free);
    g_clear_pointer(&rendered->html, g_free);
}

static bool
fill(const MailTemplate *template_, JsonNode *model, bool post, Rendered *into,
    GPtrArray *missing, GError **error)
{
    into->version = template_->version;
    into->subject = template_subject(template_, model, missing, error);
    if (into->subject != NULL && !post) {
        g_autofree char *bare = into->subject;
        into->subject = subject_tagged(template_, bare, json_node_get_object(model));
    }
    into->text =
        into->subject != NULL ? template_plain(template_, model, missing, error) : NULL;
    if (into->text != NULL && !post)
        into->html = template_html(template_, model, missing, error);
    return into->text != NULL && (post || into->html != NULL);
}

bool
compose_render(Compose *compose, const Departure *departure, bool post, Rendered *into,
    GError **error)
{
    const MailTemplate *template_ = compose_template(compose, departure, error);
    if (template_ == NULL)
        return false;
    if (post ? !template_->post : !template_->mail) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the template '%s' does not go out %s: nothing was sent",
            departure->template_, post ? "on paper" : "as a mail");
        return false;
    }
    if (departure->model != NULL && !JSON_NODE_HOLDS_OBJECT(departure->model)) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the model of '%s' is not an object: nothing was sent", departure->template_);
        return false;
    }
    g_autoptr(JsonNode) given = model_complete(compose, departure, post);
    g_autoptr(JsonNode) model = model_ready(
        compose->models, departure->purpose, departure->language, post, given, error);
    if (model == NULL)
        return false;
    g_autoptr(GPtrArray) missing = g_ptr_array_new_with_free_func(g_free);
    Rendered made = {0};
    bool well = fill(template_, model, post, &made, missing, error);
    if (well && missing->len > 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "nothing is known for the variable '%s' of '%s.%s': nothing was sent",
            (const char *)missing->pdata[0], departure->template_, departure->language);
        well = false;
    }
    if (well)
        *into = made;
    else
        rendered_clear(&made);
    return well;
}

/* compose.c - a departure → a finished mail: template, model, numbers, threading.
 *
 * Everything of a mail is settled here and never again: an outbox row's bytes are frozen. The
 * Message-ID follows from letter, request, purpose and recipient, so that a mail composed anew
 * after a crash is the same mail.
 */
#include "compose/inside.h"
#include "compose/mail.h"

#include "language/language.h"

#include <sodium.h>
#include <string.h>

/* A mail that answers no letter is told from its like by the instant it was composed at. */
enum { SERIAL_BYTES = 6 };

Compose *
compose_open(const Config *config, const char *folder, GError **error)
{
    g_autofree char *found =
        folder != NULL ? g_strdup(folder) : file_beside_program("templates/mail");
    g_autoptr(Compose) compose = g_new0(Compose, 1);
    compose->config = config;
    if (!reference_key_load(config->office, &compose->key, error))
        return NULL;
    compose->templates = templates_load(found, error);
    return compose->templates != NULL ? g_steal_pointer(&compose) : NULL;
}

void
compose_close(Compose *compose)
{
    if (compose == NULL)
        return;
    sodium_memzero(&compose->key, sizeof compose->key);
    g_clear_pointer(&compose->templates, g_hash_table_unref);
    g_free(compose);
}

static const MailTemplate *
find_template(Compose *compose, const Departure *departure, GError **error)
{
    g_autofree char *name =
        g_strdup_printf("%s.%s", departure->template_, departure->language);
    const MailTemplate *found = g_hash_table_lookup(compose->templates, name);
    if (found == NULL || found->subject == NULL) {
        g_set_error(
            error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, "there is no template '%s'", name);
        return NULL;
    }
    if (!g_strv_contains((const char *const *)found->when, departure->purpose)) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the template '%s' is not for the purpose '%s'", name, departure->purpose);
        return NULL;
    }
    return found;
}

const char *
office_name(const Config *config, const char *language)
{
    const char *name = strcmp(language, "en") == 0 && config->office_name_en != NULL
                           ? config->office_name_en
                           : config->office_name;
    return name != NULL ? name : "";
}

static void
word_add(JsonObject *words, const char *name, const char *value)
{
    if (!json_object_has_member(words, name))
        json_object_set_string_member(words, name, value != NULL ? value : "");
}

/* The caller's words and the office's own. */
static JsonNode *
model_complete(Compose *compose, const Departure *departure)
{
    const Config *config = compose->config;
    JsonNode *model = departure->model != NULL ? json_node_ref(departure->model) : NULL;
    if (model == NULL) {
        model = json_node_new(JSON_NODE_OBJECT);
        json_node_take_object(model, json_object_new());
    }
    JsonObject *words = json_node_get_object(model);
    word_add(words, "office", office_name(config, departure->language));
    word_add(words, "phone", config->phone);
    word_add(words, "public_url", config->public_url);
    if (departure->letter != NULL && departure->letter->in_no != NULL)
        word_add(words, "in_no", departure->letter->in_no);
    return model;
}

/* The serial of a mail among those about one letter and request. */
static char *
serial_new(const Departure *departure)
{
    guint8 bytes[SERIAL_BYTES];
    gint64 apart = departure->letter != NULL ? 0 : clock_now_ms();
    g_autofree char *named = g_strdup_printf(
        "%s\n%s\n%" G_GINT64_FORMAT, departure->purpose, departure->recipient, apart);
    crypto_generichash_state state;
    guint8 full[crypto_generichash_BYTES];
    crypto_generichash_init(&state, NULL, 0, sizeof full);
    crypto_generichash_update(&state, (const guint8 *)named, strlen(named));
    crypto_generichash_final(&state, full, sizeof full);
    memcpy(bytes, full, sizeof bytes);
    char *text = g_malloc(2 * SERIAL_BYTES + 1);
    sodium_bin2hex(text, 2 * SERIAL_BYTES + 1, bytes, sizeof bytes);
    return text;
}

/* Fixed words and, as one left-to-right piece, the letter's number. */
static char *
subject_new(const MailTemplate *template_, const Letter *letter)
{
    if (letter == NULL || letter->in_no == NULL)
        return g_strdup(template_->subject);
    g_autofree char *tag = g_strdup_printf("[%s]", letter->in_no);
    g_autofree char *set_apart = template_->rtl ? text_isolate_ltr(tag) : g_strdup(tag);
    return g_strdup_printf("%s %s", template_->subject, set_apart);
}

/* Text and HTML; an unknown variable is refused with its name. */
static bool
bodies_fill(Compose *compose, const Departure *departure, const MailTemplate *template_,
    char **text, char **html, GError **error)
{
    g_autoptr(JsonNode) model = model_complete(compose, departure);
    g_autoptr(GPtrArray) missing = g_ptr_array_new_with_free_func(g_free);
    *text = template_plain(template_, model, missing, error);
    *html = *text != NULL ? template_html(template_, model, missing, error) : NULL;
    if (*html == NULL)
        return false;
    if (missing->len == 0)
        return true;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "nothing is known for the variable '%s' of '%s.%s': nothing was sent",
        (const char *)missing->pdata[0], departure->template_, departure->language);
    return false;
}

bool
compose_render(Compose *compose, const Departure *departure, bool post, Rendered *into,
    GError **error)
{
    (void)post;
    const MailTemplate *template_ = find_template(compose, departure, error);
    if (template_ == NULL ||
        !bodies_fill(compose, departure, template_, &into->text, &into->html, error))
        return false;
    into->subject = g_strdup(template_->subject);
    return true;
}

void
rendered_clear(Rendered *rendered)
{
    g_clear_pointer(&rendered->subject, g_free);
    g_clear_pointer(&rendered->text, g_free);
    g_clear_pointer(&rendered->html, g_free);
}

/* Only the letter's own writer knows what it answers; a scanner's mail is nobody's thread. */
static const char *
answered_id(const Departure *departure)
{
    const Letter *letter = departure->letter;
    if (letter == NULL || letter->from_address == NULL ||
        g_ascii_strcasecmp(letter->from_address, departure->recipient) != 0)
        return NULL;
    return letter->message_id;
}

/* A neutral mail names no request, not even inside its token: that would tell there is one. */
static char *
token_new(Compose *compose, const Departure *departure)
{
    return reference_token(&compose->key,
        departure->letter != NULL ? departure->letter->id : 0,
        departure->neutral ? 0 : departure->request_id);
}

static const char *
reply_address(const Config *config)
{
    return config->addresses != NULL && address_is_sound(config->addresses[0])
               ? config->addresses[0]
               : config->relay.from;
}

Outgoing *
compose_mail(Compose *compose, const Departure *departure, GError **error)
{
    const Config *config = compose->config;
    const char *from = config->relay.from;
    const MailTemplate *template_ = find_template(compose, departure, error);
    if (template_ == NULL)
        return NULL;
    if (!address_is_sound(from) || !address_is_sound(departure->recipient)) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the sender's or the recipient's address is malformed: nothing was sent");
        return NULL;
    }
    g_autofree char *text = NULL, *html = NULL;
    if (!bodies_fill(compose, departure, template_, &text, &html, error))
        return NULL;
    const Letter *letter = departure->letter;
    g_autofree char *token = token_new(compose, departure);
    g_autofree char *serial = serial_new(departure);
    g_autofree char *subject = subject_new(template_, letter);
    g_autoptr(Outgoing) mail = outgoing_new();
    mail->message_id = g_strdup_printf("%s.%s%s", token, serial, strchr(from, '@'));
    MailParts parts = {.from_name = office_name(config, departure->language),
        .from = from,
        .reply_to = reply_address(config),
        .to = departure->recipient,
        .subject = subject,
        .message_id = mail->message_id,
        .in_reply_to = answered_id(departure),
        .boundary = token,
        .date_ms = clock_now_ms(),
        .automatic = departure->automatic,
        .text = text,
        .html = html};
    mail->bytes = mail_write(&parts);
    mail->letter_id = letter != NULL ? letter->id : 0;
    mail->request_id = departure->request_id;
    mail->party_id = departure->party_id;
    mail->purpose = g_strdup(departure->purpose);
    mail->recipient = g_strdup(departure->recipient);
    mail->sender = g_strdup(departure->automatic ? "" : from);
    return g_steal_pointer(&mail);
}

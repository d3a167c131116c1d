/* departure.c - a departure → a finished mail: words, numbers, threading, enclosures.
 *
 * Everything of a mail is settled here and never again: an outbox row's bytes are frozen. The
 * Message-ID follows from letter or occasion, request, purpose and recipient, so that a mail
 * composed anew after a crash is the same mail.
 */
#include "compose/inside.h"
#include "compose/mail.h"

#include "language/language.h"

#include <sodium.h>
#include <string.h>

enum { SERIAL_BYTES = 6 };

/* The serial of a mail among those about one letter and request. */
static char *
serial_new(const Departure *departure)
{
    guint8 bytes[SERIAL_BYTES];
    bool settled = departure->letter != NULL || departure->occasion != NULL;
    g_autofree char *apart =
        departure->occasion != NULL
            ? g_strdup(departure->occasion)
            : g_strdup_printf("%" G_GINT64_FORMAT, settled ? 0 : clock_now_ms());
    g_autofree char *named =
        g_strdup_printf("%s\n%s\n%s", departure->purpose, departure->recipient, apart);
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

/* ---- threading ---- */

/* Only the letter's own writer knows what it answers; a scanner's mail is nobody's thread. */
static const char *
answered_id(const Departure *departure)
{
    const Letter *letter =
        departure->letter != NULL ? departure->letter : departure->follows;
    if (letter == NULL || letter->from_address == NULL ||
        g_ascii_strcasecmp(letter->from_address, departure->recipient) != 0)
        return NULL;
    return letter->message_id;
}

/* A neutral mail names no request, not even inside its token: that would tell there is one. */
static gint64
token_request(const Departure *departure)
{
    return departure->neutral ? 0 : departure->request_id;
}

/* Of the answered letter's references those that are mails: the addresses it was written to are none
 * of this header's. Of char, borrowed. */
static GPtrArray *
mails_of(const Config *config, const GPtrArray *references)
{
    GPtrArray *mails = g_ptr_array_new();
    for (guint i = 0; references != NULL && i < references->len; i++) {
        g_autofree char *untagged = address_untagged(references->pdata[i]);
        if (config->addresses == NULL ||
            !g_strv_contains((const char *const *)config->addresses, untagged))
            g_ptr_array_add(mails, references->pdata[i]);
    }
    return mails;
}

char *
compose_reply_address(Compose *compose, gint64 letter_id, gint64 request_id)
{
    const Config *config = compose->config;
    const char *plain =
        config->addresses != NULL && address_is_sound(config->addresses[0])
            ? config->addresses[0]
            : config->relay.from;
    if (plain == NULL || !config->tagged_replies)
        return g_strdup(plain);
    g_autofree char *token = reference_token(&compose->key, letter_id, request_id);
    const char *at = strchr(plain, '@');
    char *tagged = g_strdup_printf("%.*s+%s%s", (int)(at - plain), plain, token, at);
    if (address_is_sound(tagged))
        return tagged;
    g_free(tagged); /* its local part is too long for a tag */
    return g_strdup(plain);
}

/* ---- the mail ---- */

static GBytes *
mail_bytes(Compose *compose, const Departure *departure, const Rendered *words,
    const char *message_id, const char *token)
{
    const Config *config = compose->config;
    g_autofree char *reply_to = compose_reply_address(compose,
        departure->letter != NULL ? departure->letter->id : 0, token_request(departure));
    g_autoptr(GPtrArray) references = mails_of(config, departure->references);
    MailParts parts = {.from_name = office_name(config, departure->language),
        .from = config->relay.from,
        .reply_to = reply_to,
        .to = departure->recipient,
        .subject = words->subject,
        .language = departure->language,
        .message_id = message_id,
        .in_reply_to = answered_id(departure),
        .references = references,
        .boundary = token,
        .date_ms = clock_now_ms(),
        .automatic = departure->automatic,
        .unasked = departure->unasked,
        .text = words->text,
        .html = words->html,
        .enclosures = departure->enclosures};
    return mail_write(&parts);
}

/* Its own, as its words have it. */
static char *
number_of(const Departure *departure)
{
    JsonObject *words =
        departure->model != NULL ? json_node_get_object(departure->model) : NULL;
    return words != NULL ? g_strdup(json_object_get_string_member_with_default(
                               words, "out_no", NULL))
                         : NULL;
}

Outgoing *
compose_mail(Compose *compose, const Departure *departure, GError **error)
{
    const char *from = compose->config->relay.from;
    if (!address_is_sound(from) || !address_is_sound(departure->recipient)) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the sender's or the recipient's address is malformed: nothing was sent");
        return NULL;
    }
    Rendered words = {0};
    if (!compose_is_complete(compose, departure, error) ||
        !compose_render(compose, departure, false, &words, error))
        return NULL;
    const Letter *letter = departure->letter;
    g_autofree char *token = reference_token(
        &compose->key, letter != NULL ? letter->id : 0, token_request(departure));
    g_autofree char *serial = serial_new(departure);
    g_autoptr(Outgoing) mail = outgoing_new();
    mail->message_id = g_strdup_printf("%s.%s%s", token, serial, strchr(from, '@'));
    mail->bytes = mail_bytes(compose, departure, &words, mail->message_id, token);
    mail->letter_id = letter != NULL ? letter->id : 0;
    mail->request_id = departure->request_id;
    mail->party_id = departure->party_id;
    mail->number = number_of(departure);
    mail->purpose = g_strdup(departure->purpose);
    mail->recipient = g_strdup(departure->recipient);
    mail->sender = g_strdup(departure->automatic ? "" : from);
    rendered_clear(&words);
    return g_steal_pointer(&mail);
}

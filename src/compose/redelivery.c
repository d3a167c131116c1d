/* redelivery.c - a mail that did not arrive → the same letter on paper, behind one that says so.
 *
 * The mail's words are those that left, whatever its template says today. The first letter bears the
 * address and, like the copy behind it, the code by which it is known when it comes back.
 */
#include "compose/inside.h"

#include "language/language.h"
#include "paper/paper.h"

#include <string.h>

enum { TOKEN_LETTERS = 32, SHOWN_LETTERS = 2 };

/* "sa•••@example.org": who reads it knows it, who finds it does not. */
static char *
address_masked(const char *address)
{
    const char *at = strrchr(address, '@');
    gsize local = at != NULL ? (gsize)(at - address) : strlen(address);
    return g_strdup_printf(
        "%.*s•••%s", (int)MIN(local / 2, SHOWN_LETTERS), address, at != NULL ? at : "");
}

static JsonNode *
model_new(const Redelivery *redelivery, const Postal *postal, bool own_number)
{
    JsonObject *words = json_object_new();
    const Outgoing *mail = redelivery->mail;
    g_autofree char *masked = address_masked(mail->recipient);
    json_object_set_string_member(words, "name", postal->name);
    json_object_set_string_member(words, "unreached", masked);
    json_object_set_int_member(words, "original", mail->created_at);
    if (mail->number != NULL)
        json_object_set_string_member(words, "original_no", mail->number);
    else if (redelivery->answers != NULL)
        json_object_set_string_member(words, "in_no", redelivery->answers);
    if (own_number)
        json_object_set_string_member(words, "out_no", postal->number);
    JsonNode *model = json_node_new(JSON_NODE_OBJECT);
    json_node_take_object(model, words);
    return model;
}

/* The letter in front, whose bytes are its own only. */
static PostLetter *
front_new(Compose *compose, const Redelivery *redelivery, const Postal *postal,
    const char *language, const char *token, char **subject, GError **error)
{
    Rendered words = {0};
    const GPtrArray *with = redelivery->enclosures;
    int enclosures = 1 + (with != NULL ? (int)with->len : 0);
    g_autoptr(JsonNode) model =
        model_new(redelivery, postal, redelivery->answers == NULL);
    const Departure departure = {.purpose = "redelivery",
        .template_ = "redelivery",
        .language = language,
        .model = model};
    if (!compose_render(compose, &departure, true, &words, error))
        return NULL;
    PostLetter *front = post_new(
        compose, language, postal, enclosures, words.subject, words.text, token, error);
    if (front != NULL)
        *subject = g_steal_pointer(&words.subject);
    rendered_clear(&words);
    return front;
}

/* What left, as it left: with its own number and day, and what went with it counted. */
static GBytes *
copy_new(Compose *compose, const Redelivery *redelivery, const Postal *postal,
    const char *language, const char *token, const char *subject, const char *text,
    GError **error)
{
    const Outgoing *mail = redelivery->mail;
    const GPtrArray *with = redelivery->enclosures;
    Postal as_sent = *postal;
    as_sent.number = mail->number != NULL ? mail->number : redelivery->answers;
    as_sent.date_ms = mail->created_at;
    g_autoptr(PostLetter) copy = post_new(compose, language, &as_sent,
        with != NULL ? (int)with->len : 0, subject, text, token, error);
    return copy != NULL ? g_bytes_ref(copy->bytes) : NULL;
}

/* Both as one file, that of the letter in front. */
static bool
put_behind(PostLetter *front, GBytes *copy, GError **error)
{
    g_autoptr(GPtrArray) both = g_ptr_array_new(); /* of GBytes, borrowed */
    g_ptr_array_add(both, front->bytes);
    g_ptr_array_add(both, copy);
    GBytes *bundle = paper_bundle(both, false, error);
    if (bundle == NULL)
        return false;
    g_bytes_unref(front->bytes);
    front->bytes = bundle;
    return true;
}

PostLetter *
compose_post_again(Compose *compose, const Redelivery *redelivery, const Postal *postal,
    char **subject, GError **error)
{
    const Outgoing *mail = redelivery->mail;
    g_autofree char *own_subject = NULL, *text = NULL, *told = NULL;
    gint64 letter_id, request_id;
    if (!reference_read(&compose->key, mail->message_id, &letter_id, &request_id) ||
        !mail_words(mail->bytes, &own_subject, &text)) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the mail is none that this office composed: nothing was printed");
        return NULL;
    }
    const char *found = text_language(text);
    const char *language = found != NULL ? found : "ar";
    g_autofree char *token = g_strndup(mail->message_id, TOKEN_LETTERS);
    g_autoptr(PostLetter) post =
        front_new(compose, redelivery, postal, language, token, &told, error);
    g_autoptr(GBytes) copy = post != NULL ? copy_new(compose, redelivery, postal,
                                                language, token, own_subject, text, error)
                                          : NULL;
    if (copy == NULL || !put_behind(post, copy, error))
        return NULL;
    post->letter_id = mail->letter_id;
    post->request_id = mail->request_id;
    post->party_id = mail->party_id;
    post->replaces = mail->id;
    post->purpose = g_strdup(mail->purpose);
    post->message_id = post_message_id(token, mail->purpose, postal);
    *subject = g_steal_pointer(&told);
    return g_steal_pointer(&post);
}

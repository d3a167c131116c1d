/* paper.c - a departure → a letter on paper.
 *
 * The words are those of the mail; what paper has beside them is paper/'s. Recipient and bytes are
 * settled here and never again.
 */
#include "compose/inside.h"

#include "language/language.h"
#include "paper/paper.h"

#include <string.h>

/* What stands under the office's name; owned by the caller, NULL: nothing. */
static char *
contact_of(const Config *config, const char *language)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    bool english = strcmp(language, "en") == 0;
    if (config->address != NULL)
        g_ptr_array_add(lines, g_strdup(config->address));
    if (config->phone != NULL)
        g_ptr_array_add(lines,
            g_strdup_printf("%s: %s", english ? "Telephone" : "هاتف", config->phone));
    if (config->public_url != NULL)
        g_ptr_array_add(lines, g_strdup(config->public_url));
    guint n = lines->len;
    g_ptr_array_add(lines, NULL);
    return n > 0 ? g_strjoinv("\n", (char **)lines->pdata) : NULL;
}

/* Upper case: a QR code holds it in half the room. */
static char *
code_of(const char *token)
{
    g_autofree char *upper = g_ascii_strup(token, -1);
    return g_strdup_printf("D:%s", upper);
}

PostLetter *
post_new(Compose *compose, const char *language, const Postal *postal, int enclosures,
    const char *subject, const char *body, const char *token, GError **error)
{
    g_autofree char *contact = contact_of(compose->config, language);
    g_autofree char *code = code_of(token);
    const PaperLetter paper = {.language = language,
        .office = office_name(compose->config, language),
        .contact = contact,
        .number = postal->number != NULL ? postal->number : "",
        .date_ms = postal->date_ms,
        .enclosures = enclosures,
        .recipient = postal->name,
        .address = postal->address,
        .subject = subject,
        .body = body,
        .code = code};
    g_autoptr(PostLetter) letter = post_letter_new();
    letter->bytes = paper_letter(&paper, error);
    if (letter->bytes == NULL)
        return NULL;
    letter->language = g_strdup(language);
    letter->number = g_strdup(paper.number);
    letter->name = g_strdup(postal->name);
    letter->address = g_strdup(postal->address != NULL ? postal->address : "");
    return g_steal_pointer(&letter);
}

char *
post_message_id(const char *token, const char *purpose, const Postal *postal)
{
    g_autofree char *named = g_strdup_printf("%s\n%s\n%s\n%s\n%" G_GINT64_FORMAT, purpose,
        postal->name, postal->address != NULL ? postal->address : "",
        postal->number != NULL ? postal->number : "", postal->date_ms);
    g_autofree char *hash = file_sha256(named, strlen(named));
    return g_strdup_printf("%s.%.12s@paper", token, hash);
}

PostLetter *
compose_post(
    Compose *compose, const Departure *departure, const Postal *postal, GError **error)
{
    gint64 letter_id = departure->letter != NULL ? departure->letter->id : 0;
    Rendered words = {0};
    if (!compose_is_complete(compose, departure, error) ||
        !compose_render(compose, departure, true, &words, error))
        return NULL;
    g_autofree char *token =
        reference_token(&compose->key, letter_id, departure->request_id);
    int enclosures = departure->enclosures != NULL ? (int)departure->enclosures->len
                                                   : postal->enclosures;
    g_autoptr(PostLetter) post = post_new(compose, departure->language, postal,
        enclosures, words.subject, words.text, token, error);
    rendered_clear(&words);
    if (post == NULL)
        return NULL;
    post->letter_id = letter_id;
    post->request_id = departure->request_id;
    post->party_id = departure->party_id;
    post->purpose = g_strdup(departure->purpose);
    post->message_id = post_message_id(token, departure->purpose, postal);
    return g_steal_pointer(&post);
}

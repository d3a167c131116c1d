/* templates.c - the templates letters are written with, each filled from its example in both languages, as
 * `diwan render` shows it. Nothing is sent. */
#include "web/inside.h"

#include <string.h>

enum { MOST_MODEL_BYTES = 64 << 10 };

static const char *const languages[] = {"ar", "en"};

static JsonNode *
example_of(const char *name, const char *language)
{
    g_autofree char *inside =
        g_strdup_printf("templates/mail/examples/%s.%s.json", name, language);
    g_autofree char *path = file_beside_program(inside);
    g_autoptr(GBytes) bytes = file_read(path, MOST_MODEL_BYTES, NULL);
    if (bytes == NULL)
        return json_from_string("{}", NULL);
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);
    g_autofree char *text = g_strndup(data, length);
    JsonNode *model = json_from_string(text, NULL);
    return model != NULL ? model : json_from_string("{}", NULL);
}

static Departure
sample_of(Visit *visit, const char *name, const char *language, JsonNode *model)
{
    char **purposes = compose_purposes(visit->web->compose, name);
    return (Departure){.purpose = purposes != NULL ? purposes[0] : "",
        .template_ = name,
        .language = language,
        .occasion = "looked at",
        .model = model};
}

static void
add_purposes(Visit *visit, JsonObject *row, const char *name)
{
    char **purposes = compose_purposes(visit->web->compose, name);
    g_autoptr(GString) said = g_string_new(NULL);
    for (guint i = 0; purposes != NULL && purposes[i] != NULL; i++)
        g_string_append_printf(said, "%s%s", i > 0 ? " · " : "",
            words_get(visit->words, "letter_kind", purposes[i]));
    show_text(row, "purposes", said->str);
    json_object_set_boolean_member(
        row, "by_staff", reply_purpose(visit->web->compose, name) != NULL);
}

void
page_templates(Visit *visit)
{
    g_autoptr(GPtrArray) names = compose_names(visit->web->compose);
    JsonObject *model = json_object_new();
    JsonArray *rows = json_array_new();
    for (guint i = 0; i < names->len; i++) {
        JsonObject *row = json_object_new();
        show_text(row, "name", names->pdata[i]);
        add_purposes(visit, row, names->pdata[i]);
        json_array_add_object_element(rows, row);
    }
    json_object_set_array_member(model, "rows", rows);
    page_render(visit, MHD_HTTP_OK, "templates", "templates", model);
}

/* ---- one ---- */

static JsonObject *
show_sample(Visit *visit, const char *name, const char *language)
{
    Compose *compose = visit->web->compose;
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) given = example_of(name, language);
    Departure sample = sample_of(visit, name, language, given);
    Rendered mail = {0}, post = {0};
    JsonObject *row = json_object_new();
    bool by_mail = compose_render(compose, &sample, false, &mail, NULL);
    bool by_post = compose_render(compose, &sample, true, &post, &error);
    const Rendered *words = by_mail ? &mail : &post;
    char **enclosures = compose_enclosures(compose, name, language);
    g_autofree char *enclosed = enclosures != NULL ? g_strjoinv(" ", enclosures) : NULL;
    if (enclosed != NULL)
        g_strdelimit(enclosed, "?", ' ');
    show_text(row, "language", language);
    show_text(row, "in", words_get(visit->words, "language", language));
    json_object_set_boolean_member(row, "by_mail", by_mail);
    json_object_set_boolean_member(row, "by_post", by_post);
    show_text(row, "subject", words->subject);
    show_text(row, "text", words->text);
    show_take(row, "version", words_number(visit->words, words->version));
    show_text(row, "enclosures", enclosed);
    if (!by_mail && !by_post)
        show_refusal(visit, row, error->message);
    rendered_clear(&mail);
    rendered_clear(&post);
    return row;
}

void
page_template(Visit *visit)
{
    JsonArray *rows = json_array_new();
    JsonObject *model = json_object_new();
    json_object_set_array_member(model, "rows", rows);
    if (compose_purposes(visit->web->compose, visit->word) == NULL) {
        json_object_unref(model);
        page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
        return;
    }
    show_text(model, "name", visit->word);
    add_purposes(visit, model, visit->word);
    for (guint i = 0; i < G_N_ELEMENTS(languages); i++)
        json_array_add_object_element(
            rows, show_sample(visit, visit->word, languages[i]));
    page_render(visit, MHD_HTTP_OK, "template", "template", model);
}

static GBytes *
print_sample(Visit *visit, const Departure *sample)
{
    const Postal postal = {.name = words_get(visit->words, "templates", "sample_name"),
        .address = words_get(visit->words, "templates", "sample_address"),
        .number = "2/1448/000091/6",
        .date_ms = clock_now_ms()};
    g_autoptr(PostLetter) post = compose_post(visit->web->compose, sample, &postal, NULL);
    return post != NULL ? g_bytes_ref(post->bytes) : NULL;
}

/* ?language=ar&paper=1: the mail's HTML, or the printed letter. */
void
page_template_sample(Visit *visit)
{
    g_autofree char *language = visit_query(visit, "language");
    g_autofree char *paper = visit_query(visit, "paper");
    const char *in = g_str_equal(language, "en") ? "en" : "ar";
    g_autoptr(JsonNode) given = example_of(visit->word, in);
    Departure sample = sample_of(visit, visit->word, in, given);
    Rendered mail = {0};
    g_autoptr(GBytes) pdf = *paper != '\0' ? print_sample(visit, &sample) : NULL;
    if (pdf != NULL)
        answer_bytes(visit, pdf, "application/pdf");
    else if (*paper == '\0' &&
             compose_render(visit->web->compose, &sample, false, &mail, NULL))
        answer_framed(visit, mail.html);
    else
        page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
    rendered_clear(&mail);
}

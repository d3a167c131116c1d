/* render.c - what a template says, filled from a model: to look at, before anything is sent. */
#include "commands/commands.h"
#include "commands/output.h"
#include "compose/compose.h"

#include <stdio.h>
#include <string.h>

/* Where a mail that is only looked at is from and to, when no office says. */
static char sample_from[] = "office@charity.example";
static const char sample_to[] = "applicant@example.org";

typedef struct Wish {
    char *language, *purpose, *folder;
    gboolean html, eml, json, paper, lint, list;
} Wish;

static int
print_lint(const char *folder, bool json)
{
    g_autoptr(GPtrArray) findings = compose_lint(folder);
    if (json) {
        g_autoptr(JsonBuilder) builder = json_builder_new();
        json_builder_begin_object(builder);
        json_builder_set_member_name(builder, "findings");
        json_builder_begin_array(builder);
        for (guint i = 0; i < findings->len; i++)
            json_builder_add_string_value(builder, findings->pdata[i]);
        json_builder_end_array(builder);
        json_builder_end_object(builder);
        output_json(builder);
    }
    for (guint i = 0; i < findings->len; i++)
        fprintf(stderr, "diwan: %s\n", (char *)findings->pdata[i]);
    return findings->len > 0 ? EXIT_REFUSED : EXIT_DONE;
}

static int
print_list(Compose *compose, bool json)
{
    g_autoptr(GPtrArray) names = compose_names(compose);
    for (guint i = 0; i < names->len; i++) {
        const char *name = names->pdata[i];
        g_autofree char *purposes = g_strjoinv(" ", compose_purposes(compose, name));
        if (!json) {
            printf("%-24s %s\n", name, purposes);
            continue;
        }
        g_autoptr(JsonBuilder) builder = json_builder_new();
        json_builder_begin_object(builder);
        output_text(builder, "template", name);
        output_text(builder, "purposes", purposes);
        json_builder_end_object(builder);
        output_json(builder);
    }
    return EXIT_DONE;
}

static void
print_json(const Departure *departure, const Rendered *rendered, char **enclosures)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    output_text(builder, "template", departure->template_);
    output_text(builder, "purpose", departure->purpose);
    output_text(builder, "language", departure->language);
    output_int(builder, "version", rendered->version);
    output_text(builder, "subject", rendered->subject);
    output_text(builder, "text", rendered->text);
    output_text(builder, "html", rendered->html);
    json_builder_set_member_name(builder, "enclosures");
    json_builder_begin_array(builder);
    for (; *enclosures != NULL; enclosures++)
        json_builder_add_string_value(builder, *enclosures);
    json_builder_end_array(builder);
    json_builder_end_object(builder);
    output_json(builder);
}

/* The bytes as they would leave; without the library its documents are not in them. */
static bool
print_mail(Compose *compose, Departure *departure, GError **error)
{
    departure->recipient = sample_to;
    Letter letter = {.id = 1,
        .from_address = (char *)sample_to,
        .message_id = (char *)"letter@example.org"};
    departure->automatic = strcmp(departure->purpose, "acknowledgement") == 0;
    departure->letter = departure->automatic ? &letter : NULL;
    g_autoptr(Outgoing) mail = compose_mail(compose, departure, error);
    if (mail == NULL)
        return false;
    gsize length;
    const char *bytes = g_bytes_get_data(mail->bytes, &length);
    return fwrite(bytes, 1, length, stdout) == length;
}

static JsonNode *
model_load(const char *path, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(JsonParser) parser = json_parser_new();
    if (path == NULL)
        return json_from_string("{}", NULL);
    if (json_parser_load_from_file(parser, path, &cause) &&
        json_parser_get_root(parser) != NULL)
        return json_node_copy(json_parser_get_root(parser));
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, "cannot read the model '%s': %s",
        path, cause != NULL ? cause->message : "it is empty");
    return NULL;
}

static bool
render(Compose *compose, const Wish *wish, const char *template_, const char *model,
    GError **error)
{
    char **purposes = compose_purposes(compose, template_);
    if (purposes == NULL) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "there is no template '%s'; `diwan render --list` names them", template_);
        return false;
    }
    g_autoptr(JsonNode) given = model_load(model, error);
    if (given == NULL)
        return false;
    Departure departure = {.purpose = wish->purpose != NULL ? wish->purpose : purposes[0],
        .template_ = template_,
        .language = wish->language,
        .occasion = "looked at",
        .model = given};
    if (wish->eml)
        return print_mail(compose, &departure, error);
    Rendered rendered = {0};
    if (!compose_render(compose, &departure, wish->paper, &rendered, error))
        return false;
    if (wish->json)
        print_json(&departure, &rendered,
            compose_enclosures(compose, template_, wish->language));
    else if (wish->html)
        fputs(rendered.html, stdout);
    else
        printf("%s\n\n%s", rendered.subject, rendered.text);
    rendered_clear(&rendered);
    return true;
}

static bool
is_sensible(const Wish *wish, int argc)
{
    bool alone = wish->lint || wish->list;
    return wish->html + wish->eml + (wish->json && !alone) <= 1 &&
           !(wish->paper && (wish->html || wish->eml)) &&
           (alone ? argc == 1 : argc == 2 || argc == 3) &&
           (strcmp(wish->language, "ar") == 0 || strcmp(wish->language, "en") == 0);
}

int
command_render(Diwan *diwan, int argc, char **argv)
{
    Wish wish = {0};
    const GOptionEntry entries[] = {
        {"language", 0, 0, G_OPTION_ARG_STRING, &wish.language,
            "ar or en (the office's, else ar)", "LANGUAGE"},
        {"html", 0, 0, G_OPTION_ARG_NONE, &wish.html, "the HTML part of the mail", NULL},
        {"eml", 0, 0, G_OPTION_ARG_NONE, &wish.eml, "the whole mail, as it leaves", NULL},
        {"json", 0, 0, G_OPTION_ARG_NONE, &wish.json, "print one JSON object", NULL},
        {"paper", 0, 0, G_OPTION_ARG_NONE, &wish.paper, "the words as on paper", NULL},
        {"purpose", 0, 0, G_OPTION_ARG_STRING, &wish.purpose,
            "of those the template serves (its first)", "PURPOSE"},
        {"templates", 0, 0, G_OPTION_ARG_FILENAME, &wish.folder,
            "a folder of templates (the one installed)", "FOLDER"},
        {"list", 0, 0, G_OPTION_ARG_NONE, &wish.list, "name the templates", NULL},
        {"lint", 0, 0, G_OPTION_ARG_NONE, &wish.lint, "tell what is wrong with them",
            NULL},
        {NULL}};
    if (!command_options(entries, "TEMPLATE [MODEL.json]",
            "Shows what a template says, filled from a model; nothing is sent. "
            "templates/mail/models.conf\ntells which variables each has, "
            "templates/mail/examples has a model for each.",
            "diwan render missing-documents "
            "templates/mail/examples/missing-documents.ar.json --html",
            &argc, &argv))
        return EXIT_USAGE;
    Config sample = {.office_name = (char *)"الجمعية الخيرية",
        .office_name_en = (char *)"The Charitable Association",
        .language = (char *)"ar",
        .relay.from = sample_from};
    const Config *config = diwan != NULL ? diwan->config : &sample;
    g_autofree char *language = wish.language;
    if (language == NULL)
        language = g_strdup(config->language);
    wish.language = language;
    g_autofree char *purpose = wish.purpose;
    g_autofree char *folder = wish.folder;
    if (!is_sensible(&wish, argc)) {
        fputs("diwan render: give a template and its model, one form, and ar or en; try "
              "`diwan render --help`\n",
            stderr);
        return EXIT_USAGE;
    }
    if (wish.lint)
        return print_lint(folder, wish.json);
    g_autoptr(GError) error = NULL;
    g_autoptr(Compose) compose = compose_open(config, folder, &error);
    if (compose != NULL && wish.list)
        return print_list(compose, wish.json);
    if (compose != NULL &&
        render(compose, &wish, argv[1], argc > 2 ? argv[2] : NULL, &error))
        return EXIT_DONE;
    command_error(error);
    return error->code == DIWAN_ERROR_CONFIG ? EXIT_USAGE : EXIT_REFUSED;
}

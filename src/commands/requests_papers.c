/* requests_papers.c - requests document | ask | confirm | register: documents, data, registration. */
#include "commands/output.h"
#include "commands/requests.h"

#include <stdio.h>

typedef struct DocumentOptions {
    char *letter, *expires;
    gboolean accept, refuse, waive;
} DocumentOptions;

static bool
do_document(const ActLine *line, const char *document, const DocumentOptions *options,
    GError **error)
{
    if (options->waive)
        return request_document_waive(
            line->desk, line->request_id, document, &line->act, error);
    if (options->letter == NULL)
        return request_document_check(
            line->desk, line->request_id, document, options->accept, &line->act, error);
    int expires = day_named(options->expires, error);
    gint64 letter = command_letter_named(line->diwan->store, options->letter);
    return expires >= 0 && request_document_take(line->desk, line->request_id, document,
                               letter, expires, &line->act, error);
}

int
requests_document(Diwan *diwan, int argc, char **argv)
{
    g_auto(ActLine) line = {0};
    DocumentOptions options = {0};
    g_autoptr(GError) error = NULL;
    int status;
    const GOptionEntry own[] = {
        {"letter", 0, 0, G_OPTION_ARG_STRING, &options.letter,
            "this letter brought it (id or incoming number)", "LETTER"},
        {"expires", 0, 0, G_OPTION_ARG_STRING, &options.expires,
            "the last day it is valid", "DAY"},
        {"accept", 0, 0, G_OPTION_ARG_NONE, &options.accept, "it was looked at and holds",
            NULL},
        {"refuse", 0, 0, G_OPTION_ARG_NONE, &options.refuse, "it does not, for a reason",
            NULL},
        {"waive", 0, 0, G_OPTION_ARG_NONE, &options.waive,
            "it is not needed here, for a reason", NULL},
        {NULL}};
    bool read = act_line_read(&line, diwan, own, 2, "NUMBER DOCUMENT",
        "Notes that a letter brought a document of kinds.conf, or what was found when "
        "it was looked at.\nValid is what was valid on the day it was received.",
        "diwan requests document 3/1448/000012/1 identity --letter 1/1448/000123/8 "
        "--expires 1449/02/01 --by noura\n  diwan requests document 3/1448/000012/1 "
        "identity --accept --by noura",
        &argc, &argv, &status);
    g_autofree char *letter = options.letter, *expires = options.expires;
    if (!read)
        return status;
    if ((letter != NULL) + options.accept + options.refuse + options.waive != 1) {
        fputs(
            "diwan requests document: say one of --letter, --accept, --refuse, --waive\n",
            stderr);
        return EXIT_USAGE;
    }
    bool well = do_document(&line, argv[2], &options, &error);
    return act_line_end(&line, well, error);
}

int
requests_ask(Diwan *diwan, int argc, char **argv)
{
    g_auto(ActLine) line = {0};
    int days = 0;
    gboolean again = false;
    g_autoptr(GError) error = NULL;
    int status;
    const GOptionEntry own[] = {{"days", 0, 0, G_OPTION_ARG_INT, &days,
                                    "days given ([requests] documents_days)", "N"},
        {"again", 0, 0, G_OPTION_ARG_NONE, &again, "what is still missing, once more",
            NULL},
        {NULL}};
    if (!act_line_read(&line, diwan, own, 1, "NUMBER",
            "Asks the applicant for every document that is missing, in one letter. The "
            "days pause until\nthey came; a reminder follows, then the request rests.",
            "diwan requests ask 3/1448/000012/1 --by noura", &argc, &argv, &status))
        return status;
    bool well = request_ask(line.desk, line.request_id, days, again, &line.act, &error);
    return act_line_end(&line, well, error);
}

int
requests_confirm(Diwan *diwan, int argc, char **argv)
{
    g_auto(ActLine) line = {0};
    g_autofree char *document = NULL;
    gboolean differs = false;
    g_autoptr(GError) error = NULL;
    int status;
    const GOptionEntry own[] = {
        {"document", 0, 0, G_OPTION_ARG_STRING, &document,
            "the accepted document it was held against", "DOCUMENT"},
        {"differs", 0, 0, G_OPTION_ARG_NONE, &differs, "they do not agree; --reason how",
            NULL},
        {NULL}};
    if (!act_line_read(&line, diwan, own, 2, "NUMBER FIELD",
            "Confirms a field of the applicant's record (full_name, national_id, mobile, "
            "city, email, iban)\nas it stands against a document. `requests show` lists "
            "what is still to be confirmed.",
            "diwan requests confirm 3/1448/000012/1 full_name --document identity --by "
            "noura",
            &argc, &argv, &status))
        return status;
    if (document == NULL) {
        fputs(
            "diwan requests confirm: say which --document it was held against\n", stderr);
        return EXIT_USAGE;
    }
    bool well = request_confirm(
        line.desk, line.request_id, argv[2], document, !differs, &line.act, &error);
    return act_line_end(&line, well, error);
}

static int
tell_number(const ActLine *line, const char *number)
{
    if (line->json) {
        g_autoptr(JsonBuilder) json = json_builder_new();
        json_builder_begin_object(json);
        output_text(json, "beneficiary_no", number);
        output_instant(json, "registered_at", clock_now_ms());
        json_builder_end_object(json);
        output_json(json);
    } else
        printf("registered: %s\n", number);
    return EXIT_DONE;
}

int
requests_register(Diwan *diwan, int argc, char **argv)
{
    g_auto(ActLine) line = {0};
    gboolean undo = false;
    g_autofree char *number = NULL;
    g_autoptr(GError) error = NULL;
    int status;
    const GOptionEntry own[] = {{"undo", 0, 0, G_OPTION_ARG_NONE, &undo,
                                    "take the registration back; --reason why", NULL},
        {NULL}};
    if (!act_line_read(&line, diwan, own, 1, "NUMBER",
            "The act of registration: the applicant of a complete support request "
            "becomes "
            "a beneficiary,\nwith a number and the day. Taken back, the number is void "
            "and "
            "stays visible.",
            "diwan requests register 3/1448/000012/1 --by noura", &argc, &argv, &status))
        return status;
    bool well =
        undo ? request_unregister(line.desk, line.request_id, &line.act, &error)
             : request_register(line.desk, line.request_id, &line.act, &number, &error);
    return well && number != NULL ? tell_number(&line, number)
                                  : act_line_end(&line, well, error);
}

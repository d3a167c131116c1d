/* committee_circular.c - committee circular: one is prepared, to be approved by somebody else. */
#include "commands/committee.h"
#include "commands/output.h"

#include <stdio.h>

enum { MOST_MODEL_BYTES = 64 << 10 };

static JsonNode *
model_read(const char *path, GError **error)
{
    if (path == NULL)
        return json_from_string("{}", error);
    g_autoptr(GBytes) bytes = file_read(path, MOST_MODEL_BYTES, error);
    if (bytes == NULL)
        return NULL;
    gsize length = 0;
    const char *data = g_bytes_get_data(bytes, &length);
    g_autofree char *text = g_strndup(data != NULL ? data : "", length);
    g_autoptr(GError) trouble = NULL;
    JsonNode *model = json_from_string(text, &trouble);
    if (model != NULL && JSON_NODE_HOLDS_OBJECT(model))
        return model;
    g_clear_pointer(&model, json_node_unref);
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "'%s' is no JSON object: nothing was prepared", path);
    return NULL;
}

static bool
prepare(const CommitteeLine *line, const char *template_, const char *to_whom,
    const char *path, gint64 *run, GError **error)
{
    g_autoptr(JsonNode) model = model_read(path, error);
    g_autoptr(Compose) compose =
        model != NULL ? compose_open(line->diwan->config, NULL, error) : NULL;
    return compose != NULL && committee_circular(line->desk, compose, template_, to_whom,
                                  model, &line->act, run, error);
}

int
committee_act_circular(Diwan *diwan, int argc, char **argv)
{
    g_auto(CommitteeLine) line = {0};
    g_autofree char *to_whom = NULL, *path = NULL;
    g_autoptr(GError) error = NULL;
    int status;
    gint64 run = 0;
    const GOptionEntry own[] = {
        {"to", 0, 0, G_OPTION_ARG_STRING, &to_whom,
            "all applicant beneficiary supporter volunteer branch body", "KIND"},
        {"model", 0, 0, G_OPTION_ARG_FILENAME, &path,
            "what it says: JSON, as models.conf names it for circulars", "FILE"},
        {NULL}};
    const CommitteeUsage usage = {.usage = "TEMPLATE --to KIND",
        .description =
            "Prepares a circular, a revised policy say, to those who may be "
            "written to: to be approved by a\nsecond person and sent as outcomes "
            "are.",
        .example =
            "diwan committee circular circular --to beneficiary --model policy.json"
            "\n  diwan committee preview --run 7",
        .least = 1,
        .most = 1,
        .acts = true};
    if (!committee_line_read(&line, diwan, own, &usage, &argc, &argv, &status))
        return status;
    if (to_whom == NULL) {
        fputs("diwan committee circular: say --to whom; try --help\n", stderr);
        return EXIT_USAGE;
    }
    if (prepare(&line, argv[1], to_whom, path, &run, &error))
        committee_run_print(&line, run, &error);
    return committee_line_end(error);
}

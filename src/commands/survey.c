/* survey.c - `diwan survey`: how many were asked how satisfied they are, how many answered, and what. */
#include "commands/commands.h"
#include "commands/output.h"
#include "office/office.h"

#include <stdio.h>

static void
print_json(const SurveyResults *results)
{
    g_autoptr(JsonBuilder) json = json_builder_new();
    json_builder_begin_object(json);
    output_int(json, "owed", results->owed);
    output_int(json, "sent", results->sent);
    output_int(json, "not_sent", results->not_sent);
    output_int(json, "answered", results->answered);
    output_int(json, "told", results->told);
    output_bool(json, "hidden", results->hidden);
    json_builder_set_member_name(json, "ratings");
    if (results->hidden)
        json_builder_add_null_value(json);
    else {
        json_builder_begin_object(json);
        for (int i = 0; i < SURVEY_RATINGS; i++) {
            const char key[] = {(char)('1' + i), '\0'};
            output_int(json, key, results->ratings[i]);
        }
        json_builder_end_object(json);
    }
    json_builder_set_member_name(json, "mean");
    if (results->hidden)
        json_builder_add_null_value(json);
    else
        json_builder_add_double_value(json, results->mean);
    json_builder_end_object(json);
    output_json(json);
}

static void
print_text(const SurveyResults *results)
{
    printf("owed: %d  sent: %d  not sent: %d  answered: %d\n", results->owed,
        results->sent, results->not_sent, results->answered);
    if (results->hidden) {
        printf("no whole quarter of the year in these days is over with %d answers: no "
               "results are shown\n",
            SURVEY_LEAST_SHOWN);
        return;
    }
    for (int i = SURVEY_RATINGS; i-- > 0;)
        printf("%d: %d\n", i + 1, results->ratings[i]);
    printf("mean: %.2f of %d\n", results->mean, results->told);
}

int
command_survey(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false;
    gint64 begin = 0, end = 0;
    SurveyResults results;
    g_autofree char *from = NULL, *to = NULL;
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"from", 0, 0, G_OPTION_ARG_STRING, &from,
            "asked on this day or later, in either calendar (the year's first)", "DAY"},
        {"to", 0, 0, G_OPTION_ARG_STRING, &to, "the last day (today)", "DAY"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL}, {NULL}};
    if (!command_options(entries, "",
            "How satisfied people are with closed requests: how many are owed the "
            "question, were asked in a\nperiod and answered, and what. Results are "
            "without names, of whole quarters\nof the year alone that are over, with ten "
            "answers and more each.",
            "diwan survey --from 1448/1/1", &argc, &argv))
        return EXIT_USAGE;
    if (!command_period(from, to, diwan->config->calendar, &begin, &end, &error) ||
        !survey_results(
            diwan->config, diwan->store, begin, end, clock_now_ms(), &results, &error)) {
        command_error(error);
        return error->code == DIWAN_ERROR_CONFIG ? EXIT_USAGE : EXIT_REFUSED;
    }
    (json ? print_json : print_text)(&results);
    return EXIT_DONE;
}

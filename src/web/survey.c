/* survey.c - what the surveys found, for staff; and the page of whoever is asked.
 *
 * The latter is open to whoever has the token of a survey, and tells nothing of anybody. Scanners of mail
 * follow links, so only a POST answers; another one within the time corrects it. Without a public address
 * nobody was given a link, and the page is not there.
 */
#include "report/report.h"

#include "web/inside.h"

/* ---- results ---- */

static void
show_ratings(Visit *visit, JsonObject *model, const SurveyResults *results)
{
    JsonArray *rows = json_array_new();
    for (int i = SURVEY_RATINGS; i-- > 0;) {
        JsonObject *row = json_object_new();
        const char key[] = {(char)('1' + i), '\0'};
        show_text(row, "label", words_get(visit->words, "rating", key));
        show_take(row, "count", words_number(visit->words, results->ratings[i]));
        json_object_set_int_member(
            row, "bar", 100 * results->ratings[i] / MAX(1, results->told));
        json_array_add_object_element(rows, row);
    }
    json_object_set_array_member(model, "ratings", rows);
    json_object_set_boolean_member(model, "has_ratings", TRUE);
    show_take(model, "told", words_number(visit->words, results->told));
    const Figure mean = {.unit = FIGURE_MEAN, .known = true, .value = results->mean};
    show_take(model, "mean", figure_shown(&mean, words_language(visit->words)));
}

void
page_survey(Visit *visit)
{
    g_auto(Period) period = {0};
    g_autoptr(GError) error = NULL;
    SurveyResults results = {.hidden = true};
    period_read(visit, &period);
    const Diwan *diwan = visit->web->diwan;
    if (period.trouble == NULL &&
        !survey_results(diwan->config, diwan->store, period.begin, period.end,
            clock_now_ms(), &results, &error)) {
        page_error(visit, error);
        return;
    }
    JsonObject *model = json_object_new();
    period_show(visit, &period, model);
    show_take(model, "owed", words_number(visit->words, results.owed));
    show_take(model, "sent", words_number(visit->words, results.sent));
    show_take(model, "not_sent", words_number(visit->words, results.not_sent));
    show_take(model, "answered", words_number(visit->words, results.answered));
    if (!results.hidden)
        show_ratings(visit, model, &results);
    page_render(visit, period.trouble == NULL ? MHD_HTTP_OK : MHD_HTTP_BAD_REQUEST,
        "survey", "survey", model);
}

/* ---- the page of whoever is asked ---- */

typedef struct Question {
    gint64 notice_id, request_id;
    bool open; /* it was asked, and not too long ago */
} Question;

/* false: the page is not there. */
static bool
read_question(Visit *visit, Question *question)
{
    const Config *config = visit->web->diwan->config;
    gsize at = 0;
    *question = (Question){0};
    if (config->public_url == NULL || *config->public_url == '\0' ||
        !survey_token_find(&visit->web->key, visit->word, &question->notice_id,
            &question->request_id, &at))
        return false;
    question->open = survey_is_open(config, visit->web->diwan->store, question->notice_id,
        question->request_id, clock_now_ms());
    return true;
}

static void
render(Visit *visit, unsigned status, const Question *question, const char *said)
{
    JsonObject *model = json_object_new();
    JsonArray *choices = json_array_new();
    for (int i = SURVEY_RATINGS; i-- > 0;) {
        const char key[] = {(char)('1' + i), '\0'};
        JsonObject *choice = json_object_new();
        show_text(choice, "rating", key);
        show_text(choice, "label", words_get(visit->words, "rating", key));
        json_array_add_object_element(choices, choice);
    }
    json_object_set_array_member(model, "choices", choices);
    json_object_set_boolean_member(model, "has_choices", question->open);
    show_text(model, "token", visit->word);
    show_text(model, "said", said != NULL ? words_get(visit->words, "ask", said) : NULL);
    page_render(visit, status, "ask", "ask", model);
}

void
page_ask(Visit *visit)
{
    Question question;
    if (!read_question(visit, &question))
        page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
    else
        render(visit, question.open ? MHD_HTTP_OK : MHD_HTTP_GONE, &question,
            question.open ? NULL : "over");
}

void
page_ask_post(Visit *visit)
{
    Question question;
    SurveyOutcome outcome = SURVEY_OVER;
    g_autoptr(GError) error = NULL;
    const char *given = visit_field(visit, "rating");
    int rating = survey_rating_of(given);
    if (!read_question(visit, &question))
        page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
    else if (rating == 0)
        render(visit, MHD_HTTP_BAD_REQUEST, &question, "choose");
    else if (!survey_answer(visit->web->diwan->config, &visit->web->key,
                 visit->web->diwan->store, question.notice_id, question.request_id,
                 rating, clock_now_ms(), &outcome, &error))
        page_error(visit, error);
    else if (outcome == SURVEY_OVER)
        render(visit, MHD_HTTP_GONE, &question, "over");
    else {
        g_autofree char *to = g_strdup_printf("/f/%s?said=survey_%s", visit->word,
            outcome == SURVEY_TAKEN ? "taken" : "corrected");
        answer_redirect(visit, to);
    }
}

/* committee_decide.c - committee decide: one decision, entered by hand as the page of the session does. */
#include "commands/committee.h"

#include "commands/output.h"
#include "language/language.h"

#include <stdio.h>
#include <string.h>

enum { MOST_WORDS_BYTES = 2000 };

/* Options as they were typed. */
typedef struct Typed {
    char *code, *because, *next_step, *amount, *contact_by, *next_at, *early, *notes;
    char **conditions, **alternatives, **needed;
} Typed;

static void
typed_clear(Typed *typed)
{
    char **const words[] = {&typed->code, &typed->because, &typed->next_step,
        &typed->amount, &typed->contact_by, &typed->next_at, &typed->early,
        &typed->notes};
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        g_free(*words[i]);
    g_strfreev(typed->conditions);
    g_strfreev(typed->alternatives);
    g_strfreev(typed->needed);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Typed, typed_clear)

static bool
is_short(const char *words, GError **error)
{
    if (strlen(words) <= MOST_WORDS_BYTES)
        return true;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "what was typed for one option is longer than %d bytes: nothing was changed",
        MOST_WORDS_BYTES);
    return false;
}

/* One line without controls; NULL stays NULL, and blanks are nothing. */
static bool
take_line(const char *typed, char **line, GError **error)
{
    g_autofree char *plain = typed != NULL ? text_strip_controls(typed) : NULL;
    if (plain == NULL || *g_strstrip(plain) == '\0')
        return true;
    if (!is_short(plain, error))
        return false;
    *line = g_steal_pointer(&plain);
    return true;
}

/* An item a line. */
static bool
take_items(char **typed, char **lines, GError **error)
{
    g_autoptr(GString) all = g_string_new(NULL);
    for (char **each = typed; each != NULL && *each != NULL; each++) {
        g_autofree char *plain = text_strip_controls(*each);
        if (*g_strstrip(plain) != '\0')
            g_string_append_printf(all, "%s%s", all->len > 0 ? "\n" : "", plain);
    }
    if (!is_short(all->str, error))
        return false;
    if (all->len > 0)
        *lines = g_strdup(all->str);
    return true;
}

static CommitteeDecision *
decision_of(const Typed *typed, const char *word, GError **error)
{
    g_autoptr(CommitteeDecision) d = committee_decision_new();
    if (!committee_outcome_said(word, &d->outcome)) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "'%s' is no decision: write accept, decline or defer (قبول، اعتذار، تأجيل); "
            "nothing was changed",
            g_utf8_validate(word, -1, NULL) ? word : "");
        return NULL;
    }
    if (!take_line(typed->code, &d->reason_code, error) ||
        !take_line(typed->because, &d->reason, error) ||
        !take_line(typed->next_step, &d->next_step, error) ||
        !take_line(typed->amount, &d->amount, error) ||
        !take_line(typed->early, &d->early_reason, error) ||
        !take_line(typed->notes, &d->notes, error) ||
        !take_items(typed->conditions, &d->conditions, error) ||
        !take_items(typed->alternatives, &d->alternatives, error) ||
        !take_items(typed->needed, &d->needed, error) ||
        (typed->contact_by != NULL &&
            !command_day(typed->contact_by, &d->contact_by, error)) ||
        (typed->next_at != NULL && !command_day(typed->next_at, &d->next_at, error)))
        return NULL;
    return g_steal_pointer(&d);
}

static void
decided_print(const CommitteeLine *line, const char *number, CommitteeOutcome outcome)
{
    if (!line->json) {
        printf("%s: %s\n", number, committee_outcome_name(outcome));
        return;
    }
    g_autoptr(JsonBuilder) json = json_builder_new();
    json_builder_begin_object(json);
    output_text(json, "request_no", number);
    output_text(json, "decision", committee_outcome_name(outcome));
    json_builder_end_object(json);
    output_json(json);
}

/* words: the request and what is decided of it. */
static void
decide(const CommitteeLine *line, const char *session, char **words, const Typed *typed,
    GError **error)
{
    g_autoptr(CommitteeDecision) decision = decision_of(typed, words[1], error);
    gint64 id = decision != NULL ? committee_session_named(line, session, error) : 0;
    if (id == 0)
        return;
    g_autofree char *number = register_number_parse(words[0]);
    gint64 request =
        number != NULL ? store_request_by_number(line->diwan->store, number) : 0;
    if (committee_decide(line->desk, id, request, decision, &line->act, error))
        decided_print(line, number, decision->outcome);
}

int
committee_act_decide(Diwan *diwan, int argc, char **argv)
{
    g_auto(CommitteeLine) line = {0};
    g_auto(Typed) typed = {0};
    g_autoptr(GError) error = NULL;
    int status;
    const GOptionEntry own[] = {{"code", 0, 0, G_OPTION_ARG_STRING, &typed.code,
                                    "the reason, of config/reasons.conf", "CODE"},
        {"because", 0, 0, G_OPTION_ARG_STRING, &typed.because,
            "the reason in words, for the letter", "WORDS"},
        {"condition", 0, 0, G_OPTION_ARG_STRING_ARRAY, &typed.conditions,
            "what is asked of who is helped; may be repeated", "WORDS"},
        {"next-step", 0, 0, G_OPTION_ARG_STRING, &typed.next_step,
            "what the applicant does next", "WORDS"},
        {"contact-by", 0, 0, G_OPTION_ARG_STRING, &typed.contact_by, "until when", "DAY"},
        {"amount", 0, 0, G_OPTION_ARG_STRING, &typed.amount,
            "the sum, in words; on paper alone", "WORDS"},
        {"alternative", 0, 0, G_OPTION_ARG_STRING_ARRAY, &typed.alternatives,
            "who else may help; may be repeated", "WORDS"},
        {"needed", 0, 0, G_OPTION_ARG_STRING_ARRAY, &typed.needed,
            "what is lacking; may be repeated", "WORDS"},
        {"next-session", 0, 0, G_OPTION_ARG_STRING, &typed.next_at,
            "the day of the session it is deferred to", "DAY"},
        {"early-reason", 0, 0, G_OPTION_ARG_STRING, &typed.early,
            "why it leaves before its earliest day", "WORDS"},
        {"notes", 0, 0, G_OPTION_ARG_STRING, &typed.notes,
            "for the office; they stand in no letter", "WORDS"},
        {NULL}};
    const CommitteeUsage usage = {.usage = "[SESSION] REQUEST DECISION",
        .description = "Enters what an open session decides of a request: accept, "
                       "decline or defer. It stands in place\nof what was entered for "
                       "it before, until a second person approves the session.",
        .example = "diwan committee decide 12/1448 3/1448/000012/6 decline --code "
                   "outside-scope --notes 'see minutes, item 4'",
        .least = 2,
        .most = 3,
        .acts = true};
    if (!committee_line_read(&line, diwan, own, &usage, &argc, &argv, &status))
        return status;
    bool named = argc == 4;
    decide(&line, named ? argv[1] : NULL, argv + (named ? 2 : 1), &typed, &error);
    return committee_line_end(error);
}

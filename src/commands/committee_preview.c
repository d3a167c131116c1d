/* committee_preview.c - committee preview: every letter of a run before it leaves, and what is to be named to approve it. */
#include "commands/committee.h"
#include "commands/output.h"
#include "language/language.h"
#include "paper/paper.h"

#include <stdio.h>

static const char *
standing_name(PlanStanding standing)
{
    static const char *const names[] = {"ready", "unreached", "not_ready"};
    return names[standing];
}

static void
letter_print(const PlannedLetter *letter, const char *revision, bool as_json)
{
    const CommitteeDecision *decision = letter->decision;
    const char *outcome =
        decision != NULL ? committee_outcome_name(decision->outcome) : letter->purpose;
    if (!as_json) {
        printf("%-16s %-9s %-5s %-2s %-9s %s%s%s\n",
            decision != NULL ? letter->request_no : letter->file_no, outcome,
            letter->channel, letter->language, standing_name(letter->standing),
            letter->full_name, letter->trouble != NULL ? ": " : "",
            letter->trouble != NULL ? letter->trouble : "");
        return;
    }
    g_autoptr(JsonBuilder) json = json_builder_new();
    json_builder_begin_object(json);
    output_text(json, "request_no", letter->request_no);
    output_text(json, "file_no", letter->file_no);
    output_text(json, "full_name", letter->full_name);
    output_text(json, "decision", outcome);
    output_text(json, "channel", letter->channel);
    output_text(json, "language", letter->language);
    output_text(json, "template", letter->template_);
    output_text(json, "standing", standing_name(letter->standing));
    output_text(json, "why", letter->trouble);
    output_text(json, "revision", revision);
    if (decision != NULL) {
        output_text(json, "early_reason", decision->early_reason);
        output_bool(json, "corrects", decision->corrects != 0);
    }
    json_builder_end_object(json);
    output_json(json);
}

static void
totals_print(const CommitteePlan *plan, bool circular)
{
    static const char *const channels[] = {"mail", "paper", "none"};
    for (int outcome = 0; outcome < (circular ? 1 : 3); outcome++)
        for (int channel = 0; channel < 3; channel++)
            if (plan->count[outcome][channel] > 0)
                printf("%-9s by %-5s %d\n",
                    circular ? "circular"
                             : committee_outcome_name((CommitteeOutcome)outcome),
                    channels[channel], plan->count[outcome][channel]);
    printf("%u letters; not ready %d, unreached %d\n", plan->letters->len, plan->blocked,
        plan->unreached);
    if (plan->revision != NULL)
        printf("approve with --revision %s\n", plan->revision);
}

static const PlannedLetter *
letter_of(const CommitteePlan *plan, const char *name, GError **error)
{
    g_autofree char *number = register_number_parse(name);
    for (guint i = 0; i < plan->letters->len; i++) {
        const PlannedLetter *letter = plan->letters->pdata[i];
        if (g_strcmp0(letter->request_no, number) == 0 ||
            g_str_equal(letter->file_no, name))
            return letter;
    }
    g_set_error(
        error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, "the run has no letter for '%s'", name);
    return NULL;
}

static bool
show_letter(const CommitteeLine *line, const CommitteePlan *plan,
    const PlannedLetter *letter, GError **error)
{
    Rendered words = {0};
    if (!committee_letter(plan, letter, &words, NULL, error))
        return false;
    if (line->json) {
        g_autoptr(JsonBuilder) json = json_builder_new();
        json_builder_begin_object(json);
        output_text(json, "to",
            g_str_equal(letter->channel, "mail") ? letter->email : letter->address);
        output_text(json, "subject", words.subject);
        output_text(json, "text", words.text);
        json_builder_end_object(json);
        output_json(json);
    } else
        printf("%s\n\n%s\n", words.subject, words.text);
    rendered_clear(&words);
    return true;
}

/* The letters that go on paper, one behind the other, as they would be printed. */
static bool
write_pdf(const CommitteePlan *plan, const char *path, GError **error)
{
    g_autoptr(GPtrArray) pdfs =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    for (guint i = 0; i < plan->letters->len; i++) {
        const PlannedLetter *letter = plan->letters->pdata[i];
        GBytes *pdf = NULL;
        if (letter->standing == PLAN_BLOCKS || !g_str_equal(letter->channel, "paper"))
            continue;
        if (!committee_letter(plan, letter, NULL, &pdf, error))
            return false;
        g_ptr_array_add(pdfs, pdf);
    }
    if (pdfs->len == 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "no letter of the run goes on paper: nothing was written");
        return false;
    }
    g_autoptr(GBytes) whole = paper_bundle(pdfs, false, error);
    gsize length = 0;
    const void *data = whole != NULL ? g_bytes_get_data(whole, &length) : NULL;
    return data != NULL && file_write(path, data, length, 0600, error);
}

typedef struct PreviewOptions {
    char *letter, *pdf;
} PreviewOptions;

static bool
preview(const CommitteeLine *line, gint64 session, const PreviewOptions *options,
    GError **error)
{
    Store *store = line->diwan->store;
    g_autoptr(Mailing) circular =
        session == 0 ? store_mailing_get(store, line->run, error) : NULL;
    g_autoptr(Compose) compose = session != 0 || circular != NULL
                                     ? compose_open(line->diwan->config, NULL, error)
                                     : NULL;
    if (compose == NULL)
        return false;
    if (circular != NULL && circular->session_id != 0) {
        session = circular->session_id;
        g_clear_pointer(&circular, mailing_free);
    }
    g_autoptr(CommitteePlan) plan =
        circular != NULL
            ? committee_plan_circular(line->desk, compose, circular, PLAN_EACH, error)
            : committee_plan_session(line->desk, compose, session, PLAN_EACH, error);
    if (plan == NULL)
        return false;
    if (options->pdf != NULL && !write_pdf(plan, options->pdf, error))
        return false;
    if (options->letter != NULL) {
        const PlannedLetter *letter = letter_of(plan, options->letter, error);
        return letter != NULL && show_letter(line, plan, letter, error);
    }
    for (guint i = 0; i < plan->letters->len; i++)
        letter_print(plan->letters->pdata[i], plan->revision, line->json);
    if (!line->json)
        totals_print(plan, circular != NULL);
    return true;
}

int
committee_act_preview(Diwan *diwan, int argc, char **argv)
{
    g_auto(CommitteeLine) line = {0};
    PreviewOptions options = {0};
    g_autoptr(GError) error = NULL;
    int status;
    const GOptionEntry own[] = {{"letter", 0, 0, G_OPTION_ARG_STRING, &options.letter,
                                    "show that one as it would leave", "REQUEST"},
        {"pdf", 0, 0, G_OPTION_ARG_FILENAME, &options.pdf,
            "write those that go on paper to a file", "FILE"},
        {NULL}};
    const CommitteeUsage usage = {.usage = "[SESSION]",
        .description =
            "Every letter of a session's run, or of a circular (--run): how it "
            "would leave, and what is not ready.",
        .example = "diwan committee preview 12/1448\n  diwan committee preview 12/1448 "
                   "--letter 3/1448/000012/6",
        .most = 1};
    bool read = committee_line_read(&line, diwan, own, &usage, &argc, &argv, &status);
    g_autofree char *letter = options.letter, *pdf = options.pdf;
    if (!read)
        return status;
    gint64 session =
        line.run == 0 ? committee_session_named(&line, argc > 1 ? argv[1] : NULL, &error)
                      : 0;
    if (session != 0 || line.run != 0)
        preview(&line, session, &options, &error);
    return committee_line_end(error);
}

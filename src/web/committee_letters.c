/* committee_letters.c - the letters of a session's run, or of a circular, before they leave: all of them by
 * decision and channel, what keeps one, and each as it will leave.
 *
 * Every look composes anew what it shows, so that what was mended is seen at once; of those it only counts,
 * one of each sort. A session's letter is named by its request, a circular's by its party.
 */
#include "web/committee.h"

#include <string.h>

static const char *const session_views[] = {
    "all", "not_ready", "unreached", "accepted", "declined", "deferred", NULL};
static const char *const circular_views[] = {"all", "not_ready", "unreached", NULL};
static const char *const channels[] = {"mail", "paper", "none"};

/* What is looked at: a session, or a circular. */
typedef struct Preview {
    CommitteeSession *session;
    Mailing *circular;
    CommitteePlan *plan; /* of all of them, or of the one that is shown */
    char *here;          /* "/committee/3", "/circulars/7" */
} Preview;

static void
preview_clear(Preview *preview)
{
    committee_session_free(preview->session);
    mailing_free(preview->circular);
    committee_plan_free(preview->plan);
    g_free(preview->here);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Preview, preview_clear)

static bool
preview_open(Visit *visit, Preview *preview, GError **error)
{
    Store *store = visit->web->diwan->store;
    bool circular = g_str_has_prefix(visit->path, "/circulars/");
    preview->here = g_strdup_printf(
        "/%s/%" G_GINT64_FORMAT, circular ? "circulars" : "committee", visit->id);
    if (circular)
        preview->circular = store_mailing_get(store, visit->id, error);
    else
        preview->session = store_committee_get(store, visit->id, error);
    return preview->session != NULL ||
           (preview->circular != NULL && preview->circular->session_id == 0);
}

static bool
preview_load(Visit *visit, Preview *preview, GError **error)
{
    const Web *web = visit->web;
    if (!preview_open(visit, preview, error))
        return false;
    preview->plan = preview->circular != NULL
                        ? committee_plan_circular(web->desk, web->compose,
                              preview->circular, PLAN_SORTS, error)
                        : committee_plan_session(
                              web->desk, web->compose, visit->id, PLAN_SORTS, error);
    return preview->plan != NULL;
}

/* The one that is named in the path; NULL: there is none, or an error. */
static const PlannedLetter *
preview_load_letter(Visit *visit, Preview *preview, GError **error)
{
    const Web *web = visit->web;
    if (!preview_open(visit, preview, error))
        return NULL;
    preview->plan = preview->circular != NULL
                        ? committee_plan_party(web->desk, web->compose, preview->circular,
                              visit->number, error)
                        : committee_plan_request(
                              web->desk, web->compose, visit->id, visit->number, error);
    return preview->plan != NULL && preview->plan->letters->len > 0
               ? preview->plan->letters->pdata[0]
               : NULL;
}

static void
answer_failure(Visit *visit, const GError *error)
{
    if (error == NULL || g_error_matches(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED))
        page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
    else
        page_error(visit, error);
}

/* ---- a letter's row ---- */

static const char *
standing_name(PlanStanding standing)
{
    static const char *const names[] = {"ready", "unreached", "not_ready"};
    return names[standing];
}

/* The door's verdict, or why the office refuses it. */
static void
show_trouble(Visit *visit, JsonObject *row, const char *trouble)
{
    JsonObject *why = json_object_new();
    const char *verdict = words_find(visit->words, "note", trouble);
    if (verdict != NULL)
        show_text(why, "why", verdict);
    else
        show_refusal(visit, why, trouble);
    json_object_set_object_member(row, "trouble", why);
}

static JsonObject *
show_planned(Visit *visit, const PlannedLetter *letter)
{
    JsonObject *row = json_object_new();
    const char *standing = standing_name(letter->standing);
    g_autofree char *is = g_strdup_printf("is_%s", standing);
    json_object_set_int_member(
        row, "key", letter->decision != NULL ? letter->request_id : letter->party_id);
    show_text(row, "number", letter->request_no);
    show_text(row, "full_name", letter->full_name);
    show_text(row, "file_no", letter->file_no);
    show_text(row, "channel", words_get(visit->words, "run_channel", letter->channel));
    show_text(row, "language", words_get(visit->words, "language", letter->language));
    show_text(row, "standing", words_get(visit->words, "standing", standing));
    json_object_set_boolean_member(row, is, TRUE);
    if (letter->trouble != NULL)
        show_trouble(visit, row, letter->trouble);
    if (letter->decision == NULL)
        return row;
    committee_show_outcome(visit, row, letter->decision->outcome);
    show_text(row, "early_reason", letter->decision->early_reason);
    json_object_set_boolean_member(row, "corrects", letter->decision->corrects != 0);
    return row;
}

/* ---- all of them ---- */

static bool
is_in_view(const PlannedLetter *letter, const char *view, const char *channel)
{
    if (*channel != '\0' && !g_str_equal(channel, letter->channel))
        return false;
    return g_str_equal(view, "all") ||
           g_str_equal(view, standing_name(letter->standing)) ||
           (letter->decision != NULL &&
               g_str_equal(view, committee_outcome_name(letter->decision->outcome)));
}

static bool
add_rows(Visit *visit, JsonObject *model, CommitteePlan *plan, const char *view,
    const char *channel, GError **error)
{
    g_autoptr(GPtrArray) seen = g_ptr_array_new(); /* of PlannedLetter, borrowed */
    JsonArray *rows = json_array_new();
    for (guint i = 0; i < plan->letters->len; i++)
        if (is_in_view(plan->letters->pdata[i], view, channel))
            g_ptr_array_add(seen, plan->letters->pdata[i]);
    Portion portion = committee_portion(visit, model, seen->len);
    json_object_set_array_member(model, "rows", rows);
    for (guint i = portion.from; i < portion.until; i++) {
        if (!committee_plan_compose(plan, seen->pdata[i], error))
            return false;
        json_array_add_object_element(rows, show_planned(visit, seen->pdata[i]));
    }
    return true;
}

/* How many by decision and channel, each leading to its letters. */
static void
add_counts(Visit *visit, JsonObject *model, const CommitteePlan *plan, bool circular)
{
    JsonArray *rows = json_array_new();
    for (int outcome = 0; outcome < (circular ? 1 : 3); outcome++) {
        const char *name =
            circular ? "all" : committee_outcome_name((CommitteeOutcome)outcome);
        JsonObject *row = json_object_new();
        JsonArray *cells = json_array_new();
        show_text(row, "label",
            words_get(visit->words, circular ? "standing" : "committee_outcome", name));
        for (int channel = 0; channel < 3; channel++) {
            JsonObject *cell = json_object_new();
            int n = plan->count[outcome][channel];
            show_text(cell, "view", name);
            show_text(cell, "channel", channels[channel]);
            show_text(
                cell, "label", words_get(visit->words, "run_channel", channels[channel]));
            show_take(cell, "count", words_number(visit->words, n));
            json_object_set_boolean_member(cell, "some", n > 0);
            json_array_add_object_element(cells, cell);
        }
        json_object_set_array_member(row, "cells", cells);
        json_array_add_object_element(rows, row);
    }
    json_object_set_array_member(model, "counts", rows);
    show_take(model, "blocked", words_number(visit->words, plan->blocked));
    show_take(model, "unreached", words_number(visit->words, plan->unreached));
    show_take(model, "letters", words_number(visit->words, plan->letters->len));
    json_object_set_boolean_member(model, "has_blocked", plan->blocked > 0);
    json_object_set_boolean_member(model, "has_unreached", plan->unreached > 0);
    json_object_set_boolean_member(model, "has_letters", plan->letters->len > 0);
}

/* Who it is of, and whether the visitor can approve it here. */
static void
add_whose(Visit *visit, JsonObject *model, const Preview *preview)
{
    const MailingCounts counts = {0};
    committee_show_may(visit, model);
    show_text(model, "here", preview->here);
    bool may = json_object_get_boolean_member(model, "may_approve");
    const char *state =
        preview->session ? preview->session->state : preview->circular->state;
    bool waits = g_str_equal(state, preview->session ? "open" : "prepared");
    json_object_set_boolean_member(model, "approve", may && waits);
    json_object_set_boolean_member(model, "waits", waits);
    show_text(model, "revision", preview->plan->revision);
    if (preview->session != NULL)
        json_object_set_object_member(
            model, "session", committee_show_session(visit, preview->session));
    else
        json_object_set_object_member(
            model, "run", committee_show_run(visit, preview->circular, &counts));
}

void
page_committee_letters(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    g_auto(Preview) preview = {0};
    g_autofree char *asked = visit_query(visit, "view");
    g_autofree char *channel = visit_query(visit, "channel");
    if (!committee_page_allows(visit))
        return;
    if (!preview_load(visit, &preview, &error)) {
        answer_failure(visit, error);
        return;
    }
    bool circular = preview.circular != NULL;
    const char *const *views = circular ? circular_views : session_views;
    const char *view = g_strv_contains(views, asked) ? asked : "all";
    JsonObject *model = json_object_new();
    add_whose(visit, model, &preview);
    committee_show_views(visit, model, "standing", views, *channel == '\0' ? view : NULL);
    show_text(model, "view", view);
    if (*channel != '\0') {
        show_text(model, "channel", channel);
        show_text(
            model, "channel_name", words_find(visit->words, "run_channel", channel));
    }
    if (!add_rows(visit, model, preview.plan, view, channel, &error)) {
        json_object_unref(model);
        page_error(visit, error);
        return;
    }
    add_counts(visit, model, preview.plan, circular);
    page_render(visit, MHD_HTTP_OK, "committee_letters", "committee_letters", model);
}

/* ---- one ---- */

void
page_committee_letter(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    g_auto(Preview) preview = {0};
    Rendered words = {0};
    if (!committee_page_allows(visit))
        return;
    const PlannedLetter *letter = preview_load_letter(visit, &preview, &error);
    if (letter == NULL) {
        answer_failure(visit, error);
        return;
    }
    JsonObject *model = json_object_new();
    JsonObject *row = show_planned(visit, letter);
    add_whose(visit, model, &preview);
    json_object_set_object_member(model, "letter", row);
    if (committee_letter(preview.plan, letter, &words, NULL, &error)) {
        bool paper = g_str_equal(letter->channel, "paper");
        show_text(model, "subject", words.subject);
        show_text(model, "text", words.text);
        show_text(model, paper ? "address" : "recipient",
            paper ? letter->address : letter->email);
        json_object_set_boolean_member(model, "by_mail", words.html != NULL);
        json_object_set_boolean_member(model, "on_paper", paper);
        rendered_clear(&words);
    } else if (letter->trouble == NULL)
        show_trouble(visit, row, error->message);
    page_render(visit, MHD_HTTP_OK, "committee_letter", "committee_letters", model);
}

/* The mail's HTML, or the letter on paper. */
void
page_committee_letter_part(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) pdf = NULL;
    g_auto(Preview) preview = {0};
    Rendered words = {0};
    bool paper = g_str_equal(visit->word, "paper");
    if (!committee_page_allows(visit))
        return;
    const PlannedLetter *letter = preview_load_letter(visit, &preview, &error);
    bool well = letter != NULL && (paper || g_str_equal(visit->word, "mail")) &&
                paper == g_str_equal(letter->channel, "paper") &&
                committee_letter(preview.plan, letter, paper ? NULL : &words,
                    paper ? &pdf : NULL, &error);
    if (!well)
        answer_failure(visit, error);
    else if (pdf != NULL)
        answer_bytes(visit, pdf, "application/pdf");
    else
        answer_framed(visit, words.html != NULL ? words.html : "");
    rendered_clear(&words);
}

/* committee_run.c - a run of letters: approved, sent, called back, paused, stopped, and how it stands.
 *
 * While letters leave the page looks again by itself every few seconds, without JavaScript; not where a
 * reason is being typed.
 */
#include "web/committee.h"

#include <string.h>

enum { LOOK_AGAIN_S = 5 };

static const char *const views[] = {
    "all", "due", "queued", "refused", "superseded", NULL};

/* ---- how it stands ---- */

static void
add_counts(Visit *visit, JsonObject *model, const MailingCounts *c)
{
    const struct {
        const char *name;
        int count;
    } all[] = {{"by_mail", c->by_mail}, {"on_paper", c->on_paper}, {"queued", c->queued},
        {"sent", c->sent}, {"delivered", c->delivered}, {"bounced", c->bounced},
        {"to_paper", c->to_paper}, {"printed", c->printed}, {"posted", c->posted},
        {"answered", c->answered}, {"in_doubt", c->in_doubt}, {"held", c->held},
        {"refused", c->refused}, {"superseded", c->superseded}};
    JsonArray *rows = json_array_new();
    for (guint i = 0; i < G_N_ELEMENTS(all); i++) {
        JsonObject *row = json_object_new();
        bool looks =
            g_str_equal(all[i].name, "bounced") || g_str_equal(all[i].name, "in_doubt");
        show_text(row, "name", all[i].name);
        show_text(row, "label", words_get(visit->words, "run_count", all[i].name));
        show_take(row, "count", words_number(visit->words, all[i].count));
        json_object_set_boolean_member(row, "some", all[i].count > 0);
        json_object_set_boolean_member(row, "to_undelivered", looks && all[i].count > 0);
        json_array_add_object_element(rows, row);
    }
    json_object_set_array_member(model, "counts", rows);
    json_object_set_int_member(model, "of", MAX(1, c->letters));
    json_object_set_int_member(model, "gone", MAX(0, c->letters - c->queued - c->held));
}

static void
add_acts(JsonObject *model, const Mailing *run)
{
    static const struct {
        const char *name, *states;
    } acts[] = {{"send", "approved recalled stopped"}, {"recall", "holding"},
        {"pause", "holding sending"}, {"resume", "paused"},
        {"stop", "holding sending paused"}};
    bool may = json_object_get_boolean_member(model, "may_committee");
    bool any = false;
    for (guint i = 0; i < G_N_ELEMENTS(acts); i++) {
        g_autofree char *member = g_strdup_printf("may_%s", acts[i].name);
        g_auto(GStrv) states = g_strsplit(acts[i].states, " ", -1);
        bool now = may && g_strv_contains((const char *const *)states, run->state);
        any = any || now;
        json_object_set_boolean_member(model, member, now);
    }
    json_object_set_boolean_member(model, "has_acts", any);
    json_object_set_boolean_member(model, "look_approve",
        json_object_get_boolean_member(model, "may_approve") &&
            g_str_equal(run->state, "prepared"));
}

/* ---- its letters ---- */

static JsonObject *
show_letter_of(Visit *visit, const MailingLetter *letter)
{
    JsonObject *row = json_object_new();
    const char *state =
        letter->outbox_state != NULL ? letter->outbox_state : letter->state;
    const char *group = letter->outbox_state != NULL ? "outbox_state" : "run_letter";
    bool waits = letter->outbox_state != NULL && letter->sent_at == 0 &&
                 g_str_equal(letter->channel, "paper");
    show_text(row, "number", letter->request_no);
    if (letter->request_id != 0)
        json_object_set_int_member(row, "request", letter->request_id);
    show_text(row, "out_no", letter->out_no);
    show_text(row, "full_name", letter->full_name);
    show_text(row, "file_no", letter->file_no);
    show_text(row, "channel", words_get(visit->words, "run_channel", letter->channel));
    show_text(row, "state",
        words_get(visit->words, waits ? "run_letter" : group, waits ? "post" : state));
    json_object_set_boolean_member(row, "is_sent", g_str_equal(state, "sent"));
    json_object_set_boolean_member(row, "is_trouble",
        g_str_equal(state, "failed") || g_str_equal(state, "doubt") ||
            g_str_equal(state, "refused"));
    if (letter->outcome != NULL)
        show_text(row, "outcome",
            words_get(visit->words, "committee_outcome", letter->outcome));
    show_instant(visit, row, "sent", letter->sent_at);
    if (letter->why == NULL)
        return row;
    const char *verdict = words_find(visit->words, "note", letter->why);
    if (verdict != NULL)
        show_text(row, "why", verdict);
    else
        show_refusal(visit, row, letter->why);
    return row;
}

static bool
add_letters(Visit *visit, JsonObject *model, GError **error)
{
    g_autofree char *asked = visit_query(visit, "view");
    const char *view = g_strv_contains(views, asked) ? asked : "all";
    const MailingFilter filter = {.mailing_id = visit->id,
        .state = g_str_equal(view, "all") ? NULL : view,
        .after_id = visit_query_id(visit, "after"),
        .limit = PAGE_ROWS + 1};
    g_autoptr(GPtrArray) letters =
        store_mailing_letters(visit->web->diwan->store, &filter, error);
    JsonArray *rows = json_array_new();
    for (guint i = 0; letters != NULL && i < MIN(letters->len, PAGE_ROWS); i++)
        json_array_add_object_element(rows, show_letter_of(visit, letters->pdata[i]));
    if (letters != NULL && letters->len > PAGE_ROWS)
        json_object_set_int_member(
            model, "after", ((const MailingLetter *)letters->pdata[PAGE_ROWS - 1])->id);
    json_object_set_array_member(model, "rows", rows);
    committee_show_views(visit, model, "run_letter", views, view);
    return letters != NULL;
}

/* ---- the page ---- */

void
page_run(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    MailingCounts counts;
    Store *store = visit->web->diwan->store;
    g_autofree char *still = visit_query(visit, "still");
    if (!committee_page_allows(visit))
        return;
    g_autoptr(Mailing) run = store_mailing_get(store, visit->id, &error);
    g_autoptr(JsonObject) model = json_object_new();
    if (run == NULL && g_error_matches(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED)) {
        page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
        return;
    }
    if (run == NULL || !store_mailing_counts(store, visit->id, &counts, &error) ||
        !add_letters(visit, model, &error)) {
        page_error(visit, error);
        return;
    }
    bool goes = g_str_equal(run->state, "holding") || g_str_equal(run->state, "sending");
    json_object_set_object_member(model, "run", committee_show_run(visit, run, &counts));
    committee_show_may(visit, model);
    add_counts(visit, model, &counts);
    add_acts(model, run);
    json_object_set_boolean_member(model, "goes", goes);
    json_object_set_boolean_member(model, "still", *still != '\0');
    if (goes && *still == '\0')
        show_take(model, "refresh",
            g_strdup_printf("%d; url=/runs/%" G_GINT64_FORMAT, LOOK_AGAIN_S, visit->id));
    page_render(
        visit, MHD_HTTP_OK, "committee_run", "committee_run", g_steal_pointer(&model));
}

/* ---- what is done with it ---- */

static const struct {
    const char *name;
    bool (*run)(const Desk *desk, gint64 id, const Act *act, GError **error);
} acts[] = {{"approve", NULL}, {"send", committee_send}, {"recall", committee_recall},
    {"pause", committee_pause}, {"resume", committee_resume}, {"stop", committee_stop}};

/* A circular, as the visitor saw its letters. */
static bool
approve(Visit *visit, const Act *act, GError **error)
{
    const Web *web = visit->web;
    return committee_circular_approve(
        web->desk, web->compose, visit->id, visit_field(visit, "revision"), act, error);
}

void
page_run_post(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    const Act act = committee_act(visit);
    g_autofree char *here = g_strdup_printf("/runs/%" G_GINT64_FORMAT, visit->id);
    for (guint i = 0; i < G_N_ELEMENTS(acts); i++) {
        if (!g_str_equal(acts[i].name, visit->word))
            continue;
        bool well = acts[i].run != NULL
                        ? acts[i].run(visit->web->desk, visit->id, &act, &error)
                        : approve(visit, &act, &error);
        if (!well) {
            page_refused(visit, error, here);
            return;
        }
        log_line("run=%" G_GINT64_FORMAT " act=%s", visit->id, acts[i].name);
        g_autofree char *to = g_strdup_printf("%s?said=run_%s", here, acts[i].name);
        answer_redirect(visit, to);
        return;
    }
    page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
}

/* A session and its run are approved at once, by the counts the visitor reads in the minutes. */
void
page_committee_approve_post(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    const Act act = committee_act(visit);
    const Web *web = visit->web;
    gint64 run = 0;
    CommitteeSeen seen = {.revision = visit_field(visit, "revision")};
    if (!committee_count(visit, "accepted", &seen.counts[0], &error) ||
        !committee_count(visit, "declined", &seen.counts[1], &error) ||
        !committee_count(visit, "deferred", &seen.counts[2], &error) ||
        !committee_approve(
            web->desk, web->compose, visit->id, &seen, &act, &run, &error)) {
        g_autofree char *back =
            g_strdup_printf("/committee/%" G_GINT64_FORMAT "/letters", visit->id);
        page_refused(visit, error, back);
        return;
    }
    log_line("session=%" G_GINT64_FORMAT " run=%" G_GINT64_FORMAT " act=approve",
        visit->id, run);
    g_autofree char *to =
        g_strdup_printf("/runs/%" G_GINT64_FORMAT "?said=run_approve", run);
    answer_redirect(visit, to);
}

/* committee_session.c - one session: its agenda with what was decided, its minutes, its letters' way out.
 *
 * What is on the agenda is shown in portions, in views: all, what has no decision yet, and by outcome. Of an
 * approved session nothing changes any more; its decisions can be taken up for a correction.
 */
#include "web/committee.h"

#include "language/language.h"

#include <string.h>

static const char *const views[] = {
    "all", "undecided", "accepted", "declined", "deferred", NULL};

/* What the rows of the agenda are shown with. */
typedef struct Agenda {
    Visit *visit;
    const CommitteeSession *session;
    GPtrArray *cases;     /* of CommitteeCase, owned */
    GPtrArray *decisions; /* of CommitteeDecision, owned */
    GHashTable *decided;  /* of CommitteeDecision, borrowed, by request's id */
    GPtrArray *reasons;   /* of CommitteeReason, owned */
    gint64 now;
} Agenda;

static void
agenda_clear(Agenda *agenda)
{
    g_clear_pointer(&agenda->cases, g_ptr_array_unref);
    g_clear_pointer(&agenda->decisions, g_ptr_array_unref);
    g_clear_pointer(&agenda->decided, g_hash_table_unref);
    g_clear_pointer(&agenda->reasons, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Agenda, agenda_clear)

static bool
agenda_load(Agenda *agenda, GError **error)
{
    Store *store = agenda->visit->web->diwan->store;
    gint64 id = agenda->session->id;
    agenda->now = clock_now_ms();
    if ((agenda->cases = store_committee_agenda(store, id, error)) == NULL ||
        (agenda->decisions = store_decisions_of(store, id, 0, error)) == NULL ||
        (agenda->reasons = committee_reasons(error)) == NULL)
        return false;
    agenda->decided = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint i = 0; i < agenda->decisions->len; i++) {
        CommitteeDecision *decision = agenda->decisions->pdata[i];
        g_hash_table_insert(agenda->decided, &decision->request_id, decision);
    }
    return true;
}

/* ---- the agenda ---- */

static bool
is_in_view(const CommitteeDecision *decision, const char *view)
{
    if (g_str_equal(view, "all"))
        return true;
    if (g_str_equal(view, "undecided"))
        return decision == NULL;
    return decision != NULL &&
           g_str_equal(view, committee_outcome_name(decision->outcome));
}

static void
show_corrected(const Agenda *agenda, JsonObject *row, const CommitteeDecision *decision)
{
    g_autoptr(CommitteeDecision) former =
        decision->corrects != 0 ? store_decision_get(agenda->visit->web->diwan->store,
                                      decision->corrects, NULL)
                                : NULL;
    if (former != NULL)
        show_text(row, "corrects", former->session_no);
}

static void
show_decision(const Agenda *agenda, JsonObject *row, const CommitteeCase *one,
    const CommitteeDecision *decision)
{
    Visit *visit = agenda->visit;
    bool approved = g_str_equal(agenda->session->state, "approved");
    committee_show_outcome(visit, row, decision->outcome);
    if (decision->reason_code != NULL)
        show_text(row, "reason",
            committee_reason_words(visit, agenda->reasons, decision->reason_code));
    show_text(row, "by", decision->actor);
    show_text(row, "early_reason", decision->early_reason);
    show_corrected(agenda, row, decision);
    json_object_set_boolean_member(row, "unreasoned",
        decision->outcome != OUTCOME_ACCEPTED && decision->reason_code == NULL);
    if (decision->trouble != NULL) {
        JsonObject *trouble = json_object_new();
        show_refusal(visit, trouble, decision->trouble);
        json_object_set_object_member(row, "trouble", trouble);
    }
    bool final =
        g_str_equal(one->state, "accepted") || g_str_equal(one->state, "declined");
    json_object_set_boolean_member(row, "may_correct",
        approved && final && one->decided_id == decision->id && !one->corrected);
}

static JsonObject *
show_case(const Agenda *agenda, const CommitteeCase *one)
{
    Visit *visit = agenda->visit;
    const char *language = words_language(visit->words);
    const CommitteeDecision *decision =
        g_hash_table_lookup(agenda->decided, &one->request_id);
    JsonObject *row = json_object_new();
    json_object_set_int_member(row, "request", one->request_id);
    show_text(row, "number", one->number);
    show_text(row, "kind", kinds_name(visit->web->kinds, one->kind, language));
    show_text(row, "file_no", one->file_no);
    show_text(row, "full_name", one->full_name);
    show_instant(visit, row, "earliest", one->earliest_at);
    json_object_set_boolean_member(row, "is_early",
        one->earliest_at > agenda->now &&
            (decision == NULL || decision->early_reason == NULL) &&
            g_str_equal(agenda->session->state, "open"));
    json_object_set_boolean_member(row, "is_held", one->held);
    json_object_set_boolean_member(row, "is_appealed", one->appealed);
    json_object_set_boolean_member(row, "decided", decision != NULL);
    if (decision != NULL)
        show_decision(agenda, row, one, decision);
    return row;
}

static void
add_agenda(const Agenda *agenda, JsonObject *model, const char *view)
{
    g_autoptr(GPtrArray) seen = g_ptr_array_new(); /* of CommitteeCase, borrowed */
    JsonArray *rows = json_array_new();
    for (guint i = 0; i < agenda->cases->len; i++) {
        CommitteeCase *one = agenda->cases->pdata[i];
        if (is_in_view(g_hash_table_lookup(agenda->decided, &one->request_id), view))
            g_ptr_array_add(seen, one);
    }
    Portion portion = committee_portion(agenda->visit, model, seen->len);
    for (guint i = portion.from; i < portion.until; i++)
        json_array_add_object_element(rows, show_case(agenda, seen->pdata[i]));
    json_object_set_array_member(model, "rows", rows);
}

/* ---- the page ---- */

/* Minutes that were refused stand in the form as they were typed, below what stands by now. */
static void
show_typed(Visit *visit, JsonObject *model, const CommitteeSession *session,
    const GError *refusal)
{
    static const char *const counts[] = {"accepted", "declined", "deferred"};
    JsonObject *shown = json_object_get_object_member(model, "session");
    JsonObject *trouble = json_object_new();
    show_refusal(visit, trouble, refusal->message);
    show_text(trouble, "stands", session->minutes);
    json_object_set_object_member(model, "refused_minutes", trouble);
    show_text(model, "day", visit_field(visit, "day"));
    show_text(shown, "words", visit_field(visit, "words"));
    for (guint i = 0; i < G_N_ELEMENTS(counts); i++) {
        g_autofree char *member = g_strconcat("minutes_", counts[i], NULL);
        show_text(shown, member, visit_field(visit, counts[i]));
    }
}

/* refusal: of minutes that were typed; NULL. */
static bool
gather(Visit *visit, JsonObject *model, const CommitteeSession *session,
    const GError *refusal, GError **error)
{
    g_auto(Agenda) agenda = {.visit = visit, .session = session};
    g_autofree char *asked = visit_query(visit, "view");
    const char *view = g_strv_contains(views, asked) ? asked : "all";
    JsonObject *shown = committee_show_session(visit, session);
    json_object_set_object_member(model, "session", shown);
    committee_show_may(visit, model);
    committee_show_views(visit, model, "committee_view", views, view);
    bool secretary = json_object_get_boolean_member(model, "may_committee");
    json_object_set_boolean_member(model, "may_change",
        secretary && json_object_get_boolean_member(shown, "is_open"));
    show_take(model, "day",
        visit->web->diwan->config->calendar == CALENDAR_HIJRI
            ? day_hijri_short(session->held_at)
            : day_gregorian_short(session->held_at));
    show_take(model, "minutes_revision", committee_minutes_revision(session));
    if (!agenda_load(&agenda, error))
        return false;
    add_agenda(&agenda, model, view);
    if (refusal == NULL)
        return committee_show_members(visit, model, session->members, error);
    g_autoptr(GPtrArray) typed = committee_read_members(visit);
    show_typed(visit, model, session, refusal);
    return committee_show_members(visit, model, typed, error);
}

static void
render(Visit *visit, const GError *refusal)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(CommitteeSession) session =
        store_committee_get(visit->web->diwan->store, visit->id, &error);
    g_autoptr(JsonObject) model = json_object_new();
    if (session == NULL && g_error_matches(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED))
        page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
    else if (session == NULL || !gather(visit, model, session, refusal, &error))
        page_error(visit, error);
    else
        page_render(visit, refusal != NULL ? MHD_HTTP_CONFLICT : MHD_HTTP_OK,
            "committee_session", "committee_session", g_steal_pointer(&model));
}

void
page_committee_session(Visit *visit)
{
    if (committee_page_allows(visit))
        render(visit, NULL);
}

/* ---- what is done with it ---- */

static bool
act_fill(Visit *visit, const Act *act, GError **error)
{
    int added = 0;
    return committee_agenda_fill(visit->web->desk, visit->id, act, &added, error);
}

static bool
act_add(Visit *visit, const Act *act, GError **error)
{
    return committee_agenda_add(
        visit->web->desk, visit->id, committee_request(visit, "request"), act, error);
}

static bool
act_remove(Visit *visit, const Act *act, GError **error)
{
    return committee_agenda_remove(
        visit->web->desk, visit->id, committee_request(visit, "request"), act, error);
}

static bool
act_minutes(Visit *visit, const Act *act, GError **error)
{
    CommitteeMinutes minutes = {0};
    gint64 begin = 0;
    g_autoptr(GPtrArray) members = committee_read_members(visit);
    if (!committee_day(visit, "day", &begin, error) ||
        !committee_count(visit, "accepted", &minutes.accepted, error) ||
        !committee_count(visit, "declined", &minutes.declined, error) ||
        !committee_count(visit, "deferred", &minutes.deferred, error))
        return false;
    minutes.day = begin != 0 ? day_number(begin) : 0;
    minutes.members = members;
    minutes.words = visit_field(visit, "words");
    minutes.revision = visit_field(visit, "revision");
    return committee_minutes(visit->web->desk, visit->id, &minutes, act, error);
}

/* What was refused can be mended in the form: the session is open, and the visitor's to change. */
static bool
is_typed_again(Visit *visit, const GError *error)
{
    const Web *web = visit->web;
    const char *role = visit->staff->role;
    if (!g_error_matches(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED) ||
        !rules_allow(web->desk->rules, "see_committee", role) ||
        !rules_allow(web->desk->rules, "committee", role))
        return false;
    g_autoptr(CommitteeSession) session =
        store_committee_get(web->diwan->store, visit->id, NULL);
    return session != NULL && g_str_equal(session->state, "open");
}

static const struct {
    const char *name;
    bool (*run)(Visit *visit, const Act *act, GError **error);
    const char *said;
} acts[] = {{"fill", act_fill, "agenda_filled"}, {"add", act_add, "agenda_changed"},
    {"remove", act_remove, "agenda_changed"}, {"minutes", act_minutes, "minutes"}};

void
page_committee_session_post(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    const Act act = committee_act(visit);
    g_autofree char *here = g_strdup_printf("/committee/%" G_GINT64_FORMAT, visit->id);
    for (guint i = 0; i < G_N_ELEMENTS(acts); i++) {
        if (!g_str_equal(acts[i].name, visit->word))
            continue;
        if (!acts[i].run(visit, &act, &error)) {
            if (acts[i].run == act_minutes && is_typed_again(visit, error))
                render(visit, error);
            else
                page_refused(visit, error, here);
            return;
        }
        log_line("session=%" G_GINT64_FORMAT " act=%s", visit->id, acts[i].name);
        g_autofree char *to = g_strdup_printf("%s?said=%s", here, acts[i].said);
        answer_redirect(visit, to);
        return;
    }
    page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
}

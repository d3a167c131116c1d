/* committee_decide.c - one decision: what is decided of a request, what its letter says, what stays here.
 *
 * What was typed is shown again with the reason when it is refused, so that nothing typed is lost.
 */
#include "web/committee.h"

#include "language/language.h"

#include <string.h>

enum { MOST_FIELD_BYTES = 2000 };

/* The fields of words, as the form and the model name them; lists have a line each. */
static const struct {
    const char *name;
    gsize offset;
    bool lines;
} fields[] = {
    {"reason_code", G_STRUCT_OFFSET(CommitteeDecision, reason_code), false},
    {"reason", G_STRUCT_OFFSET(CommitteeDecision, reason), false},
    {"conditions", G_STRUCT_OFFSET(CommitteeDecision, conditions), true},
    {"next_step", G_STRUCT_OFFSET(CommitteeDecision, next_step), false},
    {"amount", G_STRUCT_OFFSET(CommitteeDecision, amount), false},
    {"alternatives", G_STRUCT_OFFSET(CommitteeDecision, alternatives), true},
    {"needed", G_STRUCT_OFFSET(CommitteeDecision, needed), true},
    {"early_reason", G_STRUCT_OFFSET(CommitteeDecision, early_reason), false},
    {"notes", G_STRUCT_OFFSET(CommitteeDecision, notes), true},
};

/* What is looked at. */
typedef struct Matter {
    CommitteeSession *session;
    CommitteeCase *about;
    CommitteeDecision *entered; /* NULL: none yet */
} Matter;

static void
matter_clear(Matter *matter)
{
    committee_session_free(matter->session);
    committee_case_free(matter->about);
    committee_decision_free(matter->entered);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Matter, matter_clear)

/* false, and error NULL: there is no such thing. */
static bool
matter_load(Visit *visit, Matter *matter, GError **error)
{
    Store *store = visit->web->diwan->store;
    g_autoptr(GError) trouble = NULL;
    matter->session = store_committee_get(store, visit->id, &trouble);
    if (matter->session != NULL)
        matter->about = store_committee_case(store, visit->number, &trouble);
    g_autoptr(GPtrArray) decisions =
        matter->about != NULL
            ? store_decisions_of(store, visit->id, visit->number, &trouble)
            : NULL;
    if (decisions != NULL && decisions->len > 0)
        matter->entered = g_ptr_array_steal_index(decisions, 0);
    if (trouble != NULL && trouble->code != DIWAN_ERROR_REFUSED)
        g_propagate_error(error, g_steal_pointer(&trouble));
    return decisions != NULL;
}

/* ---- the form ---- */

static void
add_outcomes(Visit *visit, JsonObject *model, const char *chosen)
{
    JsonArray *rows = json_array_new();
    for (int i = 0; i < 3; i++) {
        const char *name = committee_outcome_name((CommitteeOutcome)i);
        JsonObject *row = json_object_new();
        show_text(row, "value", name);
        show_text(row, "label", words_get(visit->words, "committee_outcome", name));
        json_object_set_boolean_member(row, "here", g_strcmp0(name, chosen) == 0);
        json_array_add_object_element(rows, row);
    }
    json_object_set_array_member(model, "outcomes", rows);
}

/* Each under the outcomes it may stand for. */
static bool
add_reasons(Visit *visit, JsonObject *model, const char *chosen, GError **error)
{
    g_autoptr(GPtrArray) reasons = committee_reasons(error);
    JsonArray *groups = json_array_new();
    for (int i = 1; reasons != NULL && i < 3; i++) {
        const char *outcome = committee_outcome_name((CommitteeOutcome)i);
        JsonObject *group = json_object_new();
        JsonArray *rows = json_array_new();
        show_text(group, "label", words_get(visit->words, "committee_outcome", outcome));
        for (guint n = 0; n < reasons->len; n++) {
            const CommitteeReason *reason = reasons->pdata[n];
            if (!g_strv_contains((const char *const *)reason->outcomes, outcome))
                continue;
            JsonObject *row = json_object_new();
            show_text(row, "value", reason->code);
            show_text(row, "label", committee_reason_words(visit, reasons, reason->code));
            json_object_set_boolean_member(
                row, "here", g_strcmp0(reason->code, chosen) == 0);
            json_array_add_object_element(rows, row);
        }
        json_object_set_array_member(group, "codes", rows);
        json_array_add_object_element(groups, group);
    }
    json_object_set_array_member(model, "reasons", groups);
    return reasons != NULL;
}

static void
add_day(Visit *visit, JsonObject *model, const char *name, gint64 instant)
{
    bool hijri = visit->web->diwan->config->calendar == CALENDAR_HIJRI;
    if (instant != 0)
        show_take(
            model, name, hijri ? day_hijri_short(instant) : day_gregorian_short(instant));
}

/* What was entered before; after a refusal, what was typed now. */
static const char *
add_values(Visit *visit, JsonObject *model, const CommitteeDecision *entered)
{
    JsonObject *values = json_object_new();
    json_object_set_object_member(model, "v", values);
    if (visit->form != NULL) {
        for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
            show_text(values, fields[i].name, visit_field(visit, fields[i].name));
        show_text(values, "contact_by", visit_field(visit, "contact_by"));
        show_text(values, "next_at", visit_field(visit, "next_at"));
        add_outcomes(visit, model, visit_field(visit, "outcome"));
        return visit_field(visit, "reason_code");
    }
    if (entered == NULL) {
        add_outcomes(visit, model, NULL);
        return NULL;
    }
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
        show_text(values, fields[i].name,
            G_STRUCT_MEMBER(char *, (gpointer)entered, fields[i].offset));
    add_day(visit, values, "contact_by", entered->contact_by);
    add_day(visit, values, "next_at", entered->next_at);
    add_outcomes(visit, model, committee_outcome_name(entered->outcome));
    return entered->reason_code;
}

static void
render(Visit *visit, const Matter *matter, const GError *refusal)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonObject) model = json_object_new();
    const CommitteeCase *about = matter->about;
    const char *language = words_language(visit->words);
    const char *code = add_values(visit, model, matter->entered);
    if (!add_reasons(visit, model, code, &error)) {
        page_error(visit, error);
        return;
    }
    json_object_set_object_member(
        model, "session", committee_show_session(visit, matter->session));
    json_object_set_int_member(model, "request", about->request_id);
    show_text(model, "number", about->number);
    show_text(model, "kind", kinds_name(visit->web->kinds, about->kind, language));
    show_text(
        model, "request_state", words_get(visit->words, "request_state", about->state));
    show_text(model, "file_no", about->file_no);
    show_text(model, "full_name", about->full_name);
    show_instant(visit, model, "earliest", about->earliest_at);
    show_instant(visit, model, "target", about->target_at);
    json_object_set_boolean_member(
        model, "is_early", about->earliest_at > clock_now_ms());
    json_object_set_boolean_member(model, "is_held", about->held);
    json_object_set_boolean_member(model, "is_appealed", about->appealed);
    json_object_set_boolean_member(model, "entered", matter->entered != NULL);
    committee_show_may(visit, model);
    if (refusal != NULL) {
        JsonObject *trouble = json_object_new();
        show_refusal(visit, trouble, refusal->message);
        json_object_set_object_member(model, "trouble", trouble);
    }
    page_render(visit, refusal != NULL ? MHD_HTTP_CONFLICT : MHD_HTTP_OK,
        "committee_decide", "committee_decide", g_steal_pointer(&model));
}

void
page_committee_decide(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    g_auto(Matter) matter = {0};
    if (!committee_page_allows(visit))
        return;
    if (matter_load(visit, &matter, &error))
        render(visit, &matter, NULL);
    else if (error != NULL)
        page_error(visit, error);
    else
        page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
}

/* ---- entering it ---- */

static bool
read_outcome(Visit *visit, CommitteeDecision *decision, GError **error)
{
    const char *given = visit_field(visit, "outcome");
    for (int i = 0; i < 3; i++)
        if (g_str_equal(given, committee_outcome_name((CommitteeOutcome)i))) {
            decision->outcome = (CommitteeOutcome)i;
            return true;
        }
    g_set_error(
        error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, "it was not said what is decided");
    return false;
}

static bool
read_decision(Visit *visit, CommitteeDecision *decision, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
        const char *name = fields[i].name;
        if (strlen(visit_field(visit, name)) > MOST_FIELD_BYTES) {
            g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
                "what was typed in one field is longer than %d bytes", MOST_FIELD_BYTES);
            return false;
        }
        G_STRUCT_MEMBER(char *, decision, fields[i].offset) =
            fields[i].lines ? committee_lines(visit, name) : committee_line(visit, name);
    }
    return read_outcome(visit, decision, error) &&
           committee_day(visit, "contact_by", &decision->contact_by, error) &&
           committee_day(visit, "next_at", &decision->next_at, error);
}

/* Where to go on: the next of the agenda that has no decision, or the session. */
static char *
next_place(Visit *visit)
{
    Store *store = visit->web->diwan->store;
    g_autoptr(GPtrArray) cases = store_committee_agenda(store, visit->id, NULL);
    g_autoptr(GPtrArray) decisions = store_decisions_of(store, visit->id, 0, NULL);
    g_autoptr(GHashTable) decided = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint i = 0; decisions != NULL && i < decisions->len; i++)
        g_hash_table_add(
            decided, &((CommitteeDecision *)decisions->pdata[i])->request_id);
    for (guint i = 0; decisions != NULL && cases != NULL && i < cases->len; i++) {
        const CommitteeCase *one = cases->pdata[i];
        if (!g_hash_table_contains(decided, &one->request_id))
            return g_strdup_printf("/committee/%" G_GINT64_FORMAT
                                   "/decide/%" G_GINT64_FORMAT "?said=decided",
                visit->id, one->request_id);
    }
    return g_strdup_printf("/committee/%" G_GINT64_FORMAT "?said=decided_all", visit->id);
}

void
page_committee_decide_post(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    g_auto(Matter) matter = {0};
    g_autoptr(CommitteeDecision) decision = committee_decision_new();
    const Act act = committee_act(visit);
    if (read_decision(visit, decision, &error) &&
        committee_decide(
            visit->web->desk, visit->id, visit->number, decision, &act, &error)) {
        log_line("session=%" G_GINT64_FORMAT " request=%d act=decide", visit->id,
            visit->number);
        g_autofree char *to =
            *visit_field(visit, "next") != '\0'
                ? next_place(visit)
                : g_strdup_printf(
                      "/committee/%" G_GINT64_FORMAT "?said=decided", visit->id);
        answer_redirect(visit, to);
        return;
    }
    g_autoptr(GError) trouble = NULL;
    if (!g_error_matches(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED))
        page_error(visit, error);
    else if (matter_load(visit, &matter, &trouble))
        render(visit, &matter, error);
    else
        page_refused(visit, error, "/committee");
}

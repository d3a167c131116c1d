/* committee_circular.c - circulars: those there are, and a new one with what its template asks for. */
#include "web/committee.h"

#include "language/language.h"

#include <string.h>

#define BLANK "v-"

enum { MOST_RUNS = 300 };

static const char *const audiences[] = {
    "all", "applicant", "beneficiary", "supporter", "volunteer", "branch", "body"};

/* ---- the form ---- */

static bool
is_for_circulars(Compose *compose, const char *template_)
{
    char **purposes = compose_purposes(compose, template_);
    return purposes != NULL && g_strv_contains((const char *const *)purposes, "circular");
}

static void
add_choice(
    Visit *visit, JsonArray *rows, const char *group, const char *key, const char *chosen)
{
    const char *label = words_find(visit->words, group, key);
    JsonObject *row = json_object_new();
    show_text(row, "value", key);
    show_text(row, "label", label != NULL ? label : key);
    json_object_set_boolean_member(row, "here", g_str_equal(key, chosen));
    json_array_add_object_element(rows, row);
}

static void
add_form(Visit *visit, JsonObject *model)
{
    Compose *compose = visit->web->compose;
    g_autoptr(GPtrArray) names = compose_names(compose);
    g_autoptr(GPtrArray) blanks = compose_blanks(compose, "circular");
    JsonArray *templates = json_array_new(), *to = json_array_new(),
              *rows = json_array_new();
    for (guint i = 0; i < names->len; i++)
        if (is_for_circulars(compose, names->pdata[i]))
            add_choice(visit, templates, "template", names->pdata[i],
                visit_field(visit, "template"));
    for (guint i = 0; i < G_N_ELEMENTS(audiences); i++)
        add_choice(visit, to, "audience", audiences[i], visit_field(visit, "to"));
    for (guint i = 0; i < blanks->len; i++) {
        const Blank *blank = blanks->pdata[i];
        g_autofree char *field = g_strconcat(BLANK, blank->name, NULL);
        const char *label = words_find(visit->words, "variable", blank->name);
        JsonObject *row = json_object_new();
        show_text(row, "name", blank->name);
        show_text(row, "label", label != NULL ? label : blank->name);
        show_text(row, "value", visit_field(visit, field));
        json_object_set_boolean_member(row, "optional", blank->optional);
        json_object_set_boolean_member(row, "is_day", g_str_equal(blank->kind, "day"));
        json_object_set_boolean_member(row, "is_url", g_str_equal(blank->kind, "url"));
        json_object_set_boolean_member(
            row, "is_lines", g_str_equal(blank->kind, "texts"));
        json_array_add_object_element(rows, row);
    }
    json_object_set_array_member(model, "templates", templates);
    json_object_set_array_member(model, "audiences", to);
    json_object_set_array_member(model, "blanks", rows);
}

/* ---- the list ---- */

static bool
add_circulars(Visit *visit, JsonObject *model, GError **error)
{
    Store *store = visit->web->diwan->store;
    g_autoptr(GPtrArray) runs = store_mailings_list(store, MOST_RUNS, error);
    JsonArray *rows = json_array_new();
    json_object_set_array_member(model, "rows", rows);
    for (guint i = 0; runs != NULL && i < runs->len; i++) {
        const Mailing *run = runs->pdata[i];
        MailingCounts counts;
        if (run->session_id != 0)
            continue;
        if (!store_mailing_counts(store, run->id, &counts, error))
            return false;
        json_array_add_object_element(rows, committee_show_run(visit, run, &counts));
    }
    return runs != NULL;
}

static void
render(Visit *visit, const GError *refusal)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonObject) model = json_object_new();
    if (!add_circulars(visit, model, &error)) {
        page_error(visit, error);
        return;
    }
    add_form(visit, model);
    committee_show_may(visit, model);
    if (refusal != NULL) {
        JsonObject *trouble = json_object_new();
        show_refusal(visit, trouble, refusal->message);
        json_object_set_object_member(model, "trouble", trouble);
    }
    page_render(visit, refusal != NULL ? MHD_HTTP_CONFLICT : MHD_HTTP_OK, "circulars",
        "circulars", g_steal_pointer(&model));
}

void
page_circulars(Visit *visit)
{
    if (committee_page_allows(visit))
        render(visit, NULL);
}

/* ---- a new one ---- */

static void
put_lines(JsonObject *model, const char *name, const char *lines)
{
    JsonArray *array = json_array_new();
    g_auto(GStrv) all = g_strsplit(lines, "\n", -1);
    for (char **each = all; *each != NULL; each++)
        json_array_add_string_element(array, *each);
    json_object_set_array_member(model, name, array);
}

/* What was typed, as models.conf says; what is left empty is not there. */
static JsonNode *
read_model(Visit *visit, GError **error)
{
    g_autoptr(GPtrArray) blanks = compose_blanks(visit->web->compose, "circular");
    g_autoptr(JsonNode) node = json_node_new(JSON_NODE_OBJECT);
    JsonObject *model = json_object_new();
    json_node_take_object(node, model);
    for (guint i = 0; i < blanks->len; i++) {
        const Blank *blank = blanks->pdata[i];
        g_autofree char *field = g_strconcat(BLANK, blank->name, NULL);
        g_autofree char *typed = committee_lines(visit, field);
        gint64 begin = 0;
        if (typed == NULL)
            continue;
        if (g_str_equal(blank->kind, "texts"))
            put_lines(model, blank->name, typed);
        else if (!g_str_equal(blank->kind, "day"))
            json_object_set_string_member(model, blank->name, typed);
        else if (committee_day(visit, field, &begin, error))
            json_object_set_int_member(model, blank->name, begin);
        else
            return NULL;
    }
    return g_steal_pointer(&node);
}

void
page_circulars_post(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    const Web *web = visit->web;
    const Act act = committee_act(visit);
    gint64 run = 0;
    if (!page_allows(visit, "committee"))
        return;
    g_autoptr(JsonNode) model = read_model(visit, &error);
    if (model != NULL &&
        committee_circular(web->desk, web->compose, visit_field(visit, "template"),
            visit_field(visit, "to"), model, &act, &run, &error)) {
        log_line("run=%" G_GINT64_FORMAT " act=circular", run);
        g_autofree char *to =
            g_strdup_printf("/circulars/%" G_GINT64_FORMAT "/letters?said=circular", run);
        answer_redirect(visit, to);
    } else if (g_error_matches(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED))
        render(visit, error);
    else
        page_error(visit, error);
}

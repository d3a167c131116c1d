/* committee_import.c - a table of decisions is sent as a file: every row is entered, or none and each refused
 * row is named with its line.
 */
#include "web/committee.h"

static JsonObject *
show_refused(Visit *visit, const CommitteeRefusal *refusal)
{
    JsonObject *row = json_object_new();
    show_take(row, "line", words_number(visit->words, refusal->line));
    show_text(row, "request_no", refusal->request_no);
    show_refusal(visit, row, refusal->why);
    return row;
}

static void
render(Visit *visit, const CommitteeSession *session, const CommitteeImport *import,
    const GError *refusal)
{
    g_autoptr(JsonObject) model = json_object_new();
    JsonArray *rows = json_array_new();
    for (guint i = 0; import != NULL && i < import->refusals->len; i++)
        json_array_add_object_element(
            rows, show_refused(visit, import->refusals->pdata[i]));
    json_object_set_boolean_member(model, "has_rows", json_array_get_length(rows) > 0);
    json_object_set_array_member(model, "rows", rows);
    json_object_set_object_member(
        model, "session", committee_show_session(visit, session));
    committee_show_may(visit, model);
    if (refusal != NULL) {
        JsonObject *trouble = json_object_new();
        show_refusal(visit, trouble, refusal->message);
        json_object_set_object_member(model, "trouble", trouble);
    }
    page_render(visit, refusal != NULL ? MHD_HTTP_CONFLICT : MHD_HTTP_OK,
        "committee_import", "committee_import", g_steal_pointer(&model));
}

static CommitteeSession *
session_of(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    CommitteeSession *session =
        store_committee_get(visit->web->diwan->store, visit->id, &error);
    if (session == NULL && g_error_matches(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED))
        page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
    else if (session == NULL)
        page_error(visit, error);
    return session;
}

void
page_committee_import(Visit *visit)
{
    if (!committee_page_allows(visit))
        return;
    g_autoptr(CommitteeSession) session = session_of(visit);
    if (session != NULL)
        render(visit, session, NULL, NULL);
}

void
page_committee_import_post(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    g_auto(CommitteeImport) import = {0};
    const Act act = committee_act(visit);
    if (!page_allows(visit, "committee"))
        return;
    if (visit->upload == NULL || visit->upload->len == 0) {
        page_problem(visit, MHD_HTTP_BAD_REQUEST, "no_file");
        return;
    }
    g_autoptr(CommitteeSession) session = session_of(visit);
    if (session == NULL)
        return;
    g_autoptr(GBytes) table = g_byte_array_free_to_bytes(g_steal_pointer(&visit->upload));
    if (committee_import(visit->web->desk, visit->id, table, &act, &import, &error)) {
        log_line(
            "session=%" G_GINT64_FORMAT " act=import rows=%d", visit->id, import.rows);
        g_autofree char *to = g_strdup_printf("/committee/%" G_GINT64_FORMAT "?said=%s",
            visit->id, import.early > 0 ? "imported_early" : "imported");
        answer_redirect(visit, to);
    } else if (g_error_matches(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED))
        render(visit, session, import.refusals != NULL ? &import : NULL, error);
    else
        page_error(visit, error);
}

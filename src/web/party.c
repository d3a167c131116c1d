/* party.c - the record of one who writes to the office: what is known, the requests and letters, the records that
 * were merged into it, and how they are parted again. */
#include "web/inside.h"

/* ---- what is shown ---- */

static bool
add_merged(Visit *visit, JsonObject *model, const Party *party, GError **error)
{
    Store *store = visit->web->diwan->store;
    g_autoptr(GPtrArray) merged = store_parties_merged_into(store, party->id, error);
    g_autoptr(Party) kept = merged != NULL && party->merged_into != 0
                                ? store_party_get(store, party->merged_into, error)
                                : NULL;
    if (merged == NULL || (party->merged_into != 0 && kept == NULL))
        return false;
    JsonArray *rows = json_array_new();
    for (guint i = 0; i < merged->len; i++)
        json_array_add_object_element(rows, show_party(merged->pdata[i]));
    json_object_set_boolean_member(model, "has_merged", merged->len > 0);
    json_object_set_array_member(model, "merged", rows);
    if (kept != NULL)
        json_object_set_object_member(model, "kept", show_party(kept));
    return true;
}

static bool
add_requests(Visit *visit, JsonObject *model, const Party *party, GError **error)
{
    const RequestFilter filter = {.party_id = party->id, .limit = PAGE_ROWS};
    g_autoptr(GPtrArray) found =
        store_requests_list(visit->web->diwan->store, &filter, error);
    JsonArray *rows = json_array_new();
    for (guint i = 0; found != NULL && i < found->len; i++)
        if (!show_is_barred(visit, ((const Request *)found->pdata[i])->id))
            json_array_add_object_element(rows, show_request_row(visit, found->pdata[i]));
    json_object_set_array_member(model, "requests", rows);
    return found != NULL;
}

static bool
add_letters(Visit *visit, JsonObject *model, const Party *party, GError **error)
{
    const LetterFilter filter = {.party_id = party->id, .limit = PAGE_ROWS};
    g_autoptr(GPtrArray) found =
        store_letters_list(visit->web->diwan->store, &filter, error);
    JsonArray *rows = json_array_new();
    for (guint i = 0; found != NULL && i < found->len; i++)
        if (show_may_see(visit, found->pdata[i]))
            json_array_add_object_element(rows, show_letter(visit, found->pdata[i]));
    json_object_set_array_member(model, "letters", rows);
    return found != NULL;
}

void
page_party(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Party) party = store_party_get(visit->web->diwan->store, visit->id, &error);
    g_autoptr(JsonObject) model = json_object_new();
    if (party == NULL && g_error_matches(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED)) {
        page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
        return;
    }
    if (party == NULL || !add_merged(visit, model, party, &error) ||
        !add_requests(visit, model, party, &error) ||
        !add_letters(visit, model, party, &error)) {
        page_error(visit, error);
        return;
    }
    json_object_set_object_member(model, "party", show_party(party));
    json_object_set_boolean_member(model, "may_part",
        rules_allow(visit->web->desk->rules, "parties", visit->staff->role));
    show_text(model, "beneficiary_no", party->beneficiary_no);
    show_instant(visit, model, "registered", party->registered_at);
    page_render(visit, MHD_HTTP_OK, "party", "party", g_steal_pointer(&model));
}

/* ---- two again ---- */

void
page_separate_post(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    const char *reason = visit_field(visit, "reason");
    const Act act = {.by = visit->staff->login,
        .role = visit->staff->role,
        .reason = *reason != '\0' ? reason : NULL};
    if (!party_separate(visit->web->desk, visit->id, &act, &error)) {
        g_autofree char *back = g_strdup_printf("/p/%" G_GINT64_FORMAT, visit->id);
        page_refused(visit, error, back);
        return;
    }
    log_line("party=%" G_GINT64_FORMAT " act=separated", visit->id);
    g_autofree char *to =
        g_strdup_printf("/p/%" G_GINT64_FORMAT "?said=separated", visit->id);
    answer_redirect(visit, to);
}

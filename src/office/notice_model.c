/* notice_model.c - what a notice speaks of: a state, days, what is missing. */
#include "office/notice.h"

#include <string.h>

void
draft_clear(Draft *draft)
{
    g_clear_pointer(&draft->request, request_free);
    g_clear_pointer(&draft->party, party_free);
    g_clear_pointer(&draft->model, json_node_unref);
    g_clear_pointer(&draft->address, g_free);
    g_clear_pointer(&draft->last, letter_free);
    g_clear_pointer(&draft->references, g_ptr_array_unref);
}
static void
add_text(JsonObject *model, const char *name, const char *value)
{
    if (!text_is_blank(value))
        json_object_set_string_member(model, name, value);
}

static void
add_instant(JsonObject *model, const char *name, gint64 instant)
{
    if (instant != 0)
        json_object_set_int_member(model, name, instant);
}

static void
add_missing(JsonObject *model, const Checklist *list, const char *language, bool whole)
{
    bool arabic = strcmp(language, "ar") == 0;
    JsonArray *missing = json_array_new();
    for (guint i = 0; i < list->rows->len; i++) {
        const ChecklistRow *row = list->rows->pdata[i];
        const DocumentRule *rule = row->rule;
        if (!checklist_row_is_missing(row))
            continue;
        JsonObject *one = json_object_new();
        json_object_set_string_member(one, "name", document_name(rule, language));
        if (whole) {
            add_text(one, "why", arabic ? rule->why_ar : rule->why_en);
            add_text(one, "how", arabic ? rule->how_ar : rule->how_en);
        }
        json_array_add_object_element(missing, one);
    }
    json_object_set_array_member(model, "missing", missing);
}

/* False without error: there is nothing (left) to ask for. */
static bool
model_documents(const Desk *desk, const Notice *notice, const Draft *draft,
    JsonObject *model, GError **error)
{
    bool first = strcmp(notice->purpose, "missing_documents") == 0;
    g_autoptr(RequestAsk) ask = store_request_ask_get(desk->store, notice->mark, error);
    g_autoptr(Checklist) list =
        ask != NULL ? request_checklist(desk, draft->request, error) : NULL;
    if (list == NULL || list->missing == 0)
        return false;
    add_missing(model, list, draft->language, first);
    add_instant(model, "due", ask->due_at);
    if (first)
        return true;
    g_autoptr(Notice) former = store_notice_last(
        desk->store, draft->request->id, "missing_documents", "sent", error);
    if (former == NULL)
        return false;
    add_text(model, "first_no", former->out_no);
    add_instant(model, "first", former->ended_at);
    return true;
}

bool
notice_fill(const Desk *desk, const Notice *notice, Draft *draft, GError **error)
{
    JsonObject *model = json_object_new();
    draft->model = json_node_new(JSON_NODE_OBJECT);
    json_node_take_object(draft->model, model);
    add_text(model, "name", draft->party->full_name);
    add_text(model, "request_no", draft->request->number);
    if (strcmp(notice->purpose, "progress") == 0) {
        add_text(model, "state", notice->word);
        add_instant(model, "expected", notice->expected_at);
        if (strcmp(notice->word, "registered") == 0) {
            add_text(model, "beneficiary_no", draft->party->beneficiary_no);
            add_instant(model, "registered", draft->party->registered_at);
        }
        return true;
    }
    if (strcmp(notice->purpose, "delay") == 0) {
        add_instant(model, "promised", notice->promised_at);
        add_instant(model, "expected", notice->expected_at);
        add_text(model, "reason", notice->told);
        return true;
    }
    return model_documents(desk, notice, draft, model, error);
}

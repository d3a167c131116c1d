/* request.c - one request: its days, its checklist, what is still to be confirmed, all that happened, and
 * forms for what may be done with it. */
#include "web/inside.h"

#include "office/office.h"

#include <string.h>

enum { MOST_ROWS = 2000 };

/* ---- documents and fields ---- */

static JsonObject *
show_document(Visit *visit, const ChecklistRow *row)
{
    const RequestDocument *found = row->found;
    JsonObject *object = json_object_new();
    show_text(object, "document", row->rule->document);
    show_text(object, "name", document_name(row->rule, words_language(visit->words)));
    show_text(object, "state", words_get(visit->words, "document_state", row->state));
    json_object_set_boolean_member(object, "required", row->required);
    json_object_set_boolean_member(object, "open", checklist_row_is_missing(row));
    json_object_set_boolean_member(object, "expires", row->rule->expires);
    json_object_set_boolean_member(object, "received",
        g_str_equal(row->state, "received") || g_str_equal(row->state, "expired"));
    if (found == NULL)
        return object;
    if (found->letter_id != 0)
        json_object_set_int_member(object, "letter", found->letter_id);
    show_text(object, "in_no", found->in_no);
    show_text(object, "by", found->actor);
    show_text(object, "reason", found->reason);
    show_instant(visit, object, "expires_on", found->expires_at);
    return object;
}

static bool
add_checklist(Visit *visit, JsonObject *model, const Request *request, GError **error)
{
    g_autoptr(Checklist) list = request_checklist(visit->web->desk, request, error);
    if (list == NULL)
        return false;
    JsonArray *rows = json_array_new(), *accepted = json_array_new();
    for (guint i = 0; i < list->rows->len; i++) {
        const ChecklistRow *row = list->rows->pdata[i];
        json_array_add_object_element(rows, show_document(visit, row));
        if (g_str_equal(row->state, "accepted"))
            json_array_add_object_element(accepted, show_document(visit, row));
    }
    json_object_set_boolean_member(model, "has_checklist", list->rows->len > 0);
    json_object_set_boolean_member(model, "has_missing", list->missing > 0);
    json_object_set_boolean_member(
        model, "has_accepted", json_array_get_length(accepted) > 0);
    json_object_set_array_member(model, "checklist", rows);
    json_object_set_array_member(model, "accepted", accepted);
    return true;
}

static bool
add_fields(Visit *visit, JsonObject *model, const Request *request, GError **error)
{
    Store *store = visit->web->diwan->store;
    g_autoptr(Party) party = store_party_get(store, request->party_id, error);
    g_autoptr(GPtrArray) open =
        party != NULL ? request_unconfirmed(visit->web->desk, request, error) : NULL;
    if (open == NULL)
        return false;
    JsonArray *rows = json_array_new();
    for (guint i = 0; i < open->len; i++) {
        const char *field = open->pdata[i];
        JsonObject *row = json_object_new();
        show_text(row, "field", field);
        show_text(row, "label", words_get(visit->words, "party", field));
        const char *value = party_field(party, field);
        show_text(row, "value", value);
        json_object_set_boolean_member(
            row, "ltr", value != NULL && g_str_is_ascii(value));
        json_array_add_object_element(rows, row);
    }
    json_object_set_array_member(model, "fields", rows);
    json_object_set_boolean_member(model, "has_fields", open->len > 0);
    show_text(model, "beneficiary_no", party->beneficiary_no);
    show_instant(visit, model, "registered", party->registered_at);
    return true;
}

/* ---- what may be done ---- */

static void
add_moves(Visit *visit, JsonObject *model, const Request *request)
{
    g_autoptr(GPtrArray) moves =
        request_moves(visit->web->desk, request, visit->staff->role);
    JsonArray *rows = json_array_new();
    for (guint i = 0; i < moves->len; i++) {
        const Move *move = moves->pdata[i];
        JsonObject *row = json_object_new();
        show_text(row, "name", move->name);
        show_text(row, "label", words_get(visit->words, "move", move->name));
        json_array_add_object_element(rows, row);
    }
    json_object_set_array_member(model, "moves", rows);
    json_object_set_boolean_member(model, "has_moves", moves->len > 0);
}

static void
add_acts(Visit *visit, JsonObject *model)
{
    static const char *const acts[] = {"document", "check", "waive", "confirm", "ask",
        "register", "refer", "contact", "assign", "name", "pause", "extend", "seen",
        "reclassify", "letters"};
    const Rules *rules = visit->web->desk->rules;
    for (guint i = 0; i < G_N_ELEMENTS(acts); i++) {
        g_autofree char *may = g_strdup_printf("may_%s", acts[i]);
        json_object_set_boolean_member(
            model, may, rules_allow(rules, acts[i], visit->staff->role));
    }
}

/* The kinds it can be said to be of, the likely one first chosen. */
static void
add_kinds(Visit *visit, JsonObject *model, const Request *request)
{
    const Kinds *kinds = visit->web->kinds;
    const char *likely = request->guess != NULL ? request->guess : request->kind;
    const KindRule *rule = rules_kind(visit->web->desk->rules, request->kind);
    JsonArray *rows = json_array_new();
    for (guint i = 0; kinds_id(kinds, i) != NULL; i++) {
        const char *kind = kinds_id(kinds, i);
        JsonObject *row = json_object_new();
        show_text(row, "value", kind);
        show_text(row, "label", kinds_name(kinds, kind, words_language(visit->words)));
        json_object_set_boolean_member(row, "chosen", g_str_equal(kind, likely));
        json_array_add_object_element(rows, row);
    }
    json_object_set_array_member(model, "kinds", rows);
    json_object_set_boolean_member(model, "is_first",
        rule != NULL && g_str_equal(request->state, rule->first_state));
}

/* ---- what happened ---- */

static const char *
act_words(Visit *visit, const TimelineRow *row)
{
    static const struct {
        const char *what, *group;
    } groups[] = {{"change", "move"}, {"document", "document_state"},
        {"field", "field_state"}, {"referral", "purpose"}, {"return", "referral_end"},
        {"contact", "channel"}, {"notice", "notice"}, {"letter", "kind"},
        {"reply", "template"}};
    for (guint i = 0; i < G_N_ELEMENTS(groups); i++)
        if (g_str_equal(groups[i].what, row->what))
            return words_get(visit->words, groups[i].group, row->act);
    return NULL;
}

static void
add_subject(Visit *visit, JsonObject *into, const TimelineRow *row)
{
    const char *language = words_language(visit->words);
    const DocumentRule *document = NULL;
    if (row->number == NULL)
        return;
    if (g_str_equal(row->what, "document"))
        document = rules_document(visit->web->desk->rules, row->number);
    if (document != NULL)
        show_text(into, "subject", document_name(document, language));
    else if (g_str_equal(row->what, "field"))
        show_text(into, "subject", words_get(visit->words, "party", row->number));
    else if (g_str_equal(row->what, "referral") || g_str_equal(row->what, "return"))
        show_text(into, "subject", row->number);
    else
        show_text(into, "number", row->number);
}

/* A kind's name where the words are one; what Diwan says itself, in the reader's language. */
static char *
reason_words(Visit *visit, const TimelineRow *row)
{
    const char *language = words_language(visit->words);
    char *known = row->words != NULL ? refusal_words(visit, row->words) : NULL;
    if (known != NULL || row->words == NULL || g_strcmp0(row->act, "reclassify") != 0)
        return known != NULL ? known : g_strdup(row->words);
    g_auto(GStrv) halves = g_strsplit(row->words, " > ", 2);
    if (halves[1] == NULL)
        return g_strdup(row->words);
    gsize length = strcspn(halves[1], " :;,");
    g_autofree char *to = g_strndup(halves[1], length);
    return g_strdup_printf("%s ← %s%s", kinds_name(visit->web->kinds, to, language),
        kinds_name(visit->web->kinds, halves[0], language), halves[1] + length);
}

static bool
add_timeline(Visit *visit, JsonObject *model, GError **error)
{
    g_autoptr(GPtrArray) found =
        store_request_timeline(visit->web->diwan->store, visit->id, MOST_ROWS, error);
    if (found == NULL)
        return false;
    JsonArray *rows = json_array_new();
    for (guint i = 0; i < found->len; i++) {
        const TimelineRow *row = found->pdata[i];
        bool ours = row->actor != NULL && g_str_equal(row->actor, DIWAN);
        bool notice = g_str_equal(row->what, "notice");
        bool reply = g_str_equal(row->what, "reply");
        JsonObject *object = json_object_new();
        show_text(object, "what", words_get(visit->words, "timeline", row->what));
        show_text(object, "act", act_words(visit, row));
        add_subject(visit, object, row);
        show_text(object, "actor",
            ours ? words_get(visit->words, "journal", "by_itself") : row->actor);
        if (notice)
            show_text(
                object, "words", words_get(visit->words, "notice_state", row->words));
        else if (reply)
            show_text(
                object, "words", words_get(visit->words, "reply_state", row->words));
        else if (!g_str_equal(row->what, "ask"))
            show_take(object, "words", reason_words(visit, row));
        if (reply)
            json_object_set_int_member(object, "reply", row->id);
        if (g_str_equal(row->what, "letter"))
            json_object_set_int_member(object, "letter", row->id);
        show_instant(visit, object, "at", row->at);
        json_array_add_object_element(rows, object);
    }
    json_object_set_array_member(model, "timeline", rows);
    return true;
}

/* ---- the page ---- */

static bool
gather(Visit *visit, JsonObject *model, const Request *request, GError **error)
{
    static const char *const purposes[] = {"information", "opinion", "action", NULL};
    static const char *const addressees[] = {"researcher", "unit", "branch", NULL};
    json_object_set_object_member(model, "request", show_request_row(visit, request));
    json_object_set_boolean_member(
        model, "is_complaint", g_str_equal(request->kind, "complaint"));
    add_moves(visit, model, request);
    add_kinds(visit, model, request);
    add_acts(visit, model);
    show_choices(visit, model, "channels", "channel", contact_channels);
    show_choices(visit, model, "purposes", "purpose", purposes);
    show_choices(visit, model, "addressees", "addressee", addressees);
    return show_ties(visit, model, request, error) &&
           show_request_letters(visit, model, request, error) &&
           add_checklist(visit, model, request, error) &&
           add_fields(visit, model, request, error) && add_timeline(visit, model, error);
}

void
page_request(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Request) request =
        store_request_get(visit->web->diwan->store, visit->id, &error);
    g_autoptr(JsonObject) model = json_object_new();
    if (request == NULL && g_error_matches(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED))
        page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
    else if (request == NULL || !gather(visit, model, request, &error))
        page_error(visit, error);
    else
        page_render(visit, MHD_HTTP_OK, "request", "request", g_steal_pointer(&model));
}

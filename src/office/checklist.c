/* checklist.c - the documents of a request: brought, looked at, asked for in one letter.
 *
 * Validity is judged on the day a document was received: one that expires afterwards was valid when it
 * was given to us. Nothing here is overwritten: each fact is a row, the newest holds.
 */
#include "office/inside.h"

#include <string.h>

void
checklist_free(Checklist *checklist)
{
    if (checklist == NULL)
        return;
    g_clear_pointer(&checklist->rows, g_ptr_array_unref);
    g_clear_pointer(&checklist->documents, g_ptr_array_unref);
    g_free(checklist);
}

static const RequestDocument *
find_document(GPtrArray *documents, const char *name)
{
    for (guint i = 0; i < documents->len; i++) {
        const RequestDocument *one = documents->pdata[i];
        if (strcmp(one->document, name) == 0)
            return one;
    }
    return NULL;
}

static bool
was_expired(const RequestDocument *document)
{
    return document->expires_at != 0 &&
           day_number(document->expires_at) < day_number(document->received_at);
}

static const char *
state_of(const RequestDocument *found)
{
    if (found == NULL)
        return "missing";
    if (strcmp(found->state, "received") == 0 && was_expired(found))
        return "expired";
    return found->state;
}

bool
checklist_row_is_missing(const ChecklistRow *row)
{
    return row->required && strcmp(row->state, "received") != 0 &&
           strcmp(row->state, "accepted") != 0 && strcmp(row->state, "waived") != 0;
}

static void
add_rows(const Desk *desk, Checklist *list, char **documents, bool required)
{
    for (int i = 0; documents[i] != NULL; i++) {
        ChecklistRow *row = g_new0(ChecklistRow, 1);
        row->rule = rules_document(desk->rules, documents[i]);
        row->required = required;
        row->found = find_document(list->documents, documents[i]);
        row->state = state_of(row->found);
        g_ptr_array_add(list->rows, row);
        list->unchecked += required && strcmp(row->state, "received") == 0;
        list->missing += checklist_row_is_missing(row);
    }
}

Checklist *
request_checklist(const Desk *desk, const Request *request, GError **error)
{
    g_autoptr(Checklist) list = g_new0(Checklist, 1);
    const KindRule *kind = rules_kind(desk->rules, request->kind);
    list->documents = store_request_documents(desk->store, request->id, error);
    if (list->documents == NULL)
        return NULL;
    list->rows = g_ptr_array_new_with_free_func(g_free);
    if (kind != NULL) {
        add_rows(desk, list, kind->documents, true);
        add_rows(desk, list, kind->optional, false);
    }
    return g_steal_pointer(&list);
}

/* ---- brought and looked at ---- */

static bool
is_of_kind(const Step *step, const char *document, GError **error)
{
    return g_strv_contains((const char *const *)step->kind->documents, document) ||
           g_strv_contains((const char *const *)step->kind->optional, document) ||
           refuse(error, "'%s' is no document of request %s (%s)", document,
               step->request->number, step->request->kind);
}

/* Also a letter that was found to be the party's only later. */
static bool
letter_is_theirs(const Step *step, const Letter *letter, GError **error)
{
    return letter->request_id == step->request->id ||
           letter->party_id == step->request->party_id ||
           refuse(error, "letter %" G_GINT64_FORMAT " is not of the party of request %s",
               letter->id, step->request->number);
}

bool
request_document_take(const Desk *desk, gint64 request_id, const char *document,
    gint64 letter_id, int expires, const Act *act, GError **error)
{
    g_auto(Step) step = {0};
    if (!step_begin(&step, desk, request_id, act, error) ||
        !step_allowed(&step, "document", error) || !is_of_kind(&step, document, error))
        return false;
    g_autoptr(Letter) letter = store_letter_get(desk->store, letter_id, error);
    if (letter == NULL || !letter_is_theirs(&step, letter, error))
        return false;
    if (expires == 0 && rules_document(desk->rules, document)->expires)
        return refuse(error, "'%s' expires: say on which day", document);
    RequestDocument row = {.document = (char *)document,
        .state = (char *)"received",
        .letter_id = letter_id,
        .received_at = letter->received_at,
        .expires_at = expires != 0 ? day_ends(expires) : 0,
        .actor = (char *)act->by,
        .at = step.now,
        .reason = (char *)act->reason};
    return store_request_document_put(desk->store, request_id, &row, error) &&
           step_end(&step, error);
}

/* The same facts with another state. */
static bool
put_state(Step *step, const RequestDocument *found, const char *document,
    const char *state, GError **error)
{
    RequestDocument row = found != NULL ? *found : (RequestDocument){0};
    row.document = (char *)document;
    row.state = (char *)state;
    row.actor = (char *)step->act->by;
    row.at = step->now;
    row.reason = (char *)step->act->reason;
    return store_request_document_put(
               step->desk->store, step->request->id, &row, error) &&
           step_end(step, error);
}

bool
request_document_check(const Desk *desk, gint64 request_id, const char *document,
    bool accept, const Act *act, GError **error)
{
    g_auto(Step) step = {0};
    if (!step_begin(&step, desk, request_id, act, error) ||
        !step_allowed(&step, "check", error) || !is_of_kind(&step, document, error))
        return false;
    g_autoptr(GPtrArray) documents =
        store_request_documents(desk->store, request_id, error);
    if (documents == NULL)
        return false;
    const RequestDocument *found = find_document(documents, document);
    if (found == NULL || found->letter_id == 0)
        return refuse(error, "no letter of request %s has brought '%s'",
            step.request->number, document);
    if (accept && found->expires_at == 0 &&
        rules_document(desk->rules, document)->expires)
        return refuse(
            error, "'%s' expires: note it with the day on which it does", document);
    if (accept && was_expired(found)) {
        g_autofree char *expired = day_gregorian_short(found->expires_at);
        g_autofree char *received = day_gregorian_short(found->received_at);
        return refuse(error, "'%s' had expired on %s, before it was received on %s",
            document, expired, received);
    }
    if (!accept && text_is_blank(act->reason))
        return refuse(error, "to refuse '%s' asks for a reason", document);
    return put_state(&step, found, document, accept ? "accepted" : "refused", error);
}

bool
request_document_waive(const Desk *desk, gint64 request_id, const char *document,
    const Act *act, GError **error)
{
    g_auto(Step) step = {0};
    if (!step_begin(&step, desk, request_id, act, error) ||
        !step_allowed(&step, "waive", error) || !is_of_kind(&step, document, error))
        return false;
    if (text_is_blank(act->reason))
        return refuse(error, "to do without '%s' asks for a reason", document);
    return put_state(&step, NULL, document, "waived", error);
}

/* ---- asked for ---- */

gint64
ask_ends(const Desk *desk, gint64 now, int days)
{
    int given = days > 0 ? days : desk->config->requests.documents_days;
    return day_ends(day_worked_from(desk->days, day_number(now) + given));
}

/* Required ones that are missing, refused or expired, `;` between. */
static char *
missing_of(const Checklist *list)
{
    GString *missing = g_string_new(NULL);
    for (guint i = 0; i < list->rows->len; i++) {
        const ChecklistRow *row = list->rows->pdata[i];
        if (checklist_row_is_missing(row))
            g_string_append_printf(
                missing, "%s%s", missing->len > 0 ? ";" : "", row->rule->document);
    }
    return g_string_free(missing, FALSE);
}

/* One letter asks for all of it; a second only when it is asked for again on purpose. */
static bool
end_former(const Step *step, bool again, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(RequestAsk) open =
        store_request_ask_open(step->desk->store, step->request->id, &cause);
    if (cause != NULL) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return false;
    }
    if (open != NULL && !again)
        return refuse(error,
            "the documents of request %s were asked for in one letter already",
            step->request->number);
    return open == NULL ||
           store_request_ask_end(step->desk->store, open->id, "asked_again", error);
}

static bool
put_ask(const Step *step, const char *documents, int days, GError **error)
{
    gint64 id = 0;
    RequestAsk ask = {.request_id = step->request->id,
        .actor = (char *)step->act->by,
        .at = step->now,
        .due_at = ask_ends(step->desk, step->now, days),
        .documents = (char *)documents};
    if (!store_request_ask_put(step->desk->store, &ask, &id, error))
        return false;
    Notice notice = {.request_id = step->request->id,
        .purpose = (char *)"missing_documents",
        .mark = id,
        .actor = (char *)step->act->by,
        .made_at = step->now,
        .due_at = step->now + NOTICE_HOLD_MS};
    return store_notice_owe(step->desk->store, &notice, error);
}

bool
request_ask(const Desk *desk, gint64 request_id, int days, bool again, const Act *act,
    GError **error)
{
    g_auto(Step) step = {0};
    if (!step_begin(&step, desk, request_id, act, error) ||
        !step_allowed(&step, "ask", error))
        return false;
    const Request *request = step.request;
    const Move *move = machine_move(step.kind->machine, request->state, "ask_documents");
    if (move == NULL)
        return refuse(error, "documents are not asked for while request %s is '%s'",
            request->number, request->state);
    if (days != 0 && days < desk->config->requests.shortest_days)
        return refuse(error, "an applicant is given no less than %d days",
            desk->config->requests.shortest_days);
    g_autoptr(Checklist) list = request_checklist(desk, request, error);
    if (list == NULL)
        return false;
    if (list->missing == 0)
        return refuse(error, "nothing is missing of request %s%s", request->number,
            list->unchecked > 0 ? ", some of it is still to be looked at" : "");
    g_autofree char *documents = missing_of(list);
    return end_former(&step, again, error) && step_move(&step, move, 0, error) &&
           put_ask(&step, documents, days, error) && step_end(&step, error);
}

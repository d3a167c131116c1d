/* confirm.c - the applicant's data held against the documents, field by field; the act of registration. */
#include "office/inside.h"

#include <string.h>

const char *
party_field(const Party *party, const char *field)
{
    const struct {
        const char *name, *value;
    } fields[] = {{"full_name", party->full_name}, {"national_id", party->national_id},
        {"mobile", party->mobile}, {"email", party->email}, {"city", party->city},
        {"iban", party->iban}};
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
        if (strcmp(fields[i].name, field) == 0)
            return fields[i].value != NULL && *fields[i].value != '\0' ? fields[i].value
                                                                       : NULL;
    return NULL;
}

/* Against an accepted document only: that is what a person has looked at. */
static bool
document_holds(const Step *step, const char *document, GError **error)
{
    g_autoptr(GPtrArray) documents =
        store_request_documents(step->desk->store, step->request->id, error);
    for (guint i = 0; documents != NULL && i < documents->len; i++) {
        const RequestDocument *one = documents->pdata[i];
        if (strcmp(one->document, document) == 0 && strcmp(one->state, "accepted") == 0)
            return true;
    }
    return documents != NULL &&
           refuse(error,
               "'%s' of request %s is not accepted: data are held against what is",
               document, step->request->number);
}

bool
request_confirm(const Desk *desk, gint64 request_id, const char *field,
    const char *document, bool agrees, const Act *act, GError **error)
{
    g_auto(Step) step = {0};
    if (!step_begin(&step, desk, request_id, act, error) ||
        !step_allowed(&step, "confirm", error))
        return false;
    const Request *request = step.request;
    if (!g_strv_contains((const char *const *)step.kind->fields, field))
        return refuse(error, "'%s' is no field that is confirmed in request %s", field,
            request->number);
    g_autoptr(Party) party = store_party_get(desk->store, request->party_id, error);
    if (party == NULL || !document_holds(&step, document, error))
        return false;
    const char *value = party_field(party, field);
    if (value == NULL)
        return refuse(error, "the record of the party of request %s has no '%s' yet",
            request->number, field);
    if (!agrees && text_is_blank(act->reason))
        return refuse(error, "say how '%s' differs from the document", field);
    RequestField row = {.field = (char *)field,
        .value = (char *)value,
        .document = (char *)document,
        .agrees = agrees,
        .actor = (char *)act->by,
        .at = step.now,
        .note = (char *)act->reason};
    return store_request_field_put(desk->store, request_id, &row, error) &&
           step_end(&step, error);
}

static bool
is_confirmed(GPtrArray *rows, const char *field, const char *value)
{
    for (guint i = 0; value != NULL && i < rows->len; i++) {
        const RequestField *row = rows->pdata[i];
        if (strcmp(row->field, field) == 0)
            return row->agrees && strcmp(row->value, value) == 0;
    }
    return false;
}

GPtrArray *
request_unconfirmed(const Desk *desk, const Request *request, GError **error)
{
    const KindRule *kind = rules_kind(desk->rules, request->kind);
    g_autoptr(Party) party = store_party_get(desk->store, request->party_id, error);
    g_autoptr(GPtrArray) rows =
        party != NULL ? store_request_fields(desk->store, request->id, error) : NULL;
    if (rows == NULL)
        return NULL;
    GPtrArray *open = g_ptr_array_new_with_free_func(g_free); /* of char, owned */
    for (int i = 0; kind != NULL && kind->fields[i] != NULL; i++)
        if (!is_confirmed(rows, kind->fields[i], party_field(party, kind->fields[i])))
            g_ptr_array_add(open, g_strdup(kind->fields[i]));
    return open;
}

/* ---- registration ---- */

/* Once its documents are complete, as clause (و) has it, and while it has not failed. */
static bool
is_registrable(const Step *step, GError **error)
{
    static const char *const states[] = {"complete", "under_study", "before_committee",
        "deferred", "accepted", "in_service", NULL};
    return (step->kind->committee && g_strv_contains(states, step->request->state)) ||
           refuse(error,
               "an applicant is registered when a support request is complete; request "
               "%s is "
               "'%s'",
               step->request->number, step->request->state);
}

bool
request_register(
    const Desk *desk, gint64 request_id, const Act *act, char **number, GError **error)
{
    g_auto(Step) step = {0};
    g_autofree char *given = NULL;
    if (!step_begin(&step, desk, request_id, act, error) ||
        !step_allowed(&step, "register", error) || !is_registrable(&step, error) ||
        !register_number_take(desk->store, desk->config->calendar, REGISTER_BENEFICIARY,
            step.now, 0, request_id, &given, error) ||
        !store_party_register(desk->store, step.request->party_id, request_id, given,
            step.now, act->by, error) ||
        !step_tell(&step, "registered", step.now, error) || !step_end(&step, error))
        return false;
    *number = g_steal_pointer(&given);
    return true;
}

bool
request_unregister(const Desk *desk, gint64 request_id, const Act *act, GError **error)
{
    g_auto(Step) step = {0};
    if (!step_begin(&step, desk, request_id, act, error) ||
        !step_allowed(&step, "register", error))
        return false;
    if (text_is_blank(act->reason))
        return refuse(error, "to take a registration back asks for a reason");
    return store_party_unregister(desk->store, step.request->party_id, request_id,
               act->by, act->reason, error) &&
           step_end(&step, error);
}

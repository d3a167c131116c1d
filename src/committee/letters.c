/* letters.c - a decision, or a circular to somebody → the letter that tells it.
 *
 * A letter says what its template has a place for: reason, conditions, what is asked for, days. Notes of
 * the committee stand in no model. A sum stands on paper alone. The reason is the one written for the
 * letter where it is in the letter's language, else the approved list's words for its code.
 */
#include "committee/inside.h"

#include "language/language.h"

#include <string.h>

void
planned_letter_free(PlannedLetter *letter)
{
    if (letter == NULL)
        return;
    committee_decision_free(letter->decision);
    mailing_letter_free(letter->person);
    g_free(letter->template_);
    g_free(letter->occasion);
    g_free(letter->trouble);
    g_free(letter);
}

/* ---- models ---- */

static void
add_text(JsonObject *model, const char *name, const char *value)
{
    if (!text_is_blank(value))
        json_object_set_string_member(model, name, value);
}

static void
add_day(JsonObject *model, const char *name, gint64 instant)
{
    if (instant != 0)
        json_object_set_int_member(model, name, instant);
}

static void
add_lines(JsonObject *model, const char *name, const char *lines)
{
    if (text_is_blank(lines))
        return;
    JsonArray *array = json_array_new();
    g_auto(GStrv) each = g_strsplit(lines, "\n", -1);
    for (char **line = each; *line != NULL; line++)
        json_array_add_string_element(array, *line);
    json_object_set_array_member(model, name, array);
}

static const char *
reason_of(const Writing *writing, const CommitteeDecision *decision, const char *language)
{
    const CommitteeReason *listed = reason_find(writing->reasons, decision->reason_code);
    const char *own = !text_is_blank(decision->reason) ? decision->reason : NULL;
    const char *of = own != NULL ? text_language(own) : NULL;
    if (own != NULL && (listed == NULL || of == NULL || strcmp(of, language) == 0))
        return own;
    if (listed == NULL)
        return NULL;
    return strcmp(language, "ar") == 0 ? listed->ar : listed->en;
}

static void
add_outcome(JsonObject *model, const Writing *writing, const CommitteeDecision *d,
    const char *language, bool post)
{
    int appeal_days = writing->desk->config->committee.appeal_days;
    switch (d->outcome) {
    case OUTCOME_ACCEPTED:
        add_text(model, "next_step", d->next_step);
        add_day(model, "contact_by", d->contact_by);
        add_lines(model, "conditions", d->conditions);
        if (post)
            add_text(model, "amount", d->amount);
        break;
    case OUTCOME_DECLINED:
        add_text(model, "reason", reason_of(writing, d, language));
        add_lines(model, "alternatives", d->alternatives);
        if (appeal_days > 0)
            json_object_set_int_member(model, "appeal_days", appeal_days);
        break;
    case OUTCOME_DEFERRED:
        add_text(model, "reason", reason_of(writing, d, language));
        add_lines(model, "needed", d->needed);
        add_day(model, "next_session", d->next_at);
        break;
    }
}

/* What one letter adds is in no other. */
static JsonObject *
copy_of(JsonNode *shared)
{
    JsonObject *copy = json_object_new();
    JsonObjectIter iter;
    const char *name;
    JsonNode *value;
    json_object_iter_init(&iter, json_node_get_object(shared));
    while (json_object_iter_next(&iter, &name, &value))
        json_object_set_member(copy, name, json_node_copy(value));
    return copy;
}

JsonNode *
planned_model(const Writing *writing, const PlannedLetter *letter, const char *out_no)
{
    const CommitteeDecision *decision = letter->decision;
    JsonObject *model =
        writing->circular != NULL ? copy_of(writing->circular) : json_object_new();
    JsonNode *node = json_node_new(JSON_NODE_OBJECT);
    json_node_take_object(node, model);
    add_text(model, "name", letter->full_name);
    add_text(model, "out_no", out_no);
    if (decision == NULL)
        return node;
    add_text(model, "request_no", decision->request_no);
    add_text(model, "session_no", decision->session_no);
    add_day(model, "session", decision->held_at);
    add_outcome(model, writing, decision, letter->language,
        strcmp(letter->channel, "paper") == 0);
    return node;
}

bool
planned_departure(const Writing *writing, const PlannedLetter *letter, const char *out_no,
    Departure *departure, JsonNode **model, GError **error)
{
    const Enclosed *enclosed = writing_enclosed(writing, letter, error);
    if (enclosed == NULL)
        return false;
    *model = planned_model(writing, letter, out_no);
    *departure = (Departure){.request_id = letter->request_id,
        .party_id = letter->party_id,
        .purpose = letter->purpose,
        .template_ = letter->template_,
        .language = letter->language,
        .recipient = letter->email,
        .occasion = letter->occasion,
        .unasked = letter->decision == NULL,
        .enclosures = enclosed->list,
        .model = *model};
    return true;
}

/* ---- to whom, and how ---- */

bool
planned_choose(const Writing *writing, PlannedLetter *letter, GError **error)
{
    const Desk *desk = writing->desk;
    const Departure departure = {.request_id = letter->request_id,
        .party_id = letter->party_id,
        .purpose = letter->purpose,
        .template_ = letter->template_,
        .language = letter->language,
        .recipient = letter->email,
        .unasked = letter->decision == NULL};
    DoorVerdict verdict = DOOR_NO_ADDRESS;
    if (letter->email != NULL &&
        !door_ask(desk->config, desk->store, &departure, &verdict, error))
        return false;
    letter->channel = verdict == DOOR_OPEN ? "mail" : "none";
    if (verdict == DOOR_OPEN)
        return true;
    if (verdict == DOOR_NO_ADDRESS && letter->address != NULL) {
        letter->channel = "paper";
        return true;
    }
    letter->standing = verdict == DOOR_NO_SENDER ? PLAN_BLOCKS : PLAN_UNREACHED;
    letter->trouble = g_strdup(door_verdict_name(verdict));
    return true;
}

PlannedLetter *
planned_of_decision(const Writing *writing, CommitteeDecision *take)
{
    PlannedLetter *letter = g_new0(PlannedLetter, 1);
    letter->decision = take;
    letter->party_id = take->party_id;
    letter->request_id = take->request_id;
    letter->full_name = take->full_name;
    letter->file_no = take->file_no;
    letter->email = take->email;
    letter->address = take->address;
    letter->request_no = take->request_no;
    letter->purpose = committee_outcome_name(take->outcome);
    letter->template_ = g_strdup(letter->purpose);
    const Letter opened = {.medium = take->scanned ? MEDIUM_SCAN : MEDIUM_EMAIL,
        .from_address = take->opened_from,
        .new_text = take->words};
    letter->language = compose_language(writing->desk->config, &opened);
    letter->occasion = g_strdup_printf("decision %" G_GINT64_FORMAT, take->id);
    return letter;
}

PlannedLetter *
planned_of_person(const Writing *writing, MailingLetter *take)
{
    PlannedLetter *letter = g_new0(PlannedLetter, 1);
    letter->person = take;
    letter->party_id = take->party_id;
    letter->full_name = take->full_name;
    letter->file_no = take->file_no;
    letter->email = take->email;
    letter->address = take->address;
    letter->purpose = "circular";
    letter->template_ = g_strdup(writing->template_);
    letter->language = writing->desk->config->language;
    letter->occasion = g_strdup_printf("circular %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
        writing->mailing_id, take->party_id);
    return letter;
}

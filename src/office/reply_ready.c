/* reply_ready.c - a draft → a departure: who it goes to and how, what its writer typed as the template takes it.
 *
 * All that is missing is named at once. Detail goes to the address on the record, as the door says.
 */
#include "office/reply.h"

#include <string.h>

void
ready_clear(Ready *ready)
{
    g_clear_pointer(&ready->reply, staff_reply_free);
    g_clear_pointer(&ready->letter, letter_free);
    g_clear_pointer(&ready->party, party_free);
    g_clear_pointer(&ready->request, request_free);
    g_clear_pointer(&ready->signer, g_free);
    g_clear_pointer(&ready->role, g_free);
    g_clear_pointer(&ready->recipient, g_free);
    g_clear_pointer(&ready->address, g_free);
    g_clear_pointer(&ready->occasion, g_free);
    g_clear_pointer(&ready->references, g_ptr_array_unref);
    enclosed_clear(&ready->enclosed);
    g_clear_pointer(&ready->model, json_node_unref);
}

bool
ready_read(Ready *ready, const Desk *desk, gint64 id, GError **error)
{
    Store *store = desk->store;
    if ((ready->reply = store_reply_get(store, id, error)) == NULL ||
        (ready->letter = store_letter_get(store, ready->reply->letter_id, error)) ==
            NULL ||
        (ready->party = store_party_get(store, ready->reply->party_id, error)) == NULL)
        return false;
    const StaffReply *reply = ready->reply;
    if (reply->request_id != 0 &&
        (ready->request = store_request_get(store, reply->request_id, error)) == NULL)
        return false;
    g_autoptr(GError) cause = NULL;
    g_autoptr(Staff) staff = store_staff_by_login(store, reply->actor, &cause);
    if (cause != NULL) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return false;
    }
    ready->signer = g_strdup(staff != NULL ? staff->name : reply->actor);
    ready->role = staff != NULL && staff->active ? g_strdup(staff->role) : NULL;
    ready->occasion = g_strdup_printf("reply %" G_GINT64_FORMAT, reply->id);
    ready->references = store_references_of(store, ready->letter->id, error);
    return ready->references != NULL;
}

/* ---- what it answers ---- */

bool
letter_is_answerable(const Letter *letter, GError **error)
{
    if (letter->rejected_at != 0)
        return refuse(error, "letter %s was rejected: nobody is answered",
            letter->in_no != NULL ? letter->in_no : "");
    if (letter->kind != KIND_LETTER)
        return refuse(error, "only a letter from a person is answered");
    if (letter->outcome != MATCH_ONE || letter->party_id == 0 || letter->hold != HOLD_NOT)
        return refuse(error, "it is not known yet whose letter %s is: decide that first",
            letter->in_no != NULL ? letter->in_no : "");
    return true;
}

bool
ready_is_answer(const StaffReply *reply, const Letter *letter, GError **error)
{
    if (!letter_is_answerable(letter, error))
        return false;
    return (letter->party_id == reply->party_id &&
               letter->request_id == reply->request_id) ||
           refuse(error,
               "letter %s was given to somebody else, or put on another request, since "
               "the "
               "reply was written: write it anew",
               letter->in_no != NULL ? letter->in_no : "");
}

/* ---- what was typed ---- */

static bool
typed_lines(JsonObject *model, const Blank *blank, const char *typed)
{
    JsonArray *lines = json_array_new();
    g_auto(GStrv) all = g_strsplit(typed, "\n", -1);
    for (char **line = all; *line != NULL; line++)
        if (!text_is_blank(*line))
            json_array_add_string_element(lines, g_strstrip(*line));
    json_object_set_array_member(model, blank->name, lines);
    return true;
}

static bool
typed_day(JsonObject *model, const Blank *blank, const char *typed, const char *language,
    GError **error)
{
    gint64 begin = 0;
    g_autofree char *trouble = day_read(typed, language, &begin);
    if (trouble != NULL)
        return refuse(error, "'%s' is no day: %s", typed, trouble);
    json_object_set_int_member(model, blank->name, begin);
    return true;
}

static bool
typed_count(JsonObject *model, const Blank *blank, const char *typed, GError **error)
{
    gint64 n = 0;
    g_autofree char *digits = text_ascii_digits(typed);
    if (!g_ascii_string_to_signed(g_strstrip(digits), 10, 0, 100000, &n, NULL))
        return refuse(error, "'%s' is no number", typed);
    json_object_set_int_member(model, blank->name, n);
    return true;
}

static bool
put_typed(JsonObject *model, const Blank *blank, const char *typed, const char *language,
    GError **error)
{
    if (strcmp(blank->kind, "texts") == 0)
        return typed_lines(model, blank, typed);
    if (strcmp(blank->kind, "day") == 0)
        return typed_day(model, blank, typed, language, error);
    if (strcmp(blank->kind, "count") == 0)
        return typed_count(model, blank, typed, error);
    if (strcmp(blank->kind, "flag") == 0)
        json_object_set_boolean_member(model, blank->name, strcmp(typed, "no") != 0);
    else
        json_object_set_string_member(model, blank->name, typed);
    return true;
}

/* Every variable that has no value, by name. */
static bool
none_missing(const GPtrArray *blanks, JsonObject *typed, GError **error)
{
    g_autoptr(GString) missing = g_string_new(NULL);
    for (guint i = 0; i < blanks->len; i++) {
        const Blank *blank = blanks->pdata[i];
        if (!blank->optional && text_is_blank(json_object_get_string_member_with_default(
                                    typed, blank->name, NULL)))
            g_string_append_printf(
                missing, "%s%s", missing->len > 0 ? ", " : "", blank->name);
    }
    return missing->len == 0 ||
           refuse(error, "these variables are empty: %s", missing->str);
}

static void
put_known(JsonObject *model, const char *name, const char *value)
{
    if (!text_is_blank(value))
        json_object_set_string_member(model, name, value);
}

static bool
fill(Ready *ready, const Desk *desk, Compose *compose, const char *purpose,
    const char *number, GError **error)
{
    const char *language = ready->reply->language;
    g_autoptr(GPtrArray) blanks = reply_blanks(compose, purpose);
    g_autoptr(JsonNode) typed = json_from_string(ready->reply->model, NULL);
    JsonObject *from = typed != NULL ? json_node_get_object(typed) : NULL;
    if (from == NULL)
        return refuse(error, "the draft cannot be read");
    if (!none_missing(blanks, from, error))
        return false;
    JsonObject *model = json_object_new();
    ready->model = json_node_new(JSON_NODE_OBJECT);
    json_node_take_object(ready->model, model);
    for (guint i = 0; i < blanks->len; i++) {
        const Blank *blank = blanks->pdata[i];
        const char *value =
            json_object_get_string_member_with_default(from, blank->name, NULL);
        if (!text_is_blank(value) && !put_typed(model, blank, value, language, error))
            return false;
    }
    put_known(model, "name", ready->party->full_name);
    put_known(model, "signer", ready->signer);
    put_known(model, "out_no", number);
    put_known(model, "request_no", ready->request ? ready->request->number : NULL);
    if (strcmp(purpose, "closure") == 0)
        json_object_set_int_member(
            model, "reopen_days", desk->config->requests.reopen_days);
    return true;
}

/* ---- where it goes ---- */

static bool
find_way(Ready *ready, const Desk *desk, GError **error)
{
    const Party *party = ready->party;
    if (strcmp(ready->reply->channel, "mail") == 0 && party->email != NULL) {
        ready->recipient = g_strdup(party->email);
        return true;
    }
    g_autoptr(GError) cause = NULL;
    ready->address = store_address_get(desk->store, party->id, &cause);
    if (cause != NULL) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return false;
    }
    return ready->address != NULL ||
           refuse(error,
               party->email != NULL
                   ? "no postal address of '%s' is on record"
                   : "neither a mail address nor a postal one of '%s' is on "
                     "record",
               party->file_no);
}

/* The template's and the chosen ones. */
static bool
enclose(Ready *ready, const Desk *desk, Compose *compose, GError **error)
{
    const StaffReply *reply = ready->reply;
    char **own = compose_enclosures(compose, reply->template_, reply->language);
    g_auto(GStrv) chosen = g_strsplit(reply->enclosures, ";", -1);
    g_autoptr(GPtrArray) names = g_ptr_array_new(); /* of char, borrowed */
    for (char **name = own; name != NULL && *name != NULL; name++)
        g_ptr_array_add(names, *name);
    for (char **name = chosen; *name != NULL; name++)
        if (**name != '\0')
            g_ptr_array_add(names, *name);
    g_ptr_array_add(names, NULL);
    enclosed_clear(&ready->enclosed);
    return (ready->address != NULL ? library_enclose_paper : library_enclose)(
        desk->config, desk->store, (char **)names->pdata, &ready->enclosed, error);
}

static bool
ask_door(const Ready *ready, const Desk *desk, GError **error)
{
    DoorVerdict verdict = DOOR_OPEN;
    if (ready->recipient != NULL &&
        !door_ask(desk->config, desk->store, &ready->departure, &verdict, error))
        return false;
    return verdict == DOOR_OPEN ||
           refuse(error, "it may not leave (%s)", door_verdict_name(verdict));
}

bool
ready_make(
    Ready *ready, const Desk *desk, Compose *compose, const char *number, GError **error)
{
    const StaffReply *reply = ready->reply;
    const char *purpose = reply_purpose(compose, reply->template_);
    if (purpose == NULL)
        return refuse(
            error, "'%s' is no template a person answers with", reply->template_);
    if (!ready_is_answer(reply, ready->letter, error) ||
        !fill(ready, desk, compose, purpose, number, error) ||
        !find_way(ready, desk, error) || !enclose(ready, desk, compose, error))
        return false;
    ready->departure = (Departure){.letter = ready->letter,
        .request_id = reply->request_id,
        .party_id = reply->party_id,
        .purpose = purpose,
        .template_ = reply->template_,
        .language = reply->language,
        .recipient = ready->recipient,
        .occasion = ready->occasion,
        .references = ready->references,
        .enclosures = ready->enclosed.list,
        .model = ready->model};
    return ask_door(ready, desk, error);
}

PostLetter *
ready_post(
    const Ready *ready, Compose *compose, const char *number, gint64 now, GError **error)
{
    const Postal postal = {.name = ready->party->full_name,
        .address = ready->address,
        .number = number,
        .date_ms = now};
    return compose_post(compose, &ready->departure, &postal, error);
}

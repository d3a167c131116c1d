/* answer.c - the obligation filing made → a mail in the outbox, or the reason why there is none.
 *
 * Mails are composed outside any transaction; rows and states of a batch are committed together.
 * A letter that was answered once is never answered again by itself. Trusts filing for whose
 * letter it is and the door for whether a mail may leave.
 */
#include "answer/answer.h"

#include <string.h>

typedef struct Answering {
    const Config *config;
    const Rules *rules;
    Store *store;
    Compose *compose;
    GHashTable *recipients; /* of those already prepared in this batch */
} Answering;

/* What is to be committed for one letter. */
typedef struct Prepared {
    const Letter *letter;
    AnswerFlavour flavour;
    Outgoing *mail;    /* NULL: nothing is sent */
    PostLetter *paper; /* instead of a mail, to who has none; NULL: nothing is printed */
    const KindRule *opened; /* the kind of the request the letter opened; NULL: none */
    Enclosed enclosed;
    const char *why; /* static: a door's verdict; NULL when sent or not due */
    bool again;      /* the batch holds a mail to the same address: ask the door again */
} Prepared;

static void
prepared_free(Prepared *prepared)
{
    outgoing_free(prepared->mail);
    post_letter_free(prepared->paper);
    enclosed_clear(&prepared->enclosed);
    g_free(prepared);
}

/* A support request goes to the research committee while nothing has been decided. */
static bool
is_to_committee(const Request *request)
{
    static const char *const before[] = {
        "new", "awaiting_documents", "complete", "under_study", NULL};
    return strcmp(request->kind, "support_request") == 0 &&
           g_strv_contains(before, request->state);
}

/* What the full acknowledgement tells beyond the number: [acknowledgement] of models.conf. */
static JsonNode *
full_model(const Config *config, const Letter *letter, const Party *party,
    const Request *request)
{
    JsonObject *words = json_object_new();
    json_object_set_string_member(words, "name", party->full_name);
    json_object_set_int_member(words, "received", letter->received_at);
    if (request != NULL) {
        json_object_set_string_member(words, "request_no", request->number);
        json_object_set_boolean_member(words, "opens", request->opened_by == letter->id);
        if (strcmp(request->kind, "complaint") == 0 ||
            strcmp(request->kind, "appeal") == 0)
            json_object_set_string_member(words, "kind", request->kind);
        if (is_to_committee(request))
            json_object_set_int_member(
                words, "committee_days", config->requests.earliest_days);
    }
    JsonNode *model = json_node_new(JSON_NODE_OBJECT);
    json_node_take_object(model, words);
    return model;
}

/* Reads what a full answer needs; on a scan the answer goes to the address on record. */
static bool
prepare_full(Answering *answering, Prepared *prepared, Departure *departure,
    Party **party, GError **error)
{
    const Letter *letter = departure->letter;
    if (letter->outcome != MATCH_ONE || letter->party_id == 0)
        return true; /* without a model it becomes a neutral answer */
    *party = store_party_get(answering->store, letter->party_id, error);
    if (*party == NULL)
        return false;
    departure->party_id = letter->party_id;
    if (letter_is_scan(letter, answering->config->scanners))
        departure->recipient = (*party)->email;
    Request *request = NULL;
    if (letter->request_id > 0) {
        request = store_request_get(answering->store, letter->request_id, error);
        if (request == NULL)
            return false;
        if (request->opened_by == letter->id)
            prepared->opened = rules_kind(answering->rules, request->kind);
    }
    departure->model = full_model(answering->config, letter, *party, request);
    request_free(request);
    return true;
}

/* What the template encloses, and the kind of a request that was opened. */
static bool
enclose(Answering *answering, Prepared *prepared, Departure *departure, bool paper,
    GError **error)
{
    const KindRule *opened = prepared->opened;
    char **lists[] = {
        compose_enclosures(answering->compose, departure->template_, departure->language),
        opened != NULL ? opened->enclosures : NULL};
    g_autoptr(GPtrArray) names = g_ptr_array_new(); /* of char, borrowed */
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
        for (char **name = lists[i]; name != NULL && *name != NULL; name++)
            g_ptr_array_add(names, *name);
    g_ptr_array_add(names, NULL);
    char **all = (char **)names->pdata;
    enclosed_clear(&prepared->enclosed);
    bool well = paper ? library_enclose_paper(answering->config, answering->store, all,
                            &prepared->enclosed, error)
                      : library_enclose(answering->config, answering->store, all,
                            &prepared->enclosed, error);
    departure->enclosures = prepared->enclosed.list;
    return well;
}

/* A full answer that may not be told to its recipient becomes a neutral one. */
static bool
ask_door(Answering *answering, Departure *departure, AnswerFlavour *flavour,
    DoorVerdict *verdict, GError **error)
{
    *verdict = DOOR_DISCLOSURE;
    if (*flavour == ANSWER_FULL && departure->model != NULL &&
        !door_ask(answering->config, answering->store, departure, verdict, error))
        return false;
    if (*verdict != DOOR_DISCLOSURE)
        return true;
    *flavour = ANSWER_NEUTRAL;
    departure->template_ = departure->letter->hold == HOLD_TOO_LARGE
                               ? "too-large"
                               : "acknowledgement-neutral";
    departure->neutral = true;
    return door_ask(answering->config, answering->store, departure, verdict, error);
}

/* Who is known, has no mail address and a postal one is answered on paper. Where the font of paper is
 * not installed (`diwan check` says so) the answer is left out as it was for want of an address. */
static bool
prepare_paper(
    Answering *answering, Prepared *prepared, Departure *departure, GError **error)
{
    GError *failure = NULL;
    gint64 party_id = departure->letter->party_id;
    bool known = departure->letter->outcome == MATCH_ONE && party_id != 0;
    g_autofree char *address =
        known ? store_address_get(answering->store, party_id, &failure) : NULL;
    Party *party = NULL;
    departure->neutral = false;
    departure->template_ = "acknowledgement-full";
    if (address != NULL &&
        prepare_full(answering, prepared, departure, &party, &failure) &&
        enclose(answering, prepared, departure, true, &failure)) {
        g_autoptr(JsonNode) model = departure->model;
        const Postal postal = {.name = party->full_name,
            .address = address,
            .number = departure->letter->in_no,
            .date_ms = clock_now_ms()};
        prepared->paper = compose_post(answering->compose, departure, &postal, &failure);
        prepared->flavour = ANSWER_FULL;
    }
    party_free(party);
    if (failure == NULL || g_error_matches(failure, DIWAN_ERROR, DIWAN_ERROR_CONFIG)) {
        g_clear_error(&failure);
        return true;
    }
    g_propagate_error(error, failure);
    return false;
}

static bool
prepare_mail(Answering *answering, Prepared *prepared, GError **error)
{
    const Letter *letter = prepared->letter;
    bool scanned = letter_is_scan(letter, answering->config->scanners);
    Departure departure = {.letter = letter,
        .request_id = letter->request_id,
        .purpose = "acknowledgement",
        .template_ = "acknowledgement-full",
        .language = compose_language(answering->config, letter),
        .recipient = scanned ? NULL : letter->from_address,
        .automatic = true};
    /* Whoever wrote it is told what to do, and nothing else of what the office knows. */
    if (letter->hold == HOLD_TOO_LARGE)
        prepared->flavour = ANSWER_NEUTRAL;
    Party *party = NULL;
    bool well = prepared->flavour != ANSWER_FULL ||
                prepare_full(answering, prepared, &departure, &party, error);
    g_autoptr(JsonNode) model = departure.model;
    DoorVerdict verdict;
    well = well && ask_door(answering, &departure, &prepared->flavour, &verdict, error);
    if (well) {
        if (verdict == DOOR_OPEN) {
            g_autoptr(GPtrArray) references =
                store_references_of(answering->store, letter->id, error);
            departure.references = references;
            if (departure.neutral)
                departure.model = NULL;
            bool whole = departure.neutral ||
                         enclose(answering, prepared, &departure, false, error);
            prepared->mail = references != NULL && whole
                                 ? compose_mail(answering->compose, &departure, error)
                                 : NULL;
            well = prepared->mail != NULL;
        } else {
            prepared->why = door_verdict_name(verdict);
            if (verdict == DOOR_NO_ADDRESS)
                well = prepare_paper(answering, prepared, &departure, error);
        }
    }
    party_free(party);
    return well;
}

static Prepared *
prepare(Answering *answering, const Letter *letter, GError **error)
{
    Prepared *prepared = g_new0(Prepared, 1);
    prepared->letter = letter;
    bool well = true;
    if (letter->answered == ANSWER_NONE) {
        well = store_answer_of(answering->store, letter->id, &prepared->flavour, error);
        if (well && prepared->flavour != ANSWER_NONE)
            well = prepare_mail(answering, prepared, error);
    }
    if (well && prepared->mail != NULL)
        prepared->again = !g_hash_table_add(
            answering->recipients, g_ascii_strdown(prepared->mail->recipient, -1));
    if (well)
        return prepared;
    prepared_free(prepared);
    return NULL;
}

/* Two letters of one writer in one batch: the caps count what this batch has put already. */
static bool
ask_again(Answering *answering, Prepared *prepared, GError **error)
{
    DoorVerdict verdict;
    const Outgoing *mail = prepared->mail;
    Departure departure = {.letter = prepared->letter,
        .request_id = mail->request_id,
        .party_id = mail->party_id,
        .recipient = mail->recipient,
        .automatic = true,
        .neutral = prepared->flavour == ANSWER_NEUTRAL};
    if (!door_ask(answering->config, answering->store, &departure, &verdict, error))
        return false;
    if (verdict == DOOR_OPEN)
        return true;
    g_clear_pointer(&prepared->mail, outgoing_free);
    prepared->why = door_verdict_name(DOOR_CAP);
    return true;
}

static bool
commit_one(Answering *answering, Prepared *prepared, GError **error)
{
    Store *store = answering->store;
    const Letter *letter = prepared->letter;
    if (prepared->mail != NULL && prepared->again &&
        !ask_again(answering, prepared, error))
        return false;
    gint64 id = 0;
    if (prepared->mail != NULL && !store_outbox_put(store, prepared->mail, &id, error))
        return false;
    if (prepared->paper != NULL && !store_post_put(store, prepared->paper, &id, error))
        return false;
    bool answered = prepared->mail != NULL || prepared->paper != NULL;
    if (answered && prepared->enclosed.documents != NULL &&
        !library_enclosed(store, &prepared->enclosed, id, NULL, error))
        return false;
    if (prepared->flavour != ANSWER_NONE &&
        !store_letter_answered(store, letter, answered ? prepared->flavour : ANSWER_NONE,
            answered ? NULL : prepared->why, error))
        return false;
    const char *note = answered ? answer_flavour_name(prepared->flavour) : prepared->why;
    return store_letter_advance(store, letter, LETTER_ANSWERED, "answer", note, error);
}

bool
answer_letters(const Config *config, const Rules *rules, Store *store, Compose *compose,
    GPtrArray *letters, GError **error)
{
    g_autoptr(GHashTable) recipients =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) all =
        g_ptr_array_new_with_free_func((GDestroyNotify)prepared_free);
    Answering answering = {config, rules, store, compose, recipients};
    for (guint i = 0; i < letters->len; i++) {
        Prepared *prepared = prepare(&answering, letters->pdata[i], error);
        if (prepared == NULL)
            return false;
        g_ptr_array_add(all, prepared);
    }
    if (!store_begin(store, error))
        return false;
    for (guint i = 0; i < all->len; i++) {
        if (!commit_one(&answering, all->pdata[i], error)) {
            store_rollback(store);
            return false;
        }
    }
    return store_commit(store, error);
}

/* survey.c - asking how satisfied somebody is, once their request was closed, and taking the answer.
 *
 * Owed with the closing, decided on when its day has come: not while the request was opened again, not
 * near a decision, not twice in ninety days, and only by mail, to whom the door lets be written. It is no
 * letter of substance and takes no number.
 */
#include "office/inside.h"

#include <string.h>

#define DAY_MS (24 * 60 * 60 * G_GINT64_CONSTANT(1000))

enum {
    ONCE_IN_DAYS = 90,
    AFTER_DECISION_DAYS = 14,
    LATER_MS = 60 * 60 * 1000,
    MOST_REFERENCES = 32,
};

/* Best first. */
static const struct {
    int rating;
    const char *ar, *en;
} choices[SURVEY_RATINGS] = {
    {5, "راضٍ جداً", "Very satisfied"},
    {4, "راضٍ", "Satisfied"},
    {3, "محايد", "Neutral"},
    {2, "غير راضٍ", "Dissatisfied"},
    {1, "غير راضٍ إطلاقاً", "Very dissatisfied"},
};

bool
survey_owe(const Step *step, gint64 change_id, GError **error)
{
    int days = step->desk->config->survey.after_days;
    Notice notice = {.request_id = step->request->id,
        .purpose = (char *)"survey",
        .mark = change_id,
        .actor = (char *)DIWAN,
        .made_at = step->now,
        .due_at = step->now + days * DAY_MS};
    return days == 0 || store_notice_owe(step->desk->store, &notice, error);
}

/* ---- asking ---- */

/* "5 TOKEN": whoever sends it has answered. */
static char *
mail_url(const char *address, int rating, const char *token)
{
    return g_strdup_printf(
        "mailto:%s?subject=%d%%20%s&body=%d", address, rating, token, rating);
}

static JsonNode *
model_of(const Desk *desk, Compose *compose, const Notice *notice, const Party *party,
    const Request *request, const char *language)
{
    const Config *config = desk->config;
    bool arabic = strcmp(language, "ar") == 0;
    g_autofree char *token = survey_token(compose_key(compose), notice->id, request->id);
    g_autofree char *address = compose_reply_address(compose, 0, request->id);
    JsonObject *model = json_object_new();
    JsonArray *rows = json_array_new();
    for (guint i = 0; i < G_N_ELEMENTS(choices); i++) {
        JsonObject *row = json_object_new();
        const char *words = arabic ? choices[i].ar : choices[i].en;
        g_autofree char *number = g_strdup_printf("%d", choices[i].rating);
        g_autofree char *url =
            address != NULL ? mail_url(address, choices[i].rating, token) : NULL;
        json_object_set_string_member(row, "number", number);
        json_object_set_string_member(row, "words", words);
        if (url != NULL)
            json_object_set_string_member(row, "mail_url", url);
        json_array_add_object_element(rows, row);
    }
    json_object_set_string_member(model, "name", party->full_name);
    json_object_set_string_member(model, "request_no", request->number);
    json_object_set_array_member(model, "choices", rows);
    if (!text_is_blank(config->public_url)) {
        gsize length = strlen(config->public_url);
        bool slash = config->public_url[length - 1] == '/';
        g_autofree char *page =
            g_strdup_printf("%s%sf/%s", config->public_url, slash ? "" : "/", token);
        json_object_set_string_member(model, "survey_url", page);
    }
    JsonNode *node = json_node_new(JSON_NODE_OBJECT);
    json_node_take_object(node, model);
    return node;
}

/* Why it need not be asked (a literal), or *later: not before that instant. NULL and 0: now. */
static const char *
objection(const SurveyStanding *standing, gint64 now, gint64 *later)
{
    gint64 calm = standing->decided_at + AFTER_DECISION_DAYS * DAY_MS;
    *later = 0;
    if (!standing->closed)
        return "reopened";
    if (standing->asked_at != 0 && now < standing->asked_at + ONCE_IN_DAYS * DAY_MS)
        return "asked_lately";
    if (standing->decided_at != 0 && now < calm)
        *later = calm;
    return NULL;
}

static bool
put(const Desk *desk, const Notice *notice, const Outgoing *mail, GError **error)
{
    Store *store = desk->store;
    gint64 outbox_id = 0;
    if (!store_begin(store, error))
        return false;
    if (store_outbox_put(store, mail, &outbox_id, error) &&
        store_notice_end(store, notice->id, "sent", NULL, outbox_id, error) &&
        store_journal(store, DIWAN, "survey_sent", 0, notice->request_id, mail->party_id,
            NULL, error) &&
        store_commit(store, error))
        return true;
    store_rollback(store);
    return false;
}

static bool
compose_and_put(const Desk *desk, Compose *compose, const Notice *notice,
    const Departure *departure, int *sent, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(Outgoing) mail = compose_mail(compose, departure, &cause);
    if (mail == NULL && cause->code == DIWAN_ERROR_REFUSED)
        return store_notice_end(
            desk->store, notice->id, "refused", cause->message, 0, error);
    if (mail == NULL) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return false;
    }
    *sent += 1;
    return put(desk, notice, mail, error);
}

/* Nobody is asked on paper. */
static bool
ask_door(const Desk *desk, const Notice *notice, const Departure *departure, gint64 now,
    bool *open, GError **error)
{
    DoorVerdict verdict;
    if (!door_ask(desk->config, desk->store, departure, &verdict, error))
        return false;
    const char *why = door_verdict_name(verdict);
    *open = verdict == DOOR_OPEN;
    if (*open)
        return true;
    if (verdict == DOOR_CAP || verdict == DOOR_NO_SENDER)
        return store_notice_later(desk->store, notice->id, now + LATER_MS, why, error);
    return store_notice_end(desk->store, notice->id, "recalled", why, 0, error);
}

bool
survey_send(const Desk *desk, Compose *compose, const Notice *notice,
    const Request *request, const Party *party, const char *language, gint64 now,
    int *sent, GError **error)
{
    SurveyStanding standing = {0};
    gint64 later = 0;
    bool open = false;
    if (!store_survey_standing(desk->store, notice, &standing, error))
        return false;
    const char *why = objection(&standing, now, &later);
    if (why != NULL)
        return store_notice_end(desk->store, notice->id, "recalled", why, 0, error);
    if (later != 0)
        return store_notice_later(desk->store, notice->id, later, "decided", error);
    g_autofree char *occasion = g_strdup_printf("notice %" G_GINT64_FORMAT, notice->id);
    g_autoptr(JsonNode) model = model_of(desk, compose, notice, party, request, language);
    const Departure departure = {.request_id = request->id,
        .party_id = party->id,
        .purpose = "survey",
        .template_ = "survey",
        .language = language,
        .recipient = party->email,
        .occasion = occasion,
        .unasked = true,
        .model = model};
    if (!ask_door(desk, notice, &departure, now, &open, error))
        return false;
    return !open || compose_and_put(desk, compose, notice, &departure, sent, error);
}

/* ---- the answer ---- */

bool
survey_is_open(
    const Config *config, Store *store, gint64 notice_id, gint64 request_id, gint64 now)
{
    gint64 sent_at = store_survey_sent_at(store, notice_id, request_id);
    return sent_at != 0 && now < day_ends(day_number(sent_at) + config->survey.open_days);
}

bool
survey_answer(const Config *config, const ReferenceKey *key, Store *store,
    gint64 notice_id, gint64 request_id, int rating, gint64 now, SurveyOutcome *outcome,
    GError **error)
{
    bool corrected = false;
    gint64 sent_at = store_survey_sent_at(store, notice_id, request_id);
    g_autofree char *mark = survey_mark(key, notice_id);
    g_assert(rating >= 1 && rating <= SURVEY_RATINGS);
    *outcome = SURVEY_OVER;
    if (!survey_is_open(config, store, notice_id, request_id, now))
        return true;
    if (!store_survey_answer(
            store, mark, day_begins(day_number(sent_at)), rating, &corrected, error))
        return false;
    *outcome = corrected ? SURVEY_CORRECTED : SURVEY_TAKEN;
    return true;
}

/* The number stands before the token, whatever a mail program put before that. */
static int
rating_before(const char *subject, gsize at)
{
    g_autofree char *head = g_strndup(subject, at);
    g_autofree char *words = g_strstrip(text_strip_controls(head));
    char *last = strrchr(words, ' ');
    return survey_rating_of(last != NULL ? last + 1 : words);
}

static bool
read_prepared(const ReferenceKey *key, const Letter *letter, SurveyReply *reply)
{
    gsize at = 0;
    bool more = false;
    if (letter->subject == NULL || !survey_token_find(key, letter->subject,
                                       &reply->notice_id, &reply->request_id, &at))
        return false;
    const char *text = letter->new_text != NULL ? letter->new_text : "";
    int written = survey_rating_in(text, &more);
    reply->rating = rating_before(letter->subject, at);
    /* A number in the text that is another one was written by hand, and holds. */
    if (written != 0)
        reply->rating = written;
    reply->more = more;
    return reply->rating != 0;
}

/* Of all mails of ours in its thread the nearest is the one it answers. */
static bool
read_reply(
    Store *store, const Letter *letter, const GPtrArray *references, SurveyReply *reply)
{
    for (guint i = 0; i < references->len && i < MOST_REFERENCES; i++) {
        ThreadOf other = {0};
        g_autofree char *recipient = NULL;
        reply->notice_id = store_survey_by_mail(
            store, references->pdata[i], &reply->request_id, &recipient);
        bool ours = reply->notice_id == 0 &&
                    store_thread_by_our_id(store, references->pdata[i], &other);
        thread_of_clear(&other);
        if (ours)
            return false;
        if (reply->notice_id == 0)
            continue;
        if (letter->from_address != NULL && letter->new_text != NULL &&
            g_ascii_strcasecmp(letter->from_address, recipient) == 0)
            reply->rating = survey_rating_in(letter->new_text, &reply->more);
        return reply->rating != 0;
    }
    return false;
}

bool
survey_reply_read(const ReferenceKey *key, Store *store, const Letter *letter,
    SurveyReply *reply, GError **error)
{
    *reply = (SurveyReply){0};
    bool forged = letter->dmarc != NULL && strcmp(letter->dmarc, "fail") == 0;
    if (letter->kind != KIND_LETTER || letter->medium != MEDIUM_EMAIL ||
        letter->in_no != NULL)
        return true;
    bool found = read_prepared(key, letter, reply);
    if (!found && !forged) {
        g_autoptr(GPtrArray) references = store_references_of(store, letter->id, error);
        if (references == NULL)
            return false;
        *reply = (SurveyReply){0};
        found = read_reply(store, letter, references, reply);
    }
    if (!found) {
        *reply = (SurveyReply){0};
        return true;
    }
    g_autoptr(GPtrArray) parts = store_parts_of(store, letter->id, error);
    if (parts == NULL)
        return false;
    for (guint i = 0; i < parts->len; i++)
        reply->more = reply->more || !((const StoredPart *)parts->pdata[i])->inline_;
    return true;
}

/* feed.c - a batch of a run's letters goes into the outbox.
 *
 * It gets its numbers in one transaction, is composed outside any, and is put in another one together with
 * the word that it was: whenever this is interrupted, a letter keeps its number and is put once. A run that
 * was paused meanwhile takes nothing.
 */
#include "committee/inside.h"

#include "language/language.h"

#include <string.h>

/* One letter of the batch, and what became of it. */
typedef struct Fed {
    PlannedLetter *letter;
    MailingLetter *row;
    Outgoing *mail;   /* or */
    PostLetter *post; /* on paper, or neither: */
    char *why;        /* it does not leave */
    char *subject;
} Fed;

typedef struct Feeding {
    const Desk *desk;
    Writing writing;
    const Mailing *mailing;
    gint64 now;
    gint64 from;      /* the throttle's mark before */
    GPtrArray *rows;  /* of MailingLetter, owned */
    GPtrArray *batch; /* of Fed, owned */
} Feeding;

static void
fed_free(Fed *fed)
{
    planned_letter_free(fed->letter);
    g_clear_pointer(&fed->mail, outgoing_free);
    g_clear_pointer(&fed->post, post_letter_free);
    g_free(fed->why);
    g_free(fed->subject);
    g_free(fed);
}

static void
feeding_clear(Feeding *feeding)
{
    writing_clear(&feeding->writing);
    g_clear_pointer(&feeding->batch, g_ptr_array_unref);
    g_clear_pointer(&feeding->rows, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Feeding, feeding_clear)

/* ---- numbers ---- */

static bool
number_batch(Feeding *feeding, GError **error)
{
    Store *store = feeding->desk->store;
    for (guint i = 0; i < feeding->batch->len; i++) {
        const Fed *fed = feeding->batch->pdata[i];
        MailingLetter *row = fed->row;
        if (row->out_no == NULL && fed->why == NULL &&
            !(register_number_take(store, feeding->desk->config->calendar,
                  REGISTER_OUTGOING, feeding->now, 0, row->request_id, &row->out_no,
                  error) &&
                store_mailing_letter_number(store, row->id, row->out_no, error)))
            return false;
    }
    return true;
}

/* ---- the batch ---- */

/* It leaves by the channel that was approved, if the door still lets it and no day in it has passed since. */
static void
settle(const Feeding *feeding, Fed *fed)
{
    const CommitteeDecision *decision = fed->letter->decision;
    if (decision != NULL && decision->trouble != NULL)
        fed->why = g_strdup_printf("the request was not moved: %s", decision->trouble);
    else if (decision == NULL && fed->row->merged)
        fed->why = g_strdup("the record was merged into another since");
    else if (fed->letter->standing == PLAN_UNREACHED)
        fed->why = g_strdup(fed->letter->trouble);
    else if (strcmp(fed->letter->channel, fed->row->channel) != 0)
        fed->why = g_strdup_printf(
            "it was approved to go by %s, and the address on record has changed since",
            fed->row->channel);
    else if (decision != NULL)
        fed->why = decision_lapsed(feeding->desk->config, decision, feeding->now);
}

/* The row's; NULL: it was corrected since the row was read, and nothing of it leaves. */
static CommitteeDecision *
take_decision(GPtrArray *decisions, gint64 id)
{
    for (guint i = 0; i < decisions->len; i++) {
        CommitteeDecision *decision = decisions->pdata[i];
        if (decision != NULL && decision->id == id)
            return g_steal_pointer(&decisions->pdata[i]);
    }
    return NULL;
}

static bool
gather(Feeding *feeding, int most, GError **error)
{
    Store *store = feeding->desk->store;
    gint64 id = feeding->mailing->id;
    feeding->batch = g_ptr_array_new_with_free_func((GDestroyNotify)fed_free);
    feeding->rows = store_mailing_letters_due(store, id, most, error);
    g_autoptr(GPtrArray) decisions =
        feeding->rows != NULL ? store_mailing_decisions_due(store, id, most, error)
                              : NULL;
    if (decisions == NULL)
        return false;
    bool circular = feeding->mailing->session_id == 0;
    for (guint i = 0; i < feeding->rows->len; i++) {
        MailingLetter *row = feeding->rows->pdata[i];
        CommitteeDecision *decision =
            circular ? NULL : take_decision(decisions, row->decision_id);
        if (!circular && decision == NULL)
            continue;
        Fed *fed = g_new0(Fed, 1);
        fed->letter = circular ? planned_of_person(&feeding->writing, row)
                               : planned_of_decision(&feeding->writing, decision);
        fed->letter->person = NULL;
        fed->letter->language = row->language;
        fed->row = row;
        g_ptr_array_add(feeding->batch, fed);
        if (!planned_choose(&feeding->writing, fed->letter, error))
            return false;
        settle(feeding, fed);
    }
    return true;
}

/* The subject without its number in brackets. */
static char *
plain_subject(const char *subject)
{
    g_autofree char *plain = text_strip_controls(subject);
    char *bracket = strstr(plain, " [");
    if (bracket != NULL)
        *bracket = '\0';
    return g_steal_pointer(&plain);
}

static bool
compose_as(const Feeding *feeding, Fed *fed, Departure *departure, GError **error)
{
    Compose *compose = feeding->writing.compose;
    bool paper = strcmp(fed->row->channel, "paper") == 0;
    Rendered words = {0};
    const Postal postal = {.name = fed->letter->full_name,
        .address = fed->letter->address,
        .number = fed->row->out_no,
        .date_ms = feeding->now};
    if (paper)
        fed->post = compose_post(compose, departure, &postal, error);
    else
        fed->mail = compose_mail(compose, departure, error);
    if ((fed->post == NULL && fed->mail == NULL) ||
        !compose_render(compose, departure, paper, &words, error))
        return false;
    fed->subject = plain_subject(words.subject);
    rendered_clear(&words);
    return true;
}

/* In the applicant's mailbox it stands with what they wrote last about the request. */
static bool
thread(const Feeding *feeding, const PlannedLetter *letter, Letter **last,
    GPtrArray **references, GError **error)
{
    Store *store = feeding->desk->store;
    g_autoptr(GError) failure = NULL;
    if (letter->request_id == 0 || letter->email == NULL)
        return true;
    *last = store_letter_last_about(store, letter->request_id, letter->email, &failure);
    if (*last != NULL)
        *references = store_references_of(store, (*last)->id, &failure);
    if (failure == NULL)
        return true;
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

static bool
compose_one(Feeding *feeding, Fed *fed, GError **error)
{
    g_autoptr(JsonNode) model = NULL;
    g_autoptr(Letter) last = NULL;
    g_autoptr(GPtrArray) references = NULL;
    g_autoptr(GError) trouble = NULL;
    if (fed->why != NULL)
        return true;
    Departure departure;
    if (planned_departure(&feeding->writing, fed->letter, fed->row->out_no, &departure,
            &model, &trouble) &&
        thread(feeding, fed->letter, &last, &references, &trouble)) {
        departure.follows = last;
        departure.references = references;
        if (compose_as(feeding, fed, &departure, &trouble))
            return true;
    }
    if (trouble->code == DIWAN_ERROR_REFUSED) {
        g_clear_pointer(&fed->mail, outgoing_free);
        g_clear_pointer(&fed->post, post_letter_free);
        fed->why = g_strdup(trouble->message);
        return true;
    }
    g_propagate_error(error, g_steal_pointer(&trouble));
    return false;
}

/* ---- into the outbox ---- */

static bool
put_one(Feeding *feeding, const Fed *fed, GError **error)
{
    Store *store = feeding->desk->store;
    const MailingLetter *row = fed->row;
    gint64 outbox_id = 0;
    if (fed->why != NULL)
        return store_mailing_letter_end(store, row->id, "refused", fed->why, 0, error);
    const Enclosed *enclosed = writing_enclosed(&feeding->writing, fed->letter, error);
    const RegisterSays says = {.party_id = fed->letter->party_id,
        .subject = fed->subject,
        .enclosures = enclosed != NULL ? (int)enclosed->list->len : 0,
        .related = row->request_no};
    bool kept = fed->mail != NULL ? store_outbox_put(store, fed->mail, &outbox_id, error)
                                  : store_post_put(store, fed->post, &outbox_id, error);
    return kept && enclosed != NULL &&
           store_register_say(store, row->out_no, &says, error) &&
           library_enclosed(store, enclosed, outbox_id, row->out_no, error) &&
           store_mailing_letter_end(store, row->id, "queued", NULL, outbox_id, error) &&
           store_journal(store, feeding->mailing->started_by, "letter_queued", 0,
               row->request_id, fed->letter->party_id, row->template_, error);
}

typedef bool (*BatchFunc)(Feeding *feeding, GError **error);

static bool
put_batch(Feeding *feeding, GError **error)
{
    int letters = (int)feeding->batch->len;
    gint64 mark = throttle_after(feeding->desk->config, feeding->from, letters);
    if (!store_mailing_fed(feeding->desk->store, feeding->mailing->id, mark, error))
        return false;
    for (int i = 0; i < letters; i++)
        if (!put_one(feeding, feeding->batch->pdata[i], error))
            return false;
    return true;
}

static bool
in_one(Feeding *feeding, BatchFunc act, GError **error)
{
    Store *store = feeding->desk->store;
    if (!store_begin(store, error))
        return false;
    if (act(feeding, error) && store_commit(store, error))
        return true;
    store_rollback(store);
    return false;
}

static bool
compose_batch(Feeding *feeding, GError **error)
{
    for (guint i = 0; i < feeding->batch->len; i++)
        if (!compose_one(feeding, feeding->batch->pdata[i], error))
            return false;
    return true;
}

bool
committee_feed(const Desk *desk, Compose *compose, const Mailing *mailing, int most,
    gint64 from, gint64 now, CommitteeRound *round, bool *empty, GError **error)
{
    g_auto(Feeding)
        feeding = {.desk = desk, .mailing = mailing, .now = now, .from = from};
    if (!writing_open(&feeding.writing, desk, compose, mailing, error) ||
        !gather(&feeding, most, error))
        return false;
    *empty = feeding.rows->len == 0;
    if (feeding.batch->len == 0)
        return true;
    if (!in_one(&feeding, number_batch, error) || !compose_batch(&feeding, error) ||
        !in_one(&feeding, put_batch, error))
        return false;
    for (guint i = 0; i < feeding.batch->len; i++) {
        const Fed *fed = feeding.batch->pdata[i];
        *(fed->why != NULL ? &round->refused : &round->queued) += 1;
    }
    return true;
}

/* filing.c - which request a letter opens or continues, its number, and whether it is answered.
 *
 * What takes time (the words of the letter) is read before the transaction; in it everything
 * commits together for the batch: numbers, requests, letters on them, obligations to answer. A
 * letter that comes a second time, released by a person, keeps its number and gets no second
 * answer; it keeps its request as well while that is its party's.
 *
 * The incoming number is of the year in which it is filed, not received: the register of a year
 * that has ended takes no more entries.
 */
#include "filing/filing.h"

#include "filing/enclosed.h"
#include "filing/which.h"
#include "language/language.h"

#include <string.h>

#define MOST_PAGES 3 /* a paper letter says what it wants on its first pages */
#define MOST_TEXT_BYTES (256 * 1024)
#define MOST_NUMBERS 32

typedef struct Filing {
    const Desk *desk;
    const Kinds *kinds;
    const ReferenceKey *key;
    Store *store; /* the desk's */
} Filing;

static void
plan_free(Plan *plan)
{
    g_clear_pointer(&plan->documents, g_ptr_array_unref);
    g_clear_pointer(&plan->numbers, g_ptr_array_unref);
    g_clear_pointer(&plan->references, g_ptr_array_unref);
    g_free(plan);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Plan, plan_free)

/* ---- what it says ---- */

static void
add_numbers(Plan *plan, const char *text)
{
    if (text == NULL || strlen(text) > MOST_TEXT_BYTES)
        return;
    g_autoptr(GPtrArray) found = identifiers_find(text);
    for (guint i = 0; i < found->len && plan->numbers->len < MOST_NUMBERS; i++) {
        const Identifier *one = found->pdata[i];
        if (one->kind == IDENTIFIER_REGISTER_NUMBER)
            g_ptr_array_add(plan->numbers, g_strdup(one->value));
    }
}

static void
read_page(Plan *plan, GPtrArray *texts, const Reading *reading)
{
    if (reading == NULL || reading->text == NULL)
        return;
    g_ptr_array_add(texts, reading->text);
    add_numbers(plan, reading->text);
    for (guint i = 0; i < reading->codes->len; i++)
        add_numbers(plan, ((const Code *)reading->codes->pdata[i])->text);
}

static bool
is_matched(const Letter *letter)
{
    return letter->kind == KIND_LETTER && letter->outcome == MATCH_ONE &&
           letter->hold == HOLD_NOT && letter->party_id != 0;
}

static bool
read_words(const Filing *filing, const Letter *letter, Plan *plan, GError **error)
{
    g_autoptr(GPtrArray) pages =
        store_pages_of(filing->store, letter->id, true, MOST_PAGES, error);
    if (pages == NULL)
        return false;
    g_autoptr(GPtrArray) texts = g_ptr_array_new(); /* of char, borrowed */
    if (letter->new_text != NULL)
        g_ptr_array_add(texts, letter->new_text);
    add_numbers(plan, letter->subject);
    add_numbers(plan, letter->new_text);
    for (guint i = 0; i < pages->len; i++)
        read_page(plan, texts, ((const Page *)pages->pdata[i])->reading);
    plan->documents = enclosed_documents(filing->kinds, filing->store, letter, error);
    if (plan->documents == NULL || !kinds_guess(filing->kinds, filing->store,
                                       letter->subject, texts, &plan->guess, error))
        return false;
    /* What opens nothing is only another reason to look at what is open. */
    bool sure = plan->guess.percent >= filing->desk->config->kind_percent;
    if (sure || !plan->guess.kind->opens)
        plan->kind = plan->guess.kind;
    return true;
}

/* Only a matched letter finds a request; automatic mail is put where it answers. */
static Plan *
plan_letter(const Filing *filing, const Letter *letter, GError **error)
{
    g_autoptr(Plan) plan = g_new0(Plan, 1);
    plan->kind = kinds_other(filing->kinds);
    plan->numbers = g_ptr_array_new_with_free_func(g_free);
    if (!survey_reply_read(filing->key, filing->store, letter, &plan->survey, error))
        return NULL;
    if (letter->kind == KIND_LETTER && !is_matched(letter))
        return g_steal_pointer(&plan);
    plan->references = store_references_of(filing->store, letter->id, error);
    if (plan->references == NULL)
        return NULL;
    if (is_matched(letter) && !read_words(filing, letter, plan, error))
        return NULL;
    return g_steal_pointer(&plan);
}

/* ---- which request ---- */

static bool
open_request(const Filing *filing, const Letter *letter, const Kind *kind, gint64 *id,
    GError **error)
{
    g_autofree char *number = NULL;
    return register_number_take(filing->store, filing->desk->config->calendar,
               REGISTER_REQUEST, clock_now_ms(), letter->id, 0, &number, error) &&
           store_request_open(filing->store, number, kind->id, kind->first_state,
               letter->party_id, letter->id, id, error);
}

static bool
put_on_request(const Filing *filing, const Letter *letter, const Plan *plan, gint64 *id,
    const char **act, GError **error)
{
    gint64 ended = 0;
    if (!which_request(filing->desk, filing->key, letter, plan, id, &ended, error))
        return false;
    *act = "continued";
    if (*id != 0)
        return store_journal(filing->store, DIWAN, "request_continued", letter->id, *id,
            letter->party_id, NULL, error);
    /* Nothing is open that it could continue: a request all the same, for nothing may rest
     * unanswered. */
    const Kind *kind = plan->kind->opens ? plan->kind : kinds_other(filing->kinds);
    const Kind *guess = kind == plan->guess.kind ? NULL : plan->guess.kind;
    *act = "opened";
    return open_request(filing, letter, kind, id, error) &&
           (guess == NULL || !guess->opens ||
               store_request_guess(
                   filing->store, *id, guess->id, plan->guess.percent, error)) &&
           (ended == 0 || store_request_about(filing->store, *id, ended, DIWAN, error)) &&
           request_link_plain(filing->desk, *id, error);
}

/* ---- whether it is answered ---- */

/* Detail is for the address on the record: where the writer's own is verified and the same, or
 * where the answer to a paper letter goes to the record's. */
static bool
flavour_of(
    const Filing *filing, const Letter *letter, AnswerFlavour *flavour, GError **error)
{
    *flavour = ANSWER_NEUTRAL;
    if (!is_matched(letter))
        return true;
    g_autoptr(Party) party = store_party_get(filing->store, letter->party_id, error);
    if (party == NULL)
        return false;
    const char *from = letter->from_address;
    bool same = from != NULL && party->email != NULL &&
                g_ascii_strcasecmp(from, party->email) == 0;
    bool paper = from == NULL || letter_is_scan(letter, filing->desk->config->scanners);
    if ((same && letter->trusted) || (paper && party->email != NULL))
        *flavour = ANSWER_FULL;
    return true;
}

/* Once: a letter with a number was filed before, and may have its answer. */
static bool
owe_answer(const Filing *filing, const Letter *letter, GError **error)
{
    AnswerFlavour flavour = ANSWER_NONE;
    if (letter->quiet || letter->answered != ANSWER_NONE)
        return true;
    if (letter->in_no != NULL &&
        !store_answer_of(filing->store, letter->id, &flavour, error))
        return false;
    if (flavour != ANSWER_NONE)
        return true;
    return flavour_of(filing, letter, &flavour, error) &&
           store_answer_due(filing->store, letter->id, flavour, error);
}

/* ---- the stage ---- */

static bool
number_letter(const Filing *filing, const Letter *letter, char **in_no, GError **error)
{
    if (letter->in_no != NULL) {
        *in_no = g_strdup(letter->in_no);
        return true;
    }
    return register_number_take(filing->store, filing->desk->config->calendar,
        REGISTER_INCOMING, clock_now_ms(), letter->id, 0, in_no, error);
}

static bool
file_letter(const Filing *filing, const Letter *letter, const Plan *plan, GError **error)
{
    g_autofree char *in_no = NULL;
    gint64 request_id = 0;
    const char *act = letter->hold != HOLD_NOT ? "held" : "numbered";
    if (!number_letter(filing, letter, &in_no, error))
        return false;
    if (is_matched(letter) &&
        (!put_on_request(filing, letter, plan, &request_id, &act, error) ||
            (plan->documents->len > 0 && !request_documents_came(filing->desk, request_id,
                                             letter, plan->documents, 0, error))))
        return false;
    gint64 left = letter->request_id != request_id ? letter->request_id : 0;
    return store_letter_file(filing->store, letter, request_id, in_no, error) &&
           request_emptied(filing->desk, left, 0, error) &&
           owe_answer(filing, letter, error) &&
           store_letter_advance(
               filing->store, letter, LETTER_FILED, "filing", act, error);
}

/* Automatic mail gets no number and no answer, and changes nothing; where it answers a mail of ours
 * it is shown with that request. A reply must come from whom we wrote to; a bounce comes from a
 * server on the way. */
static gint64
request_of_automatic(const Filing *filing, const Letter *letter, const Plan *plan)
{
    bool from_server =
        letter->kind == KIND_BOUNCE || letter->kind == KIND_DELIVERY_NOTICE;
    gint64 id = 0;
    for (guint i = 0; id == 0 && i < plan->references->len && i < MOST_REFERENCES; i++) {
        ThreadOf thread = {0};
        if (!store_thread_by_our_id(filing->store, plan->references->pdata[i], &thread))
            continue;
        bool recipient = letter->from_address != NULL && thread.recipient != NULL &&
                         g_ascii_strcasecmp(letter->from_address, thread.recipient) == 0;
        if (from_server || recipient)
            id = thread.request_id;
        thread_of_clear(&thread);
    }
    return id;
}

static bool
file_automatic(
    const Filing *filing, const Letter *letter, const Plan *plan, GError **error)
{
    gint64 request_id = request_of_automatic(filing, letter, plan);
    return store_letter_file(filing->store, letter, request_id, NULL, error) &&
           store_letter_advance(
               filing->store, letter, LETTER_FILED, "filing", "automatic", error);
}

/* The number is counted; a letter that says more is filed as well, and one that does not gives nobody
 * anything to do. */
static bool
file_survey(const Filing *filing, const Letter *letter, const Plan *plan, GError **error)
{
    const SurveyReply *reply = &plan->survey;
    SurveyOutcome outcome;
    if (!survey_answer(filing->desk->config, filing->key, filing->store, reply->notice_id,
            reply->request_id, reply->rating, clock_now_ms(), &outcome, error))
        return false;
    if (reply->more)
        return file_letter(filing, letter, plan, error);
    return store_letter_is_answer(filing->store, letter,
        outcome == SURVEY_OVER ? "survey_over" : "survey_answer", error);
}

static bool
file_all(const Filing *filing, GPtrArray *letters, GPtrArray *plans, GError **error)
{
    for (guint i = 0; i < letters->len; i++) {
        const Letter *letter = letters->pdata[i];
        const Plan *plan = plans->pdata[i];
        bool well = plan->survey.rating != 0 ? file_survey(filing, letter, plan, error)
                    : letter->kind == KIND_LETTER
                        ? file_letter(filing, letter, plan, error)
                        : file_automatic(filing, letter, plan, error);
        if (!well)
            return false;
    }
    return true;
}

bool
filing_letters(const Desk *desk, const Kinds *kinds, const ReferenceKey *key,
    GPtrArray *letters, GError **error)
{
    Store *store = desk->store;
    Filing filing = {desk, kinds, key, store};
    g_autoptr(GPtrArray) plans =
        g_ptr_array_new_with_free_func((GDestroyNotify)plan_free);
    for (guint i = 0; i < letters->len; i++) {
        Plan *plan = plan_letter(&filing, letters->pdata[i], error);
        if (plan == NULL)
            return false;
        g_ptr_array_add(plans, plan);
    }
    if (!store_begin(store, error))
        return false;
    if (file_all(&filing, letters, plans, error) && store_commit(store, error))
        return true;
    store_rollback(store);
    return false;
}

/* to_paper.c - a mail that did not arrive → a letter on paper, with a number of its own.
 *
 * The letter's number is given first, in a transaction of its own, and noted on the mail: whoever is
 * interrupted while the letter is composed goes on under the same number. A mail that only
 * acknowledges bears none, and its letter quotes the number of what it answers.
 */
#include "outbox/outbox.h"

#include "office/office.h"

#include <string.h>

/* What the letter is made of. */
typedef struct Plan {
    Store *store;
    Compose *compose;
    const char *actor;
    Outgoing *mail;
    Party *party;
    char *known;   /* the address on record */
    char *answers; /* the number of the letter that it acknowledges */
    gint64 now;
} Plan;

static void
plan_clear(Plan *plan)
{
    outgoing_free(plan->mail);
    party_free(plan->party);
    g_free(plan->known);
    g_free(plan->answers);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Plan, plan_clear)

static bool
refuse(GError **error, const char *why)
{
    g_set_error_literal(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, why);
    return false;
}

static bool
take_mail(Plan *plan, gint64 id, GError **error)
{
    g_autoptr(GError) cause = NULL;
    plan->mail = store_outbox_get(plan->store, id, &cause);
    g_autoptr(PostLetter) there =
        plan->mail != NULL ? store_post_in_place_of(plan->store, id, &cause) : NULL;
    if (cause != NULL) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return false;
    }
    if (plan->mail == NULL)
        return refuse(error, "there is no such mail");
    if (plan->mail->state != OUTBOX_FAILED)
        return refuse(error, "only a mail that was not delivered goes on paper");
    if (there != NULL)
        return refuse(error, "the mail stands on paper already; nothing was changed");
    if (!store_outbox_gives_way(plan->store, id, error))
        return false;
    return plan->mail->party_id != 0 ||
           refuse(error, "nobody on record is known to be its recipient, so there is no "
                         "postal address: match its letter first");
}

static bool
take_party(Plan *plan, const char *address, GError **error)
{
    g_autoptr(GError) cause = NULL;
    plan->party = store_party_get(plan->store, plan->mail->party_id, error);
    if (plan->party == NULL)
        return false;
    plan->known = store_address_get(plan->store, plan->party->id, &cause);
    if (cause != NULL) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return false;
    }
    return address != NULL || plan->known != NULL ||
           refuse(error,
               "no postal address is on record: import it (column `address`) or "
               "name it with --address");
}

/* An acknowledgement quotes the number of the letter that it answers. */
static bool
take_answered(Plan *plan, GError **error)
{
    if (plan->mail->number != NULL || plan->mail->letter_id == 0)
        return true;
    g_autoptr(Letter) letter =
        store_letter_get(plan->store, plan->mail->letter_id, error);
    plan->answers = letter != NULL ? g_strdup(letter->in_no) : NULL;
    return letter != NULL;
}

/* What quotes the number of a letter takes none. */
static bool
take_number(Plan *plan, GError **error)
{
    Outgoing *mail = plan->mail;
    return plan->answers != NULL ||
           register_number_once(compose_config(plan->compose), plan->store,
               REGISTER_OUTGOING, plan->now, mail->request_id, store_outbox_paper_no,
               mail->id, &mail->paper_no, error);
}

/* The letter with what went with the mail, what the register says of its number, and who decided it. */
static bool
put(const Plan *plan, const PostLetter *letter, const char *subject,
    const Enclosed *enclosed, gint64 *paper_id, GError **error)
{
    Store *store = plan->store;
    const Outgoing *mail = plan->mail;
    const RegisterSays says = {.party_id = mail->party_id,
        .subject = subject,
        .enclosures = 1 + (int)enclosed->list->len,
        .related = mail->number};
    g_autofree char *note = g_strdup_printf("outbox=%" G_GINT64_FORMAT, mail->id);
    if (!store_begin(store, error))
        return false;
    if (store_post_put(store, letter, paper_id, error) &&
        store_journal(store, plan->actor, "put_on_paper", mail->letter_id,
            mail->request_id, mail->party_id, note, error) &&
        (mail->paper_no == NULL ||
            store_register_say(store, mail->paper_no, &says, error)) &&
        library_enclosed(store, enclosed, *paper_id, mail->paper_no, error) &&
        store_commit(store, error))
        return true;
    store_rollback(store);
    return false;
}

bool
outbox_to_paper(Store *store, Compose *compose, gint64 id, const char *address,
    const char *actor, gint64 *paper_id, GError **error)
{
    g_auto(Plan) plan = {
        .store = store, .compose = compose, .actor = actor, .now = clock_now_ms()};
    g_auto(Enclosed) enclosed = {0};
    g_autofree char *subject = NULL;
    if (!take_mail(&plan, id, error) || !take_party(&plan, address, error) ||
        !take_answered(&plan, error) || !take_number(&plan, error) ||
        !library_enclose_again(compose_config(compose), store, id, &enclosed, error))
        return false;
    const Redelivery redelivery = {plan.mail, plan.answers, enclosed.list};
    const Postal postal = {.name = plan.party->full_name,
        .address = address != NULL ? address : plan.known,
        .number = plan.answers != NULL ? plan.answers : plan.mail->paper_no,
        .date_ms = plan.now};
    g_autoptr(PostLetter) letter =
        compose_post_again(compose, &redelivery, &postal, &subject, error);
    return letter != NULL && put(&plan, letter, subject, &enclosed, paper_id, error);
}

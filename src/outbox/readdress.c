/* readdress.c - what did not arrive: the next step, and the way to another address of the same party. */
#include "outbox/outbox.h"

#include "language/language.h"

#include <string.h>

const char *
outbox_next_step(const OutboxEntry *entry)
{
    bool failed = g_str_equal(entry->state, "failed");
    if (entry->closed || entry->replaced)
        return NULL;
    if (g_str_equal(entry->state, "doubt"))
        return "resend";
    if (!failed)
        return NULL;
    if (g_str_equal(entry->channel, "paper"))
        return "telephone";
    return entry->party_id > 0 && entry->has_address ? "paper" : "telephone";
}

static bool G_GNUC_PRINTF(2, 3) refuse(GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *said = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error_literal(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, said);
    return false;
}

static bool
is_another(const Outgoing *mail, const char *address, GError **error)
{
    if (mail->state != OUTBOX_FAILED)
        return refuse(
            error, "only a mail that was not delivered goes to another address");
    if (mail->party_id == 0)
        return refuse(error,
            "nobody on record is known to be its recipient: match its letter first");
    if (!address_is_sound(address))
        return refuse(error, "'%s' is no address a mail can be sent to", address);
    return g_ascii_strcasecmp(mail->recipient, address) != 0 ||
           refuse(error, "'%s' is where it was sent: name another address", address);
}

/* On the record it is theirs from now on: the door lets detail go there, and what they write from there is
 * known. */
static bool
put_on_record(Store *store, gint64 party_id, const char *address, const char *actor,
    const char *reason, GError **error)
{
    PartyChange change;
    g_autoptr(Party) party = store_party_get(store, party_id, error);
    if (party == NULL)
        return false;
    g_autoptr(PersonName) name = person_name_parse(party->full_name);
    g_autoptr(GPtrArray) keys = person_name_keys(name);
    g_free(party->email);
    party->email = g_ascii_strdown(address, -1);
    return store_party_put(store, party, keys, &change, NULL, error) &&
           (change == PARTY_UNCHANGED || store_journal(store, actor, "party_changed", 0,
                                             0, party_id, reason, error));
}

static bool
ask_door(const Config *config, Store *store, const Outgoing *mail, const char *address,
    GError **error)
{
    const Departure departure = {.request_id = mail->request_id,
        .party_id = mail->party_id,
        .recipient = address,
        .unasked = true};
    DoorVerdict verdict;
    if (!door_ask(config, store, &departure, &verdict, error))
        return false;
    return verdict == DOOR_OPEN || refuse(error, "it may not leave to that address (%s)",
                                       door_verdict_name(verdict));
}

bool
outbox_readdress(const Config *config, Store *store, Compose *compose, gint64 id,
    const char *address, const char *actor, const char *reason, gint64 *new_id,
    GError **error)
{
    GError *failure = NULL;
    g_autoptr(Outgoing) mail = store_outbox_get(store, id, &failure);
    if (failure != NULL) {
        g_propagate_error(error, failure);
        return false;
    }
    if (mail == NULL)
        return refuse(error, "there is no such mail");
    if (!is_another(mail, address, error))
        return false;
    g_autoptr(Outgoing) again = compose_mail_again(compose, mail, address, error);
    g_autofree char *note = g_strdup_printf("outbox=%" G_GINT64_FORMAT, id);
    if (again == NULL || !store_begin(store, error))
        return false;
    if (put_on_record(store, mail->party_id, address, actor, reason, error) &&
        ask_door(config, store, mail, address, error) &&
        store_outbox_replace(store, id, again, new_id, error) &&
        store_journal(store, actor, "readdressed", mail->letter_id, mail->request_id,
            mail->party_id, note, error) &&
        store_commit(store, error))
        return true;
    store_rollback(store);
    return false;
}

/* door.c - whether a mail may leave: the one decision, for whoever speaks.
 *
 * What can be told from the departure alone is asked first, then the store. In doubt it stays
 * shut, with a reason that stands on the letter; a person can always write by hand.
 */
#include "compose/compose.h"

#include <string.h>

enum {
    DAY_MS = 24 * 60 * 60 * 1000,
    MOST_TO_ADDRESS = 10,   /* automatic mails a day */
    MOST_ABOUT_REQUEST = 1, /* of them, to one address about one request */
    MOST_PREFIXES = 3,      /* Re: Re: Re: is people, more is machines */
    MOST_TAGS = 1,          /* [#123] twice: another office's machine added its own */
};

const char *
door_verdict_name(DoorVerdict verdict)
{
    static const char *const names[] = {"open", "automatic_mail", "no_address",
        "ourselves", "unauthenticated", "cap", "disclosure", "quiet", "loop",
        "no_sender"};
    return names[verdict];
}

static bool
contains(char **words, const char *word, gsize length)
{
    for (guint i = 0; words != NULL && words[i] != NULL; i++) {
        if (strlen(words[i]) == length &&
            g_ascii_strncasecmp(words[i], word, length) == 0)
            return true;
    }
    return false;
}

static bool
is_ourselves(const Config *config, const char *address)
{
    const char *domain = strchr(address, '@') + 1;
    g_autofree char *untagged = address_untagged(address);
    return contains(config->addresses, address, strlen(address)) ||
           contains(config->addresses, untagged, strlen(untagged)) ||
           contains(config->scanners, address, strlen(address)) ||
           contains(config->domains, domain, strlen(domain)) ||
           (config->relay.from != NULL &&
               g_ascii_strcasecmp(config->relay.from, address) == 0);
}

/* Mailboxes nobody reads, or that speak for a machine (RFC 2142 and custom). */
static bool
is_machine(const char *address)
{
    static const char *const names[] = {"mailer-daemon", "postmaster", "abuse", "root",
        "daemon", "bounce", "bounces", "noreply", "no-reply", "no_reply", "donotreply",
        "do-not-reply", "do_not_reply", "autoreply", "auto-reply", "listserv",
        "majordomo"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        gsize length = strlen(names[i]);
        if (g_ascii_strncasecmp(address, names[i], length) == 0 &&
            strchr("@+-.=", address[length]) != NULL)
            return true;
    }
    gsize local = strcspn(address, "@");
    return (local > 8 && g_ascii_strncasecmp(address + local - 8, "-noreply", 8) == 0) ||
           (local > 8 && g_ascii_strncasecmp(address + local - 8, "-request", 8) == 0);
}

/* The reply prefix a subject begins with, "Re[2]:" too: its length, or 0. */
static gsize
prefix_length(const char *subject)
{
    static const char *const prefixes[] = {
        "re", "fw", "fwd", "aw", "sv", "رد", "إعادة توجيه"};
    for (guint i = 0; i < G_N_ELEMENTS(prefixes); i++) {
        gsize length = strlen(prefixes[i]);
        if (g_ascii_strncasecmp(subject, prefixes[i], length) != 0)
            continue;
        if (subject[length] == '[')
            length += strspn(subject + length, "[0123456789]");
        length += strspn(subject + length, " ");
        if (subject[length] == ':')
            return length + 1;
    }
    return 0;
}

/* Brackets with a digit in them, as ticket numbers stand in. */
static int
count_tags(const char *subject)
{
    int tags = 0;
    for (const char *open = strchr(subject, '['); open != NULL;) {
        gsize length = strcspn(open + 1, "[]");
        gsize digit = strcspn(open + 1, "0123456789");
        tags += open[1 + length] == ']' && digit < length;
        open = strchr(open + 1 + length, '[');
    }
    return tags;
}

static bool
is_growing(const char *subject)
{
    int prefixes = 0;
    while (*subject != '\0') {
        subject += strspn(subject, " \t");
        gsize length = prefix_length(subject);
        if (length == 0)
            break;
        prefixes++;
        subject += length;
    }
    return prefixes > MOST_PREFIXES || count_tags(subject) > MOST_TAGS;
}

/* What the letter itself forbids. */
static DoorVerdict
ask_letter(const Letter *letter)
{
    if (letter->quiet)
        return DOOR_QUIET;
    if (letter->kind != KIND_LETTER)
        return DOOR_AUTOMATIC_MAIL;
    if (letter->dmarc != NULL && strcmp(letter->dmarc, "fail") == 0)
        return DOOR_UNAUTHENTICATED;
    if (letter->subject != NULL && is_growing(letter->subject))
        return DOOR_LOOP;
    return DOOR_OPEN;
}

static DoorVerdict
ask_address(const Config *config, const char *recipient)
{
    if (!address_is_sound(config->relay.from))
        return DOOR_NO_SENDER;
    if (!address_is_sound(recipient))
        return DOOR_NO_ADDRESS;
    if (is_ourselves(config, recipient))
        return DOOR_OURSELVES;
    if (is_machine(recipient))
        return DOOR_AUTOMATIC_MAIL;
    return DOOR_OPEN;
}

/* Detail goes to the address on the party's record and to no other. */
static bool
ask_record(Store *store, const Departure *departure, DoorVerdict *verdict, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(Party) party = departure->party_id != 0
                                 ? store_party_get(store, departure->party_id, &cause)
                                 : NULL;
    if (cause != NULL && cause->code != DIWAN_ERROR_REFUSED) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return false;
    }
    if (party == NULL || party->email == NULL ||
        g_ascii_strcasecmp(party->email, departure->recipient) != 0)
        *verdict = DOOR_DISCLOSURE;
    return true;
}

static bool
ask_caps(Store *store, const Departure *departure, DoorVerdict *verdict, GError **error)
{
    gint64 since = clock_now_ms() - DAY_MS, request_id = departure->request_id;
    int to_address = 0, about_request = 0;
    if (!store_outbox_count_to(
            store, departure->recipient, 0, since, &to_address, error) ||
        (request_id > 0 && !store_outbox_count_to(store, departure->recipient, request_id,
                               since, &about_request, error)))
        return false;
    if (about_request >= MOST_ABOUT_REQUEST || to_address >= MOST_TO_ADDRESS)
        *verdict = DOOR_CAP;
    return true;
}

bool
door_ask(const Config *config, Store *store, const Departure *departure,
    DoorVerdict *verdict, GError **error)
{
    DoorVerdict found = DOOR_OPEN;
    if (departure->letter != NULL && departure->automatic)
        found = ask_letter(departure->letter);
    if (found == DOOR_OPEN)
        found = departure->recipient != NULL ? ask_address(config, departure->recipient)
                                             : DOOR_NO_ADDRESS;
    if (found == DOOR_OPEN && !departure->neutral &&
        !ask_record(store, departure, &found, error))
        return false;
    if (found == DOOR_OPEN && departure->automatic &&
        !ask_caps(store, departure, &found, error))
        return false;
    *verdict = found;
    return true;
}

/* notice.c - what an applicant is owed to be told → a mail in the outbox, or the reason why there is none.
 *
 * A notice was owed in the transaction of what it tells. Here it gets its number, is composed outside any
 * transaction, and leaves in one with its mail: whenever this is interrupted, it is sent once. Who has no
 * mail address is written to on paper; who has no postal one either waits for a person.
 */
#include "office/notice.h"

#include <string.h>

enum {
    MOST_AT_ONCE = 50,
    NOTICE_TRY_AGAIN_MS = 5 * 60 * 1000,
    LATER_MS = 60 * 60 * 1000, /* enough was said to the address for now */
};

/* That of the letter that opened the request; the office's when a person did. */
static const char *
language_of(const Desk *desk, const Request *request)
{
    g_autoptr(Letter) letter =
        request->opened_by != 0 ? store_letter_get(desk->store, request->opened_by, NULL)
                                : NULL;
    return letter != NULL ? compose_language(desk->config, letter)
                          : desk->config->language;
}

/* A letter that is ready, and what is kept of it. */
typedef struct Leaving {
    Outgoing *mail;   /* or */
    PostLetter *post; /* on paper */
    char *subject;
    Enclosed enclosed;
} Leaving;

static void
leaving_clear(Leaving *leaving)
{
    g_clear_pointer(&leaving->mail, outgoing_free);
    g_clear_pointer(&leaving->post, post_letter_free);
    g_free(leaving->subject);
    enclosed_clear(&leaving->enclosed);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Leaving, leaving_clear)

/* A person's own letter is not marked as sent by a machine. */
static Departure
departure_of(
    const Notice *notice, const Draft *draft, char *template_, const char *occasion)
{
    return (Departure){.request_id = draft->request->id,
        .party_id = draft->party->id,
        .purpose = notice->purpose,
        .template_ = g_strdelimit(template_, "_", '-'),
        .language = draft->language,
        .recipient = draft->party->email,
        .occasion = occasion,
        .unasked = strcmp(notice->purpose, "missing_documents") != 0,
        .model = draft->model};
}

static gint64
party_of(const Leaving *leaving)
{
    return leaving->mail != NULL ? leaving->mail->party_id : leaving->post->party_id;
}

/* What the register says of its number. */
static bool
say(const Desk *desk, const Notice *notice, const Leaving *leaving, GError **error)
{
    RegisterSays says = {.party_id = party_of(leaving),
        .subject = leaving->subject,
        .enclosures = (int)leaving->enclosed.list->len};
    return store_register_say(desk->store, notice->out_no, &says, error);
}

static bool
put(const Desk *desk, const Notice *notice, const Leaving *leaving, GError **error)
{
    gint64 outbox_id = 0;
    if (!store_begin(desk->store, error))
        return false;
    bool kept = leaving->mail != NULL
                    ? store_outbox_put(desk->store, leaving->mail, &outbox_id, error)
                    : store_post_put(desk->store, leaving->post, &outbox_id, error);
    if (kept && say(desk, notice, leaving, error) &&
        library_enclosed(
            desk->store, &leaving->enclosed, outbox_id, notice->out_no, error) &&
        store_notice_end(desk->store, notice->id, "sent", NULL, outbox_id, error) &&
        store_journal(desk->store, notice->actor, "notice_sent", 0, notice->request_id,
            party_of(leaving), notice->purpose, error) &&
        store_commit(desk->store, error))
        return true;
    store_rollback(desk->store);
    return false;
}

/* What the door says; sets *open when it may leave now. */
static bool
ask_door(const Desk *desk, const Notice *notice, const Departure *departure, Draft *draft,
    gint64 now, bool *open, GError **error)
{
    Store *store = desk->store;
    DoorVerdict verdict;
    if (!door_ask(desk->config, desk->store, departure, &verdict, error))
        return false;
    const char *why = door_verdict_name(verdict);
    *open = verdict == DOOR_OPEN;
    if (verdict == DOOR_NO_ADDRESS) {
        g_autoptr(GError) cause = NULL;
        draft->address = store_address_get(store, draft->party->id, &cause);
        *open = draft->address != NULL;
        if (cause != NULL) {
            g_propagate_error(error, g_steal_pointer(&cause));
            return false;
        }
    }
    if (*open)
        return true;
    if (verdict == DOOR_CAP || verdict == DOOR_NO_SENDER)
        return store_notice_later(store, notice->id, now + LATER_MS, why, error);
    return store_notice_end(store, notice->id, "post", why, 0, error);
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

/* In the applicant's mailbox it stands with what he wrote last about the request. */
static bool
thread(const Desk *desk, Draft *draft, Departure *departure, GError **error)
{
    g_autoptr(GError) cause = NULL;
    draft->last = store_letter_last_about(
        desk->store, draft->request->id, departure->recipient, &cause);
    if (draft->last != NULL)
        draft->references = store_references_of(desk->store, draft->last->id, &cause);
    departure->follows = draft->last;
    departure->references = draft->references;
    if (cause == NULL)
        return true;
    g_propagate_error(error, g_steal_pointer(&cause));
    return false;
}

static bool
compose_paper(const Draft *draft, const char *number_, gint64 now, Compose *compose,
    const Departure *departure, Leaving *into, GError **error)
{
    Rendered rendered = {0};
    const Postal postal = {.name = draft->party->full_name,
        .address = draft->address,
        .number = number_,
        .date_ms = now};
    into->post = compose_post(compose, departure, &postal, error);
    if (into->post == NULL || !compose_render(compose, departure, true, &rendered, error))
        return false;
    into->subject = g_steal_pointer(&rendered.subject);
    rendered_clear(&rendered);
    return true;
}

static bool
compose_leaving(const Desk *desk, Compose *compose, Draft *draft, const char *number_,
    gint64 now, Departure *departure, Leaving *into, GError **error)
{
    Rendered rendered = {0};
    char **names = compose_enclosures(compose, departure->template_, departure->language);
    bool (*enclose)(const Config *, Store *, char **, Enclosed *, GError **) =
        draft->address != NULL ? library_enclose_paper : library_enclose;
    if (!enclose(desk->config, desk->store, names, &into->enclosed, error))
        return false;
    departure->enclosures = into->enclosed.list;
    if (draft->address != NULL)
        return compose_paper(draft, number_, now, compose, departure, into, error);
    into->mail = thread(desk, draft, departure, error)
                     ? compose_mail(compose, departure, error)
                     : NULL;
    if (into->mail == NULL ||
        !compose_render(compose, departure, false, &rendered, error))
        return false;
    into->subject = plain_subject(rendered.subject);
    rendered_clear(&rendered);
    return true;
}

static bool
compose_and_put(const Desk *desk, Compose *compose, Notice *notice, Draft *draft,
    gint64 now, int *sent, GError **error)
{
    bool open = false;
    g_autoptr(GError) cause = NULL;
    g_autofree char *template_ = g_strdup(notice->purpose);
    g_autofree char *occasion = g_strdup_printf("notice %" G_GINT64_FORMAT, notice->id);
    Departure departure = departure_of(notice, draft, template_, occasion);
    if (!ask_door(desk, notice, &departure, draft, now, &open, error))
        return false;
    if (!open)
        return true;
    if (!notice_fill(desk, notice, draft, &cause)) {
        if (cause == NULL)
            return store_notice_end(
                desk->store, notice->id, "recalled", "nothing_missing", 0, error);
        g_propagate_error(error, g_steal_pointer(&cause));
        return false;
    }
    if (!register_number_once(desk->config, desk->store, REGISTER_OUTGOING, now,
            notice->request_id, store_notice_number, notice->id, &notice->out_no, error))
        return false;
    departure.model = draft->model;
    json_object_set_string_member(
        json_node_get_object(departure.model), "out_no", notice->out_no);
    g_auto(Leaving) leaving = {0};
    bool well = compose_leaving(
        desk, compose, draft, notice->out_no, now, &departure, &leaving, &cause);
    if (!well && cause->code == DIWAN_ERROR_REFUSED)
        return store_notice_end(
            desk->store, notice->id, "refused", cause->message, 0, error);
    if (!well) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return false;
    }
    *sent += 1;
    return put(desk, notice, &leaving, error);
}

static bool
send_one(const Desk *desk, Compose *compose, Notice *notice, gint64 now, int *sent,
    GError **error)
{
    g_auto(Draft) draft = {0};
    draft.request = store_request_get(desk->store, notice->request_id, error);
    draft.party = draft.request != NULL
                      ? store_party_get(desk->store, draft.request->party_id, error)
                      : NULL;
    if (draft.party == NULL)
        return false;
    draft.language = language_of(desk, draft.request);
    return strcmp(notice->purpose, "survey") == 0
               ? survey_send(desk, compose, notice, draft.request, draft.party,
                     draft.language, now, sent, error)
               : compose_and_put(desk, compose, notice, &draft, now, sent, error);
}

bool
notices_send(const Desk *desk, Compose *compose, gint64 now, int *sent, GError **error)
{
    bool well = true;
    g_autoptr(GPtrArray) due = store_notices_due(desk->store, now, MOST_AT_ONCE, error);
    for (guint i = 0; due != NULL && i < due->len; i++) {
        Notice *notice = due->pdata[i];
        g_autoptr(GError) cause = NULL;
        if (send_one(desk, compose, notice, now, sent, &cause))
            continue;
        /* The others do not wait for it. */
        if (!store_notice_later(desk->store, notice->id, now + NOTICE_TRY_AGAIN_MS,
                cause->message, well ? error : NULL))
            return false;
        if (well)
            g_propagate_error(error, g_steal_pointer(&cause));
        well = false;
    }
    return due != NULL && well;
}

/* which.c - the request a matched letter continues: what it answers, what it quotes, what is open.
 *
 * Only requests of the letter's own party: what somebody else quotes leads nowhere. A merged request is
 * the one it was merged into. An ended one goes on where it may, else the letter opens a new one that is
 * linked to it; on an ended request no letter would be seen.
 */
#include "filing/which.h"

#include <string.h>

enum { MOST_MERGES = 8, MOST_OPEN = 64 };

typedef struct Search {
    const Desk *desk;
    const ReferenceKey *key;
    const Letter *letter;
    const Plan *plan;
    gint64 id;       /* found */
    gint64 ended_id; /* the first that was meant and has ended */
} Search;

/* Of the party, behind merges; NULL: there is none, or with an error. */
static Request *
own_request(const Search *search, gint64 id, GError **error)
{
    for (int i = 0; i <= MOST_MERGES && id != 0; i++) {
        g_autoptr(Request) request = store_request_get(search->desk->store, id, error);
        if (request == NULL || request->party_id != search->letter->party_id)
            return NULL;
        if (strcmp(request->state, "merged") != 0)
            return g_steal_pointer(&request);
        id = request->about_id;
    }
    return NULL;
}

/* False with an error alone. */
static bool
try_request(Search *search, gint64 id, GError **error)
{
    bool taken = false;
    g_autoptr(GError) cause = NULL;
    g_autoptr(Request) request =
        search->id == 0 && id != 0 ? own_request(search, id, &cause) : NULL;
    if (request == NULL) {
        if (cause != NULL)
            g_propagate_error(error, g_steal_pointer(&cause));
        return cause == NULL;
    }
    if (!request_followed(search->desk, request->id, 0, &taken, error))
        return false;
    if (taken)
        search->id = request->id;
    else if (search->ended_id == 0)
        search->ended_id = request->id;
    return true;
}

/* The request of a mail that is answered; 0: it is not known. Programs that drop threading headers leave
 * the signed token in the address they answer to. */
static gint64
request_of_reference(const Search *search, const char *reference)
{
    Store *store = search->desk->store;
    ThreadOf thread = {0};
    gint64 letter_id = 0, id = 0;
    if (store_thread_by_our_id(store, reference, &thread) ||
        store_thread_by_their_id(store, reference, &thread)) {
        id = thread.request_id;
        thread_of_clear(&thread);
        return id;
    }
    if (!reference_read(search->key, reference, &letter_id, &id))
        return 0;
    if (id != 0 || letter_id == 0)
        return id;
    g_autoptr(Letter) letter = store_letter_get(store, letter_id, NULL);
    return letter != NULL ? letter->request_id : 0;
}

static bool
by_thread(Search *search, GError **error)
{
    const GPtrArray *references = search->plan->references;
    bool well = true;
    for (guint i = 0;
         well && search->id == 0 && i < references->len && i < MOST_REFERENCES; i++)
        well = try_request(
            search, request_of_reference(search, references->pdata[i]), error);
    return well;
}

static bool
by_number(Search *search, GError **error)
{
    Store *store = search->desk->store;
    const GPtrArray *numbers = search->plan->numbers;
    bool well = true;
    for (guint i = 0; well && search->id == 0 && i < numbers->len; i++) {
        const char *number = numbers->pdata[i];
        gint64 id = store_request_by_number(store, number);
        gint64 quoted = id == 0 ? store_letter_by_in_no(store, number) : 0;
        if (quoted != 0) {
            g_autoptr(Letter) earlier = store_letter_get(store, quoted, error);
            if (earlier == NULL)
                return false;
            id = earlier->request_id;
        }
        well = try_request(search, id, error);
    }
    return well;
}

/* How much a request wants the documents that a letter brings. */
static int
wants_documents(const Search *search, const Request *request)
{
    const KindRule *kind = rules_kind(search->desk->rules, request->kind);
    if (request->clock.paused_at != 0)
        return 3;
    return kind != NULL && kind->documents[0] != NULL ? 2 : 1;
}

/* A letter of a kind that opens nothing brings what was asked for. */
static bool
by_want(Search *search, GError **error)
{
    const RequestFilter filter = {
        .party_id = search->letter->party_id, .limit = MOST_OPEN};
    g_autoptr(GPtrArray) requests =
        store_requests_list(search->desk->store, &filter, error);
    const Request *most = NULL;
    for (guint i = 0; requests != NULL && i < requests->len; i++) {
        const Request *one = requests->pdata[i];
        if (!state_is_over(one->state) &&
            (most == NULL ||
                wants_documents(search, one) > wants_documents(search, most)))
            most = one;
    }
    return requests != NULL && (most == NULL || try_request(search, most->id, error));
}

static bool
by_kind(Search *search, GError **error)
{
    const Kind *kind = search->plan->kind;
    if (search->id != 0)
        return true;
    if (!kind->opens)
        return by_want(search, error);
    return try_request(search,
        store_request_open_of(search->desk->store, search->letter->party_id, kind->id),
        error);
}

bool
which_request(const Desk *desk, const ReferenceKey *key, const Letter *letter,
    const Plan *plan, gint64 *id, gint64 *ended_id, GError **error)
{
    Search search = {.desk = desk, .key = key, .letter = letter, .plan = plan};
    if (!try_request(&search, letter->request_id, error) || !by_thread(&search, error) ||
        !by_number(&search, error) || !by_kind(&search, error))
        return false;
    *id = search.id;
    *ended_id = search.id == 0 ? search.ended_id : 0;
    return true;
}

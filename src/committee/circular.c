/* circular.c - a circular is prepared: for whom, by which template, to be approved by a second person.
 *
 * Each letter is owed once: a circular prepared again is another one, and the same one sent again finds
 * nothing to do.
 */
#include "committee/inside.h"

#include <string.h>

enum { PEOPLE_AT_ONCE = 1000, REVISION_DIGITS = 8 };

static const char *const audiences[] = {
    "all", "applicant", "beneficiary", "supporter", "volunteer", "branch", "body", NULL};

static bool
ask_template(Compose *compose, const char *template_, const char *to_whom, GError **error)
{
    char **purposes = compose_purposes(compose, template_);
    if (purposes == NULL)
        return committee_refuse(error, "there is no template '%s'", template_);
    if (!g_strv_contains((const char *const *)purposes, "circular"))
        return committee_refuse(
            error, "the template '%s' is not for circulars", template_);
    if (g_strv_contains(audiences, to_whom))
        return true;
    g_autofree char *known = g_strjoinv(" ", (char **)audiences);
    return committee_refuse(
        error, "'%s' is nobody a circular goes to: %s", to_whom, known);
}

/* Filled for nobody: what it says is put to the sum. */
static bool
say(const Writing *writing, bool post, GChecksum *sum, GError **error)
{
    const PlannedLetter sample = {.channel = post ? "paper" : "mail",
        .template_ = (char *)writing->template_,
        .purpose = "circular",
        .language = writing->desk->config->language,
        .full_name = "-",
        .email = "somebody@example.org",
        .occasion = (char *)"-"};
    g_autoptr(JsonNode) model = NULL;
    Rendered words = {0};
    Departure departure;
    if (!planned_departure(writing, &sample, NUMBER_TO_COME, &departure, &model, error) ||
        !compose_render(writing->compose, &departure, post, &words, error))
        return false;
    g_checksum_update(sum, (const guchar *)words.subject, -1);
    g_checksum_update(sum, (const guchar *)words.text, -1);
    rendered_clear(&words);
    return true;
}

char *
circular_revision(const Writing *writing, GError **error)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    if (!say(writing, false, sum, error) || !say(writing, true, sum, error))
        return NULL;
    return g_strndup(g_checksum_get_string(sum), REVISION_DIGITS);
}

static bool
owe_person(const Writing *writing, MailingLetter *take, GError **error)
{
    bool added = false;
    PlannedLetter *letter = planned_of_person(writing, take);
    if (!planned_choose(writing, letter, error)) {
        planned_letter_free(letter);
        return false;
    }
    bool reached = letter->standing == PLAN_READY;
    const MailingLetter owed = {.mailing_id = writing->mailing_id,
        .party_id = letter->party_id,
        .occasion = letter->occasion,
        .template_ = letter->template_,
        .channel = (char *)letter->channel,
        .language = (char *)letter->language,
        .state = (char *)(reached ? "due" : "refused"),
        .why = letter->trouble};
    bool well = store_mailing_letter_put(writing->desk->store, &owed, &added, error);
    planned_letter_free(letter);
    return well;
}

static bool
owe_people(const Writing *writing, const char *to_whom, int *people, GError **error)
{
    gint64 after = 0;
    for (guint n = PEOPLE_AT_ONCE; n == PEOPLE_AT_ONCE;) {
        g_autoptr(GPtrArray) some = store_circular_parties(
            writing->desk->store, to_whom, after, PEOPLE_AT_ONCE, error);
        if (some == NULL)
            return false;
        n = some->len;
        *people += (int)n;
        for (guint i = 0; i < n; i++) {
            MailingLetter *person = g_steal_pointer(&some->pdata[i]);
            after = person->party_id;
            if (!owe_person(writing, person, error))
                return false;
        }
    }
    return true;
}

static bool
prepare(Writing *writing, Mailing *mailing, const char *by, GError **error)
{
    Store *store = writing->desk->store;
    int people = 0;
    if (!store_mailing_put(store, mailing, &mailing->id, error))
        return false;
    writing->mailing_id = mailing->id;
    if (!owe_people(writing, mailing->to_whom, &people, error))
        return false;
    if (people == 0)
        return committee_refuse(
            error, "nobody of '%s' has an address on record", mailing->to_whom);
    g_autofree char *note = g_strdup_printf("run=%" G_GINT64_FORMAT " %s to %s: %d",
        mailing->id, mailing->template_, mailing->to_whom, people);
    return store_journal(store, by, "circular_prepared", 0, 0, 0, note, error);
}

bool
committee_circular(const Desk *desk, Compose *compose, const char *template_,
    const char *to_whom, JsonNode *model, const Act *act, gint64 *mailing_id,
    GError **error)
{
    g_autofree char *text = json_to_string(model, FALSE);
    Mailing mailing = {.template_ = (char *)template_,
        .model = text,
        .to_whom = (char *)to_whom,
        .state = (char *)"prepared",
        .prepared_by = (char *)act->by,
        .prepared_at = committee_now(act)};
    g_auto(Writing) writing = {0};
    if (!committee_may(desk, "committee", act, error) ||
        !ask_template(compose, template_, to_whom, error) ||
        !writing_open(&writing, desk, compose, &mailing, error))
        return false;
    /* A variable or document that is missing is told before anything is owed. */
    g_autofree char *revision = circular_revision(&writing, error);
    if (revision == NULL || !store_begin(desk->store, error))
        return false;
    if (prepare(&writing, &mailing, act->by, error) && store_commit(desk->store, error)) {
        *mailing_id = mailing.id;
        return true;
    }
    store_rollback(desk->store);
    return false;
}

static bool
ask_seen(const Desk *desk, Compose *compose, const Mailing *mailing, const char *revision,
    GError **error)
{
    g_auto(Writing) writing = {0};
    g_autofree char *what = g_strdup_printf("run %" G_GINT64_FORMAT, mailing->id);
    g_autofree char *now = writing_open(&writing, desk, compose, mailing, error)
                               ? circular_revision(&writing, error)
                               : NULL;
    return now != NULL && committee_seen(what, revision, now, error);
}

bool
committee_circular_approve(const Desk *desk, Compose *compose, gint64 mailing_id,
    const char *revision, const Act *act, GError **error)
{
    g_autoptr(Mailing) mailing = committee_may(desk, "approve", act, error)
                                     ? store_mailing_get(desk->store, mailing_id, error)
                                     : NULL;
    if (mailing == NULL)
        return false;
    if (mailing->session_id != 0)
        return committee_refuse(error,
            "run %" G_GINT64_FORMAT " tells the decisions of session %s and is approved "
            "with it",
            mailing_id, mailing->session_no);
    if (strcmp(mailing->prepared_by, act->by) == 0)
        return committee_refuse(
            error, "'%s' prepared this circular: somebody else approves it", act->by);
    if (!ask_seen(desk, compose, mailing, revision, error))
        return false;
    g_free(mailing->approved_by);
    mailing->approved_by = g_strdup(act->by);
    mailing->approved_at = committee_now(act);
    return store_mailing_move(
        desk->store, mailing, "prepared", "approved", act->by, error);
}

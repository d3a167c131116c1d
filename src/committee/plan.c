/* plan.c - every letter of a run before it is approved: how it would leave, and what keeps it. */
#include "committee/inside.h"

#include "language/language.h"

#include <string.h>

/* Stands for the letter's own number, which it gets when it leaves. */
#define NUMBER_TO_COME "2/0000/000000/0"

void
committee_plan_free(CommitteePlan *plan)
{
    if (plan == NULL)
        return;
    g_clear_pointer(&plan->letters, g_ptr_array_unref);
    g_free(plan);
}

static void
block(PlannedLetter *letter, char *take_why)
{
    g_free(letter->trouble);
    letter->trouble = take_why;
    letter->standing = PLAN_BLOCKS;
}

/* The request as it stands now; the day as it will be when it leaves, which is not before now. */
static void
look_at_request(PlannedLetter *letter, gint64 now)
{
    const CommitteeDecision *decision = letter->decision;
    if (decision->moved_at != 0)
        return;
    if (strcmp(decision->request_state, "before_committee") != 0)
        block(letter, g_strdup_printf("the request is '%s', not before the committee",
                          decision->request_state));
    else if (decision->held)
        block(letter, g_strdup("a letter of the request is held and waits for a person"));
    else if (decision->earliest_at > now && !text_is_there(decision->early_reason)) {
        g_autofree char *day = day_gregorian_short(decision->earliest_at);
        block(letter,
            g_strdup_printf(
                "the earliest day, %s, has not come, and no reason is recorded", day));
    }
}

bool
committee_letter(const Desk *desk, Compose *compose, const Mailing *circular,
    const PlannedLetter *letter, Rendered *words, GBytes **pdf, GError **error)
{
    g_auto(Writing) writing = {0};
    g_autoptr(JsonNode) model = NULL;
    bool post = strcmp(letter->channel, "paper") == 0;
    if (!writing_open(&writing, desk, compose, circular, error))
        return false;
    Departure departure = planned_departure(&writing, letter, NUMBER_TO_COME, &model);
    if (words != NULL && !compose_render(compose, &departure, post, words, error))
        return false;
    if (pdf == NULL)
        return true;
    const Postal postal = {.name = letter->full_name,
        .address = letter->address,
        .number = NUMBER_TO_COME,
        .date_ms = clock_now_ms()};
    g_autoptr(PostLetter) made = compose_post(compose, &departure, &postal, error);
    if (made == NULL)
        return false;
    *pdf = g_steal_pointer(&made->bytes);
    return true;
}

/* Nothing is missing in it: it is filled, and looked at by nobody. */
static bool
try_letter(const Writing *writing, PlannedLetter *letter, GError **error)
{
    g_autoptr(JsonNode) model = NULL;
    g_autoptr(GError) trouble = NULL;
    Rendered words = {0};
    Departure departure = planned_departure(writing, letter, NUMBER_TO_COME, &model);
    if (compose_render(writing->compose, &departure,
            strcmp(letter->channel, "paper") == 0, &words, &trouble)) {
        rendered_clear(&words);
        return true;
    }
    if (trouble->code == DIWAN_ERROR_REFUSED) {
        block(letter, g_strdup(trouble->message));
        return true;
    }
    g_propagate_error(error, g_steal_pointer(&trouble));
    return false;
}

static int
channel_place(const char *channel)
{
    return strcmp(channel, "mail") == 0 ? 0 : strcmp(channel, "paper") == 0 ? 1 : 2;
}

static bool
plan_letter(const Writing *writing, CommitteePlan *plan, PlannedLetter *letter,
    gint64 now, GError **error)
{
    g_ptr_array_add(plan->letters, letter);
    if (!try_letter(writing, letter, error))
        return false;
    look_at_request(letter, now);
    plan->count[letter->decision->outcome][channel_place(letter->channel)]++;
    plan->blocked += letter->standing == PLAN_BLOCKS;
    plan->unreached += letter->standing == PLAN_UNREACHED;
    return true;
}

CommitteePlan *
committee_plan_session(
    const Desk *desk, Compose *compose, gint64 session_id, GError **error)
{
    g_auto(Writing) writing = {0};
    g_autoptr(GPtrArray) decisions = store_decisions_of(desk->store, session_id, error);
    if (decisions == NULL || !writing_open(&writing, desk, compose, NULL, error))
        return NULL;
    g_autoptr(CommitteePlan) plan = g_new0(CommitteePlan, 1);
    gint64 now = clock_now_ms();
    plan->letters = g_ptr_array_new_with_free_func((GDestroyNotify)planned_letter_free);
    for (guint i = 0; i < decisions->len; i++) {
        CommitteeDecision *decision = g_steal_pointer(&decisions->pdata[i]);
        if (!plan_letter(
                &writing, plan, planned_of_decision(&writing, decision), now, error))
            return NULL;
    }
    return g_steal_pointer(&plan);
}

/* ---- circulars ---- */

static bool
plan_person(
    const Writing *writing, CommitteePlan *plan, MailingLetter *take, GError **error)
{
    PlannedLetter *letter = planned_of_person(writing, take);
    g_ptr_array_add(plan->letters, letter);
    if (!try_letter(writing, letter, error))
        return false;
    plan->count[0][channel_place(letter->channel)]++;
    plan->blocked += letter->standing == PLAN_BLOCKS;
    plan->unreached += letter->standing == PLAN_UNREACHED;
    return true;
}

CommitteePlan *
committee_plan_circular(
    const Desk *desk, Compose *compose, const Mailing *circular, GError **error)
{
    g_auto(Writing) writing = {0};
    const MailingFilter filter = {.mailing_id = circular->id};
    g_autoptr(GPtrArray) people = store_mailing_letters(desk->store, &filter, error);
    if (people == NULL || !writing_open(&writing, desk, compose, circular, error))
        return NULL;
    g_autoptr(CommitteePlan) plan = g_new0(CommitteePlan, 1);
    plan->letters = g_ptr_array_new_with_free_func((GDestroyNotify)planned_letter_free);
    for (guint i = 0; i < people->len; i++)
        if (!plan_person(&writing, plan, g_steal_pointer(&people->pdata[i]), error))
            return NULL;
    return g_steal_pointer(&plan);
}

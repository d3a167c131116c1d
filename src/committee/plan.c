/* plan.c - every letter of a run before it is approved: how it would leave, and what keeps it.
 *
 * To approve, each letter is composed. To look at a run of thousands, one of each sort is: whether a letter can
 * be filled depends on what it says anything about, and not on the words.
 */
#include "committee/inside.h"

#include "language/language.h"

#include <string.h>

/* A plan being made. */
typedef struct Planning {
    CommitteePlan *plan;
    GHashTable *sorts; /* sort → what keeps it, "" for nothing; NULL: each is composed */
    gint64 now;
} Planning;

void
committee_plan_free(CommitteePlan *plan)
{
    if (plan == NULL)
        return;
    g_clear_pointer(&plan->letters, g_ptr_array_unref);
    writing_clear(plan->writing);
    g_free(plan->writing);
    g_free(plan->revision);
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
look_at_request(const Config *config, PlannedLetter *letter, gint64 now)
{
    const CommitteeDecision *decision = letter->decision;
    if (decision == NULL || decision->moved_at != 0)
        return;
    if (strcmp(decision->request_state, "before_committee") != 0)
        block(letter, g_strdup_printf("the request is '%s', not before the committee",
                          decision->request_state));
    else if (decision->held)
        block(letter, g_strdup("a letter of the request is held and waits for a person"));
    else if (decision->earliest_at > now && text_is_blank(decision->early_reason)) {
        g_autofree char *day = day_gregorian_short(decision->earliest_at);
        block(letter,
            g_strdup_printf(
                "the earliest day, %s, has not come, and no reason is recorded", day));
    } else {
        char *lapsed = decision_lapsed(config, decision, now);
        if (lapsed != NULL)
            block(letter, lapsed);
    }
}

/* ---- composed ---- */

static bool
is_on_paper(const PlannedLetter *letter)
{
    return strcmp(letter->channel, "paper") == 0;
}

bool
committee_letter(const CommitteePlan *plan, const PlannedLetter *letter, Rendered *words,
    GBytes **pdf, GError **error)
{
    const Writing *writing = plan->writing;
    g_autoptr(JsonNode) model = NULL;
    Departure departure;
    if (!planned_departure(writing, letter, NUMBER_TO_COME, &departure, &model, error) ||
        (words != NULL && !compose_render(writing->compose, &departure,
                              is_on_paper(letter), words, error)))
        return false;
    if (pdf == NULL)
        return true;
    const Postal postal = {.name = letter->full_name,
        .address = letter->address,
        .number = NUMBER_TO_COME,
        .date_ms = clock_now_ms()};
    g_autoptr(PostLetter) made =
        compose_post(writing->compose, &departure, &postal, error);
    if (made == NULL)
        return false;
    *pdf = g_steal_pointer(&made->bytes);
    return true;
}

/* Nothing is missing in it: it is filled, and looked at by nobody. trouble: what is missing; NULL. */
static bool
try_letter(const CommitteePlan *plan, const PlannedLetter *letter, char **trouble,
    GError **error)
{
    g_autoptr(GError) failure = NULL;
    Rendered words = {0};
    bool well = committee_letter(plan, letter, &words, NULL, &failure);
    rendered_clear(&words);
    if (!well && failure->code != DIWAN_ERROR_REFUSED) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    *trouble = well ? NULL : g_strdup(failure->message);
    return true;
}

/* Template, language, channel, and what it says anything about. */
static char *
sort_of(const PlannedLetter *letter, JsonNode *model)
{
    GString *sort = g_string_new(letter->template_);
    g_string_append_printf(sort, " %s %s", letter->language, letter->channel);
    JsonObjectIter iter;
    const char *name;
    json_object_iter_init_ordered(&iter, json_node_get_object(model));
    while (json_object_iter_next_ordered(&iter, &name, NULL))
        g_string_append_printf(sort, " %s", name);
    return g_string_free(sort, FALSE);
}

static bool
try_sort(Planning *planning, const PlannedLetter *letter, char **trouble, GError **error)
{
    g_autoptr(JsonNode) model = planned_model(planning->plan->writing, letter, "-");
    g_autofree char *sort = sort_of(letter, model);
    const char *known = g_hash_table_lookup(planning->sorts, sort);
    if (known != NULL) {
        *trouble = *known != '\0' ? g_strdup(known) : NULL;
        return true;
    }
    if (!try_letter(planning->plan, letter, trouble, error))
        return false;
    g_hash_table_insert(planning->sorts, g_steal_pointer(&sort),
        g_strdup(*trouble != NULL ? *trouble : ""));
    return true;
}

bool
committee_plan_compose(CommitteePlan *plan, PlannedLetter *letter, GError **error)
{
    char *trouble = NULL;
    if (letter->standing == PLAN_BLOCKS)
        return true;
    if (!try_letter(plan, letter, &trouble, error))
        return false;
    if (trouble == NULL)
        return true;
    plan->unreached -= letter->standing == PLAN_UNREACHED;
    plan->blocked++;
    block(letter, trouble);
    return true;
}

/* ---- all of them ---- */

static int
channel_place(const char *channel)
{
    return strcmp(channel, "mail") == 0 ? 0 : strcmp(channel, "paper") == 0 ? 1 : 2;
}

static bool
plan_letter(Planning *planning, PlannedLetter *take_letter, GError **error)
{
    CommitteePlan *plan = planning->plan;
    char *trouble = NULL;
    PlannedLetter *letter = take_letter;
    g_ptr_array_add(plan->letters, letter);
    if (!(planning->sorts != NULL ? try_sort(planning, letter, &trouble, error)
                                  : try_letter(plan, letter, &trouble, error)))
        return false;
    if (trouble != NULL)
        block(letter, trouble);
    look_at_request(plan->writing->desk->config, letter, planning->now);
    int outcome = letter->decision != NULL ? (int)letter->decision->outcome : 0;
    plan->count[outcome][channel_place(letter->channel)]++;
    plan->blocked += letter->standing == PLAN_BLOCKS;
    plan->unreached += letter->standing == PLAN_UNREACHED;
    return true;
}

/* A circular that something is missing in has no revision to be approved. */
static bool
name_circular(CommitteePlan *plan, GError **error)
{
    g_autoptr(GError) trouble = NULL;
    plan->revision = circular_revision(plan->writing, &trouble);
    if (trouble == NULL || trouble->code == DIWAN_ERROR_REFUSED)
        return true;
    g_propagate_error(error, g_steal_pointer(&trouble));
    return false;
}

/* rows: of CommitteeDecision, or of MailingLetter where it is a circular's; NULL: they could not be read. */
static CommitteePlan *
plan_rows(const Desk *desk, Compose *compose, const Mailing *circular,
    GPtrArray *take_rows, PlanCare care, GError **error)
{
    g_autoptr(GPtrArray) rows = take_rows;
    g_autoptr(CommitteePlan) plan = g_new0(CommitteePlan, 1);
    g_autoptr(GHashTable) sorts =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    plan->writing = g_new0(Writing, 1);
    plan->letters = g_ptr_array_new_with_free_func((GDestroyNotify)planned_letter_free);
    if (rows == NULL || !writing_open(plan->writing, desk, compose, circular, error) ||
        (circular != NULL && !name_circular(plan, error)))
        return NULL;
    Planning planning = {plan, care == PLAN_SORTS ? sorts : NULL, clock_now_ms()};
    for (guint i = 0; i < rows->len; i++) {
        gpointer row = g_steal_pointer(&rows->pdata[i]);
        PlannedLetter *letter = circular != NULL
                                    ? planned_of_person(plan->writing, row)
                                    : planned_of_decision(plan->writing, row);
        if (!planned_choose(plan->writing, letter, error)) {
            planned_letter_free(letter);
            return NULL;
        }
        if (!plan_letter(&planning, letter, error))
            return NULL;
    }
    return g_steal_pointer(&plan);
}

CommitteePlan *
committee_plan_session(
    const Desk *desk, Compose *compose, gint64 session_id, PlanCare care, GError **error)
{
    /* Read first: what is entered meanwhile is of a later one. */
    g_autoptr(CommitteeSession) session =
        store_committee_get(desk->store, session_id, error);
    CommitteePlan *plan =
        session != NULL
            ? plan_rows(desk, compose, NULL,
                  store_decisions_of(desk->store, session_id, 0, error), care, error)
            : NULL;
    if (plan != NULL)
        plan->revision = g_strdup_printf("%d", session->revision);
    return plan;
}

CommitteePlan *
committee_plan_request(const Desk *desk, Compose *compose, gint64 session_id,
    gint64 request_id, GError **error)
{
    return plan_rows(desk, compose, NULL,
        store_decisions_of(desk->store, session_id, request_id, error), PLAN_EACH, error);
}

CommitteePlan *
committee_plan_circular(const Desk *desk, Compose *compose, const Mailing *circular,
    PlanCare care, GError **error)
{
    const MailingFilter filter = {.mailing_id = circular->id};
    return plan_rows(desk, compose, circular,
        store_mailing_letters(desk->store, &filter, error), care, error);
}

CommitteePlan *
committee_plan_party(const Desk *desk, Compose *compose, const Mailing *circular,
    gint64 party_id, GError **error)
{
    const MailingFilter filter = {.mailing_id = circular->id, .party_id = party_id};
    return plan_rows(desk, compose, circular,
        store_mailing_letters(desk->store, &filter, error), PLAN_EACH, error);
}

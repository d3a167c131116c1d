/* referral.c - a request referred to somebody; contacts by other ways than letters. */
#include "office/inside.h"

#include <string.h>

static bool
is_one_of(const char *const *words, const char *word)
{
    return word != NULL && g_strv_contains(words, word);
}

/* A researcher is a colleague who may see to the request; units and branches have names. */
static bool
addressee_is_sound(const Step *step, const Referral *referral, GError **error)
{
    static const char *const kinds[] = {"researcher", "unit", "branch", NULL};
    if (!is_one_of(kinds, referral->to_kind) || text_is_blank(referral->to_name))
        return refuse(error, "refer to researcher:LOGIN, unit:NAME or branch:NAME");
    if (strcmp(referral->to_kind, "researcher") != 0)
        return true;
    g_autoptr(GError) cause = NULL;
    g_autoptr(Staff) staff =
        store_staff_by_login(step->desk->store, referral->to_name, &cause);
    if (cause != NULL) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return false;
    }
    if (staff == NULL || !staff->active || strcmp(staff->role, "researcher") != 0)
        return refuse(
            error, "'%s' is no social researcher of this office", referral->to_name);
    return !step_is_barred(step, referral->to_name, error);
}

bool
request_refer(const Desk *desk, gint64 request_id, const Referral *referral, int due,
    const Act *act, GError **error)
{
    static const char *const purposes[] = {"information", "opinion", "action", NULL};
    gint64 id = 0;
    g_auto(Step) step = {0};
    if (!step_begin(&step, desk, request_id, act, error) ||
        !step_allowed(&step, "refer", error) ||
        !addressee_is_sound(&step, referral, error))
        return false;
    if (state_is_over(step.request->state))
        return refuse(error, "request %s has ended", step.request->number);
    if (!is_one_of(purposes, referral->purpose))
        return refuse(error, "a referral is for information, opinion or action");
    if (text_is_blank(referral->instruction))
        return refuse(
            error, "say what is to be done about request %s", step.request->number);
    if (strcmp(referral->purpose, "information") != 0 &&
        (due == 0 || due < day_number(step.now)))
        return refuse(
            error, "a referral for %s has a day by which it is due", referral->purpose);
    Referral row = *referral;
    row.request_id = request_id;
    row.actor = (char *)act->by;
    row.at = step.now;
    row.due_at = due != 0 ? day_ends(due) : 0;
    return store_referral_put(desk->store, &row, &id, error) && step_end(&step, error);
}

/* NULL when there is none, or several and no name was given. */
static const Referral *
find_open(GPtrArray *referrals, const char *to_name)
{
    const Referral *found = NULL;
    for (guint i = 0; i < referrals->len; i++) {
        const Referral *one = referrals->pdata[i];
        if (one->ended_at != 0 || (to_name != NULL && strcmp(one->to_name, to_name) != 0))
            continue;
        if (found != NULL && to_name == NULL)
            return NULL;
        found = one;
    }
    return found;
}

bool
request_refer_end(const Desk *desk, gint64 request_id, const char *to_name, bool recall,
    const char *answer, const Act *act, GError **error)
{
    g_auto(Step) step = {0};
    if (!step_begin(&step, desk, request_id, act, error) ||
        !step_allowed(&step, "refer", error))
        return false;
    g_autoptr(GPtrArray) referrals = store_referrals_of(desk->store, request_id, error);
    if (referrals == NULL)
        return false;
    const Referral *found = find_open(referrals, to_name);
    if (found == NULL)
        return refuse(error, "request %s has no open referral of that name, or several",
            step.request->number);
    if (recall && strcmp(found->actor, act->by) != 0)
        return refuse(error, "a referral is recalled by whoever made it");
    if (recall ? text_is_blank(act->reason) : text_is_blank(answer))
        return refuse(error, recall ? "to recall a referral asks for a reason"
                                    : "a referral is returned with an answer");
    return store_referral_end(desk->store, found, recall ? "recalled" : "returned",
               recall ? act->reason : answer, act->by, error) &&
           step_end(&step, error);
}

/* ---- contacts ---- */

const char *const contact_channels[] = {"interview", "telephone", "social_media",
    "letter", "assistance_service", "volunteer_service", "website", "branch", NULL};

static bool
contact_is_sound(const Contact *contact, gint64 now, GError **error)
{
    static const char *const directions[] = {"in", "out", NULL};
    if (!is_one_of(contact_channels, contact->channel))
        return refuse(error, "there is no way of contact '%s'", contact->channel);
    if (!is_one_of(directions, contact->direction))
        return refuse(error, "a contact comes in or goes out");
    if (text_is_blank(contact->summary))
        return refuse(error, "say what was spoken of");
    if (strcmp(contact->channel, "branch") == 0 && text_is_blank(contact->branch))
        return refuse(error, "say which branch");
    return contact->at <= now ||
           refuse(error, "a contact is noted when it has taken place");
}

static bool
put_contact(const Desk *desk, const Contact *contact, const Act *act, gint64 now,
    char **number, GError **error)
{
    gint64 id = 0;
    g_autofree char *given = NULL;
    if (!register_number_take(desk->store, desk->config->calendar, REGISTER_CONTACT, now,
            0, contact->request_id, &given, error))
        return false;
    Contact row = *contact;
    row.number = given;
    row.actor = (char *)act->by;
    row.at = contact->at != 0 ? contact->at : now;
    if (!store_contact_put(desk->store, &row, &id, error))
        return false;
    *number = g_steal_pointer(&given);
    return true;
}

/* With somebody who has no request yet. */
static bool
contact_party(const Desk *desk, const Contact *contact, const Act *act, char **number,
    GError **error)
{
    gint64 now = act->now ? act->now : clock_now_ms();
    bool mine = !store_in_transaction(desk->store);
    if (!rules_allow(desk->rules, "contact", act->role)) {
        g_autofree char *who = rules_who(desk->rules, "contact");
        return refuse(error, "'%s' (%s) may not note contacts, which is for %s", act->by,
            act->role, who);
    }
    if (mine && !store_begin(desk->store, error))
        return false;
    bool well = put_contact(desk, contact, act, now, number, error);
    if (mine && (!well || !store_commit(desk->store, error))) {
        store_rollback(desk->store);
        if (well)
            g_clear_pointer(number, g_free);
        return false;
    }
    return well;
}

bool
request_contact(const Desk *desk, const Contact *contact, const Act *act, char **number,
    GError **error)
{
    g_auto(Step) step = {0};
    if (!contact_is_sound(contact, act->now ? act->now : clock_now_ms(), error))
        return false;
    if (contact->request_id == 0)
        return contact_party(desk, contact, act, number, error);
    g_autofree char *given = NULL;
    if (!step_begin(&step, desk, contact->request_id, act, error) ||
        !step_allowed(&step, "contact", error))
        return false;
    Contact row = *contact;
    row.party_id = step.request->party_id;
    if (!put_contact(desk, &row, act, step.now, &given, error) || !step_end(&step, error))
        return false;
    *number = g_steal_pointer(&given);
    return true;
}

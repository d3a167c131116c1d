/* earlier.c - what persons decided of earlier letters, as evidence for this one.
 *
 * A person's word is about one letter and one address. Later it proves nothing by itself: a
 * confirmed address counts as an identifier does, beside an agreeing name; a rejected one holds
 * what would match; and a guardian lifts the contradiction that he writes for another, never the
 * proof that is asked of his ward's letter. An address counts when it is vouched for.
 */
#include "identify/earlier.h"

#include "identify/weigh.h"

#include <string.h>

#define MOST_DECISIONS 20
#define MOST_GUARDIANS 8

static bool
names_agree(NameAgreement agreement)
{
    return agreement >= NAME_CLOSE;
}

/* ---- the address ---- */

static void
take_decision(
    Suspects *suspects, Suspect *suspect, const Clues *clues, const Decision *decision)
{
    g_autofree char *letter = g_strdup_printf("%" G_GINT64_FORMAT, decision->letter_id);
    const Sighting sighting = {
        clues->sender, letter, NULL, {.part = "header", .confidence = -1}};
    if (decision->kind == DECIDED_GUARDIAN) {
        weigh_clue(suspect, "guardian", WEIGHT_SENDER_CONFIRMED, &sighting);
        return;
    }
    suspects->confirmed += !suspect->confirmed;
    suspect->confirmed = true;
    weigh_clue(suspect, "confirmed",
        clues->letter->trusted ? WEIGHT_SENDER_CONFIRMED : WEIGHT_SENDER_FORGED,
        &sighting);
}

static bool
find_decisions(Suspects *suspects, Store *store, const Clues *clues, GError **error)
{
    g_autoptr(GPtrArray) decisions =
        store_decisions_of_address(store, clues->sender, MOST_DECISIONS, error);
    for (guint i = 0; decisions != NULL && i < decisions->len; i++) {
        const Decision *decision = decisions->pdata[i];
        GError *failure = NULL;
        if (decision->party_id == 0)
            continue;
        Suspect *suspect = suspect_of(suspects, store, decision->party_id, &failure);
        if (failure != NULL) {
            g_propagate_error(error, failure);
            return false;
        }
        if (suspect != NULL)
            take_decision(suspects, suspect, clues, decision);
    }
    return decisions != NULL;
}

static bool
find_rejections(Suspects *suspects, Store *store, const Clues *clues, GError **error)
{
    g_autoptr(GArray) ids =
        store_rejected_of_address(store, clues->sender, MOST_DECISIONS, error);
    for (guint i = 0; ids != NULL && i < ids->len; i++)
        for (guint k = 0; k < suspects->list->len; k++) {
            Suspect *suspect = suspects->list->pdata[k];
            if (suspect->party->id != g_array_index(ids, gint64, i) || suspect->rejected)
                continue;
            suspect->rejected = true;
            weigh_clue(suspect, "rejected", WEIGHT_SENDER_REJECTED,
                &(Sighting){.seen = clues->sender,
                    .place = {.part = "header", .confidence = -1}});
        }
    return ids != NULL;
}

bool
earlier_find(Suspects *suspects, Store *store, const Clues *clues, GError **error)
{
    return clues->sender == NULL || (find_decisions(suspects, store, clues, error) &&
                                        find_rejections(suspects, store, clues, error));
}

/* ---- guardians ---- */

static Suspect *
suspect_with(Suspects *suspects, gint64 party_id)
{
    for (guint i = 0; i < suspects->list->len; i++) {
        Suspect *suspect = suspects->list->pdata[i];
        if (suspect->party->id == party_id)
            return suspect;
    }
    return NULL;
}

/* Whether the letter states the guardian's name. */
static bool
states_name_of(const Clues *clues, const Party *guardian)
{
    g_autoptr(PersonName) name = person_name_parse(guardian->full_name);
    for (guint i = 0; i < clues->names->len; i++) {
        const ToldName *told = clues->names->pdata[i];
        if (names_agree(person_name_compare(told->name, name)))
            return true;
    }
    return false;
}

static bool
is_from(const Clues *clues, const char *address)
{
    return clues->sender != NULL && clues->letter->trusted && address != NULL &&
           g_ascii_strcasecmp(clues->sender, address) == 0;
}

static bool
take_guardian(Suspects *suspects, Suspect *ward, Store *store, const Clues *clues,
    const Decision *decision, GError **error)
{
    if (decision->guardian_id == 0) {
        ward->guarded = ward->guarded || is_from(clues, decision->address);
        return true;
    }
    g_autoptr(Party) guardian = store_party_get(store, decision->guardian_id, error);
    if (guardian == NULL)
        return false;
    if (!is_from(clues, decision->address) && !is_from(clues, guardian->email) &&
        (clues->sender != NULL || !states_name_of(clues, guardian)))
        return true;
    ward->guarded = true;
    Suspect *writer = suspect_with(suspects, guardian->id);
    if (writer != NULL)
        writer->ward = ward;
    return true;
}

bool
earlier_find_guardians(
    Suspects *suspects, Store *store, const Clues *clues, GError **error)
{
    for (guint i = 0; i < suspects->list->len; i++) {
        Suspect *ward = suspects->list->pdata[i];
        if (!ward->personal || !names_agree(ward->stated))
            continue;
        g_autoptr(GPtrArray) decisions =
            store_guardians_of(store, ward->party->id, MOST_GUARDIANS, error);
        if (decisions == NULL)
            return false;
        for (guint k = 0; k < decisions->len; k++)
            if (!take_guardian(suspects, ward, store, clues, decisions->pdata[k], error))
                return false;
    }
    return true;
}

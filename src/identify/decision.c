/* decision.c - one, several, none or conflict: the rule.
 *
 * A party is proven by its verified address, by an answer to our mail from who took part in that
 * thread, or by an identifier and an agreeing name. A match is one proven party that nothing
 * contradicts and that is likely enough. Everything else is for a person: showing one applicant's
 * case to another is the gravest mistake there is, and asking costs a minute.
 */
#include "identify/decision.h"

#include <string.h>

#define MOST_CANDIDATES 5
/* A candidate as unlikely as this is shown, and is no reason to say "several". */
#define LIKELY_ENOUGH_TO_ASK 0.05

/* What contradicts a match, for people. */
typedef struct Contradiction {
    const char *ar, *en;
} Contradiction;

static const Contradiction FORGED = {"عنوان المرسل معروف لدينا ولم تثبت صحة صدوره منه",
    "the sender's address is known, and its domain says the letter is not from it"};
static const Contradiction UNVOUCHED = {
    "عنوان المرسل معروف لدينا ولا شيء يثبت صدور الخطاب منه",
    "the sender's address is known, and nothing vouches that the letter is from it"};
static const Contradiction TOO_MUCH = {"في الخطاب من الأرقام أكثر مما يخص شخصًا واحدًا",
    "it holds more numbers than one person's letter does"};
static const Contradiction TWO_PEOPLE = {
    "في الخطاب رقما هوية لشخصين", "two people's national IDs stand in it"};
static const Contradiction OTHER_NAME = {"رقم الهوية مطابق والاسم مختلف",
    "the national ID is on record with a different name"};
static const Contradiction OTHER_ADDRESS = {"أُرسل من عنوان مسجل لشخص آخر",
    "it was sent from an address that is on another's record"};
static const Contradiction OTHERS_NUMBER = {
    "ذُكر فيه رقم يخص شخصًا آخر", "a number in it belongs to somebody else"};
static const Contradiction OTHER_ID = {
    "رقم الهوية المذكور غير المسجل", "the national ID it tells is not the one on record"};
static const Contradiction REJECTED = {
    "سبق أن قرر موظف أن خطابًا من هذا العنوان ليس لصاحب السجل",
    "a person found an earlier letter from this address not to be this party's"};
static const Contradiction OTHER_BIRTH = {"تاريخ الميلاد المذكور غير المسجل",
    "the day of birth it tells is not the one on record"};
static const Contradiction OTHER_WRITER = {
    "الاسم المذكور غير الاسم المسجل", "the name it tells is not the one on record"};
static const Contradiction THIRD_PARTY = {
    "كتبه شخص عن شخص آخر", "one person wrote it about another"};

static bool
names_agree(NameAgreement agreement)
{
    return agreement == NAME_CLOSE || agreement == NAME_AGREES;
}

/* ---- proof ---- */

static bool
proven_by_address(const Clues *clues, const Suspects *suspects, const Suspect *suspect)
{
    if (!suspect->address || !clues->letter->trusted)
        return false;
    /* A family's address: the display name is the mailbox's, not the writer's. */
    return suspects->at_address == 1 || suspect->personal || names_agree(suspect->stated);
}

static bool
proven_by_identifier(const Suspect *suspect)
{
    return suspect->identifier &&
           (names_agree(suspect->stated) || names_agree(suspect->header));
}

/* An address that a person confirmed is worth an identifier: it takes a name beside it, and the
 * mailbox's own is none where several write from it. */
static bool
proven_by_confirmed(const Clues *clues, const Suspects *suspects, const Suspect *suspect)
{
    bool alone = suspects->at_address + suspects->confirmed == 1;
    return suspect->confirmed && clues->letter->trusted &&
           (names_agree(suspect->stated) || (alone && names_agree(suspect->header)));
}

static bool
is_proven(const Clues *clues, const Suspects *suspects, const Suspect *suspect)
{
    return proven_by_address(clues, suspects, suspect) || suspect->participant ||
           proven_by_identifier(suspect) || proven_by_confirmed(clues, suspects, suspect);
}

/* ---- contradiction ---- */

/* Whether the letter is of a party's whatever it quotes: its verified address, which no other has. What
 * stands in the quotation was written by others, and may tell of them. */
static bool
is_sure(const Clues *clues, const Suspects *suspects, const Suspect *proven)
{
    return proven != NULL && proven->address && clues->letter->trusted &&
           suspects->at_address == 1;
}

/* Two national IDs that mean people: on somebody's record, or labelled in the writer's words. */
static bool
tells_two_people(const Clues *clues, const Suspects *suspects, bool sure)
{
    int people = 0;
    for (guint i = 0; i < clues->told->len; i++) {
        const Told *told = clues->told->pdata[i];
        if (strcmp(told->kind, "national_id") != 0 || (sure && told->quoted))
            continue;
        bool means = told->labelled && clues_speak_in(clues, told);
        for (guint j = 0; !means && j < suspects->list->len; j++) {
            const Suspect *suspect = suspects->list->pdata[j];
            means = g_strcmp0(suspect->party->national_id, told->value) == 0;
        }
        people += means;
    }
    return people >= 2;
}

/* An ID on record with names that all are others'. The display name of a party's own address
 * says little, elsewhere it is the writer's. */
static bool
has_other_name(const Suspect *suspect)
{
    bool differs = suspect->stated == NAME_DIFFERS ||
                   (suspect->header == NAME_DIFFERS && !suspect->address);
    bool agrees = names_agree(suspect->stated) || names_agree(suspect->header);
    return suspect->national_id && differs && !agrees;
}

/* What contradicts whatever party may be proven (NULL: none is); NULL when nothing does. */
static const Contradiction *
contradicts_all(const Clues *clues, const Suspects *suspects, const Suspect *proven)
{
    bool sure = is_sure(clues, suspects, proven);
    if (suspects->at_address > 0 && g_strcmp0(clues->letter->dmarc, "fail") == 0)
        return &FORGED;
    if (clues->too_many)
        return &TOO_MUCH;
    if (tells_two_people(clues, suspects, sure))
        return &TWO_PEOPLE;
    for (guint i = 0; i < suspects->list->len; i++) {
        const Suspect *one = suspects->list->pdata[i];
        if (has_other_name(one) && (one->spoken || !sure))
            return &OTHER_NAME;
    }
    return NULL;
}

/* A number, thread or identifier in the letter that is another's and not this party's as well. A
 * guardian gives his own mobile. */
static bool
tells_of(const Suspect *other, const Suspect *proven)
{
    bool same_id = g_strcmp0(other->party->national_id, proven->party->national_id) == 0;
    return other->led || (other->national_id && !same_id) ||
           (other->holds_other && !proven->holds_other) ||
           (other->mobile && !proven->mobile && other->ward != proven);
}

static bool
tells_of_another(const Clues *clues, const Suspects *suspects, const Suspect *proven)
{
    bool sure = is_sure(clues, suspects, proven);
    for (guint i = 0; i < suspects->list->len; i++) {
        const Suspect *other = suspects->list->pdata[i];
        if (other != proven && (other->spoken || !sure) && tells_of(other, proven))
            return true;
    }
    return false;
}

/* The ID it tells is not the record's. */
static bool
tells_other_id(const Clues *clues, const Suspects *suspects, const Suspect *proven)
{
    if (proven->party->national_id == NULL || proven->national_id)
        return false;
    bool sure = is_sure(clues, suspects, proven);
    for (guint i = 0; i < clues->told->len; i++) {
        const Told *told = clues->told->pdata[i];
        if (told->labelled && strcmp(told->kind, "national_id") == 0 &&
            !(sure && told->quoted))
            return true;
    }
    return false;
}

/* What From contradicts: the address of somebody else, or one that nobody vouches for. */
static const Contradiction *
contradicts_by_address(
    const Clues *clues, const Suspects *suspects, const Suspect *proven)
{
    bool own = proven->address || proven->confirmed || proven->guarded;
    bool known = suspects->at_address + suspects->confirmed > 0;
    if (suspects->at_address > 0 && !proven->address && !proven->guarded)
        return &OTHER_ADDRESS;
    if (known && !own)
        return &OTHER_ADDRESS;
    /* Who answers our own mail has read it: that vouches for him as well. */
    if (known && !clues->letter->trusted && !proven->participant)
        return &UNVOUCHED;
    return proven->rejected && !own && !proven->participant ? &REJECTED : NULL;
}

/* What the names in it contradict. */
static const Contradiction *
contradicts_by_name(const Clues *clues, const Suspects *suspects, const Suspect *proven)
{
    /* A mailbox shows its owner's name whoever writes from it: that name alone does not outweigh
     * the one the letter states. */
    bool own_mailbox = proven->address || proven->participant || proven->confirmed;
    bool rescued = names_agree(proven->header) && (proven->personal || !own_mailbox);
    if (proven->stated == NAME_DIFFERS && !rescued)
        return &OTHER_WRITER;
    if (proven->guarded)
        return NULL;
    if (clues->for_another || proven->other_stated)
        return &THIRD_PARTY;
    bool others_header =
        !own_mailbox || (suspects->shows_another && !names_agree(proven->stated));
    return proven->header == NAME_DIFFERS && others_header ? &THIRD_PARTY : NULL;
}

static const Contradiction *
contradicts(const Clues *clues, const Suspects *suspects, const Suspect *proven)
{
    const Contradiction *contradiction = contradicts_all(clues, suspects, proven);
    if (contradiction == NULL)
        contradiction = contradicts_by_address(clues, suspects, proven);
    if (contradiction != NULL)
        return contradiction;
    if (tells_of_another(clues, suspects, proven))
        return &OTHERS_NUMBER;
    if (tells_other_id(clues, suspects, proven))
        return &OTHER_ID;
    /* A grandson bears his grandfather's name and has his mobile. */
    if (proven->other_birth && !proven->national_id && !proven->address)
        return &OTHER_BIRTH;
    return contradicts_by_name(clues, suspects, proven);
}

/* ---- outcome ---- */

static void
conclude(Identification *result, MatchOutcome outcome, HoldReason hold)
{
    result->outcome = outcome;
    result->hold = hold;
}

static void
conclude_conflict(
    const Config *config, Identification *result, const Contradiction *contradiction)
{
    conclude(result, MATCH_CONFLICT, HOLD_CONFLICT);
    result->note =
        g_strcmp0(config->language, "en") == 0 ? contradiction->en : contradiction->ar;
}

/* How many parties a person should look at. */
static int
count_likely(const Suspects *suspects)
{
    int n = 0;
    for (guint i = 0; i < suspects->list->len; i++) {
        const Suspect *one = suspects->list->pdata[i];
        n += one->address || one->confirmed || one->led || one->identifier ||
             one->national_id || one->candidate->probability >= LIKELY_ENOUGH_TO_ASK;
    }
    return n;
}

static void
decide_unproven(const Config *config, const Clues *clues, const Suspects *suspects,
    Identification *result)
{
    const Contradiction *contradiction = contradicts_all(clues, suspects, NULL);
    int likely = count_likely(suspects);
    if (contradiction != NULL && suspects->list->len > 0)
        conclude_conflict(config, result, contradiction);
    else if (likely > 1)
        conclude(result, MATCH_SEVERAL, HOLD_SEVERAL);
    else if (likely == 1)
        conclude(result, MATCH_NONE, HOLD_UNPROVEN);
    else
        conclude(result, MATCH_NONE, HOLD_UNKNOWN_SENDER);
}

/* A guardian whose letter tells of his ward alone is no second writer; were his own ID or number
 * in it, it would contradict. */
static bool
writes_for_proven(const Clues *clues, const Suspects *suspects, const Suspect *suspect)
{
    return suspect->ward != NULL && is_proven(clues, suspects, suspect->ward);
}

static void
decide(const Config *config, const Clues *clues, const Suspects *suspects,
    Identification *result)
{
    const Suspect *proven = NULL;
    const Contradiction *contradiction = NULL;
    int n = 0;
    for (guint i = 0; i < suspects->list->len; i++) {
        const Suspect *suspect = suspects->list->pdata[i];
        if (!is_proven(clues, suspects, suspect) ||
            writes_for_proven(clues, suspects, suspect))
            continue;
        n++;
        proven = proven != NULL ? proven : suspect;
        if (contradiction == NULL)
            contradiction = contradicts(clues, suspects, suspect);
    }
    if (n == 0)
        decide_unproven(config, clues, suspects, result);
    else if (contradiction != NULL)
        conclude_conflict(config, result, contradiction);
    else if (n > 1 || suspects->too_many)
        conclude(result, MATCH_SEVERAL, HOLD_SEVERAL);
    else if (proven->candidate->probability <= config->level)
        conclude(result, MATCH_NONE, HOLD_UNPROVEN);
    else
        conclude(result, MATCH_ONE, HOLD_NOT);
    if (result->outcome == MATCH_ONE) {
        result->party_id = proven->party->id;
        result->probability = proven->candidate->probability;
    }
}

Identification *
decision_make(const Config *config, const Clues *clues, Suspects *suspects)
{
    Identification *result = g_new0(Identification, 1);
    result->candidates = g_ptr_array_new_with_free_func((GDestroyNotify)candidate_free);
    if (suspects->list->len > 0) {
        const Suspect *first = suspects->list->pdata[0];
        result->party_id = first->party->id;
        result->probability = first->candidate->probability;
    }
    decide(config, clues, suspects, result);
    for (guint i = 0; i < suspects->list->len && i < MOST_CANDIDATES; i++) {
        Suspect *suspect = suspects->list->pdata[i];
        g_ptr_array_add(result->candidates, g_steal_pointer(&suspect->candidate));
    }
    return result;
}

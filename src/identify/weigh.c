/* weigh.c - a letter's clues held against the records they lead to.
 *
 * Here a suspect learns what speaks for and against it; the rule that makes a match of it is in
 * decision.c.
 */
#include "identify/weigh.h"

#include <math.h>
#include <string.h>

static void
add_clue(Suspect *suspect, const char *kind, const char *seen, const char *on_record,
    double bits, const Place *place)
{
    GPtrArray *clues = suspect->candidate->clues;
    for (guint i = 0; i < clues->len; i++) {
        const Clue *before = clues->pdata[i];
        if (strcmp(before->kind, kind) != 0)
            continue;
        if (before->weight >= bits)
            return;
        suspect->bits -= before->weight;
        g_ptr_array_remove_index(clues, i);
        break;
    }
    Clue *clue = clue_new(kind, seen, on_record, bits);
    if (place != NULL) {
        clue->page = place->page;
        clue->x = place->x;
        clue->y = place->y;
        clue->width = place->width;
        clue->height = place->height;
    }
    g_ptr_array_add(clues, clue);
    suspect->bits += bits;
}

void
weigh_clue(Suspect *suspect, const char *kind, const char *seen, const char *on_record,
    WeightLevel level, const Place *place)
{
    add_clue(suspect, kind, seen, on_record, weight_bits(level), place);
}

/* ---- the sender ---- */

static void
weigh_sender(Suspect *suspect, const Clues *clues)
{
    const char *email = suspect->party->email;
    if (clues->sender == NULL || email == NULL ||
        g_ascii_strcasecmp(clues->sender, email) != 0)
        return;
    suspect->address = true;
    WeightLevel level = WEIGHT_SENDER_UNVERIFIED;
    if (clues->letter->trusted)
        level = WEIGHT_SENDER_VERIFIED;
    else if (g_strcmp0(clues->letter->dmarc, "fail") == 0)
        level = WEIGHT_SENDER_FORGED;
    weigh_clue(suspect, "sender", clues->sender, email, level, NULL);
}

/* ---- identifiers ---- */

static const char *
on_record(const Party *party, const char *kind)
{
    if (strcmp(kind, "national_id") == 0)
        return party->national_id;
    if (strcmp(kind, "mobile") == 0)
        return party->mobile;
    if (strcmp(kind, "iban") == 0)
        return party->iban;
    return strcmp(kind, "file_no") == 0 ? party->file_no : NULL;
}

static WeightLevel
identifier_level(const Told *told)
{
    if (told->quoted)
        return WEIGHT_QUOTED;
    if (strcmp(told->kind, "national_id") == 0)
        return told->labelled ? WEIGHT_NATIONAL_ID_LABELLED : WEIGHT_NATIONAL_ID;
    if (strcmp(told->kind, "iban") == 0)
        return WEIGHT_IBAN;
    return strcmp(told->kind, "file_no") == 0 ? WEIGHT_FILE_NO : WEIGHT_MOBILE;
}

static void
weigh_identifier(Suspect *suspect, const Told *told)
{
    bool mobile = strcmp(told->kind, "mobile") == 0;
    bool national_id = strcmp(told->kind, "national_id") == 0;
    suspect->identifier = suspect->identifier || !told->quoted;
    suspect->personal = suspect->personal || (!told->quoted && !mobile);
    suspect->national_id = suspect->national_id || national_id;
    suspect->holds_other = suspect->holds_other || (!mobile && !national_id);
    suspect->mobile = suspect->mobile || (mobile && !told->quoted);
    weigh_clue(suspect, told->kind, told->seen, on_record(suspect->party, told->kind),
        identifier_level(told), &told->place);
}

static void
weigh_identifiers(Suspect *suspect, const Clues *clues)
{
    const Told *another = NULL; /* a labelled ID that is not the record's */
    for (guint i = 0; i < clues->told->len; i++) {
        const Told *told = clues->told->pdata[i];
        const char *record = on_record(suspect->party, told->kind);
        if (record == NULL)
            continue;
        if (g_ascii_strcasecmp(record, told->value) == 0)
            weigh_identifier(suspect, told);
        else if (told->labelled && strcmp(told->kind, "national_id") == 0)
            another = told;
    }
    if (another != NULL && !suspect->national_id)
        weigh_clue(suspect, "national_id", another->seen, suspect->party->national_id,
            WEIGHT_NATIONAL_ID_DIFFERS, &another->place);
}

/* ---- names ---- */

static double
name_bits(Store *store, const PersonName *name, NameAgreement agreement, int parties)
{
    if (agreement == NAME_DIFFERS)
        return weight_bits(WEIGHT_NAME_DIFFERS);
    g_autoptr(GPtrArray) keys = person_name_keys(name);
    int holders =
        keys->len > 0 ? store_parties_count_by(store, "name_key", keys->pdata[0]) : 1;
    return weight_name_bits(agreement, holders, parties);
}

static void
weigh_names(Suspect *suspect, Store *store, const Clues *clues, int parties)
{
    g_autoptr(PersonName) name = person_name_parse(suspect->party->full_name);
    const ToldName *best = NULL;
    NameAgreement agreement = NAME_UNKNOWN;
    for (guint i = 0; i < clues->names->len; i++) {
        const ToldName *told = clues->names->pdata[i];
        NameAgreement one = person_name_compare(told->name, name);
        NameAgreement *slot = told->header ? &suspect->header : &suspect->stated;
        if (told->enclosed && one == NAME_DIFFERS)
            continue;
        *slot = MAX(*slot, one);
        suspect->other_stated =
            suspect->other_stated || (!told->header && one == NAME_DIFFERS);
        if (one > agreement) {
            agreement = one;
            best = told;
        }
    }
    if (best != NULL)
        add_clue(suspect, "name", best->seen, suspect->party->full_name,
            name_bits(store, name, agreement, parties), &best->place);
}

/* ---- probabilities ---- */

static int
by_bits(const void *one, const void *other)
{
    const Suspect *a = *(Suspect *const *)one;
    const Suspect *b = *(Suspect *const *)other;
    if (a->bits != b->bits)
        return a->bits < b->bits ? 1 : -1;
    return (a->party->id > b->party->id) - (a->party->id < b->party->id);
}

/* Each against all others and against nobody on record, whose odds are one. */
static void
set_probabilities(GPtrArray *suspects, int parties)
{
    double prior = weight_prior_bits(parties);
    double top = 0;
    for (guint i = 0; i < suspects->len; i++)
        top = MAX(top, ((Suspect *)suspects->pdata[i])->bits + prior);
    double sum = exp2(-top);
    for (guint i = 0; i < suspects->len; i++)
        sum += exp2(((Suspect *)suspects->pdata[i])->bits + prior - top);
    for (guint i = 0; i < suspects->len; i++) {
        Suspect *suspect = suspects->pdata[i];
        suspect->candidate->probability = exp2(suspect->bits + prior - top) / sum;
    }
}

void
weigh_suspects(Suspects *suspects, Store *store, const Clues *clues, int parties)
{
    for (guint i = 0; i < suspects->list->len; i++) {
        Suspect *suspect = suspects->list->pdata[i];
        weigh_sender(suspect, clues);
        weigh_identifiers(suspect, clues);
        weigh_names(suspect, store, clues, parties);
    }
    g_ptr_array_sort(suspects->list, by_bits);
    set_probabilities(suspects->list, parties);
}

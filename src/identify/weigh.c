/* weigh.c - a letter's clues held against the records they lead to.
 *
 * Here a suspect learns what speaks for and against it; the rule that makes a match of it is in
 * decision.c.
 */
#include "identify/weigh.h"

#include <math.h>
#include <string.h>

static void
add_clue(Suspect *suspect, const char *kind, WeightLevel level, double bits,
    const Sighting *sighting)
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
    Clue *clue = clue_new(kind, sighting->seen, sighting->on_record, bits);
    clue->level = g_strdup(weight_name(level));
    clue->value = g_strdup(sighting->value);
    clue->place = sighting->place;
    g_ptr_array_add(clues, clue);
    suspect->bits += bits;
}

void
weigh_clue(
    Suspect *suspect, const char *kind, WeightLevel level, const Sighting *sighting)
{
    add_clue(suspect, kind, level, weight_bits(suspect->weights, level), sighting);
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
    weigh_clue(suspect, "sender", level,
        &(Sighting){clues->letter->from_address, clues->sender, email,
            {.part = "header",
                .end = g_utf8_strlen(clues->letter->from_address, -1),
                .confidence = -1}});
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
    suspect->spoken = suspect->spoken || !told->quoted;
    suspect->personal = suspect->personal || (!told->quoted && !mobile);
    suspect->national_id = suspect->national_id || national_id;
    suspect->holds_other = suspect->holds_other || (!mobile && !national_id);
    suspect->mobile = suspect->mobile || (mobile && !told->quoted);
    weigh_clue(suspect, told->kind, identifier_level(told),
        &(Sighting){
            told->seen, told->value, on_record(suspect->party, told->kind), told->place});
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
        weigh_clue(suspect, "national_id", WEIGHT_NATIONAL_ID_DIFFERS,
            &(Sighting){another->seen, another->value, suspect->party->national_id,
                another->place});
}

/* ---- day of birth and city: they tell apart, and prove nothing ---- */

static void
weigh_birth(Suspect *suspect, const Told *told)
{
    const char *record = suspect->party->birth_date;
    if (record == NULL)
        return;
    bool same = strcmp(record, told->value) == 0;
    suspect->other_birth = suspect->other_birth || (!same && !told->quoted);
    weigh_clue(suspect, "birth_date", same ? WEIGHT_BIRTH : WEIGHT_BIRTH_DIFFERS,
        &(Sighting){told->seen, told->value, record, told->place});
}

/* "حي النسيم، الرياض" is in الرياض, and so is who wrote only that. */
static void
weigh_city(Suspect *suspect, const Told *told)
{
    if (suspect->party->city == NULL)
        return;
    g_autofree char *record = text_fold(suspect->party->city);
    bool same =
        strstr(record, told->value) != NULL || strstr(told->value, record) != NULL;
    weigh_clue(suspect, "city", same ? WEIGHT_CITY : WEIGHT_CITY_DIFFERS,
        &(Sighting){told->seen, told->value, suspect->party->city, told->place});
}

static void
weigh_person(Suspect *suspect, const Clues *clues)
{
    for (guint i = 0; i < clues->told->len; i++) {
        const Told *told = clues->told->pdata[i];
        if (!clues_speak_in(clues, told) || told->quoted)
            continue;
        if (strcmp(told->kind, "birth_date") == 0)
            weigh_birth(suspect, told);
        else if (strcmp(told->kind, "city") == 0)
            weigh_city(suspect, told);
    }
}

/* ---- misreadings ---- */

static int
digits_off(const char *one, const char *other)
{
    int n = 0;
    if (strlen(one) != strlen(other))
        return G_MAXINT;
    for (gsize i = 0; one[i] != '\0'; i++)
        n += one[i] != other[i];
    return n;
}

/* A number that is one digit off the record's speaks for the party where its name is told too. */
static void
weigh_misread(Suspect *suspect, const Clues *clues)
{
    if (MAX(suspect->stated, suspect->header) < NAME_CLOSE)
        return;
    for (guint i = 0; i < clues->told->len; i++) {
        const Told *told = clues->told->pdata[i];
        bool id = strcmp(told->kind, "national_id_near") == 0;
        bool mobile = strcmp(told->kind, "mobile") == 0 && told->place.confidence >= 0;
        const char *record = on_record(suspect->party, id ? "national_id" : "mobile");
        if ((!id && !mobile) || record == NULL || digits_off(told->value, record) != 1)
            continue;
        weigh_clue(suspect, id ? "national_id_near" : "mobile_near",
            id ? WEIGHT_NATIONAL_ID_NEAR : WEIGHT_MOBILE_NEAR,
            &(Sighting){told->seen, told->value, record, told->place});
    }
}

/* ---- names ---- */

static WeightLevel
name_level(NameAgreement agreement)
{
    if (agreement == NAME_DIFFERS)
        return WEIGHT_NAME_DIFFERS;
    return agreement == NAME_AGREES ? WEIGHT_NAME_AGREES : WEIGHT_NAME_CLOSE;
}

/* How many hold a name: counted once for all who bear it. */
static int
holders_of(Suspects *suspects, Store *store, const PersonName *name)
{
    g_autoptr(GPtrArray) keys = person_name_keys(name);
    if (keys->len == 0)
        return 1;
    gpointer known = NULL;
    if (g_hash_table_lookup_extended(suspects->holders, keys->pdata[0], NULL, &known))
        return GPOINTER_TO_INT(known);
    int n = store_parties_count_by(store, "name_key", keys->pdata[0]);
    g_hash_table_insert(suspects->holders, g_strdup(keys->pdata[0]), GINT_TO_POINTER(n));
    return n;
}

static double
name_bits(Suspects *suspects, Store *store, const PersonName *name,
    NameAgreement agreement, int parties)
{
    if (agreement == NAME_DIFFERS)
        return weight_bits(suspects->weights, WEIGHT_NAME_DIFFERS);
    int holders = holders_of(suspects, store, name);
    return weight_name_bits(suspects->weights, agreement, holders, parties);
}

static void
weigh_names(
    Suspects *suspects, Suspect *suspect, Store *store, const Clues *clues, int parties)
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
        /* From the party's own address a slip of a letter is no other person's name. */
        if (one == NAME_DIFFERS && suspect->address &&
            person_name_has_slip(told->name, name))
            continue;
        if (told->within && (one == NAME_DIFFERS || !suspect->led))
            continue;
        *slot = MAX(*slot, one);
        suspect->other_stated =
            suspect->other_stated || (!told->header && one == NAME_DIFFERS);
        if (one > agreement) {
            agreement = one;
            best = told;
        }
    }
    if (best == NULL)
        return;
    g_autofree char *value = g_strjoinv(" ", best->name->tokens);
    add_clue(suspect, "name", name_level(agreement),
        name_bits(suspects, store, name, agreement, parties),
        &(Sighting){best->seen, value, suspect->party->full_name, best->place});
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
        weigh_names(suspects, suspect, store, clues, parties);
        weigh_person(suspect, clues);
        weigh_misread(suspect, clues);
    }
}

void
weigh_probabilities(Suspects *suspects, int parties)
{
    g_ptr_array_sort(suspects->list, by_bits);
    set_probabilities(suspects->list, parties);
}

/* party_merge.c - two records of one person: found, made one field by field, and two again. */
#include "office/inside.h"

#include <string.h>

/* ---- which may be one person ---- */

static bool
shares(const PartyPair *pair, const char *kind)
{
    g_auto(GStrv) kinds = g_strsplit(pair->kinds, ",", -1);
    return g_strv_contains((const char *const *)kinds, kind);
}

static bool
differ(const char *one, const char *other)
{
    return one != NULL && other != NULL && strcmp(one, other) != 0;
}

/* A name alone is shared by namesakes, a mobile by a family: each asks for the other. */
static bool
may_be_one(const PartyPair *pair)
{
    const Party *one = pair->one, *other = pair->other;
    if (shares(pair, "national_id"))
        return true;
    if (differ(one->national_id, other->national_id))
        return false;
    g_autoptr(PersonName) name = person_name_parse(one->full_name);
    g_autoptr(PersonName) its = person_name_parse(other->full_name);
    NameAgreement agreement = person_name_compare(name, its);
    bool close = agreement == NAME_CLOSE || agreement == NAME_AGREES;
    bool contact =
        shares(pair, "email") || shares(pair, "mobile") || shares(pair, "iban");
    if (contact)
        return close;
    return agreement == NAME_AGREES && one->city != NULL && other->city != NULL &&
           strcmp(one->city, other->city) == 0;
}

GPtrArray *
party_pairs(Store *store, gint64 after_id, int most, gint64 *next, GError **error)
{
    g_autoptr(GPtrArray) pairs = store_party_pairs(store, after_id, most, next, error);
    for (guint i = pairs != NULL ? pairs->len : 0; i-- > 0;)
        if (!may_be_one(pairs->pdata[i]))
            g_ptr_array_remove_index(pairs, i);
    return g_steal_pointer(&pairs);
}

/* ---- one of two ---- */

static char **
field_of(Party *party, const char *name)
{
    const struct {
        const char *name;
        char **value;
    } fields[] = {{"full_name", &party->full_name}, {"national_id", &party->national_id},
        {"email", &party->email}, {"mobile", &party->mobile}, {"city", &party->city},
        {"iban", &party->iban}};
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
        if (strcmp(fields[i].name, name) == 0)
            return fields[i].value;
    return NULL;
}

static void
take_field(Party *kept, Party *gone, const char *name, GPtrArray *taken)
{
    char **to = field_of(kept, name), **from = field_of(gone, name);
    if (*from == NULL || g_strcmp0(*to, *from) == 0)
        return;
    MergedField *one = g_new0(MergedField, 1);
    one->field = g_strdup(name);
    one->former = *to;
    *to = g_strdup(*from);
    g_ptr_array_add(taken, one);
}

/* The kept record with the fields that are the other's, and with what it has none of. */
static bool
take_fields(
    Party *kept, Party *gone, const char *const *fields, GPtrArray *taken, GError **error)
{
    static const char *const all[] = {"national_id", "email", "mobile", "city", "iban"};
    for (int i = 0; fields != NULL && fields[i] != NULL; i++) {
        if (field_of(kept, fields[i]) == NULL)
            return refuse(error, "a record has no field '%s'", fields[i]);
        take_field(kept, gone, fields[i], taken);
    }
    for (guint i = 0; i < G_N_ELEMENTS(all); i++)
        if (*field_of(kept, all[i]) == NULL)
            take_field(kept, gone, all[i], taken);
    return true;
}

/* What was taken and is still the other's is as it was before. */
static void
give_back(Party *kept, Party *gone, GPtrArray *taken)
{
    for (guint i = 0; i < taken->len; i++) {
        const MergedField *one = taken->pdata[i];
        char **to = field_of(kept, one->field), **from = field_of(gone, one->field);
        if (to == NULL || g_strcmp0(*to, *from) != 0)
            continue;
        g_free(*to);
        *to = g_strdup(one->former);
    }
}

static bool
may_merge(const Desk *desk, const Party *kept, const Party *gone, const Act *act,
    GError **error)
{
    if (!rules_allow(desk->rules, "parties", act->role)) {
        g_autofree char *who = rules_who(desk->rules, "parties");
        return refuse(error, "'%s' (%s) may not merge records, which is for %s", act->by,
            act->role, who);
    }
    if (text_is_blank(act->reason))
        return refuse(error, "say why the two records are one person");
    if (kept->id == gone->id || kept->merged_into != 0 || gone->merged_into != 0)
        return refuse(error, "the records %s and %s are one, or one of them was merged",
            kept->file_no, gone->file_no);
    if (gone->beneficiary_no != NULL)
        return refuse(error,
            "%s is registered as beneficiary %s: its record is the one to keep",
            gone->file_no, gone->beneficiary_no);
    return true;
}

static bool
save(Store *store, const Party *party, GError **error)
{
    g_autoptr(PersonName) name = person_name_parse(party->full_name);
    g_autoptr(GPtrArray) keys = person_name_keys(name);
    return store_party_put(store, party, keys, NULL, NULL, error);
}

static bool
merge_records(const Desk *desk, gint64 kept_id, gint64 gone_id, const char *const *fields,
    const Act *act, GError **error)
{
    Store *store = desk->store;
    PartyMerge merge = {.kept_id = kept_id,
        .gone_id = gone_id,
        .actor = (char *)act->by,
        .reason = (char *)act->reason};
    g_autoptr(Party) kept = store_party_get(store, kept_id, error);
    g_autoptr(Party) gone = kept != NULL ? store_party_get(store, gone_id, error) : NULL;
    g_autoptr(GPtrArray) taken =
        g_ptr_array_new_with_free_func((GDestroyNotify)merged_field_free);
    return gone != NULL && may_merge(desk, kept, gone, act, error) &&
           take_fields(kept, gone, fields, taken, error) && save(store, kept, error) &&
           store_party_merge(store, &merge, taken, error);
}

static bool
separate_records(const Desk *desk, gint64 gone_id, const Act *act, GError **error)
{
    PartyMerge merge;
    if (!rules_allow(desk->rules, "parties", act->role)) {
        g_autofree char *who = rules_who(desk->rules, "parties");
        return refuse(error, "'%s' (%s) may not part records, which is for %s", act->by,
            act->role, who);
    }
    if (!store_party_merged(desk->store, gone_id, &merge, error))
        return false;
    if (merge.id == 0)
        return refuse(error, "this record was not merged into another");
    merge.actor = (char *)act->by;
    merge.reason = (char *)act->reason;
    g_autoptr(Party) kept = store_party_get(desk->store, merge.kept_id, error);
    g_autoptr(Party) gone =
        kept != NULL ? store_party_get(desk->store, merge.gone_id, error) : NULL;
    g_autoptr(GPtrArray) taken =
        gone != NULL ? store_party_merged_fields(desk->store, merge.id, error) : NULL;
    if (taken == NULL)
        return false;
    give_back(kept, gone, taken);
    return store_party_unmerge(desk->store, &merge, error) &&
           save(desk->store, kept, error);
}

/* ---- each in one transaction ---- */

static bool
end(Store *store, bool well, GError **error)
{
    if (well && store_commit(store, error))
        return true;
    store_rollback(store);
    return false;
}

bool
party_merge(const Desk *desk, gint64 kept_id, gint64 gone_id, const char *const *fields,
    const Act *act, GError **error)
{
    return store_begin(desk->store, error) &&
           end(desk->store, merge_records(desk, kept_id, gone_id, fields, act, error),
               error);
}

bool
party_separate(const Desk *desk, gint64 gone_id, const Act *act, GError **error)
{
    return store_begin(desk->store, error) &&
           end(desk->store, separate_records(desk, gone_id, act, error), error);
}

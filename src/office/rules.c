/* rules.c - the life of requests, once it is read: what a kind, a state, a role may.
 *
 * The file is rules_read.c's.
 */
#include "office/rules.h"

#include <string.h>

void
move_free(Move *move)
{
    g_free(move->name);
    g_strfreev(move->from);
    g_free(move->to);
    g_strfreev(move->roles);
    g_free(move);
}

static void
machine_free(Machine *machine)
{
    g_free(machine->name);
    g_ptr_array_unref(machine->moves);
    g_hash_table_unref(machine->limits);
    g_free(machine);
}

static void
kind_rule_free(KindRule *rule)
{
    g_free(rule->kind);
    g_free(rule->first_state);
    g_strfreev(rule->documents);
    g_strfreev(rule->optional);
    g_strfreev(rule->fields);
    g_strfreev(rule->enclosures);
    g_free(rule);
}

static void
document_rule_free(DocumentRule *rule)
{
    char *texts[] = {rule->document, rule->name_ar, rule->name_en, rule->why_ar,
        rule->why_en, rule->how_ar, rule->how_en};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_free(rule);
}

Rules *
rules_new(void)
{
    Rules *rules = g_new0(Rules, 1);
    rules->kinds = g_hash_table_new_full(
        g_str_hash, g_str_equal, NULL, (GDestroyNotify)kind_rule_free);
    rules->machines = g_hash_table_new_full(
        g_str_hash, g_str_equal, NULL, (GDestroyNotify)machine_free);
    rules->documents = g_hash_table_new_full(
        g_str_hash, g_str_equal, NULL, (GDestroyNotify)document_rule_free);
    rules->acts = g_hash_table_new_full(
        g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_strfreev);
    return rules;
}

void
rules_free(Rules *rules)
{
    if (rules == NULL)
        return;
    g_hash_table_unref(rules->kinds);
    g_hash_table_unref(rules->machines);
    g_hash_table_unref(rules->documents);
    g_hash_table_unref(rules->acts);
    g_free(rules);
}

/* ---- asking ---- */

const KindRule *
rules_kind(const Rules *rules, const char *kind)
{
    return g_hash_table_lookup(rules->kinds, kind);
}

const DocumentRule *
rules_document(const Rules *rules, const char *document)
{
    return g_hash_table_lookup(rules->documents, document);
}

const char *
document_name(const DocumentRule *document, const char *language)
{
    return strcmp(language, "ar") == 0 ? document->name_ar : document->name_en;
}

const Move *
machine_move(const Machine *machine, const char *from, const char *name_or_to)
{
    for (guint i = 0; i < machine->moves->len; i++) {
        const Move *move = machine->moves->pdata[i];
        if ((strcmp(move->name, name_or_to) == 0 || strcmp(move->to, name_or_to) == 0) &&
            g_strv_contains((const char *const *)move->from, from))
            return move;
    }
    return NULL;
}

Limit
machine_limit(const Machine *machine, const char *state)
{
    const Limit *limit = g_hash_table_lookup(machine->limits, state);
    return limit != NULL ? *limit : (Limit){LIMIT_NONE, 0};
}

GPtrArray *
rules_enclosures(const Rules *rules)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    GHashTableIter iter;
    gpointer rule;
    g_hash_table_iter_init(&iter, rules->kinds);
    while (g_hash_table_iter_next(&iter, NULL, &rule))
        for (char **name = ((KindRule *)rule)->enclosures; *name != NULL; name++)
            if (!g_ptr_array_find_with_equal_func(names, *name, g_str_equal, NULL))
                g_ptr_array_add(names, g_strdup(*name));
    return names;
}

bool
move_is_for(const Move *move, const char *role)
{
    return g_strv_contains((const char *const *)move->roles, role);
}

bool
rules_allow(const Rules *rules, const char *act, const char *role)
{
    char **roles = g_hash_table_lookup(rules->acts, act);
    return roles != NULL && g_strv_contains((const char *const *)roles, role);
}

char *
rules_who(const Rules *rules, const char *act)
{
    char **roles = g_hash_table_lookup(rules->acts, act);
    return roles != NULL ? g_strjoinv(", ", roles) : g_strdup("nobody");
}

bool
state_is_over(const char *state)
{
    return strcmp(state, "closed") == 0 || strcmp(state, "withdrawn") == 0 ||
           strcmp(state, "merged") == 0;
}

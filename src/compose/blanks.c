/* blanks.c - what a purpose's letter is told by its writer, and what the office knows itself. */
#include "compose/inside.h"

static int
by_place(gconstpointer one, gconstpointer other)
{
    const Variable *a = *(Variable *const *)one, *b = *(Variable *const *)other;
    return (int)a->place - (int)b->place;
}

static const char *
kind_name(VariableKind kind)
{
    static const char *const names[] = {"text", "paragraphs", "number", "url", "day",
        "count", "flag", "choice", "texts", "list"};
    return names[kind];
}

static const char *
name_of(GHashTable *variables, const Variable *variable)
{
    GHashTableIter iter;
    gpointer name, value;
    g_hash_table_iter_init(&iter, variables);
    while (g_hash_table_iter_next(&iter, &name, &value))
        if (value == variable)
            return name;
    return NULL;
}

GPtrArray *
compose_blanks(Compose *compose, const char *purpose)
{
    GPtrArray *blanks = g_ptr_array_new_with_free_func(g_free);
    GHashTable *variables = models_of(compose->models, purpose);
    g_autoptr(GPtrArray) own = g_ptr_array_new(); /* of Variable, borrowed */
    GHashTableIter iter;
    gpointer value;
    if (variables == NULL)
        return blanks;
    g_hash_table_iter_init(&iter, variables);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        if (!((Variable *)value)->common)
            g_ptr_array_add(own, value);
    g_ptr_array_sort(own, by_place);
    for (guint i = 0; i < own->len; i++) {
        const Variable *variable = own->pdata[i];
        Blank *blank = g_new0(Blank, 1);
        *blank = (Blank){.name = name_of(variables, variable),
            .kind = kind_name(variable->kind),
            .choices = variable->choices,
            .optional = variable->optional || variable->kind == VARIABLE_FLAG};
        g_ptr_array_add(blanks, blank);
    }
    return blanks;
}

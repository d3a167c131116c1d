/* writing.c - what the letters of a run share: the list of reasons, a circular's model, what goes with them.
 *
 * Each is read once for a run. What a letter encloses depends on its template, its language and on whether
 * it goes by mail or on paper.
 */
#include "committee/inside.h"

#include "language/language.h"

#include <string.h>

static void
enclosed_free(Enclosed *enclosed)
{
    enclosed_clear(enclosed);
    g_free(enclosed);
}

static bool
circular_model(Writing *writing, const Mailing *mailing, GError **error)
{
    g_autoptr(GError) trouble = NULL;
    writing->template_ = mailing->template_;
    writing->mailing_id = mailing->id;
    writing->circular = json_from_string(mailing->model, &trouble);
    if (writing->circular != NULL && JSON_NODE_HOLDS_OBJECT(writing->circular))
        return true;
    return committee_refuse(error, "the model of the circular is no JSON object");
}

bool
writing_open(Writing *writing, const Desk *desk, Compose *compose, const Mailing *mailing,
    GError **error)
{
    *writing = (Writing){.desk = desk, .compose = compose};
    writing->enclosures = g_hash_table_new_full(
        g_str_hash, g_str_equal, g_free, (GDestroyNotify)enclosed_free);
    if (mailing != NULL && mailing->session_id == 0)
        return circular_model(writing, mailing, error);
    writing->reasons = committee_reasons(error);
    return writing->reasons != NULL;
}

void
writing_clear(Writing *writing)
{
    g_clear_pointer(&writing->reasons, g_ptr_array_unref);
    g_clear_pointer(&writing->circular, json_node_unref);
    g_clear_pointer(&writing->enclosures, g_hash_table_unref);
}

const Enclosed *
writing_enclosed(const Writing *writing, const PlannedLetter *letter, GError **error)
{
    const Desk *desk = writing->desk;
    bool paper = strcmp(letter->channel, "paper") == 0;
    g_autofree char *key = g_strdup_printf(
        "%s.%s.%s", letter->template_, letter->language, paper ? "paper" : "mail");
    Enclosed *known = g_hash_table_lookup(writing->enclosures, key);
    if (known != NULL)
        return known;
    Enclosed *read = g_new0(Enclosed, 1);
    char **names =
        compose_enclosures(writing->compose, letter->template_, letter->language);
    if (!(paper ? library_enclose_paper : library_enclose)(
            desk->config, desk->store, names, read, error)) {
        enclosed_free(read);
        return NULL;
    }
    g_hash_table_insert(writing->enclosures, g_steal_pointer(&key), read);
    return read;
}

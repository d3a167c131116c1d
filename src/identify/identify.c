/* identify.c - whose letter it is: one letter, and the stage.
 *
 * Reading comes first and writing after it, in one short transaction for the batch. Automatic
 * mail is nobody's letter: it is never held for want of a match; a bounce is put to the mail of
 * ours that it speaks of.
 */
#include "identify/identify.h"

#include "identify/decision.h"
#include "identify/learn.h"

#include <string.h>

#define MOST_DIAGNOSTIC_BYTES 300

void
identification_free(Identification *identification)
{
    if (identification == NULL)
        return;
    g_clear_pointer(&identification->candidates, g_ptr_array_unref);
    g_free(identification);
}

static Identification *
nobodys(void)
{
    Identification *result = g_new0(Identification, 1);
    result->candidates = g_ptr_array_new_with_free_func((GDestroyNotify)candidate_free);
    return result;
}

static Identification *
identify_among(const Config *config, const ReferenceKey *key, Store *store,
    const Weights *weights, const Letter *letter, GPtrArray *pages, GPtrArray *references,
    int parties, GError **error)
{
    if (letter->kind != KIND_LETTER)
        return nobodys();
    g_autoptr(Clues) clues = clues_find(config, letter, pages);
    g_autoptr(Suspects) suspects =
        suspects_find(key, store, weights, clues, references, parties, error);
    return suspects != NULL ? decision_make(config, clues, suspects) : NULL;
}

Identification *
identify_letter(const Config *config, const ReferenceKey *key, Store *store,
    const Letter *letter, GPtrArray *pages, GPtrArray *references, GError **error)
{
    g_autoptr(Weights) weights = weights_load(config->office, error);
    if (weights == NULL)
        return NULL;
    return identify_among(config, key, store, weights, letter, pages, references,
        store_parties_about(store), error);
}

/* ---- the stage ---- */

static Identification *
identify_stored(const Config *config, const ReferenceKey *key, Store *store,
    const Weights *weights, const Letter *letter, int parties, GError **error)
{
    if (letter->kind != KIND_LETTER)
        return nobodys();
    g_autoptr(GPtrArray) pages =
        store_pages_of(store, letter->id, true, CLUES_MOST_PAGES, error);
    if (pages == NULL)
        return NULL;
    g_autoptr(GPtrArray) references = store_references_of(store, letter->id, error);
    if (references == NULL)
        return NULL;
    return identify_among(
        config, key, store, weights, letter, pages, references, parties, error);
}

/* The first lines of a bounce say why. */
static char *
bounce_words(const Letter *letter)
{
    const char *text = letter->text != NULL ? letter->text : "";
    gsize length = strnlen(text, MOST_DIAGNOSTIC_BYTES);
    while (length > 0 && ((guchar)text[length] & 0xC0) == 0x80)
        length--;
    return g_strndup(text, length);
}

static bool
save_bounce(Store *store, const Letter *letter, GError **error)
{
    g_autoptr(GPtrArray) references = store_references_of(store, letter->id, error);
    if (references == NULL)
        return false;
    g_autofree char *words = bounce_words(letter);
    bool known = false;
    for (guint i = 0; i < references->len && !known; i++)
        if (!store_outbox_bounced(store, references->pdata[i], words, &known, error))
            return false;
    return true;
}

static bool
save_one(Store *store, const Letter *letter, const Identification *found, GError **error)
{
    g_autofree char *note = g_strdup_printf(
        "%s %.4f", match_outcome_name(found->outcome), found->probability);
    if (letter->kind == KIND_BOUNCE && !save_bounce(store, letter, error))
        return false;
    return store_identified(store, letter, found->outcome, found->party_id,
               found->probability, found->candidates, error) &&
           (found->hold == HOLD_NOT ||
               store_letter_hold(store, letter->id, found->hold, found->note, error)) &&
           store_letter_advance(
               store, letter, LETTER_IDENTIFIED, "identify", note, error);
}

static bool
save_all(Store *store, GPtrArray *letters, GPtrArray *found, GError **error)
{
    for (guint i = 0; i < letters->len; i++)
        if (!save_one(store, letters->pdata[i], found->pdata[i], error))
            return false;
    return true;
}

bool
identify_letters(const Config *config, const ReferenceKey *key, Store *store,
    GPtrArray *letters, GError **error)
{
    g_autoptr(GPtrArray) found =
        g_ptr_array_new_with_free_func((GDestroyNotify)identification_free);
    int parties = store_parties_about(store);
    g_autoptr(Weights) weights = weights_load(config->office, error);
    if (weights == NULL)
        return false;
    for (guint i = 0; i < letters->len; i++) {
        Identification *one = identify_stored(
            config, key, store, weights, letters->pdata[i], parties, error);
        if (one == NULL)
            return false;
        g_ptr_array_add(found, one);
    }
    if (!store_begin(store, error))
        return false;
    if (save_all(store, letters, found, error) && store_commit(store, error))
        return true;
    store_rollback(store);
    return false;
}

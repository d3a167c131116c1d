/* post.c - letters on paper into a run of the printer.
 *
 * What is printed was kept in the archive first, flushed, and then marked in one transaction: a
 * crash before that leaves all of it waiting, one after it leaves a run that can be written again.
 */
#include "outbox/outbox.h"

#include "paper/paper.h"

#include <string.h>

/* By the last line of the address, which holds town and postal code, then by name. */
static int
by_envelope(gconstpointer one, gconstpointer other)
{
    const PostLetter *a = *(PostLetter *const *)one;
    const PostLetter *b = *(PostLetter *const *)other;
    const char *town_a = strrchr(a->address, '\n'), *town_b = strrchr(b->address, '\n');
    int order = strcmp(town_a != NULL ? town_a + 1 : a->address,
        town_b != NULL ? town_b + 1 : b->address);
    order = order != 0 ? order : strcmp(a->name, b->name);
    return order != 0 ? order : (a->id > b->id) - (a->id < b->id);
}

/* What goes with a letter, behind it; each file is fetched once a run. */
static bool
enclosures_add(Store *store, Archive *archive, const PostLetter *letter,
    GHashTable *fetched, GPtrArray *pdfs, GError **error)
{
    g_autoptr(GPtrArray) enclosed = store_enclosed_with(store, letter->id, error);
    for (guint i = 0; enclosed != NULL && i < enclosed->len; i++) {
        const Enclosing *one = enclosed->pdata[i];
        GBytes *pdf = g_hash_table_lookup(fetched, one->sha256);
        if (pdf == NULL) {
            pdf = archive_load(archive, one->sha256, error);
            if (pdf == NULL)
                return false;
            g_hash_table_insert(fetched, g_strdup(one->sha256), pdf);
        }
        g_ptr_array_add(pdfs, pdf);
    }
    return enclosed != NULL;
}

/* Letters and the whole, kept and durable; the whole's hash is the caller's. */
static bool
run_keep(Store *store, Archive *archive, GPtrArray *letters, bool both_sides,
    char **sha256, GError **error)
{
    g_autoptr(GPtrArray) pdfs = g_ptr_array_new(); /* of GBytes, borrowed */
    g_autoptr(GHashTable) fetched = g_hash_table_new_full(
        g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
    for (guint i = 0; i < letters->len; i++) {
        PostLetter *letter = letters->pdata[i];
        if (!archive_put(archive, letter->bytes, &letter->sha256, error))
            return false;
        g_ptr_array_add(pdfs, letter->bytes);
        if (!enclosures_add(store, archive, letter, fetched, pdfs, error))
            return false;
    }
    g_autoptr(GBytes) whole = paper_bundle(pdfs, both_sides, error);
    return whole != NULL && archive_put(archive, whole, sha256, error) &&
           archive_flush(archive, error);
}

bool
outbox_print(
    Store *store, Archive *archive, const PrintPlan *plan, gint64 *run_id, GError **error)
{
    g_autoptr(GPtrArray) letters =
        store_post_waiting(store, plan->actor, plan->most, error);
    g_autofree char *sha256 = NULL;
    if (letters == NULL)
        return false;
    *run_id = 0;
    if (letters->len == 0)
        return true;
    g_ptr_array_sort(letters, by_envelope);
    return run_keep(store, archive, letters, plan->both_sides, &sha256, error) &&
           store_post_run(store, letters, sha256, plan->actor, run_id, error);
}

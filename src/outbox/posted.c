/* posted.c - what was printed: whom its files are for, that it was handed to the post; a letter on paper by what
 * people know of it. */
#include "outbox/outbox.h"

#include "language/language.h"

bool
outbox_run_is_for(Store *store, gint64 run_id, const char *login, GError **error)
{
    int hidden = 0;
    if (!store_post_run_hides(store, run_id, login, &hidden, error))
        return false;
    if (hidden > 0)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "run %" G_GINT64_FORMAT
            " has letters that are not yours to see: a colleague takes its files",
            run_id);
    return hidden == 0;
}

bool
outbox_posted(Store *store, gint64 run_id, GHashTable *tracking, const char *actor,
    int *posted, char **take_out, GError **error)
{
    g_autoptr(GString) kept = g_string_new(NULL);
    g_autoptr(GPtrArray) letters = store_post_of_run(store, run_id, error);
    if (letters == NULL || !store_begin(store, error))
        return false;
    bool well = true;
    int n = 0;
    for (guint i = 0; well && i < letters->len; i++) {
        const PostLetter *letter = letters->pdata[i];
        g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, letter->id);
        const char *number = tracking != NULL ? g_hash_table_lookup(tracking, id) : NULL;
        if (letter->state != OUTBOX_SENDING)
            continue;
        if (letter->closed_at != 0) {
            const char *name = *letter->number != '\0' ? letter->number : id;
            g_string_append_printf(kept, "%s%s", kept->len > 0 ? ", " : "", name);
            continue;
        }
        well = store_post_posted(store, letter->id, number, actor, error);
        n += well;
    }
    if (well && store_commit(store, error)) {
        *posted = n;
        *take_out = kept->len > 0 ? g_strdup(kept->str) : NULL;
        return true;
    }
    store_rollback(store);
    return false;
}

PostLetter *
outbox_letter_named(Store *store, const char *name, GError **error)
{
    g_autofree char *number = register_number_parse(name);
    GError *failure = NULL;
    PostLetter *letter =
        store_post_by_number(store, number != NULL ? number : name, &failure);
    if (letter == NULL && failure == NULL)
        letter = store_post_get(store, g_ascii_strtoll(name, NULL, 10), &failure);
    if (failure != NULL)
        g_propagate_error(error, failure);
    else if (letter == NULL)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "there is no letter on paper '%s'", name);
    return letter;
}

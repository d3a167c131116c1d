/* barred.c - what is not for the visitor: a complaint of him, its letters, and the replies to them.
 *
 * Lists and counts leave it out, the register hides what it says of it (store_register_rows), and every page whose
 * path names one is closed before it is asked. What cannot be read of who is barred counts as barred.
 */
#include "web/inside.h"

#include <string.h>

#define WHY "complained_of"

bool
show_is_barred(Visit *visit, gint64 request_id)
{
    if (request_id == 0)
        return false;
    if (visit->barred == NULL)
        visit->barred = store_requests_barred_to(
            visit->web->diwan->store, visit->staff->login, WHY, NULL);
    for (guint i = 0; visit->barred != NULL && i < visit->barred->len; i++)
        if (g_array_index(visit->barred, gint64, i) == request_id)
            return true;
    return visit->barred == NULL;
}

/* The letters of those complaints and their copies; NULL: they cannot be read. */
static const GPtrArray *
barred_letters(Visit *visit)
{
    if (visit->barred_letters == NULL)
        visit->barred_letters = store_letters_barred_to(
            visit->web->diwan->store, visit->staff->login, WHY, NULL);
    return visit->barred_letters;
}

bool
show_is_barred_letter(Visit *visit, gint64 letter_id)
{
    const GPtrArray *letters = letter_id != 0 ? barred_letters(visit) : NULL;
    for (guint i = 0; letters != NULL && i < letters->len; i++)
        if (((const Letter *)letters->pdata[i])->id == letter_id)
            return true;
    return letter_id != 0 && letters == NULL;
}

/* ---- counts ---- */

static bool
fits(const Letter *letter, const LetterFilter *filter)
{
    return (!filter->held_only || letter->hold != HOLD_NOT) &&
           (!filter->reread_only || letter->reread_note != NULL) &&
           (!filter->rejected_only || letter->rejected_at != 0) &&
           (!filter->has_state || letter->state == filter->state);
}

gint64
show_letters_count(Visit *visit, gint64 count, const LetterFilter *filter)
{
    const GPtrArray *letters = barred_letters(visit);
    for (guint i = 0; letters != NULL && i < letters->len; i++)
        count -= fits(letters->pdata[i], filter);
    return MAX(count, 0);
}

int
show_held_count(Visit *visit)
{
    const LetterFilter held = {.held_only = true};
    return (int)show_letters_count(
        visit, store_letters_held(visit->web->diwan->store), &held);
}

/* ---- what the search leaves out ---- */

static void
hide(GHashTable *hidden, gint64 letter_id)
{
    g_hash_table_add(hidden, g_memdup2(&letter_id, sizeof letter_id));
}

GHashTable *
show_hidden(Visit *visit, GError **error)
{
    Store *store = visit->web->diwan->store;
    bool sees = rules_allow(visit->web->desk->rules, "see_rejected", visit->staff->role);
    g_autoptr(GHashTable) hidden =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    g_autoptr(GPtrArray) barred =
        store_letters_barred_to(store, visit->staff->login, WHY, error);
    g_autoptr(GArray) rejected = barred == NULL ? NULL
                                 : sees ? g_array_new(FALSE, FALSE, sizeof(gint64))
                                        : store_letters_rejected_ids(store, error);
    if (rejected == NULL)
        return NULL;
    for (guint i = 0; i < barred->len; i++)
        hide(hidden, ((const Letter *)barred->pdata[i])->id);
    for (guint i = 0; i < rejected->len; i++)
        hide(hidden, g_array_index(rejected, gint64, i));
    return g_steal_pointer(&hidden);
}

/* ---- pages ---- */

static bool
reply_is_barred(Visit *visit)
{
    g_autoptr(StaffReply) reply =
        store_reply_get(visit->web->diwan->store, visit->id, NULL);
    return reply != NULL && (show_is_barred(visit, reply->request_id) ||
                                show_is_barred_letter(visit, reply->letter_id));
}

/* As a mail, or on paper. */
static bool
outgoing_is_barred(Visit *visit)
{
    Store *store = visit->web->diwan->store;
    g_autoptr(Outgoing) mail = store_outbox_get(store, visit->id, NULL);
    g_autoptr(PostLetter) paper =
        mail == NULL ? store_post_get(store, visit->id, NULL) : NULL;
    if (paper != NULL)
        return show_is_barred(visit, paper->request_id) ||
               show_is_barred_letter(visit, paper->letter_id);
    return mail != NULL && (show_is_barred(visit, mail->request_id) ||
                               show_is_barred_letter(visit, mail->letter_id));
}

bool
visit_is_barred(Visit *visit)
{
    if (visit->staff == NULL)
        return false;
    if (g_str_has_prefix(visit->path, "/r/"))
        return show_is_barred(visit, visit->id);
    if (g_str_has_prefix(visit->path, "/i/"))
        return show_is_barred_letter(visit, visit->id);
    if (g_str_has_prefix(visit->path, "/reply/"))
        return reply_is_barred(visit);
    return g_str_has_prefix(visit->path, "/undelivered/") && outgoing_is_barred(visit);
}

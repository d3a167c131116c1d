/* reread_news.c - what the new readings of one letter tell that was not known before. */
#include "reread_news.h"

#include "identify/identify.h"

#include <string.h>

enum { IDENTIFY_PAGES = 50 }; /* as the stage looks at */

void
reread_news_clear(RereadNews *news)
{
    g_clear_pointer(&news->to_index, g_ptr_array_unref);
    g_clear_pointer(&news->pages, g_ptr_array_unref);
    g_clear_pointer(&news->in_no, g_free);
    g_clear_pointer(&news->note, g_free);
}

static Page *
find_page(GPtrArray *pages, gint64 id)
{
    for (guint i = 0; i < pages->len; i++)
        if (((Page *)pages->pdata[i])->id == id)
            return pages->pdata[i];
    return NULL;
}

/* The pages whose text is another now; of Page, borrowed from pages. */
static GPtrArray *
changed_pages(GPtrArray *pages, GPtrArray *ended, RereadLetter *told)
{
    GPtrArray *changed = g_ptr_array_new();
    told->pages = (int)ended->len;
    for (guint i = 0; i < ended->len; i++) {
        const RereadPage *one = ended->pdata[i];
        Page *now = find_page(pages, one->page_id);
        told->failed += one->end == REREAD_FAILED;
        told->beside += one->end == REREAD_BESIDE;
        if (one->end == REREAD_REPLACED && now &&
            g_strcmp0(one->earlier_text, now->reading->text) != 0)
            g_ptr_array_add(changed, now);
    }
    told->changed = (int)changed->len;
    return changed;
}

static const RereadPage *
find_replaced(GPtrArray *ended, gint64 page_id)
{
    for (guint i = 0; i < ended->len; i++) {
        const RereadPage *one = ended->pdata[i];
        if (one->page_id == page_id && one->end == REREAD_REPLACED)
            return one;
    }
    return NULL;
}

/* The letter's first pages as they were before: of Page, owned; what could not be read then is left
 * out. */
static GPtrArray *
former_pages(Store *store, gint64 letter_id, GPtrArray *ended, GError **error)
{
    g_autoptr(GPtrArray) pages =
        store_pages_from(store, letter_id, 1, IDENTIFY_PAGES, error);
    g_autoptr(GPtrArray) former =
        g_ptr_array_new_with_free_func((GDestroyNotify)page_free);
    for (guint i = 0; pages && i < pages->len; i++) {
        Page *page = pages->pdata[i];
        const RereadPage *replaced = find_replaced(ended, page->id);
        if (replaced == NULL) {
            g_ptr_array_add(former, page);
            pages->pdata[i] = NULL;
        } else if (replaced->earlier_id != 0) {
            Page *earlier = store_reading_get(store, replaced->earlier_id, error);
            if (earlier == NULL)
                return NULL;
            earlier->position = page->position;
            g_ptr_array_add(former, earlier);
        }
    }
    return pages ? g_steal_pointer(&former) : NULL;
}

static Identification *
identify(Diwan *diwan, const ReferenceKey *key, const Letter *letter, GPtrArray *pages,
    GError **error)
{
    Store *store = diwan->store;
    g_autoptr(GPtrArray) references =
        pages ? store_references_of(store, letter->id, error) : NULL;
    return references ? identify_letter(
                            diwan->config, key, store, letter, pages, references, error)
                      : NULL;
}

/* "match 10001", "unproven 10001", "conflict": the outcome's word, or why it would be held, and whose
 * it is or likely is. */
static char *
found_words(const Identification *found)
{
    const char *word = found->hold != HOLD_NOT ? hold_reason_name(found->hold)
                                               : match_outcome_name(found->outcome);
    bool of_one = found->outcome == MATCH_ONE || found->hold == HOLD_UNPROVEN;
    for (guint i = 0; of_one && i < found->candidates->len; i++) {
        const Candidate *candidate = found->candidates->pdata[i];
        if (candidate->party_id == found->party_id)
            return g_strdup_printf("%s %s", word, candidate->file_no);
    }
    return g_strdup(word);
}

/* Whether a page was read that could not be before. */
static bool
has_new(GPtrArray *ended)
{
    for (guint i = 0; i < ended->len; i++) {
        const RereadPage *one = ended->pdata[i];
        if (one->end == REREAD_REPLACED && one->earlier_id == 0)
            return true;
    }
    return false;
}

/* What people are told; NULL: nothing. A decision that stands already is no news. */
static bool
find_note(Diwan *diwan, const ReferenceKey *key, const Letter *letter, GPtrArray *ended,
    char **note, GError **error)
{
    Store *store = diwan->store;
    if (letter->kind != KIND_LETTER)
        return true;
    g_autoptr(GPtrArray) former = former_pages(store, letter->id, ended, error);
    g_autoptr(GPtrArray) pages =
        former ? store_pages_from(store, letter->id, 1, IDENTIFY_PAGES, error) : NULL;
    g_autoptr(Identification) before =
        pages ? identify(diwan, key, letter, former, error) : NULL;
    g_autoptr(Identification) now =
        before ? identify(diwan, key, letter, pages, error) : NULL;
    if (now == NULL)
        return false;
    g_autofree char *former_words = found_words(before);
    g_autofree char *words = found_words(now);
    bool differs = strcmp(former_words, words) != 0;
    bool stands = now->outcome == MATCH_ONE && letter->outcome == MATCH_ONE &&
                  now->party_id == letter->party_id;
    if (differs && !stands)
        *note = g_steal_pointer(&words);
    else if (letter->hold == HOLD_UNREADABLE && has_new(ended))
        *note = g_strdup("readable");
    return true;
}

bool
reread_news_find(Diwan *diwan, const ReferenceKey *key, gint64 letter_id,
    RereadNews *news, GError **error)
{
    Store *store = diwan->store;
    g_autoptr(Letter) letter = store_letter_get(store, letter_id, error);
    if (letter == NULL ||
        (news->pages = store_pages_of(store, letter_id, false, 0, error)) == NULL)
        return false;
    g_autoptr(GPtrArray) ended = store_reread_ended(store, letter_id, error);
    if (ended == NULL)
        return false;
    news->told = (RereadLetter){.letter_id = letter_id};
    g_autoptr(GPtrArray) changed = changed_pages(news->pages, ended, &news->told);
    if (changed->len > 0 && !find_note(diwan, key, letter, ended, &news->note, error))
        return false;
    /* A page that is new moves those behind it. */
    news->to_index = g_ptr_array_ref(has_new(ended) ? news->pages : changed);
    news->in_no = g_steal_pointer(&letter->in_no);
    news->told.in_no = news->in_no;
    news->told.note = news->note;
    return true;
}

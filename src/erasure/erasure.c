/* erasure.c - who may want it, and the order in which nothing is left behind. */
#include "erasure/answers.h"

#include <string.h>

#define MS_A_DAY (G_GINT64_CONSTANT(24) * 3600 * 1000)

static bool G_GNUC_PRINTF(2, 3) refuse(GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *said = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, "%s: nothing was erased", said);
    return false;
}

/* ---- whether ---- */

static bool
ask_record(Store *store, gint64 party_id, GError **error)
{
    g_autoptr(Party) party = store_party_get(store, party_id, error);
    if (party == NULL)
        return false;
    if (party->merged_into == 0)
        return true;
    g_autoptr(Party) kept = store_party_get(store, party->merged_into, error);
    return kept != NULL &&
           refuse(error, "the record %s was merged into %s, which is the one to name",
               party->file_no, kept->file_no);
}

/* *wish: of the person; NULL: none. */
static bool
load_wish(Store *store, gint64 party_id, Erasure **wish, GError **error)
{
    GError *failure = NULL;
    *wish = store_erasure_of(store, party_id, &failure);
    if (failure == NULL)
        return true;
    g_propagate_error(error, failure);
    return false;
}

static bool
ask_undone(Store *store, gint64 party_id, GError **error)
{
    g_autoptr(Erasure) wish = NULL;
    if (!load_wish(store, party_id, &wish, error))
        return false;
    if (wish == NULL || wish->approved_at == 0)
        return true;
    return wish->ended_at != 0
               ? refuse(error, "the record was erased already")
               : refuse(error,
                     "it was approved by '%s' and interrupted, --approve goes "
                     "on with it",
                     wish->approved_by);
}

/* by NULL: only looked at. */
static bool
rows(Store *store, Archive *archive, gint64 party_id, const char *by, ErasureCount *count,
    GError **error)
{
    g_autoptr(GArray) answers = answers_find(store, archive, party_id, error);
    return answers != NULL &&
           store_erasure_rows(store, party_id, answers, by, count, error);
}

bool
erasure_look(
    Store *store, Archive *archive, gint64 party_id, ErasureCount *count, GError **error)
{
    return ask_record(store, party_id, error) && ask_undone(store, party_id, error) &&
           rows(store, archive, party_id, NULL, count, error);
}

bool
erasure_ask(Store *store, Archive *archive, gint64 party_id, const char *by,
    const char *reason, ErasureCount *count, GError **error)
{
    return erasure_look(store, archive, party_id, count, error) &&
           store_erasure_ask(store, party_id, by, reason, error);
}

static bool
ask_second(const Erasure *wish, const char *by, GError **error)
{
    if (wish == NULL)
        return refuse(error, "nobody has asked for it, --ask does");
    if (strcmp(wish->asked_by, by) == 0)
        return refuse(error, "'%s' asked for it: somebody else approves it", by);
    if (clock_now_ms() - wish->asked_at > ERASURE_ASKED_DAYS * MS_A_DAY)
        return refuse(error, "it was asked for more than %d days ago: --ask again",
            ERASURE_ASKED_DAYS);
    return true;
}

/* ---- done ---- */

static bool
forget_lessons(Store *store, gint64 party_id, GError **error)
{
    g_autoptr(GArray) letters = store_erasure_lessons(store, party_id, error);
    if (letters == NULL)
        return false;
    for (guint i = 0; i < letters->len; i++)
        if (!kind_lesson_forget(store, g_array_index(letters, gint64, i), error))
            return false;
    return true;
}

static bool
blank(Store *store, Archive *archive, gint64 party_id, const Erasure *wish,
    const char *by, ErasureCount *count, GError **error)
{
    return ask_second(wish, by, error) &&
           erasure_look(store, archive, party_id, count, error) &&
           forget_lessons(store, party_id, error) &&
           rows(store, archive, party_id, by, count, error);
}

/* The index keeps no text, so that no single letter can be taken out of it: it is made again. */
static bool
empty_search(Search *search, Store *store, bool again, GError **error)
{
    if (!again)
        return search_empty(search, error);
    for (int filled = -1, before = -2; filled != before;) {
        before = filled;
        if (!search_fill(search, store, &filled, error))
            return false;
    }
    return true;
}

static bool
clean(
    const Config *config, Store *store, Archive *archive, gint64 party_id, GError **error)
{
    g_autofree char *path = g_build_filename(config->office, "search.db", NULL);
    g_autoptr(Search) search = search_open(path, error);
    return search != NULL && empty_search(search, store, false, error) &&
           archive_drop_erased(archive, store, NULL, error) &&
           store_scrub(store, error) && store_erasure_end(store, party_id, error) &&
           empty_search(search, store, true, error);
}

bool
erasure_approve(const Config *config, Store *store, Archive *archive, gint64 party_id,
    const char *by, ErasureCount *count, GError **error)
{
    g_autoptr(Erasure) wish = NULL;
    *count = (ErasureCount){0};
    if (!ask_record(store, party_id, error) || !load_wish(store, party_id, &wish, error))
        return false;
    bool goes_on = wish != NULL && wish->approved_at != 0;
    if (goes_on && wish->ended_at != 0)
        return ask_undone(store, party_id, error);
    if (!goes_on && !blank(store, archive, party_id, wish, by, count, error))
        return false;
    if (clean(config, store, archive, party_id, error))
        return true;
    g_prefix_error(error, "the rows are blanked, and the rest is not done: --approve "
                          "again goes on with it: ");
    return false;
}

GPtrArray *
erasure_copies(const Config *config)
{
    g_autoptr(GPtrArray) copies = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) folder = g_dir_open(config->office, 0, NULL);
    for (const char *name; folder != NULL && (name = g_dir_read_name(folder)) != NULL;)
        if (g_str_has_prefix(name, "office.db.before-"))
            g_ptr_array_add(copies, g_strdup(name));
    return g_steal_pointer(&copies);
}

/* compare.c - once a day: is every mail that the server has here, and as long as it is there?
 *
 * By UID and size (RFC822.SIZE). What is kept here and gone from there is counted, for people
 * tidy their mailboxes; what is there and not here, or of another size, is named to them. Nothing
 * is changed on either side. Some servers only estimate sizes: where most differ, none is named.
 * Trusts nothing in a frame but its framing.
 */
#include "intake/compare.h"

enum {
    DAY_MS = 24 * 3600 * 1000,
    NAMED_MOST = 5,
    ESTIMATE_LEAST = 10, /* so many compared, and most of them differ */
};

struct Comparison {
    const char *source; /* borrowed */
    Store *store;       /* borrowed */
    Compared last;      /* the newest that is complete */
    guint32 uidvalidity, seen_uid;
    int compared; /* that are on both sides */
    Compared now;
    GString *missing, *differing; /* UIDs, named */
};

Comparison *
comparison_new(const char *source, Store *store)
{
    Comparison *comparison = g_new0(Comparison, 1);
    comparison->source = source;
    comparison->store = store;
    comparison->missing = g_string_new(NULL);
    comparison->differing = g_string_new(NULL);
    /* Without it the next comparison is due now. */
    store_compared_get(store, source, &comparison->last, NULL);
    return comparison;
}

void
comparison_free(Comparison *comparison)
{
    if (comparison == NULL)
        return;
    g_free(comparison->last.words);
    g_string_free(comparison->missing, TRUE);
    g_string_free(comparison->differing, TRUE);
    g_free(comparison);
}

int
comparison_due_s(const Comparison *comparison)
{
    gint64 rest = comparison->last.at + DAY_MS - clock_now_ms();
    return (int)(CLAMP(rest, 0, DAY_MS) / 1000);
}

const char *
comparison_words(const Comparison *comparison)
{
    return comparison->last.words;
}

static void
forget(Comparison *comparison)
{
    comparison->seen_uid = 0;
    comparison->compared = 0;
    comparison->now = (Compared){0};
    g_string_truncate(comparison->missing, 0);
    g_string_truncate(comparison->differing, 0);
}

void
comparison_begin(Comparison *comparison, guint32 uidvalidity)
{
    forget(comparison);
    comparison->uidvalidity = uidvalidity;
}

static void
name(GString *named, int count, guint32 uid)
{
    if (count <= NAMED_MOST)
        g_string_append_printf(named, "%s%u", count > 1 ? ", " : "", uid);
    else if (count == NAMED_MOST + 1)
        g_string_append(named, " …");
}

static bool
is_sound(const Comparison *comparison, const Frame *frame)
{
    guint32 before = comparison->seen_uid;
    for (guint i = 0; i < frame_present_count(frame); i++) {
        guint32 uid = frame_present(frame, i).uid;
        if (uid <= before)
            return false;
        before = uid;
    }
    return comparison->uidvalidity != 0 && frame->length % sizeof(FramePresent) == 0;
}

/* The store's side up to last, beginning behind what was compared. */
static GArray *
delivered_to(Comparison *comparison, guint32 last, GError **error)
{
    return store_delivered(comparison->store, comparison->source, comparison->uidvalidity,
        (gint64)comparison->seen_uid + 1, last, error);
}

static void
compare_one(Comparison *comparison, FramePresent there, const Delivered *here)
{
    Compared *now = &comparison->now;
    now->server++;
    if (here == NULL)
        name(comparison->missing, ++now->missing, there.uid);
    else {
        comparison->compared++;
        if (here->size_bytes != there.size_bytes)
            name(comparison->differing, ++now->differing, there.uid);
    }
}

bool
comparison_hear(Comparison *comparison, const Frame *frame, guint32 last_uid, bool *sound,
    GError **error)
{
    *sound = is_sound(comparison, frame);
    if (!*sound)
        return true;
    guint count = frame_present_count(frame);
    while (count > 0 && frame_present(frame, count - 1).uid > last_uid)
        count--;
    if (count == 0)
        return true;
    guint32 last = frame_present(frame, count - 1).uid;
    g_autoptr(GArray) here = delivered_to(comparison, last, error);
    if (here == NULL)
        return false;
    guint at = 0;
    for (guint i = 0; i < count; i++) {
        FramePresent there = frame_present(frame, i);
        for (; at < here->len && g_array_index(here, Delivered, at).uid < there.uid; at++)
            comparison->now.gone++;
        bool both = at < here->len && g_array_index(here, Delivered, at).uid == there.uid;
        compare_one(comparison, there, both ? &g_array_index(here, Delivered, at) : NULL);
        at += both;
    }
    comparison->seen_uid = last;
    return true;
}

/* NULL when all is as it should be. */
static char *
words_of(Comparison *comparison)
{
    Compared *now = &comparison->now;
    if (comparison->compared >= ESTIMATE_LEAST &&
        now->differing * 2 > comparison->compared)
        now->differing = 0;
    g_autoptr(GString) words = g_string_new(NULL);
    if (now->missing > 0)
        g_string_append_printf(words,
            "%d mail(s) on the server are not in the office "
            "(UID %s)",
            now->missing, comparison->missing->str);
    if (now->differing > 0)
        g_string_append_printf(words, "%s%d mail(s) have another size there (UID %s)",
            words->len > 0 ? ", and " : "", now->differing, comparison->differing->str);
    if (words->len == 0)
        return NULL;
    g_string_append(words, ". Nothing was changed; look at them in the mailbox, and hand "
                           "in what is missing with `diwan take`");
    return g_string_free(g_steal_pointer(&words), FALSE);
}

bool
comparison_end(Comparison *comparison, guint32 last_uid, GError **error)
{
    Compared *now = &comparison->now;
    g_autoptr(GArray) rest = delivered_to(comparison, last_uid, error);
    if (rest == NULL)
        return false;
    now->gone += (int)rest->len;
    now->at = clock_now_ms();
    now->words = words_of(comparison);
    bool saved = store_compared_save(comparison->store, comparison->source, now, error);
    g_free(comparison->last.words);
    comparison->last = *now;
    forget(comparison);
    return saved;
}

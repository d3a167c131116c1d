/* writing.h - a letter of the party on a request, and somebody who answers it, for the tests of replies. */
#pragma once

#include "bureau.h"

typedef struct Writing {
    Bureau bureau;
    Compose *compose;
    gint64 now, request, letter;
    Act noura; /* of relations; she answers */
} Writing;

/* A letter of the party, known to be theirs. */
static inline gint64
matched_letter(Bureau *bureau, gint64 request_id, gint64 received_at)
{
    g_autoptr(GError) error = NULL;
    gint64 id = send_letter(bureau, request_id, received_at);
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    g_autoptr(Letter) letter = store_letter_get(bureau->store, id, &error);
    store_identified(bureau->store, letter, MATCH_ONE, bureau->party_id, 1, none, &error);
    g_assert_no_error(error);
    return id;
}

static inline void
writing_open(Writing *writing, const char *kind, const char *state)
{
    g_autoptr(GError) error = NULL;
    bureau_open(&writing->bureau);
    writing->compose = compose_open(writing->bureau.config, NULL, &error);
    g_assert_no_error(error);
    writing->now = at("2026/11/02");
    writing->request = open_request(&writing->bureau, kind, state);
    writing->letter = matched_letter(&writing->bureau, writing->request, writing->now);
    writing->noura = act_of("noura", "relations", NULL, writing->now);
}

static inline void
writing_close(Writing *writing)
{
    compose_close(writing->compose);
    bureau_close(&writing->bureau);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Writing, writing_close)

/* Not taken back on failure: the error says why there is none. */
static inline bool
draft(Writing *writing, const char *template_, const char *name, const char *value,
    const Act *act, gint64 *id, GError **error)
{
    g_autoptr(GHashTable) words =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, NULL);
    if (name != NULL)
        g_hash_table_insert(words, (gpointer)name, (gpointer)value);
    const ReplyWish wish = {
        .letter_id = writing->letter, .template_ = template_, .typed = words};
    return reply_draft(writing->bureau.desk, writing->compose, &wish, act, id, error);
}

static inline gint64
draft_well(Writing *writing, const char *template_, const char *name, const char *value)
{
    g_autoptr(GError) error = NULL;
    gint64 id = 0;
    draft(writing, template_, name, value, &writing->noura, &id, &error);
    g_assert_no_error(error);
    return id;
}

static inline gint64
draft_words(Writing *writing)
{
    return draft_well(writing, "reply", "words", "نفتح الثامنة.");
}

static inline bool
send_it(Writing *writing, gint64 id, gint64 seen, const Act *act, GError **error)
{
    return reply_send(writing->bureau.desk, writing->compose, id, seen, act, error);
}

/* So many seconds after the letter came; how many replies left. */
static inline int
left_after(Writing *writing, int seconds)
{
    g_autoptr(GError) error = NULL;
    int sent = 0;
    g_assert_true(replies_leave(writing->bureau.desk, writing->compose,
        writing->now + seconds * 1000, &sent, &error));
    g_assert_no_error(error);
    return sent;
}

#define assert_reply(writing, id, wanted) \
    do { \
        g_autoptr(StaffReply) seen_ = \
            store_reply_get((writing)->bureau.store, id, NULL); \
        g_assert_cmpstr(seen_->state, ==, wanted); \
    } while (0)

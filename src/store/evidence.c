/* evidence.c - whose a letter may be and why, and what our own Message-IDs were about. */
#include "store/tables.h"

/* Kind, level, seen, value, on record, weight; part, start, end, page, x, y, width, height,
 * confidence. */
#define CLUES_TYPE "a(sssssdsiiiiiiii)"
/* What was kept before clues told their level, value and range. */
#define SHORT_CLUES_TYPE "a(sssdiiiii)"

static const char *
or_empty(const char *text)
{
    return text != NULL ? text : "";
}

static const char *
or_null(const char *text)
{
    return *text != '\0' ? text : NULL;
}

/* Clues as text: GVariant's printed form is readable, typed, and parses back strictly. */
static char *
clues_text(GPtrArray *clues)
{
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE(CLUES_TYPE));
    for (guint i = 0; i < clues->len; i++) {
        const Clue *c = clues->pdata[i];
        const Spot *p = &c->place;
        g_variant_builder_add(&builder, "(sssssdsiiiiiiii)", c->kind, or_empty(c->level),
            or_empty(c->seen), or_empty(c->value), or_empty(c->on_record), c->weight,
            or_empty(p->part), p->start, p->end, p->page, p->x, p->y, p->width, p->height,
            p->confidence);
    }
    g_autoptr(GVariant) variant = g_variant_ref_sink(g_variant_builder_end(&builder));
    return g_variant_print(variant, false);
}

static void
add_short_clues(GPtrArray *clues, const char *text)
{
    g_autoptr(GVariant) variant =
        g_variant_parse(G_VARIANT_TYPE(SHORT_CLUES_TYPE), text, NULL, NULL, NULL);
    if (variant == NULL)
        return;
    GVariantIter iter;
    g_variant_iter_init(&iter, variant);
    const char *kind, *seen, *on_record;
    double weight;
    Spot p = {.confidence = -1};
    while (g_variant_iter_next(&iter, "(&s&s&sdiiiii)", &kind, &seen, &on_record, &weight,
        &p.page, &p.x, &p.y, &p.width, &p.height)) {
        Clue *clue = clue_new(kind, seen, or_null(on_record), weight);
        clue->place = p;
        g_ptr_array_add(clues, clue);
    }
}

static void
clues_add(GPtrArray *clues, const char *text)
{
    g_autoptr(GVariant) variant =
        g_variant_parse(G_VARIANT_TYPE(CLUES_TYPE), text, NULL, NULL, NULL);
    if (variant == NULL) {
        add_short_clues(clues, text);
        return;
    }
    GVariantIter iter;
    g_variant_iter_init(&iter, variant);
    const char *kind, *level, *seen, *value, *on_record, *part;
    double weight;
    Spot p = {0};
    while (g_variant_iter_next(&iter, "(&s&s&s&s&sd&siiiiiiii)", &kind, &level, &seen,
        &value, &on_record, &weight, &part, &p.start, &p.end, &p.page, &p.x, &p.y,
        &p.width, &p.height, &p.confidence)) {
        Clue *clue = clue_new(kind, seen, or_null(on_record), weight);
        clue->level = g_strdup(or_null(level));
        clue->value = g_strdup(or_null(value));
        p.part = place_part(part);
        clue->place = p;
        g_ptr_array_add(clues, clue);
    }
}

static bool
save_candidates(Store *store, gint64 letter_id, GPtrArray *candidates, GError **error)
{
    if (!sql_run(store->sql, error, "DELETE FROM candidate WHERE letter_id = ?",
            BIND(letter_id)))
        return false;
    for (guint i = 0; i < candidates->len; i++) {
        const Candidate *c = candidates->pdata[i];
        g_autofree char *clues = clues_text(c->clues);
        if (!sql_run(store->sql, error,
                "INSERT INTO candidate (letter_id, rank, party_id, probability, clues)"
                " VALUES (?, ?, ?, ?, ?)",
                BIND(letter_id, i + 1, c->party_id, c->probability, clues)))
            return false;
    }
    return true;
}

bool
store_identified(Store *store, const Letter *letter, MatchOutcome outcome,
    gint64 party_id, double probability, GPtrArray *candidates, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well =
        sql_run(store->sql, error,
            "UPDATE letter SET outcome = ?, party_id = ?, probability = ?"
            " WHERE id = ? AND claim = ?",
            BIND(match_outcome_name(outcome), sql_id(outcome == MATCH_ONE ? party_id : 0),
                probability, letter->id, letter->claim)) &&
        claim_held(store, error) &&
        (candidates == NULL || save_candidates(store, letter->id, candidates, error));
    return unit_end(&unit, well, error);
}

GPtrArray *
store_candidates_of(Store *store, gint64 letter_id, GError **error)
{
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)candidate_free);
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT candidate.party_id, party.file_no, party.full_name, "
        "candidate.probability,"
        " candidate.clues FROM candidate JOIN party ON party.id = candidate.party_id"
        " WHERE candidate.letter_id = ? ORDER BY candidate.rank",
        BIND(letter_id));
    gint64 party_id;
    const char *file_no = NULL, *full_name = NULL, *clues = NULL;
    double probability;
    while (rows_next(rows, INTO(&party_id, &file_no, &full_name, &probability, &clues))) {
        Candidate *candidate = candidate_new(party_id);
        candidate->file_no = g_strdup(file_no);
        candidate->full_name = g_strdup(full_name);
        candidate->probability = probability;
        clues_add(candidate->clues, clues);
        g_ptr_array_add(list, candidate);
    }
    return rows_done(rows, error) ? g_steal_pointer(&list) : NULL;
}

bool
store_pairs_each(
    Store *store, int most, StorePairFunc each, void *user_data, GError **error)
{
    g_autoptr(Rows) rows = sql_rows(store->sql,
        "SELECT candidate.letter_id, decision.id, decision.party_id, candidate.party_id,"
        " candidate.clues FROM candidate JOIN letter ON letter.id = candidate.letter_id"
        " LEFT JOIN decision ON decision.letter_id = candidate.letter_id"
        " AND decision.undone_at IS NULL"
        " WHERE decision.id IS NOT NULL OR letter.outcome = 'match'"
        " ORDER BY candidate.letter_id DESC, candidate.rank LIMIT ?",
        BIND(most));
    gint64 letter_id, decision_id, decided_id, party_id;
    const char *text = NULL;
    while (
        rows_next(rows, INTO(&letter_id, &decision_id, &decided_id, &party_id, &text))) {
        g_autoptr(GPtrArray) clues =
            g_ptr_array_new_with_free_func((GDestroyNotify)clue_free);
        clues_add(clues, text);
        each(letter_id, decision_id != 0, decided_id == party_id, clues, user_data);
    }
    return rows_done(rows, error);
}

void
thread_of_clear(ThreadOf *thread)
{
    g_clear_pointer(&thread->recipient, g_free);
    *thread = (ThreadOf){0};
}

bool
store_thread_by_our_id(Store *store, const char *message_id, ThreadOf *thread)
{
    bool found = false;
    *thread = (ThreadOf){0};
    return sql_one(store->sql, NULL, &found,
               "SELECT outbox.letter_id, COALESCE(outbox.request_id, letter.request_id),"
               " COALESCE(outbox.party_id, letter.party_id), outbox.recipient FROM outbox"
               " LEFT JOIN letter ON letter.id = outbox.letter_id WHERE "
               "outbox.message_id = ?",
               BIND(message_id),
               INTO(&thread->letter_id, &thread->request_id, &thread->party_id,
                   &thread->recipient)) &&
           found;
}

bool
store_thread_by_their_id(Store *store, const char *message_id, ThreadOf *thread)
{
    bool found = false;
    *thread = (ThreadOf){0};
    return sql_one(store->sql, NULL, &found,
               "SELECT id, request_id, party_id, from_address FROM letter"
               " WHERE message_id = ? AND duplicate_of IS NULL ORDER BY id LIMIT 1",
               BIND(message_id),
               INTO(&thread->letter_id, &thread->request_id, &thread->party_id,
                   &thread->recipient)) &&
           found;
}

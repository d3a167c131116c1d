/* evidence.c - why a letter may be somebody's: each clue as a sentence, never only a score. */
#include "web/inside.h"

#include "language/language.h"

#include <math.h>
#include <string.h>

enum { SURE = 999, LIKELY = 900 }; /* thousandths of probability */

static bool
is_number(const char *kind)
{
    static const char *const kinds[] = {
        "national_id", "national_id_near", "mobile", "mobile_near", "iban", NULL};
    return g_strv_contains(kinds, kind);
}

static char *
shown(const Clue *clue, const char *value, bool masked)
{
    if (value == NULL || *value == '\0')
        return NULL;
    if (masked && is_number(clue->kind))
        return mask_number(value);
    static const char *const addresses[] = {
        "sender", "confirmed", "rejected", "guardian", NULL};
    bool address = g_strv_contains(addresses, clue->kind);
    return masked && address ? mask_address(value) : g_strdup(value);
}

/* Whether letter and record say the same, so that saying it once is enough. */
static bool
reads_same(const Clue *clue)
{
    if (clue->on_record == NULL || *clue->on_record == '\0' || is_number(clue->kind))
        return true;
    g_autofree char *one = text_fold(clue->seen != NULL ? clue->seen : "");
    g_autofree char *other = text_fold(clue->on_record);
    return strcmp(one, other) == 0;
}

/* The sentence: KIND_same, KIND_near or KIND_against of the group "clue". */
static char *
sentence_of(Visit *visit, const Clue *clue, bool masked)
{
    const char *how = clue->weight < 0 ? "against" : (reads_same(clue) ? "same" : "near");
    g_autofree char *key = g_strdup_printf("%s_%s", clue->kind, how);
    g_autofree char *seen = shown(clue, clue->seen, masked);
    g_autofree char *record = shown(clue, clue->on_record, masked);
    if (words_find(visit->words, "clue", key) == NULL)
        return words_say(visit->words, "clue",
            clue->weight < 0 ? "other_against" : "other_same", "kind", clue->kind, "seen",
            seen, "on_record", record, NULL);
    return words_say(visit->words, "clue", key, "seen", seen, "on_record", record, NULL);
}

static JsonArray *
show_clues(Visit *visit, GPtrArray *clues, bool masked)
{
    JsonArray *rows = json_array_new();
    for (guint i = 0; i < clues->len; i++) {
        const Clue *clue = clues->pdata[i];
        JsonObject *row = json_object_new();
        show_take(row, "sentence", sentence_of(visit, clue, masked));
        json_object_set_boolean_member(row, "against", clue->weight < 0);
        show_page_link(visit, row, clue->place.page);
        json_array_add_object_element(rows, row);
    }
    return rows;
}

static const char *
certainty(double probability)
{
    int thousandths = (int)floor(probability * 1000);
    if (thousandths >= SURE)
        return "sure";
    return thousandths >= LIKELY ? "likely" : "weak";
}

JsonArray *
show_candidates(Visit *visit, GPtrArray *candidates, bool masked)
{
    JsonArray *rows = json_array_new();
    for (guint i = 0; i < candidates->len; i++) {
        const Candidate *candidate = candidates->pdata[i];
        const char *level = certainty(candidate->probability);
        JsonObject *row = json_object_new();
        json_object_set_int_member(row, "party_id", candidate->party_id);
        show_text(row, "file_no", candidate->file_no);
        show_text(row, "full_name", candidate->full_name);
        show_text(row, "certainty", words_get(visit->words, "certainty", level));
        show_text(row, "level", level);
        json_object_set_array_member(
            row, "clues", show_clues(visit, candidate->clues, masked));
        json_array_add_object_element(rows, row);
    }
    return rows;
}

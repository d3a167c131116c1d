/* letter.c - one letter: the original beside what was read, whose it is and why, its journal. */
#include "web/inside.h"

#include "language/language.h"

#include <stdio.h>
#include <string.h>

enum { MOST_FOUND = 10 };

/* ---- what it says ---- */

/* The quoted rest is what stands after the new text, or the whole text when that differs. */
static void
add_text(JsonObject *model, const Letter *letter)
{
    const char *text = letter->text != NULL ? letter->text : "";
    const char *own = letter->new_text != NULL ? letter->new_text : "";
    g_autofree char *whole = g_strstrip(g_strdup(text));
    g_autofree char *fresh = g_strstrip(g_strdup(own));
    if (*fresh == '\0' || strcmp(whole, fresh) == 0) {
        show_text(model, "text", whole);
        return;
    }
    bool begins = g_str_has_prefix(whole, fresh);
    show_text(model, "text", fresh);
    show_text(model, "quoted", begins ? whole + strlen(fresh) : whole);
}

/* How far the reading of its pages is, while it goes on. */
static bool
add_progress(Visit *visit, JsonObject *model, GError **error)
{
    PageProgress progress;
    if (!store_pages_progress(visit->web->diwan->store, visit->id, &progress, error))
        return false;
    if (progress.waiting == 0 || progress.pages == 0)
        return true;
    g_autofree char *read = words_number(visit->words, progress.read + progress.failed);
    g_autofree char *of = words_number(visit->words, progress.pages);
    show_take(model, "progress",
        words_say(visit->words, "letter", "progress", "read", read, "of", of, NULL));
    return true;
}

static bool
add_pages(Visit *visit, JsonObject *model, GPtrArray *candidates, GError **error)
{
    Store *store = visit->web->diwan->store;
    gint64 from = visit_query_id(visit, "from");
    int first = (int)CLAMP(from, 1, G_MAXINT / 2);
    g_autoptr(GPtrArray) pages =
        store_pages_from(store, visit->id, first, PAGES_AT_A_TIME + 1, error);
    if (pages == NULL)
        return false;
    if (pages->len > PAGES_AT_A_TIME) {
        json_object_set_int_member(model, "later_pages", first + PAGES_AT_A_TIME);
        g_ptr_array_set_size(pages, PAGES_AT_A_TIME);
    }
    if (first > 1)
        json_object_set_int_member(
            model, "earlier_pages", MAX(1, first - PAGES_AT_A_TIME));
    g_autoptr(JsonArray) rows = show_pages(visit, pages, candidates, error);
    if (rows == NULL)
        return false;
    json_object_set_boolean_member(model, "has_pages", pages->len > 0);
    json_object_set_array_member(model, "pages", g_steal_pointer(&rows));
    return add_progress(visit, model, error);
}

static char *
size_words(Visit *visit, gint64 bytes)
{
    return words_count(visit->words, "size", "kb", MAX(1, (bytes + 1023) / 1024));
}

static bool
add_parts(Visit *visit, JsonObject *model, GError **error)
{
    g_autoptr(GPtrArray) parts =
        store_parts_of(visit->web->diwan->store, visit->id, error);
    if (parts == NULL)
        return false;
    JsonArray *rows = json_array_new();
    for (guint i = 0; i < parts->len; i++) {
        const StoredPart *part = parts->pdata[i];
        JsonObject *row = json_object_new();
        json_object_set_int_member(row, "number", i + 1);
        show_text(row, "name",
            part->name != NULL ? part->name
                               : words_get(visit->words, "letter", "unnamed"));
        show_text(row, "media_type", part->media_type);
        show_take(row, "size", size_words(visit, part->size_bytes));
        json_array_add_object_element(rows, row);
    }
    json_object_set_boolean_member(model, "has_parts", parts->len > 0);
    json_object_set_array_member(model, "parts", rows);
    return true;
}

/* ---- what became of it ---- */

/* What the stages note is in words of their own: people read it in theirs. */
static const char *
note_words(Visit *visit, const JournalRow *entry)
{
    const char *template_ = g_str_has_prefix(entry->act, "reply_") && entry->note
                                ? words_find(visit->words, "template", entry->note)
                                : NULL;
    if (template_ != NULL)
        return template_;
    if (entry->note == NULL || !g_str_equal(entry->actor, "diwan"))
        return entry->note;
    if (g_str_equal(entry->act, "request_opened"))
        return kinds_name(visit->web->kinds, entry->note, words_language(visit->words));
    g_autofree char *first = g_strndup(entry->note, strcspn(entry->note, " "));
    if (g_str_equal(entry->act, "reread_differs"))
        return words_get(visit->words, "reread", first);
    const char *group = g_str_equal(entry->act, "identify") ? "outcome" : "note";
    const char *found = words_find(visit->words, group, first);
    return found != NULL ? found : entry->note;
}

/* "12 pages, 3 changed …" of a letter that was read again. */
static char *
reread_words(Visit *visit, const char *note)
{
    int pages = 0, changed = 0;
    if (note == NULL || sscanf(note, "%d pages, %d changed", &pages, &changed) != 2)
        return g_strdup(note);
    g_autofree char *of = words_number(visit->words, pages);
    g_autofree char *n = words_number(visit->words, changed);
    return words_say(
        visit->words, "letter", "reread_counts", "pages", of, "changed", n, NULL);
}

static bool
add_journal(Visit *visit, JsonObject *model, GError **error)
{
    g_autoptr(GPtrArray) journal =
        store_journal_of_letter(visit->web->diwan->store, visit->id, error);
    if (journal == NULL)
        return false;
    JsonArray *rows = json_array_new();
    for (guint i = 0; i < journal->len; i++) {
        const JournalRow *entry = journal->pdata[i];
        JsonObject *row = json_object_new();
        bool ours = g_str_equal(entry->actor, "diwan");
        show_text(row, "actor",
            ours ? words_get(visit->words, "journal", "by_itself") : entry->actor);
        show_text(row, "act", words_get(visit->words, "act", entry->act));
        if (g_str_equal(entry->act, "reread"))
            show_take(row, "note", reread_words(visit, entry->note));
        else
            show_text(row, "note", note_words(visit, entry));
        show_instant(visit, row, "at", entry->at);
        json_array_add_object_element(rows, row);
    }
    json_object_set_array_member(model, "journal", rows);
    return true;
}

static bool
add_answers(Visit *visit, JsonObject *model, const Letter *letter, GError **error)
{
    g_autoptr(GPtrArray) sent =
        store_outbox_of_letter(visit->web->diwan->store, visit->id, error);
    if (sent == NULL)
        return false;
    JsonArray *rows = json_array_new();
    for (guint i = 0; i < sent->len; i++) {
        const Outgoing *outgoing = sent->pdata[i];
        JsonObject *row = json_object_new();
        show_take(row, "recipient", mask_address(outgoing->recipient));
        show_text(row, "state",
            words_get(visit->words, "outbox_state", outbox_state_name(outgoing->state)));
        show_instant(visit, row, "at",
            outgoing->sent_at ? outgoing->sent_at : outgoing->created_at);
        json_array_add_object_element(rows, row);
    }
    json_object_set_array_member(model, "answers", rows);
    show_text(model, "answered",
        words_get(visit->words, "answered", answer_flavour_name(letter->answered)));
    return true;
}

static bool
add_form(Visit *visit, JsonObject *model, GError **error)
{
    g_autoptr(GPtrArray) fields =
        store_form_of_letter(visit->web->diwan->store, visit->id, error);
    json_object_set_boolean_member(model, "has_form", fields != NULL && fields->len > 0);
    return fields != NULL;
}

/* ---- choosing somebody else ---- */

static GPtrArray *
parties_by(Store *store, const char *kind, const char *value, GError **error)
{
    g_autoptr(GPtrArray) parties =
        g_ptr_array_new_with_free_func((GDestroyNotify)party_free);
    g_autoptr(GArray) ids = store_parties_by(store, kind, value, MOST_FOUND, error);
    for (guint i = 0; ids != NULL && i < ids->len; i++) {
        Party *party = store_party_get(store, g_array_index(ids, gint64, i), error);
        if (party == NULL)
            return NULL;
        g_ptr_array_add(parties, party);
    }
    return ids != NULL ? g_steal_pointer(&parties) : NULL;
}

static GPtrArray *
parties_like(Store *store, const char *who, GError **error)
{
    g_autofree char *national_id = national_id_parse(who);
    g_autofree char *mobile = mobile_parse(who);
    g_autofree char *digits = text_ascii_digits(who);
    if (national_id != NULL)
        return parties_by(store, "national_id", national_id, error);
    if (mobile != NULL)
        return parties_by(store, "mobile", mobile, error);
    return store_parties_list(store, digits, NULL, MOST_FOUND, error);
}

static bool
add_found(Visit *visit, JsonObject *model, GError **error)
{
    g_autofree char *who = visit_query(visit, "who");
    if (*who == '\0')
        return true;
    g_autoptr(GPtrArray) parties = parties_like(visit->web->diwan->store, who, error);
    if (parties == NULL)
        return false;
    JsonArray *rows = json_array_new();
    for (guint i = 0; i < parties->len; i++)
        json_array_add_object_element(rows, show_party(parties->pdata[i]));
    show_text(model, "who", who);
    json_object_set_array_member(model, "found", rows);
    json_object_set_boolean_member(model, "found_none", parties->len == 0);
    return true;
}

/* ---- the page ---- */

static bool
gather(Visit *visit, JsonObject *model, const Letter *letter, GError **error)
{
    g_autoptr(GPtrArray) candidates =
        store_candidates_of(visit->web->diwan->store, letter->id, error);
    if (candidates == NULL)
        return false;
    json_object_set_object_member(model, "letter", show_letter(visit, letter));
    json_object_set_array_member(
        model, "candidates", show_candidates(visit, candidates, false));
    json_object_set_boolean_member(model, "has_candidates", candidates->len > 0);
    const Rules *rules = visit->web->desk->rules;
    bool known = letter->kind == KIND_LETTER && letter->outcome == MATCH_ONE &&
                 letter->party_id != 0 && letter->hold == HOLD_NOT &&
                 letter->rejected_at == 0;
    json_object_set_boolean_member(
        model, "may_reply", known && rules_allow(rules, "reply", visit->staff->role));
    g_autoptr(GPtrArray) decisions =
        store_decisions_of_letter(visit->web->diwan->store, letter->id, error);
    if (decisions == NULL)
        return false;
    const Decision *last =
        decisions->len > 0 ? decisions->pdata[decisions->len - 1] : NULL;
    json_object_set_boolean_member(
        model, "was_decided", last != NULL && last->undone_at == 0);
    show_text(model, "back", "letter");
    json_object_set_boolean_member(model, "erased", letter->erased);
    show_take(model, "raw_size", size_words(visit, letter->size_bytes));
    add_text(model, letter);
    return add_pages(visit, model, candidates, error) && add_parts(visit, model, error) &&
           add_journal(visit, model, error) && add_answers(visit, model, letter, error) &&
           show_replies(visit, model, letter->id, error) &&
           add_form(visit, model, error) && show_mail(visit, model, letter, error) &&
           show_batch(visit, model, letter->id, error) && add_found(visit, model, error);
}

void
page_letter(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Letter) letter =
        store_letter_get(visit->web->diwan->store, visit->id, &error);
    g_autoptr(JsonObject) model = json_object_new();
    if (letter == NULL && g_error_matches(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED))
        page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
    else if (letter != NULL && !show_may_see(visit, letter))
        page_allows(visit, "see_rejected");
    else if (letter == NULL || !gather(visit, model, letter, &error))
        page_error(visit, error);
    else
        page_render(visit, MHD_HTTP_OK, "letter", "letter", g_steal_pointer(&model));
}

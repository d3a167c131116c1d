/* hold.c - letters that wait for a person, with what is known; and what the person decides or has seen. */
#include "web/inside.h"

#include <string.h>

enum { HOLD_ROWS = 20, MOST_REASON_BYTES = 1000 };

/* ---- the list ---- */

static JsonObject *
show_held(Visit *visit, const Letter *letter, GError **error)
{
    g_autoptr(GPtrArray) candidates =
        store_candidates_of(visit->web->diwan->store, letter->id, error);
    if (candidates == NULL)
        return NULL;
    JsonObject *row = show_letter(visit, letter);
    json_object_set_array_member(
        row, "candidates", show_candidates(visit, candidates, true));
    json_object_set_boolean_member(row, "has_candidates", candidates->len > 0);
    show_text(row, "back", "hold");
    return row;
}

static bool
add_held(Visit *visit, JsonObject *model, GPtrArray *letters, GError **error)
{
    g_autoptr(JsonArray) rows = json_array_new();
    for (guint i = 0; i < letters->len && i < HOLD_ROWS; i++) {
        if (!show_may_see(visit, letters->pdata[i]))
            continue;
        JsonObject *row = show_held(visit, letters->pdata[i], error);
        if (row == NULL)
            return false;
        json_array_add_object_element(rows, row);
    }
    json_object_set_array_member(model, "rows", g_steal_pointer(&rows));
    if (letters->len > HOLD_ROWS) {
        const Letter *last = letters->pdata[HOLD_ROWS - 1];
        json_object_set_int_member(model, "before", last->id);
    }
    return true;
}

void
page_hold(Visit *visit)
{
    Store *store = visit->web->diwan->store;
    g_autoptr(GError) error = NULL;
    LetterFilter filter = {.held_only = true,
        .before_id = visit_query_id(visit, "before"),
        .limit = HOLD_ROWS + 1};
    g_autoptr(JsonObject) model = json_object_new();
    g_autoptr(GPtrArray) letters = store_letters_list(store, &filter, &error);
    if (letters == NULL || !add_held(visit, model, letters, &error)) {
        page_error(visit, error);
        return;
    }
    json_object_set_boolean_member(model, "newest", filter.before_id > 0);
    show_take(model, "count",
        words_count(visit->words, "hold_list", "letters", show_held_count(visit)));
    page_render(visit, MHD_HTTP_OK, "hold", "hold", g_steal_pointer(&model));
}

/* ---- decisions ---- */

static void
go_back(Visit *visit, const char *said)
{
    bool list = g_str_equal(visit_field(visit, "back"), "hold");
    g_autofree char *to =
        list ? g_strdup_printf("/hold?said=%s", said)
             : g_strdup_printf("/i/%" G_GINT64_FORMAT "?said=%s", visit->id, said);
    answer_redirect(visit, to);
}

/* A rule refused it: the letter was decided by somebody else, or is being worked on again. */
static void
answer_refusal(Visit *visit, const GError *error)
{
    if (error->domain == DIWAN_ERROR && error->code == DIWAN_ERROR_REFUSED)
        page_problem(visit, MHD_HTTP_CONFLICT, "changed");
    else
        page_error(visit, error);
}

/* The party a form names by id; 0 when there is none such. */
static gint64
party_of_form(Visit *visit)
{
    gint64 id = 0;
    if (!g_ascii_string_to_signed(
            visit_field(visit, "party_id"), 10, 1, G_MAXINT64, &id, NULL))
        return 0;
    g_autoptr(Party) party = store_party_get(visit->web->diwan->store, id, NULL);
    return party != NULL ? party->id : 0;
}

/* The party on whose record the writer's address is, when it is one: who wrote for another. */
static gint64
party_of_sender(Visit *visit)
{
    Store *store = visit->web->diwan->store;
    g_autoptr(Letter) letter = store_letter_get(store, visit->id, NULL);
    if (letter == NULL || letter->medium != MEDIUM_EMAIL || letter->from_address == NULL)
        return 0;
    g_autofree char *address = g_utf8_strdown(letter->from_address, -1);
    g_autoptr(GArray) ids = store_parties_by(store, "email", address, 2, NULL);
    return ids != NULL && ids->len == 1 ? g_array_index(ids, gint64, 0) : 0;
}

static Decided
decided_of_form(Visit *visit)
{
    Decided as = {.kind = DECIDED_NOBODY};
    if (*visit_field(visit, "nobody") != '\0')
        return as;
    as.kind = DECIDED_APPLICANT;
    as.party_id = party_of_form(visit);
    if (*visit_field(visit, "guardian") != '\0') {
        as.kind = DECIDED_GUARDIAN;
        gint64 writer = party_of_sender(visit);
        as.guardian_id = writer != as.party_id ? writer : 0;
    }
    return as;
}

void
page_decide_post(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    const Decided as = decided_of_form(visit);
    bool nobodys = as.kind == DECIDED_NOBODY;
    const Act act = {.by = visit->staff->login, .role = visit->staff->role};
    if (!page_allows(visit, "decide"))
        return;
    if (!nobodys && as.party_id == 0)
        page_problem(visit, MHD_HTTP_BAD_REQUEST, "malformed");
    else if (letter_decide(visit->web->desk, visit->id, &as, &act, &error)) {
        log_line("letter=%" G_GINT64_FORMAT " decided=%s", visit->id,
            nobodys ? "nobodys" : "identified");
        go_back(visit, nobodys ? "nobodys" : "identified");
    } else
        answer_refusal(visit, error);
}

void
page_hold_post(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    const char *reason = visit_field(visit, "reason");
    const Act act = {
        .by = visit->staff->login, .role = visit->staff->role, .reason = reason};
    if (!page_allows(visit, "decide"))
        return;
    if (*reason == '\0' || strlen(reason) > MOST_REASON_BYTES)
        page_problem(visit, MHD_HTTP_BAD_REQUEST, "malformed");
    else if (letter_hold(visit->web->desk, visit->id, &act, &error))
        go_back(visit, "held");
    else
        answer_refusal(visit, error);
}

void
page_undecide_post(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    const char *reason = visit_field(visit, "reason");
    const Act act = {
        .by = visit->staff->login, .role = visit->staff->role, .reason = reason};
    if (!page_allows(visit, "decide"))
        return;
    if (*reason == '\0' || strlen(reason) > MOST_REASON_BYTES)
        page_problem(visit, MHD_HTTP_BAD_REQUEST, "malformed");
    else if (letter_undecide(visit->web->desk, visit->id, &act, &error))
        go_back(visit, "undecided");
    else
        answer_refusal(visit, error);
}

void
page_seen_post(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    if (store_reread_seen(
            visit->web->diwan->store, visit->id, visit->staff->login, &error))
        go_back(visit, "seen");
    else
        answer_refusal(visit, error);
}

/* Spam, or back from it. */
void
page_reject_post(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    Store *store = visit->web->diwan->store;
    const char *reason = visit_field(visit, "reason");
    bool undo = *visit_field(visit, "undo") != '\0';
    g_autofree char *here = g_strdup_printf("/i/%" G_GINT64_FORMAT, visit->id);
    if (!page_allows(visit, "reject"))
        return;
    if (*reason == '\0' || strlen(reason) > MOST_REASON_BYTES)
        page_problem(visit, MHD_HTTP_BAD_REQUEST, "malformed");
    else if ((undo ? store_letter_unreject : store_letter_reject)(
                 store, visit->id, visit->staff->login, reason, &error)) {
        log_line("letter=%" G_GINT64_FORMAT " rejected=%d", visit->id, !undo);
        go_back(visit, undo ? "unrejected" : "rejected");
    } else
        page_refused(visit, error, here);
}

/* request_letters.c - the letters of a request: one belongs to another request, another one here, or is a matter
 * of its own; and the way back of each. */
#include "web/inside.h"

#include <string.h>

enum { MOST_LETTERS = 200, MOST_REASON_BYTES = 1000 };

static bool
is_filed(const Letter *letter)
{
    return letter->kind == KIND_LETTER && letter->in_no != NULL;
}

static JsonObject *
show_row(const Letter *letter)
{
    JsonObject *row = json_object_new();
    json_object_set_int_member(row, "letter", letter->id);
    show_text(row, "in_no", letter->in_no);
    show_text(row, "subject", letter->subject);
    show_text(row, "request_no", letter->request_no);
    return row;
}

/* ---- the letters it has ---- */

static void
add_former(Visit *visit, JsonObject *row, const Letter *letter, const GPtrArray *formers)
{
    for (guint i = 0; i < formers->len; i++) {
        const FormerRequest *former = formers->pdata[i];
        if (former->letter_id != letter->id || show_is_barred(visit, former->request_id))
            continue;
        JsonObject *from = json_object_new();
        json_object_set_int_member(from, "former", former->request_id);
        show_text(from, "number", former->number);
        json_object_set_object_member(row, "from", from);
    }
}

static bool
add_own(Visit *visit, JsonObject *model, const Request *request, GError **error)
{
    Store *store = visit->web->diwan->store;
    const LetterFilter filter = {.request_id = request->id, .limit = MOST_LETTERS};
    g_autoptr(GPtrArray) letters = store_letters_list(store, &filter, error);
    g_autoptr(GPtrArray) formers =
        letters != NULL ? store_requests_former(store, request->id, error) : NULL;
    if (formers == NULL)
        return false;
    JsonArray *rows = json_array_new();
    for (guint i = 0; i < letters->len; i++) {
        const Letter *letter = letters->pdata[i];
        if (!is_filed(letter))
            continue;
        JsonObject *row = show_row(letter);
        add_former(visit, row, letter, formers);
        json_array_add_object_element(rows, row);
    }
    json_object_set_boolean_member(model, "has_letters", json_array_get_length(rows) > 0);
    json_object_set_boolean_member(model, "may_split", json_array_get_length(rows) > 1);
    json_object_set_array_member(model, "letters", rows);
    return true;
}

/* ---- where they may go, and what may come ---- */

static bool
add_others(Visit *visit, JsonObject *model, const Request *request, GError **error)
{
    const RequestFilter filter = {.party_id = request->party_id, .limit = MOST_LETTERS};
    g_autoptr(GPtrArray) all =
        store_requests_list(visit->web->diwan->store, &filter, error);
    JsonArray *rows = json_array_new();
    for (guint i = 0; all != NULL && i < all->len; i++) {
        const Request *one = all->pdata[i];
        if (one->id != request->id && !state_is_over(one->state) &&
            !show_is_barred(visit, one->id))
            json_array_add_object_element(rows, show_request_row(visit, one));
    }
    json_object_set_boolean_member(model, "has_others", json_array_get_length(rows) > 0);
    json_object_set_array_member(model, "others", rows);
    return all != NULL;
}

static bool
add_elsewhere(Visit *visit, JsonObject *model, const Request *request, GError **error)
{
    const LetterFilter filter = {.party_id = request->party_id, .limit = MOST_LETTERS};
    g_autoptr(GPtrArray) all =
        store_letters_list(visit->web->diwan->store, &filter, error);
    JsonArray *rows = json_array_new();
    for (guint i = 0; all != NULL && i < all->len; i++) {
        const Letter *letter = all->pdata[i];
        if (is_filed(letter) && letter->request_id != request->id &&
            letter->rejected_at == 0 && show_may_see(visit, letter))
            json_array_add_object_element(rows, show_row(letter));
    }
    json_object_set_boolean_member(
        model, "has_elsewhere", json_array_get_length(rows) > 0);
    json_object_set_array_member(model, "elsewhere", rows);
    return all != NULL;
}

/* ---- what went ---- */

/* The letter with that id, once. */
static Letter *
take_letter(GPtrArray *letters, gint64 id)
{
    for (guint i = 0; i < letters->len; i++)
        if (((const Letter *)letters->pdata[i])->id == id)
            return g_ptr_array_steal_index(letters, i);
    return NULL;
}

/* Letters that were here and are elsewhere now, the newest first: each can be put back. */
static bool
add_gone(Visit *visit, JsonObject *model, const Request *request, GError **error)
{
    Store *store = visit->web->diwan->store;
    g_autoptr(GPtrArray) journal = store_journal_of_request(store, request->id, error);
    g_autoptr(GPtrArray) gone =
        journal != NULL ? store_letters_gone(store, request->id, error) : NULL;
    if (gone == NULL)
        return false;
    JsonArray *rows = json_array_new();
    for (guint i = journal->len; i-- > 0;) {
        const JournalRow *entry = journal->pdata[i];
        g_autoptr(Letter) letter = g_str_equal(entry->act, "letter_left")
                                       ? take_letter(gone, entry->letter_id)
                                       : NULL;
        if (letter == NULL || !show_may_see(visit, letter))
            continue;
        JsonObject *row = show_row(letter);
        if (letter->request_id != 0)
            json_object_set_int_member(row, "stands_on", letter->request_id);
        show_text(row, "by", entry->actor);
        show_text(row, "reason", entry->note);
        show_instant(visit, row, "at", entry->at);
        json_array_add_object_element(rows, row);
    }
    json_object_set_boolean_member(model, "has_gone", json_array_get_length(rows) > 0);
    json_object_set_array_member(model, "gone", rows);
    return true;
}

bool
show_request_letters(
    Visit *visit, JsonObject *model, const Request *request, GError **error)
{
    return add_own(visit, model, request, error) &&
           add_others(visit, model, request, error) &&
           add_elsewhere(visit, model, request, error) &&
           add_gone(visit, model, request, error);
}

/* ---- the acts ---- */

static gint64
id_of(Visit *visit, const char *name)
{
    gint64 id = 0;
    return g_ascii_string_to_signed(
               visit_field(visit, name), 10, 1, G_MAXINT64, &id, NULL)
               ? id
               : 0;
}

static bool
act(Visit *visit, const Act *as, GError **error)
{
    const Desk *desk = visit->web->desk;
    const char *kind = visit_field(visit, "kind");
    gint64 letter = id_of(visit, "letter"), onto = id_of(visit, "onto");
    g_autofree char *number = NULL;
    if (g_str_equal(visit->word, "take"))
        return request_take_letter(desk, visit->id, letter, as, error);
    if (g_str_equal(visit->word, "give"))
        return request_take_letter(desk, onto, letter, as, error);
    return request_split(
        desk, visit->id, letter, *kind != '\0' ? kind : NULL, as, &number, error);
}

void
page_request_letters_post(Visit *visit)
{
    static const char *const words[] = {"take", "give", "split", NULL};
    g_autoptr(GError) error = NULL;
    const char *reason = visit_field(visit, "reason");
    const Act as = {.by = visit->staff->login,
        .role = visit->staff->role,
        .reason = *reason != '\0' ? reason : NULL};
    g_autofree char *back = g_strdup_printf("/r/%" G_GINT64_FORMAT, visit->id);
    if (!g_strv_contains(words, visit->word))
        page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
    else if (strlen(reason) > MOST_REASON_BYTES)
        page_problem(visit, MHD_HTTP_BAD_REQUEST, "malformed");
    else if (!act(visit, &as, &error))
        page_refused(visit, error, back);
    else {
        log_line("request=%" G_GINT64_FORMAT " letter_act=%s", visit->id, visit->word);
        g_autofree char *to =
            g_strdup_printf("%s?said=letter_%s#letters", back, visit->word);
        answer_redirect(visit, to);
    }
}

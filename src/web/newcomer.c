/* newcomer.c - a held letter is from somebody new: a record is opened, and the letter is theirs.
 *
 * The record and the decision commit together. What was typed is kept when something is wrong.
 */
#include "web/inside.h"

#include "language/language.h"

#include <string.h>

enum { MOST_NAME_BYTES = 400, MOST_EMAIL_BYTES = 254 };

static const char *const fields[] = {
    "full_name", "national_id", "mobile", "email", "city"};

static void
render(Visit *visit, unsigned status, const Letter *letter, JsonArray *take_troubles)
{
    JsonObject *model = json_object_new();
    JsonObject *typed = json_object_new();
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
        show_text(typed, fields[i], visit_field(visit, fields[i]));
    if (visit->form == NULL) {
        show_text(typed, "full_name", letter->from_name);
        show_text(typed, "email", letter->from_address);
    }
    json_object_set_object_member(model, "letter", show_letter(visit, letter));
    json_object_set_object_member(model, "typed", typed);
    bool wrong = take_troubles != NULL && json_array_get_length(take_troubles) > 0;
    json_object_set_boolean_member(model, "is_wrong", wrong);
    if (take_troubles != NULL)
        json_object_set_array_member(model, "troubles", take_troubles);
    page_render(visit, status, "newcomer", "newcomer", model);
}

static Letter *
letter_of(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Letter) letter =
        store_letter_get(visit->web->diwan->store, visit->id, &error);
    if (letter == NULL && g_error_matches(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED))
        page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
    else if (letter == NULL)
        page_error(visit, error);
    else if (letter->state != LETTER_HELD)
        page_problem(visit, MHD_HTTP_CONFLICT, "changed");
    else
        return g_steal_pointer(&letter);
    return NULL;
}

void
page_newcomer(Visit *visit)
{
    g_autoptr(Letter) letter = letter_of(visit);
    if (letter != NULL)
        render(visit, MHD_HTTP_OK, letter, NULL);
}

/* ---- what was typed ---- */

static void
complain(Visit *visit, JsonArray *troubles, const char *field)
{
    JsonObject *trouble = json_object_new();
    show_text(trouble, "field", field);
    show_text(trouble, "words", words_get(visit->words, "newcomer_wrong", field));
    json_array_add_object_element(troubles, trouble);
}

static char *
read_number(
    Visit *visit, JsonArray *troubles, const char *field, char *(*parse)(const char *))
{
    const char *typed = visit_field(visit, field);
    char *value = *typed != '\0' ? parse(typed) : NULL;
    if (*typed != '\0' && value == NULL)
        complain(visit, troubles, field);
    return value;
}

static Party *
read_party(Visit *visit, JsonArray *troubles)
{
    Party *party = party_new();
    party->party_kind = g_strdup("applicant");
    party->full_name = text_strip_controls(visit_field(visit, "full_name"));
    party->national_id = read_number(visit, troubles, "national_id", national_id_parse);
    party->mobile = read_number(visit, troubles, "mobile", mobile_parse);
    const char *email = visit_field(visit, "email"), *city = visit_field(visit, "city");
    if (*party->full_name == '\0' || strlen(party->full_name) > MOST_NAME_BYTES)
        complain(visit, troubles, "full_name");
    if (*email != '\0' && (strlen(email) > MOST_EMAIL_BYTES || !address_is_sound(email)))
        complain(visit, troubles, "email");
    else if (*email != '\0')
        party->email = g_ascii_strdown(email, -1);
    if (*city != '\0')
        party->city = g_strndup(city, MIN(strlen(city), MOST_NAME_BYTES));
    return party;
}

/* Somebody on record already has this ID: opening a second record would be a mistake. */
static bool
is_on_record(Visit *visit, const Party *party)
{
    return party->national_id != NULL && store_parties_count_by(visit->web->diwan->store,
                                             "national_id", party->national_id) > 0;
}

/* ---- keeping it ---- */

static bool
save(Visit *visit, Party *party, GError **error)
{
    Store *store = visit->web->diwan->store;
    g_autoptr(PersonName) name = person_name_parse(party->full_name);
    g_autoptr(GPtrArray) keys = person_name_keys(name);
    PartyChange change;
    gint64 id = 0;
    if (!store_begin(store, error))
        return false;
    party->file_no = store_party_next_file_no(store, error);
    bool well = party->file_no != NULL &&
                store_party_put(store, party, keys, &change, &id, error) &&
                store_journal(store, visit->staff->login, "party_opened", visit->id, 0,
                    id, NULL, error) &&
                store_letter_decide_as(store, visit->id,
                    &(Decided){DECIDED_NEW, id, 0, NULL}, visit->staff->login, error) &&
                store_commit(store, error);
    if (!well)
        store_rollback(store);
    return well;
}

void
page_newcomer_post(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Letter) letter = letter_of(visit);
    if (letter == NULL)
        return;
    JsonArray *troubles = json_array_new();
    Party *party = read_party(visit, troubles);
    if (is_on_record(visit, party))
        complain(visit, troubles, "on_record");
    if (json_array_get_length(troubles) > 0)
        render(visit, MHD_HTTP_UNPROCESSABLE_CONTENT, letter, json_array_ref(troubles));
    else if (save(visit, party, &error)) {
        g_autofree char *to =
            g_strdup_printf("/i/%" G_GINT64_FORMAT "?said=newcomer", visit->id);
        log_line("letter=%" G_GINT64_FORMAT " decided=newcomer", visit->id);
        answer_redirect(visit, to);
    } else if (g_error_matches(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED))
        page_problem(visit, MHD_HTTP_CONFLICT, "changed");
    else
        page_error(visit, error);
    json_array_unref(troubles);
    party_free(party);
}

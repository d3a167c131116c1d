/* show.c - what is shown of a letter or a person, the same on every page.
 *
 * Lists show masked numbers and addresses; the whole of them stands on the letter's own page, in
 * what the letter itself says.
 */
#include "web/inside.h"

#include "language/language.h"

#include <string.h>

#define DOTS "••••••"

void
show_text(JsonObject *into, const char *name, const char *value)
{
    if (value != NULL && *value != '\0')
        json_object_set_string_member(into, name, value);
}

void
show_take(JsonObject *into, const char *name, char *take_value)
{
    show_text(into, name, take_value);
    g_free(take_value);
}

/* ---- masks ---- */

char *
mask_number(const char *value)
{
    if (value == NULL || *value == '\0')
        return NULL;
    g_autofree char *plain = text_ascii_digits(value);
    g_autofree char *mobile = mobile_parse(plain);
    if (mobile != NULL)
        return g_strdup_printf("05•••••%s", mobile + strlen(mobile) - 3);
    glong length = g_utf8_strlen(plain, -1);
    if (length < 8)
        return g_steal_pointer(&plain);
    g_autofree char *head = g_utf8_substring(plain, 0, 2);
    g_autofree char *tail = g_utf8_substring(plain, length - 2, length);
    return g_strconcat(head, DOTS, tail, NULL);
}

char *
mask_address(const char *value)
{
    const char *at = value != NULL ? strrchr(value, '@') : NULL;
    if (at == NULL || at == value)
        return g_strdup(value);
    g_autofree char *head = g_utf8_substring(value, 0, 1);
    return g_strconcat(head, "•••", at, NULL);
}

/* ---- instants ---- */

/* Riyadh keeps UTC+3 all the year. */
static char *
time_of_day(gint64 instant_ms)
{
    gint64 minutes = (instant_ms / 60000 + 3 * 60) % (24 * 60);
    return g_strdup_printf("%02d:%02d", (int)(minutes / 60), (int)(minutes % 60));
}

void
show_instant(const Visit *visit, JsonObject *into, const char *name, gint64 instant_ms)
{
    const char *language = words_language(visit->words);
    if (instant_ms <= 0)
        return;
    JsonObject *day = json_object_new();
    show_take(day, "iso", clock_rfc3339_offset(instant_ms, 3 * 60));
    show_take(day, "hijri", day_hijri_words(instant_ms, language));
    show_take(day, "gregorian", day_gregorian_words(instant_ms, language));
    show_take(day, "hijri_short", day_hijri_short(instant_ms));
    show_take(day, "gregorian_short", day_gregorian_short(instant_ms));
    show_take(day, "time", time_of_day(instant_ms));
    show_take(day, "age", words_age(visit->words, instant_ms, clock_now_ms()));
    json_object_set_object_member(into, name, day);
}

/* ---- letters and people ---- */

/* What a new reading tells, "match 10001": the outcome in words, and the file number it names. */
static void
show_reread(Visit *visit, JsonObject *row, const char *note)
{
    if (note == NULL)
        return;
    g_autofree char *first = g_strndup(note, strcspn(note, " "));
    show_text(row, "reread", words_get(visit->words, "reread", first));
    if (note[strlen(first)] == ' ')
        show_text(row, "reread_file_no", note + strlen(first) + 1);
}

bool
show_may_see(Visit *visit, const Letter *letter)
{
    bool rejected = letter->rejected_at != 0;
    return (!rejected || rules_allow(visit->web->desk->rules, "see_rejected",
                             visit->staff->role)) &&
           !show_is_barred_letter(visit, letter->id);
}

/* Only a letter at rest that stands on no request is rejected. */
static void
show_rejection(Visit *visit, JsonObject *row, const Letter *letter)
{
    bool rests = letter->state == LETTER_HELD || letter->state == LETTER_DONE;
    bool may = rules_allow(visit->web->desk->rules, "reject", visit->staff->role);
    json_object_set_boolean_member(row, "is_rejected", letter->rejected_at != 0);
    json_object_set_boolean_member(row, "may_reject",
        may && rests && letter->request_id == 0 && letter->rejected_at == 0);
    json_object_set_boolean_member(row, "may_unreject", may && letter->rejected_at != 0);
    show_text(row, "rejected_by", letter->rejected_by);
    show_text(row, "rejected_why", letter->rejected_why);
    show_instant(visit, row, "rejected", letter->rejected_at);
}

static void
show_standing(Visit *visit, JsonObject *row, const Letter *letter)
{
    const char *state = letter->rejected_at ? "rejected"
                        : letter->hold      ? "held"
                                            : letter_state_name(letter->state);
    show_text(row, "state", words_get(visit->words, "state", state));
    json_object_set_boolean_member(
        row, "is_done", letter->state == LETTER_DONE && letter->rejected_at == 0);
    json_object_set_boolean_member(
        row, "is_duplicate", letter->state == LETTER_DUPLICATE);
    if (letter->hold == HOLD_NOT)
        return;
    const char *reason = hold_reason_name(letter->hold);
    json_object_set_boolean_member(row, "is_held", TRUE);
    json_object_set_boolean_member(row, "may_decide", letter->state == LETTER_HELD);
    show_text(row, "hold", words_get(visit->words, "hold", reason));
    show_text(row, "hold_note", letter->hold_note);
}

static void
show_request(Visit *visit, JsonObject *row, const Letter *letter)
{
    show_text(row, "request_no", letter->request_no);
    g_autoptr(Request) request =
        letter->request_id
            ? store_request_get(visit->web->diwan->store, letter->request_id, NULL)
            : NULL;
    if (request == NULL)
        return;
    json_object_set_int_member(row, "request_id", request->id);
    show_text(row, "request_kind",
        kinds_name(visit->web->kinds, request->kind, words_language(visit->words)));
}

static void
show_party_of(Visit *visit, JsonObject *row, const Letter *letter)
{
    bool known = letter->outcome == MATCH_ONE && letter->party_id > 0;
    g_autoptr(Party) party =
        known ? store_party_get(visit->web->diwan->store, letter->party_id, NULL) : NULL;
    if (party != NULL)
        json_object_set_object_member(row, "party", show_party(party));
}

/* In two pieces, so that a narrow column breaks it after the "@". */
static void
show_masked_sender(JsonObject *row, const char *address)
{
    g_autofree char *masked = mask_address(address);
    const char *at = masked != NULL ? strchr(masked, '@') : NULL;
    show_text(row, "from_masked", masked);
    if (at == NULL)
        return;
    show_take(row, "from_masked_start", g_strndup(masked, at + 1 - masked));
    show_text(row, "from_masked_domain", at + 1);
}

JsonObject *
show_letter(Visit *visit, const Letter *letter)
{
    JsonObject *row = json_object_new();
    json_object_set_int_member(row, "id", letter->id);
    show_text(row, "in_no", letter->in_no);
    show_text(
        row, "medium", words_get(visit->words, "medium", medium_name(letter->medium)));
    json_object_set_boolean_member(row, "is_mail", letter->medium == MEDIUM_EMAIL);
    show_text(row, "kind", words_get(visit->words, "kind", mail_kind_name(letter->kind)));
    show_text(row, "from_name", letter->from_name);
    show_text(row, "from_address", letter->from_address);
    show_masked_sender(row, letter->from_address);
    show_text(row, "file_name", letter->file_name);
    g_autofree char *subject =
        letter->subject != NULL ? text_strip_controls(letter->subject) : NULL;
    show_text(row, "subject", subject);
    show_text(row, "source", letter->source);
    show_text(row, "branch", letter->branch);
    show_instant(visit, row, "received", letter->received_at);
    show_standing(visit, row, letter);
    show_rejection(visit, row, letter);
    show_reread(visit, row, letter->reread_note);
    show_request(visit, row, letter);
    show_party_of(visit, row, letter);
    return row;
}

void
show_page_link(Visit *visit, JsonObject *row, int page)
{
    if (page <= 0)
        return;
    json_object_set_int_member(row, "page", page);
    json_object_set_int_member(
        row, "from", (page - 1) / PAGES_AT_A_TIME * PAGES_AT_A_TIME + 1);
    show_take(row, "page_words", words_number(visit->words, page));
}

JsonObject *
show_party(const Party *party)
{
    JsonObject *row = json_object_new();
    json_object_set_int_member(row, "party_id", party->id);
    show_text(row, "file_no", party->file_no);
    show_text(row, "full_name", party->full_name);
    show_take(row, "national_id", mask_number(party->national_id));
    show_take(row, "mobile", mask_number(party->mobile));
    show_take(row, "email", mask_address(party->email));
    show_text(row, "city", party->city);
    return row;
}

void
show_choices(Visit *visit, JsonObject *model, const char *name, const char *group,
    const char *const *keys)
{
    JsonArray *rows = json_array_new();
    for (int i = 0; keys[i] != NULL; i++) {
        JsonObject *row = json_object_new();
        show_text(row, "value", keys[i]);
        show_text(row, "label", words_get(visit->words, group, keys[i]));
        json_array_add_object_element(rows, row);
    }
    json_object_set_array_member(model, name, rows);
}

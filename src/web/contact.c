/* contact.c - somebody who may have no request spoke with the office by another way than a letter: noted on their
 * record, with channel, branch and who. */
#include "web/inside.h"

#include "language/language.h"
#include "office/office.h"

#include <string.h>

enum { MOST_WORDS_BYTES = 4000 };

void
page_contact(Visit *visit)
{
    JsonObject *model = json_object_new();
    g_autofree char *file_no = visit_query(visit, "party");
    if (!page_allows(visit, "contact")) {
        json_object_unref(model);
        return;
    }
    show_text(model, "party", file_no);
    show_choices(visit, model, "channels", "channel", contact_channels);
    page_render(visit, MHD_HTTP_OK, "contact", "contact", model);
}

static const char *
words_of(Visit *visit, const char *name)
{
    const char *value = visit_field(visit, name);
    return *value != '\0' && strlen(value) <= MOST_WORDS_BYTES ? value : NULL;
}

static gint64
party_of(Visit *visit, GError **error)
{
    GError *failure = NULL;
    g_autofree char *file_no = text_ascii_digits(visit_field(visit, "party"));
    g_autoptr(Party) party =
        store_party_by_file_no(visit->web->diwan->store, file_no, &failure);
    if (failure != NULL)
        g_propagate_error(error, failure);
    else if (party == NULL)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "there is no party with file number '%s'", file_no);
    return party != NULL ? party->id : 0;
}

/* 0: today; false with REFUSED: it is no day. */
static bool
day_of(Visit *visit, gint64 *at, GError **error)
{
    const char *text = words_of(visit, "at");
    g_autofree char *trouble =
        text != NULL ? day_read(text, words_language(visit->words), at) : NULL;
    if (trouble != NULL)
        g_set_error(
            error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, "'%s' is no day: %s", text, trouble);
    return trouble == NULL;
}

void
page_contact_post(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *number = NULL;
    const Act act = {.by = visit->staff->login, .role = visit->staff->role};
    gint64 at = 0, party_id = party_of(visit, &error);
    bool out = g_str_equal(visit_field(visit, "direction"), "out");
    bool well = party_id != 0 && day_of(visit, &at, &error);
    Contact contact = {.party_id = party_id,
        .channel = (char *)visit_field(visit, "channel"),
        .direction = (char *)(out ? "out" : "in"),
        .branch = (char *)words_of(visit, "branch"),
        .person = (char *)words_of(visit, "person"),
        .summary = (char *)words_of(visit, "summary"),
        .at = at};
    if (!well || !request_contact(visit->web->desk, &contact, &act, &number, &error)) {
        page_refused(visit, error, "/contact");
        return;
    }
    log_line("contact=%s noted", number);
    answer_redirect(visit, "/register/contacts?said=contact");
}

/* undelivered.c - what did not arrive or is in doubt, and for each the next step: again, on paper, to another
 * address, or nothing more. */
#include "web/inside.h"

#include "outbox/outbox.h"

#include <string.h>

enum { MOST_TEXT_BYTES = 900 };

/* ---- the list ---- */

/* Why it stands here, as a word of [undelivered_why]. */
static const char *
why_of(const OutboxEntry *entry)
{
    if (g_str_equal(entry->state, "doubt"))
        return "doubt";
    if (g_str_equal(entry->channel, "paper"))
        return "returned";
    if (entry->sent_at > 0)
        return "bounced";
    return entry->server_said != NULL && entry->server_said[0] == '4' ? "given_up"
                                                                      : "refused";
}

static JsonObject *
show_entry(Visit *visit, const OutboxEntry *entry)
{
    JsonObject *row = json_object_new();
    bool mail = g_str_equal(entry->channel, "mail");
    const char *next = outbox_next_step(entry);
    g_autofree char *told = g_strdup_printf("next_%s", next != NULL ? next : "none");
    g_autoptr(Party) party =
        entry->party_id > 0
            ? store_party_get(visit->web->diwan->store, entry->party_id, NULL)
            : NULL;
    json_object_set_int_member(row, "id", entry->id);
    show_text(row, "purpose", words_get(visit->words, "letter_kind", entry->purpose));
    show_text(row, "why", words_get(visit->words, "undelivered_why", why_of(entry)));
    show_text(row, "next", words_get(visit->words, "undelivered", told));
    show_text(row, "said", entry->server_said);
    show_text(row, "in_no", entry->in_no);
    show_text(row, "request_no", entry->request_no);
    if (entry->request_id > 0)
        json_object_set_int_member(row, "request", entry->request_id);
    if (entry->letter_id > 0)
        json_object_set_int_member(row, "letter", entry->letter_id);
    if (mail)
        show_take(row, "address", mask_address(entry->recipient));
    if (party != NULL)
        json_object_set_object_member(row, "party", show_party(party));
    json_object_set_boolean_member(row, "is_mail", mail);
    json_object_set_boolean_member(
        row, "may_resend", mail || g_str_equal(entry->state, "doubt"));
    json_object_set_boolean_member(
        row, "may_move", mail && party != NULL && g_str_equal(entry->state, "failed"));
    json_object_set_boolean_member(row, "has_address", entry->has_address);
    show_instant(visit, row, "at", entry->sent_at ? entry->sent_at : entry->created_at);
    return row;
}

static bool
is_for(Visit *visit, const OutboxEntry *entry)
{
    return !show_is_barred(visit, entry->request_id) &&
           !show_is_barred_letter(visit, entry->letter_id);
}

void
page_undelivered(Visit *visit)
{
    Store *store = visit->web->diwan->store;
    g_autoptr(GError) error = NULL;
    if (!page_allows(visit, "outbox"))
        return;
    const OutboxFilter filter = {.open_only = true,
        .before_id = visit_query_id(visit, "before"),
        .limit = PAGE_ROWS + 1};
    g_autoptr(GPtrArray) entries = store_outbox_list(store, &filter, &error);
    if (entries == NULL) {
        page_error(visit, error);
        return;
    }
    JsonObject *model = json_object_new();
    JsonArray *rows = json_array_new();
    for (guint i = 0; i < MIN(entries->len, PAGE_ROWS); i++)
        if (is_for(visit, entries->pdata[i]))
            json_array_add_object_element(rows, show_entry(visit, entries->pdata[i]));
    json_object_set_array_member(model, "rows", rows);
    json_object_set_boolean_member(model, "newest", filter.before_id > 0);
    if (entries->len > PAGE_ROWS)
        json_object_set_int_member(
            model, "before", ((const OutboxEntry *)entries->pdata[PAGE_ROWS - 1])->id);
    page_render(visit, MHD_HTTP_OK, "undelivered", "undelivered", model);
}

/* ---- the next step ---- */

static const char *
field_of(Visit *visit, const char *name)
{
    const char *value = visit_field(visit, name);
    return *value != '\0' && strlen(value) <= MOST_TEXT_BYTES ? value : NULL;
}

static bool
to_paper(Visit *visit, GError **error)
{
    gint64 paper_id = 0;
    g_auto(GStrv) lines = g_strsplit(visit_field(visit, "address"), "\r\n", -1);
    g_autofree char *address = g_strjoinv("\n", lines);
    return outbox_to_paper(visit->web->diwan->store, visit->web->compose, visit->id,
        *address != '\0' ? address : NULL, visit->staff->login, &paper_id, error);
}

/* False without error: the form lacks what the step asks for. */
static bool
take_step(Visit *visit, GError **error)
{
    Store *store = visit->web->diwan->store;
    const char *by = visit->staff->login, *reason = field_of(visit, "reason");
    const char *to = field_of(visit, "to");
    gint64 again = 0;
    if (g_str_equal(visit->word, "resend"))
        return store_outbox_resend(store, visit->id, by, error);
    if (g_str_equal(visit->word, "paper"))
        return to_paper(visit, error);
    if (g_str_equal(visit->word, "readdress") && to != NULL && reason != NULL)
        return outbox_readdress(visit->web->diwan->config, store, visit->web->compose,
            visit->id, to, by, reason, &again, error);
    return g_str_equal(visit->word, "close") && reason != NULL &&
           store_outbox_close(store, visit->id, by, reason, error);
}

void
page_undelivered_post(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    if (!page_allows(visit, "outbox"))
        return;
    if (take_step(visit, &error)) {
        log_line("outbox=%" G_GINT64_FORMAT " step=%s", visit->id, visit->word);
        g_autofree char *to = g_strdup_printf("/undelivered?said=out_%s", visit->word);
        answer_redirect(visit, to);
    } else if (error != NULL)
        page_refused(visit, error, "/undelivered");
    else
        page_problem(visit, MHD_HTTP_BAD_REQUEST, "malformed");
}

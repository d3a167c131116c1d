/* reply_look.c - a reply as it will leave and as it left; sent, taken back, given up. */
#include "web/inside.h"

#include <string.h>

/* ---- as it will leave, and as it left ---- */

/* What left is shown out of its frozen bytes: templates and records change. */
static bool
add_left(Visit *visit, JsonObject *model, const StaffReply *reply, GError **error)
{
    GError *failure = NULL;
    g_autofree char *subject = NULL, *text = NULL;
    g_autoptr(Outgoing) mail =
        store_outbox_get(visit->web->diwan->store, reply->outbox_id, &failure);
    if (failure != NULL) {
        g_propagate_error(error, failure);
        return false;
    }
    json_object_set_boolean_member(model, "has_left", TRUE);
    json_object_set_boolean_member(model, "left_on_paper", mail == NULL);
    if (mail != NULL && mail_words(mail->bytes, &subject, &text)) {
        show_text(model, "left_subject", subject);
        show_text(model, "left_text", text);
        show_text(model, "left_to", mail->recipient);
    }
    return true;
}

static void
add_look(Visit *visit, JsonObject *model, const ReplyLook *look)
{
    JsonArray *encloses = json_array_new();
    json_object_set_object_member(model, "letter", show_letter(visit, look->letter));
    json_object_set_object_member(model, "reply", show_reply(visit, look->reply));
    json_object_set_object_member(model, "party", show_party(look->party));
    show_text(model, "recipient", look->recipient);
    show_text(model, "address", look->address);
    show_text(model, "subject", look->words.subject);
    show_text(model, "text", look->words.text);
    json_object_set_boolean_member(
        model, "in_arabic", g_str_equal(look->reply->language, "ar"));
    json_object_set_boolean_member(model, "may_send",
        look->trouble == NULL && g_str_equal(look->reply->state, "draft"));
    json_object_set_int_member(
        model, "seen", look->newer ? look->newer : look->reply->seen_id);
    if (look->newer != 0 && g_str_equal(look->reply->state, "draft"))
        json_object_set_int_member(model, "newer", look->newer);
    for (guint i = 0;
         look->enclosed.documents != NULL && i < look->enclosed.documents->len; i++) {
        const Document *document = look->enclosed.documents->pdata[i];
        json_array_add_string_element(encloses, document->file_name);
    }
    json_object_set_boolean_member(
        model, "has_encloses", json_array_get_length(encloses) > 0);
    json_object_set_array_member(model, "encloses", encloses);
    if (look->trouble != NULL) {
        JsonObject *trouble = json_object_new();
        show_refusal(visit, trouble, look->trouble->message);
        json_object_set_object_member(model, "trouble", trouble);
    }
}

void
page_reply_look(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    g_auto(ReplyLook) look = {0};
    if (!page_allows(visit, "reply"))
        return;
    if (!reply_look(visit->web->desk, visit->web->compose, visit->id, &look, &error)) {
        if (g_error_matches(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED))
            page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
        else
            page_error(visit, error);
        return;
    }
    g_autoptr(JsonObject) model = json_object_new();
    add_look(visit, model, &look);
    if (g_str_equal(look.reply->state, "sent") &&
        !add_left(visit, model, look.reply, &error)) {
        page_error(visit, error);
        return;
    }
    page_render(visit, MHD_HTTP_OK, "reply_look", "reply", g_steal_pointer(&model));
}

/* As it would be printed; as it was, once it has left. */
static GBytes *
printed_of(Visit *visit, GError **error)
{
    Store *store = visit->web->diwan->store;
    g_autoptr(StaffReply) reply = store_reply_get(store, visit->id, error);
    if (reply == NULL)
        return NULL;
    return reply->outbox_id != 0
               ? store_post_bytes(store, reply->outbox_id, error)
               : reply_print(visit->web->desk, visit->web->compose, visit->id, error);
}

/* The mail's HTML, or the printed letter. */
void
page_reply_part(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    g_auto(ReplyLook) look = {0};
    const Desk *desk = visit->web->desk;
    bool paper = g_str_equal(visit->word, "paper");
    if (!page_allows(visit, "reply"))
        return;
    g_autoptr(GBytes) pdf = paper ? printed_of(visit, &error) : NULL;
    if (pdf != NULL)
        answer_bytes(visit, pdf, "application/pdf");
    else if (error == NULL && g_str_equal(visit->word, "mail") &&
             reply_look(desk, visit->web->compose, visit->id, &look, &error) &&
             look.words.html != NULL)
        answer_framed(visit, look.words.html);
    else
        page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
}

/* ---- sent, taken back, given up ---- */

void
page_reply_act_post(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    const Desk *desk = visit->web->desk;
    const Act act = {.by = visit->staff->login, .role = visit->staff->role};
    const char *word = visit->word, *said = NULL;
    gint64 seen = g_ascii_strtoll(visit_field(visit, "seen"), NULL, 10);
    g_autoptr(StaffReply) reply =
        store_reply_get(visit->web->diwan->store, visit->id, &error);
    if (reply == NULL) {
        page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
        return;
    }
    g_autofree char *here = g_strdup_printf("/reply/%" G_GINT64_FORMAT, visit->id);
    g_autofree char *letter = g_strdup_printf("/i/%" G_GINT64_FORMAT, reply->letter_id);
    if (g_str_equal(word, "send") &&
        reply_send(desk, visit->web->compose, visit->id, seen, &act, &error))
        said = "reply_due";
    else if (g_str_equal(word, "recall") && reply_recall(desk, visit->id, &act, &error))
        said = "reply_recalled";
    else if (g_str_equal(word, "drop") && reply_drop(desk, visit->id, &act, &error))
        said = "reply_dropped";
    if (error != NULL) {
        page_refused(visit, error, here);
        return;
    }
    if (said == NULL) {
        page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
        return;
    }
    log_line("letter=%" G_GINT64_FORMAT " reply=%s", reply->letter_id, word);
    g_autofree char *to =
        g_strdup_printf("%s?said=%s", g_str_equal(word, "drop") ? letter : here, said);
    answer_redirect(visit, to);
}

/* decode.c - a mail's words: by which rule they were decoded, decoded again as a person says, as they were written; and
 * what a web form's mail says by field.
 *
 * The kept mail is taken apart again in the locked room while the person waits, for seconds at most. Its HTML is
 * shown in a frame in which nothing acts, under a policy that loads nothing.
 */
#include "web/inside.h"

#include "mail_again.h"

#include <string.h>

enum { MOST_WAIT_S = 8 };

static const char *const charsets[] = {
    "windows-1256", "iso-8859-6", "utf-8", "windows-1252", "cp864", NULL};

/* ---- by which rule ---- */

/* The rule's name in [decoding]: what a person chose is said of itself. */
static const char *
rule_of(const Decoding *decoding)
{
    static const char *const rules[] = {"charset_wrong_read_as_windows_1256",
        "charset_missing_read_as_windows_1256", "charset_wrong_read_as_iso_8859_6",
        "charset_missing_read_as_iso_8859_6", "charset_wrong_read_as_utf_8",
        "utf8_damaged", NULL};
    g_auto(GStrv) defects =
        g_strsplit(decoding->defects ? decoding->defects : "", " ", -1);
    if (decoding->charset != NULL)
        return "by_person";
    for (int i = 0; rules[i] != NULL; i++)
        if (g_strv_contains((const char *const *)defects, rules[i]))
            return rules[i];
    return "declared";
}

static void
add_charsets(JsonObject *model, const Decoding *decoding)
{
    JsonArray *rows = json_array_new();
    for (int i = 0; charsets[i] != NULL; i++) {
        JsonObject *row = json_object_new();
        show_text(row, "value", charsets[i]);
        json_object_set_boolean_member(
            row, "chosen", g_strcmp0(charsets[i], decoding->charset) == 0);
        json_array_add_object_element(rows, row);
    }
    json_object_set_array_member(model, "charsets", rows);
}

static bool
add_rule(Visit *visit, JsonObject *model, GError **error)
{
    g_auto(Decoding) decoding = {0};
    if (!store_letter_decoding(visit->web->diwan->store, visit->id, &decoding, error))
        return false;
    show_take(model, "decoded",
        words_say(visit->words, "decoding", rule_of(&decoding), "charset",
            decoding.charset ? decoding.charset : "", "by",
            decoding.by ? decoding.by : "", NULL));
    if (decoding.unreadable_chars > 0)
        show_take(model, "unreadable",
            words_count(
                visit->words, "decoding", "unreadable", decoding.unreadable_chars));
    add_charsets(model, &decoding);
    json_object_set_boolean_member(model, "may_decode_again",
        rules_allow(visit->web->desk->rules, "decode", visit->staff->role));
    return true;
}

/* ---- what a form's mail says by field ---- */

static bool
add_fields(Visit *visit, JsonObject *model, GError **error)
{
    g_autofree char *form = NULL;
    g_autoptr(GPtrArray) fields =
        store_web_fields_of(visit->web->diwan->store, visit->id, &form, error);
    if (fields == NULL)
        return false;
    JsonArray *rows = json_array_new();
    for (guint i = 0; i < fields->len; i++) {
        const WebField *field = fields->pdata[i];
        const char *ours = field->name != NULL && *field->name != '\0'
                               ? words_find(visit->words, "web_field", field->name)
                               : NULL;
        JsonObject *row = json_object_new();
        show_text(row, "label", field->label);
        show_text(row, "value", field->value);
        if (g_strcmp0(ours, field->label) != 0)
            show_text(row, "name", ours);
        json_array_add_object_element(rows, row);
    }
    json_object_set_boolean_member(model, "has_web_fields", fields->len > 0);
    json_object_set_array_member(model, "web_fields", rows);
    show_text(model, "web_form", form);
    return true;
}

bool
show_mail(Visit *visit, JsonObject *model, const Letter *letter, GError **error)
{
    g_autofree char *as = visit_query(visit, "as");
    if (letter->medium != MEDIUM_EMAIL || letter->kind == KIND_SURVEY_ANSWER)
        return true;
    json_object_set_boolean_member(model, "may_be_written", TRUE);
    json_object_set_boolean_member(model, "as_written", g_str_equal(as, "written"));
    return add_rule(visit, model, error) && add_fields(visit, model, error);
}

/* ---- as it was written ---- */

static void
answer_written(Visit *visit, const Mail *mail)
{
    static const char head[] = "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">"
                               "<title>-</title><style>body{font:1rem/1.7 sans-serif;"
                               "margin:1rem;overflow-wrap:anywhere}table{max-width:100%}"
                               "</style></head><body dir=\"auto\">";
    g_autofree char *none =
        g_markup_escape_text(words_get(visit->words, "decoding", "no_html"), -1);
    g_autofree char *page =
        mail->html != NULL && *mail->html != '\0'
            ? g_strconcat(head, mail->html, "</body></html>\n", NULL)
            : g_strconcat(head, "<p>", none, "</p></body></html>\n", NULL);
    answer_framed(visit, page);
}

void
page_written(Visit *visit)
{
    const MailAgain how = {.wants_html = true, .most_s = MOST_WAIT_S};
    g_autoptr(GError) error = NULL;
    g_autoptr(Letter) letter =
        store_letter_get(visit->web->diwan->store, visit->id, &error);
    if (letter != NULL && !show_may_see(visit, letter)) {
        page_allows(visit, "see_rejected");
        return;
    }
    if (letter == NULL || letter->medium != MEDIUM_EMAIL ||
        letter->kind == KIND_SURVEY_ANSWER) {
        page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
        return;
    }
    g_autoptr(Mail) mail = mail_parse_again(visit->web->diwan, letter, &how, &error);
    if (mail != NULL)
        answer_written(visit, mail);
    else
        page_refused(visit, error, "/");
}

/* ---- decoded again ---- */

void
page_decode_post(Visit *visit)
{
    const char *charset = visit_field(visit, "charset");
    const MailAgain how = {.charset = charset, .most_s = MOST_WAIT_S};
    g_autoptr(GError) error = NULL;
    g_autofree char *here = g_strdup_printf("/i/%" G_GINT64_FORMAT, visit->id);
    if (!page_allows(visit, "decode"))
        return;
    g_autoptr(Letter) letter =
        store_letter_get(visit->web->diwan->store, visit->id, NULL);
    if (letter != NULL && !show_may_see(visit, letter)) {
        page_allows(visit, "see_rejected");
        return;
    }
    if (!g_strv_contains(charsets, charset))
        page_problem(visit, MHD_HTTP_BAD_REQUEST, "malformed");
    else if (mail_decode_again(visit->web->diwan, visit->web->search, visit->id, &how,
                 visit->staff->login, &error)) {
        log_line("letter=%" G_GINT64_FORMAT " decoded_as=%s", visit->id, charset);
        g_autofree char *to = g_strdup_printf("%s?said=decoded", here);
        answer_redirect(visit, to);
    } else
        page_refused(visit, error, here);
}

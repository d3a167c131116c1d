/* reply.c - a letter is answered: the template chosen, and what it asks for.
 *
 * What was typed is kept as a draft before it is looked at, so that nothing typed is lost and the
 * preview is a page that can be come back to.
 */
#include "web/inside.h"

#include <string.h>

#define BLANK "v-"
#define ENCLOSE "e-"

/* ---- the form ---- */

static void
add_choice(Visit *visit, JsonArray *rows, const char *group, const char *key, bool here)
{
    const char *label = words_find(visit->words, group, key);
    JsonObject *row = json_object_new();
    show_text(row, "value", key);
    show_text(row, "label", label != NULL ? label : key);
    json_object_set_boolean_member(row, "here", here);
    json_array_add_object_element(rows, row);
}

static JsonObject *
show_blank(Visit *visit, const Blank *blank, const char *value)
{
    JsonObject *row = json_object_new();
    const char *label = words_find(visit->words, "variable", blank->name);
    g_autofree char *is = g_strdup_printf("is_%s", blank->kind);
    bool lines =
        g_str_equal(blank->kind, "paragraphs") || g_str_equal(blank->kind, "texts");
    show_text(row, "name", blank->name);
    show_text(row, "label", label != NULL ? label : blank->name);
    show_text(row, "value", value);
    json_object_set_boolean_member(row, is, TRUE);
    json_object_set_boolean_member(row, "is_lines", lines);
    json_object_set_boolean_member(row, "is_line",
        !lines && blank->choices == NULL && !g_str_equal(blank->kind, "flag"));
    json_object_set_boolean_member(row, "optional", blank->optional);
    if (blank->choices == NULL)
        return row;
    JsonArray *choices = json_array_new();
    for (char **choice = blank->choices; *choice != NULL; choice++)
        add_choice(visit, choices, "choice", *choice, g_strcmp0(value, *choice) == 0);
    json_object_set_array_member(row, "choices", choices);
    return row;
}

static void
add_blanks(Visit *visit, JsonObject *model, const char *template_, const char *typed)
{
    const char *purpose = reply_purpose(visit->web->compose, template_);
    g_autoptr(GPtrArray) blanks = reply_blanks(visit->web->compose, purpose);
    g_autoptr(JsonNode) node = typed != NULL ? json_from_string(typed, NULL) : NULL;
    JsonObject *known = node != NULL ? json_node_get_object(node) : NULL;
    JsonArray *rows = json_array_new();
    for (guint i = 0; i < blanks->len; i++) {
        const Blank *blank = blanks->pdata[i];
        const char *value = known != NULL ? json_object_get_string_member_with_default(
                                                known, blank->name, NULL)
                                          : NULL;
        json_array_add_object_element(rows, show_blank(visit, blank, value));
    }
    json_object_set_array_member(model, "blanks", rows);
}

static bool
is_among(char **names, const char *name)
{
    g_autofree char *optional = g_strconcat(name, "?", NULL);
    return names != NULL && (g_strv_contains((const char *const *)names, name) ||
                                g_strv_contains((const char *const *)names, optional));
}

/* Documents of the library that are in use; those the template encloses go in any case. */
static bool
add_documents(Visit *visit, JsonObject *model, const char *template_,
    const char *language, const char *chosen, GError **error)
{
    bool arabic = g_str_equal(words_language(visit->words), "ar");
    char **own = compose_enclosures(visit->web->compose, template_, language);
    g_auto(GStrv) names = g_strsplit(chosen != NULL ? chosen : "", ";", -1);
    g_autoptr(GPtrArray) documents =
        store_documents_list(visit->web->diwan->store, error);
    JsonArray *rows = json_array_new();
    for (guint i = 0; documents != NULL && i < documents->len; i++) {
        const Document *document = documents->pdata[i];
        if (document->retired_at != 0)
            continue;
        JsonObject *row = json_object_new();
        bool goes = is_among(own, document->name);
        show_text(row, "name", document->name);
        show_text(row, "title", arabic ? document->title_ar : document->title_en);
        json_object_set_boolean_member(row, "goes", goes);
        json_object_set_boolean_member(
            row, "here", g_strv_contains((const char *const *)names, document->name));
        json_array_add_object_element(rows, row);
    }
    json_object_set_boolean_member(
        model, "has_documents", json_array_get_length(rows) > 0);
    json_object_set_array_member(model, "documents", rows);
    return documents != NULL;
}

JsonObject *
show_reply(Visit *visit, const StaffReply *reply)
{
    JsonObject *row = json_object_new();
    const char *label = words_find(visit->words, "template", reply->template_);
    json_object_set_int_member(row, "id", reply->id);
    show_text(row, "template", label != NULL ? label : reply->template_);
    show_text(row, "state", words_get(visit->words, "reply_state", reply->state));
    json_object_set_boolean_member(row, "sent", g_str_equal(reply->state, "sent"));
    json_object_set_boolean_member(row, "draft", g_str_equal(reply->state, "draft"));
    json_object_set_boolean_member(row, "due", g_str_equal(reply->state, "due"));
    show_text(row, "out_no", reply->out_no);
    show_text(row, "by", reply->actor);
    show_instant(visit, row, "at", reply->ended_at ? reply->ended_at : reply->made_at);
    if (reply->why != NULL)
        show_refusal(visit, row, reply->why);
    return row;
}

bool
show_replies(Visit *visit, JsonObject *model, gint64 letter_id, GError **error)
{
    g_autoptr(GPtrArray) replies =
        store_replies_of(visit->web->diwan->store, letter_id, error);
    JsonArray *rows = json_array_new();
    for (guint i = 0; replies != NULL && i < replies->len; i++)
        json_array_add_object_element(rows, show_reply(visit, replies->pdata[i]));
    json_object_set_boolean_member(model, "has_replies", json_array_get_length(rows) > 0);
    json_object_set_array_member(model, "replies", rows);
    return replies != NULL;
}

static void
add_templates(
    Visit *visit, JsonObject *model, const char *template_, const char *language)
{
    g_autoptr(GPtrArray) names = reply_templates(visit->web->compose);
    JsonArray *rows = json_array_new(), *languages = json_array_new();
    for (guint i = 0; i < names->len; i++)
        add_choice(visit, rows, "template", names->pdata[i],
            g_strcmp0(names->pdata[i], template_) == 0);
    add_choice(visit, languages, "language", "ar", g_str_equal(language, "ar"));
    add_choice(visit, languages, "language", "en", g_str_equal(language, "en"));
    json_object_set_array_member(model, "templates", rows);
    json_object_set_array_member(model, "languages", languages);
}

/* draft NULL: a new reply, with the template the address names. */
static bool
gather(Visit *visit, JsonObject *model, const Letter *letter, const StaffReply *draft,
    GError **error)
{
    g_autofree char *asked = visit_query(visit, "template");
    g_autofree char *language = visit_query(visit, "language");
    bool other =
        draft == NULL || (*asked != '\0' && !g_str_equal(asked, draft->template_));
    const char *template_ = *asked != '\0' ? asked : draft ? draft->template_ : "reply";
    const char *in = *language != '\0' ? language
                     : draft           ? draft->language
                             : compose_language(visit->web->diwan->config, letter);
    if (reply_purpose(visit->web->compose, template_) == NULL)
        template_ = "reply";
    json_object_set_object_member(model, "letter", show_letter(visit, letter));
    show_text(model, "text",
        letter->new_text != NULL && *letter->new_text != '\0' ? letter->new_text
                                                              : letter->text);
    show_text(model, "template", template_);
    show_text(model, "language", in);
    if (draft != NULL)
        json_object_set_int_member(model, "draft", draft->id);
    json_object_set_boolean_member(
        model, "paper", draft != NULL && g_str_equal(draft->channel, "paper"));
    add_templates(visit, model, template_, in);
    add_blanks(visit, model, template_, other ? NULL : draft->model);
    return add_documents(
        visit, model, template_, in, draft ? draft->enclosures : NULL, error);
}

void
page_reply(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    Store *store = visit->web->diwan->store;
    gint64 id = visit_query_id(visit, "draft");
    if (!page_allows(visit, "reply"))
        return;
    g_autoptr(Letter) letter = store_letter_get(store, visit->id, &error);
    g_autoptr(StaffReply) draft =
        letter != NULL && id > 0 ? store_reply_get(store, id, &error) : NULL;
    g_autoptr(JsonObject) model = json_object_new();
    if (letter == NULL || error != NULL ||
        (draft != NULL && draft->letter_id != letter->id))
        page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
    else if (!gather(visit, model, letter, draft, &error))
        page_error(visit, error);
    else
        page_render(visit, MHD_HTTP_OK, "reply", "reply", g_steal_pointer(&model));
}

/* ---- a draft is kept ---- */

static void
read_form(Visit *visit, GHashTable *typed, GString *enclosures)
{
    GHashTableIter iter;
    gpointer name, value;
    g_hash_table_iter_init(&iter, visit->form);
    while (g_hash_table_iter_next(&iter, &name, &value)) {
        if (g_str_has_prefix(name, BLANK)) {
            g_auto(GStrv) lines = g_strsplit(value, "\r\n", -1);
            g_hash_table_insert(typed, g_strdup((const char *)name + strlen(BLANK)),
                g_strjoinv("\n", lines));
        } else if (g_str_has_prefix(name, ENCLOSE))
            g_string_append_printf(enclosures, "%s%s", enclosures->len > 0 ? ";" : "",
                (const char *)name + strlen(ENCLOSE));
    }
}

void
page_reply_post(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GHashTable) typed =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GString) enclosures = g_string_new(NULL);
    const Act act = {.by = visit->staff->login, .role = visit->staff->role};
    gint64 id = g_ascii_strtoll(visit_field(visit, "draft"), NULL, 10);
    read_form(visit, typed, enclosures);
    const ReplyWish wish = {.id = id,
        .letter_id = visit->id,
        .template_ = visit_field(visit, "template"),
        .language = visit_field(visit, "language"),
        .paper = *visit_field(visit, "paper") != '\0',
        .typed = typed,
        .enclosures = enclosures->str};
    g_autofree char *back = g_strdup_printf("/i/%" G_GINT64_FORMAT, visit->id);
    if (!reply_draft(visit->web->desk, visit->web->compose, &wish, &act, &id, &error)) {
        page_refused(visit, error, back);
        return;
    }
    g_autofree char *to = g_strdup_printf("/reply/%" G_GINT64_FORMAT, id);
    answer_redirect(visit, to);
}

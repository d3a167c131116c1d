/* committee.c - the committee's sessions: the list, a new one, and an approved decision that is to be
 * corrected; and what all of the committee's pages ask of a visit.
 */
#include "web/committee.h"

#include "language/language.h"

#include <string.h>

enum { MOST_SESSIONS = 300, MOST_COUNT = 1000000, MOST_WORDS_BYTES = 4000 };

/* ---- who ---- */

bool
committee_page_allows(Visit *visit)
{
    return page_allows(visit, "see_committee");
}

void
committee_show_may(Visit *visit, JsonObject *model)
{
    const Rules *rules = visit->web->desk->rules;
    json_object_set_boolean_member(
        model, "may_committee", rules_allow(rules, "committee", visit->staff->role));
    json_object_set_boolean_member(
        model, "may_approve", rules_allow(rules, "approve", visit->staff->role));
}

Act
committee_act(Visit *visit)
{
    const char *reason = visit_field(visit, "reason");
    bool given = *reason != '\0' && strlen(reason) <= MOST_WORDS_BYTES;
    return (Act){.by = visit->staff->login,
        .role = visit->staff->role,
        .reason = given ? reason : NULL};
}

/* ---- fields ---- */

char *
committee_line(Visit *visit, const char *name)
{
    g_autofree char *plain = text_strip_controls(visit_field(visit, name));
    return *g_strstrip(plain) != '\0' ? g_steal_pointer(&plain) : NULL;
}

char *
committee_lines(Visit *visit, const char *name)
{
    g_auto(GStrv) all = g_strsplit(visit_field(visit, name), "\n", -1);
    g_autoptr(GString) lines = g_string_new(NULL);
    for (char **each = all; *each != NULL; each++) {
        g_autofree char *plain = text_strip_controls(*each);
        if (*g_strstrip(plain) != '\0')
            g_string_append_printf(lines, "%s%s", lines->len > 0 ? "\n" : "", plain);
    }
    return lines->len > 0 ? g_strdup(lines->str) : NULL;
}

bool
committee_day(Visit *visit, const char *name, gint64 *begin, GError **error)
{
    const char *text = visit_field(visit, name);
    *begin = 0;
    g_autofree char *trouble =
        *text != '\0' ? day_read(text, words_language(visit->words), begin) : NULL;
    if (trouble == NULL)
        return true;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, "%s", trouble);
    return false;
}

bool
committee_count(Visit *visit, const char *name, int *count, GError **error)
{
    const char *text = visit_field(visit, name);
    g_autofree char *digits = text_ascii_digits(text);
    gint64 n = -1;
    if (*text != '\0' &&
        !g_ascii_string_to_signed(g_strstrip(digits), 10, 0, MOST_COUNT, &n, NULL)) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, "'%s' is no number", text);
        return false;
    }
    *count = (int)n;
    return true;
}

gint64
committee_request(Visit *visit, const char *name)
{
    g_autofree char *number = register_number_parse(visit_field(visit, name));
    return number != NULL ? store_request_by_number(visit->web->diwan->store, number) : 0;
}

/* ---- lists ---- */

Portion
committee_portion(Visit *visit, JsonObject *model, guint rows)
{
    guint last = rows > 0 ? (rows - 1) / PAGE_ROWS : 0;
    guint asked = (guint)MIN(visit_query_id(visit, "page"), G_MAXINT);
    guint at = MIN(asked > 0 ? asked - 1 : 0, last);
    if (at > 0)
        json_object_set_int_member(model, "earlier", at);
    if (at < last)
        json_object_set_int_member(model, "later", at + 2);
    return (Portion){.from = at * PAGE_ROWS, .until = MIN(rows, (at + 1) * PAGE_ROWS)};
}

void
committee_show_views(Visit *visit, JsonObject *model, const char *group,
    const char *const *names, const char *here)
{
    JsonArray *views = json_array_new();
    for (int i = 0; names[i] != NULL; i++) {
        JsonObject *view = json_object_new();
        show_text(view, "name", names[i]);
        show_text(view, "label", words_get(visit->words, group, names[i]));
        json_object_set_boolean_member(view, "here", g_strcmp0(names[i], here) == 0);
        json_array_add_object_element(views, view);
    }
    json_object_set_array_member(model, "views", views);
    show_text(model, "view", here);
}

/* ---- the sessions ---- */

void
page_committee(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    if (!committee_page_allows(visit))
        return;
    g_autoptr(GPtrArray) sessions =
        store_committee_list(visit->web->diwan->store, NULL, MOST_SESSIONS, &error);
    g_autoptr(JsonObject) model = json_object_new();
    if (sessions == NULL || !committee_show_members(visit, model, NULL, &error)) {
        page_error(visit, error);
        return;
    }
    JsonArray *rows = json_array_new();
    for (guint i = 0; i < sessions->len; i++)
        json_array_add_object_element(
            rows, committee_show_session(visit, sessions->pdata[i]));
    json_object_set_array_member(model, "rows", rows);
    committee_show_may(visit, model);
    page_render(visit, MHD_HTTP_OK, "committee", "committee", g_steal_pointer(&model));
}

void
page_committee_open_post(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) members = committee_read_members(visit);
    const Act act = committee_act(visit);
    gint64 begin = 0, id = 0;
    if (!committee_day(visit, "day", &begin, &error) ||
        !committee_open(visit->web->desk, day_number(begin ? begin : clock_now_ms()),
            members, &act, &id, &error)) {
        page_refused(visit, error, "/committee");
        return;
    }
    log_line("session=%" G_GINT64_FORMAT " act=open", id);
    g_autofree char *to =
        g_strdup_printf("/committee/%" G_GINT64_FORMAT "?said=session_open", id);
    answer_redirect(visit, to);
}

void
page_committee_correct_post(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    const Act act = committee_act(visit);
    gint64 id = committee_request(visit, "request");
    if (!committee_correct(visit->web->desk, id, &act, &error)) {
        page_refused(visit, error, "/committee#correct");
        return;
    }
    log_line("request=%" G_GINT64_FORMAT " act=correct", id);
    answer_redirect(visit, "/committee?said=committee_corrects");
}

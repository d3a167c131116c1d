/* route.c - the table of pages: which address and method, and who may ask for it.
 *
 * GET changes nothing; POST changes things, only from our own pages, and answers 303.
 */
#include "web/inside.h"

#include <string.h>

typedef enum { FOR_ALL, FOR_STAFF } Audience;

typedef struct Route {
    const char *method, *pattern;
    Audience audience;
    PageFunc page;
} Route;

static const Route routes[] = {
    {"GET", "/login", FOR_ALL, page_login},
    {"POST", "/login", FOR_ALL, page_login_post},
    {"POST", "/logout", FOR_STAFF, page_logout_post},
    {"GET", "/static/*", FOR_ALL, page_style},
    {"GET", "/", FOR_STAFF, page_home},
    {"GET", "/q/*", FOR_STAFF, page_queue},
    {"GET", "/hold", FOR_STAFF, page_hold},
    {"GET", "/i/#", FOR_STAFF, page_letter},
    {"POST", "/i/#/decide", FOR_STAFF, page_decide_post},
    {"POST", "/i/#/hold", FOR_STAFF, page_hold_post},
    {"POST", "/i/#/undecide", FOR_STAFF, page_undecide_post},
    {"POST", "/i/#/seen", FOR_STAFF, page_seen_post},
    {"POST", "/i/#/reject", FOR_STAFF, page_reject_post},
    {"GET", "/i/#/written", FOR_STAFF, page_written},
    {"POST", "/i/#/decode", FOR_STAFF, page_decode_post},
    {"GET", "/i/#/reply", FOR_STAFF, page_reply},
    {"POST", "/i/#/reply", FOR_STAFF, page_reply_post},
    {"GET", "/reply/#", FOR_STAFF, page_reply_look},
    {"GET", "/reply/#/*", FOR_STAFF, page_reply_part},
    {"POST", "/reply/#/*", FOR_STAFF, page_reply_act_post},
    {"POST", "/i/#/page/#/verify", FOR_STAFF, page_verify_post},
    {"GET", "/i/#/new", FOR_STAFF, page_newcomer},
    {"POST", "/i/#/new", FOR_STAFF, page_newcomer_post},
    {"GET", "/i/#/page/#", FOR_STAFF, page_image},
    {"GET", "/i/#/part/#", FOR_STAFF, page_part},
    {"GET", "/i/#/raw", FOR_STAFF, page_raw},
    {"GET", "/contact", FOR_STAFF, page_contact},
    {"POST", "/contact", FOR_STAFF, page_contact_post},
    {"GET", "/requests/*", FOR_STAFF, page_requests},
    {"GET", "/r/#", FOR_STAFF, page_request},
    {"POST", "/r/#/letters/*", FOR_STAFF, page_request_letters_post},
    {"POST", "/r/#/*", FOR_STAFF, page_request_post},
    {"GET", "/p/#", FOR_STAFF, page_party},
    {"POST", "/p/#/separate", FOR_STAFF, page_separate_post},
    {"GET", "/duplicates", FOR_STAFF, page_duplicates},
    {"GET", "/duplicates/#/#", FOR_STAFF, page_merge},
    {"POST", "/duplicates/#/#", FOR_STAFF, page_merge_post},
    {"GET", "/undelivered", FOR_STAFF, page_undelivered},
    {"POST", "/undelivered/#/*", FOR_STAFF, page_undelivered_post},
    {"GET", "/post", FOR_STAFF, page_post},
    {"POST", "/post/print", FOR_STAFF, page_print_post},
    {"POST", "/post/returned", FOR_STAFF, page_returned_post},
    {"GET", "/post/#", FOR_STAFF, page_post_run},
    {"GET", "/post/#/*", FOR_STAFF, page_post_file},
    {"POST", "/post/#/posted", FOR_STAFF, page_posted_post},
    {"GET", "/library", FOR_STAFF, page_library},
    {"POST", "/library", FOR_STAFF, page_library_post},
    {"GET", "/library/*", FOR_STAFF, page_document},
    {"GET", "/library/*/#", FOR_STAFF, page_document_file},
    {"POST", "/library/*/retire", FOR_STAFF, page_retire_post},
    {"GET", "/i/#/form", FOR_STAFF, page_form},
    {"POST", "/i/#/form", FOR_STAFF, page_form_post},
    {"GET", "/templates", FOR_STAFF, page_templates},
    {"GET", "/templates/*", FOR_STAFF, page_template},
    {"GET", "/templates/*/sample", FOR_STAFF, page_template_sample},
    {"GET", "/committee", FOR_STAFF, page_committee},
    {"POST", "/committee/open", FOR_STAFF, page_committee_open_post},
    {"POST", "/committee/correct", FOR_STAFF, page_committee_correct_post},
    {"GET", "/committee/#", FOR_STAFF, page_committee_session},
    {"GET", "/committee/#/decide/#", FOR_STAFF, page_committee_decide},
    {"POST", "/committee/#/decide/#", FOR_STAFF, page_committee_decide_post},
    {"GET", "/committee/#/import", FOR_STAFF, page_committee_import},
    {"POST", "/committee/#/import", FOR_STAFF, page_committee_import_post},
    {"POST", "/committee/#/approve", FOR_STAFF, page_committee_approve_post},
    {"GET", "/committee/#/letters", FOR_STAFF, page_committee_letters},
    {"GET", "/committee/#/letters/#", FOR_STAFF, page_committee_letter},
    {"GET", "/committee/#/letters/#/*", FOR_STAFF, page_committee_letter_part},
    {"POST", "/committee/#/*", FOR_STAFF, page_committee_session_post},
    {"GET", "/circulars", FOR_STAFF, page_circulars},
    {"POST", "/circulars", FOR_STAFF, page_circulars_post},
    {"GET", "/circulars/#/letters", FOR_STAFF, page_committee_letters},
    {"GET", "/circulars/#/letters/#", FOR_STAFF, page_committee_letter},
    {"GET", "/circulars/#/letters/#/*", FOR_STAFF, page_committee_letter_part},
    {"GET", "/runs/#", FOR_STAFF, page_run},
    {"POST", "/runs/#/*", FOR_STAFF, page_run_post},
    {"GET", "/search", FOR_STAFF, page_search},
    {"GET", "/register/*", FOR_STAFF, page_register},
    {"POST", "/register/void", FOR_STAFF, page_void_post},
    {"GET", "/report", FOR_STAFF, page_report},
    {"GET", "/report.*", FOR_STAFF, page_report_file},
    {"GET", "/survey", FOR_STAFF, page_survey},
    {"GET", "/f/*", FOR_ALL, page_ask},
    {"POST", "/f/*", FOR_ALL, page_ask_post},
    {"GET", "/health", FOR_STAFF, page_health},
};

/* ---- patterns ---- */

static bool
number_fits(const char **path, gint64 *value)
{
    const char *end = *path + strspn(*path, "0123456789");
    g_autofree char *digits = g_strndup(*path, end - *path);
    *path = end;
    return g_ascii_string_to_unsigned(digits, 10, 1, G_MAXINT64, (guint64 *)value, NULL);
}

static bool
word_fits(const char **path, char **word)
{
    gsize length = strspn(*path, "abcdefghijklmnopqrstuvwxyz0123456789_.-");
    g_free(*word);
    *word = g_strndup(*path, length);
    *path += length;
    return length > 0;
}

bool
route_fits(const char *pattern, const char *path, gint64 *id, int *number, char **word)
{
    gint64 numbers[2] = {0, 0};
    g_autofree char *found = NULL;
    int n = 0;
    for (; *pattern != '\0'; pattern++) {
        if (*pattern == '#' && n < 2) {
            if (!number_fits(&path, &numbers[n++]))
                return false;
        } else if (*pattern == '*') {
            if (!word_fits(&path, &found))
                return false;
        } else if (*path++ != *pattern)
            return false;
    }
    if (*path != '\0' || numbers[1] > G_MAXINT)
        return false;
    *id = numbers[0];
    *number = (int)numbers[1];
    if (found != NULL)
        *word = g_steal_pointer(&found);
    return true;
}

/* ---- finding the page ---- */

static const Route *
find(Visit *visit, bool *known)
{
    bool head = g_str_equal(visit->method, "HEAD");
    const char *method = head ? "GET" : visit->method;
    *known = false;
    for (guint i = 0; i < G_N_ELEMENTS(routes); i++) {
        const Route *route = &routes[i];
        g_clear_pointer(&visit->word, g_free);
        if (!route_fits(
                route->pattern, visit->path, &visit->id, &visit->number, &visit->word))
            continue;
        *known = true;
        if (g_str_equal(route->method, method))
            return route;
    }
    return NULL;
}

/* Where to come back to after the login: only pages of ours. */
static void
send_to_login(Visit *visit)
{
    g_autofree char *escaped = g_uri_escape_string(visit->path, "/", FALSE);
    g_autofree char *to = g_strdup_printf("/login?to=%s", escaped);
    bool home = g_str_equal(visit->path, "/") || g_str_equal(visit->method, "POST");
    answer_redirect(visit, home ? "/login" : to);
}

static void
answer_post(Visit *visit, const Route *route)
{
    if (visit->too_large)
        page_problem(visit, MHD_HTTP_CONTENT_TOO_LARGE, "too_large");
    else if (!visit_read_form(visit) && !visit_read_upload(visit))
        page_problem(visit, MHD_HTTP_BAD_REQUEST, "malformed");
    else if (!session_posted_here(visit))
        page_problem(visit, MHD_HTTP_FORBIDDEN, "not_from_here");
    else
        route->page(visit);
}

void
route_visit(Visit *visit)
{
    bool known;
    g_autoptr(GError) error = NULL;
    visit_choose_language(visit);
    if (!session_find(visit, &error)) {
        page_error(visit, error);
        return;
    }
    const Route *route = find(visit, &known);
    if (route == NULL && known)
        page_problem(visit, MHD_HTTP_METHOD_NOT_ALLOWED, "not_found");
    else if (route == NULL)
        page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
    else if (route->audience == FOR_STAFF && visit->staff == NULL)
        send_to_login(visit);
    else if (visit_is_barred(visit))
        page_problem(visit, MHD_HTTP_FORBIDDEN, "not_yours");
    else if (g_str_equal(route->method, "POST"))
        answer_post(visit, route);
    else
        route->page(visit);
}

/* request_post.c - what people do with a request in the browser: one form each, judged by the office.
 *
 * A refusal is answered by a page that says what is missing; nothing was changed then.
 */
#include "web/inside.h"

#include "language/language.h"
#include "office/office.h"

#include <string.h>

enum { MOST_WORDS_BYTES = 4000 };

/* A field of the form that is not empty; else NULL. */
static const char *
words_of(Visit *visit, const char *name)
{
    const char *value = visit_field(visit, name);
    return *value != '\0' && strlen(value) <= MOST_WORDS_BYTES ? value : NULL;
}

/* 0: none was given; -1 and REFUSED: it is no day. */
static int
day_of(Visit *visit, const char *name, GError **error)
{
    const char *text = words_of(visit, name);
    gint64 begin = 0;
    if (text == NULL)
        return 0;
    g_autofree char *trouble = day_read(text, words_language(visit->words), &begin);
    if (trouble == NULL)
        return day_number(begin);
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, "%s", trouble);
    return -1;
}

static gint64
letter_of(Visit *visit)
{
    const char *text = visit_field(visit, "letter");
    g_autofree char *number = register_number_parse(text);
    return number != NULL ? store_letter_by_in_no(visit->web->diwan->store, number) : 0;
}

static gint64
request_of(Visit *visit, const char *name)
{
    g_autofree char *number = register_number_parse(visit_field(visit, name));
    return number != NULL ? store_request_by_number(visit->web->diwan->store, number) : 0;
}

/* ---- the acts ---- */

typedef bool (*ActFunc)(Visit *visit, const Desk *desk, const Act *act, GError **error);

static bool
act_move(Visit *visit, const Desk *desk, const Act *act, GError **error)
{
    return request_move(desk, visit->id, visit_field(visit, "move"),
        request_of(visit, "into"), act, error);
}

static bool
act_undo(Visit *visit, const Desk *desk, const Act *act, GError **error)
{
    return request_undo(desk, visit->id, act, error);
}

static bool
act_document(Visit *visit, const Desk *desk, const Act *act, GError **error)
{
    const char *document = visit_field(visit, "document"),
               *how = visit_field(visit, "how");
    if (g_str_equal(how, "waive"))
        return request_document_waive(desk, visit->id, document, act, error);
    if (g_str_equal(how, "accept") || g_str_equal(how, "refuse"))
        return request_document_check(
            desk, visit->id, document, g_str_equal(how, "accept"), act, error);
    int expires = day_of(visit, "expires", error);
    return expires >= 0 && request_document_take(desk, visit->id, document,
                               letter_of(visit), expires, act, error);
}

static bool
act_ask(Visit *visit, const Desk *desk, const Act *act, GError **error)
{
    bool again = words_of(visit, "again") != NULL;
    return request_ask(desk, visit->id, 0, again, act, error);
}

static bool
act_confirm(Visit *visit, const Desk *desk, const Act *act, GError **error)
{
    bool agrees = !g_str_equal(visit_field(visit, "how"), "differs");
    return request_confirm(desk, visit->id, visit_field(visit, "field"),
        visit_field(visit, "document"), agrees, act, error);
}

static bool
act_register(Visit *visit, const Desk *desk, const Act *act, GError **error)
{
    g_autofree char *number = NULL;
    return request_register(desk, visit->id, act, &number, error);
}

static bool
act_refer(Visit *visit, const Desk *desk, const Act *act, GError **error)
{
    int due = day_of(visit, "due", error);
    Referral referral = {.to_kind = (char *)visit_field(visit, "to_kind"),
        .to_name = (char *)visit_field(visit, "to_name"),
        .purpose = (char *)visit_field(visit, "purpose"),
        .instruction = (char *)words_of(visit, "instruction")};
    return due >= 0 && request_refer(desk, visit->id, &referral, due, act, error);
}

static bool
act_return(Visit *visit, const Desk *desk, const Act *act, GError **error)
{
    return request_refer_end(desk, visit->id, words_of(visit, "from"), false,
        words_of(visit, "answer"), act, error);
}

static bool
act_recall(Visit *visit, const Desk *desk, const Act *act, GError **error)
{
    return request_refer_end(
        desk, visit->id, words_of(visit, "from"), true, NULL, act, error);
}

static bool
act_unregister(Visit *visit, const Desk *desk, const Act *act, GError **error)
{
    return request_unregister(desk, visit->id, act, error);
}

static bool
act_link(Visit *visit, const Desk *desk, const Act *act, GError **error)
{
    gint64 about = request_of(visit, "about");
    if (about == 0)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "there is no request with number '%s'", visit_field(visit, "about"));
    return about != 0 && request_link(desk, visit->id, about, act, error);
}

static bool
act_contact(Visit *visit, const Desk *desk, const Act *act, GError **error)
{
    int day = day_of(visit, "at", error);
    bool out = g_str_equal(visit_field(visit, "direction"), "out");
    g_autofree char *number = NULL;
    Contact contact = {.request_id = visit->id,
        .channel = (char *)visit_field(visit, "channel"),
        .direction = (char *)(out ? "out" : "in"),
        .branch = (char *)words_of(visit, "branch"),
        .person = (char *)words_of(visit, "person"),
        .summary = (char *)words_of(visit, "summary"),
        .at = day > 0 ? day_begins(day) : 0};
    return day >= 0 && request_contact(desk, &contact, act, &number, error);
}

static bool
act_assign(Visit *visit, const Desk *desk, const Act *act, GError **error)
{
    return request_assign(desk, visit->id, words_of(visit, "login"), act, error);
}

static bool
act_reclassify(Visit *visit, const Desk *desk, const Act *act, GError **error)
{
    return request_reclassify(desk, visit->id, visit_field(visit, "kind"), act, error);
}

static bool
act_name(Visit *visit, const Desk *desk, const Act *act, GError **error)
{
    return request_name(desk, visit->id, words_of(visit, "login"), act, error);
}

static bool
act_pause(Visit *visit, const Desk *desk, const Act *act, GError **error)
{
    int until = day_of(visit, "until", error);
    return until >= 0 && request_pause(desk, visit->id, until, act, error);
}

static bool
act_resume(Visit *visit, const Desk *desk, const Act *act, GError **error)
{
    return request_resume(desk, visit->id, act, error);
}

static bool
act_seen(Visit *visit, const Desk *desk, const Act *act, GError **error)
{
    return request_seen(desk, visit->id, act, error);
}

static bool
act_extend(Visit *visit, const Desk *desk, const Act *act, GError **error)
{
    int until = day_of(visit, "until", error);
    return until >= 0 && request_extend(desk, visit->id, until, act, error);
}

static const struct {
    const char *name;
    ActFunc run;
} acts[] = {{"move", act_move}, {"undo", act_undo}, {"document", act_document},
    {"ask", act_ask}, {"confirm", act_confirm}, {"register", act_register},
    {"refer", act_refer}, {"return", act_return}, {"recall", act_recall},
    {"unregister", act_unregister}, {"link", act_link}, {"contact", act_contact},
    {"assign", act_assign}, {"reclassify", act_reclassify}, {"name", act_name},
    {"pause", act_pause}, {"resume", act_resume}, {"extend", act_extend},
    {"seen", act_seen}};

/* ---- the answer ---- */

void
page_request_post(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    Act act = {.by = visit->staff->login,
        .role = visit->staff->role,
        .reason = words_of(visit, "reason"),
        .told = words_of(visit, "told")};
    for (guint i = 0; i < G_N_ELEMENTS(acts); i++) {
        if (!g_str_equal(acts[i].name, visit->word))
            continue;
        if (!acts[i].run(visit, visit->web->desk, &act, &error)) {
            g_autofree char *back = g_strdup_printf("/r/%" G_GINT64_FORMAT, visit->id);
            page_refused(visit, error, back);
            return;
        }
        log_line("request=%" G_GINT64_FORMAT " act=%s", visit->id, acts[i].name);
        g_autofree char *to =
            g_strdup_printf("/r/%" G_GINT64_FORMAT "?said=request_done", visit->id);
        answer_redirect(visit, to);
        return;
    }
    page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
}

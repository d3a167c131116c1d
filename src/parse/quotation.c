/* quotation.c - which lines of a text are its writer's own.
 *
 * Losing a writer's words is worse than showing a quotation, so every doubt keeps the text whole:
 * answers between quoted lines, a forwarded letter, a copied head of somebody else's letter, an
 * announcement ("On … wrote:") with nothing written above it, lines that begin with ">" as a list of
 * one's own may. What is folded stays in Mail.text.
 */
#include <string.h>

#include "parse/quotation.h"

/* ---- forwarded letters ---- */

static const char *const FORWARDING[] = {"Forwarded message", "Begin forwarded message",
    "رسالة معاد توجيهها", "رسالة مُعاد توجيهها", "الرسالة المعاد توجيهها", "رسالة محولة",
    "بدء الرسالة المعاد توجيهها", "بداية الرسالة المُعاد توجيهها",
    "بدء الرسالة المُعاد توجيهها", NULL};
/* The writer says that the answers stand in or under the quotation. */
static const char *const ANSWERS_BELOW[] = {"see below", "See below", "inline", "in red",
    "أدناه", "ادناه", "بالأسفل", "بين السطور", "باللون", "تحت كل", NULL};

bool
quotation_is_forwarding(const char *line)
{
    return text_contains_any(line, FORWARDING);
}

/* ---- the decision ---- */

typedef struct Plan {
    guint cut; /* lines from here on are quoted: lines->len when none */
    guint
        announce; /* of the block that begins at cut or of a quoted block: first line, and */
    guint announce_length;
    guint blocks; /* runs of quoted lines */
    bool named;   /* the run begins with an announcement that is quoted with it */
    bool loose;   /* the run touches own lines, or a line above it introduces it */
    bool own_before, own_between, own_after, keep;
} Plan;

static guint
quoted_run_end(GArray *lines, guint i)
{
    guint end = i;
    for (; i < lines->len && line_at(lines, i)->kind != LINE_OWN; i++)
        if (line_at(lines, i)->kind == LINE_QUOTED)
            end = i + 1;
    return end;
}

/* Whether the run of quoted lines may be the writer's list: it stands close to his lines, or the last of
 * them ends in a colon. */
static bool
run_is_loose(GArray *lines, guint start, guint end)
{
    static const char *const introducing[] = {":", ":-", "\xD8\x9B", NULL};
    guint above = start;
    while (above > 0 && line_at(lines, above - 1)->kind == LINE_BLANK)
        above--;
    bool close_above = start > 0 && above == start;
    bool close_below = end < lines->len && line_at(lines, end)->kind != LINE_BLANK;
    return close_above || close_below ||
           (above > 0 &&
               text_ends_with_any(line_at(lines, above - 1)->plain, introducing));
}

static void
plan_make(GArray *lines, Plan *plan, const Answered *answered)
{
    *plan = (Plan){.cut = lines->len};
    for (guint i = 0; i < lines->len; i++) {
        const Line *line = line_at(lines, i);
        if (line->kind == LINE_BLANK)
            continue;
        if (line->kind == LINE_QUOTED) {
            plan->own_between = plan->blocks > 0;
            plan->blocks++;
            guint end = quoted_run_end(lines, i);
            plan->named = announcement_length(lines, i) > 0;
            plan->loose = run_is_loose(lines, i, end);
            i = end - 1;
            continue;
        }
        bool block = plan->blocks == 0 && block_begins(lines, i);
        if (text_contains_any(line->plain, FORWARDING) ||
            (block && !block_is_answered(lines, i, answered))) {
            plan->keep = true;
            return;
        }
        guint n = plan->blocks == 0 ? announcement_length(lines, i) : 0;
        if (n > 0 && line_kind_after(lines, i + n) == LINE_QUOTED) {
            plan->announce = i;
            plan->announce_length = n;
            i += n - 1;
            continue;
        }
        if (plan->own_before && (n > 0 || block)) {
            plan->cut = n > 0 ? i : block_lead(lines, i);
            return;
        }
        if (text_contains_any(line->plain, ANSWERS_BELOW))
            plan->keep = true;
        if (plan->blocks == 0)
            plan->own_before = true;
        else
            plan->own_after = true;
    }
}

static bool
line_is_folded(GArray *lines, const Plan *plan, guint i)
{
    bool announced = i >= plan->announce && i < plan->announce + plan->announce_length;
    return i >= plan->cut || announced || line_at(lines, i)->kind == LINE_QUOTED;
}

/* Whether something is quoted, something own, and no doubt which is which. */
static bool
plan_is_clear(GArray *lines, const Plan *plan, bool answers)
{
    bool quoted = plan->cut < lines->len || plan->blocks > 0;
    bool own = plan->own_before || plan->own_after;
    if (plan->keep || plan->own_between || !quoted || !own)
        return false;
    if (plan->announce_length > 0)
        return true;
    /* Who answers nobody may begin the lines of a list with ">", or paste somebody's mail and go on
     * below it; who answers may make such a list as well. */
    bool list = plan->blocks > 0 && !plan->named &&
                (plan->loose || (plan->own_before && plan->own_after));
    return answers && !list;
}

char *
quotation_fold(const char *text, const Answered *answered)
{
    /* Who answers nobody quotes with ">" or not at all. */
    if (!answered->answers && strchr(text, '>') == NULL)
        return g_strdup(text);
    g_autoptr(GArray) lines = quotation_lines(text);
    Plan plan;
    plan_make(lines, &plan, answered);
    if (!plan_is_clear(lines, &plan, answered->answers))
        return g_strdup(text);
    GString *own = g_string_sized_new(strlen(text));
    for (guint i = 0; i < lines->len; i++) {
        const Line *line = line_at(lines, i);
        if (!line_is_folded(lines, &plan, i))
            g_string_append_printf(own, "%.*s\n", (int)line->length, line->start);
    }
    return g_strstrip(g_string_free(own, FALSE));
}
